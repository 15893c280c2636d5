"""What a new review and its book are laid out from: files of the package with places for names and days."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable

from ettervern.catalogue import LANGUAGES

TEMPLATE = files("ettervern.living") / "template"
#: Texts in each language: ``{ nb = "...", en = "..." }`` on a line, or a line each.
_TEXT = r'"(?:[^"\\]|\\.)*"'
_INLINE = re.compile(rf"\{{ nb = ({_TEXT}), en = ({_TEXT}) \}}")
_LINES = re.compile(rf"^nb = ({_TEXT})\nen = ({_TEXT})$", re.M)


def template(path: str, /, **values: str) -> str:
    """Return a file of the template with its places, ``@NAME@``, filled.

    Parameters
    ----------
    path : str
        Inside the template.
    **values
        Place, in small letters -> what stands there.
    """
    return put_in(TEMPLATE.joinpath(*path.split("/")).read_text("utf-8"), values)


def put_in(text: str, values: dict[str, str]) -> str:
    """Return a text with its places filled."""
    for name, value in values.items():
        text = text.replace(f"@{name.upper()}@", value)
    return text


def in_languages(text: str, languages: Sequence[str]) -> str:
    """Return TOML whose texts stand in the languages asked for; one that the template lacks begins as its first."""

    def chosen(found: re.Match[str]) -> list[str]:
        given = dict(zip(LANGUAGES, found.groups(), strict=True))
        return [f"{language} = {given.get(language, found[1])}" for language in languages]

    text = _INLINE.sub(lambda found: f"{{ {', '.join(chosen(found))} }}", text)
    return _LINES.sub(lambda found: "\n".join(chosen(found)), text)


def contents(folder: str) -> list[Traversable]:
    """Return the files of a folder of the template, by name."""
    return sorted((one for one in (TEMPLATE / folder).iterdir() if one.is_file()), key=lambda one: one.name)
