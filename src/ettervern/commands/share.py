"""``ettervern share``: checklist, data package, archive metadata, references, and figures for RevMan."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ettervern.commands.folder import open_review


def share(
    folder: Annotated[Path, typer.Argument(help="Where to write; datapackage.json belongs in the project's folder.")],
    parts: Annotated[list[str] | None, typer.Option("--part", help="Only this file, as included.ris; repeat.")] = None,
    review: Annotated[Path | None, typer.Option("--review", help="The review folder; left out, the only one.")] = None,
) -> None:
    """Write what others need: PRISMA 2020, datapackage.json, .zenodo.json, RIS, BibTeX, CSV for RevMan."""
    from ettervern.living.share.everything import share as write
    from ettervern.living.share.prisma import checklist

    result = open_review(review)
    changed = write(result, folder, parts)
    for path in changed:
        typer.echo(f"wrote {path}")
    if not changed:
        typer.echo("nothing changed")
    counts = checklist(result)["status"].value_counts()
    typer.echo("PRISMA 2020: " + ", ".join(f"{number} {name}" for name, number in counts.items()))
