"""A row of outcomes.csv as the extractions give it: what can be known is filled in, what cannot is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ettervern.extract import vocabulary as words
from ettervern.extract.alike import measure, p_value
from ettervern.extract.arithmetic import counts_within
from ettervern.extract.cells import P_VALUE
from ettervern.extract.facing import ARMS, COUNTS, EFFECT
from ettervern.extract.naming import Naming
from ettervern.extract.open_questions import Sides
from ettervern.extract.schemas import OutcomeRow
from ettervern.extract.tables import Extraction
from ettervern.extract.typed_in import number_text
from ettervern.review import Review
from ettervern.schema import columns, texts

MEANS = tuple(f"{what}_{arm}" for what in ("mean", "sd") for arm in ARMS)
#: What a choice of one side takes from it: its figures, and what they count.
FIGURES = ("event", "months", *COUNTS, "percent_intervention", "percent_control", *MEANS, "effect_measure", *EFFECT)
FOLLOWS = (*FIGURES, "p_value", "analysis_set")
#: How counts were had, where ``derived`` says nothing of it.
_AS_PRINTED = ("", "no", "nei", "none")


@dataclass(frozen=True)
class Ask:
    """Something that neither the extractions nor the settings tell.

    Attributes
    ----------
    name : str
        Column of outcomes.csv.
    choices : tuple of str
        Its words; empty where it is typed.
    proposal : str
        The likely one; empty where none is likelier.
    """

    name: str
    choices: tuple[str, ...] = ()
    proposal: str = ""


@dataclass
class Draft:
    """A row for outcomes.csv, and what is still to be asked."""

    cells: dict[str, str]
    values: Mapping[str, str]
    asks: list[Ask] = field(default_factory=list)

    def settle(self, name: str, choices: tuple[str, ...] = (), proposal: str = "", known: str = "") -> None:
        """Fill a column with what was answered, else with what is known, else ask for it."""
        self.cells[name] = self.values.get(name, "") or known
        if not self.cells[name]:
            self.asks.append(Ask(name, choices, proposal))


def taken_from(sides: Sides, names: Naming, choice: str, values: Mapping[str, str]) -> dict[str, str]:
    """Return the cells that a choice takes: one side's, both together, or those typed over the first's.

    Words that are no figures (definition, arms, source) are taken from the other side where the chosen one is silent.
    """
    cells = sides.cells(names)
    base = cells.get("second" if choice == "second" else "first") or next(iter(cells.values()))
    other = next((side for side in cells.values() if side is not base), base)
    gaps = {
        name: other[name]
        for name in base
        if not base[name]
        and (choice == "both" or name not in FIGURES or (choice == "other" and not _group(base, name)))
    }
    return base | gaps | {name: values[name] for name in FOLLOWS if values.get(name)}


def _group(cells: Mapping[str, str], name: str) -> bool:
    """Return whether a row says something of the kind that a figure is of: counts, means or an effect."""
    groups = (COUNTS, MEANS, ("effect_measure", *EFFECT))
    return any(name in group and any(cells[one] for one in group) for group in groups)


def drafted(review: Review, tables: Extraction, sides: Sides, choice: str, values: Mapping[str, str]) -> Draft:
    """Return the row of outcomes.csv that a choice makes.

    Parameters
    ----------
    review : Review
        For outcomes, events, definitions and categories.
    tables : Extraction
        For what is known of the study, and of its other rows.
    sides : Sides
        The contrast.
    choice : {"first", "second", "both", "other"}
        Which extraction is followed; ``other`` takes figures from ``values``.
    values : mapping
        What was answered and typed, by column.
    """
    names = Naming.of(review)
    values = {name: _typed(name, cell.strip()) for name, cell in values.items()}
    raw = taken_from(sides, names, choice, values)
    kept = texts(sides.standing) if sides.standing else dict.fromkeys(columns(OutcomeRow), "")
    draft = Draft(kept, values)
    if sides.standing is None:
        draft.cells |= {name: raw[name] for name in ("study_id", "definition", "arm_intervention")}
        draft.cells |= {name: raw[name] for name in ("source_locator", "source_url", "seen_at")}
        _place(draft, review, tables, names, raw)
    _figures(draft, names, raw)
    return draft


def _typed(name: str, cell: str) -> str:
    """Return what a person typed as outcomes.csv has it: a number with a point."""
    column = columns(OutcomeRow).get(name)
    is_number = name == "p_value" or (column is not None and column.kind is not str)
    return number_text(cell, True, column is not None and column.kind is int) if is_number else cell


def _place(draft: Draft, review: Review, tables: Extraction, names: Naming, raw: Mapping[str, str]) -> None:
    """Fill in what is compared with what."""
    study, outcome = raw["study_id"], names.outcome(raw["outcome"])
    draft.settle("outcome", tuple(review.outcomes), known=outcome if outcome in review.outcomes else "")
    draft.settle("arm_control", known=raw["arm_control"])
    draft.cells["unit"] = raw["unit"] or "persons"
    mine = [row for row in tables.outcomes.values() if row.study_id == study]
    draft.cells["control_group"] = _control_group(mine, study, raw["arm_control"])
    flags = names.definitions_of(outcome)
    told = {row.definition_flag for row in mine if row.outcome == outcome and row.definition == raw["definition"]}
    draft.settle("definition_flag", flags, known=raw["definition_flag"] or (told.pop() if len(told) == 1 else ""))
    category = next((row.category for row in tables.studies.values() if row.study_id == study), "")
    arms = {row.arm_intervention for row in mine} | {raw["arm_intervention"]}
    draft.settle("arm_category", tuple(review.categories), category, known=category if len(arms) == 1 else "")


def _control_group(mine: list[OutcomeRow], study: str, arm: str) -> str:
    """Return the name of a control group: that of the row with the same arm, else a new one."""
    named = {row.arm_control.casefold(): row.control_group for row in mine}
    taken = set(named.values())
    fresh = (f"{study}-control{f'-{number}' if number > 1 else ''}" for number in range(1, len(taken) + 2))
    return named.get(arm.casefold()) or next(name for name in fresh if name not in taken)


def _figures(draft: Draft, names: Naming, raw: Mapping[str, str]) -> None:
    """Fill in what was counted, measured or printed."""
    cells = draft.cells
    events = names.events_of(cells["outcome"])
    event = names.event(raw["event"])
    if any(events):
        draft.settle("event", events, known=event if event in events else "")
    else:
        cells["event"] = event if event in events else ""
    draft.settle("months", known=raw["months"])
    means = {name: raw[name] for name in MEANS}
    cells |= {name: raw[name] for name in COUNTS} | means
    worked_out = _counts_of_percentages(draft, raw)
    whole = all(cells[name] for name in COUNTS) or any(ask.name.startswith("events_") for ask in draft.asks)
    if not whole:
        kept = ("n_intervention", "n_control") if any(means.values()) else ()
        cells |= {name: "" for name in COUNTS if name not in kept}
    _effect(draft, raw)
    printed = p_value(raw["p_value"]) if raw["p_value"] else ""
    cells["p_value"] = printed if P_VALUE.fullmatch(printed) else ""
    cells["analysis_set"] = raw["analysis_set"]
    derived = raw["derived"].strip()
    likely = "from_percent" if worked_out or "percent" in derived or "%" in derived else "reconstructed"
    known = "from_percent" if worked_out else "reported" if derived.lower() in _AS_PRINTED else ""
    if whole:
        draft.settle(
            "counts_source",
            words.COUNTS_SOURCES[:-1],
            likely,
            known=(raw["counts_source"] or cells["counts_source"]).replace("none", "") or known,
        )
    else:
        cells["counts_source"] = "none"
    notes = [derived if derived.lower() not in _AS_PRINTED else "", _no_interval(cells)]
    cells["note"] = cells["note"] or "; ".join(filter(None, notes))


def _counts_of_percentages(draft: Draft, raw: Mapping[str, str]) -> bool:
    """Fill in counts that percentages stand for; ask where several do. Return whether any did."""
    found = False
    for arm in ARMS:
        name, percent, n = f"events_{arm}", raw[f"percent_{arm}"], raw[f"n_{arm}"]
        if percent and n and not raw[name].isdigit():
            found = True
            fits = [str(count) for count in counts_within(percent, int(n))]
            draft.settle(name, tuple(fits), known=fits[0] if len(fits) == 1 else "")
    return found


def _effect(draft: Draft, raw: Mapping[str, str]) -> None:
    """Fill in the printed effect, all of it or nothing."""
    cells = draft.cells
    level = cells["ci_level"]
    cells |= dict.fromkeys(("effect_measure", *EFFECT, "ci_level"), "")
    if raw["effect"]:
        cells |= {name: raw[name] for name in EFFECT}
        known, allowed = measure(raw["effect_measure"]), (*words.RATIOS, *words.DIFFERENCES)
        draft.settle("effect_measure", allowed, known=known if known in allowed else "")
        if raw["ci_low"]:
            draft.settle("ci_level", ("0.95", "0.9", "0.99"), "0.95", known=raw["ci_level"] or level)


def _no_interval(cells: Mapping[str, str]) -> str:
    return words.NO_INTERVAL_MARK if cells["effect"] and not cells["ci_low"] else ""
