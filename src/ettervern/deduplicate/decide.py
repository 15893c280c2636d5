"""Merge, ask a person, or keep apart: points for each field, named doubts, and reasons in words."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from ettervern.deduplicate.compare import Compared
from ettervern.deduplicate.levels import NEAR, SAME, UNKNOWN, Bools

Points = npt.NDArray[np.float64]

#: Points for the levels DIFFERENT, UNKNOWN, NEAR, SAME of each field. They stand for how much more often a level
#: is met in two copies of one work than in two works that share a block (about two points a factor of ten).
POINTS: dict[str, tuple[float, float, float, float]] = {
    "authors": (-6.0, 0.0, 2.0, 4.0),
    "first_author": (-1.0, 0.0, 0.0, 0.5),
    "year": (-3.0, 0.0, 0.5, 1.5),
    "journal": (-2.0, 0.0, 0.5, 2.0),
    "volume": (-3.0, 0.0, 0.5, 1.5),
    "number": (-1.0, 0.0, 0.0, 0.5),
    "pages": (-4.0, 0.0, 1.0, 4.0),
    "doi": (-4.0, 0.0, 0.0, 8.0),
    "pmid": (-6.0, 0.0, 0.0, 8.0),
    "pmcid": (-6.0, 0.0, 0.0, 8.0),
    "isbn": (-1.0, 0.0, 0.0, 0.5),
    "abstract": (-3.0, 0.0, 1.0, 4.0),
}
#: Points of one work with its title in two languages, or printed twice by one journal.
SURE = 9.0
#: Steps of the similarity of titles -> points, for long, middling and short titles.
TITLE_STEPS = (0.995, 0.97, 0.93, 0.88, 0.80, 0.65)
TITLE_POINTS = {
    "long": (7.0, 6.0, 5.0, 3.5, 1.0, -4.0, -8.0),
    "middling": (5.0, 4.0, 3.0, 1.5, 0.0, -4.0, -8.0),
    "short": (2.0, 1.0, 0.5, 0.0, -2.0, -5.0, -8.0),
}


@dataclass(frozen=True)
class Options:
    """What may be set.

    Attributes
    ----------
    merge : float
        Points from which two records are one report, where no doubt stands against it.
    ask : float
        Points from which a person is asked.
    join_preprints : bool
        Whether a preprint and the article printed later are one report.
    waived : tuple of str
        Doubts that do not keep two records apart.
    """

    merge: float = 8.0
    ask: float = 5.0
    join_preprints: bool = False
    waived: tuple[str, ...] = ()


#: Fewer false merges at the price of more copies left: nothing is merged that is not surely the same.
CAREFUL = Options(merge=12.0)
#: Fewer copies left at the price of more false merges: what is missing or damaged keeps no two records apart.
EAGER = Options(
    merge=6.5,
    waived=(
        "no title",
        "no author or no year, and nothing on where it was printed",
        "another year and nothing on where it was printed",
        "other words in the title",
        "other pages",
        "other issue",
        "a title that many works have",
        "written out from another alphabet",
    ),
)


def traded(*, careful: bool = False, eager: bool = False, join_preprints: bool = False) -> Options:
    """Return the options of a trade between false merges and copies left; by default false merges weigh most."""
    chosen = CAREFUL if careful else EAGER if eager else Options()
    return replace(chosen, join_preprints=join_preprints)


def points(pairs: Compared) -> Points:
    """Return the points of every pair."""
    total = _title_points(pairs)
    for name, (different, unknown, near, same) in POINTS.items():
        levels = getattr(pairs, name)
        total += np.select([levels == SAME, levels == NEAR, levels == UNKNOWN], [same, near, unknown], different)
    sure = translated(pairs) | printed_again(pairs) | same_number(pairs)
    return np.where(sure, np.maximum(total, SURE), total)


def same_number(pairs: Compared) -> Bools:
    """Return where PubMed, which gives a work one number, says that two titles are one work's."""
    number = (pairs.pmid == SAME) | (pairs.pmcid == SAME)
    agrees = (pairs.authors >= NEAR) & (pairs.year >= NEAR) & (pairs.pages >= UNKNOWN) & (pairs.doi >= UNKNOWN)
    return np.asarray(number & agrees, dtype=np.bool_)


def translated(pairs: Compared) -> Bools:
    """Return where two titles are one work's in two languages.

    Authors, journal and year are the same and nothing else differs; and either both fill the same whole pages of
    the same volume, or the abstracts are alike and the titles' small words are of two languages.
    """
    nothing = np.logical_and.reduce(
        [getattr(pairs, name) >= UNKNOWN for name in ("doi", "pmid", "pmcid", "number", "abstract")]
    )
    nothing &= (pairs.volume >= UNKNOWN) & (pairs.pages >= UNKNOWN)
    work = nothing & (pairs.authors == SAME) & (pairs.year == SAME) & (pairs.journal == SAME)
    place = pairs.whole_article & (pairs.volume == SAME)
    languages = pairs.two_languages & pairs.several_authors & (pairs.abstract >= NEAR)
    # Both give pages, and they are not the same: it may be another edition.
    languages &= ~pairs.both_pages | (pairs.pages == SAME)
    return np.asarray(work & (place | languages), dtype=np.bool_)


def printed_again(pairs: Compared) -> Bools:
    """Return where a journal printed one work twice: online and again in a later volume, or with its correction.

    Title, all authors and abstract are the same, and it stands in an issue of the same number at most a year away,
    which is no supplement: those hold the abstracts of a meeting, and a work can be shown at two.
    """
    words = (np.nan_to_num(pairs.sorted_title, nan=0.0) >= 0.95) & (pairs.authors == SAME) & pairs.same_abstract
    journal = (pairs.journal == SAME) & (pairs.number == SAME) & (pairs.year >= NEAR) & (pairs.pmid >= UNKNOWN)
    return np.asarray(words & journal & pairs.several_authors & ~pairs.updated & ~pairs.meeting, dtype=np.bool_)


def _title_points(pairs: Compared) -> Points:
    """Return points for the titles; short ones ("Editorial") tell little."""
    score = np.nan_to_num(pairs.sorted_title, nan=-1.0)
    conditions = [score >= step for step in TITLE_STEPS]
    tables = {name: np.select(conditions, list(values[:-1]), values[-1]) for name, values in TITLE_POINTS.items()}
    result = np.select([pairs.words >= 7, pairs.words >= 4], [tables["long"], tables["middling"]], tables["short"])
    return np.where(score < 0, 0.0, result).astype(np.float64)
