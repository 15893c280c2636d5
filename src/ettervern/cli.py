"""The command line: ``ettervern build``, ``check`` and their kin.

What a command does lies in ``ettervern.commands``; here they only get their names. Bad input ends in one clear line
a problem and exit code 1, never in a traceback.
"""

from __future__ import annotations

import os
import sys

import typer

from ettervern import __version__
from ettervern.commands import (
    build,
    certainty,
    check,
    deduplicate,
    diff,
    extract,
    local,
    new,
    pool,
    screen,
    search,
    share,
    status,
    update,
)
from ettervern.files import ReviewError

# Our matrices are small: threads of linear algebra cost more at every start than they give. Read when numpy loads.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

app = typer.Typer(
    name="ettervern",
    help="A living evidence review: plain files in, results and a readable book out.",
    epilog="Start with 'ettervern check', then 'ettervern build'. Every command tells more with --help.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"ettervern {__version__}")
        raise typer.Exit


@app.callback()
def common(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Say the version and end."),
) -> None:
    """A living evidence review: plain files in, results and a readable book out."""


# In the order in which a person needs them.
app.command("check")(check.check)
app.command("build")(build.build)
app.command("status")(status.status)
app.add_typer(search.app, name="search")
app.command("update")(update.update)
app.command("deduplicate")(deduplicate.deduplicate)
app.add_typer(screen.app, name="screen")
app.add_typer(extract.app, name="extract")
app.command("pool")(pool.pool)
app.command("certainty")(certainty.certainty)
app.command("diff")(diff.diff)
app.command("share")(share.share)
app.add_typer(local.app, name="local")
app.command("new")(new.new)


def main() -> None:
    """Run the command line; problems in the input are printed, a line each."""
    try:
        app()
    except ReviewError as error:
        for problem in sorted(error.problems):
            print(check.plain(str(problem)), file=sys.stderr)
        sys.exit(1)
