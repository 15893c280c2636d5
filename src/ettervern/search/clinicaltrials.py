"""ClinicalTrials.gov, version 2: a register; pages of up to 1000 by pageToken, the total on the first page only."""

from __future__ import annotations

import json
from typing import Any

from ettervern.search.fetch import Fetcher
from ettervern.search.page import Changed, Item, Page, Place, inner, joined, listed, row, rows, text, whole_number

PAGE = 500
SHOWN = "https://clinicaltrials.gov/study/"


class ClinicalTrials:
    """The client."""

    name = "clinicaltrials"
    kind = "register"
    interval = 1.2
    needs_contact = False
    suffix = "csv"

    def __init__(self, base: str = "https://clinicaltrials.gov/api/v2") -> None:
        self.base = base.rstrip("/")

    def page(self, fetch: Fetcher, query: str, place: Place | None) -> Page:
        """Return a page of a query."""
        asked: dict[str, str | int] = {"query.term": query, "pageSize": PAGE, "format": "json"}
        asked |= {"countTotal": "true"} if place is None else {"pageToken": str(place["token"])}
        content = fetch.json(f"{self.base}/studies", asked)
        total = whole_number(self.name, content, "totalCount") if place is None else None
        items = [_item(one) for one in rows(self.name, content, "studies")]
        after = text(content.get("nextPageToken"))
        return Page(items, total, {"token": after} if after else None)


def _item(study: dict[str, Any]) -> Item:
    """Return a registered study as a row; a registration is no publication, so its type is other."""
    part = study.get("protocolSection")
    number = text(inner(part, "identificationModule.nctId"))
    if not number:
        raise Changed("clinicaltrials", "protocolSection.identificationModule.nctId", "the study's NCT number")
    begun = text(inner(part, "statusModule.studyFirstPostDateStruct.date")) or text(
        inner(part, "statusModule.startDateStruct.date")
    )
    people = [text(inner(one, "name")) for one in listed(inner(part, "contactsLocationsModule.overallOfficials"))]
    words = [*listed(inner(part, "conditionsModule.conditions")), *listed(inner(part, "conditionsModule.keywords"))]
    title = text(inner(part, "identificationModule.officialTitle")) or text(
        inner(part, "identificationModule.briefTitle")
    )
    cells = row(
        type="other",
        document_type="trial registration",
        title=title,
        authors=joined(people) or text(inner(part, "sponsorCollaboratorsModule.leadSponsor.name")),
        year=begun[:4],
        date=begun,
        other_ids=json.dumps({"nct": number}),
        abstract=text(inner(part, "descriptionModule.briefSummary")),
        keywords=joined([text(word) for word in words]),
        url=SHOWN + number,
        publisher=text(inner(part, "sponsorCollaboratorsModule.leadSponsor.name")),
        notes=joined([number, text(inner(part, "statusModule.overallStatus"))]),
    )
    return Item(number, cells)
