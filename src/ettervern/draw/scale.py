"""The scale of an effect: ratios on the log scale around 1, or differences as they are around 0.

A measure's code says which; every figure asks here for the ends and ticks of its axis, for the place of a value on it,
and for the value as readers see it. An axis holds *places*: logarithms of ratios, differences themselves.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ettervern.catalogue import gettext
from ettervern.errors import ArgumentError
from ettervern.numbers import decimal, is_missing
from ettervern.settings.effect_measures import MEASURES, Measure

RATIO_TICKS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0)
#: Pixels that the label of a tick needs.
ROOM = 36


@dataclass(frozen=True)
class Scale:
    """The scale of a measure that compares two groups.

    Attributes
    ----------
    measure : str
        Code of the effect measure, ``OR`` or ``SMD``.
    """

    measure: str

    def __post_init__(self) -> None:
        """Refuse what compares nothing: it has no value of no effect, and no sides."""
        if self.measure not in MEASURES or self.kind.single:
            codes = ", ".join(code for code, one in MEASURES.items() if not one.single)
            raise ArgumentError(f"{self.measure} does not compare two groups; these figures are of {codes}")

    @property
    def kind(self) -> Measure:
        """What the measure is, and how it reads."""
        return MEASURES[self.measure]

    @property
    def log(self) -> bool:
        """Whether the effect is a ratio."""
        return self.kind.ratio

    @property
    def null(self) -> float:
        """The value of no effect."""
        return self.kind.null

    # ---- words and numbers ------------------------------------------------------------------------------------------

    def name(self, language: str) -> str:
        """Return the measure's name inside a sentence."""
        return self.kind.name(language)

    def column(self, language: str) -> str:
        """Return the heading of a column of effects, in short."""
        return gettext("forest.column", language, measure=gettext(f"measure.{self.measure}.column", language))

    def nothing(self, language: str) -> str:
        """Return the value of no effect, as readers see it."""
        return decimal(self.null, 0, language)

    def effect(self, value: float, language: str) -> str:
        """Return an effect as readers see it."""
        return self.kind.shown(value, language)

    def interval(self, row: Any, language: str, *, of: str = "ci", short: bool = False) -> str:
        """Return a row's confidence interval, or its prediction interval (``of`` is ``pi``)."""
        low, high = getattr(row, f"{of}_low"), getattr(row, f"{of}_high")
        return self.kind.ends(low, high, language, short=short)

    def shown(self, row: Any, language: str, *, short: bool = False) -> str:
        """Return a row's estimate with its confidence interval; ``short`` in figures."""
        return f"{self.effect(row.estimate, language)} ({self.interval(row, language, short=short)})"

    # ---- places on an axis ------------------------------------------------------------------------------------------

    def place(self, value: float) -> float:
        """Return where an effect lies on the axis; NaN for one that is missing or that no axis holds."""
        if is_missing(value) or (self.log and value < 0):
            return math.nan
        if self.log:
            return -math.inf if value == 0 else math.log(value)
        return float(value)

    def value(self, place: float) -> float:
        """Return the effect at a place of the axis."""
        return math.exp(place) if self.log else place

    def limits(
        self, needed: Iterable[float], wished: Iterable[float] = (), *, both: bool = False
    ) -> tuple[float, float]:
        """Return the ends of an axis, as places.

        Parameters
        ----------
        needed : iterable of float
            Effects that must lie within, as must no effect; those that no axis holds are passed over.
        wished : iterable of float
            Ends of intervals; they lie within unless that would make the axis much longer: three times of a ratio, of
            a difference as long again, either way.
        both : bool
            Whether both sides of no effect are to be seen, of ratios a half and the double.
        """
        inside = [0.0, *self._usable(needed), *((math.log(0.5), math.log(2)) if both and self.log else ())]
        span = max(inside) - min(inside) or 1.0
        edge, reach = (math.log(1.1), math.log(3)) if self.log else (0.1 * span, span)
        low, high = min(inside) - edge, max(inside) + edge
        ends = self._usable(wished)
        low = max(min([low, *[end - edge for end in ends]]), low - reach)
        high = min(max([high, *[end + edge for end in ends]]), high + reach)
        return self._rounded(low, high)

    def _usable(self, values: Iterable[float]) -> list[float]:
        """Return the places of the effects that an axis can hold."""
        return [place for place in map(self.place, values) if math.isfinite(place)]

    def _rounded(self, low: float, high: float) -> tuple[float, float]:
        """Return ends moved outwards to a tick."""
        if not self.log:
            step = round_step(high - low, 6)
            return math.floor(low / step) * step, math.ceil(high / step) * step
        ticks = [math.log(tick) for tick in RATIO_TICKS]
        below, above = [tick for tick in ticks if tick <= low], [tick for tick in ticks if tick >= high]
        return (below[-1] if below else low), (above[0] if above else high)

    def squeezes(self, row: Any, estimates: Iterable[float]) -> bool:
        """Return whether an interval is so wide that an axis which held it would squeeze all else."""
        low, high = self.place(row.ci_low), self.place(row.ci_high)
        places = [0.0, *self._usable(estimates)]
        most = math.log(100) if self.log else 5 * (max(places) - min(places) or 1.0)
        return not high - low <= most

    def ticks(self, ends: tuple[float, float], width: float, language: str) -> tuple[list[float], list[str]]:
        """Return the places and the labels of the ticks of an axis ``width`` pixels long; no effect is one of them."""
        low, high = ends
        if self.log:
            values = thinned(
                [tick for tick in RATIO_TICKS if low - 1e-9 <= math.log(tick) <= high + 1e-9], width / ROOM
            )
            places = [0 if value >= 1 else max(1, -math.floor(math.log10(value))) for value in values]
            labels = [decimal(value, digits, language) for value, digits in zip(values, places, strict=True)]
            return [math.log(value) for value in values], labels
        step = round_step(high - low, max(2.0, width / (0.9 * ROOM)))
        values = [step * number for number in range(math.ceil(low / step), math.floor(high / step) + 1)]
        return values, [decimal(value, decimals_of(step), language) for value in values]


def thinned(ticks: list[float], most: float) -> list[float]:
    """Return fewer ticks where they would touch; 1 always stays."""
    step = max(1, math.ceil(len(ticks) / most))
    return ticks[ticks.index(1.0) % step :: step]


def round_step(span: float, most: float) -> float:
    """Return the distance of ticks: 1, 2 or 5 times a power of ten, at most ``most`` of them over the span."""
    power = 10.0 ** math.floor(math.log10(span / most))
    return next(power * factor for factor in (1, 2, 5, 10) if span / (power * factor) <= most * (1 + 1e-9))


def decimals_of(step: float) -> int:
    """Return the decimals that ticks at a step need."""
    return max(0, -math.floor(math.log10(step * (1 + 1e-9))))
