"""How far independent reviewers agree, from their first votes: counts, and six measures each with its interval.

Votes count as keep (include or unsure) or exclude. With two reviewers the 2x2 table is ``a`` both keep, ``b`` only
the first keeps, ``c`` only the second keeps, ``d`` both exclude, ``n`` their sum.

References
----------
Cohen J (1960). A coefficient of agreement for nominal scales. Educ Psychol Meas 20:37-46.
Fleiss JL, Cohen J, Everitt BS (1969). Large sample standard errors of kappa and weighted kappa.
    Psychol Bull 72:323-327.
Cicchetti DV, Feinstein AR (1990). High agreement but low kappa: II. J Clin Epidemiol 43:551-558 (positive, negative).
Byrt T, Bishop J, Carlin JB (1993). Bias, prevalence and kappa. J Clin Epidemiol 46:423-429 (PABAK).
Gwet KL (2008). Computing inter-rater reliability and its variance in the presence of high agreement.
    Br J Math Stat Psychol 61:29-48 (AC1).
Wilson EB (1927). Probable inference, the law of succession, and statistical inference. JASA 22:209-212.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from statistics import NormalDist

import pandas as pd

from ettervern.screen.decisions import Decisions
from ettervern.screen.settle import first_votes

COLUMNS = (
    *("stage", "batch", "reviewer_1", "reviewer_2", "kind_1", "kind_2"),
    *("measure", "value", "ci_low", "ci_high", "source"),
)
#: Batch name of all reports together.
ALL = "all"


@dataclass(frozen=True)
class Estimate:
    """A measure with its interval; NaN where it is not defined (no reports, or no variation)."""

    value: float
    ci_low: float
    ci_high: float


@dataclass(frozen=True)
class Table:
    """2x2 table of two reviewers' first votes (numbers of reports).

    Attributes
    ----------
    a, b, c, d : int
        Both keep; only the first keeps; only the second keeps; both exclude.

    Examples
    --------
    >>> round(Table(150, 2, 2, 47).kappa().value, 3)
    0.946
    """

    a: int
    b: int
    c: int
    d: int

    @property
    def n(self) -> int:
        """Number of reports with two votes."""
        return self.a + self.b + self.c + self.d

    def percent(self, level: float = 0.95) -> Estimate:
        """Return the share of reports with the same vote, with Wilson's interval."""
        return wilson(self.a + self.d, self.n, level)

    def pabak(self, level: float = 0.95) -> Estimate:
        """Return prevalence-adjusted bias-adjusted kappa, 2 p_o - 1 (Byrt 1993); Wilson's interval of p_o, doubled."""
        share = self.percent(level)
        return Estimate(*(2 * x - 1 for x in (share.value, share.ci_low, share.ci_high)))

    def positive(self, level: float = 0.95) -> Estimate:
        """Return positive agreement, 2a / (2a + b + c) (Cicchetti and Feinstein 1990)."""
        return _specific(self.a, self.b + self.c, level)

    def negative(self, level: float = 0.95) -> Estimate:
        """Return negative agreement, 2d / (2d + b + c) (Cicchetti and Feinstein 1990)."""
        return _specific(self.d, self.b + self.c, level)

    def kappa(self, level: float = 0.95) -> Estimate:
        """Return Cohen's kappa (1960) with the large-sample interval of Fleiss, Cohen and Everitt (1969).

        The interval is undefined (NaN) where every vote agrees: the formula's standard error is then 0.
        """
        if not self.n:
            return _undefined()
        p = [[self.a / self.n, self.b / self.n], [self.c / self.n, self.d / self.n]]
        row = [sum(p[i]) for i in (0, 1)]
        column = [p[0][j] + p[1][j] for j in (0, 1)]
        observed = p[0][0] + p[1][1]
        chance = row[0] * column[0] + row[1] * column[1]
        if chance == 1:
            return _undefined()
        kappa = (observed - chance) / (1 - chance)
        on = sum(p[i][i] * ((1 - chance) - (column[i] + row[i]) * (1 - observed)) ** 2 for i in (0, 1))
        off = (1 - observed) ** 2 * sum(p[i][1 - i] * (column[i] + row[1 - i]) ** 2 for i in (0, 1))
        centre = observed * chance - 2 * chance + observed
        variance = (on + off - centre**2) / (self.n * (1 - chance) ** 4)
        return _around(kappa, variance, level)

    def ac1(self, level: float = 0.95) -> Estimate:
        """Return Gwet's AC1 with its large-sample interval (Gwet 2008, reports from an endless population)."""
        if self.n < 2:
            return _undefined()
        keep = (2 * self.a + self.b + self.c) / (2 * self.n)
        observed = (self.a + self.d) / self.n
        chance = 2 * keep * (1 - keep)
        ac1 = (observed - chance) / (1 - chance)
        # Each kind of report (both keep, they differ, both exclude): how many, whether they agree, and its own term of
        # the chance agreement. Their spread in the linearised coefficient is the variance.
        counts, agree, own_chance = (self.a, self.b + self.c, self.d), (1, 0, 1), (1 - keep, 0.5, keep)
        terms = [
            count * ((one - chance) / (1 - chance) - 2 * (1 - ac1) * (own - chance) / (1 - chance) - ac1) ** 2
            for count, one, own in zip(counts, agree, own_chance, strict=True)
        ]
        return _around(ac1, sum(terms) / (self.n * (self.n - 1)), level)


