"""Nothing about persons in a tracked place, and no count under five on its way out."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ettervern.local import analyse, to_share
from ettervern.local.disclosure import Shown, bounds, gives_away, hide_small, may_show
from ettervern.local.guard import problems
from ettervern.local.national_id import is_national_id
from ettervern.local.simulate import Chosen, simulated_sheet
from ettervern.local.workbook import template_xlsx
from ettervern.review import Review
from tests.local.helpers import as_real, sheet, study

#: A made-up number of the test registers (the month is raised by 80), in pieces, so that the guard passes this file.
NUMBER = "158190" + "00066"
COUNTS = "study,origin,outcome,group,events,no_events,lost,n,source\n"


def errors(review: Review) -> list[str]:
    return [str(problem) for problem in problems(review) if problem.severity == "error"]


def put(review: Review, name: str, text: str) -> None:
    path = review.root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_the_review_as_it_is_holds_no_persons(project: Review) -> None:
    assert errors(project) == []


@pytest.mark.parametrize("place", ["reviews/ettervern/extraction", "reviews/ettervern/local", "screening", "book", "."])
def test_a_sheet_of_persons_in_a_tracked_place_stops_with_one_line(project: Review, place: str) -> None:
    folder = project.root / place
    folder.mkdir(exist_ok=True)
    as_real(folder / "people.csv")
    found = errors(project)
    assert len(found) == 1 and "holds data about persons" in found[0] and "people.csv" in found[0]


def test_a_filled_workbook_is_found_and_an_empty_template_is_not(project: Review) -> None:
    from openpyxl import load_workbook

    path = project.folder / "local" / "sheet.xlsx"
    path.write_bytes(template_xlsx("nb"))
    assert errors(project) == []
    book = load_workbook(path)
    book.worksheets[0].append(["P01", "tiltak", None, "2026-01-02", "2026-10-02", "nei"])
    book.save(path)
    assert len(errors(project)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Fødselsnummer;kommune\n1;Sandnes\n",
        "patient_id,answer\n17,yes\n",
        f"id,value\na,{NUMBER}\n",
        "mark,day,relapse\nP01,2026-01-02,ja\nP02,03.02.2026,nei\nP03,2026-03-01,ja\n",
    ],
)
def test_sheets_of_persons_are_known_without_the_template(project: Review, text: str) -> None:
    put(project, "reviews/ettervern/extraction/notes.csv", text)
    assert len(errors(project)) == 1


def test_simulated_data_say_so_in_the_name_and_in_every_row(project: Review) -> None:
    folder = project.folder / "local"
    sheet(folder / "simulated_extra.csv")
    assert errors(project) == []
    as_real(folder / "simulated_extra.csv")
    assert len(errors(project)) == 1
    sheet(folder / "extra.csv")
    (folder / "simulated_extra.csv").unlink()
    assert len(errors(project)) == 1


def test_a_notebook_with_results_beside_the_review_stops(project: Review) -> None:
    put(project, "reviews/ettervern/local/own.ipynb", '{"cells": [{"cell_type": "code", "outputs": []}]}')
    assert errors(project) == []
    put(
        project, "reviews/ettervern/local/own.ipynb", '{"cells": [{"cell_type": "code", "outputs": [{"text": "P01"}]}]}'
    )
    assert "clear all outputs" in errors(project)[0]


def test_ignored_by_git_is_safe_and_tracked_is_not(project: Review) -> None:
    git = ["git", "-C", str(project.root), "-c", "user.name=t", "-c", "user.email=t@example.org"]
    subprocess.run([*git, "init", "-q"], check=True)
    data = project.folder / "local" / "data"
    data.mkdir()
    as_real(data / "people.csv")
    assert "must not be tracked" in errors(project)[0]
    (project.root / ".gitignore").write_text("reviews/*/local/data/\n", encoding="utf-8")
    assert errors(project) == []
    subprocess.run([*git, "add", "-f", str(data / "people.csv")], check=True)
    assert len(errors(project)) == 1


def test_a_cell_of_three_on_its_way_to_the_book_stops(project: Review) -> None:
    put(project, "reviews/ettervern/results/local_own.csv", COUNTS + "own,person_level,relapse,service,3,12,0,15,\n")
    found = errors(project)
    assert len(found) == 1 and "row 2, column events" in found[0] and "must be hidden" in found[0]


def test_a_hidden_cell_that_can_be_worked_out_stops(project: Review) -> None:
    put(project, "reviews/ettervern/local/published/own.csv", COUNTS + "own,person_level,relapse,service,,12,0,15,\n")
    assert "worked out" in errors(project)[0]


def test_counts_must_say_where_they_come_from(project: Review) -> None:
    put(project, "reviews/ettervern/local/published/own.csv", "group,events,n\nservice,3,15\n")
    assert "column origin" in errors(project)[0]
    put(project, "reviews/ettervern/local/published/own.csv", COUNTS + "own,published,relapse,service,3,12,0,15,\n")
    assert "need their source" in errors(project)[0]
    put(project, "reviews/ettervern/local/published/own.csv", COUNTS + "own,published,relapse,service,3,12,0,15,x\n")
    assert errors(project) == []


def test_what_is_to_share_passes_the_guard_and_what_is_complete_does_not(
    project: Review, tmp_path_factory: pytest.TempPathFactory
) -> None:
    people = replace(study(tmp_path_factory.mktemp("data") / "s.csv", Chosen(n=20)), simulated=False)
    complete = analyse(people, "own")
    folder = project.folder / "local" / "published"
    folder.mkdir()
    for name, table in complete.tables().items():
        table.to_csv(folder / f"{name}.csv", index=False)
    assert errors(project)
    for name, table in to_share(complete, people).tables().items():
        if len(table.columns):
            table.to_csv(folder / f"{name}.csv", index=False)
        else:
            (folder / f"{name}.csv").unlink()
    assert errors(project) == []


@given(st.lists(st.lists(st.integers(0, 12), min_size=3, max_size=3), min_size=2, max_size=2), st.booleans())
@settings(deadline=None, max_examples=60)
def test_no_small_cell_can_be_worked_out_from_what_is_shown(rows: list[list[int]], totals: bool) -> None:
    counts = np.array(rows)
    shown = may_show(counts, column_totals=totals)
    assert not (shown.cells & (counts < 5)).any()
    # every table that agrees with what is shown, by trying them all
    free = [
        range(26) if not visible else [value]
        for visible, value in zip(shown.cells.ravel(), counts.ravel(), strict=True)
    ]
    for place in np.argwhere(counts.ravel() < 5).ravel():
        if sum(len(values) > 1 for values in free) > 3:
            low, high = bounds(counts, shown, (int(place) // 3, int(place) % 3))
            assert high - low >= 5 - 1e-6
            continue
        values = {
            table[place]
            for table in product(*free)
            if all(sum(table[3 * r : 3 * r + 3]) == counts[r].sum() for r in (0, 1) if shown.row_totals[r])
            and all(table[c] + table[3 + c] == counts[:, c].sum() for c in range(3) if shown.column_totals[c])
        }
        assert max(values) - min(values) >= 5


def test_bounds_find_a_cell_that_is_given_away() -> None:
    counts = np.array([[3, 12], [8, 7]])
    alone = Shown(np.array([[False, True], [True, True]]), np.ones(2, bool), np.ones(2, bool))
    assert bounds(counts, alone, (0, 0)) == (3, 3)


def test_a_column_that_nobody_is_in_is_no_small_cell() -> None:
    table = pd.DataFrame({"events": [8, 9], "no_events": [12, 11], "lost": [0, 0], "n": [20, 20]})
    assert hide_small(table, ["events", "no_events", "lost"], "n").notna().all(axis=None)


@pytest.mark.parametrize(
    ("parts", "total", "gives"),
    [
        ([3, 12], 15, True),
        ([None, 12], 15, True),
        ([None, 12], None, False),
        ([None, None], 15, False),
        ([8, 9], 17, False),
    ],
)
def test_a_row_gives_its_small_part_away_or_not(parts: list[int | None], total: int | None, gives: bool) -> None:
    assert gives_away(parts, total) is gives


@pytest.mark.parametrize("seed", range(6))
def test_shared_tables_show_no_estimate_of_a_hidden_count(tmp_path: Path, seed: int) -> None:
    people = study(tmp_path / "s.csv", Chosen(n=15, relapse=(0.2, 0.5)), seed=seed)
    shared = to_share(analyse(people, "s"), people)
    shown = shared.counts[["events", "no_events"]]
    assert not (shown < 5).any(axis=None)
    for outcome, rows in shared.counts.groupby("outcome"):
        if rows[["events", "no_events"]].isna().any(axis=None):
            mine = shared.estimates[shared.estimates["outcome"] == outcome]
            assert mine[["estimate", "low", "high", "p"]].isna().all(axis=None)
    for column in ("events", "at_risk"):
        assert not (shared.survival[column] < 5).any()


def test_those_lost_are_counted_as_the_bad_outcome_where_that_lets_more_be_shown(tmp_path: Path) -> None:
    people = study(tmp_path / "s.csv", Chosen(n=30), seed=20261121)
    complete = analyse(people, "s")
    shared = to_share(complete, people)
    assert (complete.counts["lost"].between(1, 4)).all()
    assert set(shared.counts["analysis"]) == {"all_bad"}
    assert (shared.counts["events"] + shared.counts["no_events"] == shared.counts["n"]).all()
    shown = shared.estimates[shared.estimates["estimate"].notna()]
    assert set(shown["analysis"]) == {"all_bad"}


# A synthetic number: the month is raised by 80, so that no person has it.
def test_national_identity_numbers_are_known_by_their_control_digits() -> None:
    assert is_national_id(NUMBER) and is_national_id(f"{NUMBER[:6]} {NUMBER[6:]}")
    assert not is_national_id("15819000067") and not is_national_id("99999999999") and not is_national_id("1581900006")


def test_a_simulated_sheet_is_the_same_for_the_same_seed() -> None:
    pd.testing.assert_frame_equal(simulated_sheet(seed=3), simulated_sheet(seed=3))
    assert not simulated_sheet(seed=3).equals(simulated_sheet(seed=4))
