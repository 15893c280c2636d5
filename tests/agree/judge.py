"""Whether the check and a build say the same of a folder, and neither says more than a person can read."""

from __future__ import annotations

import signal
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from ettervern import pipeline
from ettervern.check import check_folder
from ettervern.files import Problem, ReviewError
from ettervern.living.differences import differences
from ettervern.living.snapshot import take
from ettervern.living.status import status
from ettervern.living.telling import tell
from ettervern.living.update import update
from ettervern.review import Review

from .made_up import TODAY

#: A hang, not slowness: the whole of it takes a second or two.
SECONDS = 120


class Hang(BaseException):
    """What was asked did not end."""


@contextmanager
def ends() -> Iterator[None]:
    """Stop what does not end."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise Hang

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def remembered(folder: Path) -> dict[str, bytes]:
    """Return every file of a project but the memory of builds."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and ".ettervern" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def refused(ask: Callable[[], object]) -> list[Problem] | str | None:
    """Return what a call refuses, None where it does its work, a text where it fails in any other way."""
    try:
        with ends():
            ask()
    except ReviewError as error:
        return error.problems
    except Hang:
        return "hang"
    except Exception as error:
        last = traceback.extract_tb(error.__traceback__)
        ours = [frame for frame in last if "ettervern" in frame.filename] or last
        where = f"{Path(ours[-1].filename).name}:{ours[-1].name}"
        return f"{type(error).__name__} in {where}: {str(error)[:120]}"
    return None


def verdicts(folder: Path) -> list[str]:
    """Return in what a check and a build of a review folder differ, and where anything fails.

    Parameters
    ----------
    folder : Path
        The review folder, damaged or not. It is built where it can be.
    """
    root = folder.parent.parent
    before = remembered(root)
    built = refused(lambda: pipeline.run(Review.open(folder), TODAY, lambda _: None))
    if built is not None and remembered(root) != before:
        return ["a refused build changed the folder"]
    # A build that went through has changed nothing that people edit, so the check is asked about the same folder.
    found: list[Problem] = []
    checked = refused(lambda: found.extend(check_folder(folder, today=TODAY)))
    wrong = _compared(built, checked, {one for one in found if one.severity == "error"})
    for name, ask in (("status", _status), ("diff", _diff), ("update", _update)):
        answer = refused(lambda ask=ask: ask(folder))  # type: ignore[misc]
        if isinstance(answer, str):
            wrong.append(f"{name}: {answer}")
        elif name == "update" and answer and not built and not isinstance(checked, str):
            wrong.append(f"only update refuses: {answer[0]}")
    return wrong


def _compared(
    built: list[Problem] | str | None, checked: list[Problem] | str | None, errors: set[Problem]
) -> list[str]:
    """Return in what two answers differ."""
    wrong = [f"{name}: {said}" for name, said in (("build", built), ("check", checked)) if isinstance(said, str)]
    if wrong or isinstance(built, str):
        return wrong
    if isinstance(checked, list):
        return [f"check raises: {checked[0]}"]
    if built is None:
        return [f"only the check refuses: {sorted(errors)[0]}"] if errors else []
    hidden = {one for one in built if one.severity == "error"} - errors
    return [f"the check does not say: {sorted(hidden)[0]}"] if hidden else []


def _status(folder: Path) -> None:
    status(Review.open(folder), TODAY)


def _diff(folder: Path) -> None:
    review = Review.open(folder)
    now = take(review, "")
    tell(review, now, now, differences(now, now))


def _update(folder: Path) -> None:
    update(Review.open(folder), [], TODAY)
