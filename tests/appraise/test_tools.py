"""The tools: every combination of answers against the published tables, and words for every question."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ettervern.appraise import rob2, robins_i
from ettervern.appraise.lines import TOOLS
from ettervern.appraise.tool import ANSWERS, NOT_ASKED, Domain, Tool
from ettervern.appraise.words import domain_text, question_text, said_text
from ettervern.catalogue import LANGUAGES
from ettervern.extract.vocabulary import JUDGEMENTS, TOOL_DOMAINS
from ettervern.files import read_table
from tests.conftest import ROOT

TABLES = read_table(ROOT / "tests" / "reference" / "rob2_tables.csv")


def paths(domain: Domain, given: dict[str, str] | None = None) -> Iterator[dict[str, str]]:
    """Yield every way through a domain: the answers to all questions that apply."""
    given = given or {}
    question = domain.waiting(given)
    if question is None:
        yield given
        return
    for answer in question.answers:
        yield from paths(domain, given | {question.id: answer})


def by_table(part: str, answers: dict[str, str]) -> set[str]:
    """Return the judgements of the rows of the published table that hold."""
    rows = TABLES[TABLES["domain"] == part]
    result = set()
    for judgement, text in zip(rows["judgement"], rows["answers"], strict=True):
        wanted = dict(condition.split("=") for condition in text.split())
        if all(answers.get(question, NOT_ASKED) in allowed.split("/") for question, allowed in wanted.items()):
            result.add(judgement)
    return result


def published(column: str, answers: dict[str, str]) -> str:
    """Return the judgement by the tables; domain 2 is the worse of its two parts."""
    parts = sorted({part for part in TABLES["domain"] if part.split()[0] == column})
    found = [by_table(part, answers) for part in parts]
    assert [len(one) for one in found] == [1] * len(parts), (column, answers, found)
    return max((one.pop() for one in found), key=("low", "some_concerns", "high").index)


#: How many ways lead through each domain, counted by hand.
WAYS = (
    5**3,
    (2 * 2 + 21 * (2 + 1 + 2 * (2 + 3 * 5))) * (2 + 3 * 5),
    2 + 3 * (2 + 2 * (2 + 3 * 5)),
    16 + 9 * (2 + 3 * (2 + 3 * 5)),
    5**3,
)


@pytest.mark.parametrize(("domain", "ways"), [*zip(rob2.TOOL.domains, WAYS, strict=True)])
def test_rob2_judges_every_combination_of_answers_as_its_published_tables(domain: Domain, ways: int) -> None:
    every = list(paths(domain))
    wrong = [answers for answers in every if domain.proposal(answers) != published(domain.column, answers)]
    assert wrong == []
    assert len(every) == ways


@pytest.mark.parametrize("domain", robins_i.TOOL.domains, ids=lambda domain: domain.column)
def test_robins_i_proposes_a_word_of_its_own_on_every_way_and_never_critical(domain: Domain) -> None:
    proposed = {domain.proposal(answers) for answers in paths(domain)}
    assert proposed <= {*JUDGEMENTS["robins_i"]} - {"critical"}
    assert {"low", "serious"} <= proposed


@pytest.mark.parametrize(
    ("column", "answers", "judgement"),
    [
        ("d1_randomisation", "1.1=N", "low"),
        ("d1_randomisation", "1.1=Y 1.2=N 1.4=Y 1.5=Y 1.6=N", "moderate"),
        ("d1_randomisation", "1.1=Y 1.2=N 1.4=N 1.6=N", "serious"),
        ("d1_randomisation", "1.1=Y 1.2=N 1.4=Y 1.5=N 1.6=N", "serious"),
        ("d1_randomisation", "1.1=Y 1.2=N 1.4=Y 1.5=Y 1.6=Y", "serious"),
        ("d1_randomisation", "1.1=Y 1.2=N 1.4=NI 1.6=N", "no_information"),
        ("d1_randomisation", "1.1=Y 1.2=Y 1.3=Y 1.7=Y 1.8=Y", "moderate"),
        ("d6_selection", "2.1=N 2.4=Y", "low"),
        ("d6_selection", "2.1=N 2.4=N 2.5=Y", "moderate"),
        ("d6_selection", "2.1=Y 2.2=Y 2.3=Y 2.4=Y 2.5=N", "serious"),
        ("d6_selection", "2.1=NI 2.4=Y", "no_information"),
        ("d7_classification", "3.1=Y 3.2=N 3.3=N", "moderate"),
        ("d7_classification", "3.1=Y 3.2=Y 3.3=Y", "serious"),
        ("d2_deviations", "4.1=Y 4.2=N", "moderate"),
        ("d3_missing_data", "5.1=N 5.2=N 5.3=N 5.4=Y 5.5=NI", "low"),
        ("d3_missing_data", "5.1=N 5.2=N 5.3=N 5.4=N 5.5=N", "serious"),
        ("d4_measurement", "6.1=Y 6.2=Y 6.3=Y 6.4=N", "serious"),
        ("d4_measurement", "6.1=Y 6.2=N 6.3=Y 6.4=N", "low"),
        ("d5_selective_reporting", "7.1=N 7.2=N 7.3=N", "low"),
        ("d5_selective_reporting", "7.1=N 7.2=PN 7.3=N", "moderate"),
    ],
)
def test_robins_i_proposes_by_the_criteria_of_its_guidance(column: str, answers: str, judgement: str) -> None:
    domain = robins_i.TOOL.domain_of(column)
    assert domain is not None
    assert domain.proposal(dict(one.split("=") for one in answers.split())) == judgement


def test_a_question_is_asked_only_where_it_applies() -> None:
    domain = rob2.TOOL.domain_of("2.3")
    assert domain is not None and domain.column == "d2_deviations"
    waiting = domain.waiting({"2.1": "N", "2.2": "PN"})
    assert waiting is not None and waiting.id == "2.6"
    assert domain.path({"2.1": "N", "2.2": "N", "2.3": "Y", "2.6": "Y"}) == {"2.1": "N", "2.2": "N", "2.6": "Y"}


@pytest.mark.parametrize("tool", TOOLS.values(), ids=TOOLS)
def test_a_tool_has_the_domains_of_the_table_and_each_question_once(tool: Tool) -> None:
    assert tuple(domain.column for domain in tool.domains) == TOOL_DOMAINS[tool.id]
    ids = [question.id for domain in tool.domains for question in domain.questions]
    assert len(ids) == len(set(ids)) == {"rob2": 22, "robins_i": 30}[tool.id]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_domain_and_answer_has_words_of_its_own(language: str) -> None:
    for tool in TOOLS.values():
        for domain in tool.domains:
            assert domain_text(tool, domain.column, language) != f"{tool.id} {domain.column}".replace("_", " ")
            for question in domain.questions:
                assert question_text(tool, question.id, language).endswith("?")
    assert len({said_text(answer, language) for answer in (*ANSWERS, NOT_ASKED)}) == 6
