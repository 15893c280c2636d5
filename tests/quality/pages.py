"""Reading of built pages for tests: their elements, links and text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"br", "img", "input", "hr", "meta", "link", "wbr"}


@dataclass
class Seen(HTMLParser):
    """What a page holds.

    Attributes
    ----------
    tags : list of (name, attributes)
        Every element, in order.
    text : str
        Text of the article, scripts apart.
    """

    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    text: str = ""

    def __post_init__(self) -> None:
        HTMLParser.__init__(self, convert_charrefs=True)
        self._inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {key: value or "" for key, value in attrs}))
        if tag not in VOID:
            self._inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._inside:
            del self._inside[len(self._inside) - 1 - self._inside[::-1].index(tag) :]
            if tag not in {"a", "b", "span", "em", "strong", "sup", "sub", "cite", "dfn"}:
                self.text += "\n"

    def handle_data(self, data: str) -> None:
        if "article" in self._inside and not {"script", "style", "svg"} & set(self._inside):
            self.text += data


def read(markup: str) -> Seen:
    """Return what a page holds."""
    seen = Seen()
    seen.feed(markup)
    return seen


def of_article(markup: str) -> str:
    """Return the markup of the article alone."""
    return markup[markup.index("<article") : markup.index("</article>")]


def numbers(text: str, language: str) -> list[float]:
    """Return the numbers of a text as figures, whichever way its language writes them."""
    text = text.replace("\u2212", "-").replace("\u00ad", "")
    text = re.sub(r"(?<=\d)[ \u00a0](?=\d{3}(?!\d))", "", text)
    text = re.sub(r"\d+-hour", "", text)  # Norwegian has a word for a day and a night
    text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text) if language == "en" else re.sub(r"(?<=\d),(?=\d)", ".", text)
    return sorted(float(found) for found in re.findall(r"\d+(?:\.\d+)?", text))
