"""A plan on one page to print, in Norwegian and English: every number from the plan itself."""

from __future__ import annotations

from html import escape

from ettervern.local.designs import DESIGNS
from ettervern.local.plan import Plan
from ettervern.local.words import OUTCOME, WORDS, effect_name, points
from ettervern.numbers import chance, decimal, ratio, whole

STYLE = """
body { font: 11pt/1.35 sans-serif; max-width: 46rem; margin: 1.5rem auto; padding: 0 1rem; color: #1b1b1b; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin: 1rem 0 .3rem; } p, ul { margin: .3rem 0; }
table { border-collapse: collapse; width: 100%; font-size: .92em; }
th, td { border-bottom: 1px solid #999; padding: .25rem .4rem; text-align: left; vertical-align: top; }
@page { size: A4; margin: 12mm; } @media print { body { margin: 0; font-size: 9pt; } }
"""


def _years(years: float, language: str) -> str:
    return decimal(years, 0 if years == int(years) else 1, language)


def plan_html(plan: Plan, label: str, language: str, service: str = "") -> str:
    """Return the plan as one HTML page that fits a sheet of A4.

    Parameters
    ----------
    plan : Plan
        The plan.
    label : str
        What the base rate is, as readers see it.
    language : {"nb", "en"}
        Of the page.
    service : str
        Name of the service; data, never markup.
    """
    words = WORDS[language]
    title = words["title"] + (f": {service}" if service else "")
    parts = [f"<h1>{escape(title)}</h1>"]
    for heading, body in _sections(plan, label, language):
        parts.append(f"<h2>{escape(heading)}</h2>{body}")
    head = f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
    head += '<meta name="viewport" content="width=device-width">'
    head += f"<title>{escape(title)}</title><style>{STYLE}</style></head>"
    return f"{head}<body><main>{''.join(parts)}</main></body></html>\n"


def _sections(plan: Plan, label: str, language: str) -> list[tuple[str, str]]:
    words = WORDS[language]
    return [
        (words["who"], _paragraphs(_who(plan, label, language))),
        (words["shows"], _power(plan, language) + _paragraphs(_verdict(plan, language))),
        (words["designs"], _designs(language)),
        (
            words["rules"],
            "<ul>" + "".join(f"<li>{escape(rule)}</li>" for rule in words["rule_list"].split("|")) + "</ul>",
        ),
    ]


def _paragraphs(texts: list[str]) -> str:
    return "".join(f"<p>{escape(text)}</p>" for text in texts)


def _who(plan: Plan, label: str, language: str) -> list[str]:
    """Return who takes part, and what is expected without the service."""
    one = plan.expected
    return [
        WORDS[language]["people"].format(
            per_year=whole(plan.people_per_year, language), years=_years(plan.years, language),
            lost=chance(plan.lost, language), service=plan.n_service, comparison=plan.n_comparison,
        ),
        WORDS[language]["base"].format(
            outcome=OUTCOME[language].get(one.outcome, one.outcome), share=chance(one.base_risk, language), label=label
        ),
    ]  # fmt: skip


def _power(plan: Plan, language: str) -> str:
    """Return the table of what the study would show, a row an effect."""
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in WORDS[language]["power_heads"].split("|"))
    rows = []
    for name, result in plan.powers.items():
        needed = plan.needed[name]
        cells = [
            effect_name(name, plan.expected.favours, language),
            ratio(plan.expected.odds_ratios[name], language),
            chance(result.risk_service, language),
            chance(result.power_midp, language),
            points(result.width / 2, language),
            chance(result.wrong_side, language),
            str(needed) if needed else WORDS[language]["over"],
        ]
        body = "".join(f"<td>{escape(cell)}</td>" for cell in cells[1:])
        rows.append(f'<tr><th scope="row">{escape(cells[0])}</th>{body}</tr>')
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _verdict(plan: Plan, language: str) -> list[str]:
    """Return what the study can and can't show, in words that follow the numbers."""
    words, first = WORDS[language], next(iter(plan.powers.values()))
    level = "enough" if first.power_midp >= 0.8 else "some" if first.power_midp >= 0.5 else "too_small"
    lead = words["as_own" if "own" in plan.powers else "as_review"]
    texts = [words[level].format(lead=lead, power=chance(first.power_midp, language))]
    simulated = next(iter(plan.simulated.values()))
    texts.append(
        words["simulation"].format(power=chance(simulated[1], language), half=points(simulated[2] / 2, language))
    )
    if plan.detectable is None:
        return [*texts, words["no_effect_found"]]
    return [*texts, words["detectable"].format(ratio=ratio(plan.detectable, language))]


def _designs(language: str) -> str:
    rows = []
    for design in DESIGNS:
        texts = [design[part] for part in ("name", "bias")]
        name, bias = (text[language] if isinstance(text, dict) else text for text in texts)
        rows.append(f'<tr><th scope="row">{escape(name)}</th><td>{escape(bias)}</td></tr>')
    return f"<table><tbody>{''.join(rows)}</tbody></table>"


def plan_text(plan: Plan, label: str, language: str) -> str:
    """Return the plan's main lines for the terminal."""
    lines = [*_who(plan, label, language), ""]
    for name, result in plan.powers.items():
        numbers = {
            "effect": effect_name(name, plan.expected.favours, language),
            "ratio": ratio(plan.expected.odds_ratios[name], language),
            "power": chance(result.power_midp, language),
            "half": points(result.width / 2, language),
            "needed": plan.needed[name] or WORDS[language]["over"],
        }
        lines.append(WORDS[language]["line"].format(**numbers))
    return "\n".join([*lines, "", *_verdict(plan, language)])
