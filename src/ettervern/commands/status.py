"""``ettervern status``: how old the review is, what awaits, what comes next."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ettervern import clock
from ettervern.commands.check import say
from ettervern.commands.folder import open_review
from ettervern.files import Problem, ReviewError

if TYPE_CHECKING:
    from ettervern.living.waiting import Waiting


def status(
    review: Annotated[Path | None, typer.Argument(help="The review folder; left out, the only one.")] = None,
    which: Annotated[
        str, typer.Option("--list", metavar="STEP", help="Only list what awaits at a step: to_fetch ...")
    ] = "",
    today: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="The day that counts as today.")] = None,
) -> None:
    """Show the last search of each source, the review's age against its promise, what awaits, and the next step."""
    from ettervern.commands.update import say_what_awaits
    from ettervern.living.status import status as ask

    results = ask(open_review(review), clock.today(today))
    if which:
        _list(results.waiting, which)
        return
    for row in results.searches.to_dict("records"):
        nothing = f", {row['empty']} of them found nothing" if row["empty"] else ""
        say(f"{row['last']}  {row['source']} (searches: {row['searches']}{nothing}; records: {row['records']})")
    if results.last_search is None or results.months is None:
        typer.echo("nothing has been searched yet")
    else:
        word = "overdue" if results.overdue else "within the promise"
        typer.echo(
            f"last search {results.last_search.isoformat()}, {results.months:.1f} months ago; "
            f"an update is promised every {results.promised_months} months: {word}"
        )
    looked = results.retractions.isoformat() if results.retractions else "never"
    typer.echo(f"held against retractions: {looked}")
    for study, (first, *earlier) in results.notices.items():
        say(f"  {study}: {first}" + (f" (also: {', '.join(earlier)})" if earlier else ""))
    say_what_awaits(results.waiting)
    if results.errors:
        typer.echo(f"errors that a build stops at: {results.errors} ('ettervern check' names them)")
    if results.stale:
        typer.echo(f"results that a build would change: {results.stale} ('ettervern build' makes them)")
    if results.untranslated:
        typer.echo(f"texts to translate: {results.untranslated} ('ettervern check' names them)")
    if results.placeholders:
        typer.echo(f"placeholders left: {results.placeholders} ('ettervern check' names them)")
    for outcome in results.no_page:
        typer.echo(f"no page in the book is on the outcome {outcome} ('ettervern outcomes' lays one out)")
    typer.echo(f"next: {results.next_step}")


def _list(waiting: Waiting, step: str) -> None:
    """Print what awaits at a step: an id and a title a line."""
    from ettervern.living.waiting import STEPS

    if step not in STEPS:
        raise ReviewError(Problem("", 0, "--list", f"no step {step!r}; expected {', '.join(STEPS)}"))
    for row in waiting.rows[waiting.rows["step"] == step].to_dict("records"):
        say(f"{row['id']}  {row['what']}")
