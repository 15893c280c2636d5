"""One schema a table: what each cell may hold, said so that a person can mend it.

The schemas look at the cells as they stand in the file, as text. A number that cannot be read is then reported with
what was written, never turned into a gap.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ettervern import schema
from ettervern.extract import vocabulary as words
from ettervern.extract.cells import (
    DOI,
    P_VALUE,
    STEPS,
    WHOLE,
    YEARS,
    address,
    identifier,
    like,
    not_negative,
    number,
    one_of,
    share,
    text,
    whole,
    year,
)
from ettervern.files import Problem
from ettervern.schema import Column


@dataclass(frozen=True)
class Schema:
    """The columns of a table by their names."""

    columns: dict[str, Column]


def _bibliography() -> dict[str, Column]:
    """Columns that studies and findings share."""
    return {
        "title": text(needed=True),
        "authors": text(),
        "year": year(),
        "journal": text(),
        "volume": text(),
        "number": text(),
        "pages": text(),
        "doi": like(DOI, "a DOI that begins with 10. and has a slash, without https://doi.org/"),
        "pmid": like(WHOLE, "a PubMed number of digits only"),
        "country": text(),
        "design": one_of(words.DESIGNS),
        "category": text(needed=True),
        "directness": one_of(words.DIRECTNESS),
        "trial": text(needed=True),
    }


def _source() -> dict[str, Column]:
    """Where a row was read."""
    return {"source_url": address(), "seen_at": text()}


def _contrast() -> dict[str, Column]:
    """What is compared with what, in which study, on which outcome and when."""
    return {
        "outcome_id": identifier(),
        "study_id": identifier(),
        "outcome": text(needed=True),
        "event": text(needed=True),
        "definition": text(needed=True),
        "definition_flag": text(needed=True),
        "months": not_negative(needed=True),
        "arm_intervention": text(needed=True),
        "arm_category": text(needed=True),
        "arm_control": text(needed=True),
        "control_group": identifier(),
    }


def _arms() -> dict[str, Column]:
    """Counts of the two arms."""
    return {f"{what}_{arm}": whole() for arm in ("intervention", "control") for what in ("events", "n")}


def _raw_extraction() -> Schema:
    """One extractor's table as made: its words are its own, its numbers must still be numbers."""
    means = {f"{what}_{arm}": number() if what == "mean" else not_negative() for arm in "ic" for what in ("mean", "sd")}
    return Schema(
        {
            "study_id": identifier(),
            "outcome": one_of(words.RAW_OUTCOMES),
            "direction": one_of(words.RAW_DIRECTIONS),
            "definition": text(needed=True),
            "timepoint_months": not_negative(),
            "arm_intervention": text(needed=True),
            "arm_control": text(),
            **_arms(),
            **means,
            "effect_measure": text(),
            "effect": number(),
            "ci_low": number(),
            "ci_high": number(),
            "p": text(),
            "derived": text(),
            "analysis_set": one_of(words.ANALYSIS_SETS),
            "source_locator": text(),
            "confidence": one_of(words.CONFIDENCE),
            **_source(),
        }
    )


