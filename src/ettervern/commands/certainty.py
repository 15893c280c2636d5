"""``ettervern certainty``: put the proposals of the last build where a person can judge and sign them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ettervern import clock
from ettervern.commands.folder import open_review
from ettervern.rows import put_rows
from ettervern.transaction import transaction


def certainty(
    folder: Annotated[
        Path | None, typer.Argument(help="The review folder; left out, the only one below reviews/.")
    ] = None,
    today: Annotated[str | None, typer.Option(help="The day that counts as today, YYYY-MM-DD.")] = None,
) -> None:
    """Renew the proposals in certainty.csv from the last build. What a person has signed stays as it is."""
    from ettervern.appraise import read_judgements, renewed
    from ettervern.appraise.judgements import written_in
    from ettervern.computed import Certainty, path_of
    from ettervern.schema import read_computed

    review = open_review(folder)
    path = review.folder / "certainty.csv"
    with transaction(review.root, "ettervern certainty"):
        built = path_of(review, Certainty)
        proposals = read_computed(Certainty, built, review.shown(built))
        table = renewed(read_judgements(review, today=clock.today(today)), proposals, written_in(review))
        changed = put_rows(path, table)
    signed = int((table["signed_by"].fillna("") != "").sum())
    typer.echo(f"{review.shown(path)}: {'renewed' if changed else 'unchanged'}, {len(table)} rows, {signed} signed")
