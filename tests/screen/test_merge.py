"""Two people's branches, and one person's two machines, are joined by git with nothing lost."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from ettervern.files import read_table
from ettervern.review import Review
from ettervern.screen.decisions import read_decisions
from ettervern.screen.session import Session
from ettervern.screen.settle import resolve
from tests.screen.helpers import PROJECT
from tests.screen.test_session import likes, many

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


def git(folder: Path, *arguments: str) -> str:
    """Run git without anyone's own settings."""
    who = {f"GIT_{role}_{what}": "test" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    surroundings = {**os.environ, **who, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    done = subprocess.run(["git", *arguments], cwd=folder, env=surroundings, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def vote(review: Review, reviewer: str, n: int, *, order: str) -> list[str]:
    """Vote on n reports; return their ids."""
    session = Session(review, reviewer, many(60), order=order)
    before = len(session.votes)
    for _ in range(n):
        likes(session)
    session.close()
    return list(session.votes)[before:]


@pytest.fixture
def project(review: Review) -> Review:
    """Return the small review as a git project with the project's own .gitattributes."""
    shutil.copy(PROJECT / ".gitattributes", review.root)
    shutil.copy(PROJECT / ".gitignore", review.root)
    git(review.root, "init", "-b", "main")
    git(review.root, "add", ".")
    git(review.root, "commit", "-m", "start")
    return review


@pytest.mark.parametrize("who", list(itertools.product(["anna"], ["anna", "berit"], [0, 5])))
def test_branches_join_with_nothing_lost(project: Review, who: tuple[str, str, int]) -> None:
    first, second, before = who
    start = vote(project, first, before, order="learnt") if before else []
    if start:
        git(project.root, "add", ".")
        git(project.root, "commit", "-m", "before")
    git(project.root, "checkout", "-b", "other")
    theirs = vote(project, second, 7, order="random")
    git(project.root, "add", ".")
    git(project.root, "commit", "-m", "other machine")
    git(project.root, "checkout", "main")
    ours = vote(project, first, 9, order="year")
    git(project.root, "add", ".")
    git(project.root, "commit", "-m", "this machine")
    git(project.root, "merge", "other", "-m", "both")
    votes = read_decisions(project).votes
    cast = [(first, name) for name in [*start, *ours]] + [(second, name) for name in theirs]
    assert sorted(zip(votes["reviewer"], votes["report_id"], strict=True)) == sorted(cast)
    assert ".lock" not in git(project.root, "ls-files")


def test_the_direction_of_a_merge_does_not_matter(project: Review) -> None:
    for branch, order in (("one", "year"), ("two", "random")):
        git(project.root, "checkout", "-b", branch, "main")
        vote(project, "anna", 12, order=order)
        git(project.root, "add", ".")
        git(project.root, "commit", "-m", branch)
    results = []
    for into, other in (("one", "two"), ("two", "one")):
        git(project.root, "checkout", "-b", f"{into}-joined", into)
        git(project.root, "merge", other, "-m", "both")
        decisions = read_decisions(project)
        columns = ["time", "report_id", "decision"]
        results.append((decisions.votes[columns], resolve(decisions, project)))
    assert results[0][0].equals(results[1][0]) and results[0][1].equals(results[1][1])


def test_a_merged_file_can_be_added_to(project: Review) -> None:
    test_branches_join_with_nothing_lost(project, ("anna", "anna", 0))
    more = vote(project, "anna", 3, order="learnt")
    path = project.screening / "decisions" / "title-abstract" / "anna.csv"
    assert read_table(path)["report_id"].to_list()[-3:] == more
