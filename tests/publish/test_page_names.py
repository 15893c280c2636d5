"""Which page of one language is the twin of which of another: ``book/pages.toml``, and what lies there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ettervern.files import ReviewError
from ettervern.publish.results import Results
from ettervern.publish.site.page_names import page_name, pages_of
from ettervern.review import LANGUAGES, Review
from tests.publish import made_up

Lay = Callable[..., Review]


@pytest.fixture
def lay(tmp_path: Path) -> Lay:
    """Return what lays out a book with a list of twins and pages, by language."""

    def laid(listed: str, **pages: tuple[str, ...]) -> Review:
        review = made_up.write_review(tmp_path)
        for language, names in pages.items():
            (tmp_path / "book" / language).mkdir(parents=True)
            for name in names:
                (tmp_path / "book" / language / f"{name}.md").write_text("# x\n", "utf-8")
        (tmp_path / "book" / "pages.toml").write_text(listed, "utf-8")
        return review

    return laid


def test_a_page_called_the_same_in_every_language_needs_no_line(lay: Lay) -> None:
    review = lay('work = { nb = "arbeid", en = "work" }\n', nb=("index", "arbeid"), en=("index", "work"))
    assert pages_of(review) == {"work": {"nb": "arbeid", "en": "work"}, "index": dict.fromkeys(LANGUAGES, "index")}


def test_a_page_that_lies_in_one_language_only_is_no_page_of_the_book(lay: Lay) -> None:
    assert [*pages_of(lay("# none\n", nb=("index", "alene"), en=("index",)))] == ["index"]


def test_a_line_without_a_name_in_each_language_is_refused_with_its_key(lay: Lay) -> None:
    with pytest.raises(ReviewError) as caught:
        pages_of(lay('work = { nb = "arbeid" }\ndata = "data"\n', nb=("index",), en=("index",)))
    assert [(problem.file, problem.column) for problem in caught.value.problems] == [
        ("book/pages.toml", "work"),
        ("book/pages.toml", "data"),
    ]
    assert "nb and en" in caught.value.problems[0].message


def test_a_list_that_is_no_toml_is_refused(lay: Lay) -> None:
    with pytest.raises(ReviewError, match=r"book/pages\.toml: not readable as TOML"):
        pages_of(lay("work =\n", nb=("index",), en=("index",)))


def test_a_page_that_the_book_has_not_is_called_by_its_key(tmp_path: Path) -> None:
    results: Results = made_up.results(tmp_path)
    assert pages_of(results.review) == {}
    assert page_name(results, "studies", "nb") == "studies"
