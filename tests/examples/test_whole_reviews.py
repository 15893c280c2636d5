"""Two whole reviews of other topics, in English only, from an export to a book by commands and typed tables alone.

Stays: specialist stroke units and days in hospital (Normand 1999, Statistics in Medicine 18:321-359). Strokes:
anticoagulants in atrial fibrillation, strokes in person-years (Hart 1999, Annals of Internal Medicine 131:492-501).
The figures are those papers', as R's metadat has them; all else on a study is made up and says so.
"""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd
import pytest

from ettervern.computed import Certainty, Pooled
from ettervern.publish.figures.gallery import icons
from ettervern.publish.pages.front import answers
from ettervern.publish.results import Results
from ettervern.publish.tables.judged import absolute_table
from ettervern.publish.tools.calculator import calculator
from ettervern.publish.tools.explore import explore
from ettervern.review import Review
from ettervern.schema import read_computed, rows
from tests.examples.made import (
    DAY,
    bias_rows,
    command,
    export,
    outcome_row,
    settings,
    study_rows,
    typed,
    votes,
)
from tests.synthesise.test_kinds import THEIRS, table

MEANS = ("mean", "sd", "n")


@dataclass(frozen=True)
class Example:
    """A review: what its makers decide, whose figures, and what metafor makes of them."""

    name: str
    outcome: str
    dataset: str
    measure: str
    toml: str
    says: tuple[str, ...]
    texts: dict[str, str] = field(default_factory=dict)


STAYS = Example(
    "stays", "days", "normand1999", "MD",
    """[outcomes.days]
label = { en = "Days in hospital" }
favours = "low"
definitions = ["any"]
measure = "MD"
unit = { en = "days" }

[thresholds.days]
small = 1
moderate = 5
large = 10
important = 2

[phrases.days]
difference = { en = "how long people stay in hospital" }
less_past = { en = "people stayed shorter" }
more_past = { en = "people stayed longer" }
""",
    ("Days in hospital", "mean difference", "days", "how long people stay in hospital", "55", "75"),
    {"[Title]": "Specialist stroke care"},
)  # fmt: skip
STROKES = Example(
    "strokes", "stroke", "hart1999", "IRR",
    """[outcomes.stroke]
label = { en = "Stroke" }
favours = "low"
definitions = ["any"]
event = "stroke"
measure = "IRR"
unit = { en = "person-years" }

[thresholds.stroke]
small = 2
moderate = 20
large = 50
important = 5

[phrases.stroke]
difference = { en = "how many people have a stroke" }
""",
    ("Stroke", "rate ratio", "per 1000 person-years", "reduction in stroke"),
    {"[Title]": "Anticoagulants in atrial fibrillation"},
)  # fmt: skip


def figures(example: Example) -> tuple[dict[str, str], list[dict[str, object]]]:
    """Return the studies by their ids, and the published figures of each."""
    data = table(example.dataset)
    whole = [name for name in data if name.startswith(("n_", "events"))]
    data = data.astype(dict.fromkeys(whole, int))
    names = [str(name) for name in data.pop("study")]
    ids = {re.sub(r"[^a-z0-9]", "", name.lower()) + str(1990 + at): name for at, name in enumerate(names)}
    event = {"event": "stroke"} if example.measure == "IRR" else {}
    return ids, [{**event, **row} for row in data.to_dict("records")]


@pytest.fixture(scope="module", params=[STAYS, STROKES], ids=lambda one: one.name)
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Example, Path]:
    """Make the review: what its makers would do, step by step."""
    example: Example = request.param
    root = tmp_path_factory.mktemp(example.name)
    ids, found = figures(example)
    review = f"reviews/{example.name}"
    command(root, "new", example.name, "--project", str(root), "--language", "en", "--today", DAY)
    settings(root / review / "review.toml", example.toml, **example.texts)
    command(root, "outcomes", review)
    export(root / "exports" / "database.ris", [*ids.values()])
    source = ("--source", "A made-up database", "--date", DAY, "--query", "made up", "--today", DAY)
    command(root, "update", "exports/database.ris", *source, "--review", review)
    votes(root, example.name, [*ids.values()])
    extraction = root / review / "extraction"
    typed(extraction / "studies.csv", study_rows(ids))
    typed(extraction / "outcomes.csv", [
        outcome_row(study, example.outcome, 1, row) for study, row in zip(ids, found, strict=True)
    ])  # fmt: skip
    typed(extraction / "risk_of_bias.csv", bias_rows([*ids]))
    reports = pd.read_csv(root / review / "results" / "reports.csv", dtype=str).fillna("")
    by_title = dict(zip(reports["title"], reports["report_id"], strict=True))
    typed(root / "screening" / example.name / "report_ids.csv", [
        {"study_id": study, "report_id": by_title[f"Made-up title of the study {name}"]} for study, name in ids.items()
    ])  # fmt: skip
    said = command(root, "check", review, "--today", DAY)
    assert re.search(r"\b0 errors", said), said
    command(root, "build", review, "--today", DAY)
    return example, root


def test_the_pool_is_metafors(built: tuple[Example, Path]) -> None:
    example, root = built
    review = Review.open(root / "reviews" / example.name)
    path = review.results / "pooled.csv"
    pooled = {row.analysis: row for row in rows(Pooled, read_computed(Pooled, path, path.name))}
    theirs = THEIRS[(THEIRS["dataset"] == example.dataset) & (THEIRS["measure"] == example.measure)]
    for ending, method in (("wald", "REML z"), ("hk", "REML knha"), ("dl", "DL z")):
        expected = theirs[(theirs["method"] == method)].set_index("quantity")["value"]
        ours, kind = pooled[f"{example.outcome}-{ending}"], review.outcomes[example.outcome].kind
        names = ("estimate", "ci_low", "ci_high") if ending != "dl" else ("estimate",)
        for name in names:
            assert getattr(ours, name) == pytest.approx(float(kind.natural(float(expected[name]))), rel=1e-6)


