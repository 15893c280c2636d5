"""Two reports that belong together and are no copies: an erratum, an abstract and its article, one study twice."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ettervern.deduplicate.compare import Compared
from ettervern.deduplicate.levels import NEAR, SAME, UNKNOWN, Bools
from ettervern.deduplicate.normalise import Ints, Normalised
from ettervern.deduplicate.titles import CORRECTION

ERRATUM, ABSTRACT, STUDY = "erratum of", "abstract of", "same study"
#: Similarity of titles from which two reports can belong together; a shorter title says too little.
_ALIKE, _WORDS = 0.9, 4


def links(data: Normalised, pairs: Compared, doubts: dict[str, Bools]) -> dict[str, Bools]:
    """Return, by name, which pairs are linked.

    Parameters
    ----------
    data : Normalised
        The records.
    pairs : Compared
        Pairs that are not merged.
    doubts : dict of str to array of bool
        What stands against each pair.
    """
    alike = (np.nan_to_num(pairs.sorted_title, nan=0.0) >= _ALIKE) & (pairs.words >= _WORDS) & ~pairs.other_words
    people = (pairs.authors >= UNKNOWN) | (pairs.first_author >= NEAR)
    correction = (data.markers & CORRECTION).astype(np.bool_)
    erratum = alike & (correction[pairs.left] != correction[pairs.right])
    work = alike & people & (pairs.markers == SAME) & (pairs.numbers == SAME) & ~pairs.updated
    abstract = work & doubts["conference work beside an article"]
    elsewhere = doubts["printed in two places"] | doubts["years apart"] | doubts["other volume"] | doubts["other pages"]
    study = work & (elsewhere | doubts["a preprint beside an article"]) & (pairs.authors >= NEAR)
    return {ERRATUM: erratum, ABSTRACT: abstract & ~erratum, STUDY: study & ~erratum & ~abstract}


def ordered(data: Normalised, pairs: Compared, results: dict[str, Bools]) -> Iterator[tuple[int, int, int, str]]:
    """Yield the place of each linked pair, its records (the erratum, the abstract first) and the name of the link."""
    second = {
        ERRATUM: (data.markers & CORRECTION) == 0,
        ABSTRACT: ~(data.conference | data.supplement),
        STUDY: np.zeros(len(data), dtype=np.bool_),
    }
    for name, which in results.items():
        for at in np.flatnonzero(which):
            one, two = int(pairs.left[at]), int(pairs.right[at])
            if second[name][one] and not second[name][two]:
                one, two = two, one
            yield int(at), one, two, name


def settled(result: dict[str, Bools], doubts: dict[str, Bools]) -> Bools:
    """Return the linked pairs of which nobody need be asked whether they are copies: they are printed apart."""
    apart = doubts["printed in two places"] | doubts["conference work beside an article"] | doubts["other volume"]
    return np.asarray(np.logical_or.reduce(list(result.values())) & apart, dtype=np.bool_)


def series(pairs: Compared, doubts: dict[str, Bools], least: int = 3) -> Bools:
    """Return pairs of a series: one title in so many issues or volumes, as a journal's editorials have."""
    apart: Ints = np.flatnonzero((doubts["other issue"] | doubts["other volume"]) & (pairs.sorted_title >= _ALIKE))
    counts = np.bincount(np.concatenate((pairs.left[apart], pairs.right[apart])), minlength=1)
    many = np.zeros(len(pairs), dtype=np.bool_)
    many[apart] = np.maximum(counts[pairs.left[apart]], counts[pairs.right[apart]]) >= least
    return many
