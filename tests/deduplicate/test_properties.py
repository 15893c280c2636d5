"""What must hold whatever the records are."""

from __future__ import annotations

import random
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ettervern.deduplicate import deduplicate
from ettervern.records import CONTENT_COLUMNS, read_files, write_records
from tests.deduplicate.helpers import WORK, Row, partition, table

QUICK = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
TITLES = [
    WORK["title"],
    "Telephone monitoring after treatment for drug dependence: a randomised trial",
    "Recovery housing and work after inpatient treatment in Norway",
    "Editorial",
    "Arbeid og rus. Del 1",
    "Arbeid og rus. Del 2",
]
RECORD = st.fixed_dictionaries(
    {
        "title": st.sampled_from([*TITLES, "", *(title.upper() for title in TITLES), f"[{TITLES[2]}]."]),
        "authors": st.sampled_from(["", WORK["authors"], "Sørensen, Å.; Müller, J.", "Sorensen A", "Lie, Mona"]),
        "year": st.sampled_from(["", "2013", "2014", "2016"]),
        "journal": st.sampled_from(["", WORK["journal"], "J Subst Abuse Treat", "Addiction"]),
        "volume": st.sampled_from(["", "46", "47"]),
        "number": st.sampled_from(["", "3", "Suppl 1"]),
        "pages": st.sampled_from(["", "315-324", "315-24", "12"]),
        "doi": st.sampled_from(["", "", "10.1000/a", "10.2000/b"]),
        "type": st.sampled_from(["journal_article", "conference"]),
        "abstract": st.sampled_from(["", "A long text on what was done and found in this work. " * 6]),
    }
)
RECORDS = st.lists(RECORD, min_size=1, max_size=9)


@QUICK
@given(rows=RECORDS, seed=st.integers(0, 1000))
def test_the_order_of_records_does_not_matter(rows: list[Row], seed: int) -> None:
    records = table(*rows)
    shuffled = records.sample(frac=1, random_state=seed, ignore_index=True)
    one, two = deduplicate(records), deduplicate(shuffled)
    for name in ("reports", "duplicates", "review", "known", "aliases"):
        assert getattr(one, name).to_csv() == getattr(two, name).to_csv()


@QUICK
@given(rows=RECORDS)
def test_every_record_stands_exactly_once(rows: list[Row]) -> None:
    records = table(*rows)
    found = deduplicate(records)
    assert sorted(found.duplicates["record_id"]) == sorted(records["record_id"])
    assert sorted(";".join(found.reports["record_ids"]).split(";")) == sorted(records["record_id"])
    assert found.reports["n_records"].sum() == len(rows)
    assert set(found.duplicates["report_id"]) == set(found.reports["report_id"])
    assert (found.duplicates["decided_by"] == "").sum() == len(found.reports)


@QUICK
@given(rows=RECORDS)
def test_the_output_run_again_merges_nothing(rows: list[Row]) -> None:
    reports = deduplicate(table(*rows)).reports
    again = table(*reports[list(CONTENT_COLUMNS)].to_dict("records"))
    assert len(deduplicate(again).reports) == len(reports)


@QUICK
@given(rows=RECORDS)
def test_doubtful_pairs_are_of_different_reports_and_each_stands_once(rows: list[Row]) -> None:
    review = deduplicate(table(*rows)).review
    assert (review["report_1"] != review["report_2"]).all()
    pairs = [frozenset(pair) for pair in zip(review["report_1"], review["report_2"], strict=True)]
    assert len(pairs) == len(set(pairs))


@QUICK
@given(rows=RECORDS)
def test_running_twice_with_what_is_known_changes_nothing(rows: list[Row]) -> None:
    records = table(*rows)
    first = deduplicate(records)
    second = deduplicate(records, known=first.known)
    assert second.duplicates.to_csv() == first.duplicates.to_csv()
    assert second.aliases.empty


@settings(QUICK, max_examples=25)
@given(rows=RECORDS, seed=st.integers(0, 1000))
@pytest.mark.parametrize("format", ["ris", "bib"])
def test_files_in_any_order_and_one_given_twice_make_no_difference(
    tmp_path: Path, format: str, rows: list[Row], seed: int
) -> None:
    half = len(rows) // 2
    paths = []
    for at, part in enumerate((rows[:half], rows[half:])):
        path = tmp_path / f"{at}.{format}"
        write_records(table(*part), path, format)
        if part:
            paths.append(path)
    once = deduplicate(read_files(paths).records)
    shuffled = [*paths, *paths]
    random.Random(seed).shuffle(shuffled)
    copy = tmp_path / "copy"
    copy.write_bytes(paths[0].read_bytes())
    twice = deduplicate(read_files([*shuffled, copy]).records)
    assert partition(once) == partition(twice)
    assert once.reports["report_id"].tolist() == twice.reports["report_id"].tolist()


def test_an_empty_table_gives_empty_tables() -> None:
    found = deduplicate(table())
    assert (len(found.reports), len(found.duplicates), len(found.review)) == (0, 0, 0)


def test_more_of_the_same_than_a_block_holds_is_still_one_report() -> None:
    found = deduplicate(table(*[WORK] * 200))
    assert len(found.reports) == 1


def test_large_blocks_of_different_works_stay_apart() -> None:
    works = [{"title": "Editorial", "journal": "Addiction", "volume": str(at), "year": "2001"} for at in range(200)]
    assert len(deduplicate(table(*works)).reports) == 200


def test_ids_are_unique_among_very_many_works_of_one_name_and_year() -> None:
    works = [{"title": f"Report {at}", "authors": "Lie, Mona", "year": "2001"} for at in range(3000)]
    ids = deduplicate(table(*works)).reports["report_id"]
    assert ids.is_unique
    assert isinstance(ids, pd.Series)


def test_copies_of_many_works_with_one_title_find_each_other() -> None:
    works = [
        {"title": "Editorial", "journal": "Addiction", "volume": str(at), "year": "2001", "pages": f"{at}1-{at}3"}
        for at in range(1, 80)
    ]
    copies = [work | {"title": "EDITORIAL."} for work in works]
    assert len(deduplicate(table(*works, *copies)).reports) == len(works)
