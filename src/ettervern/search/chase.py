"""Citation chasing: what included studies cite, and what cites them, through OpenAlex.

What is found goes the same way as any search: an export, a line in ``searches.csv``, duplicate removal.
"""

from __future__ import annotations

from dataclasses import dataclass

from ettervern.search.fetch import Fetcher
from ettervern.search.openalex import FILTER, OpenAlex
from ettervern.search.page import listed, rows, text

#: OpenAlex takes up to 100 values in one filter; fewer keep the address short.
BATCH = 50
DIRECTIONS = ("forward", "backward")


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
            for one in rows(source.name, content, "results"):
                works[short(text(one.get("id")))] = [
                    short(text(cited)) for cited in listed(one.get("referenced_works"))
                ]
                ids = one.get("ids") if isinstance(one.get("ids"), dict) else {}
                known.add(text(one.get("doi")).rpartition("doi.org/")[2].lower())
                known.add(text(ids.get("pmid")).rpartition("/")[2] if isinstance(ids, dict) else "")
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


def short(work: str) -> str:
    """Return ``W123`` of an OpenAlex address."""
    return work.rpartition("/")[2]
