"""Build the whole book: both languages side by side, the data to download, and the page that leads in.

Sphinx writes to a folder of its own; only when every language is built without a fault is the result carried over to
where readers get it, so that a failed build leaves the last good book in place. Nothing changed, nothing built.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from ettervern.catalogue import gettext
from ettervern.computed import Standing, path_of
from ettervern.files import Problem, ReviewError, write_json, write_whole
from ettervern.publish.results import KEPT_UP, Results
from ettervern.publish.site.data import copy_data, data_files
from ettervern.publish.site.feed import feed, feed_name
from ettervern.publish.site.templates import rendered
from ettervern.review import Review
from ettervern.settings.kinds import BOOKS
from ettervern.staging import digest

#: What of Sphinx's static files the pages use; everything else that extensions bring stays behind.
STATIC = re.compile(
    r"^_static/(ettervern\.(css|js)|icon\.svg|(searchtools|doctools|sphinx_highlight|translations|language_data"
    r"|documentation_options|base-stemmer|\w+-stemmer)\.js)$"
)
PAGE = re.compile(r"^([\w-]+\.html|searchindex\.js|_figures/[\w-]+\.svg|_images/.+|_downloads/.+)$")
WARNING = re.compile(r"^(?P<file>.*?\.md)(?::(?P<line>\d+))?: (?:WARNING|ERROR|CRITICAL|SEVERE): (?P<text>.*)$")
TOOLS = ("sphinx", "jupyter-book", "myst-nb", "jinja2", "matplotlib", "seaborn")
#: Endings of the files that make figures and pages.
CODE = (".py", ".js", ".html", ".xml")


@dataclass(frozen=True)
class Book:
    """What a build did.

    Attributes
    ----------
    out : Path
        Where the book lies.
    changed : int
        Files of the book that changed; 0 where nothing was to be done.
    seconds : float
        Time taken.
    warnings : tuple of str
        What Sphinx warned of (only in a build that is not strict).
    """

    out: Path
    changed: int
    seconds: float
    warnings: tuple[str, ...] = ()


def build_book(
    review: Review,
    out: Path,
    *,
    languages: Sequence[str] | None = None,
    strict: bool = True,
    progress: Callable[[str], None] | None = None,
) -> Book:
    """Build the book of a review.

    Parameters
    ----------
    review : Review
        Its results are shown; the pages lie in ``book/<language>`` beside ``reviews/``.
    out : Path
        Where the pages go: ``out/nb``, ``out/en``, ``out/data`` and ``out/index.html``. Sphinx's own files lie in the
        folder ``sphinx`` beside it.
    languages : sequence of str, optional
        Those to build, the first the one that ``index.html`` leads to; the review's own where not given.
    strict : bool
        Whether a warning stops the build.
    progress : callable, optional
        Called with a line on each step.

    Returns
    -------
    Book
        What was done.

    Raises
    ------
    ReviewError
        With a Problem for each thing that is wrong: a number that is not in the results, a link that leads nowhere.
        The last good book stays as it was.
    """
    begun, languages = time.monotonic(), languages or review.languages
    say = progress or (lambda _: None)
    state = out.parent / "state.json"
    inputs = _inputs(review, languages, strict)
    if _up_to_date(state, inputs, out):
        return Book(out, 0, time.monotonic() - begun)
    results = Results.read(review)  # what is missing is said at once, before anything is started
    say("pages: " + ", ".join(languages))
    state.unlink(missing_ok=True)
    warnings = _build_pages(review, out, languages, strict, say)
    say("data")
    changed = _carry_over(review, out, languages) + copy_data(review, out)
    changed += write_whole(out / "index.html", entrance(review, languages)) + write_whole(out / ".nojekyll", "")
    changed += sum(write_whole(out / feed_name(language), feed(results, language)) for language in languages)
    write_json(state, {"inputs": inputs, "output": _listing(out)})
    return Book(out, changed, time.monotonic() - begun, tuple(warnings))


def is_current(review: Review, out: Path) -> bool:
    """Return whether the book that lies there is the one that would be built now."""
    return any(
        _up_to_date(out.parent / "state.json", _inputs(review, review.languages, strict), out)
        for strict in (False, True)
    )


def _inputs(review: Review, languages: Sequence[str], strict: bool) -> str:
    """Return a digest of everything the book is made from: review, pages, theme, code and tools."""
    book = review.root / "book"
    files = [path for path in _files(book) if "_build" not in path.relative_to(book).parts]
    files += data_files(review).values()
    files += [*_files(review.searches, ".csv"), *_files(review.folder / "texts")]
    files += [review.folder / f"{name}.csv" for name in KEPT_UP]
    parts: list[bytes | str] = [",".join(languages), str(strict), code_digest()]
    for path in sorted(path for path in set(files) if path.is_file()):
        parts += [path.relative_to(review.root.resolve()).as_posix() if path.is_absolute() else str(path)]
        parts.append(path.read_bytes())
    return digest(*parts)


def code_digest() -> str:
    """Return a digest of the code, words and theme that make figures and pages, and of the versions of the tools."""
    package = Path(__file__).parents[2]
    parts = ("settings", "local", "draw", "publish")
    code = [path for part in parts for end in CODE for path in _files(package / part, end)]
    code += [package / f"{name}.py" for name in ("catalogue", "files", "numbers", "phrases", "review")]
    # Sphinx copies the theme's style and script only together with pages: a change there reads every page anew.
    code += [*_files(package / "locale", ".po"), *_files(package / "theme")]
    return digest(*(path.read_bytes() for path in code), *(f"{tool} {version(tool)}" for tool in TOOLS))


def _files(folder: Path, ending: str = "") -> list[Path]:
    """Return the files under a folder, in order."""
    return sorted(path for path in folder.rglob(f"*{ending}") if path.is_file() and "__pycache__" not in path.parts)


def _listing(out: Path) -> str:
    """Return a digest of the names and sizes of the files of the book, to see when one is gone or was changed."""
    return digest(*(f"{path.relative_to(out).as_posix()} {path.stat().st_size}" for path in _files(out)))


def _up_to_date(state: Path, inputs: str, out: Path) -> bool:
    """Return whether the book was built from the same inputs and lies there untouched."""
    try:
        kept = json.loads(state.read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return bool(kept == {"inputs": inputs, "output": _listing(out)})


def _build_pages(
    review: Review, out: Path, languages: Sequence[str], strict: bool, say: Callable[[str], None]
) -> list[str]:
    """Run Sphinx for each language, side by side; return its warnings, or raise with what went wrong in any."""
    running = {language: _start(review, out, language, strict) for language in languages}
    problems: list[Problem] = []
    warnings: list[str] = []
    for language, process in running.items():
        _, complaints = process.communicate()
        results = _problems(review, complaints)
        if process.returncode:
            problems += results or [Problem(f"book/{language}", 0, "", complaints.strip() or "the build failed")]
        else:
            warnings += [str(problem) for problem in results]
            say(f"{language} done")
    if problems:
        raise ReviewError(problems)
    return warnings


def _start(review: Review, out: Path, language: str, strict: bool) -> subprocess.Popen[str]:
    """Start the build of one language."""
    work = out.parent / "sphinx" / language
    source = review.root / "book" / language
    if not (source / "_config.yml").is_file():
        raise ReviewError(Problem(f"book/{language}", 0, "", "there is no book in this language (_config.yml missing)"))
    command = [
        sys.executable,
        "-m",
        "ettervern.publish.site.run",
        source,
        work / "html",
        work / "doctrees",
        review.folder,
    ]
    # A page can't depend on a file that is not there yet: which of them are there counts as code does.
    there = [name for name in KEPT_UP if (review.folder / f"{name}.csv").is_file()]
    there += [path.name for path in _files(review.results)]
    # The foot of every page says which version this is, and how far it has come.
    feet = [review.folder / "review.toml", path_of(review, Standing), *(review.root / "book").glob("pages.toml")]
    shown = [path.read_bytes() for path in feet if path.is_file()]
    command += ["--digest", digest(code_digest(), *there, *shown), *(["--strict"] if strict else [])]
    return subprocess.Popen(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        errors="replace",
        env={**os.environ, "PYTHONUTF8": "1"},
    )


def _problems(review: Review, complaints: str) -> list[Problem]:
    """Return Sphinx's complaints as problems with file and line; the rest as one problem of the book."""
    problems, others = [], []
    for line in complaints.splitlines():
        result = WARNING.match(line.strip())
        if result:
            file = review.shown(Path(result["file"]))
            problems.append(Problem(file, int(result["line"] or 0), "", result["text"]))
        elif line.strip():
            others.append(line.strip())
    if not problems and others:
        problems.append(Problem("book", 0, "", "\n".join(others)))
    return sorted(set(problems))