def test_the_book_is_about_this_review_and_no_other(built: tuple[Example, Path]) -> None:
    example, root = built
    pages = sorted((root / "book" / "_build" / "html" / "en").glob("*.html"))
    texts = {page.name: page.read_text("utf-8") for page in pages}
    assert {"index.html", f"{example.outcome}.html", "studies.html", "methods.html", "data.html"} <= texts.keys()
    page = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", texts[f"{example.outcome}.html"]))
    for words in example.says:
        assert words.lower() in page.lower(), words
    everything = " ".join(texts.values()).lower()
    for foreign in ("aftercare", "ettervern-prosjektet", "relapse", "substance use", "made by software", "odds ratio"):
        assert foreign not in everything, foreign
    assert not (root / "book" / "_build" / "html" / "nb").exists()
    assert all(title in everything for title in (text.lower() for text in example.texts.values()))


def test_every_number_on_the_page_of_an_unsure_outcome_stands_one_step_further_in(built: tuple[Example, Path]) -> None:
    example, root = built
    certainty = pd.read_csv(root / "reviews" / example.name / "results" / "certainty.csv", dtype=str).fillna("")
    overall = certainty[(certainty["analysis"] == f"{example.outcome}-main") & (certainty["domain"] == "overall")]
    statements = pd.read_csv(root / "reviews" / example.name / "results" / "statements.csv", dtype=str).fillna("")
    sentence = statements[statements["analysis"] == f"{example.outcome}-main"]["sentence"].iloc[0]
    level = overall["judgement"].iloc[0] or overall["proposed"].iloc[0]
    assert (level == "very_low") == (not re.search(r"\d", sentence)), sentence


def test_the_tools_follow_the_kind_of_outcome_or_say_that_they_do_not_apply(built: tuple[Example, Path]) -> None:
    example, root = built
    results = Results.read(Review.open(root / "reviews" / example.name))
    assert "be used for: " in str(calculator(results, "", "en"))
    held = json.loads(re.search(r'id="explore-data"[^>]*>(.*?)</script>', str(explore(results, "", "en")), re.S)[1])
    (outcome,) = held["outcomes"]
    assert outcome["log"] is (example.measure == "IRR") and held["words"]["to"] == "{low} to {high}"
    assert results.review.outcomes[example.outcome].kind.name("en") in outcome["words"]["result"]


def test_a_third_language_is_a_catalogue_and_a_folder_of_pages(built: tuple[Example, Path], tmp_path: Path) -> None:
    example, root = built
    if example is not STAYS:
        pytest.skip("one review shows it")
    shutil.copytree(root, tmp_path / "copy", ignore=shutil.ignore_patterns("_build", ".ettervern"))
    book, path = tmp_path / "copy" / "book", tmp_path / "copy" / "reviews" / example.name / "review.toml"
    path.write_text(path.read_text("utf-8").replace('languages = ["en"]', 'languages = ["en", "nn"]'), "utf-8")
    shutil.copytree(book / "en", book / "nn")
    config = (book / "nn" / "_config.yml").read_text("utf-8")
    config = re.sub(r"(language: )en", r"\1nn", config).replace(
        "html_search_language: 'en'", "html_search_language: 'no'"
    )
    (book / "nn" / "_config.yml").write_text(config, "utf-8")
    command(tmp_path / "copy", "build", f"reviews/{example.name}", "--today", DAY)
    page = (book / "_build" / "html" / "nn" / f"{example.outcome}.html").read_text("utf-8")
    assert '<html lang="nn"' in page and "Hopp til innhaldet" in page and "Skogplott for utfallet" in page
    assert "Vi veit ikkje om" in page
    # what results are written in English only stands there, and is marked as English
    assert '<span lang="en">Starts at high' in page and '<span lang="en">The middle person without it' in page
    assert 'href="../en/' in page


def surer(root: Path, example: Example) -> Results:
    """Return the results as if a person had found the certainty to be moderate."""
    results = Results.read(Review.open(root / "reviews" / example.name))
    judged = [row._replace(judgement="moderate") for row in results.rows(Certainty)]
    return replace(results, computed=results.computed | {Certainty: judged})


def test_people_are_drawn_of_what_people_have_and_nothing_else(built: tuple[Example, Path]) -> None:
    example, root = built
    results, analysis = surer(root, example), f"{example.outcome}-main"
    front, drawn = str(answers(results, "", "en")), icons(results, analysis, "en")
    table_ = str(absolute_table(results, analysis, "en"))
    if example is STROKES:  # a rate is of times, not of people
        assert drawn is None and "of 100" not in front and "per 1000 person-years" in front
        assert "Events per 1000 person-years" in table_ and "of 1000" not in table_
    else:  # of an amount, those are told of who do better, and more of them is the better outcome
        assert "71</strong> of 100 do better than the middle person without it" in front
        words = re.sub(r"<[^>]+>|\s", " ", drawn.wide if drawn else "")
        assert "71 of 100" in words and "21 more of 100" in words and "not better" in words
        assert "How many of 1000 do better" in table_
