"""The book that a new review begins with."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from pathlib import Path

from ettervern.catalogue import gettext
from ettervern.files import Problem, ReviewError, write_whole
from ettervern.review import LANGUAGES, Review


def lay_book(review: Review, theme: Path) -> list[Path]:
    """Lay out a book for a review that is alone in its project; return the files made.

    Parameters
    ----------
    review : Review
        Its title and question are put on the first page.
    theme : Path
        The folder of the book's theme (``book/_theme`` of a project that has one); it is copied.

    Raises
    ------
    ReviewError
        Where the project has a book already, or the theme is not there.
    """
    room_for_book(review.root, theme)
    home = review.root / "book"
    content = tomllib.loads(files("ettervern.living").joinpath("template", "book.toml").read_text("utf-8"))
    made = [home / "pages.toml"]
    write_whole(made[0], content["pages"].lstrip("\n"))
    for language in review.languages:
        pages = {"_config.yml": content["config"], **content[language]}
        for name, text in pages.items():
            path = home / language / name
            write_whole(path, _filled(text.lstrip("\n"), review, language))
            made.append(path)
    for path in sorted(path for path in theme.rglob("*") if path.is_file()):
        write_whole(home / "_theme" / path.relative_to(theme), path.read_bytes())
    return made


def has_book(review: Review) -> bool:
    """Return whether the book of the project is one of this review: its ``_config.yml`` names the review's folder."""
    for language in LANGUAGES:
        path = review.root / "book" / language / "_config.yml"
        named = (
            re.search(r"^\s*ettervern_review:\s*(\S+)\s*$", path.read_text("utf-8"), re.M) if path.is_file() else None
        )
        if named and (path.parent / named[1]).resolve() == review.folder.resolve():
            return True
    return False


def room_for_book(root: Path, theme: Path) -> None:
    """Refuse to lay out a book where a project has one, or where there is no theme; see :func:`lay_book`."""
    if (root / "book").exists():
        message = "there already: a project has one book. Lay out the review in a project of its own, with --project"
        raise ReviewError(Problem("book/", 0, "", message))
    if not (theme / "ettervern" / "theme.toml").is_file():
        raise ReviewError(Problem(str(theme), 0, "", "no theme is there; expected a folder book/_theme"))


def _filled(text: str, review: Review, language: str) -> str:
    about = review.settings.review
    cells = {"NAME": review.name, "SHORT": language}
    cells |= {"LANGUAGE": gettext("book.language", language), "SEARCH": gettext("book.search", language)}
    cells |= {"TITLE": about.title[language], "QUESTION": about.question[language]}
    for name, value in cells.items():
        # What a person wrote is text: no markup of theirs may end a line of YAML or begin one of Markdown.
        text = text.replace(f"@{name}@", " ".join(value.split()).replace('"', "'"))
    return text
