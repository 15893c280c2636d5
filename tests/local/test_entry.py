"""The data sheet: what is right is read in any of its forms, what is wrong is said in plain words."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook

from ettervern.files import ReviewError
from ettervern.local import People, people, read_sheet
from ettervern.local.columns import COLUMNS, headings
from ettervern.local.followup import filled
from ettervern.local.simulate import Chosen, simulated_sheet
from ettervern.local.workbook import choices, codebook, template_csv, template_xlsx
from ettervern.review import Review
from tests.local.helpers import TODAY, sheet, study

ROOT = Path(__file__).parent.parent.parent


def told(path: Path) -> list[tuple[int, str, str]]:
    with pytest.raises(ReviewError) as caught:
        read_sheet(path, TODAY)
    return [(problem.row, problem.column, problem.message) for problem in caught.value.problems]


def with_cell(path: Path, row: int, column: str, value: str) -> Path:
    """Write a simulated sheet with one cell changed; rows as an editor counts them."""
    table = simulated_sheet(seed=1)
    table.loc[row - 2, column] = value
    path.write_text(table.to_csv(index=False), encoding="utf-8")
    return path


def as_workbook(path: Path, table: pd.DataFrame) -> Path:
    book = Workbook()
    book.worksheets[0].append(list(table.columns))
    for row in table.itertuples(index=False):
        cells = [pd.Timestamp(c).to_pydatetime() if "-" in c else (c or None) for c in row]
        book.worksheets[0].append(cells)
    book.save(path)
    return path


def _written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def same(one: People, two: People) -> bool:
    return all(np.array_equal(one.outcomes[name], two.outcomes[name], equal_nan=True) for name in one.outcomes)


def test_comma_semicolon_workbook_and_english_give_the_same_people(tmp_path: Path) -> None:
    table = simulated_sheet(seed=1)
    semicolon = tmp_path / "semicolon.csv"
    semicolon.write_text(table.to_csv(index=False, sep=";", lineterminator="\r\n"), encoding="utf-8-sig")
    files = [
        sheet(tmp_path / "comma.csv"),
        semicolon,
        as_workbook(tmp_path / "book.xlsx", table),
        _written(tmp_path / "utf16.csv", table.to_csv(index=False, sep="\t").encode("utf-16")),
        _written(tmp_path / "capitals.csv", table.rename(columns=str.upper).to_csv(index=False).encode("cp1252")),
        sheet(tmp_path / "english.csv", language="en"),
    ]
    found = [people(read_sheet(path, TODAY)) for path in files]
    assert all(same(found[0], other) for other in found[1:])
    assert len(found[0].service) == 40


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("deltaker", "Kari Nordmann", "never a name"),
        ("deltaker", "01010112345", "never a name"),
        ("deltaker", "t01", "earlier row"),
        ("gruppe", "kontroll", "tiltak or sammenlikning"),
        ("startdato", "31.02.2025", "expected a date"),
        ("startdato", "2027-01-01", "to today"),
        ("sist_sett", "2024-01-01", "lies before"),
        ("tilbakefall", "kanskje", "ja, nei or ukjent"),
        ("tilbakefall_dato", "2020-01-01", "start_date to last_seen"),
        ("mistet", "ukjent", "ja or nei"),
        ("arbeid_mnd_3", "50 %", "ja or nei"),
        ("sett", "S01", "expected a mark for everybody or for nobody"),
        ("simulert", "", "never mix real persons"),
    ],
)
def test_what_is_wrong_is_said_and_no_cell_repeated(tmp_path: Path, column: str, value: str, says: str) -> None:
    found = told(with_cell(tmp_path / "sheet.csv", 4, column, value))
    assert any(says in message for _, _, message in found)
    assert not any(value in message for _, _, message in found if value and value.lower() not in ("t01",))


def test_a_relapse_needs_its_date(tmp_path: Path) -> None:
    table = simulated_sheet(seed=1)
    row = int(table.index[table["tilbakefall"] == "ja"][0])
    found = told(with_cell(tmp_path / "sheet.csv", row + 2, "tilbakefall_dato", ""))
    assert (row + 2, "relapse_date") in [(line, column) for line, column, _ in found]


def test_lost_and_last_seen_must_agree(tmp_path: Path) -> None:
    assert "twelve months" in told(with_cell(tmp_path / "sheet.csv", 2, "mistet", "ja"))[0][2]


def test_a_column_that_the_template_does_not_have_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    path.write_text(simulated_sheet(seed=1).assign(navn="x").to_csv(index=False), encoding="utf-8")
    assert told(path)[0][1:2] == ("navn",)


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    path.write_text(simulated_sheet(seed=1).drop(columns="mistet").to_csv(index=False), encoding="utf-8")
    assert told(path)[0][1] == "lost"


@pytest.mark.parametrize(("name", "content"), [("empty.csv", b""), ("broken.xlsx", b"PK\x03\x04no"), ("a.csv", b"a\n")])
def test_a_file_that_is_no_sheet_is_a_problem_and_not_a_traceback(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    assert told(tmp_path / name)


def test_a_set_without_a_match_is_refused(tmp_path: Path) -> None:
    path = sheet(tmp_path / "pairs.csv", Chosen(n=10, matched=True))
    lines = path.read_text("utf-8").splitlines()
    path.write_text("\n".join(line for line in lines if not line.startswith("S03")) + "\n", encoding="utf-8")
    assert [column for _, column, _ in told(path)] == ["set_id"]


def test_a_sheet_filled_into_the_workbook_template_is_read(tmp_path: Path) -> None:
    path = tmp_path / "filled.xlsx"
    path.write_bytes(template_xlsx("nb"))
    book = load_workbook(path)
    for row in simulated_sheet(seed=1).itertuples(index=False):
        book.worksheets[0].append([cell or None for cell in row])
    book.save(path)
    assert same(people(read_sheet(path, TODAY)), study(tmp_path / "same.csv"))


@pytest.mark.parametrize("language", ["nb", "en"])
def test_templates_and_code_book_name_every_column(language: str) -> None:
    assert template_csv(language).strip().split(",") == headings(language)
    assert all(f"`{heading}`" in codebook(language) for heading in headings(language))
    assert template_xlsx(language) == template_xlsx(language)


def test_the_offered_words_are_words_that_are_read() -> None:
    group = next(column for column in COLUMNS if column.name == "group")
    assert choices(group, "nb") == ["tiltak", "sammenlikning"] and choices(group, "en") == ["service", "comparison"]
    relapse = next(column for column in COLUMNS if column.name == "relapse")
    assert choices(relapse, "nb") == ["ja", "nei", "ukjent"]


def test_what_lies_with_the_review_is_what_the_package_makes() -> None:
    home = ROOT / "reviews" / "ettervern" / "local"
    own = Review.open(home.parent).written("own_study")
    for language in ("nb", "en"):
        assert (home / f"template_{language}.csv").read_text("utf-8") == template_csv(language)
        assert (home / f"template_{language}.xlsx").read_bytes() == template_xlsx(language, own)
        assert (home / f"codebook_{language}.md").read_text("utf-8") == codebook(language, own)
    made = {"study": simulated_sheet(), "matched_pairs": simulated_sheet(Chosen(n=30, matched=True))}
    for name, table in made.items():
        assert (home / f"simulated_{name}.csv").read_text("utf-8") == table.to_csv(index=False)


def test_relapse_after_a_year_is_no_relapse_within_it_but_counts_in_the_curve(tmp_path: Path) -> None:
    table = simulated_sheet(seed=1)
    table.loc[0, ["startdato", "sist_sett", "tilbakefall", "tilbakefall_dato", "mistet"]] = [
        "2025-01-01", "2026-02-01", "ja", "2026-01-20", "nei",
    ]  # fmt: skip
    path = tmp_path / "sheet.csv"
    path.write_text(table.to_csv(index=False), encoding="utf-8")
    found = people(read_sheet(path, TODAY))
    assert found.outcomes["relapse"][0] == 0 and found.relapsed[0] == 1 and found.months[0] > 12


def test_someone_lost_without_relapse_has_no_known_outcome(tmp_path: Path) -> None:
    table = simulated_sheet(seed=1)
    row = int(table.index[(table["mistet"] == "ja") & (table["tilbakefall"] == "nei")][0])
    assert np.isnan(study(tmp_path / "sheet.csv").outcomes["relapse"][row])


def test_scenarios_fill_only_what_is_missing() -> None:
    outcome, service = np.array([1.0, np.nan, 0.0, np.nan]), np.array([True, True, False, False])
    assert filled(outcome, service, "best", 1.0).tolist() == [1, 0, 0, 1]
    assert filled(outcome, service, "worst", 1.0).tolist() == [1, 1, 0, 0]
    assert filled(outcome, service, "best", 0.0).tolist() == [1, 1, 0, 0]
    assert filled(outcome, service, "all_bad", 1.0).tolist() == [1, 1, 0, 1]
