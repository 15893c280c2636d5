"""What types cannot say about one table: small named rules, each one sentence that a person can act on.

A rule takes the typed rows of its table (index: row in the file) and yields what is wrong with them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import pandas as pd

from ettervern.extract import vocabulary as words
from ettervern.files import Problem
from ettervern.schema import shown

#: row, column, message, severity
Finding = tuple[int, str, str, str]
Rule = Callable[[pd.DataFrame], Iterator[Finding]]

ARMS = ("intervention", "control")
#: Columns that number the rows of a table.
IDS = ("outcome_id", "finding_id", "rate_id", "experience_id", "id")
EFFECT_CELLS = ("effect_measure", "effect", "ci_low", "ci_high", "ci_level")


def _found(row: object, column: str, message: str, severity: str = "error") -> Finding:
    return int(str(row)), column, message, severity


def _cell(rows: pd.DataFrame, row: object, column: str) -> str:
    """Return a cell as text; empty where nothing was seen."""
    value = rows[column].loc[row]  # type: ignore[call-overload]
    return "" if value is pd.NA else str(value)


def _exceeding(rows: pd.DataFrame, events: str, n: str) -> Iterator[Finding]:
    """Find rows with more events than people."""
    for row, more in (rows[events] > rows[n]).fillna(False).items():
        if more:
            message = f"{_cell(rows, row, events)} events among {_cell(rows, row, n)}; expected no more events than {n}"
            yield _found(row, events, message)


def events_within_n(rows: pd.DataFrame) -> Iterator[Finding]:
    """No more events than people in either arm."""
    for arm in ARMS:
        yield from _exceeding(rows, f"events_{arm}", f"n_{arm}")


def group_events_within_n(rows: pd.DataFrame) -> Iterator[Finding]:
    """No more events than people in a single group."""
    yield from _exceeding(rows, "events", "n")


def percentages_of_people(rows: pd.DataFrame) -> Iterator[Finding]:
    """Find percentages over 100 and totals that do not reach to a person in each arm."""
    for column in ("percent_intervention", "percent_control"):
        for row in rows.index[(rows[column] > 100).fillna(False)]:
            yield _found(row, column, f"{_cell(rows, row, column)} percent; expected at most 100")
    for row in rows.index[((rows["arms"] < 2) | (rows["n_total"] < rows["arms"])).fillna(False)]:
        yield _found(row, "n_total", "expected at least two arms and a person in each")


def people_in_each_arm(rows: pd.DataFrame) -> Iterator[Finding]:
    """An arm has people in it."""
    for column in ("n_intervention", "n_control"):
        for row in rows.index[(rows[column] == 0).fillna(False)]:
            yield _found(row, column, "0 people; expected at least 1, or empty where the number was not seen")


def counts_whole(rows: pd.DataFrame) -> Iterator[Finding]:
    """Counts of both arms, or of neither."""
    cells = [f"{what}_{arm}" for arm in ARMS for what in ("events", "n")]
    given = rows[cells].notna()
    for row in rows.index[given.any(axis=1) & ~given.all(axis=1)]:
        missing = [cell for cell in cells if not _cell(rows, row, cell)]
        message = f"counts of one arm without the other; expected {', '.join(missing)} too, or none of the four"
        yield _found(row, missing[0], message)


def counts_source_said(rows: pd.DataFrame) -> Iterator[Finding]:
    """Where counts come from is said where there are counts, and only there."""
    for row, counts in rows["events_intervention"].notna().items():
        source = _cell(rows, row, "counts_source")
        if counts and source == "none":
            yield _found(row, "counts_source", "“none”, but the row has counts; expected how they were obtained")
        if not counts and source != "none" and not _cell(rows, row, "n_intervention") + _cell(rows, row, "n_control"):
            yield _found(row, "counts_source", f"“{source}”, but the row has no counts; expected “none”")


def effect_whole(rows: pd.DataFrame) -> Iterator[Finding]:
    """A printed effect has its measure, both limits and the level of its interval.

    A source that prints an effect alone is kept when ``note`` says ``interval not seen``.
    """
    for row in rows.index:
        missing = [cell for cell in EFFECT_CELLS if not _cell(rows, row, cell)]
        if not missing or len(missing) == len(EFFECT_CELLS):
            continue
        unseen = set(missing) <= {"ci_low", "ci_high", "ci_level"} and "ci_low" in missing and "ci_high" in missing
        if unseen and words.NO_INTERVAL_MARK in str(rows.at[row, "note"]).lower():
            continue
        message = f"an effect without its {', '.join(missing)}; expected all of {', '.join(EFFECT_CELLS)}"
        if unseen:
            message += f", or “{words.NO_INTERVAL_MARK}” in note"
        yield _found(row, missing[0], message)


def something_to_show(rows: pd.DataFrame) -> Iterator[Finding]:
    """A row holds counts or an effect; words alone have a table of their own."""
    for row in rows.index[rows["events_intervention"].isna() & rows["effect"].isna()]:
        message = "neither counts nor an effect; a result in words alone belongs in findings_in_words.csv"
        yield _found(row, "events_intervention", message)


def limits_ordered(rows: pd.DataFrame) -> Iterator[Finding]:
    """The effect lies inside its interval: ci_low < effect < ci_high."""
    whole = rows[["effect", "ci_low", "ci_high"]].notna().all(axis=1)
    for row, (effect, low, high) in rows.loc[whole, ["effect", "ci_low", "ci_high"]].iterrows():
        if not low < effect < high:
            column = "ci_low" if low >= effect else "ci_high"
            yield _found(row, column, f"expected ci_low < effect < ci_high; found {low}, {effect}, {high}")


def ratios_positive(rows: pd.DataFrame) -> Iterator[Finding]:
    """A ratio and its limits are above 0."""
    for column in ("effect", "ci_low", "ci_high"):
        wrong = rows["effect_measure"].isin(words.RATIOS) & (rows[column] <= 0).fillna(False)
        for row in rows.index[wrong]:
            measure = _cell(rows, row, "effect_measure")
            yield _found(row, column, f"{_cell(rows, row, column)} for the ratio {measure}; expected a number above 0")


def ratio_amid_interval(rows: pd.DataFrame) -> Iterator[Finding]:
    """A ratio lies about midway in its interval on the log scale; where not, a digit may be wrong (a warning)."""
    cells = rows.loc[rows["effect_measure"].isin(words.RATIOS), ["effect", "ci_low", "ci_high"]].dropna()
    for row, (effect, low, high) in cells.iterrows():
        if not 0 < low < effect < high:
            continue
        aside = abs(math.log(effect) - (math.log(low) + math.log(high)) / 2) / (math.log(high) - math.log(low))
        if aside > 0.1:
            message = f"{effect} does not lie midway between {low} and {high} on the log scale; look for a slip"
            yield _found(row, "effect", message, "warning")


def control_group_counted_once(rows: pd.DataFrame) -> Iterator[Finding]:
    """One control group has the same counts wherever the same event is counted at the same time."""
    keys = ["control_group", "outcome", "event", "definition_flag", "definition", "months"]
    counts = rows[[*keys, "events_control", "n_control"]].dropna()
    for key, group in counts.groupby(keys, sort=False):
        pairs = list(zip(group["events_control"], group["n_control"], strict=True))
        for row, pair in zip(group.index[1:], pairs[1:], strict=True):
            if pair != pairs[0]:
                message = (
                    f"control group {shown(key[0])} has {pair[0]} of {pair[1]} here and {pairs[0][0]} of {pairs[0][1]} "
                    f"in row {group.index[0]}; expected the same counts"
                )
                yield _found(row, "events_control", message)


def tool_vocabulary(rows: pd.DataFrame) -> Iterator[Finding]:
    """Each judgement is a word of its tool."""
    for row in rows.index:
        tool = _cell(rows, row, "tool")
        for column in (*words.DOMAINS, "overall"):
            word = _cell(rows, row, column)
            if word not in words.JUDGEMENTS[tool]:
                allowed = ", ".join(words.JUDGEMENTS[tool])
                yield _found(row, column, f"expected for {tool} one of {allowed}; found {shown(word)}")


def overall_not_milder(rows: pd.DataFrame) -> Iterator[Finding]:
    """The overall judgement is no milder than the worst domain (both tools' guidance); a warning."""
    for row in rows.index:
        scale = words.JUDGEMENTS[_cell(rows, row, "tool")][:-1]
        domains = [_cell(rows, row, domain) for domain in words.DOMAINS]
        worst = max((scale.index(word) for word in domains if word in scale), default=0)
        overall = _cell(rows, row, "overall")
        if overall in scale and scale.index(overall) < worst:
            message = f"“{overall}” overall is milder than a domain judged “{scale[worst]}”"
            yield _found(row, "overall", message, "warning")


def key_is_study(rows: pd.DataFrame) -> Iterator[Finding]:
    """The key in references.bib is the study id."""
    for row in rows.index[rows["bibkey"] != rows["study_id"]]:
        yield _found(row, "bibkey", f"expected the study id {shown(rows.at[row, 'study_id'])}")


def steps_in_order(rows: pd.DataFrame) -> Iterator[Finding]:
    """Steps of the journey are numbered 1, 2, 3 ... and each part is one stretch of them."""
    finished: set[str] = set()
    part = ""
    for expected, row in enumerate(rows.index, start=1):
        number = _cell(rows, row, "step_number")
        if number != str(expected):
            yield _found(row, "step_number", f"expected {expected}; found {number}")
        if _cell(rows, row, "part") != part:
            finished.add(part)
            part = _cell(rows, row, "part")
            if part in finished:
                yield _found(row, "part", f"the part {shown(part)} begins a second time")


def unique(column: str) -> Rule:
    """Return the rule that a column holds each value once."""

    def rule(rows: pd.DataFrame) -> Iterator[Finding]:
        first: dict[object, object] = {}
        for row, value in rows[column].items():
            if value in first:
                yield _found(row, column, f"{shown(value)} stands in row {first[value]} too; expected it once")
            first.setdefault(value, row)

    rule.__doc__ = f"Each {column} stands once."
    return rule


def no_repeated_rows(rows: pd.DataFrame) -> Iterator[Finding]:
    """No row is the same as an earlier one, its own id aside (a repeated id is said once, by its own rule)."""
    ids = [name for name in IDS if name in rows]
    content = rows.drop(columns=ids)
    first: dict[tuple[str, ...], object] = {}
    for row, *cells in content.itertuples(name=None):
        key = tuple(str(cell) for cell in cells)
        earlier = first.setdefault(key, row)
        if earlier != row and not (ids and _cell(rows, row, ids[0]) == _cell(rows, earlier, ids[0])):
            yield _found(row, "", f"the same as row {earlier}; expected each row once")


RAW_RULES: tuple[Rule, ...] = (events_within_n, limits_ordered, no_repeated_rows)
RULES: dict[str, tuple[Rule, ...]] = {
    "studies": (unique("study_id"), key_is_study),
    "outcomes": (
        unique("outcome_id"),
        no_repeated_rows,
        events_within_n,
        people_in_each_arm,
        counts_whole,
        counts_source_said,
        effect_whole,
        something_to_show,
        limits_ordered,
        ratios_positive,
        ratio_amid_interval,
        control_group_counted_once,
    ),
    "risk_of_bias": (unique("study_id"), tool_vocabulary, overall_not_milder),
    "findings_in_words": (unique("finding_id"), no_repeated_rows),
    "base_rates": (unique("rate_id"), no_repeated_rows, group_events_within_n),
    "experiences": (unique("experience_id"), no_repeated_rows),
    "guidance": (unique("id"), no_repeated_rows),
    "journey": (unique("step_number"), steps_in_order),
    "local_pilot": (unique("id"), no_repeated_rows, group_events_within_n),
    "percentages": (unique("outcome_id"), no_repeated_rows, percentages_of_people),
    "trial_families": (unique("study_id"),),
    "extraction_1": RAW_RULES,
    "extraction_2": RAW_RULES,
}


def breaches(table: str, rows: pd.DataFrame, file: str) -> list[Problem]:
    """Return what the rules of a table find wrong in its typed rows."""
    return [Problem(file, *finding) for rule in RULES[table] for finding in rule(rows)]
