"""Every reason has a Norwegian twin."""

from __future__ import annotations

import numpy as np

from ettervern.deduplicate import Options, tables
from ettervern.deduplicate.compare import compare
from ettervern.deduplicate.doubts import doubts
from ettervern.deduplicate.normalise import normalise
from ettervern.deduplicate.wording import reason_in
from ettervern.files import columns_of
from tests.deduplicate.helpers import WORK, table


def test_no_reason_is_left_in_english() -> None:
    pair = compare(normalise(columns_of(table(WORK, WORK))), np.array([0]), np.array([1]))
    reasons = [*doubts(pair, Options()), tables.ONLY, tables.KEPT, tables.PERSON, tables.CONFLICT]
    assert [reason for reason in reasons if reason_in(reason, "nb") == reason] == []
    assert [reason_in(reason, "en") for reason in reasons] == reasons


def test_a_reason_reads_well() -> None:
    reason = "other pages; two different DOIs (same title, authors; nearly the same year; different DOI, pages)"
    assert reason_in(reason, "nb") == (
        "andre sider; to ulike DOI-er (lik: tittel, forfattere; nesten lik: år; ulik: DOI, sider)"
    )
    whole = "the reports as a whole: same title, issue"
    assert reason_in(whole, "nb") == "rapportene som helhet: lik: tittel, nummer"
