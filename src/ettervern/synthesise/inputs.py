"""From the columns of a table to effects: a study's own figures first, then what they can be had from, then print.

Which way was taken is kept for each study, since a figure that was computed is not one that was printed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from scipy import special

from ettervern.settings.effect_measures import COUNTS, LOGRANK, MEANS, PRINTED, RATES, Measure
from ettervern.synthesise.arrays import Flags, Floats, SynthesisError, guard, refuse
from ettervern.synthesise.effects import design_effect, from_means, from_ratio, from_ratio_p, from_table
from ettervern.synthesise.means import FIGURES, complete, sd_from_p
from ettervern.synthesise.rates import from_logrank, from_proportion, from_rates, from_single_mean

#: Trials of clusters, and people who are their own control.
DESIGN = ("icc", "cluster_size", "paired_correlation")
ARMS = ("intervention", "control")


@dataclass(frozen=True)
class Inputs:
    """Effects of a table, ready to be pooled.

    Attributes
    ----------
    y, v : ndarray of shape (k,)
        Effects on the analysis scale and their variances; NaN where ``kept`` is False.
    kept : ndarray of bool, shape (k,)
        Studies whose figures say something on the measure.
    how : list of str
        How a study's effect was had; empty where its own figures were printed.
    figures : dict of str to ndarray of shape (k,)
        The measure's own figures, as printed or as computed.
    """

    y: Floats
    v: Floats
    kept: Flags
    how: list[str]
    figures: dict[str, Floats]


def may_have(measure: Measure) -> tuple[str, ...]:
    """Return the columns that may stand beside or in place of a measure's own."""
    if measure.code == "GEN":
        return ("se",)
    if measure.columns == MEANS:
        return (*(f"{name}_{arm}" for arm in ARMS for name in FIGURES), "change_correlation", *PRINTED, *DESIGN)
    if measure.columns == ("mean", "sd", "n"):
        return (*FIGURES, "change_correlation")
    return ("icc", "cluster_size", *(() if measure.single else PRINTED))


def effects_of(measure: Measure, data: Mapping[str, Floats], zero: str, *, drop_empty: bool = True) -> Inputs:
    """Return the effects of a table.

    Parameters
    ----------
    measure : Measure
        What is computed.
    data : mapping of str to ndarray of shape (k,)
        Any of the measure's columns and of :func:`may_have`; NaN where a study prints nothing.
    zero : {"only0", "all", "none"}
        Rule for zero cells.
    drop_empty : bool
        Whether tables with no event, or only events, in both arms are left out, but for risk differences.

    Raises
    ------
    SynthesisError
        For the first study whose figures cannot be right, or lead to no effect.
    """
    k = next(iter(data.values())).size
    figures, how = _own(measure, data, k)
    own: Flags = np.asarray(np.isfinite(np.stack(list(figures.values()))).all(axis=0))
    y, v, kept = np.full(k, np.nan), np.full(k, np.nan), np.ones(k, dtype=bool)
    printed = ~own & np.isfinite(data.get("effect", y))
    refuse((~own & ~printed, _expected(measure)))
    if own.any():
        with _among(own):
            y[own], v[own], kept[own] = _computed(measure, figures, data, own, zero, drop_empty)
    if printed.any():
        with _among(printed):
            y[printed], v[printed], messages = _printed(measure, data, printed)
        for row, message in zip(np.flatnonzero(printed), messages, strict=True):
            how[row] = message
    v = v * _inflation(measure, data, printed | (measure.columns == RATES), how)
    if any(name.startswith("events") for name in measure.columns):
        lost = kept & ~(np.isfinite(y) & (v > 0))
        words = "a zero cell, and without a correction no effect with a variance; choose --zero only0 or all, or MH"
        refuse((lost, words))
    guard(np.where(kept, y, 0.0), np.where(kept, v, 1.0))
    return Inputs(y, v, kept, how, figures)


def has_own(measure: Measure, data: Mapping[str, Floats]) -> Flags:
    """Return which studies print a measure's own figures, or others that they are computed from; shape (k,)."""
    figures, _ = _own(measure, data, next(iter(data.values())).size)
    return np.asarray(np.isfinite(np.stack(list(figures.values()))).all(axis=0))


@contextmanager
def _among(rows: Flags) -> Iterator[None]:
    """Name a study at fault by its row in the whole table, though only those of ``rows`` were looked at."""
    try:
        yield
    except SynthesisError as error:
        if error.row is None:
            raise
        raise SynthesisError(error.words, int(np.flatnonzero(rows)[error.row - 1]) + 1) from error


