"""From new exports to a published update by doing only what ``ettervern status`` says, in a review of one's own."""

from __future__ import annotations

import re
import subprocess
from datetime import date, timedelta
from pathlib import Path

import pytest

from ettervern.files import read_table
from ettervern.living.status import FINISHED
from ettervern.review import Review
from tests.filled_in import fill_in
from tests.living.walking import Walker

PEOPLE = ("kari-test", "ola-test")
DAY = (date.today() - timedelta(days=1)).isoformat()
RECORD = "TY  - JOUR\nTI  - {title}\nAU  - {author}, A\nPY  - {year}\nJO  - Made Up Journal\nDO  - {doi}\n"
RECORD += "SP  - {page}\nER  - \n"
TITLES = (
    "Sober homes after treatment: a made-up randomised trial",
    "Calls after treatment: a made-up randomised trial",
    "A made-up survey of tobacco",
    "A made-up trial of work training",
)
FIGURES = {
    "outcome": "relapse", "event": "relapse", "definition": "any use", "definition_flag": "any_use", "months": 12,
    "arm_intervention": "homes", "arm_control": "usual care", "events_intervention": 20, "n_intervention": 50,
    "events_control": 30, "n_control": 51, "analysis_set": "itt", "confidence": "high", "source_locator": "table 2",
    "source_url": "https://example.org/homes", "seen_at": "example.org",
}  # fmt: skip
DESCRIBED = {
    "title": TITLES[0], "authors": "Berg, A", "year": 2001, "design": "rct", "category": "other",
    "directness": "direct",
    "trial": "homes", "age_group": "adults", "source_url": "https://example.org/homes", "seen_at": "example.org",
}  # fmt: skip


