"""A small review with one trial and one study without a draw, and two made-up people who appraise them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd

from ettervern.appraise.session import Appraising
from ettervern.extract.schemas import BiasRow, OutcomeRow, StudyRow
from ettervern.files import write_table
from ettervern.review import Review
from ettervern.schema import Row, needed
from tests.conftest import ROOT

STUDY = {"category": "peer", "directness": "direct", "age_group": "adults"}
OUTCOME = {
    "outcome": "relapse", "event": "relapse", "definition": "any", "definition_flag": "any_use", "months": "6",
    "arm_intervention": "a", "arm_category": "peer", "arm_control": "b", "unit": "persons", "analysis_set": "itt",
    "counts_source": "reported", "extraction_agreement": "both",
}  # fmt: skip
DOMAINS = ("d1_randomisation", "d2_deviations", "d3_missing_data", "d4_measurement", "d5_selective_reporting")
#: Answers and judgements that make every domain low: RoB 2 and ROBINS-I.
ALL_LOW = {
    "rob2": "Y Y N low N N Y low Y low N N N low Y N N low low",
    "robins_i": "N low N Y low Y Y N low N low Y N N low N N Y N low N N N low low",
}


def _write(path: Path, row: type[Row], *cells: dict[str, str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_table(path, pd.DataFrame(cells, columns=list(needed(row)), dtype="str").fillna(""))


def small_review(root: Path) -> Review:
    """Return a review with the studies ``trial2020`` and ``cohort2021``, which software has judged."""
    folder = root / "reviews" / "small"
    folder.mkdir(parents=True)
    shutil.copy(ROOT / "reviews" / "ettervern" / "review.toml", folder)
    review = Review.open(folder)
    designs = {"trial2020": "rct", "cohort2021": "quasi_experimental"}
    about = [
        {"study_id": name, "bibkey": name, "title": f"Title of {name}", "trial": name, "design": design, **STUDY}
        for name, design in designs.items()
    ]
    _write(review.extraction / "studies.csv", StudyRow, *about)
    figures = [{"outcome_id": f"{name}-1", "study_id": name, "control_group": name, **OUTCOME} for name in designs]
    _write(review.extraction / "outcomes.csv", OutcomeRow, *figures)
    by_software = {"study_id": "trial2020", "tool": "rob2", **dict.fromkeys((*DOMAINS, "overall"), "some_concerns")}
    _write(review.extraction / "risk_of_bias.csv", BiasRow, by_software | {"other_notes": "by rule"})
    kinds = {"kari-test": "person", "ola-test": "person", "robot-1": "software", "robot-2": "software"}
    people = [
        {"reviewer": name, "kind": kind, "description_nb": "N", "description_en": "E"} for name, kind in kinds.items()
    ]
    review.screening.mkdir(parents=True)
    write_table(review.screening / "reviewers.csv", pd.DataFrame(people))
    return review


def appraise(review: Review, study: str, name: str, *, said: str = "") -> None:
    """Have somebody say these things, one after the other; a judgement that is not proposed gets a reason."""
    session = Appraising(review, study, name)
    for word in (said or ALL_LOW[session.tool.id]).split():
        reason = "" if session.step and (session.step.question or word == session.proposal()) else f"because of {name}"
        session.say(word, reason)
    session.close()
