"""Damaged exports of every format and many encodings: no traceback, no hang, and nothing lost without a word."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.records.storm import Tally, storm


def clean(tally: Tally) -> bool:
    """Tell whether nothing went wrong, and print the figures."""
    print(tally)
    faults = [*tally.tracebacks, *tally.hangs, *tally.titles_lost, *tally.records_lost, *tally.broken_lines]
    for fault in faults[:20]:
        print(fault)
    # A storm in which files are refused as a whole, or records only told of, would prove nothing.
    return not faults and tally.refused < 0.03 * tally.inputs and tally.kept > 0.85 * tally.records


def test_a_storm_of_damage_loses_nothing_unsaid(tmp_path: Path) -> None:
    assert clean(storm(range(800), tmp_path))


@pytest.mark.slow
def test_slow_fuzz_of_fifty_thousand_damaged_exports(tmp_path: Path) -> None:
    assert clean(storm(range(1_000_000, 1_050_000), tmp_path))
