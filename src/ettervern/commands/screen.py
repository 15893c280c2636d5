"""``ettervern screen``: vote in the terminal, adjudicate, try the order on finished reviews, take votes in and out."""

from __future__ import annotations

import json as encoder
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ettervern.commands.folder import open_review
from ettervern.commands.listing import Listing
from ettervern.files import Problem, ReviewError, read_table, write_whole

if TYPE_CHECKING:
    from ettervern.screen.session import Session

# What a command needs is imported inside it: the help should not wait for tables and statistics to load.

app = typer.Typer(
    name="screen",
    cls=Listing,
    help="Screen reports in the terminal: blind, line by line, every vote saved as it is made.",
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)

FolderOption = Annotated[
    Path | None, typer.Option("--review", help="The review folder; left out, the only one below reviews/.")
]
StageOption = Annotated[str, typer.Option(help="title-abstract or full-text.")]
LanguageOption = Annotated[str, typer.Option(help="nb or en.")]


@app.callback()
def screen(
    context: typer.Context,
    reviewer: Annotated[str, typer.Option(help="Your name, as reviewers.csv lists it.")] = "",
    review: FolderOption = None,
    stage: StageOption = "title-abstract",
    order: Annotated[str, typer.Option(help="learnt, year or random.")] = "learnt",
    seed: Annotated[int, typer.Option(help="Of the random order.")] = 1,
    everything: Annotated[bool, typer.Option("--everything", help="Ask for settled reports too.")] = False,
    language: LanguageOption = "nb",
) -> None:
    """Screen reports. Opens your own votes only; nobody else's are shown."""
    if context.invoked_subcommand is not None:
        return
    if not reviewer:
        raise ReviewError(Problem("", 0, "--reviewer", "say who is screening, for example --reviewer anna"))
    from ettervern.screen.prepare import open_session

    _work(open_session(open_review(review), reviewer, stage, order=order, seed=seed, everything=everything), language)


@app.command()
def join(
    name: Annotated[str, typer.Argument(help="Your name: letters a to z, digits and hyphens, as kari-nordmann.")],
    review: FolderOption = None,
    kind: Annotated[str, typer.Option(help="person or software.")] = "person",
    nb: Annotated[str, typer.Option("--description-nb", help="Who or what this is, in Norwegian.")] = "",
    en: Annotated[str, typer.Option("--description-en", help="The same in English.")] = "",
) -> None:
    """Add a reviewer to reviewers.csv."""
    from ettervern.screen.reviewers import join as add

    new = add(open_review(review), name, kind, nb, en)
    typer.echo(f"{name} is {'now' if new else 'already'} among the reviewers ({kind})")
    if kind == "person":
        typer.echo(f"next: ettervern screen --reviewer {name}")


@app.command()
def adjudicate(
    by: Annotated[str, typer.Option(help="Who decides: your name, as reviewers.csv lists it.")] = "",
    review: FolderOption = None,
    stage: StageOption = "title-abstract",
    language: LanguageOption = "nb",
) -> None:
    """Decide the reports on which the reviewers differ. Shows the votes; writes to a file of who decides."""
    if not by:
        raise ReviewError(Problem("", 0, "--by", "say who decides, for example --by anna"))
    from ettervern.screen.prepare import open_adjudication

    _work(open_adjudication(open_review(review), by, stage), language)


def _work(session: Session, language: str) -> None:
    """Run a session in the terminal."""
    from ettervern.screen.terminal import Terminal

    try:
        Terminal(session, language, write=typer.echo, marks=True).run()
    finally:
        session.close()
    typer.echo("next: ettervern status")


@app.command()
def status(
    reviewer: Annotated[str, typer.Option(help="Your name, as reviewers.csv lists it.")],
    review: FolderOption = None,
    stage: StageOption = "title-abstract",
) -> None:
    """Tell how far you have come with what you are asked for at present, and what the stopping rules say of it."""
    from ettervern.screen.prepare import advise_reviewer, reopened_by
    from ettervern.screen.settle import command

    result = open_review(review)
    advice = advise_reviewer(result, reviewer, stage)
    typer.echo(f"{advice.read} of {advice.total} reports judged, {advice.kept} kept")
    if again := reopened_by(result, reviewer, stage):
        reports = "1 report is" if len(again) == 1 else f"{len(again)} reports are"
        typer.echo(f"{reports} open again by your vote against what software had settled: {', '.join(again)}")
        typer.echo(f"next: {command(stage)}")
    for row in advice.rules.to_dict("records"):
        says = "says stop" if row["stop"] else "says go on"
        typer.echo(f"{row['rule']:<20} {says:<10} {row['value']:.3g} (limit {row['limit']:.3g})")


