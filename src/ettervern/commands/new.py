"""``ettervern new``: lay out an empty review."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ettervern import clock
from ettervern.living.book import lay_book, room_for_book


def new(
    name: Annotated[str, typer.Argument(help="Name of the review: small letters, digits and hyphens.")],
    project: Annotated[Path, typer.Option(help="The project's folder, where reviews/ lies.")] = Path(),
    theme: Annotated[
        Path | None, typer.Option(help="A theme (book/_theme of another project): lays out a book too.")
    ] = None,
    today: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="The day that counts as today.")] = None,
) -> None:
    """Lay out an empty review: a commented review.toml, tables with their headers, a protocol to write."""
    from ettervern.living.new import new_review
    from ettervern.transaction import transaction

    if theme is not None:
        room_for_book(project.resolve(), theme)
    with transaction(project.resolve(), "ettervern new"):
        review = new_review(project.resolve(), name, clock.today(today))
        if theme is not None:
            lay_book(review, theme)
    if theme is not None:
        typer.echo("laid out book/, which says what is still missing")
    place = "" if project.resolve() == Path.cwd() else f" in {project.resolve()}"
    typer.echo(f"laid out reviews/{review.name}/ and screening/{review.name}/{place}")
    typer.echo(
        f"next: write reviews/{review.name}/review.toml and protocol.md, then 'ettervern check reviews/{review.name}'"
    )
