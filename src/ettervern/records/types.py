"""One short list of record types, and what every format calls them."""

from __future__ import annotations

TYPES = (
    "journal_article",
    "conference",
    "chapter",
    "book",
    "report",
    "thesis",
    "web",
    "preprint",
    "dataset",
    "patent",
    "news",
    "other",
)

_RIS = {
    "journal_article": "JOUR JFULL EJOUR INPR MGZN ABST",
    "conference": "CONF CPAPER",
    "chapter": "CHAP ECHAP",
    "book": "BOOK EBOOK EDBOOK SER",
    "report": "RPRT GOVDOC STAND",
    "thesis": "THES",
    "web": "ELEC WEB BLOG ICOMM",
    "preprint": "UNPB UNPD",
    "dataset": "DATA AGGR",
    "patent": "PAT",
    "news": "NEWS",
}
_BIBTEX = {
    "journal_article": "article periodical suppperiodical",
    "conference": "inproceedings conference proceedings",
    "chapter": "incollection inbook bookinbook suppbook suppcollection inreference",
    "book": "book booklet collection mvbook mvcollection reference manual",
    "report": "techreport report",
    "thesis": "phdthesis mastersthesis thesis bachelorsthesis",
    "web": "online electronic www webpage",
    "preprint": "unpublished",
    "dataset": "dataset data",
    "patent": "patent",
}
# Words in a free-text type, the decisive first: "conference abstract" is a conference, whatever else it says.
_WORDS = (
    ("conference", ("conference", "meeting abstract", "proceeding", "congress", "poster")),
    ("preprint", ("preprint", "posted content", "working paper")),
    ("thesis", ("thesis", "dissertation", "masteroppgave", "doktoravhandling")),
    ("chapter", ("chapter", "book section", "in book", "inbook", "incollection")),
    ("journal_article", ("journal", "article", "review", "editorial", "letter", "trial", "comment", "erratum", "note")),
    ("book", ("book", "monograph")),
    ("report", ("report", "government document", "standard")),
    ("web", ("web", "online", "electronic source", "blog")),
    ("dataset", ("dataset", "data set")),
    ("patent", ("patent",)),
    ("news", ("newspaper", "magazine article")),
)
RIS_TYPES = {code: name for name, codes in _RIS.items() for code in codes.split()}
BIBTEX_TYPES = {code: name for name, codes in _BIBTEX.items() for code in codes.split()}
WOS_TYPES = {"J": "journal_article", "C": "conference", "B": "book", "S": "chapter", "P": "patent"}
#: What each type is written as.
RIS_CODES = {name: codes.split()[0] for name, codes in _RIS.items()} | {"other": "GEN"}
BIBTEX_CODES = {name: codes.split()[0] for name, codes in _BIBTEX.items()} | {
    "other": "misc",
    "news": "misc",
    "preprint": "unpublished",
}


def type_from_words(*texts: str) -> str:
    """Return the type that free text names, or ``other``."""
    for text in texts:
        lower = text.lower()
        for name, words in _WORDS:
            if any(word in lower for word in words):
                return name
    return "other"
