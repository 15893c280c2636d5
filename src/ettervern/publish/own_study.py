"""The page on a municipality's own study: what a small study can show, and ways to do it.

Every number comes from ``results/local_*.csv``, which the stage ``local`` wrote; the words are in ``own_words``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from ettervern.files import Problem, ReviewError, read_table
from ettervern.local.words import effect_name
from ettervern.numbers import UNKNOWN, chance, decimal, percent, ratio, whole
from ettervern.publish.html import Cell, Column, Html, joined, markup, table
from ettervern.publish.language import label, word
from ettervern.publish.own_words import REVIEW_SAYS, SAID
from ettervern.publish.results import Results
from ettervern.publish.words import certainty

#: Files of results/ that this page reads besides those of :class:`Results`.
FILES = ("local_power.csv", "local_designs.csv")
NUMBERS = (
    "odds_ratio", "n_total", "n_service", "risk_service", "risk_comparison", "power_midp", "width", "wrong_side",
    "exaggeration", "needed_per_group",
)  # fmt: skip
#: Sizes that the page shows; local_power.csv holds more.
SIZES = (20, 40, 60, 100, 200, 400)


def _read(results: Results, name: str, columns: tuple[str, ...]) -> pd.DataFrame | None:
    """Return a table of results/ as text; nothing where it has not been made or has no rows."""
    path = results.review.results / f"{name}.csv"
    if not path.is_file():
        return None
    found = read_table(path, columns, results.review.shown(path))
    return None if found.empty else found


def files(results: Results) -> tuple[Path, ...]:
    """Return the files of :data:`FILES` that are there, so that the page is built anew when one changes."""
    paths = (results.review.results / name for name in FILES)
    return tuple(path for path in paths if path.is_file())


def powers(results: Results, outcome: str) -> pd.DataFrame | None:
    """Return the rows of local_power.csv on an outcome, its columns of :data:`NUMBERS` as numbers."""
    found = _read(results, "local_power", ("outcome", "base_rate", "effect", *NUMBERS))
    if found is None:
        return None
    rows = pd.DataFrame(found[found["outcome"] == outcome])
    for column in NUMBERS:
        rows[column] = pd.to_numeric(rows[column].replace("", None))
    return None if rows.empty else rows


def nothing(language: str) -> str:
    """Return the sentence that stands where nothing has been worked out."""
    return f"<p>{word('not_worked_out', language)}</p>"


def _main_rate(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the base rate that stands first, which is the review's own choice."""
    first = rows["base_rate"].iloc[0]
    return pd.DataFrame(rows[rows["base_rate"] == first])


def _rate_label(results: Results, outcome: str, base_rate: str, language: str) -> str:
    """Return what a base rate is, as absolute.csv has it, its first letter small to stand in a sentence."""
    known = results.get("absolute")
    if known is not None:
        rows = known[(known["analysis"] == f"{outcome}-main") & (known["base_rate"] == base_rate)]
        if not rows.empty:
            return str(rows.iloc[0][f"label_{language}"])
    return base_rate


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
    rows = powers(results, outcome)
    if rows is None:
        return nothing(language)
    rows = _main_rate(rows)
    chosen = _by_effect(rows[rows["n_total"] == float(size or "nan")])
    if "pooled" not in chosen:
        raise ReviewError(Problem("results/local_power.csv", 0, "n_total", f"no study of {size} people on {outcome}"))
    fields = _fields(results, outcome, chosen, language)
    said = SAID[language] | SAID[language][outcome]
    lead = joined(said["expect"].format(**fields), " ", Html("<b>"), fields["certainty"], Html("</b>."))
    names = ["power", "width", "wrong", "exaggeration", "needed" if fields["needed"] else "never_needed"]
    shown = "".join(f"<li>{markup(said[name].format(**fields))}</li>" for name in names)
    # Without a prediction interval (a common effect, one study) nothing is known of a new place.
    elsewhere = f"\n<p>{markup(said['elsewhere'].format(**fields))}</p>" if "best_power" in fields else ""
    return f"<p>{lead.text}</p>\n<ul>{shown}</ul>{elsewhere}"


