"""From two sheets to the agreed table: nothing typed twice, nothing lost, nothing that the check would refuse."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ettervern import pipeline
from ettervern.check import check
from ettervern.extract.agree import Walk
from ettervern.extract.extractors import read_extractors
from ettervern.extract.intake import add_sheet
from ettervern.extract.schemas import SCHEMAS, ResolutionRow
from ettervern.extract.sheets import new_sheets
from ettervern.extract.walk import Conversation
from ettervern.files import ReviewError, read_table, write_table
from ettervern.living.agreeing import walk_of
from ettervern.review import Review
from ettervern.schema import columns

from .helpers import TODAY, set_cells, snapshot

STUDY = "kelly2025"
SAME = {
    "definition": "any use", "months": "12", "arm_intervention": "calls", "arm_control": "usual care",
    "analysis_set": "itt", "confidence": "high", "definition_flag": "any_use", "source_locator": "table 2",
}  # fmt: skip
COUNTS = ("events_intervention", "n_intervention", "events_control", "n_control")
DESCRIBED = {
    "title": "A made-up trial",
    "design": "rct",
    "category": "telephone_continuing_care",
    "directness": "direct",
    "age_group": "adults",
}


def row(event: str, *counts: int, **cells: str) -> dict[str, str]:
    """Return a row of a sheet."""
    return {**SAME, "event": event, **{name: str(n) for name, n in zip(COUNTS, counts, strict=False)}, **cells}


WORK = {"outcome": "employment", "definition": "paid work", "definition_flag": "paid_work"}
FIRST = (
    row("relapse", 23, 69, 35, 70, outcome="relapse"),
    row("employed", 30, 69, 20, 70, **WORK),
    row("relapse", 12, 69, 19, 70, outcome="relapse", months="6"),
)
SECOND = (
    row("abstinent", 46, 69, 35, 70, outcome="relapse"),
    row("employed", 30, 69, 20, 71, **WORK),
    row("relapse", 12, 69, 19, 70, outcome="relapse", months="6"),
)


def extracted_twice(
    review: Review,
    changes: dict[str, str] | None = None,
    first: tuple[dict[str, str], ...] = FIRST,
    second: tuple[dict[str, str], ...] = SECOND,
) -> Review:
    """Let two people extract a study that is kept and has no figures yet, and describe it."""
    new_sheets(review, STUDY, by=("kari-test", "ola-test"))
    for part, name, rows in (("1", "kari-test", first), ("2", "ola-test", second)):
        sheet = review.extraction / "sheets" / f"{STUDY}_{part}_{name}.csv"
        table = [{"study_id": STUDY, **cells, **(changes or {})} for cells in rows]
        write_table(sheet, read_table(sheet).iloc[:0].reindex(range(len(table))).assign(**_columns(table)).fillna(""))
        add_sheet(review, sheet, today=TODAY)
    sheet = review.extraction / "sheets" / f"{STUDY}_study.csv"
    if sheet.is_file():
        set_cells(sheet, 2, DESCRIBED)
        add_sheet(review, sheet, today=TODAY)
    return review


def _columns(rows: list[dict[str, str]]) -> dict[str, list[str]]:
    return {name: [cells.get(name, "") for cells in rows] for name in {name for cells in rows for name in cells}}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from .helpers import copy_review

    folder = tmp_path_factory.mktemp("twice")
    review = copy_review(folder)
    pipeline.run(review, TODAY, lambda _: None)
    extracted_twice(review)
    return folder


@pytest.fixture
def twice(home: Path, tmp_path: Path) -> Review:
    """Return a review in which two people have extracted one study."""
    import shutil

    shutil.copytree(home, tmp_path / "copy")
    return Review.open(tmp_path / "copy" / "reviews" / "ettervern")


def walk(review: Review, by: str = "vera-test") -> Walk:
    return walk_of(review, STUDY, by, TODAY)


def outcomes(review: Review) -> dict[str, dict[str, str]]:
    """Return the study's rows of outcomes.csv by id."""
    table = read_table(review.extraction / "outcomes.csv")
    return {str(one["outcome_id"]): one for one in table[table["study_id"] == STUDY].to_dict("records")}  # type: ignore[misc]


