"""One reviewer at work on one stage: what is shown, what has been decided, and every decision saved as it is made."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from ettervern.files import Problem, ReviewError
from ettervern.ids import Aliases
from ettervern.review import Review
from ettervern.screen.decisions import (
    Decisions,
    adjudication_file,
    read_decisions,
    reviewer_problem,
    stage_folder,
)
from ettervern.screen.order import Order
from ettervern.screen.rules import COLUMNS, Line, Rules
from ettervern.screen.settle import resolve, said
from ettervern.screen.store import AppendOnlyFile, now_after
from ettervern.shown import Shown


@dataclass(frozen=True)
class Progress:
    """How far a reviewer has come (numbers of reports)."""

    decided: int
    total: int

    @property
    def left(self) -> int:
        """Reports that wait."""
        return self.total - self.decided


class Session(Shown):
    """A reviewer's session. Opens only that reviewer's own file: other votes stay unseen.

    Parameters
    ----------
    review : Review
        The review.
    reviewer : str
        A name that ``reviewers.csv`` lists.
    reports : DataFrame
        ``report_id, title, abstract, year`` and what else is to be shown.
    stage : str
        ``title-abstract`` or ``full-text``.
    order, seed : str, int
        See :class:`ettervern.screen.order.Order`.
    earlier : mapping, optional
        Report id -> kept: reports that are settled (:func:`ettervern.screen.prepare.settled_before`). They are not
        asked for, and they train the order. Left out, every report is asked for, and the order learns from one's own
        votes alone: nothing of what others think shows through it.
    settling : bool
        Whether the reviewer adjudicates: the decisions go to a file of that name, and every report waits.
    aliases : Aliases, optional
        Former report id -> present one, so that votes under a former id are not asked for again.
    today : date, optional
        See :func:`ettervern.screen.read_decisions`.

    Attributes
    ----------
    set_aside : str
        A line that a crash left half-written last time; its report is asked for again.
    shown : str
        Id of the report to look at; empty where none waits.

    Raises
    ------
    ReviewError
        A name that cannot be one or is not listed, a broken decision file, or one that is open elsewhere.
    """

    def __init__(
        self,
        review: Review,
        reviewer: str,
        reports: pd.DataFrame,
        stage: str = "title-abstract",
        *,
        order: str = "learnt",
        seed: int = 1,
        earlier: Mapping[str, bool] | None = None,
        settling: bool = False,
        aliases: Aliases | None = None,
        today: date | None = None,
    ) -> None:
        refuse_name(review, reviewer)
        self.review, self.reviewer, self.stage, self.settling = review, reviewer, stage, settling
        self._rules = Rules.of(review, today, reports["report_id"])
        self._name = adjudication_file(reviewer) if settling else reviewer
        path = stage_folder(review, stage) / f"{self._name}.csv"
        self._file = AppendOnlyFile(path, COLUMNS, review.shown(path))
        try:
            self._recall(today, aliases or Aliases())
        except BaseException:
            self._file.close()
            raise
        self.set_aside = self._file.set_aside
        self._order = Order(reports.fillna(""), order, seed)
        self._earlier = dict(earlier or {})
        asked = reports[~reports["report_id"].isin(self._earlier.keys())].fillna("").astype("str")
        cards = ({str(name): str(cell) for name, cell in row.items()} for row in asked.to_dict("records"))
        self._cards = dict(zip(asked["report_id"], cards, strict=True))
        self._start()

    def _recall(self, today: date | None, aliases: Aliases) -> None:
        """Read back one's own votes, in the order in which they were cast."""
        own = read_decisions(self.review, today=today, only=self._name).renamed(aliases).votes
        own = own[own["stage"] == self.stage]
        self.votes: dict[str, Line] = {}
        for line in map(Line._make, zip(*(own[name] for name in COLUMNS), strict=True)):
            self.votes.pop(line.report_id, None)  # a change of mind moves the report to the end
            self.votes[line.report_id] = line
        self._last_time = own["time"].iloc[-1] if len(own) else ""

    def _start(self) -> None:
        """Show what the session before showed last: the order knows all decisions but the last."""
        # What is still in conflict waits for a word, whatever one said before: unsure, or what no longer counts.
        self._waiting = dict.fromkeys(name for name in self._cards if self.settling or name not in self.votes)
        self._seen: list[str] = []
        self.shown = ""
        self._learn(list(self.votes)[:-1])
        self._advance()
        self._learn(list(self.votes))

    def _learn(self, names: list[str]) -> None:
        """Have the order learn from these votes and from earlier rounds."""
        own = {name: self.votes[name].decision != "exclude" for name in names}
        self._order.learn({**self._earlier, **own})

    def _advance(self) -> None:
        """Show the first report that waits."""
        self.shown = self._order.first(list(self._waiting)) if self._waiting else ""

    def facts(self) -> dict[str, object]:
        """Return what a reader sees first."""
        done = self.progress
        place = {"reviewer": self.reviewer, "stage": self.stage, "judged": f"{done.decided} of {done.total}"}
        return {**place, "next": self.card().get("title", "")}

    @property
    def progress(self) -> Progress:
        """How far the reviewer has come."""
        return Progress(len(self._cards) - len(self._waiting), len(self._cards))

    @property
    def asked(self) -> list[str]:
        """The reports that are asked for, decided or not."""
        return list(self._cards)

    @property
    def rank(self) -> int:
        """The place of the report shown in the order of reading: 1 for the first."""
        return int(self.vote().get("rank") or len(self.votes) + 1)

    def card(self, name: str = "") -> dict[str, str]:
        """Return what is known of a report (the one shown where no other is named)."""
        return dict(self._cards.get(name or self.shown, {}))

    def vote(self, name: str = "") -> dict[str, str]:
        """Return one's present vote on a report; empty where there is none."""
        line = self.votes.get(name or self.shown)
        return line._asdict() if line else {}

    def decide(self, decision: str, *, role: str = "", reason: str = "", note: str = "") -> str:
        """Save a vote on the report shown, then show the next.

        Returns
        -------
        str
            Id of the next report; empty where none waits. When this returns the vote is on the disk.

        Raises
        ------
        ReviewError
            A vote that breaks a rule, or one that could not be saved; the same report then stays.
        """
        if not self.shown:
            raise ReviewError(Problem("", 0, "", "no report waits for a vote"))
        line = self._line(decision, role, reason, note)
        self._file.append(line._asdict())
        name = self.shown
        self.votes.pop(name, None)
        self.votes[name] = line
        self._last_time = line.time
        self._waiting.pop(name, None)
        self._seen.append(name)
        self._advance()
        self._learn(list(self.votes))
        return self.shown

    def _line(self, decision: str, role: str, reason: str, note: str) -> Line:
        """Return the line to write, checked by the rules that reading checks by."""
        version = self.review.settings.criteria.version
        kept = decision != "exclude"
        cells = (self.shown, decision, role if kept else "", "" if kept else reason, note.strip(), version)
        line = Line(now_after(self._last_time), *cells, str(self.rank))
        problems = self._rules.problems(line)
        if problems:
            raise ReviewError(problems)
        return line

    def undo(self) -> str:
        """Show the report decided last again; a new vote adds a line, and until then the old vote stands."""
        if self._seen:
            self.shown = self._seen.pop()
        elif self.votes:
            self.shown = next((name for name in reversed(self.votes) if name in self._cards), self.shown)
        return self.shown

    def move(self, step: int) -> str:
        """Show the report so many places on in the order (or back), without deciding."""
        waiting = self._order.ranked(list(self._waiting))
        if waiting:
            place = waiting.index(self.shown) + step if self.shown in self._waiting else 0
            self.shown = waiting[min(max(place, 0), len(waiting) - 1)]
        return self.shown

    def go(self, name: str) -> str:
        """Show a report that is asked for, decided or not; any other name changes nothing."""
        if name in self._cards:
            self.shown = name
        return self.shown

    def find(self, words: str, most: int = 20) -> list[dict[str, str]]:
        """Return the cards that hold all of some words: in title, abstract, authors, year, DOI, or one's own note."""
        asked = words.casefold().split()
        results = []
        for name, card in self._cards.items():
            text = " ".join([*card.values(), self.vote(name).get("note", "")]).casefold()
            if asked and all(word in text for word in asked):
                results.append(card)
        return results[:most]

    def tags(self) -> list[str]:
        """Return the tags in one's own notes, words that begin with #, those used most first."""
        used = Counter(
            word for line in self.votes.values() for word in line.note.split() if re.fullmatch(r"#[\w-]+", word)
        )
        return [word for word, _ in used.most_common()]

    def close(self) -> None:
        """Let others write to the file."""
        self._order.close()
        self._file.close()


