"""The PRISMA 2020 checklist, filled from what is there: which page tells of an item, and what is still missing.

References
----------
Page MJ et al. (2021). The PRISMA 2020 statement: an updated guideline for reporting systematic reviews. BMJ 372:n71.
"""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd

from ettervern.files import read_table
from ettervern.review import Review

COLUMNS = ("item", "section", "topic", "status", "page", "address", "missing")
STATUSES = ("reported", "partly", "missing", "for_a_person")


def read_items() -> list[dict[str, Any]]:
    """Return the items of the checklist, in order."""
    text = files("ettervern.living.share").joinpath("prisma_2020.toml").read_text("utf-8")
    result: list[dict[str, Any]] = tomllib.loads(text)["items"]
    return result


def checklist(review: Review, language: str = "nb", base: str = "") -> pd.DataFrame:
    """Return the filled checklist.

    Parameters
    ----------
    review : Review
        The review; the book's source is looked for in ``book/<language>`` beside it.
    language : str
        ``nb`` or ``en``.
    base : str
        Address of the published book, put before the page; empty for addresses inside the book.

    Returns
    -------
    DataFrame
        ``item, section, topic, status`` (``reported``: page and files are there; ``partly``: some are; ``missing``;
        ``for_a_person``: no program can tell), ``page, address, missing`` (what is not there, ``;`` between).
    """
    rows = [_row(review, item, language, base) for item in read_items()]
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype="str")


def _row(review: Review, item: dict[str, Any], language: str, base: str) -> dict[str, str]:
    """Return one item with where it is reported."""
    page = item.get("page", {}).get(language, "")
    there = bool(page) and (review.root / "book" / language / f"{page}.md").is_file()
    missing = [name for name in item.get("files", []) if not _filled(review.folder / name)]
    missing += [] if there or not page else [f"book/{language}/{page}.md"]
    if "filled" in item and not _column_filled(review, item["filled"]):
        missing.append(f"{item['filled'].replace(':', ', column ')} (empty)")
    parts = len(item.get("files", [])) + bool(page) + ("filled" in item)
    status = "reported" if not missing else "missing" if len(missing) == parts else "partly"
    if item.get("human"):
        status = "for_a_person"
    cells = {name: str(item[name]) for name in ("item", "section", "topic")}
    address = f"{base.rstrip('/')}/{language}/{page}.html" if base else f"{language}/{page}.html"
    return {**cells, "status": status, "page": page, "address": address if there else "", "missing": "; ".join(missing)}


def _filled(path: Path) -> bool:
    """Return whether a file is there and holds more than a header."""
    if not path.is_file():
        return False
    lines = path.read_bytes().strip().splitlines()
    return len(lines) > 1 if path.suffix == ".csv" else bool(lines)


def _column_filled(review: Review, where: str) -> bool:
    """Return whether every row of a table has a column filled in."""
    name, _, column = where.partition(":")
    path = review.folder / name
    if not path.is_file():
        return False
    table = read_table(path)
    return len(table) > 0 and column in table and bool((table[column] != "").all())
