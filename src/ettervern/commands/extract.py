"""``ettervern extract``: sheets for two extractors, their comparison, the agreed table, and figures that do not fit."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from ettervern import clock
from ettervern.commands.check import line, say
from ettervern.commands.folder import open_review
from ettervern.commands.listing import Listing
from ettervern.files import write_table

app = typer.Typer(
    name="extract",
    cls=Listing,
    help="Extraction that two people can do: sheets to fill in, comparison, agreed table, warnings.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Folder = Annotated[Path | None, typer.Option("--review", help="The review folder; left out, the only one.")]
Today = Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="The day that counts as today.")]


@app.command("new")
def new(
    study: Annotated[str, typer.Argument(help="The study's id, as jason2007.")],
    report: Annotated[str, typer.Option(help="The report, for a study that no table knows yet.")] = "",
    review: Folder = None,
) -> None:
    """Lay out the sheets to fill in for a study: one an extractor, and one that describes the study."""
    from ettervern.extract.sheets import new_sheets

    result = open_review(review)
    made = new_sheets(result, study, report_id=report)
    for path in made:
        typer.echo(f"fill in {result.shown(path)}, then: ettervern extract add {result.shown(path)}")
    if not made:
        typer.echo("nothing to make: the sheets are there already")


@app.command("add")
def add(
    sheets: Annotated[list[Path], typer.Argument(help="Filled sheets.")],
    review: Folder = None,
) -> None:
    """Check filled sheets and add their rows to the extraction tables."""
    from ettervern.extract.sheets import add_sheet
    from ettervern.transaction import transaction

    result = open_review(review)
    with transaction(result.root, "ettervern extract add"):  # all sheets or none
        added = [add_sheet(result, path) for path in sheets]
    for path, done in zip(sheets, added, strict=True):
        for note in done.notes:
            typer.echo(f"note: {path.name}: {note}", err=True)
        say(f"{path.name}: {done.rows} rows added to {done.table}.csv, {done.known} were there already")


@app.command("compare")
def compare(
    review: Folder = None,
    agreed: Annotated[Path | None, typer.Option(help="Write the agreed table here (CSV).")] = None,
    fields: Annotated[Path | None, typer.Option(help="Write every compared field here (CSV).")] = None,
    rows: Annotated[Path | None, typer.Option(help="Write every contrast side by side here (CSV).")] = None,
    today: Today = None,
) -> None:
    """Set the two extractions side by side: agreement field by field, what differs, what the agreed table rests on."""
    from ettervern.extract import load
    from ettervern.extract.compare import compare as set_side_by_side
    from ettervern.extract.draft import agreed_table
    from ettervern.extract.resolution import read_resolutions, resolve

    result = open_review(review)
    day = clock.today(today)
    tables = load(result, today=day)
    names = result.settings.extraction
    comparison = set_side_by_side(tables.extraction_1, tables.extraction_2, names)
    decided = read_resolutions(result, day)
    resolved = resolve(tables.outcomes, tables.extraction_1, tables.extraction_2, decided, names=names)
    for path, table in (
        (agreed, agreed_table(resolved, comparison, tables.extraction_1, names)),
        (fields, comparison.fields),
        (rows, comparison.rows),
    ):
        if path is not None:
            write_table(path, table)
    if comparison.rows.empty:
        typer.echo("nothing is extracted yet: begin with 'ettervern extract new STUDY'")
        return
    counts = comparison.rows["status"].value_counts()
    typer.echo(f"contrasts: {len(comparison.rows)} ({', '.join(f'{n} {name}' for name, n in counts.items())})")
    typer.echo(comparison.agreement.to_string(index=False, float_format=lambda value: f"{value:.1f}", na_rep="-"))
    for one in comparison.fields[comparison.fields["verdict"] == "differ"].to_dict("records"):
        say(
            f"differ: {one['study_id']} {one['field']}: “{one['value_1']}” (row {one['row_1']}) and "
            f"“{one['value_2']}” (row {one['row_2']})"
        )
    how = Counter(row.how for row in resolved.rows).most_common()
    typer.echo(f"outcomes.csv: {', '.join(f'{n} {name}' for name, n in how)}")
    for problem in resolved.problems:
        say(line(problem))


@app.command("warnings")
def warnings(
    review: Folder = None,
    everything: Annotated[bool, typer.Option("--all", help="Show accepted warnings too.")] = False,
    today: Today = None,
) -> None:
    """List figures that do not fit each other. Accept one by a line in extraction/accepted_warnings.csv."""
    from ettervern.extract import load
    from ettervern.extract.consistency import as_problems, read_accepted
    from ettervern.extract.consistency import warnings as find

    result = open_review(review)
    odd = find(load(result, today=clock.today(today)), read_accepted(result))
    for problem in as_problems(odd, result):
        say(str(problem))
    accepted = [one.accepted for one in odd if one.accepted]
    if everything:
        for one in accepted:
            say(f"accepted by {one.accepted_by} on {one.date}: {one.message} (because {one.reason})")
    typer.echo(f"{len(odd) - len(accepted)} warnings, {len(accepted)} accepted")
