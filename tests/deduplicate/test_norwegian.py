"""Every reason has a Norwegian twin."""

from __future__ import annotations

import numpy as np

from ettervern.deduplicate import Options, tables
from ettervern.deduplicate.compare import compare
from ettervern.deduplicate.doubts import doubts
from ettervern.deduplicate.normalise import normalise
from ettervern.deduplicate.norwegian import PHRASES, in_norwegian
from ettervern.files import columns_of
from tests.deduplicate.helpers import WORK, table


def test_no_reason_is_left_in_english() -> None:
    pair = compare(normalise(columns_of(table(WORK, WORK))), np.array([0]), np.array([1]))
    assert {*doubts(pair, Options()), tables.ONLY, tables.KEPT, tables.PERSON, tables.CONFLICT} <= set(PHRASES)


def test_a_reason_reads_well() -> None:
    reason = "other pages; two different DOIs (same title, authors; nearly the same year; different DOI, pages)"
    assert in_norwegian(reason) == (
        "andre sider; to ulike DOI-er (lik: tittel, forfattere; nesten lik: år; ulik: DOI, sider)"
    )
    whole = "the reports as a whole: same title, issue"
    assert in_norwegian(whole) == "rapportene som helhet: lik: tittel, nummer"
