"""A storm of damaged exports: made from a seed, read, and held against what went in.

Every input carries records whose titles hold a word of their own. After reading, each of these words that still
stands in the damaged bytes must be in the title of a record, or in the stretch of the file that a problem points at;
and two of them must not be in one record without a problem there. A problem points at the stretch between the record
that begins before it and the one that begins after it; what is said of letters or zero bytes does not count.
"""

from __future__ import annotations

import random
import re
import signal
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ettervern.deduplicate import deduplicate
from ettervern.files import Problem
from ettervern.records import Reading, read_file
from ettervern.records.encoding import decode

LIMIT = 20  # seconds an input may take: a thousand times what it does take
NORDIC, WESTERN = "Rådgivning på Sørlandet etter ærlig hjelp", "Étude des rückfälle en España"
PHRASES = {
    "utf-8": [NORDIC, WESTERN, "戒毒康复治疗", "Реабилитация больных", "Σ α β"],
    "utf-8-sig": [NORDIC, WESTERN],
    "utf-16": [NORDIC, "戒毒康复治疗", "Реабилитация больных"],
    "utf-16-le": [NORDIC, WESTERN],
    "cp1252": [NORDIC, WESTERN],
    "mac_roman": [NORDIC, WESTERN],
    "cp850": [NORDIC, WESTERN],
    "gb18030": ["戒毒康复治疗后的随访研究", "社区矫正对戒毒人员的影响"],
    "big5": ["戒毒康復治療後的追蹤研究", "社區矯正對戒毒人員的影響"],
    "shift_jis": ["薬物依存症の回復支援について", "アルコール依存症者の断酒"],
    "cp1251": ["Реабилитация больных наркоманией"],
    "koi8_r": ["Реабилитация больных наркоманией"],
}
YEARS = ["2019", "2001", "²020", "٢٠٢٠", "２０１９", "20199999999999999999999", "in press", "9" * 5000, ""]
PAGES = ["12-19", "99999999999999999999-99999999999999999999", "e²-٣", "S1-S2", "9" * 4400]


@dataclass(frozen=True)
class Item:
    """One record that goes in."""

    word: str
    title: str
    author: str
    year: str
    pages: str
    doi: str
    abstract: str


@dataclass
class Tally:
    """What came of a storm."""

    inputs: int = 0
    records: int = 0
    kept: int = 0
    refused: int = 0
    tracebacks: list[str] = field(default_factory=list)
    hangs: list[int] = field(default_factory=list)
    titles_lost: list[str] = field(default_factory=list)
    records_lost: list[str] = field(default_factory=list)
    broken_lines: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        """Return the figures in one line."""
        return (
            f"{self.inputs} inputs with {self.records} records, {self.kept} read with their titles: "
            f"{len(self.tracebacks)} tracebacks, {len(self.hangs)} hangs, "
            f"{len(self.records_lost)} records and {len(self.titles_lost)} titles lost unsaid, "
            f"{len(self.broken_lines)} problems of more than a line, {self.refused} files refused as a whole"
        )


# ---- whole exports ---------------------------------------------------------------------------------------------


def ris(one: Item) -> str:
    """Return a record as RIS."""
    return (
        f"TY  - JOUR\nTI  - {one.title}\nAU  - {one.author}\nPY  - {one.year}\nT2  - Journal of Recovery\n"
        f"SP  - {one.pages}\nDO  - {one.doi}\nAB  - {one.abstract}\nER  - \n\n"
    )


def ovid(one: Item) -> str:
    """Return a record as Ovid's RIS has it, numbered and with the authors first."""
    return f"1. TY  - JOUR\nA1  - {one.author}\nT1  - {one.title}\nY1  - {one.year}\nN2  - {one.abstract}\nER  - \n\n"


def enw(one: Item) -> str:
    """Return a record in EndNote's refer format."""
    return f"%0 Journal Article\n%T {one.title}\n%A {one.author}\n%D {one.year}\n%P {one.pages}\n%X {one.abstract}\n\n"