def _expected(measure: Measure) -> str:
    """Return what a study must print for an effect."""
    own = ", ".join(measure.columns)
    return f"expected {own}" + ("" if measure.single else ", or effect with ci_low and ci_high")


def _own(measure: Measure, data: Mapping[str, Floats], k: int) -> tuple[dict[str, Floats], list[str]]:
    """Return the measure's own figures, computed where a paper prints others, and how each was had."""
    none = np.full(k, np.nan)
    figures = {name: data.get(name, none) for name in measure.columns}
    correlation = data.get("change_correlation", none)
    how = [""] * k
    if measure.code == "GEN":
        figures["vi"] = np.where(np.isnan(figures["vi"]), data.get("se", none) ** 2, figures["vi"])
    for end in {MEANS: ("_intervention", "_control"), ("mean", "sd", "n"): ("",)}.get(measure.columns, ()):
        arm = {name: data[name + end] for name in FIGURES if name + end in data}
        figures[f"mean{end}"], figures[f"sd{end}"], ways = complete(arm, correlation)
        how = [", ".join(dict.fromkeys(filter(None, pair))) for pair in zip(how, ways, strict=True)]
    if measure.code == "SMD" and {"effect", "p_value"} <= data.keys():
        _shared_sd(figures, data, how)
    return _effective(measure, figures, data, how), how


def _shared_sd(figures: dict[str, Floats], data: Mapping[str, Floats], how: list[str]) -> None:
    """Fill the standard deviations of both arms from the p value of the difference of means that is printed."""
    n1, n2 = figures["n_intervention"], figures["n_control"]
    sd = sd_from_p(data["effect"], data["p_value"], n1, n2)
    take = np.isfinite(sd) & (np.isnan(figures["sd_intervention"]) | np.isnan(figures["sd_control"]))
    for row in np.flatnonzero(take):
        how[row] = "SD from the p value of the difference"
        figures["sd_intervention"][row] = figures["sd_control"][row] = sd[row]
        if np.isnan(figures["mean_intervention"][row]) or np.isnan(figures["mean_control"][row]):
            figures["mean_intervention"][row], figures["mean_control"][row] = data["effect"][row], 0.0


def _inflation(measure: Measure, data: Mapping[str, Floats], rows: Flags, how: list[str]) -> Floats:
    """Return by how much the variance of each study of ``rows`` grows, as its people came in clusters."""
    effect = _design_effects(data, rows.size)
    for row in np.flatnonzero(rows & (effect != 1)):
        how[row] = "; ".join(filter(None, (how[row], f"variance times the design effect {effect[row]:.3g}")))
    return np.where(rows, effect, 1.0)


def _design_effects(data: Mapping[str, Floats], k: int) -> Floats:
    """Return the design effect of each study, 1 where no cluster is spoken of."""
    icc, size = (data.get(name, np.full(k, np.nan)) for name in ("icc", "cluster_size"))
    refuse((np.isnan(icc) != np.isnan(size), "icc and cluster_size go together"))
    try:
        return np.array([1.0 if np.isnan(a) else design_effect(b, a) for a, b in zip(icc, size, strict=True)])
    except SynthesisError as error:
        bad = ~np.isnan(icc) & ~((icc >= 0) & (icc <= 1) & (size >= 1))
        raise SynthesisError(error.words, int(np.flatnonzero(bad)[0]) + 1) from error


def _effective(
    measure: Measure, figures: dict[str, Floats], data: Mapping[str, Floats], how: list[str]
) -> dict[str, Floats]:
    """Return the figures with people and events of a trial of clusters divided by its design effect."""
    effect = _design_effects(data, len(how))
    divided = [name for name in figures if name.startswith("n") or name.startswith("events")]
    if measure.columns == RATES or not (effect != 1).any():
        return figures
    for row in np.flatnonzero((effect != 1) & np.isfinite(np.stack(list(figures.values()))).all(axis=0)):
        how[row] = "; ".join(filter(None, (how[row], f"people divided by the design effect {effect[row]:.3g}")))
    return {name: values / effect if name in divided else values for name, values in figures.items()}


