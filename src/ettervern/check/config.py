"""Whether ``review.toml`` says everything, in both languages, and only what the package knows."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from ettervern.extract import vocabulary as words
from ettervern.extract.cells import shown
from ettervern.extract.dates import committed_text
from ettervern.files import Problem
from ettervern.review import LANGUAGES, Review
from ettervern.screen import settings_problems

#: dotted key, what is wrong, severity
Fault = tuple[str, str, str]
Test = Callable[[Any], bool]


def _fault(key: str, message: str, severity: str = "error") -> Fault:
    return key, message, severity


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e6


def _is_words(value: Any) -> bool:
    return isinstance(value, list) and all(_is_text(item) for item in value)


def _among(allowed: tuple[str, ...]) -> Test:
    return lambda value: _is_words(value) and bool(value) and set(value) <= set(allowed)


def _need(table: Mapping[str, Any], place: str, key: str, test: Test, expected: str) -> Iterator[Fault]:
    """Find a key that is missing or does not hold what was expected."""
    name = f"{place}.{key}"
    if key not in table:
        yield _fault(name, f"missing; expected {expected}")
    elif not test(table[key]):
        yield _fault(name, f"expected {expected}; found {shown(table[key])}")


def _twins(value: Any, key: str) -> Iterator[Fault]:
    """Find texts for readers that lack a language."""
    for language in LANGUAGES:
        if not isinstance(value, dict) or not _is_text(value.get(language)):
            yield _fault(key, f"no text in “{language}”; expected one in each of {', '.join(LANGUAGES)}")


def _tables(config: Mapping[str, Any], place: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Return the tables inside a table; what is none is reported by :func:`shapes`."""
    for key, value in config[place].items():
        if isinstance(value, dict):
            yield f"{place}.{key}", value


def shapes(config: Mapping[str, Any]) -> Iterator[Fault]:
    """Find sections that are no tables: everything else looks into them."""
    for place in ("review", "criteria", "reasons", "roles", "outcomes", "pooling", "categories"):
        if not isinstance(config[place], dict) or not config[place]:
            yield _fault(place, "expected a table with at least one key")
        elif place in ("reasons", "roles", "outcomes", "categories"):
            for key, value in config[place].items():
                if not isinstance(value, dict):
                    yield _fault(f"{place}.{key}", f"expected a table; found {shown(value)}")
    rows = config["criteria"].get("rows") if isinstance(config["criteria"], dict) else None
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        yield _fault("criteria.rows", "expected at least one table [[criteria.rows]]")


def about_review(config: Mapping[str, Any]) -> Iterator[Fault]:
    """Name, version, date, title and question."""
    table = config["review"]
    yield from _need(table, "review", "name", _is_text, "a name")
    yield from _need(table, "review", "version", _is_text, "a version in quotes, as “1.0”")
    yield from _need(table, "review", "date", lambda value: type(value) is date, "a date without quotes, as 2026-11-21")
    for key in ("title", "question"):
        yield from _twins(table.get(key), f"review.{key}")


def about_criteria(config: Mapping[str, Any]) -> Iterator[Fault]:
    """Criteria and the reasons for exclusion name each other."""
    yield from _need(config["criteria"], "criteria", "version", _is_text, "a version in quotes, as “1.0”")
    used = set()
    for number, row in enumerate(config["criteria"]["rows"], start=1):
        place = f"criteria.rows.{row.get('id', number)}"
        yield from _need(row, place, "id", _is_text, "an id")
        yield from _need(row, place, "reason", lambda value: value in config["reasons"], "a code that [reasons] has")
        used.add(row.get("reason"))
        for key in ("label", "include", "exclude"):
            yield from _twins(row.get(key), f"{place}.{key}")
    for reason in config["reasons"]:
        if reason not in used:
            yield _fault(f"reasons.{reason}", "no criterion has this reason; expected one, since their order counts")


def about_labels(config: Mapping[str, Any]) -> Iterator[Fault]:
    """Names that readers see stand in both languages."""
    for place in ("reasons", "roles", "categories"):
        for key, value in _tables(config, place):
            yield from _twins(value, key)
    if "effect" not in config["roles"]:
        yield _fault("roles.effect", "missing; expected the role of reports on effects")