SCHEMAS: dict[str, Schema] = {
    "studies": Schema(
        {
            "study_id": identifier(),
            "bibkey": identifier(),
            **_bibliography(),
            "population": text(),
            "intervention": text(),
            "comparator": text(),
            "n_randomised": whole(),
            "followup_months": not_negative(),
            "age_group": one_of(words.AGE_GROUPS),
            **_source(),
        }
    ),
    "outcomes": Schema(
        {
            **_contrast(),
            **_arms(),
            "effect_measure": one_of(("", *words.RATIOS, *words.DIFFERENCES)),
            "effect": number(),
            "ci_low": number(),
            "ci_high": number(),
            "ci_level": share(),
            "p_value": like(P_VALUE, "a p value from 0 to 1, with < or > before it where the source prints so"),
            "unit": one_of(words.UNITS),
            "analysis_set": one_of(words.ANALYSIS_SETS),
            "counts_source": one_of(words.COUNTS_SOURCES),
            "extraction_agreement": one_of(words.AGREEMENT),
            "note": text(),
            "source_locator": text(),
            **_source(),
        }
    ),
    "risk_of_bias": Schema(
        {
            "study_id": identifier(),
            "tool": one_of(words.JUDGEMENTS),
            **{domain: text(needed=True) for domain in (*words.DOMAINS, "overall")},
            "basis_randomisation": text(),
            "basis_missing_data": text(),
            "basis_measurement": text(),
            "basis_selective_reporting": text(),
            "other_notes": text(),
        }
    ),
    "findings_in_words": Schema(
        {
            "finding_id": identifier(),
            "study_id": identifier(),
            "outcome": text(needed=True),
            "direction": one_of(words.DIRECTIONS),
            "finding": text(needed=True),
            "status": one_of(words.WORD_STATUSES),
            **_bibliography(),
            "n_total": whole(),
            "among_reports": one_of(("yes", "no")),
            **_source(),
        }
    ),
    "base_rates": Schema(
        {
            "rate_id": identifier(),
            "study_id": identifier(),
            "country": text(needed=True),
            "population": text(needed=True),
            "outcome": text(needed=True),
            "event": text(needed=True),
            "event_label": text(needed=True),
            "months": not_negative(needed=True),
            "events": whole(),
            "n": whole(),
            "definition": text(),
            "caution": text(),
            "use": one_of(("base_rate_norway", "base_rate_nordic")),
        }
    ),
    "experiences": Schema(
        {
            "experience_id": identifier(),
            "study_id": identifier(),
            "citation": text(needed=True),
            "doi": like(DOI, "a DOI that begins with 10. and has a slash, without https://doi.org/"),
            "country": text(needed=True),
            "n_participants": text(),
            "method": text(),
            "theme": text(needed=True),
            "journey_step_numbers": like(STEPS, "step numbers with ; between, as 23;27"),
            "summary_own_words": text(needed=True),
            **_source(),
        }
    ),
    "guidance": Schema(
        {
            "id": identifier(),
            "publisher": text(needed=True),
            "year": like(YEARS, "a year as 2021, or years as 2024-2025"),
            "title": text(needed=True),
            "url": address(),
            "what_it_says_own_words": text(needed=True),
            "seen_at": text(),
        }
    ),
    "journey": Schema(
        {
            "step_number": whole(needed=True),
            "part": text(needed=True),
            "step_name_no": text(needed=True),
            "step_name_en": text(needed=True),
        }
    ),
    "local_pilot": Schema(
        {
            "id": identifier(),
            "service": text(needed=True),
            "population": text(needed=True),
            "outcome": text(needed=True),
            "events": whole(needed=True),
            "n": whole(),
            "source": text(needed=True),
            "caution": text(),
        }
    ),
    "percentages": Schema(
        {
            **_contrast(),
            "percent_intervention": not_negative(needed=True),
            "percent_control": not_negative(needed=True),
            "n_total": whole(needed=True),
            "arms": whole(needed=True),
            "effect_measure": text(),
            "counts_source": text(),
            "extraction_agreement": one_of(words.AGREEMENT),
            "note": text(),
            "source_locator": text(needed=True),
            **_source(),
        }
    ),
    "trial_families": Schema({"study_id": identifier(), "trial": text(needed=True)}),
    "extraction_1": _raw_extraction(),
    "extraction_2": _raw_extraction(),
}


def violations(table: str, cells: pd.DataFrame, file: str) -> list[Problem]:
    """Return what the schema of a table finds wrong, one problem a cell.

    Parameters
    ----------
    table : str
        Name in ``SCHEMAS``.
    cells : DataFrame
        Text cells as ``read_table`` gives them; the index is the row in the file.
    file : str
        How messages name the file.
    """
    return schema.faults(SCHEMAS[table].columns, cells, file)


def typed(table: str, cells: pd.DataFrame) -> pd.DataFrame:
    """Return a table with the types of its schema: ``Int64`` and ``Float64`` with gaps, else ``str`` ('' for not seen).

    Columns that the schema does not know stay as text. Only cells without violations may be given.
    """
    return schema.typed(SCHEMAS[table].columns, cells)
