"""LaTeX in BibTeX values to plain text."""

from __future__ import annotations

import re
from functools import lru_cache

from pylatexenc.latex2text import LatexNodes2Text  # type: ignore[import-untyped]

# Only pieces that are surely LaTeX are handed over: exports also put bare % and $ into abstracts, which LaTeX
# would take for a comment and for mathematics.
_ACCENT = re.compile(
    r"\{?\\(?:[\"'`^~=.](?:\s*\{\\?[A-Za-z]\}|\s*\\?[A-Za-z])|[cvuHkrbdt](?:\s*\{\\?[A-Za-z]+\}|\s+[A-Za-z]))\}?"
)
_SYMBOL = re.compile(r"\\(aa|AA|ae|AE|oe|OE|o|O|l|L|ss|i|j|dh|DH|th|TH)(?![A-Za-z])(?:\{\}|\s+(?=[^\s{}])|)")
_MATHS = re.compile(r"\$[^$]{1,80}\$")
_COMMAND = re.compile(
    r"\\(?:text(?:it|bf|sc|rm|tt|sf|superscript|subscript)|emph|mkbib(?:quote|emph)|enquote|url|href\{[^{}]*\})\s*\{([^{}]*)\}"
)
_ESCAPED = re.compile(
    r"\\(?:([&%$#_{}])|(textbackslash|textasciitilde|textasciicircum|textquotedbl)(?:\{\}|(?![A-Za-z])\s?))"
)
_NAMES = {"textbackslash": "\\", "textasciitilde": "~", "textasciicircum": "^", "textquotedbl": '"'}
# Private characters that hold the place of a character standing for itself.
_PLACES = {character: chr(0xE000 + at) for at, character in enumerate('&%$#_{}\\~^"')}
_BACK = {ord(place): character for character, place in _PLACES.items()}
_OTHER = re.compile(r"\\[a-zA-Z]+(?![A-Za-z])\s?")


def plain(text: str) -> str:
    """Return a BibTeX value as plain text: accents and symbols as letters, braces of grouping gone."""
    if "\\" in text:
        # What is written to stand for itself is put aside first, so that nothing below takes it for LaTeX.
        text = _ESCAPED.sub(_aside, text)
        text = _ACCENT.sub(_decoded, text)
        text = _SYMBOL.sub(_symbol, text)
        for _ in range(3):
            text = _COMMAND.sub(r"\1", text)
    if "$" in text:
        text = _MATHS.sub(_maths, text)
    if "\\" in text:
        text = _OTHER.sub(_decoded, text)
    text = text.replace("``", "\N{LEFT DOUBLE QUOTATION MARK}").replace("''", "\N{RIGHT DOUBLE QUOTATION MARK}")
    if "~" in text and "://" not in text:
        text = text.replace("~", " ")
    return text.replace("{", "").replace("}", "").translate(_BACK)


@lru_cache(maxsize=4096)
def _to_text(snippet: str) -> str:
    """Return one snippet of LaTeX as text."""
    return str(LatexNodes2Text().latex_to_text(snippet))


def _decoded(match: re.Match[str]) -> str:
    """Return a macro as text."""
    return _to_text(match.group().strip())


def _aside(match: re.Match[str]) -> str:
    """Return the private character for a character that stands for itself."""
    return _PLACES[match.group(1) or _NAMES[match.group(2)]]


def _symbol(match: re.Match[str]) -> str:
    """Return a letter that has a macro of its own."""
    return _to_text("\\" + match.group(1) + "{}")


def _maths(match: re.Match[str]) -> str:
    """Return short mathematics as text, but leave two amounts of money alone."""
    snippet = match.group()
    return _to_text(snippet) if re.search(r"[\\^_{]", snippet) else snippet
