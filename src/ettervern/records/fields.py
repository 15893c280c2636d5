"""Small cleaners for single fields that every format shares."""

from __future__ import annotations

import html
import json
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import unquote

from ettervern.digits import ascii_digits, whole
from ettervern.markup import without_markup
from ettervern.records.types import TYPES

# Control and format characters that text never needs; U+00AD is the soft hyphen, U+200B.. are zero-width blanks.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffb]"
)
# Words before a number that say which number it is. One letter needs a full stop or a blank behind it, as "S12" and
# "P112" are pages of a supplement; so does "no", as in "Nov 2".
_NUMBER_WORD = re.compile(
    r"^(?:(?:vol(?:ume)?s?|n[or]s?|num(?:ber)?|issues?|iss|pp|pages?|sider?|årg(?:ang)?|hefte?|jg|bd|bind|tome?)"
    r"(?:[\s.:]+(?=[a-z]{0,2}\d)|(?=\d))|(?:n[°º]|№)\s*(?=\d)|[ps][.:]\s*(?=[a-z]{0,2}\d)|"
    r"(?-i:[ps]\s+|p(?=\d+-\d))(?=\d))",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,30}|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")
_DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>]+")
_DOI_TAIL = re.compile(
    r"(?:[&?]\w{2,20}=.*|\s*\[(?:doi|pii)\].*|https?:.*|doi\.org.*|[;,|].*10\.\d{4,9}/.*)$", re.IGNORECASE
)
# What a publisher's site puts after a DOI to show one view of the work.
_DOI_VIEW = re.compile(r"/(?:pdf|epdf|full|abstract|meta|pdfdirect|fulltext|html?)$|\.pdf$")
# A year alone, or at the head of a date written together (20250724).
_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d|21\d\d)(?:(?!\d)|(?=[01]\d[0-3]\d(?!\d)))")
_PMID = re.compile(r"(?:PMID\s*[:-]?\s*|pubmed(?:\.ncbi\.nlm\.nih\.gov)?/)(\d{4,9})(?!\d)", re.IGNORECASE)
_ISSN = re.compile(r"\b\d{4}-?\d{3}[\dXx]\b")
_GLUED = re.compile(r",(?=[^\W\d])")
_INITIALS_FIRST = re.compile(r"^((?:[A-Z\u00c0-\u00de]\.[\s-]?)+)\s*([^\s.]{2,}(?:[\s-][^\s.]+){0,2})$")
_INITIALS_LAST = re.compile(r"^([^\s,][^,]*?)\s+([A-Z\u00c0-\u00de]{1,4})(\s+(?:Jr|Sr|2nd|3rd|II|III)\.?)?$")


