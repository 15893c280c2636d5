"""Numbers in prose: a name in the text, the number from ``results/``, written as its language writes it.

A page says ``{tall}`relapse-main.estimate``` and never the number itself. A name that leads nowhere is an error that
lists the names nearest to it.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable
from datetime import date

import pandas as pd

from ettervern.catalogue import gettext
from ettervern.computed import Agreement, EffectReport, FlowNumber, Pooled
from ettervern.errors import EttervernError
from ettervern.numbers import day, decimal, p_value, percent, whole
from ettervern.publish.results import Results
from ettervern.publish.words.citing import NORDIC
from ettervern.settings.effect_measures import MEASURES


class UnknownNumber(EttervernError, LookupError):
    """A name in the prose that no result answers to."""


def number(results: Results, name: str, language: str) -> str:
    """Return a number as the prose shows it.

    Parameters
    ----------
    results : Results
        Where it comes from.
    name : str
        ``<analysis>.<field>``, or one of the groups of :data:`GROUPS`, e.g. ``flow.records_screened``.
    language : str
        ``nb`` or ``en``.

    Raises
    ------
    UnknownNumber
        Where there is no such number; the message names the nearest ones.
    """
    group, _, rest = name.partition(".")
    known = names(results, group)
    if name not in known:
        if _waits(results, group, rest):
            return gettext("word.not_known_yet", language)
        raise UnknownNumber(_no_such(results, name, known))
    if group in GROUPS:
        return group_numbers(results, group, language)[rest]
    return pooled_number(results, group, rest, language)


def group_numbers(results: Results, group: str, language: str) -> dict[str, str]:
    """Return the numbers of a group, written out once for each language."""
    key = (group, language)
    if key not in results.remembered:
        results.remembered[key] = GROUPS[group](results, language)
    return results.remembered[key]


def names(results: Results, group: str) -> list[str]:
    """Return every name of a group of numbers."""
    if group in GROUPS:
        return [f"{group}.{key}" for key in group_numbers(results, group, "en")]
    if group in results.pooled:
        return [f"{group}.{field}" for field in FIELDS]
    return []


def _waits(results: Results, group: str, rest: str) -> bool:
    """Return whether a number is of a main answer that has to wait: its own, or one on its studies."""
    of_studies = group in ("pool", "bias")
    return results.waits(rest.partition(".")[0] if of_studies else group) and (of_studies or rest in FIELDS)


def _no_such(results: Results, name: str, known: list[str]) -> str:
    """Return the message for a name that leads nowhere."""
    groups = [*results.pooled, *GROUPS]
    near = difflib.get_close_matches(name, known or groups, n=3, cutoff=0.3) or (known or groups)[:8]
    return f"no number is called {name!r} in the results; the nearest are: {', '.join(near)}"


def _measure(field: str) -> Callable[[Pooled, str], str]:
    """Return a format for an effect."""
    return lambda row, language: MEASURES[row.measure].shown(getattr(row, field), language)


#: Field -> how it reads.
FIELDS: dict[str, Callable[[Pooled, str], str]] = {
    "estimate": _measure("estimate"),
    "ci_low": _measure("ci_low"),
    "ci_high": _measure("ci_high"),
    "pi_low": _measure("pi_low"),
    "pi_high": _measure("pi_high"),
    "interval": lambda row, language: MEASURES[row.measure].ends(row.ci_low, row.ci_high, language),
    "prediction": lambda row, language: MEASURES[row.measure].ends(row.pi_low, row.pi_high, language),
    "k": lambda row, language: whole(row.k, language),
    "participants": lambda row, language: whole(row.participants, language),
    "i2": lambda row, language: percent(row.i2 / 100, language),
    "tau2": lambda row, language: decimal(row.tau2, 3, language),
    "tau2_interval": lambda row, language: (
        f"{decimal(row.tau2_ci_low, 3, language)}–{decimal(row.tau2_ci_high, 3, language)}"
    ),
    "q": lambda row, language: decimal(row.q, 1, language),
    "q_df": lambda row, language: whole(row.q_df, language),
    "q_p": lambda row, language: p_value(row.q_p, language),
    "p": lambda row, language: p_value(row.p, language),
}


def pooled_number(results: Results, analysis: str, field: str, language: str) -> str:
    """Return a field of a pooled result; a field that was not computed is said to be not known."""
    return FIELDS[field](results.pooled[analysis], language)


def flow_numbers(results: Results, language: str) -> dict[str, str]:
    """Return the numbers of the flow: ``<box>`` over all streams, ``<box>.<stream>`` and ``<box>.<detail>``."""
    shown: dict[str, str] = {}
    for row in results.rows(FlowNumber):
        if row.stream == "all":
            shown[f"{row.box}.{row.detail}" if row.detail else row.box] = whole(row.n, language)
        elif not row.detail:
            shown[f"{row.box}.{row.stream}"] = whole(row.n, language)
    return shown


def report_numbers(results: Results, language: str) -> dict[str, str]:
    """Return counts of reports: kept and excluded, kept by role, effect reports by status."""
    screened = results.screened
    kept = screened[screened["decision"] == "include"]
    counts = {
        "screened": len(screened),
        "kept": len(kept),
        "excluded": int((screened["decision"] == "exclude").sum()),
        "effect": len(results.frame(EffectReport)),
    }
    counts |= {f"kept.{role}": int((kept["role"] == role).sum()) for role in results.review.settings.roles}
    status = results.frame(EffectReport)["status"]
    counts |= {key: int((status == key).sum()) for key in ("figures", "words", "nothing")}
    return {key: whole(value, language) for key, value in counts.items()}


def later_numbers(results: Results, language: str) -> dict[str, str]:
    """Return the count of studies seen after the lists were closed."""
    result = results["findings_in_words"]
    later = result[result["among_reports"] == "no"]
    return {"studies": whole(later["study_id"].nunique(), language), "findings": whole(len(later), language)}


def words_numbers(results: Results, language: str) -> dict[str, str]:
    """Return counts of findings in words by outcome and direction, among the screened reports."""
    result = results["findings_in_words"]
    result = result[result["among_reports"] == "yes"]
    shown: dict[str, str] = {}
    for outcome in results.review.outcomes:
        rows = result[result["outcome"] == outcome]
        shown[outcome] = whole(rows["study_id"].nunique(), language)
        for direction in ("favours_aftercare", "no_difference", "mixed", "favours_control"):
            shown[f"{outcome}.{direction}"] = whole(int((rows["direction"] == direction).sum()), language)
    return shown


def agreement_numbers(results: Results, language: str) -> dict[str, str]:
    """Return measures of agreement: ``<stage>.<measure>``, and ``<stage>.agreed``, the votes that agree.

    Of several pairs of reviewers they are those of the pair that has judged most reports both.
    """
    shown: dict[str, str] = {}
    rows = [row for row in results.rows(Agreement) if row.batch == "all"]
    for stage in dict.fromkeys(row.stage for row in rows):
        own = [row for row in rows if row.stage == stage]
        most = max((row for row in own if row.measure == "n"), key=lambda row: row.value, default=own[0])
        pair = (most.reviewer_1, most.reviewer_2)
        values = {row.measure: row.value for row in own if (row.reviewer_1, row.reviewer_2) == pair}
        if {"both_keep", "both_exclude"} <= set(values):
            values["agreed"] = values["both_keep"] + values["both_exclude"]
        shown |= {f"{stage}.{name}": agreement_number(name, value, language) for name, value in values.items()}
    return shown


def agreement_number(measure: str, value: float, language: str) -> str:
    """Return a measure of agreement: shares in percent, coefficients with three decimals, counts as counts."""
    if measure in {"percent", "positive", "negative"}:
        return percent(value, language, 1)
    return decimal(value, 3 if measure in {"kappa", "pabak", "ac1"} else 0, language)


def pool_numbers(results: Results, language: str) -> dict[str, str]:
    """Return what the pooled studies are like: ``<analysis>.<column>.<value>``, counts of studies."""
    shown: dict[str, str] = {}
    known = {"age_group": ["adults", "adolescents", "young_adults"]}
    known["counts_source"] = ["reported", "from_percent", "reconstructed"]
    for analysis, rows in results.contrasts.groupby("analysis"):
        for column in ("age_group", "country", "category", "counts_source", "extraction_agreement", "from"):
            if column in rows.columns:
                for value in dict.fromkeys([*known.get(column, []), *rows[column]]):
                    shown[f"{analysis}.{column}.{value}"] = whole(int((rows[column] == value).sum()), language)
        nordic = rows["country"].isin(NORDIC)
        shown[f"{analysis}.nordic"] = whole(int(nordic.sum()), language)
        shown[f"{analysis}.people"] = _people(rows, language)
    return shown


def _people(rows: pd.DataFrame, language: str) -> str:
    """Return the people in the studies of an analysis; "at least" where a study does not give its number."""
    arms = rows[["n_intervention", "n_control"]]
    if arms.isna().all(axis=None):
        return gettext("lookup.unknown", language)
    count = whole(float(arms.sum().sum()), language)
    return gettext("lookup.at_least", language, n=count) if arms.isna().any(axis=None) else count


def bias_numbers(results: Results, language: str) -> dict[str, str]:
    """Return how many pooled studies have each judgement of risk of bias: ``<analysis>.<judgement>``."""
    judged = results["risk_of_bias"].drop_duplicates("study_id").set_index("study_id")["overall"]
    shown: dict[str, str] = {}
    for analysis, rows in results.contrasts.groupby("analysis"):
        result = rows["study_id"].map(judged).fillna("not_assessed")
        levels = ["low", "some_concerns", "high", "moderate", "serious", "critical", "no_information", "not_assessed"]
        for level in levels:
            shown[f"{analysis}.{level}"] = whole(int((result == level).sum()), language)
    return shown


def review_facts(results: Results, language: str) -> dict[str, str]:
    """Return facts on the review itself: version, date, date of the last search."""
    facts = {"version": results.review.settings.review.version, "date": day(results.review.date, language)}
    facts |= {"searched": gettext("lookup.not_searched", language), "searches": whole(0, language)}
    searches = results.get("searches")
    if searches is not None and len(searches):
        facts["searched"] = day(date.fromisoformat(max(searches["date"])), language)
        facts["searches"] = whole(len(searches), language)
    return facts


#: Group of names -> the numbers in it.
GROUPS: dict[str, Callable[[Results, str], dict[str, str]]] = {
    "flow": flow_numbers,
    "reports": report_numbers,
    "later": later_numbers,
    "words": words_numbers,
    "agreement": agreement_numbers,
    "pool": pool_numbers,
    "bias": bias_numbers,
    "review": review_facts,
}
