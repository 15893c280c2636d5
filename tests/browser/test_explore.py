"""Utforsk pools in the browser what the package pools in Python, to a millionth, for every choice of studies."""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page
from scipy import special

from ettervern.appraise import risk_from_odds_ratio
from ettervern.publish import tools
from ettervern.publish.results import Results
from ettervern.publish.tools.explore import chosen_by
from ettervern.synthesise import pool_effects
from ettervern.synthesise.pooling import fit

pytestmark = pytest.mark.browser
POOLING = (Path(tools.__file__).parent / "pooling.js").read_text("utf-8")
KEYS = ("estimate", "se", "low", "high", "pi_low", "pi_high", "tau2")
Z = float(special.ndtri(0.975))
T = [float(special.stdtrit(df, 0.975)) for df in range(1, 40)]


def in_browser(page: Page, sets: list[tuple[list[float], list[float]]]) -> list[dict[str, Any]]:
    """Pool many sets with the script of the page."""
    page.goto("about:blank")
    page.add_script_tag(content=POOLING)
    text = page.evaluate(
        "([sets, t, z]) => JSON.stringify(sets.map(([y, v]) => ettervern.pool(y, v, t, z)))", [sets, T, Z]
    )
    found: list[dict[str, Any]] = json.loads(text)
    return found


@pytest.mark.parametrize("outcome", ["relapse", "employment"])
def test_every_subset_of_the_studies_pools_as_in_the_package(page: Page, results: Results, outcome: str) -> None:
    studies = chosen_by(results, outcome)
    y, v = studies["y"].to_numpy(dtype=float), studies["v"].to_numpy(dtype=float)
    checked = 0
    for k in range(2, len(y) + 1):
        chosen = np.array(list(itertools.combinations(range(len(y)), k))).T
        expected = fit(y[chosen], v[chosen], np.ones((k, 1)))
        answers = in_browser(page, [(y[one].tolist(), v[one].tolist()) for one in chosen.T])
        reach = T[k - 2] * np.sqrt(expected.se[0] ** 2 + expected.tau2)
        columns = {
            "estimate": expected.beta[0], "se": expected.se[0], "low": expected.low[0], "high": expected.high[0],
            "pi_low": expected.beta[0] - reach, "pi_high": expected.beta[0] + reach, "tau2": expected.tau2,
        }  # fmt: skip
        for key, values in columns.items():
            np.testing.assert_allclose([answer[key] for answer in answers], values, rtol=0, atol=1e-6, err_msg=key)
        checked += len(answers)
    assert checked == 2 ** len(y) - 1 - len(y)


def test_single_studies_and_heterogeneity_are_those_of_pool_effects(page: Page, results: Results) -> None:
    studies = chosen_by(results, "relapse")
    y, v = studies["y"].tolist(), studies["v"].tolist()
    one, none, every = in_browser(page, [(y[:1], v[:1]), ([], []), (y, v)])
    alone, pool = pool_effects(y[:1], v[:1]), pool_effects(y, v)
    assert none == {"k": 0}
    assert (one["estimate"], one["low"], one["high"]) == pytest.approx((alone.estimate, alone.ci_low, alone.ci_high))
    assert (one["pi_low"], one["tau2"], one["i2"]) == (None, None, None)
    assert every["i2"] == pytest.approx(pool.i2, abs=1e-6)
    assert every["weights"] == pytest.approx(pool.weights.tolist(), abs=1e-6)


def test_a_likelihood_with_two_tops_gives_the_higher_one(page: Page) -> None:
    random = np.random.default_rng(20261121)
    sets = [(random.normal(0, 1.5, k).tolist(), random.uniform(0.001, 4, k).tolist()) for k in (2, 3, 4, 7) * 25]
    for (y, v), found in zip(sets, in_browser(page, sets), strict=True):
        expected = pool_effects(y, v)
        at = [_restricted(np.array(y), np.array(v), tau2) for tau2 in (found["tau2"], expected.tau2)]
        assert at[0] >= at[1] - 1e-9


