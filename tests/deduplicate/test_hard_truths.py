"""Which records are one report and which are two: a case a test, each a kind that real exports hold."""

from __future__ import annotations

import pytest

from ettervern.deduplicate import Options, deduplicate
from tests.deduplicate.helpers import WORK, Row, table

TITLE = WORK["title"]
BARE: Row = {"volume": "", "number": "", "pages": ""}
ABSTRACT = "We followed two hundred people for a year after they left treatment. " * 5
NORWEGIAN: Row = {
    "title": "Ettervern på telefon etter behandling for alkoholavhengighet",
    "authors": "Sørensen, Å; Müller, J; Dahl, L E",
    "journal": "Tidsskr Nor Legeforen",
    "year": "2014",
    "volume": "134",
    "pages": "315-24",
}
TRANSLATED: Row = NORWEGIAN | {"title": "Telephone aftercare following treatment for alcohol dependence"}

SAME: dict[str, tuple[Row, Row]] = {
    "other case and punctuation": ({}, {"title": TITLE.upper().replace(":", " -") + "."}),
    "notes of a database after the title": ({}, {"title": TITLE + ". [Review] [72 refs]"}),
    "a note on a later erratum": ({}, {"title": TITLE + ".[Erratum appears in J Subst 2015;47(1):3 Note: [added]"}),
    "a language after the title": ({}, {"title": TITLE + ". [Norwegian]"}),
    "retracted later": ({}, {"title": "RETRACTED: " + TITLE}),
    "a subtitle left out": ({}, {"title": TITLE.split(":")[0]}),
    "a letter lost": ({}, {"title": TITLE.replace("monitoring", "montoring")}),
    "initials and plain letters": ({}, {"authors": "Sorensen A; Mueller J; Dahl LE"}),
    "aa for å and oe for ø": ({}, {"authors": "Soerensen, Aase; Mueller, Jan; Dahl, Lars Erik"}),
    "authors in another order": ({}, {"authors": "Dahl, Lars Erik; Sørensen, Åse; Müller, Jan"}),
    "given and family names exchanged": ({}, {"authors": "Åse, Sørensen; Jan, Müller; Lars Erik, Dahl"}),
    "names glued together": ({}, {"authors": "Sørensen Å.Müller J.Dahl L. E."}),
    "only the first author": ({}, {"authors": "Sørensen, Åse"}),
    "an abbreviated journal": ({}, {"journal": "J Subst Abuse Treat"}),
    "a journal's initials": ({"journal": "British Medical Journal"}, {"journal": "BMJ"}),
    "short last page": ({}, {"pages": "315-24"}),
    "only the first page": ({}, {"pages": "315"}),
    "an article number beside pages": ({"pages": "e1234567"}, {"pages": "1-12"}),
    "a supplement's pages cut": ({"pages": "S34-S42"}, {"pages": "Suppl-42"}),
    "no year": ({}, {"year": ""}),
    "online first a year before the issue": ({}, {"year": "2013"} | BARE),
    "an issue that a spreadsheet made a date": ({"number": "1-8"}, {"number": "01-Aug"}),
    "a title that a spreadsheet destroyed": ({"doi": "10.1000/a"}, {"title": "#NAME?", "doi": "10.1000/a"}),
    "volume and pages in the journal's field": (
        {},
        {"journal": "Journal of Substance Abuse Treatment 46(3): 315-324"} | BARE,
    ),
    "a Greek letter": (
        {"title": "Effect of β-blockers on relapse after detoxification in adults"},
        {"title": "Effect of beta-blockers on relapse after detoxification in adults"},
    ),
    "a subscript": (
        {"title": "CO₂ inhalation and craving in adults after inpatient treatment"},
        {"title": "CO2 inhalation and craving in adults after inpatient treatment"},
    ),
    "Cyrillic letters that look Latin": ({}, {"title": TITLE.replace("a", "а").replace("e", "е")}),
    "no authors": ({}, {"authors": ""}),
    "nothing but title, authors and year": ({}, {"journal": ""} | BARE),
    "a title and its translation on the same pages": (NORWEGIAN, TRANSLATED),
    "a title in brackets after its translation": (
        NORWEGIAN | {"doi": "10.1000/n"},
        TRANSLATED | {"title": f"{TRANSLATED['title']} [{NORWEGIAN['title']}]", "pages": "", "volume": ""},
    ),
    "the original title in a field of its own": (
        NORWEGIAN | BARE,
        TRANSLATED | {"original_title": NORWEGIAN["title"]},
    ),
    "two valid DOIs of one printed paper": ({"doi": "10.1000/a"}, {"doi": "10.2000/b"}),
    "one DOI and a title changed before print": (
        {"doi": "10.1000/a"},
        {"doi": "10.1000/a", "title": TITLE.replace("Telephone monitoring", "Telephone-based monitoring")} | BARE,
    ),
    "one PubMed number and two titles": (TRANSLATED | {"pmid": "1234567"}, NORWEGIAN | {"pmid": "1234567"} | BARE),
    "one number in PubMed Central": (
        {"url": "https://pmc.ncbi.nlm.nih.gov/articles/PMC2621033/"},
        {"other_ids": '{"PMC": "PMC2621033"}', "year": "", "authors": "", "journal": ""} | BARE,
    ),
}

