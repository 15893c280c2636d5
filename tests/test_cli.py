"""The command line as a person meets it: clear help, one line a mistake, exit code 1, quick to start."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ettervern.cli import COMMANDS
from ettervern.review import Review
from tests.conftest import ROOT


def ettervern(*words: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own."""
    code = "import sys; from ettervern.cli import main; sys.argv[0] = 'ettervern'; main()"
    return subprocess.run([sys.executable, "-c", code, *words], cwd=folder, capture_output=True, text=True, timeout=300)


def commands() -> list[str]:
    """Return the commands that the help lists."""
    return re.findall(r"^  ([a-z]+)  ", ettervern("--help").stdout.split("Commands")[1], flags=re.MULTILINE)


def test_the_help_names_every_command_with_a_sentence() -> None:
    assert {"build", "check", "deduplicate", "pool", "screen"} <= set(commands())


def test_every_command_explains_itself() -> None:
    for command in commands():
        run = ettervern(command, "--help")
        assert run.returncode == 0, command
        assert "Usage: ettervern" in run.stdout, command


def test_the_commands_of_the_readme_exist() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = "\n".join(re.findall(r"```sh\n(.*?)```", readme, flags=re.DOTALL))
    named = set(re.findall(r"^ettervern ([a-z]+)", blocks, flags=re.MULTILINE))
    assert named <= set(commands())
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    assert set(re.findall(r"^make ([a-z-]+)", blocks, flags=re.MULTILINE)) <= targets


def test_a_start_does_not_wait_for_statistics_to_load() -> None:
    code = "import sys, ettervern.cli; print([m for m in ('pymare', 'sklearn', 'sphinx') if m in sys.modules])"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    )


def test_a_misspelt_command_is_answered_with_the_one_meant() -> None:
    run = ettervern("chek")
    assert run.returncode == 2
    assert "No such command 'chek'. Did you mean 'check'?" in " ".join(run.stderr.split())


def test_a_start_loads_the_command_that_was_called_and_no_other() -> None:
    code = (
        "import atexit, sys; from ettervern.cli import main; sys.argv = ['ettervern', 'status', '--help']; "
        "atexit.register(lambda: print(sorted(m for m in sys.modules if m.startswith('ettervern.commands.')))); main()"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.rpartition(".")[2] for name in ast.literal_eval(run.stdout.splitlines()[-1])}
    assert loaded & set(COMMANDS) == {"status", "check"}  # check also holds how a problem is printed


def test_where_there_is_no_review_the_command_says_what_it_needs(tmp_path: Path) -> None:
    run = ettervern("build", folder=tmp_path)
    assert (run.returncode, run.stdout) == (1, "")
    assert run.stderr.splitlines() == [
        "reviews/: no review found here; give the review folder, or run the command where reviews/ lies"
    ]


def test_a_mistake_ends_a_build_in_one_line_and_exit_1_with_nothing_written(
    project: Review, tree: Callable[[Path], dict[str, bytes]]
) -> None:
    path = project.extraction / "outcomes.csv"
    path.write_text(
        path.read_text("utf-8").replace("reconstructed,first_only,The paper", "guessed,first_only,The paper"), "utf-8"
    )
    before = tree(project.root)
    run = ettervern("build", str(project.folder), "--today", "2026-11-30")
    lines = [line for line in run.stderr.splitlines() if "outcomes.csv" in line]
    assert run.returncode == 1
    assert len(lines) == 1
    assert "outcomes.csv, row 2, column counts_source" in lines[0]
    assert "Traceback" not in run.stderr
    assert tree(project.root) == before


@pytest.mark.parametrize("command", ["build", "check"])
def test_a_day_that_cannot_be_read_is_one_line(command: str) -> None:
    run = ettervern(command, "--today", "tomorrow")
    assert run.returncode == 1
    assert "expected" in run.stdout + run.stderr
    assert "Traceback" not in run.stderr
