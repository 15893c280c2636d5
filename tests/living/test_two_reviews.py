"""Two reviews in one project: each keeps its own bibliography, and the project's holds what both cite."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import bibtexparser
import pytest

from ettervern import pipeline
from ettervern.extract import join_bibliographies
from ettervern.files import ReviewError
from ettervern.living.new import new_review
from ettervern.review import Review
from tests.conftest import ROOT
from tests.extract.helpers import set_cell
from tests.living.conftest import append, quiet

Tree = Callable[[Path], dict[str, bytes]]
DAY = date(2027, 3, 1)


def reviewed(home: Path, name: str, *studies: str) -> Review:
    """Lay out a review that knows some studies, which other reviews in these tests may know too."""
    review = new_review(home, name, DAY)
    described = {"design": "rct", "category": "other", "directness": "direct", "age_group": "adults"}
    for study in studies:
        names = {"study_id": study, "bibkey": study, "trial": study, "title": f"Trial {study}", "year": "2020"}
        append(review.extraction / "studies.csv", [names | described])
    return review


def build(*reviews: Review) -> list[list[str]]:
    """Build reviews in turn; return the files that each build changed."""
    return [
        [path.resolve().relative_to(one.root).as_posix() for path in pipeline.run(one, DAY, quiet).changed]
        for one in reviews
    ]


def keys(path: Path) -> list[str]:
    """Return the keys of a bibliography, in the order of the file."""
    return [entry.key for entry in bibtexparser.parse_string(path.read_text("utf-8")).entries]


@pytest.fixture
def two(tmp_path: Path) -> tuple[Review, Review]:
    """Return two reviews of one project that share a study."""
    return reviewed(tmp_path, "first", "anna2020", "shared2020"), reviewed(tmp_path, "second", "mari2020", "shared2020")


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["first then second", "second then first"])
def test_the_order_of_two_builds_does_not_matter_and_a_second_build_writes_nothing(
    two: tuple[Review, Review], order: tuple[int, int]
) -> None:
    ordered = [two[at] for at in order]
    build(*ordered)
    assert keys(two[0].root / "references.bib") == ["anna2020", "mari2020", "shared2020"]
    assert keys(two[0].results / "references.bib") == ["anna2020", "shared2020"]
    assert keys(two[1].results / "references.bib") == ["mari2020", "shared2020"]
    assert build(*ordered) == [[], []]


def test_a_review_that_is_taken_away_takes_its_own_references_with_it(two: tuple[Review, Review]) -> None:
    build(*two)
    two[1].folder.rename(two[1].root / "kept elsewhere")
    assert build(two[0]) == [["references.bib"]]
    assert keys(two[0].root / "references.bib") == ["anna2020", "shared2020"]


def test_a_study_that_one_review_drops_stays_while_the_other_cites_it(two: tuple[Review, Review]) -> None:
    build(*two)
    path = two[0].extraction / "studies.csv"
    path.write_text("".join(path.read_text("utf-8").splitlines(True)[:1]), "utf-8")
    build(two[0])
    assert keys(two[0].root / "references.bib") == ["mari2020", "shared2020"]


def test_one_key_for_two_things_stops_the_build_in_one_line_that_names_both(
    two: tuple[Review, Review], tree: Tree
) -> None:
    build(*two)
    set_cell(two[1].extraction / "studies.csv", 3, "title", "Another trial altogether")
    before = tree(two[0].root)
    with pytest.raises(ReviewError) as caught:
        build(two[1])
    (problem,) = caught.value.problems
    assert (problem.file, problem.column) == ("reviews/first/results/references.bib", "shared2020")
    assert "in reviews/second/results/references.bib (title differ" in problem.message
    assert tree(two[0].root) == before


def test_a_shared_study_can_be_mended_in_both_reviews(two: tuple[Review, Review]) -> None:
    build(*two)
    for review in two:
        set_cell(review.extraction / "studies.csv", 3, "title", "A better title")
    build(*two)
    text = (two[0].root / "references.bib").read_text("utf-8")
    assert "A better title" in text and "Trial shared2020" not in text
    assert build(*two) == [[], []]


def test_a_neighbour_that_is_not_built_or_no_review_disturbs_nobody(two: tuple[Review, Review]) -> None:
    (two[1].folder / "review.toml").write_text("no review =", "utf-8")
    (two[0].folder.parent / "stray").mkdir()
    build(two[0])
    assert keys(two[0].root / "references.bib") == ["anna2020", "shared2020"]


def test_a_bibliography_that_somebody_garbled_is_a_line_and_no_traceback(two: tuple[Review, Review]) -> None:
    build(*two)
    (two[1].results / "references.bib").write_text("@article{mari2020,\n  title = {unfinished\n", "utf-8")
    build(two[0])  # what the tables of the other review say is there all the same
    assert keys(two[0].root / "references.bib") == ["anna2020", "mari2020", "shared2020"]
    with pytest.raises(ReviewError, match="not readable as BibTeX"):
        join_bibliographies({"a.bib": "@article{mari2020,\n  title = {unfinished\n"})


def test_one_bibliography_alone_comes_back_byte_for_byte() -> None:
    text = (ROOT / "references.bib").read_text("utf-8")
    assert join_bibliographies({"references.bib": text}) == text
