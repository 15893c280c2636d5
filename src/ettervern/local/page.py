"""A plan on one page to print, in any language: every number from the plan itself."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from ettervern.catalogue import gettext, section
from ettervern.local.designs import DESIGNS, design_text
from ettervern.local.own_texts import own_text
from ettervern.local.plan import Plan
from ettervern.numbers import chance, decimal, ratio, whole
from ettervern.phrases import general_phrases

STYLE = """
body { font: 11pt/1.35 sans-serif; max-width: 46rem; margin: 1.5rem auto; padding: 0 1rem; color: #1b1b1b; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin: 1rem 0 .3rem; } p, ul { margin: .3rem 0; }
table { border-collapse: collapse; width: 100%; font-size: .92em; }
th, td { border-bottom: 1px solid #999; padding: .25rem .4rem; text-align: left; vertical-align: top; }
@page { size: A4; margin: 12mm; } @media print { body { margin: 0; font-size: 9pt; } }
"""


def _years(years: float, language: str) -> str:
    return decimal(years, 0 if years == int(years) else 1, language)


def effect_name(effect: str, favours: str, language: str) -> str:
    """Return what an effect is called: the ends of the prediction interval as the best and the worst to expect."""
    ends = {"pi_low": "best", "pi_high": "worst"} if favours == "low" else {"pi_low": "worst", "pi_high": "best"}
    return gettext(f"plan.effect.{ends.get(effect, effect)}", language)


def _points(share: float, language: str) -> str:
    """Return a difference between shares as percentage points."""
    return gettext("plan.points", language, n=decimal(100 * share, 0, language))


def plan_html(
    plan: Plan,
    label: str,
    language: str,
    service: str = "",
    *,
    phrases: Mapping[str, str] | None = None,
    own: Mapping[str, Any] | None = None,
) -> str:
    """Return the plan as one HTML page that fits a sheet of A4.

    Parameters
    ----------
    plan : Plan
        The plan.
    label : str
        What the base rate is, as readers see it.
    language : str
        Code of a language that has a catalogue.
    service : str
        Name of the service; data, never markup.
    phrases, own : mapping, optional
        The review's phrases on the outcome, and what it says in ``own_study.toml``; general words where left out.
    """
    title = gettext("plan.title", language) + (f": {service}" if service else "")
    parts = [f"<h1>{escape(title)}</h1>"]
    for heading, body in _sections(plan, label, language, phrases, own or {}):
        parts.append(f"<h2>{escape(heading)}</h2>{body}")
    head = f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
    head += '<meta name="viewport" content="width=device-width">'
    head += f"<title>{escape(title)}</title><style>{STYLE}</style></head>"
    return f"{head}<body><main>{''.join(parts)}</main></body></html>\n"


def _sections(
    plan: Plan, label: str, language: str, phrases: Mapping[str, str] | None, own: Mapping[str, Any]
) -> list[tuple[str, str]]:
    rules = section("plan.rule", language).items()
    listed = "".join(f"<li>{escape(own_text(own, f'plan.{key}', language, rule))}</li>" for key, rule in rules)
    bodies = {
        "who": _paragraphs(_who(plan, label, language, phrases)),
        "shows": _power(plan, language) + _paragraphs(_verdict(plan, language)),
        "designs": _designs(language, own),
        "rules": f"<ul>{listed}</ul>",
    }
    return [(gettext(f"plan.{name}", language), body) for name, body in bodies.items()]


def _paragraphs(texts: list[str]) -> str:
    return "".join(f"<p>{escape(text)}</p>" for text in texts)


def _who(plan: Plan, label: str, language: str, phrases: Mapping[str, str] | None) -> list[str]:
    """Return who takes part, and what is expected without the service."""
    people = gettext(
        "plan.people", language, per_year=whole(plan.people_per_year, language), years=_years(plan.years, language),
        lost=chance(plan.lost, language), service=plan.n_service, comparison=plan.n_comparison,
    )  # fmt: skip
    share, does = chance(plan.expected.base_risk, language), {"does": _does(plan, language), **(phrases or {})}
    return [people, gettext("plan.base", language, share=share, **{**does, "label": label})]


def _does(plan: Plan, language: str) -> str:
    """Return what people with the outcome do, where the review does not say it."""
    phrases = general_phrases(language, plan.expected.outcome)
    return f"{phrases['verb']} {phrases['rest']}"


def _power(plan: Plan, language: str) -> str:
    """Return the table of what the study would show, a row an effect."""
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in section("plan.heads", language).values())
    rows = []
    for name, result in plan.powers.items():
        needed = plan.needed[name]
        cells = [
            effect_name(name, plan.expected.favours, language),
            ratio(plan.expected.odds_ratios[name], language),
            chance(result.risk_service, language),
            chance(result.power_midp, language),
            _points(result.width / 2, language),
            chance(result.wrong_side, language),
            str(needed) if needed else gettext("plan.over", language),
        ]
        body = "".join(f"<td>{escape(cell)}</td>" for cell in cells[1:])
        rows.append(f'<tr><th scope="row">{escape(cells[0])}</th>{body}</tr>')
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _verdict(plan: Plan, language: str) -> list[str]:
    """Return what the study can and can't show, in words that follow the numbers."""
    first = next(iter(plan.powers.values()))
    level = "enough" if first.power_midp >= 0.8 else "some" if first.power_midp >= 0.5 else "too_small"
    lead = "as_own" if "own" in plan.powers else "as_review"
    texts = [gettext(f"plan.{level}.{lead}", language, power=chance(first.power_midp, language))]
    _, power, width = next(iter(plan.simulated.values()))
    half = _points(width / 2, language)
    texts.append(gettext("plan.simulation", language, power=chance(power, language), half=half))
    if plan.detectable is None:
        return [*texts, gettext("plan.no_effect_found", language)]
    return [*texts, gettext("plan.detectable", language, ratio=ratio(plan.detectable, language))]


def _designs(language: str, own: Mapping[str, Any]) -> str:
    rows = []
    for design in DESIGNS:
        name, bias = (escape(design_text(own, design, part, language)) for part in ("name", "bias"))
        rows.append(f'<tr><th scope="row">{name}</th><td>{bias}</td></tr>')
    return f"<table><tbody>{''.join(rows)}</tbody></table>"


def plan_text(plan: Plan, label: str, language: str, *, phrases: Mapping[str, str] | None = None) -> str:
    """Return the plan's main lines for the terminal; see :func:`plan_html`."""
    lines = [*_who(plan, label, language, phrases), ""]
    for name, result in plan.powers.items():
        numbers = {
            "effect": effect_name(name, plan.expected.favours, language),
            "ratio": ratio(plan.expected.odds_ratios[name], language),
            "power": chance(result.power_midp, language),
            "half": _points(result.width / 2, language),
            "needed": plan.needed[name] or gettext("plan.over", language),
        }
        lines.append(gettext("plan.line", language, **numbers))
    return "\n".join([*lines, "", *_verdict(plan, language)])
