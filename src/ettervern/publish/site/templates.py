"""The templates of the book's blocks, in Jinja2: Python gathers values, ``publish/templates`` holds the markup.

Escaping is always on, so that what comes from a table is text wherever a template puts it; a value that a template
names and nobody gives is an error. Messages and numbers are written in the language of the page.
"""

from __future__ import annotations

from functools import cache, partial
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from ettervern.catalogue import LANGUAGES, gettext
from ettervern.numbers import day, percent


def rendered(name: str, language: str, /, **values: Any) -> Markup:
    """Return a template with its values in place.

    Parameters
    ----------
    name : str
        Of the file in ``publish/templates``; without an ending, it is HTML.
    language : str
        Of the page: ``gettext`` and the filters ``percent`` and ``day`` write in it.
    **values
        What the template names; text is escaped, :class:`~markupsafe.Markup` is not.

    Raises
    ------
    jinja2.UndefinedError
        Where the template names a value that is not given.
    """
    return Markup(_environment(language).get_template(name if "." in name else f"{name}.html").render(values))


def part(name: str, /, *values: Any) -> Markup:
    """Return a piece that blocks share, by the name of its macro in ``parts.html``; none of them holds words."""
    return Markup(getattr(_environment(LANGUAGES[0]).get_template("parts.html").module, name)(*values))


def filled(name: str, language: str, /, **values: str) -> Markup:
    """Return a message as markup; what of its values is markup already stays so."""
    marked = {key: value for key, value in values.items() if isinstance(value, Markup)}
    text = str(escape(gettext(name, language, **(values | {key: f"\0{key}\0" for key in marked}))))
    for key, value in marked.items():
        text = text.replace(f"\0{key}\0", value)
    return Markup(text)


def _said(name: str, language: str, /, **values: str) -> str:
    """Return a message as text, for the template to escape; as markup where a value of it is."""
    marked = any(isinstance(value, Markup) for value in values.values())
    return filled(name, language, **values) if marked else gettext(name, language, **values)


@cache
def _environment(language: str) -> Environment:
    """Return what reads and keeps the templates, with the words and numbers of a language."""
    made = Environment(
        loader=PackageLoader("ettervern.publish"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals["gettext"] = lambda name, **values: _said(name, language, **values)
    made.filters |= {"percent": partial(percent, language=language), "day": partial(day, language=language)}
    return made
