"""What other screening programs write, as documented and as seen in their exports.

Rayyan
    A zip of ``articles.csv`` (or ``.ris``, ``.bib``) and a log. Votes stand in the notes, after whatever the notes
    held on import, in parts with a bar between them: ``RAYYAN-INCLUSION: {"Anna"=>"Included", "Ola"=>"Maybe"} |
    RAYYAN-LABELS: a,b | RAYYAN-EXCLUSION-REASONS: c,d | USER-NOTES: {"Anna"=>["e", "f"]}``. Where a list was taken
    from one review into another, the older parts are still there, before the newer. Reasons are those of all
    reviewers together: whose they are is not told. (help.rayyan.ai, "Understanding Your Rayyan Export Files".)
Covidence
    A list at a time, so that the list itself is the vote: ``review_1_select_csv_20260102.csv``. After full text the
    notes hold ``Exclusion reason: ...;``.
ASReview
    A column ``asreview_label`` (1, 0, or nothing where not read), with time and note; before version 2 ``included``
    beside ``asreview_ranking``; in RIS a note ``ASReview_relevant`` or ``ASReview_irrelevant``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from ettervern.files import Problem, ReviewError
from ettervern.records import read_file
from ettervern.records.sheet import Unpacked, table_in, unpacked

Row = dict[str, str]
Say = Callable[[str], None]
Reader = Callable[[list[Row], str, str], Iterator[Row]]
_REFERENCES = (".ris", ".bib", ".nbib", ".enw", ".xml", ".ciw")
_RAYYAN = {"included": "include", "excluded": "exclude", "maybe": "unsure"}
_LABELS = {"1": "include", "1.0": "include", "0": "exclude", "0.0": "exclude"}
_PART = re.compile(r"(RAYYAN-INCLUSION|RAYYAN-LABELS|RAYYAN-EXCLUSION-REASONS|USER-NOTES)\s*:")
_TEXT = r'"((?:[^"\\]|\\.)*)"'
_VOTE = re.compile(rf"{_TEXT}\s*(?:=>|:)\s*\"?([^\",{{}}]*)")
_NOTES = re.compile(rf"{_TEXT}\s*(?:=>|:)\s*\[((?:\s*{_TEXT}\s*,?)*)\s*\]")
#: Stage -> Covidence's name of a list -> what being on it means. Its select list holds yes and maybe alike.
_LISTS = {
    "title-abstract": {"select": "include", "irrelevant": "exclude"},
    "full-text": {"included": "include", "excluded": "exclude"},
}


def silent(note: str) -> None:
    """Take what should be said of a file, and say it to nobody."""


def read_rows(path: Path, program: str, say: Say = silent) -> list[Row]:
    """Read an export as rows of text, column names in lower case; ``row`` holds the line in the file.

    What had to be guessed (its encoding) is handed to ``say``.

    Raises
    ------
    ReviewError
        A file that cannot be read, or is not that program's.
    """
    file = unpacked(path)
    if PurePosixPath(file.name).suffix.lower() in _REFERENCES:
        return _references(file, path.name, say)
    column = {"rayyan": "notes", "covidence": "covidence #", "asreview": "asreview_label"}[program]
    table = table_in(file.content, [column], path.name)
    for note in table.notes:
        say(note)
    header = [re.sub(r"^covidence ?#$", "covidence #", cell.strip().lower()) for cell in table.header]
    if program == "asreview" and column not in header and {"included", "asreview_ranking"} <= set(header):
        header = [column if cell == "included" else cell for cell in header]
    if column not in header:
        message = f"the column is missing; is this an export from {program.capitalize()}?"
        raise ReviewError(Problem(path.name, 1, column, message))
    return [
        {**dict(zip(header, (cell.strip() for cell in cells), strict=True)), "row": str(line)}
        for line, cells in table.rows
    ]


def _references(file: Unpacked, name: str, say: Say) -> list[Row]:
    """Read references (RIS, BibTeX and their kin): votes stand in their notes."""
    with TemporaryDirectory() as folder:
        place = Path(folder) / f"export{PurePosixPath(file.name).suffix}"
        place.write_bytes(file.content)
        results = read_file(place, name=name)
    errors = [problem for problem in results.problems if problem.severity == "error"]
    if errors:
        raise ReviewError(errors)
    for problem in results.problems:
        say(f"row {problem.row}: {problem.message}")
    columns = ["title", "year", "doi", "pmid", "notes", "other_ids", "line"]
    rows = [{str(key): str(cell) for key, cell in row.items()} for row in results.records[columns].to_dict("records")]
    return [{**row, "row": row["line"], "report_id": _accession(row["other_ids"])} for row in rows]


def _accession(other_ids: str) -> str:
    """Return the accession number of a reference: where our own id travels."""
    given = json.loads(other_ids).get("AN", "") if other_ids else ""
    return str(given[0] if isinstance(given, list) else given)


def vote(row: Mapping[str, str], **cells: str) -> Row:
    """Return a vote with the columns that all programs share, under our names."""
    result = {name: row.get(name, "") for name in ("row", "report_id", "doi", "title", "year")}
    result["pmid"] = row.get("pmid", "") or row.get("pubmed_id", "")
    return {**result, "reason": "", "note": "", "time": "", **cells}


def rayyan(rows: list[Row], who: str, name: str) -> Iterator[Row]:
    """Yield one reviewer's votes out of Rayyan's notes."""
    parts = [_parts(row.get("notes", "")) for row in rows]
    cast = [_cast(result.get("RAYYAN-INCLUSION", "")) for result in parts]
    who = _reviewer(sorted({one for votes in cast for one in votes}), who, name)
    wrong = []
    for row, result, votes in zip(rows, parts, cast, strict=True):
        message = votes.get(who, "")
        decision = _RAYYAN.get(message.strip().lower(), "")
        if decision:
            reason = result.get("RAYYAN-EXCLUSION-REASONS", "") if decision == "exclude" else ""
            yield vote(row, decision=decision, reason=reason, note=_own_notes(result.get("USER-NOTES", ""), who))
        elif who in votes:
            wrong.append(Problem(name, int(row["row"]), "notes", f"{message!r} is no vote of Rayyan's"))
    if wrong:
        raise ReviewError(wrong)


def _parts(notes: str) -> dict[str, str]:
    """Return what follows each of Rayyan's headings, from the last INCLUSION on: what stands before it is older."""
    heads = list(_PART.finditer(notes))
    ends = [*(head.start() for head in heads[1:]), len(notes)][: len(heads)]
    newest = max((at for at, head in enumerate(heads) if head[1] == "RAYYAN-INCLUSION"), default=len(heads))
    pairs = list(zip(heads, ends, strict=True))[newest:]
    return {head[1]: re.sub(r"[\s|;]+$", "", notes[head.end() : end]).strip() for head, end in pairs}


