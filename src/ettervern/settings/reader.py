"""TOML into frozen dataclasses: the types say what is expected, and every fault is found at once, with its key.

A library was looked for. msgspec stops at the first fault; cattrs gives all of them but names neither the allowed
values nor the nearest key, and pydantic costs 0.2 s at every start.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints


@dataclass(frozen=True)
class Fault:
    """What is wrong with one key: its dotted name (items of a list by number, from 1) and one sentence."""

    key: str
    message: str


@dataclass(frozen=True)
class Check:
    """A further demand on a value of a right type, for ``Annotated``: a test, and in words what passes it."""

    test: Callable[[Any], bool]
    expected: str


@dataclass(frozen=True)
class Texts:
    """Marks a table language -> text, for ``Annotated``; ``empty`` allows texts that say nothing."""

    empty: bool = False


#: What a type is called in a message.
NAMES = {str: "a text in quotes", int: "a whole number", float: "a number", bool: "true or false"}
NAMES |= {date: "a date without quotes, as 2026-11-21"}


def shown(value: Any) -> str:
    """Return a value as messages show it: one line, not too long."""
    if isinstance(value, bool):
        return str(value).lower()
    text = value.isoformat() if isinstance(value, date) else " ".join(str(value).split())
    text = "".join(letter if letter.isprintable() else "\ufffd" for letter in text)
    return "“" + (text if len(text) <= 60 else text[:59] + "…") + "”"


def nearest(name: Any, known: list[str]) -> str:
    """Return ", did you mean ..." for a word that is nearly a known one, else nothing."""
    lowered = {one.casefold(): one for one in known}
    result = get_close_matches(str(name).casefold(), list(lowered), 1, 0.5)
    return f"; did you mean “{lowered[result[0]]}”?" if result else ""


@lru_cache(maxsize=64)
def _hints(kind: Any) -> dict[str, Any]:
    """Return the types of a dataclass's fields."""
    return get_type_hints(kind, include_extras=True)


def key_of(field: Field[Any]) -> str:
    """Return the key of a field: its name, without the underscore that keeps a Python word apart."""
    return field.name.rstrip("_")


class Reader:
    """Reads values by their types.

    Parameters
    ----------
    languages : tuple of str
        Languages in which a text is demanded, the first the one that stands in for others.
    known : tuple of str
        Languages that there may be texts in.
    ids : tuple of str
        Names that the tables of a field with ``rest`` may have.

    Attributes
    ----------
    faults : list of Fault
        Everything that was wrong so far.
    """

    def __init__(self, languages: tuple[str, ...], known: tuple[str, ...], ids: tuple[str, ...] = ()) -> None:
        self.languages, self.known, self.ids = languages, known, ids
        self.faults: list[Fault] = []

    def table(self, kind: type[Any], value: Any, place: str, name: str = "") -> Any:
        """Return a dataclass from a table; None where something in it is wrong.

        A field with the metadata ``key`` takes the table's own name; one with ``rest`` all tables of other names.
        """
        if not isinstance(value, Mapping):
            return self._refuse(place, f"expected a table; found {shown(value)}")
        before, types, result = len(self.faults), _hints(kind), {}  # type: ignore[arg-type]  # types are hashable
        named = {key_of(field): field for field in fields(kind) if not field.metadata}
        rest = next((field for field in fields(kind) if "rest" in field.metadata), None)
        for key, field in named.items():
            inside = f"{place}.{key}" if place else key
            if key in value:
                result[field.name] = self.value(types[field.name], value[key], inside)
            elif field.default is MISSING and field.default_factory is MISSING:
                self._refuse(inside, f"missing; expected {expected(types[field.name])}")
        ids = self.ids if rest else ()
        self._unknown(place, {key: 0 for key in value if key not in named and key not in ids}, [*named, *ids])
        if rest:
            others = {key: inner for key, inner in value.items() if key in ids and key not in named}
            result[rest.name] = self.value(types[rest.name], others, place)
        result |= {field.name: name for field in fields(kind) if "key" in field.metadata}
        return kind(**result) if len(self.faults) == before else None

    def value(self, kind: Any, value: Any, place: str) -> Any:
        """Return a value of a type, or None where it is none."""
        origin, inner = get_origin(kind), get_args(kind)
        if origin is Annotated:
            return self._checked(kind, value, place)
        if origin is Literal:
            known = ", ".join(map(str, inner))
            right = any(type(value) is type(one) and value == one for one in inner)
            message = f"expected one of {known}; found {shown(value)}{nearest(value, [*map(str, inner)])}"
            return value if right else self._refuse(place, message)
        if origin in (Union, UnionType):
            return self.value(next(one for one in inner if one is not NoneType), value, place)
        if origin is tuple:
            return self._list(inner, value, place)
        if origin is dict:
            return self._tables(inner[1], value, place)
        if is_dataclass(kind):
            return self.table(kind, value, place)  # type: ignore[arg-type]  # a dataclass is a type here
        right = type(value) in ((int, float) if kind is float else (kind,))
        return value if right else self._refuse(place, f"expected {NAMES[kind]}; found {shown(value)}")

    def _checked(self, kind: Any, value: Any, place: str) -> Any:
        """Return a value that passes the further demands of its type."""
        inner, *demands = get_args(kind)
        if isinstance(demands[0], Texts):
            return self._texts(value, place, demands[0])
        before = len(self.faults)
        result = self.value(inner, value, place)
        for demand in demands:
            if len(self.faults) == before and not demand.test(result):
                self._refuse(place, f"expected {demand.expected}; found {shown(value)}")
        return result

    def _texts(self, value: Any, place: str, demand: Texts) -> Any:
        """Return the texts of all known languages; the first language's where a text is not demanded."""
        if not isinstance(value, Mapping):
            return self._refuse(place, f"expected a text in each of {', '.join(self.languages)}; found {shown(value)}")
        self._unknown(place, {key: 0 for key in value if key not in self.known}, list(self.known))
        for language in self.known:
            text = value.get(language, None if language in self.languages else "-")
            if not isinstance(text, str) or not (text.strip() or demand.empty):
                message = f"no text in “{language}”; expected one in each of {', '.join(self.languages)}"
                self._refuse(f"{place}.{language}" if language in value else place, message)
        return {language: value.get(language, value.get(self.languages[0])) for language in self.known}

    def _list(self, inner: tuple[Any, ...], value: Any, place: str) -> Any:
        """Return a list as a tuple: of any length, or of as many items as the type has."""
        if not isinstance(value, list) or (Ellipsis not in inner and len(value) != len(inner)):
            return self._refuse(
                place, f"expected a list{'' if Ellipsis in inner else f' of {len(inner)}'}; found {shown(value)}"
            )
        kinds = [inner[0]] * len(value) if Ellipsis in inner else inner
        many = [f"{place}.{number}" if is_dataclass(inner[0]) else place for number in range(1, len(value) + 1)]
        return tuple(self.value(kind, one, where) for kind, one, where in zip(kinds, value, many, strict=True))

    def _tables(self, inner: Any, value: Any, place: str) -> Any:
        """Return a table of any names, each of one type."""
        if not isinstance(value, Mapping):
            return self._refuse(place, f"expected a table; found {shown(value)}")
        read = self.table if is_dataclass(inner) else lambda kind, one, where, _: self.value(kind, one, where)
        return {key: read(inner, one, f"{place}.{key}", key) for key, one in value.items()}

    def _unknown(self, place: str, keys: Mapping[str, Any], known: list[str]) -> None:
        """Refuse keys that nothing reads, with the nearest that something does."""
        for key in keys:
            says = f"not a key that is read; expected among {', '.join(known)}{nearest(key, known)}"
            self._refuse(f"{place}.{key}" if place else key, says)

    def _refuse(self, key: str, message: str) -> None:
        self.faults.append(Fault(key, message))


