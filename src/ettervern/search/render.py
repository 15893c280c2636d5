"""The strategy in the words of each source.

Syntax as the sources document it: PubMed (field tags [tiab], [Mesh]), Europe PMC (TITLE_ABS:), OpenAlex (AND, OR,
quotes; no truncation), ClinicalTrials.gov (Essie: AND, OR, quotes), Ovid (.ti,ab,kf. and exp ... /), EBSCO (TI, AB,
MH), Scopus (TITLE-ABS-KEY) and Web of Science (TS=).
"""

from __future__ import annotations

from collections.abc import Callable

from ettervern.files import Problem, ReviewError
from ettervern.search.strategy import Block, Strategy

#: Sources that a person asks by pasting.
PASTED = ("ovid", "ebsco", "scopus", "wos")
TITLES = {
    "pubmed": "PubMed",
    "europepmc": "Europe PMC",
    "openalex": "OpenAlex",
    "crossref": "Crossref",
    "clinicaltrials": "ClinicalTrials.gov",
    "nva": "Nasjonalt vitenarkiv (NVA)",
    "ovid": "Ovid (MEDLINE, Embase, PsycINFO)",
    "ebsco": "EBSCO (CINAHL)",
    "scopus": "Scopus",
    "wos": "Web of Science",
}


def render(strategy: Strategy, source: str) -> list[str]:
    """Return the queries that a source is asked; mostly one.

    Parameters
    ----------
    strategy : Strategy
        Blocks of synonyms.
    source : str
        A key of ``TITLES``.

    Raises
    ------
    ReviewError
        Unknown source, or one without Boolean search for which the strategy has no queries of its own.
    """
    if source not in TITLES:
        raise ReviewError(Problem("source", 0, "", f"unknown source {source!r}; expected one of {', '.join(TITLES)}"))
    own = strategy.sources.get(source, {}).get("queries", [])
    if own:
        return list(own)
    if source in ("crossref", "nva"):
        message = f"{TITLES[source]} has no Boolean search; expected queries = [...] in [sources.{source}]"
        raise ReviewError(Problem("strategy.toml", 0, f"sources.{source}", message))
    if source == "ovid":
        return [_ovid(strategy)]
    return [" AND ".join(f"({_RENDERERS[source](strategy, block)})" for block in strategy.used(source))]


def _quoted(term: str) -> str:
    return f'"{term}"' if not term.replace("*", "").isalnum() else term


def _pubmed(_: Strategy, block: Block) -> str:
    headings = [f'"{heading}"[Mesh]' for heading in block.mesh]
    return " OR ".join([*headings, *(f"{_quoted(term)}[tiab]" for term in block.terms)])


def _spelled(strategy: Strategy, block: Block) -> list[str]:
    return list(dict.fromkeys(full for term in block.terms for full in strategy.spelled_out(term)))


def _europepmc(strategy: Strategy, block: Block) -> str:
    return " OR ".join(f'TITLE_ABS:"{term}"' for term in _spelled(strategy, block))


def _plain(strategy: Strategy, block: Block) -> str:
    return " OR ".join(f'"{term}"' if " " in term or "-" in term else term for term in _spelled(strategy, block))


def _ebsco(_: Strategy, block: Block) -> str:
    words = " OR ".join(_quoted(term) for term in block.terms)
    headings = [f'MH "{heading}+"' for heading in block.mesh]
    return " OR ".join([*headings, f"TI ( {words} )", f"AB ( {words} )"])


def _scopus(_: Strategy, block: Block) -> str:
    return f"TITLE-ABS-KEY({' OR '.join(_quoted(term) for term in block.terms)})"


def _wos(_: Strategy, block: Block) -> str:
    return f"TS=({' OR '.join(_quoted(term) for term in block.terms)})"


def _ovid(strategy: Strategy) -> str:
    """Return numbered lines, as Ovid shows them; a line may name earlier ones by number."""
    lines: list[str] = []
    ends = []
    for block in strategy.used("ovid"):
        parts = []
        for heading in block.mesh:
            lines.append(f"exp {heading}/")
            parts.append(str(len(lines)))
        words = " or ".join(_quoted(term) for term in block.terms)
        lines.append(f"({words}).ti,ab,kf.")
        parts.append(str(len(lines)))
        if len(parts) > 1:
            lines.append(" or ".join(parts))
        ends.append(str(len(lines)))
    if len(ends) > 1:
        lines.append(" and ".join(ends))
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, start=1))


_RENDERERS: dict[str, Callable[[Strategy, Block], str]] = {
    "pubmed": _pubmed,
    "europepmc": _europepmc,
    "openalex": _plain,
    "clinicaltrials": _plain,
    "ebsco": _ebsco,
    "scopus": _scopus,
    "wos": _wos,
}