def _cast(text: str) -> dict[str, str]:
    """Return reviewer -> what they pressed; a vote that bears no name belongs to a reviewer without one."""
    result = {_plain(one[1]): one[2] for one in _VOTE.finditer(text)}
    return result or ({"": text.strip("{}\"' ")} if text.strip("{}\"' ") else {})


def _plain(text: str) -> str:
    """Return a quoted text without the marks that let quotes stand in it."""
    return re.sub(r"\\(.)", r"\1", text)


def _own_notes(text: str, who: str) -> str:
    """Return one reviewer's notes, joined."""
    own = [hit[2] for hit in _NOTES.finditer(text) if _plain(hit[1]) == who]
    return "; ".join(_plain(note) for listed in own for note in re.findall(_TEXT, listed))


def _reviewer(names: list[str], chosen: str, name: str) -> str:
    """Return whose votes are meant."""
    if not names:
        raise ReviewError(Problem(name, 0, "notes", "no RAYYAN-INCLUSION in any row; export with the decisions"))
    who = chosen or (names[0] if len(names) == 1 else "")
    if who not in names:
        listed = ", ".join(one or "(no name)" for one in names)
        raise ReviewError(Problem(name, 0, "notes", f"choose one of the reviewers: {listed}"))
    return who


def covidence(rows: list[Row], decision: str, name: str) -> Iterator[Row]:
    """Yield a vote for every row of one of Covidence's lists."""
    if decision not in ("include", "exclude", "unsure"):
        message = "the file's name does not tell which list it is; give the decision: include, exclude or unsure"
        raise ReviewError(Problem(name, 0, "", message))
    for row in rows:
        notes = row.get("notes", "")
        reason = re.search(r"Exclusion reason:\s*([^;]*)", notes, re.IGNORECASE)
        rest = re.sub(r"Exclusion reason:\s*[^;]*;?\s*", "", notes, flags=re.IGNORECASE).strip()
        accession = row.get("accession number", "") or row.get("report_id", "")
        cells = {"report_id": accession, "year": row.get("published year", "") or row.get("year", "")}
        text = reason[1].strip() if reason and decision == "exclude" else ""
        yield vote({**row, **cells}, decision=decision, reason=text, note=rest)


