"""Sheets as people and spreadsheets save them: taken in, or one clear line and nothing written."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ettervern import pipeline
from ettervern.check import check
from ettervern.extract.choices import choices
from ettervern.extract.intake import add_sheet
from ettervern.extract.sheets import new_sheets
from ettervern.extract.typed_in import commas_are_decimal, looks_like_a_date, number_text, value_text
from ettervern.files import ReviewError, read_table
from ettervern.living.guarded import guarded
from ettervern.review import Review

from .helpers import TODAY, snapshot

STUDY = "kelly2025"
FILLED: dict[str, Any] = {
    "event": "relapse", "definition": "any use", "months": 12, "arm_intervention": "calls",
    "arm_control": "vanlig oppfølging",
    "events_intervention": 20, "n_intervention": 50, "events_control": 25, "n_control": 51, "effect_measure": "OR",
    "effect": 0.69, "ci_low": 0.31, "ci_high": 1.54, "p_value": "0.37", "analysis_set": "itt", "confidence": "high",
}  # fmt: skip


def sheet(review: Review, form: str = "xlsx", part: str = "1") -> Path:
    """Lay out the sheets of a study; return one."""
    made = new_sheets(review, STUDY, by=("kari-test", "ola-test"), form=form, language="nb")
    return next(path for path in made if path.stem.startswith(f"{STUDY}_{part}"))


def filled(path: Path, cells: dict[str, Any], line: int = 2) -> Any:
    """Fill in a row of a workbook; return its first sheet."""
    book = openpyxl.load_workbook(path)
    first = book.worksheets[0]
    places = {cell.value: cell.column for cell in first[1]}
    for name, value in cells.items():
        first.cell(line, places[name]).value = value
    book.save(path)
    return first


def added(review: Review, part: str = "1") -> dict[str, str]:
    return {
        str(name): str(cell) for name, cell in read_table(review.extraction / f"extraction_{part}.csv").iloc[-1].items()
    }


def test_a_workbook_offers_the_words_of_the_tables_and_explains_each_column(review: Review) -> None:
    book = openpyxl.load_workbook(sheet(review))
    first, how, lists = book.worksheets
    assert (first.freeze_panes, first["A2"].value, first["B3"].value) == ("C2", STUDY, "employment")
    assert {str(rule.sqref).rstrip("0123456789")[0] for rule in first.data_validations.dataValidation}
    columns = [cell.value for cell in first[1]]
    assert [row[0].value for row in how.iter_rows(min_row=3)] == columns
    assert all(row[2].value for row in how.iter_rows(min_row=3)), "each column is explained"
    offered = {column[0].value: {cell.value for cell in column[1:]} - {None} for column in lists.iter_cols()}
    assert offered == {name: set(words) for name, words in choices(review, "extraction_1").items()}
    assert {"relapse", "abstinent", "employed"} == offered["event"]


@pytest.mark.parametrize(
    "way",
    ["xlsx", "xlsx with numbers as text", "commas", "semicolons and decimal commas in cp1252", "tabs in UTF-16", "BOM"],
)
def test_a_sheet_goes_in_however_it_was_saved(review: Review, way: str) -> None:
    if way.startswith("xlsx"):
        path = sheet(review)
        cells = {name: str(cell).replace(".", ",") for name, cell in FILLED.items()} if "text" in way else FILLED
        filled(path, cells)
    else:
        path = sheet(review, "csv")
        table = read_table(path).iloc[:1].assign(**{name: str(cell) for name, cell in FILLED.items()})
        if "semicolons" in way:
            table = table.assign(**{name: table[name].str.replace(".", ",") for name in FILLED})
            path.write_bytes(table.to_csv(sep=";", index=False).encode("cp1252"))
        elif "UTF-16" in way:
            path.write_text(table.to_csv(sep="\t", index=False), "utf-16")
        else:
            path.write_text(table.to_csv(index=False), "utf-8-sig" if way == "BOM" else "utf-8")
    assert add_sheet(review, path, today=TODAY).rows == 1
    row = added(review)
    assert {name: row[name] for name in FILLED} == {name: str(cell) for name, cell in FILLED.items()}


def test_percentages_of_a_workbook_stand_as_printed(review: Review) -> None:
    path = sheet(review)
    book = openpyxl.load_workbook(path)
    first = book.worksheets[0]
    places = {cell.value: cell.column for cell in first[1]}
    cells = {name: cell for name, cell in FILLED.items() if not name.startswith("events_")}
    for name, value in {**cells, "percent_intervention": 0.333, "percent_control": "50 %"}.items():
        first.cell(2, places[name]).value = value
    first.cell(2, places["percent_intervention"]).number_format = "0.0%"
    book.save(path)
    add_sheet(review, path, today=TODAY)
    assert (added(review)["percent_intervention"], added(review)["percent_control"]) == ("33.3", "50")


def spoil(path: Path, what: str) -> None:
    """Do to a filled workbook what happens to workbooks."""
    book = openpyxl.load_workbook(path)
    first = book.worksheets[0]
    place = {cell.value: cell for cell in first[1]}
    if what == "formula":
        first.cell(2, place["n_control"].column).value = "=20+31"
    elif what == "date":
        cell = first.cell(2, place["events_control"].column)
        cell.value, cell.number_format = date(2026, 2, 1), "DD.MM.YYYY"
    elif what == "merged":
        first.merge_cells(start_row=2, end_row=3, start_column=place["event"].column, end_column=place["event"].column)
    elif what == "hidden":
        book.create_sheet("more")["A1"] = "something"
        book["more"].sheet_state = "hidden"
    elif what == "share":
        cell = first.cell(2, place["events_control"].column)
        cell.value, cell.number_format = 0.33, "0%"
    elif what == "column":
        place["months"].value = "month"
    book.save(path)


@pytest.mark.parametrize(
    ("what", "row", "column", "says"),
    [
        ("formula", 2, "n_control", "a formula; expected the figure itself"),
        ("date", 2, "events_control", "Excel has made the date 2026-02-01"),
        ("merged", 2, "event", "are merged; expected one cell a row"),
        ("hidden", 0, "", "the sheet “more” is hidden"),
        ("share", 2, "events_control", "33 % is a percentage; expected it in percent_intervention"),
        ("column", 1, "month", "did you mean months?"),
    ],
)
def test_what_excel_has_made_of_a_cell_is_one_line_with_its_place(
    review: Review, what: str, row: int, column: str, says: str
) -> None:
    path = sheet(review)
    filled(path, FILLED)
    spoil(path, what)
    before = snapshot(review.root)
    with pytest.raises(ReviewError) as caught:
        add_sheet(review, path, today=TODAY)
    (problem,) = caught.value.problems
    assert (problem.file, problem.row, problem.column) == (path.name, row, column)
    assert says in problem.message
    assert snapshot(review.root) == before


@pytest.mark.parametrize(
    ("cells", "column", "says"),
    [
        ({"event": "relaps"}, "event", "did you mean “relapse”?"),
        ({"event": "employed"}, "event", "of another outcome than relapse"),
        ({"outcome": "sleep"}, "outcome", "expected one of relapse, employment"),
        ({"definition_flag": "paid_work"}, "definition_flag", "of another outcome"),
        ({"unit": "people"}, "unit", "expected one of persons"),
        ({"effect_measure": "odds"}, "effect_measure", "expected one of OR"),
        ({"n_control": "1,234"}, "n_control", "write 1234 or 1.234"),
        ({"n_control": "01.feb"}, "n_control", "a spreadsheet has made a date of it"),
        ({"n_control": "33 %"}, "n_control", "goes in percent_intervention"),
        ({"p_value": "ns"}, "p_value", "words go in derived"),
        ({"percent_control": "133"}, "percent_control", "from 0 to 100"),
        ({"events_control": 60}, "events_control", "no more events than n"),
        ({"ci_low": 0.8}, "ci_low", "ci_low < effect < ci_high"),
        ({"confidence": ""}, "confidence", "the cell is empty"),
        ({"outcome": ""}, "outcome", "the cell is empty"),
    ],
)
def test_a_wrong_cell_is_one_line_that_says_what_was_expected(
    review: Review, cells: dict[str, Any], column: str, says: str
) -> None:
    path = sheet(review)
    filled(path, FILLED | cells)
    before = snapshot(review.root)
    with pytest.raises(ReviewError) as caught:
        add_sheet(review, path, today=TODAY)
    assert [(one.row, one.column, says in one.message) for one in caught.value.problems] == [(2, column, True)]
    assert snapshot(review.root) == before


def test_one_person_does_not_fill_in_both_sides(review: Review) -> None:
    made = new_sheets(review, STUDY, form="xlsx")
    for path in made[:2]:
        filled(path, FILLED)
    add_sheet(review, made[0], by="kari-test", today=TODAY)
    with pytest.raises(ReviewError, match="expected somebody else"):
        add_sheet(review, made[1], by="kari-test", today=TODAY)
    with pytest.raises(ReviewError, match="give --by NAME"):
        add_sheet(review, made[1], today=TODAY)


NUMBERS = st.one_of(
    st.integers(-(10**6), 10**6), st.floats(-(10**4), 10**4, allow_nan=False).map(lambda number: round(number, 4))
)


@given(NUMBERS)
def test_a_number_means_the_same_with_a_decimal_comma(number: float) -> None:
    text = value_text(number)
    assert float(number_text(text.replace(".", ","), True)) == pytest.approx(float(number), abs=1e-9)
    assert float(number_text(text, False)) == pytest.approx(float(number), abs=1e-9)


@given(st.integers(1, 999), st.integers(0, 999))
def test_a_comma_that_may_mean_two_things_is_never_guessed_at(whole: int, rest: int) -> None:
    cell = f"{whole},{rest:03}"
    assert not commas_are_decimal([cell, "12", "0.5"], ",")
    assert number_text(cell, False) == cell
    assert number_text(cell, True, whole=True) == cell


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("1 234", "1234"),
        ("1\u00a0234,5", "1234.5"),
        ("\u22120,3", "-0.3"),
        ("<0,05", "<0.05"),
        (",5", "0.5"),
        ("= 0,03", "0.03"),
    ],
)
def test_what_a_norwegian_excel_writes_is_read(cell: str, expected: str) -> None:
    assert number_text(cell, True) == expected


def test_what_a_spreadsheet_makes_of_a_range_is_known_as_a_date() -> None:
    assert all(
        looks_like_a_date(text) for text in ("01.feb", "2. jan", "2026-02-01", "01.02.2026", "1/2/2026", "Feb-01")
    )
    assert not any(looks_like_a_date(text) for text in ("12", "0.56", "1.2", "fifty"))


#: A change of one cell of a filled sheet of figures or of a description; some are harmless.
MUTATIONS = [
    ("1", {"event": "relapsed"}), ("1", {"outcome": "days"}), ("1", {"n_intervention": "0"}), ("1", {"months": "-3"}),
    ("1", {"ci_level": "95"}), ("1", {"source_url": "ftp://x"}), ("1", {"arm_control": ""}), ("1", {"effect": ""}),
    ("study", {"category": "sauna"}), ("study", {"design": "trial"}), ("study", {"year": "206"}),
    ("study", {"doi": "doi:10.1/x"}), ("study", {"bibkey": "other2025"}), ("study", {"trial": ""}),
    ("study", {"age_group": "all"}), ("study", {"title": "A % {title} \\ with braces"}), ("study", {"year": "2031"}),
]  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Review:
    from .helpers import copy_review

    review = copy_review(tmp_path_factory.mktemp("built"))
    pipeline.run(review, TODAY, lambda _: None)
    return review


@pytest.mark.parametrize(("part", "change"), MUTATIONS)
def test_what_is_added_never_breaks_the_check(built: Review, tmp_path: Path, part: str, change: dict[str, str]) -> None:
    import shutil

    shutil.copytree(built.root, tmp_path / "copy")
    review = Review.open(tmp_path / "copy" / "reviews" / "ettervern")
    described = {"title": "A", "design": "rct", "category": "other", "directness": "direct", "age_group": "adults"}
    path = sheet(review, part=part)
    filled(path, (described if part == "study" else FILLED) | change)
    before = snapshot(review.root)
    try:
        with guarded(review, "ettervern extract add", TODAY):
            add_sheet(review, path, today=TODAY)
    except ReviewError as error:
        assert all(one.message and one.column for one in error.problems)
        assert snapshot(review.root) == before
    else:
        assert [one for one in check(review, today=TODAY) if one.severity == "error"] == []


def test_errors_that_were_there_before_do_not_stop_a_sheet(built: Review, tmp_path: Path) -> None:
    import shutil

    shutil.copytree(built.root, tmp_path / "copy")
    review = Review.open(tmp_path / "copy" / "reviews" / "ettervern")
    (review.folder / "protocol.md").unlink()
    path = sheet(review)
    filled(path, FILLED)
    with guarded(review, "ettervern extract add", TODAY):
        assert add_sheet(review, path, today=TODAY).rows == 1
    assert added(review)["study_id"] == STUDY