def wilson(successes: int, n: int, level: float = 0.95) -> Estimate:
    """Return a proportion with Wilson's score interval (1927)."""
    if not n:
        return _undefined()
    z = NormalDist().inv_cdf((1 + level) / 2)
    share = successes / n
    centre = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * math.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return Estimate(share, max(0.0, centre - half), min(1.0, centre + half))


def _specific(both: int, differ: int, level: float) -> Estimate:
    """Return agreement on one side of the table.

    Given how many reports at least one reviewer put on this side, the number that both did is binomial; the measure
    is 2s / (1 + s) of that share s, an increasing function, so Wilson's limits of s carry through it.
    """
    share = wilson(both, both + differ, level)
    return Estimate(*(2 * s / (1 + s) for s in (share.value, share.ci_low, share.ci_high)))


def _around(value: float, variance: float, level: float) -> Estimate:
    """Return a normal interval, cut to what the measure can be; none where the variance is 0."""
    if variance <= 1e-15:
        return Estimate(value, math.nan, math.nan)
    half = NormalDist().inv_cdf((1 + level) / 2) * math.sqrt(variance)
    return Estimate(value, max(-1.0, value - half), min(1.0, value + half))


def _undefined() -> Estimate:
    """Return a measure that the data do not define."""
    return Estimate(math.nan, math.nan, math.nan)


_SOURCES = {
    "percent": "Wilson 1927",
    "positive": "Cicchetti and Feinstein 1990; Wilson 1927",
    "negative": "Cicchetti and Feinstein 1990; Wilson 1927",
    "kappa": "Cohen 1960; Fleiss, Cohen and Everitt 1969",
    "pabak": "Byrt, Bishop and Carlin 1993; Wilson 1927",
    "ac1": "Gwet 2008",
}


def agreement(
    decisions: Decisions, stage: str, batches: Mapping[str, str] | None = None, level: float = 0.95
) -> pd.DataFrame:
    """Return the agreement of every two reviewers on a stage, from first votes.

    Parameters
    ----------
    decisions : Decisions
        Checked decisions.
    stage : str
        ``title-abstract`` or ``full-text``.
    batches : mapping, optional
        Report id -> batch (a search date, say); agreement is then given for each batch too.
    level : float
        Of the intervals.

    Returns
    -------
    DataFrame
        ``stage, batch`` (``all`` first), ``reviewer_1, reviewer_2, kind_1, kind_2`` (``person`` or ``software``; empty
        where it is not known), ``measure, value, ci_low, ci_high, source``. Batches in which a pair has no report in
        common are left out. Measures:
        ``n, both_keep, only_first_keeps, only_second_keeps, both_exclude`` (counts, without interval), ``percent,
        positive, negative, kappa, pabak, ac1`` (fractions; NaN where undefined).
    """
    votes = first_votes(decisions, stage)
    keeps = votes.assign(keeps=votes["decision"] != "exclude").pivot(
        index="report_id", columns="reviewer", values="keeps"
    )
    kind = dict(zip(decisions.reviewers["reviewer"], decisions.reviewers["kind"], strict=True))
    rows: list[dict[str, object]] = []
    for first, second in combinations(sorted(keeps.columns), 2):
        pair = keeps[[first, second]].dropna()
        for batch, ids in _batches(list(pair.index), batches).items():
            table = _table(pair.loc[ids, first].astype(bool), pair.loc[ids, second].astype(bool))
            head = {"stage": stage, "batch": batch, "reviewer_1": first, "reviewer_2": second}
            head |= {"kind_1": kind.get(first, ""), "kind_2": kind.get(second, "")}
            rows += [{**head, **measure} for measure in _measures(table, level)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _batches(reports: list[str], batches: Mapping[str, str] | None) -> dict[str, list[str]]:
    """Return the reports of each batch, all of them first."""
    result = {ALL: reports}
    for batch in sorted({batches.get(name, "") for name in reports}) if batches else []:
        result[batch] = [name for name in reports if batches and batches.get(name, "") == batch]
    return result


def _table(first: pd.Series, second: pd.Series) -> Table:
    """Count the 2x2 table of two columns of keep or not."""
    cells = (first & second, first & ~second, ~first & second, ~first & ~second)
    return Table(*(int(cell.sum()) for cell in cells))


def _measures(table: Table, level: float) -> list[dict[str, object]]:
    """Return the rows of one table."""
    counts = {
        "n": table.n,
        "both_keep": table.a,
        "only_first_keeps": table.b,
        "only_second_keeps": table.c,
        "both_exclude": table.d,
    }
    none = {"ci_low": math.nan, "ci_high": math.nan, "source": ""}
    rows: list[dict[str, object]] = [{"measure": name, "value": float(n), **none} for name, n in counts.items()]
    for name, source in _SOURCES.items():
        result: Estimate = getattr(table, name)(level)
        limits = {"value": result.value, "ci_low": result.ci_low, "ci_high": result.ci_high}
        rows.append({"measure": name, **limits, "source": source})
    return rows