def nbib(one: Item) -> str:
    """Return a record as MEDLINE."""
    return (
        f"PMID- 1234567\nOWN - NLM\nDP  - {one.year}\nTI  - {one.title}\nPG  - {one.pages}\n"
        f"AB  - {one.abstract}\nFAU - {one.author}\nLID - {one.doi} [doi]\nSO  - J Recov.\n\n"
    )


def bib(one: Item) -> str:
    """Return a record as BibTeX."""
    return (
        f"@article{{key{one.doi[8:]},\n  title = {{{one.title}}},\n  author = {{{one.author}}},\n"
        f"  year = {{{one.year}}},\n"
        f"  pages = {{{one.pages}}},\n  doi = {{{one.doi}}},\n  abstract = {{{one.abstract}}}\n}}\n\n"
    )


def wos(one: Item) -> str:
    """Return a record as Web of Science tags it."""
    return (
        f"PT J\nAU {one.author}\n   Dahl, P\nTI {one.title}\nSO JOURNAL OF RECOVERY\nPY {one.year}\nBP {one.pages}\n"
        f"DI {one.doi}\nAB {one.abstract}\nUT WOS:{one.doi[8:]}\nER\n\n"
    )


def xml(one: Item) -> str:
    """Return a record as EndNote XML."""
    return (
        f"<record><ref-type name='Journal Article'>17</ref-type><contributors><authors><author>{one.author}</author>"
        f"</authors></contributors>\n<titles><title>{one.title}</title></titles>\n<pages>{one.pages}</pages>"
        f"<dates><year>{one.year}</year></dates>\n<electronic-resource-num>{one.doi}</electronic-resource-num>"
        f"<abstract>{one.abstract}</abstract></record>\n"
    )


def pubmed(one: Item) -> str:
    """Return a record as PubMed's XML."""
    return (
        f"<PubmedArticle><MedlineCitation><PMID>1234567</PMID>\n<Article><Journal><JournalIssue><PubDate><Year>{one.year}"
        f"</Year></PubDate></JournalIssue></Journal>\n<ArticleTitle>{one.title}</ArticleTitle>\n<ELocationID "
        f'EIdType="doi">{one.doi}</ELocationID><Abstract><AbstractText>{one.abstract}</AbstractText></Abstract>\n'
        f"<AuthorList><Author><LastName>{one.author}</LastName></Author></AuthorList></Article></MedlineCitation>"
        f"</PubmedArticle>\n"
    )


def mods(one: Item) -> str:
    """Return a record as MODS."""
    return (
        f"<mods><titleInfo><title>{one.title}</title></titleInfo>\n<name><namePart>{one.author}</namePart></name>\n"
        f"<originInfo><dateIssued>{one.year}</dateIssued></originInfo>\n<identifier type='doi'>{one.doi}</identifier>"
        f"<abstract>{one.abstract}</abstract></mods>\n"
    )


def jats(one: Item) -> str:
    """Return a record as the front matter of JATS."""
    return (
        f"<article><front><article-meta>\n<article-id pub-id-type='doi'>{one.doi}</article-id>\n<title-group>"
        f"<article-title>{one.title}</article-title></title-group>\n<pub-date><year>{one.year}</year></pub-date>"
        f"<abstract><p>{one.abstract}</p></abstract></article-meta></front></article>\n"
    )


def rdf(one: Item) -> str:
    """Return a record as Zotero's RDF."""
    return (
        f"<bib:Article rdf:about='#{one.doi}'><z:itemType>journalArticle</z:itemType>\n"
        f"<dc:title>{one.title}</dc:title>\n"
        f"<dcterms:abstract>{one.abstract}</dcterms:abstract>\n<dc:date>{one.year}</dc:date></bib:Article>\n"
    )


def csl(one: Item) -> str:
    """Return a record as CSL JSON, with the comma behind it."""
    return (
        f'  {{\n    "id": "{one.doi[8:]}",\n    "type": "article-journal",\n    "title": "{one.title}",\n'
        f'    "author": [{{"family": "{one.author}"}}],\n    "DOI": "{one.doi}",\n'
        f'    "abstract": "{one.abstract}"\n  }},\n'
    )


