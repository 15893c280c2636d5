"""Small bodies of evidence of our own making."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ettervern.appraise.bodies import Body
from ettervern.review import Outcome

RELAPSE = Outcome(
    "relapse",
    {"nb": "Tilbakefall", "en": "Relapse"},
    "low",
    ("any_use", "heavy_use"),
    "relapse",
    ("abstinent",),
    measure="OR",
    method="REML",
)


def contrasts(k: int = 2, **columns: Any) -> pd.DataFrame:
    """Return contrasts of studies s1, s2 ... of equal weight."""
    rows = pd.DataFrame(
        {
            "analysis": "relapse-main",
            "outcome_id": [f"s{i}-1" for i in range(1, k + 1)],
            "study_id": [f"s{i}" for i in range(1, k + 1)],
            "trial": [f"s{i}" for i in range(1, k + 1)],
            "category": "case_management",
            "age_group": "adults",
            "months": 12.0,
            "definition_flag": "any_use",
            "directness": "direct",
            "n_intervention": 500.0,
            "n_control": 500.0,
            "events_control": 200.0,
            "yi": [-0.5 - 0.1 * i for i in range(k)],
            "vi": [0.02 + 0.01 * i for i in range(k)],
            "weight": 100 / k,
        }
    )
    return rows.assign(**columns)


def body(rows: pd.DataFrame | None = None, randomised: bool = True, **pooled: Any) -> Body:
    """Return a body of evidence on relapse; numbers of the pooled row may be given."""
    rows = contrasts() if rows is None else rows
    row = {
        "analysis": "relapse-main",
        "measure": "OR",
        "k": len(rows),
        "participants": 2000.0,
        "estimate": 0.55,
        "ci_low": 0.42,
        "ci_high": 0.72,
        "pi_low": 0.40,
        "pi_high": 0.80,
        "tau2": 0.01,
        "i2": 10.0,
    }
    return Body("relapse-main", RELAPSE, "", randomised, row | pooled, rows)
