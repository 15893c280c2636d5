"""``ettervern check``: say what is wrong with a review folder, and change nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ettervern import clock
from ettervern.commands.folder import open_review
from ettervern.files import Problem, ReviewError
from ettervern.memory import warnings_of_the_last_build
from ettervern.review import Review
from ettervern.shown import plain

Folder = Annotated[
    Path | None, typer.Argument(help="The review folder. Not needed where reviews/ holds only one.", show_default=False)
]
Today = Annotated[
    str | None,
    typer.Option(
        metavar="YYYY-MM-DD", help="The day that counts as today. Else SOURCE_DATE_EPOCH, else the clock's day."
    ),
]
CHECKED = "review.toml, searches, screening decisions, extraction tables and texts"


def check(folder: Folder = None, today: Today = None) -> None:
    """Say what is wrong with a review folder: file, row, column, what was expected. Nothing is changed.

    Ends with code 1 where there are errors. Warnings do not stop a build.
    """
    try:
        problems = _problems(open_review(folder), today)
    except ReviewError as error:
        problems = sorted(error.problems)
    for problem in problems:
        say(line(problem))
    errors = sum(problem.severity == "error" for problem in problems)
    typer.echo(closing(errors, len(problems) - errors))
    if errors:
        raise typer.Exit(1)


def _problems(review: Review, today: str | None) -> list[Problem]:
    """Return what the last build said where nothing has changed since, else look through everything."""
    if (message := warnings_of_the_last_build(review, clock.today(today))) is not None:
        return message
    from ettervern.check import check as find_problems

    return find_problems(review, today=today)


def line(problem: Problem) -> str:
    """Return a problem as one line."""
    return f"{problem.severity}: {problem}"


def say(text: str, *, err: bool = False) -> None:
    """Print one line with text from outside in it."""
    typer.echo(plain(text), err=err)


def closing(errors: int, warnings: int) -> str:
    """Return the closing line: how many problems, and what was checked."""
    counts = f"{errors} error{'' if errors == 1 else 's'}, {warnings} warning{'' if warnings == 1 else 's'}"
    return f"{counts}. Checked: {CHECKED}."
