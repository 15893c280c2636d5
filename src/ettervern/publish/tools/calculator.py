"""The calculator for a municipality: people a year, base rate and share reached, times what ``results/`` hold."""

from __future__ import annotations

from typing import Any, NamedTuple

from markupsafe import Markup

from ettervern.catalogue import gettext, section
from ettervern.computed import Absolute
from ettervern.files import Problem, ReviewError
from ettervern.numbers import decimal, is_missing, whole
from ettervern.publish.results import Results
from ettervern.publish.site.html import Cell, Column, joined, nothing, opens, paragraph, table
from ettervern.publish.site.templates import rendered
from ettervern.publish.tools.embed import data, script
from ettervern.publish.words.citing import named
from ettervern.publish.words.language import written
from ettervern.publish.words.prose import opened, told
from ettervern.publish.words.sentences import certainty, judged_level, sized, unknown


class Rate(NamedTuple):
    """A base rate that can be chosen, with its name and where it comes from."""

    row: Absolute
    label: str
    source: Markup


class Asked(NamedTuple):
    """What is asked on an outcome: which of its base rates."""

    id: str
    name: str
    asked: str
    rates: list[Rate]


def rates(results: Results, outcome: str) -> list[Absolute]:
    """Return the base rates of an outcome's main answer with the risks that go with them, from absolute.csv.

    Raises
    ------
    ReviewError
        Where there are none: a calculator without numbers would be an empty promise.
    """
    rows = [row for row in results.rows(Absolute) if row.analysis == f"{outcome}-main"]
    if not rows:
        message = "the calculator finds no base rate of the outcome"
        raise ReviewError(Problem("results/absolute.csv", 0, outcome, message))
    return rows


def counted(results: Results) -> list[str]:
    """Return the outcomes that the calculator can count people of: those with an answer on how many have an event."""
    return [
        outcome
        for outcome, one in results.review.outcomes.items()
        if one.kind.risks and f"{outcome}-main" in results.pooled
    ]


def left_out(results: Results, language: str) -> str:
    """Return which outcomes are not counted here, as they are no events among people; empty where all are."""
    others = [one.label[language] for one in results.review.outcomes.values() if not one.kind.risks]
    return gettext("calculator.not_events", language, outcomes=", ".join(others)) if others else ""


def level(results: Results, outcome: str) -> str:
    """Return the level of certainty of the main answer; empty where nothing was judged."""
    judged = judged_level(results, f"{outcome}-main")
    return "" if judged is None else judged.judgement


def warning(results: Results, outcome: str, language: str) -> str:
    """Return what the certainty means for the number; empty where it is moderate or high."""
    result = level(results, outcome)
    warnings = section("calculator.warning", language)
    return warnings.get(result, "") if result else gettext("calculator.not_judged", language)


def calculator(results: Results, _: str, language: str) -> str:
    """Return the form with its data and scripts; without scripts it stays hidden and the table stands alone."""
    words = section("calculator", language, **results.review.phrases(language))
    outcomes, others = counted(results), left_out(results, language)
    if not outcomes:
        return paragraph(others) if others else nothing(language)
    held = {"words": words, "outcomes": [_outcome(results, outcome, language) for outcome in outcomes]}
    return rendered(
        "calculator",
        language,
        words=words,
        others=others,
        outcomes=[_asked(results, outcome, language) for outcome in outcomes],
        held=data("calculator-data", held),
        scripts=script("pooling.js", "numbers.js", "calculator.js"),
    )


def _asked(results: Results, outcome: str, language: str) -> Asked:
    """Return the choice of base rate for an outcome: those of results with their source, and the reader's own."""
    asked = results.review.gettext("calculator-outcome.asked", language, outcome)
    offered = [
        Rate(row, written(results, row, "label", language), _source(results, row, language))
        for row in rates(results, outcome)
    ]
    return Asked(outcome, results.review.outcomes[outcome].label[language], asked, offered)


def _source(results: Results, row: Absolute, language: str) -> Markup:
    """Return where a base rate comes from: the study with its counts, months and caution."""
    facts: list[str] = []
    if not (is_missing(row.events) or is_missing(row.n)):
        events, n = whole(row.events, language), whole(row.n, language)
        facts.append(gettext("calculator.counts", language, events=events, n=n))
    if row.kind == "trials":
        facts.append(gettext("calculator.groups", language, groups=whole(row.groups, language)))
    if not is_missing(row.months):
        facts.append(gettext("calculator.months", language, months=decimal(row.months, 0, language)))
    message: list[Cell] = [", ".join(facts), ". " if facts else ""]
    if row.kind not in ("trials", "own"):
        message += [named(results, row.source, language), ". "]
    caution = _caution(results, row.rate_id, language)
    message += [gettext("calculator.caution", language), ": ", caution, "."] if caution else []
    return joined(*message)


