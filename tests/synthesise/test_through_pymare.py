"""Every pooled number comes through PyMARE's estimators."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pymare.estimators import DerSimonianLaird, VarianceBasedLikelihoodEstimator, WeightedLeastSquares

from ettervern.synthesise import analyse
from tests.synthesise.helpers import review, three, words


def test_shifting_pymares_answer_shifts_every_pooled_result(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = analyse(*three(), review(), words=words({"study_id": "null1999"}))
    for estimator in (WeightedLeastSquares, DerSimonianLaird):
        original = estimator.fit

        def shifted(self: Any, *given: Any, original: Any = original, **named: Any) -> Any:
            found = original(self, *given, **named)
            found.params_["fe_params"] = found.params_["fe_params"] + 1.0
            return found

        monkeypatch.setattr(estimator, "fit", shifted)
    moved = analyse(*three(), review(), words=words({"study_id": "null1999"}))
    assert len(plain.pooled) > 12
    for name in ("estimate", "ci_low", "ci_high"):
        many = plain.pooled["k"] > 1
        shift = np.log(moved.pooled[name][many].astype(float)) - np.log(plain.pooled[name][many].astype(float))
        assert shift.to_numpy() == pytest.approx(1.0)
    left = np.log(moved.leave_one_out["estimate"]) - np.log(plain.leave_one_out["estimate"])
    assert left.to_numpy() == pytest.approx(1.0)


def test_reml_starts_from_pymares_search(monkeypatch: pytest.MonkeyPatch) -> None:
    fitted = []
    original = VarianceBasedLikelihoodEstimator.fit

    def counted(self: Any, *given: Any, **named: Any) -> Any:
        fitted.append(self.method)
        return original(self, *given, **named)

    monkeypatch.setattr(VarianceBasedLikelihoodEstimator, "fit", counted)
    analyse(*three(), review())
    assert "REML" in fitted
    assert "ML" in fitted
