"""Ids of reports stay: under new searches, in any order, and when reports are joined or split."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from ettervern.deduplicate import deduplicate
from tests.deduplicate.helpers import WORK, Row, table

BARE: Row = {"volume": "", "number": "", "pages": "", "journal": "", "year": ""}
FULL = WORK | {"record_id": "full"}
OTHER: Row = {
    "title": "A wholly different work on housing",
    "authors": "Vik, Per",
    "year": "2001",
    "record_id": "other",
}


def ids(found: pd.DataFrame) -> dict[str, str]:
    """Return the report of each record."""
    return dict(zip(found["record_id"], found["report_id"], strict=True))


def test_an_id_tells_family_name_and_year() -> None:
    found = deduplicate(table(WORK, OTHER, {"title": "No author and no year here"})).reports["report_id"].tolist()
    assert re.fullmatch(r"anon-nd-[0-9a-f]{6}", found[0])
    assert re.fullmatch(r"sorensen-2014-[0-9a-f]{6}", found[1])
    assert re.fullmatch(r"vik-2001-[0-9a-f]{6}", found[2])


def test_a_report_keeps_its_id_when_copies_come() -> None:
    before = deduplicate(table(FULL, OTHER))
    copies = [WORK | {"title": WORK["title"].upper(), "record_id": f"copy{at}", "pages": f"315-{at}"} for at in (4, 24)]
    after = deduplicate(table(*copies, FULL, OTHER), known=before.known)
    assert ids(after.duplicates) | ids(before.duplicates) == ids(after.duplicates)
    assert ids(after.duplicates)["copy4"] == ids(before.duplicates)["full"]
    assert after.aliases.empty


@pytest.mark.parametrize("order", [["online", "printed"], ["printed", "online"]])
def test_when_a_new_record_joins_two_reports_the_older_id_stays_and_the_other_becomes_an_alias(
    order: list[str],
) -> None:
    online = WORK | BARE | {"year": "2013", "record_id": "online"}
    printed = WORK | {"record_id": "printed"}
    bridge = WORK | {"year": "2013", "volume": "", "number": "", "pages": "", "record_id": "bridge"}
    before = deduplicate(table(online, printed))
    assert len(before.reports) == 2
    known = before.known.set_index("record_id").loc[order].reset_index()
    after = deduplicate(table(bridge, online, printed), known=known)
    older, later = known["report_id"]
    assert set(ids(after.duplicates).values()) == {older}
    assert after.aliases.to_dict("records") == [{"alias": later, "report_id": older, "record_id": order[1]}]
    assert after.known["record_id"].tolist() == [*order, "bridge"]


def test_a_report_that_a_person_splits_keeps_its_id_with_the_first_record() -> None:
    copy = WORK | {"journal": "J Subst Abuse Treat", "record_id": "copy"}
    before = deduplicate(table(FULL, copy))
    said = pd.DataFrame({"record_1": ["full"], "record_2": ["copy"], "decision": ["different"]})
    after = ids(deduplicate(table(FULL, copy), known=before.known, decisions=said).duplicates)
    first, second = before.known["record_id"]
    assert after[first] == before.known["report_id"].iat[0]
    assert after[second] != after[first]


def test_records_that_are_gone_stay_known() -> None:
    before = deduplicate(table(FULL, OTHER))
    after = deduplicate(table(FULL), known=before.known)
    assert ids(after.known) == ids(before.known)


def test_a_new_report_never_takes_a_known_id() -> None:
    before = deduplicate(table(FULL))
    known = before.known.assign(record_id="gone")
    after = deduplicate(table(FULL), known=known)
    assert ids(after.duplicates)["full"] not in set(known["report_id"])
