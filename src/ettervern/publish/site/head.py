"""What the head of a page tells machines: Open Graph for those who share it, JSON-LD for those who look for data.

Addresses are relative, because the book may lie anywhere; where ``review.toml`` gives its ``address``, they are whole.
"""

from __future__ import annotations

import json
from typing import Any

from markupsafe import Markup

from ettervern.catalogue import gettext
from ettervern.publish.results import Results
from ettervern.publish.site.data import data_files
from ettervern.publish.site.feed import feed_name
from ettervern.publish.site.page_names import pages_of
from ettervern.publish.words.standing import changed
from ettervern.review import Review

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
FORMATS = {".csv": "text/csv", ".toml": "application/toml", ".md": "text/markdown", ".bib": "application/x-bibtex"}


def head(results: Results, page: str, title: str, description: str, language: str) -> dict[str, Any]:
    """Return what the template sets into the head of a page.

    Parameters
    ----------
    results : Results
        Title, question, dates and files of their review.
    page : str
        Name of the page, without ending.
    title, description : str
        Of the page, as plain text.
    language : str
        ``nb`` or ``en``.

    Returns
    -------
    dict
        ``og``: list of (property, content); ``json_ld``: markup for a script element; ``feed``: address of the feed.
    """
    name = results.review.settings.review.title[language]
    address = _address(results.review, f"{language}/{page}.html", "")
    og = [
        ("og:title", title or name),
        ("og:description", description),
        ("og:type", "website" if page == "index" else "article"),
        ("og:site_name", name),
        ("og:locale", gettext("language.locale", language)),
        *(
            ("og:locale:alternate", gettext("language.locale", other))
            for other in results.review.languages
            if other != language
        ),
        *([("og:url", address)] if address else []),
    ]
    described = _described(results, page, title, description, language)
    return {"og": og, "json_ld": json_ld(described), "feed": f"../{feed_name(language)}", "canonical": address}


def json_ld(content: Any) -> Markup:
    """Return linked data as JSON that can't end its element, whatever a title holds."""
    return Markup(json.dumps(content, ensure_ascii=False).replace("<", "\\u003c").replace("&", "\\u0026"))


def _address(review: Review, path: str, otherwise: str) -> str:
    """Return the whole address of a path in the book, where ``review.toml`` says where the book lies."""
    base = review.settings.review.address
    return f"{base.rstrip('/')}/{path}" if base else otherwise


def _described(results: Results, page: str, title: str, description: str, language: str) -> dict[str, Any]:
    """Return the linked data of a page: the article and the data set on the front page, the data set where it lies."""
    parts: list[dict[str, Any]] = []
    names = {key: twins[language] for key, twins in pages_of(results.review).items()}
    if page == "index":
        parts = [_article(results, language), _data_set(results, language)]
    elif page == names.get("data"):
        parts = [_data_set(results, language)]
    else:
        name = results.review.settings.review.title[language]
        part = {"@type": "ScholarlyArticle", "name": name, "url": "index.html"}
        parts = [{"@type": "WebPage", "name": title, "description": description, "isPartOf": part}]
        parts[0] |= {"inLanguage": language, "license": LICENCE}
    return {"@context": "https://schema.org", "@graph": parts}


def _shared(results: Results, language: str) -> dict[str, Any]:
    """Return what the article and the data set have in common."""
    messages, phrases = results.review.settings.review, results.review.phrases(language)
    maker = {"@type": "Organization", "name": phrases["maker"]}
    return {
        "description": messages.question[language],
        "inLanguage": language,
        "version": messages.version,
        "dateModified": max(changed(results) or results.review.date, results.review.date).isoformat(),
        "license": LICENCE,
        "isAccessibleForFree": True,
        "keywords": phrases["keywords"].split(", "),
        "creator": maker,
        "publisher": maker,
    }


def _article(results: Results, language: str) -> dict[str, Any]:
    """Return the review as an article."""
    name = results.review.settings.review.title[language]
    shared = _shared(results, language)
    return {
        "@type": "ScholarlyArticle",
        "name": name,
        "headline": name,
        "author": shared["creator"],
        "abstract": shared["description"],
        "url": _address(results.review, f"{language}/index.html", "index.html"),
        **shared,
    }


def _data_set(results: Results, language: str) -> dict[str, Any]:
    """Return the data behind the review, each file with its address."""
    files = [
        {
            "@type": "DataDownload",
            "name": path.name,
            "encodingFormat": FORMATS.get(path.suffix, "text/plain"),
            "contentUrl": _address(results.review, f"data/{name}", f"../data/{name}"),
        }
        for name, path in data_files(results.review).items()
    ]
    name = gettext("head.data", language, title=results.review.settings.review.title[language])
    page = f"{pages_of(results.review).get('data', {}).get(language, 'index')}.html"
    return {
        "@type": "Dataset",
        "name": name,
        "url": _address(results.review, f"{language}/{page}", page),
        "distribution": files,
        **_shared(results, language),
    }
