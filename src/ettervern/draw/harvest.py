"""The harvest plot: every study of an outcome by what it found, whether it gave figures or only words.

A pooled answer holds only studies with figures. Leaving the others out flatters the effect, so they stand here beside
them, and the pooled answer is shown again with them counted in. After Ogilvie and colleagues (2008),
doi:10.1186/1471-2288-8-8.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from ettervern.catalogue import gettext, pgettext
from ettervern.draw.drawing import SMALL, Drawing, fitted, measured
from ettervern.draw.scale import Scale
from ettervern.draw.subject import Subject
from ettervern.draw.svg import LINE, MARK, PAPER, PLACES, POOLED, QUIET
from ettervern.numbers import is_missing, whole

WIDE, NARROW = 758.0, 338.0
LARGEST = 11.0  # radius of the largest study
LINE_HEIGHT = 17.0
#: What a study found, from the best for the intervention to the worst.
DIRECTIONS = ("favours_aftercare", "mixed", "no_difference", "favours_control")


@dataclass(frozen=True)
class Entry:
    """A study in the harvest: what it found, how large it is, and how we know (``pooled``, ``apart``, ``words``)."""

    label: str
    direction: str
    n: float
    how: str


def harvest(figures: pd.DataFrame, words: pd.DataFrame, subject: Subject) -> list[Entry]:
    """Return every study with what it found.

    A study with figures found a difference where its own interval lies on one side of no effect.

    Parameters
    ----------
    figures : DataFrame
        Studies with figures: label, n (people; NaN where not known), ci_low, ci_high, and optionally pooled
        (bool; False for those that stand outside the pool).
    words : DataFrame
        Studies seen only in words: label, direction (favours_aftercare, no_difference, mixed, favours_control),
        n_total.
    subject : Subject
        ``favours`` says which side of no effect is good.

    Returns
    -------
    list of Entry
        Those with figures first, the largest first, those of unknown size last.
    """
    entries = []
    for _, row in figures.iterrows():
        how = "pooled" if bool(row.get("pooled", True)) else "apart"
        entries.append(Entry(str(row["label"]), _found(row, subject), float(row["n"]), how))
    for _, row in words.iterrows():
        direction = str(row["direction"])
        kept = direction if direction in DIRECTIONS else "mixed"
        entries.append(Entry(str(row["label"]), kept, float(row["n_total"]), "words"))
    order = ["pooled", "apart", "words"]
    return sorted(entries, key=lambda e: (order.index(e.how), -e.n if not is_missing(e.n) else math.inf, e.label))


def _found(row: pd.Series, subject: Subject) -> str:
    """Return the direction of a study with figures by where its interval lies."""
    low, high = float(row["ci_low"]), float(row["ci_high"])
    if is_missing(low) or is_missing(high) or low <= subject.scale.null <= high:
        return "no_difference"
    return "favours_aftercare" if (high < subject.scale.null) == (subject.favours == "low") else "favours_control"


def draw_harvest(
    figures: pd.DataFrame, words: pd.DataFrame, subject: Subject, language: str, *, nothing: Sequence[str] = (),
    pools: pd.DataFrame | None = None, narrow: bool = False,
) -> str:  # fmt: skip
    """Draw the harvest plot.

    Parameters
    ----------
    figures, words : DataFrame
        As for :func:`harvest`.
    nothing : sequence of str
        Studies that nothing has been extracted from yet.
    pools : DataFrame, optional
        The pooled answer with more and more studies counted in, the first from figures alone: label (as readers see
        it), k, estimate, ci_low, ci_high.
    subject, language, narrow
        As for every figure; see :mod:`ettervern.draw`.
    """
    entries = harvest(figures, words, subject)
    sheet = Drawing(NARROW if narrow else WIDE)
    y = 0.0
    if pools is not None and len(pools):
        y = _draw_pools(sheet, pools, subject, language, narrow=narrow)
        y = sheet.lines(0, y + 16, flattery(entries, pools, subject, language), sheet.width) + 10
    y = _draw_directions(sheet, entries, y, subject, language, narrow=narrow)
    y = _draw_key(sheet, entries, y + 8, subject, language)
    y = _draw_nothing(sheet, nothing, y, language)
    title = gettext("harvest.title", language, **subject.named)
    described = describe_harvest(entries, pools, nothing, subject, language)
    return subject.finish(sheet.text(y + 4), title, described, language, narrow=narrow)


def flattery(entries: Sequence[Entry], pools: pd.DataFrame, subject: Subject, language: str) -> str:
    """Return what leaving the studies in words out does to the answer: whether it looks better, and by how much."""
    first, last = pools.iloc[0], pools.iloc[-1]
    scale = subject.scale
    nearer = abs(scale.place(last["estimate"])) < abs(scale.place(first["estimate"]))
    text = gettext(
        "harvest.flatters" if nearer else "harvest.steady",
        language,
        **subject.phrases,
        null=scale.nothing(language),
        first=scale.effect(first["estimate"], language),
        last=scale.effect(last["estimate"], language),
    )
    result = any(entry.how == "words" and entry.direction == "favours_aftercare" for entry in entries)
    return f"{text} {gettext('harvest.careful', language)}" if nearer and result else text


def describe_harvest(
    entries: Sequence[Entry], pools: pd.DataFrame | None, nothing: Sequence[str], subject: Subject, language: str
) -> str:  # fmt: skip
    """Return the figure in words, with its counts."""
    counted = []
    for direction in DIRECTIONS:
        own = [entry for entry in entries if entry.direction == direction]
        messages = sum(entry.how == "words" for entry in own)
        name = pgettext("direction", direction, language, **subject.phrases)
        counted.append(f"{name}: {_counts(len(own) - messages, messages, language)}.")
    if nothing:
        counted.append(gettext("harvest.unseen", language, n=len(nothing)))
    text = gettext("harvest.description", language, k=len(entries), directions=" ".join(counted))
    return text if pools is None or pools.empty else f"{text} {flattery(entries, pools, subject, language)}"


def _counts(figures: int, words: int, language: str) -> str:
    """Return how many studies of a column have figures and how many only words."""
    return gettext("harvest.counts", language, figures=figures, words=words)


def _draw_pools(sheet: Drawing, pools: pd.DataFrame, subject: Subject, language: str, *, narrow: bool) -> float:
    """Draw the pooled answers under each other on one axis; return the lower edge."""
    y = sheet.lines(0, 13, gettext("harvest.pools", language), sheet.width, size=13.5, strong=True) - 4
    left, right = (10.0, sheet.width - 10) if narrow else (300.0, 590.0)
    scale = subject.scale
    axis = Axis(scale, (left, right), scale.limits([*pools["estimate"], *pools["ci_low"], *pools["ci_high"]]))
    for _, row in pools.iterrows():
        label = f"{row['label']} ({whole(row['k'], language)})"
        effect = scale.shown(row, language, short=True)
        below = sheet.lines(0, y + 15, label, sheet.width - measured(effect) - 8 if narrow else left - 14)
        sheet.say(sheet.width, y + 15, effect, align="end", strong=True)
        middle = below - 4 if narrow else y + 11
        down = f"{middle - 9:.1f} V {below + 3 if narrow else below + 2:.1f}"
        sheet.path(f"M {axis.x(scale.null):.1f} {down}", stroke=QUIET, width=1)
        _diamond(sheet, row, middle, axis)
        y = below + (12 if narrow else 2)
    sheet.path(f"M {left:.1f} {y:.1f} H {right:.1f}", stroke=LINE, width=1)
    for place, tick in zip(*scale.ticks(axis.ends, right - left, language), strict=True):
        sheet.say(axis.x(scale.value(place)), y + 15, tick, align="middle", colour=QUIET)
    return sheet.lines(0, y + 33, _scale(subject, language), sheet.width, colour=QUIET) - 10


@dataclass(frozen=True)
class Axis:
    """An axis of effects on a sheet: between two pixels, from one place to another."""

    scale: Scale
    plot: tuple[float, float]
    ends: tuple[float, float]

    def x(self, value: float) -> float:
        """Return where an effect lies, within the plot."""
        (left, right), (low, high) = self.plot, self.ends
        share = (self.scale.place(value) - low) / (high - low)
        return round(left + min(max(share, 0.0), 1.0) * (right - left), PLACES)


def _scale(subject: Subject, language: str) -> str:
    """Return what the axis is and which side of no effect is good."""
    good = "harvest.under" if subject.favours == "low" else "harvest.over"
    said = gettext(good, language, **subject.phrases, null=subject.scale.nothing(language))
    return f"{subject.scale.column(language)}. {said}"


def _diamond(sheet: Drawing, row: pd.Series, y: float, axis: Axis) -> None:
    """Draw a pooled answer as a diamond."""
    left, middle, right = (axis.x(float(row[name])) for name in ("ci_low", "estimate", "ci_high"))
    sheet.path(f"M {left:.1f} {y:.1f} L {middle:.1f} {y - 7:.1f} L {right:.1f} {y:.1f} L {middle:.1f} {y + 7:.1f} z",
               fill=POOLED)  # fmt: skip


def _draw_directions(
    sheet: Drawing, entries: Sequence[Entry], top: float, subject: Subject, language: str, *, narrow: bool
) -> float:  # fmt: skip
    """Draw a column for each direction, or one under the other on a telephone; return the lower edge."""
    largest = max((entry.n for entry in entries if not is_missing(entry.n)), default=1.0)
    wide = sheet.width if narrow else sheet.width / len(DIRECTIONS)
    y, bottoms = top, []
    for number, direction in enumerate(DIRECTIONS):
        own = [entry for entry in entries if entry.direction == direction]
        left = 0.0 if narrow else number * wide
        name = pgettext("direction", direction, language, **subject.phrases)
        bottom = _draw_direction(sheet, own, name, (left, y, wide - (0 if narrow else 12)), largest, language)
        bottoms.append(bottom)
        y = bottom + 14 if narrow else top
    return max(bottoms)


def _draw_direction(
    sheet: Drawing, own: list[Entry], name: str, place: tuple[float, float, float], largest: float, language: str
) -> float:  # fmt: skip
    """Draw the studies that found the same; return the lower edge."""
    left, top, wide = place
    messages = sum(entry.how == "words" for entry in own)
    y = sheet.lines(left, top + 14, f"{name}: {len(own)}", wide, size=13.5, strong=True)
    y = sheet.lines(left, y, _counts(len(own) - messages, messages, language), wide, colour=QUIET) - 8
    sheet.rule(y, left, left + wide, colour=LINE)
    across = 2 if wide > 300 else 1
    room = wide / across
    down = math.ceil(len(own) / across)
    for row in range(down):
        heights = []
        for column in range(across):
            if row + column * down < len(own):
                x = left + column * room
                heights.append(_draw_entry(sheet, own[row + column * down], x, y + 3, room, largest, language))
        y = max(heights)
    return y


def _draw_entry(
    sheet: Drawing, entry: Entry, left: float, top: float, room: float, largest: float, language: str
) -> float:  # fmt: skip
    """Draw a study: a mark whose area follows its size, its name and the number of people."""
    n = "?" if is_missing(entry.n) else whole(entry.n, language)
    lines = fitted(f"{entry.label} ({n})", room - 30)
    tall = max(25.0, len(lines) * LINE_HEIGHT + 6)
    _draw_study(sheet, entry, left + 12, top + tall / 2, _radius(entry.n, largest))
    for number, line in enumerate(lines):
        sheet.say(left + 28, top + tall / 2 + 4.5 + (number - (len(lines) - 1) / 2) * LINE_HEIGHT, line)
    return top + tall


def _radius(n: float, largest: float) -> float:
    """Return the radius of a study's mark: its area follows the number of people."""
    return 4.0 if is_missing(n) else round(max(3.0, LARGEST * math.sqrt(max(n, 0) / largest)), PLACES)


