"""Titles brought to one form, and what in them tells two works apart."""

from __future__ import annotations

import re
from html import unescape

from rapidfuzz.distance import OSA

from ettervern.deduplicate.text import GREEK, NOTHING, one_spelling, plain, words

_LANGUAGE_NAMES = words(
    "english chinese norwegian norsk danish swedish german french spanish italian portuguese russian japanese polish"
    " korean dutch finnish turkish czech hungarian hebrew persian farsi arabic serbian croatian greek ukrainian"
    " romanian bulgarian slovak slovenian icelandic catalan afrikaans lithuanian estonian latvian thai indonesian"
)
_LANGUAGES = "|".join(sorted(_LANGUAGE_NAMES))
_LANGUAGE_TAIL = re.compile(
    rf"\s*[\[(](?:article in |text in |in )?(?:{_LANGUAGES}|multiple languages)(?:[,;/ ].{{0,40}})?[\])]?\W*$",
    re.IGNORECASE,
)
# What databases add to a title, and what is no part of it.
_KINDS = (
    r"abstract(?: no\.?)?[^\])]{0,20}|review|see comments?|proceedings|letter|editorial|comment|conference abstract|"
    r"meeting abstract|article|provisional abstract|structured abstract|record supplied by publisher|"
    r"retracted(?: article.*)?|formula:? ?see text"
)
_ADDED = re.compile(rf"\s*[\[(](?:{_KINDS})[\])]\W*$|\s*\|.{{0,60}}nejm$", re.IGNORECASE)
# Square brackets at the end of a title hold what a database says about it: "[Review] [72 refs]", "[see comment]".
_BRACKETED_TAIL = re.compile(r"(?<=[\w?!.,;:)\"'])\s*(?:\[[^\[\]]*\][\s.;]*)+$")
# A note on a later correction or comment, which may hold brackets of its own or be cut off.
_NOTE_TAIL = re.compile(
    r"[\s.]*\[\s*(?:published |partial )?(?:erratum|errata|corrigendum|corrected|retraction|retracted|comment|"
    r"see comment|summary for patients|republished|update)\b.*$",
    re.IGNORECASE | re.DOTALL,
)
_NOTE = re.compile(r"erratum|comment|refs?$|see ", re.IGNORECASE)
_RETRACTED = re.compile(r"^\W*(?:retracted(?: article)?|retraction)\s*[:.\-\])]+\s*", re.IGNORECASE)
_REPLY = re.compile(r"^\W*re\s?:\s", re.IGNORECASE)
# A work cited behind a title. Only a correction cites the one that it is about by volume and page, or by journal and
# year: "(vol 360, pg 542, 2009)", "(Journal (2009) 360 (542-544))". A comment: "... N Engl J Med. 2009 Jan;360(5):544".
_ABOUT = re.compile(
    r"\s*\((?:vol\.?\s*\d+\b.*\)\W*|[^()]{3,90}\((?:19|20)\d\d\)[\s,;:]*\d+.*\)\W*|[^()]{3,90}\([^()]{0,25})$",
    re.IGNORECASE,
)
_CITED = re.compile(
    r"(?<=\w)\.{2,}\s*\D{3,60}\b(?:19|20)\d\d\b.{0,20};\s*\d+\s*(?:\(.{1,15}\))?\s*:.{1,15}$", re.IGNORECASE
)
# A title in another language behind the title, and a language in capitals.
_ORIGINAL = re.compile(r"\s*<\s*original\s*>\s*(.*)$", re.IGNORECASE | re.DOTALL)
_LANGUAGE_SHOUTED = re.compile(rf"[\s.]+(?:{_LANGUAGES.upper()})\s*\.?$")
_TAG = re.compile(
    r"</?(?:su[pb]|inf|i|b|u|em|strong|it|bold|italic|h\d|p|br|span|scp?|sc|tt|roman)\b[^<>]*/?>", re.IGNORECASE
)
# A letter that was lost on the way: "multic?ntrico".
_LOST = re.compile(r"(?<=[^\W\d_])[?\ufffd](?=[a-z\u00df-\u00ff])")
# Marks of works about or beside another work: the same title with and without one are two works.
_MARKERS = (
    r"\b(?:erratum|errata|corrigend\w+|corrections?|addendum|retraction|retraktion|rettelse)\b",
    r"\b(?:comments? on|commentary|reply|response to|authors? respon\w+|letter to|kommentar|tilsvar|svar)\b",
    r"\b(?:protocol|study design|rationale and design|design and rationale|protokoll)\b",
    r"\b(?:abstracts?|poster)\b",
)
_MARKED = re.compile("|".join(f"({pattern})" for pattern in _MARKERS))
CORRECTION, COMMENT, PROTOCOL, ABSTRACT = (1 << bit for bit in range(len(_MARKERS)))
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9"}
# Words in Norwegian ("i" in, "vi" we) and English: numerals only where a word before says so.
_ROMAN_WORDS = frozenset(["i", "vi"])
_BEFORE_NUMERAL = words(
    "part type phase stage class grade study factor level axis volume vol no number section chapter group trial"
    " del fase kapittel teil"
)
_NUMBER_WORDS = {
    **{
        name: str(at)
        for at, name in enumerate(["one", "two", "three", "four", "five", "six", "seven", "eight"], start=1)
    },
    **{name: str(at) for at, name in enumerate(["first", "second", "third", "fourth", "fifth"], start=1)},
}
_BEFORE_LETTER = words("part volume vol study paper del teil phase type group hepatitis vitamin")
_LETTERS = frozenset("abcdefgh")
#: What a title of letters only holds where a number or a part is named.
_COUNTING = _BEFORE_LETTER.union(_ROMAN, _NUMBER_WORDS)
_DIGITS = re.compile(r"\d+")
_STOP = words("the of and in for on de la le les des du der die das und et fur an a to y e el i og av")
#: Words that make no other work: met in the labelled sets in one of two copies only, and (but for small words, which
#: stand in any title) not in one of two works of the same authors.
_LIGHT = (
    _STOP
    | GREEK
    | words("study studies versus vs with from by is are as at or their its using use amp based blinded alfa")
    | words("erratum errata corrigendum correction reply")
)
#: Letters after which programs cut titles off.
_CUT = 100
# What stands in every issue of a journal under one title, unless the title is long enough to say what it is about.
_EVERY_ISSUE = re.compile(
    r"^(?:guest )?editorial\b|\beditors?\b|\bin this issue\b|\bbook reviews?\b|\bpresidents? message\b|"
    r"^leder(?:artikkel)?\b"
)
_SHORT = 60
_ENDING = re.compile(r"(?:s|es|ings?|ions?|ed|al|ally|ic|ical|ly|e)$")
_BREAK = re.compile(r"\s*[:.?;(\u2013\u2014]|\s+-+\s+")
# Beginnings that make two words of one that differ in a letter: abduction and adduction, afferent and efferent.
_OTHER_BEGINNINGS = [{"ab", "ad"}, {"af", "ef"}, {"en", "ex"}, {"in", "un"}, {"im", "em"}]
_SMALL_ENGLISH = words("the of and in for on with a to by from after is are an at as or its between among during")
# Norwegian, Danish, Swedish, German, French, Spanish, Portuguese, Italian, Dutch; in the spelling of plain().
_SMALL_FOREIGN = words(
    "i og av pa til med en et ved etter hos som den det om fra blant ikke er att och til till efter bland mellem mellom"
    " nar der die das und von fur mit bei nach ein eine zur zum im des auf le la les du de dans chez sur une aux par el"
    " los las y del con por para un una o da do dos em na no il della nel di e het van een voor bij met"
)


