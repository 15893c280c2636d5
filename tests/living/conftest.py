"""A copy of the real review, built once; and a new search export that knows 40 of its reports in other spellings."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from ettervern import pipeline
from ettervern.files import read_table
from ettervern.review import Review
from tests.conftest import ROOT, TODAY, copy_project

LATER = date(2027, 2, 1)
NEW = 20


def quiet(_: str) -> None:
    """Say nothing."""


@pytest.fixture(scope="session")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project folder with the real review, built; nobody changes it."""
    home = tmp_path_factory.mktemp("built")
    review = copy_project(home)
    pipeline.run(review, TODAY, quiet)
    return home


@pytest.fixture
def built(built_once: Path, tmp_path: Path) -> Review:
    """Return a built copy of the real review that a test may change."""
    home = tmp_path / "project"
    shutil.copytree(built_once, home)
    return Review.open(home / "reviews" / "ettervern")


def abbreviated(name: str) -> str:
    """Return “Jason, L.A.” for “Jason, Leonard Alan”."""
    family, _, given = name.partition(",")
    initials = "".join(f"{part[0]}." for part in given.replace(".", " ").split())
    return f"{family}, {initials}" if initials else family


def other_spelling(row: dict[str, str], number: int) -> list[str]:
    """Return a known report as another database would spell it, as RIS lines."""
    title = row["title"]
    title = (title.upper(), title.rstrip(".") + ".", title.replace("-", " "), title.replace(":", " -"))[number % 4]
    lines = ["TY  - JOUR", f"TI  - {title}"]
    lines += [f"AU  - {abbreviated(name)}" for name in row["authors"].split("; ") if name]
    lines += [f"PY  - {row['year']}", f"JO  - {row['journal'].replace('Journal', 'J').replace('and', '&')}"]
    if row["doi"] and number % 3:
        lines.append(f"DO  - https://dx.doi.org/{row['doi'].upper()}")
    if row["volume"]:
        lines += [f"VL  - {row['volume']}", f"SP  - {row['pages'].partition('-')[0]}"]
    return [*lines, f"AN  - 2027{number:06d}", "DB  - A made-up database", "ER  - ", ""]


def unheard_of(number: int) -> list[str]:
    """Return a report that no database holds."""
    towns = ("Aby", "Bely", "Cedal", "Dyrvik", "Elgmo", "Fossby", "Grend", "Holtan", "Isvik", "Jordal")
    measures = ("Telephone aftercare", "Recovery housing", "Supported employment", "Peer visits", "Evening groups")
    title = f"{measures[number % 5]} after treatment in {towns[number % 10]}: made-up trial number {number} of twenty"
    return [
        "TY  - JOUR",
        f"TI  - {title}",
        f"AU  - Oppdiktet{chr(97 + number)}, N.",
        "PY  - 2027",
        "JO  - Journal of trials that never were",
        f"DO  - 10.5555/never.{number}",
        f"AB  - Nobody was randomised to {measures[number % 5].lower()} or to nothing in {towns[number % 10]}.",
        "ER  - ",
        "",
    ]


@pytest.fixture(scope="session")
def export(built_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an export of 60 records: 40 known in other spellings, 20 new ones."""
    reports = read_table(built_once / "reviews/ettervern/results/reports.csv")
    full = reports[(reports["authors"] != "") & (reports["year"] != "") & (reports["title"].str.len() > 40)]
    known = full.iloc[:: len(full) // 40].head(40).to_dict("records")
    assert len(known) == 40
    blocks = [other_spelling({str(k): str(v) for k, v in row.items()}, at) for at, row in enumerate(known)]
    blocks += [unheard_of(at) for at in range(NEW)]
    mixed = [blocks[at * 7 % 60] for at in range(60)]
    path = tmp_path_factory.mktemp("search") / "new search.ris"
    path.write_text("\n".join(line for block in mixed for line in block), "utf-8")
    return path


def append(path: Path, rows: list[dict[str, str]]) -> None:
    """Add rows to a table as a person would, at its end."""
    old = read_table(path)
    table = pd.concat([old, pd.DataFrame(rows, dtype="str")], ignore_index=True)[list(old.columns)].fillna("")
    path.write_text(table.to_csv(index=False, lineterminator="\n"), "utf-8")


__all__ = ["ROOT", "TODAY"]
