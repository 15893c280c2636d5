"""Included studies for reference managers, and contrasts for RevMan."""

from __future__ import annotations

import math

import pandas as pd

from ettervern.computed import Contrast, path_of
from ettervern.extract.schemas import OutcomeRow, StudyRow
from ettervern.files import read_table, table_text
from ettervern.living.built import kept_studies
from ettervern.records import CONTENT_COLUMNS
from ettervern.records.write import bibtex_text, ris_text
from ettervern.review import Review
from ettervern.schema import read_computed, read_entered, rows

#: Arm-level results, one row an arm, under the headings that Cochrane's guide to study results shows.
ARM_COLUMNS = (
    "Study ID",
    "Year",
    "Outcome",
    "Time point (months)",
    "Intervention",
    "Arm",
    "Events",
    "Total",
    "Outcome ID",
)
#: One row a contrast, under the names of RevMan's own data rows.
ROW_COLUMNS = (
    "Analysis name",
    "Subgroup",
    "Study",
    "Study year",
    "Experimental intervention",
    "Control intervention",
    "Experimental cases",
    "Experimental N",
    "Control cases",
    "Control N",
    "GIV Mean",
    "GIV SE",
    "Effect measure",
    "Outcome ID",
)


def included_reports(review: Review) -> pd.DataFrame:
    """Return the kept reports under their study ids, with every field that is known, sorted by study id.

    The id is what a citation key is made of, so keys stay as they are when searches add copies.
    """
    studies = kept_studies(review, ["study_id", "report_id"])
    reports = read_table(review.results / "reports.csv", ["report_id"]).set_index("report_id")
    joined = studies.sort_values("study_id", ignore_index=True)
    wanted = reports.reindex(joined["report_id"]).reindex(columns=list(CONTENT_COLUMNS)).fillna("")
    wanted = wanted.reset_index(drop=True)
    for name in set(CONTENT_COLUMNS) & set(joined.columns):
        # What the extraction tables say of a study goes before what a search export says.
        wanted[name] = joined[name].where(joined[name] != "", wanted[name])
    return wanted.assign(report_id=joined["study_id"])


def ris(review: Review) -> str:
    """Return the kept reports as RIS."""
    return ris_text(included_reports(review))


def bibtex(review: Review) -> str:
    """Return the kept reports as BibTeX; the key is the study id."""
    return bibtex_text(included_reports(review))


def revman_arms(review: Review) -> str:
    """Return the contrasts that have counts, one row an arm, as CSV.

    Counts are as extracted: of the event that the source counts. An arm that several contrasts share stands once an
    outcome and time.
    """
    outcomes, years = _outcomes(review)
    arms: dict[object, list[str]] = {}
    for row in outcomes:
        if row.events_intervention is None or row.unit != "persons":
            continue
        place = [row.study_id, years.get(row.study_id, ""), f"{row.event}: {row.definition}", f"{row.months:g}"]
        for arm in (
            (row.arm_category, row.arm_intervention, row.events_intervention, row.n_intervention),
            ("control", row.arm_control, row.events_control, row.n_control),
        ):
            cells = [*place, *map(str, arm)]
            arms.setdefault((row.study_id, *cells[2:]), [*cells, row.outcome_id])
    return table_text(pd.DataFrame(arms.values(), columns=list(ARM_COLUMNS), dtype="str"))


def revman_rows(review: Review) -> str:
    """Return the contrasts of the main analyses, one row each, as CSV: counts, and log ratio with standard error."""
    contrasts = read_computed(Contrast, path_of(review, Contrast), "contrasts.csv")
    outcomes, years = _outcomes(review)
    arms = {row.outcome_id: row for row in outcomes}
    lines = []
    for row in rows(Contrast, contrasts):
        if not row.analysis.endswith("-main"):
            continue
        arm = arms[row.outcome_id]
        counts = (row.events_intervention, row.n_intervention, row.events_control, row.n_control)
        about = [row.analysis, row.category, row.study_id, years.get(row.study_id, "")]
        effect = [str(row.yi), repr(math.sqrt(row.vi)), "log OR", row.outcome_id]
        lines.append([*about, arm.arm_intervention, arm.arm_control, *map(_whole, counts), *effect])
    return table_text(pd.DataFrame(lines, columns=list(ROW_COLUMNS), dtype="str"))


def _whole(count: float) -> str:
    """Return 21.0 as 21; empty for what is not known."""
    return "" if math.isnan(count) else f"{count:g}"


def _outcomes(review: Review) -> tuple[list[OutcomeRow], dict[str, str]]:
    """Return the rows of outcomes.csv, and the year of each study."""
    files = (review.extraction / "outcomes.csv", review.extraction / "studies.csv")
    outcomes = read_entered(OutcomeRow, files[0], review.shown(files[0]))
    studies = read_entered(StudyRow, files[1], review.shown(files[1]))
    return [*outcomes.values()], {row.study_id: str(row.year or "") for row in studies.values()}
