"""How a study is named in a table: author and year, title, link. What was not seen is said to be unseen."""

from __future__ import annotations

import re

import pandas as pd
from markupsafe import Markup

from ettervern.catalogue import gettext
from ettervern.computed import Study
from ettervern.publish.results import Results
from ettervern.publish.site.html import Cell, in_language, joined, link, local_link
from ettervern.publish.site.page_names import page_name
from ettervern.publish.words.retracted import mark

NORDIC = ("Norway", "Denmark", "Sweden", "Finland", "Iceland")
NORDIC_TITLES = {"Norway": "nb", "Sweden": "sv", "Denmark": "da"}
#: Letters and small words that tell a title in a language of the North from an English one.
NORDIC_SIGNS = re.compile("[\u00e4\u00e5\u00e6\u00f6\u00f8]| (?:og|och|i|av|om|til|hos) ")


def short_name(publication: pd.Series[str], language: str) -> str:
    """Return "Family 2007" for a publication that is not in the list of studies; says where no author was seen."""
    family = publication["authors"].split(";")[0].split(",")[0].strip()
    seen = family and not family.startswith("...")
    return f"{family if seen else gettext('word.no_author', language)} {publication['year']}".strip()


def authors(publication: pd.Series[str], language: str) -> str:
    """Return the authors as a list of references does: up to three by name, then "mfl." or "et al."."""
    # A remark in brackets is about how the name was found, and may hold a semicolon of its own.
    plain = re.sub(r"\s*\([^)]*\)", "", publication["authors"])
    names = [name.strip() for name in plain.split(";")]
    names = [name for name in names if name and not name.startswith("...")]
    if not names:
        return gettext("word.no_author", language)
    file = "; ".join(names[:3])
    file = gettext("citing.more", language, names=file) if len(names) > 3 else file
    remarked = any("(" in name and not name.strip().startswith("...") for name in publication["authors"].split(";"))
    return f"{file} ({gettext('word.authors_unseen', language)})" if remarked else file


def title(study: pd.Series[str], language: str) -> Cell:
    """Return a title marked with its language; a title in square brackets is our own description and said to be."""
    text = str(study["title"])
    if not text:
        return gettext("word.title_unseen", language)
    if text.startswith("[") and text.endswith("]"):
        return joined(in_language(text[1:-1], "en"), f" ({gettext('word.own', language)})")
    return in_language(text, _language_of(study))


def _language_of(study: pd.Series[str]) -> str:
    """Return the language of a title: that of a Nordic country where the title shows its letters or small words."""
    text = f" {study['title'].lower()} "
    country = str(study.get("country", ""))
    if country in NORDIC_TITLES and NORDIC_SIGNS.search(text) and " the " not in text:
        return NORDIC_TITLES[country] if " of " not in text and " in " not in text else "en"
    return "en"


def address(study: pd.Series[str]) -> str:
    """Return where a study is to be found: DOI, PubMed, else the address where it was seen; empty where none is."""
    if study.get("doi"):
        return f"https://doi.org/{study['doi']}"
    if study.get("pmid"):
        return f"https://pubmed.ncbi.nlm.nih.gov/{study['pmid']}/"
    return str(study.get("url") or "")


def named(results: Results, study_id: str, language: str) -> Cell:
    """Return a study's short name, linked to its place in the list of studies, and what notices say of it."""
    if study_id not in results.studies.index:
        return study_id
    name: Cell = str(results.studies.loc[study_id, "label"])
    if study_id in set(results.frame(Study)["study_id"]):
        name = local_link(f"{page_name(results, 'studies', language)}.html#{anchor(study_id)}", name)
    return joined(name, mark(results, study_id, language))


def anchor(study_id: str) -> str:
    """Return the id of a study's row in the list of studies; only letters and digits stay."""
    return "study-" + "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in study_id)


def reference(publication: pd.Series[str], language: str) -> Markup:
    """Return a publication in one cell: authors, year, title with link, journal."""
    journal = str(publication.get("journal", ""))
    year = f" ({publication['year']})" if publication["year"] else ""
    parts: list[Cell] = [
        f"{authors(publication, language)}{year}. ",
        link(address(publication), title(publication, language)),
    ]
    if journal:
        stop = " " if publication["title"].rstrip("] ").endswith((".", "?", "!")) else ". "
        parts += [stop, Markup("<cite>{}</cite>").format(in_language(journal, _language_of(publication)))]
    return joined(*parts)
