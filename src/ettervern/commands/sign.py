"""``ettervern sign``: judge the certainty of a result, domain by domain, and sign it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ettervern import clock
from ettervern.commands.check import say
from ettervern.commands.folder import open_review
from ettervern.files import Problem, ReviewError

if TYPE_CHECKING:
    from ettervern.appraise.judgements import JudgementRow


def sign(
    results: Annotated[list[str] | None, typer.Argument(help="As OUTCOME-main. Left out: say which wait.")] = None,
    by: Annotated[str, typer.Option(help="The person who judges and signs.")] = "",
    accept: Annotated[bool, typer.Option("--accept", help="Sign every proposal as it stands, without asking.")] = False,
    review: Annotated[Path | None, typer.Option("--review", help="The review folder; left out, the only one.")] = None,
    today: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="The day that counts as today.")] = None,
) -> None:
    """Judge the certainty of a result, domain by domain, beside what the numbers propose; your name stands with it."""
    from ettervern.appraise import read_judgements, renewed
    from ettervern.appraise.judgements import written_in
    from ettervern.appraise.signing import as_proposed, signed, unsigned
    from ettervern.computed import Certainty, path_of
    from ettervern.rows import put_rows
    from ettervern.schema import read_computed
    from ettervern.transaction import transaction

    opened, day = open_review(review), clock.today(today)
    built = path_of(opened, Certainty)
    if not built.is_file():
        raise ReviewError(Problem(opened.shown(built), 0, "", "not there yet; run 'ettervern build' first"))
    with transaction(opened.root, "ettervern sign"):
        language, computed = written_in(opened), read_computed(Certainty, built, opened.shown(built))
        table = renewed(read_judgements(opened, today=day), computed, language)
        for name in results or ():
            table = signed(table, name, by, day, as_proposed if accept else _asked, language)
        if results:
            put_rows(opened.folder / "certainty.csv", table)
    for name in results or ():
        say(f"signed: {name}")
    left = unsigned(table)
    for name in left:
        say(f"not signed yet: {name}")
    typer.echo(f"next: {f'ettervern sign {left[0]} --by NAME' if left else 'ettervern status'}")


def _asked(row: JudgementRow) -> tuple[str, str]:
    """Ask for the judgement of a domain; an empty answer takes what is proposed."""
    from ettervern.appraise.certainty import vocabulary

    words = vocabulary(row.domain)
    say(f"\n{row.domain}: proposed {row.proposed}. {row.reason}")
    judgement = str(typer.prompt(f"judgement ({', '.join(words)})", default=row.proposed))
    as_it_is = judgement == row.proposed and bool(row.reason)
    reason = str(typer.prompt("reason", default=row.reason if as_it_is else None, show_default=False))
    return judgement, reason