def errors(review: Review) -> list[str]:
    return [str(one) for one in check(review, today=TODAY) if one.severity == "error"]


def test_what_both_say_goes_in_by_one_key_and_the_build_pools_it(twice: Review) -> None:
    lines = iter(["b", "2", "71 in table 2", "b"])
    said: list[str] = []
    Conversation(walk(twice), "en", read=lambda _: next(lines), write=said.append).run()
    rows = outcomes(twice)
    assert [tuple(one[name] for name in COUNTS) for one in rows.values()] == [
        ("23", "69", "35", "70"), ("12", "69", "19", "70"), ("30", "69", "20", "71"),
    ] or sorted(one["n_control"] for one in rows.values()) == ["70", "70", "71"]  # fmt: skip
    assert {one["extraction_agreement"] for one in rows.values()} == {"both", "differ"}
    assert errors(twice) == []
    assert "Nothing is left to decide in this study." in said
    pipeline.run(twice, TODAY, lambda _: None)
    contrasts = read_table(twice.results / "contrasts.csv")
    assert STUDY in set(contrasts[contrasts["analysis"] == "relapse-main"]["study_id"])


def test_a_walk_that_is_left_loses_nothing_and_asks_only_what_is_open(twice: Review) -> None:
    lines = iter(["b", "q"])
    Conversation(walk(twice), "en", read=lambda _: next(lines), write=lambda _: None).run()
    again = walk(twice)
    assert (again.decided, len(again.waiting), len(outcomes(twice))) == (1, 2, 1)


def test_skipping_leaves_a_contrast_open(twice: Review) -> None:
    one = walk(twice)
    for _ in range(3):
        one.skip()
    assert one.shown is None and len(walk(twice).waiting) == 3


def test_figures_that_differ_need_a_reason_and_are_not_taken_as_agreed(twice: Review) -> None:
    one = walk(twice)
    while not (one.shown and one.shown.differs):
        one.skip()
    before = snapshot(twice.root)
    assert "both" not in one.choices()
    with pytest.raises(ReviewError, match="reason"):
        one.answer("first", " ", {})
    with pytest.raises(ReviewError, match="expected one of"):
        one.answer("both", "", {})
    assert snapshot(twice.root) == before


@pytest.mark.parametrize(
    ("values", "taken", "n"),
    [
        ({"n_control": "70"}, "first", "70"),
        ({"n_control": "71"}, "second", "71"),
        ({"n_control": "72"}, "neither", "72"),
    ],
)
def test_figures_of_ones_own_say_whom_they_follow(twice: Review, values: dict[str, str], taken: str, n: str) -> None:
    one = walk(twice)
    while not (one.shown and one.shown.differs):
        one.skip()
    name = one.answer("other", "read again", values)
    decided = read_table(twice.extraction / "resolutions.csv").set_index("outcome_id").loc[name]
    assert (decided["taken"], outcomes(twice)[name]["n_control"]) == (taken, n)
    assert errors(twice) == []


def test_an_answer_that_the_check_would_refuse_writes_nothing(twice: Review) -> None:
    one = walk(twice)
    before = snapshot(twice.root)
    with pytest.raises(ReviewError, match="expected no more events than n"):
        one.answer("other", "typed wrongly", {"events_intervention": "99"})
    assert snapshot(twice.root) == before


def test_what_is_left_out_is_not_asked_again_until_its_row_changes(twice: Review) -> None:
    one = walk(twice)
    one.answer("left_out", "the same people as in another report", {})
    assert len(walk(twice).waiting) == 2 and outcomes(twice) == {}
    table = twice.extraction / "extraction_1.csv"
    lines = read_table(table)
    at = lines.index[(lines["study_id"] == STUDY) & (lines["months"] == "12") & (lines["outcome"] == "relapse")]
    lines.loc[at, "derived"] = "read again"
    write_table(table, lines)
    assert len(walk(twice).waiting) == 3


