# ruff: noqa: UP014  # a field a line would make five times as many lines
"""Every table that a build computes: one row class a file of ``results/``, which is its schema (:mod:`.schema`)."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from ettervern.review import Review
from ettervern.schema import Row

#: A report after duplicates were removed: its fields as merged, and the records that it was made of.
Report = NamedTuple("Report", [
    ("report_id", str), ("type", str), ("document_type", str), ("title", str), ("original_title", str),
    ("authors", str), ("editors", str), ("year", str), ("date", str), ("journal", str), ("series", str),
    ("volume", str), ("number", str), ("pages", str), ("edition", str), ("doi", str), ("pmid", str),
    ("other_ids", str), ("issn", str), ("isbn", str), ("abstract", str), ("keywords", str), ("url", str),
    ("publisher", str), ("place", str), ("language", str), ("notes", str), ("n_records", int), ("record_ids", str),
    ("files", str), ("databases", str),
])  # fmt: skip
#: A record, the report that it belongs to, and why.
Duplicate = NamedTuple("Duplicate", [
    ("record_id", str), ("file", str), ("position", int), ("report_id", str), ("reason", str), ("decided_by", str),
    ("score", float),
])  # fmt: skip
#: Two records that may be the same, for a person to decide.
Doubt = NamedTuple("Doubt", [
    ("record_1", str), ("record_2", str), ("report_1", str), ("report_2", str), ("score", float), ("reason", str),
])  # fmt: skip
#: Two reports that belong together and are no copies: what the first is to the second.
Link = NamedTuple("Link", [
    ("record_1", str), ("record_2", str), ("report_1", str), ("report_2", str), ("link", str), ("reason", str),
])  # fmt: skip
#: What the votes on a report come to at a stage, by whose word, and which persons opened it again.
Screened = NamedTuple("Screened", [
    ("stage", str), ("report_id", str), ("study_id", str), ("decision", str), ("role", str), ("reason", str),
    ("how", str), ("votes", int), ("by", str), ("reopened_by", str), ("title", str), ("authors", str), ("year", str),
    ("journal", str), ("doi", str), ("pmid", str),
])  # fmt: skip
#: How far two reviewers agree, each a person or software: one measure of one stage and batch.
Agreement = NamedTuple("Agreement", [
    ("stage", str), ("batch", str), ("reviewer_1", str), ("reviewer_2", str), ("kind_1", str), ("kind_2", str),
    ("measure", str), ("value", float), ("ci_low", float), ("ci_high", float), ("source", str),
])  # fmt: skip
#: A number of the flow diagram (``flow_update`` has the same columns).
FlowNumber = NamedTuple("FlowNumber", [
    ("box", str), ("stream", str), ("parent", str), ("detail", str), ("n", int),
])  # fmt: skip
#: Where a kept report's full text stands.
FullText = NamedTuple("FullText", [
    ("report_id", str), ("status", str), ("reason", str), ("time", str), ("note", str),
])  # fmt: skip
#: What was extracted from a kept effect report.
EffectReport = NamedTuple("EffectReport", [
    ("report_id", str), ("study_id", str), ("status", str),
])  # fmt: skip
#: A kept study with what is known of it.
Study = NamedTuple("Study", [
    ("study_id", str), ("report_id", str), ("role", str), ("status", str), ("title", str), ("authors", str),
    ("year", str), ("journal", str), ("volume", str), ("number", str), ("pages", str), ("doi", str), ("pmid", str),
    ("url", str), ("title_is_description", str), ("country", str), ("design", str), ("category", str),
    ("age_group", str), ("directness", str), ("trial", str), ("trial_reports", str), ("population", str),
    ("intervention", str), ("comparator", str), ("n_randomised", int | None), ("followup_months", float),
])  # fmt: skip
#: A study seen after the lists were closed, in words only.
LaterStudy = NamedTuple("LaterStudy", [
    ("study_id", str), ("outcome", str), ("direction", str), ("finding", str), ("status", str), ("authors", str),
    ("title", str), ("year", int | None), ("journal", str), ("volume", str), ("number", str), ("pages", str),
    ("doi", str), ("pmid", str), ("country", str), ("design", str), ("category", str), ("directness", str),
    ("trial", str), ("n_total", int | None), ("source_url", str), ("seen_at", str),
])  # fmt: skip
#: An analysis, on the scale that readers see.
Pooled = NamedTuple("Pooled", [
    ("analysis", str), ("outcome", str), ("measure", str), ("k", int), ("n_contrasts", int), ("estimate", float),
    ("ci_low", float), ("ci_high", float), ("pi_low", float), ("pi_high", float), ("tau2", float),
    ("tau2_ci_low", float), ("tau2_ci_high", float), ("i2", float), ("h2", float), ("q", float),
    ("q_df", int | None), ("q_p", float), ("p", float), ("method", str), ("ci_method", str),
    ("participants", float), ("note", str), ("pi_low_km2", float), ("pi_high_km2", float),
])  # fmt: skip
#: A contrast in an analysis: ``yi`` and ``vi`` on the scale of the analysis (ratios as logarithms), the weight in
#: percent; ``derived`` says how figures were had that the study does not print.
Contrast = NamedTuple("Contrast", [
    ("analysis", str), ("outcome_id", str), ("study_id", str), ("trial", str), ("outcome", str), ("label", str),
    ("category", str), ("age_group", str), ("country", str), ("months", float), ("definition_flag", str),
    ("events_intervention", float), ("n_intervention", float), ("events_control", float), ("n_control", float),
    ("yi", float), ("vi", float), ("estimate", float), ("ci_low", float), ("ci_high", float), ("weight", float),
    ("counts_source", str), ("extraction_agreement", str), ("from_", str), ("mean_intervention", float),
    ("sd_intervention", float), ("mean_control", float), ("sd_control", float), ("time_intervention", float),
    ("time_control", float), ("derived", str),
])  # fmt: skip
#: A row of outcomes.csv: the analyses that it is in, and why the main one does not pool it.
Choice = NamedTuple("Choice", [
    ("outcome_id", str), ("study_id", str), ("trial", str), ("outcome", str), ("label", str), ("design", str),
    ("directness", str), ("months", float), ("definition_flag", str), ("used_in", str), ("also_in", str),
    ("why_not", str),
])  # fmt: skip
#: A study seen in words, and what becomes of it.
InWords = NamedTuple("InWords", [
    ("outcome", str), ("study_id", str), ("trial", str), ("label", str), ("direction", str), ("design", str),
    ("directness", str), ("category", str), ("n_total", float), ("fate", str), ("vi", float),
])  # fmt: skip
#: The pooled result without one study.
LeftOut = NamedTuple("LeftOut", [
    ("outcome_id", str), ("study_id", str), ("label", str), ("analysis", str), ("estimate", float), ("se", float),
    ("ci_low", float), ("ci_high", float), ("p", float), ("tau2", float), ("i2", float), ("h2", float),
    ("q", float),
])  # fmt: skip
#: The pooled result as the studies were printed, oldest first.
Cumulative = NamedTuple("Cumulative", [
    ("study_id", str), ("label", str), ("analysis", str), ("k", int), ("estimate", float), ("se", float),
    ("ci_low", float), ("ci_high", float), ("p", float), ("tau2", float), ("i2", float), ("year", float),
])  # fmt: skip
#: How much one study means for the pooled result.
Influence = NamedTuple("Influence", [
    ("study_id", str), ("label", str), ("outcome", str), ("rstudent", float), ("dffits", float), ("cook", float),
    ("cov_ratio", float), ("tau2_without", float), ("q_without", float), ("hat", float), ("baujat_x", float),
    ("baujat_y", float),
])  # fmt: skip
#: The pooled result of one subgroup, with the test of the difference between them.
Subgroup = NamedTuple("Subgroup", [
    ("outcome", str), ("by", str), ("group", str), ("participants", float), ("estimate", float), ("ci_low", float),
    ("ci_high", float), ("pi_low", float), ("pi_high", float), ("k", int), ("tau2", float), ("i2", float),
    ("p", float), ("ci_method", str), ("note", str), ("q_between", float), ("q_df", int), ("p_between", float),
])  # fmt: skip
#: The slope on one moderator: the ratio of the pooled ratios for a step of one.
Slope = NamedTuple("Slope", [
    ("outcome", str), ("moderator", str), ("k", int), ("ratio", float), ("ci_low", float), ("ci_high", float),
    ("p", float), ("p_permutation", float), ("orders", int), ("exact", bool), ("tau2", float), ("r2", float),
])  # fmt: skip
#: A test for small-study effects.
SmallStudyTest = NamedTuple("SmallStudyTest", [
    ("outcome", str), ("test", str), ("k", int), ("coefficient", float), ("se", float), ("statistic", float),
    ("df", float), ("p", float), ("missing", float), ("side", str), ("estimate", float), ("ci_low", float),
    ("ci_high", float), ("note", str),
])  # fmt: skip
#: An imagined study that trim and fill adds.
Filled = NamedTuple("Filled", [
    ("outcome", str), ("analysis", str), ("label", str), ("imputed", str), ("side", str), ("yi", float),
    ("vi", float),
])  # fmt: skip
#: An analysis at a base rate: risks from 0 to 1, differences in people per 1000, less without a sign turned.
Absolute = NamedTuple("Absolute", [
    ("analysis", str), ("outcome", str), ("base_rate", str), ("main", str), ("kind", str), ("rate_id", str),
    ("label_nb", str), ("label_en", str), ("source", str), ("months", float), ("control_risk", float),
    ("events", float), ("n", float), ("groups", int), ("with_risk", float), ("with_low", float),
    ("with_high", float), ("per_1000_control", float), ("per_1000_with", float), ("per_1000_with_low", float),
    ("per_1000_with_high", float), ("diff_per_1000", float), ("diff_low", float), ("diff_high", float),
    ("nnt", float), ("nnt_low", float), ("nnt_high", float), ("nnt_kind", str),
])  # fmt: skip
#: A judgement on one domain of an analysis, or on the whole; ``steps`` are levels down.
Certainty = NamedTuple("Certainty", [
    ("analysis", str), ("domain", str), ("proposed", str), ("judgement", str), ("steps", int), ("reason_nb", str),
    ("reason_en", str), ("status", str), ("signed_by", str), ("signed_date", str),
])  # fmt: skip
#: A row of the summary of findings: an analysis at a base rate.
Summary = NamedTuple("Summary", [
    ("analysis", str), ("outcome", str), ("category", str), ("randomised", str), ("base_rate", str), ("main", str),
    ("label_nb", str), ("label_en", str), ("studies", int), ("participants", float),
    ("studies_with_participants", int), ("measure", str), ("estimate", float), ("ci_low", float),
    ("ci_high", float), ("per_1000_control", float), ("per_1000_with", float), ("per_1000_with_low", float),
    ("per_1000_with_high", float), ("diff_per_1000", float), ("diff_low", float), ("diff_high", float),
    ("nnt", float), ("nnt_low", float), ("nnt_high", float), ("nnt_kind", str), ("certainty", str), ("status", str),
    ("words_nb", str), ("words_en", str),
])  # fmt: skip
#: A result in words, in one language.
Statement = NamedTuple("Statement", [
    ("analysis", str), ("outcome", str), ("category", str), ("language", str), ("size", str), ("direction", str),
    ("certainty", str), ("status", str), ("base_rate", str), ("statement", str), ("numbers", str),
    ("sentence", str), ("own_translation", str),
])  # fmt: skip
#: A judgement of risk of bias: one study, one domain.
Bias = NamedTuple("Bias", [
    ("study_id", str), ("label", str), ("tool", str), ("domain", str), ("judgement", str), ("by_rule", str),
    ("basis", str), ("analyses", str),
])  # fmt: skip
#: How many studies, and what percentage of an analysis, have a judgement on a domain.
BiasShare = NamedTuple("BiasShare", [
    ("analysis", str), ("domain", str), ("judgement", str), ("studies", int), ("weight", float),
])  # fmt: skip
#: What a study of one's own can show at a size.
Power = NamedTuple("Power", [
    ("origin", str), ("outcome", str), ("base_rate", str), ("effect", str), ("odds_ratio", float), ("n_total", int),
    ("n_service", int), ("n_comparison", int), ("risk_service", float), ("risk_comparison", float),
    ("power_fisher", float), ("power_midp", float), ("width", float), ("wrong_side", float),
    ("exaggeration", float), ("needed_per_group", int | None), ("detectable_odds_ratio", float),
])  # fmt: skip
#: A way to do a study of one's own.
Design = NamedTuple("Design", [
    ("design", str), ("name_nb", str), ("name_en", str), ("how_nb", str), ("how_en", str), ("bias_nb", str),
    ("bias_en", str), ("advice_nb", str), ("advice_en", str),
])  # fmt: skip
#: A service's own count, or a base rate beside it.
Pilot = NamedTuple("Pilot", [
    ("origin", str), ("kind", str), ("id", str), ("service", str), ("outcome", str), ("beside", str),
    ("population_id", str), ("months", float), ("events", int | None), ("n", int | None), ("share", float),
    ("low", float), ("high", float), ("wilson_low", float), ("wilson_high", float), ("method", str),
    ("source", str), ("is_effect", str),
])  # fmt: skip
#: How many of how many are done, and the last day on which one was; see :mod:`ettervern.standing`.
Standing = NamedTuple("Standing", [
    ("fact", str), ("done", int), ("of", int), ("latest", str),
])  # fmt: skip


class FlowAdded(FlowNumber):
    """A number of the flow diagram of an update."""


#: File of ``results/`` without its ending -> its row class.
COMPUTED: dict[str, type[Row]] = {
    "reports": Report, "duplicates": Duplicate, "review": Doubt, "links": Link, "screening": Screened,
    "agreement": Agreement, "flow": FlowNumber, "full_text": FullText, "effect_reports": EffectReport, "studies": Study,
    "identified_later": LaterStudy, "pooled": Pooled, "contrasts": Contrast, "choice": Choice, "words": InWords,
    "leave_one_out": LeftOut, "cumulative": Cumulative, "influence": Influence, "subgroups": Subgroup,
    "meta_regression": Slope, "small_study": SmallStudyTest, "filled": Filled, "absolute": Absolute,
    "certainty": Certainty, "summary": Summary, "statements": Statement, "bias": Bias, "bias_summary": BiasShare,
    "local_power": Power, "local_designs": Design, "local_pilot": Pilot, "flow_update": FlowAdded, "standing": Standing,
}  # fmt: skip
_NAMES = {row: name for name, row in COMPUTED.items()}


def path_of(review: Review, row: type[Row]) -> Path:
    """Return the file of a table in the results of a review."""
    return review.results / f"{_NAMES[row]}.csv"
