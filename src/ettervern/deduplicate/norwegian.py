"""Reasons in Norwegian bokmål, for those who look at pairs."""

from __future__ import annotations

import re

_HEADS = {"same": "lik", "nearly the same": "nesten lik", "different": "ulik"}
_FIELDS = {
    "title": "tittel",
    "DOI": "DOI",
    "PubMed number": "PubMed-nummer",
    "PubMed Central number": "nummer i PubMed Central",
    "authors": "forfattere",
    "year": "år",
    "journal": "tidsskrift",
    "volume": "årgang",
    "issue": "nummer",
    "pages": "sider",
    "abstract": "sammendrag",
}
PHRASES = {
    "only record of this report": "eneste post i denne rapporten",
    "kept: the fullest record of this report": "beholdt: den fyldigste posten i denne rapporten",
    "a person decided that they are the same": "en person har bestemt at de er samme rapport",
    "another record of one report is a different work": "en annen post i den ene rapporten er et annet arbeid",
    "every field is the same": "alle felt er like",
    "not enough is the same": "for lite er likt",
    "title compared with original title": "tittel sammenliknet med originaltittel",
    "the reports as a whole": "rapportene som helhet",
    "printed in two places": "trykt to steder",
    "other pages": "andre sider",
    "other issue": "annet nummer av tidsskriftet",
    "other volume": "annen årgang",
    "years apart": "flere år imellom",
    "another year and nothing on where it was printed": "et annet år, og ikke oppgitt hvor det er trykt",
    "no author or no year, and nothing on where it was printed": "uten forfatter eller år, og uten trykkested",
    "no title": "ingen tittel",
    "a title that many works have": "en tittel som mange arbeider har",
    "other numbers in the title": "andre tall i tittelen",
    "other words in the title": "andre ord i tittelen",
    "another title": "en annen tittel",
    "another title and other pages": "en annen tittel og andre sider",
    "written out from another alphabet": "skrevet om fra et annet alfabet",
    "two different DOIs": "to ulike DOI-er",
    "two different PubMed numbers": "to ulike PubMed-numre",
    "a correction, comment or protocol beside the work": "rettelse, kommentar eller protokoll ved siden av arbeidet",
    "an update of a review": "en oppdatering av en oversikt",
    "conference work beside an article": "konferansebidrag ved siden av en artikkel",
    "other authors": "andre forfattere",
    "a preprint beside an article": "fortrykk ved siden av en artikkel",
}


def in_norwegian(reason: str) -> str:
    """Return a reason in Norwegian; a part that has no Norwegian twin stays as it is.

    Examples
    --------
    >>> from ettervern import in_norwegian
    >>> in_norwegian("same title, year")
    'lik: tittel, år'
    """
    return "".join(_part(part) for part in re.split(r"(; | \(|\)|: (?=same|nearly|different))", reason))


def _part(part: str) -> str:
    """Return one part of a reason."""
    if part in PHRASES:
        return PHRASES[part]
    for head in sorted(_HEADS, key=len, reverse=True):
        if part.startswith(f"{head} "):
            names = part.removeprefix(f"{head} ").split(", ")
            return f"{_HEADS[head]}: {', '.join(_FIELDS.get(name, name) for name in names)}"
    return part
