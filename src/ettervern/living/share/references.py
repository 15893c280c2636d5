"""Included studies for reference managers, and contrasts for RevMan."""

from __future__ import annotations

import math

import pandas as pd

from ettervern.files import read_table, table_text
from ettervern.living.built import kept_studies
from ettervern.records import CONTENT_COLUMNS
from ettervern.records.write import bibtex_text, ris_text
from ettervern.review import Review

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
    rows = []
    for row in outcomes[(outcomes["events_intervention"] != "") & (outcomes["unit"] == "persons")].to_dict("records"):
        common = {"Study ID": row["study_id"], "Year": years.get(row["study_id"], ""), "Outcome ID": row["outcome_id"]}
        common |= {"Outcome": f"{row['event']}: {row['definition']}", "Time point (months)": row["months"]}
        for side, kind in (("intervention", row["arm_category"]), ("control", "control")):
            arm = {"Intervention": kind, "Arm": row[f"arm_{side}"], "Events": row[f"events_{side}"]}
            rows.append({**common, **arm, "Total": row[f"n_{side}"]})
    table = pd.DataFrame(rows, columns=list(ARM_COLUMNS), dtype="str")
    shared = ["Study ID", "Outcome", "Time point (months)", "Intervention", "Arm", "Events", "Total"]
    return table_text(table.drop_duplicates(shared))


def revman_rows(review: Review) -> str:
    """Return the contrasts of the main analyses, one row each, as CSV: counts, and log ratio with standard error."""
    contrasts = read_table(review.results / "contrasts.csv", ["analysis", "outcome_id", "study_id", "yi", "vi"])
    outcomes, years = _outcomes(review)
    arms = outcomes.set_index("outcome_id")
    rows = []
    for row in contrasts[contrasts["analysis"].str.endswith("-main")].to_dict("records"):
        arm = arms.loc[row["outcome_id"]]
        counts = {
            name: _whole(row[column])
            for name, column in (
                ("Experimental cases", "events_intervention"),
                ("Experimental N", "n_intervention"),
                ("Control cases", "events_control"),
                ("Control N", "n_control"),
            )
        }
        effect = {"GIV Mean": row["yi"], "GIV SE": repr(math.sqrt(float(row["vi"]))), "Effect measure": "log OR"}
        names = {"Experimental intervention": arm["arm_intervention"], "Control intervention": arm["arm_control"]}
        about = {"Analysis name": row["analysis"], "Subgroup": row["category"], "Study": row["study_id"]}
        about |= {"Study year": years.get(row["study_id"], ""), "Outcome ID": row["outcome_id"]}
        rows.append({**about, **names, **counts, **effect})
    return table_text(pd.DataFrame(rows, columns=list(ROW_COLUMNS), dtype="str"))


def _whole(text: str) -> str:
    """Return 21.0 as 21; empty stays empty."""
    return f"{float(text):g}" if text else ""


def _outcomes(review: Review) -> tuple[pd.DataFrame, dict[str, str]]:
    """Return outcomes.csv as text, and the year of each study."""
    studies = read_table(review.extraction / "studies.csv", ["study_id", "year"])
    years = dict(zip(studies["study_id"], studies["year"], strict=True))
    return read_table(review.extraction / "outcomes.csv"), years
