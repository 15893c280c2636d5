"""Bytes to text: the encoding is seen from the bytes, as exports seldom say it."""

from __future__ import annotations

import codecs

from ettervern.files import Problem

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 4096


def decode(data: bytes, shown: str) -> tuple[str, str, list[Problem]]:
    """Return the text of a file, the name of its encoding and what had to be guessed.

    A byte order mark decides; then the pattern of zero bytes that UTF-16 leaves; then UTF-8 if every line is
    valid; else each line that is not UTF-8 is read as Windows-1252, so that one bad line spoils no other.

    Parameters
    ----------
    data : bytes
        The whole file.
    shown : str
        How messages name the file.
    """
    text, encoding, problems = _decode(data, shown)
    if "\x00" in text:
        message = "zero bytes in the file; they were left out (a part of it may be damaged)"
        problems.append(Problem(shown, text[: text.index("\x00")].count("\n") + 1, "", message, "warning"))
    return _plain_lines(text), encoding, problems


def _decode(data: bytes, shown: str) -> tuple[str, str, list[Problem]]:
    """Decode by mark, by pattern, as UTF-8, or line by line."""
    encoding = _marked(data) or _utf16_pattern(data) or "utf-8"
    try:
        return data.decode(encoding), encoding.removesuffix("-sig"), []
    except UnicodeDecodeError as error:
        if encoding.startswith("utf-8"):
            return _by_line(data, shown)
        message = f"begins as {encoding} but is damaged from byte {error.start} on; bytes that can't be read are marked"
        return data.decode(encoding, "replace"), encoding, [Problem(shown, 0, "", message, "warning")]


def _marked(data: bytes) -> str:
    """Return the encoding that a byte order mark names."""
    return next((name for mark, name in _MARKS if data.startswith(mark)), "")


def _utf16_pattern(data: bytes) -> str:
    """Return UTF-16 for text without a mark: every other byte of Latin text is then zero."""
    sample = data[:_SAMPLE]
    half = len(sample) // 2
    if half < 2:
        return ""
    if sample[1::2].count(0) > 0.7 * half and sample[0::2].count(0) < 0.1 * half:
        return "utf-16-le"
    if sample[0::2].count(0) > 0.7 * half and sample[1::2].count(0) < 0.1 * half:
        return "utf-16-be"
    return ""


def _by_line(data: bytes, shown: str) -> tuple[str, str, list[Problem]]:
    """Decode each line as UTF-8 or else as Windows-1252."""
    lines = data.removeprefix(codecs.BOM_UTF8).split(b"\n")
    decoded: list[str] = []
    other: list[int] = []
    beyond_ascii = 0
    for number, line in enumerate(lines, start=1):
        beyond_ascii += not line.isascii()
        try:
            decoded.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            decoded.append(_windows(line))
            other.append(number)
    if len(other) == beyond_ascii:
        return "\n".join(decoded), "cp1252", []
    message = (
        f"{len(other)} of {len(lines)} lines are not UTF-8 and were read as Windows-1252; look at the letters there"
    )
    return "\n".join(decoded), "utf-8 with cp1252 lines", [Problem(shown, other[0], "", message, "warning")]


def _windows(line: bytes) -> str:
    """Decode Windows-1252; its five undefined bytes as Latin-1, so that nothing is lost."""
    try:
        return line.decode("cp1252")
    except UnicodeDecodeError:
        return line.decode("latin-1")


def _plain_lines(text: str) -> str:
    """Return text with ``\\n`` line ends only, without byte order marks (files are often glued together)."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\ufeff", "").replace("\x00", "")
