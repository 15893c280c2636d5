"""``ettervern check``: each kind of bad input is one clear line with file and row, and nothing is changed."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from ettervern import pipeline
from ettervern.check import check, check_folder
from ettervern.commands.check import check as command
from ettervern.files import Problem
from ettervern.review import Review

from .extract.helpers import REVIEW, TODAY, cell, copy_review, row_of, set_cell, set_cells, snapshot

app = typer.Typer()
app.command()(command)
Spoil = Callable[[Review], tuple[str, int, str]]
OUTCOMES = "reviews/ettervern/extraction/outcomes.csv"
SEARCHES = "reviews/ettervern/searches/searches.csv"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project whose review is built, so that a check of a copy rehearses only what a test has changed."""
    home = tmp_path_factory.mktemp("built")
    pipeline.run(copy_review(home), TODAY, lambda _: None)
    return home


@pytest.fixture
def review(built: Path, tmp_path: Path) -> Review:
    shutil.copytree(built, tmp_path, dirs_exist_ok=True)
    return Review.open(tmp_path / "reviews" / "ettervern")


def errors(problems: list[Problem]) -> list[Problem]:
    return [problem for problem in problems if problem.severity == "error"]


#: What is wrong -> the file, its row (or a cell that stands in it), the cells that are changed, and what is said.
CELLS: dict[str, tuple[str, int | tuple[str, str], dict[str, str], str]] = {
    "more_events_than_people": (
        OUTCOMES,
        ("outcome_id", "tuten2012-relapse-1"),
        {"events_intervention": "81"},
        "81 events among 80",
    ),
    "more_events_than_people_as_one_extractor_saw_it": (
        "reviews/ettervern/extraction/extraction_2.csv",
        ("n_control", "281"),
        {"events_control": "282"},
        "282 events among 281",
    ),
    "missing_interval": (
        OUTCOMES,
        ("outcome_id", "timko2007-relapse-1"),
        {"ci_low": "", "ci_high": "", "ci_level": ""},
        "an effect without its ci_low, ci_high, ci_level",
    ),
    "half_an_interval": (
        OUTCOMES,
        ("outcome_id", "godley2014-relapse-1"),
        {"ci_high": ""},
        "an effect without its ci_high",
    ),
    "one_arm_without_counts": (
        OUTCOMES,
        ("outcome_id", "zanis2001-employment-1"),
        {"events_control": ""},
        "expected events_control too",
    ),
    "effect_outside_its_interval": (
        OUTCOMES,
        ("outcome_id", "morgenstern2009-relapse-1"),
        {"effect": "21.1"},
        "expected ci_low < effect < ci_high; found 1.36, 21.1, 3.29",
    ),
    "negative_months": (OUTCOMES, 4, {"months": "-12"}, "expected a number of 0 or more"),
    "decimal_comma": (
        OUTCOMES,
        ("outcome_id", "timko2007-relapse-1"),
        {"effect": "1,5"},
        "as 0.56; found “1,5”",
    ),
    "unknown_study": (OUTCOMES, 3, {"study_id": "tuten2021"}, "unknown study “tuten2021”"),
    "unknown_study_with_experiences": (
        "reviews/ettervern/extraction/experiences.csv",
        7,
        {"study_id": "nobody1999"},
        "unknown study “nobody1999”",
    ),
    "unknown_category": (OUTCOMES, 5, {"arm_category": "housing"}, "unknown category “housing”"),
    "unknown_definition": (
        OUTCOMES,
        5,
        {"definition_flag": "paid_work"},
        "unknown definition_flag “paid_work” for the outcome relapse",
    ),
    "judgement_of_the_other_tool": (
        "reviews/ettervern/extraction/risk_of_bias.csv",
        2,
        {"d4_measurement": "serious"},
        "expected for rob2 one of low, some_concerns, high",
    ),
    "step_off_the_journey": (
        "reviews/ettervern/extraction/experiences.csv",
        2,
        {"journey_step_numbers": "23;34"},
        "step 34 is not in journey.csv",
    ),
    "later_study_said_to_be_screened": (
        "reviews/ettervern/extraction/findings_in_words.csv",
        ("study_id", "mckay2013"),
        {"among_reports": "yes"},
        "“mckay2013” is said to be among the reports",
    ),
    "search_in_the_future": (
        SEARCHES,
        3,
        {"date": "2026-11-22"},
        "the date 2026-11-22 is in the future (today is 2026-11-21)",
    ),
    "date_that_is_none": (SEARCHES, 3, {"date": "21.11.2026"}, "expected a date as 2026-11-21; found “21.11.2026”"),
    "record_lost": (SEARCHES, 2, {"count": "26"}, "26 records expected, but 25 are read"),
    "decision_in_the_future": (
        "screening/ettervern/decisions/title-abstract/reviewer-2.csv",
        9,
        {"time": "2027-01-05T12:00:00Z"},
        "is in the future",
    ),
    "certainty_signed_in_the_future": (
        "reviews/ettervern/certainty.csv",
        7,
        {"judgement": "low", "signed_by": "made-up name", "signed_date": "2030-01-01"},
        "2030-01-01",
    ),
}


