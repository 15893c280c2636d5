"""Every choice of method in ``review.toml`` is what is computed: against metafor, and by what it changes."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from ettervern.appraise.bodies import bodies
from ettervern.appraise.findings import absolute_row
from ettervern.appraise.rates import BaseRate
from ettervern.extract.schemas import OutcomeRow, StudyRow
from ettervern.local.plan import expected
from ettervern.synthesise import analyse
from ettervern.synthesise.effects import from_table

from .helpers import outcomes, review, studies, words

REFERENCE = Path(__file__).parents[1] / "reference"
INPUTS = list(csv.DictReader((REFERENCE / "metafor_rr_inputs.csv").open(encoding="utf-8")))
EXPECTED = list(csv.DictReader((REFERENCE / "metafor_rr.csv").open(encoding="utf-8")))


def tables(turned: bool = False) -> tuple[dict[int, OutcomeRow], list[StudyRow]]:
    """Return the reference's trials; ``turned`` counts the people without the event instead."""
    rows = []
    for row in INPUTS:
        a, n1, c, n2 = (int(row[name]) for name in ("ai", "n1i", "ci", "n2i"))
        counted = (n1 - a, n1, n2 - c, n2) if turned else (a, n1, c, n2)
        names = ("events_intervention", "n_intervention", "events_control", "n_control")
        event = {"event": "abstinent"} if turned else {}
        rows.append({"study_id": row["study_id"], **event, **dict(zip(names, map(str, counted), strict=True))})
    return outcomes(*rows), studies(*({"study_id": row["study_id"]} for row in INPUTS))


def main(answer: Any) -> dict[str, Any]:
    found: dict[str, Any] = answer.pooled.set_index("analysis").loc["relapse-main"].to_dict()
    return found


@pytest.mark.parametrize("want", EXPECTED, ids=lambda row: "-".join(list(row.values())[:4]))
def test_measure_method_interval_and_zero_rule_are_metafors(want: dict[str, str]) -> None:
    rules = {name: want[name] for name in ("measure", "method", "ci_method", "zero")}
    found = main(analyse(*tables(), review(**rules)))
    assert {name: found[name] for name in ("measure", "method", "ci_method")} == {
        name: want[name] for name in ("measure", "method", "ci_method")
    }
    for name in ("estimate", "ci_low", "ci_high", "tau2"):
        assert found[name] == pytest.approx(float(want[name]), rel=1e-5, abs=1e-7)


def test_people_per_1000_follow_the_risk_ratio_itself() -> None:
    risk_ratio = review(measure="RR")
    answer = analyse(*tables(), risk_ratio)
    (body,) = bodies(risk_ratio, answer.pooled, answer.contrasts, answer.choice)[:1]
    row = absolute_row(body, BaseRate("own", "own", {"nb": "x", "en": "x"}, "", 12.0, 0.42), True)
    want = float(
        next(r for r in EXPECTED if tuple(r.values())[:4] == ("RR", "only0", "REML", "hk-conservative"))["estimate"]
    )
    assert row["per_1000_with"] == pytest.approx(420 * want, rel=1e-6)


def test_the_opposite_event_gives_the_same_risk_ratio_as_the_event_itself() -> None:
    right, turned = (main(analyse(*tables(turned), review(measure="RR"))) for turned in (False, True))
    assert turned["estimate"] == pytest.approx(right["estimate"], rel=1e-12)


PRINTED = {"events_intervention": "", "effect": "0.6", "ci_low": "0.4", "ci_high": "0.9", "ci_level": "0.95"}


@pytest.mark.parametrize(
    ("measure", "row", "why"),
    [
        ("OR", {"effect_measure": "aOR"}, ""),
        ("OR", {"effect_measure": "RR"}, "measure"),
        ("OR", {"effect_measure": "HR"}, "measure"),
        ("OR", {"effect_measure": "OR", "event": "abstinent"}, ""),
        ("RR", {"effect_measure": "aRR"}, ""),
        ("RR", {"effect_measure": "OR"}, "measure"),
        ("RR", {"effect_measure": "HR"}, "measure"),
        ("RR", {"effect_measure": "RR", "event": "abstinent"}, "measure"),
    ],
)
def test_a_printed_ratio_of_another_kind_is_listed_and_never_pooled(
    measure: str, row: dict[str, str], why: str
) -> None:
    rules = review(measure=measure, printed_effects=["OR", "aOR", "RR", "aRR"])
    rows = outcomes({"study_id": "one2001"}, {"study_id": "two2002", **PRINTED, **row})
    answer = analyse(rows, studies({"study_id": "one2001"}, {"study_id": "two2002"}), rules)
    assert answer.choice["why_not"].tolist() == ["", why]
    assert main(answer)["k"] == (1 if why else 2)


