"""Who stands behind each judgement of risk of bias, and which studies await the judgement of people."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from ettervern.appraise.appraisers import Appraisals, appraisals, rows_of
from ettervern.extract.schemas import BiasRow
from ettervern.review import Review


class Appraisers(NamedTuple):
    """Who stands behind the judgement of a study in ``risk_of_bias.csv``."""

    study_id: str
    tool: str
    names: tuple[str, ...]
    kind: str
    settled_by: str
    date: str


def appraised_by(review: Review) -> dict[str, Appraisers]:
    """Return who appraised each study that ``risk_of_bias.csv`` judges, by its id.

    ``kind`` is ``person`` or ``software``; a row that does not say counts as software's. ``names`` may be empty then.
    """
    return {
        row.study_id: Appraisers(
            row.study_id,
            row.tool,
            tuple(name.strip() for name in row.judged_by.split(";") if name.strip()),
            row.kind or "software",
            row.settled_by,
            row.date,
        )
        for row in rows_of(review, BiasRow, "risk_of_bias")
    }


class ToAppraise(NamedTuple):
    """A study with figures that people have not judged.

    ``judged`` is ``''`` or ``software``: what the table has now. ``state`` is ``nobody``, ``begun`` or ``to_settle``;
    ``done`` and ``begun`` say who has finished and who is at work; ``command`` is what to do next.
    """

    study_id: str
    tool: str
    title: str
    judged: str
    state: str
    done: tuple[str, ...]
    begun: tuple[str, ...]
    command: str


def studies_to_appraise(review: Review, *, today: date | None = None) -> list[ToAppraise]:
    """Return the studies with figures that people have not judged, first those without any judgement."""
    waiting = [_waiting(one) for one in appraisals(review, today=today).values() if not _by_people(one)]
    order = ("to_settle", "begun", "nobody")
    return sorted(waiting, key=lambda one: (bool(one.judged), order.index(one.state)))


def _by_people(one: Appraisals) -> bool:
    """Return whether the table has what people agreed on, and nobody has judged anew since."""
    return one.row is not None and one.row.kind == "person" and one.state != "to_settle"


def _waiting(one: Appraisals) -> ToAppraise:
    study = one.study.study_id
    judged = (one.row.kind or "software") if one.row else ""
    state = "nobody" if one.state == "settled" else one.state
    verb = f"settle {study}" if state == "to_settle" else study
    command = f"ettervern appraise {verb} --by NAME"
    return ToAppraise(study, one.tool.id, one.study.title, judged, state, tuple(one.done), tuple(one.begun), command)
