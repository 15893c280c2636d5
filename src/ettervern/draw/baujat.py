"""The Baujat plot: which studies make the results differ, and which move the pooled answer.

After Baujat, Mahé, Pignon and Hill (2002), doi:10.1002/sim.1221.
"""

from __future__ import annotations

import pandas as pd

from ettervern.catalogue import gettext, section
from ettervern.draw import chart
from ettervern.draw.chart import SMALL
from ettervern.draw.scale import decimals_of, round_step
from ettervern.draw.scatter import Scatter
from ettervern.draw.subject import Subject, need
from ettervern.numbers import decimal, percent
from ettervern.rounding import levelled

HEIGHT = 280


@chart.styled
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
    page = Scatter(list(influence["label"]), [gettext("baujat.note", language)], HEIGHT, 56, narrow=narrow)
    x, y = influence["baujat_x"].to_numpy(dtype=float), influence["baujat_y"].to_numpy(dtype=float)
    right, top = (float(values.max()) * 1.1 or 1.0 for values in (x, y))
    page.plot.set(xlim=(0, right), ylim=(0, top))
    page.plot.set_xticks(*_ticks(right, language))
    page.plot.set_yticks(*_ticks(top, language))
    chart.bare(page.plot, left=True)
    page.points(list(zip(x, y, strict=True)))
    page.text(0, 12, gettext("baujat.y", language), size=SMALL, strong=True)
    page.text(page.right, page.bottom + 34, gettext("baujat.x", language), size=SMALL, strong=True, align="right")
    title = gettext("baujat.title", language, **subject.named)
    return subject.finish(page.svg(), title, _describe(influence, language), language, narrow=narrow)


def _ticks(most: float, language: str) -> tuple[list[float], list[str]]:
    """Return round ticks from 0 and their labels."""
    step = round_step(most, 5.5)
    ticks = [step * number for number in range(int(most / step) + 1)]
    return ticks, [decimal(tick, decimals_of(step), language) for tick in ticks]


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
