"""The agreement of reviewers on a page: a table a search round and pair, with names and kinds."""

from __future__ import annotations

import re
from typing import Any

from ettervern.computed import Agreement
from ettervern.publish.tables.process import agreement
from ettervern.publish.words.lookup import agreement_numbers

NAN = float("nan")


class Made:
    """Results that hold agreement and nothing else."""

    def __init__(self, *rows: Agreement) -> None:
        self.all = list(rows)

    def rows(self, _: Any) -> list[Agreement]:
        """Return the rows."""
        return self.all


def pair(batch: str, one: str, two: str, n: float, stage: str = "title-abstract") -> list[Agreement]:
    """Return two measures of a pair."""
    kinds = ["software" if name.startswith("bot") else "person" for name in (one, two)]
    measures = {"n": n, "kappa": 0.5}
    return [Agreement(stage, batch, one, two, *kinds, name, value, NAN, NAN, "") for name, value in measures.items()]


def captions(made: Made, stage: str = "title-abstract", language: str = "en") -> list[str]:
    """Return what the tables are called."""
    found: Any = made
    shown = re.findall(r"<caption>(.*?)</caption>", str(agreement(found, stage, language)), re.S)
    return [text.replace("\xa0", " ") for text in shown]


def updated() -> Made:
    """Return two programs in the first round, two persons in the second, and one person who voted in both."""
    rows = pair("all", "bot-1", "bot-2", 201) + pair("2026-11-21", "bot-1", "bot-2", 201)
    rows += pair("all", "kari-test", "ola-test", 30) + pair("2027-02-01", "kari-test", "ola-test", 30)
    rows += pair("all", "bot-1", "kari-test", 12) + pair("2026-11-21", "bot-1", "kari-test", 10)
    rows += pair("2027-02-01", "bot-1", "kari-test", 2) + pair("all", "bot-2", "ola-test", 0)
    return Made(*rows, *pair("all", "kari-test", "ola-test", 17, "full-text"))


def test_each_round_and_pair_has_a_table_with_names_and_kinds_in_order() -> None:
    said = [
        re.sub(r"Agreement between the first votes of | \((software|a person)\)", "", one)
        for one in captions(updated())
    ]
    of = ", title and abstract, "
    assert said == [
        f"bot-1 and bot-2{of}reports first found on 21 November 2026",
        f"bot-1 and kari-test{of}reports first found on 21 November 2026",
        f"bot-1 and kari-test{of}reports first found on 1 February 2027",
        f"kari-test and ola-test{of}reports first found on 1 February 2027",
        f"bot-1 and kari-test{of}all reports",
    ]


def test_a_person_is_told_from_software_in_both_languages() -> None:
    assert "bot-1 (software) and kari-test (a person)" in captions(updated())[1]
    assert "bot-1 (programvare) og kari-test (et menneske)" in captions(updated(), language="nb")[1]


def test_stages_stand_apart_and_one_without_votes_shows_nothing() -> None:
    assert captions(updated(), "full-text") == [
        "Agreement between the first votes of kari-test (a person) and ola-test (a person), full text, all reports"
    ]
    assert captions(Made()) == []


def test_tables_have_ids_of_their_own() -> None:
    made: Any = updated()
    both = str(agreement(made, "title-abstract", "en")) + str(agreement(made, "full-text", "en"))
    ids = re.findall(r'id="(table-agreement[^"]*)"', both)
    assert len(ids) == len(set(ids)) == 6 and ids[0] == "table-agreement"


def test_prose_quotes_the_pair_that_judged_most() -> None:
    made: Any = updated()
    assert agreement_numbers(made, "en")["title-abstract.n"] == "201"
