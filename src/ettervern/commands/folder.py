"""Which review a command means."""

from __future__ import annotations

from pathlib import Path

from ettervern.files import Problem, ReviewError
from ettervern.review import Review


def open_review(folder: Path | None) -> Review:
    """Open the folder given, or the only review below ``reviews/``.

    Raises
    ------
    ReviewError
        Where there is no such folder, or none or several to choose from.
    """
    return Review.open(folder if folder is not None else _only_review(Path("reviews")))


def _only_review(home: Path) -> Path:
    results = sorted(path.parent for path in home.glob("*/review.toml"))
    if len(results) == 1:
        return results[0]
    if not results:
        message = "no review found here; give the review folder, or run the command where reviews/ lies"
        raise ReviewError(Problem(f"{home}/", 0, "", message))
    names = ", ".join(str(path) for path in results)
    raise ReviewError(Problem(f"{home}/", 0, "", f"several reviews ({names}); name the one you mean"))
