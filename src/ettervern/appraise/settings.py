"""What the makers of a review decide about size, certainty and base rates: tables of ``review.toml`` with defaults."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import partial
from typing import Any

from ettervern.files import Problem, ReviewError
from ettervern.review import LANGUAGES, Review

RATE_KINDS = ("rate", "percentage", "trials", "own")


@dataclass(frozen=True)
class Thresholds:
    """Differences in people per 1000 from which an effect has a name.

    Attributes
    ----------
    small, moderate, large : float
        A difference under ``small`` is trivial.
    important : float
        The decision threshold: the least difference that would matter for a choice.
    """

    small: float = 20
    moderate: float = 100
    large: float = 200
    important: float = 50

    def size(self, per_1000: float) -> str:
        """Return ``trivial``, ``small``, ``moderate`` or ``large`` for a difference, whatever its sign."""
        if abs(per_1000) < self.small:
            return "trivial"
        if abs(per_1000) < self.moderate:
            return "small"
        return "moderate" if abs(per_1000) < self.large else "large"


@dataclass(frozen=True)
class Rules:
    """Limits from which a domain of GRADE is proposed to be rated down.

    GRADE gives few of these numbers and leaves the rest to judgement; each review may set its own in ``[grade]``.

    Attributes
    ----------
    weight_serious : float
        Share of the weight (0 to 1) that makes a fault of single studies a fault of the result: most of it.
    i2_serious, i2_very_serious : float
        I2 in percent (GRADE guidelines 7, Guyatt 2011: 50 to 90 may be substantial, 75 and more considerable).
    relative_effect, alpha, power : float
        The least relative change that would matter and the error rates of the trial that the optimal information size
        is that of (GRADE guidelines 6, Guyatt 2011: 25 percent as a rough guide, 0.05 two-sided, 0.80).
    far_below : float
        A body of evidence under this share of the optimal information size is far below it (GRADE guidance 34, 2022).
    unseen_serious : float
        Share of the eligible trials without usable figures (0 to 1) from which selective reporting is suspected.
    small_study_p : float
        p value under which a test for small-study effects counts.
    priority_age_groups : tuple of str
        Age groups that the review is asked about in particular: said where no pooled study is in them.
    main_rate : dict
        Outcome -> id of the base rate at which size and imprecision are judged; else the outcome's first.
    """

    weight_serious: float = 0.5
    i2_serious: float = 50
    i2_very_serious: float = 75
    relative_effect: float = 0.25
    alpha: float = 0.05
    power: float = 0.80
    far_below: float = 0.5
    unseen_serious: float = 0.5
    small_study_p: float = 0.10
    priority_age_groups: tuple[str, ...] = ()
    main_rate: Mapping[str, str] = field(default_factory=dict)


def thresholds_of(review: Review, outcome: str) -> Thresholds:
    """Return the thresholds of an outcome: ``[thresholds.<outcome>]``, else the defaults.

    Raises
    ------
    ReviewError
        For unknown keys, values that are no numbers, or thresholds that do not rise.
    """
    found = review.config.get("thresholds", {}).get(outcome, {})
    place = f"thresholds.{outcome}"
    _known(review, place, found, Thresholds)
    made = Thresholds(**{key: float(value) for key, value in found.items()})
    if not 0 < made.small < made.moderate < made.large <= 1000 or not 0 < made.important <= 1000:
        message = "expected 0 < small < moderate < large and important above 0, in people per 1000"
        raise ReviewError(Problem(_file(review), 0, place, message))
    return made


def rules_of(review: Review) -> Rules:
    """Return the rules of ``[grade]``, defaults where it says nothing.

    Raises
    ------
    ReviewError
        For unknown keys or values of the wrong kind.
    """
    found = dict(review.config.get("grade", {}))
    names = {known.name for known in fields(Rules)}
    lists = {"priority_age_groups": list, "main_rate": dict}
    for key, value in found.items():
        kind: Any = lists.get(key, (int, float))
        if key not in names or not isinstance(value, kind) or isinstance(value, bool):
            raise ReviewError(Problem(_file(review), 0, f"grade.{key}", _expected(key, names)))
    found["priority_age_groups"] = tuple(found.get("priority_age_groups", ()))
    found.setdefault("main_rate", {})
    return Rules(**found)


def _expected(key: str, names: set[str]) -> str:
    if key not in names:
        return f"not a key that is read; expected one of {', '.join(sorted(names))}"
    return "expected a number; a list for priority_age_groups, a table for main_rate"


def _known(review: Review, place: str, found: Mapping[str, Any], kind: type[Thresholds]) -> None:
    names = {known.name for known in fields(kind)}
    for key, value in found.items():
        if key not in names or isinstance(value, bool) or not isinstance(value, int | float):
            message = f"expected numbers for {', '.join(sorted(names))}; found {key} = {value!r}"
            raise ReviewError(Problem(_file(review), 0, f"{place}.{key}", message))


@dataclass(frozen=True)
class RateSetting:
    """One base rate as ``[[base_rates.<outcome>]]`` gives it.

    Attributes
    ----------
    id : str
        Short name.
    kind : str
        ``rate`` (a row of base_rates.csv with counts), ``percentage`` (a row without counts), ``trials`` (the median
        risk of the pooled trials' control groups) or ``own`` (the reader's).
    label : dict
        Language -> what readers see.
    rate_id : str
        Row of base_rates.csv.
    share : float or None
        For ``percentage``: the share, 0 to 1, which the row must state in words. For ``own``: an example to start from.
    """

    id: str
    kind: str
    label: Mapping[str, str]
    rate_id: str = ""
    share: float | None = None


TRIALS = RateSetting(
    "trials", "trials", {"nb": "Medianen i studienes kontrollgrupper", "en": "The median of the trials' control groups"}
)


def rate_settings(review: Review, outcome: str) -> list[RateSetting]:
    """Return the base rates of an outcome, in their order; the trials' median where none is set.

    Raises
    ------
    ReviewError
        With every fault of the table.
    """
    rows = review.config.get("base_rates", {}).get(outcome, [])
    faults = [fault for number, row in enumerate(rows, start=1) for fault in _faults(row, number)]
    ids = [row.get("id") for row in rows]
    faults += [f"the id {found} stands twice" for found in sorted({str(i) for i in ids if ids.count(i) > 1})]
    if faults:
        raise ReviewError([Problem(_file(review), 0, f"base_rates.{outcome}", fault) for fault in faults])
    return [RateSetting(**row) for row in rows] or [TRIALS]


def _faults(row: Mapping[str, Any], number: int) -> Iterator[str]:
    """Find what is wrong with one base rate."""
    known = {column.name for column in fields(RateSetting)}
    if set(row) - known:
        yield f"rate {number}: not a key that is read: {', '.join(sorted(set(row) - known))}"
    if not row.get("id") or row.get("kind") not in RATE_KINDS:
        yield f"rate {number}: expected an id, and a kind among {', '.join(RATE_KINDS)}"
    if not all(isinstance(row.get("label", {}).get(language), str) for language in LANGUAGES):
        yield f"rate {number}: expected a label in each of {', '.join(LANGUAGES)}"
    if row.get("kind") in ("rate", "percentage") and not row.get("rate_id"):
        yield f"rate {number}: expected rate_id, a row of base_rates.csv"
    share = row.get("share")
    if row.get("kind") in ("percentage", "own") and not (isinstance(share, float) and 0 < share < 1):
        yield f"rate {number}: expected share, a number above 0 and below 1"


def examine_settings(review: Review) -> list[Problem]:
    """Return what is wrong with ``[base_rates]``, ``[thresholds]`` and ``[grade]``; for checking a review folder."""
    tests: list[Callable[[], object]] = [lambda: rules_of(review)]
    for outcome in review.outcomes:
        tests += [partial(thresholds_of, review, outcome), partial(rate_settings, review, outcome)]
    problems: list[Problem] = []
    for test in tests:
        try:
            test()
        except ReviewError as error:
            problems += error.problems
    return problems


def _file(review: Review) -> str:
    return review.shown(review.folder / "review.toml")
