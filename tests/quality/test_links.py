"""Every link inside the book holds, each id is there once, and links out go over https to a named host."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from .pages import Seen, read

pytestmark = pytest.mark.browser


@cache
def seen(path: Path) -> Seen:
    """Return what a page holds, read once."""
    return read(path.read_text("utf-8"))


def pages(book: Path) -> list[Path]:
    """Return every page of the book."""
    return sorted(book.rglob("*.html"))


def test_every_link_and_file_inside_the_book_is_there(book: Path) -> None:
    broken = []
    for page in pages(book):
        ids = {attributes["id"] for _, attributes in seen(page).tags if "id" in attributes}
        for _, attributes in seen(page).tags:
            address = attributes.get("href") or attributes.get("src") or ""
            parts = urlsplit(address)
            if not address or parts.scheme or parts.netloc:
                continue
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            there = target.is_file() and target.is_relative_to(book)
            if there and parts.fragment and target.suffix == ".html":
                names = ids if target == page else {a["id"] for _, a in seen(target).tags if "id" in a}
                there = unquote(parts.fragment) in names
            if not there:
                broken.append(f"{page.relative_to(book)} -> {address}")
    assert broken == []


def test_no_id_stands_twice_on_a_page(book: Path) -> None:
    twice = {}
    for page in pages(book):
        ids = [attributes["id"] for _, attributes in seen(page).tags if "id" in attributes]
        if len(ids) != len(set(ids)):
            twice[page.name] = sorted({one for one in ids if ids.count(one) > 1})
    assert twice == {}


def test_links_out_are_secure_and_name_a_host(book: Path) -> None:
    wrong = set()
    for page in pages(book):
        for tag, attributes in seen(page).tags:
            parts = urlsplit(attributes.get("href", "") if tag == "a" else "")
            if parts.scheme and parts.scheme not in {"https", "mailto"} and "." in parts.netloc:
                wrong.add((page.name, attributes["href"]))
            if parts.scheme and parts.scheme not in {"https", "http", "mailto"}:
                wrong.add((page.name, attributes["href"]))
    # An old publisher's address that answers only over http may stand; no more than these.
    assert {address for _, address in wrong if not address.startswith("http://")} == set()
