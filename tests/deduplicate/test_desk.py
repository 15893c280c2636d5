"""Doubtful pairs side by side, and a person's decisions in a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from ettervern.deduplicate import deduplicate
from ettervern.deduplicate.desk import open_desk, open_pairs, save_decision
from ettervern.deduplicate.show import marked, side_by_side
from ettervern.files import ReviewError, read_table
from tests.deduplicate.helpers import WORK, table

BARE = {"volume": "", "number": "", "pages": ""}
ONE = WORK | BARE | {"doi": "10.1000/a", "record_id": "one"}
TWO = WORK | BARE | {"doi": "10.2000/b", "record_id": "two"}


def test_only_what_differs_is_marked() -> None:
    assert marked("Relapse in men", "relapse in WOMEN.") == (
        "Relapse in <mark>men</mark>",
        "relapse in <mark>WOMEN.</mark>",
    )


def test_markup_in_records_is_shown_as_text() -> None:
    harmful = {"title": "<script>alert(1)</script> & more", "record_id": "<b>x</b>"}
    html = side_by_side(table(harmful, TWO), "<b>x</b>", "two")
    assert "<script>" not in html
    assert "<b>" not in html
    assert "&lt;script&gt;" in html


def test_a_missing_value_is_said() -> None:
    assert "ikke oppgitt" in side_by_side(table(ONE, TWO | {"year": ""}), "one", "two")


def test_decisions_are_added_and_obeyed(tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    records = table(ONE, TWO)
    assert len(deduplicate(records).reports) == 2
    save_decision(path, "one", "two", "different", decided_by="Kari", date="2026-11-22")
    first = path.read_text()
    save_decision(path, "one", "two", "same", decided_by="Kari", date="2026-11-23", note="same text, read")
    assert path.read_text().startswith(first)
    assert len(deduplicate(records, decisions=read_table(path)).reports) == 1


@pytest.mark.parametrize(("decision", "who"), [("maybe", "Kari"), ("same", " ")])
def test_a_decision_needs_a_word_and_a_name(tmp_path: Path, decision: str, who: str) -> None:
    with pytest.raises(ReviewError):
        save_decision(tmp_path / "d.csv", "one", "two", decision, decided_by=who, date="2026-11-22")
    assert list(tmp_path.iterdir()) == []


def test_decided_pairs_are_not_shown_again(tmp_path: Path) -> None:
    review = deduplicate(table(ONE, TWO)).review
    save_decision(tmp_path / "d.csv", "two", "one", "different", decided_by="Kari", date="2026-11-22")
    assert len(open_pairs(review, None)) == 1
    assert open_pairs(review, read_table(tmp_path / "d.csv")).empty


def test_pressing_a_button_saves_at_once_and_goes_on(tmp_path: Path) -> None:
    records = table(ONE, TWO)
    path = tmp_path / "d.csv"
    desk = open_desk(records, deduplicate(records).review, path, decided_by="Kari", date="2026-11-22")
    _, view, _, row, said = desk.children
    buttons = {button.description: button for button in row.children}
    assert "0 av 1" in said.value and "Grunn til tvil" in view.value
    assert "<mark>10.1000/a</mark>" in view.value
    buttons["Samme rapport"].click()
    assert read_table(path)["decision"].tolist() == ["same"]
    assert "ingen flere par" in view.value and "1 av 1" in said.value
    assert buttons["Samme rapport"].disabled and buttons["To ulike rapporter"].disabled


def test_a_changed_mind_goes_back_and_answers_anew(tmp_path: Path) -> None:
    records = table(ONE, TWO)
    path = tmp_path / "d.csv"
    desk = open_desk(records, deduplicate(records).review, path, decided_by="Kari", date="2026-11-22")
    _, _, _, row, said = desk.children
    buttons = {button.description: button for button in row.children}
    assert buttons["Tilbake"].disabled
    buttons["Samme rapport"].click()
    buttons["Tilbake"].click()
    assert "Du har svart: Samme rapport" in said.value
    buttons["To ulike rapporter"].click()
    assert read_table(path)["decision"].tolist() == ["same", "different"]


def test_what_cannot_be_kept_is_said_and_the_pair_stays(tmp_path: Path) -> None:
    records = table(ONE, TWO)
    desk = open_desk(records, deduplicate(records).review, tmp_path / "d.csv", decided_by=" ", date="2026-11-22")
    _, view, _, row, said = desk.children
    row.children[0].click()
    assert "no name" in said.value and "<table" in view.value
