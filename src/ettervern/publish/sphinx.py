"""The Sphinx extension of the book: results in, pages that stand on their own out.

Named in ``_config.yml`` of each language; works under ``jupyter-book build`` and under plain Sphinx with myst-nb.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

from docutils import nodes
from markupsafe import Markup, escape
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from ettervern.catalogue import gettext
from ettervern.files import ReviewError, write_whole
from ettervern.publish.containers import EachOutcome, NumbersDirective, WhenDirective
from ettervern.publish.directives import (
    BLOCKS,
    FIGURES,
    MARKED_ROLES,
    ROLES,
    MarkedRole,
    OnlyWhatIsThere,
    ResultDirective,
    ResultRole,
)
from ettervern.publish.results import Results
from ettervern.publish.site.head import head
from ettervern.publish.site.mathml import block_math, inline_math
from ettervern.publish.site.page_names import pages_of
from ettervern.publish.words.standing import made, version
from ettervern.review import Review

#: Scripts that the search page needs, and no other page does.
SEARCH_SCRIPTS = ("documentation_options.js", "doctools.js", "sphinx_highlight.js", "translations.js")
#: The theme that brings its own style and script; under another one, Sphinx's stay.
OUR_THEME = "ettervern"
#: Where it lies, and beside it the few strings that Sphinx's own catalogues lack.
THEMES = files("ettervern") / "theme"


def setup(app: Sphinx) -> dict[str, Any]:
    """Register roles, directives and the hooks of the build."""
    app.add_config_value("ettervern_review", "../../reviews/ettervern", "env")
    app.add_config_value("ettervern_language", "nb", "env")
    app.add_config_value("ettervern_digest", "", "env")
    for name in ROLES:
        app.add_role(name, ResultRole())
    for name in MARKED_ROLES:
        app.add_role(name, MarkedRole())
    for name in (*BLOCKS, *FIGURES):
        app.add_directive(name, ResultDirective)
    app.add_directive("numbers", NumbersDirective)
    app.add_directive("each-outcome", EachOutcome)
    app.add_directive("when", WhenDirective)
    app.add_transform(OnlyWhatIsThere)
    app.add_html_theme(OUR_THEME, str(THEMES / OUR_THEME))
    app.add_message_catalog("sphinx", str(THEMES / "locale"))
    app.add_html_math_renderer("mathml", (inline_math, None), (block_math, None))
    app.connect("config-inited", take_title)
    app.connect("builder-inited", read_results)
    app.connect("env-purge-doc", forget_figures)
    app.connect("env-before-read-docs", check_pages)
    app.connect("html-page-context", page_context, priority=900)
    app.connect("html-collect-pages", forget_words)
    app.connect("build-finished", write_figures)
    return {"version": "1", "env_version": 1, "parallel_read_safe": False, "parallel_write_safe": True}


def take_title(app: Sphinx, config: Any) -> None:
    """Call the book by the title of its review, as ``review.toml`` has it now."""
    try:
        review = Review.open(_folder(app))
    except ReviewError as error:
        raise _cannot(app, error) from error
    config.project = config.html_title = review.settings.review.title[config.ettervern_language]


def read_results(app: Sphinx) -> None:
    """Read the review before any page; stop the build with every problem named when something is missing."""
    try:
        app.ettervern = Results.read(Review.open(_folder(app)))
    except ReviewError as error:
        raise _cannot(app, error) from error
    if not hasattr(app.env, "ettervern_figures"):
        app.env.ettervern_figures = {}


def _folder(app: Sphinx) -> Path:
    return Path(app.confdir, app.config.ettervern_review).resolve()


def _cannot(app: Sphinx, error: ReviewError) -> ExtensionError:
    return ExtensionError(f"the book can't be built from {_folder(app).name}:\n{error}")


def forget_figures(app: Sphinx, env: Any, docname: str) -> None:
    """Forget the figures of a page that is read anew."""
    kept = getattr(env, "ettervern_figures", {})
    env.ettervern_figures = {name: result for name, result in kept.items() if result[0] != docname}


def forget_words(app: Sphinx) -> list[Any]:
    """Forget the words that no page holds any more; Sphinx keeps them in its index of the search, without a page.

    A book built on an older one is then the book built from nothing.
    """
    indexer = getattr(app.builder, "indexer", None)  # builders without a search have none
    if indexer is not None:
        indexer.prune(app.env.all_docs)
        for words in (indexer._mapping, indexer._title_mapping):
            for word in [word for word, pages in words.items() if not pages]:
                del words[word]
    return []


def check_pages(app: Sphinx, env: Any, docnames: list[str]) -> None:
    """Stop when a page has no twin in another language of the review."""
    language = app.config.ettervern_language
    listed = {names[language] for names in pages_of(app.ettervern.review).values()}
    present = {name for name in env.found_docs if not name.startswith("_")}
    if present - listed:
        differ = ", ".join(sorted(present - listed))
        raise ExtensionError(f"pages of {language} that have no twin in another language (book/pages.toml): {differ}")


def page_context(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Give the templates what they show: twin page, dates, description; and only the scripts a page needs."""
    language = app.config.ettervern_language
    results: Results = app.ettervern
    review = results.review
    other = next((code for code in review.languages if code != language), language)
    pages = pages_of(review)
    key = next((key for key, names in pages.items() if names[language] == pagename), "")
    twin = pages[key][other] if key else pagename if pagename == "search" else "index"
    title = Markup(str(context.get("title", ""))).striptags()
    description = _description(doctree, "" if key in ("", "index") else f"{title}. ")
    description = description or review.settings.review.question[language]
    context |= head(results, pagename, title, description, language)
    context |= {
        "gettext": lambda name, **values: escape(gettext(name, language, **values)),
        "language_code": language,
        "other_code": other,
        "other_name": gettext("language.name", other),
        "twin": f"../{other}/{twin}.html" if other != language else "",
        "version": version(results, language),
        "question": review.settings.review.question[language],
        "description": description,
        "made": made(results, language),
    }
    if app.config.html_theme == OUR_THEME:
        scripts = _needed(context.get("script_files", [])) if pagename == "search" else []
        context |= {"css_files": [], "script_files": scripts}


def _needed(files: list[Any]) -> list[Any]:
    """Return the scripts of Sphinx that its search runs on; all other extensions' scripts stay out."""
    return [file for file in files if Path(str(getattr(file, "filename", file) or "")).name in SEARCH_SCRIPTS]


def _description(doctree: Any, begin: str) -> str:
    """Return the first paragraph of a page after its title, cut at a word, for search engines."""
    if doctree is None:
        return ""
    for paragraph in doctree.findall(nodes.paragraph):
        text = " ".join(paragraph.astext().split())
        if len(text) > 40:
            text = begin + text
            return text if len(text) <= 155 else text[:155].rsplit(" ", 1)[0] + " …"
    return ""


def write_figures(app: Sphinx, exception: Exception | None) -> None:
    """Write each figure as a file of its own."""
    if exception is None and app.builder.format == "html":
        for name, (_, svg) in sorted(app.env.ettervern_figures.items()):
            write_whole(Path(app.outdir) / "_figures" / name, svg)
