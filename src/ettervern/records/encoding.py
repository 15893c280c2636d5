"""Bytes to text: the encoding is seen from the bytes, as exports seldom say it. All text from outside comes here."""

from __future__ import annotations

import codecs
import re

from ettervern.files import Problem
from ettervern.records.letters import NAMES, cost, fitting

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLES = (65_536, 400, 64)
# A line end read one byte off: U+0A00 is no character, U+0D00 a mark of Malayalam that stands alone nowhere.
_OFF_BY_ONE = re.compile("[\u0a00\u0d00]")
_SLIPS = 100
_WORD = re.compile(r"[^\W\d_]+")


def decode(data: bytes, file: str) -> tuple[str, str, list[Problem]]:
    """Return the text of a file, the name of its encoding and what had to be guessed.

    A byte order mark decides; then the pattern of zero bytes that UTF-16 leaves; then UTF-8 if every line is
    valid; else the encoding that gives the best words (see :func:`ettervern.records.letters.fitting`): for all
    lines, or only for those that are not UTF-8 where the others make sense as UTF-8, so that one bad line spoils no
    other.

    Parameters
    ----------
    data : bytes
        The whole file.
    file : str
        How messages name the file.

    Returns
    -------
    tuple of (str, str, list of Problem)
        Text with ``\\n`` line ends and no byte order marks; Python's name of the encoding; one warning for what was
        decided about letters, one for zero bytes that were left out.
    """
    text, encoding, problems = _decode(data, file)
    if "\x00" in text:
        message = "zero bytes in the file; they were left out (a part of it may be damaged)"
        problems.append(Problem(file, text[: text.index("\x00")].count("\n") + 1, "", message, "warning"))
    return _plain_lines(text), encoding, problems


def _decode(data: bytes, file: str) -> tuple[str, str, list[Problem]]:
    """Decode by mark, by pattern, as UTF-8, or by how the letters look."""
    encoding = _marked(data) or _utf16_pattern(data) or "utf-8"
    if encoding.startswith("utf-16"):
        return _utf16(data, encoding, file)
    try:
        return data.decode(encoding), encoding.removesuffix("-sig"), []
    except UnicodeDecodeError as error:
        if encoding.startswith("utf-8"):
            return _by_letters(data.removeprefix(codecs.BOM_UTF8), file)
        message = f"begins as {encoding} but is damaged from byte {error.start} on; bytes that can't be read are marked"
        return data.decode(encoding, "replace"), encoding, [Problem(file, 0, "", message, "warning")]


def _marked(data: bytes) -> str:
    """Return the encoding that a byte order mark names."""
    return next((name for mark, name in _MARKS if data.startswith(mark)), "")


def _utf16_pattern(data: bytes) -> str:
    """Return UTF-16 for text without a mark: every other byte of its tags, blanks and line ends is then zero."""
    for length in _SAMPLES:  # short ones too, as all zeros change places where a byte is lost
        sample = data[:length]
        half = len(sample) // 2
        zeros = sample[0::2].count(0), sample[1::2].count(0)
        if half >= 2 and max(zeros) >= 0.1 * half and min(zeros) <= 0.1 * max(zeros):
            return "utf-16-le" if zeros[1] > zeros[0] else "utf-16-be"
    return ""


def _utf16(data: bytes, encoding: str, file: str) -> tuple[str, str, list[Problem]]:
    """Decode UTF-16; where a byte is missing what follows is read from the next line end on."""
    parts: list[str] = []
    slips: list[int] = []
    rest = data
    while (result := _OFF_BY_ONE.search(text := rest.decode(encoding, "replace"))) and len(slips) < _SLIPS:
        before = text[: result.start()]
        slips.append("".join(parts).count("\n") + before.count("\n") + 1)
        parts.append(before)
        rest = rest[len(before.encode(encoding, "surrogatepass")) + 1 :]
    text = "".join([*parts, text])
    damaged = slips or ([text[: text.index("\ufffd")].count("\n") + 1] if "\ufffd" in text else [])
    message = f"begins as {encoding} but is damaged in {len(damaged)} places; what could not be read there is garbled"
    return text, encoding[:6], [Problem(file, damaged[0], "", message, "warning")] if damaged else []


def _by_letters(data: bytes, file: str) -> tuple[str, str, list[Problem]]:
    """Decode text that is not UTF-8, or only in a part of its lines."""
    lines = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    beyond = [line for line in lines if not line.isascii()]
    bad = [line for line in beyond if not _is_utf8(line)]
    partly = [line for line in beyond if not _no_utf8(line)]
    encoding = fitting(beyond)
    if partly and cost(partly, "utf-8", "replace") <= cost(partly, encoding):
        encoding = fitting([line for line in bad if _no_utf8(line)] or bad)
        return _said([_line(line, encoding) for line in lines], lines, encoding, file, len(bad))
    return _said([line.decode(encoding, "replace") for line in lines], lines, encoding, file, 0)


def _is_utf8(line: bytes) -> bool:
    """Tell whether a line is valid UTF-8."""
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _no_utf8(line: bytes) -> bool:
    """Tell whether no letter beyond ASCII in a line is UTF-8."""
    return line.decode("utf-8", "ignore").isascii()


def _line(line: bytes, encoding: str) -> str:
    """Return a line of a file in UTF-8; one that is not, in the other encoding."""
    if _is_utf8(line):
        return line.decode("utf-8")
    if _no_utf8(line):
        return line.decode(encoding, "replace")
    return line.decode("utf-8", "replace")  # some of its letters are UTF-8: the others are damaged


def _said(
    decoded: list[str], lines: list[bytes], encoding: str, file: str, mixed: int
) -> tuple[str, str, list[Problem]]:
    """Return the text with the line that says what was decided, and shows letters to look at."""
    other = [at for at, line in enumerate(lines) if not (line.isascii() or (mixed and _is_utf8(line)))]
    words = dict.fromkeys(word for at in other[:20] for word in _WORD.findall(decoded[at]) if not word.isascii())
    name = NAMES.get(encoding, encoding)
    which = f"{mixed} of {len(lines)} lines are not UTF-8 and were" if mixed else "not UTF-8;"
    message = f"{which} read as {name}; look at the letters" + (
        f" ({', '.join(word[:40] for word in list(words)[:3])})" if words else ""
    )
    if unread := sum("\ufffd" in decoded[at] for at in other):
        message += f"; {unread} lines hold bytes that are no letter in it and are marked \ufffd"
    problem = Problem(file, other[0] + 1, "", message, "warning")
    return "\n".join(decoded), f"utf-8 with {encoding} lines" if mixed else encoding, [problem]


def _plain_lines(text: str) -> str:
    """Return text with ``\\n`` line ends only, without byte order marks (files are often glued together)."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\ufeff", "").replace("\x00", "")
