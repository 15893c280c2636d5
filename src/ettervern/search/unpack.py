"""The bytes of an answer, unpacked a little at a time: what grows beyond its limit is never held in memory."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from ettervern.errors import EttervernError

#: What we ask services to pack answers with, if they pack them. A decoder of its own for each is all that is read.
ACCEPTED = "gzip, deflate"
_CODINGS = {"gzip", "x-gzip", "deflate"}
_STEP = 2**16


class TooLarge(EttervernError):
    """More bytes than an answer may have."""


class Damaged(EttervernError):
    """Packed bytes that are not whole."""


class UnknownCoding(EttervernError):
    """Packed in a way that was not asked for."""


def unpacked(parts: Iterable[bytes], codings: str, limit: int) -> bytearray:
    """Return the bytes of an answer.

    Parameters
    ----------
    parts : iterable of bytes
        As they come.
    codings : str
        The header Content-Encoding: what was done to the bytes, in order.
    limit : int
        Most bytes, as they come and after each unpacking.

    Raises
    ------
    TooLarge, Damaged, UnknownCoding
        The reasons why there is nothing to return.
    """
    stream = _counted(parts, limit)
    for coding in reversed([name.strip().lower() for name in codings.split(",")]):
        if coding in _CODINGS:
            stream = _counted(_inflated(stream, coding), limit)
        elif coding not in ("", "identity"):
            raise UnknownCoding(coding)
    whole = bytearray()
    for part in stream:
        whole += part
    return whole


def _counted(parts: Iterable[bytes], limit: int) -> Iterator[bytes]:
    """Pass parts on, and stop where there are too many."""
    size = 0
    for part in parts:
        size += len(part)
        if size > limit:
            raise TooLarge
        yield part


def _inflated(parts: Iterable[bytes], coding: str) -> Iterator[bytes]:
    """Unpack parts, a step of output at a time; members of gzip may follow each other."""
    unpacker = None
    for part in parts:
        while part:
            if unpacker is None or unpacker.eof:
                unpacker = _unpacker(part, coding)
            try:
                yield unpacker.decompress(part, _STEP)
            except zlib.error as error:
                raise Damaged from error
            part = unpacker.unconsumed_tail or unpacker.unused_data
    if unpacker is not None:
        yield from _rest(unpacker)


def _rest(unpacker: zlib._Decompress) -> Iterator[bytes]:
    """Return what was unpacked and not yet handed out, and make sure that the end has come."""
    while not unpacker.eof:
        part = unpacker.decompress(b"", _STEP)
        if not part:
            raise Damaged
        yield part


def _unpacker(part: bytes, coding: str) -> zlib._Decompress:
    """Return what unpacks; “deflate” comes with the header of zlib, as documented, or without, as some send it."""
    if coding != "deflate":
        return zlib.decompressobj(zlib.MAX_WBITS | 16)
    headed = part[0] & 15 == 8 and (len(part) < 2 or int.from_bytes(part[:2], "big") % 31 == 0)
    return zlib.decompressobj(zlib.MAX_WBITS if headed else -zlib.MAX_WBITS)
