"""Screening in a terminal: the same votes, and nothing from outside that a terminal would obey."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import pytest
from typer.testing import CliRunner

from ettervern.commands.screen import app
from ettervern.files import read_table, write_table
from ettervern.review import Review
from ettervern.screen.session import Session
from ettervern.screen.terminal import Terminal
from tests.screen.helpers import put
from tests.screen.test_session import many


def work(
    review: Review, *lines: str, reports: pd.DataFrame | None = None, language: str = "nb", marks: bool = False
) -> str:
    """Type lines; return what was shown."""
    typed: Iterator[str] = iter(lines)
    shown: list[str] = []

    def read(prompt: str) -> str:
        shown.append(prompt)
        try:
            return next(typed)
        except StopIteration:
            raise EOFError from None

    session = Session(review, "anna", many(5) if reports is None else reports, order="year")
    Terminal(session, language, read, shown.append, marks).run()
    session.close()
    return "\n".join(shown)


def votes(review: Review) -> list[tuple[str, ...]]:
    """Return anna's lines."""
    path = review.screening / "decisions" / "title-abstract" / "anna.csv"
    if not path.exists():  # it is made with its first line
        return []
    table = read_table(path)
    return list(table[["decision", "role", "reason", "note"]].itertuples(index=False, name=None))


def test_commands_are_votes(review: Review) -> None:
    shown = work(review, "i", "n med merknad", "e 5", "u", "z", "e population", "i 3", "q")
    expected = [("include", "effect", "", ""), ("exclude", "", "design", "med merknad"), ("unsure", "", "", "")]
    assert votes(review) == [*expected, ("exclude", "", "population", ""), ("include", "experience", "", "")]
    assert "Lagret: ta med." in shown and "4 av 5 er vurdert. Alt er lagret." in shown


@pytest.mark.parametrize("line", ["e", "e 9", "e 0", "i 77", "x", "exclude", "e design; drop"])
def test_what_is_not_understood_is_no_vote(review: Review, line: str) -> None:
    shown = work(review, line)
    assert votes(review) == []
    assert "Forstår ikke" in shown or "Velg en grunn først" in shown


def test_the_end_is_said_and_criteria_can_be_asked_for(review: Review) -> None:
    shown = work(review, "c", "u", "u", "u", "u", "u", language="en")
    assert "All reports have been judged." in shown and "Outcome" in shown


def test_text_from_outside_cannot_command_the_terminal(review: Review) -> None:
    evil = many(1).assign(title="\x1b[2J\x1b]0;gone\x07title", abstract="\x9b31m\u202e")
    shown = work(review, "q", reports=evil)
    assert "title" in shown and not any(char in shown for char in "\x1b\x07\x9b\u202e")


def test_a_line_set_aside_after_a_crash_is_told(review: Review) -> None:
    path = put(review, "anna", "r00000,include,effect,")
    path.write_bytes(path.read_bytes() + b"2026-11-20,r00001,incl")
    assert "lagt til side" in work(review, "q")


def test_the_commands_work_on_a_built_review(review: Review) -> None:
    write_table(review.results / "reports.csv", many(5))
    where = ["--review", str(review.folder)]
    done = CliRunner().invoke(app, ["--reviewer", "anna", *where], input="i\ne 2\nq\n")
    assert done.exit_code == 0 and len(votes(review)) == 2, done.output
    told = CliRunner().invoke(app, ["status", "--reviewer", "anna", *where])
    assert "2 of 5 reports judged, 1 kept" in told.output and "hypergeometric-95" in told.output
    path = review.screening / "decisions" / "title-abstract" / "anna.csv"
    first, second = read_table(path)["report_id"]
    put(review, "berit", f"{first},exclude,,design", f"{second},exclude,,design")
    done = CliRunner().invoke(app, ["adjudicate", "--by", "berit", *where, "--language", "en"], input="i\n")
    assert "anna: include, effect" in done.output and "All reports have been judged." in done.output


def test_what_is_not_built_yet_is_said(review: Review) -> None:
    done = CliRunner().invoke(app, ["--reviewer", "anna", "--review", str(review.folder)])
    assert "run 'ettervern build --no-book' first" in str(done.exception)


def test_keywords_are_underlined_and_what_may_speak_against_is_bold(review: Review) -> None:
    reports = many(1).assign(title="Relapse after smoking\x1b[31m", abstract="")
    shown = work(review, reports=reports, marks=True)
    assert "\x1b[4mRelapse\x1b[24m after \x1b[1msmoking\x1b[22m [31m" in shown
    assert "Understreket: Personer, Ettervern, Utfall, Studietype." in shown and "Uthevet: Kan tale mot." in shown


def test_keywords_are_not_marked_where_the_output_is_no_terminal(review: Review) -> None:
    write_table(review.results / "reports.csv", many(1).assign(title="Relapse"))
    done = CliRunner().invoke(app, ["--reviewer", "anna", "--review", str(review.folder)], input="q\n")
    assert "Relapse" in done.output and "\x1b" not in done.output
