"""The change log of a review (``changes.csv``) and its feed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd

from ettervern.files import digest, read_table, write_table
from ettervern.living.telling import Sentence
from ettervern.review import Review

COLUMNS = ("id", "date", "from", "kind", "text_nb", "text_en")
ATOM = "http://www.w3.org/2005/Atom"
_NAMES = {"nb": "Endringer", "en": "Changes"}


def changes_file(review: Review) -> Path:
    """Return where the change log lies."""
    return review.folder / "changes.csv"


def read_changes(review: Review) -> pd.DataFrame:
    """Return the change log, the oldest first; empty where there is none yet."""
    path = changes_file(review)
    if not path.is_file():
        return pd.DataFrame(columns=list(COLUMNS), dtype="str")
    return read_table(path, COLUMNS, review.shown(path)).reset_index(drop=True)


def record_changes(review: Review, sentences: Sequence[Sentence], day: date, since: str) -> int:
    """Add what changed to the log; what it says already is not added again.

    Parameters
    ----------
    review : Review
        The review.
    sentences : sequence of Sentence
        What changed, in words.
    day : date
        The day of the change.
    since : str
        The state it is compared with, as a person named it.

    Returns
    -------
    int
        Lines added.
    """
    old = read_changes(review)
    rows = []
    for sentence in sentences:
        if sentence.kind == "nothing":
            continue
        # The day is no part of the id, so that telling the same change on another day adds nothing.
        name = digest(sentence.kind, sentence.nb, sentence.en)[:12]
        cells = {"id": name, "date": day.isoformat(), "from": since, "kind": sentence.kind}
        rows.append({**cells, "text_nb": sentence.nb, "text_en": sentence.en})
    last = set(old["id"].tail(len(rows))) if rows else set()
    new = [row for row in rows if row["id"] not in last]
    if new:
        write_table(
            changes_file(review), pd.concat([old, pd.DataFrame(new, dtype="str")], ignore_index=True)[list(COLUMNS)]
        )
    return len(new)


def feed(changes: pd.DataFrame, title: str, address: str, language: str) -> str:
    """Return the change log as an Atom feed, the newest first.

    Parameters
    ----------
    changes : DataFrame
        From :func:`read_changes`.
    title : str
        Title of the review.
    address : str
        Address of the page of changes; also the feed's id.
    language : str
        ``nb`` or ``en``.
    """
    ElementTree.register_namespace("", ATOM)
    root = ElementTree.Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": language})
    days = changes["date"].to_list()
    _add(root, "title", f"{title}: {_NAMES[language].lower()}")
    _add(root, "id", address)
    _add(root, "updated", f"{max(days, default='1970-01-01')}T00:00:00Z")
    _add(_add(root, "author", ""), "name", title)
    ElementTree.SubElement(root, f"{{{ATOM}}}link", {"href": address})
    for row in changes.iloc[::-1].to_dict("records"):
        entry = _add(root, "entry", "")
        _add(entry, "title", str(row[f"text_{language}"]))
        _add(entry, "id", f"{address}#{row['id']}-{row['date']}")
        _add(entry, "updated", f"{row['date']}T00:00:00Z")
        _add(entry, "summary", str(row[f"text_{language}"]))
        ElementTree.SubElement(entry, f"{{{ATOM}}}link", {"href": address})
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _add(parent: ElementTree.Element, name: str, text: str) -> ElementTree.Element:
    child = ElementTree.SubElement(parent, f"{{{ATOM}}}{name}")
    # XML has no place for most control characters.
    child.text = "".join(char for char in text if char.isprintable()) or None
    return child
