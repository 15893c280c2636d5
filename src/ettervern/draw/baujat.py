"""The Baujat plot: which studies make the results differ, and which move the pooled answer.

After Baujat, Mahé, Pignon and Hill (2002), doi:10.1002/sim.1221.
"""

from __future__ import annotations

import matplotlib as mpl
import pandas as pd

from ettervern.catalogue import gettext, section
from ettervern.draw.drawing import fitted
from ettervern.draw.page import SETTINGS, SMALL, Page
from ettervern.draw.ratios import bare_axes
from ettervern.draw.scatter import key_height, number_points, pixel_axes, write_key
from ettervern.draw.subject import Subject, need
from ettervern.draw.svg import INK, LINE, MARK, QUIET, finish
from ettervern.numbers import decimal, percent
from ettervern.rounding import levelled

HEIGHT = 280


def draw_baujat(influence: pd.DataFrame, subject: Subject, language: str, *, narrow: bool = False) -> str:
    """Draw the Baujat plot.

    Parameters
    ----------
    influence : DataFrame
        One row a study: label, baujat_x (contribution to Q), baujat_y (influence on the pooled answer).
    subject, language, narrow
        As for every figure; see :mod:`ettervern.draw`.

    Raises
    ------
    ValueError
        Without studies, or where one has no place in the plot (a single study has none).
    """
    need(influence, "Baujat plot", ["baujat_x", "baujat_y"])
    width = 340 if narrow else 760
    names = [str(label) for label in influence["label"]]
    note = fitted(gettext("baujat.note", language), width, SMALL)
    box = (46.0, 30.0, width - 14.0, 30.0 + HEIGHT)
    foot = box[3] + 56
    with mpl.rc_context(SETTINGS):
        page = Page(width, foot + 18 * len(note) + key_height(names, width))
        _draw_points(page, influence, box, language)
        page.text(0, 12, gettext("baujat.y", language), size=SMALL, strong=True)
        page.text(box[2], box[3] + 34, gettext("baujat.x", language), size=SMALL, strong=True, align="right")
        for number, line in enumerate(note):
            page.text(0, foot + 18 * number, line, size=SMALL, colour=QUIET)
        write_key(page, names, foot + 18 * len(note))
        raw = page.svg()
    return finish(
        raw,
        name=subject.figure(language, narrow=narrow),
        title=gettext("baujat.title", language, outcome=subject.outcome.lower()),
        description=_describe(influence, language),
        language=language,
    )


def _describe(influence: pd.DataFrame, language: str) -> str:
    """Return the figure in words: the study that differs most, and the one that matters most."""
    x, y = influence["baujat_x"].to_numpy(dtype=float), influence["baujat_y"].to_numpy(dtype=float)
    total = float(x.sum())
    return gettext(
        "baujat.description",
        language,
        k=len(influence),
        first=influence["label"].iloc[int(levelled(x, 1e-9).argmax())],
        share=percent(float(x.max()) / total if total > 0 else 0.0, language),
        most=influence["label"].iloc[int(levelled(y, 1e-9).argmax())],
    )


def _draw_points(page: Page, influence: pd.DataFrame, box: tuple[float, float, float, float], language: str) -> None:
    """Draw the axes from 0 and the studies as numbered points."""
    axes = page.axes(box[0], box[2], box[1], box[3])
    x, y = influence["baujat_x"].to_numpy(dtype=float), influence["baujat_y"].to_numpy(dtype=float)
    right, top = (float(values.max()) * 1.1 or 1.0 for values in (x, y))
    axes.set_xlim(0, right)
    axes.set_ylim(0, top)
    axes.set_xticks(_ticks(right), [decimal(tick, _places(right), language) for tick in _ticks(right)])
    bare_axes(axes)
    axes.set_yticks(_ticks(top), [decimal(tick, _places(top), language) for tick in _ticks(top)])
    axes.tick_params(axis="y", colors=QUIET, labelsize=SMALL, length=4, labelcolor=INK)
    axes.spines["left"].set_visible(True)
    axes.spines["left"].set_color(LINE)
    wide, tall = box[2] - box[0], box[3] - box[1]
    points = [(box[0] + a / right * wide, box[3] - b / top * tall) for a, b in zip(x, y, strict=True)]
    over = pixel_axes(page)
    for point in points:
        over.plot(*[[value] for value in point], marker="o", markersize=7.5, color=MARK, markeredgewidth=0, zorder=5)
    number_points(over, points, [str(number + 1) for number in range(len(points))], box)


def _step(most: float) -> float:
    """Return a round step that cuts an axis into at most five."""
    power = 10.0 ** int(f"{most:e}".split("e")[1])
    return next(power * part for part in (0.1, 0.2, 0.5, 1, 2, 5) if most / (power * part) <= 5.5)


def _ticks(most: float) -> list[float]:
    """Return round ticks from 0."""
    step = _step(most)
    return [step * number for number in range(int(most / step) + 1)]


def _places(most: float) -> int:
    """Return the decimals that the ticks of an axis need."""
    return max(0, -int(f"{_step(most):e}".split("e")[1]))


def baujat_table(influence: pd.DataFrame, language: str) -> pd.DataFrame:
    """Return the figure as a table with headings in the language; with the weight where ``hat`` is given."""
    study, x, y, weight = section("baujat.heads", language).values()
    table = {
        study: [str(label) for label in influence["label"]],
        x: [decimal(value, 2, language) for value in influence["baujat_x"]],
        y: [decimal(value, 3, language) for value in influence["baujat_y"]],
    }
    if "hat" in influence:
        table[weight] = [percent(value, language, 1) for value in influence["hat"]]
    return pd.DataFrame(table)
