"""``ettervern local``: plan a study of one's own service, check its sheet, analyse it beside the review."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ettervern import clock
from ettervern.catalogue import LANGUAGES, gettext
from ettervern.commands.folder import open_review
from ettervern.commands.listing import Listing
from ettervern.files import Problem, ReviewError, write_table, write_whole
from ettervern.review import known_language

if TYPE_CHECKING:
    import pandas as pd

    from ettervern.local import Expected, Findings, People
    from ettervern.review import Review

# What a command needs is imported inside it: the help should not wait for tables and statistics to load.

app = typer.Typer(
    name="local",
    cls=Listing,
    help="The municipality's own study: plan it, check its sheet, analyse it beside the review.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)

FolderOption = Annotated[
    Path | None, typer.Option("--review", help="The review folder; left out, the only one below reviews/.")
]
LanguageOption = Annotated[str, typer.Option(help=" or ".join(LANGUAGES) + ".")]
TodayOption = Annotated[str | None, typer.Option(help="The day that counts as today, YYYY-MM-DD.")]


@app.command()
def plan(
    people_per_year: Annotated[float, typer.Argument(help="People who start in a year, both groups together.")],
    outcome: Annotated[str, typer.Option(help="Id of the outcome; left out, the review's first.")] = "",
    years: Annotated[float, typer.Option(help="Years of inclusion.")] = 1.0,
    lost: Annotated[float, typer.Option(help="Share whose outcome will not be known.")] = 0.2,
    base_rate: Annotated[
        float | None, typer.Option(help="Share with the outcome without the service, 0 to 1; left out, the review's.")
    ] = None,
    effect: Annotated[float | None, typer.Option(help="Odds ratio expected; left out, the review's.")] = None,
    page: Annotated[Path | None, typer.Option(help="Write the plan as a page to print (HTML).")] = None,
    service: Annotated[str, typer.Option(help="Name of the service, for the page.")] = "",
    language: LanguageOption = "nb",
    review: FolderOption = None,
) -> None:
    """Say what a study of this size can show, before anybody is asked to take part."""
    from ettervern.local import make_plan
    from ettervern.local.page import plan_html, plan_text

    known_language(language, "--language")
    result = open_review(review)
    outcome = outcome or next(iter(result.outcomes))
    try:
        expectation, label = _expected(result, outcome, base_rate, effect, language)
        made = make_plan(expectation, people_per_year, years, lost=lost)
    except ValueError as error:
        raise ReviewError(Problem("ettervern local plan", 0, "", str(error))) from error
    phrases, own = result.phrases(language, outcome), result.written("own_study")
    typer.echo(plan_text(made, label, language, phrases=phrases))
    if page is not None:
        write_whole(page, plan_html(made, label, language, service, phrases=phrases, own=own))
        typer.echo(str(page))


def _expected(
    review: Review, outcome: str, base_rate: float | None, effect: float | None, language: str
) -> tuple[Expected, str]:
    """Return what the review lets one expect, and what its base rate is called."""
    from ettervern.appraise.rates import base_rates
    from ettervern.extract import load
    from ettervern.local import expected

    if outcome not in review.outcomes:
        raise ReviewError(Problem("", 0, "--outcome", f"expected one of {', '.join(review.outcomes)}"))
    chosen = review.outcomes[outcome]
    pooled = _results(review, "pooled.csv")
    if base_rate is not None:
        return expected(chosen, pooled, "own", base_rate, effect), gettext("plan.guess", language)
    contrasts = main_contrasts(review, outcome)
    rate = base_rates(review, chosen, load(review).base_rates.values(), contrasts)[0]
    return expected(chosen, pooled, rate.id, rate.risk, effect), rate.label[language]


def _results(review: Review, name: str) -> pd.DataFrame:
    """Return a table of results, numbers as numbers."""
    import pandas as pd

    path = review.results / name
    if not path.is_file():
        raise ReviewError(Problem(review.shown(path), 0, "", "not built yet; run 'ettervern build' first"))
    return pd.read_csv(path)


def main_contrasts(review: Review, outcome: str) -> pd.DataFrame:
    """Return the contrasts of the main analysis of an outcome."""
    table = _results(review, "contrasts.csv")
    return table[table["analysis"] == f"{outcome}-main"]


@app.command()
def template(
    folder: Annotated[Path, typer.Argument(help="Where to put the sheet and its code book.")],
    language: LanguageOption = "nb",
    review: Annotated[Path | None, typer.Option("--review", help="Whose words to use; left out, general ones.")] = None,
) -> None:
    """Write the empty sheet (CSV and XLSX) and its code book."""
    from ettervern.local.workbook import codebook, template_csv, template_xlsx
    from ettervern.transaction import home_of, transaction

    known_language(language, "--language")
    own = open_review(review).written("own_study") if review is not None else {}
    contents: dict[str, str | bytes] = {
        f"template_{language}.csv": template_csv(language),
        f"template_{language}.xlsx": template_xlsx(language, own),
        f"codebook_{language}.md": codebook(language, own),
    }
    with transaction(home_of(folder / "template"), "ettervern local template"):
        for name, content in contents.items():
            write_whole(folder / name, content)
    for name in contents:
        typer.echo(str(folder / name))


@app.command()
def check(
    sheet: Annotated[Path, typer.Argument(help="The data sheet, CSV or XLSX.")],
    today: TodayOption = None,
) -> None:
    """Say what is wrong with a data sheet: row, column, what was expected. Nothing is changed, no cell is repeated."""
    people = _people(sheet, today)
    typer.echo(f"{len(people.service)} people, no problems found.")


def _people(sheet: Path, today: str | None) -> People:
    from ettervern.local import people, read_sheet

    return people(read_sheet(sheet, clock.today(today)))


@app.command()
def analyse(
    sheet: Annotated[Path, typer.Argument(help="The data sheet, CSV or XLSX.")],
    study: Annotated[str, typer.Option(help="Name of the study, as it stands in the tables.")] = "own_study",
    out: Annotated[
        Path | None,
        typer.Option(help="Folder for the tables; left out, local/data/ of the review, which git ignores."),
    ] = None,
    today: TodayOption = None,
    review: FolderOption = None,
) -> None:
    """Analyse a study: complete tables for your own eyes, and in shared/ what may leave the municipality."""
    from ettervern.local import analyse as analyse_people
    from ettervern.local import to_share
    from ettervern.transaction import home_of, transaction

    result, people = open_review(review), _people(sheet, today)
    private = result.folder / "local" / "data" / re.sub(r"\W+", "_", study)  # a name is no path
    target = private if out is None else out
    _refuse_tracked(result, target, people)
    if people.simulated and "simul" not in study.lower():
        study += " (simulated)"
    complete = analyse_people(people, study)
    shared = to_share(complete, people)
    with transaction(home_of(target / "counts.csv"), "ettervern local analyse"):
        for folder, findings in ((target, complete), (target / "shared", shared)):
            _write(folder, findings)
            _compare(result, findings, folder)
    if people.simulated:
        typer.echo(f"SIMULATED data: no person stands behind any figure. Complete tables: {target}")
    else:
        typer.echo(f"Complete tables, never to be shared: {target}")
    typer.echo(f"Without counts under five, may be shared: {target / 'shared'}")


def _refuse_tracked(review: Review, target: Path, people: People) -> None:
    """Refuse to write tables of real persons into a folder of the project that git would track."""
    inside = target.resolve().is_relative_to(review.root)
    private = target.resolve().is_relative_to((review.folder / "local" / "data").resolve())
    if inside and not private and not people.simulated:
        message = "complete tables may lie in reviews/<review>/local/data/ only; take shared/ from there"
        raise ReviewError(Problem(review.shown(target), 0, "", message))
    if inside and people.simulated and not private and "simulated" not in target.name:
        message = "the folder of a simulated study must have the word simulated in its name"
        raise ReviewError(Problem(review.shown(target), 0, "", message))


def _write(folder: Path, findings: Findings) -> None:

    for name, table in findings.tables().items():
        if len(table.columns):
            write_table(folder / f"{_prefix(findings)}{name}.csv", table)


def _prefix(findings: Findings) -> str:
    """Return what the names of files of a simulated study begin with."""
    return "simulated_" if "simulated" in set(findings.counts["origin"]) else ""


def _compare(review: Review, findings: Findings, folder: Path) -> None:
    """Lay each outcome beside the review, from the counts that these tables show."""
    from ettervern.draw import Diamond, Forest, Subject, draw_forest
    from ettervern.local import compare
    from ettervern.local.own import own_from

    for outcome in review.outcomes.values():
        measure = outcome.measure
        if not outcome.kind.counts or not outcome.kind.ratio:
            continue  # counts of one service make no other effect
        own, contrasts = own_from(findings, outcome.id, measure), main_contrasts(review, outcome.id)
        if own is None or contrasts.empty:
            continue
        result = compare(own, contrasts, outcome.favours, review.pooling(outcome.id))
        origin, prefix = str(findings.counts["origin"].iloc[0]), _prefix(findings)
        for name, table in (("compare", result.summary), ("forest", result.forest), ("belief", result.curves)):
            write_table(folder / f"{prefix}{name}_{outcome.id}.csv", table.assign(origin=origin, place=result.place))
        line = result.summary[result.summary["what"] == "pooled_with"].iloc[0]
        names = {"ci_low": "low", "ci_high": "high"}
        pooled = Diamond(*(float(line[names.get(name, name)]) for name in Diamond._fields))
        for language in review.languages:
            names_of = {name: label[language] for name, label in review.categories.items()}
            kinds = result.forest["category"].map(names_of).fillna(gettext("plan.added", language))
            studies = result.forest.assign(category=kinds)
            phrases = review.phrases(language, outcome.id)
            about = Subject(f"own-{outcome.id}", outcome.label[language], phrases, measure, outcome.favours)
            drawn = draw_forest(Forest(about, studies, pooled), language)
            write_whole(folder / f"{prefix}forest_{outcome.id}_{language}.svg", drawn)