def covidence_decision(name: str, given: str, stage: str) -> str:
    """Return what being on a Covidence list means: what was given, and what the file's name tells.

    Raises
    ------
    ReviewError
        A list of another stage, or one that means something else than was given.
    """
    result = re.search(r"(?:^|_)(screen|select|irrelevant|included|excluded)_[a-z]+_", name.lower())
    if not result:
        return given
    own = _LISTS[stage].get(result[1], "")
    other = next((one for one, lists in _LISTS.items() if result[1] in lists and one != stage), "")
    if result[1] == "screen":
        raise ReviewError(Problem(name, 0, "", "Covidence's list of what has not been screened yet; it holds no votes"))
    if other and not given:
        raise ReviewError(Problem(name, 0, "", f"Covidence's list {result[1]!r} belongs to the stage {other}"))
    if own and given and own != given:
        raise ReviewError(Problem(name, 0, "", f"Covidence's list {result[1]!r} means {own}, not {given}"))
    return given or own


def asreview(rows: list[Row], _: str, name: str) -> Iterator[Row]:
    """Yield ASReview's labels; reports without one have not been read."""
    wrong = []
    for row in rows:
        label = row["asreview_label"] if "asreview_label" in row else _noted(row.get("notes", ""))
        if label in ("", "-1", "-1.0"):
            continue
        if label not in _LABELS:
            wrong.append(Problem(name, int(row["row"]), "asreview_label", f"{label!r}; expected 1, 0 or nothing"))
        note = next((row[key] for key in ("asreview_note", "exported_notes_1", "exported_notes") if row.get(key)), "")
        yield vote(row, decision=_LABELS.get(label, ""), note=note, time=_time(row.get("asreview_time", "")))
    if wrong:
        raise ReviewError(wrong)


def _noted(notes: str) -> str:
    """Return the label that ASReview has put into the notes of a reference, the last where there are several."""
    result = re.findall(r"\bASReview_(relevant|irrelevant)\b", notes)
    return {"relevant": "1", "irrelevant": "0"}[result[-1]] if result else ""


def _time(text: str) -> str:
    """Return a time of ASReview's (UTC, as a date and time or in seconds since 1970) as we write it."""
    if re.fullmatch(r"\d{9,10}(\.\d*)?", text):
        return datetime.fromtimestamp(float(text), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    time = text.replace(" ", "T")[:19]
    return f"{time}Z" if "T" in time else time


READERS: dict[str, Reader] = {"rayyan": rayyan, "covidence": covidence, "asreview": asreview}
