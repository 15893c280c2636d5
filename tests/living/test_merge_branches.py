"""Two branches that each add to a review come together in git: no line lost, none doubled."""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from ettervern.living.new import GIT_RULES
from ettervern.living.unmerged import kind_of

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

#: What a branch may add -> the file, what stands in it before, and a line of it with a place for who adds.
ADDED = {
    "reviewer": ("screening/r/reviewers.csv", "reviewer,kind\nanna,person\n", "{who}-test,person\n"),
    "report id": ("screening/r/report_ids.csv", "study_id,report_id\na2001,a-1\n", "{who}2027,{who}-1\n"),
    "search": (
        "reviews/r/searches/searches.csv",
        "file,source,kind,date,query,count\na.ris,A,database,2026-11-21,,3\n",
        ",{who},database,2027-02-01,x,0\n",
    ),
    "study": ("reviews/r/extraction/studies.csv", "study_id,title\na2001,A\n", '{who}2027,"A study, {who}"\n'),
    "extraction": (
        "reviews/r/extraction/extraction_1.csv",
        "study_id,outcome,n\na2001,work,5\na2001,work,6\n",
        "a2001,{who},7\n",
    ),
    "decision": (
        "screening/r/decisions/title-abstract/anna.csv",
        "time,report_id,decision\n2026-11-21,r0,include\n",
        "2027-02-01T10:00:00.{who}Z,{who},include\n",
    ),
    "text": ("reviews/r/texts/nb.csv", "table,id,column,text\nstudies,a2001,title,A\n", "studies,{who}2027,title,T\n"),
    "reference": ("references.bib", "@article{a2001,\n  title = {A},\n}\n", "\n@article{WHO2027,\n  title = {T},\n}\n"),
}
CERTAINTY = "reviews/r/certainty.csv", "analysis,domain,judgement,signed_by\nwork-main,bias,,\nwork-main,overall,,\n"
COMPUTED = "reviews/r/results/pooled.csv"
KINDS = list(ADDED)
PAIRS = [(kind, KINDS[(at + 1) % len(KINDS)]) for at, kind in enumerate(KINDS)]


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a program without anyone's own settings of git."""
    who = {f"GIT_{role}_{what}": "test" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    alone = {**os.environ, **who, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    return subprocess.run(words, cwd=folder, env=alone, capture_output=True, text=True)


def git(folder: Path, *words: str) -> str:
    done = run(folder, "git", *words)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def ettervern(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return run(folder, sys.executable, "-c", "from ettervern.cli import main; main()", *words)


def append(root: Path, kind: str, who: str) -> None:
    """Add a line of a kind, as one branch would."""
    path, _, line = ADDED[kind]
    name = {"one": "111111", "two": "222222"}[who] if kind == "decision" else who
    with (root / path).open("a", encoding="utf-8", newline="") as file:
        file.write(line.replace("{who}", name).replace("WHO", name))


def commit(root: Path, message: str) -> None:
    git(root, "add", "--all")
    git(root, "commit", "-q", "-m", message)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project in git with the rules that a new review gets."""
    files = {path: before for path, before, _ in ADDED.values()} | dict([CERTAINTY]) | {COMPUTED: "k\n1\n"}
    for path, before in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(before, "utf-8", newline="")
    (tmp_path / ".gitattributes").write_text("\n".join(GIT_RULES[".gitattributes"]) + "\n", "utf-8")
    (tmp_path / ".gitignore").write_text(".ettervern/\n", "utf-8")
    git(tmp_path, "init", "-q", "-b", "main")
    commit(tmp_path, "start")
    return tmp_path


def branched(root: Path, kinds: tuple[str, ...]) -> None:
    """Have two branches each add a line of each kind and sign another judgement; stand on the first."""
    for who, domain in (("one", "bias"), ("two", "overall")):
        git(root, "checkout", "-q", "-b", who, "main")
        for kind in kinds:
            append(root, kind, who)
        path = root / CERTAINTY[0]
        path.write_text(path.read_text("utf-8").replace(f"{domain},,", f"{domain},low,{who}-test"), "utf-8")
        (root / COMPUTED).write_text(f"k\n{who}\n", "utf-8")
        commit(root, who)
        git(root, "tag", f"{who}-alone")
    git(root, "checkout", "-q", "one")


def lines(text: str) -> Counter[tuple[str, ...]]:
    return Counter(tuple(row) for row in csv.reader(io.StringIO(text)) if row)


def assert_joined(root: Path, kinds: tuple[str, ...]) -> None:
    """Hold every file against what both branches' own files say together."""
    for kind in kinds:
        path, before, _ = ADDED[kind]
        sides = [lines(git(root, "show", f"{who}-alone:{path}")) for who in ("one", "two")]
        joined, start = lines((root / path).read_text("utf-8")), lines(before)
        if kind == "reference":
            text = (root / path).read_text("utf-8")
            assert [text.count(f"@article{{{key},") for key in ("a2001", "one2027", "two2027")] == [1, 1, 1]
        else:
            assert joined == sides[0] + sides[1] - start, path
    assert "bias,low,one-test" in (root / CERTAINTY[0]).read_text("utf-8")
    assert "overall,low,two-test" in (root / CERTAINTY[0]).read_text("utf-8")
    assert (root / COMPUTED).read_text("utf-8") == "k\none\n"
    assert git(root, "ls-files", "-u") == ""
    assert all(mark not in path.read_text("utf-8") for path in root.rglob("*.csv") for mark in ("<<<<<<<", ">>>>>>>"))


@pytest.mark.parametrize("kinds", PAIRS, ids=" and ".join)
def test_git_joins_two_branches_by_itself_where_the_clone_knows_how(project: Path, kinds: tuple[str, str]) -> None:
    branched(project, kinds)
    done = ettervern(project, "merge", "--install")
    assert done.returncode == 0, done.stderr
    done = run(project, "git", "merge", "-q", "-m", "both", "two")
    assert done.returncode == 0, done.stdout + done.stderr
    assert_joined(project, kinds)


@pytest.mark.parametrize("kinds", PAIRS, ids=" and ".join)
def test_a_command_settles_what_git_could_not_join(project: Path, kinds: tuple[str, str]) -> None:
    branched(project, kinds)
    assert run(project, "git", "merge", "-q", "-m", "both", "two").returncode != 0
    done = ettervern(project, "merge")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "rows of both sides joined" in done.stdout and "next: ettervern build" in done.stdout
    assert f"{COMPUTED}: to be computed again" in done.stdout
    assert_joined(project, kinds)
    git(project, "commit", "-q", "-m", "both")


def clashing(root: Path) -> str:
    """Have both branches sign the same judgement, each with another word; return its file."""
    for who, word in (("one", "low"), ("two", "high")):
        git(root, "checkout", "-q", "-b", who, "main")
        append(root, "study", who)
        path = root / CERTAINTY[0]
        path.write_text(path.read_text("utf-8").replace("bias,,", f"bias,{word},{who}-test"), "utf-8")
        commit(root, who)
    git(root, "checkout", "-q", "one")
    return CERTAINTY[0]


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize(("side", "word"), [("ours", "low,one-test"), ("theirs", "high,two-test")])
def test_a_row_that_both_changed_is_told_cell_by_cell_and_one_side_can_be_taken(
    project: Path, known: bool, side: str, word: str
) -> None:
    path = clashing(project)
    if known:
        ettervern(project, "merge", "--install")
    assert run(project, "git", "merge", "-q", "-m", "both", "two").returncode != 0
    done = ettervern(project, "merge")
    assert done.returncode == 1
    assert f"{path}, row 2, column judgement: work-main: this branch has 'low', the other 'high'" in done.stderr
    assert f"'ettervern merge --ours {path}' or '--theirs {path}'" in done.stderr
    assert git(project, "ls-files", "-u").count("\t") == 3, "what clashes stays unmerged, and nothing else does"
    assert "<<<<<<<" in (project / path).read_text("utf-8"), "no build can take a clash for data"
    done = ettervern(project, "merge", f"--{side}", path)
    assert done.returncode == 0, done.stderr
    text = (project / path).read_text("utf-8")
    assert f"bias,{word}" in text and text.count("work-main") == 2
    studies = (project / ADDED["study"][0]).read_text("utf-8")
    assert "one2027" in studies and "two2027" in studies


def test_what_is_no_table_is_left_to_a_person_and_the_rest_is_settled(project: Path) -> None:
    for who in ("one", "two"):
        git(project, "checkout", "-q", "-b", who, "main")
        (project / "reviews/r/review.toml").write_text(f'name = "{who}"\n', "utf-8")
        append(project, "study", who)
        commit(project, who)
    assert run(project, "git", "merge", "-q", "one").returncode != 0
    done = ettervern(project, "merge")
    assert done.returncode == 1 and "reviews/r/review.toml: in conflict; settle it by hand" in done.stderr
    assert "studies.csv: rows of both sides joined" in done.stdout
    assert "studies.csv" not in git(project, "ls-files", "-u")


def test_a_table_taken_away_on_one_side_waits_for_a_word(project: Path) -> None:
    path = ADDED["text"][0]
    git(project, "checkout", "-q", "-b", "one")
    (project / path).unlink()
    commit(project, "one")
    git(project, "checkout", "-q", "-b", "two", "main")
    append(project, "text", "two")
    commit(project, "two")
    assert run(project, "git", "merge", "-q", "one").returncode != 0
    assert "the other took the file away" in ettervern(project, "merge").stderr
    assert ettervern(project, "merge", "--theirs", path).returncode == 0
    assert not (project / path).exists() and git(project, "ls-files", "-u") == ""


def test_outside_a_merge_and_for_a_wrong_file_it_is_one_line(project: Path, tmp_path: Path) -> None:
    done = ettervern(project, "merge")
    assert done.returncode == 1 and "nothing is unmerged here" in done.stderr and "Traceback" not in done.stderr
    clashing(project)
    run(project, "git", "merge", "-q", "two")
    assert "not unmerged; expected one of" in ettervern(project, "merge", "--ours", "nothing.csv").stderr


def test_kinds_of_files() -> None:
    kinds = {
        "reviews/r/certainty.csv": "table",
        "reviews/r/searches/2027-02-01_medline.csv": "",
        "reviews/r/searches/searches.csv": "table",
        "reviews/r/results/figures/forest.svg": "computed",
        "screening/r/decisions/full-text-status.csv": "lines",
        "screening/r/decisions/full-text/adjudication_anna.csv": "lines",
        "screening/01-duplicates.ipynb": "",
        "book/en/index.md": "",
        "references.bib": "entries",
    }
    assert {path: kind_of(path) for path in kinds} == kinds


def test_a_project_below_the_top_of_its_repository_is_joined_too(
    project: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    top = tmp_path_factory.mktemp("top")
    shutil.copytree(project, top / "inner", ignore=shutil.ignore_patterns(".git"))
    git(top, "init", "-q", "-b", "main")
    commit(top, "start")
    kinds = ("study", "reference")
    for who in ("one", "two"):
        git(top, "checkout", "-q", "-b", who, "main")
        for kind in kinds:
            append(top / "inner", kind, who)
        commit(top, who)
    assert run(top, "git", "merge", "-q", "one").returncode != 0
    done = ettervern(top / "inner", "merge")
    assert done.returncode == 0 and git(top, "ls-files", "-u") == "", done.stderr
    git(top, "reset", "-q", "--hard", "two")
    assert ettervern(top / "inner", "merge", "--install").returncode == 0
    git(top, "merge", "-q", "-m", "both", "one")
    for kind in kinds:
        text = (top / "inner" / ADDED[kind][0]).read_text("utf-8")
        assert [text.count(f"{who}2027,") for who in ("one", "two")] == [1, 1]
