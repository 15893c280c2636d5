"""The words that the extraction tables may use, and which of them mean what.

What one review decides for itself (outcomes, events, definitions, categories) stands in ``review.toml``, not here.
"""

from __future__ import annotations

from typing import get_args

from ettervern.settings import kinds

#: Effect measures on a ratio scale: 1 is no difference and every number is above 0. A leading ``a`` is "adjusted".
RATIOS = ("OR", "aOR", "RR", "aRR", "PETO", "HR", "aHR", "IRR", "aIRR", "ARR", "RR_as_printed")
#: Effect measures on a difference scale: 0 is no difference.
DIFFERENCES = ("RD", "aRD", "MD", "aMD", "SMD", "aSMD", "g", "d", "MD_days", "GEN")
#: Definitions that measure an amount of use or work, not an event; they are kept and shown, never pooled as events.
AMOUNTS = ("days", "months_of_use", "days_worked")

DESIGNS: tuple[str, ...] = get_args(kinds.Design)
DIRECTNESS: tuple[str, ...] = get_args(kinds.Directness)
AGE_GROUPS: tuple[str, ...] = get_args(kinds.AgeGroup)
UNITS: tuple[str, ...] = get_args(kinds.Unit)
ANALYSIS_SETS = ("itt", "completers", "unclear")
COUNTS_SOURCES = ("reported", "from_percent", "reconstructed", "none")
AGREEMENT = ("both", "first_only", "second_only", "differ")
DIRECTIONS = ("favours_aftercare", "no_difference", "mixed", "favours_control", "unclear")
WORD_STATUSES = ("awaiting_figures", "narrative")
CONFIDENCE = ("high", "medium", "low")
#: Which extraction was followed; ``both`` where each gave a part, ``neither`` where a third reading decided. What is
#: ``left_out`` has no row in outcomes.csv.
TAKEN = ("first", "second", "both", "neither", "left_out")
RESOLVERS = ("person", "software")

#: Judgements of each risk-of-bias tool, the mildest first. RoB 2: Sterne et al. 2019, BMJ 366:l4898. ROBINS-I:
#: Sterne et al. 2016, BMJ 355:i4919. "no_information" is for a domain on which the source is silent.
JUDGEMENTS = {
    "rob2": ("low", "some_concerns", "high", "no_information"),
    "robins_i": ("low", "moderate", "serious", "critical", "no_information"),
}
#: Domains of each tool, in the tool's order, as columns of risk_of_bias.csv: what both tools ask about shares a column
#: (randomisation in RoB 2 is confounding in ROBINS-I), and d6 and d7 are ROBINS-I's alone.
TOOL_DOMAINS = {
    "rob2": ("d1_randomisation", "d2_deviations", "d3_missing_data", "d4_measurement", "d5_selective_reporting"),
    "robins_i": (
        "d1_randomisation", "d6_selection", "d7_classification", "d2_deviations", "d3_missing_data", "d4_measurement",
        "d5_selective_reporting",
    ),
}  # fmt: skip
DOMAINS = tuple(sorted(TOOL_DOMAINS["robins_i"]))
#: Who judged the risk of bias; empty where the table does not say, which is read as software.
JUDGES = ("", "software", "person")

#: Written in ``note`` where an effect is printed without an interval: kept, shown, never pooled.
NO_INTERVAL_MARK = "interval not seen"
