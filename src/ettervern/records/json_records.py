"""JSON of records: CSL (Zotero and others), and what PubMed, Europe PMC, Crossref and OpenAlex answer."""

from __future__ import annotations

import importlib
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from ettervern.files import Problem, ReviewError
from ettervern.records import medline, tables
from ettervern.records.model import Entry, Parsed
from ettervern.search.answer import Part

#: Where the records of each source stand, and what each of them has.
_LISTS = ("resultList.result", "message.items", "results", "items", "references", "data")
_SERVICES = {
    "europepmc": ("pubYear", "authorString", "journalInfo"),
    "crossref": ("container-title", "issued"),
    "openalex": ("authorships", "display_name"),
}
_FIRST = r"\{\s*\"(?:uid|id|DOI|indexed|title|type|source|display_name|citation-key)\"\s*:"
_CSL_TYPES = {
    **{"article-journal": "Journal Article", "paper-conference": "Conference paper", "chapter": "Book chapter"},
    **{"article-newspaper": "Newspaper", "webpage": "Web page", "post-weblog": "Blog", "article": "Preprint"},
}


#: Where an object keeps names that stand again in it.
_AGAIN = "\0"


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object; of a name that stands twice the first counts, and the other is kept to be told."""
    result: dict[str, Any] = {}
    for name, value in pairs:
        if result.setdefault(name, value) is not value:
            result.setdefault(_AGAIN, []).append((name, value))
    return result


_DECODER = json.JSONDecoder(object_pairs_hook=_object)


def parse(text: str, file: str) -> Parsed:
    """Return the records of a JSON text; where it is damaged, those that are whole."""
    problems: list[Problem] = []
    entries: list[Entry] = []
    for line, results in _records(text, file, problems):
        for name, value in results.pop(_AGAIN, ()):
            message = f"{name} stands twice in the record; the second was not read (“{str(value)[:60]}”)"
            problems.append(Problem(file, line, "", message, "warning"))
        try:
            entries.append(_entry(results, line, file))
        except ReviewError as error:
            problems.append(Problem(file, line, error.problems[0].column, error.problems[0].message))
    return Parsed(entries, problems, sum(problem.severity == "error" for problem in problems))


def record(entry: Entry) -> dict[str, str]:
    """Return the content columns of one entry."""
    return tables.record(entry) if entry.kind == "row" else medline.record(entry)


def _records(text: str, file: str, problems: list[Problem]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield each record with its line."""
    try:
        whole = _DECODER.decode(text)
    except (ValueError, RecursionError) as error:
        yield from _whole_ones(text, file, problems)
        if not problems:
            row = getattr(error, "lineno", 1)
            problems.append(Problem(file, row, "", "the JSON is damaged here; every record was whole", "warning"))
        return
    lines = _lines(text)
    for number, result in enumerate(_listed(whole)):
        line = lines[number] if len(lines) > number else 1
        if isinstance(result, dict):
            yield line, result
        else:
            problems.append(Problem(file, line, "", f"expected a record, found “{str(result)[:40]}”"))


def _listed(whole: Any) -> list[Any]:
    """Return the list of records in a JSON text."""
    if isinstance(whole, list):
        return whole
    if not isinstance(whole, dict):
        return []
    if isinstance(result := whole.get("result"), dict) and isinstance(result.get("uids"), list):
        return [result[str(uid)] for uid in result["uids"] if str(uid) in result]
    for path in _LISTS:
        results: Any = whole
        for name in path.split("."):
            results = results.get(name) if isinstance(results, dict) else None
        if isinstance(results, list):
            return results
    message = whole.get("message")
    return [message if isinstance(message, dict) else whole]


def _heads(text: str) -> list[int]:
    """Return where records begin: objects that begin as the first of the list does."""
    listed = re.search(rf"[\[:]\s*(?={_FIRST})", text)
    first = re.compile(_FIRST).search(text, listed.start() if listed else 0)
    if not first:
        return []
    like = re.compile(r"\s*".join(map(re.escape, re.findall(r"\{|\"[\w-]+\"|:", first.group()))))
    # In a pretty text deeper objects begin as records do: those count that are as far in.
    depth = first.start() - text.rfind("\n", 0, first.start())
    results = [match.start() for match in like.finditer(text, first.start())]
    return [at for at in results if "\n" not in text or at - text.rfind("\n", 0, at) == depth or text[at - 1] in "\n[,"]


def _lines(text: str) -> list[int]:
    """Return the lines on which records begin."""
    return [text.count("\n", 0, at) + 1 for at in _heads(text)]


_PAIR = re.compile(r"\"([\w-]+)\"\s*:\s*(\"(?:[^\"\\]|\\.)*\"|\[[^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*\]|-?\d+(?=\s*[,}]))")


