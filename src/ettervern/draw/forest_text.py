"""The lines of text in a forest plot: columns in the wide layout, lines over each interval in the narrow one."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ettervern.catalogue import gettext, ngettext
from ettervern.draw.effect_name import measure
from ettervern.draw.forest_layout import Forest, Layout, centre
from ettervern.draw.page import SMALL, Page
from ettervern.draw.svg import QUIET
from ettervern.numbers import decimal, effect, interval, is_missing, percent


def counts(study: pd.Series[float], arm: str, language: str) -> str:
    """Return an arm's figures: events of people, ``21/67``, or mean (SD); empty where only the effect is known."""
    mean, sd = study.get(f"mean_{arm}"), study.get(f"sd_{arm}")
    if not (is_missing(mean) or is_missing(sd)):
        return f"{decimal(mean, 1, language)} ({decimal(sd, 1, language)})"
    events, people = study[f"events_{arm}"], study[f"n_{arm}"]
    if is_missing(events) or is_missing(people):
        return ""
    return f"{decimal(events, 0, language)}/{decimal(people, 0, language)}"


def _shown_effect(row: Any, language: str, log: bool) -> str:
    """Return an estimate with its interval, in the short form of tables."""
    between = interval(row.ci_low, row.ci_high, language, short=True, log=log)
    return f"{effect(row.estimate, language, log=log)} ({between})"


def write_wide(page: Page, forest: Forest, layout: Layout, language: str) -> None:
    """Write the columns: study and measure, events of people in both arms, effect, weight."""
    head = layout.top - 22
    beside, weight = layout.plot_right + 12, layout.width - 2
    page.text(0, head, gettext("forest.study", language), size=SMALL, strong=True)
    page.text(240, head, gettext("forest.arm", language, **forest.phrases), size=SMALL, align="right", strong=True)
    page.text(318, head, gettext("forest.control", language), size=SMALL, align="right", strong=True)
    page.text(beside, head, measure(forest.measure, "column", language), size=SMALL, strong=True)
    page.text(weight, head, gettext("forest.weight", language), size=SMALL, align="right", strong=True)
    for row, (_, study) in enumerate(forest.studies.iterrows()):
        middle = centre(row, layout, narrow=False)
        page.text(0, middle - 8, str(study["label"]))
        page.text(0, middle + 9, str(study["category"]), size=SMALL, colour=QUIET)
        if counts(study, "intervention", language):
            page.text(240, middle - 8, counts(study, "intervention", language), align="right")
            page.text(318, middle - 8, counts(study, "control", language), align="right")
        else:
            page.text(318, middle - 8, gettext("forest.printed", language), size=SMALL, align="right", colour=QUIET)
        page.text(beside, middle, _shown_effect(study, language, forest.log))
        page.text(weight, middle, percent(study["weight"] / 100, language, 1), align="right")
    rows, pooled = len(forest.studies), forest.pooled
    middle = centre(rows, layout, narrow=False) + 4
    page.text(0, middle, ngettext("forest.pooled", language, rows), strong=True)
    page.text(beside, middle, _shown_effect(pooled, language, forest.log), strong=True)
    below = centre(rows + 1, layout, narrow=False) + 4
    page.text(0, below, gettext("forest.prediction", language))
    page.text(beside, below, interval(pooled.pi_low, pooled.pi_high, language, short=True, log=forest.log))


def write_narrow(page: Page, forest: Forest, layout: Layout, language: str) -> None:
    """Write two lines of text over each interval."""
    for row, (_, study) in enumerate(forest.studies.iterrows()):
        top = layout.top + row * layout.pitch
        page.text(0, top + 12, str(study["label"]), strong=True)
        page.text(layout.width, top + 12, _shown_effect(study, language, forest.log), align="right")
        pair = f" {gettext('forest.against', language)} ".join(
            counts(study, arm, language) for arm in ("intervention", "control")
        )
        shown = pair if counts(study, "intervention", language) else gettext("forest.printed", language)
        page.text(0, top + 31, shown, size=SMALL, colour=QUIET)
        weight = f"{gettext('forest.weight', language)} {percent(study['weight'] / 100, language, 1)}"
        page.text(layout.width, top + 31, weight, size=SMALL, colour=QUIET, align="right")
    rows, pooled = len(forest.studies), forest.pooled
    top = layout.top + rows * layout.pitch + 8
    page.text(0, top + 16, ngettext("forest.pooled", language, rows), strong=True)
    page.text(layout.width, top + 16, _shown_effect(pooled, language, forest.log), strong=True, align="right")
    top += layout.pitch
    page.text(0, top + 16, gettext("forest.prediction_short", language))
    shown = interval(pooled.pi_low, pooled.pi_high, language, short=True, log=forest.log)
    page.text(layout.width, top + 16, shown, align="right")
