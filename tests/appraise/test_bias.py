"""Risk of bias: the tools' rules for the whole, a row for each light, and shares that add up."""

from __future__ import annotations

import pytest

from ettervern.appraise.bias import bias_summary, bias_table, overall_by_rule
from ettervern.extract.schemas import BiasRow, StudyRow
from ettervern.extract.vocabulary import DOMAINS
from tests.made_rows import made

from .helpers import contrasts

NAMES = ["basis_randomisation", "basis_missing_data", "basis_measurement", "basis_selective_reporting", "other_notes"]


def judged(**studies: tuple[str, ...]) -> list[BiasRow]:
    """Return a risk-of-bias table in RoB 2: five domains and the whole for each study."""
    rows = [{"study_id": study, "tool": "rob2", **dict(zip((*DOMAINS, "overall"), words, strict=True))}
            for study, words in studies.items()]  # fmt: skip
    return [*made(BiasRow, *(row | {name: f"text of {name}" for name in NAMES} for row in rows)).values()]


STUDIES = made(StudyRow, {"study_id": "s1", "authors": "Hansen, A", "year": "2020"}, {"study_id": "s2"}).values()
LOW, SOME = ("low",) * 6, ("some_concerns",) * 6


@pytest.mark.parametrize(
    ("tool", "words", "overall"),
    [
        ("rob2", ("low",) * 5, "low"),
        ("rob2", ("low", "some_concerns", "low", "low", "low"), "some_concerns"),
        ("rob2", ("low", "some_concerns", "high", "low", "low"), "high"),
        ("rob2", ("low", "low", "no_information", "low", "low"), "some_concerns"),
        ("robins_i", ("low", "moderate", "low", "low", "low"), "moderate"),
        ("robins_i", ("serious", "moderate", "no_information", "low", "low"), "serious"),
        ("robins_i", ("low", "critical", "serious", "low", "low"), "critical"),
        ("robins_i", ("low", "moderate", "no_information", "low", "low"), "no_information"),
    ],
)
def test_the_whole_is_no_milder_than_the_tool_allows(tool: str, words: tuple[str, ...], overall: str) -> None:
    assert overall_by_rule(tool, words) == overall


def test_a_word_of_the_other_tool_is_refused() -> None:
    with pytest.raises(ValueError, match="found serious"):
        overall_by_rule("rob2", ["serious"])


def test_every_judgement_is_a_row_with_what_it_rests_on() -> None:
    table = bias_table(judged(s1=LOW, s2=SOME), STUDIES, contrasts(1))
    assert len(table) == 2 * 6
    light = table.set_index(["study_id", "domain"])
    assert light.loc[("s1", "d3_missing_data"), "basis"] == "text of basis_missing_data"
    assert light.loc[("s1", "d2_deviations"), "basis"] == ""
    assert light.loc[("s1", "overall"), ["label", "by_rule", "analyses"]].tolist() == [
        "Hansen 2020", "low", "relapse-main"]  # fmt: skip
    assert light.loc[("s2", "overall"), ["label", "analyses"]].tolist() == ["S2", ""]


def test_shares_follow_the_weights_and_add_up() -> None:
    rows = contrasts(2, weight=[3.0, 7.0])
    found = bias_summary(rows, bias_table(judged(s1=LOW, s2=SOME), STUDIES, rows))
    overall = found[found["domain"] == "overall"].set_index("judgement")
    assert overall["weight"].to_dict() == pytest.approx({"low": 30.0, "some_concerns": 70.0})
    assert found.groupby(["analysis", "domain"])["weight"].sum().to_list() == pytest.approx([100.0] * 6)


def test_a_pooled_study_without_judgement_is_not_taken_for_sound() -> None:
    found = bias_summary(contrasts(2), bias_table(judged(s1=LOW), STUDIES, contrasts(2)))
    overall = found[found["domain"] == "overall"].set_index("judgement")
    assert overall.loc["not_assessed", "weight"] == pytest.approx(50.0)
