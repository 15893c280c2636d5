"""Two independent extractions side by side: which rows tell of one contrast, and where they agree, field by field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from ettervern.extract.alike import best_pairs, canonical, repeats, told
from ettervern.extract.facing import Told, are_complements, facing
from ettervern.extract.naming import PLAIN, Naming
from ettervern.extract.schemas import RawRow

#: Fields that can agree or differ. Names of arms and definitions are words of the extractor's own: they are shown
#: side by side, and used for pairing, but not counted.
FIELDS = (
    "event",
    "months",
    "n_intervention",
    "events_intervention",
    "n_control",
    "events_control",
    "percent_intervention",
    "percent_control",
    "mean_intervention",
    "sd_intervention",
    "mean_control",
    "sd_control",
    "effect_measure",
    "effect",
    "ci_low",
    "ci_high",
    "p_value",
    "analysis_set",
)
#: What a field of a pair can be.
VERDICTS = ("agree", "differ", "first_only", "second_only")
SHOWN = ("study_id", "outcome", "months", "arm_intervention", "arm_control", "definition")


@dataclass(frozen=True)
class Comparison:
    """Two extractions compared.

    Attributes
    ----------
    rows : DataFrame
        One row a contrast: ``pair`` (from 1), ``status`` (``agree``: at least one figure is in both and none differs;
        ``differ``; ``no_shared_figures``; ``first_only``; ``second_only``), ``row_1, row_2`` (rows in the files, 0
        for none), ``repeats_1, repeats_2`` (rows that tell it again, ``;`` between), ``differs`` (fields), then
        ``study_id, outcome, months, arm_1, arm_2, control_1, control_2, definition_1, definition_2``.
    fields : DataFrame
        One row a field of a pair that at least one extraction gives: ``pair, study_id, row_1, row_2, field, value_1,
        value_2, verdict, told``. ``told`` says how two cells that look different are the same figure: ``complement``
        (46 of 69 without the event, 23 with it) or ``percentage`` (33 % of 69, 23) or ``rounding``
        (33 % and 33.3 %); else it is empty.
    agreement : DataFrame
        One row a field, and ``all``: ``field, both`` (pairs in which both give it), ``agree, differ, first_only,
        second_only, percent`` (agree of both; NaN where both is 0).
    """

    rows: pd.DataFrame
    fields: pd.DataFrame
    agreement: pd.DataFrame


#: Columns of ``Comparison.rows``.
ROWS = (
    *("pair", "status", "row_1", "row_2", "repeats_1", "repeats_2", "differs"),
    *("study_id", "outcome", "months"),
    *("arm_1", "arm_2", "control_1", "control_2", "definition_1", "definition_2"),
)
#: Fields that are figures of a result.
FIGURES = (
    "n_intervention",
    "events_intervention",
    "n_control",
    "events_control",
    "percent_intervention",
    "percent_control",
    "mean_intervention",
    "mean_control",
    "effect",
    "ci_low",
    "ci_high",
    "p_value",
)


def compare(first: Mapping[int, RawRow], second: Mapping[int, RawRow], names: Naming = PLAIN) -> Comparison:
    """Compare two extractions.

    Parameters
    ----------
    first, second : mapping
        ``extraction_1`` and ``extraction_2``: row in the file -> what stands there.
    names : Naming
        What the words of the extractors mean.

    Returns
    -------
    Comparison
        Every row of both extractions is in ``rows``: paired, alone, or as a repeat.
    """
    ones, twos = [[told(row, names) for row in table.values()] for table in (first, second)]
    again = (repeats(ones), repeats(twos))
    kept = (
        [at for at in range(len(ones)) if at not in again[0]],
        [at for at in range(len(twos)) if at not in again[1]],
    )
    results = best_pairs([ones[at] for at in kept[0]], [twos[at] for at in kept[1]])
    pairs: list[tuple[int | None, int | None]] = [(kept[0][a], kept[1][b]) for a, b, _ in results]
    pairs += [(at, None) for at in kept[0] if at not in {a for a, _ in pairs}]
    pairs += [(None, at) for at in kept[1] if at not in {b for _, b in pairs}]
    files = ([*first], [*second])
    pairs.sort(key=lambda pair: _order(pair, ones, twos))
    rows, fields = [], []
    for number, (a, b) in enumerate(pairs, start=1):
        one, two = (ones[a] if a is not None else None), (twos[b] if b is not None else None)
        numbers = (files[0][a] if a is not None else 0, files[1][b] if b is not None else 0)
        messages = _fields(number, one, two, numbers) if one is not None and two is not None else []
        fields += messages
        places = [_again(again[side], at, files[side]) for side, at in enumerate((a, b))]
        rows.append(_row(number, one, two, numbers, messages, places))
    table = pd.DataFrame(
        fields, columns=["pair", "study_id", "row_1", "row_2", "field", "value_1", "value_2", "verdict", "told"]
    )
    return Comparison(pd.DataFrame(rows, columns=list(ROWS)), table, agreement(table))


def _order(pair: tuple[int | None, int | None], ones: Sequence[Told], twos: Sequence[Told]) -> tuple[str, int, int]:
    a, b = pair
    study = ones[a].study_id if a is not None else twos[b or 0].study_id
    return study, a if a is not None else 10**6, b if b is not None else 10**6


def _again(again: dict[int, int], at: int | None, files: list[int]) -> str:
    """Return the rows in the file that tell a row again."""
    return ";".join(str(files[one]) for one, first in sorted(again.items()) if first == at)


def verdict(field: str, one: str, two: str) -> str:
    """Return whether two cells agree; empty where neither says anything."""
    a, b = canonical(field, one), canonical(field, two)
    if a and b:
        return "agree" if a == b else "differ"
    return "first_only" if a else "second_only" if b else ""


def _fields(number: int, one: Told, two: Told, rows: tuple[int, int]) -> list[dict[str, object]]:
    """Return the fields of a pair that at least one extraction gives."""
    results: list[dict[str, object]] = []
    here, there = facing(one, two)
    for field in FIELDS:
        word = verdict(field, here.cells[field], there.cells[field])
        shown = one.cells[field], two.cells[field]
        if word:
            cells: dict[str, object] = {
                "pair": number,
                "study_id": one.study_id,
                "row_1": rows[0],
                "row_2": rows[1],
                "field": field,
            }
            values = {"value_1": shown[0], "value_2": shown[1]}
            results.append({**cells, **values, "verdict": word, "told": _told(field, one, two, word)})
    return results


def _told(field: str, one: Told, two: Told, word: str) -> str:
    """Return how two cells that look different say the same."""
    cells = one.cells[field], two.cells[field]
    if word != "agree" or canonical(field, cells[0]) == canonical(field, cells[1]):
        return ""
    return "percentage" if not all(cells) else "complement" if are_complements(one, two) else "rounding"


def _row(
    number: int,
    one: Told | None,
    two: Told | None,
    rows: tuple[int, int],
    messages: Sequence[dict[str, object]],
    places: Sequence[str],
) -> dict[str, object]:
    """Return one contrast."""
    seen = one.cells if one else two.cells if two else {}
    differs = [str(row["field"]) for row in messages if row["verdict"] == "differ"]
    shared = any(row["field"] in FIGURES and row["verdict"] in ("agree", "differ") for row in messages)
    status = "differ" if differs else "agree" if shared else "no_shared_figures"
    if one is None or two is None:
        status = "first_only" if two is None else "second_only"
    cells: dict[str, object] = {"pair": number, "status": status, "row_1": rows[0], "row_2": rows[1]}
    cells |= {"repeats_1": places[0], "repeats_2": places[1], "differs": ";".join(differs)}
    cells |= {name: seen[name] for name in ("study_id", "outcome", "months")}
    for name, field in (("arm", "arm_intervention"), ("control", "arm_control"), ("definition", "definition")):
        cells |= {f"{name}_1": one.cells[field] if one else "", f"{name}_2": two.cells[field] if two else ""}
    return cells


def agreement(fields: pd.DataFrame) -> pd.DataFrame:
    """Return how often the two agree on each field, and on all together; see :class:`Comparison`."""
    counted = []
    for field in (*FIELDS, "all"):
        words = fields["verdict"] if field == "all" else fields.loc[fields["field"] == field, "verdict"]
        counts = {word: int((words == word).sum()) for word in VERDICTS}
        both = counts["agree"] + counts["differ"]
        percent = 100 * counts["agree"] / both if both else float("nan")
        counted.append({"field": field, "both": both, **counts, "percent": percent})
    return pd.DataFrame(counted)
