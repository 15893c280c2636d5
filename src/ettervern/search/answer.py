"""An answer in JSON, read by name: what is not there is empty, what is of another kind is a problem with its place.

Clients say what they expect of each value while they read it, so that an answer in another form than the source
documents can never be taken for one with less in it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ettervern.files import Problem, ReviewError, one_line
from ettervern.search import limits

#: Digits of the largest number that is read as one; more are kept as text.
_DIGITS = 18
_HALF = re.compile("[\ud800-\udfff]")
#: Characters that no text means and that would end a line of an export; tabulator and line feed are meant.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


class Changed(ReviewError):
    """A service answers in another form than it documents."""

    def __init__(self, name: str, field_name: str, expected: str) -> None:
        message = f"expected {expected}; the service may have changed its answers. Nothing that was fetched is lost"
        super().__init__(Problem(name, 0, field_name, message))


def said(value: object) -> str:
    """Return words of a service as messages quote them: one short line."""
    return one_line(str(value)[: limits.SHOWN]).strip()


@dataclass(frozen=True)
class Part:
    """A part of an answer.

    Attributes
    ----------
    source : str
        Who answered, as messages name it.
    path : str
        Where it stands in the answer, as ``results[3].ids``.
    value : Any
        What stands there; None where there is nothing.
    """

    source: str
    path: str
    value: Any

    def at(self, path: str) -> Part:
        """Return what stands at a dotted path below; a part without value where a name is missing or null."""
        result = self
        for name in path.split(".") if path else []:
            below = result._object().get(name)
            result = Part(self.source, f"{result.path}.{name}" if result.path else name, below)
        return result

    def text(self, path: str = "") -> str:
        """Return a text or number as text; empty where there is none."""
        result = self.at(path)
        if result.value is None:
            return ""
        if not isinstance(result.value, str | int | float) or isinstance(result.value, bool):
            raise result.changed("a text")
        return result._whole(str(result.value)).strip()

    def need(self, path: str) -> str:
        """Return a text that must be there."""
        result = self.at(path)
        return result.text() or result._missing("a text")

    def number(self, path: str) -> int:
        """Return a number of 0 or more, which must be there and which some services write as text."""
        result = self.at(path)
        digits = result.text() or result._missing("a whole number")
        if not (digits.isascii() and digits.isdigit()) or len(digits) > _DIGITS:
            raise result.changed("a whole number")
        return int(digits)

    def parts(self, path: str) -> list[Part]:
        """Return the parts of a list; none where there is no list."""
        result = self.at(path)
        if result.value is None:
            return []
        if not isinstance(result.value, list):
            raise result.changed("a list")
        return [Part(self.source, f"{result.path}[{at}]", one) for at, one in enumerate(result.value)]

    def objects(self, path: str) -> list[Part]:
        """Return the objects of a list that must be there."""
        result = self.at(path)
        if result.value is None:
            raise result.changed("a list of objects")
        parts = self.parts(path)
        for part in parts:
            if not isinstance(part.value, dict):
                raise part.changed("an object")
        return parts

    def texts(self, path: str) -> list[str]:
        """Return the texts of a list, without empty ones."""
        return [result for part in self.parts(path) if (result := part.text())]

    def named(self, path: str) -> Iterator[tuple[str, Part]]:
        """Return the names and parts of an object that may have any names; nothing where there is no object."""
        results = self.at(path)
        for name, value in results._object().items():
            # The name comes from outside: it is no part of the path in messages.
            yield results._whole(name), Part(self.source, f"{results.path}.*", value)

    def changed(self, expected: str) -> Changed:
        """Return the problem of a part that is something else than expected."""
        return Changed(self.source, self.path, expected)

    def _object(self) -> dict[str, Any]:
        if self.value is None:
            return {}
        if not isinstance(self.value, dict):
            raise self.changed("an object")
        return self.value

    def _missing(self, expected: str) -> str:
        raise self.changed(expected)

    def _whole(self, text: str) -> str:
        """Return a text of whole characters: half of one can be written nowhere."""
        if _HALF.search(text):
            raise self.changed("whole characters, not half of one (a lone surrogate)")
        return _CONTROLS.sub(" ", text)


def read_json(source: str, text: str) -> Part:
    """Return an answer in JSON, which must be an object.

    Raises
    ------
    ValueError
        Where it is not whole JSON, which may be better the next time.
    ReviewError
        Where it never will be: nested too deeply, too many values, no object.
    """
    # Fewer values than these characters stand for, as texts have some of them too.
    if text.count(",") + text.count("[") + text.count("{") > limits.ANSWER_VALUES:
        raise Changed(source, "", f"an answer of at most {limits.ANSWER_VALUES:,} values")
    try:
        content = json.loads(text, parse_int=_integer, parse_constant=_no_number)
    except RecursionError as error:
        raise Changed(source, "", "an answer that is not nested as deeply as this one") from error
    if not isinstance(content, dict):
        raise Changed(source, "", "an object")
    return Part(source, "", content)


def _integer(digits: str) -> int | str:
    """Return a number; one too large to count anything stays text, and loses no digit."""
    return int(digits) if len(digits) <= _DIGITS else digits


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no JSON")
