"""A conflict on a report from which results were extracted stops the build, and a person's word lets it go on."""

from __future__ import annotations

import pytest

from ettervern import pipeline
from ettervern.files import ReviewError, read_table
from ettervern.review import Review
from ettervern.screen.prepare import open_adjudication
from ettervern.screen.reviewers import join
from tests.living.conftest import TODAY, quiet
from tests.screen.helpers import put


def test_an_open_conflict_on_an_extracted_study_stops_the_build_until_a_person_settles_it(built: Review) -> None:
    ids = read_table(built.screening / "report_ids.csv")
    report = dict(zip(ids["study_id"], ids["report_id"], strict=True))["jason2007"]
    for name in ("kari-test", "per-test"):
        join(built, name, "person")
    put(built, "kari-test", f"{report},exclude,,design")
    before = (built.results / "pooled.csv").read_bytes()
    with pytest.raises(ReviewError) as stopped:
        pipeline.run(built, TODAY, quiet)
    (problem,) = stopped.value.problems
    for words in (report, "jason2007", "kari-test: exclude, design", "reviewer-1 (software): include, effect"):
        assert words in str(problem)
    assert "'ettervern screen adjudicate --by NAME'" in str(problem)
    assert (built.results / "pooled.csv").read_bytes() == before, "nothing is dropped in silence"

    session = open_adjudication(built, "per-test", today=TODAY)
    assert session.shown == report
    session.close()
    put(built, "adjudication_per-test", f"{report},include,effect,")
    pipeline.run(built, TODAY, quiet)
    row = read_table(built.results / "screening.csv").set_index("report_id").loc[report]
    assert (row["decision"], row["how"], row["by"]) == ("include", "adjudicated", "per-test")
