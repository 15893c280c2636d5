"""The house rules that a reader relies on: who may import whom, and what may never be in the tree."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "ettervern"
#: The order in which data travels; a stage imports only stages to its left.
STAGES = [
    "search",
    "records",
    "deduplicate",
    "screen",
    "extract",
    "synthesise",
    "appraise",
    "standing",
    "local",
    "draw",
    "publish",
]


def imported(path: Path) -> set[str]:
    """Return the parts of the package that a module imports, at the top or inside functions."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module] + [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        found |= {name.split(".")[1] for name in names if name.startswith("ettervern.") and name.count(".") >= 1}
    return found


def modules(stage: str) -> list[Path]:
    """Return the modules of a stage, whether it is a folder or one file."""
    return sorted((PACKAGE / stage).rglob("*.py")) or [PACKAGE / f"{stage}.py"]


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_imports_only_stages_before_it(stage: str) -> None:
    later = set(STAGES[STAGES.index(stage) + 1 :])
    wrong = {path.name: imported(path) & later for path in modules(stage) if imported(path) & later}
    assert wrong == {}


@pytest.mark.parametrize("stage", ["draw", "publish"])
def test_what_is_shown_never_reads_raw_records(stage: str) -> None:
    raw = {"records", "deduplicate"}
    assert {path.name: imported(path) & raw for path in modules(stage) if imported(path) & raw} == {}


def test_nothing_imports_the_command_line() -> None:
    others = [path for path in PACKAGE.rglob("*.py") if path.name != "cli.py"]
    assert [path.name for path in others if "cli" in imported(path)] == []


def test_modules_stay_short() -> None:
    long = {
        str(p.relative_to(ROOT)): n
        for p in PACKAGE.rglob("*.py")
        if (n := len(p.read_text("utf-8").splitlines())) > 300
    }
    assert long == {}


def tracked() -> list[Path]:
    """Return the text files under git."""
    names = (
        subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    )
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def test_no_registry_host_name_and_no_path_of_a_machine_is_committed() -> None:
    hosts = "|".join([r"pypi\.o" + "rg", "python" + "hosted", r"registry\.npm" + "js", r"conda\.ana" + "conda"])
    pattern = re.compile(rf"{hosts}|\.\./sha" + r"red/|/root/|/home/[a-z]")
    wrong = []
    for path in tracked():
        if (
            path != Path(__file__)
            and path.suffix not in {".png", ".mo", ".woff2", ".ico"}
            and pattern.search(path.read_text("utf-8", "replace"))
        ):
            wrong.append(str(path.relative_to(ROOT)))
    assert wrong == []
