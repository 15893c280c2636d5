"""Persons are found by what a file holds, whatever its name ends with however it is packed; other things are not."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import random
import tarfile
import zipfile
from collections.abc import Callable
from datetime import date, timedelta

import pandas as pd
import pytest
from openpyxl import Workbook

from ettervern import archives
from ettervern.local.guard import problems
from ettervern.local.national_id import is_national_id, national_id_line
from ettervern.local.simulate import simulated_sheet
from ettervern.review import Review


def real(language: str = "nb") -> pd.DataFrame:
    """Return a sheet as of real persons."""
    mark = "simulert" if language == "nb" else "simulated"
    return simulated_sheet(None, seed=1, language=language).assign(**{mark: ""}).astype("str").replace("nan", "")


def zipped(*files: tuple[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return made.getvalue()


def tarred(content: bytes) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as archive:
        info = tarfile.TarInfo("a/people")
        info.size = len(content)
        archive.addfile(info, io.BytesIO(content))
    return made.getvalue()


def workbook(table: pd.DataFrame) -> bytes:
    book, made = Workbook(), io.BytesIO()
    book.create_sheet("Second").append(list(table.columns))
    for row in table.itertuples(index=False, name=None):
        book.worksheets[1].append(row)
    book.save(made)
    return made.getvalue()


def opendocument(table: pd.DataFrame) -> bytes:
    rows = [list(table.columns), *table.to_numpy().tolist()]
    cells = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in row)
        + '<table:table-cell table:number-columns-repeated="16000"/></table:table-row>'
        for row in rows
    )
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f"<office:document-content {spaces}><office:body><office:spreadsheet><table:table>{cells}"
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    return zipped(("mimetype", kind), ("content.xml", content.encode()))


def markdown(table: pd.DataFrame) -> str:
    rows = [list(table.columns), ["---"] * len(table.columns), *table.to_numpy().tolist()]
    return "# Notes\n\nA table.\n\n" + "\n".join("| " + " | ".join(row) + " |" for row in rows) + "\n\nMore.\n"


FORMS: dict[str, Callable[[pd.DataFrame], bytes]] = {
    "people.txt": lambda table: table.to_csv(index=False).encode(),
    "people.csv.bak": lambda table: table.to_csv(index=False).encode(),
    "people": lambda table: table.to_csv(index=False, sep=";").encode("utf-8-sig"),
    "people.tsv": lambda table: table.to_csv(index=False, sep="\t").encode(),
    "people.dat": lambda table: table.to_csv(index=False, sep="\t").encode("utf-16"),
    "people.old": lambda table: table.to_csv(index=False, sep=";").encode("utf-16-le"),
    "people.log": lambda table: ("Utskrift fra i går\n\n" + table.to_csv(index=False)).encode("cp1252"),
    "people.md": lambda table: markdown(table).encode(),
    "people.csv.gz": lambda table: gzip.compress(table.to_csv(index=False).encode()),
    "people.csv.bz2": lambda table: bz2.compress(table.to_csv(index=False).encode()),
    "people.csv.xz": lambda table: lzma.compress(table.to_csv(index=False).encode()),
    "people.zip": lambda table: zipped(("x/people.csv", table.to_csv(index=False).encode())),
    "nested.zip": lambda table: zipped(("in.zip", zipped(("a", gzip.compress(table.to_csv(index=False).encode()))))),
    "people.tgz": lambda table: tarred(table.to_csv(index=False).encode()),
    "people.xlsx": workbook,
    "people.bin": workbook,
    "people.ods": opendocument,
    "records.json": lambda table: table.to_json(orient="records").encode(),
    "columns.json": lambda table: table.to_json(orient="columns").encode(),
    "split.json": lambda table: json.dumps({"made": {"data": json.loads(table.to_json(orient="split"))}}).encode(),
    "lines.jsonl": lambda table: table.to_json(orient="records", lines=True).encode(),
}


def found(review: Review, name: str, content: bytes, folder: str = "screening") -> list[str]:
    path = review.root / folder / name
    path.write_bytes(content)
    try:
        return [str(problem) for problem in problems(review) if problem.severity == "error"]
    finally:
        path.unlink()


@pytest.mark.parametrize("name", FORMS)
def test_the_same_sheet_is_found_in_every_form(project: Review, name: str) -> None:
    for language in ("nb", "en"):
        errors = found(project, name, FORMS[name](real(language)))
        assert len(errors) == 1 and "holds data about persons" in errors[0] and name in errors[0]


@pytest.mark.parametrize("name", ["people.csv", "people.txt", "people.csv.gz", "records.json", "people.xlsx"])
def test_a_sheet_is_found_with_its_id_column_cut_and_with_other_headings(project: Review, name: str) -> None:
    form = FORMS.get(name, FORMS["people.txt"])
    cut = real().drop(columns="deltaker")
    assert "about persons" in found(project, name, form(cut))[0]
    bare = cut.set_axis([f"v{number}" for number in range(len(cut.columns))], axis=1)
    assert "about persons" in found(project, name, form(bare))[0]


def control(nine: str, remainder: int = 0) -> str:
    """Return a number with control digits for nine digits, or nothing where there are none."""
    first = (remainder - sum(a * int(b) for a, b in zip((3, 7, 6, 1, 8, 9, 4, 5, 2), nine, strict=True))) % 11
    ten = f"{nine}{first}"
    second = -sum(a * int(b) for a, b in zip((5, 4, 3, 2, 7, 6, 5, 4, 3, 2), ten, strict=False)) % 11
    return f"{ten}{second}" if first < 10 and second < 10 else ""


def made_up(day: int = 0, month: int = 80, remainder: int = 0) -> str:
    """Return a made-up number: the month is raised, as in the test registers, so that no person has it."""
    return next(
        number
        for serial in range(1000)
        if (number := control(f"{15 + day:02d}{1 + month:02d}90{serial:03d}", remainder))
    )


KINDS = [made_up(), made_up(day=40), made_up(month=40), made_up(remainder=2), made_up(remainder=3, day=40)]


@pytest.mark.parametrize("number", KINDS)
def test_identity_numbers_of_every_kind_are_known(number: str) -> None:
    assert is_national_id(number)
    for written in (
        number,
        f"{number[:6]} {number[6:]}",
        f"{number[:6]}-{number[6:]}",
        f"{number[:6]} {number[6:9]} {number[9:]}",
        f"{number[:2]}.{number[2:4]}.{number[4:6]} {number[6:]}",
        f"({number})",
        f"**{number}**.",
        f"fnr:{number},",
        f"fnr={number}",
        f"_{number}_",
        f"slutt {number}.Neste",
    ):
        assert national_id_line(f"first\nHan heter Made Up, {written}") == 2, written


@pytest.mark.parametrize("number", KINDS)
def test_a_wrong_digit_is_no_identity_number(number: str) -> None:
    assert not is_national_id(number[:-1] + str((int(number[-1]) + 1) % 10))
    assert (
        not is_national_id("99" + number[2:]) and not is_national_id(number[:-1]) and not is_national_id(number + "1")
    )


@pytest.mark.parametrize("name", ["notes.md", "notes", "code.py", "site.html", "n.json", "a.zip", "b.xlsx"])
def test_an_identity_number_in_any_text_is_found_with_its_line(project: Review, name: str) -> None:
    text = f"# Møte\n\nSnakket med {made_up()} i dag.\n"
    content = text.encode()
    if name == "a.zip":
        content = zipped(("word/document.xml", f"<w:t>{made_up()}</w:t>".encode()))
    if name == "b.xlsx":
        content = workbook(pd.DataFrame({"note": [f"snakket med {made_up()}"]}))
    errors = found(project, name, content, folder=".")
    assert len(errors) == 1 and "national identity number" in errors[0]
    assert name in ("a.zip", "b.xlsx") or "row 3" in errors[0]


def test_an_identity_number_in_the_name_of_a_file_is_found(project: Review) -> None:
    assert "name of the file" in found(project, f"{made_up()}.png", b"\x89PNG\0")[0]


def test_numbers_whose_first_zero_a_spreadsheet_has_cut_are_found(project: Review) -> None:
    days = [control(f"{day:02d}8190{serial:03d}") for day in range(1, 9) for serial in range(10)]
    column = [number.lstrip("0") for number in days if number]
    assert "about persons" in found(project, "x.csv", ("id,group\n" + "\n".join(f"{c},a" for c in column)).encode())[0]


def test_what_an_export_says_of_published_reports_is_a_warning(project: Review) -> None:
    path = project.searches / "some.ris"
    path.write_text(f"TY  - JOUR\nAN  - {made_up()}\nER  - \n", "utf-8")
    assert [problem.severity for problem in problems(project)] == ["warning"]


def ordinary(chance: random.Random) -> str:
    """Return a line with what looks like an identity number to a hasty reader."""
    n = lambda digits: f"{chance.randrange(10 ** (digits - 1), 10**digits)}"  # noqa: E731
    day = date(1950, 1, 1) + timedelta(chance.randrange(27000))
    return chance.choice(
        [
            f"Ring +47 {n(2)} {n(2)} {n(2)} {n(2)} eller 0047{n(8)}",
            f"https://doi.org/10.{n(4)}/j.{n(4)}.{n(11)} and doi:10.1080/{n(11)}",
            f"PMID: {n(8)} NCT{n(8)} ISRCTN{n(8)} PMC{n(7)}",
            f"ISBN 978-82-{n(3)}-{n(4)}-{n(1)}, ISBN {n(10)}, ISBN {n(13)}, ISSN {n(4)}-{n(4)}",
            f"EID 2-s2.0-{n(11)}, https://example.org/record/{n(11)}?id={n(11)}",
            f"{day:%d%m%y} {n(4)} and {day:%Y%m%d}{n(6)} and {n(3)}.{n(11)}",
        ]
    )


def test_authors_in_the_json_of_a_database_are_no_persons_of_a_sheet(project: Review) -> None:
    people = [{"firstName": f"A{number}", "lastName": f"Berg{number}"} for number in range(30)]
    path = project.searches / "europe-pmc.json"
    path.write_text(json.dumps({"result": [{"title": "Aftercare", "authorList": {"author": people}}]}), "utf-8")
    assert [problem for problem in problems(project) if problem.file.endswith(path.name)] == []
    path.write_text(json.dumps({"result": people}), "utf-8")
    assert [problem.severity for problem in problems(project) if problem.file.endswith(path.name)] == ["error"]


def test_telephone_numbers_and_identifiers_of_publications_are_none() -> None:
    chance = random.Random(12)
    lines = [ordinary(chance) for _ in range(20_000)]
    assert [line for line in lines if national_id_line(line)] == []


def test_few_of_any_eleven_digits_pass() -> None:
    chance = random.Random(12)
    passed = sum(is_national_id(f"{chance.randrange(10**11):011d}") for _ in range(50_000))
    assert 0.005 < passed / 50_000 < 0.010


@pytest.mark.parametrize(
    "text",
    [
        "id,start_date\n1,2026-01-01\n2,2026-01-02\n3,2026-01-03\n",
        "study,registered,randomised,blinded\na,2020-01-01,yes,no\nb,2021-02-02,no,no\nc,2019-03-01,yes,yes\n",
        "A patient, a client and a relative; dates, answers.\nThey met, spoke, and left; that was all.\n",
        '{"a": [1, 2, 3], "b": {"c": ["yes", "no"]}}',
    ],
)
def test_other_tables_and_texts_pass(project: Review, text: str) -> None:
    for name in ("other.txt", "other.csv.bak", "other.json"):
        assert found(project, name, text.encode()) == []


def test_what_is_too_large_or_closed_is_said_and_not_unpacked(project: Review, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_BYTES", 1_000_000)
    zeros = b"\0" * 5_000_000
    for name, content in {
        "z.zip": zipped(("a", zeros)),
        "z.gz": gzip.compress(zeros),
        "z.xz": lzma.compress(zeros),
        "many.zip": zipped(*((str(number), b"x") for number in range(archives.MOST_MEMBERS + 1))),
        "deep.gz": gzip.compress(gzip.compress(gzip.compress(gzip.compress(b"x")))),
        "torn.zip": zipped(("a", b"x" * 1000))[:60],
        "x.dat": b"SQLite format 3\0" + zeros[:100],
    }.items():
        errors = found(project, name, content)
        assert len(errors) == 1 and "can't be looked through" in errors[0] and name in errors[0]
