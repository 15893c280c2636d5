"""Asking a web service politely: at its pace, with who we are, again after a fault, never for ever."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

import httpx

from ettervern import __version__
from ettervern.files import Problem, ReviewError

#: Answers after which asking again makes sense.
PASSING = {408, 425, 429, 500, 502, 503, 504}
TRIES = 6
#: Seconds: the first wait, the longest wait of our own, the longest that a service may ask for.
FIRST_WAIT, LONGEST_WAIT, LONGEST_ASKED = 1.0, 60.0, 300.0

T = TypeVar("T")
Parameters = Mapping[str, str | int]


class Refused(ReviewError):
    """A service does not give what was asked; ``status`` is that of its last answer."""

    def __init__(self, problem: Problem, status: int) -> None:
        self.status = status
        super().__init__(problem)


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
    client: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=60.0))
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    _last: float = float("-inf")

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
            Where the service refuses, or does not answer after several tries.
        """
        return self._ask(self._request(url, parameters, "text/plain", post), lambda answer: answer.text)

    def json(self, url: str, parameters: Parameters | None = None, *, post: bool = False) -> dict[str, Any]:
        """Return an answer in JSON that must be an object; see :meth:`text`."""
        return self._ask(self._request(url, parameters, "application/json", post), _object)

    def _request(self, url: str, parameters: Parameters | None, accept: str, post: bool) -> httpx.Request:
        asked = {name: str(value) for name, value in (parameters or {}).items()}
        if post:
            return self.client.build_request("POST", url, data=asked, headers=self._headers(accept))
        return self.client.build_request("GET", url, params=asked or None, headers=self._headers(accept))

    def _ask(self, request: httpx.Request, read: Callable[[httpx.Response], T]) -> T:
        """Ask until there is an answer that can be read, waiting longer each time."""
        fault, status = "", 0
        for attempt in range(TRIES):
            self._pace()
            asked = 0.0
            try:
                answer = self.client.send(request)
                if answer.is_success:
                    return read(answer)
                if answer.status_code not in PASSING:
                    raise self._refused(answer)
                status = answer.status_code
                fault, asked = f"status {status}", self._asked(answer)
            except (httpx.TransportError, httpx.DecodingError) as error:
                fault, status = f"connection lost ({type(error).__name__})", 0
            except ValueError:
                fault, status = "an answer that is not whole JSON", 0
            if attempt + 1 < TRIES:
                self.sleep(max(asked, min(LONGEST_WAIT, FIRST_WAIT * 2**attempt)))
        message = (
            f"no usable answer after {TRIES} tries; the last: {fault}. Run the command again: it goes on from here"
        )
        raise Refused(Problem(self.name, 0, "", message), status)

    def _pace(self) -> None:
        """Wait until the service may be asked again."""
        wait = self._last + self.interval - self.clock()
        if wait > 0:
            self.sleep(wait)
        self._last = self.clock()

    def _headers(self, accept: str) -> dict[str, str]:
        who = f" (mailto:{self.contact})" if self.contact else ""
        return {"User-Agent": f"ettervern/{__version__}{who}", "Accept": accept}

    def _asked(self, answer: httpx.Response) -> float:
        """Return how long the service asks us to wait; 0 where it says nothing that can be read."""
        text = answer.headers.get("Retry-After", "").strip()
        try:
            seconds = float(text) if text.isdigit() else (parsedate_to_datetime(text) - self.now()).total_seconds()
        except (ValueError, TypeError):
            return 0.0
        if seconds > LONGEST_ASKED:
            message = f"the service asks us to wait {seconds:.0f} seconds; run the command again after that"
            raise Refused(Problem(self.name, 0, "", message), answer.status_code)
        return max(0.0, seconds)

    def _refused(self, answer: httpx.Response) -> Refused:
        """Return the error for an answer that will not get better by asking again."""
        says = " ".join("".join(c if c.isprintable() else " " for c in answer.text[:200]).split())
        problem = Problem(self.name, 0, "", f"refused with status {answer.status_code}: {says}")
        return Refused(problem, answer.status_code)


def _object(answer: httpx.Response) -> dict[str, Any]:
    """Return JSON that is an object."""
    content = answer.json()
    if not isinstance(content, dict):
        raise ValueError("not an object")
    return content
