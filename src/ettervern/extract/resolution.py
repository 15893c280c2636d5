"""From two extractions to one agreed table: rows that agree, and rows that carry a resolution.

``extraction/resolutions.csv`` holds what decided a row on which the two extractions do not agree: who or what, when
and why. A row without agreement and without a resolution is not in the agreed table; it waits.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from ettervern.extract.alike import COUNTS, EFFECT, Row, best_pairs, canonical, records, repeats, turned
from ettervern.extract.cells import identifier, one_of, text
from ettervern.extract.dates import date_problems, the_day
from ettervern.files import Problem, ReviewError, read_table
from ettervern.review import Review
from ettervern.schema import Column, faults
from ettervern.staging import is_file

COLUMNS = ("outcome_id", "taken", "resolved_by", "kind", "date", "reason")
#: Which extraction was followed; ``both`` where each gave a part, ``neither`` where a third reading decided.
TAKEN = ("first", "second", "both", "neither")
KINDS = ("person", "software")
SCHEMA: dict[str, Column] = {
    "outcome_id": identifier(),
    "taken": one_of(TAKEN),
    "resolved_by": text(needed=True),
    "kind": one_of(KINDS),
    "date": text(needed=True),
    "reason": text(needed=True),
}
#: Column of outcomes.csv -> column of a raw extraction.
RAW = {"event": "direction", "months": "timepoint_months", "p_value": "p"}
EVENTS = {"abstinent": "abstinence", "relapse": "relapse", "employed": "employed"}


@dataclass(frozen=True)
class Resolved:
    """The agreed table and what it rests on.

    Attributes
    ----------
    agreed : DataFrame
        The rows of outcomes.csv that agree or carry a resolution.
    rows : DataFrame
        One row a row of outcomes.csv: ``outcome_id, row_1, row_2`` (0 for none), ``found`` (``both``, ``first_only``,
        ``second_only``, ``differ``, ``neither``), ``stated`` (its ``extraction_agreement``), ``differs`` (fields),
        ``how`` (``agreed``, ``resolved``, ``waits``), and the resolution's columns, '' where there is none.
    problems : list of Problem
        Warnings: where what is stated is not what is found; resolutions of no row.
    """

    agreed: pd.DataFrame
    rows: pd.DataFrame
    problems: list[Problem]


def read_resolutions(review: Review, today: date | str | None = None) -> pd.DataFrame:
    """Return ``extraction/resolutions.csv``, empty where there is none.

    Raises
    ------
    ReviewError
        A cell that is missing or no word of its list, a date in the future, a row resolved twice.
    """
    path = review.extraction / "resolutions.csv"
    if not is_file(path):
        return pd.DataFrame(columns=list(COLUMNS), dtype="str")
    file = review.shown(path)
    table = read_table(path, COLUMNS, file)
    problems = faults(SCHEMA, table, file)
    for row in table.index[table["outcome_id"].duplicated()]:
        problems.append(
            Problem(file, int(row), "outcome_id", "resolved in an earlier row too; expected one resolution")
        )
    problems += date_problems(path, file, table, "date", date.max if today is None else the_day(today))
    if any(problem.severity == "error" for problem in problems):
        raise ReviewError(problems)
    return table


def resolve(
    outcomes: pd.DataFrame,
    first: pd.DataFrame,
    second: pd.DataFrame,
    resolutions: pd.DataFrame,
    file: str = "outcomes.csv",
) -> Resolved:
    """Hold the agreed table against the two extractions it was made of.

    Parameters
    ----------
    outcomes, first, second : DataFrame
        outcomes.csv and the two extractions, typed or text; the index is the row in the file.
    resolutions : DataFrame
        See :func:`read_resolutions`.
    file : str
        How messages name outcomes.csv.
    """
    agreed = [_as_raw(row) for row in records(outcomes)]
    links = [_links(agreed, table) for table in (first, second)]
    known = resolutions.drop_duplicates("outcome_id").set_index("outcome_id")
    rows: list[dict[str, object]] = []
    problems: list[Problem] = []
    for at, row in enumerate(agreed):
        sources = [links[side].get(at, []) for side in (0, 1)]
        result, differs = _support(row, [[raw for _, raw in source] for source in sources])
        decided = (
            {name: str(known.at[row["outcome_id"], name]) for name in COLUMNS[1:]}
            if row["outcome_id"] in known.index
            else {}
        )
        how = "resolved" if decided else "agreed" if result == "both" else "waits"
        numbers = {f"row_{side + 1}": sources[side][0][0] if sources[side] else 0 for side in (0, 1)}
        cells = {"outcome_id": row["outcome_id"], **numbers, "found": result, "stated": row["extraction_agreement"]}
        rows.append({**cells, "differs": ";".join(differs), "how": how, **{n: decided.get(n, "") for n in COLUMNS[1:]}})
        problems += _stated(file, int(outcomes.index[at]), row, result, differs, bool(decided))
    for row_number, name in resolutions["outcome_id"].items():
        if name not in {row["outcome_id"] for row in agreed}:
            message = f"“{name}” is no row of {file}"
            problems.append(Problem("resolutions.csv", int(str(row_number)), "outcome_id", message, "warning"))
    head = ["outcome_id", "row_1", "row_2", "found", "stated", "differs", "how", *COLUMNS[1:]]
    table = pd.DataFrame(rows, columns=head)
    return Resolved(outcomes[(table["how"] != "waits").to_numpy()], table, problems)


def _as_raw(row: dict[str, str]) -> dict[str, str]:
    """Return a row of outcomes.csv under the column names of a raw extraction."""
    raw = {RAW.get(name, name): cell for name, cell in row.items()}
    raw["direction"] = EVENTS.get(raw["direction"], raw["direction"])
    return raw


def _links(agreed: list[dict[str, str]], table: pd.DataFrame) -> dict[int, list[tuple[int, Row]]]:
    """Return, for rows of the agreed table, the row of an extraction, and its repeats, on the same contrast."""
    raw = records(table)
    again = repeats(raw)
    kept = [at for at in range(len(raw)) if at not in again]
    result: dict[int, list[tuple[int, Row]]] = {}
    for at, place, _ in best_pairs(agreed, [raw[one] for one in kept]):
        same = [kept[place], *(one for one, first in again.items() if first == kept[place])]
        result[at] = [(int(table.index[one]), raw[one]) for one in same]
    return result


def _decisive(row: Row) -> tuple[str, ...]:
    """Return the fields that a contrast is pooled with: its counts, else its effect with the interval."""
    return COUNTS if row["events_intervention"] else ("effect_measure", *EFFECT)


def _support(row: Row, sources: list[list[Row]]) -> tuple[str, list[str]]:
    """Return which extractions give the figures of an agreed row, and the fields on which one gives another."""
    fields = _decisive(row)
    verdicts = []
    for source in sources:
        words = {field: _says(field, row, source) for field in fields}
        verdicts.append(words)
    differs = [field for field in fields if any(words[field] == "other" for words in verdicts)]
    gives = [any(word == "same" for word in words.values()) for words in verdicts]
    whole = [all(word == "same" for word in words.values()) for words in verdicts]
    if differs:
        return "differ", differs
    if all(whole):
        return "both", []
    if any(gives):
        # One gives the figures and the other is silent, or each gives a part.
        return ("first_only" if whole[0] or not gives[1] else "second_only" if whole[1] or not gives[0] else "both"), []
    return "neither", []


def _says(field: str, row: Row, source: list[Row]) -> str:
    """Return whether an extraction says the same of a field, something else, or nothing."""
    wanted = canonical(field, row[field])
    given = [canonical(field, raw[field]) for raw in source if raw[field]]
    if not given or not wanted:
        return "silent"
    if wanted in given:
        return "same"
    # A ratio may be printed the other way round; then its limits change places too.
    mirror = {"ci_low": "ci_high", "ci_high": "ci_low"}.get(field, field)
    if field in EFFECT and any(raw[mirror] and turned(raw[mirror], row[field]) for raw in source):
        return "same"
    return "other"


def _stated(file: str, number: int, row: Row, result: str, differs: list[str], decided: bool) -> list[Problem]:
    """Return a warning where what a row states of the extractions is not what they hold, or nothing decides it."""
    problems = []
    if result != row["extraction_agreement"]:
        what = f" ({', '.join(differs)})" if differs else ""
        message = f"“{row['extraction_agreement']}” is stated, “{result}” is found in the two extractions{what}"
        problems.append(Problem(file, number, "extraction_agreement", message, "warning"))
    if result != "both" and not decided:
        message = f"the extractions do not agree ({result}) and resolutions.csv has no row for {row['outcome_id']}"
        problems.append(Problem(file, number, "outcome_id", message, "warning"))
    return problems