def refworks(one: Item) -> str:
    """Return a record as RefWorks tags it."""
    return (
        f"RT Journal Article\nSR Electronic(1)\nA1 {one.author}\nT1 {one.title}\nJF Journal of Recovery\n"
        f"YR {one.year}\nSP {one.pages}\nAB {one.abstract}\nDO {one.doi}\nER \n\n"
    )


def _row(one: Item, mark: str) -> str:
    """Return a row of a table with every cell in quotes."""
    cells = (one.author, one.title, one.year, one.pages, one.doi, one.abstract)
    return mark.join(f'"{cell}"' for cell in cells) + "\n"


#: Format -> (head, record, foot).
FORMATS: dict[str, tuple[str, Callable[[Item], str], str]] = {
    "ris": ("", ris, ""),
    "ovid": ("", ovid, ""),
    "enw": ("", enw, ""),
    "nbib": ("", nbib, ""),
    "bib": ("", bib, ""),
    "wos": ("FN Clarivate Analytics Web of Science\nVR 1.0\n", wos, "EF\n"),
    "xml": ("<?xml version='1.0'?><xml><records>\n", xml, "</records></xml>\n"),
    "csv": ("Authors,Title,Year,Pages,DOI,Abstract\n", lambda one: _row(one, ","), ""),
    "semicolons": ("Authors;Title;Year;Pages;DOI;Abstract\n", lambda one: _row(one, ";"), ""),
    "pubmed": ("<?xml version='1.0'?>\n<PubmedArticleSet>\n", pubmed, "</PubmedArticleSet>\n"),
    "mods": ("<modsCollection xmlns='http://www.loc.gov/mods/v3'>\n", mods, "</modsCollection>\n"),
    "jats": ("<pmc-articleset>\n", jats, "</pmc-articleset>\n"),
    "rdf": ("<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>\n", rdf, "</rdf:RDF>\n"),
    "csl": ("[\n", csl, '  {"id": "last", "type": "book", "title": "The last"}\n]\n'),
    "refworks": ("", refworks, ""),
    "tsv": ("AU\tTI\tPY\tBP\tDI\tAB\n", lambda one: _row(one, "\t").replace('"', ""), ""),
}


def _word(rng: random.Random) -> str:
    """Return a word that stands nowhere else."""
    return "qz" + "".join(rng.choice("bcdfghjklmnpqrstvwxz") for _ in range(10))


def _item(rng: random.Random, encoding: str) -> Item:
    """Return a record; its author and abstract hold letters of the encoding, some of its numbers are odd."""
    odd = rng.random() < 0.15
    phrase, word = rng.choice(PHRASES[encoding]), _word(rng)
    year, pages = (rng.choice(YEARS), rng.choice(PAGES)) if odd else ("2019", "12-19")
    name = phrase.split()[0]
    return Item(
        word, f"{word} {phrase}", f"{name}, Kari", year, pages, f"10.5555/{_word(rng)}", f"Aim: {phrase}. Found: more."
    )


# ---- damage ----------------------------------------------------------------------------------------------------

_ENDS = {
    "ris": ("ER  - \n", "TY  - JOUR\n"),
    "ovid": ("ER  - \n", "1. TY  - JOUR\n"),
    "enw": ("\n%0 Journal Article\n", "%0 Journal Article\n"),
    "nbib": ("SO  - J Recov.\n\n", "PMID- 1234567\n"),
    "bib": ("}\n\n", "@article{"),
    "wos": ("ER\n", "PT J\n"),
    "xml": ("</record>", "<record>"),
    "pubmed": ("</PubmedArticle>", "<PubmedArticle>"),
    "mods": ("</mods>", "<mods>"),
    "jats": ("</article>", "<article>"),
    "rdf": ("</bib:Article>", "<bib:Article"),
    "csl": ("  },\n", "  {\n"),
    "refworks": ("ER \n", "RT Journal Article\n"),
    "csv": ('"\n', '"'),
    "semicolons": ('"\n', '"'),
    "tsv": ("\n", "\t"),
}


