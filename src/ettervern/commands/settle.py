"""``ettervern settle``: say of each doubtful pair of records whether they are copies of one report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ettervern import clock
from ettervern.commands.check import say
from ettervern.commands.folder import open_review
from ettervern.files import Problem, ReviewError

KEYS = {"s": "same", "d": "different"}


def settle(
    by: Annotated[str, typer.Option(help="Who decides.")] = "",
    review: Annotated[Path | None, typer.Option("--review", help="The review folder; left out, the only one.")] = None,
    today: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="The day that counts as today.")] = None,
) -> None:
    """Decide on doubtful pairs, one after another: same or different. Every answer is saved at once."""
    from ettervern.deduplicate.desk import save_decision
    from ettervern.deduplicate.show import both
    from ettervern.living.doubts import doubts

    result, day = open_review(review), clock.today(today)
    if not by.strip():
        raise ReviewError(Problem("", 0, "--by", "empty; expected the name of the person who decides"))
    found = doubts(result)
    pairs = list(zip(found.pairs["record_1"], found.pairs["record_2"], found.pairs["reason"], strict=True))
    for at, (one, two, reason) in enumerate(pairs, start=1):
        say(f"\n{at} of {len(pairs)}: {reason}")
        for line in both(found.records, one, two):
            say(line)
        key = str(typer.prompt("s same, d different, n next, q quit")).strip().lower()[:1]
        if key == "q":
            break
        if key in KEYS:
            save_decision(found.path, one, two, KEYS[key], decided_by=by, date=day.isoformat())
    typer.echo(f"{len(doubts(result).pairs)} pairs left" if pairs else "no pair is in doubt")
    typer.echo("next: ettervern status")
