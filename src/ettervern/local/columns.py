"""The columns of the study's own data sheet: names in Norwegian and English, what a cell may hold, what it means.

The sheet asks for no name, birth date, address, sex or free text: what is not there can't leak.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

#: Months in which work is noted.
MONTHS = 12
#: A pseudonym: a few letters and up to four digits. Six digits would hold a birth date, eleven a national id number.
PSEUDONYM = re.compile(r"[A-Za-zÆØÅæøå]{1,4}-?[0-9]{1,4}")
#: Word in the sheet -> word that the analysis uses.
GROUPS = {"tiltak": "service", "service": "service", "sammenlikning": "comparison", "comparison": "comparison"}
ANSWERS = {"ja": "yes", "yes": "yes", "nei": "no", "no": "no", "ukjent": "unknown", "unknown": "unknown"}
SIMULATED = {"simulert": "simulated", "simulated": "simulated"}


@dataclass(frozen=True)
class Column:
    """One column.

    Attributes
    ----------
    name, nb : str
        Heading in English and in Norwegian; a sheet may use either.
    kind : str
        ``pseudonym``, ``group``, ``set``, ``date``, ``answer``, ``work`` or ``simulated``.
    needed : bool
        Whether every person must have it.
    means : dict
        Language -> what to write.
    """

    name: str
    nb: str
    kind: str
    needed: bool
    means: dict[str, str]


def _column(name: str, nb: str, kind: str, needed: bool, means_nb: str, means_en: str) -> Column:
    return Column(name, nb, kind, needed, {"nb": means_nb, "en": means_en})


def _work_month(month: int) -> Column:
    return _column(
        f"work_month_{month}",
        f"arbeid_mnd_{month}",
        "work",
        False,
        f"Hadde personen lønnet arbeid i måned {month}? ja eller nei. Tom celle: vet ikke.",
        f"Did the person have paid work in month {month}? yes or no. Empty cell: not known.",
    )


COLUMNS: tuple[Column, ...] = (
    _column(
        "person_id", "deltaker", "pseudonym", True,
        "Et påfunnet kjennetegn, som P01. Aldri navn, fødselsdato eller fødselsnummer. Nøkkelen ligger et annet sted.",
        "A made-up mark, as P01. Never a name, birth date or national identity number. The key lies elsewhere.",
    ),
    _column(
        "group", "gruppe", "group", True,
        "tiltak (får det nye tilbudet) eller sammenlikning (får det vanlige).",
        "service (gets the new service) or comparison (gets what is usual).",
    ),
    _column(
        "set_id", "sett", "set", False,
        "Bare når personer er valgt ut to og to (eller flere) fordi de likner: samme kjennetegn for dem, som S01.",
        "Only when people were matched: the same mark for those who belong together, as S01.",
    ),
    _column(
        "start_date", "startdato", "date", True,
        "Dagen oppfølgingen starter: likt bestemt i begge grupper, som utskriving. ÅÅÅÅ-MM-DD eller DD.MM.ÅÅÅÅ.",
        "The day follow-up starts, set alike in both groups, as discharge. YYYY-MM-DD or DD.MM.YYYY.",
    ),
    _column(
        "last_seen", "sist_sett", "date", True,
        "Siste dag dere vet noe om personen.",
        "The last day on which you know anything about the person.",
    ),
    _column(
        "relapse", "tilbakefall", "answer", True,
        "ja, nei eller ukjent: noen ny bruk av rusmidlet etter start, slik dere har bestemt det på forhånd.",
        "yes, no or unknown: any new use after the start, as you defined it beforehand.",
    ),
    _column(
        "relapse_date", "tilbakefall_dato", "date", False,
        "Dagen for det første tilbakefallet. Er bare måneden kjent, skriv den 15.",
        "The day of the first relapse. If only the month is known, write the 15th.",
    ),
    _column(
        "lost", "mistet", "answer", True,
        "ja hvis dere mistet kontakten før tolv måneder var gått, ellers nei.",
        "yes if you lost touch before twelve months had passed, else no.",
    ),
    _column(
        "work_at_start", "arbeid_start", "work", False,
        "Hadde personen lønnet arbeid ved start? ja eller nei. Tom celle: vet ikke.",
        "Did the person have paid work at the start? yes or no. Empty cell: not known.",
    ),
    *(_work_month(month) for month in range(1, MONTHS + 1)),
    _column(
        "simulated", "simulert", "simulated", False,
        "Skal være tom. Bare øvingsdata som en datamaskin har laget, har ordet simulert i hver rad.",
        "Leave empty. Only practice data made by a computer has the word simulated in every row.",
    ),
)  # fmt: skip
BY_HEADING = {heading: column for column in COLUMNS for heading in (column.name, column.nb)}
#: Columns that only a sheet with one row a person has; the guard knows such a sheet by them.
PERSONAL = frozenset(
    heading
    for column in COLUMNS
    if column.name in ("person_id", "relapse_date", "last_seen", "start_date")
    for heading in (column.name, column.nb)
)


def headings(language: str) -> list[str]:
    """Return the headings of the sheet in a language."""
    return [column.nb if language == "nb" else column.name for column in COLUMNS]
