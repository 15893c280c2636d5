"""Votes from other programs, and reports for them: Rayyan, Covidence and ASReview.

What each writes is told in :mod:`ettervern.screen.exports`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ettervern.files import Problem, ReviewError, table_text
from ettervern.records.write import ris_text
from ettervern.review import Review
from ettervern.screen.exports import READERS, Say, read_rows, silent

PROGRAMS = ("rayyan", "covidence", "asreview")
COLUMNS = ("row", "report_id", "doi", "pmid", "title", "year", "decision", "reason", "note", "time")


@dataclass(frozen=True)
class Source:
    """What has to be known of a file of votes that the file itself does not tell.

    Attributes
    ----------
    program : str
        One of :data:`PROGRAMS`.
    who : str
        Rayyan: the reviewer's name there; needed where several have voted.
    decision : str
        Covidence: what being on this list means (``include``, ``exclude`` or ``unsure``); not needed where the file
        has the name that Covidence gave it.
    """

    program: str
    who: str = ""
    decision: str = ""


def read_votes(path: Path, source: Source, say: Say = silent) -> pd.DataFrame:
    """Read another program's votes.

    Parameters
    ----------
    path : Path
        Its export: CSV, RIS or BibTeX, also in a zip.
    source : Source
        Which program, and what the file does not tell.
    say : callable
        Gets what had to be guessed of the file, a line each.

    Returns
    -------
    DataFrame
        ``row, report_id, doi, pmid, title, year, decision, reason, note, time``, a row a vote; reports without a vote
        are left out. ``reason`` is in the other program's words.

    Raises
    ------
    ReviewError
        Not the export that was named, several reviewers and none chosen, a vote that is none.
    """
    if source.program not in PROGRAMS:
        raise ReviewError(Problem(path.name, 0, "", f"no program {source.program!r}; expected {', '.join(PROGRAMS)}"))
    rows = read_rows(path, source.program, say)
    needed = {"rayyan": source.who, "covidence": source.decision}.get(source.program, "")
    votes = list(READERS[source.program](rows, needed, path.name))
    frame = pd.DataFrame(votes, columns=list(COLUMNS), dtype="str").fillna("")
    return frame.assign(row=frame["row"].astype("int64"))


def _rows(table: pd.DataFrame) -> list[dict[str, str]]:
    """Return rows as mappings of text."""
    return [{str(name): str(cell) for name, cell in row.items()} for row in table.to_dict("records")]


def match_reports(votes: pd.DataFrame, reports: pd.DataFrame, name: str) -> pd.DataFrame:
    """Find the report of each vote: by our id, else DOI, PMID, or title with year; a vote without a year by its title.

    Returns
    -------
    DataFrame
        The votes with our ``report_id``.

    Raises
    ------
    ReviewError
        Every vote on no report, on one that two reports could be, or against another row of the same file: none is
        dropped, none is guessed.
    """
    known: dict[tuple[str, str], set[str]] = {}
    for row in _rows(reports.fillna("")):
        for key in [*_keys(row), *_keys({**row, "year": ""})]:
            known.setdefault(key, set()).add(row["report_id"])
    results, problems = [], []
    for row in _rows(votes):
        hits = next((known[key] for key in _keys(row) if key in known), set())
        if len(hits) != 1:
            why = "none of our reports" if not hits else f"could be any of {', '.join(sorted(hits))}"
            problems.append(Problem(name, int(row["row"]), "", f"{row['title'][:80]!r} is {why}"))
        results.append(next(iter(hits), ""))
    matched = votes.assign(report_id=results)
    if not problems:
        problems = list(_against_itself(matched, name))
    if problems:
        raise ReviewError(problems)
    return matched.drop_duplicates(["report_id", "decision", "reason", "note"])


def _against_itself(votes: pd.DataFrame, name: str) -> Iterator[Problem]:
    """Find reports that a file votes on twice, differently (programs keep duplicates that we have merged)."""
    first: dict[str, dict[str, str]] = {}
    for row in _rows(votes):
        other = first.setdefault(row["report_id"], row)
        if (other["decision"], other["reason"]) != (row["decision"], row["reason"]):
            message = f"another vote on {row['report_id']} than in row {other['row']}; keep one of the two"
            yield Problem(name, int(row["row"]), "", message)


def _keys(row: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return what a report can be known by, the surest first."""
    doi = re.sub(r"^(https?://(dx\.)?doi\.org/|doi:\s*)", "", row.get("doi", "").strip().lower())
    title = unicodedata.normalize("NFKD", row.get("title", "")).casefold()
    title = "".join(char for char in title if char.isalnum())
    year = row.get("year", "")[:4]
    keys = [("id", row.get("report_id", "")), ("doi", doi), ("pmid", row.get("pmid", "").strip())]
    return [*((kind, text) for kind, text in keys if text), ("title", f"{title} {year}")]


def reason_codes(review: Review, extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return how reasons may be written -> our code: the codes, their labels, and what else is given (lower case)."""
    result = {code.casefold(): code for code in review.reasons}
    for code, labels in review.settings.reasons.items():
        result |= {str(label).casefold(): code for label in labels.values()}
    return result | {text.casefold().strip(): code for text, code in (extra or {}).items()}


def text_for(reports: pd.DataFrame, program: str) -> str:
    """Return reports as a file that a program takes in: CSV for Rayyan and ASReview, RIS for Covidence.

    Our report id goes with them: as a column in CSV, as the accession number in RIS.

    Raises
    ------
    ReviewError
        Unknown program.
    """
    if program == "covidence":
        text = ris_text(reports)
        return re.sub(r"(?m)^ID  - (.*)$", r"ID  - \1\nAN  - \1", text)
    if program not in PROGRAMS:
        raise ReviewError(Problem("", 0, "program", f"no program {program!r}; expected {', '.join(PROGRAMS)}"))
    names = ["title", "authors", "journal", "issn", "volume", "number", "pages", "year", "publisher", "url", "abstract"]
    names = ["report_id", *names, "doi", "pmid", "keywords", "language"]
    table = reports.reindex(columns=names, fill_value="").fillna("").astype("str").rename(columns={"number": "issue"})
    if program == "rayyan":
        table.insert(0, "key", range(1, len(table) + 1))
    return table_text(table)
