"""How five domains come to one word, and that a person's signed judgement goes before any proposal."""

from __future__ import annotations

import pandas as pd
import pytest

from ettervern.appraise.certainty import LEVELS, certainty_rows, level, vocabulary
from ettervern.appraise.domains import DOMAINS, Proposal
from ettervern.appraise.judgements import FILE_COLUMNS
from ettervern.catalogue import pgettext

NOBODY = pd.DataFrame(columns=FILE_COLUMNS)


def proposals(*steps: int) -> list[Proposal]:
    """Return a proposal a domain."""
    return [Proposal(name, down, {"nb": "fordi", "en": "since"}) for name, down in zip(DOMAINS, steps, strict=True)]


def signed(domain: str, judgement: str) -> pd.DataFrame:
    """Return one signed row; the name is made up for this test."""
    row = ("relapse-main", domain, "serious", judgement, "Lest i fulltekst.", "Test Testesen", "2026-11-20")
    return pd.DataFrame([row], columns=FILE_COLUMNS)


@pytest.mark.parametrize(
    ("steps", "word"), [(0, "high"), (1, "moderate"), (2, "low"), (3, "very_low"), (9, "very_low")]
)
def test_certainty_starts_high_and_stops_at_very_low(steps: int, word: str) -> None:
    assert level(steps) == word


def test_every_step_down_is_shown_with_its_domain() -> None:
    overall = certainty_rows("relapse-main", proposals(1, 0, 0, 2, 0), NOBODY).iloc[-1]
    assert overall["proposed"] == "very_low"
    assert overall["reason_en"] == (
        "Starts at high and goes down 3 levels (risk of bias 1, imprecision 2). The certainty is very low."
    )
    assert overall["reason_nb"].startswith(
        "Starter på høy og går ned 3 trinn (risiko for skjevhet 1, manglende presisjon 2)"
    )


def test_without_a_signature_everything_is_a_proposal() -> None:
    rows = certainty_rows("relapse-main", proposals(1, 1, 0, 0, 1), NOBODY)
    assert list(rows["domain"]) == [*DOMAINS, "overall"]
    assert set(rows["status"]) == {"proposed"}
    assert (rows["proposed"] == rows["judgement"]).all()


def test_a_signed_domain_moves_the_whole_but_does_not_sign_it() -> None:
    rows = certainty_rows("relapse-main", proposals(1, 1, 0, 0, 0), signed("risk_of_bias", "not_serious"))
    first, overall = rows.iloc[0], rows.iloc[-1]
    assert (first["proposed"], first["judgement"], first["steps"]) == ("serious", "not_serious", 0)
    assert (first["status"], first["signed_by"], first["reason_nb"]) == ("signed", "Test Testesen", "Lest i fulltekst.")
    assert (overall["proposed"], overall["judgement"], overall["status"]) == ("low", "moderate", "proposed")


def test_a_signed_whole_counts_whatever_the_domains_come_to() -> None:
    overall = certainty_rows("relapse-main", proposals(1, 1, 1, 0, 0), signed("overall", "low")).iloc[-1]
    assert (overall["proposed"], overall["judgement"], overall["status"]) == ("very_low", "low", "signed")


def test_a_signature_on_another_analysis_counts_there_only() -> None:
    rows = certainty_rows("employment-main", proposals(1, 0, 0, 0, 0), signed("risk_of_bias", "not_serious"))
    assert set(rows["status"]) == {"proposed"}


def test_publication_bias_has_its_own_two_words() -> None:
    assert vocabulary("publication_bias") == ("undetected", "strongly_suspected")


def test_every_domain_and_level_has_words_of_its_own() -> None:
    for kind, codes in (("domain rated down", DOMAINS), ("certainty level", LEVELS)):
        assert all(pgettext(kind, code, "nb") != code.replace("_", " ") for code in codes)