def _carry_over(review: Review, out: Path, languages: Iterable[str]) -> int:
    """Carry the built pages over to where readers get them, and take away pages that are no more."""
    changed = 0
    for language in languages:
        built = out.parent / "sphinx" / language / "html"
        pages = {path.stem for path in (review.root / "book" / language).glob("*.md")} | {"search"}
        wanted = {}
        for path in _files(built):
            name = path.relative_to(built).as_posix()
            if STATIC.match(name) or (PAGE.match(name) and (path.suffix != ".html" or path.stem in pages)):
                wanted[name] = path
        changed += sum(write_whole(out / language / name, path.read_bytes()) for name, path in wanted.items())
        for old in _files(out / language):
            if old.relative_to(out / language).as_posix() not in wanted:
                old.unlink()
                changed += 1
    for dropped in set(BOOKS) - set(languages):
        shutil.rmtree(out / dropped, ignore_errors=True)
        (out / feed_name(dropped)).unlink(missing_ok=True)
    return changed


def entrance(review: Review, languages: Sequence[str]) -> str:
    """Return the page above the languages: it leads to the first at once, and by plain links to each."""
    first = languages[0]
    named = {code: gettext("language.read", code) for code in languages}
    made = rendered("entrance", first, first=first, title=review.settings.review.title[first], languages=named)
    return f"{made}\n"
