"""Another review: laid out empty, then taken the whole way with made-up studies."""

from __future__ import annotations

import json
import subprocess
from datetime import date
from pathlib import Path

import pytest
from typer import Typer
from typer.testing import CliRunner

from ettervern import pipeline
from ettervern.check import check
from ettervern.commands.build import build
from ettervern.commands.new import new as command
from ettervern.extract.sheets import add_sheet, new_sheets
from ettervern.files import ReviewError, read_table, write_table
from ettervern.living.book import has_book, lay_book
from ettervern.living.intake import Incoming
from ettervern.living.new import GIT_RULES, new_review
from ettervern.living.status import status
from ettervern.living.update import update
from ettervern.review import Review
from tests.conftest import ROOT
from tests.living.conftest import append, quiet, unheard_of
from tests.living.test_update import TRIAL

DAY = date(2027, 3, 1)
NOTEBOOK = {
    "cells": [
        {
            "cell_type": "markdown",
            "metadata": {},
            "source": ["Linjene står i `first/reviewers.csv` og `reviews/first/`."],
        },
        {
            "cell_type": "code",
            "execution_count": 3,
            "metadata": {},
            "outputs": [{"output_type": "stream", "name": "stdout", "text": ["201 reports"]}],
            "source": ['review = Review.open(Path("../reviews/first"))'],
        },
    ],
    "metadata": {},
    "nbformat": 4,
    "nbformat_minor": 5,
}


@pytest.fixture
def second(tmp_path: Path) -> Review:
    """Return a new review in a project of its own."""
    return new_review(tmp_path, "second", DAY)


def test_an_empty_review_passes_the_check(second: Review) -> None:
    assert [str(problem) for problem in check(second, today=DAY)] == []


def test_an_empty_review_says_what_comes_first(second: Review) -> None:
    assert "nothing has been searched yet" in status(second, DAY).next_step


def test_every_key_of_the_template_is_explained_or_named(second: Review) -> None:
    text = (second.folder / "review.toml").read_text("utf-8")
    assert "@" not in text
    assert second.name == second.settings.review.name == "second"
    assert second.date == DAY


@pytest.mark.parametrize("name", ["", "Æ", "a/b", "../x", "a b", "CON", "con", "-a", "a--b", "x" * 61, "1a", "a.b"])
def test_a_name_that_cannot_be_a_folder_everywhere_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ReviewError, match="small letters"):
        new_review(tmp_path, name, DAY)
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_is_taken_is_refused_and_nothing_is_touched(second: Review) -> None:
    (second.folder / "protocol.md").write_text("mine", "utf-8")
    with pytest.raises(ReviewError, match="there already"):
        new_review(second.root, "second", DAY)
    assert (second.folder / "protocol.md").read_text("utf-8") == "mine"


def test_a_layout_that_is_cut_off_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    (tmp_path / "screening").mkdir()
    (tmp_path / "screening" / "01-x.ipynb").write_text(json.dumps(NOTEBOOK), "utf-8")
    monkeypatch.setattr("ettervern.living.new.copy_notebook", stop)
    with pytest.raises(KeyboardInterrupt):
        new_review(tmp_path, "second", DAY)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["01-x.ipynb"]


def test_a_project_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", "utf-8")
    with pytest.raises(ReviewError, match="expected the folder of a project"):
        new_review(tmp_path / "notes.txt", "second", DAY)


def test_without_its_theme_nothing_is_laid_out(tmp_path: Path) -> None:
    app = Typer()
    app.command()(command)
    words = ["third", "--project", str(tmp_path), "--theme", str(tmp_path / "none")]
    with pytest.raises(ReviewError, match="no theme is there"):
        CliRunner().invoke(app, words, catch_exceptions=False)
    assert list(tmp_path.iterdir()) == []


def test_notebooks_are_copied_for_the_new_review_without_old_results(tmp_path: Path) -> None:
    (tmp_path / "screening").mkdir()
    (tmp_path / "screening" / "01-x.ipynb").write_text(json.dumps(NOTEBOOK), "utf-8")
    new_review(tmp_path, "second", DAY)
    book = json.loads((tmp_path / "screening" / "second" / "01-x.ipynb").read_text("utf-8"))
    assert book["cells"][0]["source"] == ["Linjene står i `reviewers.csv` og `reviews/second/`."]
    assert book["cells"][1]["source"] == ['review = Review.open(Path("../../reviews/second"))']
    assert (book["cells"][1]["outputs"], book["cells"][1]["execution_count"]) == ([], None)


