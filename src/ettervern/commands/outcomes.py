"""``ettervern outcomes``: lay out what the outcomes of ``review.toml`` need, pages and columns."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ettervern.commands.folder import open_review


def outcomes(
    review: Annotated[Path | None, typer.Argument(help="The review folder; left out, the only one.")] = None,
) -> None:
    """Lay out what each outcome needs: a page of the book, and columns of outcomes.csv for figures of its kind.

    What you have written is left as it is. A page that was laid out for an outcome which is no more, and that nobody
    has written in, is taken away.
    """
    from ettervern.extract.columns import add_columns
    from ettervern.living.book import has_book, lay_pages
    from ettervern.transaction import transaction

    opened = open_review(review)
    with transaction(opened.root, "ettervern outcomes"):
        columns = add_columns(opened)
        made, gone = lay_pages(opened) if has_book(opened) else ([], [])
    for path in made:
        typer.echo(f"laid out {opened.shown(path)}, and put it in _toc.yml")
    for path in gone:
        typer.echo(f"took away {opened.shown(path)}: review.toml has no such outcome")
    if columns:
        typer.echo(f"added to outcomes.csv the columns {', '.join(columns)}")
    if not made and not gone and not columns:
        typer.echo("every outcome has what it needs")