@pytest.mark.parametrize("fault", CELLS)
def test_a_bad_cell_is_one_line_with_file_and_row_and_changes_nothing(review: Review, fault: str) -> None:
    assert_one_line(review, *spoil_cells(review, fault))


def spoil_cells(review: Review, fault: str) -> tuple[str, int, str]:
    """Change cells as ``CELLS`` says; return the file, the row and what must be said."""
    file, where, cells, message = CELLS[fault]
    path = review.root / file
    row = where if isinstance(where, int) else row_of(path, *where)
    set_cells(path, row, cells)
    return file, row, message


def assert_one_line(review: Review, file: str, row: int, message: str) -> None:
    """Run the check; see that it tells of one fault in one line, and changes nothing."""
    before = snapshot(review.root)
    result = CliRunner().invoke(app, [str(review.folder), "--today", "2026-11-21"])
    lines = [line for line in result.output.splitlines() if line.startswith("error: ")]
    place = f"error: {file}, row {row}" if row else f"error: {file}"
    assert len(lines) == 1, lines
    assert lines[0].startswith(place)
    assert message in lines[0]
    assert result.exit_code == 1
    assert result.output.splitlines()[-1].startswith("1 error, ")
    assert snapshot(review.root) == before


def repeated_contrast(review: Review) -> tuple[str, int, str]:
    path = review.extraction / "outcomes.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines, lines[2]]) + "\n", encoding="utf-8")
    return OUTCOMES, len(lines) + 1, "stands in row 3 too"


def control_group_counted_twice(review: Review) -> tuple[str, int, str]:
    path = review.extraction / "outcomes.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    other = lines[2].replace("tuten2012-relapse-1", "tuten2012-relapse-2").replace(",30,80,16,81,", ",20,80,17,81,")
    path.write_text("\n".join([*lines, other]) + "\n", encoding="utf-8")
    return OUTCOMES, len(lines) + 1, "has 17 of 81 here and 16 of 81 in row 3"


def wrong_encoding(review: Review) -> tuple[str, int, str]:
    path = review.extraction / "local_pilot.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("cp1252"))
    return "reviews/ettervern/extraction/local_pilot.csv", 6, "not UTF-8 text"


def wrong_encoding_of_votes(review: Review) -> tuple[str, int, str]:
    path = review.screening / "decisions/title-abstract/reviewer-1.csv"
    set_cell(path, 4, "note", "på nytt")
    path.write_bytes(path.read_text(encoding="utf-8").encode("cp1252"))
    return "screening/ettervern/decisions/title-abstract/reviewer-1.csv", 4, "not UTF-8 text"


def empty_table(review: Review) -> tuple[str, int, str]:
    (review.extraction / "guidance.csv").write_bytes(b"")
    return "reviews/ettervern/extraction/guidance.csv", 0, "the file is empty"


def missing_table(review: Review) -> tuple[str, int, str]:
    (review.extraction / "percentages.csv").unlink()
    return "reviews/ettervern/extraction/percentages.csv", 0, "the file is missing"


def missing_column(review: Review) -> tuple[str, int, str]:
    path = review.extraction / "base_rates.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("caution", "remark", 1), encoding="utf-8")
    return "reviews/ettervern/extraction/base_rates.csv", 1, "the column is missing from the header"


def missing_export(review: Review) -> tuple[str, int, str]:
    (review.searches / "2026-11-21_nordic.bib").unlink()
    return SEARCHES, 5, "the file “2026-11-21_nordic.bib” is not in searches/"


def records_without_an_export(review: Review) -> tuple[str, int, str]:
    path = review.searches / "searches.csv"
    path.write_text(path.read_text(encoding="utf-8") + ",a,database,2026-11-21,q,3,b,c\n", encoding="utf-8")
    return SEARCHES, 7, "expected the export's name (only a search with the count 0 has none)"


def export_without_a_row(review: Review) -> tuple[str, int, str]:
    (review.searches / "2026-12-01_pubmed.nbib").write_text("PMID- 1\nTI  - A\n", encoding="utf-8")
    return "reviews/ettervern/searches/2026-12-01_pubmed.nbib", 0, "the file has no row in searches.csv"