def about_outcomes(config: Mapping[str, Any]) -> Iterator[Fault]:
    """Each outcome says its event, its direction and its definitions."""
    for place, table in _tables(config, "outcomes"):
        yield from _twins(table.get("label"), f"{place}.label")
        yield from _need(table, place, "event", _is_text, "the event that the ratio counts")
        yield from _need(table, place, "complement", _is_words, "a list of opposite events, [] where there is none")
        yield from _need(table, place, "favours", lambda value: value in ("low", "high"), "“low” or “high”")
        full: Test = lambda value: _is_words(value) and bool(value)  # noqa: E731
        yield from _need(table, place, "definitions", full, "a list of definitions, the preferred first")


def about_pooling(config: Mapping[str, Any]) -> Iterator[Fault]:
    """The rules of pooling are there and use known words."""
    table = config["pooling"]
    for key in ("measure", "method", "ci_method", "zero"):
        yield from _need(table, "pooling", key, _is_text, "a word in quotes")
    level: Test = lambda value: _is_number(value) and 0 < value < 1  # noqa: E731
    yield from _need(table, "pooling", "ci_level", level, "a number above 0 and below 1, as 0.95")
    for key in ("target_months", "minimum_months"):
        yield from _need(table, "pooling", key, _is_number, "a number of months")
    for key, allowed in (
        ("designs", words.DESIGNS),
        ("designs_not_randomised", words.DESIGNS),
        ("directness", words.DIRECTNESS),
        ("units", words.UNITS),
        ("printed_effects", words.RATIOS),
    ):
        yield from _need(table, "pooling", key, _among(allowed), "a list with words among " + ", ".join(allowed))
    yield from _windows(table.get("windows", {}))


def _windows(windows: Any) -> Iterator[Fault]:
    """Find windows of months that are not [target, from, to]."""
    if not isinstance(windows, dict):
        yield _fault("pooling.windows", "expected a table")
        return
    for name, window in windows.items():
        whole = isinstance(window, list) and len(window) == 3 and all(_is_number(month) for month in window)
        if not whole or not window[1] <= window[0] <= window[2]:
            yield _fault(f"pooling.windows.{name}", "expected [target, from, to] in months, target between the others")


def dated(review: Review, today: date) -> Iterator[Fault]:
    """Find the date of the version in the future: a warning where git has committed it."""
    found = review.config["review"].get("date")
    if type(found) is not date or found <= today:
        return
    try:
        old = tomllib.loads(committed_text(review.folder / "review.toml")).get("review", {}).get("date") == found
    except (tomllib.TOMLDecodeError, AttributeError):
        old = False
    message = f"the date {found.isoformat()} is in the future (today is {today.isoformat()})"
    yield _fault("review.date", message, "warning" if old else "error")


def config_problems(review: Review, today: date) -> list[Problem]:
    """Return what is wrong with ``review.toml``, each with its line and key."""
    faults = list(shapes(review.config))
    if not faults:
        for rule in (about_review, about_criteria, about_labels, about_outcomes, about_pooling):
            faults += rule(review.config)
        faults += [_fault(problem.column, problem.message) for problem in settings_problems(review)]
        faults += dated(review, today)
    text = (review.folder / "review.toml").read_text(encoding="utf-8-sig")
    file = review.shown(review.folder / "review.toml")
    return [Problem(file, line_of(text, key), key, message, severity) for key, message, severity in faults]


def line_of(text: str, dotted: str) -> int:
    """Return the line of a key in a TOML text, or of the nearest table above it; 0 where neither is found."""
    parts = dotted.split(".")
    for length in range(len(parts), 0, -1):
        inside = ""
        for number, line in enumerate(text.splitlines(), start=1):
            header = re.match(r"\s*\[\[?\s*([^\]]+?)\s*\]", line)
            inside = header.group(1) if header else inside
            if header and inside == ".".join(parts[:length]):
                return number
            if not header and _sets(line, inside, parts[:length]):
                return number
    return 0


def _sets(line: str, inside: str, parts: list[str]) -> bool:
    """Return whether a line inside a table sets a key, or gives a criterion the id that stands for it."""
    key = re.escape(parts[-1])
    if inside == ".".join(parts[:-1]) and re.match(rf"\s*\"?{key}\"?\s*=", line):
        return True
    return inside == "criteria.rows" and len(parts) == 3 and re.match(rf"\s*id\s*=\s*\"{key}\"", line) is not None
