"""Citation chasing: what included studies cite, and what cites them, through OpenAlex.

What is found goes the same way as any search: an export, a line in ``searches.csv``, duplicate removal.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ettervern.search.answer import Part
from ettervern.search.fetch import Fetcher
from ettervern.search.openalex import FILTER, OpenAlex, tail

#: OpenAlex takes up to 100 values in one filter; fewer keep the address short.
BATCH = 50
DIRECTIONS = ("forward", "backward")
_WORK = re.compile(r"W[0-9]{1,18}")


@dataclass(frozen=True)
class Seeds:
    """Included studies as OpenAlex knows them.

    Attributes
    ----------
    works : dict of str to list of str
        OpenAlex id -> ids of the works it cites.
    unknown : list of str
        DOIs and PubMed numbers that OpenAlex does not know.
    """

    works: dict[str, list[str]]
    unknown: list[str]


def find_seeds(source: OpenAlex, fetch: Fetcher, dois: list[str], pmids: list[str]) -> Seeds:
    """Look up included studies.

    Parameters
    ----------
    source, fetch : OpenAlex, Fetcher
        The client.
    dois, pmids : list of str
        DOIs of studies; PubMed numbers of those without one.
    """
    works: dict[str, list[str]] = {}
    unknown: list[str] = []
    for key, wanted in (("doi", dois), ("pmid", pmids)):
        for first in range(0, len(wanted), BATCH):
            batch = wanted[first : first + BATCH]
            content = source.works(fetch, f"{key}:{'|'.join(batch)}")
            known = set()
            results = content.objects("results")
            if content.number("meta.count") > len(results):
                raise content.at("meta.count").changed(f"the {len(results)} works that came")
            for one in results:
                works[work_id(one.at("id"))] = [work_id(cited) for cited in one.parts("referenced_works")]
                known |= {tail(one.text("doi"), "doi.org/").lower(), tail(one.text("ids.pmid"), "/")}
            unknown += [one for one in batch if one.lower() not in known]
    return Seeds(works, unknown)


def chase_queries(seeds: Seeds, direction: str) -> list[str]:
    """Return the queries that follow citations from seeds.

    Parameters
    ----------
    seeds : Seeds
        Included studies.
    direction : str
        ``forward`` (works that cite them) or ``backward`` (works that they cite).
    """
    if direction == "forward":
        wanted, key = sorted(seeds.works), "cites"
    else:
        wanted, key = (
            sorted({cited for works in seeds.works.values() for cited in works} - set(seeds.works)),
            "openalex",
        )
    batches = [wanted[first : first + BATCH] for first in range(0, len(wanted), BATCH)]
    return [f"{FILTER}{key}:{'|'.join(batch)}" for batch in batches]


def work_id(part: Part) -> str:
    """Return ``W123`` of an OpenAlex address; anything else could be a filter of its own in the next query."""
    result = part.text().rpartition("/")[2]
    if not _WORK.fullmatch(result):
        raise part.changed("the address of a work (W and digits)")
    return result
