# python benchmarks/local_coverage.py [--write]
"""Coverage of every interval that the own study offers, and of those that were dropped because they do not hold.

Exact where a sum over all possible tables can be made (each table times its probability), and by simulation of the
same (20,000 studies a pair of rates; 4,000 for matched pairs); by simulation only for survival with losses and for
months in work. Rates 5 % to 95 % in steps of 5 in both groups, so 361 pairs. ``n_per_group``: 10, 15, 20 and 30 are
studies of 20, 30, 40 and 60 people together; 40 and 60 are added, so that the list also holds 20, 30, 40 and 60 in each
group (or pairs; or people in the one group there is). ``--write`` puts the table beside this file.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import special, stats

from ettervern.local.conditional import conditional_odds_ratio
from ettervern.local.firth import firth_odds_ratio
from ettervern.local.months import mean_difference
from ettervern.local.numbers import Floats, TwoGroups
from ettervern.local.power import joint
from ettervern.local.score import difference_score, paired_score, ratio_score
from ettervern.local.single import clopper_pearson, wilson
from ettervern.local.survival import beta_product, kaplan_meier
from ettervern.local.unconditional import difference_family, paired_family, ratio_family, tails

RATES = np.round(np.arange(0.05, 0.96, 0.05), 2)
SIZES = (10, 15, 20, 30, 40, 60)
STUDIES = 20_000
Z = float(special.ndtri(0.975))
Row = dict[str, object]


def row(measure: str, method: str, offered: bool, n: int, exact: list[float], simulated: list[float]) -> Row:
    """Return one line of the table."""
    found = {"measure": measure, "method": method, "offered": offered, "n_per_group": n}
    low, mean = (min(exact), float(np.mean(exact))) if exact else (np.nan, np.nan)
    return {**found, "exact_min": low, "exact_mean": mean, "simulated_min": min(simulated) if simulated else np.nan}


def single() -> Iterator[Row]:
    """One group: the share."""
    random = np.random.default_rng(1)
    for n in (20, 30, 40, 60):
        x = np.arange(n + 1)
        exact_limits = np.array([clopper_pearson(int(k), n) for k in x]).T
        limits = {
            ("wilson_corrected", True): wilson(x.astype(float), float(n)),
            ("wilson", False): wilson(x.astype(float), float(n), corrected=False),
            ("clopper_pearson", False): (exact_limits[0], exact_limits[1]),
        }
        for (method, offered), (low, high) in limits.items():
            holds = {p: (low <= p + 1e-12) & (p - 1e-12 <= high) for p in RATES}
            exact = [float(stats.binom.pmf(x, n, p)[holds[p]].sum()) for p in RATES]
            simulated = [float(holds[p][random.binomial(n, p, STUDIES)].mean()) for p in RATES]
            yield row("share", method, offered, n, exact, simulated)


def tables(n: int) -> tuple[Floats, Floats]:
    """Return all tables of two groups of n."""
    a, c = np.meshgrid(np.arange(n + 1.0), np.arange(n + 1.0), indexing="ij")
    return a.ravel(), c.ravel()


def over_pairs(n: int, holds: object, seed: int) -> tuple[list[float], list[float]]:
    """Return exact and simulated coverage at every pair of rates; ``holds`` says of which tables the interval holds."""
    random, exact, simulated = np.random.default_rng(seed), [], []
    assert callable(holds)
    for p1 in RATES:
        for p2 in RATES:
            kept = holds(float(p1), float(p2)).reshape(n + 1, n + 1)
            exact.append(float(joint(n, n, float(p1), float(p2))[kept].sum()))
            simulated.append(float(kept[random.binomial(n, p1, STUDIES), random.binomial(n, p2, STUDIES)].mean()))
    return exact, simulated


def unconditional(n: int) -> Iterator[Row]:
    """Risk difference and risk ratio: exact, and the asymptotic ones."""
    a, c = tables(n)
    for measure, family, value, score in (
        ("RD", difference_family(n, n), lambda p, q: round(p - q, 10), difference_score),
        ("RR", ratio_family(n, n), lambda p, q: round(p / q, 10), ratio_score),
    ):
        seen: dict[float, Floats] = {}

        def exact(p: float, q: float, family=family, value=value, seen=seen):  # type: ignore[no-untyped-def]
            hypothesis = value(p, q)
            if hypothesis not in seen:
                upper, lower = tails(family, hypothesis)
                seen[hypothesis] = (upper >= 0.025) & (lower >= 0.025)
            return seen[hypothesis]

        yield row(measure, "exact_unconditional", True, n, *over_pairs(n, exact, 2))

        def by_score(p: float, q: float, value=value, score=score):  # type: ignore[no-untyped-def]
            return np.abs(score(a, n, c, n, value(p, q))) <= Z

        yield row(measure, "score", False, n, *over_pairs(n, by_score, 3))
    share = (a / n, c / n)
    spread = np.sqrt(share[0] * (1 - share[0]) / n + share[1] * (1 - share[1]) / n)
    wald = over_pairs(n, lambda p, q: np.abs(share[0] - share[1] - (p - q)) <= Z * spread + 1e-12, 4)
    yield row("RD", "wald", False, n, *wald)
    yield row("RD", "newcombe", False, n, *over_pairs(n, newcombe(a, c, n), 5))


def large(n: int = 110) -> Iterator[Row]:
    """Risk difference and risk ratio by score, in groups so large that the package uses it."""
    a, c = tables(n)
    for measure, score in (("RD", difference_score), ("RR", ratio_score)):

        def holds(p: float, q: float, measure=measure, score=score):  # type: ignore[no-untyped-def]
            return np.abs(score(a, n, c, n, p - q if measure == "RD" else p / q)) <= Z

        yield row(measure, "score", True, n, *over_pairs(n, holds, 11))


def newcombe(a: Floats, c: Floats, n: int) -> object:
    """Return whether Newcombe's hybrid score interval holds (method 10, Stat Med 1998;17:873-90)."""
    (l1, u1), (l2, u2) = wilson(a, float(n), corrected=False), wilson(c, float(n), corrected=False)
    p1, p2 = a / n, c / n
    low = p1 - p2 - np.sqrt((p1 - l1) ** 2 + (u2 - p2) ** 2)
    high = p1 - p2 + np.sqrt((u1 - p1) ** 2 + (p2 - l2) ** 2)
    return lambda p, q: (low <= p - q + 1e-12) & (p - q - 1e-12 <= high)