def _draw_study(sheet: Drawing, entry: Entry, x: float, y: float, radius: float) -> None:
    """Draw a study's mark: full for figures, a ring with a core for figures outside the pool, open for words."""
    dash = "2 2" if is_missing(entry.n) else ""
    if entry.how == "words":
        sheet.circle(x, y, radius, fill=PAPER, stroke=POOLED, dash=dash)
    else:
        sheet.circle(x, y, radius, fill=MARK if entry.how == "pooled" else PAPER, stroke=MARK)
        if entry.how == "apart":
            sheet.circle(x, y, radius * 0.45, fill=MARK)


def _draw_key(sheet: Drawing, entries: Sequence[Entry], top: float, subject: Subject, language: str) -> float:
    """Write what the marks mean; return the lower edge."""
    y = top + 8
    for how in ("pooled", "apart", "words"):
        if any(entry.how == how for entry in entries):
            _draw_study(sheet, Entry("", "", 1.0, how), 12, y, 8)
            y = sheet.lines(28, y + 4.5, gettext(f"harvest.{how}", language), sheet.width - 28) + 4
    return sheet.lines(0, y + 4, gettext("harvest.size", language, **subject.phrases), sheet.width, colour=QUIET)


def _draw_nothing(sheet: Drawing, nothing: Sequence[str], top: float, language: str) -> float:
    """List the studies that nothing has been extracted from; return the lower edge."""
    if not nothing:
        return top
    y = sheet.lines(
        0, top + 14, gettext("harvest.nothing", language, n=len(nothing)), sheet.width, size=13.5, strong=True
    )  # fmt: skip
    return sheet.lines(0, y, "; ".join(nothing), sheet.width, size=SMALL, colour=QUIET)


def harvest_table(
    figures: pd.DataFrame, words: pd.DataFrame, subject: Subject, language: str, nothing: Sequence[str] = ()
) -> pd.DataFrame:  # fmt: skip
    """Return the figure as a table with headings in the language: study, what it found, people, how we know."""
    rows = [
        [entry.label, pgettext("direction", entry.direction, language, **subject.phrases),
         "?" if is_missing(entry.n) else whole(entry.n, language), gettext(f"harvest.{entry.how}_short", language)]
        for entry in harvest(figures, words, subject)
    ]  # fmt: skip
    rows += [[str(label), "?", "?", gettext("harvest.nothing_short", language)] for label in nothing]
    return pd.DataFrame(rows, columns=gettext("harvest.heads", language).split("|"))
