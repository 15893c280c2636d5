"""PubMed's XML, MODS, the front matter of JATS, and Zotero's RDF: each record as an entry under the tags of MEDLINE."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from xml.etree.ElementTree import Element

from ettervern.files import Problem, ReviewError
from ettervern.records import medline, xml_text
from ettervern.records.model import Entry, Parsed
from ettervern.records.xml_text import Kind, words

record = medline.record
#: Tag of MEDLINE and value.
Said = Iterator[tuple[str, str]]


def parse(text: str, file: str) -> Parsed:
    """Return the entries of an XML text of one of the four kinds.

    Raises
    ------
    ReviewError
        Where the tags around the records are damaged, so that the kind cannot be told.
    """
    bare = xml_text.bare(text)
    kinds = (kind for kind in KINDS.values() if kind.records().search(bare) or re.search(rf"<{kind.around}\b", bare))
    kind = next(kinds, None)
    if kind is None:
        raise ReviewError(Problem(file, 1, "", "the tags of the XML are damaged; no record can be read"))
    if kind is KINDS["zotero_rdf"]:
        kind = _with_journals(kind, bare)
    return xml_text.parse(text, file, kind)


def _entry(message: Callable[[Element], Said], element: Element, line: int) -> Entry:
    """Return an element as an entry."""
    entry = Entry(line)
    for tag, value in message(element):
        entry.add(tag, value)
    return entry


def _all(element: Element, *paths: str) -> list[str]:
    """Return the texts at paths, without empty ones."""
    return [text for path in paths for result in element.findall(path) if (text := words(result))]


def _first(element: Element, *paths: str) -> str:
    """Return the first text at one of the paths."""
    return next(iter(_all(element, *paths)), "")


def _within(element: Element, *names: str) -> Element:
    """Return the first child of one of the names, or the element itself where there is none."""
    return next((result for name in names if (result := element.find(name)) is not None), element)


def _name(family: str, given: str, suffix: str = "") -> str:
    """Return "Family, Given"."""
    return ", ".join(part for part in (family, " ".join(part for part in (given, suffix) if part)) if part)


def _range(start: str, end: str) -> str:
    """Return pages from the first to the last."""
    return f"{start}-{end}" if start and end and start != end else start


def _date(parts: Iterable[str]) -> str:
    """Return year, month and day with blanks between."""
    return " ".join(part for part in parts if part)


# ---- PubMed ----------------------------------------------------------------------------------------------------


def _pubmed(record: Element) -> Said:
    """Yield what a PubmedArticle, or PubmedBookArticle, says."""
    cited = next(
        (one for one in (record.find("MedlineCitation"), record.find("BookDocument")) if one is not None), record
    )
    article = cited.find("Article") if cited.find("Article") is not None else cited
    assert article is not None
    yield "PMID", _first(cited, "PMID")
    yield "TI", _first(article, "ArticleTitle", "Book/BookTitle")
    yield "TT", _first(article, "VernacularTitle")
    for author in article.findall("AuthorList/Author"):
        yield "FAU", _name(_first(author, "LastName"), _first(author, "ForeName", "Initials"), _first(author, "Suffix"))
        yield "CN", _first(author, "CollectiveName")
    for path in ("Journal/JournalIssue/PubDate", "ArticleDate", "Book/PubDate"):
        for date in article.findall(path):
            yield "DP", _date(_all(date, "Year", "Month", "Season", "Day", "MedlineDate"))
    yield "JT", _first(article, "Journal/Title", "Journal/ISOAbbreviation", "Book/BookTitle")
    yield "VI", _first(article, "Journal/JournalIssue/Volume")
    yield "IP", _first(article, "Journal/JournalIssue/Issue")
    start, end = (_first(article, f"Pagination/{name}") for name in ("StartPage", "EndPage"))
    yield "PG", _first(article, "Pagination/MedlinePgn") or _range(start, end)
    for place in [*article.findall("ELocationID"), *record.findall(".//ArticleIdList[1]/ArticleId")]:
        kind = place.get("EIdType") or place.get("IdType") or ""
        value = words(place)
        yield (
            ("PMC", value)
            if kind == "pmc"
            else ("LID", f"{value} [{kind}]" if kind in ("doi", "pii") and value else "")
        )
    parts = article.findall("Abstract/AbstractText")
    yield "AB", " ".join(f"{part.get('Label')}: {words(part)}" if part.get("Label") else words(part) for part in parts)
    yield from (("OT", word) for word in _all(cited, "KeywordList/Keyword"))
    yield from (("MH", word) for word in _all(cited, "MeshHeadingList/MeshHeading/DescriptorName"))
    yield from (("LA", word) for word in _all(article, "Language"))
    yield from (("PT", word) for word in _all(article, "PublicationTypeList/PublicationType", "PublicationType"))
    yield from (("IS", word) for word in _all(article, "Journal/ISSN"))
    yield "PB", _first(article, "Book/Publisher/PublisherName")


# ---- JATS ------------------------------------------------------------------------------------------------------

_JATS_TYPES = {
    "research-article": "Journal Article",
    "review-article": "Review article",
    "abstract": "Meeting Abstract",
}


def _jats(record: Element) -> Said:
    """Yield what the front matter of an article says."""
    front = _within(record, "front")
    meta, journal = _within(front, "article-meta"), _within(front, "journal-meta")
    for number in meta.findall("article-id"):
        kind = number.get("pub-id-type") or ""
        tag = {"pmid": "PMID", "pmc": "PMC", "pmcid": "PMC", "doi": "LID"}.get(kind, "")
        yield tag or "OID", words(number) + (" [doi]" if tag == "LID" else "")
    title, subtitle = (_first(meta, f"title-group/{name}") for name in ("article-title", "subtitle"))
    yield "TI", f"{title}: {subtitle}" if subtitle else title
    yield "TT", _first(meta, "title-group/trans-title-group/trans-title")
    for person in meta.iterfind(".//contrib-group/contrib"):
        editor = person.get("contrib-type") == "editor"
        yield "FED" if editor else "FAU", _name(_first(person, "name/surname"), _first(person, "name/given-names"))
        yield "CN", _first(person, "collab", "string-name")
    dates = sorted(meta.findall("pub-date"), key=lambda date: date.get("pub-type") == "epub")
    yield from (("DP", _date(_all(date, "year", "month", "day"))) for date in dates)
    yield "JT", _first(journal, "journal-title-group/journal-title", "journal-title", "journal-id")
    yield "VI", _first(meta, "volume")
    yield "IP", _first(meta, "issue")
    yield "PG", _range(_first(meta, "fpage"), _first(meta, "lpage")) or _first(meta, "elocation-id")
    yield "AB", _first(meta, "abstract")
    yield from (("OT", word) for word in _all(meta, "kwd-group/kwd"))
    yield from (("IS", word) for word in _all(journal, "issn"))
    yield "PB", _first(journal, "publisher/publisher-name")
    kind = record.get("article-type") or ""
    yield "PT", _JATS_TYPES.get(kind, kind.replace("-", " ") or "Journal Article")
    yield "LA", record.get("lang") or ""


# ---- MODS ------------------------------------------------------------------------------------------------------

_MODS_NUMBERS = {"doi": "LID", "issn": "IS", "isbn": "ISBN", "pmid": "PMID", "pubmed": "PMID", "uri": "URL"}
_MODS_DETAILS = {"volume": "VI", "issue": "IP", "number": "IP"}


def _mods(record: Element) -> Said:
    """Yield what a MODS record says; the journal or book that holds the work is its related item of type host."""
    host = next((item for item in record.findall("relatedItem") if item.get("type") == "host"), None)
    other = [title for title in record.findall("titleInfo") if title.get("type")]
    plain = next((title for title in record.findall("titleInfo") if not title.get("type")), None)
    yield "TI", _titled(plain if plain is not None else next(iter(other), None))
    yield "TT", next((_titled(title) for title in other if title.get("type") == "translated"), "")
    for name in record.findall("name"):
        roles = " ".join(_all(name, "role/roleTerm")).lower()
        parts = {part.get("type") or "": words(part) for part in name.findall("namePart")}
        tag = "FED" if "edt" in roles or "editor" in roles else "FAU" if name.get("type") != "corporate" else "CN"
        yield tag, _name(parts.get("family", ""), parts.get("given", "")) or parts.get("", "")
    for place in (record, host) if host is not None else (record,):
        yield from (
            ("DP", date) for date in _all(place, "originInfo/dateIssued", "part/date", "originInfo/copyrightDate")
        )
        for number in place.findall("identifier"):
            kind, value = (number.get("type") or "").lower(), words(number)
            tag = _MODS_NUMBERS.get(kind, "OID")
            yield tag, f"{value} [doi]" if tag == "LID" else value
        for detail in place.findall("part/detail"):
            yield _MODS_DETAILS.get(detail.get("type") or "", ""), _first(detail, "number")
        for extent in place.findall("part/extent"):
            yield "PG", _range(_first(extent, "start"), _first(extent, "end")) or _first(extent, "list")
    yield "JT", "" if host is None else _titled(host.find("titleInfo"))
    yield "AB", " ".join(_all(record, "abstract"))
    yield from (("OT", word) for word in _all(record, "subject/topic"))
    yield from (("LA", word) for word in _all(record, "language/languageTerm"))
    yield "PB", _first(record, "originInfo/publisher")
    yield "PL", _first(record, "originInfo/place/placeTerm")
    yield "URL", _first(record, "location/url")
    yield from (("PT", word) for word in _all(record, "genre"))
    yield "PT", "" if record.find("genre") is not None else "Journal Article" if host is not None else "Book"


def _titled(title: Element | None) -> str:
    """Return a title of MODS with what stands before and behind it."""
    if title is None:
        return ""
    name = " ".join(_all(title, "nonSort", "title"))
    return f"{name}: {subtitle}" if (subtitle := _first(title, "subTitle")) else name


# ---- Zotero ----------------------------------------------------------------------------------------------------

_RDF_TYPES = {
    **{"journalArticle": "Journal Article", "conferencePaper": "Conference paper", "bookSection": "Book chapter"},
    **{"newspaperArticle": "Newspaper", "magazineArticle": "Magazine article", "webpage": "Web page"},
}


def _rdf(journals: dict[str, Element], record: Element) -> Said:
    """Yield what an item of Zotero's RDF says; the journal stands beside it, under an address, or inside."""
    link = record.find("isPartOf")
    inside = None if link is None else next(iter(link), None)
    held = inside if inside is not None else journals.get("" if link is None else link.get("resource") or "")
    kind = _first(record, "itemType")
    yield "PT", _RDF_TYPES.get(kind, kind or str(record.tag))
    yield "TI", _first(record, "title")
    for tag, path in (("FAU", "authors"), ("FED", "editors")):
        for person in record.iterfind(f"{path}//Person"):
            yield tag, _name(_first(person, "surname"), _first(person, "givenName", "givenname"))
    yield "DP", _first(record, "date")
    yield "PG", _first(record, "pages")
    yield "AB", _first(record, "abstract")
    yield from (("OT", word) for word in _all(record, "subject/AutomaticTag/value", "subject") if word)
    yield "LA", _first(record, "language")
    yield "PB", _first(record, "publisher//name")
    yield "URL", _first(record, "identifier/URI/value")
    for place in (record, held) if held is not None else (record,):
        yield "VI", _first(place, "volume")
        yield "IP", _first(place, "number")
        for number in _all(place, "identifier"):
            name, _, value = number.partition(" ")
            yield {"DOI": "LID", "ISSN": "IS", "ISBN": "ISBN"}.get(name, ""), value
    yield "JT", "" if held is None else _first(held, "title")


