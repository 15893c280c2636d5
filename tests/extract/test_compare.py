"""Two extractions side by side: every row in one place, agreement counted field by field, resolutions needed."""

from __future__ import annotations

from collections import Counter

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ettervern.extract import load
from ettervern.extract.alike import canonical, measure, p_value, words_alike
from ettervern.extract.compare import compare
from ettervern.extract.facing import turned
from ettervern.extract.naming import Naming
from ettervern.extract.resolution import Resolved, read_resolutions, resolve
from ettervern.extract.schemas import RawRow, ResolutionRow
from ettervern.files import ReviewError
from ettervern.review import Review
from tests.made_rows import made

from .helpers import TODAY, copy_review, set_cells

BASE = {
    "study_id": "made1999",
    "outcome": "relapse",
    "event": "abstinence",
    "definition": "no use at all",
    "months": "12",
    "arm_intervention": "recovery housing",
    "arm_control": "usual care",
    "events_intervention": "30",
    "n_intervention": "80",
    "events_control": "16",
    "n_control": "81",
    "analysis_set": "itt",
    "confidence": "high",
}


def raw(*changes: dict[str, str]) -> dict[int, RawRow]:
    """Return an extraction with a row for each set of changes."""
    return made(RawRow, *({**BASE, **change} for change in changes))


def test_rows_on_one_contrast_are_paired_whatever_the_arms_are_called() -> None:
    first = raw({"arm_intervention": "RH+RBT"}, {"arm_intervention": "RH", "events_intervention": "25"})
    second = raw(
        {"arm_intervention": "recovery housing alone (RH)", "events_intervention": "25"},
        {"arm_intervention": "recovery housing and reinforcement-based treatment"},
    )
    rows = compare(first, second).rows
    assert rows[["row_1", "row_2", "status"]].to_numpy().tolist() == [[2, 3, "agree"], [3, 2, "agree"]]


def test_another_time_is_another_contrast() -> None:
    rows = compare(raw({}), raw({"months": "24"})).rows
    assert sorted(rows["status"]) == ["first_only", "second_only"]


def test_a_field_differs_only_where_both_say_something_else() -> None:
    found = compare(
        raw({"p_value": "0.016"}), raw({"n_control": "82", "analysis_set": "unclear", "p_value": ".016 (Fisher)"})
    )
    words = found.fields.set_index("field")["verdict"]
    assert words["n_control"] == "differ"
    assert words["p_value"] == "agree"
    assert words["analysis_set"] == "first_only"
    assert found.rows["differs"].item() == "n_control"
    counted = found.agreement.set_index("field")
    assert counted.loc["n_control", "percent"] == 0
    assert counted.loc["n_intervention", "percent"] == 100
    assert pd.isna(counted.loc["effect", "percent"])


@pytest.fixture(scope="module")
def naming(tmp_path_factory: pytest.TempPathFactory) -> Naming:
    return Naming.of(copy_review(tmp_path_factory.mktemp("naming")))


def fields(first: dict[str, str], second: dict[str, str], names: Naming) -> pd.DataFrame:
    """Return the compared fields of two rows by name."""
    return compare(raw(first), raw(second), names).fields.set_index("field")


def test_a_figure_and_its_complement_are_the_same_figure(naming: Naming) -> None:
    people = {"n_intervention": "69", "events_control": "35", "n_control": "70"}
    one = people | {"event": "relapse", "events_intervention": "23"}
    other = people | {"event": "abstinence", "events_intervention": "46"}
    found = fields(one, other, naming)
    assert set(found["verdict"]) == {"agree"}
    assert found["told"]["events_intervention"] == "complement"
    assert (found["value_1"]["events_intervention"], found["value_2"]["events_intervention"]) == ("23", "46")


@given(st.integers(1, 60), st.integers(1, 60), st.integers(61, 90), st.integers(61, 90))
@settings(max_examples=60, deadline=None)
def test_the_complement_of_any_counts_never_differs(naming: Naming, a: int, b: int, n: int, m: int) -> None:
    people = {"n_intervention": str(n), "n_control": str(m)}
    one = people | {"event": "relapse", "events_intervention": str(a), "events_control": str(b)}
    other = people | {"event": "abstinent", "events_intervention": str(n - a), "events_control": str(m - b)}
    same = {"event": "abstinent", "events_intervention": str(a), "events_control": str(b)}
    for first, second in ((one, other), (other, one)):
        assert set(fields(first, second, naming)["verdict"]) == {"agree"}
    if (2 * a, 2 * b) != (n, m):
        assert "differ" in set(fields(one, people | same, naming)["verdict"]), "the event is another one"


