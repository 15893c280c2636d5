"""LaTeX in BibTeX values to plain text; what is no LaTeX that is known stands as it is written."""

from __future__ import annotations

import logging
import re
from functools import lru_cache

from pylatexenc.latex2text import LatexNodes2Text, get_default_latex_context_db  # type: ignore[import-untyped]

# Only pieces that are surely LaTeX are handed over: exports also put bare % and $ into abstracts, which LaTeX
# would take for a comment and for mathematics.
_ACCENT = re.compile(
    r"\{?\\(?:[\"'`^~=.](?:\s*\{\\?[A-Za-z]\}|\s*\\?[A-Za-z])|[cvuHkrbdt](?:\s*\{\\?[A-Za-z]+\}|\s+[A-Za-z]))\}?"
)
# Between two words a backslash is a stroke: "w\o" is "without", "mg\l" a concentration.
_STROKE = re.compile(
    r"(?<![A-Za-z])(?:[mkµμnp]?g|[mµμnp]?mol|m?[IE]?U|m?Eq|w|n)\\(?:l|L|o|a)(?![A-Za-z{])"
    r"|(?<=[A-Za-z]{2})\\(?:in|to|not|sin|min|max|sup|inf|top|cup|cap|mid|star|flat|or|and|div|S|P)(?![A-Za-z{])"
)
_SYMBOL = re.compile(r"\\(aa|AA|ae|AE|oe|OE|o|O|l|L|ss|i|j|dh|DH|th|TH)(?![A-Za-z])(?:\{\}|\s+(?=[^\s{}])|)")
#: An accent stands on the letter behind it; behind a word, or before a lone s or t, it is an apostrophe.
_APOSTROPHE = re.compile(r"(?<=[A-Za-z])\\'(?=\s|$|[.,;:)]|[st]\b)")
_FORMULA = re.compile(r"\$([^$]{0,80}\\[A-Za-z][^$]{0,80})\$")
_MATHS = re.compile(r"\$[^$]{1,80}\$")
_TAKING = re.compile(r"\\([A-Za-z]+)\*?((?:\s*(?:\[[^\[\]]*\]|\{[^{}]*\}))+)")
_GROUP = re.compile(r"\{([^{}]*)\}")
#: Macros that are as much as their first text, and those that are as much as their second.
_FIRST_TEXT = (
    "text textit textbf textsc textrm texttt textsf textsl textup textmd textnormal textsuperscript textsubscript emph "
    "mkbibquote mkbibemph mkbibparens enquote url path nolinkurl mathrm mathbf mathit mathsf mathtt mathcal mathbb "
    "mathfrak mathscr ensuremath overline underline uline mbox hbox fbox bar hat widehat widetilde tilde vec num "
    "operatorname boldsymbol bm uppercase lowercase MakeUppercase MakeLowercase protect oldstylenums textquote"
)
_SECOND_TEXT = "href textcolor colorbox foreignlanguage textlang raisebox parbox scalebox texorpdfstring"
_FIRST, _SECOND = frozenset(_FIRST_TEXT.split()), frozenset(_SECOND_TEXT.split())
_VERBATIM = re.compile(r"\\verb\*?([^A-Za-z0-9\s*])(.*?)\1")
#: What sets type and says nothing.
_SETTING = re.compile(
    r"\\(?:bf(?:series)?|it(?:shape)?|rm(?:family)?|sc(?:shape)?|sf(?:family)?|tt(?:family)?|sl|em|small|[lL]arge|tiny|"
    r"footnotesize|normalsize|displaystyle|textstyle|n?o?limits|left|right|noindent|hfill|protect|relax|"
    r"color\s*\{[^{}]*\})(?![A-Za-z])\s*|\\[!/-]"
)
_BLANK = re.compile(r"\\(?:[,;: ]|(?:newline|linebreak|par|q?quad|\\)(?![A-Za-z]))\s*")
#: A remark that is no part of the text where it stands.
_REMARK = re.compile(
    r"\s*\\(?:footnote|thanks|footnotetext|marginpar|tnoteref)(?:\[[^\[\]]*\])?\s*\{((?:[^{}]|\{[^{}]*\})*)\}"
)
_ESCAPED = re.compile(
    r"\\(?:([&%$#_{}])|(textbackslash|textasciitilde|textasciicircum|textquotedbl)(?:\{\}|(?![A-Za-z])\s?))"
)
_NAMES = {"textbackslash": "\\", "textasciitilde": "~", "textasciicircum": "^", "textquotedbl": '"'}
#: Characters that the library's list lacks.
_MORE = {
    **{"slash": "/", "textbar": "|", "pounds": "£", "euro": "€", "S": "§", "P": "¶", "copyright": "©", "TeX": "TeX"},
    **{"hyphen": "-", "textless": "<", "textgreater": ">", "degree": "°", "glqq": "„", "grqq": "“"},
}
# Private characters that hold the place of a character standing for itself.
_PLACES = {character: chr(0xE000 + at) for at, character in enumerate('&%$#_{}\\~^"')}
_BACK = {ord(place): character for character, place in _PLACES.items()}
_MACRO = re.compile(r"\\([a-zA-Z]+)(?:\{\})?(\s*)")
_DEEPEST = 6
#: The library tells of macros that it stumbles over; here they stand as they are written.
logging.getLogger("pylatexenc").setLevel(logging.CRITICAL)


