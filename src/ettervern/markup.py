"""Markup that databases leave in titles and abstracts, taken away; everything else in angle brackets is text."""

from __future__ import annotations

import re

_ATTRIBUTES = r"""(?:\s+[\w:.-]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*'|[^\s"'<>]+))*\s*/?"""
#: Inside a word or between two: what stands beside it belongs together.
_INLINE = re.compile(
    rf"</?(?:i|b|u|em|strong|sub|sup|inf|italic|bold|sc|span|small|"
    rf"jats:(?:italic|bold|su[bp]|sc|underline|monospace|ext-link|xref|styled-content|inline-formula)|mml:[a-z]+)"
    rf"{_ATTRIBUTES}>",
    re.IGNORECASE,
)
#: A heading, a paragraph, a part of a list: what stands beside it are two words.
_BLOCK = re.compile(
    rf"</?(?:p|br|div|title|sec|h[1-6]|ul|ol|li|abstract|abstracttext|table|tr|t[dh]|jats:[a-z-]+){_ATTRIBUTES}>",
    re.IGNORECASE,
)


def without_markup(text: str) -> str:
    """Return text without tags; blanks stand where headings and paragraphs end."""
    if "<" not in text:
        return text
    return " ".join(_BLOCK.sub(" ", _INLINE.sub("", text)).split())
