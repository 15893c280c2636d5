"""The day that counts as today: given, or from SOURCE_DATE_EPOCH, or from the clock.

A build that can be repeated needs a clock that can be set.
"""

from __future__ import annotations

import os
from datetime import UTC, date, datetime

from ettervern.files import Problem, ReviewError


def today(given: str | None = None) -> date:
    """Return the day that counts as today.

    Parameters
    ----------
    given : str, optional
        A day as ``YYYY-MM-DD``, as ``--today`` takes it.

    Raises
    ------
    ReviewError
        Where ``given`` is not a day, or SOURCE_DATE_EPOCH not a number of seconds.
    """
    if given is not None:
        return _day(given)
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return datetime.now(tz=UTC).astimezone().date()
    try:
        return datetime.fromtimestamp(int(epoch), tz=UTC).date()
    except (ValueError, OverflowError, OSError) as error:
        message = f"'{epoch}' is not a number of seconds since 1970-01-01"
        raise ReviewError(Problem("SOURCE_DATE_EPOCH", 0, "", message)) from error


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ReviewError(Problem("--today", 0, "", f"'{text}' is not a day; expected YYYY-MM-DD")) from error