def odds_ratios(n: int) -> Iterator[Row]:
    """Odds ratios: exact, mid-p and Firth's profile, each computed for every table by the package itself."""
    a, c = tables(n)
    all_tables = [TwoGroups(int(x), n, int(y), n) for x, y in zip(a, c, strict=True)]
    methods = {
        "conditional_exact": [conditional_odds_ratio([two]) for two in all_tables],
        "conditional_midp": [conditional_odds_ratio([two], mid=True) for two in all_tables],
        "firth_profile": [firth_odds_ratio(two) for two in all_tables],
    }
    limits = {name: np.array([(one.low, one.high) for one in found]).T for name, found in methods.items()}
    half = [a + 0.5, n - a + 0.5, c + 0.5, n - c + 0.5]
    centre, se = np.log(half[0] * half[3] / half[1] / half[2]), np.sqrt(sum(1 / cell for cell in half))
    limits["woolf_half (wald)"] = np.exp(np.array([centre - Z * se, centre + Z * se]))
    for method, (low, high) in limits.items():

        def holds(p: float, q: float, low=low, high=high):  # type: ignore[no-untyped-def]
            ratio = p * (1 - q) / (q * (1 - p))
            return (low <= ratio * (1 + 1e-9)) & (ratio * (1 - 1e-9) <= high)

        yield row("OR", method, method in methods, n, *over_pairs(n, holds, 6))


def pair_rates() -> Iterator[tuple[float, float]]:
    """Return shares of the two kinds of discordant pairs: marginal rates 5 % to 95 %, five strengths of likeness."""
    for p1 in RATES[::2]:
        for p2 in RATES[::2]:
            least, most = max(0.0, p1 + p2 - 1), min(p1, p2)
            for likeness in (0.0, 0.25, 0.5, 0.75, 1.0):
                both = least + likeness * (most - least)
                only_service, only_comparison = max(p1 - both, 0.0), max(p2 - both, 0.0)
                if only_service + only_comparison > 1e-9:
                    yield float(only_service), float(only_comparison)


def pairs(n: int) -> Iterator[Row]:
    """Matched pairs: difference in risk and odds ratio; n is pairs."""
    family = paired_family(n)
    b, c = family.first, family.second
    ways = special.gammaln(n + 1) - special.gammaln(b + 1) - special.gammaln(c + 1) - special.gammaln(n - b - c + 1)
    limits = np.array([clopper_pearson(int(x), int(x + y)) if x + y else (0, 1) for x, y in zip(b, c, strict=True)]).T
    total, found = b + c, {name: [] for name in ("RD exact_unconditional", "RD tango", "OR exact", "OR midp")}
    simulated: dict[str, list[float]] = {name: [] for name in found}
    random, number = np.random.default_rng(8), {(x, y): i for i, (x, y) in enumerate(zip(b, c, strict=True))}
    for pb, pc in pair_rates():
        logs = ways + special.xlogy(b, pb) + special.xlogy(c, pc) + special.xlogy(n - b - c, max(1 - pb - pc, 0.0))
        chances, difference = np.exp(logs), round(pb - pc, 10)
        upper, lower = tails(family, difference) if abs(difference) < 1 else (np.ones(len(b)), np.ones(len(b)))
        holds = {
            "RD exact_unconditional": (upper >= 0.025) & (lower >= 0.025),
            "RD tango": np.abs(paired_score(b, c, n, difference)) <= Z,
        }
        if pb > 1e-9 and pc > 1e-9:
            share = pb / (pb + pc)
            below, point = stats.binom.cdf(b, total, share), stats.binom.pmf(b, total, share)
            holds["OR exact"] = (limits[0] <= share + 1e-12) & (share - 1e-12 <= limits[1])
            holds["OR midp"] = (total == 0) | ((below - point / 2 > 0.025) & (1 - below + point / 2 > 0.025))
        drawn = random.multinomial(n, [pb, pc, max(1 - pb - pc, 0.0)], 4_000)
        places = np.array([number[(x, y)] for x, y in drawn[:, :2].astype(float)])
        for name, kept in holds.items():
            found[name].append(float(chances[kept].sum()))
            simulated[name].append(float(kept[places].mean()))
    for name, exact in found.items():
        measure, method = name.split(" ")
        offered = name in ("RD exact_unconditional", "OR exact")
        yield row(f"{measure}, matched pairs", method, offered, n, exact, simulated[name])


