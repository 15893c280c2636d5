"""A command that is refused before it writes what the check would refuse afterwards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from ettervern.check import check
from ettervern.files import Problem, ReviewError
from ettervern.review import Review
from ettervern.staging import set_aside
from ettervern.transaction import transaction


@contextmanager
def guarded(review: Review, command: str, today: date) -> Iterator[None]:
    """Write what a block writes only where the check then finds no error that it did not find before.

    Parameters
    ----------
    review : Review
        The review.
    command : str
        See :func:`ettervern.transaction.transaction`.
    today : date
        The day that counts as today.

    Raises
    ------
    ReviewError
        The errors that would be new; nothing is written then. Errors that were there before stop nobody.
    """
    with transaction(review.root, command) as staging:
        before = dict(staging.contents)
        yield
        if staging.contents == before:
            return
        after = _errors(review, today)
        if after:
            with set_aside(review.root, before):
                known = Counter(map(_known_by, _errors(review, today)))
            new = [one for one in after if known.subtract([_known_by(one)]) or known[_known_by(one)] < 0]
            if new:
                raise ReviewError(new)


def _errors(review: Review, today: date) -> list[Problem]:
    with set_aside(review.root):
        return [one for one in check(review, today=today) if one.severity == "error"]


def _known_by(problem: Problem) -> tuple[str, str, str]:
    """Return what an error is known by though rows before its own may be new."""
    return problem.file, problem.column, problem.message