def refuse_name(review: Review, reviewer: str) -> None:
    """Stop where the reviewer's name cannot be one, or is not listed."""
    if wrong := reviewer_problem(reviewer):
        raise ReviewError(Problem("", 0, "reviewer", wrong))
    listed = read_decisions(review, only="").reviewers["reviewer"].to_list()
    place = review.shown(review.screening / "reviewers.csv")
    if reviewer not in listed:
        alike = [name for name in listed if name.lower() == reviewer.lower()]
        hint = f"did you mean {alike[0]!r}?" if alike else f"'ettervern screen join {reviewer} --kind person' adds it"
        raise ReviewError(Problem(place, 0, "reviewer", f"{reviewer!r} is not listed; {hint}"))


def decided_before(resolved: pd.DataFrame, stage: str = "title-abstract") -> dict[str, bool]:
    """Return what is settled at a stage, to learn an update's order from: report id -> kept."""
    settled = resolved[(resolved["stage"] == stage) & resolved["decision"].isin(["include", "exclude"])]
    return dict(zip(settled["report_id"], settled["decision"] == "include", strict=True))


def to_adjudicate(review: Review, decisions: Decisions, reports: pd.DataFrame, stage: str) -> pd.DataFrame:
    """Return the reports that wait for adjudication, with the votes on them in a column ``votes``.

    Returns
    -------
    DataFrame
        The rows of ``reports`` that are in conflict and open, and ``votes``: a line a reviewer.
    """
    resolved = resolve(decisions, review)
    waits = resolved[(resolved["stage"] == stage) & (resolved["how"] == "conflict")]["report_id"]
    lines, results = said(decisions, stage), reports[reports["report_id"].isin(waits)]
    return results.assign(votes=["\n".join(lines[name]) for name in results["report_id"]])
