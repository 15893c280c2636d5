"""Kinds of fault that real sets hold, each in several made-up forms; and damage that must never join two papers."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ettervern.deduplicate import deduplicate, traded
from tests.deduplicate.helpers import WORK, Row, table

DRUG: Row = {
    "type": "journal_article",
    "title": "Effect of losartan on renal blood flow in the anaesthetised rat",
    "authors": "Holm, Eva; Berg, Ola Nils; Strand, Kari",
    "year": "1999",
    "journal": "Acta Physiologica Scandinavica",
    "volume": "165",
    "number": "2",
    "pages": "127-135",
    "abstract": "Renal blood flow was measured with a flow probe in anaesthetised animals before and after infusion. "
    * 4,
}
LETTER: Row = {
    "type": "journal_article",
    "title": "Early discharge after hip fracture: a registry study",
    "authors": "Lunde, Siri; Moen, Per",
    "year": "2010",
    "journal": "European Journal of Orthopaedics",
    "volume": "20",
    "number": "4",
    "pages": "210-219",
    "doi": "10.1000/ejo.2010.20",
}
CONGRESS: Row = LETTER | {
    "journal": "European Journal of Orthopaedics",
    "year": "2009",
    "volume": "19",
    "number": "Suppl 1",
    "pages": "S44",
    "doi": "",
}


def _retitled(old: str, new: str, **other: str) -> tuple[Row, Row]:
    """Return a paper and a second one of the same group that differs in a word and in where it was printed."""
    moved = {"year": "2001", "volume": "171", "number": "1", "pages": "55-63"} | other
    return DRUG, DRUG | {"title": DRUG["title"].replace(old, new)} | moved


#: Two different works whose records are whole.
TWO: dict[str, tuple[Row, Row]] = {
    "another drug": _retitled("losartan", "valsartan"),
    "a drug of nearly the same name": _retitled("losartan", "lisinopril"),
    "another animal": _retitled("rat", "rabbit"),
    "another organ": _retitled("renal", "adrenal"),
    "an added condition": _retitled("anaesthetised rat", "anaesthetised diabetic rat"),
    "the same year and volume": _retitled("losartan", "enalapril", year="1999", volume="165", number="2"),
    "the same page by chance": _retitled("losartan", "candesartan", pages="127-134"),
    "steroids": (
        DRUG | {"title": "Plasma concentrations of prednisone after oral administration in healthy men"},
        DRUG
        | {"title": "Plasma concentrations of prednisolone after oral administration in healthy men"}
        | {"volume": "166", "pages": "33-41"},
    ),
    "too high and too low": (
        DRUG | {"title": "Perioperative hypotension and myocardial injury after major vascular surgery"},
        DRUG
        | {"title": "Perioperative hypertension and myocardial injury after major vascular surgery"}
        | {"volume": "166", "pages": "33-41"},
    ),
    "before and during": (
        DRUG | {"title": "Preoperative anxiety and need of analgesics after laparoscopic surgery"},
        DRUG
        | {"title": "Perioperative anxiety and need of analgesics after laparoscopic surgery"}
        | {"volume": "166", "pages": "33-41"},
    ),
    "an abstract and the article": (LETTER, CONGRESS),
    "an abstract of the same volume and the article": (
        LETTER,
        CONGRESS | {"year": "2010", "volume": "20", "number": "2", "pages": "119"},
    ),
    "abstracts at two congresses": (
        CONGRESS | {"journal": "Acta Orthopaedica", "volume": "80", "pages": "S12"},
        CONGRESS,
    ),
    "abstracts in two years of one journal": (
        CONGRESS,
        CONGRESS | {"year": "2008", "volume": "18", "number": "Suppl 1", "pages": "S51"},
    ),
    "an erratum": (
        LETTER,
        LETTER | {"title": "Erratum: " + LETTER["title"], "number": "6", "pages": "402", "doi": "10.1000/ejo.2010.44"},
    ),
    "a correction that cites the article": (
        LETTER,
        LETTER | {"title": LETTER["title"] + " (vol 20, pg 210, 2010)", "number": "6", "pages": "402", "doi": ""},
    ),
    "a reply": (
        LETTER | {"pages": "300-301"},
        LETTER | {"title": LETTER["title"] + " - Reply", "pages": "301-302", "doi": ""},
    ),
    "page 202 and page S202": (
        LETTER | {"pages": "202-210", "doi": ""},
        LETTER | {"number": "Suppl 3", "pages": "S202-S203", "doi": ""},
    ),
    "abstracts on one page": (
        CONGRESS | {"title": "Effect of early training on strength after hip fracture", "pages": "S70"},
        CONGRESS | {"title": "Effect of early training on balance after hip fracture", "pages": "S71"},
    ),
    "abstracts that share the DOI of their supplement": (
        CONGRESS
        | {"title": "Effect of early training on strength after hip fracture", "pages": "S70", "doi": "10.1/s"},
        CONGRESS | {"title": "Effect of early training on balance after hip fracture", "pages": "S72", "doi": "10.1/s"},
    ),
    "editorials of two issues": (
        LETTER | {"title": "Editorial", "pages": "1-3", "number": "1", "doi": ""},
        LETTER | {"title": "Editorial", "pages": "1-2", "number": "2", "doi": ""},
    ),
}
#: How spreadsheets damage a cell.
DAMAGE = {
    "title": ["", "#NAME?", "#VALUE!"],
    "authors": ["", "Holm E", "#REF!"],
    "year": ["", "1905", "01.01.1999", "19,99"],
    "journal": ["", "#N/A", "Acta"],
    "volume": ["", "01-Feb", "1,65E+02", "#####"],
    "number": ["", "02.jan", "Jan-02", "0"],
    "pages": ["", "01-Jun", "jun.12", "1,27E+12", "2330000000000000", "#####", "127-+"],
    "doi": ["", "10.1000/", "#N/A"],
    "abstract": ["", "#NAME?"],
    "type": ["", "journal_article"],
}


@pytest.mark.parametrize("name", TWO)
def test_two_works_are_two_reports(name: str) -> None:
    one, two = TWO[name]
    assert len(deduplicate(table(one, two)).reports) == 2


@settings(deadline=None, max_examples=300)
@given(
    name=st.sampled_from(sorted(TWO)),
    field=st.sampled_from(sorted(DAMAGE)),
    way=st.integers(0, 6),
    side=st.booleans(),
)
@example(name="abstracts on one page", field="pages", way=0, side=True)
@example(name="an abstract of the same volume and the article", field="number", way=0, side=False)
@example(name="editorials of two issues", field="number", way=0, side=False)
def test_a_damaged_field_never_makes_one_paper_of_two(name: str, field: str, way: int, side: bool) -> None:
    one, two = TWO[name]
    damaged = {field: DAMAGE[field][way % len(DAMAGE[field])]}
    rows = (one | damaged, two) if side else (one, two | damaged)
    assert len(deduplicate(table(*rows)).reports) == 2


#: One work in the ways in which databases, reference managers and spreadsheets write it.
ONE: dict[str, tuple[Row, Row]] = {
    "no pages on one side": ({}, {"pages": ""}),
    "an article number beside pages": ({"pages": "e1003322"}, {"pages": "1-12"}),
    "a discussion behind the pages": ({}, {"pages": "315-24; discussion 325-6"}),
    "a quiz behind the pages": ({}, {"pages": "315-23; quiz 324"}),
    "an author's reply behind the pages": ({}, {"pages": "315-24; author reply 326"}),
    "pages without an end": ({}, {"pages": "315-+"}),
    "pages that became a date": ({"pages": "1-6"}, {"pages": "01-Jun"}),
    "pages that became a date in Norwegian": ({"pages": "6-1"}, {"pages": "06.jan"}),
    "pages that became a number": ({}, {"pages": "2330000000000000"}),
    "pages with an exponent": ({}, {"pages": "3,15E+05"}),
    "pages in the place of the issue": ({}, {"number": "315-324", "pages": ""}),
    "a page in the place of the year": ({}, {"year": "0315"}),
    "several ranges in another order": ({"pages": "315-20, 331-4"}, {"pages": "331-334+315-320"}),
    "everything a field to the right": ({}, {"volume": "", "number": "46", "pages": "3"}),
    "Embase's journal": (
        {},
        {
            "journal": "Journal of Substance Abuse Treatment.46 (3) ()(pp 315-324) 2014.Date of Publication: Apr 2014",
            "volume": "",
            "number": "",
            "pages": "",
        },
    ),
    "the place of a meeting behind the journal": (
        {"number": "Suppl 1", "pages": "S44"},
        {
            "number": "Suppl 1",
            "pages": "S44",
            "journal": "Journal of Substance Abuse Treatment. Conference: 44th Annual Meeting. Oslo Norway.",
        },
    ),
    "a volume with its issue": ({"number": ""}, {"volume": "46 (3) (no pagination)", "number": "", "pages": ""}),
    "a volume with its supplement": ({"number": "Suppl 1"}, {"volume": "46 (Supplement 1)", "number": ""}),
    "what is left of a supplement": ({"number": "Suppl 1"}, {"volume": "1)", "number": "Suppl 1"}),
    "two names of one journal": (
        {"journal": "Ai zheng = Aizheng = Chinese journal of cancer"},
        {"journal": "Chinese Journal of Cancer"},
    ),
    "a journal's other name in brackets": (
        {"journal": "Gan to Kagaku Ryoho [Japanese Journal of Cancer and Chemotherapy]"},
        {"journal": "Japanese Journal of Cancer and Chemotherapy"},
    ),
    "a title in brackets with a full stop": ({}, {"title": f"[{WORK['title']}]."}),
    "a language in capitals": ({}, {"title": WORK["title"] + " NORWEGIAN"}),
    "letters lost": (
        {"title": "Étude multicéntrica del tratamiento telefónico después del alta"},
        {"title": "?tude multic?ntrica del tratamiento telef?nico despu?s del alta"},
    ),
    "HTML": (
        {"title": "Uptake of CO<inf>2</inf> and H<sub>2</sub>O in relapse prevention &amp; recovery"},
        {"title": "Uptake of CO2 and H2O in relapse prevention & recovery"},
    ),
    "glued words": ({}, {"title": WORK["title"].replace("after treatment", "aftertreatment")}),
    "a subtitle missing": ({}, {"title": WORK["title"].split(":")[0], "pages": "315"}),
    "a DOI twice as long": (
        {"doi": "10.3779/j.2014.02", "pages": "1-9"},
        {"doi": "10.3779/10.3779/j.2014.02", "pages": "400-409", "volume": ""},
    ),
    "a DOI percent-encoded": (
        {"doi": "10.1000/a(14)<12>2", "pages": ""},
        {"doi": "10.1000/a%2814%29%3C12%3E2", "pages": "", "volume": "", "journal": ""},
    ),
    "a DOI in capitals": ({"doi": "10.1000/ABC.D"}, {"doi": "10.1000/abc.d", "pages": ""}),
    "one DOI and other pages": ({"doi": "10.1000/a.b"}, {"doi": "10.1000/a.b", "pages": "1-10"}),
    "authors glued": ({"authors": "Smith, J; Doe, A; Lie, K"}, {"authors": "SmithJ.DoeA.LieK."}),
    "full names and initials": ({}, {"authors": "Sørensen Å, Müller J, Dahl LE"}),
    "particles": ({"authors": "van der Berg, Jan; de la Cruz, Ana"}, {"authors": "Berg, Jan van der; Cruz, Ana de la"}),
    "anonymous": ({}, {"authors": "Anonymous"}),
    "three of twelve authors": (
        {
            "authors": "; ".join(
                f"{name}, A"
                for name in [
                    "Abel",
                    "Bull",
                    "Carl",
                    "Dahl",
                    "Eik",
                    "Foss",
                    "Gran",
                    "Holt",
                    "Ihle",
                    "Juul",
                    "Kvam",
                    "Lie",
                ]
            )
        },
        {"authors": "Abel, A; Bull, A; Carl, A"},
    ),
    "an erratum noted in brackets": ({}, {"title": WORK["title"] + ". [Erratum appears in J Subst. 2015;47(1):3]"}),
    "the same correction in two forms": (
        {"title": WORK["title"] + " (vol 45, pg 12, 2013)", "pages": "324"},
        {"title": WORK["title"] + " (J Subst Abuse Treat (2013) 45 (12-20))", "pages": "324-324"},
    ),
}


@pytest.mark.parametrize("name", ONE)
def test_one_work_is_one_report(name: str) -> None:
    one, two = ONE[name]
    assert len(deduplicate(table(WORK | one, WORK | two)).reports) == 1


def _numbered(field: str, first: int, step: int) -> list[Row]:
    """Return twelve works of as many journals, each in two records, with a running number of the reviewer's own."""
    works = [
        WORK
        | {"title": f"{word} care for people with {word}ism in towns", "journal": f"{word} and {at} letters"}
        | {"volume": str(at // 3 + 5), "number": str(at // 2), "pages": f"{at}15-{at}24"}
        for at, word in enumerate(
            ["Amber", "Birch", "Cedar", "Dahlia", "Elder", "Fern", "Gorse", "Heath", "Iris", "Jasmin", "Kelp", "Lilac"]
        )
    ]
    return [
        row | {field: str(first + step * at)} for at, row in enumerate([one for work in works for one in (work, work)])
    ]


@pytest.mark.parametrize(("field", "first", "step"), [("number", 1, 1), ("number", 900, 3), ("volume", 2001, 1)])
def test_a_running_number_is_no_issue_and_is_said_once(field: str, first: int, step: int) -> None:
    found = deduplicate(table(*_numbered(field, first, step)))
    assert len(found.reports) == 12
    assert [(problem.column, problem.severity) for problem in found.problems] == [(field, "warning")]


def test_issues_of_a_single_journal_are_no_running_numbers() -> None:
    rows = [WORK | {"title": "Editorial", "number": str(at), "pages": ""} for at in range(1, 40)]
    assert len(deduplicate(table(*rows)).reports) == 39


@pytest.mark.parametrize(
    ("one", "two", "link"),
    [
        (*TWO["an erratum"], "erratum of"),
        (*TWO["a correction that cites the article"], "erratum of"),
        (*TWO["an abstract and the article"], "abstract of"),
        (*TWO["abstracts at two congresses"], "same study"),
        (*TWO["abstracts in two years of one journal"], "same study"),
    ],
)
def test_reports_that_belong_together_are_linked(one: Row, two: Row, link: str) -> None:
    links = deduplicate(table(one | {"record_id": "article"}, two | {"record_id": "other"})).links
    assert links["link"].tolist() == [link]
    if link != "same study":
        assert (links["record_1"].iat[0], links["record_2"].iat[0]) == ("other", "article")


def test_a_translation_in_another_journal_and_a_trial_entered_twice_are_asked_about() -> None:
    trial = {
        "title": "Aftercare by telephone after discharge, a trial in four towns",
        "authors": "Oslo Trial Unit",
        "year": "2012",
    }
    translated = WORK | {"journal": "Acta Addictologica", "volume": "3", "number": "1", "pages": "17-22"}
    for one, two in ((trial, trial | {"year": "2013"}), (WORK, translated)):
        found = deduplicate(table(one, two))
        assert len(found.reports) == 2
        assert len(found.review) + len(found.links) == 1


def test_careful_leaves_what_eager_merges() -> None:
    thin = {"title": WORK["title"], "authors": "Sørensen, Å", "year": "2014"}
    pages = WORK | {"title": WORK["title"] + " at home", "pages": "316-325"}
    found = {
        name: len(deduplicate(table(WORK, thin, pages), options=traded(**{name: True})).reports)
        for name in ("careful", "eager", "join_preprints")
    }
    assert found["careful"] > found["join_preprints"] > found["eager"]
