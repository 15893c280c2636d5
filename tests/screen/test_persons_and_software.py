"""Persons beat machines: what votes and adjudications of both come to, whoever came first."""

from __future__ import annotations

import random
from datetime import date
from itertools import combinations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from ettervern.commands.screen import app
from ettervern.files import ReviewError, read_table, write_table
from ettervern.review import Review
from ettervern.screen.decisions import Decisions, adjudicator, read_decisions
from ettervern.screen.prepare import open_adjudication, open_session
from ettervern.screen.reviewers import join, name_of, reviewer_here
from ettervern.screen.rules import COLUMNS
from ettervern.screen.settle import Vote, conflicting, disputes, idle_adjudications, reopened, resolve
from tests.screen.helpers import REAL, put
from tests.screen.test_session import many

TODAY = date(2026, 11, 21)
IN, OUT, OTHER = "r1,include,effect,", "r1,exclude,,design", "r1,include,base_rate,"
KINDS = {"kari": "person", "ola": "person", "per": "person", "bot-1": "software", "bot-2": "software"}
KINDS["adjudication"] = "software"
VOTES = {"include": ("effect", ""), "exclude": ("", "design"), "unsure": ("", "")}


@pytest.fixture
def mixed(review: Review) -> Review:
    """Return the small review with three persons, two programs, and adjudications of software from before."""
    rows = [(*pair, "", "") for pair in KINDS.items()]
    table = pd.DataFrame(rows, columns=["reviewer", "kind", "description_nb", "description_en"])
    write_table(review.screening / "reviewers.csv", table)
    return review


def settled(review: Review, **files: str) -> pd.Series:
    """Return what the lines of some files come to; ``by_kari`` stands for ``adjudication_kari``."""
    for name, line in files.items():
        put(review, name.replace("by_", "adjudication_").replace("bot", "bot-"), line)
    return resolve(read_decisions(review, today=TODAY), review).iloc[0]


def test_two_persons_that_agree_settle_whatever_software_voted_and_decided(mixed: Review) -> None:
    row = settled(mixed, bot1=OUT, bot2=OUT, adjudication=OUT, kari=IN, ola=IN)
    assert (row["decision"], row["how"], row["by"], row["votes"]) == ("include", "agreed", "kari; ola", 4)


def test_a_persons_vote_against_a_settlement_of_software_opens_the_report_and_says_so(mixed: Review) -> None:
    row = settled(mixed, bot1=IN, bot2=OUT, adjudication=OUT)
    assert (row["decision"], row["how"], row["by"]) == ("exclude", "adjudicated", "adjudication")
    row = settled(mixed, kari=IN)
    assert (row["decision"], row["how"], row["reopened_by"]) == ("open", "conflict", "kari")
    decisions = read_decisions(mixed, today=TODAY)
    (problem,) = reopened(decisions, resolve(decisions, mixed))
    assert problem.severity == "warning" and problem.file.endswith("kari.csv") and problem.row == 2
    assert "open again" in str(problem) and "ettervern screen adjudicate --by NAME" in str(problem)


def test_a_persons_vote_with_the_settlement_leaves_it(mixed: Review) -> None:
    assert settled(mixed, bot1=IN, bot2=OUT, adjudication=OUT, kari=OUT)["how"] == "adjudicated"


def test_software_that_agrees_is_a_settlement_too(mixed: Review) -> None:
    row = settled(mixed, bot1=IN, bot2=IN, kari=OUT)
    assert (row["how"], row["reopened_by"]) == ("conflict", "kari")


def test_a_persons_word_closes_what_a_person_opened_and_software_cannot(mixed: Review) -> None:
    assert settled(mixed, bot1=IN, bot2=IN, kari=OUT, adjudication=IN)["how"] == "conflict"
    row = settled(mixed, by_ola=IN)
    assert (row["decision"], row["how"], row["by"]) == ("include", "adjudicated", "ola")
    assert settled(mixed, adjudication=OUT)["decision"] == "include", "a person decided, whatever software says after"


