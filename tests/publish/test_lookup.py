"""A number in the prose comes from the results by its name, or the build says which name is wrong."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from ettervern.files import ReviewError
from ettervern.publish.results import Results, study_labels
from ettervern.publish.words.lookup import GROUPS, UnknownNumber, number
from tests.publish import made_up


@pytest.fixture
def results(tmp_path: Path) -> Results:
    """Return the made-up results."""
    return made_up.results(tmp_path)


@pytest.mark.parametrize(
    ("name", "norwegian", "english"),
    [
        ("relapse-main.estimate", "0,50", "0.50"),
        ("relapse-main.interval", "0,30 til 0,80", "0.30 to 0.80"),
        ("employment-main.prediction", "0,40 til 20,0", "0.40 to 20.0"),
        ("relapse-main.i2", "40\u00a0%", "40%"),
        ("relapse-main.participants", "1\u00a0234", "1,234"),
        ("flow.identified", "9", "9"),
        ("flow.identified.databases", "0", "0"),
        ("flow.excluded.design", "2", "2"),
        ("agreement.title-abstract.agreed", "6", "6"),
        ("agreement.title-abstract.percent", "85,7\u00a0%", "85.7%"),
        ("reports.kept", "5", "5"),
        ("reports.words", "1", "1"),
        ("later.studies", "1", "1"),
        ("words.relapse.no_difference", "1", "1"),
        ("pool.relapse-main.nordic", "1", "1"),
        ("pool.relapse-main.age_group.young_adults", "0", "0"),
        ("bias.relapse-main.not_assessed", "1", "1"),
        ("review.searched", "21.\u00a0november 2026", "21\u00a0November 2026"),
    ],
)
def test_a_name_gives_the_number_as_each_language_writes_it(
    results: Results, name: str, norwegian: str, english: str
) -> None:
    assert (number(results, name, "nb"), number(results, name, "en")) == (norwegian, english)


def test_people_are_counted_as_at_least_where_a_study_does_not_say(results: Results) -> None:
    assert number(results, "pool.relapse-main.people", "nb") == "minst 81"
    assert number(results, "pool.employment-main.people", "nb") == "162"


@pytest.mark.parametrize("name", ["relapse-main.estimat", "relapse-mian.estimate", "flow.screend", "no.such", "", "."])
def test_a_name_that_leads_nowhere_is_refused_with_the_nearest_names(results: Results, name: str) -> None:
    with pytest.raises(UnknownNumber, match=r"the nearest are: .+"):
        number(results, name, "nb")


def test_the_groups_of_numbers_hold_only_text(results: Results) -> None:
    for group in GROUPS.values():
        for language in ("nb", "en"):
            assert all(isinstance(shown, str) and shown for shown in group(results, language).values())


def test_every_missing_file_and_column_is_named_at_once(tmp_path: Path) -> None:
    review = made_up.write_review(tmp_path)
    (review.results / "flow.csv").unlink()
    pooled = pd.read_csv(review.results / "pooled.csv").drop(columns="pi_low")
    pooled.to_csv(review.results / "pooled.csv", index=False)
    with pytest.raises(ReviewError) as caught:
        Results.read(review)
    assert sorted((problem.file, problem.column) for problem in caught.value.problems) == [
        ("reviews/made-up/results/flow.csv", ""),
        ("reviews/made-up/results/pooled.csv", "pi_low"),
    ]


def test_a_cell_that_is_no_number_is_refused_with_its_row(tmp_path: Path) -> None:
    review = made_up.write_review(tmp_path)
    pooled = pd.read_csv(review.results / "pooled.csv", dtype=str)
    pooled.loc[1, "ci_low"] = "1.1x"
    pooled.to_csv(review.results / "pooled.csv", index=False)
    with pytest.raises(ReviewError, match=r"pooled\.csv, row 3, column ci_low: expected a number; found “1\.1x”"):
        Results.read(review)


def test_no_two_studies_get_the_same_short_name() -> None:
    frame = pd.DataFrame(
        {
            "study_id": ["a", "b", "c", "d"],
            "authors": ["Berg, A.", "Berg, B.", "Berg, C.", ""],
            "year": ["2001", "2001", "2001", "2001"],
        }
    ).set_index("study_id", drop=False)
    choice = pd.DataFrame({"study_id": ["b", "b"], "label": ["Berg 2001a", "Berg 2001a"]})
    labels = study_labels(frame, choice)
    assert labels["b"] == "Berg 2001a"
    assert labels["d"] == "D"
    assert labels.is_unique
