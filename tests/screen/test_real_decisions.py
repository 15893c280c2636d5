"""The first review's real votes give the numbers that the book states, in whatever order the files hold them."""

from __future__ import annotations

import importlib.util
from datetime import date
from types import ModuleType

import pandas as pd
import pytest

from ettervern import screen
from ettervern.files import ReviewError, read_table, write_table
from ettervern.review import Review
from tests.screen.helpers import REAL

TODAY = date(2026, 11, 21)
STAGE = "title-abstract"


@pytest.fixture(scope="module")
def translation() -> ModuleType:
    spec = importlib.util.spec_from_file_location("translate_decisions", REAL / "origin" / "translate_decisions.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def translated(real: Review, translation: ModuleType) -> Review:
    translation.run(real)
    return real


def count(review: Review) -> screen.Flow:
    decisions = screen.read_decisions(review, today=TODAY)
    duplicates = read_table(review.results / "duplicates.csv")
    searches = read_table(review.searches / "searches.csv")
    ids = read_table(review.screening / "report_ids.csv")
    families = read_table(review.extraction / "trial_families.csv")
    studies = screen.join_studies(ids["report_id"], ids, families)
    return screen.flow(review, duplicates, searches, screen.resolve(decisions, review), studies=studies)


def test_translation_gives_one_report_id_for_each_study_id(translated: Review) -> None:
    ids = read_table(translated.screening / "report_ids.csv")
    assert len(ids) == ids["study_id"].nunique() == ids["report_id"].nunique() == 201


def test_translation_loses_no_vote(translated: Review) -> None:
    votes = screen.read_decisions(translated, today=TODAY).votes
    assert votes["reviewer"].value_counts().to_dict() == {"reviewer-1": 201, "reviewer-2": 201, "adjudication": 41}


@pytest.mark.parametrize("column", ["study_id", "report_id"])
def test_translation_refuses_ids_that_are_not_one_to_one(real: Review, translation: ModuleType, column: str) -> None:
    keys = read_table(real.folder / "origin" / "record_keys.csv")
    duplicates = read_table(real.results / "duplicates.csv")
    if column == "study_id":
        duplicates.loc[duplicates["report_id"] == "R-jason2007", "report_id"] = ["R-jason2007", "split"]
    else:
        duplicates.loc[duplicates["report_id"] == "R-tuten2012", "report_id"] = "R-jason2007"
    with pytest.raises(ReviewError, match="stands for 2"):
        translation.pair_ids(keys, duplicates)


def test_translation_never_overwrites_decisions(translated: Review, translation: ModuleType) -> None:
    path = translated.screening / "decisions" / STAGE / "reviewer-1.csv"
    with path.open("a") as stream:
        stream.write("2026-11-21,R-jason2007,exclude,,design,,1.0,\n")
    before = path.read_bytes()
    with pytest.raises(ReviewError, match="never overwritten"):
        translation.run(translated)
    assert path.read_bytes() == before


def test_first_votes_agree_on_197_of_201_with_kappa_0945(translated: Review) -> None:
    found = screen.agreement(screen.read_decisions(translated, today=TODAY), STAGE).set_index("measure")
    assert found.loc[["n", "both_keep", "both_exclude"], "value"].to_list() == [201, 151, 46]
    assert found.loc["percent", "value"] == pytest.approx(197 / 201)
    assert round(found.loc["kappa", "value"], 3) == 0.945
    assert found.loc["kappa", "ci_low"] < 0.945 < found.loc["kappa", "ci_high"]


def test_41_reports_were_adjudicated_and_none_is_open(translated: Review) -> None:
    decisions = screen.read_decisions(translated, today=TODAY)
    resolved = screen.resolve(decisions, translated)
    assert resolved["how"].value_counts().to_dict() == {"agreed": 160, "adjudicated": 41}
    assert screen.idle_adjudications(decisions, translated) == []


def test_flow_of_the_first_review(translated: Review) -> None:
    flow = count(translated)
    names = ("identified", "duplicates", "screened", "kept", "excluded", "not_screened", "sought", "read")
    assert [flow.count(name) for name in names] == [227, 26, 201, 147, 54, 0, 0, 0]
    assert flow.count("identified", "databases") == 0
    assert flow.details("excluded") == {
        "population": 4, "intervention": 5, "comparator": 1, "outcome": 5, "design": 6, "not_research": 33,
    }  # fmt: skip
    assert flow.details("kept")["effect"] == 82


def test_flow_does_not_depend_on_the_order_of_any_input(translated: Review) -> None:
    before = count(translated).table()
    shuffled = [translated.results / "duplicates.csv", translated.searches / "searches.csv"]
    shuffled += [translated.screening / "report_ids.csv", *(translated.screening / "decisions" / STAGE).glob("*.csv")]
    for path in shuffled:
        write_table(path, read_table(path).sample(frac=1, random_state=7))
    pd.testing.assert_frame_equal(count(translated).table(), before)
