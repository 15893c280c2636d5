"""Ids of records, made from what they say: the same under any file name, order and position."""

from __future__ import annotations

import hashlib

from ettervern.files import Columns
from ettervern.records.model import CONTENT_COLUMNS


def content_hashes(records: Columns) -> list[str]:
    """Return 16 hexadecimal digits a record, made of its content columns only."""
    columns = [records[name] for name in CONTENT_COLUMNS]
    # The unit separator can't occur in a cleaned field, so no two different records give the same text.
    texts = map("\x1f".join, zip(*columns, strict=True))
    return [hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest() for text in texts]


def record_ids(hashes: list[str], given: list[str], order: list[tuple[str, int]]) -> list[str]:
    """Return an id a record: the given one, else ``r-`` and twelve digits of its hash; ``-2``, ``-3`` for equals.

    Parameters
    ----------
    hashes : list of str
        From :func:`content_hashes`.
    given : list of str
        Ids that the file itself gives, or empty strings.
    order : list of (str, int)
        Digest of the file's bytes and position in it: which of equal records comes first must not depend on
        file names or on the order of reading.
    """
    wanted = [own or f"r-{digest[:12]}" for own, digest in zip(given, hashes, strict=True)]
    seen: dict[str, int] = {}
    ids = [""] * len(wanted)
    taken = set(wanted)
    for index in sorted(range(len(wanted)), key=lambda at: (wanted[at], hashes[at], order[at])):
        base = wanted[index]
        count = seen.get(base, 0) + 1
        name = base if count == 1 else f"{base}-{count}"
        while count > 1 and name in taken:
            count += 1
            name = f"{base}-{count}"
        seen[base] = count
        ids[index] = name
        taken.add(name)
    return ids
