"""``ettervern search``: ask open sources with the review's strategy, follow citations, print the strategy to paste."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ettervern import clock
from ettervern.commands.check import say
from ettervern.commands.folder import open_review
from ettervern.commands.listing import Listing
from ettervern.files import Problem, ReviewError

if TYPE_CHECKING:
    from datetime import date

    from ettervern.review import Review
    from ettervern.search import Found
    from ettervern.search.fetch import Fetcher
    from ettervern.search.page import Source

app = typer.Typer(
    name="search",
    cls=Listing,
    help="Search open sources with the review's strategy (searches/strategy.toml).",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Folder = Annotated[Path | None, typer.Option("--review", help="The review folder; left out, the only one.")]
Contact = Annotated[str, typer.Option(help="E-mail address that the services may write to.")]
Base = Annotated[str, typer.Option(help="Another address that answers like the service: a mirror, or a test.")]
Restart = Annotated[bool, typer.Option("--restart", help="Begin anew: forget what an earlier try fetched.")]
Accept = Annotated[bool, typer.Option("--accept-count", help="Take what came though another number was promised.")]
Today = Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="The day that counts as today.")]


@app.command("run")
def run(
    sources: Annotated[list[str] | None, typer.Argument(help="Which sources; left out, all of them.")] = None,
    review: Folder = None,
    contact: Contact = "",
    restart: Restart = False,
    accept_count: Accept = False,
    base: Base = "",
    today: Today = None,
) -> None:
    """Search, keep each answer as an export and note it in searches.csv. A search that was cut goes on where it was."""
    from ettervern.catalogue import gettext
    from ettervern.search import read_strategy, search_source
    from ettervern.search.render import TITLES, render
    from ettervern.search.run import Log
    from ettervern.search.sources import contact_of

    results, day = open_review(review), clock.today(today)
    strategy = read_strategy(results)
    problems: list[Problem] = []
    contact = contact_of(results, contact)
    for name in _chosen(sources):
        said = {"source": TITLES[name], "version": strategy.version}
        log = Log(TITLES[name], *(gettext("search.by-strategy", language, **said) for language in ("nb", "en")))
        limit = strategy.sources.get(name, {}).get("limit")
        try:
            source, fetch = _open(results, name, contact, base)
            result = search_source(
                results,
                source,
                render(strategy, name),
                fetch,
                log,
                today=day,
                limit=limit,
                restart=restart,
                accept_count=accept_count,
                tell=_tell,
            )
        except ReviewError as error:
            # One source that is down must not keep the others from being searched.
            problems += error.problems
            continue
        say(f"{TITLES[name]}: {_kept(results, result)}")
    if problems:
        raise ReviewError(problems)
    typer.echo("next: 'ettervern update' removes duplicates and queues what is new")


@app.command("try")
def attempt(
    sources: Annotated[list[str] | None, typer.Argument(help="Which sources; left out, all of them.")] = None,
    review: Folder = None,
    contact: Contact = "",
    base: Base = "",
) -> None:
    """Ask each source for its first page only, say what it answers, and write nothing. Needs a network."""
    from ettervern.search import read_strategy
    from ettervern.search.render import TITLES, render

    result = open_review(review)
    strategy = read_strategy(result)
    failed = 0
    for name in _chosen(sources):
        source, fetch = _open(result, name, contact, base)
        try:
            page = source.page(fetch, render(strategy, name)[0], None)
        except ReviewError as error:
            failed += 1
            say(f"{TITLES[name]}: {error}")
            continue
        typer.echo(f"{TITLES[name]}: {page.total} records for the first query, {len(page.items)} on the first page")
    if failed:
        raise typer.Exit(1)


@app.command("strategy")
def strategy(
    sources: Annotated[list[str] | None, typer.Argument(help="ovid, ebsco, scopus, wos or any other source.")] = None,
    review: Folder = None,
) -> None:
    """Print the strategy in the words of a source, ready to paste, and how to log what it found."""
    from ettervern.search import read_strategy
    from ettervern.search.render import PASTED, TITLES, render

    result = open_review(review)
    read = read_strategy(result)
    for name in sources or PASTED:
        queries = render(read, name)
        typer.echo(f"# {TITLES[name]}, strategy {read.version} of {read.date.isoformat()}\n")
        typer.echo("\n\n".join(queries) + "\n")
        if name in PASTED:
            typer.echo(
                f"# Then: ettervern update EXPORT --source '{TITLES[name]}' --kind database --date YYYY-MM-DD "
                f"--count NUMBER --strategy {name}\n"
            )


@app.command("chase")
def chase(
    review: Folder = None,
    direction: Annotated[
        str, typer.Option(help="forward (who cites them), backward (whom they cite) or both.")
    ] = "both",
    contact: Contact = "",
    restart: Restart = False,
    accept_count: Accept = False,
    base: Base = "",
    today: Today = None,
) -> None:
    """Follow the citations of the included effect studies, forward and backward, through OpenAlex."""
    from ettervern.search.chase import DIRECTIONS

    if direction not in (*DIRECTIONS, "both"):
        raise ReviewError(Problem("--direction", 0, "", f"{direction!r}; expected forward, backward or both"))
    result = open_review(review)
    wanted = DIRECTIONS if direction == "both" else (direction,)
    _chase(result, wanted, _open(result, "openalex", contact, base), clock.today(today), restart, accept_count)


def _chase(
    review: Review, wanted: tuple[str, ...], opened: tuple[Source, Fetcher], day: date, restart: bool, accept: bool
) -> None:
    """Look up the included studies and follow their citations each way."""
    from ettervern.catalogue import LANGUAGES, gettext
    from ettervern.living.built import kept_studies
    from ettervern.search import search_source
    from ettervern.search.chase import chase_queries, find_seeds
    from ettervern.search.openalex import OpenAlex
    from ettervern.search.run import Log

    source, fetch = opened
    assert isinstance(source, OpenAlex)
    if not fetch.contact:
        raise ReviewError(Problem("openalex", 0, "", "the service asks for an e-mail address; give --contact"))
    studies = kept_studies(review, ["role", "doi", "pmid"])
    effect = studies[studies["role"] == "effect"]
    pmids = effect.loc[effect["doi"] == "", "pmid"]
    seeds = find_seeds(source, fetch, sorted({*effect["doi"]} - {""}), sorted({*pmids} - {""}))
    known = len(seeds.works)
    typer.echo(
        f"{len(effect)} included effect reports, {known} of them in OpenAlex; unknown there: {len(seeds.unknown)}"
    )
    for way in wanted:
        nb, en = (gettext(f"search.chase.{way}", language) for language in LANGUAGES)
        log = Log(f"OpenAlex, citations ({way})", nb, en, kind="other")
        queries = chase_queries(seeds, way)
        if not queries:
            typer.echo(f"{way}: nothing to follow")
            continue
        result = search_source(
            review, source, queries, fetch, log, today=day, restart=restart, accept_count=accept, tell=_tell
        )
        say(f"{way}: {_kept(review, result)}")


def _kept(review: Review, result: Found) -> str:
    """Return what a search found and where it is kept, or that it was kept before."""
    if result.path is None:
        noted = "noted before, the same day; nothing was added" if result.known else "noted as a search without records"
        return f"0 records, nothing found; {noted}"
    where = f"{result.count} records, in {review.shown(result.path)}"
    return f"{where}: the same answer as before, the same day; nothing was added" if result.known else where


def _chosen(sources: list[str] | None) -> list[str]:
    """Return the sources asked for, each once; an unknown one is refused before any is asked."""
    from ettervern.search.sources import SOURCES, known_source

    return [known_source(name) for name in dict.fromkeys(sources or SOURCES)]


def _open(review: Review, name: str, contact: str, base: str) -> tuple[Source, Fetcher]:
    """Return the client of a source and what makes its requests."""
    from ettervern.search.fetch import Fetcher
    from ettervern.search.sources import contact_of, open_source

    source = open_source(name, base=base)
    return source, Fetcher(source.name, source.interval, contact_of(review, contact))


def _tell(source: str, have: int, total: int) -> None:
    typer.echo(f"{source}: {have} of {total or 'an unknown number of'} records", err=True)


@app.command("retractions")
def retractions(
    retraction_watch: Annotated[Path | None, typer.Option(help="A Retraction Watch export (CSV).")] = None,
    crossref: Annotated[bool, typer.Option("--crossref", help="Ask Crossref too. Needs a network.")] = False,
    review: Folder = None,
    contact: Contact = "",
    base: Base = "",
    today: Today = None,
) -> None:
    """Hold the included studies against retractions and corrections, and note what is found."""
    from ettervern.living import retractions as look
    from ettervern.search.crossref import Crossref

    if retraction_watch is None and not crossref:
        raise ReviewError(
            Problem("retractions", 0, "", "say where to look: --retraction-watch FILE, --crossref, or both")
        )
    result, day = open_review(review), clock.today(today)
    studies = look.included(result)
    looks = []
    if retraction_watch is not None:
        looks.append(("Retraction Watch", look.from_retraction_watch(studies, retraction_watch)))
    if crossref:
        source, fetch = _open(result, "crossref", contact, base)
        assert isinstance(source, Crossref)
        if not fetch.contact:
            raise ReviewError(Problem("crossref", 0, "", "the service asks for an e-mail address; give --contact"))
        looks.append(("Crossref", look.from_crossref(studies, source, fetch)))
    for name, notices in looks:
        new = look.note(result, notices, name, len(studies), day)
        typer.echo(f"{name}: {len(studies)} studies, {len(notices)} notices, {new} of them new")
        for row in notices.to_dict("records"):
            say(f"  {row['study_id']}: {row['as_said']}, {row['date']}, {row['notice']}")
