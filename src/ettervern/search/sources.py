"""The sources that can be searched over HTTP, and who asks."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any

from ettervern.files import Problem, ReviewError
from ettervern.review import Review
from ettervern.search.clinicaltrials import ClinicalTrials
from ettervern.search.crossref import Crossref
from ettervern.search.europepmc import EuropePmc
from ettervern.search.nva import Nva
from ettervern.search.openalex import OpenAlex
from ettervern.search.page import Source
from ettervern.search.pubmed import PubMed
from ettervern.settings.kinds import MAIL

_MAKERS: dict[str, Callable[..., Source]] = {
    "pubmed": PubMed,
    "europepmc": EuropePmc,
    "openalex": OpenAlex,
    "crossref": Crossref,
    "clinicaltrials": ClinicalTrials,
    "nva": Nva,
}
SOURCES = tuple(_MAKERS)
#: Environment variables with a key of the user's own, for services that give or ask for one.
KEYS = {"pubmed": "NCBI_API_KEY", "openalex": "OPENALEX_API_KEY"}


def open_source(name: str, *, base: str = "", environment: Mapping[str, str] | None = None) -> Source:
    """Return the client of a source.

    Parameters
    ----------
    name : str
        One of ``SOURCES``.
    base : str
        Another address than the service's own, as a local server in a test.
    environment : mapping, optional
        Where keys stand; the process's environment where not given.

    Raises
    ------
    ReviewError
        Unknown source.
    """
    name = known_source(name)
    given: dict[str, Any] = {"base": base} if base else {}
    key = (os.environ if environment is None else environment).get(KEYS.get(name, ""), "")
    return _MAKERS[name](**given, **({"key": key} if key else {}))


def known_source(name: str) -> str:
    """Return the name of a source, or refuse it; see :func:`open_source`."""
    if name not in _MAKERS:
        message = f"unknown source {name!r}; expected one of {', '.join(SOURCES)}"
        raise ReviewError(Problem("source", 0, "", message))
    return name


def contact_of(review: Review, given: str = "", environment: Mapping[str, str] | None = None) -> str:
    """Return the address that services may write to: the option, else ETTERVERN_CONTACT, else review.toml.

    Raises
    ------
    ReviewError
        Where it is no e-mail address.
    """
    result = given or (os.environ if environment is None else environment).get("ETTERVERN_CONTACT", "")
    result = result or review.settings.review.contact
    if result and not MAIL.fullmatch(result):
        raise ReviewError(Problem("contact", 0, "", f"{result!r} is no e-mail address"))
    return result
