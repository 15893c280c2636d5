"""Ids of reports over time: what people said last on every pair is what counts, whatever was built between."""

from __future__ import annotations

import csv
from itertools import combinations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ettervern import pipeline
from ettervern.check import check
from ettervern.deduplicate import Deduplication, deduplicate
from ettervern.files import ReviewError, read_table
from ettervern.ids import Aliases
from ettervern.review import Review
from tests.conftest import TODAY
from tests.deduplicate.helpers import table

WORKS = table(
    *(
        {"title": f"{word} and what came after", "authors": f"{word}, Per", "year": str(2000 + at)}
        for at, word in enumerate(("Housing", "Telephone", "Vouchers", "Kinship", "Running"))
    )
)
RECORDS = WORKS["record_id"].tolist()
WORD = st.tuples(st.sampled_from(list(combinations(RECORDS, 2))), st.sampled_from(["same", "different"]))
Said = list[tuple[tuple[str, str], str]]


def decisions(said: Said) -> pd.DataFrame:
    """Return a person's words as a table."""
    rows = [(*pair, decision) for pair, decision in said]
    return pd.DataFrame(rows, columns=["record_1", "record_2", "decision"])


def reports(result: Deduplication) -> dict[str, str]:
    """Return the report of each record."""
    return dict(zip(result.duplicates["record_id"], result.duplicates["report_id"], strict=True))


def parted(result: Deduplication) -> set[frozenset[str]]:
    """Return which records are together."""
    return {frozenset(ids.split(";")) for ids in result.reports["record_ids"]}


@settings(max_examples=60)
@given(said=st.lists(WORD, max_size=8), built=st.lists(st.booleans(), min_size=8, max_size=8))
def test_any_words_end_where_the_last_ones_lead_whatever_was_built_between(said: Said, built: list[bool]) -> None:
    result = deduplicate(WORKS)
    homes = {report: record for record, report in reports(result).items()}
    allowed: Said = []
    for (pair, decision), build in zip(said, built, strict=False):
        words = [*allowed, (pair, decision)]
        try:
            deduplicate(WORKS, decisions=decisions(words))
        except ReviewError:  # words that contradict each other are refused, and nothing is built
            continue
        allowed = words
        if build:
            result = deduplicate(WORKS, decisions=decisions(words), known=result.known, aliases=result.aliases)
    last = deduplicate(WORKS, decisions=decisions(allowed), known=result.known, aliases=result.aliases)
    assert parted(last) == parted(deduplicate(WORKS, decisions=decisions(allowed)))
    where, aliases = reports(last), Aliases.of(last.aliases)
    assert {name: aliases.now(name) for name in homes} == {name: where[home] for name, home in homes.items()}
    assert not set(aliases.leads) & set(where.values())
    again = deduplicate(WORKS, decisions=decisions(allowed), known=last.known, aliases=last.aliases)
    assert (reports(again), again.aliases.to_csv()) == (where, last.aliases.to_csv())


def test_a_folder_of_version_01_whose_alias_outlived_the_merge_gets_its_report_back() -> None:
    first = deduplicate(WORKS)
    one, two = RECORDS[:2]
    joined = deduplicate(WORKS, decisions=decisions([((one, two), "same")]), known=first.known)
    left_behind = joined.aliases[["alias", "report_id"]]  # 0.1 did not write down where an id was given
    apart = decisions([((one, two), "different")])
    assert reports(deduplicate(WORKS, decisions=apart, known=joined.known, aliases=left_behind)) == reports(first)
    stale = deduplicate(WORKS, decisions=apart, known=first.known, aliases=left_behind)
    assert (reports(stale), len(stale.aliases)) == (reports(first), 0)


def test_an_id_whose_home_is_gone_goes_on_with_the_next_record_of_its_report() -> None:
    first = deduplicate(WORKS, decisions=decisions([((RECORDS[0], RECORDS[1]), "same")]))
    name = reports(first)[RECORDS[0]]
    for gone in RECORDS[:2]:
        left = deduplicate(WORKS[WORKS["record_id"] != gone], known=first.known, aliases=first.aliases)
        assert name in reports(left).values()


def test_a_chain_of_aliases_is_followed_to_its_end_and_a_former_id_is_told_from_any_other() -> None:
    aliases = Aliases.of({"alias": ["a", "b"], "report_id": ["b", "c"]})
    assert [aliases.now(name) for name in ("a", "b", "c", "d")] == ["c", "c", "c", "d"]


@pytest.mark.parametrize(
    ("lines", "row", "message"),
    [
        ("a,b\nb,a\n", 2, "leads round to itself"),
        ("x,y\na,a\n", 3, "leads round to itself"),
        ("a,b\na,c\n", 2, "leads to both"),
    ],
)
def test_aliases_that_lead_round_or_to_two_reports_are_one_line_with_their_row(
    project: Review, lines: str, row: int, message: str
) -> None:
    path = project.searches / "aliases.csv"
    path.write_text("alias,report_id\n" + lines, encoding="utf-8")
    found = [p for p in check(project, today=TODAY) if p.severity == "error"]
    assert next((p.file, p.row, message in p.message) for p in found) == (project.shown(path), row, True)
    with pytest.raises(ReviewError, match=message):
        pipeline.run(project, TODAY, lambda _: None)


def say(review: Review, pair: tuple[str, str], decision: str) -> None:
    """Write a person's word on two records and build."""
    path = review.searches / "duplicate_decisions.csv"
    fresh = not path.is_file()
    with path.open("a", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerows([["record_1", "record_2", "decision"]] * fresh + [[*pair, decision]])
    pipeline.run(review, TODAY, lambda _: None)


def test_a_merge_that_is_taken_back_gives_votes_agreement_and_references_as_before(project: Review) -> None:
    pipeline.run(project, TODAY, lambda _: None)
    names = ("screening", "agreement", "flow", "reports", "effect_reports")
    before = {name: read_table(project.results / f"{name}.csv") for name in names}
    references = (project.root / "references.bib").read_bytes()
    kept = before["effect_reports"].query("status == 'nothing'")["report_id"].iloc[0]
    other = before["screening"].query("decision == 'exclude'")["report_id"].iloc[0]
    records = dict(zip(before["reports"]["report_id"], before["reports"]["record_ids"], strict=True))
    pair = (records[kept].split(";")[0], records[other].split(";")[0])
    say(project, pair, "same")
    assert len(read_table(project.results / "reports.csv")) == 200
    say(project, pair, "different")
    for name, table_before in before.items():
        pd.testing.assert_frame_equal(read_table(project.results / f"{name}.csv"), table_before)
    assert (project.root / "references.bib").read_bytes() == references
    assert len(read_table(project.searches / "aliases.csv")) == 0