def test_a_persons_word_stands_against_software_that_agrees_later(mixed: Review) -> None:
    assert settled(mixed, bot1=IN, bot2=OUT, by_kari=OUT)["decision"] == "exclude"
    assert settled(mixed, bot2=IN)["decision"] == "exclude"


def test_two_persons_that_decide_otherwise_are_told_and_the_later_counts(mixed: Review) -> None:
    settled(mixed, kari=IN, ola=OUT, by_kari=IN)
    path = put(mixed, "adjudication_per", OUT)
    path.write_text(path.read_text("utf-8").replace("2026-11-20", "2026-11-21"), "utf-8")
    decisions = read_decisions(mixed, today=TODAY)
    assert resolve(decisions, mixed).iloc[0][["decision", "by"]].to_list() == ["exclude", "per"]
    (problem,) = idle_adjudications(decisions, mixed)
    assert "per has decided otherwise since" in str(problem) and problem.file.endswith("adjudication_kari.csv")


def test_a_conflict_on_a_study_with_results_names_everyone_and_the_command(mixed: Review) -> None:
    settled(mixed, bot1=IN, bot2=OUT, adjudication=OUT, kari=IN)
    decisions = read_decisions(mixed, today=TODAY)
    (problem,) = disputes(decisions, resolve(decisions, mixed), {"r1": "jason2007"})
    for words in ("r1", "jason2007", "kari: include, effect", "bot-2 (software): exclude, design", "adjudicate --by"):
        assert words in str(problem)
    assert "adjudication (software) settled: exclude, design" in str(problem)
    assert disputes(decisions, resolve(decisions, mixed), {"r2": "other"}) == []


cast = st.tuples(st.sampled_from(sorted(KINDS)), st.booleans(), st.sampled_from(sorted(VOTES)))


def decisions_of(lines: list[tuple[str, bool, str]], order: list[int]) -> Decisions:
    """Return lines as read, each a second after the one before, in any order of rows and files."""
    rows = []
    for at in order:
        name, ruling, decision = lines[at]
        file = name if name == "adjudication" else f"adjudication_{name}" if ruling else name
        cells = (f"2026-11-20T10:00:{at:02}Z", "r1", decision, *VOTES[decision], "", "1.0", "")
        rows.append({"stage": "title-abstract", "reviewer": file, **dict(zip(COLUMNS, cells, strict=True))})
    columns = ["stage", "reviewer", *COLUMNS]
    votes = pd.DataFrame(rows, columns=columns).sort_values(["reviewer", "time"]).assign(file="", row=2)
    return Decisions(votes, pd.DataFrame({"reviewer": list(KINDS), "kind": list(KINDS.values())}))


@settings(deadline=None, max_examples=300)
@given(st.lists(cast, max_size=12), st.randoms(use_true_random=False))
def test_no_order_of_files_matters_and_software_never_beats_a_person(
    lines: list[tuple[str, bool, str]], chance: random.Random
) -> None:
    review = Review.open(REAL)
    order = list(range(len(lines)))
    table = resolve(decisions_of(lines, order), review)
    chance.shuffle(order)
    assert resolve(decisions_of(lines, order), review).equals(table)
    if table.empty:
        return
    row = table.iloc[0]
    last = {name: vote for name, ruling, vote in lines if not ruling and name != "adjudication"}
    assert row["votes"] == len(last), "a vote is lost"
    persons = {name: vote for name, vote in last.items() if KINDS[name] == "person"}
    ruled = any(ruling and KINDS[name] == "person" for name, ruling, _ in lines)
    if row["decision"] != "open" and not ruled:
        word = Vote("", row["decision"], row["role"], row["reason"])
        assert not any(conflicting(Vote(name, vote, *VOTES[vote]), word) for name, vote in persons.items())
    if len(persons) >= 2 and not any(
        conflicting(Vote("", one, *VOTES[one]), Vote("", two, *VOTES[two]))
        for one, two in combinations(persons.values(), 2)
    ):
        assert (row["how"], row["by"]) == ("agreed", "; ".join(sorted(persons)))