def _computed(
    measure: Measure,
    figures: Mapping[str, Floats],
    data: Mapping[str, Floats],
    rows: Flags,
    zero: str,
    drop_empty: bool,
) -> tuple[Floats, Floats, Flags]:
    """Return effects, variances and which studies say something, from a measure's own figures."""
    columns = [figures[name][rows] for name in measure.columns]
    kept = np.ones(columns[0].size, dtype=bool)
    code = measure.code
    if measure.columns == COUNTS:
        effects = from_table(code, *columns, zero=zero, drop_empty=drop_empty and code != "RD")
        return effects.y, effects.v, ~effects.dropped
    ways: dict[tuple[str, ...], Callable[[], tuple[Floats, Floats]]] = {
        MEANS: lambda: _means(code, columns, data, rows),
        RATES: lambda: from_rates(columns[0], columns[1], columns[2], columns[3], zero),
        LOGRANK: lambda: from_logrank(*columns),
        ("events", "n"): lambda: from_proportion(code, columns[0], columns[1], zero),
        ("mean", "sd", "n"): lambda: from_single_mean(code, *columns),
    }
    y, v = ways[measure.columns]() if measure.columns in ways else (columns[0], columns[1])
    return y, v, kept


def _means(code: str, columns: list[Floats], data: Mapping[str, Floats], rows: Flags) -> tuple[Floats, Floats]:
    """Return differences of means; where people were their own control, by the correlation of both measurements.

    Cochrane Handbook 23.2.7: SD of the differences sqrt(SD1^2 + SD2^2 - 2 r SD1 SD2); of a standardised difference
    the standard error sqrt(1/n + d^2 / (2 n)) sqrt(2 (1 - r)), with the mean of both variances as its SD.
    """
    y, v = from_means(code, *columns)
    r = data.get("paired_correlation", np.full(rows.size, np.nan))[rows]
    refuse((np.abs(r) >= 1, "a correlation lies between -1 and 1"))
    mean1, sd1, n1, mean2, sd2, n2 = columns
    paired = np.isfinite(r)
    refuse((paired & (n1 != n2), "people who are their own control are as many in both arms"))
    if code == "MD":
        return y, np.where(paired, (sd1**2 + sd2**2 - 2 * r * sd1 * sd2) / n1, v)
    d = (mean1 - mean2) / np.sqrt((sd1**2 + sd2**2) / 2)
    return np.where(paired, d, y), np.where(paired, (1 / n1 + d**2 / (2 * n1)) * 2 * (1 - r), v)


def _printed(measure: Measure, data: Mapping[str, Floats], rows: Flags) -> tuple[Floats, Floats, list[str]]:
    """Return effects as they were printed, with a variance from their interval or, where there is none, from p."""
    none = np.full(rows.size, np.nan)
    effect, low, high, level, p = (data.get(name, none)[rows] for name in PRINTED)
    level = np.where(np.isnan(level), 0.95, level)
    spanned = np.isfinite(low) & np.isfinite(high)
    refuse((~spanned & ~np.isfinite(p), "an effect needs ci_low and ci_high, or a p value"))
    y, v = np.full(effect.size, np.nan), np.full(effect.size, np.nan)
    if spanned.any():
        with _among(spanned):
            y[spanned], v[spanned] = _from_interval(measure, *(x[spanned] for x in (effect, low, high, level)))
    rest = ~spanned
    if rest.any():
        with _among(rest):
            y[rest], v[rest] = _from_p(measure, effect[rest], p[rest])
    return y, v, ["from the printed interval" if one else "from the printed p value" for one in spanned]


def _from_interval(measure: Measure, effect: Floats, low: Floats, high: Floats, level: Floats) -> tuple[Floats, Floats]:
    """Return effects and variances from intervals, of ratios by their logarithms (Cochrane Handbook 6.3.1)."""
    if measure.ratio:
        return from_ratio(effect, low, high, level)
    refuse(
        (low >= high, "the lower limit is not below the upper"),
        ((effect < low) | (effect > high), "the effect lies outside its interval"),
    )
    return effect, ((high - low) / (2 * special.ndtri(0.5 + level / 2))) ** 2


def _from_p(measure: Measure, effect: Floats, p: Floats) -> tuple[Floats, Floats]:
    """Return effects and variances from two-sided p values (Cochrane Handbook 6.3.2)."""
    if measure.ratio:
        return from_ratio_p(effect, p)
    refuse(
        (~((p > 0) & (p < 1)), "a p value lies between 0 and 1"),
        (effect == 0, "no variance can be had from the p value of an effect of 0"),
    )
    return effect, (effect / special.ndtri(p / 2)) ** 2