def _caution(results: Results, rate: str, language: str) -> Cell:
    """Return the caution that base_rates.csv has on a rate, in the reader's language."""
    known = results.get("base_rates")
    rows = known[known["rate_id"] == rate] if known is not None else None
    if rows is None or rows.empty:
        return ""
    return opened(told(results, "base_rates", rate, "caution", str(rows.iloc[0]["caution"]), language))


def _outcome(results: Results, outcome: str, language: str) -> dict[str, Any]:
    """Return what the script needs on an outcome: the ratio, the risks of each base rate, the words."""
    row, name = results.pooled[f"{outcome}-main"], results.review.outcomes[outcome].label[language]
    words = section("calculator-outcome", language, **results.review.phrases(language, outcome), outcome=name)
    return {
        "id": outcome,
        "name": name,
        "measure": results.review.outcomes[outcome].measure,
        "ratio": [row.estimate, row.ci_low, row.ci_high],
        "rates": [_rate(results, rate, language) for rate in rates(results, outcome)],
        "certainty": certainty(results, f"{outcome}-main", language),
        "warning": warning(results, outcome, language),
        "caption": words["caption"],
        "sentence": words["sentence"],
        "unknown": unknown(results, outcome, language),
        "summary": gettext("word.pooled_figures", language),
    }


def _rate(results: Results, rate: Absolute, language: str) -> dict[str, Any]:
    """Return a base rate with the risks that results hold for it; the reader's own share has none."""
    if rate.kind == "own":
        return {"id": rate.base_rate, "kind": rate.kind, "label": gettext("calculator.own", language)}
    label = written(results, rate, "label", language, marked=False)
    risks = {"control": rate.control_risk, "with": rate.with_risk, "low": rate.with_low, "high": rate.with_high}
    return {"id": rate.base_rate, "kind": rate.kind, "label": label, **risks}


def calculator_table(results: Results, _: str, language: str) -> str:
    """Return what the calculator says for 100 people reached, at each base rate, with the certainty in every row.

    Where nobody knows, that is said first, and the numbers stand one step further in.
    """
    sure = [outcome for outcome in counted(results) if sized(results, f"{outcome}-main")]
    unsure = [outcome for outcome in counted(results) if outcome not in sure]
    parts = [_table(results, sure, language)] if sure else []
    parts += [paragraph(unknown(results, outcome, language)) for outcome in unsure]
    if unsure:
        parts.append(opens(gettext("word.pooled_figures", language), _table(results, unsure, language)))
    return joined(*parts)


def _table(results: Results, outcomes: list[str], language: str) -> Markup:
    """Return the table of some outcomes."""
    rows: list[list[Cell]] = []
    for outcome in outcomes:
        described = results.review.outcomes[outcome]
        sure = certainty(results, f"{outcome}-main", language).partition(": ")[2]
        for row in rates(results, outcome):
            ends = _range(_of_100(row.with_low, language), _of_100(row.with_high, language), language)
            reached = gettext("calculator.value", language, value=_of_100(row.with_risk, language), range=ends)
            names = {"outcome": described.label[language], "label": written(results, row, "label", language)}
            head = gettext("calculator.shared", language, **names)
            rows.append([head, _of_100(row.control_risk, language), reached, _change(row, language), sure])
    words = section("calculator", language, **results.review.phrases(language))
    columns = [Column(words["table_head"]), *(Column(words[key], True) for key in ("without", "with", "difference"))]
    columns.append(Column(words["certainty"]))
    return table(words["table"], columns, rows, name="table-calculator")


def _range(low: str, high: str, language: str) -> str:
    """Return two numbers as what lies between them."""
    return gettext("calculator.range", language, low=low, high=high)


def _of_100(risk: float, language: str) -> str:
    """Return people of 100."""
    return whole(100 * risk, language)


def _change(row: Absolute, language: str) -> str:
    """Return the difference per 100 people with its interval, in words: "12 fewer (6 to 17 fewer)"."""
    low, high = (100 * (end - row.control_risk) for end in (row.with_low, row.with_high))
    near, far = sorted((low, high), key=abs)
    first = whole(abs(near), language) if (low < 0) == (high < 0) else _counted(low, language)
    last = _counted(far if (low < 0) == (high < 0) else high, language)
    change = _counted(100 * (row.with_risk - row.control_risk), language)
    return gettext("calculator.value", language, value=change, range=_range(first, last, language))


def _counted(change: float, language: str) -> str:
    """Return a change with its word: "12 fewer", "27 more" or "0"."""
    shown = whole(abs(change), language)
    return shown if shown == "0" else gettext(f"calculator.{'fewer' if change < 0 else 'more'}", language, n=shown)
