"""The sensitivity set: each analysis changes one choice and nothing else."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from ettervern.extract.schemas import PercentRow
from ettervern.synthesise import Synthesis, analyse
from tests.made_rows import made
from tests.synthesise.helpers import ROW, outcomes, review, studies, three, words


def analyses(found: Synthesis) -> pd.DataFrame:
    return found.pooled.set_index("analysis")


def test_other_estimators_pool_the_same_contrasts() -> None:
    found = analyses(analyse(*three(), review()))
    for name in ("fixed", "dl", "he", "ml", "pm", "wald", "hk"):
        assert found.loc[f"relapse-{name}", "k"] == 3
    assert found.loc["relapse-fixed", ["method", "ci_method", "tau2"]].tolist() == ["FE", "wald", 0.0]


def test_unsure_figures_and_indirect_trials_go_out_and_in() -> None:
    rows, trials = three()
    rows[2] = rows[2]._replace(counts_source="reconstructed")
    rows[3] = rows[3]._replace(extraction_agreement="differ")
    trials[2] = trials[2]._replace(directness="indirect_timing")
    found = analyse(rows, trials, review())
    used = found.contrasts.groupby("analysis")["study_id"].agg(list).to_dict()
    assert used["relapse-main"] == ["one2001", "two2002"]
    assert used["relapse-no-reconstructed"] == ["two2002"]
    assert used["relapse-both-agree"] == ["one2001"]
    assert used["relapse-with-indirect"] == ["one2001", "two2002", "three2003"]


def test_windows_definitions_and_intervals_come_from_the_review_file() -> None:
    printed = {"effect_measure": "OR", "effect": "0.5", "ci_low": "0.3", "ci_high": "0.83", "n_control": ""}
    rows = outcomes(
        {"study_id": "one2001", "months": "12"},
        {"study_id": "one2001", "months": "6", "events_intervention": "5"},
        {"study_id": "two2002", "definition_flag": "heavy_use"},
        {"study_id": "three2003", "ci_level": "0.9", **printed},
    )
    trials = studies(*({"study_id": name} for name in ("one2001", "two2002", "three2003")))
    changes: dict[str, Any] = {
        "definition_sets": {"relapse": {"no-heavy-use": ["any_use", "remission"]}},
        "intervals_read_as": [{"name": "three-95", "study_id": "three2003", "ci_level": 0.95}],
    }
    found = analyse(rows, trials, review(**changes))
    used = found.contrasts.groupby("analysis")["outcome_id"].agg(list).to_dict()
    assert used["relapse-window-6"] == ["one2001-relapse-2"]
    assert used["relapse-no-heavy-use"] == ["one2001-relapse-1", "three2003-relapse-4"]
    vi = found.contrasts.set_index(["analysis", "study_id"])["vi"].astype(float)
    ratio = vi["relapse-main", "three2003"] / vi["relapse-three-95", "three2003"]
    assert ratio == pytest.approx((1.959963984540054 / 1.6448536269514722) ** 2)


def test_studies_in_words_enter_once_a_trial_as_no_difference() -> None:
    listed = words(
        {"study_id": "null1999"},
        {"study_id": "worse1999", "direction": "favours_control"},
        {"study_id": "better1999", "direction": "favours_aftercare"},
        {"study_id": "better1999b", "trial": "better1999", "direction": "no_difference"},
        {"study_id": "mixed1999", "direction": "mixed"},
        {"study_id": "small1999", "n_total": ""},
        {"study_id": "cohort1999", "design": "quasi_experimental"},
        {"study_id": "far1999", "directness": "indirect_population"},
        {"study_id": "report1999", "trial": "one2001"},
    )
    found = analyse(*three(), review(), words=listed)
    assert found.words["fate"].tolist() == [
        "null", "null", "null", "same_trial", "null_all", "no_total", "design", "directness", "pooled",
    ]  # fmt: skip
    table = analyses(found)
    assert table.loc[["relapse-words-null", "relapse-words-all"], "k"].tolist() == [6, 7]
    entry = found.contrasts.query("analysis == 'relapse-words-null' and study_id == 'null1999'").iloc[0]
    risk = (20 + 20 + 21) / 150
    assert entry["yi"] == 0
    assert entry["vi"] == pytest.approx(2 * (1 / (50 * risk) + 1 / (50 * (1 - risk))))
    assert entry["from"] == "words"
    assert table.loc["relapse-main", "estimate"] < table.loc["relapse-words-null", "estimate"] < 1


def test_percentages_with_a_total_enter_with_equal_arms_and_only_there() -> None:
    rows, trials = three()
    trials += studies({"study_id": "percent2005"})
    shares = {"percent_intervention": "44", "percent_control": "36", "n_total": "150", "arms": "3"}
    percent = made(PercentRow, {**ROW, "study_id": "percent2005", "event": "abstinent", **shares})
    found = analyse(rows, trials, review(), percentages=percent)
    assert analyses(found)["k"].loc[["relapse-main", "relapse-equal-arms"]].tolist() == [3, 4]
    added = found.contrasts.query("study_id == 'percent2005'").iloc[0]
    assert (added["n_intervention"], added["events_intervention"]) == (50, pytest.approx(28))
    assert added["estimate"] == pytest.approx((28 / 22) / (32 / 18))


def test_all_contrasts_of_a_trial_are_pooled_with_robust_variance() -> None:
    rows, trials = three()
    early = outcomes({"study_id": "one2001", "months": "6", "outcome_id": "one2001-relapse-9"})
    more = {**rows, 5: early[2]}
    table = analyses(analyse(more, trials, review()))
    row = table.loc["relapse-all-contrasts"]
    assert (row["k"], row["n_contrasts"], row["ci_method"]) == (3, 4, "cr2")
    assert "fewer than 10 trials" in row["note"]
    assert pd.isna(row["participants"])  # people would be counted twice


def test_a_single_trial_is_shown_alone_and_an_outcome_without_trials_is_empty() -> None:
    rows, trials = three()
    alone = analyses(analyse({2: rows[2]}, trials, review())).loc["relapse-main"]
    assert alone["k"] == 1
    assert np.isnan(alone["tau2"])
    assert "nothing is pooled" in alone["note"]
    none = analyse({line: row._replace(months=1.0) for line, row in rows.items()}, trials, review())
    assert none.pooled.empty
    assert none.choice["why_not"].tolist() == ["months"] * 3


def test_people_are_counted_where_arm_sizes_are_known_and_unknown_elsewhere() -> None:
    printed = {"effect_measure": "OR", "effect": "0.5", "ci_low": "0.3", "ci_high": "0.8", "ci_level": "0.95"}
    unknown = {"n_control": "", "n_intervention": "", **printed}
    trials = studies(*({"study_id": name, "category": name} for name in ("one2001", "two2002")))
    found = analyse(outcomes({"study_id": "one2001"}, {"study_id": "two2002", **unknown}), trials, review())
    assert analyses(found).loc["relapse-main", "participants"] == 100
    groups = found.subgroups[found.subgroups["by"] == "category"].set_index("group")["participants"]
    assert groups["one2001"] == 100
    assert np.isnan(groups["two2002"])


def test_without_a_control_risk_studies_in_words_are_listed_only() -> None:
    printed = {"effect_measure": "OR", "effect": "0.5", "ci_low": "0.3", "ci_high": "0.8", "ci_level": "0.95"}
    rows = outcomes({"study_id": "one2001", "n_control": "", **printed})
    found = analyse(rows, studies({"study_id": "one2001"}), review(), words=words({"study_id": "null1999"}))
    assert found.words["fate"].tolist() == ["no_control_risk"]
    assert "relapse-words-null" not in set(found.pooled["analysis"])
