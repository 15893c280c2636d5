"""certainty.csv: what a person may write, what is refused, and that nothing signed is ever lost."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from ettervern.appraise.judgements import (
    FILE_COLUMNS,
    drift,
    examine_judgements,
    read_judgements,
    renewed,
    signed_rows,
)
from ettervern.computed import Certainty
from ettervern.files import ReviewError, write_table
from ettervern.review import Review
from ettervern.schema import columns
from tests.small_settings import small_settings

TODAY = "2026-11-21"
GOOD = {
    "analysis": "relapse-main",
    "domain": "imprecision",
    "proposed": "serious",
    "judgement": "not_serious",
    "reason": "Lest i fulltekst.",
    "signed_by": "Test Testesen",
    "signed_date": "2026-11-20",
}
OPEN = GOOD | {"judgement": "", "reason": "fordi", "signed_by": "", "signed_date": ""}


@pytest.fixture
def review(tmp_path: Path) -> Review:
    """A review folder with nothing but its name."""
    folder = tmp_path / "reviews" / "toy"
    folder.mkdir(parents=True)
    return Review(folder, small_settings())


def put(review: Review, *rows: dict[str, str]) -> None:
    """Write certainty.csv."""
    write_table(review.folder / "certainty.csv", pd.DataFrame(rows, columns=FILE_COLUMNS))


def computed(proposed: str = "serious", reason: str = "fordi") -> pd.DataFrame:
    """Return one computed proposal on imprecision."""
    row = ("relapse-main", "imprecision", proposed, proposed, 1, reason, "since", "proposed", "", "")
    return pd.DataFrame([row], columns=list(columns(Certainty)))


def test_a_review_without_the_file_has_no_judgements(review: Review) -> None:
    assert read_judgements(review, today=TODAY).empty


def test_a_signed_row_counts_and_an_open_one_does_not(review: Review) -> None:
    put(review, GOOD, OPEN | {"domain": "inconsistency"})
    assert list(signed_rows(read_judgements(review, today=TODAY))["domain"]) == ["imprecision"]


@pytest.mark.parametrize(
    ("change", "column", "words"),
    [
        ({"signed_date": ""}, "signed_date", "the day of the signature"),
        ({"signed_date": "2026-11-22"}, "signed_date", "is in the future"),
        ({"signed_date": "21.11.2026"}, "signed_date", "expected a date as 2026-11-21"),
        ({"signed_by": ""}, "signed_by", "a date without a name"),
        ({"judgement": ""}, "judgement", "expected the judgement that is signed"),
        ({"reason": ""}, "reason", "expected the reason"),
        ({"judgement": "bad"}, "judgement", "expected one of not_serious, serious"),
        ({"domain": "luck"}, "domain", "expected one of risk_of_bias"),
        ({"domain": "overall", "proposed": "low"}, "judgement", "expected one of high, moderate, low, very_low"),
    ],
)
def test_a_faulty_signature_is_a_problem_with_its_row(
    review: Review, change: dict[str, str], column: str, words: str
) -> None:
    put(review, OPEN | {"domain": "inconsistency"}, GOOD | change)
    with pytest.raises(ReviewError) as caught:
        read_judgements(review, today=TODAY)
    found = caught.value.problems[0]
    assert (found.file, found.row, found.column) == ("reviews/toy/certainty.csv", 3, column)
    assert words in found.message


def test_a_judgement_that_nobody_signed_is_a_warning_and_counts_for_nothing(review: Review) -> None:
    put(review, OPEN | {"judgement": "not_serious"})
    table, problems = examine_judgements(review, today=TODAY)
    assert [problem.severity for problem in problems] == ["warning"]
    assert signed_rows(table).empty


def test_a_domain_that_stands_twice_is_refused(review: Review) -> None:
    put(review, GOOD, GOOD)
    with pytest.raises(ReviewError, match="earlier row"):
        read_judgements(review, today=TODAY)


def test_a_missing_column_is_named(review: Review) -> None:
    write_table(review.folder / "certainty.csv", pd.DataFrame([GOOD]).drop(columns="signed_by"))
    with pytest.raises(ReviewError, match="signed_by: the column is missing"):
        read_judgements(review, today=TODAY)


def test_a_file_that_agrees_with_the_proposals_says_nothing(review: Review) -> None:
    assert drift(review, pd.DataFrame([OPEN]), computed()) == []


@pytest.mark.parametrize("now", [computed("very_serious"), computed(reason="ny grunn")])
def test_a_proposal_that_has_moved_is_told_in_one_line(review: Review, now: pd.DataFrame) -> None:
    (found,) = drift(review, pd.DataFrame([OPEN]), now)
    assert found.severity == "warning"
    assert "relapse-main imprecision" in found.message


def test_a_signed_row_whose_proposal_has_moved_is_to_be_looked_at_again(review: Review) -> None:
    (found,) = drift(review, pd.DataFrame([GOOD]), computed("very_serious"))
    assert "1 of them are signed: look at them again" in found.message


def test_renewing_keeps_every_signed_row_and_unsigned_judgement() -> None:
    gone = GOOD | {"analysis": "relapse-old"}
    half = OPEN | {"domain": "inconsistency", "judgement": "serious", "reason": "min mening"}
    stale = OPEN | {"domain": "indirectness"}
    now = pd.concat([computed("very_serious"), computed().assign(domain="inconsistency", proposed="very_serious")])
    found = renewed(pd.DataFrame([GOOD, half, stale, gone]), now, "nb").to_dict("records")
    assert found == [GOOD, half | {"proposed": "very_serious"}, gone]


def test_renewing_writes_open_rows_for_new_proposals() -> None:
    (found,) = renewed(pd.DataFrame(columns=FILE_COLUMNS), computed(), "nb").to_dict("records")
    assert found == OPEN


def test_renewing_keeps_a_persons_own_columns_in_their_place() -> None:
    seen = {"todo": "ask Kari"} | OPEN
    gone = {"todo": "not done"} | OPEN | {"analysis": "relapse-old"}
    renewed_table = renewed(pd.DataFrame([seen, gone]), computed("very_serious"), "nb")
    assert list(renewed_table.columns) == list(seen)
    assert renewed_table["todo"].tolist() == ["ask Kari", "not done"]
    assert renewed_table["proposed"].tolist() == ["very_serious", OPEN["proposed"]]
