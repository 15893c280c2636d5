"""The whole built book, read page by page in every state from the first draft to one that people have confirmed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from html import unescape
from pathlib import Path
from typing import NamedTuple

import pytest

from ettervern import pipeline
from ettervern.numbers import day
from ettervern.publish.site.book import build_book
from ettervern.review import Review
from tests.publish import test_states, turn
from tests.publish.told import Told, last_day, told

pytestmark = pytest.mark.slow
TODAY = date(2027, 3, 1)
FINISHED = "all confirmed by people"


class Read(NamedTuple):
    """A state: what the files say, the last day in them, and every page's text by its name."""

    told: Told
    last: str
    pages: dict[str, str]


@pytest.fixture(scope="module")
def states(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Read]:
    """Return the book of every state, as text."""
    home, found = turn.copied(tmp_path_factory.mktemp("turn")), {}
    for name, change in turn.STEPS.items():
        change(home)
        review = Review.open(home / turn.REVIEW)
        pipeline.run(review, TODAY, lambda _: None)
        build_book(review, home / "book" / "_build" / "html")
        found[name] = Read(told(home), last_day(home), dict(texts(home / "book" / "_build" / "html")))
    return found


#: Where a reader's eye, or a machine's, stops: what stands on either side is not one sentence.
BLOCKS = (
    "p|div|li|tr|td|th|h[1-6]|figcaption|caption|dd|dt|text|title|desc|option|label|button|summary|nav|footer|script"
)


def texts(out: Path) -> Iterator[tuple[str, str]]:
    """Yield every page and feed with its text, a block a line; alternative texts and data for machines are text too."""
    for path in sorted([*out.rglob("*.html"), *out.glob("*.xml")]):
        text = re.sub(r"<(style|script)(?![^>]*ld\+json)[^>]*>.*?</\1>", "", path.read_text("utf-8"), flags=re.S)
        text = re.sub(r'<[^>]*?\b(?:alt|aria-label|title|content)="([^"]*)"[^>]*>', r"\n\1\n", text)
        text = re.sub(rf"</?(?:{BLOCKS})\b[^>]*>", "\n", text)
        lines = (" ".join(line.split()) for line in unescape(re.sub(r"<[^>]+>", "", text)).splitlines())
        yield path.relative_to(out).as_posix(), "\n".join(line for line in lines if line)


def _done(fact: str) -> Callable[[Told], bool]:
    return lambda told: told[fact][0] == told[fact][1] > 0


def _all_read(told: Told) -> bool:
    return told["read"][0] + told["unobtainable"][0] == told["read"][1]


def _none_by_people(told: Told) -> bool:
    return not any(told[fact][0] for fact in ("titles", "texts", "conflicts", "figures", "bias", "signed"))


#: What only the built pages claim -> whether that is so.
CLAIMS: dict[str, Callable[[Told], bool]] = test_states.CLAIMS | {
    r"vurderinger av rapporter er gjort av personer|judgement of a report was made by people": _done("titles"),
    r"Personer avgjorde der|People decided where": _done("conflicts"),
    r"vurdert alle fulltekstene|judged all full texts": _done("texts"),
    r"Ingen fulltekster er vurdert|No full text has been judged": lambda told: told["texts"][1] == 0,
    r"tallene fra alle studiene|the figures of all studies": _done("figures"),
    r"skjevhet i alle studiene|bias of all studies": _done("bias"),
    r"gjort etter regler i|were made by rules in": lambda told: told["bias"][0] == 0,
    r"forslag fra programvare|proposed by software|a proposal by software": lambda told: (
        told["signed"][0] < told["signed"][1]
    ),
    r"bygger på sammendrag|rests on abstracts": lambda told: told["read"][0] == 0,
    r"bygger på de fulltekstene|rests on the full texts that": _all_read,
    r"endre seg når noen leser|may change when somebody reads": lambda told: not _all_read(told),
    r"Sammendrag oppgir oftere|Abstracts print figures more": lambda told: not _all_read(told),
    r"Dette er første versjon|This is the first version": lambda told: told["databases"][0] == 0,
    r"Laget av programvare\.|Made by software\.": _none_by_people,
    r"Ingenting av dette gjenstår|Nothing of this is left": lambda told: (
        _all_read(told) and all(_done(fact)(told) for fact in ("titles", "figures", "bias", "signed", "screened"))
    ),
}


def _left(fact: str) -> Callable[[Told], list[int]]:
    return lambda told: [told[fact][1] - told[fact][0]]


