# ruff: noqa: UP014  # a field a line would make five times as many lines
"""Every extraction table: one row class a file of ``extraction/``, which is its schema (:mod:`ettervern.schema`).

The schemas look at the cells as they stand in the file, as text. A number that cannot be read is then reported with
what was written, never turned into a gap. Columns are described in the review folder's README; a person's own columns
beside them are left alone.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, NamedTuple

from ettervern.extract import vocabulary as words
from ettervern.extract.cells import (
    AMOUNT_CELL,
    NUMBER_CELL,
    PERCENT,
    Address,
    Amount,
    Count,
    Doi,
    Id,
    Level,
    Number,
    Pmid,
    PValue,
    Said,
    SeenAmount,
    Steps,
    Whole,
    Year,
    Years,
    one_of,
)
from ettervern.schema import Cell, Row

Design = Annotated[str, one_of(words.DESIGNS)]
Directness = Annotated[str, one_of(words.DIRECTNESS)]
AgeGroup = Annotated[str, one_of(words.AGE_GROUPS)]
Unit = Annotated[str, one_of(words.UNITS)]
Measure = Annotated[str, one_of(("", *words.RATIOS, *words.DIFFERENCES))]
#: Columns that outcomes.csv has where an outcome needs them.
Figure = Annotated[float | None, replace(NUMBER_CELL, absent=True)]
Spread = Annotated[float | None, replace(AMOUNT_CELL, absent=True)]
AnalysisSet = Annotated[str, one_of(words.ANALYSIS_SETS)]
CountsSource = Annotated[str, one_of(words.COUNTS_SOURCES)]
Agreement = Annotated[str, one_of(words.AGREEMENT)]
Tool = Annotated[str, one_of(words.JUDGEMENTS)]
Judge = Annotated[str, replace(one_of(words.JUDGES), absent=True)]
Later = Annotated[str, Cell(lambda cell: True, "a text", absent=True)]
Direction = Annotated[str, one_of(words.DIRECTIONS)]
WordStatus = Annotated[str, one_of(words.WORD_STATUSES)]
YesNo = Annotated[str, one_of(("yes", "no"))]
Use = Annotated[str, one_of(("base_rate_norway", "base_rate_nordic"))]
Confidence = Annotated[str, one_of(words.CONFIDENCE)]
Taken = Annotated[str, one_of(words.TAKEN)]
Resolver = Annotated[str, one_of(words.RESOLVERS)]
Side = Annotated[str, one_of(("1", "2"))]
#: As one extractor saw it: empty where the report does not say.
SeenPercent = Annotated[str, Cell(PERCENT.fullmatch, "a percentage as printed, from 0 to 100, as 33.3")]
SeenUnit = Annotated[str, one_of(("", *words.UNITS))]
SeenCountsSource = Annotated[str, one_of(("", *words.COUNTS_SOURCES))]

#: A study with figures, and where it was published.
StudyRow = NamedTuple("StudyRow", [
    ("study_id", Id), ("bibkey", Id), ("title", Said), ("authors", str), ("year", Year), ("journal", str),
    ("volume", str), ("number", str), ("pages", str), ("doi", Doi), ("pmid", Pmid), ("country", str),
    ("design", Design), ("category", Said), ("directness", Directness), ("trial", Said), ("population", str),
    ("intervention", str), ("comparator", str), ("n_randomised", Count), ("followup_months", SeenAmount),
    ("age_group", AgeGroup), ("source_url", Address), ("seen_at", str),
])  # fmt: skip
#: A figure that a report gives: what is compared with what, on which outcome and when. After ``seen_at`` come figures
#: of other kinds than counts, each with its column only where it is needed; see :mod:`ettervern.synthesise.inputs`.
OutcomeRow = NamedTuple("OutcomeRow", [
    ("outcome_id", Id), ("study_id", Id), ("outcome", Said), ("event", str), ("definition", Said),
    ("definition_flag", Said), ("months", Amount), ("arm_intervention", Said), ("arm_category", Said),
    ("arm_control", Said), ("control_group", Id), ("events_intervention", Count), ("n_intervention", Count),
    ("events_control", Count), ("n_control", Count), ("effect_measure", Measure), ("effect", Number),
    ("ci_low", Number), ("ci_high", Number), ("ci_level", Level), ("p_value", PValue), ("unit", Unit),
    ("analysis_set", AnalysisSet), ("counts_source", CountsSource), ("extraction_agreement", Agreement), ("note", str),
    ("source_locator", str), ("source_url", Address), ("seen_at", str),
    ("mean_intervention", Figure), ("sd_intervention", Spread), ("se_intervention", Spread),
    ("mean_ci_low_intervention", Figure), ("mean_ci_high_intervention", Figure), ("median_intervention", Figure),
    ("q1_intervention", Figure), ("q3_intervention", Figure), ("min_intervention", Figure),
    ("max_intervention", Figure), ("sd_baseline_intervention", Spread), ("sd_final_intervention", Spread),
    ("mean_control", Figure), ("sd_control", Spread), ("se_control", Spread), ("mean_ci_low_control", Figure),
    ("mean_ci_high_control", Figure), ("median_control", Figure), ("q1_control", Figure), ("q3_control", Figure),
    ("min_control", Figure), ("max_control", Figure), ("sd_baseline_control", Spread), ("sd_final_control", Spread),
    ("change_correlation", Figure), ("time_intervention", Spread), ("time_control", Spread),
    ("observed_minus_expected", Figure), ("variance", Spread), ("icc", Spread), ("cluster_size", Spread),
    ("paired_correlation", Figure), ("yi", Figure), ("vi", Spread), ("se", Spread),
])  # fmt: skip
#: The judgements of one study's risk of bias. After ``other_notes`` comes what a table made by software need not have.
BiasRow = NamedTuple("BiasRow", [
    ("study_id", Id), ("tool", Tool), ("d1_randomisation", Said), ("d2_deviations", Said), ("d3_missing_data", Said),
    ("d4_measurement", Said), ("d5_selective_reporting", Said), ("overall", Said), ("basis_randomisation", str),
    ("basis_missing_data", str), ("basis_measurement", str), ("basis_selective_reporting", str), ("other_notes", str),
    ("d6_selection", Later), ("d7_classification", Later), ("basis_deviations", Later), ("basis_selection", Later),
    ("basis_classification", Later), ("kind", Judge), ("judged_by", Later), ("settled_by", Later), ("date", Later),
])  # fmt: skip
#: A result that was seen in words only.
WordsRow = NamedTuple("WordsRow", [
    ("finding_id", Id), ("study_id", Id), ("outcome", Said), ("direction", Direction), ("finding", Said),
    ("status", WordStatus), ("title", Said), ("authors", str), ("year", Year), ("journal", str), ("volume", str),
    ("number", str), ("pages", str), ("doi", Doi), ("pmid", Pmid), ("country", str), ("design", Design),
    ("category", Said), ("directness", Directness), ("trial", Said), ("n_total", Count), ("among_reports", YesNo),
    ("source_url", Address), ("seen_at", str),
])  # fmt: skip
#: How often the event comes without the intervention, in one population.
RateRow = NamedTuple("RateRow", [
    ("rate_id", Id), ("study_id", Id), ("country", Said), ("population", Said), ("outcome", Said), ("event", Said),
    ("event_label", Said), ("months", Amount), ("events", Count), ("n", Count), ("definition", str), ("caution", str),
    ("use", Use),
])  # fmt: skip
#: What people who have been there say, in our own words.
ExperienceRow = NamedTuple("ExperienceRow", [
    ("experience_id", Id), ("study_id", Id), ("citation", Said), ("doi", Doi), ("country", Said),
    ("n_participants", str), ("method", str), ("theme", Said), ("journey_step_numbers", Steps),
    ("summary_own_words", Said), ("source_url", Address), ("seen_at", str),
])  # fmt: skip
#: A guideline.
GuidanceRow = NamedTuple("GuidanceRow", [
    ("id", Id), ("publisher", Said), ("year", Years), ("title", Said), ("url", Address),
    ("what_it_says_own_words", Said), ("seen_at", str),
])  # fmt: skip
#: A step of the journey through treatment and after.
StepRow = NamedTuple("StepRow", [
    ("step_number", Whole), ("part", Said), ("step_name_no", Said), ("step_name_en", Said),
])  # fmt: skip
#: What a service has counted itself.
PilotRow = NamedTuple("PilotRow", [
    ("id", Id), ("service", Said), ("population", Said), ("outcome", Said), ("events", Whole), ("n", Count),
    ("source", Said), ("caution", str),
])  # fmt: skip
#: Percentages of both arms and a total only: used where arms of equal size are assumed, nowhere else.
PercentRow = NamedTuple("PercentRow", [
    ("outcome_id", Id), ("study_id", Id), ("outcome", Said), ("event", Said), ("definition", Said),
    ("definition_flag", Said), ("months", Amount), ("arm_intervention", Said), ("arm_category", Said),
    ("arm_control", Said), ("control_group", Id), ("percent_intervention", Amount), ("percent_control", Amount),
    ("n_total", Whole), ("arms", Whole), ("effect_measure", str), ("counts_source", str),
    ("extraction_agreement", Agreement), ("note", str), ("source_locator", Said), ("source_url", Address),
    ("seen_at", str),
])  # fmt: skip
#: A study and the trial or cohort that it reports on.
FamilyRow = NamedTuple("FamilyRow", [("study_id", Id), ("trial", Said)])
#: A row of one extractor's table as made: its words are its own, its numbers must still be numbers.
RawRow = NamedTuple("RawRow", [
    ("study_id", Id), ("outcome", Id), ("event", str), ("definition", Said), ("months", SeenAmount),
    ("arm_intervention", Said), ("arm_control", str), ("events_intervention", Count), ("n_intervention", Count),
    ("events_control", Count), ("n_control", Count), ("mean_intervention", Number), ("sd_intervention", SeenAmount),
    ("mean_control", Number), ("sd_control", SeenAmount), ("effect_measure", str), ("effect", Number),
    ("ci_low", Number), ("ci_high", Number), ("p_value", str), ("derived", str), ("analysis_set", AnalysisSet),
    ("source_locator", str), ("confidence", Confidence), ("source_url", Address), ("seen_at", str),
    ("percent_intervention", SeenPercent), ("percent_control", SeenPercent), ("ci_level", Level),
    ("definition_flag", str), ("unit", SeenUnit), ("counts_source", SeenCountsSource),
])  # fmt: skip
#: What decided a row on which the two extractions do not agree, or who confirmed one on which they do. ``source_1`` and
#: ``source_2`` tell which rows of the extractions were decided on (:func:`ettervern.extract.alike.fingerprint`).
ResolutionRow = NamedTuple("ResolutionRow", [
    ("outcome_id", Id), ("taken", Taken), ("resolved_by", Said), ("kind", Resolver), ("date", Said), ("reason", Said),
    ("source_1", str), ("source_2", str),
])  # fmt: skip
#: Who filled in one side's sheet of a study.
ExtractorRow = NamedTuple("ExtractorRow", [
    ("study_id", Id), ("side", Side), ("by", Said), ("kind", Resolver), ("date", Said),
])  # fmt: skip

#: File of ``extraction/`` without its ending -> its row class.
SCHEMAS: dict[str, type[Row]] = {
    "studies": StudyRow, "outcomes": OutcomeRow, "risk_of_bias": BiasRow, "findings_in_words": WordsRow,
    "base_rates": RateRow, "experiences": ExperienceRow, "guidance": GuidanceRow, "journey": StepRow,
    "local_pilot": PilotRow, "percentages": PercentRow, "trial_families": FamilyRow, "extraction_1": RawRow,
    "extraction_2": RawRow,
}  # fmt: skip
#: Tables of parts that a review may have; without its file a part is off, and nothing of it is made or asked for.
OPTIONAL = ("base_rates", "experiences", "guidance", "journey", "local_pilot")