def test_a_percentage_is_the_count_that_it_fits_and_no_other(naming: Naming) -> None:
    counted = {"events_intervention": "23", "n_intervention": "69"}
    told = {"events_intervention": "", "n_intervention": "69", "percent_intervention": "33"}
    assert fields(counted, told, naming).loc["events_intervention", ["verdict", "told"]].to_list() == [
        "agree",
        "percentage",
    ]
    other = fields(counted | {"events_intervention": "25"}, told, naming)
    assert other.loc["events_intervention", "verdict"] == "differ"
    turned_round = {"event": "relapse", "percent_intervention": "66.7", "events_control": "65"}
    both = fields(counted | {"event": "abstinent"}, told | turned_round, naming)
    assert both.loc["events_intervention", "verdict"] == "agree"


def test_a_ratio_for_the_opposite_event_is_turned_round_where_it_can_be(naming: Naming) -> None:
    none = {"events_intervention": "", "events_control": ""}
    one = {"event": "relapse", "effect_measure": "OR", "effect": "0.6", "ci_low": "0.4", "ci_high": "0.9", **none}
    other = {"event": "abstinent", "effect_measure": "OR", "effect": "1.67", "ci_low": "1.11", "ci_high": "2.5"} | none
    assert set(fields(one, other, naming)["verdict"]) == {"agree"}
    risks = fields(one | {"effect_measure": "RR"}, other | {"effect_measure": "RR"}, naming)
    assert "differ" not in set(risks["verdict"]), "no ratio of risks follows from the other"
    as_printed = fields(one, one | {"event": "abstinent"}, naming)
    assert as_printed["verdict"][["effect", "event"]].to_list() == ["agree", "differ"]


def test_a_row_told_twice_in_one_extraction_is_counted_once_and_kept() -> None:
    found = compare(raw({}, {"definition": "abstinent, all substances", "p_value": "0.02"}), raw({}))
    assert len(found.rows) == 1
    assert (found.rows["row_1"].item(), found.rows["repeats_1"].item()) == (3, "2")


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["6", "12", ""]), st.integers(0, 80)), max_size=6),
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["6", "12", ""]), st.integers(0, 80)), max_size=6),
)
def test_every_row_of_both_stands_in_exactly_one_place(
    ones: list[tuple[str, str, int]], twos: list[tuple[str, str, int]]
) -> None:
    first, second = (
        raw(*({"study_id": s, "months": m, "events_intervention": str(e)} for s, m, e in rows)) for rows in (ones, twos)
    )
    found = compare(first, second).rows
    for side, table in ((1, first), (2, second)):
        placed: Counter[int] = Counter()
        for row in found.to_dict("records"):
            placed.update([int(row[f"row_{side}"])] * bool(row[f"row_{side}"]))
            placed.update(int(one) for one in str(row[f"repeats_{side}"]).split(";") if one)
        assert placed == Counter(list(table))


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 80), st.integers(1, 80))
def test_an_extraction_agrees_with_itself(a: int, b: int) -> None:
    table = raw({"events_intervention": str(a)}, {"months": "6", "events_intervention": str(b)})
    found = compare(table, table)
    assert set(found.rows["status"]) == {"agree"}
    assert found.agreement.set_index("field").loc["all", "percent"] == 100


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("adjusted OR (GEE)", "aOR"),
        ("OR (adjusted)", "aOR"),
        ("OR (GEE, samples)", "OR"),
        ("adjusted OR (as printed; below 1 although the percentage is higher)", "aOR"),
        ("RR as reported (probably adjusted)", "RR"),
        ("adjusted risk ratio (months with use)", "aRR"),
        ("ARR", "aRR"),
        ("unadjusted OR", "OR"),
        ("HR", "HR"),
        ("mean_difference", "MD"),
        ("MD_days", "MD"),
        ("d", "d"),
    ],
)
def test_one_measure_has_one_name(text: str, expected: str) -> None:
    assert measure(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("<.001 (three-arm)", "<0.001"), ("0.50", "0.5"), (".5", "0.5"), ("not significant", "not significant")],
)
def test_one_p_value_has_one_form(text: str, expected: str) -> None:
    assert p_value(text) == expected