def log_log(times: Floats, events: Floats, when: float) -> tuple[float, float]:
    """Return the usual log-log limits at a time; no limits (never holding) while nobody relapsed."""
    curve = kaplan_meier(times, events)
    before = curve[curve["time"] <= when]
    if before.empty or before["survival"].iloc[-1] <= 0:
        return np.nan, np.nan
    share, se = float(before["survival"].iloc[-1]), float(before["standard_error"].iloc[-1])
    spread = Z * se / (share * np.log(share))
    ends = sorted(share ** np.exp(sign * spread) for sign in (-1, 1))
    return float(ends[0]), float(ends[1])


def survival(n: int, studies: int = 1_000) -> Iterator[Row]:
    """Share without relapse at twelve months, a fifth lost at an even pace; simulation."""
    random = np.random.default_rng(9)
    found: dict[str, list[float]] = {"beta_product": [], "log_log": []}
    for p in (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95):
        relapse = random.exponential(12 / -np.log(p), (studies, n))
        lost = np.where(random.random((studies, n)) < 0.2, random.uniform(0, 12, (studies, n)), 12.5)
        times, events = np.minimum(relapse, lost), (relapse <= lost).astype(float)
        for method, function in (("beta_product", beta_product), ("log_log", log_log)):
            if method == "log_log" and n > 30:
                continue
            limits = np.array([function(t, e, 12.0) for t, e in zip(times, events, strict=True)])
            found[method].append(float(((limits[:, 0] <= p) & (p <= limits[:, 1])).mean()))
    for method, simulated in found.items():
        if simulated:
            yield row("share without relapse at 12 months", method, method == "beta_product", n, [], simulated)


def months(n: int, studies: int = 2_000) -> Iterator[Row]:
    """Difference in mean months in work, four patterns of entering work in each group; simulation."""
    random = np.random.default_rng(10)
    patterns = {"whole year": (12, 13), "any month": (1, 13), "short": (1, 3)}
    found: dict[str, list[float]] = {"welch_plus_two": [], "welch": []}
    for first in patterns.values():
        for second in patterns.values():
            for p1, p2 in ((0.05, 0.05), (0.05, 0.5), (0.3, 0.1), (0.5, 0.5), (0.8, 0.1), (0.95, 0.7), (0.05, 0.95)):
                groups = [
                    (random.random((studies, n)) < p) * random.integers(*ends, (studies, n)).astype(float)
                    for p, ends in ((p1, first), (p2, second))
                ]
                true = p1 * (sum(first) - 1) / 2 - p2 * (sum(second) - 1) / 2
                made = [mean_difference(x, y, 12) for x, y in zip(*groups, strict=True)]
                found["welch_plus_two"].append(float(np.mean([one.low <= true <= one.high for one in made])))
                found["welch"].append(plain_welch(*groups, true))
    for method, simulated in found.items():
        yield row("difference in months in work", method, method == "welch_plus_two", n, [], simulated)


def plain_welch(x: Floats, y: Floats, true: float) -> float:
    """Return the coverage of Welch's interval as it is."""
    parts = [group.var(axis=1, ddof=1) / group.shape[1] for group in (x, y)]
    with np.errstate(divide="ignore", invalid="ignore"):
        df = (parts[0] + parts[1]) ** 2 / sum(part**2 / (x.shape[1] - 1) for part in parts)
        half = np.nan_to_num(special.stdtrit(df, 0.975) * np.sqrt(parts[0] + parts[1]))
    return float((np.abs(x.mean(axis=1) - y.mean(axis=1) - true) <= half + 1e-12).mean())


def main() -> None:
    """Count, print, and write where asked."""
    started, rows = time.perf_counter(), [*single(), *large()]
    for n in SIZES:
        for part in (unconditional, odds_ratios, pairs, survival, months):
            rows += list(part(n))
            print(f"{time.perf_counter() - started:6.0f} s  {n:3d} in each group: {part.__name__}", file=sys.stderr)
    table = pd.DataFrame(rows).sort_values(
        ["offered", "measure", "method", "n_per_group"], ascending=[False, True, True, True]
    )
    table = table.round({"exact_min": 4, "exact_mean": 4, "simulated_min": 4})
    print(table.to_string(index=False))
    short = table[table["offered"] & (table[["exact_min", "simulated_min"]].min(axis=1) < 0.93)]
    print(f"\noffered: {int(table['offered'].sum())} lines, under 93 %: {len(short)}")
    if "--write" in sys.argv:
        table.to_csv(Path(__file__).with_suffix(".csv"), index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