def expected(kind: Any) -> str:
    """Return in words what a type lets pass."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return "a text in each language" if isinstance(inner[1], Texts) else str(inner[-1].expected)
    if origin is Literal:
        return "one of " + ", ".join(map(str, inner))
    if origin is tuple:
        return f"a list, each {expected(inner[0])}" if Ellipsis in inner else f"a list of {len(inner)}"
    return NAMES.get(kind, "a table")


def lines(text: str) -> Iterator[tuple[str, int]]:
    """Yield the dotted name of each key of a TOML text with its line, tables too; items of a list by number.

    tomllib tells no lines, so each statement is read on its own: lines are added until they can be read.
    """
    counts: dict[str, int] = {}
    inside, held, begun = "", "", 0
    for number, line in enumerate(text.splitlines(), start=1):
        begun = begun if held else number
        held += line + "\n"
        try:
            result = tomllib.loads(held)
        except tomllib.TOMLDecodeError:
            continue
        if held.lstrip().startswith("["):
            inside = _opened(result, counts)
            yield inside, begun
        else:
            yield from ((f"{inside}.{key}" if inside else key, begun) for key in _names(result))
        held = ""


def _opened(header: Mapping[str, Any], counts: dict[str, int]) -> str:
    """Return the dotted name of the table that a header opens, and count it where it is one of a list."""
    name, inner = "", header
    while inner:
        key, held = next(iter(inner.items()))
        name = f"{name}.{key}" if name else key
        if isinstance(held, list):
            counts[name] = counts.get(name, 0) + 1
            inner = held[0]
        else:
            inner = held
        name += f".{counts[name]}" if name in counts else ""
    return name


def _names(results: Mapping[str, Any]) -> Iterator[str]:
    """Yield the dotted names of keys and of those inside them."""
    for key, value in results.items():
        yield key
        if isinstance(value, Mapping):
            yield from (f"{key}.{inner}" for inner in _names(value))


def line_of(text: str, key: str) -> int:
    """Return the line of a key, or of the nearest table above it; 0 where neither is in the text."""
    places = dict(reversed([*lines(text)]))
    while key and key not in places:
        key = key.rpartition(".")[0]
    return places.get(key, 0)
