"""Votes from other programs, and reports for them: Rayyan, Covidence and ASReview.

What each writes, as seen in their exports: Rayyan puts votes into the notes
(``RAYYAN-INCLUSION: {"Anna"=>"Included"} | RAYYAN-EXCLUSION-REASONS: a,b | USER-NOTES: {"Anna"=>["..."]}``).
Covidence exports a list at a time (irrelevant, included, excluded), so that the list itself is the vote, with
``Exclusion reason: ...;`` in the notes. ASReview adds columns that begin with ``asreview_``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from ettervern.files import Problem, ReviewError, decode_utf8, read_table, table_text
from ettervern.records.write import ris_text
from ettervern.review import Review

PROGRAMS = ("rayyan", "covidence", "asreview")
COLUMNS = ("row", "report_id", "doi", "pmid", "title", "year", "decision", "reason", "note", "time")
_RAYYAN = {"included": "include", "excluded": "exclude", "maybe": "unsure"}
_LABELS = {"1": "include", "1.0": "include", "0": "exclude", "0.0": "exclude"}


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
        Covidence: what being on this list means (``include``, ``exclude`` or ``unsure``).
    """

    program: str
    who: str = ""
    decision: str = ""


def read_votes(path: Path, source: Source) -> pd.DataFrame:
    """Read another program's votes.

    Parameters
    ----------
    path : Path
        Its CSV export.
    source : Source
        Which program, and what the file does not tell.

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
    readers: dict[str, Callable[[pd.DataFrame, Source, str], list[dict[str, str]]]] = {
        "rayyan": _rayyan,
        "covidence": _covidence,
        "asreview": _asreview,
    }
    if source.program not in readers:
        raise ReviewError(Problem(path.name, 0, "", f"no program {source.program!r}; expected {', '.join(PROGRAMS)}"))
    table = _read(path)
    table.columns = pd.Index([str(column).strip().lower() for column in table.columns])
    votes = readers[source.program](table.assign(row=[str(row) for row in table.index]), source, path.name)
    frame = pd.DataFrame(votes, columns=list(COLUMNS), dtype="str").fillna("")
    return frame.assign(row=frame["row"].astype("int64"))


def _read(path: Path) -> pd.DataFrame:
    """Read an export; some write a quote within a cell as ``\\"`` where CSV has it twice."""
    text = decode_utf8(path, path.name)
    if '\\"' not in text:
        return read_table(path, name=path.name)
    with TemporaryDirectory() as folder:
        mended = Path(folder) / "export.csv"
        mended.write_text(text.replace('\\"', '""'), "utf-8", newline="")
        return read_table(mended, name=path.name)


def _need(table: pd.DataFrame, column: str, name: str, program: str) -> None:
    """Stop where a column is missing that the program always writes."""
    if column not in table.columns:
        raise ReviewError(Problem(name, 1, column, f"the column is missing; is this an export from {program}?"))


def _common(row: Mapping[str, str], **cells: str) -> dict[str, str]:
    """Return the columns that all exports share, under our names."""
    found = {name: row.get(name, "") for name in ("row", "report_id", "doi", "title", "year")}
    found["pmid"] = row.get("pmid", "") or row.get("pubmed_id", "")
    return {**found, "reason": "", "note": "", "time": "", **cells}


def _rows(table: pd.DataFrame) -> list[dict[str, str]]:
    """Return rows as mappings of text."""
    return [{str(name): str(cell) for name, cell in row.items()} for row in table.to_dict("records")]


def _rayyan(table: pd.DataFrame, source: Source, name: str) -> list[dict[str, str]]:
    """Read Rayyan's votes out of its notes."""
    _need(table, "notes", name, "Rayyan")
    pair = re.compile(r'"([^"]*)"\s*=>\s*"([^"]*)"')
    rows = [(row, dict(pair.findall(_part(row, "RAYYAN-INCLUSION")))) for row in _rows(table)]
    who = _rayyan_reviewer(sorted({who for _, cast in rows for who in cast}), source.who, name)
    votes, wrong = [], []
    for row, cast in rows:
        decision = _RAYYAN.get(cast.get(who, "").strip().lower(), "")
        if decision:
            said = re.search(rf'"{re.escape(who)}"\s*=>\s*\["(.*?)"\]', _part(row, "USER-NOTES"))
            reason = _part(row, "RAYYAN-EXCLUSION-REASONS") if decision == "exclude" else ""
            votes.append(_common(row, decision=decision, reason=reason, note=said[1] if said else ""))
        elif who in cast:
            wrong.append(Problem(name, int(row["row"]), "notes", f"{cast[who]!r} is no vote of Rayyan's"))
    if wrong:
        raise ReviewError(wrong)
    return votes


