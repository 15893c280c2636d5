"""What git knows of the files of a project; every question is told to the watch of the running step.

Where there is no git, or no commit, nothing is known.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from ettervern.staging import ANSWERS, absolute, digest, note


def ask(folder: Path, *words: str) -> bytes | None:
    """Return what git says in a folder; None where it fails, or where there is none."""
    try:
        run = subprocess.run(["git", "-C", str(folder), *words], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return run.stdout if run.returncode == 0 else None


def tracked(root: Path) -> list[str] | None:
    """Return the names of the files that git tracks, or would track, below a folder; None where there is no git."""
    listed = _listed(root)
    note(f"tracked {absolute(root)}", digest(listed or b""))
    return None if listed is None else sorted({name for name in listed.decode("utf-8", "replace").split("\0") if name})


def committed(path: Path) -> bytes:
    """Return a file as git's last commit holds it; empty where there is none."""
    content = _committed(path)
    note(f"committed {absolute(path)}", digest(content))
    return content


def _listed(root: Path) -> bytes | None:
    return ask(root, "ls-files", "-z", "--cached", "--others", "--exclude-standard", ".")


def _committed(path: Path) -> bytes:
    return ask(absolute(path).parent, "cat-file", "blob", f"HEAD:./{path.name}") or b""


ANSWERS["tracked"] = lambda root: digest(_listed(root) or b"")
ANSWERS["committed"] = lambda path: digest(_committed(path))
