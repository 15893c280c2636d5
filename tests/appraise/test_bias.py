"""Risk of bias: the tools' rules for the whole, a row for each light, and shares that add up."""

from __future__ import annotations

import pytest

from ettervern.appraise.bias import bias_summary, bias_table
from ettervern.draw.traffic_light import traffic_light_table
from ettervern.extract.bias import overall_by_rule
from ettervern.extract.rules import breaches
from ettervern.extract.schemas import BiasRow, StudyRow
from ettervern.extract.vocabulary import TOOL_DOMAINS
from tests.made_rows import made

from .helpers import contrasts

DOMAINS = TOOL_DOMAINS["rob2"]
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


ROBINS = {"study_id": "s3", "tool": "robins_i", **dict.fromkeys(DOMAINS, "low"), "overall": "serious"}


def test_the_domains_of_robins_i_alone_are_shown_once_a_study_is_judged_on_them() -> None:
    before = [*judged(s1=LOW), *made(BiasRow, ROBINS).values()]
    assert set(bias_table(before, STUDIES, contrasts(2))["domain"]) == {*DOMAINS, "overall"}
    after = [*judged(s1=LOW), *made(BiasRow, ROBINS | {"d6_selection": "serious"}).values()]
    light = bias_table(after, STUDIES, contrasts(2)).set_index(["study_id", "domain"])["judgement"]
    assert light[("s3", "d6_selection")] == "serious"
    assert light[("s1", "d6_selection")] == "not_in_tool"
    assert ("s3", "d7_classification") not in light.index, "nobody has judged it on any study"


def test_a_domain_that_no_study_of_an_analysis_has_is_not_counted_there() -> None:
    rows = contrasts(1)
    bias = bias_table([*judged(s1=LOW), *made(BiasRow, ROBINS | {"d6_selection": "serious"}).values()], STUDIES, rows)
    assert "d6_selection" not in set(bias_summary(rows, bias)["domain"])


RULE = [
    ("rob2", "low some_concerns low some_concerns low", "low", "expected some_concerns or no_information or high"),
    ("rob2", "low low no_information low low", "low", "expected some_concerns"),
    ("rob2", "low high low low low", "some_concerns", "expected high"),
    ("rob2", "low high no_information low low", "no_information", "expected high"),
    ("rob2", "low low low low low", "no_information", "every domain has information"),
    ("rob2", "low some_concerns some_concerns low low", "high", ""),
    ("rob2", "low some_concerns low low low", "some_concerns", ""),
    ("rob2", "low low low low low", "low", ""),
    ("robins_i", "low serious low low low", "moderate", "expected serious or critical"),
    ("robins_i", "low critical low low low", "serious", "expected critical"),
    ("robins_i", "low moderate no_information low low", "moderate", "expected no_information or serious or critical"),
    ("robins_i", "low serious no_information low low", "no_information", "expected serious or critical"),
    ("robins_i", "low moderate no_information low low", "no_information", ""),
    ("robins_i", "low moderate low low low", "moderate", ""),
]


@pytest.mark.parametrize(("tool", "words", "overall", "said"), RULE)
def test_a_whole_milder_than_its_domains_is_refused_with_its_row(
    tool: str, words: str, overall: str, said: str
) -> None:
    cells = {"study_id": "s1", "tool": tool, **dict(zip(DOMAINS, words.split(), strict=True)), "overall": overall}
    found = breaches("risk_of_bias", made(BiasRow, cells), "risk_of_bias.csv")
    assert [(one.row, one.column, one.severity) for one in found] == ([(2, "overall", "error")] if said else [])
    assert said in "".join(one.message for one in found)


def test_people_judge_every_domain_of_their_tool_and_no_other_and_have_names() -> None:
    person = {"kind": "person", "judged_by": "kari-test; ola-test"}
    rows = made(
        BiasRow,
        ROBINS | person | {"d6_selection": "serious"},
        {"study_id": "s4", "tool": "rob2", **dict.fromkeys((*DOMAINS, "overall"), "low"), "d7_classification": "low"},
        {"study_id": "s5", "tool": "rob2", **dict.fromkeys((*DOMAINS, "overall"), "low"), "kind": "person"},
    )
    found = {(one.row, one.column) for one in breaches("risk_of_bias", rows, "risk_of_bias.csv")}
    assert found == {(2, "d7_classification"), (3, "d7_classification"), (4, "judged_by")}


def test_the_figure_has_columns_for_the_domains_that_its_studies_have() -> None:
    table = bias_table(
        [*judged(s1=LOW), *made(BiasRow, ROBINS | {"d6_selection": "serious"}).values()], STUDIES, contrasts(1)
    )
    both, trial = traffic_light_table(table, "nb"), traffic_light_table(table[table["study_id"] == "s1"], "nb")
    assert "Hvem som er med" in both and "Hvem som er med" not in trial
    assert both["Hvem som er med"].to_list() == ["Ikke i verktøyet", "Alvorlig risiko"]
