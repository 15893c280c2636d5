"""The calculator multiplies what results hold, and says what it does not know."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from ettervern.appraise import risk_from_odds_ratio
from ettervern.publish.results import Results
from ettervern.publish.tools.calculator import rates

pytestmark = pytest.mark.browser


#: Field and what is typed in it.
IMPOSSIBLE = [("people", "many"), ("people", "0"), ("share", "101"), ("own-relapse", "100")]


@pytest.fixture
def calculator(page: Page, address: str) -> Page:
    """Return the English page, with the numbers opened that stand one step further in."""
    page.goto(address + "en/calculator.html")
    page.eval_on_selector_all("#calculator-answer details", "all => all.forEach(one => { one.open = true })")
    return page


def shown(page: Page, outcome: str) -> list[list[int]]:
    """Return the numbers of the answer's table, row by row."""
    rows = page.locator(f".tool-answer[data-outcome={outcome}] tbody tr td").all_inner_texts()
    return [[int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", row)] for row in rows]


def test_each_base_rate_is_multiplied_with_the_risks_of_results(calculator: Page, results: Results) -> None:
    calculator.fill("#people", "5000")
    calculator.fill("#share", "40")
    for outcome in results.review.outcomes:
        for row in rates(results, outcome):
            if row.kind == "own":
                continue
            calculator.check(f"#rate-{outcome}-{row.base_rate}")
            risks = [2000 * getattr(row, key) for key in ("control_risk", "with_risk", "with_low", "with_high")]
            without, reached, difference = shown(calculator, outcome)
            assert [*without, *reached] == pytest.approx(risks, abs=0.5)
            assert difference[0] == pytest.approx(abs(risks[1] - risks[0]), abs=0.5)


def test_a_share_of_ones_own_uses_the_formula_of_the_package(calculator: Page, results: Results) -> None:
    calculator.fill("#people", "100000")
    calculator.fill("#share", "100")
    calculator.fill("#own-relapse", "43")
    assert calculator.is_checked("#rate-relapse-own")
    row = results.pooled["relapse-main"]
    expected = [100000 * risk_from_odds_ratio(0.43, getattr(row, key)) for key in ("estimate", "ci_low", "ci_high")]
    assert shown(calculator, "relapse")[1] == pytest.approx(expected, abs=0.5)


def test_every_answer_carries_its_certainty_and_what_it_means(calculator: Page, results: Results) -> None:
    for outcome in results.review.outcomes:
        said = calculator.locator(f".tool-answer[data-outcome={outcome}]").inner_text()
        assert "Certainty of the evidence: very low" in said
        assert "may be quite different" in said


@pytest.mark.parametrize(
    ("field", "text"), [("people", "many"), ("people", "0"), ("share", "101"), ("own-relapse", "100")]
)
def test_a_number_that_cannot_be_is_told_and_nothing_is_answered(calculator: Page, field: str, text: str) -> None:
    calculator.fill(f"#{field}", text)
    assert calculator.get_attribute(f"#{field}", "aria-invalid") == "true"
    assert "Write a number from" in calculator.locator(f"#{field}-fault").inner_text()
    assert calculator.locator(".tool-answer").count() == 0


def test_a_decimal_comma_is_understood_in_norwegian(page: Page, address: str) -> None:
    page.goto(address + "nb/regn-for-din-kommune.html")
    page.fill("#share", "12,5")
    assert page.locator("#share-fault").inner_text() == ""
    assert page.locator(".tool-answer").count() == 2


def test_where_nobody_knows_that_is_said_first_and_the_numbers_stay_open_once_opened(page: Page, address: str) -> None:
    page.goto(address + "en/calculator.html")
    answer = page.locator(".tool-answer[data-outcome=employment]")
    said = answer.inner_text()
    assert "We do not know whether aftercare affects" in said and "about" not in said.split("We do not know")[0]
    assert not answer.locator("table").is_visible()
    answer.locator("summary").click()
    page.fill("#people", "200")
    assert answer.locator("table").is_visible()
