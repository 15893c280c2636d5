"""The page on a municipality's own study: what a small study can show, and ways to do it.

Every number comes from ``results/local_*.csv``, which the stage ``local`` wrote; the words are in the catalogues.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from markupsafe import Markup

from ettervern.catalogue import gettext
from ettervern.computed import Absolute, Design, Power
from ettervern.files import Problem, ReviewError
from ettervern.local.designs import PARTS
from ettervern.local.page import effect_name
from ettervern.numbers import chance, decimal, percent, ratio, unknown, whole
from ettervern.publish.results import Results
from ettervern.publish.site.html import Cell, Column, paragraph, table
from ettervern.publish.site.templates import rendered
from ettervern.publish.words.language import label, written
from ettervern.publish.words.sentences import certainty
from ettervern.schema import first_by

#: Sizes that the page shows; local_power.csv holds more.
SIZES = (20, 40, 60, 100, 200, 400)


def nothing(language: str) -> Markup:
    """Return the sentence that stands where nothing has been worked out."""
    return paragraph(gettext("word.not_worked_out", language))


def _main_rate(results: Results, outcome: str) -> list[Power]:
    """Return the rows of an outcome at the base rate that stands first, which is the review's own choice."""
    rows = [row for row in results.rows(Power) if row.outcome == outcome]
    return [row for row in rows if row.base_rate == rows[0].base_rate]


def _rate_label(results: Results, outcome: str, base_rate: str, language: str) -> str:
    """Return what a base rate is, as absolute.csv has it."""
    key = (f"{outcome}-main", base_rate)
    result = (row for row in results.rows(Absolute) if (row.analysis, row.base_rate) == key)
    return next((written(results, row, "label", language) for row in result), base_rate)


def _points(width: float, language: str) -> str:
    """Return half the width of an interval of a risk difference, in whole percentage points."""
    return whole(50 * width, language)


def power_said(results: Results, argument: str, language: str) -> str:
    """Return in sentences what a study of a size can show; the argument is ``<outcome> <people>``.

    Raises
    ------
    ReviewError
        For a size that local_power.csv does not hold.
    """
    outcome, _, size = argument.partition(" ")
    rows = _main_rate(results, outcome)
    if not rows:
        return nothing(language)
    chosen = _by_effect(row for row in rows if str(row.n_total) == size)
    if "pooled" not in chosen:
        raise ReviewError(Problem("results/local_power.csv", 0, "n_total", f"no study of {size} people on {outcome}"))
    fields = _fields(results, outcome, chosen, language)
    # Without a prediction interval (a common effect, one study) nothing is known of a new place.
    kind = "" if results.review.outcomes[outcome].measure == "OR" else "-as-odds"
    return rendered(
        "power_said",
        language,
        expect=results.review.gettext("own-study.expect", language, outcome, **fields),
        certainty=fields["certainty"],
        points=[gettext(f"own-study.{name}", language, **fields) for name in _points_made(fields)],
        elsewhere=gettext(f"own-study.elsewhere{kind}", language, **fields) if "best_power" in fields else "",
    )


def _points_made(fields: Mapping[str, str]) -> tuple[str, ...]:
    return ("power", "width", "wrong", "exaggeration", "needed" if fields["needed"] else "never_needed")


def _by_effect(rows: Iterable[Power]) -> dict[str, Power]:
    """Return the first row of each effect that is expected: ``pooled``, ``pi_low``, ``pi_high``."""
    return first_by(lambda row: row.effect, rows)


def _effects(favours: str) -> tuple[str, str, str]:
    """Return the effects in the order shown: the pooled one, the best and the worst of the prediction interval."""
    return ("pooled", "pi_low", "pi_high") if favours == "low" else ("pooled", "pi_high", "pi_low")


