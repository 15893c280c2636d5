# python benchmarks/dedup_generate.py OUT.csv --records 50000 --seed 1 SET.csv [SET.csv ...]
"""Make a large labelled set for measuring how duplicate removal grows, by sampling and perturbing smaller sets.

New works are made from real ones by exchanging words, authors and the printed place, so that they share words,
journals and years as real search results do; copies are made of them with the damage that exports do. The result
says nothing about quality on real data, only about time, memory and gross mistakes.
"""

from __future__ import annotations

import argparse
import csv
import lzma
import random
import re
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

COLUMNS = ["record_id", "author", "year", "title", "journal", "volume", "number", "pages", "abstract", "doi"]
WITH_COPIES = 0.3
Row = dict[str, str]


def read(paths: list[Path]) -> list[Row]:
    """Return the rows of sets, one a cluster."""
    csv.field_size_limit(sys.maxsize)
    rows: dict[str, Row] = {}
    for path in paths:
        with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as stream:
            for row in csv.DictReader(stream):
                if row["title"]:
                    rows.setdefault(f"{path.name}/{row['cluster_id']}", row)
    return list(rows.values())


class Maker:
    """Makes works and copies from rows; the same seed gives the same set."""

    def __init__(self, rows: list[Row], seed: int) -> None:
        self.rows = rows
        self.random = random.Random(seed)
        self.words = [word for row in rows for word in row["title"].split() if len(word) > 3]
        self.people = [name for row in rows for name in re.split(r" and |;", row["author"]) if 4 < len(name) < 40]
        self.made = 0

    def work(self) -> Row:
        """Return a new work: a real title with two words in five exchanged, other authors, another place."""
        row, rng = self.rows[self.made % len(self.rows)], self.random
        self.made += 1
        first_pass = self.made <= len(self.rows)
        words = [w if first_pass or rng.random() > 0.4 else rng.choice(self.words) for w in row["title"].split()]
        if not first_pass:
            words.insert(rng.randrange(len(words) + 1), rng.choice(self.words))
        start = rng.randrange(1, 1500)
        return {
            "author": " and ".join(rng.sample(self.people, rng.choice([1, 2, 3, 4, 5, 6]))),
            "year": str(rng.randrange(1990, 2024)),
            "title": " ".join(words),
            "journal": rng.choice(self.rows).get("journal", ""),
            "volume": str(rng.randrange(1, 150)),
            "number": rng.choice(["", str(rng.randrange(1, 13))]),
            "pages": f"{start}-{start + rng.randrange(1, 20)}",
            "abstract": self.abstract(row),
            "doi": f"10.{rng.randrange(1000, 9999)}/w.{self.made}" if rng.random() < 0.6 else "",
        }

    def abstract(self, row: Row) -> str:
        """Return the abstract of a row with some words exchanged."""
        words = row.get("abstract", "").split()[:250]
        return " ".join(word if self.random.random() > 0.2 else self.random.choice(self.words) for word in words)

    def copy(self, work: Row) -> Row:
        """Return a copy with the damage that exports do, each kind by chance."""
        row, rng = dict(work), self.random
        for damage in rng.sample(DAMAGES, rng.randrange(0, 5)):
            damage(row, rng)
        return row

    def records(self, count: int) -> Iterator[tuple[Row, int]]:
        """Yield so many records with the number of their work."""
        number = made = 0
        while made < count:
            work = self.work()
            copies = self.random.choice([1, 1, 2, 3]) if self.random.random() < WITH_COPIES else 0
            for record in [work, *(self.copy(work) for _ in range(copies))][: count - made]:
                yield record, number
                made += 1
            number += 1


def _shout(row: Row, rng: random.Random) -> None:
    row["title"] = row["title"].upper()


def _typo(row: Row, rng: random.Random) -> None:
    at = rng.randrange(max(1, len(row["title"]) - 1))
    row["title"] = row["title"][:at] + row["title"][at + 1 :]


def _stop(row: Row, rng: random.Random) -> None:
    row["title"] = row["title"].replace(":", " -") + rng.choice([".", " [Review]", " [see comment]"])


def _initials(row: Row, rng: random.Random) -> None:
    names = (name.partition(", ") for name in row["author"].split(" and "))
    row["author"] = "; ".join(f"{family}, {given[:1]}." if given else family for family, _, given in names)


def _et_al(row: Row, rng: random.Random) -> None:
    row["author"] = " and ".join(row["author"].split(" and ")[:3])


def _plain(row: Row, rng: random.Random) -> None:
    for name in ("title", "author", "journal"):
        row[name] = unicodedata.normalize("NFKD", row[name]).encode("ascii", "ignore").decode()


def _abbreviate(row: Row, rng: random.Random) -> None:
    row["journal"] = " ".join(word[:4] for word in row["journal"].split() if len(word) > 3) or row["journal"]


def _short_pages(row: Row, rng: random.Random) -> None:
    start, _, end = row["pages"].partition("-")
    row["pages"] = f"{start}-{end[-1]}" if end and start[:-1] == end[:-1] else row["pages"]


def _no_doi(row: Row, rng: random.Random) -> None:
    row["doi"] = ""


def _no_abstract(row: Row, rng: random.Random) -> None:
    row["abstract"] = ""


def _doi_address(row: Row, rng: random.Random) -> None:
    row["doi"] = f"https://doi.org/{row['doi']}" if row["doi"] else ""


def _early(row: Row, rng: random.Random) -> None:
    row["year"], row["volume"], row["number"], row["pages"] = str(int(row["year"]) - 1), "", "", ""


DAMAGES = [
    *(_shout, _typo, _stop, _initials, _et_al, _plain),
    *(_abbreviate, _short_pages, _no_doi, _no_abstract, _doi_address, _early),
]


def main() -> None:
    """Write the set and, beside it, the truth (record_id, cluster_id)."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("sets", type=Path, nargs="+")
    parser.add_argument("--records", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    maker = Maker(read(given.sets), given.seed)
    truth_path = given.out.with_suffix(".truth.csv")
    with given.out.open("w", newline="", encoding="utf-8") as out, truth_path.open("w", newline="") as truth:
        table, answers = csv.DictWriter(out, COLUMNS), csv.writer(truth)
        table.writeheader()
        answers.writerow(["record_id", "cluster_id"])
        for number, (row, cluster) in enumerate(maker.records(given.records)):
            table.writerow({"record_id": f"g{number:07}", **row})
            answers.writerow([f"g{number:07}", f"w{cluster}"])


if __name__ == "__main__":
    main()