def _whole_ones(text: str, file: str, problems: list[Problem]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the records of a damaged text that are whole, what can be read of the others, and tell of these."""
    heads = _heads(text)
    above = text[: heads[0]].strip() if heads else text
    if '"title"' in above or (above[:1] == "[" and above.strip("[{ \n")):
        heads = [len(text) - len(text.lstrip("[ \n")), *heads]  # the first record, whose own head is damaged
    if not heads:
        problems.append(Problem(file, 1, "", "no record in the JSON can be read"))
    for at, after in zip(heads, [*heads[1:], len(text)][: len(heads)], strict=True):
        line, piece = text.count("\n", 0, at) + 1, text[at:after]
        begins = " ".join(piece[:200].split())[:80]
        try:
            result, end = _DECODER.raw_decode(piece)
            if not isinstance(result, dict):
                raise ValueError
        except (ValueError, RecursionError):
            result, end = _pairs(piece), len(piece)
            message = f"a record that can't be read as JSON begins here (“{begins}”)"
            messages = (
                f"the record is damaged; what could be read was kept: look at it (“{begins}”)" if result else message
            )
            problems.append(Problem(file, line, "", messages, "warning" if result else "error"))
        if rest := piece[end:].strip(" \n,]}"):
            problems.append(Problem(file, line, "", f"text behind this record was not read (“{rest[:60]}”)", "warning"))
        if result:
            yield line, result


def _pairs(piece: str) -> dict[str, Any]:
    """Return the names and values of a damaged record that are whole; nothing where none of them is a title."""
    result: dict[str, Any] = {}
    for name, value in _PAIR.findall(piece):
        try:
            result.setdefault(name, json.loads(value))
        except (ValueError, RecursionError):
            continue
    return result if "title" in result else {}


def _entry(result: dict[str, Any], line: int, file: str) -> Entry:
    """Return a record as an entry: of a service as a row of its export, of others under the tags of MEDLINE."""
    for service, names in _SERVICES.items():
        if any(name in result for name in names) and not _is_csl(result):
            client = importlib.import_module(f"ettervern.search.{service}")
            row: dict[str, str] = client.as_row(Part(file, "", result))
            return Entry(line, "row", {name: [value] for name, value in row.items() if value})
    message = _esummary if "uid" in result or "fulljournalname" in result else _csl
    return _collected(message, result, line)


def _is_csl(result: dict[str, Any]) -> bool:
    """Tell whether a record is CSL, in which titles are texts; Crossref's are lists."""
    own = ("authorString", "authorships", "pubYear")
    return isinstance(result.get("title"), str) and not any(name in result for name in own)


def _collected(message: Callable[[Part], Iterator[tuple[str, str]]], result: dict[str, Any], line: int) -> Entry:
    """Return what is said of a record as an entry."""
    entry = Entry(line)
    for tag, value in message(Part("", "", result)):
        entry.add(tag, value)
    return entry


def _esummary(one: Part) -> Iterator[tuple[str, str]]:
    """Yield what a summary of PubMed says."""
    yield "PMID", one.text("uid")
    yield "TI", one.text("title")
    yield "TT", one.text("vernaculartitle")
    for author in one.parts("authors"):
        yield "CN" if author.text("authtype") == "CollectiveName" else "AU", author.text("name")
    yield "DP", one.text("pubdate") or one.text("epubdate")
    yield "JT", one.text("fulljournalname") or one.text("source")
    yield "VI", one.text("volume")
    yield "IP", one.text("issue")
    yield "PG", one.text("pages")
    for number in one.parts("articleids"):
        kind = number.text("idtype")
        tag = {"doi": "LID", "pii": "LID", "pmc": "PMC"}.get(kind, "")
        yield tag, f"{number.text('value')} [{kind}]" if tag == "LID" else number.text("value")
    yield "LID", one.text("elocationid").removeprefix("doi: ")
    yield from (("IS", number) for number in (one.text("issn"), one.text("essn")))
    yield from (("LA", word) for word in one.texts("lang"))
    yield from (("PT", word) for word in one.texts("pubtype"))


def _csl(one: Part) -> Iterator[tuple[str, str]]:
    """Yield what a record of CSL says."""
    kind = one.text("type")
    yield "PT", _CSL_TYPES.get(kind, kind or "other")
    yield "TI", one.text("title")
    yield "TT", one.text("original-title")
    for tag, name in (("FAU", "author"), ("FED", "editor")):
        for person in one.parts(name):
            family = " ".join(part for part in (person.text("non-dropping-particle"), person.text("family")) if part)
            whole = ", ".join(part for part in (family, person.text("given")) if part)
            yield (tag, whole) if whole else ("CN", person.text("literal"))
    dates = one.at("issued")
    parts = [part.texts("") for part in dates.parts("date-parts")[:1]]
    given = "-".join(number.zfill(2) for number in parts[0]) if parts else ""
    yield "DP", given or dates.text("raw") or dates.text("literal")
    yield "JT", one.text("container-title")
    yield "CTI", one.text("collection-title")
    yield "VI", one.text("volume")
    yield "IP", one.text("issue") or one.text("number")
    yield "PG", one.text("page")
    yield "EN", one.text("edition")
    yield "LID", f"{one.text('DOI')} [doi]" if one.text("DOI") else ""
    yield "PMID", one.text("PMID")
    yield "PMC", one.text("PMCID")
    yield "IS", one.text("ISSN")
    yield "ISBN", one.text("ISBN")
    yield "AB", one.text("abstract")
    yield from (("OT", word) for word in one.text("keyword").split(","))
    yield "URL", one.text("URL")
    yield "PB", one.text("publisher")
    yield "PL", one.text("publisher-place")
    yield "LA", one.text("language")
    yield "GN", one.text("note")