@pytest.mark.parametrize("measure", ["OR", "RR"])
def test_without_a_correction_a_table_that_gives_no_effect_is_listed(measure: str) -> None:
    answer = analyse(*tables(), review(measure=measure, zero="none"))
    assert answer.choice["why_not"].tolist() == ["", "", "", "zero_cell", ""]
    assert main(answer)["k"] == 4


@pytest.mark.parametrize("measure", ["OR", "RR"])
def test_a_study_in_words_enters_with_the_variance_of_two_arms_at_the_control_risk(measure: str) -> None:
    listed = analyse(*tables(), review(measure=measure), words({"study_id": "said1999", "n_total": "80"})).words
    control = sum(int(row["ci"]) for row in INPUTS) / sum(int(row["n2i"]) for row in INPUTS)
    same = from_table(measure, [40 * control], [40.0], [40 * control], [40.0])
    assert listed["vi"].tolist() == pytest.approx(same.v.tolist())


CHANGES: list[tuple[str, Any]] = [
    ("measure", "RR"), ("method", "DL"), ("ci_method", "wald"), ("zero", "all"), ("target_months", 6),
    ("minimum_months", 7), ("designs", ["quasi_experimental"]), ("directness", ["indirect_timing"]),
    ("units", ["person_days"]), ("printed_effects", []), ("windows", {"6": [6, 5, 6]}),
    ("designs_not_randomised", ["registry"]), ("small_study_minimum", 3),
    ("definition_sets", {"relapse": {"strict": ["remission"]}}),
    ("intervals_read_as", [{"name": "read-80", "study_id": "six2006", "ci_level": 0.8}]),
]  # fmt: skip


@pytest.mark.parametrize(("key", "value"), CHANGES, ids=[key for key, _ in CHANGES])
def test_a_change_of_any_rule_changes_the_results(key: str, value: Any) -> None:
    rows, trials = tables()
    extra = outcomes(
        {"study_id": "one2001", "outcome_id": "one2001-early", "months": "6", "events_intervention": "2"},
        {"study_id": "six2006", "outcome_id": "six2006-1", "effect_measure": "OR", **PRINTED},
        {"study_id": "ten2010", "outcome_id": "ten2010-1", "definition_flag": "remission"},
        {"study_id": "not2007", "outcome_id": "not2007-1"},
    )
    more = studies(
        *({"study_id": name} for name in ("six2006", "ten2010")),
        {"study_id": "not2007", "design": "quasi_experimental"},
    )
    data = rows | {line + len(rows): row for line, row in extra.items()}, trials + more
    changed = {"designs": ["rct"], "designs_not_randomised": ["quasi_experimental"], key: value}
    if key == "designs":
        changed["designs_not_randomised"] = ["rct"]
    before, after = (analyse(*data, review(**rules)).tables() for rules in ({}, changed))
    assert any(not before[name].equals(after[name]) for name in before)


def test_changes_are_tried_for_every_rule_but_the_level_of_which_there_is_one() -> None:
    from dataclasses import fields

    from ettervern.settings.outcomes import Pooling

    assert {key for key, _ in CHANGES} == {field.name for field in fields(Pooling)} - {"ci_level"}


def test_a_plan_takes_a_risk_ratio_for_the_odds_ratio_that_it_means() -> None:
    rules = review(measure="RR")
    pooled = analyse(*tables(), rules).pooled
    row, base = pooled.set_index("analysis").loc["relapse-main"], 0.4
    risk = base * float(row["estimate"])
    found = expected(rules.outcomes["relapse"], pooled, "own", base).odds_ratios["pooled"]
    assert found == pytest.approx(risk / (1 - risk) / (base / (1 - base)))
