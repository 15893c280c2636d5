"""`pool` says where people may count twice, and takes no table for what it is not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ettervern.commands.pool_table import answer, in_words
from ettervern.files import ReviewError
from ettervern.synthesise import SynthesisError, pool

HEAD = "study,events_intervention,n_intervention,events_control,n_control\n"
STUDIES = ["A,10,40,14,40", "B,8,41,13,39", "C,3,25,6,24"]


def notes(path: Path, rows: list[str], head: str = HEAD, **asked: str) -> list[str]:
    path.write_text(head + "\n".join(rows) + "\n", "utf-8")
    asked = {"measure": "OR", "method": "REML"} | asked
    found = answer(path, asked["measure"], asked["method"], None, "only0").notes
    return [note for note in found if "say little" not in note]


def test_studies_that_stand_once_give_no_note(tmp_path: Path) -> None:
    assert notes(tmp_path / "t.csv", STUDIES) == []


@pytest.mark.parametrize("name", ["A", " a ", "A "])
def test_a_study_that_stands_twice_is_said(tmp_path: Path, name: str) -> None:
    found = notes(tmp_path / "t.csv", [*STUDIES, f"{name},9,41,13,40"])
    assert found == ["'A' stands 2 times in the table; the same people must not count twice"]


def test_the_same_numbers_under_another_name_are_said(tmp_path: Path) -> None:
    assert notes(tmp_path / "t.csv", [*STUDIES, "D,8,41,13,39"]) == [
        "'D' has the same numbers as 'B'; is it the same study?"
    ]


@pytest.mark.parametrize("place", range(4))
def test_a_row_that_is_the_sum_of_the_others_is_said_whatever_its_name_and_place(tmp_path: Path, place: int) -> None:
    rows = [*STUDIES[:place], "Whole,21,106,33,103", *STUDIES[place:]]
    assert ["'Whole' looks like a total" in note for note in notes(tmp_path / "t.csv", rows)] == [True]


def test_a_subtotal_of_the_rows_above_it_is_said(tmp_path: Path) -> None:
    found = notes(tmp_path / "t.csv", [STUDIES[0], STUDIES[1], "Men,18,81,27,79", STUDIES[2], "E,5,30,9,31"])
    assert len(found) == 1 and "'Men' looks like a total" in found[0]


@pytest.mark.parametrize(
    "name", ["Total", "SUM", "Totalt", "Samlet", "Total (95% CI)", "Pooled", "RE Model", "Overall:"]
)
def test_a_row_named_as_a_total_is_said_also_among_effects(tmp_path: Path, name: str) -> None:
    found = notes(tmp_path / "t.csv", ["A,0.1,0.2", "B,0.3,0.1", f"{name},0.2,0.05"], "study,yi,vi\n", measure="GEN")
    assert len(found) == 1 and "looks like a total" in found[0]


@pytest.mark.parametrize(
    "name", ["Total Recovery 2015", "Summers 2001", "Overall Health Trial", "Poole 1999", "Sumner"]
)
def test_a_study_whose_name_only_begins_so_is_a_study(tmp_path: Path, name: str) -> None:
    assert notes(tmp_path / "t.csv", [*STUDIES, f"{name},4,30,9,31"]) == []


def test_events_that_are_not_whole_are_refused_with_file_row_and_column(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(HEAD + "A,10.5,40,14,40\nB,8.0,41,13,39\nC,3,25,6.25,24\n", "utf-8")
    with pytest.raises(ReviewError) as caught:
        answer(path, "OR", "REML", None, "only0")
    assert sorted(map(str, caught.value.problems)) == [
        "t.csv, row 2, column events_intervention: expected a whole number of people, found '10.5'",
        "t.csv, row 4, column events_control: expected a whole number of people, found '6.25'",
    ]


def test_events_that_are_not_whole_are_refused_in_a_notebook_too() -> None:
    table = {"events_intervention": [1, 2.5], "n_intervention": [9, 9], "events_control": [3, 4], "n_control": [9, 9]}
    with pytest.raises(SynthesisError, match="whole number") as caught:
        pool(table)
    assert caught.value.row == 2


@pytest.mark.parametrize("head", ["Study,YI,VI", "STUDY,Yi,vI", "study,yi,VI", '"study","yi","VI"'])
def test_headings_in_capitals_are_known(tmp_path: Path, head: str) -> None:
    assert notes(tmp_path / "t.csv", ["A,0.1,0.2", "B,0.3,0.1"], f"{head}\n", measure="GEN") == []


def test_headings_that_differ_only_in_capitals_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ReviewError, match="column yi: the column stands more than once in the header: YI, Yi"):
        notes(tmp_path / "t.csv", ["1,2,3"], "YI,Yi,vi\n", measure="GEN")


def test_a_very_small_p_value_is_printed_as_less_than_a_thousandth(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("yi,vi\n" + "".join(f"{5 + number / 10},0.0001\n" for number in range(4)), "utf-8")
    words = in_words(answer(path, "GEN", "FE", None, "only0"))
    assert "p < 0.001" in words and "p = 0" not in words and "e-" not in words


def test_only_events_in_both_arms_are_left_out_of_a_mantel_haenszel_risk_ratio_and_named(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(HEAD + "X,30,30,30,30\nY,11,25,14,25\nZ,24,25,19,25\nNone,0,20,0,20\n", "utf-8")
    found = answer(path, "RR", "MH", None, "only0")
    assert (found.studies, found.dropped) == (["Y", "Z"], ["X", "None"])
    # Greenland and Robins 1985, by hand: (11/2 + 24/2) / (14/2 + 19/2)
    assert np.exp(found.pool.estimate) == pytest.approx(35 / 33)
    assert any("2 studies dropped" in note and "X, None" in note for note in found.notes)
