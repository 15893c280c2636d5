"""What stands against joining two records, by name; and whom to ask about them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ettervern.deduplicate.compare import Compared
from ettervern.deduplicate.decide import Options, Points, printed_again, same_number, translated
from ettervern.deduplicate.levels import DIFFERENT, NEAR, SAME, UNKNOWN, Bools, Floats
from ettervern.deduplicate.links import series, settled


@dataclass(frozen=True, eq=False, repr=False)
class _Evidence:
    """What several doubts look at.

    Attributes
    ----------
    title : array of float
        Similarity of the titles, 0 where one is missing.
    named : array of bool
        An id is the same and the titles are one: abstracts of one meeting can share a DOI.
    printed, place : array of bool
        Printed on the same pages; of the same volume too.
    whole : array of bool
        Both fill the same three pages or more of one volume of one journal, as no two works do.
    again : array of bool
        Printed twice by one journal.
    """

    title: Floats
    named: Bools
    printed: Bools
    place: Bools
    whole: Bools
    again: Bools
    translated: Bools


def _evidence(pairs: Compared) -> _Evidence:
    """Return what several doubts look at."""
    title = np.nan_to_num(pairs.sorted_title, nan=0.0)
    printed = (pairs.pages == SAME) & (pairs.number >= UNKNOWN) & (pairs.journal >= UNKNOWN)
    place = printed & (pairs.volume == SAME)
    # Papers of a meeting have no volume; the year and the authors stand for it.
    volume = (pairs.volume == SAME) | (pairs.volumeless & (pairs.year == SAME) & (pairs.authors == SAME))
    whole = (pairs.pages == SAME) & (pairs.number >= UNKNOWN) & volume & pairs.whole_article & (pairs.year >= NEAR)
    whole &= (pairs.journal >= NEAR) | ((pairs.number == SAME) & (pairs.authors == SAME) & (title >= 0.9))
    place |= printed & pairs.whole_article & (pairs.journal == SAME) & (pairs.volume >= UNKNOWN) & (pairs.year == SAME)
    # Of one DOI are a title changed a little before print, and one that is missing where the pages tell the rest.
    wording = (title >= 0.9) & ~pairs.other_words & ((pairs.words > 3) | (pairs.pages != DIFFERENT))
    changed = (title >= 0.75) & (pairs.authors == SAME) & (pairs.pages != DIFFERENT) & ~pairs.other_words
    # Works share a DOI only where it is a supplement's.
    alone = whole | pairs.same_abstract | (~pairs.meeting & (pairs.authors >= NEAR) & (pairs.pages != DIFFERENT))
    alike = wording | changed | ((title == 0) & pairs.whole_article) | (alone & (title >= 0.75))
    return _Evidence(
        title=title,
        named=((pairs.doi == SAME) & alike) | (pairs.pmid == SAME) | (pairs.pmcid == SAME),
        printed=printed,
        place=place,
        whole=whole,
        again=printed_again(pairs),
        translated=translated(pairs),
    )


def doubts(pairs: Compared, options: Options) -> dict[str, Bools]:
    """Return, by name, where something stands against joining two records, however alike they are.

    Each is a way in which two different works look like one: an abstract and its article, an editorial a volume,
    parts of a series, a correction.
    """
    seen = _evidence(pairs)
    return _about_place(pairs, seen) | _about_title(pairs, seen) | _about_work(pairs, seen, options)


def _about_place(pairs: Compared, seen: _Evidence) -> dict[str, Bools]:
    """Return doubts about where and when the works were printed."""
    elsewhere = ~seen.named & ~seen.again & (pairs.pages != SAME)
    against = sum((getattr(pairs, name) == DIFFERENT).astype(int) for name in ("journal", "volume", "number", "pages"))
    anything = (pairs.journal >= NEAR) | (pairs.pages >= NEAR) | (pairs.volume == SAME) | (pairs.abstract == SAME)
    printed = (pairs.pages >= NEAR) | (pairs.volume == SAME) | (pairs.abstract == SAME) | (pairs.doi == SAME)
    missing = (pairs.authors == UNKNOWN) | (pairs.year == UNKNOWN)
    # Pages get damaged; where two articles are the same in all else to the letter they alone make no second work.
    else_same = (seen.title >= 0.995) & (pairs.words >= 6) & (pairs.authors == SAME) & (pairs.year >= NEAR)
    else_same &= (pairs.journal == SAME) & (pairs.volume == SAME) & (pairs.number >= UNKNOWN) & (pairs.doi >= UNKNOWN)
    else_same &= pairs.two_articles | (pairs.page_slip & ((pairs.number == SAME) | pairs.numberless))
    return {
        "printed in two places": elsewhere & (against >= 2),
        "other pages": elsewhere & (pairs.pages == DIFFERENT) & ~else_same,
        "other issue": elsewhere & (pairs.number == DIFFERENT),
        "other volume": elsewhere & (pairs.volume == DIFFERENT),
        "years apart": ~seen.named & ~seen.whole & (pairs.year == DIFFERENT),
        "another year and nothing on where it was printed": ~seen.named & (pairs.year == NEAR) & ~anything,
        "no author or no year, and nothing on where it was printed": missing & ~seen.named & ~printed,
    }


def _about_title(pairs: Compared, seen: _Evidence) -> dict[str, Bools]:
    """Return doubts about the titles."""
    title, given = seen.title, seen.title > 0
    # A journal that counts its pages anew in every issue has an editorial on the first ones each time.
    known_work = seen.translated | (seen.named & (title >= 0.9))
    known_work |= seen.place & (pairs.year >= NEAR) & (~pairs.early | (pairs.number == SAME) | pairs.numberless)
    known_work |= seen.whole & (pairs.authors == SAME) & (~pairs.early | (pairs.number == SAME))
    known_work |= (pairs.words == 3) & np.logical_and.reduce(
        [getattr(pairs, name) == SAME for name in ("authors", "year", "journal", "volume", "number")]
    )
    known_work |= pairs.same_abstract & (pairs.journal >= NEAR) & (pairs.volume >= UNKNOWN) & (pairs.number >= UNKNOWN)
    unlike = ~seen.named & (title < 0.8) & given
    one_work = seen.translated | same_number(pairs) | (seen.whole & (title >= 0.55)) | (seen.place & (title >= 0.7))
    return {
        "no title": ~given & ~seen.named,
        "a title that many works have": (pairs.words <= 3) & ~known_work & given,
        "other numbers in the title": (pairs.numbers == DIFFERENT)
        & ~(seen.translated | pairs.crossed)
        & ~(seen.whole & (title >= 0.85)),
        "other words in the title": pairs.other_words & given & ~seen.named & ~seen.translated & ~seen.whole,
        "another title": ~one_work & (title < 0.8) & given,
        "another title and other pages": unlike & pairs.both_pages & (pairs.pages != SAME),
        "written out from another alphabet": ~seen.named & pairs.written_out & (title < 0.995),
    }


def _about_work(pairs: Compared, seen: _Evidence, options: Options) -> dict[str, Bools]:
    """Return doubts about ids, authors and the kind of work."""
    one_paper = seen.place & (seen.title >= 0.95)
    reprinted = seen.printed & (pairs.abstract == SAME) & (pairs.journal == SAME) & (seen.title >= 0.97)
    beside = (pairs.markers == DIFFERENT) & ~pairs.crossed & ~one_paper
    meeting = pairs.conference & (pairs.pages != SAME) & ((pairs.journal < NEAR) | (pairs.year != SAME))
    return {
        "two different DOIs": (pairs.doi == DIFFERENT) & ~one_paper & ~reprinted & ~seen.again,
        "two different PubMed numbers": pairs.pmid == DIFFERENT,
        "a correction, comment or protocol beside the work": beside,
        "an update of a review": pairs.updated & ~seen.named & ((pairs.year != SAME) | (pairs.doi == DIFFERENT)),
        "conference work beside an article": ~seen.named & (meeting | (pairs.article & (pairs.pages != SAME))),
        "other authors": ~seen.named & (pairs.authors == DIFFERENT) & ~(seen.place & (seen.title >= 0.9)),
        "a preprint beside an article": pairs.preprint & ~seen.named & np.bool_(not options.join_preprints),
    }


#: Doubts strong enough to keep two records out of one report even where a third joins them.
_HARD = (
    "an update of a review",
    "another title and other pages",
    "printed in two places",
    "other issue",
    "other volume",
    "two different PubMed numbers",
    "other numbers in the title",
    "a correction, comment or protocol beside the work",
    "conference work beside an article",
    "a preprint beside an article",
)


def conflicts(pairs: Compared, result: dict[str, Bools], total: Points) -> Bools:
    """Return where two records are surely two works, whatever third record is like both."""
    hard = np.logical_or.reduce([result[name] for name in _HARD])
    return np.asarray(hard | (total < 0), dtype=np.bool_)


def worth_asking(
    pairs: Compared, total: Points, result: dict[str, Bools], linked: dict[str, Bools], merge: Bools, options: Options
) -> Bools:
    """Return the pairs that a person should look at: enough points, little against them, not told apart by an issue."""
    against = np.sum(list(result.values()), axis=0) if len(pairs) else np.empty(0, dtype=np.int64)
    alike = (pairs.journal == SAME) & (pairs.year == SAME) & (pairs.sorted_title >= 0.97) & (pairs.pages != DIFFERENT)
    clear = result["two different DOIs"] & (pairs.pages != SAME) & (pairs.abstract != SAME) & ~alike
    clear |= result["a title that many works have"] & (against >= 2)
    clear |= (result["other issue"] | result["other volume"]) & (pairs.abstract != SAME) & (against >= 2)
    clear |= settled(linked, result) | series(pairs, result)
    return np.asarray(~merge & (total >= options.ask) & (against <= 2) & ~clear, dtype=np.bool_)
