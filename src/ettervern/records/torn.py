"""Two records that ran together, as the lines between them are lost: parted where that is no guess, else said."""

from __future__ import annotations

from collections.abc import Iterable

#: Number of the line, tag, and the value with the lines that continue it.
Line = tuple[int, str, list[str]]


def torn(
    lines: list[Line], first: frozenset[str], titles: frozenset[str], single: frozenset[str]
) -> tuple[list[list[Line]], list[tuple[int, str]]]:
    """Part the lines of a record in which tags that stand once in a record stand twice.

    Parameters
    ----------
    lines : list of Line
        What was read as one record.
    first, titles, single : frozenset of str
        See :class:`ettervern.records.dialect.Dialect`.

    Returns
    -------
    tuple of (list of list of Line, list of (int, str))
        The records (one, where nothing is wrong or nothing can be parted), and a line number and message for each
        place where something stands twice.
    """
    records: list[list[Line]] = []
    messages: list[tuple[int, str]] = []
    while (twice := _twice(lines, single)) is not None:
        at = _second(lines, twice, first, titles)
        tag, row = lines[twice[1]][1], lines[twice[1]][0]
        if at is None:
            messages.append((row, _doubtful(tag, lines[twice[0]][0], lines[twice[1]][2][0])))
            break
        both = f"{tag} stands in row {lines[twice[0]][0]} and in row {row}"
        message = f"two records ran together ({both}); they were parted here"
        messages.append((lines[at][0], message))
        records.append(lines[:at])
        lines = lines[at:]
    return [*records, lines], messages


def _doubtful(tag: str, row: int, value: str) -> str:
    """Return what is said of a tag that stands twice where it can't be told which line begins another record."""
    return (
        f"{tag} stands in row {row} already; two records may have run together, and this was not read (“{value[:60]}”)"
    )


def _twice(lines: Iterable[Line], single: frozenset[str]) -> tuple[int, int] | None:
    """Return the places of the first tag that stands twice with two values; None where there is none."""
    seen: dict[str, int] = {}
    for at, (_, tag, _values) in enumerate(lines):
        if tag in single:
            if tag in seen:
                return seen[tag], at
            seen[tag] = at
    return None


def _second(lines: list[Line], twice: tuple[int, int], first: frozenset[str], titles: frozenset[str]) -> int | None:
    """Return where the second record begins: at the one place where the tag stands again with which the first begins.

    None where there are more such places, or none, or where one of the two would have no title.
    """
    opening = next((tag for _, tag, _ in lines if tag not in first), "")
    places = [at for at in range(twice[0] + 1, twice[1] + 1) if lines[at][1] == opening and lines[at - 1][1] != opening]
    titled = [at for at, (_, tag, _values) in enumerate(lines) if tag in titles]
    whole = [at for at in places if titled and titled[0] < at <= titled[-1]]
    return whole[0] if len(places) == len(whole) == 1 else None
