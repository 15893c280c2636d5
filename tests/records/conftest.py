"""Write a text to a file and read it as an export."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ettervern.records import Reading, read_file

Read = Callable[..., Reading]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Return a function that reads a text, or bytes, as the content of one export."""

    def reader(content: str | bytes, name: str = "export.txt") -> Reading:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_file(path)

    return reader


def columns(reading: Reading, *names: str) -> list[tuple[str, ...]]:
    """Return some columns of every record."""
    return [tuple(row) for row in reading.records[list(names)].itertuples(index=False)]