def _by_effect(rows: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Return the rows of one size by the effect that is expected: ``pooled``, ``pi_low``, ``pi_high``."""
    kept = rows.drop_duplicates("effect").set_index("effect")
    return {str(effect): {str(name): row[name] for name in row.index} for effect, row in kept.iterrows()}


def _effects(favours: str) -> tuple[str, str, str]:
    """Return the effects in the order shown: the pooled one, the best and the worst of the prediction interval."""
    return ("pooled", "pi_low", "pi_high") if favours == "low" else ("pooled", "pi_high", "pi_low")


def _fields(results: Results, outcome: str, chosen: dict[str, dict[str, Any]], language: str) -> dict[str, str]:
    """Return the numbers that the sentences on a size hold, written as the language writes them."""
    row = chosen["pooled"]
    _pooled, best, worst = _effects(results.review.outcomes[outcome].favours)
    needed = row["needed_per_group"]
    fields = {
        "people": whole(row["n_total"], language),
        "service": whole(row["n_service"], language),
        "comparison": whole(row["n_total"] - row["n_service"], language),
        "without": whole(100 * row["risk_comparison"], language),
        "with": whole(100 * row["risk_service"], language),
        "is": REVIEW_SAYS[language][results.review.settings.pooling.measure != "OR"],
        "ratio": ratio(row["odds_ratio"], language),
        "label": _rate_label(results, outcome, str(row["base_rate"]), language),
        "certainty": certainty(results, f"{outcome}-main", language),
        "power": whole(100 * row["power_midp"], language),
        "missed": whole(100 - round(100 * row["power_midp"]), language),
        "half": _points(row["width"], language),
        "wrong": whole(100 * row["wrong_side"], language),
        "times": decimal(row["exaggeration"], 1, language),
        "needed": "" if pd.isna(needed) else whole(needed, language),
        "needed_all": "" if pd.isna(needed) else whole(2 * needed, language),
    }
    for name, effect in (("best", best), ("worst", worst)) if {best, worst} <= chosen.keys() else ():
        fields[f"{name}_ratio"] = ratio(chosen[effect]["odds_ratio"], language)
        fields[f"{name}_power"] = chance(chosen[effect]["power_midp"], language)
    return fields


def power_table(results: Results, outcome: str, language: str) -> str:
    """Return what studies of each size can show, a row a size, with the certainty of the expected effect."""
    rows = powers(results, outcome)
    if rows is None:
        return nothing(language)
    rows, said = _main_rate(rows), SAID[language]
    favours = results.review.outcomes[outcome].favours
    effects = _effects(favours)
    heads = [effect_name(effect, favours, language) for effect in effects]
    columns = [Column(said["people_all"], True)]
    columns += [Column(said["chance"].format(effect=head[0].lower() + head[1:]), True) for head in heads]
    columns += [Column(said["half"], True), Column(said["wrong_head"], True)]
    sizes = [size for size in SIZES if size in set(rows["n_total"])]
    cells = [_size(_by_effect(rows[rows["n_total"] == size]), effects, language) for size in sizes]
    first = rows.iloc[0]
    caption = said["power_caption"].format(
        outcome=label(results.review, "outcomes", outcome, language),
        share=percent(first["risk_comparison"], language),
        label=_rate_label(results, outcome, str(first["base_rate"]), language),
    )
    sure = f'<p class="certainty">{markup(certainty(results, f"{outcome}-main", language))}</p>'
    return table(caption, columns, cells, name=f"table-power-{outcome}") + "\n" + sure


def _size(group: dict[str, dict[str, Any]], effects: tuple[str, ...], language: str) -> list[Cell]:
    """Return a row of the power table."""
    pooled = group["pooled"]
    chances: list[Cell] = [chance(group.get(effect, {}).get("power_midp"), language) for effect in effects]
    half = f"± {_points(pooled['width'], language)}"
    size = SAID[language]["size"].format(people=whole(pooled["n_total"], language))
    return [size, *chances, half, chance(pooled["wrong_side"], language)]


def needed_table(results: Results, _: str, language: str) -> str:
    """Return how many people in all give an 80 % chance, for each outcome, base rate and effect."""
    said, cells = SAID[language], list[list[Cell]]()
    for key, outcome in results.review.outcomes.items():
        rows = powers(results, key)
        if rows is None:
            continue
        for base_rate, group in rows.groupby("base_rate", sort=False):
            one, effects = _by_effect(group), _effects(outcome.favours)
            share = percent(one["pooled"]["risk_comparison"], language)
            head = f"{label(results.review, 'outcomes', key, language)}. "
            head += f"{_rate_label(results, key, str(base_rate), language)}: {share}"
            cells.append([head, *(_needed(one.get(effect), language) for effect in effects)])
    if not cells:
        return nothing(language)
    heads = [effect_name(effect, "low", language) for effect in ("pooled", "pi_low", "pi_high")]
    columns = [Column(said["base"]), *(Column(head, True) for head in heads)]
    return table(said["needed_caption"], columns, cells, name="table-needed")


def _needed(row: dict[str, Any] | None, language: str) -> str:
    """Return people in both groups together; local_power.csv leaves it empty above 400 a group."""
    if row is None:
        return UNKNOWN[language]
    per_group = row["needed_per_group"]
    return SAID[language]["over"] if pd.isna(per_group) else whole(2 * per_group, language)


def designs(results: Results, _: str, language: str) -> str:
    """Return the ways to build a small study, with what can fool us and what to do about it."""
    parts = ("name", "how", "bias", "advice")
    found = _read(results, "local_designs", tuple(f"{part}_{language}" for part in parts))
    if found is None:
        return nothing(language)
    rows: list[list[Cell]] = [[row[f"{part}_{language}"] for part in parts] for _, row in found.iterrows()]
    columns = [Column(SAID[language][f"design_{part}"]) for part in parts]
    return table(SAID[language]["designs"], columns, rows, name="table-designs")
