"""Reading the files of finished reviews, as others keep them: which report says what, and whether it was kept."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ettervern.files import Problem, ReviewError
from ettervern.records.sheet import read_sheet

_YES = frozenset(("true", "yes", "y", "t", "include", "included", "relevant", "ja", "inkludert"))
_NO = frozenset(("false", "no", "n", "f", "exclude", "excluded", "irrelevant", "not relevant", "nei", "ekskludert"))
#: What programs write where nothing is known: neither words of a text nor a decision. ASReview writes -1.
_NOTHING = frozenset(("", "na", "n/a", "#n/a", "<na>", "nan", "-nan", "null", "none"))
_NO_LABEL = _NOTHING | {"-1", "-1.0", "unlabelled", "unlabeled"}
#: Names of the columns, the best first; what ASReview knows them by, and Norwegian.
_TITLES = ("title", "primary_title", "article title", "document title", "ti", "tittel")
_ABSTRACTS = ("abstract", "notes_abstract", "abstract note", "ab", "sammendrag")


@dataclass(frozen=True)
class Labelled:
    """A finished review: texts, and whether each was kept.

    Attributes
    ----------
    text : tuple of str
        Title and abstract of each report.
    kept : ndarray of bool, shape (texts,)
    unlabelled : int
        Rows left out because they hold no decision.
    name : str
        How messages name where it came from.
    notes : tuple of str
        What a person should know of how it was read.
    """

    text: tuple[str, ...]
    kept: NDArray[np.bool_]
    unlabelled: int = 0
    name: str = ""
    notes: tuple[str, ...] = field(default=())


def read_labelled(path: Path, label: str) -> Labelled:
    """Read a labelled file.

    Parameters
    ----------
    path : Path
        A table as :func:`ettervern.records.sheet.read_sheet` reads it, also compressed (gzip, xz, bzip2, zip),
        with a title, an abstract, or both. Case and blanks around the names of columns do not matter.
    label : str
        Column that says whether a report was kept: 1 or 0, true or false, yes or no, include or exclude. Rows without
        a label (empty, NA, -1) are left out and counted.

    Raises
    ------
    ReviewError
        One line: a file that cannot be read, a missing column, a row that does not fit the header, or a label that is
        none, with how many there are of it.
    """
    result = read_sheet(path, [label])
    header, rows, notes = result.header, result.rows, result.notes
    at = _column(header, (label,), path.name)
    places = [place for names in (_TITLES, _ABSTRACTS) if (place := _first(header, names)) is not None]
    if not places:
        raise ReviewError(Problem(path.name, 1, "title", f"neither a title nor an abstract column{_among(header)}"))
    labels = [_label(cells[at]) for _, cells in rows]
    wrong = [(line, cells[at]) for (line, cells), kept in zip(rows, labels, strict=True) if kept is None]
    if wrong:
        raise ReviewError(_no_label(wrong, path.name, header[at]))
    used = [cells for (_, cells), kept in zip(rows, labels, strict=True) if kept != ""]
    text = tuple(" ".join(_said(cells[place]) for place in places) for cells in used)
    left_out = len(rows) - len(used)
    notes += (f"{left_out} of {len(rows)} rows have no label and were left out",) if left_out else ()
    return Labelled(text, np.array([kept for kept in labels if kept != ""], dtype=bool), left_out, path.name, notes)


def _no_label(wrong: list[tuple[int, str]], name: str, column: str) -> Problem:
    """Return what to say of cells that are no labels."""
    line, cell = wrong[0]
    more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
    expected = "1 or 0, true or false, yes or no, include or exclude, or nothing"
    return Problem(name, line, column, f"{cell.strip()[:40]!r}{more} is no label; expected {expected}")


def _label(cell: str) -> bool | str | None:
    """Return whether a cell says kept; an empty text where it says nothing, None where it says something else."""
    word = cell.strip().lower()
    if word in _NO_LABEL:
        return ""
    if word in _YES or word in _NO:
        return word in _YES
    number = re.fullmatch(r"\+?([01])(?:[.,]0+)?", word)
    return number[1] == "1" if number else None


def _said(cell: str) -> str:
    """Return a text; nothing where a program has written that it knows none."""
    return "" if cell.strip().lower() in _NOTHING else cell


def _first(header: list[str], names: tuple[str, ...]) -> int | None:
    """Return the place of the first of some names that the header has; what is written just so goes before."""
    plain = [cell.strip() for cell in header]
    lower = [cell.lower() for cell in plain]
    for name in names:
        for cells, wanted in ((plain, name.strip()), (lower, name.strip().lower())):
            if wanted in cells:
                return cells.index(wanted)
    return None


def _column(header: list[str], names: tuple[str, ...], name: str) -> int:
    """Return the place of a column, or say which there are."""
    place = _first(header, names)
    if place is None:
        raise ReviewError(Problem(name, 1, names[0], f"no such column{_among(header)}"))
    return place


def _among(header: list[str]) -> str:
    """Return the names of the columns, as many as a person reads."""
    file = [cell.strip()[:30] or "(no name)" for cell in header[:20]]
    return f"; there are {', '.join(file)}{' ...' if len(header) > 20 else ''}"
