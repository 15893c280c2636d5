"""When two names mean one journal."""

from __future__ import annotations

import numpy as np
import pytest

from ettervern.deduplicate.journals import journal_levels
from ettervern.deduplicate.levels import DIFFERENT, NEAR, SAME, UNKNOWN
from ettervern.deduplicate.places import place


def level(one: str, two: str) -> int:
    """Return the level of two names as they stand in records."""
    plain = [np.array([place(name, "", "", "")[0]], dtype=object) for name in (one, two)]
    return int(journal_levels(*plain)[0])


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Journal of Substance Abuse Treatment", "J Subst Abuse Treat"),
        ("N Engl J Med", "The New England Journal of Medicine"),
        ("British Medical Journal", "BMJ"),
        ("JAMA", "Journal of the American Medical Association"),
        ("Addiction", "Addiction (Abingdon, England)"),
        ("Stroke", "Stroke; a journal of cerebral circulation"),
        ("Obstetrics & Gynecology", "Obstetrics and Gynecology"),
        ("Tidsskr Nor Legeforen", "Tidsskrift for Den norske legeforening"),
        ("Diabetes", "Diabetes. Conference: 72nd Scientific Sessions"),
    ],
)
def test_one_journal(one: str, two: str) -> None:
    assert level(one, two) == SAME == level(two, one)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Diabetes", "Diabetes Care"),
        ("Stroke", "Topics in Stroke Rehabilitation"),
        ("Addiction", "Journal of Nutrition"),
        ("Circulation", "Circulation. Cardiovascular quality and outcomes"),
    ],
)
def test_two_journals(one: str, two: str) -> None:
    assert level(one, two) == DIFFERENT == level(two, one)


def test_a_longer_name_of_several_words_is_near() -> None:
    assert level("Clinical Oncology Letters", "Clinical Oncology Letters and the Society Reports") >= NEAR
    full = "Proceedings of the National Academy of Sciences of the United States of America"
    assert level("Proc Natl Acad Sci USA", full) >= NEAR


def test_a_missing_name_tells_nothing() -> None:
    assert level("", "Addiction") == UNKNOWN
