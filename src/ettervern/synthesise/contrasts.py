"""Contrasts: each row of the outcomes table as a log ratio of the outcome's event, by the review's measure."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd
from scipy import special

from ettervern.files import Problem, ReviewError
from ettervern.review import Outcome
from ettervern.synthesise.arrays import Floats, SynthesisError
from ettervern.synthesise.effects import from_ratio, from_table, turn

COUNTS = ["events_intervention", "n_intervention", "events_control", "n_control"]
NUMBERS = [*COUNTS, "months", "effect", "ci_low", "ci_high", "ci_level"]
FROM_STUDY = ["trial", "design", "directness", "category", "age_group", "country", "authors", "year"]


def prepare(outcomes: pd.DataFrame, studies: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """Join each row of the outcomes table to its study; its numbers become floats, NaN where there is none.

    Parameters
    ----------
    outcomes, studies : DataFrame
        The extraction tables, typed.
    names : dict
        Study -> label; see :func:`labels`.

    Returns
    -------
    DataFrame
        The rows of ``outcomes``, in their order and with their index, with the study's columns and ``label``.

    Raises
    ------
    ReviewError
        For a study that is not in ``studies``.
    """
    known = studies.drop_duplicates("study_id").set_index("study_id")
    unknown = ~outcomes["study_id"].isin(known.index)
    if unknown.any():
        rows = outcomes.index[unknown]
        message = "this study is not in studies.csv"
        raise ReviewError([Problem("outcomes.csv", int(row), "study_id", message) for row in rows])
    table = outcomes.astype(dict.fromkeys(NUMBERS, "float64"))
    for column in FROM_STUDY:
        table[column] = table["study_id"].map(known[column])
    return table.assign(label=table["study_id"].map(names))


def labels(*tables: pd.DataFrame) -> dict[str, str]:
    """Return "Author year" of each study, with a, b ... where two would be the same.

    Parameters
    ----------
    *tables : DataFrame
        Tables with ``study_id``, ``authors`` and ``year``; a study that stands in several is taken from the first.

    Returns
    -------
    dict
        Study -> label; the name that its id gives where no author was seen.
    """
    columns = ["study_id", "authors", "year"]
    studies = pd.concat([table[columns].astype("object") for table in tables]).drop_duplicates("study_id")
    studies = studies.where(studies.notna(), "").reset_index(drop=True)
    author = studies["authors"].map(_surname)
    year = studies["year"].map(lambda text: str(text).split(".")[0])
    label = studies["study_id"].map(name_from_id).where(author == "", (author + " " + year).str.strip())
    place = label.groupby(label).cumcount()
    twice = label.groupby(label).transform("size") > 1
    named = label.where(~twice, label + place.map(lambda number: chr(ord("a") + min(number, 25))))
    return dict(zip(studies["study_id"], named, strict=True))


def name_from_id(study_id: str) -> str:
    """Return a study's id as a name, for a study of which no author was seen; it says no more than the id does.

    Examples
    --------
    >>> name_from_id("koffarnus2011"), name_from_id("sweden_asi2024"), name_from_id("pmc6767461")
    ('Koffarnus 2011', 'Sweden ASI 2024', 'PMC6767461')
    """
    return " ".join(_word_of_id(part, place) for place, part in enumerate(study_id.split("_")) if part)


def _word_of_id(part: str, place: int) -> str:
    """Return a part of an id: a word with a large first letter, or an abbreviation, and what follows it."""
    letters = re.sub(r"\d.*", "", part)
    number = part[len(letters) :]
    if letters == "pmc":  # a PubMed Central number is one word
        return part.upper()
    word = letters.upper() if place > 0 and len(letters) <= 3 else letters[:1].upper() + letters[1:]
    return f"{word} {number}" if word and len(number) > 2 else word + number


def _surname(authors: str) -> str:
    """Return the surname of the first author, or the whole name of an organisation."""
    first = re.sub(r"\(.*", "", authors.split(";")[0]).strip()
    return first.split(",")[0].strip()


def log_ratios(table: pd.DataFrame, outcome: Outcome, measure: str = "OR", zero: str = "only0") -> pd.DataFrame:
    """Compute the log ratio of the outcome's event for each prepared row.

    Counts go before a printed effect. Where the opposite event was counted (abstinent for relapse) the counts and a
    printed odds ratio are turned round; a printed risk ratio of the opposite event is none of the event, and
    :func:`ettervern.synthesise.choose.barred` keeps it out.

    Parameters
    ----------
    table : DataFrame
        Prepared rows of one outcome; each holds counts of both arms, or a printed ratio of the
        measure's kind with its interval.
    outcome : Outcome
        Names the event and its complements.
    measure : {"OR", "RR"}
        What the counts are made into.
    zero : {"only0", "all", "none"}
        Rule for zero cells.

    Returns
    -------
    DataFrame
        ``table`` with the counts turned to the outcome's event, and ``yi``, ``vi`` and ``from`` (counts or printed).

    Raises
    ------
    ReviewError
        For an event that is neither the outcome's nor its complement, and figures that cannot be right.
    """
    results = table.copy()
    same = (results["event"] == outcome.event).to_numpy()
    other = ~same & ~results["event"].isin(outcome.complement).to_numpy()
    if other.any():
        message = f"expected one of {', '.join((outcome.event, *outcome.complement))}"
        raise ReviewError([Problem("outcomes.csv", int(row), "event", message) for row in results.index[other]])
    counted = has_counts(results).to_numpy()
    results["from"] = np.where(counted, "counts", "printed")
    for arm in ("intervention", "control"):
        events, people = results[f"events_{arm}"], results[f"n_{arm}"]
        results[f"events_{arm}"] = events.where(same, people - events)
    yi, vi = np.full(len(results), np.nan), np.full(len(results), np.nan)
    for position, row in enumerate(results.to_dict("records")):
        yi[position], vi[position] = _one(
            row, bool(counted[position]), bool(same[position]), (measure, zero), results.index[position]
        )
    return results.assign(yi=yi, vi=vi)


def _one(row: dict[Any, Any], counted: bool, same: bool, how: tuple[str, str], line: Any) -> tuple[float, float]:
    """Return the log ratio of one row and its variance, or say which row is wrong; ``how`` is measure and zero rule."""
    try:
        if counted:
            a, n1, c, n2 = ([row[column]] for column in COUNTS)
            effects = from_table(how[0], a, n1, c, n2, zero=how[1])
            return float(effects.y[0]), float(effects.v[0])
        y, v = from_ratio([row["effect"]], [row["ci_low"]], [row["ci_high"]], row["ci_level"])
        return float(turn(y, np.array([same]))[0]), float(v[0])
    except SynthesisError as error:
        column = "n_intervention" if counted else "effect"
        raise ReviewError(Problem("outcomes.csv", int(line), column, error.words)) from error


def has_counts(table: pd.DataFrame) -> pd.Series[Any]:
    """Return whether the counts of both arms are known."""
    return table[COUNTS].notna().all(axis=1)


def participants(table: pd.DataFrame) -> float:
    """Return the people in contrasts whose arm sizes are known, whole people; NaN where none are known."""
    people = table[["n_intervention", "n_control"]].astype(float).sum(axis=1, min_count=2)
    return float(np.round(people.sum(min_count=1)))


def with_intervals(table: pd.DataFrame, weights: Floats, level: float) -> pd.DataFrame:
    """Add each contrast's ratio with its interval, and its weight in percent."""
    y, v = table["yi"].astype(float), table["vi"].astype(float)
    half = special.ndtri(0.5 + level / 2) * np.sqrt(v)
    estimate, low, high = np.exp(y), np.exp(y - half), np.exp(y + half)
    return table.assign(estimate=estimate, ci_low=low, ci_high=high, weight=weights)