def export_outside_the_folder(review: Review) -> tuple[str, int, str]:
    path = review.searches / "searches.csv"
    path.write_text(
        path.read_text(encoding="utf-8") + "../review.toml,a,other,2026-11-21,,1,b,c\n",
        encoding="utf-8",
    )
    return SEARCHES, 7, "expected the name of a file in searches/, not a path"


def empty_export(review: Review) -> tuple[str, int, str]:
    (review.searches / "2026-11-21_nordic.bib").write_bytes(b"")
    return "reviews/ettervern/searches/2026-11-21_nordic.bib", 0, "the file is empty"


def label_in_one_language(review: Review) -> tuple[str, int, str]:
    path = review.folder / "review.toml"
    text = path.read_text(encoding="utf-8").replace('{ nb = "Trening", en = "Exercise" }', '{ nb = "Trening" }')
    path.write_text(text, encoding="utf-8")
    row = next(number for number, line in enumerate(text.splitlines(), 1) if line.startswith("exercise ="))
    return "reviews/ettervern/review.toml", row, "no text in “en”"


def reason_that_nothing_explains(review: Review) -> tuple[str, int, str]:
    path = review.folder / "review.toml"
    text = path.read_text(encoding="utf-8").replace('reason = "language"', 'reason = "tongue"')
    path.write_text(text.replace("\nlanguage = {", "\ntongue2 = {"), encoding="utf-8")
    row = next(number for number, line in enumerate(text.splitlines(), 1) if line == 'reason = "tongue"')
    return "reviews/ettervern/review.toml", row, "expected a code that [reasons] has; found “tongue”"


ONE_LINE = [
    repeated_contrast,
    control_group_counted_twice,
    wrong_encoding,
    wrong_encoding_of_votes,
    empty_table,
    missing_table,
    missing_column,
    missing_export,
    records_without_an_export,
    export_without_a_row,
    export_outside_the_folder,
    empty_export,
    label_in_one_language,
]


@pytest.mark.parametrize("spoil", ONE_LINE, ids=lambda spoil: spoil.__name__)
def test_bad_input_is_one_line_with_file_and_row_and_changes_nothing(review: Review, spoil: Spoil) -> None:
    assert_one_line(review, *spoil(review))


def test_two_faults_of_one_reason_are_both_told(review: Review) -> None:
    file, row, message = reason_that_nothing_explains(review)
    found = errors(check_folder(review.folder, today=TODAY))
    assert (file, row) in {(problem.file, problem.row) for problem in found if message in problem.message}
    assert any("no criterion has this reason" in problem.message for problem in found)


def test_a_sound_review_has_no_errors_and_says_what_was_checked(review: Review) -> None:
    before = snapshot(review.root)
    result = CliRunner().invoke(app, [str(review.folder), "--today", "2026-11-21"])
    assert result.exit_code == 0, result.output
    assert "\n0 errors, " in result.output
    assert "Checked: review.toml, searches" in result.output
    assert "texts/nb.csv: the file is missing" in result.output
    assert snapshot(review.root) == before


def test_the_committed_review_is_sound() -> None:
    folder = Path(__file__).parents[1] / "reviews" / "ettervern"
    assert errors(check_folder(folder, today=TODAY)) == []


def test_every_fault_is_told_at_once(review: Review) -> None:
    places = {spoil_cells(review, fault)[:2] for fault in ("more_events_than_people", "search_in_the_future")}
    places.add(empty_table(review)[:2])
    assert {(problem.file, problem.row) for problem in errors(check(review, today=TODAY))} == places


def test_the_day_comes_from_source_date_epoch(review: Review, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1763683200")  # 2025-11-21
    found = errors(check(review))
    files = {problem.file for problem in found}
    assert {"reviews/ettervern/review.toml", "reviews/ettervern/searches/searches.csv"} < files
    assert all("in the future (today is 2025-11-21)" in problem.message for problem in found)


def commit(folder: Path) -> None:
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "Keep the review"]):
        identity = ["-c", "user.name=Test", "-c", "user.email=test@example.invalid"]
        subprocess.run(["git", "-C", str(folder), *identity, *words], check=True, capture_output=True)


def test_a_future_date_is_a_warning_where_git_has_committed_the_row(review: Review) -> None:
    commit(review.root)
    problems = check(review, today="2026-11-20")
    assert errors(problems) == []
    assert any(problem.column == "review.date" for problem in problems)
    assert any(problem.file.endswith("reviewer-1.csv") and problem.row == 202 for problem in problems)


