"""``ettervern diff``: what changed between two states of a review, in words and as a table."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ettervern import clock
from ettervern.catalogue import LANGUAGES
from ettervern.commands.folder import open_review
from ettervern.files import write_table
from ettervern.review import known_language
from ettervern.transaction import transaction


def diff(
    old: Annotated[str, typer.Argument(help="A git revision (HEAD~1, a tag) or a folder.")],
    new: Annotated[str, typer.Argument(help="The same; left out, the review as it is now.")] = "",
    review: Annotated[Path | None, typer.Option("--review", help="The review folder; left out, the only one.")] = None,
    language: Annotated[str, typer.Option(help=" or ".join(LANGUAGES) + ".")] = "nb",
    table: Annotated[Path | None, typer.Option(help="Write every change here (CSV).")] = None,
    record: Annotated[bool, typer.Option("--record", help="Add the words to the review's change log.")] = False,
    today: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="The day that counts as today.")] = None,
) -> None:
    """Say what changed: records, reports, decisions, contrasts, pooled results and certainty."""
    from ettervern.living.changes import record_changes
    from ettervern.living.differences import differences
    from ettervern.living.snapshot import take
    from ettervern.living.telling import page, tell

    known_language(language, "--language")
    result = open_review(review)
    before, after = take(result, old), take(result, new)
    changes = differences(before, after)
    sentences = tell(result, before, after, changes)
    typer.echo(page(sentences, language), nl=False)
    names = (changes["kind"] + " " + changes["change"]).value_counts(sort=False)
    typer.echo("; ".join(f"{name}: {number}" for name, number in names.items()) or "no changes")
    with transaction(result.root, "ettervern diff"):
        if table is not None:
            write_table(table, changes)
        added = record_changes(result, sentences, clock.today(today), before.name) if record else 0
    if record:
        typer.echo(f"{added} lines added to the change log")
