"""references.bib: every report that the book can cite, with the study id as key and only fields that were seen."""

from __future__ import annotations

import re
from urllib.parse import quote

import bibtexparser
import pandas as pd
from bibtexparser.model import Entry, ExplicitComment, Field

from ettervern.extract.studies import is_description, seen_of_studies
from ettervern.extract.tables import Extraction

HEADER = "Made by the package from the extraction tables and the search exports. Edit those, not this file."
DESCRIBED = "The title is our description; the title itself was not seen."
CUT_OFF = re.compile(r"^(\.\.\.|…|et al\.?)")
#: TeX's special characters. Braces are named, since BibTeX counts escaped ones too.
SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
#: Between two characters that TeX would join to another one (an en dash, a curly quote, a turned mark).
LIGATURE = re.compile(r"(?<=-)(?=-)|(?<=[`?!])(?=`)|(?<=')(?=')|(?<=,)(?=,)|(?<=<)(?=<)|(?<=>)(?=>)")
TYPES = {
    "book": "book",
    "chapter": "incollection",
    "conference": "inproceedings",
    "thesis": "phdthesis",
    "report": "techreport",
    "journal_article": "article",
}
#: Where the name of the whole goes (journal, book of proceedings, institution), by entry type.
CONTAINER = {"article": "journal", "incollection": "booktitle", "inproceedings": "booktitle"}
PUBLISHER = {"phdthesis": "school", "techreport": "institution"}

#: Fields without which a style cannot print an entry of the type.
REQUIRED = {
    "article": ("author", "title", "journal", "year"),
    "book": ("author", "title", "publisher", "year"),
    "incollection": ("author", "title", "booktitle", "publisher", "year"),
    "inproceedings": ("author", "title", "booktitle", "year"),
    "phdthesis": ("author", "title", "school", "year"),
    "techreport": ("author", "title", "institution", "year"),
}


def plain(value: str) -> str:
    """Return a text on one line, without control characters."""
    return " ".join("".join(char if char.isprintable() else " " for char in value).split())


def escaped(value: str) -> str:
    """Return a text that TeX and BibTeX read as just these characters."""
    return LIGATURE.sub("{}", "".join(SPECIAL.get(char, char) for char in plain(value)))


def verbatim(value: str) -> str:
    """Return an address or a DOI without the few characters that would end a BibTeX value."""
    return quote(plain(value), safe="".join(map(chr, (*range(33, 92), *range(93, 123), 124, 126))))


def names(authors: str) -> str:
    """Return ``Family, Given; Family, Given`` as BibTeX's names; a name without a comma stays whole in braces."""
    results = []
    for author in authors.split(";"):
        name = plain(author)
        if CUT_OFF.match(name):
            results.append("others")
        elif name:
            whole = name.count(",") != 1 or name.startswith(",") or re.search(r"\band\b", name) is not None
            results.append(f"{{{escaped(name)}}}" if whole else escaped(name))
    return " and ".join(results)


def entry(study: str, seen: dict[str, str]) -> Entry:
    """Return one entry with the fields that were seen.

    Parameters
    ----------
    study : str
        Study id; becomes the key.
    seen : dict
        Field -> text, from :func:`ettervern.extract.studies.seen_of_studies`.
    """
    kind = TYPES.get(seen.get("type", ""), "article" if seen.get("journal") else "misc")
    fields = _fields(kind, seen)
    if not all(fields.get(name) for name in REQUIRED.get(kind, ())):
        # Styles refuse an article without author or journal; as "misc" the entry shows what was seen.
        kind, fields = "misc", _fields("misc", seen)
    return Entry(kind, study, [Field(name, f"{{{value}}}") for name, value in fields.items() if value])


def _fields(kind: str, seen: dict[str, str]) -> dict[str, str]:
    """Return the fields of an entry of a type, '' for those not seen."""
    title = seen.get("title", "")
    return {
        "author": names(seen.get("authors", "")),
        # Doubled braces keep the capitals as they were seen, in every style.
        "title": f"{{{escaped(title)}}}" if title else "",
        "year": escaped(seen.get("year", "")),
        CONTAINER.get(kind, "howpublished"): escaped(seen.get("journal", "")),
        "volume": escaped(seen.get("volume", "")),
        "number": escaped(seen.get("number", "")),
        "pages": re.sub(r"(?<=\w)-(?=\w)", "--", escaped(seen.get("pages", ""))),
        PUBLISHER.get(kind, "publisher"): escaped(seen.get("publisher", "")),
        "address": escaped(seen.get("place", "")),
        "doi": verbatim(seen.get("doi", "")),
        "pmid": escaped(seen.get("pmid", "")),
        "url": verbatim(seen.get("source_url", "") or seen.get("url", "")),
        "note": _note(title, seen),
    }


def _note(title: str, seen: dict[str, str]) -> str:
    """Return what a reader must know: that the title is ours, or the citation as it was noted where no title is."""
    if is_description(title):
        return escaped(DESCRIBED)
    return "" if title else escaped(seen.get("citation", ""))


def bibliography(extraction: Extraction, report_ids: pd.DataFrame, reports: pd.DataFrame | None = None) -> str:
    """Return the text of a review's references.bib, sorted by key; the same input gives the same bytes."""
    seen = seen_of_studies(extraction, report_ids, reports)
    return library_text([entry(study, fields) for study, fields in seen.items()])


def library_text(entries: list[Entry]) -> str:
    """Return entries as the text of a references.bib, in the order given."""
    library = bibtexparser.Library([ExplicitComment(HEADER)])
    library.add(entries)
    style = bibtexparser.BibtexFormat()
    style.indent = "  "
    style.trailing_comma = True
    # The values are braced here, so that nothing is added or taken away by the library's default writing steps.
    return str(bibtexparser.write_string(library, unparse_stack=[], bibtex_format=style))
