"""How alike the two records of each candidate pair are, field by field."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from rapidfuzz import fuzz

from ettervern.deduplicate.journals import journal_levels
from ettervern.deduplicate.levels import (
    DIFFERENT,
    NEAR,
    SAME,
    UNKNOWN,
    Bools,
    Floats,
    Levels,
    both_given,
    equal_values,
    equality,
    levels_of,
    shared_numbers,
    similarity,
)
from ettervern.deduplicate.normalise import Ints, Normalised, Texts
from ettervern.deduplicate.pages import early_pages, page_levels, page_slips, whole_article
from ettervern.deduplicate.titles import other_words

#: Pairs whose titles are less alike than this are followed up only where an id or the printed place agrees.
FOLLOW = 0.55
#: What a title and the same title with a subtitle count for where both fill the same pages.
SUBTITLE = np.float32(0.95)
#: Pages of what is no abstract of a meeting.
_ARTICLE = 4


@dataclass(frozen=True, eq=False, repr=False)
class Compared:
    """One element a pair; similarities from 0 to 1, levels SAME, NEAR, UNKNOWN or DIFFERENT.

    Attributes
    ----------
    left, right : array of int
        Numbers of the records.
    title : array of float
        Similarity of the titles (of title and original title, where that is higher); NaN where one is missing.
    sorted_title : array of float
        The same with the words sorted: a changed order is no other title.
    crossed : array of bool
        Whether the similarity is that of a title with an original title.
    words : array of int
        Significant words of the shorter title.
    authors, first_author, year, journal, volume, number, pages, doi, pmid, isbn, abstract : array of int
        Levels.
    """

    left: Ints
    right: Ints
    title: Floats
    sorted_title: Floats
    crossed: Bools
    words: Ints
    numbers: Levels
    markers: Levels
    authors: Levels
    first_author: Levels
    year: Levels
    journal: Levels
    volume: Levels
    number: Levels
    pages: Levels
    doi: Levels
    pmid: Levels
    pmcid: Levels
    isbn: Levels
    abstract: Levels
    conference: Bools
    preprint: Bools
    written_out: Bools
    whole_article: Bools
    two_languages: Bools
    both_pages: Bools
    same_abstract: Bools
    updated: Bools
    other_words: Bools
    several_authors: Bools
    meeting: Bools
    article: Bools
    early: Bools
    numberless: Bools
    volumeless: Bools
    two_articles: Bools
    page_slip: Bools

    def __len__(self) -> int:
        """Return the number of pairs."""
        return len(self.left)

    def take(self, which: Bools | Ints) -> Compared:
        """Return some of the pairs."""
        return Compared(**{item.name: getattr(self, item.name)[which] for item in fields(self)})


def compare(data: Normalised, left: Ints, right: Ints, *, follow_all: bool = False) -> Compared:
    """Return how alike the pairs are; pairs that can't be copies are left out unless ``follow_all`` is set."""
    title, crossed = _titles(data, left, right)
    if not follow_all:
        keep = _worth(data, left, right, title)
        left, right, title, crossed = left[keep], right[keep], title[keep], crossed[keep]
    whole, lengths = whole_article(data, left, right), data.page_count
    meeting = data.conference | data.supplement
    article = (lengths >= _ARTICLE) & ~meeting
    early = early_pages(data)
    sorted_title = _without_order(data, left, right, title, whole)
    shorter = np.minimum(data.words[left], data.words[right])
    years = np.abs(data.year[left] - data.year[right])
    both_years = (data.year[left] > 0) & (data.year[right] > 0)
    return Compared(
        left=left,
        right=right,
        title=title,
        sorted_title=sorted_title,
        crossed=crossed,
        words=shorter,
        numbers=_numbers(data, left, right),
        markers=np.where(data.markers[left] == data.markers[right], SAME, DIFFERENT).astype(np.int8),
        authors=_authors(data, left, right, title),
        first_author=_first(data, left, right),
        year=levels_of(both_years, years == 0, years == 1),
        journal=journal_levels(data.journal[left], data.journal[right]),
        **_printed(data, left, right),
        doi=equality(data.doi, left, right),
        pmid=equality(data.pmid, left, right),
        pmcid=equality(data.pmcid, left, right),
        isbn=equality(data.isbn, left, right),
        abstract=_abstracts(data, left, right),
        conference=data.conference[left] != data.conference[right],
        preprint=data.preprint[left] != data.preprint[right],
        two_languages=data.foreign[left] != data.foreign[right],
        same_abstract=both_given(data.abstract, left, right) & equal_values(data.abstract, left, right),
        other_words=_other_words(data, left, right, sorted_title) & ~crossed,
        updated=data.updated[left] | data.updated[right],
        both_pages=both_given(data.first_page, left, right),
        several_authors=np.minimum(data.authors[left], data.authors[right]) > 1,
        meeting=meeting[left] | meeting[right],
        article=(article[left] & meeting[right]) | (meeting[left] & article[right]),
        early=early[left] | early[right],
        numberless=_both_missing(data.number, left, right),
        volumeless=_both_missing(data.volume, left, right),
        page_slip=page_slips(data, left, right),
        two_articles=(lengths[left] >= 3) & (lengths[right] >= 3) & ~(meeting[left] | meeting[right]),
        whole_article=whole,
        written_out=data.written_out[left] | data.written_out[right],
    )


