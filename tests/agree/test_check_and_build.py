"""What the check finds is what a build refuses, whatever is damaged; and neither ends in anything but plain words."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ettervern import pipeline
from ettervern.check import check, check_folder
from ettervern.files import ReviewError, read_table, write_table
from ettervern.review import Review

from .judge import remembered, verdicts
from .made_up import STUDIES, TODAY, write_project
from .mutations import CELLS, Mutation, mutations

FEW, MANY = 12, 1500


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a built project with the made-up review; nobody changes it."""
    home = tmp_path_factory.mktemp("built")
    pipeline.run(write_project(home), TODAY, lambda _: None)
    return home


def copied(built: Path, home: Path) -> Review:
    """Return a copy of the built review in the place of what lies there."""
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(built, home)
    return Review.open(home / "reviews" / "made-up")


def chosen(built: Path, number: int) -> Iterator[Mutation]:
    """Return some mutations, each file as often as the next, the same ones each time."""
    by_file: dict[str, list[Mutation]] = {}
    for mutation in mutations(built):
        by_file.setdefault(mutation.file, []).append(mutation)
    for group in by_file.values():
        random.Random(number).shuffle(group)
    found = 0
    while found < number and any(by_file.values()):
        for group in by_file.values():
            if group and found < number:
                found += 1
                yield group.pop()


def disagreements(built: Path, home: Path, tried: Iterator[Mutation]) -> dict[str, list[str]]:
    """Return what is wrong after each mutation that leaves something wrong."""
    found = {}
    for mutation in tried:
        review = copied(built, home)
        mutation.apply(home)
        if wrong := verdicts(review.folder):
            found[str(mutation)] = wrong
    return found


def test_a_sound_review_builds_and_passes_the_check(built: Path, tmp_path: Path) -> None:
    review = copied(built, tmp_path / "copy")
    assert [str(one) for one in check(review, today=TODAY) if one.severity == "error"] == []
    assert verdicts(review.folder) == []
    pooled = read_table(review.results / "pooled.csv")
    assert {"relapse-main", "employment-main"} <= set(pooled["analysis"])


def test_the_check_of_a_review_that_was_never_built_changes_nothing(tmp_path: Path) -> None:
    review = write_project(tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    assert [one for one in check(review, today=TODAY) if one.severity == "error"] == []
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_check_and_build_say_the_same_of_damaged_files(built: Path, tmp_path: Path) -> None:
    assert disagreements(built, tmp_path / "copy", chosen(built, FEW)) == {}


@pytest.mark.slow
def test_check_and_build_say_the_same_of_many_damaged_files(built: Path, tmp_path: Path) -> None:
    assert disagreements(built, tmp_path / "copy", chosen(built, MANY)) == {}


@settings(max_examples=5, suppress_health_check=list(HealthCheck), derandomize=True)
@given(data=st.data())
def test_check_and_build_say_the_same_of_any_cell_of_what_a_build_remembers(
    built: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    review = copied(built, tmp_path_factory.getbasetemp() / "cell")
    path = review.searches / data.draw(st.sampled_from(["known_reports.csv", "duplicate_decisions.csv"]))
    table = read_table(path)
    row, column = data.draw(st.sampled_from(list(table.index))), data.draw(st.sampled_from(list(table.columns)))
    words = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
    table.at[row, column] = data.draw(st.one_of(words, st.sampled_from(list(CELLS.values()))))
    write_table(path, table)
    assert verdicts(review.folder) == []


#: What only a later step of a build used to notice, with the file that must be named.
LATE = {
    "a mark before the searches": ("reviews/made-up/searches/searches.csv", None),
    "a known report without its column": ("reviews/made-up/searches/known_reports.csv", "file,"),
    "an alias file without a header": ("reviews/made-up/searches/aliases.csv", "alias,"),
    "a status that is none": ("screening/made-up/decisions/full-text-status.csv", "obtained"),
    "a vote on a report that is not there": ("screening/made-up/decisions/title-abstract/r-1.csv", "berg-2001"),
    "a word on a pair that is none": ("reviews/made-up/searches/duplicate_decisions.csv", "different"),
    "a day that is none": ("reviews/made-up/retraction_checks.csv", "2027-02-01"),
}


@pytest.mark.parametrize("fault", LATE)
def test_what_a_later_step_refuses_is_found_by_the_check(built: Path, tmp_path: Path, fault: str) -> None:
    review = copied(built, tmp_path / "copy")
    file, text = LATE[fault]
    path = review.root / file
    content = path.read_text("utf-8")
    path.write_text(f"\ufeff{content}" if text is None else content.replace(text, "x", 1), "utf-8")
    errors = [one for one in check_folder(review.folder, today=TODAY) if one.severity == "error"]
    assert {one.file for one in errors} == (set() if text is None else {file})
    before = remembered(review.root)
    if errors:
        with pytest.raises(ReviewError) as caught:
            pipeline.run(review, TODAY, lambda _: None)
        assert [str(one) for one in caught.value.problems if one.severity == "error"] == [str(one) for one in errors]
        assert remembered(review.root) == before
    else:
        pipeline.run(review, TODAY, lambda _: None)


@pytest.mark.parametrize(("second", "sound"), [("berg-2001-aaaaaa,REPORT,", True), ("b,a,", False)])
def test_a_chain_of_aliases_is_followed_and_a_circle_is_told_by_both(
    built: Path, tmp_path: Path, second: str, sound: bool
) -> None:
    review = copied(built, tmp_path / "copy")
    report = read_table(review.results / "reports.csv")["report_id"].iloc[0]
    first = "old,berg-2001-aaaaaa," if sound else "a,b,"
    lines = ["alias,report_id,record_id", first, second.replace("REPORT", report)]
    (review.searches / "aliases.csv").write_text("\n".join(lines) + "\n", "utf-8")
    errors = [one for one in check_folder(review.folder, today=TODAY) if one.severity == "error"]
    assert {one.file for one in errors} == (set() if sound else {"reviews/made-up/searches/aliases.csv"})
    assert verdicts(review.folder) == []


def test_study_ids_that_look_like_numbers_stay_text(tmp_path: Path) -> None:
    review = write_project(tmp_path)
    numbers = dict(zip(STUDIES, ("12345678", "0012", "1e3", "007", "2027.0", "NaN"), strict=True))
    for path in [*review.folder.rglob("*.csv"), review.screening / "report_ids.csv", review.folder / "review.toml"]:
        text = path.read_text("utf-8")
        for study, number in numbers.items():
            text = text.replace(study, number)
        path.write_text(text, "utf-8")
    review = Review.open(review.folder)
    assert verdicts(review.folder) == []
    assert set(read_table(review.results / "studies.csv")["study_id"]) == set(numbers.values())
    named = {*numbers.values(), "later2026"}  # a study identified later has no row among the studies
    for name in ("contrasts", "choice", "bias", "effect_reports", "identified_later"):
        assert set(read_table(review.results / f"{name}.csv")["study_id"]) <= named, name
