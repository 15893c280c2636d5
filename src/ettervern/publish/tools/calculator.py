"""The calculator for a municipality: people a year, base rate and share reached, times what ``results/`` hold."""

from __future__ import annotations

from html import escape
from typing import Any

import pandas as pd

from ettervern.catalogue import gettext, section
from ettervern.computed import Absolute
from ettervern.files import Problem, ReviewError
from ettervern.numbers import decimal, percent, whole
from ettervern.publish.results import Results
from ettervern.publish.site.html import Cell, Column, Html, joined, markup, nothing, opens, table
from ettervern.publish.tools.embed import data, script
from ettervern.publish.words.citing import named
from ettervern.publish.words.prose import opened, told
from ettervern.publish.words.sentences import certainty, judged_level, sized, unknown
from ettervern.settings.effect_measures import RISKS

#: Columns of absolute.csv that the calculator needs as numbers.
NUMBERS = ("months", "control_risk", "events", "n", "groups", "with_risk", "with_low", "with_high")
#: What stands in the fields at first: round numbers that are said to be examples.
EXAMPLE = {"people": 100, "share": 50}


def rates(results: Results, outcome: str) -> pd.DataFrame:
    """Return the base rates of an outcome's main answer with the risks that go with them, from absolute.csv.

    Raises
    ------
    ReviewError
        Where there are none: a calculator without numbers would be an empty promise.
    """
    if results.made(Absolute):
        table_ = results.frame(Absolute)
        rows = table_[table_["analysis"] == f"{outcome}-main"]
        if not rows.empty:
            return rows
    raise ReviewError(Problem("results/absolute.csv", 0, outcome, "the calculator finds no base rate of the outcome"))


def counted(results: Results) -> list[str]:
    """Return the outcomes that the calculator can count people of: those with an answer on how many have an event."""
    return [
        outcome
        for outcome, one in results.review.outcomes.items()
        if one.measure in RISKS and f"{outcome}-main" in results.pooled
    ]


def left_out(results: Results, language: str) -> str:
    """Return which outcomes are not counted here, as they are no events among people; empty where all are."""
    others = [one.label[language] for one in results.review.outcomes.values() if one.measure not in RISKS]
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
        return nothing(language) + (f"<p>{escape(others)}</p>" if others else "")
    fields = [_field("people", words, 1, 100000), _field("share", words, 0, 100)]
    choices = [_choice(results, outcome, language) for outcome in outcomes]
    form = (
        f'<form id="calculator-form" class="tool" novalidate aria-label="{escape(words["form"])}">{"".join(fields)}'
        f'{"".join(choices)}<p><button type="submit">{escape(words["work"])}</button></p></form>'
    )
    message = f'<h3 id="calculator-said">{escape(words["answer"])}</h3>'
    answer = '<div id="calculator-answer" aria-live="polite"></div>'
    room = f'<section id="calculator-room" hidden>{form}{message}{answer}</section>'
    held = {"words": words, "outcomes": [_outcome(results, outcome, language) for outcome in outcomes]}
    scripts = script("pooling.js", "numbers.js", "calculator.js")
    more = f"<p>{escape(others)}</p>\n" if others else ""
    return f"{room}\n{more}{data('calculator-data', held)}\n{scripts}"


def _field(name: str, words: dict[str, str], low: int, high: int) -> str:
    """Return a field for a number with its label, its help and the place of its fault."""
    return (
        f'<p class="field"><label for="{name}">{escape(words[name])}</label>'
        f'<span class="help" id="{name}-help">{escape(words[f"{name}_help"])}</span>'
        f'<input id="{name}" name="{name}" type="text" inputmode="numeric" autocomplete="off" value="{EXAMPLE[name]}" '
        f'data-low="{low}" data-high="{high}" aria-describedby="{name}-help {name}-fault">'
        f'<span class="fault" id="{name}-fault" role="alert"></span></p>'
    )


def _choice(results: Results, outcome: str, language: str) -> str:
    """Return the choice of base rate for an outcome: those of results with their source, and the reader's own."""
    asked = results.review.gettext("calculator-outcome.asked", language, outcome)
    parts = [f"<fieldset><legend>{escape(asked)}</legend>"]
    for _line, row in rates(results, outcome).iterrows():
        checked = " checked" if row["main"] == "yes" else ""
        key = f"rate-{outcome}-{row['base_rate']}"
        box = f'<input type="radio" id="{key}" name="rate-{outcome}" value="{escape(str(row["base_rate"]))}"{checked}>'
        if row["kind"] == "own":
            parts.append(_own(results, outcome, box, key, row, language))
            continue
        parts.append(
            f'<p class="choice">{box} <label for="{key}">{escape(row[f"label_{language}"])}: '
            f"<b>{_share(row['control_risk'], language)}</b></label>{markup(_source(results, row, language))}</p>"
        )
    return "".join(parts) + "</fieldset>"


def _own(results: Results, outcome: str, box: str, key: str, row: pd.Series[Any], language: str) -> str:
    """Return the choice of the reader's own share with its field."""
    name = f"own-{outcome}"
    asked = gettext("calculator.own_field", language, outcome=results.review.outcomes[outcome].label[language])
    return (
        f'<p class="choice">{box} <label for="{key}">{escape(gettext("calculator.own", language))}</label> '
        f'<input class="short" id="{name}" name="{name}" type="text" inputmode="decimal" autocomplete="off" '
        f'value="{100 * row["control_risk"]:.0f}" aria-label="{escape(asked)}" aria-describedby="{name}-fault"> % '
        f'<span class="fault" id="{name}-fault" role="alert"></span></p>'
    )


def _share(risk: float, language: str) -> str:
    """Return a share in whole percent."""
    return percent(risk, language)


