"""The own study beside the review, and the services' own counts beside the base rates."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ettervern.extract import load
from ettervern.files import ReviewError
from ettervern.local import TwoGroups, analyse, compare, no_effect, own_matched, own_result, pilot_table
from ettervern.local.comparison import beliefs, normal_update
from ettervern.local.own import own_from
from ettervern.local.simulate import Chosen
from ettervern.review import Review
from ettervern.synthesise import pool_effects
from tests.local.helpers import TODAY, study
from tests.small_settings import small_settings

RULES = small_settings().pooling


def contrasts(y: list[float], v: list[float]) -> pd.DataFrame:
    k = len(y)
    blank = dict.fromkeys(("events_intervention", "n_intervention", "events_control", "n_control"), np.nan)
    ends = {"estimate": np.exp(y), "ci_low": np.exp(np.array(y) - 1), "ci_high": np.exp(np.array(y) + 1)}
    return pd.DataFrame({"label": [f"Study {i}" for i in range(k)], "category": "x", "yi": y, "vi": v, **ends, **blank})


STUDIES = contrasts([-0.9, -0.2, -0.6, -0.1], [0.1, 0.08, 0.2, 0.12])


def test_the_closed_form_is_what_a_fine_grid_gives() -> None:
    own = own_result("own", "relapse", TwoGroups(6, 18, 11, 18))
    mean, variance = normal_update(-0.5, 0.2, own)
    x = np.linspace(-12, 12, 400_001)
    density = np.exp(-((x + 0.5) ** 2) / 0.4 - (x - own.yi) ** 2 / (2 * own.vi))
    density /= density.sum()
    assert mean == pytest.approx((x * density).sum(), abs=1e-8)
    assert variance == pytest.approx(((x - mean) ** 2 * density).sum(), abs=1e-8)


def test_the_prior_is_the_reviews_prediction() -> None:
    pool = pool_effects(STUDIES["yi"], STUDIES["vi"])
    found = {one.name: one for one in beliefs(pool, own_result("own", "relapse", TwoGroups(6, 18, 11, 18)), "low")}
    assert found["prior"].sd == pytest.approx(np.sqrt(pool.se**2 + pool.tau2))
    assert found["prior_t"].low == pytest.approx(np.exp(pool.pi_low), rel=1e-3)
    assert found["prior_t"].high == pytest.approx(np.exp(pool.pi_high), rel=1e-3)
    assert found["posterior"].sd < found["prior"].sd


def test_a_tiny_study_hardly_moves_the_belief_and_a_huge_one_is_it() -> None:
    pool = pool_effects(STUDIES["yi"], STUDIES["vi"])
    tiny, huge = (
        own_result("t", "relapse", TwoGroups(1, 2, 1, 2)),
        own_result("h", "relapse", TwoGroups(4000, 10000, 5000, 10000)),
    )
    before, after = beliefs(pool, tiny, "low")[:2]
    assert after.mean == pytest.approx(before.mean, abs=0.05)
    assert beliefs(pool, huge, "low")[1].mean == pytest.approx(huge.yi, abs=0.02)


def test_inside_and_outside_the_prediction_interval() -> None:
    same = contrasts([-0.5, -0.5, -0.52, -0.48], [0.01] * 4)
    for counts, place in (((6, 18, 8, 18), "inside"), ((1, 40, 30, 40), "below"), ((35, 40, 8, 40), "above")):
        assert compare(own_result("o", "relapse", TwoGroups(*counts)), same, "low", RULES).place == place


def test_the_pool_with_the_own_study_is_the_pool_of_all() -> None:
    own = own_result("Own study", "relapse", TwoGroups(6, 18, 11, 18))
    found = compare(own, STUDIES, "low", RULES)
    rows = found.summary.set_index("what")
    with_ = pool_effects([*STUDIES["yi"], own.yi], [*STUDIES["vi"], own.vi])
    assert rows.loc["pooled_with", "estimate"] == pytest.approx(np.exp(with_.estimate))
    assert rows.loc["pooled_with", "k"] == 5 and rows.loc["pooled_without", "k"] == 4
    assert list(found.forest["label"])[-1] == "Own study" and found.forest["weight"].sum() == pytest.approx(100)
    assert found.forest["events_control"].iloc[-1] == 11


def test_nothing_to_compare_with_is_said() -> None:
    with pytest.raises(ValueError, match="no pooled result"):
        compare(own_result("o", "relapse", TwoGroups(1, 9, 2, 9)), STUDIES.iloc[:0], "low", RULES)


def test_matched_pairs_enter_by_their_discordant_pairs(tmp_path) -> None:  # type: ignore[no-untyped-def]
    people = study(tmp_path / "s.csv", Chosen(n=25, matched=True))
    found = analyse(people, "s")
    row = found.pairs[found.pairs["outcome"] == "relapse"].iloc[0]
    own = own_from(found, "relapse")
    assert own is not None and own == own_matched("s", "relapse", row["only_service"], row["only_comparison"])
    assert np.isfinite(own_matched("s", "relapse", 0, 4).yi)


def test_a_hidden_count_gives_no_comparison(tmp_path) -> None:  # type: ignore[no-untyped-def]
    from dataclasses import replace

    found = analyse(study(tmp_path / "s.csv"), "s")
    hidden = replace(found, counts=found.counts.assign(events=None))
    assert own_from(found, "relapse") is not None and own_from(hidden, "relapse") is None


def test_the_services_counts_stand_beside_norwegian_rates_and_are_no_effect(project: Review) -> None:
    extraction = load(project, today=TODAY)
    found = pilot_table(extraction.local_pilot.values(), [*extraction.base_rates.values()], project)
    assert set(found["is_effect"]) == {"no"} and set(found["origin"]) == {"published"}
    assert (found["source"] != "").all()
    own = found[found["id"] == "no-limitation-2017-drug-free"].iloc[0]
    assert (own["events"], own["n"]) == (16, 26)
    assert own["low"] == pytest.approx(0.407296, abs=1e-6) and own["wilson_low"] == pytest.approx(0.425349, abs=1e-6)
    beside = found[(found["beside"] == "no-limitation-2017-drug-free") & (found["id"] == "andersson2019-relapse-3")]
    assert beside["share"].iloc[0] == pytest.approx(1 - 92 / 249)  # relapse, turned to drug-free
    targets = found[found["kind"] == "target"]
    assert len(targets) == 2 and targets["low"].isna().all()
    assert set(found["kind"]) == {"own_count", "target", "base_rate"}
    assert "ingen effekt" in no_effect("nb") and "no effect" in no_effect("en")


def test_a_rate_without_counts_gets_no_made_up_interval(project: Review) -> None:
    extraction = load(project, today=TODAY)
    found = pilot_table(extraction.local_pilot.values(), [*extraction.base_rates.values()], project)
    bare = found[found["id"] == "muller_norcomt-work"]
    assert len(bare) and bare[["share", "low", "high"]].isna().all(axis=None)


def test_a_count_that_answers_no_outcome_of_the_review_is_refused(project: Review) -> None:
    path = project.folder / "texts" / "own_study.toml"
    path.write_text(path.read_text("utf-8").replace('outcome = "relapse"', 'outcome = "relaps"'), "utf-8")
    extraction = load(project, today=TODAY)
    with pytest.raises(ReviewError, match=r"own_study.toml.*counts.drug_free.*expected outcome"):
        pilot_table(extraction.local_pilot, extraction.base_rates, project)
