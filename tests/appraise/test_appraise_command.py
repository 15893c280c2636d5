"""``ettervern appraise`` as its users meet it: by doing what it says next, two people get a study judged."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ettervern.appraise.lines import line_problems
from ettervern.cli import app
from ettervern.files import ReviewError
from ettervern.review import Review

from .small import ALL_LOW, small_review

#: What to type to have every domain low: judgements are the first choice.
LOW = ALL_LOW["rob2"].replace("low", "1").split()
HIGH = [*["Y", "N", "N"], "3", *LOW[4:-1], "3"]


@pytest.fixture
def review(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Review:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "4102444800")  # 2100-01-01: after everything
    return small_review(tmp_path)


def told(*words: str, typed: list[str] | None = None, code: int = 0) -> str:
    """Return what a command says, having typed these lines."""
    done = CliRunner().invoke(app, ["appraise", *words], input="".join(f"{line}\n" for line in typed or []))
    if isinstance(done.exception, ReviewError):
        return str(done.exception)
    assert done.exit_code == code, (done.output, done.exception)
    return done.output


def following(said: str, name: str) -> list[str]:
    """Return the words of the command that is said to be next, with a name."""
    found = re.findall(r"next: ettervern appraise ?(.*)", said)
    return str(found[-1]).replace("NAME", name).split()


def test_two_people_get_a_study_judged_by_doing_only_what_is_said(review: Review) -> None:
    said = told()
    assert "cohort2021 (robins_i, no judgement): nobody has begun" in said
    assert "trial2020 (rob2, judged by software only): nobody has begun" in said
    assert following(said, "kari-test") == ["cohort2021", "--by", "kari-test"]
    said = told("trial2020", "--by", "kari-test", typed=LOW[:5])
    assert "1.1 Var det bare tilfeldigheten" in said
    assert following(said, "ola-test") == ["trial2020", "--by", "kari-test"], "who has begun goes on"
    said = told(*following(said, ""), typed=LOW[5:])
    assert "1 finished, 1 more needed" in said
    said = told(*following(said, "ola-test"), typed=HIGH)
    assert following(said, "kari-test") == ["settle", "trial2020", "--by", "kari-test"]
    assert "4 of 6 judgements are the same, to_settle" in told("compare")
    assert "kari-test: ja\n  ola-test: nei" in told("compare", "trial2020")
    half = told(*following(said, "kari-test"), typed=["3 envelopes were opened"], code=1)
    assert "Ingenting er skrevet" in half
    said = told(*following(said, "kari-test"), "--language", "en", typed=["3 envelopes were opened", "3 follows"])
    assert "trial2020 is high (rob2), judged by kari-test; ola-test, settled by kari-test" in said
    assert "next: ettervern build" in said
    assert "trial2020" not in told()


def test_enter_chooses_nothing_and_a_number_goes_to_a_question(review: Review) -> None:
    said = told("trial2020", "--by", "kari-test", "--language", "en", typed=["", "Y", "9", "y", "1.1", "N", "q"])
    assert said.count("Choose one of the answers first.") == 2
    assert "You said before: yes" in said
    assert "What you answered is saved." in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["setle"], "no study “setle” with figures"),
        (["trial2020"], "say who appraises: ettervern appraise trial2020 --by NAME"),
        (["trial2020", "--by", "eva-test"], "'eva-test' is not listed"),
        (["settle", "trial2020", "--by", "kari-test"], "2 appraisals are needed, 0 finished (nobody)"),
        (["compare", "trial2020"], "next: ettervern appraise trial2020 --by NAME"),
    ],
)
def test_a_slip_is_one_clear_line(review: Review, words: list[str], said: str) -> None:
    assert said in told(*words)


def test_check_reads_the_files_of_those_who_appraise(review: Review) -> None:
    told("trial2020", "--by", "kari-test", typed=LOW)
    assert line_problems(review, {"kari-test"}) == []
    assert [one.message for one in line_problems(review, set())] == ["“kari-test” is not listed in reviewers.csv"]
    path = review.screening / "appraisal" / "kari-test.csv"
    path.write_text(path.read_text("utf-8").replace(",1.1,Y,", ",1.1,maybe,"), "utf-8")
    assert [(one.row, one.column) for one in line_problems(review, {"kari-test"})] == [(2, "answer")]
