"""Numbers inside sentences, written as each language writes them."""

from __future__ import annotations

import math

NO_BREAK = "\u00a0"


def percent(share: float, language: str) -> str:
    """Return a share from 0 to 1 as whole percent."""
    return f"{100 * share:.0f}{NO_BREAK}%" if language == "nb" else f"{100 * share:.0f}%"


def decimal(value: float, language: str, places: int = 2) -> str:
    """Return a number with decimals: a comma in Norwegian, a point in English."""
    if not math.isfinite(value):
        return "∞" if value > 0 else "–"
    text = f"{value:.{places}f}"
    return text.replace(".", ",") if language == "nb" else text


def whole(value: float, language: str) -> str:
    """Return a whole number with its thousands apart."""
    return f"{value:,.0f}".replace(",", NO_BREAK if language == "nb" else ",")


def change(per_1000: float, language: str) -> str:
    """Return a difference per 1000 as "121 fewer", "36 more" or "0"."""
    less, more = ("færre", "flere") if language == "nb" else ("fewer", "more")
    shown = whole(abs(per_1000), language)
    if shown == "0":
        return "0"
    return f"{shown} {less if per_1000 < 0 else more}"
