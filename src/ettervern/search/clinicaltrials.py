"""ClinicalTrials.gov, version 2: a register; pages of up to 1000 by pageToken (studies
with results are large: fewer are asked for), the total on the first page only."""

from __future__ import annotations

import json

from ettervern.search.answer import Part
from ettervern.search.fetch import Fetcher
from ettervern.search.page import Item, Page, Place, joined, row

PAGE = 100
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
        total = content.number("totalCount") if place is None else None
        items = [_item(one) for one in content.objects("studies")]
        after = content.text("nextPageToken")
        return Page(items, total, {"token": after} if after else None)


def _item(study: Part) -> Item:
    """Return a registered study as a row; a registration is no publication, so its type is other."""
    part = study.at("protocolSection")
    number = part.need("identificationModule.nctId")
    begun = part.text("statusModule.studyFirstPostDateStruct.date") or part.text("statusModule.startDateStruct.date")
    people = [one.text("name") for one in part.parts("contactsLocationsModule.overallOfficials")]
    sponsor = part.text("sponsorCollaboratorsModule.leadSponsor.name")
    cells = row(
        type="other",
        document_type="trial registration",
        title=part.text("identificationModule.officialTitle") or part.text("identificationModule.briefTitle"),
        authors=joined(people) or sponsor,
        year=begun[:4],
        date=begun,
        other_ids=json.dumps({"nct": number}),
        abstract=part.text("descriptionModule.briefSummary"),
        keywords=joined([*part.texts("conditionsModule.conditions"), *part.texts("conditionsModule.keywords")]),
        url=SHOWN + number,
        publisher=sponsor,
        notes=joined([number, part.text("statusModule.overallStatus")]),
    )
    return Item(number, cells)
