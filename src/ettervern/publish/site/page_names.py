"""What the pages of the book are called in each language, and which are twins: ``book/pages.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence

from ettervern.files import Problem, ReviewError, decode_utf8
from ettervern.publish.results import Results
from ettervern.review import LANGUAGES, Review
from ettervern.staging import files_in, is_file


def pages_of(review: Review) -> dict[str, dict[str, str]]:
    """Return the pages: key -> language -> name of the file, without its ending.

    What ``book/pages.toml`` does not name and lies in every language under one name has that name as its key.

    Raises
    ------
    ReviewError
        Where the file can't be read, or a line does not give a name in each language of the review. A page of a
        language that results are not written in is called as in the first where it has no name of its own.
    """
    book = review.root / "book"
    listed = _listed(review)
    named = {name for names in listed.values() for name in names.values()}
    lying = [{path.stem for path in files_in(book / language, "*.md", deep=False)} for language in review.languages]
    alike = sorted(set.intersection(*lying) - named)
    return listed | {name: dict.fromkeys(review.languages, name) for name in alike}


def _listed(review: Review) -> dict[str, dict[str, str]]:
    """Return what ``book/pages.toml`` names; a book whose pages are called the same everywhere needs no such file."""
    path = review.root / "book" / "pages.toml"
    if not is_file(path):
        return {}
    file = review.shown(path)
    try:
        listed = tomllib.loads(decode_utf8(path, file))
    except tomllib.TOMLDecodeError as error:
        raise ReviewError(Problem(file, 0, "", f"not readable as TOML: {error}")) from error
    demanded = [language for language in review.languages if language in LANGUAGES]
    wrong = [key for key, names in listed.items() if not _is_page(names, demanded)]
    if wrong:
        expected = " and ".join(demanded)
        raise ReviewError([Problem(file, 0, key, f"expected the name of the page in {expected}") for key in wrong])
    first = review.languages[0]
    return {
        key: {one: names.get(one, names[first]) for one in dict.fromkeys([*names, *review.languages])}
        for key, names in listed.items()
    }


def _is_page(names: object, languages: Sequence[str]) -> bool:
    """Return whether a line of the file names a page in each language."""
    return isinstance(names, dict) and all(isinstance(names.get(language), str) for language in languages)


def page_name(results: Results, key: str, language: str) -> str:
    """Return what a page is called; one that the book has not by its key."""
    known = results.remembered
    if ("pages", language) not in known:
        known["pages", language] = {name: names[language] for name, names in pages_of(results.review).items()}
    return known["pages", language].get(key, key)
