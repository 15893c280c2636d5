"""Stopping rules: the published test, the common heuristics, and what each would have missed."""

from __future__ import annotations

import math
from datetime import date

import buscarpy
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ettervern.files import write_table
from ettervern.review import Review
from ettervern.screen.decisions import read_decisions
from ettervern.screen.prepare import advise_reviewer, open_session
from ettervern.screen.settle import resolve
from ettervern.screen.stopping import RULES, advise, in_a_row, look_back, p_too_few
from tests.screen.helpers import HEADER, put
from tests.screen.test_session import many

labels = st.lists(st.booleans(), min_size=1, max_size=120)


@settings(deadline=None)
@given(labels, st.integers(0, 300), st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_p_equals_the_authors_own(kept: list[bool], unread: int, target: float) -> None:
    n = len(kept) + unread
    with np.errstate(all="ignore"):
        other = buscarpy.calculate_h0(np.array(kept, dtype=int), n, target)
    found = p_too_few(kept, n, target)
    if other is None or math.isnan(other):  # more would have to be left than there are: the target is reached
        assert found == 0.0
    else:
        assert found == pytest.approx(other, abs=1e-12)


def test_the_rule_seldom_stops_too_early_on_random_orders() -> None:
    """Under random reading the rule must miss the target in no more than about 1 - 95 % of reviews, looked at once."""
    rng = np.random.default_rng(20261121)
    early = 0
    for _ in range(300):
        kept = rng.permutation(np.arange(400) < 40)
        if p_too_few(kept[:250], 400) < 0.05 and kept[:250].sum() / 40 < 0.95:
            early += 1
    assert early / 300 <= 0.06


def test_nothing_read_says_go_on() -> None:
    assert p_too_few([], 100) == 1.0
    assert not advise([], 100)["stop"].any()


def test_everything_read_says_stop() -> None:
    kept = [True] * 5 + [False] * 200
    found = advise(kept, 205).set_index("rule")
    assert found["stop"].all()
    assert found.loc["hypergeometric-95", "value"] < 0.05


@given(labels)
def test_the_run_of_exclusions_is_counted_from_the_end(kept: list[bool]) -> None:
    text = "".join("1" if keep else "0" for keep in kept)
    assert in_a_row(np.array(kept, dtype=np.int64), len(kept)) == len(text) - len(text.rstrip("0"))


def test_looking_back_tells_what_each_rule_would_have_missed() -> None:
    kept = np.zeros(400, dtype=bool)
    kept[[0, 3, 5, 9, 120]] = True
    found = look_back(kept, checks=400).set_index("rule")
    assert found.loc["50-in-a-row", ["read", "missed", "recall"]].to_list() == [60, 1, 0.8]
    assert found.loc["100-in-a-row", "read"] == 110
    assert found.loc["5-percent-in-a-row", "read"] == 30
    assert found.loc["half-read", ["read", "missed"]].to_list() == [200, 0]
    assert found.loc["hypergeometric-95", "missed"] == 0


def test_the_statistical_rule_comes_first() -> None:
    assert RULES[0].id == "hypergeometric-95"


def second_round(review: Review, judged: int) -> None:
    """Lay out 233 reports of which two have settled 201 and one has judged some of the 32 that came after."""
    reports = many(233)["report_id"].to_list()
    write_table(review.results / "reports.csv", many(233))
    searches = "file,source,kind,date,query,count,description_nb,description_en\n"
    searches += "a.ris,A,database,2026-11-20,,201,,\nb.ris,B,database,2027-02-01,,32,,\n"
    review.searches.mkdir(parents=True, exist_ok=True)
    (review.searches / "searches.csv").write_text(searches, "utf-8")
    old = [f"2026-11-20T10:00:00Z,{name},exclude,,design,,1.0,\n" for name in reports[:201]]
    new = [f"2027-02-02T10:00:{n:02}Z,{name},exclude,,design,,1.0,\n" for n, name in enumerate(reports[201:][:judged])]
    for name, lines in (("anna", old + new), ("berit", old + new[:5])):
        put(review, name).write_text(HEADER + "".join(lines), "utf-8")
    # Five of the update are settled in the meantime: they stay part of the work at hand.
    day = date(2027, 3, 1)
    write_table(review.results / "screening.csv", resolve(read_decisions(review, today=day), review))


@pytest.mark.parametrize("judged", [0, 20, 31])
def test_an_update_is_measured_on_what_is_asked_for_at_present(review: Review, judged: int) -> None:
    second_round(review, judged)
    day = date(2027, 3, 1)
    found = advise_reviewer(review, "anna", today=day)
    lines = (review.screening / "decisions/title-abstract/anna.csv").read_text("utf-8").splitlines()[1:]
    assert (found.read, found.total) == (sum(line.startswith("2027") for line in lines), 233 - 201)
    expected = advise([False] * judged, 32)
    assert found.rules.equals(expected)
    session = open_session(review, "anna", today=day)
    assert (session.progress.decided, session.progress.total) == (judged, 32)
    session.close()


def test_a_reviewer_who_comes_new_to_an_update_is_measured_on_what_is_left(review: Review) -> None:
    second_round(review, 20)
    put(review, "adjudication")
    found = advise_reviewer(review, "berit", today=date(2027, 3, 1))
    assert (found.read, found.total) == (5, 32)
    assert advise_reviewer(review, "carl", today=date(2027, 3, 1)).total == 32 - 5  # both have settled five


def test_full_texts_are_measured_on_those_that_can_be_read(review: Review) -> None:
    second_round(review, 32)
    names = many(233)["report_id"].to_list()
    for who in ("anna", "berit"):
        path = review.screening / "decisions" / "title-abstract" / f"{who}.csv"
        lines = [f"2026-11-21T10:00:00Z,{name},include,effect,,,1.0,\n" for name in names[:9]]
        path.write_text(path.read_text("utf-8") + "".join(lines), "utf-8")
    kept = pd.DataFrame({"stage": "title-abstract", "report_id": names[:9], "decision": "include"})
    settled = pd.DataFrame({"stage": "full-text", "report_id": names[:4], "decision": "exclude"})
    write_table(review.results / "screening.csv", pd.concat([kept, settled]))
    log = "".join(f"2027-02-0{1 + n % 3},{name},obtained,,\n" for n, name in enumerate(names[:7]))
    (review.screening / "decisions" / "full-text-status.csv").write_text("time,report_id,status,reason,note\n" + log)
    before = [f"2026-12-01,{name},exclude,,design,,1.0,\n" for name in names[:4]]
    now = [f"2027-02-05,{name},exclude,,design,,1.0,\n" for name in names[4:6]]
    put(review, "anna", stage="full-text").write_text(HEADER + "".join(before + now), "utf-8")
    found = advise_reviewer(review, "anna", "full-text", today=date(2027, 3, 1))
    assert (found.read, found.total) == (2, 3)  # seven obtained, four settled before this update began
