"""``ettervern merge``: settle what git could not join, row by row."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ettervern.files import Problem, ReviewError

if TYPE_CHECKING:
    from ettervern.living.unmerged import Settled

NEXT = "next: ettervern build, then 'git add --all' and 'git commit'"


def merge(
    versions: Annotated[list[str] | None, typer.Argument(hidden=True)] = None,
    ours: Annotated[
        list[str] | None, typer.Option(metavar="FILE", help="This branch's rows count in this file; may be repeated.")
    ] = None,
    theirs: Annotated[
        list[str] | None, typer.Option(metavar="FILE", help="The other branch's rows count in this file.")
    ] = None,
    install: Annotated[
        bool, typer.Option("--install", help="Tell this clone's git how tables are joined; once a clone.")
    ] = False,
    project: Annotated[Path, typer.Option(help="The project's folder, where reviews/ lies.")] = Path(),
    driver: Annotated[bool, typer.Option("--driver", hidden=True)] = False,
) -> None:
    """Join the tables that 'git merge' has left in conflict: the rows of both branches, told by their keys."""
    from ettervern.living import unmerged

    if driver:
        base, here, there, path = versions or []
        problems = unmerged.drive(Path(base), Path(here), Path(there), path)
        if problems:
            raise ReviewError(problems)
    elif install:
        if not unmerged.install(project):
            raise ReviewError(Problem(f"{project.resolve().name}/", 0, "", "no repository of git"))
        typer.echo("git joins tables row by row in this clone now")
    else:
        _tell(unmerged.settle(project, ours or (), theirs or ()))


def _tell(result: Settled) -> None:
    """Say what became of each file, and what is next."""
    for line in result.said:
        typer.echo(line)
    left = [Problem(path, 0, "", "in conflict; settle it by hand, then 'git add' it") for path in result.left]
    if left or result.problems:
        raise ReviewError([*result.problems, *left])
    typer.echo(NEXT)
