"""Whether the English prose of the tables has its Norwegian twin (``texts/nb.csv``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ettervern.extract import Extraction
from ettervern.files import Problem, ReviewError
from ettervern.review import Review
from ettervern.schema import read_entered, shown, texts
from ettervern.staging import is_file

#: Table -> the column that names a row, and the columns of prose that readers see.
PROSE: dict[str, tuple[str, tuple[str, ...]]] = {
    "studies": ("study_id", ("population", "intervention", "comparator")),
    "outcomes": ("outcome_id", ("definition", "arm_intervention", "arm_control", "note")),
    "percentages": ("outcome_id", ("definition", "arm_intervention", "arm_control", "note")),
    "findings_in_words": ("finding_id", ("finding",)),
    "base_rates": ("rate_id", ("population", "event_label", "definition", "caution")),
    "experiences": ("experience_id", ("method", "theme", "summary_own_words")),
    "guidance": ("id", ("what_it_says_own_words",)),
    "local_pilot": ("id", ("population", "caution")),
    "risk_of_bias": (
        "study_id",
        (
            "basis_randomisation",
            "basis_missing_data",
            "basis_measurement",
            "basis_selective_reporting",
            "other_notes",
        ),
    ),
}

#: Names that are shown as they stand unless the Norwegian text gives them another form: no twin is asked for.
NAMES: dict[str, tuple[str, ...]] = {"guidance": ("publisher", "title")}


class TwinRow(NamedTuple):
    """The Norwegian text of a cell, and the English that it was made from."""

    table: str
    id: str
    column: str
    english: str
    text: str


def text_problems(review: Review, tables: Extraction) -> list[Problem]:
    """Return a problem for each cell of prose with a Norwegian text made from another wording; a warning without one.

    Parameters
    ----------
    review : Review
        The review.
    tables : Extraction
        Its extraction tables.
    """
    if "nb" not in review.languages:
        return []
    path = review.folder / "texts" / "nb.csv"
    file = review.shown(path)
    if not is_file(path):
        message = "the file is missing; readers of the Norwegian book would see the tables' English prose"
        return [Problem(file, 0, "", message, "warning")]
    try:
        twins = read_entered(TwinRow, path, file)
    except ReviewError as error:
        return error.problems
    places = {twin[:3]: line for line, twin in twins.items()}
    problems = [
        Problem(file, line, "id", f"{shown(' '.join(twin[:3]))} stands twice; expected one text a cell")
        for line, twin in twins.items()
        if places[twin[:3]] != line
    ]
    prose = {table: {line: texts(row) for line, row in vars(tables)[table].items()} for table in PROSE}
    problems += _orphans(twins, prose, file)
    for table, (name, columns) in PROSE.items():
        shown_table = review.shown(review.extraction / f"{table}.csv")
        for line, cells in prose[table].items():
            for column in columns:
                at = places.get((table, cells[name], column))
                if at is None and cells[column]:
                    message = f"no Norwegian text for {shown(cells[name])} in {file}"
                    problems.append(Problem(shown_table, line, column, message, "warning"))
                elif at is not None and cells[column]:
                    problems += _follows(cells[column], twins[at], at, file)
    return problems


def _orphans(
    twins: Mapping[int, TwinRow], prose: Mapping[str, Mapping[int, Mapping[str, str]]], file: str
) -> Iterator[Problem]:
    """Find Norwegian texts of cells that do not exist (a warning)."""
    known = {table: {cells[name] for cells in prose[table].values()} for table, (name, _) in PROSE.items()}
    for line, twin in twins.items():
        columns = PROSE[twin.table][1] + NAMES.get(twin.table, ()) if twin.table in PROSE else ()
        if twin.column not in columns or twin.id not in known[twin.table]:
            message = f"no cell is named {shown(' '.join(twin[:3]))}; its text is shown nowhere"
            yield Problem(file, line, "id", message, "warning")


def _follows(english: str, twin: TwinRow, line: int, file: str) -> Iterator[Problem]:
    """Find a twin without a text, or made from another wording."""
    if twin.text == "":
        yield Problem(file, line, "text", f"the cell is empty; expected Norwegian for {shown(english)}")
    elif twin.english != english:
        message = f"the English has changed to {shown(english)}; expected the Norwegian to follow"
        yield Problem(file, line, "english", message)
