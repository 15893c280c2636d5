"""The files of one build: read from disk, written to memory, put in place together by its transaction.

A build that stops half-way leaves the folder as it was. A step whose inputs, code and outputs are as they were is
not run again.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from ettervern.files import digest, readable, table_text
from ettervern.staging import absolute


def text_table(text: str) -> pd.DataFrame:
    """Read CSV text with every cell as text, empty for missing: what one step hands the next.

    A table without columns, which a step leaves where there is nothing to tell, is an empty frame.
    """
    if not text.strip():
        return pd.DataFrame()
    return pd.read_csv(io.StringIO(text), dtype="str", keep_default_na=False, na_filter=False)


def typed_table(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table of text cells with numbers as floats, in every column where all filled cells are numbers."""
    typed = table.copy()
    for name in table.columns:
        filled = table[name] != ""
        numbers = pd.to_numeric(table[name].where(filled), errors="coerce")
        if filled.any() and numbers[filled].notna().all():
            typed[name] = numbers.astype("float64")
    return typed


@dataclass
class Workspace:
    """Reads through what has been staged to what is on disk.

    Attributes
    ----------
    staged : dict of Path to bytes or None
        What the transaction has so far, not yet on disk: absolute path -> content, None for a file that is to go.
    """

    staged: dict[Path, bytes | None] = field(default_factory=dict)

    def bytes(self, path: Path) -> bytes | None:
        """Return a file's content, staged or on disk; None where there is none."""
        whole = absolute(path)
        if whole in self.staged:
            return self.staged[whole]
        return path.read_bytes() if path.is_file() else None

    def table(self, path: Path) -> pd.DataFrame | None:
        """Return a CSV file as text cells; None where there is none."""
        data = self.bytes(path)
        return None if data is None else text_table(data.decode("utf-8"))

    def need_table(self, path: Path) -> pd.DataFrame:
        """Return a CSV file that an earlier step has made.

        Raises
        ------
        FileNotFoundError
            Where no step has made it: a mistake in the order of the steps.
        """
        found = self.table(path)
        if found is None:
            raise FileNotFoundError(path)
        return found

    def stage(self, path: Path, content: pd.DataFrame | str | dict[str, Any] | list[Any]) -> None:
        """Keep a table (as CSV), a text, or a dict or list (as JSON) for the end of the transaction.

        Raises
        ------
        ReviewError
            A table that could not be read back; see :func:`ettervern.files.readable`.
        """
        if isinstance(content, pd.DataFrame):
            content = readable(table_text(content), path.name)
        elif not isinstance(content, str):
            content = json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
        self.staged[absolute(path)] = content.encode("utf-8")

    def digest(self, paths: Iterable[Path]) -> str:
        """Return one digest over names and contents, a missing file told from an empty one."""
        parts: list[bytes | str] = []
        for path in sorted(paths):
            data = self.bytes(path)
            parts += [path.name, b"-" if data is None else b"+" + data]
        return digest(*parts)


@dataclass
class Memory:
    """What an earlier build saw: a digest of inputs and outputs for each step.

    Attributes
    ----------
    path : Path
        A JSON file, never committed; without it everything is built anew.
    """

    path: Path
    seen: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path) -> Memory:
        """Read the memory; a missing or garbled file counts as none."""
        try:
            seen = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            seen = {}
        return cls(path, seen if isinstance(seen, dict) else {})

    def knows(self, step: str, inputs: str, outputs: str) -> bool:
        """Return whether the step ran on these inputs and left these outputs."""
        return self.seen.get(step) == [inputs, outputs]

    def note(self, step: str, inputs: str, outputs: str) -> None:
        """Remember a step that has run."""
        self.seen[step] = [inputs, outputs]

    def save(self, work: Workspace) -> None:
        """Stage the memory, so that it is in place when what it remembers is, and not before."""
        work.stage(self.path, self.seen)


def code_digest(package: Path) -> str:
    """Return a digest of the package's own files, so that a change in code builds everything anew."""
    files = sorted(
        path for path in package.rglob("*") if path.suffix in {".py", ".toml", ".css", ".js", ".mo", ".html"}
    )
    return digest(*[part for path in files for part in (path.relative_to(package).as_posix(), path.read_bytes())])