DIFFERENT: dict[str, tuple[Row, Row]] = {
    "part I and part II": ({"title": f"{TITLE}. Part I"} | BARE, {"title": f"{TITLE}. Part II"} | BARE),
    "part one and part two in words": ({"title": f"{TITLE}, part one"} | BARE, {"title": f"{TITLE}, part two"} | BARE),
    "study A and study B": ({"title": f"{TITLE}: study A"} | BARE, {"title": f"{TITLE}: study B"} | BARE),
    "reports of two years": (
        {"title": "Use of drugs in Norway 2012 annual report on treatment"} | BARE,
        {"title": "Use of drugs in Norway 2021 annual report on treatment"} | BARE,
    ),
    "editorials of two volumes": (
        {"title": "Editorial", "volume": "46"},
        {"title": "Editorial", "volume": "47", "year": "2015"},
    ),
    "editorials of two issues": (
        {"title": "Editor's comments", "pages": ""},
        {"title": "Editor's comments", "number": "4", "pages": ""},
    ),
    "long-titled editorials of two issues": (
        {"title": "Remarks from the editor of the journal on this issue", "pages": ""},
        {"title": "Remarks from the editor of the journal on this issue", "pages": "", "number": "4"},
    ),
    "an erratum": ({}, {"title": f"Erratum to: {TITLE}", "pages": "400"}),
    "a comment": ({}, {"title": f"Comment on: {TITLE}", "pages": "400-401", "authors": "Lie, Mona"}),
    "a reply": ({}, {"title": f"Re: {TITLE}", "authors": "Lie, Mona", "pages": "401"}),
    "a protocol": ({}, {"title": f"{TITLE.split(':')[0]}: protocol for a randomised trial", "year": "2012"} | BARE),
    "a conference abstract and the article": (
        {},
        {"type": "conference", "journal": "Annual meeting on addiction", "year": "2013"} | BARE,
    ),
    "a meeting abstract in a supplement of the same journal": (
        {"abstract": ABSTRACT},
        {"year": "2013", "volume": "44", "number": "Suppl 1", "pages": "", "abstract": ABSTRACT},
    ),
    "an abstract in one journal and the article in another": (
        {},
        {"journal": "Alcoholism", "volume": "37", "number": "S1", "pages": "12A", "year": "2013"},
    ),
    "one article in two journals": ({}, {"journal": "Rus og samfunn", "volume": "3", "number": "1", "pages": "5-14"}),
    "an update of a Cochrane review": (
        {
            "journal": "Cochrane Database of Systematic Reviews",
            "pages": "CD001234",
            "doi": "10.1002/14651858.cd001234.pub2",
        },
        {
            "journal": "Cochrane Database of Systematic Reviews",
            "pages": "CD001234",
            "doi": "10.1002/14651858.cd001234.pub3",
            "year": "2018",
        },
    ),
    "a Cochrane review a year later without DOI": (
        {"journal": "Cochrane Database Syst Rev", "volume": ""},
        {"journal": "Cochrane Database Syst Rev", "volume": "", "year": "2015"},
    ),
    "a preprint and the article": ({}, {"type": "preprint", "journal": "medRxiv"} | BARE),
    "men and women": (
        {"title": "Relapse after inpatient treatment for alcohol dependence in men"} | BARE,
        {"title": "Relapse after inpatient treatment for alcohol dependence in women"} | BARE,
    ),
    "other people with the same title": ({}, {"authors": "Lie, Mona; Vik, Per"} | BARE),
    "two DOIs and no common place": ({"doi": "10.1000/a"} | BARE, {"doi": "10.2000/b"} | BARE),
    "two PubMed numbers": ({"pmid": "1234567"}, {"pmid": "1234568"}),
    "abstracts that share the DOI of their supplement": (
        {
            "doi": "10.1000/s",
            "pages": "S321",
            "title": "Effect of naltrexone on relapse in adults after detoxification",
        },
        {
            "doi": "10.1000/s",
            "pages": "S354",
            "title": "Effect of acamprosate on relapse in adults after detoxification",
        },
    ),
    "years apart": ({}, {"year": "2004"} | BARE),
}


@pytest.mark.parametrize("name", SAME)
def test_one_report(name: str) -> None:
    one, two = SAME[name]
    assert len(deduplicate(table(WORK | one, WORK | two)).reports) == 1


@pytest.mark.parametrize("name", DIFFERENT)
def test_two_reports(name: str) -> None:
    one, two = DIFFERENT[name]
    assert len(deduplicate(table(WORK | one, WORK | two)).reports) == 2


def test_preprints_are_joined_where_that_is_asked_for() -> None:
    records = table(WORK, WORK | {"type": "preprint", "journal": "medRxiv"} | BARE)
    assert len(deduplicate(records, options=Options(join_preprints=True)).reports) == 1


def test_a_third_record_does_not_join_two_that_differ() -> None:
    article = WORK | {"number": "", "doi": "10.1000/a"}
    abstract = WORK | {"year": "2013", "volume": "44", "number": "Suppl 1", "pages": "12A"}
    vague = WORK | {"year": ""} | BARE
    found = deduplicate(table(article, abstract, vague))
    together = found.duplicates.set_index("record_id")["report_id"]
    ids = table(article, abstract, vague)["record_id"]
    assert together[ids[0]] != together[ids[1]]


def test_a_doubtful_pair_is_asked_about_with_its_reason() -> None:
    records = table(WORK | {"doi": "10.1000/a"} | BARE, WORK | {"doi": "10.2000/b"} | BARE)
    asked = deduplicate(records).review
    assert len(asked) == 1
    assert "two different DOIs" in asked["reason"].iat[0]


def test_every_merge_says_why() -> None:
    found = deduplicate(table(WORK, WORK | {"journal": "J Subst Abuse Treat"})).duplicates
    merged = found[found["decided_by"] != ""].iloc[0]
    assert merged["reason"] == "same title, authors, year, journal, volume, issue, pages"
    assert merged["decided_by"] in set(found["record_id"])
    assert merged["score"] > 8
