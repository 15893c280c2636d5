"""Is what is committed what is computed? Run after a build; from a clean clone: ``python tests/same_results.py``.

Tables of results are compared by the types of their columns (``ettervern.computed``): text, ids and counts exactly,
numbers with decimals to a tolerance, since the last digits are the processor's. Every other file is compared byte for
byte, and so are the lists of files. Each difference is a line with file, row, column, what is committed and what is
computed.
"""

from __future__ import annotations

import csv
import io
import math
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ettervern.computed import COMPUTED
from ettervern.schema import columns

#: Numbers this near each other, as a share of the larger, are the same; or this near each other in all.
RELATIVE, ABSOLUTE = 1e-9, 1e-15
#: Most differences shown.
SHOWN = 40
WHAT_A_BUILD_WRITES = ("reviews", "references.bib", "screening")


@dataclass
class Compared:
    """What a comparison found.

    Attributes
    ----------
    differences : list of str
        A line each.
    last_digits : list of float
        How far apart, as a share, the numbers are that differ within the tolerance.
    """

    differences: list[str] = field(default_factory=list)
    last_digits: list[float] = field(default_factory=list)


def compare(committed: Mapping[str, bytes], computed: Mapping[str, bytes]) -> Compared:
    """Compare files by name: tables of results (``results/*.csv``) by their cells, all else byte for byte."""
    found = Compared()
    found.differences += [f"{name}: committed, not computed" for name in sorted(committed.keys() - computed.keys())]
    found.differences += [f"{name}: computed, not committed" for name in sorted(computed.keys() - committed.keys())]
    for name in sorted(committed.keys() & computed.keys()):
        old, new = committed[name], computed[name]
        if old != new:
            tables = Path(name).parent.name == "results" and Path(name).stem in COMPUTED
            found.differences += _tables(name, old, new, found) if tables else [_first_line(name, old, new)]
    return found


def _first_line(name: str, old: bytes, new: bytes) -> str:
    """Return where two texts part."""
    pairs = zip([*old.splitlines(True), b""], [*new.splitlines(True), b""], strict=False)
    row, (one, other) = next((row, pair) for row, pair in enumerate(pairs, start=1) if pair[0] != pair[1])
    return f"{name}, row {row}: committed {_shown(one)}, computed {_shown(other)}"


def _shown(data: bytes) -> str:
    return repr(data.decode("utf-8", "replace"))


def _tables(name: str, old: bytes, new: bytes, found: Compared) -> Iterator[str]:
    """Yield what differs between two tables; numbers that differ in their last digits are noted in ``found``."""
    (head, *rows), (now, *others) = (
        list(csv.reader(io.StringIO(data.decode("utf-8"), newline=""))) for data in (old, new)
    )
    if head != now:
        yield f"{name}, row 1: committed {','.join(head)}; computed {','.join(now)}"
        return
    if len(rows) != len(others):
        yield f"{name}: {len(rows)} rows committed, {len(others)} computed"
        return
    if rows == others:
        yield f"{name}: the same cells, written with other line ends, quotes or marks"
    kinds = {column: one.kind for column, one in columns(COMPUTED[Path(name).stem]).items()}
    for at, column in enumerate(head):
        ones, twos = ([row[at] for row in table] for table in (rows, others))
        numbers = kinds.get(column) is float
        for line, (one, other) in enumerate(zip(ones, twos, strict=True), start=2):
            if one != other and not (numbers and _near(one, other, found)):
                yield f"{name}, row {line}, column {column}: committed {one!r}, computed {other!r}"


def _near(one: str, other: str, found: Compared) -> bool:
    """Return whether two cells hold the same number but for its last digits. Two whole numbers are counts."""
    if not one or not other:
        return False
    try:
        a, b = float(one), float(other)
    except ValueError:
        return False
    if (a.is_integer() and b.is_integer()) or not math.isclose(a, b, rel_tol=RELATIVE, abs_tol=ABSOLUTE):
        return False
    found.last_digits.append(abs(a - b) / max(abs(a), abs(b)))
    return True


def _git(root: Path, *words: str) -> bytes:
    return subprocess.run(["git", *words], cwd=root, capture_output=True, check=True).stdout


def at_head(root: Path, paths: tuple[str, ...]) -> dict[str, bytes]:
    """Return the committed files below some paths."""
    names = _git(root, "ls-tree", "-r", "-z", "--name-only", "HEAD", "--", *paths).decode().split("\0")
    return {name: _git(root, "show", f"HEAD:{name}") for name in names if name}


def on_disk(root: Path, paths: tuple[str, ...]) -> dict[str, bytes]:
    """Return the files below some paths as they lie there, new ones too, without those that git is told to ignore."""
    listed = _git(root, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *paths)
    names = {name for name in listed.decode().split("\0") if name}
    return {name: (root / name).read_bytes() for name in names if (root / name).is_file()}


def main(root: Path, paths: tuple[str, ...]) -> int:
    """Compare a clone with its last commit; print what differs and return 1 where something does."""
    found = compare(at_head(root, paths), on_disk(root, paths))
    for line in found.differences[:SHOWN]:
        print(line)
    if len(found.differences) > SHOWN:
        print(f"and {len(found.differences) - SHOWN} more")
    if found.last_digits:
        print(f"{len(found.last_digits)} numbers differ in their last digits (by {max(found.last_digits):.0e} at most)")
    print("what is committed is NOT what is computed" if found.differences else "what is committed is what is computed")
    return int(bool(found.differences))


if __name__ == "__main__":
    sys.exit(main(Path.cwd(), tuple(sys.argv[1:]) or WHAT_A_BUILD_WRITES))