def clean(text: str) -> str:
    """Return text as one line of visible characters: NFC, entities resolved, inline markup and controls gone."""
    if not text:
        return text
    if text.isascii() and text.isprintable() and "&" not in text and "<" not in text and "  " not in text:
        return text.strip()  # the most of all cells, by far
    if "&" in text:
        # Twice, as databases escape what was already escaped ("&amp;lt;").
        text = _ENTITY.sub(_entity, _ENTITY.sub(_entity, text))
    if "<" in text:
        text = without_markup(text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    # Blanks are characters too that once began a new line, page or part: they stand between words; \r does not.
    text = " ".join(text.replace("\r", "").split())
    return text if text.isprintable() else " ".join(_UNSEEN.sub("", text).split())


def _entity(match: re.Match[str]) -> str:
    """Return the character of an entity."""
    return html.unescape(match.group())


@lru_cache(maxsize=4096)
def doi_of(*texts: str) -> str:
    """Return the first DOI found in texts, lower case and without address; empty where there is none."""
    for text in texts:
        if "10." not in text:
            continue
        # Twice: an address that was quoted inside an address.
        result = _DOI.search(unquote(unquote(text)).replace("\\_", "_"))
        if result:
            return _tidy_doi(result.group())
    return ""


def _tidy_doi(doi: str) -> str:
    """Cut what exports glue to a DOI: an address, the DOI again, closing punctuation."""
    doi = _DOI_TAIL.sub("", doi).lower()
    half = len(doi) // 2
    if len(doi) % 2 == 0 and doi[:half] == doi[half:]:
        doi = doi[:half]
    doi = doi.rstrip(".,;:'\\}]|")
    while doi.endswith(")") and doi.count(")") > doi.count("("):
        doi = doi[:-1].rstrip(".,;:")
    return _DOI_VIEW.sub("", doi).rstrip("/")


def year_of(*texts: str) -> str:
    """Return the first year from 1500 to 2199 in texts, or an empty string."""
    for given in texts:
        text = ascii_digits(given)
        if len(text) == 4 and whole(text) is not None:
            return text
        result = _YEAR.search(text)
        if result:
            return result.group(1)
    return ""


def number_in(text: str) -> str:
    """Return the first run of digits."""
    result = re.search(r"\d+", ascii_digits(text)) if text else None
    return result.group() if result else ""


def pmid_of(*texts: str) -> str:
    """Return the first PubMed number that texts name as one ("PMID: 123", a PubMed address)."""
    for text in texts:
        result = _PMID.search(text)
        if result:
            return result.group(1)
    return ""


def split_numbers(values: Iterable[str]) -> tuple[str, str]:
    """Return ISSNs and ISBNs ("; " between) told apart by their form."""
    issns: list[str] = []
    isbns: list[str] = []
    for value in values:
        for part in re.split(r"[;,\n]|\s{2,}|(?<=\))\s*", value):
            plain = re.sub(r"[^0-9Xx]", "", part)
            if len(plain) in (10, 13):
                isbns.append(clean(part))
            elif result := _ISSN.search(part):
                issns.append(result.group())
            elif part.strip():
                issns.append(clean(part))
    return "; ".join(dict.fromkeys(issns)), "; ".join(dict.fromkeys(isbns))


def titled(title: str, subtitle: str) -> str:
    """Return a title with its subtitle, where it does not have it already."""
    title, subtitle = clean(title), clean(subtitle)
    if not subtitle or subtitle.lower() in title.lower():
        return title
    return f"{title.rstrip('.:')}: {subtitle}" if title else subtitle


def person(name: str) -> str:
    """Return a name as "Family, Given" where its form tells which is which; else as it stands."""
    name = clean(name).strip(" ;,")
    if "," in name or " " not in name:
        return name if name.count(",") == name.count(", ") else _GLUED.sub(", ", name)
    if result := _INITIALS_FIRST.match(name):
        return f"{result.group(2)}, {result.group(1).strip()}"
    return name


def medline_person(name: str) -> str:
    """Return "Family, AB" for the short form "Family AB" that MEDLINE prints."""
    name = clean(name)
    result = None if "," in name else _INITIALS_LAST.match(name)
    return f"{result.group(1)}, {result.group(2)}{result.group(3) or ''}" if result else name


def people(names: Iterable[str]) -> str:
    """Return names joined by "; ", each once."""
    return "; ".join(dict.fromkeys(name for name in names if name))


def joined(values: Iterable[str], between: str = "; ") -> str:
    """Return cleaned values joined, each once."""
    return between.join(dict.fromkeys(text for text in map(clean, values) if text))


def page_range(start: str, end: str) -> str:
    """Return pages "start-end"; a start that is a range already, or an end that says nothing new, stays as it is."""
    start, end = clean(start), clean(end)
    if not start or not end or end == start or "-" in start or "\u2013" in start:
        return start or end
    return f"{start}-{end}"


def unworded(value: str) -> str:
    """Return a number without words before it: "vol. 55" is 55, "pp 37-64" is 37-64; "S12" and "sup2" stay."""
    value = clean(value)
    while (bare := _NUMBER_WORD.sub("", value)) != value:
        value = bare
    return value


def ids_json(ids: dict[str, list[str]]) -> str:
    """Return raw ids as JSON (name -> value, or list of values); empty where there are none."""
    result = {name: [clean(value) for value in values] for name, values in ids.items() if values}
    if not result:
        return ""
    return json.dumps({k: v[0] if len(v) == 1 else v for k, v in sorted(result.items())}, ensure_ascii=False)


_ONLY_PMID = re.compile(r"PMID\s*:?\s*\d{4,9}\.?", re.IGNORECASE)


def notes(values: Iterable[str]) -> str:
    """Return notes joined; a note that only names the PubMed number is left out, as it has a column of its own."""
    return joined(value for value in values if not _ONLY_PMID.fullmatch(value.strip()))


def custom(text: str) -> dict[str, str]:
    """Return what we wrote into a custom field ourselves: our type and raw ids; nothing from anyone else's text."""
    if not text.startswith('{"ettervern"'):
        return {}
    try:
        content = json.loads(text)["ettervern"]
    except (ValueError, KeyError, TypeError):
        return {}
    result = (
        {"type": content.get("type", "other"), "other_ids": content.get("ids", "")} if isinstance(content, dict) else {}
    )
    return result if result.get("type") in TYPES and isinstance(result.get("other_ids"), str) else {}
