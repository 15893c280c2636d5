"""How heavy the prose of a page is: LIX, words a sentence, the longest sentence.

LIX (Bjoernsson 1968) is words a sentence plus the percentage of words with more than six letters. Only running prose
counts: headings, tables, figures, forms, folded lists, labels without an end sign, and text in another language
do not. A sentence ends at a
full stop, a question mark or an exclamation mark, or where its paragraph ends; a colon ends none, so that no page looks
lighter than it is.

Run ``python -m tests.quality.readability FOLDER`` for the figures of each page of a built language.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

#: Elements that hold a piece of prose, ending its last sentence.
PIECES = {"p", "li", "dd", "dt"}
#: Elements whose text is no prose.
SKIPPED = {
    "table", "figure", "script", "style", "form", "nav", "footer", "math", "svg", "noscript", "code", "pre",
    "h1", "h2", "h3", "h4", "h5", "h6",
}  # fmt: skip
#: Classes whose text is no prose: headings of boxes, lists of sources, folded lists.
SKIPPED_CLASSES = {"source", "list", "admonition-title", "here", "tool", "problematic"}
VOID = {"br", "img", "input", "hr", "meta", "link", "wbr", "area", "col", "embed", "source", "track"}
WORD = re.compile(r"[^\W_]+(?:[-'’/.,][^\W_]+)*")
#: A full stop that ends no sentence: after these, after a number before a small letter, within a number.
SHORT = (
    "f.eks.",
    "bl.a.",
    "mfl.",
    "m.m.",
    "o.l.",
    "dvs.",
    "osv.",
    "ca.",
    "jf.",
    "nr.",
    "kl.",
    "et al.",
    "e.g.",
    "i.e.",
)
#: Fewer words than these without an end sign are a label.
LABEL = 6


@dataclass(frozen=True)
class Readability:
    """Figures of a text.

    Attributes
    ----------
    words, sentences, long_words : int
        ``long_words`` have more than six letters.
    longest : str
        The longest sentence.
    """

    words: int
    sentences: int
    long_words: int
    longest: str

    @property
    def lix(self) -> float:
        """LIX; 0 for no text."""
        return self.per_sentence + 100 * self.long_words / self.words if self.words else 0.0

    @property
    def per_sentence(self) -> float:
        """Words a sentence; 0 for no text."""
        return self.words / self.sentences if self.sentences else 0.0

    @property
    def longest_words(self) -> int:
        """Words in the longest sentence."""
        return len(WORD.findall(self.longest))


class _Prose(HTMLParser):
    """Collect the pieces of prose inside the article of a page."""

    def __init__(self, language: str) -> None:
        super().__init__(convert_charrefs=True)
        self.language = language
        self.pieces: list[str] = [""]
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what is entered, and whether its text counts."""
        if tag in VOID:
            return
        given = dict(attrs)
        counts = self._open[-1][1] if self._open else False
        if tag == "article":
            counts = True
        other = (given.get("lang") or self.language) != self.language
        kinds = set((given.get("class") or "").split())
        if tag in SKIPPED or kinds & SKIPPED_CLASSES or other or "hidden" in given:
            counts = False
            self.pieces[-1] += " " if other else ""
        if tag in PIECES:
            self.pieces.append("")
        self._open.append((tag, counts))

    def handle_endtag(self, tag: str) -> None:
        """Leave an element; elements left open inside it are left too."""
        names = [name for name, _ in self._open]
        if tag in names:
            del self._open[len(names) - 1 - names[::-1].index(tag) :]
        if tag in PIECES:
            self.pieces.append("")

    def handle_data(self, data: str) -> None:
        """Take text that counts."""
        if self._open and self._open[-1][1]:
            self.pieces[-1] += data


def prose(html: str, language: str) -> list[str]:
    """Return the running prose of a page, a piece a paragraph or list item.

    Parameters
    ----------
    html : str
        A page of the book.
    language : str
        Its language; text marked with another one is left out.
    """
    reader = _Prose(language)
    reader.feed(html)
    return [text for piece in reader.pieces if WORD.search(text := " ".join(piece.replace("\u00ad", "").split()))]


def sentences(piece: str) -> list[str]:
    """Return the sentences of a piece of prose."""
    guarded = piece
    for short in SHORT:
        guarded = re.sub(rf"(?<!\w){re.escape(short)}", short.replace(".", "\x00"), guarded, flags=re.IGNORECASE)
    guarded = re.sub(r"(\d)\.(?=\s+[a-zæøå])", "\\1\x00", guarded)
    parts = re.split(r"(?<=[.!?])[\"»”)]*\s+", guarded)
    found = [part.replace("\x00", ".") for part in parts]
    return [part for part in found if _is_sentence(part)]


def _is_sentence(part: str) -> bool:
    """Return whether a part is a sentence; a label of a few words without a full stop would make a page look light."""
    count = len(WORD.findall(part))
    return count >= LABEL or (count > 0 and part.rstrip('"»”)')[-1:] in {".", "!", "?", ":"})


def measure(pieces: list[str]) -> Readability:
    """Return the figures of pieces of prose."""
    found = [sentence for piece in pieces for sentence in sentences(piece)]
    words = [word for sentence in found for word in WORD.findall(sentence)]
    long_words = sum(1 for word in words if sum(letter.isalpha() for letter in word) > 6)
    longest = max(found, key=lambda sentence: len(WORD.findall(sentence)), default="")
    return Readability(len(words), len(found), long_words, longest)


def main() -> None:
    """Print the figures of every page of a folder."""
    folder = Path(sys.argv[1])
    language = folder.name
    print(f"{'page':42} {'LIX':>5} {'words/sentence':>15} {'longest':>8} {'words':>6}")
    for path in sorted(folder.glob("*.html")):
        found = measure(prose(path.read_text("utf-8"), language))
        print(f"{path.stem:42} {found.lix:5.1f} {found.per_sentence:15.1f} {found.longest_words:8} {found.words:6}")


if __name__ == "__main__":
    main()