def _with_journals(kind: Kind, text: str) -> Kind:
    """Return the kind with the journals that a text of Zotero's names once, for all items in them."""
    results = re.finditer(r"<(Journal|Book|Series|Proceedings)\s+about=\"([^\"]+)\"[^>]*>.*?</\1>", text, re.DOTALL)
    elements = {match.group(2): xml_text.element_of(match.group()) for match in results}
    journals = {name: element for name, element in elements.items() if element is not None}
    return Kind(
        kind.record, kind.around, kind.parts, kind.single, kind.titles, partial(_entry, partial(_rdf, journals))
    )


_ONE = frozenset({"MedlineCitation", "BookDocument", "PubmedData"})
KINDS = {
    "pubmed_xml": Kind(
        "PubmedArticle|PubmedBookArticle",
        "PubmedArticleSet|DeleteCitation",
        "MedlineCitation|PubmedData|BookDocument|PMID|Article|ArticleTitle",
        _ONE,
        frozenset({"MedlineCitation", "BookDocument"}),
        partial(_entry, _pubmed),
        "MedlineCitation/Article/ArticleTitle",
    ),
    "mods": Kind(
        "mods",
        "modsCollection",
        "titleInfo|name|originInfo|relatedItem|part|abstract|genre",
        frozenset({"titleInfo"}),
        frozenset({"titleInfo"}),
        partial(_entry, _mods),
    ),
    "jats": Kind(
        "article",
        "articles|pmc-articleset|collection|OAI-PMH|ListRecords|metadata",
        "front|article-meta|journal-meta|title-group|body|back",
        frozenset({"front"}),
        frozenset({"front"}),
        partial(_entry, _jats),
        "front/article-meta/title-group/article-title",
    ),
    "zotero_rdf": Kind(
        "Article|Book|BookSection|Thesis|Report|Document|Manuscript|Patent|Recording|Description",
        "RDF|Journal.*?</Journal|Memo.*?</Memo|Attachment.*?</Attachment|Collection.*?</Collection|Series.*?</Series",
        "title|authors|isPartOf|itemType|date",
        frozenset({"title", "itemType", "authors"}),
        frozenset({"title"}),
        partial(_entry, partial(_rdf, {})),
        "title",
    ),
}
