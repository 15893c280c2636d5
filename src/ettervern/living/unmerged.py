"""What git could not join: tables of ours settled from the versions that git holds, and git told how to join them.

Git hands the three versions of a file to :func:`drive` where the clone knows our driver (:func:`install`). Where it
does not, or where a row clashes, the file stays unmerged, and :func:`settle` takes the versions from git's index.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from ettervern import git
from ettervern.errors import EttervernError
from ettervern.files import Problem, ReviewError, text_of, write_whole
from ettervern.living.merging import Merged, merge_entries, merge_lines, merge_tables
from ettervern.staging import remove
from ettervern.transaction import transaction

#: Kinds of files that we join -> where they lie; the first that fits counts. ``*`` goes over folders too.
KINDS: dict[str, tuple[str, ...]] = {
    "computed": ("reviews/*/results/*",),
    "lines": ("screening/*/decisions/*.csv",),
    "entries": ("references.bib",),
    "table": (
        *("screening/*.csv", "reviews/*/extraction/*.csv", "reviews/*/texts/*.csv"),
        *(f"reviews/*/searches/{name}.csv" for name in ("searches", "known_reports", "aliases")),
        "reviews/*/searches/duplicate_decisions.csv",
    ),
    # A raw export is never joined, whatever it is called.
    "": ("reviews/*/searches/*",),
    "other table": ("reviews/*.csv",),
}
#: What git must know to join files of ours; a build computes again what it computes.
DRIVERS = {
    "merge.ettervern-table.name": "rows of a review's tables",
    "merge.ettervern-table.driver": "{program} merge --driver %O %A %B %P",
    "merge.ettervern-computed.name": "results, which a build computes again",
    "merge.ettervern-computed.driver": "true",
}


@dataclass
class Settled:
    """What became of the unmerged files.

    Attributes
    ----------
    said : list of str
        A line a file that is settled.
    left : list of str
        Files that are not of a kind that we join.
    problems : list of Problem
        Clashes that are left.
    """

    said: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def kind_of(path: str) -> str:
    """Return the kind of a file by its place in the project; empty where it is none of ours."""
    fits = (kind for kind, places in KINDS.items() if any(fnmatchcase(path, place) for place in places))
    return next(fits, "").removeprefix("other ")


def merged(path: str, base: bytes, ours: bytes, theirs: bytes, take: str = "") -> Merged:
    """Join two versions of a table, a file of lines or a bibliography.

    Raises
    ------
    ReviewError
        Where a version is no text in UTF-8.
    """
    old, here, there = (text_of(data, path) if data else "" for data in (base, ours, theirs))
    kind = kind_of(path) or ("entries" if path.endswith(".bib") else "table")  # git names a file from its own top
    if kind == "lines":
        return merge_lines(old, here, there, take)
    if kind == "entries":
        return merge_entries(old, here, there, take)
    return merge_tables(old, here, there, PurePosixPath(path).stem, take)


def drive(base: Path, ours: Path, theirs: Path, path: str) -> list[Problem]:
    """Join three files as git asks: the result is written over the second; return the clashes."""
    result = merged(path, base.read_bytes(), ours.read_bytes(), theirs.read_bytes())
    ours.write_bytes(_marked(ours.read_bytes(), result))
    return _clashes(path, result)


def _marked(old: bytes, result: Merged) -> bytes:
    """Return a result as bytes, with the mark at the start that the file had."""
    mark = b"\xef\xbb\xbf" if old.startswith(b"\xef\xbb\xbf") else b""
    return mark + result.text.encode("utf-8")


def install(root: Path) -> bool:
    """Tell the clone of a project how tables are joined; return whether there is a clone."""
    program = f"\"{sys.executable}\" -c 'from ettervern.cli import main; main()'"
    return all(
        git.ask(root, "config", name, value.format(program=program.replace("\\", "/"))) is not None
        for name, value in DRIVERS.items()
    )


def settle(root: Path, ours: Collection[str] = (), theirs: Collection[str] = ()) -> Settled:
    """Settle every unmerged file of ours, and tell git of those that are whole.

    Parameters
    ----------
    root : Path
        The project's folder.
    ours, theirs : collection of str
        Files in which this branch's, or the other's, rows count where both changed one.

    Raises
    ------
    ReviewError
        Where nothing is unmerged, or a file is named that is not.
    """
    files = unmerged(root)
    _refuse_others([*ours, *theirs], files)
    result = Settled()
    done: list[str] = []
    with transaction(root, "ettervern merge"):
        for path in sorted(files):
            take = "ours" if path in ours else "theirs" if path in theirs else ""
            before = len(result.problems), len(result.left)
            _settle(root, path, files[path], take, result)
            done += [path] if before == (len(result.problems), len(result.left)) else []
    for path in done:
        if git.ask(root, "add", "--all", "--", path) is None:
            raise EttervernError(f"{path}: settled, but git did not take it; run 'git add {path}'")
    return result


def unmerged(root: Path) -> dict[str, set[int]]:
    """Return the unmerged files of a project: path -> which versions git holds (1 the common one, 2 ours, 3 theirs).

    Raises
    ------
    ReviewError
        Where git knows of none.
    """
    listed = git.ask(root, "ls-files", "-u", "-z")
    files: dict[str, set[int]] = {}
    for line in (listed or b"").decode("utf-8", "replace").split("\0"):
        if line:
            about, _, path = line.partition("\t")
            files.setdefault(path, set()).add(int(about.split()[2]))
    if not files:
        why = "nothing is unmerged here" if listed is not None else "no repository of git"
        raise ReviewError(Problem(f"{root.resolve().name}/", 0, "", f"{why}; run this after 'git merge' has stopped"))
    return files


def _refuse_others(named: Collection[str], files: Collection[str]) -> None:
    wrong = [Problem(path, 0, "", f"not unmerged; expected one of {', '.join(files)}") for path in named]
    if wrong := [problem for problem in wrong if problem.file not in files]:
        raise ReviewError(wrong)


def _settle(root: Path, path: str, stages: set[int], take: str, result: Settled) -> None:
    """Settle one file, or say what is left of it."""
    kind = kind_of(path)
    base, ours, theirs = (_version(root, number, path) if number in stages else b"" for number in (1, 2, 3))
    if not kind:
        result.left.append(path)
    elif kind == "computed" or {2, 3} - stages:
        _whole(root, path, kind, ours if 2 in stages else None, theirs if 3 in stages else None, take, result)
    else:
        found = merged(path, base, ours, theirs, take)
        write_whole(root / path, _marked(ours, found))
        result.problems += _clashes(path, found)
        rows = "entries" if kind == "entries" else "rows"
        result.said += [] if found.clashes else [f"{path}: {rows} of both sides joined"]


def _whole(
    root: Path, path: str, kind: str, ours: bytes | None, theirs: bytes | None, take: str, result: Settled
) -> None:
    """Settle a file of which one version counts: what a build computes, or what one side took away."""
    if kind != "computed" and not take:
        gone = "this branch" if ours is None else "the other"
        message = f"{gone} took the file away, and one changed it; {_HOW.format(path)}"
        result.problems.append(Problem(path, 0, "", message))
        return
    kept = theirs if take == "theirs" else ours
    if kept is None:
        remove(root / path)
    else:
        write_whole(root / path, kept)
    result.said.append(f"{path}: " + ("to be computed again" if kind == "computed" else f"{take} taken"))


_HOW = "'ettervern merge --ours {0}' or '--theirs {0}' takes one side"


def _version(root: Path, number: int, path: str) -> bytes:
    return git.ask(root, "show", f":{number}:./{path}") or b""


def _clashes(path: str, result: Merged) -> list[Problem]:
    """Return a problem for each cell that both sides changed, each in its own way."""
    return [
        Problem(path, line, column, f"{message}; {_HOW.format(path)}")
        for line, clash in result.clashes
        for column, message in _differences(result.columns, *(tuple(row.cells for row in rows) for rows in clash))
    ]


def _differences(
    columns: tuple[str, ...], ours: tuple[tuple[str, ...], ...], theirs: tuple[tuple[str, ...], ...]
) -> Iterator[tuple[str, str]]:
    """Yield column and words of what differs between rows of both sides."""
    if len(ours) == len(theirs) == 1 and columns:
        name = ours[0][0]
        for column, here, there in zip(columns, ours[0], theirs[0], strict=True):
            if here != there:
                yield column, f"{name}: this branch has {here!r}, the other {there!r}"
        return
    told = " | ".join(" ".join(cells)[:60] for cells in (*ours, *theirs))
    how = "taken away on one side and changed on the other" if not (ours and theirs) else "changed on both sides"
    yield "", f"{how}: {told}"
