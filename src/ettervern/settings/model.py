"""What the makers of a review decide, as ``review.toml`` gives it: one frozen model, read once.

The types are the rules (``kinds.py``); a field that nothing reads has no place here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date as Day
from typing import Annotated

from ettervern.settings.judging import Grade, RateSetting, Thresholds
from ettervern.settings.kinds import (
    LANGUAGES,
    Address,
    Contact,
    Full,
    Id,
    Label,
    Language,
    Marked,
    MaybeLabel,
    Text,
    Version,
)
from ettervern.settings.outcomes import Outcome, Pooling
from ettervern.settings.reader import Check


@dataclass(frozen=True)
class About:
    """``[review]``: what this version of the review is.

    Attributes
    ----------
    name : str
        The folder's name.
    languages : tuple of str
        Languages of the book; the first is the one that its entrance leads to. Texts are demanded in these only, and in
        none that results are not written in.
    contact, address : str
        For readers and for services that are searched; where the book lies. Empty where there is none.
    updates : date or None
        Day of the version that this one updates.
    home : str
        The country that readers are in, as ``studies.csv`` names it: its studies are told of by name. Empty for none.
    promised_update_months : int
        How often a new search is promised.
    """

    name: Text
    version: Version
    date: Day
    title: Label
    question: Label
    languages: Annotated[tuple[Language, ...], Full] = LANGUAGES  # type: ignore[assignment]  # get_args knows no words
    contact: Contact = ""
    address: Address = ""
    updates: Day | None = None
    home: str = ""
    promised_update_months: Annotated[int, Check(lambda months: 0 < months <= 1200, "a number of months")] = 12


@dataclass(frozen=True)
class Criterion:
    """One criterion of eligibility, with the reason of those that it excludes."""

    id: Id
    reason: Id
    label: Label
    include: Label
    exclude: Label


@dataclass(frozen=True)
class Criteria:
    """``[criteria]``: their order decides which of two reasons counts."""

    version: Version
    rows: Annotated[tuple[Criterion, ...], Check(len, "at least one table [[criteria.rows]]")]


@dataclass(frozen=True)
class Group:
    """``[screening.keywords.<id>]``: words that are marked alike while one screens.

    Attributes
    ----------
    words : tuple of str
        Words and phrases; ``*`` stands for more letters.
    against : bool
        Whether they may speak against keeping a report.
    """

    id: str = field(metadata={"key": True})
    label: Label
    words: Annotated[tuple[Marked, ...], Check(len, "a list of words and phrases in quotes")]
    against: bool = False


@dataclass(frozen=True)
class Screening:
    """``[screening]``: independent votes that a report needs, and the words that are marked."""

    votes: Annotated[int, Check(lambda votes: 1 <= votes <= 9, "a number of votes, 1 to 9")] = 2
    keywords: dict[str, Group] | None = None


@dataclass(frozen=True)
class Extracting:
    """``[extraction]``: what the tables of single extractors call things that ``outcomes.csv`` calls otherwise.

    Attributes
    ----------
    events : dict
        Event as an extractor names it -> event of ``outcomes.csv``.
    outcomes : dict
        Outcome as an extractor names it -> the outcome that it is a way to measure.
    """

    events: dict[str, Id] = field(default_factory=dict)
    outcomes: dict[str, Id] = field(default_factory=dict)


@dataclass(frozen=True)
class OutcomePhrases:
    """``[phrases.<outcome>]``: what an outcome is called inside a sentence; general words where not given.

    Attributes
    ----------
    event_less, event_more
        Less and more of the event, as a noun: "fewer relapses".
    less_past, high_past
        The same, as a finding: "fewer people relapsed".
    less, more
        What a sentence of GRADE speaks of after "a reduction in"; in Norwegian with the word for less: "færre ...".
    difference
        What may differ: "how many people relapse".
    verb, rest
        What people of 1000 do, in two parts, since numbers stand between them in Norwegian: "får", "tilbakefall".
    state, not_state
        A person with the event, and one without: "in work", "not in work".
    """

    event_less: Label | None = None
    event_more: Label | None = None
    less_past: Label | None = None
    more_past: Label | None = None
    less: MaybeLabel | None = None
    more: MaybeLabel | None = None
    difference: MaybeLabel | None = None
    verb: MaybeLabel | None = None
    rest: MaybeLabel | None = None
    state: Label | None = None
    not_state: Label | None = None


@dataclass(frozen=True)
class Phrases:
    """``[phrases]``: what the review is about, as it stands inside sentences; general words where not given.

    Attributes
    ----------
    intervention, usual
        The thing itself, and what it is compared with: "aftercare", "usual or little follow-up".
    with_, without, without_such
        With it, without it, and without such of it: "with aftercare".
    eligible
        What people do who could get it: "finish treatment".
    keywords
        For search engines, with commas between.
    maker
        Who publishes the review.
    read_instead
        What was read where no full text was: "abstracts and open web pages".
    home_study, no_home_study
        "the Norwegian study", "no Norwegian study": of the country that ``[review] home`` names.
    """

    intervention: Label | None = None
    with_: Label | None = None
    without: Label | None = None
    without_such: Label | None = None
    usual: Label | None = None
    eligible: Label | None = None
    keywords: Label | None = None
    maker: Label | None = None
    home_study: Label | None = None
    no_home_study: Label | None = None
    read_instead: Label | None = None
    outcomes: dict[str, OutcomePhrases] = field(default_factory=dict, metadata={"rest": True})


@dataclass(frozen=True)
class Page:
    """``[pages.<page>]``: a page on measures.

    Attributes
    ----------
    categories : tuple of str
        Categories of the data; ``unknown`` stands for reports whose category was not seen.
    experiences : tuple of str
        Ids of the themes that speak of the measure.
    cost : dict
        Language -> what the data say of the cost; empty where they say nothing.
    """

    categories: Annotated[tuple[Id, ...], Full]
    experiences: tuple[Id, ...] = ()
    cost: MaybeLabel = field(default_factory=dict)


@dataclass(frozen=True)
class Settings:
    """The whole of ``review.toml``."""

    review: About
    criteria: Criteria
    reasons: Annotated[dict[str, Label], Check(len, "at least one reason")]
    roles: Annotated[dict[str, Label], Check(lambda roles: "effect" in roles, "the role effect, of reports on effects")]
    outcomes: Annotated[dict[str, Outcome], Check(len, "at least one table [outcomes.<id>]")]
    pooling: Pooling
    categories: Annotated[dict[str, Label], Check(len, "at least one category")]
    screening: Screening = field(default_factory=Screening)
    base_rates: dict[str, tuple[RateSetting, ...]] = field(default_factory=dict)
    thresholds: dict[str, Thresholds] = field(default_factory=dict)
    grade: Grade = field(default_factory=Grade)
    phrases: Phrases = field(default_factory=Phrases)
    pages: dict[str, Page] = field(default_factory=dict)
    extraction: Extracting = field(default_factory=Extracting)

    def tables_by_outcome(self) -> Mapping[str, Mapping[str, object]]:
        """Return the tables whose keys are outcomes, by their dotted names."""
        return {
            "base_rates": self.base_rates,
            "thresholds": self.thresholds,
            "grade.main_rate": self.grade.main_rate,
            "pooling.definition_sets": self.pooling.definition_sets,
        }