def _lose(parts: list[str], rng: random.Random, *what: str) -> None:
    """Take one end, or one beginning, out of one record."""
    at = rng.randrange(len(parts))
    for piece in what:
        parts[at] = parts[at].replace(piece, "", 1)


def _damage_records(parts: list[str], format: str, rng: random.Random) -> None:
    """Damage whole records in one of a dozen ways."""
    end, begin = _ENDS[format]
    kind = rng.randrange(10)
    at = rng.randrange(len(parts))
    if kind == 0:
        _lose(parts, rng, end)
    elif kind == 1:
        _lose(parts, rng, begin)
    elif kind == 2 and at + 1 < len(parts):
        parts[at] = parts[at].rstrip("\n").removesuffix(end.strip()) + ("" if format == "bib" else "\n")
        parts[at + 1] = parts[at + 1].replace(begin, "", 1)
    elif kind == 3:
        parts.insert(at, parts[at])
    elif kind == 4:
        parts[at] = parts[at][: rng.randrange(1, len(parts[at]))] + "\n"
    elif kind == 5:
        parts[at] = parts[at].rstrip("\n")
    elif kind == 6:
        parts.insert(at, f"A note that somebody wrote between the records: {_word(rng)}\n")
    elif kind == 7:
        tags = [m.span() for m in re.finditer(r"(?m)^\S{1,9}(?=[ -])|</?[a-z-]+>|[{}\"]", parts[at])] or [(0, 1)]
        start, stop = rng.choice(tags)
        parts[at] = parts[at][:start] + rng.choice(["", "x", "?!", "<", '"']) + parts[at][stop:]
    elif kind == 8:
        lines = parts[at].split("\n")
        rng.shuffle(lines)
        parts[at] = "\n".join(lines)
    else:
        parts[at] = parts[at].replace("\n", rng.choice(["\n\n", " ", "\r", "\n\n\n", "\n  "]), rng.randrange(1, 4))


def _damage_bytes(data: bytes, rng: random.Random) -> bytes:
    """Damage bytes, or lines, in one of ten ways."""
    at = rng.randrange(len(data))
    kind = rng.randrange(9)
    if kind == 0:
        return data[:at] + bytes([rng.randrange(256)]) + data[at + 1 :]
    if kind == 1:
        return data[:at] + data[at + rng.randrange(1, 9) :]
    if kind == 2:
        return data[:at] + rng.randbytes(rng.randrange(1, 9)) + data[at:]
    if kind == 3:
        return data[:at]
    if kind == 4:
        return (
            data[:at]
            + rng.choice([b"\x00", b"\x0c", b"\x1b[31m", b'"', b"{", b"}", b"<", b"&#1;", b"@", b"%"])
            + data[at:]
        )
    lines = data.split(b"\n")
    line = rng.randrange(len(lines))
    if kind == 5:
        del lines[line]
    elif kind == 6:
        lines.insert(line, lines[rng.randrange(len(lines))])
    elif kind == 7:
        lines[line] = lines[line] * rng.randrange(2, 60)
    else:
        return data.replace(b"\n", rng.choice([b"\r\n", b"\r"]))
    return b"\n".join(lines)


def made(seed: int) -> tuple[str, str, list[Item], bytes]:
    """Return format, encoding, records and damaged bytes of one input."""
    rng = random.Random(seed)
    format = list(FORMATS)[seed % len(FORMATS)]
    encoding = rng.choice(list(PHRASES))
    items = [_item(rng, encoding) for _ in range(rng.randrange(3, 8))]
    head, record, foot = FORMATS[format]
    parts = [record(one) for one in items]
    times = rng.choice([1, 1, 1, 2, 3])
    whole = sum(rng.random() < 0.5 for _ in range(times))
    for _ in range(whole):
        _damage_records(parts, format, rng)
    data = (head + "".join(parts) + foot).encode(encoding, "replace")
    for _ in range(times - whole):
        data = _damage_bytes(data, rng) or b"x"
    return format, encoding, items, data