def test_a_ratio_turned_round_is_the_same_to_the_digits_printed() -> None:
    assert turned("1.68", "0.6")
    assert turned("1.68", "0.60")
    assert not turned("1.68", "0.70")
    assert not turned("1.0", "1.0")


def test_an_abbreviation_is_like_what_it_abbreviates() -> None:
    assert words_alike("ICM", "Intensive case management") >= 0.9
    assert words_alike("ICM", "waiting list") < 0.5


def test_numbers_are_the_same_however_they_are_written() -> None:
    assert canonical("effect", "1.10") == canonical("effect", "1.1")


# ---- the real extractions -----------------------------------------------------------------------------------------


def resolved_of(review: Review, decided: dict[int, ResolutionRow]) -> Resolved:
    tables, names = load(review, today=TODAY), Naming.of(review)
    return resolve(tables.outcomes, tables.extraction_1, tables.extraction_2, decided, names=names)


def test_the_two_real_extractions_give_these_numbers_of_agreement(review: Review) -> None:
    tables = load(review, today=TODAY)
    found = compare(tables.extraction_1, tables.extraction_2, Naming.of(review))
    statuses = {"first_only": 60, "agree": 51, "second_only": 38, "differ": 7, "no_shared_figures": 8}
    assert Counter(found.rows["status"]) == statuses
    counted = found.agreement.set_index("field")
    assert (counted.loc["all", "agree"], counted.loc["all", "both"]) == (418, 429)
    assert counted.loc["events_intervention", "percent"] == 100
    differ = found.fields[found.fields["verdict"] == "differ"]
    assert Counter(differ["study_id"]) == {
        "godley2014": 4,
        "hser2013": 3,
        "finch2018": 1,
        "lucht2021": 1,
        "mckay2010alc": 1,
        "rognli2025": 1,
    }


def test_the_agreed_table_of_the_real_review_rests_on_agreement_or_a_resolution(review: Review) -> None:
    tables = load(review, today=TODAY)
    found = resolve(
        tables.outcomes,
        tables.extraction_1,
        tables.extraction_2,
        read_resolutions(review, TODAY),
        names=Naming.of(review),
    )
    assert Counter(row.how for row in found.rows) == {"agreed": 36, "resolved": 8}
    assert len(found.agreed) == len(tables.outcomes) == 44
    four = {row.outcome_id: row.note for row in tables.outcomes.values() if row.extraction_agreement != "both"}
    assert sorted(four) == [
        "finch2018-relapse-1",
        "gustafson2014-relapse-1",
        "hser2013-employment-2",
        "jason2007-relapse-1",
    ]
    rows = [row for row in found.rows if row.outcome_id in four]
    assert {(row.how, row.kind) for row in rows} == {("resolved", "software")}
    assert {row.outcome_id: row.reason for row in rows} == four


def test_what_is_stated_of_agreement_and_not_found_is_said(review: Review) -> None:
    tables = load(review, today=TODAY)
    found = resolve(
        tables.outcomes,
        tables.extraction_1,
        tables.extraction_2,
        read_resolutions(review),
        names=Naming.of(review),
    )
    said = [problem.message for problem in found.problems if problem.row == 16]
    assert said == ["“both” is stated, “differ” is found in the two extractions (ci_low, ci_high)"]


def test_a_row_without_agreement_or_resolution_waits(review: Review) -> None:
    found = resolved_of(review, {})
    assert len(found.agreed) == 36
    waiting = {row.outcome_id for row in found.rows if row.how == "waits"}
    assert {"hser2013-employment-2", "godley2014-relapse-1"} <= waiting
    assert sum("resolutions.csv has no row" in problem.message for problem in found.problems) == 8


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ({"kind": "robot"}, "person, software"),
        ({"reason": ""}, "expected a text"),
        ({"date": "2031-01-01"}, "in the future"),
        ({"date": "soon"}, "2026-11-21"),
        ({"outcome_id": "tuten2012-relapse-1"}, "earlier row"),
    ],
)
def test_a_faulty_resolution_is_refused(review: Review, cells: dict[str, str], says: str) -> None:
    path = review.extraction / "resolutions.csv"
    set_cells(path, 4 if "outcome_id" in cells else 2, cells)
    with pytest.raises(ReviewError, match=says) as caught:
        read_resolutions(review, TODAY)
    assert caught.value.problems[0].file.endswith("resolutions.csv")
