"""Asking a web service politely: at its pace, with who we are, again after a fault, never for ever.

No redirect is followed: a service that moved is named with where it moved to, and a person decides. So nothing that a
service answers can lead to another host, to a file or to an address of the own network.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

import httpx

from ettervern import __version__
from ettervern.digits import whole
from ettervern.errors import EttervernError
from ettervern.files import Problem, ReviewError
from ettervern.search import limits
from ettervern.search.answer import Changed, Part, read_json, said
from ettervern.search.patience import TooSlow, within
from ettervern.search.unpack import ACCEPTED, Damaged, TooLarge, UnknownCoding, unpacked

#: Answers after which asking again makes sense.
PASSING = {408, 425, 429, 500, 502, 503, 504}

T = TypeVar("T")
Parameters = Mapping[str, str | int]


class Refused(ReviewError):
    """A service does not give what was asked; ``status`` is that of its last answer."""

    def __init__(self, problem: Problem, status: int) -> None:
        self.status = status
        super().__init__(problem)


class _Passing(EttervernError):
    """A fault that may be gone the next time, and how many seconds the service asks us to wait until then."""

    def __init__(self, fault: str, status: int = 0, wait: float = 0.0) -> None:
        self.status, self.wait = status, wait
        super().__init__(fault)


@dataclass
class Fetcher:
    """Asks one service.

    Attributes
    ----------
    name : str
        What messages call the service.
    interval : float
        Least seconds between two requests.
    contact : str
        E-mail address that tells the service whom to write to; may be empty.
    client : httpx.Client
        Makes the requests.
    clock, sleep : callable
        Seconds that only go forward, and waiting. Tests give their own.
    now : callable
        The time of day, for a Retry-After that is a date.
    """

    name: str
    interval: float
    contact: str = ""
    client: httpx.Client = field(default_factory=lambda: _client())
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    _last: float = float("-inf")
    _begun: float = float("inf")
    _requests: int = 0

    def text(self, url: str, parameters: Parameters | None = None, *, post: bool = False) -> str:
        """Return the text of an answer.

        Parameters
        ----------
        url : str
            Where to ask.
        parameters : mapping, optional
            What to ask.
        post : bool
            Whether to send the parameters as a form: long queries do not fit into an address.

        Raises
        ------
        ReviewError
            Where the service refuses, does not answer after several tries, or answers with more than a ceiling of
            :mod:`ettervern.search.limits`.
        """
        return self._ask(self._request(url, parameters, "text/plain", post), lambda text: text)

    def json(self, url: str, parameters: Parameters | None = None, *, post: bool = False) -> Part:
        """Return an answer in JSON that must be an object; see :meth:`text`."""
        return self._ask(self._request(url, parameters, "application/json", post), lambda t: read_json(self.name, t))

    def _request(self, url: str, parameters: Parameters | None, accept: str, post: bool) -> httpx.Request:
        asked = {name: str(value) for name, value in (parameters or {}).items()}
        try:
            if post:
                return self.client.build_request("POST", url, data=asked, headers=self._headers(accept))
            return self.client.build_request("GET", url, params=asked or None, headers=self._headers(accept))
        except (httpx.InvalidURL, ValueError) as error:
            raise self._refused(f"no request can be made of this ({said(error)})") from error

    def _ask(self, request: httpx.Request, read: Callable[[str], T]) -> T:
        """Ask until there is an answer that can be read, waiting longer each time."""
        passing = _Passing("")
        for attempt in range(limits.TRIES):
            self._pace()
            try:
                return self._once(request, read)
            except _Passing as error:
                passing = error
            if attempt + 1 < limits.TRIES:
                self.sleep(max(passing.wait, min(limits.LONGEST_WAIT, limits.FIRST_WAIT * 2**attempt)))
        last = f"no usable answer after {limits.TRIES} tries; the last: {passing}"
        raise self._refused(f"{last}. Run the command again: it goes on from here", passing.status)

    def _once(self, request: httpx.Request, read: Callable[[str], T]) -> T:
        """Return what one answer says; :class:`_Passing` where the next may be better."""
        try:
            answer, data = self._answer(request)
        except Damaged as error:
            raise _Passing("an answer whose packing is damaged") from error
        except (httpx.TransportError, ValueError) as error:
            raise _Passing(f"connection lost ({type(error).__name__}: {said(error)})") from error
        if not answer.is_success:
            raise _Passing(f"status {answer.status_code}", answer.status_code, self._held_up(answer, data))
        try:
            return read(data.decode("utf-8-sig"))
        except ValueError as error:
            what = "whole UTF-8" if isinstance(error, UnicodeDecodeError) else "whole JSON"
            kind = said(answer.headers.get("Content-Type", "nothing known"))
            raise _Passing(f"an answer that is not {what} (its type: {kind})") from error

    def _answer(self, request: httpx.Request) -> tuple[httpx.Response, bytearray]:
        """Return an answer and its bytes, or say which ceiling it breaks."""
        try:
            return within(limits.ANSWER_SECONDS, lambda: self._received(request))
        except TooSlow as error:
            message = f"no whole answer within {limits.ANSWER_SECONDS:g} seconds"
            raise self._refused(f"{message}. Run the command again: it goes on from here") from error
        except TooLarge as error:
            raise Changed(self.name, "", f"an answer of at most {limits.ANSWER_BYTES:,} bytes") from error
        except UnknownCoding as error:
            message = f"an answer packed as {ACCEPTED} or not at all, not as {said(error)}"
            raise Changed(self.name, "", message) from error
        except (httpx.UnsupportedProtocol, httpx.LocalProtocolError) as error:
            raise self._refused(f"no request can be made of this ({said(error)})") from error

    def _received(self, request: httpx.Request) -> tuple[httpx.Response, bytearray]:
        """Make a request and unpack what comes."""
        answer = self.client.send(request, stream=True, follow_redirects=False)
        try:
            codings = answer.headers.get("Content-Encoding", "")
            return answer, unpacked(answer.iter_raw(), codings, limits.ANSWER_BYTES)
        finally:
            answer.close()

    def _pace(self) -> None:
        """Wait until the service may be asked again; stop where it has been asked for too long."""
        wait = self._last + self.interval - self.clock()
        if wait > 0:
            self.sleep(wait)
        self._last = self.clock()
        self._begun = min(self._begun, self._last)
        self._requests += 1
        if self._requests > limits.REQUESTS or self._last - self._begun > limits.SEARCH_SECONDS:
            most = f"{limits.REQUESTS:,} requests or {limits.SEARCH_SECONDS / 3600:g} hours"
            raise self._refused(f"not finished after {most}; is the query too wide? A new run goes on from here")

    def _headers(self, accept: str) -> dict[str, str]:
        who = f" (mailto:{quote(self.contact, safe='@+')})" if self.contact else ""
        return {"User-Agent": f"ettervern/{__version__}{who}", "Accept": accept, "Accept-Encoding": ACCEPTED}

    def _held_up(self, answer: httpx.Response, data: bytearray) -> float:
        """Return how long a service asks us to wait, where asking again may help; else say what it answers."""
        if answer.status_code in PASSING:
            return self._asked(answer)
        if answer.has_redirect_location:
            target = f"sends us on to {_place(answer)}, where nobody goes unasked"
            raise self._refused(f"{target}; has its address changed? See --base", answer.status_code)
        says = said(data[: limits.SHOWN].decode("utf-8", "replace"))
        raise self._refused(f"refused with status {answer.status_code}: {says}", answer.status_code)

    def _asked(self, answer: httpx.Response) -> float:
        """Return how long the service asks us to wait; 0 where it says nothing that can be read."""
        text = answer.headers.get("Retry-After", "").strip()
        try:
            number = whole(text)
            seconds = (parsedate_to_datetime(text) - self.now()).total_seconds() if number is None else float(number)
        except (ValueError, TypeError, OverflowError, IndexError):
            return 0.0
        if seconds > limits.LONGEST_ASKED:
            message = f"the service asks us to wait {seconds:.0f} seconds; run the command again after that"
            raise self._refused(message, answer.status_code)
        return max(0.0, seconds)

    def _refused(self, message: str, status: int = 0) -> Refused:
        return Refused(Problem(self.name, 0, "", message), status)


def _client() -> httpx.Client:
    """Return what makes requests, by way of the proxy that the environment names, if it does."""
    try:
        return httpx.Client(timeout=60.0, follow_redirects=False)
    except (httpx.InvalidURL, ValueError) as error:
        message = f"the proxy of this machine cannot be used ({said(error)})"
        raise ReviewError(Problem("HTTP_PROXY, HTTPS_PROXY or ALL_PROXY", 0, "", message)) from error


def _place(answer: httpx.Response) -> str:
    """Return where a redirect leads, as messages show it: without what was asked, in which a key may stand."""
    try:
        parts = urlsplit(urljoin(str(answer.url), answer.headers["Location"]))
        return said(urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", "")))
    except ValueError:
        return "an address that is none"