def _printed(data: Normalised, left: Ints, right: Ints) -> dict[str, Levels]:
    """Return the levels of volume, number and pages; what slipped into its neighbour's field is compared there."""
    volume, number = shared_numbers(data.volume, left, right), shared_numbers(data.number, left, right)
    pages = page_levels(data, left, right)
    for one, two in ((left, right), (right, left)):
        given = (data.number[one] != "").astype(np.bool_)
        # A field to the right: no volume, the volume as issue, the issue as page.
        moved = given & (data.volume[one] == "") & (data.number[one] == data.volume[two])
        moved &= (data.first_page[one] == data.number[two]) & (data.last_page[one] == "")
        volume[moved], number[moved], pages[moved] = SAME, SAME, UNKNOWN
        # The page or the article's number as issue, and no pages.
        long = np.array([len(number) >= 3 for number in data.number[one]], dtype=np.bool_)
        paged = long & (data.first_page[one] == "") & (data.number[one] == data.first_page[two])
        number[paged], pages[paged] = UNKNOWN, SAME
    return {"volume": volume, "number": number, "pages": pages}


def _both_missing(texts: Texts, left: Ints, right: Ints) -> Bools:
    """Tell where neither record has a value."""
    missing = (texts == "").astype(np.bool_)
    return np.asarray(missing[left] & missing[right], dtype=np.bool_)


def _titles(data: Normalised, left: Ints, right: Ints) -> tuple[Floats, Bools]:
    """Return the similarity of titles, or of title and original title where that is higher."""
    result = similarity(data.short, left, right, fuzz.ratio)
    result[~both_given(data.short, left, right)] = np.nan
    crossed = np.zeros(len(left), dtype=np.bool_)
    has_original = (data.original != "").astype(np.bool_)
    for one, two in ((left, right), (right, left)):
        which = np.flatnonzero(has_original[one] & ~(result > 0.9))
        for other in (data.title, data.original):
            score = np.array(
                [
                    fuzz.ratio(a, b) / 100 if a and b else 0
                    for a, b in zip(data.original[one[which]], other[two[which]], strict=True)
                ],
                dtype=np.float32,
            )
            better = score > np.nan_to_num(result[which], nan=0.0)
            better &= score > 0.8
            result[which[better]], crossed[which[better]] = score[better], True
    return result, crossed


def _without_order(data: Normalised, left: Ints, right: Ints, title: Floats, whole: Bools) -> Floats:
    """Return the similarity of titles whatever the order of words; a missing subtitle is forgiven on the same pages."""
    result = np.fmax(title, similarity(data.title, left, right, fuzz.token_sort_ratio))
    place = both_given(data.first_page, left, right) & equal_values(data.first_page, left, right)
    place &= equal_values(data.volume, left, right) & equal_values(data.number, left, right)
    which = np.flatnonzero((whole | place) & (result < SUBTITLE))
    for at, one, two in zip(which, data.short[left[which]], data.short[right[which]], strict=True):
        short, long = sorted((one, two), key=len)
        if len(short) >= 10 and (long.startswith(short) or (len(short) >= 30 and long.endswith(short))):
            result[at] = SUBTITLE
    return result


