"""Hard questions: moderators, small-study tests, selection and influence refuse what they cannot answer."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ettervern.synthesise import SynthesisError, analyse
from ettervern.synthesise.dependence import correlated_effects
from ettervern.synthesise.glmm import glmm
from ettervern.synthesise.influence import cumulative, influence
from ettervern.synthesise.moderators import meta_regression, permutation_test, subgroups
from ettervern.synthesise.pooling import pool_effects
from ettervern.synthesise.selection import selection_model
from ettervern.synthesise.small_study import begg, egger, trim_and_fill
from ettervern.synthesise.sparse import mantel_haenszel
from tests.synthesise.helpers import outcomes, review, studies

Y, V = np.array([-0.9, 0.2, -0.4, 0.5, -1.1, -0.3]), np.array([0.2, 0.05, 0.1, 0.04, 0.3, 0.08])


def test_fewer_studies_than_moderators_are_refused() -> None:
    with pytest.raises(SynthesisError, match="2 studies cannot carry 1 moderators"):
        meta_regression(Y[:2], V[:2], pd.DataFrame({"year": [1.0, 2.0]}))


def test_moderators_that_depend_on_each_other_are_refused() -> None:
    same = pd.DataFrame({"a": np.arange(6.0), "b": 2 * np.arange(6.0) + 1})
    with pytest.raises(SynthesisError, match="depend on each other"):
        meta_regression(Y, V, same)
    with pytest.raises(SynthesisError, match="does not vary"):
        meta_regression(Y, V, pd.DataFrame({"a": [3.0] * 6}))


def test_a_missing_moderator_is_refused() -> None:
    with pytest.raises(SynthesisError, match="missing"):
        meta_regression(Y, V, pd.DataFrame({"a": [1.0, np.nan, 2, 3, 4, 5]}))


def test_years_give_the_same_slope_as_years_since_the_first() -> None:
    years = np.array([1948.0, 1949, 1960, 1977, 1973, 1953])
    raw, since = (meta_regression(Y, V, pd.DataFrame({"year": years - start})) for start in (0, 1948))
    assert raw.terms["estimate"][1] == pytest.approx(since.terms["estimate"][1], rel=1e-9)
    assert raw.tau2 == pytest.approx(since.tau2, rel=1e-9)


def test_permutation_test_is_exact_for_few_studies_and_repeats_with_its_seed() -> None:
    years = pd.DataFrame({"year": np.arange(6.0)})
    exact = permutation_test(Y, V, years, draws=720).iloc[0]
    assert (exact["orders"], exact["exact"]) == (720, True)
    drawn = [permutation_test(Y, V, years, draws=200, seed=5)["p"][0] for _ in range(2)]
    assert drawn[0] == drawn[1]
    assert drawn[0] == pytest.approx(exact["p"], abs=0.12)


def test_subgroups_pool_each_group_as_if_it_stood_alone() -> None:
    found = subgroups(Y, V, ["b", "a", "b", "a", "b", "c"])
    assert list(found.pools) == ["a", "b", "c"]
    assert found.pools["a"].estimate == pytest.approx(pool_effects(Y[[1, 3]], V[[1, 3]]).estimate)
    assert found.pools["c"].note == "one study: nothing is pooled"
    assert found.df == 2
    assert np.isnan(subgroups(Y, V, ["a"] * 6).p)


def test_an_age_group_without_trials_is_shown_with_none() -> None:
    rows = outcomes({"study_id": "one2001"}, {"study_id": "two2002"})
    trials = studies({"study_id": "one2001"}, {"study_id": "two2002"}, {"study_id": "x", "age_group": "young_adults"})
    found = analyse(rows, trials, review()).subgroups
    young = found[(found["by"] == "age_group") & (found["group"] == "young_adults")].iloc[0]
    assert (young["k"], young["note"]) == (0, "no trial")


def test_small_study_tests_are_not_made_with_few_studies_and_say_so() -> None:
    rows = outcomes(*({"study_id": f"s{n}", "events_intervention": str(n + 5)} for n in range(4)))
    found = analyse(rows, studies(*({"study_id": f"s{n}"} for n in range(4))), review()).small_study
    assert found["note"].str.startswith("not made: fewer than 10 studies").all()
    assert found["p"].isna().all()


def test_small_study_tests_refuse_too_few_or_equally_precise_studies() -> None:
    with pytest.raises(SynthesisError, match="at least three"):
        egger(Y[:2], V[:2])
    with pytest.raises(SynthesisError, match="at least two"):
        begg(Y[:1], V[:1])
    for test in (egger, begg):
        with pytest.raises(SynthesisError, match="different precision"):
            test(Y, np.full(6, 0.1))


def test_trim_and_fill_mirrors_the_outermost_studies() -> None:
    random = np.random.default_rng(8)
    v = random.uniform(0.01, 0.5, 40)
    y = random.normal(0, np.sqrt(v))
    kept = y > -0.3  # small studies with low effects are lost
    found = trim_and_fill(y[kept], v[kept], "FE")
    assert found.side == "left"
    assert found.k0 > 0
    assert found.pool.k == kept.sum() + found.k0
    assert found.pool.estimate < pool_effects(y[kept], v[kept], "FE").estimate


def test_selection_model_needs_both_kinds_of_studies() -> None:
    with pytest.raises(SynthesisError, match="both with and without"):
        selection_model([2.0, 3.0, 2.5], [0.1, 0.1, 0.1], "high")


def test_influence_needs_three_studies_and_cumulative_ends_at_the_whole_pool() -> None:
    with pytest.raises(SynthesisError, match="three"):
        influence(Y[:2], V[:2])
    steps = cumulative(Y, V, [2001, 1990, np.inf, 1995, 2001, 1980])
    assert steps["added"].tolist() == [5, 1, 3, 0, 4, 2]
    assert steps["estimate"].iloc[-1] == pytest.approx(pool_effects(Y, V).estimate)
    assert steps["estimate"].iloc[0] == Y[5]


def test_replicating_a_contrast_does_not_move_a_trials_weight() -> None:
    once = correlated_effects(Y, V, list("abcdef"))
    twice = correlated_effects(np.append(Y, Y[0]), np.append(V, V[0]), [*"abcdef", "a"])
    assert twice.weights[[0, 6]].sum() == pytest.approx(once.weights[0], rel=0.05)
    with pytest.raises(SynthesisError, match="two trials"):
        correlated_effects(Y, V, ["a"] * 6)


def test_mantel_haenszel_of_one_table_is_the_tables_own_odds_ratio() -> None:
    found = mantel_haenszel("OR", [10], [50], [20], [50])
    assert np.exp(found.estimate) == pytest.approx(10 * 30 / (40 * 20))
    assert found.se == pytest.approx(np.sqrt(1 / 10 + 1 / 40 + 1 / 20 + 1 / 30))


def test_methods_for_tables_refuse_tables_without_any_event() -> None:
    with pytest.raises(SynthesisError, match="does not exist"):
        mantel_haenszel("OR", [0, 0], [10, 10], [1, 2], [10, 10])
    with pytest.raises(SynthesisError, match="two tables"):
        glmm([0, 3], [10, 10], [0, 1], [10, 10])


def test_zero_cells_are_used_as_they_are_by_mantel_haenszel_and_the_binomial_model() -> None:
    a, n1, c, n2 = [0, 4, 1, 6], [20, 50, 30, 60], [3, 9, 4, 11], [20, 50, 30, 60]
    pooled = mantel_haenszel("OR", a, n1, c, n2)
    checked = glmm(a, n1, c, n2)
    assert checked.k == 4
    assert checked.estimate == pytest.approx(pooled.estimate, abs=0.15)


def test_robust_variance_of_equal_effects_is_not_given() -> None:
    found = correlated_effects([0.2, 0.2, 0.2], [0.1, 0.2, 0.3], list("abc"))
    assert found.estimate == pytest.approx(0.2)
    assert np.isnan([found.se, found.p, found.ci_low]).all()


def test_mantel_haenszel_agrees_with_statsmodels() -> None:
    from statsmodels.stats.contingency_tables import StratifiedTable

    a, n1, c, n2 = (
        np.array(cells) for cells in ([4, 6, 3, 62], [123, 306, 231, 13598], [11, 29, 11, 248], [139, 303, 220, 12867])
    )
    tables = StratifiedTable([[[w, x - w], [y, z - y]] for w, x, y, z in zip(a, n1, c, n2, strict=True)])
    found = mantel_haenszel("OR", a, n1, c, n2)
    assert found.estimate == pytest.approx(tables.logodds_pooled, rel=1e-12)
    assert found.se == pytest.approx(tables.logodds_pooled_se, rel=1e-12)


def lopsided() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return twelve invented trials of which the small ones all find much."""
    people = [400, 380, 350, 300, 260, 200, 120, 90, 60, 40, 30, 24]
    share = [0.40, 0.40, 0.39, 0.38, 0.38, 0.35, 0.31, 0.29, 0.22, 0.2, 0.15, 0.12]
    rows = [
        {"study_id": f"s{n}", "events_intervention": str(round(p * e)), "n_intervention": str(p),
         "events_control": str(round(0.42 * p)), "n_control": str(p)}
        for n, (p, e) in enumerate(zip(people, share, strict=True))
    ]  # fmt: skip
    return outcomes(*rows), studies(*({"study_id": row["study_id"]} for row in rows))


