"""Records: read exports, find duplicates, write for reference managers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ettervern.deduplicate import Deduplication, Options
from ettervern.deduplicate import deduplicate as _deduplicate
from ettervern.deduplicate.show import side_by_side as _side_by_side
from ettervern.deduplicate.wording import reason_in
from ettervern.errors import ArgumentError
from ettervern.files import frame_of
from ettervern.files import read_table as _read_table
from ettervern.records import Reading, read_files
from ettervern.records.frames import columns_from
from ettervern.records.model import WHOLE_NUMBERS
from ettervern.records.write import write_records

if TYPE_CHECKING:
    import pandas as pd

    #: What holds records: what :func:`read` gives, a DataFrame, or a mapping of columns.
    Records = Reading | pd.DataFrame | Mapping[str, Sequence[Any]]

__all__ = ["deduplicate", "open_pairs", "read", "read_table", "reason_in", "side_by_side", "write"]


def read(*paths: str | Path, databases: Mapping[str, str] | None = None) -> Reading:
    """Read exports of search databases into one table of records.

    Parameters
    ----------
    *paths : str or Path
        Files of any format: RIS, MEDLINE, BibTeX, Web of Science, EndNote XML, EndNote refer, CSV. Format and encoding
        are seen from the content.
    databases : mapping of str to str, optional
        Path, as given -> the database that the file came from.

    Returns
    -------
    Reading
        ``records``, ``files`` and ``problems``: what could not be read is said, never dropped. A file that is missing
        is a problem too.

    Examples
    --------
    >>> from pathlib import Path
    >>> _ = Path("homes.ris").write_text("TY  - JOUR\\nTI  - Sober homes\\nPY  - 2001\\nER  - \\n")
    >>> from ettervern import read
    >>> reading = read("homes.ris")
    >>> reading
    Reading(records: 1, files: 1, unreadable: 0, problems: 0)
    >>> reading.records[["title", "year"]].values.tolist()
    [['Sober homes', '2001']]
    """
    given = {str(path): database for path, database in (databases or {}).items()}
    places = [Path(path) for path in paths]
    return read_files(places, databases={path: given.get(str(path), "") for path in places})


def deduplicate(
    records: Records,
    *,
    decisions: pd.DataFrame | str | Path | None = None,
    known: pd.DataFrame | str | Path | None = None,
    aliases: pd.DataFrame | str | Path | None = None,
    options: Options | None = None,
) -> Deduplication:
    """Find the records that are copies of one report, say why, and merge them.

    Parameters
    ----------
    records : Reading, DataFrame or mapping of columns
        What :func:`read` gives, or a table with any of the columns that exports have; a title or a DOI alone will do.
    decisions : DataFrame or path, optional
        A person's word on pairs, obeyed before anything else: record_1, record_2, decision (``same`` or
        ``different``).
    known, aliases : DataFrame or path, optional
        ``known`` and ``aliases`` of the run before, so that reports keep their ids.
    options : Options, optional
        Thresholds (``ettervern.deduplicate.Options``).

    Returns
    -------
    Deduplication
        ``reports``, ``duplicates`` (each record with the reason of its merge), ``review`` (pairs in doubt), ``known``,
        ``aliases`` and ``problems``.

    Raises
    ------
    ReviewError
        A table without a column that says what a record is; decisions that contradict each other.

    Examples
    --------
    >>> from ettervern import deduplicate
    >>> result = deduplicate({"doi": ["10.1000/a", "https://doi.org/10.1000/A", "10.1000/b"]})
    >>> result
    Deduplication(records: 3, reports: 2, pairs in doubt: 0, problems: 0)
    """
    return _deduplicate(
        records,
        decisions=_table(decisions),
        known=_table(known),
        aliases=_table(aliases),
        options=options or Options(),
    )


def _table(given: pd.DataFrame | str | Path | None) -> pd.DataFrame | None:
    """Return a table that may be given as the path of one."""
    return _read_table(Path(given)) if isinstance(given, str | Path) else given


def read_table(path: str | Path) -> pd.DataFrame:
    """Read a CSV table of the project as text cells; the index is the row of the file.

    Parameters
    ----------
    path : str or Path
        A CSV file in UTF-8 with a header.

    Raises
    ------
    ReviewError
        A file that is missing or no such table, with the row.

    Examples
    --------
    >>> from pathlib import Path
    >>> _ = Path("votes.csv").write_text("report,vote\\n0012,include\\n")
    >>> from ettervern import read_table
    >>> read_table("votes.csv")["report"].to_list()
    ['0012']
    """
    return _read_table(Path(path))


def write(records: Records, path: str | Path, format: str = "") -> bool:
    """Write records, or the reports of :func:`deduplicate`, to a file for a reference manager; whole or not at all.

    Parameters
    ----------
    records : Reading, DataFrame or mapping of columns
        As for :func:`deduplicate`.
    path : str or Path
        Where to write.
    format : {"ris", "bib", "csv"}, optional
        By default what the name of the file ends with.

    Returns
    -------
    bool
        Whether the file changed.

    Raises
    ------
    ArgumentError
        Another format.

    Examples
    --------
    >>> from ettervern import read, write
    >>> write({"title": ["Sober homes"], "year": [2001]}, "mine.ris")
    True
    >>> read("mine.ris").records["title"].to_list()
    ['Sober homes']
    """
    kind = (format or Path(path).suffix.removeprefix(".")).lower()
    reports = not isinstance(records, Reading | Mapping) and "report_id" in records
    return write_records(records if reports else _frame(records), Path(path), kind)  # type: ignore[arg-type]


def _frame(records: Records) -> pd.DataFrame:
    """Return records as a DataFrame."""
    return frame_of(columns_from(records), dict.fromkeys(WHOLE_NUMBERS, "int64"))


def open_pairs(result: Deduplication, decisions: pd.DataFrame | str | Path | None = None) -> pd.DataFrame:
    """Return the pairs in doubt that nobody has decided on, the most doubtful first.

    Parameters
    ----------
    result : Deduplication
        From :func:`deduplicate`.
    decisions : DataFrame or path, optional
        As for :func:`deduplicate`.

    Examples
    --------
    >>> from ettervern import deduplicate, open_pairs
    >>> result = deduplicate({"title": ["Sober homes after treatment", "Tax on tobacco"], "year": [2001, 2002]})
    >>> len(open_pairs(result))
    0
    """
    from ettervern.deduplicate.desk import open_pairs as undecided  # here, as it loads pandas: 0.4 s

    return undecided(result.review, _table(decisions))


class SideBySide(str):
    """Two records beside one another as HTML, in which text of the records is escaped."""

    def _repr_html_(self) -> str:
        return str(self)


def side_by_side(records: Records, one: str, two: str, *, language: str = "nb") -> SideBySide:
    """Lay two records beside one another, with what differs marked, to be shown in a notebook.

    Parameters
    ----------
    records : Reading, DataFrame or mapping of columns
        As for :func:`deduplicate`.
    one, two : str
        Their record ids.
    language : {"nb", "en"}
        Of the table.

    Raises
    ------
    ArgumentError
        An id that none of the records has.

    Examples
    --------
    >>> from ettervern import side_by_side
    >>> table = {"record_id": ["a", "b"], "title": ["Sober homes", "Sober <b>houses</b>"]}
    >>> "<mark>homes</mark>" in side_by_side(table, "a", "b")
    True
    """
    frame = _frame(records)
    missing = [name for name in (one, two) if name not in set(frame["record_id"])]
    if missing:
        raise ArgumentError(f"no record has the id {missing[0]!r}")
    return SideBySide(_side_by_side(frame, one, two, language))
