"""Two people appraise a study: nothing is lost or seen too early, and people stand above software."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ettervern.appraise.appraisers import appraisals_of, compared
from ettervern.appraise.awaiting import appraised_by, studies_to_appraise
from ettervern.appraise.lines import folder, read_lines
from ettervern.appraise.session import Appraising
from ettervern.appraise.settle import Settling
from ettervern.extract.bias import RULES
from ettervern.extract.schemas import BiasRow
from ettervern.files import ReviewError, read_table
from ettervern.review import Review
from ettervern.schema import read_entered

from .small import ALL_LOW, appraise, small_review

DAY = date(2027, 1, 1)
#: As all low, but that the outcome is missing for many, for reasons of its own.
MISSING = "Y Y N low N N Y low N N Y Y high N N N low Y N N low high"


@pytest.fixture
def review(tmp_path: Path) -> Review:
    return small_review(tmp_path)


def settled(review: Review, study: str, by: str = "kari-test", **decided: str) -> BiasRow:
    """Settle a study with these decisions."""
    settling = Settling.open(review, appraisals_of(review, study), by)
    for item, judgement in decided.items():
        settling.decide(item, judgement, "talked it through")
    assert settling.waiting() == ""
    return settling.save(DAY)


def row_of(review: Review, study: str) -> BiasRow:
    """Return what the table says of a study."""
    rows = read_entered(BiasRow, review.extraction / "risk_of_bias.csv", "risk_of_bias.csv")
    assert [finding for rule in RULES for finding in rule(rows)] == []
    return next(row for row in rows.values() if row.study_id == study)


def test_every_answer_is_on_the_disk_before_the_next_question(review: Review) -> None:
    session = Appraising(review, "trial2020", "kari-test")
    for place, word in enumerate(["Y", "PY", "N", "low"], start=1):
        session.say(word, "page 3")
        assert [line.answer for line in read_lines(review, "kari-test")][-1] == word
        assert len(read_lines(review, "kari-test")) == place
    session.close()
    again = Appraising(review, "trial2020", "kari-test")
    assert again.step is not None and again.step.item == "2.1", "one goes on where one stopped"
    again.close()


def test_a_judgement_that_is_not_proposed_needs_a_reason_and_a_whole_is_never_too_mild(review: Review) -> None:
    session = Appraising(review, "trial2020", "kari-test")
    for word in ["Y", "Y", "N"]:
        session.say(word)
    with pytest.raises(ReviewError, match=r"high is not what the answers propose \(low\); expected a reason"):
        session.say("high")
    session.say("high", "they opened the envelopes")
    for word in ["N", "N", "Y", "low", "Y", "low", "N", "N", "N", "low", "Y", "N", "N", "low"]:
        session.say(word)
    with pytest.raises(ReviewError, match="some_concerns is milder than the domains allow; expected high or worse"):
        session.say("some_concerns", "small")
    with pytest.raises(ReviewError, match="expected one of low, some_concerns, high; found “no_information”"):
        session.say("no_information", "x")
    session.say("high")
    assert session.step is None
    session.close()


def test_a_changed_answer_asks_for_the_judgements_that_rest_on_it_again(review: Review) -> None:
    appraise(review, "trial2020", "kari-test")
    session = Appraising(review, "trial2020", "kari-test")
    assert session.go("3.1") and not session.go("3.9")
    session.say("N")
    assert session.step is not None and session.step.item == "3.2"
    for word in ["N", "N", "low", "low"]:
        session.say(word)
    assert session.step is None
    assert len(session.state.lines) == len({line.item for line in read_lines(review, "kari-test")})
    session.close()


def test_one_may_go_back_and_what_was_said_stands_until_it_is_said_anew(review: Review) -> None:
    session = Appraising(review, "trial2020", "kari-test")
    for word in ["Y", "Y"]:
        session.say(word)
    session.back()
    before = session.before()
    assert session.step is not None and session.step.item == "1.2" and before is not None and before.answer == "Y"
    session.forward()
    assert session.step.item == "1.3"
    session.close()


def test_nobody_sees_anothers_answers_before_both_have_finished(review: Review) -> None:
    appraise(review, "trial2020", "kari-test")
    appraise(review, "trial2020", "ola-test", said="Y Y N low")
    with pytest.raises(ReviewError, match=r"2 appraisals are needed, 1 finished \(kari-test\)"):
        compared(appraisals_of(review, "trial2020"))
    with pytest.raises(ReviewError, match="2 appraisals are needed"):
        Settling.open(review, appraisals_of(review, "trial2020"), "kari-test")


def test_what_differs_is_settled_with_reasons_and_takes_the_place_of_softwares_row(review: Review) -> None:
    appraise(review, "trial2020", "kari-test")
    appraise(review, "trial2020", "ola-test", said=MISSING)
    one = appraisals_of(review, "trial2020")
    assert one.differing() == ["d3_missing_data", "overall"]
    answers = {row.item: row.answers for row in compared(one)}
    assert answers["3.2"] == {"kari-test": "NA", "ola-test": "N"}
    settling = Settling.open(review, one, "kari-test")
    with pytest.raises(ReviewError, match="expected a reason: the appraisers differ"):
        settling.decide("d3_missing_data", "high", " ")
    settling.decide("d3_missing_data", "high", "a third is missing")
    with pytest.raises(ReviewError, match="milder than its domains allow; expected high"):
        settling.decide("overall", "low", "small")
    settling.decide("overall", "high", "follows")
    row = settling.save(DAY)
    assert row_of(review, "trial2020") == row
    assert (row.d1_randomisation, row.d3_missing_data, row.overall) == ("low", "high", "high")
    assert (row.basis_missing_data, row.kind, row.judged_by) == ("a third is missing", "person", "kari-test; ola-test")
    assert (row.settled_by, row.date) == ("kari-test", "2027-01-01")
    kept = read_table(folder(review) / "replaced" / "trial2020.csv")
    assert kept[["overall", "other_notes"]].to_numpy().tolist() == [["some_concerns", "by rule"]]


def test_nothing_is_written_while_a_decision_is_lacking(review: Review) -> None:
    appraise(review, "trial2020", "kari-test")
    appraise(review, "trial2020", "ola-test", said=MISSING)
    before = (review.extraction / "risk_of_bias.csv").read_bytes()
    settling = Settling.open(review, appraisals_of(review, "trial2020"), "kari-test")
    with pytest.raises(ReviewError, match="expected a decision"):
        settling.save(DAY)
    assert (review.extraction / "risk_of_bias.csv").read_bytes() == before
    assert not folder(review, settled=True).exists()


def test_a_whole_that_all_made_is_decided_anew_where_the_settled_domains_forbid_it(review: Review) -> None:
    high_first = "Y N high N N Y low Y low N N N low Y N N low high".replace("Y N high", "Y N N high")
    appraise(review, "trial2020", "kari-test", said=high_first)
    appraise(review, "trial2020", "ola-test", said=MISSING)
    settling = Settling.open(review, appraisals_of(review, "trial2020"), "ola-test")
    settling.decide("d1_randomisation", "low", "x")
    settling.decide("d3_missing_data", "low", "x")
    assert settling.waiting() == "", "high over low domains is severe, not mild"
    assert settling.proposal() == "low"


def test_studies_of_seven_domains_are_agreed_on_without_a_question_and_get_a_row_of_their_own(review: Review) -> None:
    for name in ("kari-test", "ola-test"):
        appraise(review, "cohort2021", name)
    row = settled(review, "cohort2021")
    assert row_of(review, "cohort2021") == row
    assert (row.tool, row.d6_selection, row.d7_classification, row.overall) == ("robins_i", "low", "low", "low")
    assert row_of(review, "trial2020").other_notes == "by rule", "other rows stay"
    assert not (folder(review) / "replaced").exists(), "there was no row to keep"


def test_software_never_replaces_what_people_have_judged(review: Review) -> None:
    for name in ("robot-1", "robot-2"):
        appraise(review, "trial2020", name)
    assert settled(review, "trial2020", "robot-1").kind == "software"
    for name in ("kari-test", "ola-test"):
        appraise(review, "trial2020", name, said=MISSING)
    assert appraisals_of(review, "trial2020").done == ["kari-test", "ola-test"], "people's appraisals count alone"
    assert settled(review, "trial2020", "robot-1").kind == "software", "software that settles makes it software's"
    assert settled(review, "trial2020").kind == "person"
    with pytest.raises(ReviewError, match="people have judged trial2020; only people can judge it anew"):
        Settling.open(review, appraisals_of(review, "trial2020"), "robot-1")


def test_who_judges_anew_after_the_settlement_reopens_it(review: Review) -> None:
    for name in ("kari-test", "ola-test"):
        appraise(review, "trial2020", name)
    settled(review, "trial2020")
    assert [one.study_id for one in studies_to_appraise(review)] == ["cohort2021"]
    session = Appraising(review, "trial2020", "ola-test")
    session.go("1.2")
    for word in ["N", "high", "high"]:
        session.say(word)
    session.close()
    waiting = {one.study_id: one for one in studies_to_appraise(review)}
    assert waiting["trial2020"].state == "to_settle"
    assert waiting["trial2020"].command == "ettervern appraise settle trial2020 --by NAME"


def test_it_says_what_awaits_and_who_has_judged(review: Review) -> None:
    appraise(review, "trial2020", "kari-test")
    appraise(review, "trial2020", "ola-test", said="Y")
    first, second = studies_to_appraise(review)
    assert (first.study_id, first.tool, first.judged, first.state) == ("cohort2021", "robins_i", "", "nobody")
    assert (second.study_id, second.judged, second.state) == ("trial2020", "software", "begun")
    assert (second.done, second.begun) == (("kari-test",), ("ola-test",))
    assert appraised_by(review)["trial2020"].kind == "software", "a row that does not say counts as software's"
    appraise(review, "trial2020", "ola-test", said=ALL_LOW["rob2"][2:])
    settled(review, "trial2020")
    who = appraised_by(review)["trial2020"]
    assert (who.names, who.kind, who.settled_by) == (("kari-test", "ola-test"), "person", "kari-test")


def test_two_branches_of_one_persons_file_merge_whatever_the_order_of_the_lines(review: Review) -> None:
    appraise(review, "trial2020", "kari-test")
    before = appraisals_of(review, "trial2020").by["kari-test"].judgements()
    path = folder(review) / "kari-test.csv"
    head, *lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text(head + "".join(reversed(lines)) + head, "utf-8")
    assert appraisals_of(review, "trial2020").by["kari-test"].judgements() == before


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("2027-01-01T00:00:00Z,trial2020,rob3,1.1,Y,", "row 2, column tool"),
        ("2027-01-01T00:00:00Z,trial2020,rob2,9.9,Y,", "row 2, column item"),
        ("2027-01-01T00:00:00Z,trial2020,rob2,3.2,NI,", "row 2, column answer: expected one of Y, PY, PN, N"),
        ("2027-01-01T00:00:00Z,trial2020,rob2,overall,serious,", "row 2, column answer"),
        ("soon,trial2020,rob2,1.1,Y,", "row 2, column time"),
    ],
)
def test_a_line_that_cannot_be_right_is_told_with_its_row(review: Review, line: str, said: str) -> None:
    path = folder(review) / "kari-test.csv"
    path.parent.mkdir()
    path.write_text(f"time,study_id,tool,item,answer,reason\n{line}\n", "utf-8")
    with pytest.raises(ReviewError) as caught:
        read_lines(review, "kari-test", today=DAY)
    assert said in str(caught.value)


@pytest.mark.parametrize("name", ["eva-test", "../x", "adjudication"])
def test_only_who_is_listed_appraises(review: Review, name: str) -> None:
    with pytest.raises(ReviewError):
        Appraising(review, "trial2020", name)
    assert not folder(review).exists() or not list(folder(review).rglob("*.csv"))


def test_a_study_that_is_not_there_is_refused(review: Review) -> None:
    with pytest.raises(ReviewError, match="no study “trial2200”; expected a study_id of this table"):
        Appraising(review, "trial2200", "kari-test")
    with pytest.raises(ReviewError, match="with figures; expected one of those in outcomes"):
        appraisals_of(review, "trial2200")
