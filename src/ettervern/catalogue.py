"""What the package says to readers: one catalogue of messages a language, in gettext's form.

The code names a message and hands over values; the words stand in ``locale/<language>/LC_MESSAGES/ettervern.po``, which
every translator's tool opens. What the review is about (the intervention, the people, what an outcome is called) is in
no message: those words are phrases of ``review.toml``, and messages have places for them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from io import BytesIO
from string import Formatter
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

#: The languages that are whole, and that results are written in; what any other lacks is said in the first of them.
LANGUAGES = ("nb", "en")


@lru_cache
def catalogues() -> tuple[str, ...]:
    """Return the languages that have a catalogue, whole or not: a new file under ``locale`` is a new language."""
    others = sorted(place.name for place in files("ettervern").joinpath("locale").iterdir() if place.is_dir())
    return (*LANGUAGES, *(name for name in others if name not in LANGUAGES))


class _Filler(Formatter):
    """Fills the places of a message; ``{with!c}`` begins with a capital letter, ``{label!l}`` with a small one."""

    def convert_field(self, value: Any, conversion: str | None) -> Any:
        """Change the first letter where the message asks for it."""
        if conversion == "c":
            return str(value)[:1].upper() + str(value)[1:]
        if conversion == "l":
            return str(value)[:1].lower() + str(value)[1:]
        return super().convert_field(value, conversion)


class _Opener(_Filler):
    """Leaves open what has no value, for who fills it in later."""

    def get_value(self, key: int | str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        """Return the value of a place, or the place."""
        return kwargs.get(str(key), f"{{{key}}}")


_FILLER, _OPENER = _Filler(), _Opener()


@lru_cache
def _entries(language: str) -> Catalog:
    """Parse the catalogue of a language."""
    place = files("ettervern").joinpath("locale", language, "LC_MESSAGES", "ettervern.po")
    return read_po(BytesIO(place.read_bytes()), locale=language)


@lru_cache
def _catalogue(language: str) -> NullTranslations:
    """Return the messages of a language; what it lacks is taken from the first language."""
    compiled = BytesIO()
    write_mo(compiled, _entries(language))
    compiled.seek(0)
    result = GNUTranslations(compiled)
    if language != LANGUAGES[0]:
        result.add_fallback(_catalogue(LANGUAGES[0]))
    return result


def gettext(name: str, language: str, /, **values: object) -> str:
    """Return a message with its values in place.

    Parameters
    ----------
    name : str
        As in the catalogue, ``forest.title``.
    language : str
        Code of a language that has a catalogue.
    **values
        What stands in the places of the message; more may be given than it has places.

    Raises
    ------
    KeyError
        There is no such message, or it has a place for which no value is given.

    Examples
    --------
    >>> gettext("forest.title", "en", outcome="relapse")
    'Forest plot for the outcome “relapse”'
    """
    text = _catalogue(language).gettext(name)
    if text == name:
        raise KeyError(f"the catalogues have no message {name}")
    return _FILLER.vformat(text, (), values)


def ngettext(name: str, language: str, n: int, /, **values: object) -> str:
    """Return the form of a message that its language has for so many; ``{n}`` is the count unless given in words."""
    text = _catalogue(language).ngettext(name, name, n)
    if text == name:
        raise KeyError(f"the catalogues have no message {name}")
    return _FILLER.vformat(text, (), {"n": n, **values})


def pgettext(kind: str, code: str, language: str, /, **values: object) -> str:
    """Return what readers see for a code of a table; one without words is shown as it stands, so nothing is hidden.

    Parameters
    ----------
    kind : str
        What the code is a code of, ``design``: the context (``msgctxt``) of its message.
    code : str
        As tables have it, ``rct``; may be empty.
    language : str
        Code of a language that has a catalogue.
    **values
        What stands in the places of the message.
    """
    name = code or "-"  # an empty msgid is gettext's own header
    text = _catalogue(language).pgettext(kind, name)
    return code.replace("_", " ") if text == name else _FILLER.vformat(text, (), values)


def section(name: str, language: str, /, **values: object) -> dict[str, str]:
    """Return all messages whose names begin so, by the rest of their names; places without a value stay."""
    begin, known = f"{name}.", _catalogue(language)
    texts = {key.removeprefix(begin): known.gettext(key) for key in _names(LANGUAGES[0]) if key.startswith(begin)}
    return {key: _OPENER.vformat(text, (), values) for key, text in texts.items()}


@lru_cache
def _names(language: str) -> tuple[str, ...]:
    """Return the names of the messages of a language that have neither a context nor plural forms."""
    named = (entry for entry in _entries(language) if entry.id and not entry.context)
    return tuple(entry.id for entry in named if isinstance(entry.id, str))