def _worth(data: Normalised, left: Ints, right: Ints, title: Floats) -> Bools:
    """Tell which pairs may be copies: titles somewhat alike or missing, or an id or the printed place agrees."""
    ids = np.logical_or.reduce([equality(texts, left, right) == SAME for texts in (data.doi, data.pmid, data.pmcid)])
    translation = (data.foreign[left] != data.foreign[right]) & equal_values(data.families, left, right)
    place = both_given(data.first_page, left, right) & equal_values(data.first_page, left, right)
    place &= equal_values(data.volume, left, right) & (
        equal_values(data.first, left, right) | equal_values(data.last_page, left, right)
    )
    place &= (data.volume != "").astype(np.bool_)[left]
    place |= whole_article(data, left, right) & equal_values(data.first, left, right)
    abstract = both_given(data.abstract, left, right) & equal_values(data.abstract, left, right)
    return np.asarray(~(title < FOLLOW) | ids | translation | place | abstract, dtype=np.bool_)


def _other_words(data: Normalised, left: Ints, right: Ints, title: Floats) -> Bools:
    """Tell where titles that are nearly the same differ in a word of weight."""
    result = np.zeros(len(left), dtype=np.bool_)
    rest = np.flatnonzero((title >= 0.75) & (title < 0.9999))
    one, two = left[rest], right[rest]
    rows = zip(data.title[one], data.title[two], data.raw_title[one], data.raw_title[two], strict=True)
    result[rest] = [other_words(*row) for row in rows]
    return result


def _numbers(data: Normalised, left: Ints, right: Ints) -> Levels:
    """Return whether the titles hold the same numbers."""
    return np.where(equal_values(data.numbers, left, right), SAME, DIFFERENT).astype(np.int8)


def _authors(data: Normalised, left: Ints, right: Ints, title: Floats) -> Levels:
    """Return SAME for the same families, NEAR where one list holds the other or families and given names swap."""
    given = both_given(data.families, left, right)
    ordered = similarity(data.families, left, right, fuzz.token_sort_ratio)
    level = levels_of(given, ordered >= 0.88)
    rest = np.flatnonzero(given & (level != SAME))
    within = similarity(data.families, left[rest], right[rest], fuzz.token_set_ratio) >= 0.92
    swapped = similarity(data.names, left[rest], right[rest], fuzz.token_set_ratio) >= 0.92
    level[rest[within | swapped | (ordered[rest] >= 0.7)]] = NEAR
    rest = np.flatnonzero((level == DIFFERENT) & (title >= 0.9))
    shared = [_share_words(a, b) for a, b in zip(data.names[left[rest]], data.names[right[rest]], strict=True)]
    level[rest[np.array(shared, dtype=np.bool_)]] = NEAR
    return level


def _share_words(one: str, two: str) -> bool:
    """Tell whether names share their words, an initial standing for a name ("Andrea, C.", "Carignani, Andrea")."""
    short, long = sorted((one.split(), two.split()), key=len)
    result = [any(a.startswith(b) or b.startswith(a) for b in long) for a in short]
    whole = any(len(word) > 2 and word in long for word in short)
    return whole and sum(result) >= 0.8 * len(result)


def _first(data: Normalised, left: Ints, right: Ints) -> Levels:
    """Return whether the first authors' families agree, or stand among the other's names."""
    given = both_given(data.first, left, right)
    level = levels_of(given, equal_values(data.first, left, right))
    rest = np.flatnonzero(level == DIFFERENT)
    near = similarity(data.first, left[rest], right[rest], fuzz.ratio) >= 0.75
    level[rest[near]] = NEAR
    return level


def _abstracts(data: Normalised, left: Ints, right: Ints) -> Levels:
    """Return whether the abstracts begin alike."""
    given = both_given(data.abstract, left, right)
    which = np.flatnonzero(given)
    level = np.zeros(len(left), dtype=np.int8)
    score = similarity(data.abstract, left[which], right[which], fuzz.ratio)
    level[which] = np.where(score >= 0.85, SAME, np.where(score >= 0.6, NEAR, DIFFERENT))
    return level
