"""How alike two rows of an extraction are: whether they tell of the same contrast, in whatever words.

Two people name arms and definitions as they like, so words alone cannot pair rows; figures that are equal can.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz

from ettervern.extract.facing import COUNTS, EFFECT, Told, facing, number, turned
from ettervern.extract.naming import Naming
from ettervern.extract.schemas import RawRow
from ettervern.schema import texts
from ettervern.staging import digest

#: Least score of two rows that are paired.
ENOUGH = 2.5
_NEVER = -100.0
_MEASURES = (
    (re.compile(r"chi"), "chi2"),
    (re.compile(r"mean[ _]diff|^md"), "MD"),
    (re.compile(r"percent"), "percent"),
    (re.compile(r"\birr\b"), "IRR"),
    (re.compile(r"risk ratio|rate ratio|\ba?rr\b|^rr_"), "RR"),
    (re.compile(r"odds|\ba?or\b"), "OR"),
    (re.compile(r"hazard|\ba?hr\b"), "HR"),
    (re.compile(r"\brd\b"), "RD"),
)
_ADJUSTED = re.compile(r"^[^(]*(?:(?<!un)adjusted|\b(?:aor|arr|ahr|airr)\b)|\(adjusted")


def told(row: RawRow, names: Naming) -> Told:
    """Return a row of a raw extraction as text."""
    family, event = names.outcome(row.outcome), names.event(row.event)
    cells = texts(row) | {"event": event}
    arms = row.arm_intervention, row.arm_control
    opposite = names.opposite(family, event)
    return Told(row.study_id, row.outcome, event, cells["months"], *arms, row.definition, cells, family, opposite)


def fingerprint(row: RawRow | None) -> str:
    """Return what tells a row of a raw extraction from others, whatever its place; empty for none."""
    return "" if row is None else digest(*texts(row).values())[:10]


def measure(text: str) -> str:
    """Return an effect measure in one way of writing: ``aOR`` for “adjusted OR (GEE)” and “OR (adjusted)”."""
    low = text.lower()
    name = low.partition("(")[0].strip()
    result = next((short for pattern, short in _MEASURES if pattern.search(name)), text.partition("(")[0].strip())
    return f"a{result}" if result in ("OR", "RR", "HR", "IRR") and _ADJUSTED.search(low) else result


def p_value(text: str) -> str:
    """Return a p value in one way of writing: ``<0.001`` for “<.001 (three-arm)”."""
    result = re.match(r"\s*([<>=]?)\s*(\d*\.\d+|[01])", text)
    if not result:
        return re.split(r"[(;]", text)[0].strip().lower()
    return f"{result[1].replace('=', '')}{float(result[2]):g}"


def canonical(field: str, text: str) -> str:
    """Return a cell so that two ways of writing the same are the same."""
    if field == "effect_measure":
        return measure(text) if text else ""
    if field == "p_value":
        return p_value(text) if text else ""
    if field == "analysis_set":
        return "" if text == "unclear" else text
    value = number(text)
    return text if value is None else f"{value:g}"


def same_figures(one: Told, other: Told) -> bool:
    """Return whether two rows give the same counts, or the same effect with its interval where counts are missing."""
    one, other = facing(one, other)
    for fields in (COUNTS, EFFECT):
        if all(one.cells[name] and other.cells[name] for name in fields):
            return all(canonical(name, one.cells[name]) == canonical(name, other.cells[name]) for name in fields)
    return False


def words_alike(one: str, other: str) -> float:
    """Return from 0 to 1 how alike two namings are; an abbreviation is like what it abbreviates."""
    if not one or not other:
        return 0.0
    result = float(fuzz.token_set_ratio(one.lower(), other.lower())) / 100
    for short, full in ((one, other), (other, one)):
        letters = "".join(word[0] for word in re.findall(r"[A-Za-z]+", full)).lower()
        for name in re.findall(r"\b[A-Z]{2,6}\b", short):
            if name.lower() in letters:
                result = max(result, 0.9)
    return result


def score(one: Told, other: Told) -> float:
    """Return how much speaks for two rows telling of the same contrast."""
    months = [number(row.months) for row in (one, other)]
    if one.study_id != other.study_id or one.family != other.family:
        return _NEVER
    if None not in months and months[0] != months[1]:
        return _NEVER
    one, other = facing(one, other)
    points = (1.0 if None not in months else 0.0) + 0.5 * (one.outcome == other.outcome)
    points += 0.5 * (one.event == other.event)
    points += words_alike(one.arm_intervention, other.arm_intervention)
    points += 0.5 * words_alike(one.arm_control, other.arm_control)
    points += 1.5 * words_alike(one.definition, other.definition)
    return points + _figures(one, other)


def _figures(one: Told, other: Told) -> float:
    """Return what equal and different figures say."""
    points = 0.0
    seen: list[bool] = []
    for fields, weight in ((COUNTS, 0.75), (EFFECT, 1.0), (("p_value",), 0.5)):
        for name in fields:
            a, b = canonical(name, one.cells[name]), canonical(name, other.cells[name])
            if a and b:
                seen.append(a == b or (name == "effect" and turned(a, b)))
                points += weight if seen[-1] else -0.5 * weight
    if seen and not any(seen):
        points -= 1.0
    # Figures on one side alone: most likely another analysis of the same outcome.
    given = [
        any(row.cells[name] for name in ("events_intervention", "events_control", "effect")) for row in (one, other)
    ]
    return points - (0.75 if given[0] != given[1] else 0.0)


def repeats(rows: Sequence[Told]) -> dict[int, int]:
    """Return rows that tell the same contrast as an earlier row of their own table: place -> place of the first.

    The first is the one that gives most; the same figures for the same arms and time are the same contrast.
    """
    order = sorted(range(len(rows)), key=lambda at: (-sum(bool(cell) for cell in rows[at].cells.values()), at))
    result: dict[int, int] = {}
    kept: list[int] = []
    for at in order:
        same = [one for one in kept if same_figures(rows[one], rows[at]) and _one_contrast(rows[one], rows[at])]
        if same:
            result[at] = same[0]
        else:
            kept.append(at)
    return result


def _one_contrast(one: Told, other: Told) -> bool:
    """Return whether two rows with the same figures are of one study, outcome, time and pair of arms."""
    alike = words_alike(one.arm_intervention, other.arm_intervention)
    return score(one, other) > ENOUGH and facing(one, other)[1].event == one.event and alike >= 0.4


def best_pairs(first: Sequence[Told], second: Sequence[Told]) -> list[tuple[int, int, float]]:
    """Return the pairs of rows that together are most alike, each row in at most one.

    Parameters
    ----------
    first, second : sequence of Told
        Rows of two extractions.

    Returns
    -------
    list of (int, int, float)
        Place in each and the score, in the order of the first.
    """
    if not first or not second:
        return []
    scores = np.array([[score(one, other) for other in second] for one in first])
    # A pair that is not good enough is worth as much as no pair, so that it takes no partner from a better one.
    worth = np.where(scores >= ENOUGH, scores, 0.0)
    results = zip(*(places.tolist() for places in _assigned(worth)), strict=True)
    return sorted((a, b, float(scores[a, b])) for a, b in results if scores[a, b] >= ENOUGH)


def _assigned(worth: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return the rows and columns of the assignment that is worth most."""
    partners = worth > 0
    if partners.sum(axis=0).max() <= 1 and partners.sum(axis=1).max() <= 1:
        left, right = np.nonzero(partners)
        return left, right
    from scipy.optimize import linear_sum_assignment  # here: it takes 0.3 s to load, for rows that are contested only

    left, right = linear_sum_assignment(worth, maximize=True)
    return left, right