def normal_title(text: str) -> str:
    """Return the plain words of a title without what databases add to it."""
    if not text:
        return ""
    text = _mended(text)
    if "[" in text:
        text = _NOTE_TAIL.sub("", text) or text
        text = _BRACKETED_TAIL.sub("", text) or text
    if text[-1] in ")]." or "|" in text:
        text = _ADDED.sub("", _LANGUAGE_TAIL.sub("", text)) or text
    if text[:1] in "[*(\"'Rr":
        text = _RETRACTED.sub("", text)
    result = one_spelling(plain(text))
    return "" if result in NOTHING else result


def _mended(text: str) -> str:
    """Return a title without HTML, lost letters, a language in capitals, and another title or work cited behind it."""
    if "<" in text:
        text = _TAG.sub("", _ORIGINAL.sub("", text)) or text
    if "&" in text:
        text = unescape(text)
    if "?" in text or "\ufffd" in text:
        text = _LOST.sub("", text)
    if text[-1:].isupper() and not text.isupper():
        text = _LANGUAGE_SHOUTED.sub("", text) or text
    if ".." in text:
        text = _CITED.sub("", text) or text
    return _ABOUT.sub("", text) or text if "(" in text else text


def in_brackets(title: str) -> str:
    """Return the original title where it stands behind a translation, in brackets; what databases add is none."""
    if named := _ORIGINAL.search(title):
        return named[1]
    result = _BRACKETED_TAIL.search(title) if "[" in title else None
    inside = result[0].strip(" .;")[1:-1] if result else ""
    known = _ADDED.search(f" [{inside}]") or _LANGUAGE_TAIL.search(f" [{inside}]") or _NOTE.search(inside)
    return inside if len(inside.split()) >= 3 and not known and "[" not in inside else ""