def _source(results: Results, row: pd.Series[Any], language: str) -> Html:
    """Return where a base rate comes from: the study with its counts, months and caution."""
    facts: list[str] = []
    if pd.notna(row["events"]) and pd.notna(row["n"]):
        events, n = (whole(row[key], language) for key in ("events", "n"))
        facts.append(gettext("calculator.counts", language, events=events, n=n))
    if row["kind"] == "trials":
        facts.append(gettext("calculator.groups", language, groups=whole(row["groups"], language)))
    if pd.notna(row["months"]):
        facts.append(gettext("calculator.months", language, months=decimal(row["months"], 0, language)))
    message: list[Cell] = [Html('<span class="help">'), ", ".join(facts), ". " if facts else ""]
    if row["kind"] != "trials":
        message += [named(results, str(row["source"]), language), ". "]
    caution = _caution(results, str(row["rate_id"]), language)
    message += [gettext("calculator.caution", language), ": ", caution, "."] if caution else []
    return joined(*message, Html("</span>"))


def _caution(results: Results, rate: str, language: str) -> Cell:
    """Return the caution that base_rates.csv has on a rate, in the reader's language."""
    known = results.get("base_rates")
    rows = known[known["rate_id"] == rate] if known is not None else None
    if rows is None or rows.empty:
        return ""
    text = told(results, "base_rates", rate, "caution", str(rows.iloc[0]["caution"]), language)
    return opened(text) if isinstance(text, str) else text


def _outcome(results: Results, outcome: str, language: str) -> dict[str, Any]:
    """Return what the script needs on an outcome: the ratio, the risks of each base rate, the words."""
    row, name = results.pooled[f"{outcome}-main"], results.review.outcomes[outcome].label[language]
    words = section("calculator-outcome", language, **results.review.phrases(language, outcome), outcome=name)
    return {
        "id": outcome,
        "name": name,
        "measure": results.review.outcomes[outcome].measure,
        "ratio": [row.estimate, row.ci_low, row.ci_high],
        "rates": [_rate(rate, language) for _, rate in rates(results, outcome).iterrows()],
        "certainty": certainty(results, f"{outcome}-main", language),
        "warning": warning(results, outcome, language),
        "caption": words["caption"],
        "sentence": words["sentence"],
        "unknown": unknown(results, outcome, language),
        "summary": gettext("word.pooled_figures", language),
    }


def _rate(rate: pd.Series[Any], language: str) -> dict[str, Any]:
    """Return a base rate with the risks that results hold for it."""
    own = rate["kind"] == "own"
    risks = {"control": "control_risk", "with": "with_risk", "low": "with_low", "high": "with_high"}
    return {
        "id": rate["base_rate"],
        "kind": rate["kind"],
        "label": gettext("calculator.own", language) if own else rate[f"label_{language}"],
        **({} if own else {name: float(rate[column]) for name, column in risks.items()}),
    }


def calculator_table(results: Results, _: str, language: str) -> str:
    """Return what the calculator says for 100 people reached, at each base rate, with the certainty in every row.

    Where nobody knows, that is said first, and the numbers stand one step further in.
    """
    sure = [outcome for outcome in counted(results) if sized(results, f"{outcome}-main")]
    unsure = [outcome for outcome in counted(results) if outcome not in sure]
    parts = [_table(results, sure, language)] if sure else []
    parts += [f"<p>{escape(unknown(results, outcome, language))}</p>" for outcome in unsure]
    if unsure:
        parts.append(opens(gettext("word.pooled_figures", language), _table(results, unsure, language)))
    return "\n".join(parts)


def _table(results: Results, outcomes: list[str], language: str) -> str:
    """Return the table of some outcomes."""
    rows: list[list[Cell]] = []
    for outcome in outcomes:
        described = results.review.outcomes[outcome]
        sure = certainty(results, f"{outcome}-main", language).partition(": ")[2]
        for _line, row in rates(results, outcome).iterrows():
            names = {"outcome": described.label[language], "label": row[f"label_{language}"]}
            ends = _range(_of_100(row["with_low"], language), _of_100(row["with_high"], language), language)
            reached = gettext("calculator.value", language, value=_of_100(row["with_risk"], language), range=ends)
            head = gettext("calculator.shared", language, **names)
            rows.append([head, _of_100(row["control_risk"], language), reached, _change(row, language), sure])
    words = section("calculator", language, **results.review.phrases(language))
    columns = [Column(words["table_head"]), *(Column(words[key], True) for key in ("without", "with", "difference"))]
    columns.append(Column(words["certainty"]))
    return table(words["table"], columns, rows, name="table-calculator")


def _range(low: str, high: str, language: str) -> str:
    """Return two numbers as what lies between them."""
    return gettext("calculator.range", language, low=low, high=high)


def _of_100(risk: float, language: str) -> str:
    """Return people of 100."""
    return whole(100 * float(risk), language)


def _change(row: pd.Series[Any], language: str) -> str:
    """Return the difference per 100 people with its interval, in words: "12 fewer (6 to 17 fewer)"."""
    control = float(row["control_risk"])
    low, high = (100 * (float(row[key]) - control) for key in ("with_low", "with_high"))
    near, far = sorted((low, high), key=abs)
    first = whole(abs(near), language) if (low < 0) == (high < 0) else _counted(low, language)
    last = _counted(far if (low < 0) == (high < 0) else high, language)
    change = _counted(100 * (float(row["with_risk"]) - control), language)
    return gettext("calculator.value", language, value=change, range=_range(first, last, language))


def _counted(change: float, language: str) -> str:
    """Return a change with its word: "12 fewer", "27 more" or "0"."""
    shown = whole(abs(change), language)
    return shown if shown == "0" else gettext(f"calculator.{'fewer' if change < 0 else 'more'}", language, n=shown)