def _pair(fact: str) -> Callable[[Told], list[int]]:
    return lambda told: [*told[fact]]


#: A sentence with counts -> what they must be, in the order of the sentence.
COUNTS: dict[str, Callable[[Told], list[int]]] = {
    pattern: lambda told, fact=fact, order=order: [told[fact][place] for place in order]
    for pattern, (fact, order) in test_states.COUNTS.items()
} | {
    r"fulltekst for (\d+) av (\d+)|full texts for (\d+) of (\d+)": _pair("read"),
    r"er lest: (\d+) av (\d+)|been read: (\d+) of (\d+)": _pair("read"),
    r"skjevhet i (\d+) av (\d+)|bias of (\d+) of (\d+)": _pair("bias"),
    r"Vi fant (\d+) treff i (\d+)|^(\d+) records were found in (\d+)": lambda told: [
        told["records"][1],
        told["databases"][1],
    ],
    r"det (\d+) rapporter igjen|(\d+) reports were left": lambda told: [told["screened"][1]],
    r"er (\d+) beholdt og (\d+) utelatt|(\d+) are kept and (\d+) excluded": lambda told: [
        told["read"][1],
        told["excluded"][0],
    ],
    r"I oversikten er (\d+)|review so far are (\d+)": lambda told: [in_review(told)],
    r"beholdt så langt: (\d+)|kept so far: (\d+)": lambda told: [in_review(told) + told["unobtainable"][0]],
    r"ikke fått tak i: (\d+)|not be obtained: (\d+)": lambda told: [told["unobtainable"][0]],
    r"databaser og registre: (\d+)|databases and registers: (\d+)": lambda told: [told["records"][0]],
    r"titler og sammendrag\. Rapporter igjen: (\d+)|titles and abstracts\. Reports left: (\d+)": _left("titles"),
    r"skjevhet\. Studier igjen: (\d+)|bias\. Studies left: (\d+)": _left("bias"),
    r"bekrefte tallene\. Studier igjen: (\d+)|confirm the figures\. Studies left: (\d+)": _left("figures"),
    r"Hovedsvar igjen: (\d+)|Main answers left: (\d+)": _left("signed"),
    r"uenighet\. Rapporter igjen: (\d+)|differ\. Reports left: (\d+)": _left("screened"),
    r"lese fulltekster\. Rapporter igjen: (\d+)|read full texts\. Reports left: (\d+)": lambda told: [
        told["read"][1] - told["read"][0] - told["unobtainable"][0]
    ],
}


def in_review(told: Told) -> int:
    """Return how many reports are in the review: kept, not out of reach, not left out when read."""
    return told["read"][1] - told["unobtainable"][0] - told["out"][0]


#: A row of the flow as a table -> both streams together.
BOXES: dict[str, Callable[[Told], int]] = {
    "Records identified|Treff funnet": lambda told: told["records"][1],
    "Reports screened on title and abstract|Rapporter vurdert ut fra tittel og sammendrag": lambda told: told[
        "screened"
    ][0],
    "Excluded|Utelatt": lambda told: told["excluded"][0],
    "Kept after title and abstract|Beholdt etter tittel og sammendrag": lambda told: told["read"][1],
    "Full text not yet sought|Fulltekst ikke søkt etter ennå": lambda told: told["sought"][1] - told["sought"][0],
    "Full texts sought|Fulltekster søkt etter": lambda told: told["sought"][0],
    "Full texts not retrieved|Fulltekster ikke funnet": lambda told: told["unobtainable"][0],
    "Full texts read|Fulltekster lest": lambda told: told["read"][0],
    "Excluded after full text|Utelatt etter fulltekst": lambda told: told["out"][0],
    "In the review so far|Med i oversikten så langt": in_review,
}


@pytest.mark.parametrize("name", turn.STEPS)
def test_no_page_contradicts_the_files(states: dict[str, Read], name: str) -> None:
    known, wrong = states[name].told, []
    for page, text in states[name].pages.items():
        wrong += [f"{page}: {claim}" for claim, holds in CLAIMS.items() if re.search(claim, text) and not holds(known)]
        for pattern, right in COUNTS.items():
            for match in re.finditer(pattern, text, flags=re.M):
                if [int(group) for group in match.groups() if group] != right(known):
                    wrong.append(f"{page}: {match[0]}: {right(known)}")
    assert wrong == []


