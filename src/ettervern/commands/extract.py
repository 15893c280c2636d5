"""``ettervern extract``: sheets for two extractors, their comparison and agreement, and figures that do not fit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from ettervern import clock
from ettervern.commands.check import line, say
from ettervern.commands.folder import open_review
from ettervern.commands.listing import Listing
from ettervern.files import write_table
from ettervern.review import Review

app = typer.Typer(
    name="extract",
    cls=Listing,
    help="Extraction that two people can do: sheets to fill in, comparison, agreement, warnings.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)

#: How two cells that look different say the same.
ALIKE = {
    "complement": "same figure, told as its complement",
    "percentage": "same figure, told as a percentage",
    "rounding": "same figure, rounded",
}
Folder = Annotated[Path | None, typer.Option("--review", help="The review folder; left out, the only one.")]
Today = Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="The day that counts as today.")]


By = Annotated[list[str] | None, typer.Option("--by", help="Who fills in sheet 1; once more for sheet 2.")]
Language = Annotated[str, typer.Option(help="nb or en.")]


@app.command("new")
def new(
    study: Annotated[str, typer.Argument(help="The study's id, as jason2007.")],
    report: Annotated[str, typer.Option(help="The report, for a study that no table knows yet.")] = "",
    by: By = None,
    form: Annotated[str, typer.Option("--format", help="xlsx, with lists to choose from, or csv.")] = "xlsx",
    language: Language = "nb",
    review: Folder = None,
) -> None:
    """Lay out the sheets to fill in for a study: one an extractor, and one that describes the study."""
    from ettervern.extract.sheets import new_sheets, sheet_of
    from ettervern.review import known_language

    result = open_review(review)
    language = known_language(language)
    made = new_sheets(result, study, report_id=report, by=by or [], form=form, language=language)
    for path in made:
        _, part, name = sheet_of(path)
        who = "" if name or part == "study" else " --by NAME"
        typer.echo(f"fill in {result.shown(path)}, then: ettervern extract add {result.shown(path)}{who}")
    if not made:
        typer.echo("nothing to make: the sheets are there already. Fill them in, then: ettervern extract add SHEET")


@app.command("add")
def add(
    sheets: Annotated[list[Path], typer.Argument(help="Filled sheets.")],
    by: Annotated[str, typer.Option("--by", help="Who filled them in, where the name of a sheet does not say.")] = "",
    software: Annotated[bool, typer.Option("--software", help="They were filled in by software.")] = False,
    review: Folder = None,
    today: Today = None,
) -> None:
    """Check filled sheets and add their rows to the extraction tables. What a check would refuse is not added."""
    from ettervern.extract.intake import add_sheet
    from ettervern.living.agreeing import after
    from ettervern.living.guarded import guarded

    result, day = open_review(review), clock.today(today)
    kind = "software" if software else "person"
    with guarded(result, "ettervern extract add", day):  # all sheets or none
        added = [add_sheet(result, path, by=by, kind=kind, today=day) for path in sheets]
    for path, done in zip(sheets, added, strict=True):
        for note in done.notes:
            typer.echo(f"note: {path.name}: {note}", err=True)
        say(f"{path.name}: {done.rows} rows added to {done.table}.csv, {done.known} were there already")
    for study in dict.fromkeys(done.study for done in added):
        typer.echo(f"next: {after(result, study)}")


@app.command("compare")
def compare(
    review: Folder = None,
    fields: Annotated[Path | None, typer.Option(help="Write every compared field here (CSV).")] = None,
    rows: Annotated[Path | None, typer.Option(help="Write every contrast side by side here (CSV).")] = None,
    today: Today = None,
) -> None:
    """Set the two extractions side by side: agreement field by field, what differs, what outcomes.csv rests on."""
    from ettervern.extract import load
    from ettervern.extract.compare import compare as set_side_by_side
    from ettervern.extract.naming import Naming
    from ettervern.extract.resolution import read_resolutions, resolve

    result, day = open_review(review), clock.today(today)
    tables, names = load(result, today=day), Naming.of(result)
    comparison = set_side_by_side(tables.extraction_1, tables.extraction_2, names)
    for path, table in ((fields, comparison.fields), (rows, comparison.rows)):
        if path is not None:
            write_table(path, table)
    if comparison.rows.empty:
        typer.echo("nothing is extracted yet: begin with 'ettervern extract new STUDY'")
        return
    counts = comparison.rows["status"].value_counts()
    typer.echo(f"contrasts: {len(comparison.rows)} ({', '.join(f'{n} {name}' for name, n in counts.items())})")
    typer.echo(comparison.agreement.to_string(index=False, float_format=lambda value: f"{value:.1f}", na_rep="-"))
    for one in comparison.fields.to_dict("records"):
        if one["verdict"] == "differ" or one["told"]:
            say(_told(one))
    decided = read_resolutions(result, day)
    resolved = resolve(tables.outcomes, tables.extraction_1, tables.extraction_2, decided, names=names)
    how = Counter(row.how for row in resolved.rows).most_common()
    typer.echo(f"outcomes.csv: {', '.join(f'{n} {name}' for name, n in how)}")
    for problem in resolved.problems:
        say(line(problem))
    _say_open(result, day)


def _told(one: dict[Hashable, Any]) -> str:
    """Return one compared field as a line: what differs, or how two cells are the same figure."""
    what = ALIKE.get(one["told"], "differ")
    first, second = (f"“{one[f'value_{side}']}” (row {one[f'row_{side}']})" for side in (1, 2))
    return f"{what}: {one['study_id']} {one['field']}: {first} and {second}"


def _say_open(review: Review, day: date) -> None:
    """Say which studies wait for an agreement, those that outcomes.csv lacks first, and the next command."""
    from ettervern.living.agreeing import studies_to_agree_on

    waiting = studies_to_agree_on(review, day)
    if waiting:
        say(f"to decide: {', '.join(f'{study} ({left})' for study, left in waiting.items())}")
    typer.echo(
        f"next: ettervern extract agree {next(iter(waiting))} --by NAME" if waiting else "next: ettervern status"
    )


@app.command("agree")
def agree(
    study: Annotated[str, typer.Argument(help="The study's id.")],
    by: Annotated[str, typer.Option("--by", help="Your name: it is kept with what you decide.")],
    review: Folder = None,
    language: Language = "nb",
    today: Today = None,
) -> None:
    """Decide what outcomes.csv says of a study: both sides are shown, nothing is typed twice. Quit any time."""
    from ettervern.extract.walk import Conversation
    from ettervern.living.agreeing import walk_of

    result, day = open_review(review), clock.today(today)
    walk = walk_of(result, study, by, day)
    if walk.open.total == 0:
        typer.echo(f"no figures of {study} are in the two extractions: begin with 'ettervern extract new {study}'")
        return
    Conversation(walk, language, write=typer.echo).run()
    left = len(walk.open.questions)
    typer.echo(f"next: ettervern extract agree {study} --by {by}" if left else "next: ettervern status")


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
