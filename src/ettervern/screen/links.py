"""Where a report can be read: its address on the web, and the file that somebody has put on this machine."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

from ettervern.review import Review
from ettervern.staging import is_file

_DOI = re.compile(r"10\.\d{4,9}/\S+")


def address_of(doi: str, url: str = "") -> str:
    """Return the address of a report: of its DOI, else its own where it is one of the web; empty for anything else."""
    if _DOI.fullmatch(doi):
        return f"https://doi.org/{quote(doi, safe='/')}"
    return url if re.match(r"https?://[^\s/]", url) else ""


def full_text_file(review: Review, report_id: str) -> Path:
    """Return where the full text of a report lies once somebody has saved it; git leaves the folder out."""
    return review.folder / "fulltexts" / f"{report_id}.pdf"


def full_text(review: Review, report_id: str) -> str:
    """Return the file of a full text as messages name it; empty where there is none."""
    path = full_text_file(review, report_id)
    return review.shown(path) if is_file(path) else ""