def significant_words(title: str) -> int:
    """Return the number of words that are no stop words; a long compound counts for several, an editorial for none."""
    if len(title) < _SHORT and _EVERY_ISSUE.search(title):
        return 0
    parts = title.split()
    counted = len(parts) - sum(map(_STOP.__contains__, parts))
    # Chinese, Japanese and the like put no blanks between words: three characters are taken for one.
    signs = 0 if title.isascii() else sum(not letter.isascii() for letter in title)
    return max(counted, len(title) // 9, signs // 3)


def is_foreign(title: str) -> bool:
    """Tell whether the small words of a title are those of another language than English."""
    parts = title.split()
    return sum(map(_SMALL_FOREIGN.__contains__, parts)) > sum(map(_SMALL_ENGLISH.__contains__, parts))


def numbers_in(title: str) -> str:
    """Return the digits of a title in order, number words and Roman numerals as digits; letters where they name a part.

    Digits run together, so that "10(3)" and "103", or "H(2)O" and "H2O", are the same.
    """
    parts = title.split()
    if "".join(parts).isalpha() and _COUNTING.isdisjoint(parts):
        return ""  # most titles, by far
    results = []
    before = ""
    for word in parts:
        if not word.isalpha():
            results.extend(_DIGITS.findall(word))
        elif word in _NUMBER_WORDS:
            results.append(_NUMBER_WORDS[word])
        elif word in _ROMAN and (word not in _ROMAN_WORDS or before in _BEFORE_NUMERAL):
            results.append(_ROMAN[word])
        elif before in _BEFORE_LETTER and word in _LETTERS:
            results.append(word)
        before = word
    return "".join(results)


def other_words(one: str, two: str, raw_one: str = "", raw_two: str = "") -> bool:
    """Tell whether two plain titles differ in a word of weight: "in men" and "in women".

    A misspelt word, a word written in two, a missing subtitle and a lost Greek letter are no other words. Where a
    subtitle begins is seen in the titles as they were given.
    """
    joined = one.replace(" ", ""), two.replace(" ", "")
    if joined[0] == joined[1] or _lacks_subtitle(one, two, raw_two) or _lacks_subtitle(two, one, raw_one):
        return False
    left, right = one.split(), two.split()
    known = set(left) & set(right) | _LIGHT | _glued(left, right) | _glued(right, left)
    if left[-1].startswith(right[-1]) or right[-1].startswith(left[-1]):
        known |= {left[-1], right[-1]}  # cut off in the last word
    only_left, only_right = ([word for word in words if word not in known] for words in (left, right))
    return not (_all_misspelt(only_left, only_right) and _all_misspelt(only_right, only_left))


def _glued(parts: list[str], others: list[str]) -> set[str]:
    """Return the words that are two to four of the other title's words written as one, and those parts."""
    result: set[str] = set()
    wanted = set(others) - set(parts)
    for length in range(2, 5) if wanted else ():
        for at in range(len(parts) - length + 1):
            joined = "".join(parts[at : at + length])
            if joined in wanted:
                result.update(parts[at : at + length], [joined])
    return result


def _lacks_subtitle(short: str, long: str, raw_long: str) -> bool:
    """Tell whether a title is another one without its subtitle, or was cut off after many letters."""
    if len(short) < 10 or len(short) >= len(long):
        return False
    if long.startswith(short):
        heads = (raw_long[: result.start()] for result in _BREAK.finditer(raw_long))
        return len(short) >= _CUT or any(normal_title(head) == short for head in heads)
    return len(short) >= 30 and long.endswith(" " + short) and len(long) - len(short) < len(short)


def _all_misspelt(words: list[str], others: list[str]) -> bool:
    """Tell whether each word is one of the others with a slip, or too short to say anything."""
    return all(len(word) <= 2 or any(_misspelt(word, other) for other in others) for word in words)


def _misspelt(one: str, two: str) -> bool:
    """Tell whether a word is another one with a slip: a letter more, less, exchanged or (in a long word) another one.

    "hypotension" and "hypertension" are two letters apart, "abduction" and "adduction" begin otherwise.
    """
    short, long = sorted((one, two), key=len)
    if len(short) < 4 or {one[:2], two[:2]} in _OTHER_BEGINNINGS:
        return False
    if (long.startswith(short) and len(long) - len(short) <= 2) or _stem(short) == _stem(long):
        return True
    apart = OSA.distance(short, long, score_cutoff=1)
    replaced = len(short) == len(long) and sorted(short) != sorted(long)
    return apart <= 1 and (not replaced or len(short) >= 7 or {"s", "z"} == set(short) ^ set(long))


def _stem(word: str) -> str:
    """Return a long word without its ending: "effusions" and "effusing" are forms of one word."""
    stem = _ENDING.sub("", word)
    return stem if len(stem) >= 5 else word


def marks(title: str, raw: str) -> int:
    """Return the bits of the marks that a title has; "Re:" and a cited work are seen only in it as it was given."""
    result = 0
    for found in _MARKED.finditer(title):
        result |= 1 << ((found.lastindex or 0) - 1)
    if "(" in raw and _ABOUT.search(raw):
        result |= CORRECTION
    return result | COMMENT if _REPLY.match(raw) else result
