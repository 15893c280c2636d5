"""``ettervern deduplicate``: remove duplicates from any search exports, in a review or outside one."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ettervern.files import Problem, ReviewError, read_columns, readable, table_text, write_whole
from ettervern.ids import Aliases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ettervern.deduplicate import Deduplication, Options
    from ettervern.files import Columns
    from ettervern.records import Reading

DECISIONS = "decisions.csv"


def deduplicate(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            help="Search exports: RIS, MEDLINE, BibTeX, EndNote, Web of Science, RefWorks, XML, JSON, CSV, XLSX.",
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
        Path | None,
        typer.Option(
            help="known.csv of an earlier run, with aliases.csv beside it: reports keep their ids.", show_default=False
        ),
    ] = None,
    join_preprints: Annotated[
        bool, typer.Option("--join-preprints", help="Count a preprint and the article printed later as one report.")
    ] = False,
    careful: Annotated[
        bool,
        typer.Option(
            "--careful",
            help="Merge only what is surely the same. On eight labelled sets (3,365 surplus copies) 45 were left "
            "instead of 28, with no fewer false merges.",
        ),
    ] = False,
    eager: Annotated[
        bool,
        typer.Option(
            "--eager",
            help="Merge what is likely the same too. On the same sets 20 copies were left instead of 28, with 11 false "
            "merges instead of 1.",
        ),
    ] = False,
) -> None:
    """Find the records that are copies of one report, and say why.

    Writes reports.csv and reports.ris (one entry a report), duplicates.csv (every record, its report and the reason),
    review.csv (doubtful pairs for you to look at), links.csv (an erratum, an abstract or a second report of one study:
    reports that belong together and stay apart) and known.csv; and clusters.csv for a CSV with record ids of its own.
    Nothing is lost: what can't be read is listed with file and line. Where no record of a file could be read, the
    command ends with 1, though the results of the others are written.
    """
    from ettervern.deduplicate import traded

    if careful and eager:
        raise ReviewError(Problem("--eager", 0, "", "given with --careful; give one of the two"))
    options = traded(careful=careful, eager=eager, join_preprints=join_preprints)
    reading, result = _run(files, out, decisions, known, options)
    _tell(reading, result)
    table = reading.file_columns
    whole = {name for name, count in zip(table["file"], table["records"], strict=True) if count}
    if any(one.severity == "error" and one.file not in whole for one in reading.problems):
        raise typer.Exit(1)  # the others are written; but nobody must take them for all that was given


def _run(
    files: list[Path], out: Path, decisions: Path | None, known: Path | None, options: Options
) -> tuple[Reading, Deduplication]:
    """Read the files, find duplicates among their records, and write the results."""
    from ettervern.deduplicate import find_duplicates, read_decisions
    from ettervern.records import read_files

    missing = [path for path in files if not path.is_file()]
    if missing:
        raise ReviewError([_problem(path, "the file is missing") for path in missing])
    decided = decisions or (out / DECISIONS if (out / DECISIONS).is_file() else None)
    words = read_decisions(decided) if decided else ()
    before = read_columns(known, ["record_id", "report_id"])[0] if known else None
    with _progress(len(files)) as (reading_step, finding_step):
        reading = read_files(files, progress=reading_step)
        if not reading.count:
            raise ReviewError(reading.problems or [_problem(files[0], "no record in the files")])
        result = find_duplicates(
            reading.columns,
            decisions=words,
            known=before,
            aliases=_aliases(known.with_name("aliases.csv")) if known else None,
            progress=finding_step,
            options=options,
        )
        write_results(reading, result, out)
        finding_step("done", 1.0)
    return reading, result


def _aliases(path: Path) -> Aliases:
    """Return the aliases that an earlier run left beside its known ids."""
    columns, rows = read_columns(path, ["alias", "report_id"]) if path.is_file() else (None, [])
    return Aliases.of(columns, shown=path.name, rows=rows)


def _problem(path: Path, message: str) -> Problem:
    """Return the problem with a whole file."""
    return Problem(path.name, 0, "", message)


@contextmanager
def _progress(count: int) -> Iterator[tuple[Callable[[str], None], Callable[[str, float], None]]]:
    """Show a bar on a terminal; give back what reading and what finding duplicates call as they go on."""
    if not sys.stderr.isatty():
        yield lambda _name: None, lambda _text, _part: None
        return
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


def write_results(reading: Reading, result: Deduplication, out: Path) -> None:
    """Write every table, all together or none; all texts are made before the first is written."""
    from ettervern.records.write import ris_text
    from ettervern.transaction import home_of, transaction

    tables = result.tables
    names = ("reports", "duplicates", "review", "links", "known", "aliases")
    # Each text as bytes at once: a string with one letter beyond Latin takes two to four times as much.
    contents = {f"{name}.csv": _content(table_text(tables[name]), name) for name in names}
    contents["reports.ris"] = ris_text(tables["reports"]).encode("utf-8")
    if reading.keyed:
        # Read by programs that must find their own ids again: written as they are.
        contents["clusters.csv"] = _content(table_text(_clusters(tables["duplicates"]), exact=True), "clusters")
    with transaction(home_of(out / "reports.csv"), "ettervern deduplicate"):
        for name, content in contents.items():
            write_whole(out / name, content)


def _content(text: str, name: str) -> bytes:
    """Return the bytes of a table that can be read back."""
    return readable(text, f"{name}.csv").encode("utf-8")


def _clusters(duplicates: Columns) -> Columns:
    """Return record_id, cluster_id for every record, in the order of ids."""
    rows = sorted(zip(duplicates["record_id"], duplicates["report_id"], strict=True))
    return {"record_id": [record for record, _ in rows], "cluster_id": [report for _, report in rows]}


def _tell(reading: Reading, result: Deduplication) -> None:
    """Print problems and what was found."""
    for problem in [*reading.problems, *result.problems]:
        typer.echo(f"{problem.severity}: {problem}", err=True)
    reports, doubtful = len(result.tables["reports"]["report_id"]), len(result.tables["review"]["record_1"])
    linked = len(result.tables["links"]["record_1"])
    files = len(reading.file_columns["file"])
    unread = f", {reading.unreadable} could not be read (listed above)" if reading.unreadable else ""
    typer.echo(f"{reading.count} records read from {files} files{unread}")
    typer.echo(f"{reports} reports; {reading.count - reports} surplus copies; {doubtful} doubtful pairs to look at")
    typer.echo(f"{linked} pairs of reports belong together (links.csv)")
