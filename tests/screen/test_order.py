"""The learnt order: the same features and the same solution as scikit-learn's, without its import."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from ettervern.screen import learner as learner_module
from ettervern.screen.features import features
from ettervern.screen.learner import C, Learner, _Decided, _System, balanced_costs

WORDS = [
    "aftercare",
    "relapse",
    "housing",
    "work",
    "trial",
    "peer",
    "telephone",
    "sober",
    "cohort",
    "æøå",
    "alkohol",
    "12",
    "steps",
    "the",
    "of",
    "and",
]
texts_strategy = st.lists(st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join), min_size=2, max_size=12)


def corpus(n: int, seed: int = 1, length: int = 40) -> list[str]:
    """Return texts over a vocabulary with the long tail that real ones have."""
    rng = np.random.default_rng(seed)
    words = [f"word{number}" for number in range(3000)]
    share = 1 / np.arange(1, 3001)
    return [" ".join(rng.choice(words, length, p=share / share.sum())) for _ in range(n)]


def products(texts: list[str]) -> np.ndarray:
    """Return all products of two texts by our features."""
    found = features(texts)
    return (found.shared @ found.shared.T).toarray() + np.diag(found.own)


@settings(deadline=None)
@given(texts_strategy)
def test_features_equal_scikit_learn(texts: list[str]) -> None:
    vectorizer = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=1, max_df=0.95)
    try:
        other = vectorizer.fit_transform(texts)
    except ValueError:  # no terms at all, or none that not nearly all texts share
        assert np.abs(products(texts)).max() == 0
        return
    np.testing.assert_allclose(products(texts), (other @ other.T).toarray(), atol=1e-12)


def test_solution_equals_linear_svc_at_a_tight_tolerance() -> None:
    texts = corpus(160)
    kept = np.random.default_rng(3).random(120) < 0.15
    learner = Learner(features(texts))
    learner.learn(np.arange(120), kept)
    x = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, max_df=0.95).fit_transform(texts)
    other = LinearSVC(C=1.0, tol=1e-9, max_iter=1_000_000, dual=True, random_state=1)
    other.fit(x[:120], kept, sample_weight=balanced_costs(kept))
    np.testing.assert_allclose(learner.scores(), other.decision_function(x), atol=2e-6)


def test_costs_weigh_kept_against_excluded_as_asked() -> None:
    kept = np.array([True] * 3 + [False] * 97)
    costs = balanced_costs(kept)
    assert costs.sum() == pytest.approx(C * 100)
    assert costs[kept].sum() / costs[~kept].sum() == pytest.approx(9.8)


def test_step_by_step_and_all_at_once_give_the_same_order() -> None:
    texts = corpus(300)
    kept = np.random.default_rng(5).random(300) < 0.2
    kept[:2] = True, False
    stepwise = Learner(features(texts))
    for n in range(2, 200):
        stepwise.learn(np.arange(n), kept[:n])
    once = Learner(features(texts))
    once.learn(np.arange(199), kept[:199])
    orders = [np.argsort(-learner.scores(), kind="stable").tolist() for learner in (stepwise, once)]
    assert orders[0] == orders[1]
    np.testing.assert_allclose(stepwise.scores(), once.scores(), rtol=1e-9)


def test_the_solution_meets_its_equations_where_some_reports_lie_outside_the_margin() -> None:
    rng = np.random.default_rng(2)
    texts = [" ".join(rng.choice(WORDS[6 * (k % 2) :][:9], 12)) for k in range(60)]
    kept = np.arange(60) % 2 == 0
    decided = _Decided(features(texts))
    decided.take(np.arange(60))
    system = _System(decided, kept, 1e-12)
    system.ridge /= 500  # a dear margin, so that clear cases end up outside it
    system.diagonal = 2.0 + system.ridge
    beta = system.solve(np.zeros(60), np.zeros(60))
    y = np.where(kept, 1.0, -1.0)
    slack = np.maximum(0.0, 1.0 - y * decided.times(beta))
    assert 5 < (slack == 0).sum() < 55
    np.testing.assert_allclose(beta * system.ridge, y * slack, atol=1e-9)


def test_products_written_out_and_not_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    found = features(corpus(90))
    rows = np.random.default_rng(4).permutation(90)[:50]
    vector = np.random.default_rng(6).normal(size=50)
    images = []
    for limit in (700, 20):
        monkeypatch.setattr(learner_module, "_WRITTEN_OUT", limit)
        decided = _Decided(found)
        for n in (10, 30, 50):
            decided.take(rows[:n])
        images.append(decided.times(vector))
    np.testing.assert_allclose(images[0], images[1], atol=1e-12)
    whole = (found.shared @ found.shared.T).toarray() + np.diag(found.own) + 1
    np.testing.assert_allclose(images[0], whole[np.ix_(rows, rows)] @ vector, atol=1e-12)


def test_a_decision_taken_back_leaves_no_trace() -> None:
    texts = corpus(80)
    kept = np.arange(80) % 3 == 0
    learner, other = Learner(features(texts)), Learner(features(texts))
    learner.learn(np.arange(40), kept[:40])
    learner.learn([5, 7, 9, 12], [True, False, True, False])
    other.learn([5, 7, 9, 12], [True, False, True, False])
    np.testing.assert_array_equal(learner.scores(), other.scores())


def test_a_vote_turned_round_is_learnt() -> None:
    texts = corpus(80)
    kept = np.arange(80) % 3 == 0
    learner, other = Learner(features(texts)), Learner(features(texts))
    learner.learn(np.arange(40), kept[:40])
    kept[7] = not kept[7]
    learner.learn(np.arange(40), kept[:40])
    other.learn(np.arange(40), kept[:40])
    np.testing.assert_allclose(learner.scores(), other.scores(), rtol=1e-9)


def test_nothing_to_learn_from_is_said() -> None:
    learner = Learner(features(corpus(5)))
    with pytest.raises(ValueError, match="at least one kept and one excluded"):
        learner.learn([0, 1], [True, True])


def test_texts_without_words_get_a_score_too() -> None:
    learner = Learner(features(["", "sober housing", "tobacco tax", "sober homes", "  "]))
    learner.learn([1, 2], [True, False])
    scores = learner.scores()
    assert np.isfinite(scores).all() and scores[3] > scores[0] == scores[4]


def test_retraining_at_2000_reports_takes_at_most_50_ms() -> None:
    texts = corpus(2000, length=150)
    kept = np.random.default_rng(8).random(2000) < 0.1
    kept[:2] = True, False
    learner = Learner(features(texts))
    learner.learn(np.arange(1980), kept[:1980])
    spent = []
    for n in range(1981, 1991):
        began = time.process_time()
        learner.learn(np.arange(n), kept[:n])
        learner.scores()
        spent.append(time.process_time() - began)
    assert sorted(spent)[len(spent) // 2] < 0.05
    assert sparse.issparse(learner.features.shared)