# ---- what came out ---------------------------------------------------------------------------------------------

_NOT_OF_RECORDS = re.compile(r"look at the letters|zero bytes|stands more than once")


def _late(*_: object) -> None:
    raise TimeoutError


def storm(seeds: Iterator[int] | range, folder: Path) -> Tally:
    """Read one damaged export a seed and count what was lost without a word."""
    tally = Tally()
    before = signal.signal(signal.SIGALRM, _late)
    try:
        for seed in seeds:
            _one(seed, folder / "export.txt", tally)
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
    return tally


def _one(seed: int, path: Path, tally: Tally) -> None:
    """Make, read and judge one input."""
    format, encoding, items, data = made(seed)
    path.write_bytes(data)
    tally.inputs += 1
    signal.alarm(LIMIT)
    try:
        reading = read_file(path)
        if seed % 4 == 0:
            deduplicate(reading.records)
    except TimeoutError:
        tally.hangs.append(seed)
        return
    except Exception:
        tally.tracebacks.append(f"seed {seed} {format} {encoding}: {traceback.format_exc(limit=-3)}")
        return
    finally:
        signal.alarm(0)
    text = decode(data, "x")[0]
    _judge(seed, f"{format} {encoding}", [one for one in items if one.word in text], text, reading, tally)


def _judge(seed: int, what: str, items: list[Item], text: str, reading: Reading, tally: Tally) -> None:
    """Add to the tally what one reading lost."""
    tally.records += len(items)
    tally.broken_lines += [f"seed {seed} {p!r}" for p in reading.problems if not str(p).isprintable()]
    inner = [p for p in reading.problems if re.search(r"could not be read as \w+ \(\w+:", p.message)]
    tally.tracebacks += [f"seed {seed} {what}: {p}" for p in inner]
    if not reading.count and any(p.severity == "error" and p.row <= 1 for p in reading.problems):
        tally.refused += 1
        return
    titles = [" ".join(pair) for pair in zip(reading.columns["title"], reading.columns["original_title"], strict=True)]
    starts = sorted(reading.columns["line"])
    used: set[int] = set()
    for one in items:
        holding = next((at for at, title in enumerate(titles) if one.word in title), None)
        said = _said(one.word, text, starts, reading.problems)
        if holding is None and not said:
            tally.titles_lost.append(f"seed {seed} {what}: {one.word}")
        if not said and (holding in used or (holding is None and not _anywhere(one.word, reading))):
            tally.records_lost.append(f"seed {seed} {what}: {one.word}")
        if holding is not None:
            tally.kept += holding not in used
            used.add(holding)


def _anywhere(word: str, reading: Reading) -> bool:
    """Tell whether any cell of any record holds a word."""
    return any(word in str(cell) for column in reading.columns.values() for cell in column)


def _said(word: str, text: str, starts: list[int], problems: list[Problem]) -> bool:
    """Tell whether a problem names a word or points at each stretch of the file in which it stands."""
    telling = [p for p in problems if not _NOT_OF_RECORDS.search(p.message)]
    if any(word in str(p) for p in telling):
        return True
    rows = [p.row for p in telling if p.row]
    lines = {_line(text, found.start()) for found in re.finditer(word, text)}
    return any(_together(line, row, starts) for line in lines for row in rows)


def _line(text: str, at: int) -> float:
    """Return the line of a place; half a line less where a record begins behind it on the same line."""
    end = text.find("\n", at)
    behind = re.search(
        r"<(?:record|mods|article|PubmedArticle|bib:Article)\b|@[a-z]+\{", text[at : end if end >= 0 else len(text)]
    )
    return text.count("\n", 0, at) + 1 - 0.5 * bool(behind)


def _together(line: float, row: int, starts: list[int]) -> bool:
    """Tell whether no record begins between two lines, but for the one that begins on the first."""
    low, high = sorted((line, row))
    return not any(low < start <= high for start in starts)
