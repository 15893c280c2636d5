"""Pages are light, ask no other host, tell machines what they are, and keep their addresses."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from ettervern.publish.results import Results
from ettervern.publish.site.feed import feed
from ettervern.publish.site.head import json_ld
from ettervern.publish.tables.changes import entries
from ettervern.review import LANGUAGES
from tests.pages import PAGES

from .pages import read

pytestmark = pytest.mark.browser
MOST = 350_000
#: Addresses that others may have written down: none may go away.
STABLE = {
    "nb": {"index", "tilbakefall", "arbeid", "metode", "slik-fant-vi-studiene", "studiene", "data", "utforsk"},
    "en": {"index", "relapse", "work", "methods", "how-we-found-the-studies", "studies", "data", "explore"},
}
ATOM = "{http://www.w3.org/2005/Atom}"


def fetched(page: Path) -> list[Path]:
    """Return the files that a browser fetches with a page, itself among them."""
    files = [page]
    for tag, attributes in read(page.read_text("utf-8")).tags:
        wanted = tag in {"script", "img"} or (tag == "link" and attributes.get("rel") in {"stylesheet", "icon"})
        address = attributes.get("src") or (attributes.get("href") if tag == "link" else "") or ""
        if wanted and address:
            files.append(page.parent / address.partition("?")[0])
    return files


def test_no_page_weighs_over_350_kilobytes_compressed(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    weights = {
        str(page.relative_to(book)): sum(len(gzip.compress(path.read_bytes(), 6)) for path in fetched(page))
        for page in book.rglob("*.html")
    }
    heaviest = sorted(weights, key=lambda name: weights[name])[-3:]
    with capsys.disabled():
        told = ", ".join(f"{name} {weights[name] / 1000:.0f}" for name in heaviest)
        print(f"\nheaviest pages, kB compressed: {told}")
    assert {name: weight for name, weight in weights.items() if weight > MOST} == {}
    assert len(weights) > 2 * len(PAGES)


def test_nothing_is_fetched_from_another_host(book: Path) -> None:
    outside = []
    for page in book.rglob("*.html"):
        for tag, attributes in read(page.read_text("utf-8")).tags:
            if tag in {"script", "img", "link", "iframe", "source", "video", "object", "use"}:
                given = [attributes.get(key, "") for key in ("src", "href", "data")]
                outside += [address for address in given if address.startswith(("http", "//"))]
    for sheet in book.rglob("*.css"):
        outside += re.findall(r"url\(\s*['\"]?(?:https?:)?//[^)]*|@import[^;]*", sheet.read_text("utf-8"))
    assert outside == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_has_a_title_and_description_of_its_own(html: Callable[[str, str], str], language: str) -> None:
    titles, descriptions = [], []
    for key in PAGES:
        markup = html(key, language)
        titles += re.findall(r"<title>([^<]+)</title>", markup)
        tags = [attributes for name, attributes in read(markup).tags if name == "meta"]
        meta = {tag.get("property") or tag.get("name"): tag.get("content", "") for tag in tags}
        assert {"og:title", "og:description", "og:type", "og:locale", "og:site_name"} <= set(meta)
        descriptions.append(meta["description"])
    assert len(set(titles)) == len(set(descriptions)) == len(PAGES)
    assert all(20 <= len(text) <= 160 for text in descriptions)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_front_page_describes_the_article_and_the_data_set(
    html: Callable[[str, str], str], book: Path, language: str
) -> None:
    markup = html("index", language)
    told = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', markup)[0])
    kinds = {part["@type"]: part for part in told["@graph"]}
    assert set(kinds) == {"ScholarlyArticle", "Dataset"}
    assert kinds["Dataset"]["license"].startswith("https://creativecommons.org/licenses/by/4.0")
    files = kinds["Dataset"]["distribution"]
    assert len(files) > 20
    assert all((book / language / file["contentUrl"]).is_file() for file in files)


def test_linked_data_can_not_end_its_element() -> None:
    hostile = "</script><script>alert(1)</script>"
    written = str(json_ld({"name": hostile}))
    assert "<" not in written
    assert json.loads(written) == {"name": hostile}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_feed_tells_each_change_once_with_an_id_that_stays(book: Path, results: Results, language: str) -> None:
    root = ElementTree.fromstring((book / f"feed-{language}.xml").read_text("utf-8"))
    found = root.findall(f"{ATOM}entry")
    assert len(found) == len(entries(results, language)) > 0
    ids = [entry.findtext(f"{ATOM}id") for entry in found]
    assert len(set(ids)) == len(ids)
    assert feed(results, language) == feed(results, language)
    for entry in found:
        link = entry.find(f"{ATOM}link")
        assert link is not None
        path, _, fragment = link.attrib["href"].partition("#")
        assert f'id="{fragment}"' in (book / path).read_text("utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_address_that_was_given_out_is_gone(book: Path, language: str) -> None:
    assert STABLE[language] <= {path.stem for path in (book / language).glob("*.html")}
