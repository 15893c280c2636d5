"""Sheets: laid out for a study, filled by a person, added to the tables all or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from ettervern.extract import load
from ettervern.extract.intake import Added
from ettervern.extract.intake import add_sheet as add
from ettervern.extract.sheets import new_sheets
from ettervern.files import ReviewError, read_table, write_table
from ettervern.review import Review

from .helpers import TODAY, set_cells, snapshot

REPORTS = """report_id,title,authors,year,journal,volume,number,pages,doi,pmid
new-1,A title,"Name, A",2026,J,1,2,3,10.5555/x,77
"""
FILLED = {
    "event": "abstinence",
    "definition": "no use",
    "months": "12",
    "arm_intervention": "aftercare",
    "arm_control": "usual care",
    "n_intervention": "50",
    "events_intervention": "20",
    "n_control": "50",
    "events_control": "10",
    "analysis_set": "itt",
    "confidence": "high",
}


def add_sheet(review: Review, path: Path) -> Added:
    """Add a sheet that somebody has filled in."""
    return add(review, path, by=f"kari-test-{path.stem[-1]}", today=TODAY)


@pytest.fixture
def built(review: Review) -> Review:
    """Return the review with one new report among its results."""
    (review.results).mkdir(exist_ok=True)
    (review.results / "reports.csv").write_text(REPORTS, "utf-8")
    return review


def test_a_new_study_gets_three_sheets_and_its_report(built: Review) -> None:
    made = new_sheets(built, "made2026", report_id="new-1")
    assert [path.name for path in made] == ["made2026_1.csv", "made2026_2.csv", "made2026_study.csv"]
    assert read_table(made[0])["outcome"].to_list() == ["relapse", "employment"]
    study = read_table(made[2]).iloc[0]
    assert (study["title"], study["doi"], study["design"]) == ("A title", "10.5555/x", "")
    pairs = read_table(built.screening / "report_ids.csv").set_index("study_id")["report_id"]
    assert pairs["made2026"] == "new-1"


def test_laying_out_again_changes_nothing(built: Review) -> None:
    (sheet, *_) = new_sheets(built, "made2026", report_id="new-1")
    set_cells(sheet, 2, FILLED)
    before = snapshot(built.root)
    assert new_sheets(built, "made2026", report_id="new-1") == []
    assert snapshot(built.root) == before


@pytest.mark.parametrize("study", ["../../evil", "a/b", "", "a b", ".hidden", "æ"])
def test_an_id_that_could_be_a_path_is_refused(built: Review, study: str) -> None:
    before = snapshot(built.root)
    with pytest.raises(ReviewError, match="letters a to z"):
        new_sheets(built, study, report_id="new-1")
    assert snapshot(built.root) == before


def test_an_unknown_study_needs_its_report(built: Review) -> None:
    with pytest.raises(ReviewError, match="--report"):
        new_sheets(built, "made2026")
    with pytest.raises(ReviewError, match="no report “nobody”"):
        new_sheets(built, "made2026", report_id="nobody")


def filled(built: Review, part: str = "1", **changes: str) -> Path:
    new_sheets(built, "made2026", report_id="new-1")
    sheet = built.extraction / "sheets" / f"made2026_{part}.csv"
    set_cells(sheet, 2, {**FILLED, **changes})
    return sheet


def test_a_filled_sheet_is_added_once_and_what_stood_there_stays(built: Review) -> None:
    before = read_table(built.extraction / "extraction_1.csv")
    done = add_sheet(built, filled(built))
    assert (done.table, done.rows, done.known) == ("extraction_1", 1, 0)
    after = read_table(built.extraction / "extraction_1.csv")
    assert after.iloc[: len(before)].to_numpy().tolist() == before.to_numpy().tolist()
    assert after.iloc[-1]["study_id"] == "made2026"
    again = add_sheet(built, built.extraction / "sheets" / "made2026_1.csv")
    assert (again.rows, again.known) == (0, 1)
    assert len(read_table(built.extraction / "extraction_1.csv")) == len(before) + 1
    load(built, today=TODAY)


@pytest.mark.parametrize("way", ["xlsx", "semicolons in cp1252", "capitals in UTF-16"])
def test_a_sheet_is_added_as_a_spreadsheet_saved_it(built: Review, way: str) -> None:
    sheet = filled(built, arm_control="vanlig oppfølging")
    table = read_table(sheet)
    if way == "xlsx":
        sheet.unlink()
        sheet = sheet.with_suffix(".xlsx")
        table.replace("", None).to_excel(sheet, index=False)
    elif way == "capitals in UTF-16":
        sheet.write_text(table.rename(columns=str.upper).to_csv(sep="\t", index=False), "utf-16")
    else:
        sheet.write_bytes(table.to_csv(sep=";", index=False).encode("cp1252"))
    assert add_sheet(built, sheet).rows == 1
    added = read_table(built.extraction / "extraction_1.csv").iloc[-1]
    assert (added["arm_control"], added["n_control"], added["events_control"]) == ("vanlig oppfølging", "50", "10")


def test_rows_are_added_to_tables_from_a_spreadsheet_without_touching_the_others(built: Review) -> None:
    table, pairs = built.extraction / "extraction_1.csv", built.screening / "report_ids.csv"
    for path in (table, pairs):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    before, known = table.read_bytes(), pairs.read_bytes()
    add_sheet(built, filled(built))
    for path, old in ((table, before), (pairs, known)):
        assert path.read_bytes().startswith(old)
        assert path.read_bytes()[len(old) :].count(b"\r\n") == path.read_bytes()[len(old) :].count(b"\n") == 1


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"events_intervention": "51"}, "events_intervention"),
        ({"n_control": "fifty"}, "n_control"),
        ({"study_id": "bennett2005"}, "study_id"),
        ({"confidence": ""}, "confidence"),
    ],
)
def test_a_sheet_with_a_fault_adds_nothing(built: Review, changes: dict[str, str], column: str) -> None:
    sheet = filled(built, **changes)
    before = (built.extraction / "extraction_1.csv").read_bytes()
    with pytest.raises(ReviewError) as caught:
        add_sheet(built, sheet)
    assert {(problem.file, problem.row, problem.column) for problem in caught.value.problems} == {
        ("made2026_1.csv", 2, column)
    }
    assert (built.extraction / "extraction_1.csv").read_bytes() == before


def test_each_extractor_has_a_table_of_their_own(built: Review) -> None:
    add_sheet(built, filled(built, "2"))
    assert "made2026" not in set(read_table(built.extraction / "extraction_1.csv")["study_id"])
    assert "made2026" in set(read_table(built.extraction / "extraction_2.csv")["study_id"])


def test_a_described_study_goes_to_the_list_of_studies(built: Review) -> None:
    new_sheets(built, "made2026", report_id="new-1")
    sheet = built.extraction / "sheets" / "made2026_study.csv"
    cells = {"design": "rct", "category": "recovery_housing", "directness": "direct", "age_group": "adults"}
    set_cells(sheet, 2, cells)
    assert add_sheet(built, sheet).rows == 1
    assert [*load(built, today=TODAY).studies.values()][-1].study_id == "made2026"
    table = read_table(sheet)
    write_table(sheet, table.assign(country="Norway"))
    with pytest.raises(ReviewError, match="has a row in studies"):
        add_sheet(built, sheet)


def test_a_report_that_nobody_has_named_may_stand_as_the_study_itself(built: Review) -> None:
    made = new_sheets(built, "new-1", by=("kari-test", "ola-test"))
    assert [path.name for path in made] == ["new-1_1_kari-test.csv", "new-1_2_ola-test.csv", "new-1_study.csv"]
    pairs = read_table(built.screening / "report_ids.csv").set_index("study_id")["report_id"]
    assert pairs["new-1"] == "new-1"


def test_the_two_persons_of_the_review_extract_where_nobody_else_is_named(built: Review) -> None:
    path = built.screening / "reviewers.csv"
    path.write_text(path.read_text("utf-8") + "kari-test,person,a,a\nola-test,person,b,b\n", "utf-8")
    made = new_sheets(built, "made2026", report_id="new-1")
    assert [path.stem for path in made[:2]] == ["made2026_1_kari-test", "made2026_2_ola-test"]


@pytest.mark.parametrize("by", [["kari-test", "kari-test"], ["a/b"], ["a_b"], ["a", "b", "c"]])
def test_names_that_cannot_tell_two_sheets_apart_are_refused(built: Review, by: list[str]) -> None:
    before = snapshot(built.root)
    with pytest.raises(ReviewError, match="one or two people"):
        new_sheets(built, "made2026", report_id="new-1", by=by)
    assert snapshot(built.root) == before


def test_figures_of_a_report_whose_study_nobody_named_may_stand_under_its_own_id(review: Review) -> None:
    path = review.searches / "known_reports.csv"
    known = read_table(path)
    write_table(path, known.assign(report_id=known["report_id"].where(known.index > 2, "unnamed-1")))
    assert "unnamed-1" not in set(read_table(review.screening / "report_ids.csv")["report_id"])
    table = review.extraction / "extraction_1.csv"
    set_cells(table, 2, {"study_id": "unnamed-1"})
    load(review, today=TODAY)
    set_cells(table, 2, {"study_id": "nobody-1"})
    with pytest.raises(ReviewError, match="unknown study “nobody-1”"):
        load(review, today=TODAY)
