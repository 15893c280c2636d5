"""Places of a review that its makers have not filled in yet: texts in square brackets from end to end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from ettervern.files import Problem, text_of
from ettervern.living.book import has_book
from ettervern.review import Review
from ettervern.settings.reader import shown
from ettervern.staging import files_in, is_file, read_bytes

#: A whole value of TOML; a whole line of Markdown, or item of a list.
_VALUE = re.compile(r"\"(\[[^\"\[\]]+\])\"")
_LINE = re.compile(r"^(?:[-*+] |\d+\. )?(\[[^\[\]]+\])$")


def placeholders(review: Review) -> list[Problem]:
    """Return a warning for each line with a placeholder: in the settings, the strategy, the protocol and the pages."""
    files = [review.folder / "review.toml", review.folder / "protocol.md", review.searches / "strategy.toml"]
    if has_book(review):
        for language in review.languages:
            files += files_in(review.root / "book" / language, "*.md", deep=False)
    return [problem for path in files if is_file(path) for problem in _left(review, path)]


def _left(review: Review, path: Path) -> Iterator[Problem]:
    """Find the lines of one file."""
    toml = path.suffix == ".toml"
    for number, line in enumerate(text_of(read_bytes(path), review.shown(path)).splitlines(), start=1):
        found = None if toml and line.lstrip().startswith("#") else (_VALUE if toml else _LINE).search(line.strip())
        if found:
            message = f"{shown(found[1])} is a placeholder; expected your own words, without the brackets"
            yield Problem(review.shown(path), number, "", message, "warning")
