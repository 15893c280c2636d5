"""A new version of a review: its number and day in ``review.toml``, and which version it updates."""

from __future__ import annotations

import re
from datetime import date

from ettervern.files import Problem, ReviewError, decode_utf8, write_whole
from ettervern.review import Review

#: The table of the review itself, to the next table.
_TABLE = re.compile(r"^\[review\][^\n]*\n.*?(?=^\[|\Z)", re.MULTILINE | re.DOTALL)
NUMBER = re.compile(r"[0-9]+(\.[0-9]+)*")


def new_version(review: Review, number: str, day: date) -> None:
    """Give the review a new number and day; what searches have added since the day before is then its update.

    Nothing else in the file moves.

    Parameters
    ----------
    review : Review
        The review.
    number : str
        As ``1.1``.
    day : date
        Day of the new version.

    Raises
    ------
    ReviewError
        A number that is none or stands there already, a day before the version that stands there.
    """
    path, about = review.folder / "review.toml", review.settings.review
    file = review.shown(path)
    if not NUMBER.fullmatch(number) or number == about.version:
        message = f"{number!r}; expected a new number such as 1.1 (now it is {about.version})"
        raise ReviewError(Problem(file, 0, "version", message))
    if day < about.date:
        message = f"{day.isoformat()} lies before the version that stands there, {about.date.isoformat()}"
        raise ReviewError(Problem(file, 0, "date", message))
    text = decode_utf8(path, file)
    found = _TABLE.search(text)
    if not found:
        raise ReviewError(Problem(file, 0, "review", "no line [review]; expected the table of the review"))
    table = found.group()
    lines = {"version": f'"{number}"', "date": day.isoformat(), "updates": about.date.isoformat()}
    for key, value in lines.items():
        table = _put(table, key, value)
    write_whole(path, text[: found.start()] + table + text[found.end() :])


def _put(table: str, key: str, value: str) -> str:
    """Return a table of TOML with the value of a key; one that is not there comes after the date. Comments stay."""
    line = re.compile(rf"^{key}\s*=\s*(\"[^\"\n]*\"|[^\s#]+)", re.MULTILINE)
    if line.search(table):
        return line.sub(f"{key} = {value}", table, count=1)
    return re.sub(r"^(date\s*=.*)$", rf"\1\n{key} = {value}", table, count=1, flags=re.MULTILINE)
