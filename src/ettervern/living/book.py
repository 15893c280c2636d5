"""The book that a new review begins with, and the pages of outcomes that come later."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path

from ettervern.catalogue import LANGUAGES as WHOLE
from ettervern.catalogue import gettext
from ettervern.files import Problem, ReviewError, text_of, write_whole
from ettervern.living.layout import TEMPLATE, template
from ettervern.publish.site.page_names import pages_of
from ettervern.review import LANGUAGES, Review
from ettervern.staging import files_in, is_file, read_bytes, remove

#: Pages of the template in the order of the contents; those of the outcomes stand after the first.
ORDER = ("index", "methods", "found", "studies", "trust", "data", "changes")
_REVIEW = re.compile(r"^\s*ettervern_review:\s*(\S+)\s*$", re.M)
_ENTRY = re.compile(r"^( *- file: *)([\w-]+) *\n", re.M)


def has_book(review: Review) -> bool:
    """Return whether the book of the project is one of this review: its ``_config.yml`` names the review's folder."""
    for language in LANGUAGES:
        path = review.root / "book" / language / "_config.yml"
        named = _REVIEW.search(_text(review, path)) if is_file(path) else None
        if named and (path.parent / named[1]).resolve() == review.folder.resolve():
            return True
    return False


def lay_book(review: Review) -> list[Path]:
    """Lay out a book for a review that is alone in its project; return the files made.

    Raises
    ------
    ReviewError
        Where the project has a book already.
    """
    home = review.root / "book"
    if home.exists():
        message = "there already: a project has one book. Lay out the review in a project of its own, with --project"
        raise ReviewError(Problem("book/", 0, "", message))
    names = _names(review.languages)
    made = {home / "pages.toml": _listed(names)}
    for language in review.languages:
        called = {key: twins[language] for key, twins in names.items()}
        made[home / language / "_config.yml"] = _config(review, language)
        made[home / language / "_toc.yml"] = _contents([*called.values()])
        made |= {home / language / f"{name}.md": _page(key, language, called) for key, name in called.items()}
    for path, text in made.items():
        write_whole(path, text)
    return [*made, *lay_pages(review)[0]]


def _names(languages: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return what the pages of a new book are called: key -> language -> name."""
    given = tomllib.loads(template("book/pages.toml"))
    return {key: {language: given.get(key, {}).get(language, key) for language in languages} for key in ORDER}


def _listed(names: dict[str, dict[str, str]]) -> str:
    """Return ``pages.toml``: a line for each page that is called something else than its key."""
    lines = [line for line in template("book/pages.toml").splitlines() if line.startswith("#")]
    for key, twins in names.items():
        if set(twins.values()) != {key}:
            named = ", ".join(f'{language} = "{name}"' for language, name in twins.items())
            lines.append(f"{key} = {{ {named} }}")
    return "\n".join(lines) + "\n"


def _config(review: Review, language: str) -> str:
    """Return ``_config.yml`` of one language."""
    sphinx, search = gettext("book.language", language), gettext("book.search", language)
    return template("book/_config.yml", name=review.name, language=language, sphinx=sphinx, search=search)


def _contents(names: Sequence[str]) -> str:
    """Return ``_toc.yml``."""
    first, *others = names
    return f"format: jb-book\nroot: {first}\nchapters:\n" + "".join(f"  - file: {name}\n" for name in others)


def _page(key: str, language: str, values: dict[str, str]) -> str:
    """Return a page of the template; in a language that has none, that of the first language."""
    of_language = language if (TEMPLATE / "book" / language / f"{key}.md").is_file() else WHOLE[0]
    return template(f"book/{of_language}/{key}.md", **values)


# ---- pages of outcomes ------------------------------------------------------------------------------------------


def without_page(review: Review) -> list[str]:
    """Return the outcomes that the review's book has no page on."""
    return [outcome for outcome in review.outcomes if outcome not in pages_of(review)] if has_book(review) else []


def left_pages(review: Review) -> list[Path]:
    """Return the pages that were laid out for outcomes which are no more, and that nobody has written in since."""
    if not has_book(review):
        return []
    found = []
    for language in review.languages:
        pages = files_in(review.root / "book" / language, "*.md", deep=False)
        others = [path for path in pages if path.stem not in review.outcomes]
        found += [path for path in others if _text(review, path) == _page("outcome", language, {"outcome": path.stem})]
    return found


def lay_pages(review: Review) -> tuple[list[Path], list[Path]]:
    """Lay out a page on each outcome that has none, and take away pages left over from outcomes that are no more.

    Returns
    -------
    tuple of list of Path
        Pages made, and pages taken away.
    """
    made, left = [], left_pages(review)
    for path in left:
        remove(path)
        _list_page(review, path.parent / "_toc.yml", leaves=path.stem)
    for outcome in without_page(review):
        for language in review.languages:
            path = review.root / "book" / language / f"{outcome}.md"
            write_whole(path, _page("outcome", language, {"outcome": outcome}))
            _list_page(review, path.parent / "_toc.yml", comes=outcome)
            made.append(path)
    return made, left


def _list_page(review: Review, path: Path, *, comes: str = "", leaves: str = "") -> None:
    """Put a page in the contents, after the last page on an outcome, or take one out; other lines stay as they are."""
    text = _text(review, path)
    text = _ENTRY.sub(lambda entry: "" if entry[2] == leaves else entry[0], text)
    entries = [*_ENTRY.finditer(text)]
    if comes and comes not in [entry[2] for entry in entries]:
        if not entries:
            message = f"no line '- file: ...' to put {comes} beside; expected a list of pages"
            raise ReviewError(Problem(review.shown(path), 0, "", message))
        names = {twins[path.parent.name] for key, twins in pages_of(review).items() if key in review.outcomes}
        last = [entry for entry in entries if entry[2] in names]
        at = last[-1].end() if last else entries[0].start()
        text = f"{text[:at]}{entries[0][1]}{comes}\n{text[at:]}"
    write_whole(path, text)


def _text(review: Review, path: Path) -> str:
    """Return the text of a file of the book."""
    return text_of(read_bytes(path), review.shown(path))
