"""The whole way, from files to results: the steps in their order.

A step reads files (through the workspace, so that it sees what an earlier step has staged) and stages files. Nothing
is written before every step has succeeded; see :mod:`ettervern.transaction`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TypeVar

from ettervern import steps
from ettervern.files import Problem, ReviewError
from ettervern.memory import CHECK, Memory, base_of
from ettervern.review import Review
from ettervern.shown import Shown
from ettervern.staging import Watch, files_in, set_aside, watched
from ettervern.steps import Context
from ettervern.transaction import changes, transaction
from ettervern.workspace import Workspace


@dataclass(frozen=True)
class Step:
    """One step of a build.

    What it reads and writes is seen while it runs (:class:`ettervern.memory.Memory`), so nobody has to list it.

    Attributes
    ----------
    name : str
        One word, for the memory of earlier builds.
    says : str
        What the progress bar shows.
    run : callable
        Does it.
    """

    name: str
    says: str
    run: Callable[[Context], None]


STEPS = (
    Step(CHECK, "checking the review folder", steps.check),
    Step("records", "reading search exports, removing duplicates", steps.records),
    Step("screen", "counting decisions and the flow", steps.screen),
    Step("extract", "loading the extraction tables", steps.extract),
    Step("references", "joining the references of all reviews", steps.references),
    Step("synthesise", "pooling the outcomes", steps.synthesise),
    Step("appraise", "judging certainty, absolute effects", steps.appraise),
    Step("standing", "counting how far the review has come", steps.standing),
    Step("local", "planning a study of one's own", steps.local),
)


@dataclass(frozen=True, repr=False)
class Built(Shown):
    """What a build did.

    Attributes
    ----------
    changed : list of Path
        Files whose content is new.
    warnings : list of Problem
        What a person should know though it stops nothing, without what the check tells.
    checked : int
        How many warnings the check has.
    """

    changed: list[Path]
    warnings: list[Problem]
    checked: int


def run(review: Review, today: date, tell: Callable[[str], None]) -> Built:
    """Run every step that must be run, then put all results in place (in a transaction of the caller's, at its end).

    Parameters
    ----------
    review : Review
        The review to build.
    today : date
        The day that counts as today.
    tell : callable
        Called with what the next step does.

    Returns
    -------
    Built
        What changed, and what a person should know.

    Raises
    ------
    ReviewError
        Bad input; nothing has been written.
    """
    with transaction(review.root, "ettervern build") as staging:
        before = set(staging.contents)
        context = Context(review, Workspace(), today)
        memory = _run_steps(context, STEPS, tell)
        checked, others = context.warnings[: context.checked], context.warnings[context.checked :]
        changed = [path for path in changes(staging.contents) if path not in before]
        memory.save()
    return Built(changed, sorted(set(others) - set(checked)), len(checked))


def rehearse(review: Review, today: date) -> list[Problem]:
    """Return what the steps after the check would refuse: they are run, and nothing is written.

    Parameters
    ----------
    review : Review
        A review in whose files :func:`ettervern.check.faults` finds no error.
    today : date
        The day that counts as today.
    """
    try:
        with set_aside(review.root):
            _run_steps(Context(review, Workspace(), today), STEPS[1:], lambda _: None)
    except ReviewError as error:
        return error.problems
    return []


T = TypeVar("T")


def ahead(review: Review, today: date, look: Callable[[Context], T]) -> tuple[T, list[Path]]:
    """Return what is seen of a review as a build would make it now, and the files that it would change.

    Parameters
    ----------
    review : Review
        The review; nothing of it is written.
    today : date
        The day that counts as today.
    look : callable
        Called with what the steps had, while their results are staged.

    Raises
    ------
    ReviewError
        Where the review does not build.
    """
    with set_aside(review.root) as staging:
        context = Context(review, Workspace(), today)
        _run_steps(context, STEPS, lambda _: None)
        return look(context), changes(staging.contents)


def _run_steps(context: Context, steps_: Sequence[Step], tell: Callable[[str], None]) -> Memory:
    """Run the steps that must be run; return what to remember of them."""
    review = context.review
    memory = Memory.of(review)
    for step in steps_:
        tell(step.says)
        base = base_of(review, context.today if step.name == CHECK else None)
        message = memory.knows(step.name, base)
        if message is None:
            watch, before = Watch(), len(context.warnings)
            with watched(watch):
                _run(step, context)
            memory.note(step.name, base, watch, context.warnings[before:])
        else:
            context.warnings += message
        if step.name == CHECK:
            context.checked = len(context.warnings)
    return memory


def _run(step: Step, context: Context) -> None:
    """Run a step; a problem that names a file by its bare name gets the file's place in the project."""
    try:
        step.run(context)
    except ReviewError as error:
        review = context.review
        folders = (review.results, review.searches, review.screening, review.extraction)
        places = {path.name: review.shown(path) for folder in folders for path in files_in(folder)}
        raise ReviewError([replace(one, file=places.get(one.file, one.file)) for one in error.problems]) from error
