"""The columns of the study's own data sheet: their names, and what a cell may hold.

The sheet asks for no name, birth date, address, sex or free text: what is not there can't leak.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ettervern.catalogue import LANGUAGES, gettext, pgettext
from ettervern.local.own_texts import own_text

#: Months in which work is noted.
MONTHS = 12
#: A pseudonym: a few letters and up to four digits. Six digits would hold a birth date, eleven a national id number.
PSEUDONYM = re.compile(r"[A-Za-zÆØÅæøå]{1,4}-?[0-9]{1,4}")
#: What a cell of each kind may say, as the analysis calls it.
CODES = {
    "group": ("service", "comparison"),
    "answer": ("yes", "no", "unknown"),
    "work": ("yes", "no"),
    "simulated": ("simulated",),
}


def word(code: str, language: str) -> str:
    """Return what a sheet in a language has for a code."""
    return pgettext("sheet word", code, language)


def _read(kind: str) -> dict[str, str]:
    """Return the words of all languages that a sheet may use: word -> code."""
    return {word(code, language): code for code in CODES[kind] for language in LANGUAGES}


GROUPS, ANSWERS, SIMULATED = (_read(kind) for kind in ("group", "answer", "simulated"))


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
    month : int
        Of a column on one month; else 0.
    """

    name: str
    nb: str
    kind: str
    needed: bool
    month: int = 0

    def heading(self, language: str) -> str:
        """Return its heading in a sheet of a language."""
        return str(getattr(self, language, self.name))

    def means(self, own: Mapping[str, Any], language: str) -> str:
        """Return what to write, in the review's own words where ``own_study.toml`` has some."""
        name = "work_month" if self.month else self.name
        return own_text(own, f"columns.{name}", language, gettext(f"sheet.means.{name}", language, month=self.month))


COLUMNS: tuple[Column, ...] = (
    Column("person_id", "deltaker", "pseudonym", True),
    Column("group", "gruppe", "group", True),
    Column("set_id", "sett", "set", False),
    Column("start_date", "startdato", "date", True),
    Column("last_seen", "sist_sett", "date", True),
    Column("relapse", "tilbakefall", "answer", True),
    Column("relapse_date", "tilbakefall_dato", "date", False),
    Column("lost", "mistet", "answer", True),
    Column("work_at_start", "arbeid_start", "work", False),
    *(Column(f"work_month_{month}", f"arbeid_mnd_{month}", "work", False, month) for month in range(1, MONTHS + 1)),
    Column("simulated", "simulert", "simulated", False),
)
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
    return [column.heading(language) for column in COLUMNS]