def test_what_trim_and_fill_adds_is_a_table_of_its_own_and_marked_as_imputed() -> None:
    found = analyse(*lopsided(), review())
    told = found.small_study.set_index("test").loc["trim_and_fill"]
    assert told["missing"] > 0
    assert len(found.filled) == told["missing"]
    assert set(found.filled["imputed"]) == {"yes"} and set(found.filled["side"]) == {told["side"]}
    main = found.contrasts[found.contrasts["analysis"] == "relapse-main"]
    assert not set(found.filled["label"]) & set(main["label"])
    assert set(found.filled["vi"]) <= set(main["vi"])  # mirror images have the variance of their opposites
    both = [np.append(main[name], found.filled[name]) for name in ("yi", "vi")]
    assert np.exp(pool_effects(*both).estimate) == pytest.approx(told["estimate"], rel=1e-9)


def test_nothing_is_filled_in_where_the_tests_are_not_made() -> None:
    rows, trials = lopsided()
    found = analyse({line: rows[line] for line in range(2, 11)}, trials, review()).filled
    assert list(found.columns) == ["outcome", "analysis", "label", "imputed", "side", "yi", "vi"]
    assert found.empty


def test_the_selection_model_ends_at_the_root_of_its_slopes() -> None:
    random = np.random.default_rng(2)
    v = random.uniform(0.01, 0.4, 20)
    y = random.normal(0.3, np.sqrt(v + 0.05))
    first = selection_model(y, v, "high")
    for _ in range(3):
        order = random.permutation(20)
        again = selection_model(y[order], v[order], "high")
        assert again.delta == pytest.approx(first.delta, rel=1e-10)
        assert (again.estimate, again.se) == pytest.approx((first.estimate, first.se), rel=1e-10)


def test_the_binomial_model_ends_at_the_top_of_its_likelihood() -> None:
    a, n1, c, n2 = (
        [4, 6, 3, 12, 1, 30],
        [123, 306, 231, 300, 20, 140],
        [11, 29, 11, 14, 5, 29],
        [139, 303, 220, 310, 22, 150],
    )
    found, turned = glmm(a, n1, c, n2), glmm(c, n2, a, n1)
    assert found.tau2 > 0.01
    assert turned.tau2 == pytest.approx(found.tau2, rel=1e-8)
    assert -turned.estimate == pytest.approx(found.estimate, rel=1e-9)
    assert turned.se == pytest.approx(found.se, rel=1e-6)
