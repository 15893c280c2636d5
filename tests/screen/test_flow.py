"""The flow counts what happened, in two streams and over updates, and refuses to be wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ettervern.files import ReviewError
from ettervern.review import Review
from ettervern.screen.boxes import STREAMS, Flow
from ettervern.screen.count import batches, flow

SEARCHES = pd.DataFrame(
    {
        "file": ["pubmed.nbib", "web.ris", "update.ris"],
        "kind": ["database", "other", "database"],
        "date": ["2026-01-10", "2026-01-12", "2026-09-01"],
    }
)
ROWS = st.lists(
    st.tuples(
        st.sampled_from(SEARCHES["file"].to_list()),
        st.integers(0, 12),
    ),
    max_size=40,
)
FATES = ("none", "open", "exclude", "to_fetch", "requested", "lost", "unread", "out", "in")


def records(rows: list[tuple[str, int]]) -> pd.DataFrame:
    """Return a row a record."""
    return pd.DataFrame({"file": [f for f, _ in rows], "report_id": [f"r{n}" for _, n in rows]}, dtype="str")


def listed(found: pd.DataFrame) -> pd.DataFrame:
    """Return searches.csv with the right counts."""
    return SEARCHES.assign(count=SEARCHES["file"].map(found["file"].value_counts()).fillna(0).astype(int).astype(str))


def decided(fates: dict[str, str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return resolved decisions and full-text status for reports with these fates."""
    rows, copies = [], []
    for report, fate in fates.items():
        if fate == "none":
            continue
        if fate in ("open", "exclude"):
            rows.append(("title-abstract", report, fate, "", "design" if fate == "exclude" else ""))
            continue
        rows.append(("title-abstract", report, "include", "effect", ""))
        status = {"lost": "not_obtainable", "unread": "obtained", "out": "obtained", "in": "obtained"}.get(fate, fate)
        copies.append((report, status, "no copy" if fate == "lost" else ""))
        if fate in ("out", "in"):
            verdict = ("exclude", "", "outcome") if fate == "out" else ("include", "effect", "")
            rows.append(("full-text", report, *verdict))
    resolved = pd.DataFrame(rows, columns=["stage", "report_id", "decision", "role", "reason"], dtype="str")
    return resolved, pd.DataFrame(copies, columns=["report_id", "status", "reason"], dtype="str")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(rows=ROWS, data=st.data())
def test_every_box_adds_up_for_any_records_and_decisions(
    review: Review, rows: list[tuple[str, int]], data: st.DataObject
) -> None:
    found = records(rows)
    fates = {report: data.draw(st.sampled_from(FATES)) for report in sorted(set(found["report_id"]))}
    resolved, status = decided(fates)
    since = data.draw(st.sampled_from([None, date(2026, 6, 1)]))
    counted = flow(review, found, listed(found), resolved, status=status, since=since)
    kept = [fate for fate in fates.values() if fate in FATES[3:]]
    assert counted.count("in_review") == sum(fate not in ("lost", "out") for fate in kept)
    if since is None:
        assert counted.count("identified") == len(rows)
        assert counted.count("kept") == len(kept)
        assert counted.count("read") == sum(fate in ("out", "in") for fate in kept)


def example(review: Review) -> Flow:
    """Return the flow of a small review with every fate in it."""
    rows = [
        ("pubmed.nbib", 1),
        ("pubmed.nbib", 2),
        ("web.ris", 1),
        ("web.ris", 3),
        ("update.ris", 2),
        ("update.ris", 4),
    ]
    found = records(rows)
    resolved, status = decided({"r1": "in", "r2": "out", "r3": "lost", "r4": "requested"})
    return flow(review, found, listed(found), resolved, status=status)


def test_a_report_that_a_database_found_flows_with_the_databases(review: Review) -> None:
    counted = example(review)
    assert (counted.count("reports", "databases"), counted.count("reports", "other")) == (3, 1)
    assert (counted.count("duplicates", "databases"), counted.count("duplicates", "other")) == (1, 1)


