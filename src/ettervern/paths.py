"""Where the files lie that a build remembers things in, or that a person decides with."""

from __future__ import annotations

from pathlib import Path

from ettervern.review import Review
from ettervern.staging import files_in, is_file


def known_reports(review: Review) -> Path:
    """Return the file that remembers which record belongs to which report, so that no id ever moves."""
    return review.searches / "known_reports.csv"


def aliases(review: Review) -> Path:
    return review.searches / "aliases.csv"


def duplicate_decisions(review: Review) -> Path:
    """Return the file of a person's "same" and "different"."""
    return review.searches / "duplicate_decisions.csv"


def bibliography(review: Review) -> Path:
    """Return where the reports that a review cites are listed, in BibTeX."""
    return review.results / "references.bib"


def bibliographies(review: Review) -> list[Path]:
    """Return the bibliography of a review and, after it, those of the built reviews beside it."""
    home = review.folder.resolve()
    others = [path.parent for path in files_in(home.parent, "review.toml") if path.parent.parent == home.parent]
    beside = [folder / "results" / "references.bib" for folder in others if folder != home]
    return [bibliography(review), *(path for path in beside if is_file(path))]
