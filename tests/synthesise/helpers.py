"""A small review of invented trials, for tests of the rules. No trial here is a real one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ettervern.extract.schemas import OutcomeRow, StudyRow, WordsRow
from ettervern.review import Review
from tests.made_rows import made
from tests.small_settings import small_settings

STUDY = {
    "design": "rct", "directness": "direct", "category": "telephone", "age_group": "adults", "country": "Norway",
    "authors": "Test, A", "year": "2001",
}  # fmt: skip
ROW = {
    "outcome": "relapse", "event": "relapse", "definition_flag": "any_use", "months": "12", "arm_category": "telephone",
    "events_intervention": "10", "n_intervention": "50", "events_control": "20", "n_control": "50",
    "effect_measure": "", "effect": "", "ci_low": "", "ci_high": "", "ci_level": "", "unit": "persons",
    "counts_source": "reported", "extraction_agreement": "both",
}  # fmt: skip
WORD = {
    "outcome": "relapse", "direction": "no_difference", "authors": "Word, B", "year": "1999", "design": "rct",
    "directness": "direct", "category": "telephone", "n_total": "100",
}  # fmt: skip


def review(**pooling: Any) -> Review:
    """Return a review of relapse with the protocol's rules; keywords change the pooling table."""
    return Review(Path("reviews/invented"), small_settings(pooling=pooling))


def studies(*rows: dict[str, str]) -> list[StudyRow]:
    """Return a table of studies; each row needs a study_id."""
    return [*made(StudyRow, *({**STUDY, "trial": row["study_id"], **row} for row in rows)).values()]


def outcomes(*rows: dict[str, str]) -> dict[int, OutcomeRow]:
    """Return a table of outcomes by the line of the file; each row needs a study_id."""
    filled = ({**ROW, "outcome_id": f"{row['study_id']}-relapse-{place}", **row} for place, row in enumerate(rows, 1))
    return made(OutcomeRow, *filled)


def words(*rows: dict[str, str]) -> list[WordsRow]:
    """Return a table of findings in words; each row needs a study_id."""
    return [*made(WordsRow, *({**WORD, "trial": row["study_id"], **row} for row in rows)).values()]


def three() -> tuple[dict[int, OutcomeRow], list[StudyRow]]:
    """Return outcomes and studies of three plain trials."""
    rows = outcomes(
        {"study_id": "one2001"},
        {"study_id": "two2002", "events_intervention": "15"},
        {"study_id": "three2003", "events_intervention": "22", "events_control": "21"},
    )
    return rows, studies({"study_id": "one2001"}, {"study_id": "two2002", "year": "2002"}, {"study_id": "three2003"})
