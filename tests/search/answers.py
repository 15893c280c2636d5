"""Answers in the documented forms of the sources, made from nothing: numbered records that no database holds."""

from __future__ import annotations

from collections.abc import Callable

from tests.search.server import Answer, Asked

Numbers = Callable[[], list[int]]


def first(count: int) -> Numbers:
    """Return what gives the numbers 1 to count."""
    return lambda: list(range(1, count + 1))


def pubmed(numbers: Numbers, page: int | None = None, days: dict[int, str] | None = None) -> Answer:
    """E-utilities: esearch (JSON, history on the server) and efetch (MEDLINE text)."""
    held: dict[str, list[int]] = {}

    def answer(path: str, asked: Asked) -> object:
        if path.endswith("/esearch.fcgi"):
            found = numbers()
            if "mindate" in asked:
                found = [n for n in found if asked["mindate"] <= (days or {})[n] <= asked["maxdate"]]
            handle = f"MCID_{len(held)}"
            held[handle] = found
            result = {"count": str(len(found)), "retmax": "0", "retstart": "0", "idlist": []}
            result |= {"querykey": "1", "webenv": handle, "querytranslation": asked["term"]}
            return {"header": {"type": "esearch", "version": "0.3"}, "esearchresult": result}
        start, size = int(asked["retstart"]), page or int(asked["retmax"])
        chosen = held[asked["WebEnv"]][start : start + size]
        return "\n" + "\n\n".join(_medline(number) for number in chosen) + "\n"

    return answer


def _medline(number: int) -> str:
    return (
        f"PMID- {number}\nOWN - NLM\nTI  - Made-up trial number {number} of aftercare and what came of it in the\n"
        f"      {number}th town.\nFAU - Name{number}, Given\nAU  - Name{number} G\nDP  - 2026 Jan\n"
        f"JT  - Journal of made-up trials\nLID - 10.5555/made.{number} [doi]\nPT  - Journal Article"
    )


def europepmc(numbers: Numbers, page: int = 3) -> Answer:
    """Europe PMC: cursorMark; the last page repeats the mark."""

    def answer(_: str, asked: Asked) -> object:
        found = numbers()
        start = 0 if asked["cursorMark"] == "*" else int(asked["cursorMark"][2:])
        chosen = found[start : start + page]
        mark = f"Ao{start + len(chosen)}" if chosen else asked["cursorMark"]
        results = [
            {
                "id": str(n),
                "source": "MED",
                "pmid": str(n),
                "doi": f"10.5555/made.{n}",
                "title": f"Made-up trial {n} of aftercare.",
                "authorString": f"Name{n} G.",
                "authorList": {"author": [{"fullName": f"Name{n} G", "firstName": "Given", "lastName": f"Name{n}"}]},
                "journalInfo": {
                    "issue": "2",
                    "volume": "1",
                    "journal": {"title": "Made-up journal", "issn": "1234-5678"},
                },
                "pubYear": "2026",
                "pageInfo": "1-9",
                "abstractText": "=Nothing, and nobody.",
                "pubTypeList": {"pubType": ["Journal Article"]},
            }
            for n in chosen
        ]
        return {"version": "6.9", "hitCount": len(found), "nextCursorMark": mark, "resultList": {"result": results}}

    return answer


