"""Text brought to one form: plain lower-case letters and digits, so that spellings of one thing look alike."""

from __future__ import annotations

import re
import unicodedata


def words(text: str) -> frozenset[str]:
    """Return the words of a text as a set: how lists of words are written here."""
    return frozenset(text.split())


# In the order of the alphabet; sigma has two forms.
_GREEK_NAMES = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma sigma tau"
_GREEK = [*_GREEK_NAMES.split(), "upsilon", "phi", "chi", "psi", "omega"]
GREEK = frozenset(_GREEK)
# Cyrillic copies of a title are written out in Latin letters by some databases (roughly BGN/PCGN, without marks).
_CYRILLIC_SOUNDS = "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch  y  e yu ya i yi ye g u j"
_CYRILLIC = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґўј",
        _CYRILLIC_SOUNDS.split(" "),
        strict=True,
    )
)
# Letters that look Latin: a word of Latin letters with one of these is a slip of the keyboard or a copy.
_LOOKALIKE = str.maketrans("авекмнорстухіјѕԁ", "abekmhopctyxijsd")
_LETTERS = {
    "ø": "o",
    "æ": "ae",
    "å": "a",
    "œ": "oe",
    "ß": "ss",
    "ð": "d",
    "þ": "th",
    "ł": "l",
    "đ": "d",
    "ħ": "h",
    "ı": "i",
    "ŋ": "n",
    "ſ": "s",
    "×": " x ",
    "±": " ",
    "'": "",
    "\u2019": "",
    "\u2018": "",
    "`": "",
    "\u02bc": "",
}
_TABLE = str.maketrans(_LETTERS | {chr(0x3B1 + at): f" {name} " for at, name in enumerate(_GREEK)} | {"µ": " mu "})
_CYRILLIC_TABLE = str.maketrans(_CYRILLIC)
_MARKS = re.compile("[\u0300-\u036f\u0483-\u0487\u0591-\u05bd]")
_HAS_CYRILLIC = re.compile("[\u0400-\u04ff]")
_MIXED = re.compile("[a-z]")
_WORDS = re.compile(r"[^\W_]+")
#: Of the first 128 characters letters and digits stay, all else stands between words: much faster than the pattern.
_ASCII = "".join(chr(code) if chr(code).isalnum() else " " for code in range(128))
_SPELLINGS = (("aa", "a"), ("ae", "a"), ("oe", "o"), ("ue", "u"))
#: What stands in a cell where nothing is known, after :func:`plain`.
NOTHING = frozenset(
    [
        *("", "unknown", "n a", "na", "none", "nan", "null", "nil", "name", "ref", "value", "div 0", "num", "no title"),
        *("untitled", "anonymous", "anon", "not available", "no author", "no authors listed", "undefined"),
    ]
)


def plain(text: str) -> str:
    """Return text as lower-case Latin words: accents gone, Greek and Cyrillic written out, one blank between words."""
    text = text.lower()
    if not text.isascii():
        text = _latin(text)
    elif "'" in text or "`" in text:
        text = text.replace("'", "").replace("`", "")
    return " ".join(text.translate(_ASCII).split() if text.isascii() else _WORDS.findall(text))


def has_cyrillic(text: str) -> bool:
    """Tell whether text holds Cyrillic letters, which :func:`plain` writes out by sound."""
    return not text.isascii() and bool(_HAS_CYRILLIC.search(text))


def _latin(text: str) -> str:
    """Return lower-case text in Latin letters without marks."""
    if _HAS_CYRILLIC.search(text):
        text = " ".join(_word(word) for word in text.split())
    # Marks fall away only after the letters that are no letter plus mark (ø, ł) were replaced.
    text = unicodedata.normalize("NFKD", text.translate(_TABLE))
    return _MARKS.sub("", text).translate(_TABLE).casefold()


def _word(word: str) -> str:
    """Return a word with Cyrillic letters in Latin: look-alikes in a Latin word by form, else by sound."""
    return word.translate(_LOOKALIKE if _MIXED.search(word) else _CYRILLIC_TABLE)


def one_spelling(text: str) -> str:
    """Return plain text with the two spellings of Nordic and German vowels made one (aa/å, oe/ø, ue/ü, ae/ä)."""
    for double, single in _SPELLINGS:
        if double in text:
            text = text.replace(double, single)
    return text
