"""What a study is called where no author was seen."""

from __future__ import annotations

import pytest

from ettervern.extract.schemas import StudyRow
from ettervern.synthesise.names import labels, name_from_id
from tests.made_rows import made


@pytest.mark.parametrize(
    ("study_id", "name"),
    [
        ("koffarnus2011", "Koffarnus 2011"),
        ("brekke2018b", "Brekke 2018b"),
        ("copenhagen300", "Copenhagen 300"),
        ("sweden_asi2024", "Sweden ASI 2024"),
        ("utijobb_a4", "Utijobb A4"),
        ("pmc6767461", "PMC6767461"),
        ("fri_drammen", "Fri Drammen"),
        ("", ""),
    ],
)
def test_an_id_is_shown_as_a_name_that_says_no_more_than_the_id(study_id: str, name: str) -> None:
    assert name_from_id(study_id) == name


def test_a_study_with_an_author_keeps_the_authors_name() -> None:
    studies = made(StudyRow, {"study_id": "a2001", "authors": "Berg, A", "year": "2001"}, {"study_id": "b2002"})
    assert labels(studies.values()) == {"a2001": "Berg 2001", "b2002": "B 2002"}
