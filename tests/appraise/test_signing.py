"""Signing the certainty of a result: every domain judged by a person, none without a reason."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from ettervern.appraise.domains import DOMAINS
from ettervern.appraise.judgements import FILE_COLUMNS, JudgementRow
from ettervern.appraise.signing import as_proposed, signed, unsigned
from ettervern.files import ReviewError

DAY = date(2026, 12, 1)


def proposals() -> pd.DataFrame:
    """Return proposals on two results: one level down for risk of bias, and so moderate."""
    rows = []
    for analysis in ("relapse-main", "employment-main"):
        for domain in DOMAINS:
            word = "undetected" if domain == "publication_bias" else "not_serious"
            rows.append((analysis, domain, "serious" if domain == "risk_of_bias" else word, "", f"on {domain}", "", ""))
        rows.append((analysis, "overall", "moderate", "", "one level down", "", ""))
    return pd.DataFrame(rows, columns=FILE_COLUMNS)


def judged(table: pd.DataFrame, domain: str) -> dict[str, str]:
    rows = table[(table["analysis"] == "relapse-main") & (table["domain"] == domain)].to_dict("records")
    return {str(key): str(cell) for key, cell in rows[0].items()}


def test_every_domain_of_one_result_is_signed_and_no_other_row_moves() -> None:
    table = signed(proposals(), "relapse-main", "Kari Test", DAY, as_proposed, "en")
    mine, others = table[table["analysis"] == "relapse-main"], table[table["analysis"] != "relapse-main"]
    assert set(mine["signed_by"]) == {"Kari Test"} and set(mine["signed_date"]) == {"2026-12-01"}
    assert list(mine["judgement"]) == list(mine["proposed"])
    assert others.equals(proposals()[lambda rows: rows["analysis"] != "relapse-main"])
    assert unsigned(table) == ["employment-main"]


def test_the_whole_is_proposed_by_what_the_person_judged_of_the_domains() -> None:
    asked = {}

    def ask(row: JudgementRow) -> tuple[str, str]:
        asked[row.domain] = row
        return ("very_serious", "few people") if row.domain == "imprecision" else (row.proposed, row.reason)

    table = signed(proposals(), "relapse-main", "Kari Test", DAY, ask, "en")
    assert asked["overall"].proposed == "very_low" and "3" in asked["overall"].reason
    assert judged(table, "overall")["judgement"] == "very_low"
    assert judged(table, "imprecision")["reason"] == "few people"
    assert judged(table, "overall")["proposed"] == "moderate", "what the numbers proposed stays on record"


@pytest.mark.parametrize(
    ("answer", "says"),
    [(("bad", "why"), "expected one of"), (("serious", " "), "no reason"), (("", "why"), "expected")],
)
def test_a_judgement_that_is_no_word_or_has_no_reason_is_refused(answer: tuple[str, str], says: str) -> None:
    with pytest.raises(ReviewError, match=says):
        signed(proposals(), "relapse-main", "Kari Test", DAY, lambda _: answer, "en")


@pytest.mark.parametrize(("analysis", "by"), [("relaps-main", "Kari"), ("relapse-main", " ")])
def test_nobody_signs_what_is_not_there_or_without_a_name(analysis: str, by: str) -> None:
    with pytest.raises(ReviewError, match="expected"):
        signed(proposals(), analysis, by, DAY, as_proposed, "en")
