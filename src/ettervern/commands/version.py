"""``ettervern version``: give the review a new number and day."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ettervern import clock
from ettervern.commands.folder import open_review
from ettervern.transaction import transaction


def version(
    number: Annotated[str, typer.Argument(help="The new number, as 1.1.")],
    review: Annotated[Path | None, typer.Option("--review", help="The review folder; left out, the only one.")] = None,
    today: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="The day that counts as today.")] = None,
) -> None:
    """Give the review a new number and day; the book then shows what this version adds to the one before."""
    from ettervern.living.version import new_version

    result, day = open_review(review), clock.today(today)
    with transaction(result.root, "ettervern version"):
        new_version(result, number, day)
    typer.echo(f"version {number}, {day.isoformat()}; it updates that of {result.date.isoformat()}")
    typer.echo("next: ettervern build")
