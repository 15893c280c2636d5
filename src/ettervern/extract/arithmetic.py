"""The sums behind the consistency checks: what counts, percentages, intervals and p values say of each other."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from statistics import NormalDist

#: Fisher's test adds up a table for each way to share the events out: among more people its p is chi-squared's, and it
#: would not end.
FISHER_UP_TO = 100_000


@dataclass(frozen=True)
class Table:
    """Counts of two arms.

    Attributes
    ----------
    a, n : int
        Events and people in the intervention arm.
    c, m : int
        Events and people in the control arm.
    """

    a: int
    n: int
    c: int
    m: int

    def ratio(self, measure: str) -> float | None:
        """Return the crude odds ratio (``OR``) or risk ratio (``RR``); None where a cell is empty."""
        if min(self.a, self.n - self.a, self.c, self.m - self.c) <= 0:
            return None
        if measure == "RR":
            return self.a / self.n / (self.c / self.m)
        return self.a * (self.m - self.c) / (self.c * (self.n - self.a))

    def p_values(self) -> list[float]:
        """Return two-sided p: Pearson's chi-squared, Yates' corrected one and, among few enough, Fisher's."""
        events, people = self.a + self.c, self.n + self.m
        if min(events, people - events) == 0:
            return [1.0]
        # Each of the four cells lies this far from its expectation; Yates takes up to a half off.
        off = abs(self.a - self.n * events / people)
        scale = people**3 / (self.n * self.m * events * (people - events))
        rough = [math.erfc(far * math.sqrt(scale / 2)) for far in (off, max(0.0, off - 0.5))]
        return rough if people > FISHER_UP_TO else [*rough, self._fisher()]

    def _fisher(self) -> float:
        """Return p of Fisher's exact test: of all tables with these sums, those no more likely than this one."""
        events = self.a + self.c
        tables = range(max(0, events - self.m), min(self.n, events) + 1)
        logarithms = [
            -sum(math.lgamma(cell + 1) for cell in (a, self.n - a, events - a, self.m - events + a)) for a in tables
        ]
        here, top = logarithms[self.a - tables[0]], max(logarithms)
        ways = [math.exp(each - top) for each in logarithms]
        # Equally likely tables differ in their last digits, so "no more likely" has a margin, as in R's fisher.test.
        return sum(many for many, each in zip(ways, logarithms, strict=True) if each <= here + 1e-7) / sum(ways)


@dataclass(frozen=True)
class Printed:
    """A p value as printed: ``<0.01``, ``0.03``.

    Attributes
    ----------
    sign : str
        ``<``, ``>`` or empty.
    value : float
    digits : int
        Decimals printed.
    """

    sign: str
    value: float
    digits: int

    def fits(self, p: float, slack: float = 0.35) -> bool:
        """Return whether a computed p could have been printed so, with a little slack on the z scale.

        Figures are rounded before they are printed, so p computed from them is never exact. ``slack`` is in standard
        errors.
        """
        wanted, half = z_of(self.value), 0.5 * 10**-self.digits
        if self.sign == "<":
            return z_of(p) >= wanted - slack
        if self.sign == ">":
            return z_of(p) <= wanted + slack
        low, high = z_of(min(1.0, self.value + half)), z_of(max(1e-12, self.value - half))
        return low - slack <= z_of(p) <= high + slack


def printed_p(text: str) -> Printed | None:
    """Return a printed p value; None where the cell holds none."""
    result = re.fullmatch(r"\s*([<>]?)\s*(\d*\.(\d+)|[01])", text)
    if not result:
        return None
    return Printed(result[1], float(result[2]), len(result[3] or ""))


def z_of(p: float) -> float:
    """Return the standard normal deviate of a two-sided p."""
    return -NormalDist().inv_cdf(min(1.0, max(p, 1e-300)) / 2)


def p_of_interval(effect: float, low: float, high: float, level: float, *, ratio: bool) -> float | None:
    """Return the two-sided p that an effect and its interval imply.

    Parameters
    ----------
    effect, low, high : float
        As printed.
    level : float
        Level of the interval, as 0.95.
    ratio : bool
        Whether 1 is no difference (then logarithms are taken), else 0.

    References
    ----------
    Altman DG, Bland JM (2011). How to obtain the P value from a confidence interval. BMJ 343:d2304.
    """
    if ratio and min(effect, low, high) <= 0:
        return None
    at, start, end = (math.log(x) for x in (effect, low, high)) if ratio else (effect, low, high)
    width = end - start
    if width <= 0:
        return None
    error = width / (-2 * NormalDist().inv_cdf((1 - level) / 2))
    return math.erfc(abs(at) / error / math.sqrt(2))


def counts_within(percent: str, n: int) -> range:
    """Return the whole numbers of n that a percentage, as printed, may stand for, without listing them."""
    half = 0.5 * 10 ** -len(percent.partition(".")[2])
    value = float(percent)
    low, high = (value - half) * n / 100, (value + half) * n / 100
    # The upper end itself would be rounded up: 37.5 is printed 38.
    return range(max(0, math.ceil(low - 1e-9)), min(n + 1, math.ceil(high - 1e-9)))


def splits(total: int, percents: tuple[str, str]) -> list[tuple[int, int]]:
    """Return the sizes of two arms that add to a total and allow whole numbers for both printed percentages."""
    fits = [
        (n, total - n)
        for n in range(1, total)
        if counts_within(percents[0], n) and counts_within(percents[1], total - n)
    ]
    return fits
