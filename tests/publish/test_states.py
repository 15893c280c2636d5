"""What the pages say of the state of the review, read in every state: no page may say more or less than is done."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ettervern.computed import Certainty, Standing
from ettervern.publish.results import Results
from ettervern.publish.words.lookup import number
from ettervern.publish.words.sentences import sentence
from ettervern.publish.words.standing import left, level
from ettervern.review import Review
from tests.conftest import ROOT

FACTS = (
    *("databases", "strings", "records", "screened", "titles", "conflicts", "sought", "read", "unobtainable"),
    *("texts", "extracted", "figures", "bias", "signed"),
)
OF = {"databases": 6, "strings": 6, "records": 300, "screened": 210, "titles": 210, "conflicts": 40}
OF |= {"sought": 150, "read": 150, "unobtainable": 150, "texts": 0, "extracted": 80, "figures": 32, "bias": 32}
OF |= {"signed": 2}
DONE = dict.fromkeys(FACTS, 0) | {"screened": 210, "extracted": 55}
ALL = OF | {"read": 140, "unobtainable": 10, "texts": 140}
#: From a project that has only been laid out to a review that people have confirmed whole: fact -> (done, of).
STATES: dict[str, dict[str, tuple[int, int]]] = {}


def state(name: str, done: dict[str, int], of: dict[str, int] | None = None) -> None:
    """Add a state to those before: what is done, and of how many."""
    before = [*STATES.values()][-1] if STATES else dict.fromkeys(FACTS, (0, 0))
    numbers = {fact: [*before[fact]] for fact in FACTS}
    for place, given in ((1, of or {}), (0, done)):
        for fact, count in given.items():
            numbers[fact][place] = count
    STATES[name] = {fact: (counts[0], counts[1]) for fact, counts in numbers.items()}


state("laid out", {})
state("searched elsewhere", {}, {"databases": 5, "strings": 5, "records": 227})
state("the first draft, by software", DONE, {**OF, "databases": 5, "strings": 5, "records": 227})
state("a database searched", {"databases": 1, "strings": 1, "records": 73, "screened": 200}, OF)
state("two persons have screened what is new", {"screened": 210, "titles": 10, "conflicts": 3})
state("full texts asked for", {"sought": 20})
state("some full texts read", {"read": 12, "texts": 12}, {"texts": 12})
state("one study extracted and appraised by people", {"figures": 1, "bias": 1, "extracted": 56})
state("one certainty signed", {"signed": 1})
state(
    "all full texts read or out of reach",
    {"sought": 150, "read": 140, "unobtainable": 10, "texts": 140},
    {"texts": 140},
)
state("all confirmed by people", ALL, {"texts": 140})


@pytest.fixture(scope="module")
def real() -> Results:
    return Results.read(Review.open(ROOT / "reviews" / "ettervern"))


def in_state(results: Results, name: str) -> Results:
    """Return the results as they would be in a state; the searches name a database where one is searched."""
    rows = [Standing(fact, *counts, "2027-02-01" if counts[0] else "") for fact, counts in STATES[name].items()]
    log = results["searches"].copy()
    if STATES[name]["databases"][0]:
        log.loc[log.index[0], ["source", "kind"]] = ["Ovid MEDLINE", "database"]
    signed = [
        row._replace(status="signed", signed_by="Kari Test", signed_date="2027-02-01")
        for row in results.rows(Certainty)
    ]
    whole = STATES[name]["signed"][0] == OF["signed"]
    computed = {**results.computed, Standing: rows} | ({Certainty: signed} if whole else {})
    result = replace(results, computed=computed, tables={**results.tables, "searches": log})
    result.__dict__["remembered"] = results.remembered  # the numbers of the tables are the same in every state
    return result


def pages() -> Iterator[tuple[str, Path]]:
    """Yield language and path of every page of prose, of the book and of a new review."""
    for home in (ROOT / "book", ROOT / "src" / "ettervern" / "living" / "template" / "book"):
        for language in ("nb", "en"):
            yield from ((language, path) for path in sorted((home / language).glob("*.md")))


def read(path: Path, results: Results, language: str) -> str:
    """Return the prose of a page as readers have it: names replaced by what they stand for, tables and figures out."""
    text = re.sub(r"@\w+@", "relapse", path.read_text("utf-8"))

    def when(match: re.Match[str]) -> str:
        fact, *levels = match[1].split()
        return match[2] if level(results, fact) in levels else ""

    text = re.sub(r"^````\{when\} ([^\n]*)\n(.*?)^````$", when, text, flags=re.M | re.S)
    text = re.sub(r"^```\{remaining\}\n```$", lambda _: "\n".join(left(results, language)), text, flags=re.M)
    text = re.sub(r"^```+\{[\w-]+\}[^\n]*$|^:::.*$|^```+$|^\([\w-]+\)=$|\]\([^)]*\)", "", text, flags=re.M)
    text = re.sub(r"\{(?:setning|sentence)\}`([^`]*)`", lambda name: sentence(results, name[1], language), text)
    text = re.sub(r"\{(?:tall|number)\}`([^`]*)`", lambda name: number(results, name[1], language), text)
    return re.sub(r"\{\w+\}`([^`<]*)(?: <[^>]*>)?`", r"\1", text)


Told = dict[str, tuple[int, int]]


def _none(*facts: str) -> Callable[[Told], bool]:
    return lambda told: all(told[fact][0] == 0 for fact in facts)


def _people(told: Told) -> list[bool | None]:
    """Return of each judgement whether people made all of it, None where only part."""
    judged = [told[fact] for fact in ("titles", "texts", "conflicts", "figures", "bias", "signed") if told[fact][1]]
    return [True if done == of else None if done else False for done, of in judged]


#: What a sentence claims -> whether that is so. Written for the reader, apart from the code that chooses sentences.
CLAIMS: dict[str, Callable[[Told], bool]] = {
    r"[Ii]ngen (?:bibliografiske )?database\w* er søkt i|[Nn]o (?:bibliographic )?database has been": _none(
        "databases"
    ),
    r"som er søkt i: \S|registers searched: \S": lambda told: told["databases"][0] > 0,
    r"Ingen søk er gjort|No search has been made": lambda told: told["databases"][1] == 0,
    r"[Ss]økestrengene er ikke notert|search strings are not recorded": _none("strings"),
    r"andre kilder enn databaser\. Derfor|other than databases\. So": _none("records"),
    r"Ingen fulltekster er søkt etter|No full text has been sought": _none("sought", "read"),
    r"Ingen er lest ennå|None has been read yet": _none("read"),
    r"Vi har bare lest sammendrag\.|Only abstracts have been read\.": _none("read"),
    r"Alle fulltekstene som|All full texts that": lambda told: (
        sum(told[x][0] for x in ("read", "unobtainable")) == told["read"][1]
    ),
    r"[Ii]ngen person har bekreftet vurderingene|No person has confirmed the judgements": lambda told: (
        not any(one is not False for one in _people(told))
    ),
    r"første utkast|first draft": lambda told: not any(one is not False for one in _people(told)),
    r"Personer har gjort eller bekreftet alle|made or confirmed all": lambda told: all(_people(told)),
    r"Deler av den er ikke bekreftet|Part of it has not been confirmed": lambda told: not all(_people(told)),
    r"Programvare har vurdert rapportene|Software judged the reports": _none("titles"),
    r"Programvare avgjorde|Software decided": _none("conflicts"),
    r"Programvare har hentet ut tallene\.|Software extracted the figures\.": _none("figures"),
    r"Tilliten til resultatene er vurdert|certainty of the results has been judged": lambda told: (
        told["signed"][0] == told["signed"][1] > 0
    ),
    r"Alle stegene i denne|All steps of this": lambda told: all(_people(told)) and told["databases"][0] > 0,
}
#: A count in a sentence -> the fact and which of its two numbers each group is.
COUNTS = {
    r"Av (\d+) fulltekster er (\d+) lest|Of (\d+) full texts, (\d+) have been read": ("read", (1, 0)),
    r"Av (\d+) fulltekster er (\d+) søkt|Of (\d+) full texts, (\d+) have been sought": ("sought", (1, 0)),
    r"har vurdert (\d+) av (\d+) rapporter\.|have judged (\d+) of (\d+) reports\.": ("titles", (0, 1)),
    r"bekreftet tallene fra (\d+) av (\d+)|confirmed the figures of (\d+) of (\d+)": ("figures", (0, 1)),
    r"notert for (\d+) av (\d+)|recorded for (\d+) of (\d+)": ("strings", (0, 1)),
    r"Av (\d+) treff kom (\d+)|Of (\d+) records, (\d+) came": ("records", (1, 0)),
    r"signert for (\d+) av (\d+)|certainty of (\d+) of (\d+)": ("signed", (0, 1)),
}


@pytest.mark.parametrize("name", STATES)
def test_no_page_says_more_or_less_than_is_done(real: Results, name: str) -> None:
    results, told = in_state(real, name), STATES[name]
    wrong = []
    for language, path in pages():
        text = read(path, results, language)
        wrong += [
            f"{path.name}: {claim}" for claim, holds in CLAIMS.items() if re.search(claim, text) and not holds(told)
        ]
        for pattern, (fact, order) in COUNTS.items():
            for match in re.finditer(pattern, text):
                numbers = [int(group) for group in match.groups() if group]
                if numbers != [told[fact][place] for place in order]:
                    wrong.append(f"{path.name}: {match[0]}: {told[fact]}")
    assert wrong == []


def test_every_claim_and_count_is_made_in_some_state(real: Results) -> None:
    texts = [read(path, in_state(real, name), language) for name in STATES for language, path in pages()]
    for pattern in (*CLAIMS, *COUNTS):
        for one in pattern.split("|"):
            assert any(re.search(one, text) for text in texts), one


#: What a page says of what is not done, or was not done by people.
UNDONE = re.compile(
    r"ennå|\byet\b|utkast|draft|[Pp]rogramvare|[Ss]oftware|språkmodell|language model|bekreftet|confirmed|"
    r"[Ii]kke (?:lest|søkt)"
)
#: Sentences of a finished review in which such words are right.
RIGHT = re.compile(
    r"(?:gjort eller bekreftet|hentet ut eller bekreftet|made or confirmed|extracted or confirmed)|"
    r"I første versjon|i første versjon|In the first version|of the first version|"
    r"\(språkmodeller\)|\(language models\)|"
    r"Programvaren har sin egen lisens|software has a licence|WCAG|Kravene er derfor|meets the demands|"
    r"reports\.nothing|hentet ut (?:noe fra )?ennå|has been extracted yet|[Nn]othing extracted yet|extracted yet|"
    r"ikke vurdert ennå|not yet screened|not been screened yet|statistical software|programvare for"
)


def test_a_finished_review_says_nowhere_that_it_is_not(real: Results) -> None:
    results = in_state(real, "all confirmed by people")
    stale = []
    for language, path in pages():
        for line in re.split(r"(?<=[.!?]) |\n", read(path, results, language)):
            if UNDONE.search(line) and not RIGHT.search(line):
                stale.append(f"{path.parent.name}/{path.name}: {line}")
    assert stale == []


def test_a_version_says_until_when_its_data_have_changed(real: Results) -> None:
    assert sentence(in_state(real, "laid out"), "state.version", "en") == "Version 1.0, 21\u00a0November 2026."
    later = sentence(in_state(real, "one certainty signed"), "state.version", "nb")
    assert later.replace("\u00a0", " ") == "Versjon 1.0, 21. november 2026, med endringer til 1. februar 2027."