def openalex(numbers: Numbers, page: int = 3) -> Answer:
    """OpenAlex: cursor; the last page has none."""

    def answer(_: str, asked: Asked) -> object:
        found = numbers()
        start = 0 if asked["cursor"] == "*" else int(asked["cursor"].removeprefix("c"))
        chosen = found[start : start + page]
        after = f"c{start + page}" if chosen else None
        results = [
            {
                "id": f"https://openalex.org/W{n}",
                "doi": f"https://doi.org/10.5555/made.{n}",
                "display_name": f"Made-up trial {n} of aftercare",
                "publication_year": 2026,
                "type": "article",
                "ids": {"openalex": f"https://openalex.org/W{n}", "pmid": f"https://pubmed.ncbi.nlm.nih.gov/{n}"},
                "authorships": [{"author": {"display_name": f"Given Name{n}"}}],
                "primary_location": {"source": {"display_name": "Made-up journal", "issn": ["1234-5678"]}},
                "biblio": {"volume": "1", "issue": "2", "first_page": "1", "last_page": "9"},
                "abstract_inverted_index": {"nobody": [2], "Nothing": [0], "and": [1]},
                "referenced_works": [f"https://openalex.org/W{n + 100}", f"https://openalex.org/W{n + 200}"],
            }
            for n in chosen
        ]
        return {"meta": {"count": len(found), "per_page": page, "next_cursor": after}, "results": results}

    return answer


def crossref(numbers: Numbers, page: int = 3) -> Answer:
    """Crossref: offset, no further than 10,000; the total on every page."""

    def answer(_: str, asked: Asked) -> object:
        found = numbers()
        start = int(asked["offset"])
        chosen = found[start : start + page]
        items = [
            {
                "DOI": f"10.5555/MADE.{n}",
                "title": [f"Made-up trial {n} of aftercare"],
                "author": [{"given": "Given", "family": f"Name{n}"}, {"name": "A made-up group"}],
                "issued": {"date-parts": [[2026, 3, 1]]},
                "container-title": ["Made-up journal"],
                "type": "journal-article",
                "abstract": "<jats:p>Nothing.</jats:p>",
                "page": "1-9",
            }
            for n in chosen
        ]
        message = {"total-results": len(found), "items": items, "items-per-page": int(asked["rows"])}
        return {"status": "ok", "message-type": "work-list", "message": message}

    return answer


def clinicaltrials(numbers: Numbers, page: int = 3) -> Answer:
    """ClinicalTrials.gov v2: pageToken; totalCount where it is asked for."""

    def answer(_: str, asked: Asked) -> object:
        found = numbers()
        start = int(asked.get("pageToken", "t0").removeprefix("t"))
        studies = [
            {
                "protocolSection": {
                    "identificationModule": {"nctId": f"NCT{n:08d}", "briefTitle": f"Made-up trial {n} of aftercare"},
                    "statusModule": {"overallStatus": "UNKNOWN", "startDateStruct": {"date": "2026-03"}},
                    "descriptionModule": {"briefSummary": "Nothing."},
                    "sponsorCollaboratorsModule": {"leadSponsor": {"name": "Nobody"}},
                }
            }
            for n in found[start : start + page]
        ]
        content: dict[str, object] = {"studies": studies}
        if asked.get("countTotal") == "true":
            content["totalCount"] = len(found)
        if start + page < len(found):
            content["nextPageToken"] = f"t{start + page}"
        return content

    return answer


def nva(numbers: Numbers, page: int = 3) -> Answer:
    """NVA: nextSearchAfterResults, an address of the server itself (%s is filled in by the test)."""

    def answer(path: str, asked: Asked) -> object:
        found = numbers()
        start = int(asked.get("searchAfter", "0"))
        hits = [
            {
                "id": f"https://nva.invalid/publication/{n}",
                "entityDescription": {
                    "mainTitle": f"Oppdiktet studie {n} om ettervern",
                    "publicationDate": {"year": "2026"},
                    "contributors": [{"identity": {"name": f"Given Name{n}"}, "role": {"type": "Creator"}}],
                    "reference": {
                        "doi": f"https://doi.org/10.5555/made.{n}",
                        "publicationContext": {"name": "Oppdiktet tidsskrift"},
                        "publicationInstance": {"type": "AcademicArticle", "volume": "1"},
                    },
                },
            }
            for n in found[start : start + page]
        ]
        content: dict[str, object] = {"totalHits": len(found), "hits": hits}
        if start + page < len(found):
            content["nextSearchAfterResults"] = f"BASE{path}?query=x&searchAfter={start + page}"
        return content

    return answer
