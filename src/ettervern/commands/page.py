"""``ettervern page``: lay out the pages that the outcomes of ``review.toml`` lack in the book."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ettervern.commands.folder import open_review
from ettervern.files import Problem, ReviewError


def page(
    review: Annotated[Path | None, typer.Argument(help="The review folder; left out, the only one.")] = None,
) -> None:
    """Lay out a page on each outcome that the book has none on; what you have written is left as it is.

    A page that was laid out for an outcome which is no more, and that nobody has written in, is taken away.
    """
    from ettervern.living.book import has_book, lay_pages
    from ettervern.transaction import transaction

    opened = open_review(review)
    with transaction(opened.root, "ettervern page"):
        if not has_book(opened):
            raise ReviewError(Problem("book/", 0, "", f"the project has no book of {opened.name}"))
        made, gone = lay_pages(opened)
    for path in made:
        typer.echo(f"laid out {opened.shown(path)}, and put it in _toc.yml")
    for path in gone:
        typer.echo(f"took away {opened.shown(path)}: review.toml has no such outcome")
    if not made and not gone:
        typer.echo("every outcome has a page")