@pytest.fixture
def walker(tmp_path: Path) -> Walker:
    """Return somebody in a new project whose makers have written what it is about."""
    made = Walker(tmp_path)
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    made.run("new", "walk", "--language", "en")
    fill_in(Review.open(tmp_path / "reviews" / "walk"))
    made.run("outcomes")
    review = fill_in(Review.open(tmp_path / "reviews" / "walk"))
    path = review.folder / "review.toml"
    path.write_text(re.sub(r"^date = .*$", "date = 2026-01-31", path.read_text("utf-8"), count=1, flags=re.M), "utf-8")
    (tmp_path / "CITATION.cff").write_text('cff-version: 1.2.0\nauthors:\n  - name: "the walk project"\n', "utf-8")
    made.run("build")
    for words in (["add", "--all"], ["-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "-qm", "Begin"]):
        subprocess.run(["git", "-C", str(tmp_path), *words], check=True)
    return made


def exports(root: Path) -> list[Path]:
    """Write three exports: a record in two of them, and two that may be one."""
    records = [
        RECORD.format(title=title, author=name, year=2001 + at, doi=f"10.5555/made.{at}", page=10 + at)
        for at, (title, name) in enumerate(zip(TITLES, ("Berg", "Dal", "Eng", "Foss"), strict=True))
    ]
    nearly = "TY  - JOUR\nTI  - Calls after treatment in a town: a made-up randomised trial\nAU  - Dal, A\nPY  - 2002\n"
    nearly += "JO  - Made Up Journal\nSP  - 99\nER  - \n"
    texts = (records[0] + records[1], records[0] + records[2], records[3] + nearly)
    paths = [root / f"export-{at}.ris" for at in range(1, 4)]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, "utf-8")
    return paths


def take(walker: Walker, step: str) -> None:
    """Do what status says, as two persons and a third who decides would."""
    words = step.split(": ")[0].split(" (")[0].split()
    act = " ".join(words[1:3])
    if step.startswith("fill in"):
        sheet = words[2].rstrip(",")
        rows = [DESCRIBED] if "study" in sheet else [FIGURES | ({"events_control": 31} if "_2" in sheet else {})]
        walker.fill(sheet, [{"study_id": study_of(walker), **row} for row in rows])
        walker.run("extract", "add", sheet)
    elif act == "search run,":
        for path in exports(walker.root):
            walker.run("update", path.name, "--source", "Ovid MEDLINE", "--date", DAY, "--query", "made-up/")
    elif act == "settle --by":
        walker.run("settle", "--by", PEOPLE[0], answers={"s same, d different": "s"})
    elif act == "screen join":
        for name in PEOPLE:
            walker.run("screen", "join", name)
    elif act == "screen --reviewer":
        vote(walker, words)
    elif act == "screen adjudicate":
        walker.run(*filled(words[1:]), "--language", "en", answers={"Choice: $": "e 1"})
    elif act == "screen fetched":
        there = ["obtained"] if "berg" in words[3] else ["not_obtainable", "--reason", "no library has it"]
        walker.run("screen", "fetched", words[3], "--status", *there)
    elif act == "extract agree":
        answers = {"answer> $": "1", r"Reason: $": "read again", r"Enter for [^\n]*: $": "", r"\(1 [^\n]*\): $": "1"}
        walker.run("extract", "agree", words[3], "--by", PEOPLE[0], "--language", "en", answers=answers)
    elif words[1] in ("appraise", "sign"):
        judge(walker, words)
    elif words[1] == "diff":
        walker.run(*words[1:], "--language", "en")
    elif words[1] == "version":
        walker.run("version", "1.1")
    else:
        walker.run(*words[1:])


def filled(words: list[str]) -> list[str]:
    return [PEOPLE[0] if word == "NAME" else word for word in words]


def study_of(walker: Walker) -> str:
    said = walker.run("status", "--list", "to_extract")
    return said.split()[0]


def vote(walker: Walker, words: list[str]) -> None:
    """Let both vote; they differ on whatever each sees second."""
    keep = {"Sober homes": "i 1", "Calls after": "i 1", "survey": "e 1"}
    for name in PEOPLE:
        work = "i 1" if name == PEOPLE[0] and "full-text" not in words else "e 2"
        answers = {rf"{title}[\s\S]*Choice: $": answer for title, answer in keep.items()}
        rest = [name if word == "NAME" else word for word in words[1:]]
        walker.run(*rest, "--language", "en", answers={**answers, "Choice: $": work})


def judge(walker: Walker, words: list[str]) -> None:
    """Answer the questions of a tool, settle, or sign as proposed."""
    if words[1] == "sign":
        walker.run("sign", words[2], "--by", PEOPLE[0], "--accept")
    elif words[2] == "settle":
        walker.run("appraise", "settle", words[3], "--by", PEOPLE[0], "--language", "en", answers={"> $": "1 as read"})
    else:
        for name, judged in zip(PEOPLE, ("1 as read", "3 as read"), strict=True):
            answers = {r"\[Y\][^\n]*\n> $": "y table 2", r"\[1\][^\n]*\n> $": judged}
            walker.run("appraise", words[2], "--by", name, "--language", "en", answers=answers)


def test_what_status_says_leads_from_exports_to_a_published_update(walker: Walker) -> None:
    steps: list[str] = []
    while (step := walker.next()) != FINISHED:
        assert steps[-4:] != [step] * 4, f"status says the same again and again: {step}\n{steps}"
        steps.append(step)
        take(walker, step)
        assert len(steps) < 60, steps
    folder = walker.root / "reviews" / "walk"
    kinds = {re.sub(r"^fill in .*", "extract add", step).removeprefix("ettervern ").split()[0] for step in steps}
    assert kinds >= {"search", "settle", "screen", "extract", "appraise", "sign", "build", "diff", "version", "share"}
    assert set(read_table(folder / "results" / "contrasts.csv")["analysis"]) >= {"relapse-main"}
    told = read_table(folder / "results" / "standing.csv").set_index("fact")
    people = told.loc[["titles", "conflicts", "texts", "figures", "bias", "signed"], ["done", "of"]].astype(int)
    assert (people["done"] == people["of"]).all() and (people["of"] > 0).all()
    assert 'version = "1.1"' in (folder / "review.toml").read_text("utf-8")
