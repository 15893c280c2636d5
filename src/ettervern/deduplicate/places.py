"""Where a work was printed: journal, volume, issue and pages brought to one form."""

from __future__ import annotations

import re
from functools import lru_cache

from ettervern.deduplicate.text import NOTHING, plain, words
from ettervern.digits import ascii_digits

#: Characters of a volume, an issue or pages that are looked at; thousands of digits would hold up the search in them.
_LONGEST = 200
_STOP = words("the of and in for on de la le les des du der die das und et fur an a to y e el i og av den")
# What follows says more of the same journal; after a full stop it can be another one ("Circulation. Heart failure").
_SUBTITLE = re.compile(r"\s[:/=]\s|;\s|\.\s*(?=Conference\b)")
# A name in square brackets is the journal's other one, unless it says how it came out.
_BRACKETED = re.compile(
    r"(?<=\S)\s*\[((?!electronic|online|print|internet|serial|homepage|see )[^\[\]]{8,})\]", re.IGNORECASE
)
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "mai", "okt", "des"]
_DIGITS = re.compile(r"\d+")
_MONTH_NUMBERS = [*range(1, 13), 5, 10, 12]
_DAMAGED = re.compile(
    rf"\b(?:(\d{{1,4}})\W+({'|'.join(_MONTHS)})[a-z]*|({'|'.join(_MONTHS)})[a-z]*\W+(\d{{1,4}}))\b", re.IGNORECASE
)
_PAGES = re.compile(
    r"([a-z]{0,3})0*(\d+)(?:[a-z]?)\s*(?:--?|\u2013|\u2014|\u2212|/|to)\s*([a-z]{0,3})0*(\d+)", re.IGNORECASE
)
_PAGE = re.compile(r"([a-z]{0,3})0*(\d+)", re.IGNORECASE)
_SIMPLE = re.compile(r"()([1-9]\d{0,5})(?:--?()([1-9]\d{0,5}))?")
# A count of pages, a number that a spreadsheet wrote with an exponent, or what is too long to be a page.
_NO_PAGES = re.compile(
    r"\s*\d+\s*p(?:p|ages)?\.?\s*|\s*[ivxlc]+,\s*\d+\s*|.*\d[.,]?\d*e\+\d.*|.*\d{10}.*|.*[1-9]0{5,}\s*", re.IGNORECASE
)
# Volume, issue and pages in the journal's field: "46(3): 315-324", and Embase's "19 (1) ()(pp 9-20) 2012. Date ...".
_BURIED = re.compile(
    r"\b(\d{1,4})\s*(?:\(([^()]{1,25})\))?\s*(?:\(\s*\)\s*)?(?:[:,;]|(?=\(\s*pp?\b))\s*\(?\s*(?:pp?\.?\s*)?"
    r"([a-z]?\d+)\s*(?:--?|\u2013)\s*([a-z]?\d+)",
    re.IGNORECASE,
)
_DATED = re.compile(r"[.\s]*(?:Date of Publication|Publication Date)\b.*$", re.IGNORECASE | re.DOTALL)
_ISSUED = re.compile(r"\s*(\d+)\s*\(([^()]+)\)")
_UNPAGED = re.compile(r"\(?\s*no pagination.*|\bPt\b.*|var\.? ?pagings?", re.IGNORECASE)
_SUPPLEMENT = re.compile(r"suppl|\bsupp?\b|sup\d|abstract|^\s*s\d", re.IGNORECASE)
#: No journal has so many issues in a year; a range from here on is one of pages.
_LAST_ISSUE = 60


@lru_cache(maxsize=100_000)
def place(journal: str, volume: str, number: str, pages: str) -> tuple[str, str, str, str, str, bool]:
    """Return journal, volume, number, first and last page, and whether it is a supplement.

    What is buried in the journal's field is dug out, and what stands in its neighbour's field is put right.
    """
    volume, number, pages = map(_paged, (volume, number, pages))
    if "ublication" in journal:
        journal = _DATED.sub("", journal)
    buried = _BURIED.search(journal) if journal else None
    if buried:
        volume, number, pages = volume or buried[1], number or buried[2] or "", pages or f"{buried[3]}-{buried[4]}"
        journal = journal[: buried.start()].rstrip(" .")
    if issued := _ISSUED.match(volume):
        volume, number = issued[1], number or issued[2]
    if not pages and _is_pages(number):
        number, pages = "", number
    first, last = _page_numbers(pages)
    volume = "" if re.fullmatch(r"(?:19|20)\d\d", volume.strip()) else volume  # a year in place of a volume
    supplement = any(_SUPPLEMENT.search(text) for text in (number, volume) if not text.isdigit())
    return _journal(journal), _volume(volume), _number(number), first, last, supplement


