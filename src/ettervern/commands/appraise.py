"""``ettervern appraise``: two people judge a study's risk of bias, are compared, and settle what they differ on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from ettervern import clock
from ettervern.commands.check import say
from ettervern.commands.folder import open_review
from ettervern.commands.listing import Listing
from ettervern.files import Problem, ReviewError


class _Studies(Listing):
    """A group in which what is no command is a study to appraise."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the command that the first word names, or ``study`` where it names none."""
        return super().resolve_command(ctx, args if args[0] in self.commands else ["study", *args])

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names that one types."""
        return [name for name in super().list_commands(ctx) if name != "study"]


app = typer.Typer(
    name="appraise",
    cls=_Studies,
    help=(
        "Risk of bias, judged by two people: 'ettervern appraise STUDY --by NAME' asks the questions of RoB 2 or "
        "ROBINS-I. Without a study, list what awaits."
    ),
    invoke_without_command=True,
    subcommand_metavar="[STUDY --by NAME | COMMAND [ARGS]...]",
    context_settings={"help_option_names": ["-h", "--help"]},
)

Study = Annotated[str, typer.Argument(help="The study's id, as jason2007.")]
By = Annotated[str, typer.Option("--by", help="Your name, as reviewers.csv lists it.")]
Folder = Annotated[Path | None, typer.Option("--review", help="The review folder; left out, the only one.")]
Language = Annotated[str, typer.Option(help="nb or en.")]
Today = Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="The day that counts as today.")]


@app.callback()
def awaits(context: typer.Context, review: Folder = None) -> None:
    """List the studies that people have not judged, who has done what, and the next command."""
    if context.invoked_subcommand is not None:
        return
    from ettervern.appraise.awaiting import studies_to_appraise

    waiting = studies_to_appraise(open_review(review), today=clock.today())
    for one in waiting:
        who = [f"{name} has finished" for name in one.done] + [f"{name} has begun" for name in one.begun]
        judged = f"judged by {one.judged} only" if one.judged else "no judgement"
        say(f"{one.study_id} ({one.tool}, {judged}): {', '.join(who) or 'nobody has begun'}")
    typer.echo(f"{len(waiting)} studies await the judgement of people")
    typer.echo(f"next: {waiting[0].command if waiting else 'ettervern build'}")


@app.command("study")
def study(study: Study, by: By = "", review: Folder = None, language: Language = "nb", today: Today = None) -> None:
    """Answer the questions of the study's tool; every answer is saved at once. Opens your own answers only."""
    from ettervern.appraise.appraisers import appraisals_of
    from ettervern.appraise.session import Appraising
    from ettervern.appraise.terminal import Terminal

    result, day = open_review(review), clock.today(today)
    appraisals_of(
        result, study, today=day
    )  # a slip in the name of a study or a command is told before that of a person
    if not by:
        raise ReviewError(Problem("", 0, "--by", f"say who appraises: ettervern appraise {study} --by NAME"))
    session = Appraising(result, study, by, today=day)
    try:
        Terminal(session, language, write=typer.echo).run()
    finally:
        session.close()
    one = appraisals_of(result, study, today=day)
    if one.state == "to_settle":
        typer.echo(f"{len(one.done)} appraisals are finished; next: ettervern appraise settle {study} --by NAME")
    else:
        left = one.needed - len(one.done)
        more = f" --by {by}" if by in one.begun else " --by NAME"
        typer.echo(f"{len(one.done)} finished, {left} more needed; next: ettervern appraise {study}{more}")


@app.command("compare")
def compare(
    study: Annotated[str, typer.Argument(help="A study; left out, all of which enough appraisals are finished.")] = "",
    review: Folder = None,
    language: Language = "nb",
    today: Today = None,
) -> None:
    """Show finished appraisals of a study side by side, and how far appraisers agree."""
    from ettervern.appraise.appraisers import appraisals, appraisals_of, compared
    from ettervern.appraise.terminal import beside
    from ettervern.appraise.words import domain_text

    result, day = open_review(review), clock.today(today)
    if study:
        one = appraisals_of(result, study, today=day)
        for row in compared(one):
            if "." not in row.item:
                say(domain_text(one.tool, row.item, language))
            for text in beside(one.tool, row, language):
                say(text)
        differing = len(one.differing())
        typer.echo(f"{differing} judgements differ; next: ettervern appraise settle {study} --by NAME")
        return
    finished = [one for one in appraisals(result, today=day).values() if one.complete]
    for one in finished:
        rows = [row for row in compared(one) if "." not in row.item]
        same = sum(row.same for row in rows)
        say(f"{one.study.study_id} ({', '.join(one.done)}): {same} of {len(rows)} judgements are the same, {one.state}")
    waiting = [one.study.study_id for one in finished if one.state == "to_settle"]
    command = f"settle {waiting[0]} --by NAME" if waiting else ""
    typer.echo(f"{len(finished)} studies have enough appraisals; next: ettervern appraise {command}".rstrip())


@app.command("settle")
def settle(study: Study, by: By, review: Folder = None, language: Language = "nb", today: Today = None) -> None:
    """Decide what appraisers differ on, with reasons, and put the agreed judgement into risk_of_bias.csv."""
    from ettervern.appraise.appraisers import appraisals_of
    from ettervern.appraise.settle import Settling
    from ettervern.appraise.terminal import Desk

    result, day = open_review(review), clock.today(today)
    settling = Settling.open(result, appraisals_of(result, study, today=day), by)
    if not Desk(settling, language, write=typer.echo).run():
        raise typer.Exit(1)
    row = settling.save(day)
    file = result.shown(result.extraction / "risk_of_bias.csv")
    say(f"{file}: {study} is {row.overall} ({row.tool}), judged by {row.judged_by}, settled by {row.settled_by}")
    typer.echo("next: ettervern build")