def test_who_extracted_what_is_kept(twice: Review) -> None:
    known = read_extractors(twice)
    assert [(known[STUDY, side].by, known[STUDY, side].kind) for side in "12"] == [
        ("kari-test", "person"), ("ola-test", "person"),
    ]  # fmt: skip
    assert known["jason2007", "1"].kind == "software"


def software_resolved(review: Review) -> Iterator[str]:
    for one in read_table(review.extraction / "resolutions.csv").to_dict("records"):
        if one["kind"] == "software":
            yield str(one["outcome_id"])


def test_a_person_decides_anew_what_software_decided_and_never_the_other_way(twice: Review) -> None:
    assert "timko2007-relapse-1" in set(software_resolved(twice))
    before = read_table(twice.extraction / "outcomes.csv").set_index("outcome_id").loc["timko2007-relapse-1"]
    one = walk_of(twice, "timko2007", "vera-test", TODAY)
    assert one.shown is not None and one.shown.standing is not None
    assert one.answer("first", "read the table myself", {}) == "timko2007-relapse-1"
    after = read_table(twice.extraction / "outcomes.csv").set_index("outcome_id").loc["timko2007-relapse-1"]
    assert (after["definition"], after["note"]) == (before["definition"], before["note"]), "words stay"
    decided = read_table(twice.extraction / "resolutions.csv").set_index("outcome_id")
    assert (decided.loc["timko2007-relapse-1", "kind"], len(decided)) == ("person", 8)
    assert walk_of(twice, "timko2007", "vera-test", TODAY).waiting == []
    from ettervern.extract.agree import _put_decision

    row = ResolutionRow("timko2007-relapse-1", "second", "robot", "software", "2026-11-21", "it said so", "", "")
    with pytest.raises(ReviewError, match="was decided by a person"):
        _put_decision(twice, row)


def test_a_percentage_is_turned_into_the_count_that_it_fits_and_asked_for_where_several_fit(review: Review) -> None:
    share = row("relapse", n_intervention="69", n_control="400", outcome="relapse")
    share |= {"percent_intervention": "33", "percent_control": "50"}
    extracted_twice(review, first=(share,), second=(share,))
    one = walk(review)
    asked = one.asks("both", {})
    assert [(ask.name, ask.choices) for ask in asked] == [("events_control", ("198", "199", "200", "201"))]
    one.answer("both", "", {"events_control": "200"})
    (found,) = outcomes(review).values()
    assert (found["events_intervention"], found["events_control"], found["counts_source"]) == (
        "23",
        "200",
        "from_percent",
    )


def test_nothing_is_asked_that_the_sheets_say_and_what_they_do_not_say_is_a_list(review: Review) -> None:
    bare = row("relapse", 23, 69, 35, 70, outcome="relapse", definition_flag="", derived="33% x 69")
    extracted_twice(review, first=(bare,), second=(bare,))
    asks = {ask.name: ask for ask in walk(review).asks("both", {})}
    assert set(asks) == {"definition_flag", "counts_source"}
    assert "any_use" in asks["definition_flag"].choices and asks["counts_source"].proposal == "from_percent"


def test_a_study_that_only_one_tells_of_may_be_taken_with_a_reason(review: Review) -> None:
    extracted_twice(review, second=())
    one = walk(review)
    assert one.choices() == ("first", "other", "left_out")
    name = one.answer("first", "the other found no full text", {})
    assert outcomes(review)[name]["extraction_agreement"] == "first_only"
    assert errors(review) == []


def test_what_a_study_needs_to_be_described_is_said_before_anything_is_written(review: Review) -> None:
    extracted_twice(review)
    path = review.extraction / "studies.csv"
    table = read_table(path)
    write_table(path, table[table["study_id"] != STUDY])
    before = snapshot(review.root)
    with pytest.raises(ReviewError, match=r"has no row in studies\.csv"):
        walk(review).answer("both", "", {"arm_category": "other"})
    assert snapshot(review.root) == before


def test_the_tables_have_the_columns_that_sheets_have() -> None:
    assert {"event", "months", "p_value", "percent_control"} <= set(columns(SCHEMAS["extraction_1"]))
