"""What git knows of the files of a project; every question is told to the watch of the running step.

Where there is no git, or no commit, nothing is known.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

from ettervern.staging import ANSWERS, absolute, digest, note

#: Folders of programs, and of what a build makes.
SKIPPED = {".git", ".venv", "node_modules", "_build", "__pycache__", ".ettervern"}


def ask(folder: Path, *words: str) -> bytes | None:
    """Return what git says in a folder; None where it fails, or where there is none."""
    try:
        run = subprocess.run(["git", "-C", str(folder), *words], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return run.stdout if run.returncode == 0 else None


def tracked(root: Path) -> list[str]:
    """Return the names of the files below a folder that git tracks, or would track.

    Without git they are all but products of a build and the folders for data about persons, which git would leave out.
    """
    names = _listed(root)
    note(f"tracked {absolute(root)}", digest(*names))
    return names


def committed(path: Path) -> bytes:
    """Return a file as git's last commit holds it; empty where there is none."""
    content = _committed(path)
    note(f"committed {absolute(path)}", digest(content))
    return content


def _listed(root: Path) -> list[str]:
    listed = ask(root, "ls-files", "-z", "--cached", "--others", "--exclude-standard", ".")
    if listed is None:
        return sorted(_walk(root))
    return sorted({name for name in listed.decode("utf-8", "replace").split("\0") if name})


def _walk(root: Path) -> Iterator[str]:
    """Yield every file of a copy without git."""
    for path in root.rglob("*"):
        inside = path.relative_to(root).parts
        private = len(inside) > 4 and inside[0] == "reviews" and inside[2:4] == ("local", "data")
        if path.is_file() and not private and not SKIPPED & set(inside):
            yield path.relative_to(root).as_posix()


def _committed(path: Path) -> bytes:
    return ask(absolute(path).parent, "cat-file", "blob", f"HEAD:./{path.name}") or b""


ANSWERS["tracked"] = lambda root: digest(*_listed(root))
ANSWERS["committed"] = lambda path: digest(_committed(path))
