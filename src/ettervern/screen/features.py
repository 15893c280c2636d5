"""Titles and abstracts as numbers: TF-IDF of words and word pairs, as in the settings known as ELAS u4.

Written out here with numpy and scipy rather than taken from scikit-learn, for one reason: importing scikit-learn costs
1.5 s of CPU, several times what ordering a whole review takes. The numbers are the same; a test compares them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

_WORD = re.compile(r"(?u)\b\w\w+\b")
#: Words and pairs in more than this share of the texts tell nothing.
MAX_SHARE = 0.95


@dataclass(frozen=True)
class Features:
    """What the learner sees of each text.

    Attributes
    ----------
    shared : csr_matrix, shape (texts, terms)
        Weights of the terms that at least two texts share. A full row (with what is left out) has length 1.
    own : ndarray, shape (texts,)
        Squared length of what only that text has. Terms of one text alone never meet another text's, so they count in
        the product of a text with itself and nowhere else; leaving them out of ``shared`` changes no result and makes
        it several times smaller.
    """

    shared: sparse.csr_matrix
    own: NDArray[np.float64]


def features(texts: Sequence[str]) -> Features:
    """Return the TF-IDF features of texts.

    Term frequency is damped (1 + ln tf), inverse document frequency smoothed (ln((1 + n) / (1 + df)) + 1), rows are
    scaled to length 1 (Manning, Raghavan and Schütze 2008, Introduction to Information Retrieval, chapter 6).

    Parameters
    ----------
    texts : sequence of str
        Title and abstract of each report.

    Returns
    -------
    Features
        In the order of the texts.
    """
    counts = _counts([_WORD.findall(text.lower()) for text in texts])
    counts.data = 1.0 + np.log(counts.data)
    df = np.bincount(counts.indices, minlength=counts.shape[1])
    idf = np.log((1 + len(texts)) / (1 + df)) + 1.0
    idf[df > MAX_SHARE * len(texts)] = 0.0
    counts.data *= idf[counts.indices]
    row = np.repeat(np.arange(len(texts)), np.diff(counts.indptr))
    squared = np.bincount(row, counts.data**2, minlength=len(texts))
    counts.data /= np.sqrt(np.where(squared > 0, squared, 1.0))[row]
    alone = (df == 1)[counts.indices]
    own = np.bincount(row[alone], counts.data[alone] ** 2, minlength=len(texts)).astype(np.float64)
    return Features(counts[:, (df > 1) & (idf > 0)].tocsr(), own)


def _counts(texts: list[list[str]]) -> sparse.csr_matrix:
    """Count words, and pairs of words that follow each other, in each text.

    Words are numbered, and a pair gets the number that its words' numbers make, so that no pair is ever spelt out.
    """
    number: defaultdict[str, int] = defaultdict()
    number.default_factory = number.__len__  # a new word gets the next number
    words = np.fromiter(map(number.__getitem__, chain.from_iterable(texts)), dtype=np.int64)
    rows = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
    together = rows[1:] == rows[:-1]
    pairs = (len(number) + words[:-1] * len(number) + words[1:])[together]
    _, terms = np.unique(np.concatenate([words, pairs]), return_inverse=True)
    places = np.concatenate([rows, rows[1:][together]])
    shape = (len(texts), int(terms.max(initial=-1)) + 1)
    return sparse.coo_matrix((np.ones(len(terms)), (places, terms)), shape=shape).tocsr()
