"""The pages are not tied to one set of tools: Sphinx 9 with another theme builds them too, without a warning."""

from __future__ import annotations

import pytest

from benchmarks.book_canary import HOME, build
from ettervern.review import LANGUAGES
from tests.pages import PAGES

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_build_on_sphinx_9_and_sphinx_book_theme(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = build(language)
    with capsys.disabled():
        print(f"\n{language}: {found.version}, {found.pages} pages, {len(found.complaints)} complaints")
    assert (found.code, found.complaints) == (0, ())
    assert {names[language] for names in PAGES.values()} <= {
        path.stem for path in (HOME / language / "html").glob("*.html")
    }
    relapse = (HOME / language / "html" / f"{PAGES['relapse'][language]}.html").read_text("utf-8")
    assert 'id="table-relapse-main"' in relapse
    assert "pst-" in relapse or "bd-main" in relapse  # the other theme's page, not ours