def without_remarks(text: str) -> tuple[str, list[str]]:
    """Return a BibTeX value without its footnotes, and the footnotes."""
    if "\\" not in text:
        return text, []
    return _REMARK.sub("", text), [result.group(1) for result in _REMARK.finditer(text)]


def plain(text: str) -> str:
    """Return a BibTeX value as plain text: accents and symbols as letters, braces of grouping gone."""
    if "\\" in text:
        # What is written to stand for itself is put aside first, so that nothing below takes it for LaTeX.
        text = _ESCAPED.sub(_aside, text.replace("\\\\", " ") if "\\\\" in text else text)
        text = _APOSTROPHE.sub("'", re.sub(r"(?<=\w)\\/(?=\w)", "/", _STROKE.sub(_kept, text)))
        text = _FORMULA.sub(r"\1", text)
        text = _VERBATIM.sub(lambda result: _as_written(result.group(2)), text)
        text = _ACCENT.sub(_decoded, text)
        text = _SYMBOL.sub(_symbol, text)
        text = _BLANK.sub(" ", _SETTING.sub("", text))
        text = _unwrapped(text)
    if "$" in text:
        text = _MATHS.sub(_maths, text)
    if "\\" in text:
        text = _MACRO.sub(_known, text)
    text = text.replace("``", "\N{LEFT DOUBLE QUOTATION MARK}").replace("''", "\N{RIGHT DOUBLE QUOTATION MARK}")
    if "~" in text and "://" not in text:
        text = text.replace("~", " ")
    return text.replace("{", "").replace("}", "").translate(_BACK)


def _unwrapped(text: str) -> str:
    """Return text with what macros take set in their place, the innermost first."""
    for _ in range(_DEEPEST):
        before, text = text, _TAKING.sub(_taken, text)
        if text == before:
            break
    return text


def _taken(match: re.Match[str]) -> str:
    """Return a macro with its texts as text; as it is, or as it is written, where it is not known."""
    name, given = match.group(1), match.group(2)
    texts = _GROUP.findall(given)
    if name in _FIRST or name in _SECOND:
        wanted = int(name in _SECOND)
        # What stands in braces behind the texts that it takes is no part of it.
        return texts[wanted] + "".join(texts[wanted + 1 :]) if len(texts) > wanted else match.group()
    if name in ("frac", "dfrac", "tfrac") and len(texts) == 2:
        return f"{texts[0]}/{texts[1]}"
    if name == "sqrt" and texts:
        return f"√{texts[0]}" if len(texts[0]) < 2 else f"√({texts[0]})"
    if name in _symbols():
        return _symbols()[name] + "".join(texts)
    return _as_written(match.group())


@lru_cache(maxsize=1)
def _symbols() -> dict[str, str]:
    """Return the macros that stand for a character, from the library's own list."""
    listed = get_default_latex_context_db().iter_macro_specs()
    plain_ones = {spec.macroname: spec.simplify_repl for spec in listed if isinstance(spec.simplify_repl, str)}
    kept = {
        name: text for name, text in plain_ones.items() if text and not text.isspace() and not re.search("[%<]", text)
    }
    return kept | _MORE


def _known(match: re.Match[str]) -> str:
    """Return the character of a macro, with the blank that parts it from a word; an unknown one as it is written."""
    name, blank = match.groups()
    result = _symbols().get(name)
    return _as_written(match.group()) if result is None else result + (blank if result not in "-/" else "")


def _as_written(text: str) -> str:
    """Return text with every character standing for itself."""
    return "".join(_PLACES.get(character, character) for character in text)


def _kept(match: re.Match[str]) -> str:
    """Return a match as it is written."""
    return _as_written(match.group())


@lru_cache(maxsize=4096)
def _to_text(snippet: str) -> str:
    """Return one snippet of LaTeX as text; as it is written where the library stumbles."""
    try:
        return str(LatexNodes2Text().latex_to_text(snippet))
    except Exception:  # whatever a library makes of text from outside: it is the field's, not the file's
        return _as_written(snippet)


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
    if not re.search(r"[\\^_{]", snippet):
        return snippet
    macros = re.findall(r"\\([a-zA-Z]+)", snippet)
    return _to_text(snippet) if all(name in _symbols() for name in macros) else snippet[1:-1]
