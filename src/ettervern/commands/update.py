"""``ettervern update``: take new search exports in, and say what awaits."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ettervern import clock
from ettervern.catalogue import pgettext
from ettervern.commands.check import line, say
from ettervern.commands.folder import open_review
from ettervern.files import Problem, ReviewError, write_table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from ettervern.living.intake import Incoming
    from ettervern.living.waiting import Waiting
    from ettervern.review import Review

SHOWN = 10


def update(
    exports: Annotated[
        list[Path] | None, typer.Argument(help="Export files of one search; none: only rebuild.")
    ] = None,
    source: Annotated[str, typer.Option(help="Where they were searched, as 'Ovid MEDLINE'.")] = "",
    kind: Annotated[str, typer.Option(help="database, register or other.")] = "database",
    day: Annotated[str, typer.Option("--date", metavar="YYYY-MM-DD", help="Day of the search.")] = "",
    query: Annotated[str, typer.Option(help="What was asked.")] = "",
    strategy: Annotated[str, typer.Option(help="Take the query from the strategy, as ovid, ebsco, scopus, wos.")] = "",
    count: Annotated[int | None, typer.Option(help="How many records the source says there are.")] = None,
    description_nb: Annotated[str, typer.Option(help="What was searched for, in Norwegian.")] = "",
    description_en: Annotated[str, typer.Option(help="What was searched for, in English.")] = "",
    review: Annotated[Path | None, typer.Option("--review", help="The review folder; left out, the only one.")] = None,
    queue: Annotated[Path | None, typer.Option(help="Write the ranked queue here (CSV).")] = None,
    today: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="The day that counts as today.")] = None,
) -> None:
    """Take new exports in: remove duplicates without moving an id, queue what is new, say what awaits."""
    from ettervern.living.intake import Incoming
    from ettervern.living.update import update as run
    from ettervern.search.export import read_log
    from ettervern.transaction import transaction

    result, now = open_review(review), clock.today(today)
    paths: list[Path | None] = [*(exports or [])]
    if not exports and (source or day or query or strategy or count is not None):
        if count != 0:
            message = "missing; give the export's file (only a search that found nothing, --count 0, has none)"
            raise ReviewError(Problem("EXPORT", 0, "", message))
        paths = [None]
    incoming: list[Incoming] = []
    if paths:
        messages = _described(result, source, day, query, strategy)
        number = count if len(paths) == 1 else None
        texts = (description_nb, description_en)
        incoming = [Incoming(path, source, kind, messages[0], messages[1], number, *texts) for path in paths]
    noted = len(read_log(result))
    with transaction(result.root, "ettervern update"):
        done = run(result, incoming, now, lambda says: typer.echo(says, err=True))
        if queue is not None:
            write_table(queue, done.waiting.queue)
    for path in done.files:
        say(f"taken in: {result.shown(path)}")
    if exports and len(done.files) < len(exports):
        typer.echo(f"there already, left as they are: {len(exports) - len(done.files)} of {len(exports)} exports")
    if paths == [None]:
        already = "" if len(read_log(result)) > noted else "already "
        say(f"{already}noted in searches.csv: a search of {source} that found nothing")
    if exports:
        typer.echo(f"{done.records} records, {len(done.new_reports)} new reports")
    typer.echo(f"{len(done.changed)} files of results changed" if done.changed else "results unchanged")
    say_what_awaits(done.waiting)
    for row in done.waiting.queue.head(SHOWN).to_dict("records"):
        say(f"{row['rank']:>4}  {row['report_id']}  {row['title']}")
    say_warnings(done.warnings, done.checked)


def say_warnings(warnings: Sequence[Problem], checked: int) -> None:
    """Print the warnings of a build; those that the check tells too are only counted."""
    for warning in sorted(set(warnings)):
        say(line(warning), err=True)
    if checked:
        typer.echo(
            f"{checked} warning{'' if checked == 1 else 's'} of the check; 'ettervern check' shows them", err=True
        )


def say_what_awaits(waiting: Waiting) -> None:
    """Print how much awaits at each step, and how many votes each person has left."""
    counts = waiting.counts()
    for step, number in counts.items():
        left = ", ".join(f"{person} {n}" for person, n in waiting.people.get(step, {}).items())
        if number:
            say(f"{number:>4}  {pgettext('waiting', step, 'en')}" + (f" (left: {left})" if left else ""))
    if not any(counts.values()):
        typer.echo("nothing awaits")


def _described(review: Review, source: str, day: str, query: str, strategy: str) -> tuple[date, str]:
    """Return day and query of a search, or say what is missing."""
    from datetime import date as dates

    if not source or not day:
        missing = "--source" if not source else "--date"
        raise ReviewError(Problem(missing, 0, "", "missing; say where and when the export was made"))
    try:
        searched = dates.fromisoformat(day)
    except ValueError as error:
        raise ReviewError(Problem("--date", 0, "", f"{day!r} is not a day; expected YYYY-MM-DD")) from error
    if not strategy:
        return searched, query
    from ettervern.search import read_strategy
    from ettervern.search.render import render

    return searched, "\n".join(render(read_strategy(review), strategy))
