"""Numbers as readers of each language write them; what a locale writes is Babel's to know.

Figures, tables, prose, the change log and the pages of one's own study all come here, so that one number never reads
in two ways. Shares, risks, weights and I2 come as shares of 1, never as percent.
"""

from __future__ import annotations

import math
from copy import copy
from datetime import date
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.dates import format_date
from babel.numbers import NumberPattern

from ettervern.catalogue import gettext
from ettervern.rounding import steady

#: No-break space: keeps "95 %" and "1 000" on one line; screen readers read it as an ordinary space.
NBSP = "\u00a0"
MINUS = "\u2212"


def unknown(language: str) -> str:
    """Return what stands where a number is not known."""
    return gettext("number.unknown", language)


def is_missing(value: float | None) -> bool:
    """Return whether a number is not there (``None`` or NaN)."""
    return value is None or math.isnan(value)


def decimal(value: float | None, places: int, language: str) -> str:
    """Return a number with a fixed count of decimals, e.g. ``0,56`` in nb and ``0.56`` in en.

    Parameters
    ----------
    value : float or None
        A missing value is shown as "not known", never as 0 or an empty cell.
    places : int
        Decimals shown.
    language : str
        Code of a language that has a catalogue.
    """
    return _written(value, places, language, "decimal")


@lru_cache
def _pattern(language: str, kind: str, places: int) -> tuple[NumberPattern, Locale]:
    """Return how a language writes numbers, or percentages, with so many decimals."""
    locale = Locale.parse(language)
    pattern = copy((locale.percent_formats if kind == "percent" else locale.decimal_formats)[None])
    pattern.frac_prec, pattern.scale = (places, places), 0
    return pattern, locale


def _written(value: float | None, places: int, language: str, kind: str) -> str:
    """Return a number in a pattern of its language, with a true minus sign in all of them."""
    if value is None or math.isnan(value):
        return unknown(language)
    if math.isinf(value):
        return "∞" if value > 0 else f"{MINUS}∞"
    shown = Decimal(f"{steady(abs(value)):.{places}f}")  # rounded here: Babel rounds the shortest decimal of a float
    pattern, locale = _pattern(language, kind, places)
    return f"{MINUS if value < 0 and shown else ''}{pattern.apply(shown, locale)}"


def whole(value: float | None, language: str) -> str:
    """Return a count, e.g. ``1 720`` in nb and ``1,720`` in en."""
    return decimal(value, 0, language)


def in_people(share: float, per: int) -> int:
    """Return a share, or a difference of two, as whole people of so many."""
    return round(round(share * per, 9))


def ratio(value: float | None, language: str) -> str:
    """Return a ratio with as many decimals as it can carry: 0.045, 0.56, 3.45, 12.3, 120."""
    return decimal(value, _ratio_places(value), language)


def _ratio_places(value: float | None) -> int:
    """Return two decimals, fewer for large ratios and more for very small ones."""
    if value is None or math.isnan(value) or math.isinf(value) or value <= 0:
        return 2
    if value >= 99.95:
        return 0
    if value >= 9.995:
        return 1
    return 2 if value >= 0.0995 else 1 - math.floor(math.log10(value))


def effect(value: float | None, language: str, *, log: bool = True) -> str:
    """Return a ratio, or a difference with two decimals where ``log`` is False."""
    return ratio(value, language) if log else decimal(value, 2, language)


def interval(low: float | None, high: float | None, language: str, *, short: bool = False, log: bool = True) -> str:
    """Return an interval of ratios: ``0,39 til 0,81``; with ``short`` the form of tables, ``0,39–0,81``.

    Intervals of differences (``log`` False) always have the word, as a dash beside a minus sign is read as one.
    """
    if is_missing(low) or is_missing(high):
        return unknown(language)
    ends = effect(low, language, log=log), effect(high, language, log=log)
    return "–".join(ends) if short and log else gettext("number.interval", language, low=ends[0], high=ends[1])


def percent(share: float | None, language: str, places: int = 0) -> str:
    """Return a share as a percentage, e.g. ``40 %`` in nb and ``40%`` in en.

    Parameters
    ----------
    share : float or None
        Of 1: 0.4 is 40 percent.
    language : str
        Code of a language that has a catalogue.
    places : int
        Decimals shown.
    """
    return _written(None if share is None else 100 * share, places, language, "percent")


def chance(share: float | None, language: str) -> str:
    """Return a chance in whole percent, "under 1 %" and "over 99 %" where it rounds to none or to all."""
    if share is not None and 0 < share < 0.005:
        return gettext("number.under", language, share=percent(0.01, language))
    if share is not None and share >= 0.995:  # a chance of exactly one is what rounding leaves
        return gettext("number.over", language, share=percent(0.99, language))
    return percent(share, language)


def p_equals(value: float | None, language: str) -> str:
    """Return a p value in a sentence: ``p = 0.012``, or ``p < 0.001``."""
    shown = p_value(value, language)
    return f"p {shown}" if shown.startswith("<") else f"p = {shown}"


def p_value(value: float | None, language: str) -> str:
    """Return a p value to three decimals, "< 0.001" under that."""
    if value is not None and not math.isnan(value) and value < 0.001:
        return f"<{NBSP}{decimal(0.001, 3, language)}"
    return decimal(value, 3, language)


def day(value: date, language: str) -> str:
    """Return a date in words: ``21. november 2026`` or ``21 November 2026``."""
    return str(format_date(value, gettext("number.day", language), locale=language))
