"""``ettervern deduplicate``: remove duplicates from any search exports, in a review or outside one."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ettervern.files import Problem, ReviewError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from ettervern.deduplicate import Deduplication
    from ettervern.records import Reading

DECISIONS = "decisions.csv"


def deduplicate(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            help="Search exports: RIS, MEDLINE, BibTeX, EndNote, Web of Science, CSV.",
            show_default=False,
        ),
    ],
    out: Annotated[Path, typer.Option(help="Folder for the results; made if it is not there.", show_default=False)],
    decisions: Annotated[
        Path | None,
        typer.Option(
            help="Your word on pairs: a CSV with record_1, record_2, decision (same or different). "
            "Left out, decisions.csv in the folder for results, if there is one.",
            show_default=False,
        ),
    ] = None,
    known: Annotated[
        Path | None, typer.Option(help="known.csv of an earlier run: reports keep their ids.", show_default=False)
    ] = None,
    join_preprints: Annotated[
        bool, typer.Option("--join-preprints", help="Count a preprint and the article printed later as one report.")
    ] = False,
) -> None:
    """Find the records that are copies of one report, and say why.

    Writes reports.csv and reports.ris (one entry a report), duplicates.csv (every record, its report and the reason),
    review.csv (doubtful pairs for you to look at) and known.csv; and clusters.csv for a CSV with record ids of its own.
    Nothing is lost: what can't be read is listed with file and line.
    """
    from ettervern.deduplicate import Options
    from ettervern.deduplicate import deduplicate as find_duplicates
    from ettervern.files import read_table
    from ettervern.records import read_files

    missing = [path for path in files if not path.is_file()]
    if missing:
        raise ReviewError([_problem(path, "the file is missing") for path in missing])
    decided = decisions or (out / DECISIONS if (out / DECISIONS).is_file() else None)
    said = read_table(decided, ["record_1", "record_2", "decision"]) if decided else None
    before = read_table(known, ["record_id", "report_id"]) if known else None
    with _progress(len(files)) as (reading_step, finding_step):
        reading = read_files(files, progress=reading_step)
        if reading.records.empty:
            raise ReviewError(reading.problems or [_problem(files[0], "no record in the files")])
        found = find_duplicates(
            reading.records,
            decisions=said,
            known=before,
            progress=finding_step,
            options=Options(join_preprints=join_preprints),
        )
        write_results(reading, found, out)
        finding_step("done", 1.0)
    _tell(reading, found)


def _problem(path: Path, message: str) -> Problem:
    """Return the problem with a whole file."""
    return Problem(path.name, 0, "", message)


@contextmanager
def _progress(count: int) -> Iterator[tuple[Callable[[str], None], Callable[[str, float], None]]]:
    """Show a bar on a terminal; give back what reading and what finding duplicates call as they go on."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description:<32}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("reading", total=1.5)

        def read(_name: str) -> None:
            bar.update(task, description="reading", advance=0.5 / count)

        def find(text: str, part: float) -> None:
            bar.update(task, description=text, completed=0.5 + part)

        yield read, find


def write_results(reading: Reading, found: Deduplication, out: Path) -> None:
    """Write every table, each whole or not at all; all texts are made before the first is written."""
    from ettervern.files import table_text, write_whole
    from ettervern.records import spreadsheet_safe
    from ettervern.records.write import ris_text

    texts = {
        "reports.csv": table_text(spreadsheet_safe(found.reports)),
        "reports.ris": ris_text(found.reports),
        "duplicates.csv": table_text(spreadsheet_safe(found.duplicates)),
        "review.csv": table_text(spreadsheet_safe(found.review)),
        "known.csv": table_text(found.known),
        "aliases.csv": table_text(found.aliases),
    }
    if reading.keyed:
        # Read by programs that must find their own ids again: written as they are.
        texts["clusters.csv"] = table_text(_clusters(found.duplicates))
    for name, text in texts.items():
        write_whole(out / name, text)


def _clusters(duplicates: pd.DataFrame) -> pd.DataFrame:
    """Return record_id, cluster_id for every record, in the order of ids."""
    table = duplicates[["record_id", "report_id"]].rename(columns={"report_id": "cluster_id"})
    return table.sort_values("record_id", ignore_index=True)


def _tell(reading: Reading, found: Deduplication) -> None:
    """Print problems and what was found."""
    for problem in [*reading.problems, *found.problems]:
        typer.echo(f"{problem.severity}: {problem}", err=True)
    surplus = len(reading.records) - len(found.reports)
    unread = f", {reading.unreadable} could not be read (listed above)" if reading.unreadable else ""
    typer.echo(f"{len(reading.records)} records read from {len(reading.files)} files{unread}")
    typer.echo(f"{len(found.reports)} reports; {surplus} surplus copies; {len(found.review)} doubtful pairs to look at")