def _restricted(y: np.ndarray, v: np.ndarray, tau2: float) -> float:
    w = 1 / (v + tau2)
    mean = (w * y).sum() / w.sum()
    return float(-0.5 * (np.log(v + tau2).sum() + np.log(w.sum()) + (w * (y - mean) ** 2).sum()))


def test_the_risk_of_the_calculator_is_the_formula_of_the_package(page: Page) -> None:
    page.goto("about:blank")
    page.add_script_tag(content=POOLING)
    pairs = [(risk, ratio) for risk in (0.0, 0.01, 0.37, 0.5, 0.99, 1.0) for ratio in (1e-6, 0.42, 1.0, 3.45, 1e9)]
    found = page.evaluate("pairs => pairs.map(([risk, ratio]) => ettervern.risk.OR(risk, ratio))", pairs)
    assert found == pytest.approx([risk_from_odds_ratio(*pair) for pair in pairs], abs=1e-12)


def choose(page: Page, **fields: str) -> None:
    """Choose levels in the form."""
    for name, value in fields.items():
        page.select_option(f"#explore-{name}", value)


@pytest.mark.parametrize("language", ["nb", "en"])
def test_each_choice_of_the_form_shows_the_studies_it_says(
    page: Page,
    address: str,
    results: Results,
    language: str,
) -> None:
    page.goto(address + ("nb/utforsk.html" if language == "nb" else "en/explore.html"))
    for outcome in results.review.outcomes:
        studies = chosen_by(results, outcome)
        page.check(f"input[name=outcome][value={outcome}]")
        for by in ("age_group", "risk_of_bias", "country", "months"):
            for level in studies[by].unique():
                choose(page, **{by: level})
                shown = page.evaluate("ettervern.shown.ids")
                assert shown == studies[studies[by] == level]["outcome_id"].tolist()
            choose(page, **{by: ""})


def test_few_studies_and_unplanned_choices_are_warned_of(page: Page, address: str) -> None:
    page.goto(address + "nb/utforsk.html")
    said = page.locator("#explore-said")
    assert "tulig" not in said.inner_text() and "ikke planlagt" not in said.inner_text()
    choose(page, country="usa")
    assert "ikke planlagt i protokollen" in said.inner_text()
    choose(page, country="", age_group="adults")
    assert "ikke planlagt" not in said.inner_text()
    choose(page, age_group="adolescents")
    assert "bare én studie" in said.inner_text()
    choose(page, age_group="young_adults")
    assert "Ingen studier passer" in said.inner_text()
    assert page.locator("#explore-figure-room").is_hidden()


def test_the_result_of_all_studies_is_the_main_answer_of_the_book(page: Page, address: str, results: Results) -> None:
    page.goto(address + "en/explore.html")
    for outcome in results.review.outcomes:
        page.check(f"input[name=outcome][value={outcome}]")
        found = page.evaluate("ettervern.shown.found")
        row = results.pooled[f"{outcome}-main"]
        assert np.exp([found[key] for key in ("estimate", "low", "high", "pi_low", "pi_high")]) == pytest.approx(
            [getattr(row, key) for key in ("estimate", "ci_low", "ci_high", "pi_low", "pi_high")], abs=1e-6
        )
        assert "very low" in page.locator("#explore-said .certainty").inner_text()


def test_where_nobody_knows_that_is_said_before_any_number(page: Page, address: str) -> None:
    page.goto(address + "en/explore.html")
    said = page.locator("#explore-said").inner_text()
    assert said.startswith("We do not know whether aftercare affects") and not re.search(r"\d", said)
    assert not page.locator("#explore-result").is_visible()
    page.locator("#explore-numbers summary").click()
    choose(page, country="usa")
    assert page.locator("#explore-result").is_visible() and page.locator("#explore-figure svg").is_visible()


def test_the_tools_stand_as_tables_without_javascript(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    for path, table in (("nb/regn-for-din-kommune", "table-calculator"), ("nb/utforsk", "table-relapse-planned")):
        plain.goto(f"{address}{path}.html")
        assert plain.locator("form.tool").is_hidden()
        assert plain.locator(f"#{table} tbody tr").count() >= 6
    context.close()