def test_the_command_lays_out_and_tells_what_is_next(tmp_path: Path) -> None:
    app = Typer()
    app.command()(command)
    words = ["third", "--project", str(tmp_path), "--today", "2027-03-01"]
    said = CliRunner().invoke(app, words, catch_exceptions=False).output
    assert "ettervern check reviews/third" in said
    assert (tmp_path / "reviews" / "third" / "extraction" / "outcomes.csv").is_file()


def git_rules(root: Path) -> dict[str, list[str]]:
    return {name: (root / name).read_text("utf-8").splitlines() for name in GIT_RULES}


def test_git_is_told_what_to_leave_out_and_what_to_keep_as_it_is(second: Review) -> None:
    assert git_rules(second.root) == {name: list(rules) for name, rules in GIT_RULES.items()}
    before = git_rules(second.root)
    new_review(second.root, "third", DAY)
    assert git_rules(second.root) == before


def test_the_rules_are_those_of_this_repository() -> None:
    own = git_rules(ROOT)
    assert {name: [rule for rule in rules if rule not in own[name]] for name, rules in GIT_RULES.items()} == {
        ".gitignore": [],
        ".gitattributes": [],
    }


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_lines_of_ones_own_stay_and_only_what_is_missing_is_added(tmp_path: Path, end: str) -> None:
    own = f"# mine{end}*.tmp{end}reviews/*/local/data/"
    (tmp_path / ".gitignore").write_bytes(own.encode())
    new_review(tmp_path, "second", DAY)
    after = (tmp_path / ".gitignore").read_bytes().decode()
    assert after.startswith(own + end) and after.endswith(end)
    assert after.count("reviews/*/local/data/") == 1 and ".ettervern/" in after
    assert end == "\n" or after.count("\n") == after.count("\r\n")


def test_git_leaves_out_data_about_persons_and_joins_decisions(second: Review) -> None:
    git = ["git", "-C", str(second.root)]
    subprocess.run([*git, "init", "-q"], check=True)
    data = "reviews/second/local/data/people.csv"
    assert subprocess.run([*git, "check-ignore", "-q", data], check=False).returncode == 0
    told = [
        ("text", "reviews/second/searches/any.csv", "unset"),
        ("merge", "screening/second/decisions/full-text/a.csv", "union"),
    ]
    for name, path, value in told:
        said = subprocess.run([*git, "check-attr", name, path], capture_output=True, text=True, check=True).stdout
        assert said.strip().endswith(f"{name}: {value}")


def searched(folder: Path) -> Incoming:
    """Return an export of six made-up trials, one of them twice."""
    path = folder / "search.ris"
    blocks = [unheard_of(number) for number in range(6)] + [unheard_of(3)]
    path.write_text("\n".join(line for block in blocks for line in block), "utf-8")
    return Incoming(path, "A made-up database", "database", DAY, "anything", 7)


def test_a_second_review_goes_the_whole_way(second: Review, tmp_path: Path) -> None:
    reviewers = [{"reviewer": name, "kind": "software", "description_nb": "x", "description_en": "x"} for name in "ab"]
    reviewers.append({**reviewers[0], "reviewer": "adjudication"})
    append(second.screening / "reviewers.csv", reviewers)
    done = update(second, [searched(tmp_path)], DAY)
    assert (done.records, len(done.new_reports)) == (7, 6)
    assert done.waiting.counts()["to_screen"] == 6
    for reviewer in "ab":
        rows = [
            {
                "time": DAY.isoformat(),
                "report_id": report,
                "decision": "include" if number < 4 else "exclude",
                "role": "effect" if number < 4 else "",
                "reason": "" if number < 4 else "design",
                "note": "",
                "criteria_version": "0.1",
                "rank": "",
            }
            for number, report in enumerate(done.new_reports)
        ]
        path = second.screening / "decisions" / "title-abstract" / f"{reviewer}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(",".join(rows[0]) + "\n", "utf-8")
        append(path, rows)
    for number, report in enumerate(done.new_reports[:4]):
        extract(second, f"made{number}", report, 40 + 5 * number)
    last = update(second, [], DAY)
    counts = last.waiting.counts()
    assert (counts["to_screen"], counts["to_fetch"], counts["to_extract"]) == (0, 4, 0)
    pooled = read_table(second.results / "pooled.csv").set_index("analysis")
    assert pooled.loc["relapse-main", "k"] == "4"
    assert 0 < float(pooled.loc["relapse-main", "ci_low"]) < float(pooled.loc["relapse-main", "estimate"])
    assert update(second, [], DAY).changed == []