def test_full_texts_are_counted_by_where_they_stand(review: Review) -> None:
    counted = example(review)
    names = ("sought", "awaited", "not_retrieved", "retrieved", "read", "excluded_full_text", "included_full_text")
    assert [counted.count(name) for name in names] == [4, 1, 1, 2, 2, 1, 1]
    assert counted.details("excluded_full_text") == {"outcome": 1}
    assert counted.details("not_retrieved") == {"no copy": 1}


def test_an_update_counts_only_what_is_new_beside_what_was_there(review: Review) -> None:
    rows = [("pubmed.nbib", 1), ("web.ris", 2), ("web.ris", 3), ("update.ris", 1), ("update.ris", 4)]
    found = records(rows)
    resolved, _ = decided({"r1": "to_fetch", "r2": "to_fetch", "r3": "exclude", "r4": "to_fetch"})
    studies = pd.DataFrame({"report_id": ["r1", "r2", "r4"], "study": ["A", "A", "A"]})
    counted = flow(review, found, listed(found), resolved, studies=studies, since=date(2026, 6, 1))
    names = ("previous_reports", "previous_studies", "identified", "duplicates", "kept", "in_review")
    assert [counted.count(name) for name in names[:2]] == [2, 1]
    assert [counted.count(name) for name in names[2:]] == [2, 1, 1, 3]
    assert counted.count("in_review_studies") == 1


@pytest.mark.parametrize("number", range(12))
def test_one_wrong_number_stops_the_build_and_is_named(review: Review, number: int) -> None:
    counted = example(review)
    wrong = [box for box in counted.boxes if not box.box.endswith("_studies")][number * 4]
    boxes = tuple(replace(box, n=box.n + 1) if box is wrong else box for box in counted.boxes)
    with pytest.raises(ReviewError) as caught:
        Flow(boxes).check()
    assert wrong.box in str(caught.value)
    if not wrong.detail:
        assert str(wrong.n + 1) in str(caught.value)


def test_a_count_that_differs_from_what_was_read_is_refused(review: Review) -> None:
    found = records([("web.ris", 1)])
    searches = listed(found).replace({"count": {"1": "2"}})
    with pytest.raises(ReviewError, match=r"searches\.csv, row 3, column count: web\.ris: 2 listed, 1 records read"):
        flow(review, found, searches, decided({})[0])


def test_records_of_an_unlisted_file_are_refused(review: Review) -> None:
    found = records([("secret.ris", 1)])
    with pytest.raises(ReviewError, match=r"secret\.ris was read \(1 records\) but is not listed"):
        flow(review, found, listed(found), decided({})[0])


def test_decisions_on_no_report_are_refused(review: Review) -> None:
    found = records([("web.ris", 1)])
    with pytest.raises(ReviewError, match="'r9', which is no report"):
        flow(review, found, listed(found), decided({"r9": "exclude"})[0])


def test_a_full_text_that_nobody_has_cannot_have_been_read(review: Review) -> None:
    found = records([("web.ris", 1)])
    resolved, status = decided({"r1": "in"})
    with pytest.raises(ReviewError, match="its full text is requested"):
        flow(review, found, listed(found), resolved, status=status.assign(status="requested"))


def test_the_table_gives_the_flow_back(review: Review) -> None:
    counted = example(review)
    assert Flow.from_table(counted.table()) == counted
    assert set(counted.json()) <= set(STREAMS)
    assert counted.json()["all"]["kept"] == {"n": 4, "details": {"effect": 4}}


def test_a_report_belongs_to_the_batch_of_the_first_search_that_found_it() -> None:
    found = records([("update.ris", 1), ("web.ris", 1), ("update.ris", 2)])
    assert batches(found, SEARCHES) == {"r1": "2026-01-12", "r2": "2026-09-01"}
