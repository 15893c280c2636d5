"""Where a work was printed, told by one line: "Journal (2014) 3:3 (152-160)", "Journal. 2019 Mar;12(3):201-209."."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from ettervern.records import fields


class Printed(NamedTuple):
    """Journal, year, volume, issue and pages; empty where the line says nothing of them."""

    journal: str = ""
    year: str = ""
    volume: str = ""
    number: str = ""
    pages: str = ""


_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|spr|sum|aut|fal|win)[a-z]*\.?"
_YEAR = r"(?P<year>(?:1[5-9]|20|21)\d\d)"
_DATE = (
    rf"(?:\d{{1,2}}\s+(?={_MONTH}))?(?:{_MONTH}[\s/-]*)*(?:\d{{1,2}}(?:[\s,/-]+\d{{1,2}})?[\s,]+)?"
    rf"{_YEAR}(?:[\s/-]+{_MONTH})*(?:\s+\d{{1,2}})?"
)
_PAGES = r"(?P<pages>(?:no\.?\s*)?[a-z]{0,3}\.?\d[\w.]*(?:\s*[-\u2013+]+\s*[a-z]{0,3}\d[\w.]*)?)"
_SUPPLEMENT = r"supp?l?\.?(?:ement)?\s*\w{0,6}"
_VOLUME = rf"(?P<volume>[a-z]{{0,3}}\d[\w-]*(?:\s+{_SUPPLEMENT})?|{_SUPPLEMENT})"
_NUMBER = r"(?:\s*\(\s*(?P<number>[^()]*)\))?"
_JOURNAL = r"(?P<journal>.+?)"
_PATTERNS = (
    # Embase: "Journal (2014) 3:3 (152-160). Date of Publication: 2014"
    rf"{_JOURNAL}\s*\({_YEAR}\)"
    rf"(?:\s*{_VOLUME}(?:\s*:\s*(?P<number>(?:{_SUPPLEMENT}|[\w-]+(?:\s+{_SUPPLEMENT})?)))?)?"
    rf"(?:\s*\(\s*(?:pp?\.?\s*)?{_PAGES}\s*\))?(?:[\s.;].*)?$",
    # Ovid and MEDLINE: "J Recov. 2019 Mar 1;12(3):201-209. doi: ...", "Journal June 2015;58(6):688-696"
    rf"{_JOURNAL}[.,;]?\s+{_DATE}\s*;\s*{_VOLUME}{_NUMBER}(?:\s*:\s*{_PAGES})?(?:[.,;].*)?$",
    # Ovid: "Journal. 12(3):201-9, 2019 Mar.", "Journal. 19 (1) (pp 9-20), 2012. Date of Publication: ..."
    rf"{_JOURNAL}\.\s*(?:vol\.?\s*)?{_VOLUME}{_NUMBER}"
    rf"(?:\s*:\s*{_PAGES}|(?:\s*\(\s*\))?\s*\((?:\s*pp?\s+(?P<inner>[^()]+)|no pagination)\))?"
    rf"\s*[,.]?\s*(?:\([^)]*\)\s*)?{_DATE}(?:[.,;:\s].*)?$",
    # PsycINFO: "Journal. 201(2-3). NOV 15 2004. 327-334."
    rf"{_JOURNAL}\.\s*(?:vol\.?\s*)?{_VOLUME}{_NUMBER}\s*[.,]\s*{_DATE}\s*[.,]\s*(?:pp?\.?\s*)?{_PAGES}\.?(?:\s.*)?$",
    # EBSCO: "Journal, Mar2019; 12(3): 201-209. 9p.", "Journal, Mar2019, Vol. 12 Issue 3, p201-209, 9p"
    rf"{_JOURNAL},\s*(?:\d{{1,2}}/\d{{1,2}}/)?{_DATE}\s*[;,]\s*(?:vol\.?\s*)?{_VOLUME}"
    rf"(?:{_NUMBER}|\s*,?\s*issue\s*(?P<issue>[\w/-]+))(?:\s*[:,]\s*p?{_PAGES})?(?:[.,;].*)?$",
)


@lru_cache(maxsize=1)
def _kinds() -> list[re.Pattern[str]]:
    """Return the expressions, made when the first line is met: they take as long as all others of reading together."""
    return [re.compile(pattern, re.IGNORECASE) for pattern in _PATTERNS]


def parse(text: str) -> Printed:
    """Return what a line says of where a work was printed; a line of another form is the journal's name alone."""
    text = fields.clean(text)
    # What cannot be a citation is no work for the expressions below; a long line would be much.
    if not any(char.isdigit() for char in text) or len(text) > 500:
        return Printed(text.rstrip(" ."))
    # The most special forms come later: one that finds the pages is better than one that passes over them.
    result = [match.groupdict() for kind in _kinds() if (match := kind.match(text))]
    if not result:
        return Printed(text)
    best = max(result, key=lambda one: sum(bool(value) for value in one.values()))
    number = best.get("number") or best.get("issue") or ""
    pages = best.get("pages") or best.get("inner") or ""
    values = (best["journal"].rstrip(" .,;"), best["year"], best.get("volume"), number, pages.strip().rstrip("."))
    return Printed(*(fields.unworded(value or "") for value in values))
