"""A table's schema is a row class: a ``NamedTuple`` whose fields are the columns, in their order and with their types.

``str`` is text, empty where nothing is known, and stays text whatever stands in it (``0012``, ``1e3``); ``int`` is a
whole number, ``float`` a number or NaN, ``bool`` True or False; ``int | None`` and ``float | None`` have gaps. What
else a cell must be is said by ``Annotated[str, Cell(...)]``. A column named as a word of Python has an underscore after
it in the class (``from_``).
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from numbers import Integral, Real
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_origin, get_type_hints

from ettervern.files import Problem, ReviewError, decode_utf8, one_line, table_of

if TYPE_CHECKING:
    import pandas as pd


#: What every ``NamedTuple`` is.
Row = tuple[Any, ...]
R = TypeVar("R", bound=tuple[Any, ...])
K = TypeVar("K")
T = TypeVar("T")


@dataclass(frozen=True)
class Cell:
    """What the text of a cell must be: a test, the words that say so, whether a cell may be empty.

    ``absent`` marks a column that a table which people edit need not have: every cell of it is empty then.
    """

    test: Callable[[str], object]
    expected: str
    needed: bool = False
    absent: bool = False

    def fits(self, cell: str) -> bool:
        """Return whether a cell may hold this text."""
        return bool(self.test(cell)) if cell else not self.needed


_WHOLE = re.compile(r"-?[0-9]{1,18}")
_NUMBER = re.compile(r"-?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]{1,3})?|-?inf", re.IGNORECASE)
_CELLS = {
    str: Cell(lambda cell: True, "a text"),
    int: Cell(_WHOLE.fullmatch, "a whole number", needed=True),
    float: Cell(_NUMBER.fullmatch, "a number"),
    bool: Cell(("True", "False").__contains__, "True or False", needed=True),
}
_DTYPES = {str: "str", int: "int64", float: "float64", bool: "bool"}


@dataclass(frozen=True)
class Column:
    """What a column holds: text or a kind of number, with gaps or without, and what its cells must be."""

    kind: type
    gaps: bool
    cell: Cell

    @property
    def dtype(self) -> str:
        """The type of the column in a data frame."""
        return _DTYPES[self.kind].title() if self.gaps else _DTYPES[self.kind]

    def value(self, cell: str) -> Any:
        """Return what the text of a cell means; None for a gap."""
        if self.kind is str:
            return cell
        return cell == "True" if self.kind is bool else self.kind(cell) if cell else None

    def holds(self, value: object) -> bool:
        """Return whether a value may stand in this column."""
        if _missing(value):
            return self.gaps or self.kind in (str, float)
        if self.kind is str:
            return isinstance(value, str)
        if type(value).__name__ in ("bool", "bool_"):
            return self.kind is bool
        return isinstance(value, Integral if self.kind is int else Real) and self.kind is not bool

    def series(self, values: Iterable[Any], index: pd.Index[Any] | None = None) -> pd.Series[Any]:
        """Return values as a column of a data frame."""
        import pandas as pd

        gap = "" if self.kind is str else math.nan if self.dtype == "float64" else None
        cells = [gap if _missing(value) else self.kind(value) for value in values]
        return pd.Series(cells, index=index, dtype=self.dtype)


@cache
def columns(row: type[Row]) -> dict[str, Column]:
    """Return the columns of a row class by their names, in their order."""
    result = {}
    for field, hint in get_type_hints(row, include_extras=True).items():
        message = [one for one in getattr(hint, "__metadata__", ()) if isinstance(one, Cell)]
        bare = get_args(hint)[0] if message else hint
        kinds = get_args(bare) if get_origin(bare) is not None else (bare,)
        plain = _CELLS[kinds[0]]
        cell = message[0] if message else Cell(plain.test, plain.expected, plain.needed and len(kinds) == 1)
        result[field.rstrip("_")] = Column(kinds[0], len(kinds) > 1, cell)
    return result


@cache
def needed(row: type[Row]) -> tuple[str, ...]:
    """Return the columns that a table which people edit must have."""
    return tuple(name for name, column in columns(row).items() if not column.cell.absent)


def _missing(value: object) -> bool:
    """Return whether a value is none: None, NaN or pandas' NA."""
    return value is None or type(value).__name__ == "NAType" or (isinstance(value, float) and math.isnan(value))


def shown(value: object) -> str:
    """Return a cell as messages quote it: one short line without control characters."""
    text = one_line(str(value))
    return f"“{text[:57]}...”" if len(text) > 60 else f"“{text}”"


def faults(wanted: Mapping[str, Column], cells: pd.DataFrame, file: str) -> list[Problem]:
    """Return what columns find wrong in text cells, one problem a cell; the index of the table is the file's row.

    Other columns of the table are left alone.
    """
    return [
        Problem(file, int(line), name, f"expected {column.cell.expected}; {_found(cell)}")
        for name, column in wanted.items()
        if name in cells or not column.cell.absent
        for line, cell in zip(cells.index, cells[name], strict=True)
        if not column.cell.fits(cell)
    ]


def _found(cell: str) -> str:
    return f"found {shown(cell)}" if cell else "the cell is empty"


