"""Waiting for something that has no time limit of its own, but not longer than a person would."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, wait
from threading import Thread
from typing import TypeVar

from ettervern.errors import EttervernError

T = TypeVar("T")


class TooSlow(EttervernError):
    """It took longer than it may."""


def within(seconds: float, work: Callable[[], T]) -> T:
    """Return what some work gives, or raise what it raises.

    The time limits of an HTTP client hold for each read: names, headers and bodies that come a letter at a time never
    break them. The work is done beside, and left alone where it does not end; it ends with the program.

    Raises
    ------
    TooSlow
        Where it has not ended in time.
    """
    outcome: Future[T] = Future()

    def beside() -> None:
        try:
            outcome.set_result(work())
        except BaseException as error:
            outcome.set_exception(error)

    Thread(target=beside, daemon=True).start()
    if not wait([outcome], timeout=seconds).done:
        raise TooSlow
    return outcome.result()
