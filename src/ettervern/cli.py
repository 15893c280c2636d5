"""The command line: ``ettervern build``, ``check`` and their kin.

What a command does lies in ``ettervern.commands``; here they only get their names. Bad input ends in one clear line
a problem and exit code 1, never in a traceback.
"""

from __future__ import annotations

import sys

import typer

from ettervern import __version__
from ettervern.commands import build, certainty, check, deduplicate, local, pool, screen
from ettervern.files import ReviewError

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


app.command("build")(build.build)
app.command("check")(check.check)
app.command("deduplicate")(deduplicate.deduplicate)
app.command("pool")(pool.pool)
app.command("certainty")(certainty.certainty)
app.add_typer(screen.app, name="screen")
app.add_typer(local.app, name="local")


def main() -> None:
    """Run the command line; problems in the input are printed, a line each."""
    try:
        app()
    except ReviewError as error:
        for problem in sorted(error.problems):
            print(check.plain(str(problem)), file=sys.stderr)
        sys.exit(1)
