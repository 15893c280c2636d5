"""Answers made wrong: what a service, or what stands between, may send instead of the form it documents."""

from __future__ import annotations

import copy
import gzip
import json
import random
import zlib
from collections.abc import Callable
from typing import Any

from tests.search.server import Raw

#: Stands for a value that no Python object writes as JSON: a number of 5,000 digits, brackets 100,000 deep.
_MARKS = {"@digits@": "9" * 5000, "@deep@": "[" * 100_000 + "]" * 100_000, "@float@": "1e999", "@nan@": "NaN"}
VALUES: list[Any] = [
    *(None, True, False, -1, 0, 1, 2.5, 10**30, *_MARKS),
    *("", "x", "12", "²", "\ud800", "half \udfff of one", "a\x00b\r\nc", "=1+1", "\x1b[31mred", "x" * 140_000),
    *([], {}, [None], [[]], [1, "2"], {"a": None}, {"\ud800": 1}, [{"deep": [{}]}]),
]


def damaged(content: object, chance: random.Random) -> Raw:
    """Return an answer with one thing wrong in it."""
    if isinstance(content, str):
        return Raw([_text(content, chance).encode("utf-8", "replace")], {"Content-Type": "text/plain"})
    way = chance.choice([*["value"] * 6, "bytes", "packing"])
    if way == "value":
        return Raw(
            [_written(_one_wrong(copy.deepcopy(content), chance)).encode()], {"Content-Type": "application/json"}
        )
    data = _written(content).encode()
    return chance.choice(_BYTES if way == "bytes" else _PACKINGS)(data, chance)


def _written(content: object) -> str:
    text = json.dumps(content)
    for mark, stands_for in _MARKS.items():
        text = text.replace(f'"{mark}"', stands_for)
    return text


def _one_wrong(content: Any, chance: random.Random) -> Any:
    """Return content with one part changed, dropped, wrapped or doubled."""
    places = list(_places(content))
    holder, key = chance.choice(places)
    if holder is None:
        return chance.choice(VALUES)
    change = chance.choice(["value", "value", "value", "drop", "list", "object", "twice", "text"])
    value = holder[key]
    if change == "drop":
        del holder[key]
    elif change == "twice" and isinstance(holder, list):
        holder.insert(key, copy.deepcopy(value))
    else:
        wrong = {"list": [value], "object": {"value": value}, "text": str(value)}
        holder[key] = wrong.get(change, chance.choice(VALUES))
    return content


def _places(content: Any, holder: Any = None, key: Any = None) -> Any:
    yield holder, key
    inside = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    for name, value in list(inside):
        yield from _places(value, content, name)


def _text(content: str, chance: random.Random) -> str:
    at, to = sorted(chance.randrange(len(content) + 1) for _ in range(2))
    inserted = ["", "\x00", "\r", "\ud800", "\n\nPMID- 99\n", "PMID- ", "x" * 140_000, "<html>", "\x85", "\u2028"]
    return content[:at] + chance.choice(inserted) + content[chance.choice([at, to]) :]


Change = Callable[[bytes, random.Random], Raw]
_JSON = {"Content-Type": "application/json"}
_BYTES: list[Change] = [
    lambda data, chance: Raw([data[: chance.randrange(len(data))]], _JSON),
    lambda data, chance: Raw([data[: len(data) // 2], bytes([chance.randrange(256)]), data[len(data) // 2 :]], _JSON),
    lambda data, _: Raw([data.decode().encode("utf-16")], _JSON),
    lambda data, _: Raw([b"\xef\xbb\xbf", data], _JSON),
    lambda data, _: Raw([data.replace(b"Made", "Måde".encode("latin-1"))], _JSON),
    lambda data, _: Raw([b"<html>Log in to the hotel's network</html>"], {"Content-Type": "text/html"}),
    lambda data, _: Raw([data, data], _JSON),
    lambda data, _: Raw([], _JSON),
    lambda data, _: Raw([data], {"Content-Type": "text/html; charset=punycode"}),
    lambda data, _: Raw([], {"Location": "file:///etc/passwd"}, 302),
    lambda data, _: Raw([], {"Location": "http://[half"}, 301),
    lambda data, _: Raw([b"no\r\n\x1b[31m"], {}, 403),
    lambda data, _: Raw([], {"Retry-After": "9" * 400}, 429),
    lambda data, _: Raw([], {"Retry-After": "Sat, 21 Nov 99999999999999999999 12:00:00 GMT"}, 503),
]
_PACKINGS: list[Change] = [
    lambda data, _: Raw([gzip.compress(data)], {"Content-Encoding": "gzip"}),
    lambda data, _: Raw([gzip.compress(data)[:-9]], {"Content-Encoding": "gzip"}),
    lambda data, _: Raw([zlib.compress(data)], {"Content-Encoding": "deflate"}),
    lambda data, _: Raw([gzip.compress(gzip.compress(data))], {"Content-Encoding": "gzip, gzip"}),
    lambda data, _: Raw([data], {"Content-Encoding": "gzip"}),
    lambda data, _: Raw([data], {"Content-Encoding": "br"}),
    lambda data, _: Raw([data], {"Content-Encoding": "zstd\x0b, é"}),
]