def _rayyan_reviewer(names: list[str], chosen: str, name: str) -> str:
    """Return whose votes are meant."""
    if not names:
        raise ReviewError(Problem(name, 0, "notes", "no RAYYAN-INCLUSION in any row; export with the decisions"))
    who = chosen or (names[0] if len(names) == 1 else "")
    if who not in names:
        raise ReviewError(Problem(name, 0, "notes", f"choose one of the reviewers: {', '.join(names)}"))
    return who


def _part(row: Mapping[str, str], head: str) -> str:
    """Return what follows a heading in Rayyan's notes, up to the next."""
    found = re.search(rf"{head}:\s*(.*?)\s*(?=\|\s*(?:RAYYAN-|USER-NOTES)|$)", row["notes"], re.DOTALL)
    return found[1] if found else ""


def _covidence(table: pd.DataFrame, source: Source, name: str) -> list[dict[str, str]]:
    """Read one of Covidence's lists."""
    _need(table, "covidence #", name, "Covidence")
    if source.decision not in ("include", "exclude", "unsure"):
        message = "a Covidence list does not say what it lists; give the decision: include, exclude or unsure"
        raise ReviewError(Problem(name, 0, "", message))
    votes = []
    for row in _rows(table):
        notes = row.get("notes", "")
        reason = re.search(r"Exclusion reason:\s*([^;]*)", notes)
        rest = re.sub(r"Exclusion reason:\s*[^;]*;?\s*", "", notes).strip()
        cells = {"report_id": row.get("accession number", ""), "year": row.get("published year", "")}
        text = reason[1].strip() if reason and source.decision == "exclude" else ""
        votes.append(_common({**row, **cells}, decision=source.decision, reason=text, note=rest))
    return votes


def _asreview(table: pd.DataFrame, source: Source, name: str) -> list[dict[str, str]]:
    """Read ASReview's labels; reports without one have not been read."""
    del source
    _need(table, "asreview_label", name, "ASReview")
    votes, wrong = [], []
    for row in _rows(table):
        label = row["asreview_label"]
        if label in ("", "-1"):
            continue
        if label not in _LABELS:
            wrong.append(Problem(name, int(row["row"]), "asreview_label", f"{label!r}; expected 1, 0 or nothing"))
        time = row.get("asreview_time", "").replace(" ", "T")[:19]
        cells = {"note": row.get("asreview_note", ""), "time": f"{time}Z" if "T" in time else time}
        votes.append(_common(row, decision=_LABELS.get(label, ""), **cells))
    if wrong:
        raise ReviewError(wrong)
    return votes


def match_reports(votes: pd.DataFrame, reports: pd.DataFrame, name: str) -> pd.DataFrame:
    """Find the report of each vote: by our id, else DOI, PMID, or title with year.

    Returns
    -------
    DataFrame
        The votes with our ``report_id``.

    Raises
    ------
    ReviewError
        Every vote on no report, or on one that two reports could be: none is dropped, none is guessed.
    """
    known: dict[tuple[str, str], set[str]] = {}
    for row in _rows(reports.fillna("")):
        for key in _keys(row):
            known.setdefault(key, set()).add(row["report_id"])
    found, problems = [], []
    for row in _rows(votes):
        hits = next((known[key] for key in _keys(row) if key in known), set())
        if len(hits) != 1:
            why = "none of our reports" if not hits else f"could be any of {', '.join(sorted(hits))}"
            problems.append(Problem(name, int(row["row"]), "", f"{row['title'][:80]!r} is {why}"))
        found.append(next(iter(hits), ""))
    if problems:
        raise ReviewError(problems)
    return votes.assign(report_id=found)


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
    found = {code.casefold(): code for code in review.reasons}
    for code, labels in review.config["reasons"].items():
        found |= {str(label).casefold(): code for label in labels.values()}
    return found | {text.casefold().strip(): code for text, code in (extra or {}).items()}


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
    table = reports.reindex(columns=names).fillna("").astype("str").rename(columns={"number": "issue"})
    if program == "rayyan":
        table.insert(0, "key", range(1, len(table) + 1))
    return table_text(table)
