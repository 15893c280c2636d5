"""``ettervern new``: lay out an empty review, and its book where the project has none."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ettervern import clock
from ettervern.catalogue import LANGUAGES


def new(
    name: Annotated[str, typer.Argument(help="Name of the review: small letters, digits and hyphens.")],
    project: Annotated[Path, typer.Option(help="The project's folder, where reviews/ lies.")] = Path(),
    language: Annotated[
        list[str] | None,
        typer.Option(help=f"A language of the review, the first first; may be repeated. Else {', '.join(LANGUAGES)}."),
    ] = None,
    today: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="The day that counts as today.")] = None,
) -> None:
    """Lay out an empty review: a commented review.toml, tables with their headers, a protocol and a book to write."""
    from ettervern.living.book import lay_book
    from ettervern.living.new import lay_project, new_review
    from ettervern.living.unmerged import install
    from ettervern.transaction import transaction

    root = project.resolve()
    alone = not (root / "book").exists()
    with transaction(root, "ettervern new"):
        review = new_review(root, name, clock.today(today), language or LANGUAGES)
        if alone:
            lay_book(review)
            lay_project(review)
    install(root)  # where the project lies in a clone of git
    place = "" if root == Path.cwd() else f" in {root}"
    typer.echo(f"laid out reviews/{review.name}/ and screening/{review.name}/{place}")
    typer.echo(
        "laid out book/, README.md and the workflow that publishes"
        if alone
        else "no book was laid out: the project has one (a project has one book; --project names another)"
    )
    typer.echo(
        f"next: write reviews/{review.name}/review.toml and protocol.md, then 'ettervern check reviews/{review.name}'"
    )