def typed(wanted: Mapping[str, Column], cells: pd.DataFrame) -> pd.DataFrame:
    """Return a table of text cells without faults with the types of its columns; others stay as they are."""
    numbers = {name: column for name, column in wanted.items() if column.kind is not str and name in cells}
    return cells.assign(
        **{name: column.series(map(column.value, cells[name]), cells.index) for name, column in numbers.items()}
    )


def entered(row: type[R], cells: pd.DataFrame) -> dict[int, R]:
    """Return text cells without faults as typed rows by their row in the file; other columns are left out.

    An empty cell of a number is None.
    """
    wanted = columns(row)
    parts = [
        map(column.value, cells[name] if name in cells or not column.cell.absent else [""] * len(cells))
        for name, column in wanted.items()
    ]
    return dict(zip(map(int, cells.index), map(_maker(row), zip(*parts, strict=True)), strict=True))


def texts(row: Row) -> dict[str, str]:
    """Return a row as text by column, '' for what is missing; a whole number has no point."""
    return {name: _text(cell) for name, cell in zip(columns(type(row)), row, strict=True)}


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)


def read_entered(row: type[R], path: Path, file: str) -> dict[int, R]:
    """Read a table that people edit, each row by its place in the file; see :func:`entered`.

    Raises
    ------
    ReviewError
        A column too few, a cell that does not fit, with file, row and column.
    """
    cells = table_of(decode_utf8(path, file), list(needed(row)), file)
    problems = faults(columns(row), cells, file)
    if problems:
        raise ReviewError(problems)
    return entered(row, cells)


def _maker(row: type[R]) -> Callable[[Iterable[Any]], R]:
    return row._make  # type: ignore[attr-defined,no-any-return]  # every NamedTuple has it


def strict(row: type[Row], cells: pd.DataFrame, file: str) -> pd.DataFrame:
    """Return a table that a build has written, typed.

    Raises
    ------
    ReviewError
        A column too many or too few, a cell that does not fit, with file, row and column.
    """
    problems = _other_columns(row, cells, file) or faults(columns(row), cells, file)
    if problems:
        raise ReviewError(problems)
    return typed(columns(row), cells)[list(columns(row))]


def read_computed(row: type[Row], path: Path, file: str) -> pd.DataFrame:
    """Read a table that a build has written; see :func:`strict`."""
    return strict(row, table_of(decode_utf8(path, file), None, file, exact=True), file)


def staged(row: type[Row], table: pd.DataFrame, file: str) -> pd.DataFrame:
    """Return a table as a build may write it: with the columns and the types of its schema, in their order.

    Raises
    ------
    ReviewError
        Another column, or a value of another type, with the name of table and column.
    """
    wanted = columns(row)
    problems = _other_columns(row, table, file)
    if not problems and list(table.columns) != list(wanted):
        problems = [Problem(file, 1, "", f"expected the columns in the order {', '.join(wanted)}")]
    for name, column in () if problems else wanted.items():
        values = enumerate(table[name].tolist(), start=2)
        wrong = [(line, value) for line, value in values if not column.holds(value)]
        problems += [Problem(file, line, name, _not_of(column, value)) for line, value in wrong[:1]]
    if problems:
        raise ReviewError(problems)
    return table.assign(**{name: column.series(table[name], table.index) for name, column in wanted.items()})


def _not_of(column: Column, value: object) -> str:
    return f"expected {column.cell.expected}; found {shown(value)} ({type(value).__name__})"


def _other_columns(row: type[Row], table: pd.DataFrame, file: str) -> list[Problem]:
    """Return a problem for each column that is missing, or that the schema does not have."""
    wanted, given = columns(row), [str(name) for name in table.columns]
    problems = [Problem(file, 1, name, "the column is missing from the header") for name in wanted if name not in given]
    return problems + [Problem(file, 1, name, "no column of this table") for name in given if name not in wanted]


def rows(row: type[R], table: pd.DataFrame) -> list[R]:
    """Return a typed table as rows; a missing whole number is None."""
    cells = [
        [None if _missing(value) else value for value in table[name]] if column.gaps else table[name].tolist()
        for name, column in columns(row).items()
    ]
    return list(map(_maker(row), zip(*cells, strict=True)))


def frame(row: type[R], given: Iterable[R]) -> pd.DataFrame:
    """Return rows as a typed table."""
    import pandas as pd

    cells = list(zip(*given, strict=True)) or [()] * len(columns(row))
    return pd.DataFrame({name: one.series(part) for (name, one), part in zip(columns(row).items(), cells, strict=True)})


def joined(row: type[Row], parts: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Return tables one after the other, with the columns and types of a row class; see :func:`staged`."""
    import pandas as pd

    filled = [part.reindex(columns=list(columns(row))).astype("object") for part in parts if not part.empty]
    return staged(row, pd.concat(filled, ignore_index=True) if filled else frame(row, []), row.__name__)


def first_by(key: Callable[[T], K], given: Iterable[T]) -> dict[K, T]:
    """Return the first of each key, in the order in which the keys come."""
    result: dict[K, T] = {}
    for one in given:
        result.setdefault(key(one), one)
    return result
