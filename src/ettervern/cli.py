"""The command line: ``ettervern build``, ``check`` and their kin.

What a command does lies in ``ettervern.commands``; here they only get their names. Bad input ends in one clear line
a problem and exit code 1, never in a traceback.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_group

from ettervern import __version__
from ettervern.commands.listing import Listing
from ettervern.errors import EttervernError
from ettervern.extras import told
from ettervern.files import ReviewError
from ettervern.shown import plain

#: Modules of ``ettervern.commands``, each with a function of its own name or an ``app`` of several commands.
COMMANDS = (
    *("check", "build", "status", "update", "settle", "screen", "extract", "appraise", "sign", "diff", "version"),
    *("share", "merge", "new", "outcomes", "search", "deduplicate", "pool", "certainty", "local"),
)

# Our matrices are small: threads of linear algebra cost more at every start than they give. Read when numpy loads.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# Help in plain text, which screen readers read too: rich takes longer to load than the rest of the help.
typer.core.HAS_RICH = False


class _Commands(Mapping[str, typer.core.TyperCommand | TyperGroup]):
    """The commands by name, each imported and built only when it is asked for: one run needs one of them."""

    def __getitem__(self, name: str) -> Any:
        """Return a command, built from its module."""
        if name not in COMMANDS:
            raise KeyError(name)
        module = import_module(f"ettervern.commands.{name}")
        if hasattr(module, "app"):
            return get_group(module.app)
        single = typer.Typer()
        single.command(name)(getattr(module, name))
        return get_group(single).commands[name]

    def __iter__(self) -> Iterator[str]:
        """Return the names in the order of the help."""
        return iter(COMMANDS)

    def __len__(self) -> int:
        """Return the number of commands."""
        return len(COMMANDS)


class _Group(Listing):
    """The group of all commands."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given | {"commands": _Commands()})

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names, without building the commands."""
        return list(self.commands)


app = typer.Typer(
    name="ettervern",
    cls=_Group,
    help="A living evidence review: plain files in, results and a readable book out.",
    epilog="Start with 'ettervern check', then 'ettervern build'. Every command tells more with --help.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    suggest_commands=False,  # click names what was meant already
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


def main() -> None:
    """Run the command line; problems in the input are printed, a line each."""
    # Tables of a million cells hold no circles: looking for some as often as Python does costs a tenth of the time.
    gc.set_threshold(100_000, 20, 100)
    try:
        with told():
            app()
    except EttervernError as error:
        for problem in sorted(error.problems) if isinstance(error, ReviewError) else [error]:
            print(plain(str(problem)), file=sys.stderr)
        sys.exit(1)
    except OSError as error:  # a full disk, a folder that may not be written to, a folder where a file should be
        where = error.filename2 or error.filename or "a file"
        print(plain(f"{where}: {error.strerror or error}"), file=sys.stderr)
        sys.exit(1)