def test_who_decides_is_kept_in_a_file_of_that_name(mixed: Review) -> None:
    write_table(mixed.results / "reports.csv", many(2).assign(report_id=["r1", "r2"]))
    put(mixed, "bot-1", IN)
    put(mixed, "bot-2", OUT)
    where = ["--review", str(mixed.folder), "--language", "en"]
    done = CliRunner().invoke(app, ["adjudicate", "--by", "kari", *where], input="e design\n")
    assert done.exit_code == 0 and "next: ettervern status" in done.output, done.output
    path = mixed.screening / "decisions" / "title-abstract" / "adjudication_kari.csv"
    assert read_table(path)["decision"].to_list() == ["exclude"] and adjudicator(path.stem) == "kari"
    assert resolve(read_decisions(mixed), mixed).iloc[0]["by"] == "kari"
    assert idle_adjudications(read_decisions(mixed), mixed) == []


def test_nobody_decides_without_a_name_or_under_a_machines(mixed: Review) -> None:
    write_table(mixed.results / "reports.csv", many(2))
    where = ["--review", str(mixed.folder)]
    assert "say who decides" in str(CliRunner().invoke(app, ["adjudicate", *where]).exception)
    with pytest.raises(ReviewError, match="is software there"):
        open_adjudication(mixed, "bot-1")
    with pytest.raises(ReviewError, match="say who decides"):
        open_adjudication(mixed, "adjudication")
    assert not (mixed.screening / "decisions").exists()


def test_what_one_was_unsure_of_is_asked_again_while_it_is_open(mixed: Review) -> None:
    write_table(mixed.results / "reports.csv", many(2).assign(report_id=["r1", "r2"]))
    settled(mixed, bot1=IN, bot2=OUT, by_kari="r1,unsure,,")
    session = open_adjudication(mixed, "kari")
    assert session.shown == "r1"
    session.close()


def test_looking_leaves_no_file_behind(mixed: Review) -> None:
    write_table(mixed.results / "reports.csv", many(2))
    before = {path for path in mixed.root.rglob("*") if path.is_file()}
    open_session(mixed, "kari").close()
    after = {path for path in mixed.root.rglob("*") if path.is_file() and ".ettervern" not in path.parts}
    assert after == before


def test_joining_adds_a_line_and_leaves_the_others(mixed: Review) -> None:
    path = mixed.screening / "reviewers.csv"
    before = path.read_bytes()
    where = ["--review", str(mixed.folder)]
    done = CliRunner().invoke(app, ["join", "eva-test", "--description-en", "A, B", *where])
    assert "eva-test is now among the reviewers (person)" in done.output and "--reviewer eva-test" in done.output
    assert path.read_bytes() == before + b'eva-test,person,,"A, B"\n'
    assert not join(mixed, "eva-test", "person")
    for name, kind, why in (("Eva-Test", "person", "listed already"), ("eva-test", "software", "listed as person")):
        with pytest.raises(ReviewError, match=why):
            join(mixed, name, kind)
    with pytest.raises(ReviewError, match="cannot be a reviewer's name"):
        join(mixed, "../eva", "person")


def test_a_first_reviewer_joins_a_review_without_a_list(review: Review) -> None:
    (review.screening / "reviewers.csv").unlink()
    assert join(review, "eva-test", "person")
    assert read_decisions(review).persons == {"eva-test"}


def test_the_name_comes_from_the_variable_or_git_and_is_nobodys_who_is_not_listed(
    mixed: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "user.name")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "Kåri")
    monkeypatch.delenv("ETTERVERN_REVIEWER", raising=False)
    assert name_of("Kåri") == "kari" and reviewer_here(mixed) == "kari"
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "Somebody Else")
    assert reviewer_here(mixed) == ""
    monkeypatch.setenv("ETTERVERN_REVIEWER", "ola")
    assert reviewer_here(mixed) == "ola"
    monkeypatch.setenv("ETTERVERN_REVIEWER", "nobody")
    with pytest.raises(ReviewError, match="screen join nobody"):
        reviewer_here(mixed)