def extract(review: Review, study: str, report: str, events: int) -> None:
    """Fill in a made-up trial."""
    new_sheets(review, study, report_id=report)
    described = {"design": "rct", "category": "other", "directness": "direct", "age_group": "adults"}
    for part in ("1", "2", "study"):
        path = review.extraction / "sheets" / f"{study}_{part}.csv"
        sheet = read_table(path).iloc[:1]
        cells = described if part == "study" else TRIAL | {"events_intervention": str(events)}
        write_table(path, sheet.assign(**cells).reindex(columns=sheet.columns))
        add_sheet(review, path)
    same = ("definition", "arm_intervention", "arm_control", "n_intervention", "events_control", "n_control")
    row = {name: TRIAL[name] for name in same} | {"events_intervention": str(events), "analysis_set": "itt"}
    row |= {"outcome_id": f"{study}-relapse-1", "study_id": study, "outcome": "relapse", "event": "abstinent"}
    row |= {"definition_flag": "any_use", "months": "12", "arm_category": "other", "control_group": f"{study}-control"}
    row |= {"unit": "persons", "counts_source": "reported", "extraction_agreement": "both"}
    append(review.extraction / "outcomes.csv", [row])
    texts = [
        {"table": "outcomes", "id": row["outcome_id"], "column": name, "english": row[name], "text": "oppdiktet"}
        for name in ("arm_control", "arm_intervention", "definition")
    ]
    append(review.folder / "texts" / "nb.csv", texts)


THEME = ROOT / "book" / "_theme"


def test_the_book_of_a_new_review_says_what_is_missing_in_both_languages(second: Review) -> None:
    made = lay_book(second, THEME)
    assert len(made) == 13
    assert "Dette mangler ennå" in (second.root / "book" / "nb" / "index.md").read_text("utf-8")
    assert "Still missing" in (second.root / "book" / "en" / "index.md").read_text("utf-8")
    for path in made:
        text = path.read_text("utf-8")
        assert "@" not in text
        assert path.name != "_config.yml" or "../../reviews/second" in text


def test_a_review_without_a_book_of_its_own_is_built_without_one(second: Review) -> None:
    app = Typer()
    app.command()(build)
    assert not has_book(second)
    lay_book(second, THEME)
    assert has_book(second)
    third = new_review(second.root, "third", DAY)
    assert not has_book(third)
    done = CliRunner().invoke(app, [str(third.folder), "--today", "2027-03-01"], catch_exceptions=False)
    assert (done.exit_code, (third.results / "pooled.csv").is_file()) == (0, True)
    assert "no book: the project has none of third" in done.output


def test_a_project_keeps_the_book_that_it_has(second: Review) -> None:
    lay_book(second, THEME)
    with pytest.raises(ReviewError, match="--project"):
        lay_book(second, THEME)


def test_a_book_without_a_theme_is_not_laid_out(second: Review, tmp_path: Path) -> None:
    with pytest.raises(ReviewError, match="no theme"):
        lay_book(second, tmp_path)
    assert not (second.root / "book").exists()


@pytest.mark.slow
def test_an_empty_review_builds_a_book(second: Review) -> None:
    from ettervern.publish.site.book import build_book

    lay_book(second, THEME)
    pipeline.run(second, DAY, quiet)
    built = build_book(second, second.root / "book" / "_build" / "html")
    page = (built.out / "nb" / "index.html").read_text("utf-8")
    assert "Denne oversikten er ikke ferdig" in page


def test_an_empty_review_builds(second: Review) -> None:
    pipeline.run(second, DAY, quiet)
    assert read_table(second.results / "reports.csv").empty
    assert read_table(second.results / "pooled.csv").empty
