"""Whether the English prose of the tables has its Norwegian twin (``texts/nb.csv``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from ettervern.files import Problem, ReviewError, read_table
from ettervern.review import Review
from ettervern.schema import shown
from ettervern.staging import is_file

COLUMNS = ("table", "id", "column", "english", "text")
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


def text_problems(review: Review, frames: Mapping[str, pd.DataFrame]) -> list[Problem]:
    """Return a problem for each cell of prose without a Norwegian text, or with one made from another wording.

    Parameters
    ----------
    review : Review
        The review.
    frames : mapping
        Extraction tables by name.
    """
    if "nb" not in review.languages:
        return []
    path = review.folder / "texts" / "nb.csv"
    file = review.shown(path)
    if not is_file(path):
        message = "the file is missing; readers of the Norwegian book would see the tables' English prose"
        return [Problem(file, 0, "", message, "warning")]
    try:
        twins = read_table(path, COLUMNS, file)
    except ReviewError as error:
        return error.problems
    keys = list(zip(twins["table"], twins["id"], twins["column"], strict=True))
    twin_rows = dict(zip(keys, twins.index, strict=True))
    problems = [
        Problem(file, int(row), "id", f"{shown(' '.join(key))} stands twice; expected one text a cell")
        for key, row in zip(keys, twins.index, strict=True)
        if twin_rows[key] != row
    ]
    problems += _orphans(keys, twins, frames, file)
    for table, (name, columns) in PROSE.items():
        if table in frames:
            shown_table = review.shown(review.extraction / f"{table}.csv")
            for column in columns:
                problems += _missing(frames[table], table, name, column, shown_table, twins, twin_rows, file)
    return problems


def _orphans(
    keys: list[tuple[str, str, str]], twins: pd.DataFrame, frames: Mapping[str, pd.DataFrame], file: str
) -> Iterator[Problem]:
    """Find Norwegian texts of cells that do not exist (a warning)."""
    known = {table: set(frames[table][name]) for table, (name, _) in PROSE.items() if table in frames}
    for (table, row_id, column), row in zip(keys, twins.index, strict=True):
        if table in PROSE and table not in frames:
            continue
        columns = PROSE[table][1] + NAMES.get(table, ()) if table in PROSE else ()
        if column not in columns or row_id not in known[table]:
            message = f"no cell is named {shown(f'{table} {row_id} {column}')}; its text is shown nowhere"
            yield Problem(file, int(row), "id", message, "warning")


def _missing(
    rows: pd.DataFrame,
    table: str,
    name: str,
    column: str,
    table_file: str,
    twins: pd.DataFrame,
    twin_rows: Mapping[tuple[str, str, str], object],
    file: str,
) -> Iterator[Problem]:
    """Find cells of one column without a twin that was made from them."""
    for row, study, english in zip(rows.index, rows[name], rows[column], strict=True):
        if not english:
            continue
        at = twin_rows.get((table, study, column))
        if at is None:
            yield Problem(table_file, int(row), column, f"no Norwegian text for {shown(study)} in {file}")
        elif twins.at[at, "text"] == "":
            yield Problem(file, int(str(at)), "text", f"the cell is empty; expected Norwegian for {shown(english)}")
        elif twins.at[at, "english"] != english:
            message = f"the English has changed to {shown(english)}; expected the Norwegian to follow"
            yield Problem(file, int(str(at)), "english", message)