@pytest.mark.parametrize("name", turn.STEPS)
def test_the_flow_counts_what_the_files_hold(states: dict[str, Read], name: str) -> None:
    wrong = []
    for page in ("nb/slik-fant-vi-studiene.html", "en/how-we-found-the-studies.html"):
        for boxes, right in BOXES.items():
            rows = re.findall(rf"^(?:{boxes})\n(\d+)\n(\d+)$", states[name].pages[page], flags=re.M)
            assert rows, f"{page}: {boxes}"  # the first table is of all; the next of what the update adds
            if sum(map(int, rows[0])) != right(states[name].told):
                wrong.append(f"{page}: {boxes}: {rows[0]}")
    assert wrong == []


@pytest.mark.parametrize("name", turn.STEPS)
def test_every_page_bears_the_last_day_of_its_data(states: dict[str, Read], name: str) -> None:
    last = date.fromisoformat(states[name].last)
    for page, text in states[name].pages.items():
        if feet := re.findall(r"^.*(?:Versjon|Version) 1\.0, .*$", text, flags=re.M):
            assert day(last, page[:2]).replace("\u00a0", " ") in feet[-1], page


def test_every_claim_and_count_is_made_in_some_state(states: dict[str, Read]) -> None:
    everything = "\n".join(text for state in states.values() for text in state.pages.values())
    never = {"Ingen søk er gjort", "No search has been made"}  # the first draft has searches
    patterns = [one for pattern in (*CLAIMS, *COUNTS) for one in pattern.split("|") if one not in never]
    assert [one for one in patterns if not re.search(one, everything, flags=re.M)] == []


#: Lines of a finished review that may hold words of what is not done, each with its reason.
RIGHT = (
    (r"[Ff]unnet på andre måter|ikke vurdert ennå|[Ii]kke vurdert ennå", "later studies and small groups await"),
    (r"[Ii]dentified by other means|[Nn]ot yet (?:screened|assessed)|not been screened yet", "the same"),
    (r"0 (?:ikke hentet ut ennå|nothing extracted yet)|Fra 0 av \d+ rapporter", "a count, which is 0"),
    (r"^(?:Ikke hentet ut ennå|ikke hentet ut ennå|Nothing extracted yet|not extracted yet)", "the name of a list"),
    (r"Fulltekst ikke søkt|etter ennå: 0|Full text not yet|sought: 0", "a box of the flow, with its number"),
    (r"[Ff]ørste utkast av oversikten|First draft of the review", "history, dated"),
    (r"Programvare gjorde alle|Software made every|svært lav \(forslag|very low \(proposed", "history, dated"),
    (r"var søkt i, og ingen|was searched and no full text|Everything came from", "history, dated"),
    (r"[Ii]ngen person hadde bekreftet|No person had confirmed", "history, dated"),
    (r"[Ii] første versjon|[Ii]n the first version|of the first version", "history"),
    (r"Programvare \(språkmodeller\) gjorde da|Software \(language models\) then", "history, after the sentence above"),
    (r"\(programvare\)|\(software\)", "whose votes are compared"),
    (r"WCAG|Kravene er derfor|meets the demands", "nobody has tried it with a screen reader"),
    (r"kontrollert mot tilbake|checked against retractions", "no look-up has been made"),
    (r"kontaktadresse ennå|given an address yet", "the owners have given none"),
    (r"gjort eller bekreftet|hentet ut eller bekreftet|made or confirmed|extracted or confirmed", "what is done"),
    (r"kan bekrefte eller endre|Programvaren har sin egen|The software has a licence", "of readers and of the code"),
    (
        r"personen ennå er i|The model is a proposal|Proposes? |, yet |[Pp]rogramvare for|statistical software",
        "of something else",
    ),
)
UNDONE = re.compile(
    r"ennå|\byet\b|utkast|draft|[Pp]rogramvare|[Ss]oftware|språkmodell|language model|bekreftet|confirmed|"
    r"[Ii]kke (?:lest|søkt)|(?<!\()forslag,|proposals?\b|ut fra sammendrag|from abstracts"
)


def test_a_finished_review_says_nowhere_that_it_is_not(states: dict[str, Read]) -> None:
    right = re.compile("|".join(pattern for pattern, _ in RIGHT))
    stale = [
        f"{page}: {sentence}"
        for page, text in states[FINISHED].pages.items()
        for line in text.splitlines()
        for sentence in re.split(r"(?<=[.!?]) ", line)
        if UNDONE.search(sentence) and not right.search(sentence)
    ]
    assert stale == []
