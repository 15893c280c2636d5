"""Exports that other readers, and once ours, got wrong: each with its right answer, and its kin under other words."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ettervern.records import read_file
from tests.records.conftest import Read, columns

FAULTS = Path(__file__).parent / "faults"
#: File -> columns, and what each record must have in them.
ANSWERS: dict[str, tuple[str, list[tuple[str, ...]]]] = {
    "ovid_nl.ris": (
        "title journal",
        [
            ("Peer support after detoxification", "Clinical Recovery"),
            ("Recovery housing in small municipalities", "Clinical Recovery"),
        ],
    ),
    "ovid_c1.ris": (
        "doi pages",
        [("10.5555/jas.2016.0301", "201-210"), ("10.5555/nr.2018.0011", "11-20")],
    ),
    "ty_middle.ris": (
        "type title authors year journal pages",
        [
            (
                "journal_article",
                "Assertive continuing care in a coastal region",
                "Berg, A. J.; Holm, L. R.",
                "2007",
                "Recovery Journal",
                "67-76",
            ),
            (
                "journal_article",
                "Employment support after treatment",
                "Holm, L. R.",
                "2008",
                "Recovery Journal",
                "1-9",
            ),
        ],
    ),
    "er_text.ris": (
        "abstract journal",
        [
            (
                "Visits to the ER - defined as any unplanned visit - fell by half after twelve months of follow-up.",
                "Acute Care",
            ),
            ("", ""),
        ],
    ),
    "ebsco_t2.ris": (
        "title journal",
        [("Paths and peaks: A follow-up of people who left treatment", "Recovery Weekly")],
    ),
    "m1_issue.ris": ("number", [("4",)]),
    "supplement.ris": (
        "volume number pages",
        [("12", "sup2", "S10-S19"), ("12", "Supplement_3", "P112"), ("12", "3", "10-19")],
    ),
    "ovid_tag.txt": (
        "title authors journal volume number pages doi",
        [
            (
                "Relapse, work and housing in seafarers",
                "Lefse, Rolf Y.; Slade, Mari D.",
                "American Journal Of Aftercare",
                "58",
                "6",
                "688-696",
                "10.5555/ajim.22459",
            ),
            (
                "Housing first for people leaving treatment",
                "Werne, S. M.; Nordhe, E. V.",
                "Forest Ecology & Recovery",
                "201",
                "2-3",
                "327-334",
                "",
            ),
        ],
    ),
    "bib_footnote.bib": (
        "title notes",
        [
            ("Aftercare in two municipalities", "We thank the participants."),
            ("A plain record", ""),
            ("Another plain record", ""),
        ],
    ),
    "bib_frac2.bib": ("abstract", [("The effect was \\frac in the group",), ("",)]),
    "bib_backslash.bib": (
        "title abstract",
        [
            (
                "Drug and\\or alcohol relapse after treatment",
                "Dose in mg\\kg per day; inpatients\\outpatients were compared.",
            )
        ],
    ),
    "bib_string.bib": (
        "journal date",
        [("ACM Transactions on Recovery (TODS)", "2015-01"), ("Journal of Aftercare Studies Supplement", "2016")],
    ),
    "ensuremath.bib": ("title", [("Recovery at ≥ 12 months and x days",)]),
    "bib_gbk.bib": ("authors", [("王, 伟",)]),
    "openalex.csv": (
        "title authors journal volume number pages",
        [
            (
                "Aftercare groups in coastal towns",
                "Kari Nordvik; Per Dahl",
                "Journal of Recovery",
                "12",
                "3",
                "201-209",
            ),
            ("Work after treatment", "Liv Moe", "Journal of Recovery", "13", "1", "1-9"),
        ],
    ),
    "norwegian_header.csv": (
        "title year volume number pages",
        [("Ettervern på Jæren", "2019", "12", "3", "201-209")],
    ),
    "csv_embase.csv": (
        "journal year volume number pages doi authors",
        [
            ("Journal of Recovery", "2014", "3", "3", "152-160", "10.5555/er.1", "Nordvik, K; Dahl, P"),
            ("Journal of Recovery", "2015", "4", "1", "1-9", "10.5555/er.2", "Moe, L"),
        ],
    ),
    "csv_embase_default.csv": (
        "journal year volume number pages doi authors",
        [
            (
                "Clinical Recovery",
                "2014",
                "3",
                "3",
                "152-160",
                "10.5555/2303-9027.138888",
                "Nordvik, K.; Dahl, P.G.",
            )
        ],
    ),
    "csv_ebsco2.csv": ("journal year volume pages", [("Journal of Recovery", "2019", "12", "201-209")]),
    "csv_semanticscholar.csv": (
        "authors journal volume pages doi pmid",
        [("Kari Nordvik; Per Dahl", "J Recov", "12", "201-209", "10.5555/s2", "30000001")],
    ),
    "csv_dimensions.csv": ("title journal pages", [("Aftercare in Dimensions", "Journal of Recovery", "201-209")]),
    "csv_pop.csv": ("authors volume number pages", [("Nordvik, K; Dahl, P", "", "", "")]),
    "excel_pages.csv": ("pages year", [("01.sep", "2019"), ("3,20E+01", "2019"), ("12-18", "2021")]),
    "mac_roman.ris": ("authors title", [("Ødegård, Åse", "Ettervern på sørlandet: være rusfri i år")]),
    "group.nbib": ("authors", [("Nordvik, Kari; Aftercare Study Group",)]),
    "formfeed.ris": ("abstract", [("Background: x. Results: relapse fell. Conclusion: works.",)]),
}
#: File -> how many lines may be said of it, and words that stand in them.
SAID = {
    "ovid_nl.ris": (1, "NL"),
    "ovid_c1.ris": (1, "C1"),
    "ty_middle.ris": (0, ""),
    "er_text.ris": (0, ""),
    "csv_dimensions.csv": (2, "About the data"),
    "excel_pages.csv": (1, "a spreadsheet seems to have changed it"),
    "bib_frac2.bib": (0, ""),
    "ensuremath.bib": (0, ""),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_a_fault_that_was_found_has_its_right_answer(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    wanted, answer = ANSWERS[name]
    reading = read_file(FAULTS / name)
    assert columns(reading, *wanted.split()) == answer
    most, words = SAID.get(name, (1, ""))
    assert len(reading.problems) <= most
    assert words in " ".join(map(str, reading.problems))
    assert capsys.readouterr() == ("", ""), "a library's warnings are not a person's"


def test_nothing_is_printed_of_latex_by_a_fresh_interpreter() -> None:
    path = str(FAULTS / "bib_frac2.bib")
    code = f"from pathlib import Path; from ettervern.records import read_file as read; read(Path({path!r}))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == run.stderr == ""


def ris(*lines: str, title: str = "A") -> str:
    """Return a record in RIS with some lines more."""
    return "\n".join(["TY  - JOUR", f"TI  - {title}", "AU  - Aas, B", *lines, "ER  - ", "", ""])


#: Kind -> text, columns, answer, most lines said.
KIN: dict[str, tuple[str, str, list[tuple[str, ...]], int]] = {
    "text of a database before the first record": (
        "C1  - Database: Embase\n\n" + ris() + ris(title="B"),
        "title",
        [("A",), ("B",)],
        1,
    ),
    "a link behind every end": (
        "".join(ris(title=one).rstrip("\n") + f"\nUR  - https://x.example/{one}\n\n" for one in "ABC"),
        "title",
        [("A",), ("B",), ("C",)],
        1,
    ),
    "the type last": (
        "TI  - A\nAU  - Aas, B\nTY  - JOUR\nER  - \n\nTI  - B\nTY  - BOOK\nER  - \n",
        "title type",
        [("A", "journal_article"), ("B", "book")],
        0,
    ),
    "the authors before the type": (
        "AU  - Aas, B\nTY  - JOUR\nTI  - A\nER  - \nAU  - Lie, C\nTY  - JOUR\nTI  - B\nER  - \n",
        "title authors",
        [("A", "Aas, B"), ("B", "Lie, C")],
        0,
    ),
    "ER with one dash in a text": (
        ris("AB  - seen at the", "ER - a ward - in", "2019."),
        "abstract",
        [("seen at the ER - a ward - in 2019.",)],
        0,
    ),
    "ER twice in a text": (
        ris("AB  - the", "ER  - one and", "ER  - two were", "PY  - 2019"),
        "abstract year",
        [("the ER - one and ER - two were", "2019")],
        0,
    ),
    "ends with a number": (
        "1. TY  - JOUR\nTI  - A\nER  - 1\n\n2. TY  - JOUR\nTI  - B\nER  - 2\n",
        "title",
        [("A",), ("B",)],
        2,
    ),
    "an end glued to the next type": (
        "TY  - JOUR\nTI  - A\nER  - TY  - JOUR\nTI  - B\nER  - \n",
        "title",
        [("A",), ("B",)],
        0,
    ),
    "Ovid's text of PsycINFO": (
        "<1>\nVN  - Ovid Technologies\nDB  - APA PsycInfo\nAU  - Moe, Liv\nTI  - A title. [References].\n"
        "SO  - Nordic Recovery. Vol.5(2), 2018, pp. 11-20.\nDO  - http://dx.doi.org/10.5555/nr.2\n",
        "title journal volume number pages year doi",
        [("A title.", "Nordic Recovery", "5", "2", "11-20", "2018", "10.5555/nr.2")],
        0,
    ),
    "Ovid's text of Embase": (
        "<1>\nDB  - Embase\nAU  - Moe L.\nTI  - A title\nDI  - 10.5555/x1\n"
        "SO  - Journal of Recovery. 3 (3) (pp 152-160), 2014. Date of Publication: 2014.\n",
        "journal volume number pages year doi",
        [("Journal of Recovery", "3", "3", "152-160", "2014", "10.5555/x1")],
        0,
    ),
    "a title in the original language": (
        "TY  - JOUR\nT1  - Aftercare. [Norwegian]\nT2  - Ettervern.\nJF  - Tidsskrift for rus\nER  - \n",
        "title original_title journal",
        [("Aftercare.", "Ettervern.", "Tidsskrift for rus")],
        0,
    ),
    "an abbreviation beside the journal": (
        "TY  - JOUR\nT1  - A\nT2  - J Subst Abuse Treat\nJF  - Journal of Substance Abuse Treatment\nER  - \n",
        "title journal original_title",
        [("A", "J Subst Abuse Treat", "")],
        0,
    ),
    "M1 that is no issue": ("TY  - JOUR\nTI  - A\nM1  - Journal Article\nER  - \n", "number", [("",)], 0),
    "Dimensions' PubMed number": (ris("DB  - Dimensions", "U1  - 30000001"), "pmid", [("30000001",)], 0),
    "groups alone": ("PMID- 1234567\nTI  - A\nCN  - Group X\nCN  - Group Y\n", "authors", [("Group X; Group Y",)], 0),
    "strings of strings": (
        '@string{a = "AA"}\n@string{b = a # " BB"}\n'
        '@article{x, title={T # 1}, journal = b # { CC}, month = "1~" # feb}',
        "title journal",
        [("T # 1", "AA BB CC")],
        0,
    ),
    "a string that nobody gave": ("@article{x, title={T}, journal = lost # { CC}}", "journal", [("lost # CC",)], 0),
    "an entry without a type": ("@{k,\n title = {T}\n}\n", "title type", [("T", "other")], 1),
    "capitals in Norwegian": (
        "TITTEL;FORFATTERE;ÅR;TIDSSKRIFT;ÅRGANG;HEFTE;FRA SIDE;TIL SIDE\nA;Aas, B;2019;Rus;3;1;5;9\n",
        "year journal volume number pages",
        [("2019", "Rus", "3", "1", "5-9")],
        0,
    ),
    "lines above a header": (
        "Export\n\nCreated 2024\nTitle,Authors,Year,DOI,Volume\nA,B,2012,10.1234/x,3\n",
        "title year volume",
        [("A", "2012", "3")],
        2,
    ),
    "Covidence's year": ('Title,Authors,Published Year\nA,"Aas, B",2012\n', "year", [("2012",)], 0),
    "a mark in capitals": ("SEP=;\nTitle;Authors;Year\nA;Aas, B;2012\n", "title year", [("A", "2012")], 0),
    "a supplement in Embase's source": (
        'Title,Author Names,Source\nA,"Nordvik K., Dahl P.G.",'
        '"J Rec (2014) 3 SUPPL. 1 (S5-S9). Date of Publication: 2014"\n',
        "journal volume pages authors",
        [("J Rec", "3 SUPPL. 1", "S5-S9", "Nordvik, K.; Dahl, P.G.")],
        0,
    ),
    "structures in JSON": (
        'title,year,authors,externalIds\nA,2019,"[{""name"": ""Kari Nordvik""}]","{""DOI"": ""10.1234/x""}"\n',
        "authors doi",
        [("Kari Nordvik", "10.1234/x")],
        0,
    ),
    "a name that stands twice in JSON": (
        '[{"id": "a", "type": "book", "title": "First", "title": "Second"}]',
        "title",
        [("First",)],
        1,
    ),
}


@pytest.mark.parametrize("kind", KIN)
def test_other_inputs_of_the_same_kind_are_read_right(read: Read, kind: str) -> None:
    text, wanted, answer, most = KIN[kind]
    reading = read(text)
    assert columns(reading, *wanted.split()) == answer
    assert len(reading.problems) <= most


LATEX = {
    r"Plain\footnote{x {y} z}": "Plain",
    r"\textcolor{red}{Red} wine": "Red wine",
    r"A \verb|x_1| b": "A x_1 b",
    r"men\women, his\her, mg\l, w\o": r"men\women, his\her, mg\l, w\o",
    r"A \sqrt{x} of $\frac{1}{2}$": "A √x of 1/2",
    r"\frac x \sqrt{x}": r"\frac x √x",
    r"Smile \smiley{} end": r"Smile \smiley{} end",
    r"{\bf Bold} \mbox{AB} \underline{C}": "Bold AB C",
    r"alcohol and\/or drugs": "alcohol and/or drugs",
    r"Patients\' rights, don\'t": "Patients' rights, don't",
    r"TNF\alpha levels, p\leq0.05, 5\times10": "TNFα levels, p≤0.05, 5×10",
    r"S\o ren {\AA}se \o{}re \'e": "Søren Åse øre é",
    r"C:\Users\x": r"C:\Users\x",
    r"p \textless 0.05 at 37\textdegree C": "p < 0.05 at 37° C",
}


@pytest.mark.parametrize("text", LATEX)
def test_latex_that_is_known_is_turned_and_the_rest_stands_as_written(read: Read, text: str) -> None:
    reading = read(f"@article{{a, title={{{text}}}, year=2019}}\n@article{{b, title={{Other}}}}\n")
    assert columns(reading, "title") == [(LATEX[text],), ("Other",)]


NUMBERS = {
    "volume": {"Vol 12": "12", "vol12": "12", "Årg. 12": "12", "Bd. 12": "12", "12": "12"},
    "number": {
        **{"No. 3": "3", "Nr 3": "3", "hefte 3": "3", "issue 3": "3", "Nov 2": "Nov 2", "Spec No": "Spec No"},
        **{"Suppl 1": "Suppl 1", "sup1": "sup1", "S1": "S1", "suppl_2": "suppl_2", "S2 (Suppl)": "S2 (Suppl)"},
    },
    "pages": {
        **{"s. 10": "10", "pp. 10": "10", "Sider 10-19": "10-19", "p10-19": "10-19", "S210-S219": "S210-S219"},
        **{"S10": "S10", "P12": "P12", "s10": "s10", "e123": "e123", "iii": "iii", "no pagination": "no pagination"},
    },
}


@pytest.mark.parametrize("column", NUMBERS)
def test_words_before_numbers_go_and_letters_of_supplements_stay(read: Read, column: str) -> None:
    tag = {"volume": "VL", "number": "IS", "pages": "SP"}[column]
    for given, kept in NUMBERS[column].items():
        assert columns(read(ris(f"{tag}  - {given}")), column) == [(kept,)]
        assert columns(read(f"Title,Authors,{column}\nA,B,{given}\n"), column) == [(kept,)]


REFUSED = {
    "HTML": b"<!DOCTYPE html><html><body>title, author, year</body></html>",
    "a PDF file": b"%PDF-1.4 title author",
    "RTF": b"{\\rtf1 title}",
    "a zip archive": b"PK\x03\x04aaaa",
    "the old kind (.xls, .doc)": b"\xd0\xcf\x11\xe0 workbook",
    "XML, but of no kind": b"<rss><channel><item><title>x</title></item></channel></rss>",
    "Ovid's text with whole names": b"<1>\nUnique Identifier\n  30000001\nTitle\n  A title\n",
    "XML, but of no kind with": b"<OAI-PMH><record><metadata><dc><title>A</title></dc></metadata></record></OAI-PMH>",
    "JSON, but without": b'{"a": 1}',
    "without known columns": b"study,yi,vi\nA,1,2\n",
    "declares entities": b'<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><PubmedArticleSet><PubmedArticle>&b;'
    b"</PubmedArticle></PubmedArticleSet>",
    "declares entities, which": b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><mods><title>&a;</title></mods>',
    "JSON, but": b"[" * 100_000,
}


@pytest.mark.parametrize("words", REFUSED)
def test_what_is_refused_is_named_for_what_it_is_in_one_line(read: Read, words: str) -> None:
    reading = read(REFUSED[words])
    assert reading.count == 0
    assert [words in problem.message for problem in reading.problems] == [True]
