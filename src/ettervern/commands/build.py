"""``ettervern build``: from files to book."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ettervern import clock
from ettervern.commands.folder import open_review
from ettervern.extras import need
from ettervern.transaction import hold


def build(
    folder: Annotated[
        Path | None, typer.Argument(help="The review folder; left out, the only one below reviews/.")
    ] = None,
    today: Annotated[str | None, typer.Option(help="The day that counts as today, YYYY-MM-DD.")] = None,
    book: Annotated[
        bool | None,
        typer.Option("--book/--no-book", help="Build the book too, or only the results. Left out: where there is one."),
    ] = None,
) -> None:
    """Build everything, from search exports to the book. What has not changed is not done again."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from ettervern import pipeline
    from ettervern.commands.update import say_warnings
    from ettervern.living.book import has_book

    review, day = open_review(folder), clock.today(today)
    wanted = has_book(review) if book is None else book
    if wanted:
        need("book")  # before any work, so that results are not new where the book is old
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description:<45}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeElapsedColumn(),
    )
    with hold(review.root, "ettervern build"), Progress(*columns, console=console) as progress:
        task = progress.add_task("", total=len(pipeline.STEPS) + int(wanted))

        def tell(says: str) -> None:
            started = progress.tasks[0].description != ""
            progress.update(task, description=says, advance=int(started))

        done = pipeline.run(review, day, tell)
        if wanted:
            from ettervern.publish.site.book import build_book

            tell("building the book: " + ", ".join(review.languages))
            build_book(review, review.root / "book" / "_build" / "html")
        progress.update(task, description="done", advance=1)
    say_warnings(done.warnings, done.checked)
    typer.echo(f"{len(done.changed)} files of results changed" if done.changed else "results unchanged")
    if book is None and not wanted:
        typer.echo(f"no book: the project has none of {review.name} (each book names its review in _config.yml)")
    if wanted:
        typer.echo(f"the book: {review.root / 'book' / '_build' / 'html' / 'index.html'}")