def test_a_future_date_in_a_row_added_after_the_commit_is_an_error(review: Review) -> None:
    commit(review.root)
    path = review.screening / "decisions" / "title-abstract" / "reviewer-1.csv"
    with path.open("a", encoding="utf-8") as stream:
        stream.write("2026-11-24,r-acri2012,exclude,,outcome,,1.0,\n")
    found = errors(check(review, today="2026-11-20"))
    assert [(problem.file.rsplit("/", 1)[-1], problem.row) for problem in found] == [("reviewer-1.csv", 203)]


def test_a_cell_cannot_break_the_line_or_colour_the_terminal(review: Review) -> None:
    set_cell(review.extraction / "outcomes.csv", 3, "study_id", "a\x1b[31m\nerror: no")
    result = CliRunner().invoke(app, [str(review.folder), "--today", "2026-11-21"])
    assert "\x1b" not in result.output
    assert sum(line.startswith("error: ") for line in result.output.splitlines()) == 1


def test_a_folder_that_is_no_review_is_said_plainly(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, [str(tmp_path)])
    assert result.exit_code == 1
    assert "review.toml: the file is missing" in result.output


def test_the_only_review_is_found_without_naming_it(review: Review, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(review.root)
    result = CliRunner().invoke(app, ["--today", "2026-11-21"])
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("table", ["review", "criteria", "reasons", "roles", "outcomes", "pooling", "categories"])
def test_a_section_that_is_no_table_is_a_line_and_no_traceback(review: Review, table: str) -> None:
    path = review.folder / "review.toml"
    text = f"{table} = 3\n" + re.sub(
        rf"(?ms)^\[+{table}\b.*?(?=^\[+(?!{table}\b)|\Z)", "", path.read_text(encoding="utf-8")
    )
    path.write_text(text, encoding="utf-8")
    found = errors(check_folder(review.folder, today=TODAY))
    assert found
    assert all(problem.column.split(".")[0] == table for problem in found)


def test_norwegian_twins_are_held_against_the_english(review: Review) -> None:
    english = cell(review.extraction / "local_pilot.csv", 2, "population")
    texts = review.folder / "texts" / "nb.csv"
    texts.parent.mkdir()
    header = "table,id,column,english,text\n"
    texts.write_text(
        header + f'local_pilot,no-limitation-2017-drug-free,population,"{english}",x\n'
        "local_pilot,no-limitation-2017-work,population,old words,x\n",
        encoding="utf-8",
    )
    found = check(review, today=TODAY)
    columns = ("population", "english")
    pilot = {(p.file.rsplit("/", 1)[-1], p.row): p.severity for p in found if p.column in columns}
    assert ("local_pilot.csv", 2) not in pilot
    assert pilot["nb.csv", 3] == "warning", "what follows older words gives way to the English"
    assert pilot["local_pilot.csv", 4] == "warning", "what lacks its twin is shown in English"


def test_a_fault_is_one_line_with_the_norwegian_texts_in_place_too(review: Review) -> None:
    shutil.copytree(REVIEW / "texts", review.folder / "texts")
    assert [problem for problem in check(review, today=TODAY) if problem.severity == "error"] == []
    _, row, message = spoil_cells(review, "more_events_than_people")
    assert [(p.row, message in p.message) for p in check(review, today=TODAY)] == [(row, True)]


def test_tables_of_duplicate_removal_are_no_exports(review: Review) -> None:
    (review.searches / "known_reports.csv").write_text("record_id,report_id,file,position\n", encoding="utf-8")
    (review.searches / "aliases.csv").write_text("alias,report_id\n", encoding="utf-8")
    assert errors(check(review, today=TODAY)) == []


def test_a_search_that_found_nothing_needs_no_export(review: Review) -> None:
    path = review.searches / "searches.csv"
    path.write_text(path.read_text(encoding="utf-8") + ",a,database,2026-11-21,q,0,b,c\n", encoding="utf-8")
    assert errors(check(review, today=TODAY)) == []


def test_a_decision_under_a_former_id_still_finds_its_study(review: Review) -> None:
    path = review.screening / "decisions" / "title-abstract" / "reviewer-1.csv"
    path.write_text(path.read_text("utf-8").replace("kelly-2025-dae87c", "kelly-former"), encoding="utf-8")
    assert [(one.file, one.row) for one in errors(check(review, today=TODAY))] == [(review.shown(path), 92)]
    aliases = "alias,report_id\nkelly-former,kelly-2025-dae87c\n"
    (review.searches / "aliases.csv").write_text(aliases, encoding="utf-8")
    assert errors(check(review, today=TODAY)) == []