@app.command()
def simulate(
    file: Annotated[Path, typer.Argument(help="A labelled CSV with title and abstract, also compressed.")],
    label: Annotated[str, typer.Option(help="Column that says whether a report was kept: 1 or 0, yes or no ...")],
    seed: Annotated[int, typer.Option(help="Draws the two reports that are given at the start.")] = 42,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    stopping: Annotated[
        bool, typer.Option("--stopping", help="Read to the end; tell what stopping would miss.")
    ] = False,
) -> None:
    """Try the learnt order on a finished review: what would it have saved?"""

    from ettervern.screen.simulate import read_labelled
    from ettervern.screen.simulate import simulate as run

    labelled = read_labelled(file, label)
    for note in labelled.notes:
        typer.echo(f"note: {file.name}: {note}", err=True)
    result = run(labelled, seed, to_the_end=stopping)
    figures: dict[str, object] = {"file": file.name, "label": label, "unlabelled": labelled.unlabelled, **result.json()}
    if stopping:
        from ettervern.screen.stopping import look_back

        figures["stopping"] = look_back(result.found).to_dict("records")
    if json:
        typer.echo(encoder.dumps(figures, indent=2))
        return
    for name, value in figures.items():
        typer.echo(f"{name:<12} {value:.4f}" if isinstance(value, float) else f"{name:<12} {value}")


@app.command("import")
def take(
    file: Annotated[Path, typer.Argument(help="The other program's export: CSV, RIS or BibTeX, also in a zip.")],
    program: Annotated[str, typer.Option("--from", help="rayyan, covidence or asreview.")],
    reviewer: Annotated[str, typer.Option(help="Whose votes these are, as reviewers.csv lists them.")],
    role: Annotated[str, typer.Option(help="What included reports are kept for: a role of review.toml.")] = "",
    who: Annotated[str, typer.Option(help="Rayyan: the reviewer's name there.")] = "",
    decision: Annotated[
        str, typer.Option(help="Covidence: what being on this list means, if its name tells not.")
    ] = "",
    reason: Annotated[str, typer.Option(help="Reason of exclusions for which the file gives none.")] = "",
    reasons: Annotated[Path | None, typer.Option(help="CSV with columns text, reason: their words, our codes.")] = None,
    review: FolderOption = None,
    stage: StageOption = "title-abstract",
) -> None:
    """Take in votes made in Rayyan, Covidence or ASReview: all, or none and a line for each that does not fit."""
    from ettervern.screen.exchange import Source
    from ettervern.screen.intake import take_in
    from ettervern.screen.prepare import read_reports

    result = open_review(review)
    table = read_table(reasons, ["text", "reason"]) if reasons else None
    codes = {} if table is None else dict(zip(table["text"], table["reason"], strict=True))
    added = take_in(
        result,
        file,
        Source(program, who, decision),
        reviewer,
        read_reports(result),
        stage=stage,
        role=role,
        reasons=codes,
        reason=reason,
        say=lambda note: typer.echo(f"note: {file.name}: {note}", err=True),
    )
    typer.echo(f"{added} votes added for {reviewer}")


@app.command("export")
def give(
    out: Annotated[Path, typer.Argument(help="Where to write.")],
    program: Annotated[str, typer.Option("--to", help="rayyan, covidence or asreview.")],
    review: FolderOption = None,
    stage: StageOption = "title-abstract",
) -> None:
    """Write the reports as a file that Rayyan, Covidence or ASReview takes in."""
    from ettervern.screen.exchange import text_for
    from ettervern.screen.prepare import read_reports

    reports = read_reports(open_review(review), stage)
    write_whole(out, text_for(reports, program))
    typer.echo(f"{len(reports)} reports written to {out}")


@app.command()
def fetched(
    reports: Annotated[list[str], typer.Argument(help="Reports, by their ids.")],
    status: Annotated[str, typer.Option(help="obtained, requested, not_obtainable or to_fetch.")],
    reason: Annotated[str, typer.Option(help="Why a full text cannot be had.")] = "",
    note: Annotated[str, typer.Option(help="What else is worth knowing.")] = "",
    review: FolderOption = None,
) -> None:
    """Note what became of full texts: a line each; the lines before stay."""
    from ettervern.screen.fulltext import set_full_text_status
    from ettervern.screen.prepare import kept_reports

    result = open_review(review)
    kept = kept_reports(result)
    unknown = [name for name in reports if name not in kept]
    if unknown:
        message = "not among the reports that title and abstract kept"
        raise ReviewError([Problem("", 0, name, message) for name in unknown])
    for name in reports:
        set_full_text_status(result, name, status, kept=kept, reason=reason, note=note)
    typer.echo(f"{len(reports)} noted as {status}")
    typer.echo("next: ettervern status")
