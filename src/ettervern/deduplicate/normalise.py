"""Every record brought to comparable form, once: what comparing needs, and nothing twice."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from functools import lru_cache
from urllib.parse import unquote

import numpy as np
import numpy.typing as npt

from ettervern.deduplicate.people import people
from ettervern.deduplicate.places import page_count, place
from ettervern.deduplicate.text import has_cyrillic, plain
from ettervern.deduplicate.titles import in_brackets, is_foreign, marks, normal_title, numbers_in, significant_words
from ettervern.digits import ascii_digits, whole
from ettervern.files import Columns

Ints = npt.NDArray[np.int64]
Texts = npt.NDArray[np.object_]

#: Years in which a work can have been printed.
_YEARS = (1500, 2100)
_DOUBLED = re.compile(r"^10\.\d{4,9}/(?=10\.\d{4,9}/)")
_PREPRINTS = re.compile(r"\w{2,}r?xiv\b|\bpreprints?\b|\bresearch square\b|\bssrn\b", re.IGNORECASE)
# Cochrane reviews are updated under their number: the journal, or the number itself where the journal is lost.
_UPDATED = re.compile(r"cochrane|.* cd\d{4,}$")
_MEETING = re.compile(r"\bConference:|\b\d+(?:st|nd|rd|th) (?:\w+ ){0,3}(?:congress|meeting)\b", re.IGNORECASE)
_PMCID = re.compile(r"PMC(\d{3,9})")


@dataclass(frozen=True, eq=False, repr=False)
class Normalised:
    """Columns of comparable values, one element a record; empty string, 0 or -1 where nothing is known.

    Attributes
    ----------
    title, original, short : array of str
        Plain words of the title, of the original title; the title without blanks.
    words : array of int
        Number of words of the title that are no stop words.
    numbers : array of str
        Numbers and part marks in the title, in order; two works in a series differ here.
    markers : array of int
        Bits: the title marks a correction, a comment, a protocol or an abstract.
    families, names : array of str
        Family names in order (one spelling), and all words of the names.
    first : array of str
        Family name of the first author.
    authors : array of int
        Number of authors.
    year : array of int
        0 where not given.
    journal : array of str
        Plain words of the journal, book or conference.
    volume, number, first_page, last_page : array of str
        Digits (with a leading letter of the page where it has one).
    page_count : array of int
        Pages from first to last; 0 where that can't be told.
    counted : array of bool
        Whether an article's own pages are counted, from 1.
    doi, pmid, isbn : array of str
        Ids; invalid ones are left out.
    abstract : array of str
        The first plain words of the abstract.
    raw_title : array of str
        The title as it was given: where a subtitle begins can be seen there only.
    supplement : array of bool
        Whether volume, issue or pages (S34) name a supplement.
    conference : array of bool
        Whether the record says that it is a conference work.
    """

    title: Texts
    original: Texts
    short: Texts
    foreign: npt.NDArray[np.bool_]
    words: Ints
    numbers: Texts
    markers: Ints
    families: Texts
    names: Texts
    first: Texts
    authors: Ints
    year: Ints
    journal: Texts
    volume: Texts
    number: Texts
    first_page: Texts
    last_page: Texts
    page_count: Ints
    counted: npt.NDArray[np.bool_]
    doi: Texts
    pmid: Texts
    pmcid: Texts
    isbn: Texts
    abstract: Texts
    raw_title: Texts
    supplement: npt.NDArray[np.bool_]
    conference: npt.NDArray[np.bool_]
    preprint: npt.NDArray[np.bool_]
    updated: npt.NDArray[np.bool_]
    written_out: npt.NDArray[np.bool_]

    def replaced(self, kept: Ints, changed: Ints, new: Normalised) -> Normalised:
        """Return the rows ``kept`` in their order, those numbered ``changed`` taken from ``new`` instead."""
        columns = {}
        for item in fields(self):
            column = getattr(self, item.name)[kept]
            column[changed] = getattr(new, item.name)
            columns[item.name] = column
        return Normalised(**columns)

    def __len__(self) -> int:
        """Return the number of records."""
        return len(self.title)


def normalise(columns: Columns) -> Normalised:
    """Return the comparable form of every record.

    Parameters
    ----------
    columns : Columns
        Records with the content columns of :data:`ettervern.records.COLUMNS`.
    """
    titles = [normal_title(text) for text in columns["title"]]
    pairs = zip(columns["title"], columns["original_title"], strict=True)
    originals = [normal_title(original or in_brackets(title)) for title, original in pairs]
    persons = [people(text) for text in columns["authors"]]
    places = [place(*row) for row in zip(*(columns[n] for n in ("journal", "volume", "number", "pages")), strict=True)]
    marked = [marks(text, raw) for text, raw in zip(titles, columns["title"], strict=True)]
    return Normalised(
        title=_texts(titles),
        original=_texts(originals),
        short=_texts([text.replace(" ", "") for text in titles]),
        foreign=np.array([is_foreign(text) for text in titles], dtype=np.bool_),
        words=np.array([significant_words(text) for text in titles], dtype=np.int64),
        numbers=_texts([numbers_in(text) for text in titles]),
        markers=np.array(marked, dtype=np.int64),
        families=_texts([person[0] for person in persons]),
        names=_texts([person[1] for person in persons]),
        first=_texts([person[2] for person in persons]),
        authors=np.array([person[3] for person in persons], dtype=np.int64),
        year=np.array([_year(text) for text in columns["year"]], dtype=np.int64),
        journal=_texts([printed[0] for printed in places]),
        volume=_texts([printed[1] for printed in places]),
        number=_texts([printed[2] for printed in places]),
        first_page=_texts([printed[3] for printed in places]),
        last_page=_texts([printed[4] for printed in places]),
        page_count=np.array([page_count(*printed[3:5]) for printed in places], dtype=np.int64),
        counted=np.array([printed[3] in ("1", "e1") for printed in places], dtype=np.bool_),
        doi=_texts([_doi(text) for text in columns["doi"]]),
        pmid=_texts([ascii_digits(text) if text and whole(text) is not None else "" for text in columns["pmid"]]),
        pmcid=_texts(
            [_pmcid(*row) for row in zip(columns["other_ids"], columns["url"], columns["notes"], strict=True)]
        ),
        isbn=_texts([_isbn(text) for text in columns["isbn"]]),
        abstract=_texts([_abstract(text) for text in columns["abstract"]]),
        raw_title=_texts(columns["title"]),
        supplement=np.array([printed[5] or printed[3][:1] == "s" for printed in places], dtype=np.bool_),
        conference=np.array(
            [
                _conference(*kind)
                for kind in zip(columns["type"], columns["document_type"], columns["journal"], strict=True)
            ],
            dtype=np.bool_,
        ),
        updated=np.array([bool(_UPDATED.match(f"{printed[0]} {printed[3]}")) for printed in places], dtype=np.bool_),
        written_out=np.array(
            [has_cyrillic(text) for text in map("".join, zip(columns["title"], columns["authors"], strict=True))],
            dtype=np.bool_,
        ),
        preprint=np.array(
            [
                kind == "preprint" or _named_for(_PREPRINTS, journal)
                for kind, journal in zip(columns["type"], columns["journal"], strict=True)
            ],
            dtype=np.bool_,
        ),
    )


def _texts(values: list[str]) -> Texts:
    """Return texts as an array of objects (numpy's own text arrays take the width of the longest)."""
    array = np.empty(len(values), dtype=np.object_)
    array[:] = values
    return array


def _year(text: str) -> int:
    """Return a year; 0 for what is none: a page or a running number in its place."""
    year = whole(text) if len(text) == 4 else None
    return year if year is not None and _YEARS[0] <= year <= _YEARS[1] else 0


def _doi(text: str) -> str:
    """Return a DOI that can be one, without a prefix that stands twice and what is percent-encoded."""
    if "%" in text:
        text = unquote(text)
    doi = _DOUBLED.sub("", text.lower()) if text[:3] == "10." else ""
    return doi if "/" in doi and len(doi) > 8 and "(issn)" not in doi else ""


def _pmcid(*texts: str) -> str:
    """Return the PubMed Central number that one of the texts names."""
    for text in texts:
        result = _PMCID.search(text) if "PMC" in text else None
        if result:
            return result[1]
    return ""


def _isbn(text: str) -> str:
    """Return the first ISBN as its nine or twelve digits without check digit and prefix."""
    digits = re.sub(r"[^0-9X]", "", text.split(";")[0].upper())
    if len(digits) == 13:
        return digits[3:12]
    return digits[:9] if len(digits) == 10 else ""


def _abstract(text: str) -> str:
    """Return the beginning of an abstract, without the heading that some databases print."""
    if len(text) < 40:
        return ""
    result = plain(text[:420])
    for heading in ("abstract ", "summary ", "background ", "objective ", "objectives ", "purpose ", "aim ", "aims "):
        if result.startswith(heading):
            result = result[len(heading) :]
    return result[:250]


def _conference(kind: str, document: str, journal: str) -> bool:
    """Tell whether a record says that it is a conference work."""
    message = document.lower()
    return (
        kind == "conference"
        or "conference" in message
        or "meeting abstract" in message
        or _named_for(_MEETING, journal)
    )


@lru_cache(maxsize=50_000)
def _named_for(pattern: re.Pattern[str], journal: str) -> bool:
    """Tell whether a journal's name says what it holds."""
    return bool(pattern.search(journal))