def _paged(text: str) -> str:
    """Return a field with plain digits and without what says that there are no pages."""
    return (
        text if text.isascii() and text.isdigit() and len(text) < 9 else _UNPAGED.sub("", ascii_digits(text[:_LONGEST]))
    )


def page_count(first: str, last: str) -> int:
    """Return the pages from first to last; 0 where that can't be told."""
    start, end = first.lstrip(_LETTERS), last.lstrip(_LETTERS)
    plain = start.isdigit() and end.isdigit() and max(len(start), len(end)) < 10
    return int(end) - int(start) + 1 if plain else 0


def _is_pages(number: str) -> bool:
    """Tell whether what stands as issue is a range of pages or an article's number."""
    result = _PAGES.fullmatch(number.strip())
    return bool(result and int(result[2][:9]) >= _LAST_ISSUE) or bool(re.fullmatch(r"\s*e\d{4,}\s*", number))


@lru_cache(maxsize=50_000)
def _journal(text: str) -> str:
    """Return the plain words of a journal's names, joined by " = ", without stop words and what is in brackets."""
    if not text:
        return ""
    names = [name for part in text.split(" = ") for name in (part, *_BRACKETED.findall(part)) if name.strip()]
    return " = ".join(dict.fromkeys(filter(None, map(_one_journal, names))))


def _one_journal(text: str) -> str:
    """Return the plain words of one name of a journal."""
    bare = re.sub(r"[\[(].*?[\])]", " ", text) if text[0] not in "[(" else text
    results = plain(_SUBTITLE.split(bare)[0] or bare)
    words = [word for word in results.split() if word not in _STOP]
    return "" if results in NOTHING else " ".join(words)


def _volume(text: str) -> str:
    """Return the numbers of a volume without those of a supplement; "1)" is what is left of one."""
    if text.isascii() and text.isdigit():
        return text.lstrip("0") or "0"
    if text.endswith(")") and "(" not in text:
        return ""
    return _number(re.split(r"\(?\s*(?:suppl|supp\b|special|spec\b)", text, maxsplit=1, flags=re.IGNORECASE)[0])


@lru_cache(maxsize=50_000)
def _number(text: str) -> str:
    """Return the numbers of a volume or issue, sorted; a date that a spreadsheet made of "1-8" is turned back."""
    if not text or plain(text) in NOTHING:
        return ""
    if damaged := _DAMAGED.search(text):
        month = (damaged[2] or damaged[3]).lower()
        other = int(damaged[1] or damaged[4]) % 2000
        return " ".join(map(str, sorted([other, _MONTH_NUMBERS[_MONTHS.index(month)]])))
    result = {digits.lstrip("0") or "0" for digits in _DIGITS.findall(text)}
    return " ".join(sorted(result, key=lambda digits: (len(digits), digits)))  # as numbers, however large


@lru_cache(maxsize=100_000)
def _page_numbers(text: str) -> tuple[str, str]:
    """Return first and last page: "221-8" is 221 and 228, of several ranges the lowest; a count of pages is none."""
    if simple := _SIMPLE.fullmatch(text):
        return _range(simple) if simple[4] else (simple[2], "")
    if not text or plain(text) in NOTHING or _NO_PAGES.fullmatch(text):
        return "", ""
    if damaged := _DAMAGED.search(text):
        month = (damaged[2] or damaged[3]).lower()
        low, high = sorted([int(damaged[1] or damaged[4]) % 2000, _MONTH_NUMBERS[_MONTHS.index(month)]])
        return str(low), str(high)
    text = re.sub(
        r"^\W*(?:pp?|pages?|s|art(?:icle)?\.?(?: no\.?| id)?)\b[.:\s]*(?=[a-z]?\d)", "", text, flags=re.IGNORECASE
    )
    if tail := re.fullmatch(r"\s*[a-z]+\s*-+\s*(\d+)\s*", text, re.IGNORECASE):
        return "", tail[1]  # "Suppl-42", left over from "S34-42"
    if ranges := [_range(result) for result in _PAGES.finditer(text)]:
        return min(ranges, key=lambda pages: (len(pages[0]), pages))
    single = _PAGE.search(text)
    return (single[1].lower() + single[2], "") if single else ("", "")


def _range(result: re.Match[str]) -> tuple[str, str]:
    """Return first and last page of a range, the last one written out."""
    start, end = result[2], result[4]
    if len(end) < len(start):
        end = start[: len(start) - len(end)] + end
    return result[1].lower() + start, (result[3] or result[1]).lower() + end