def _fields(results: Results, outcome: str, chosen: dict[str, Power], language: str) -> dict[str, str]:
    """Return the numbers that the sentences on a size hold, written as the language writes them."""
    row = chosen["pooled"]
    _pooled, best, worst = _effects(results.review.outcomes[outcome].favours)
    needed = row.needed_per_group
    fields = {
        "people": whole(row.n_total, language),
        "service": whole(row.n_service, language),
        "comparison": whole(row.n_total - row.n_service, language),
        "before": whole(100 * row.risk_comparison, language),
        "after": whole(100 * row.risk_service, language),
        "ratio": ratio(row.odds_ratio, language),
        "label": _rate_label(results, outcome, row.base_rate, language),
        "certainty": certainty(results, f"{outcome}-main", language),
        "power": whole(100 * row.power_midp, language),
        "missed": whole(100 - round(100 * row.power_midp), language),
        "half": _points(row.width, language),
        "wrong": whole(100 * row.wrong_side, language),
        "times": decimal(row.exaggeration, 1, language),
        "needed": "" if needed is None else whole(needed, language),
        "needed_all": "" if needed is None else whole(2 * needed, language),
    }
    for name, effect in (("best", best), ("worst", worst)) if {best, worst} <= chosen.keys() else ():
        fields[f"{name}_ratio"] = ratio(chosen[effect].odds_ratio, language)
        fields[f"{name}_power"] = chance(chosen[effect].power_midp, language)
    return fields


def power_table(results: Results, outcome: str, language: str) -> str:
    """Return what studies of each size can show, a row a size, with the certainty of the expected effect."""
    rows = _main_rate(results, outcome)
    if not rows:
        return nothing(language)
    favours = results.review.outcomes[outcome].favours
    effects = _effects(favours)
    heads = [effect_name(effect, favours, language) for effect in effects]
    columns = [Column(gettext("own-study.people_all", language), True)]
    columns += [Column(gettext("own-study.chance", language, effect=head), True) for head in heads]
    columns += [Column(gettext(f"own-study.{key}", language), True) for key in ("half", "wrong_head")]
    sizes = [size for size in SIZES if size in {row.n_total for row in rows}]
    cells = [_size(_by_effect(row for row in rows if row.n_total == size), effects, language) for size in sizes]
    first = rows[0]
    caption = gettext(
        "own-study.power_caption",
        language,
        outcome=label(results.review, "outcomes", outcome, language),
        share=percent(first.risk_comparison, language),
        label=_rate_label(results, outcome, first.base_rate, language),
    )
    sure = Markup('<p class="certainty">{}</p>').format(certainty(results, f"{outcome}-main", language))
    return table(caption, columns, cells, name=f"table-power-{outcome}") + sure


def _size(group: dict[str, Power], effects: tuple[str, ...], language: str) -> list[Cell]:
    """Return a row of the power table."""
    pooled = group["pooled"]
    chances: list[Cell] = [
        chance(group[effect].power_midp if effect in group else None, language) for effect in effects
    ]
    half = f"± {_points(pooled.width, language)}"
    size = gettext("own-study.size", language, people=whole(pooled.n_total, language))
    return [size, *chances, half, chance(pooled.wrong_side, language)]


def needed_table(results: Results, _: str, language: str) -> str:
    """Return how many people in all give an 80 % chance, for each outcome, base rate and effect."""
    cells = list[list[Cell]]()
    for key, outcome in results.review.outcomes.items():
        rows, effects = [row for row in results.rows(Power) if row.outcome == key], _effects(outcome.favours)
        for base_rate in dict.fromkeys(row.base_rate for row in rows):
            one = _by_effect(row for row in rows if row.base_rate == base_rate)
            share = percent(one["pooled"].risk_comparison, language)
            head = f"{label(results.review, 'outcomes', key, language)}. "
            head += f"{_rate_label(results, key, base_rate, language)}: {share}"
            cells.append([head, *(_needed(one.get(effect), language) for effect in effects)])
    if not cells:
        return nothing(language)
    heads = [effect_name(effect, "low", language) for effect in ("pooled", "pi_low", "pi_high")]
    columns = [Column(gettext("own-study.base", language)), *(Column(head, True) for head in heads)]
    return table(gettext("own-study.needed_caption", language), columns, cells, name="table-needed")


def _needed(row: Power | None, language: str) -> str:
    """Return people in both groups together; local_power.csv leaves it empty above 400 a group."""
    if row is None:
        return unknown(language)
    per_group = row.needed_per_group
    return gettext("own-study.over", language) if per_group is None else whole(2 * per_group, language)


def designs(results: Results, _: str, language: str) -> str:
    """Return the ways to build a small study, with what can fool us and what to do about it."""
    rows: list[list[Cell]] = [[written(results, row, part, language) for part in PARTS] for row in results.rows(Design)]
    if not rows:
        return nothing(language)
    columns = [Column(gettext(f"own-study.design_{part}", language)) for part in PARTS]
    return table(gettext("own-study.designs", language), columns, rows, name="table-designs")
