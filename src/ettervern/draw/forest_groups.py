"""The forest plot in groups: a diamond for each group of studies or for each outcome, with risk of bias beside.

A group of no studies is shown with its reason, and a group of one is shown without a diamond: nothing is pooled.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from ettervern.catalogue import gettext, ngettext, pgettext
from ettervern.computed import Pooled, Subgroup
from ettervern.draw.forest_text import ARMS, arms_known, cells, counts, study_row
from ettervern.draw.judgements import MARKS, domain_name, in_order, judged
from ettervern.draw.ladder import draw_ladder
from ettervern.draw.rows import Ladder, Row, against
from ettervern.draw.subject import Subject, sides
from ettervern.numbers import is_missing, percent


@dataclass(frozen=True)
class Group:
    """A group of a forest plot: a subgroup of studies, or a whole outcome.

    Attributes
    ----------
    label : str
        Heading as readers see it.
    studies : DataFrame
        One row a study: study_id, label, category (as readers see it), estimate, ci_low, ci_high (ratios), weight
        (percent), events_intervention, n_intervention, events_control, n_control (NaN where not given). May be empty.
    pooled : Series or None
        estimate, ci_low, ci_high, i2, and pi_low, pi_high where a prediction interval is to be shown; None where
        nothing is pooled.
    phrases : mapping
        Of the group's outcome, where groups are outcomes of different direction; else empty.
    note : str
        What to say where there is no study; a general sentence by default.
    """

    label: str
    studies: pd.DataFrame
    pooled: Pooled | Subgroup | None = None
    phrases: Mapping[str, str] = field(default_factory=dict)
    note: str = ""


def draw_forest_groups(
    groups: Sequence[Group], subject: Subject, language: str, *, overall: Pooled | None = None,
    bias: pd.DataFrame | None = None, narrow: bool = False,
) -> str:  # fmt: skip
    """Draw a forest plot in groups.

    Parameters
    ----------
    groups : sequence of Group
        From the top.
    overall : Pooled, optional
        k, estimate, ci_low, ci_high, i2 of all studies together, drawn as the last diamond.
    bias : DataFrame, optional
        study_id, domain, judgement; every domain that is there becomes a column of marks.
    subject, language, narrow
        As for every figure; see :mod:`ettervern.draw`.
    """
    domains = [] if bias is None else in_order(bias["domain"])
    own = arms_known(*(group.studies for group in groups))
    rows: list[Row] = []
    for group in groups:
        rows += _group_rows(group, language, bias, domains, own=own)
    if overall is not None:
        rows.append(Row(gettext("forest-groups.overall", language), "heading"))
        rows += _pooled_rows(ngettext("forest.pooled", language, int(overall.k)), overall, language)
    mixed = any(group.phrases for group in groups)
    ladder = Ladder(
        subject, gettext("forest-groups.title", language, **subject.named), gettext("forest.study", language),
        gettext("forest-groups.description", language, groups=_told(groups, subject, language)), tuple(rows),
        None if mixed else sides(subject.phrases, language),
        mark_heads=tuple(domain_name(domain, language, short=True) for domain in domains),
        footer=_key(bias, groups, domains, language),
    )  # fmt: skip
    return draw_ladder(ladder, language, narrow=narrow)


def _group_rows(
    group: Group, language: str, bias: pd.DataFrame | None, domains: list[str], *, own: bool
) -> list[Row]:  # fmt: skip
    """Return a group's rows: heading, studies, and its diamond or why there is none."""
    rows = [Row(group.label, "heading", _sides_note(group, language))]
    for _, study in group.studies.iterrows():
        marks = _judgements(str(study["study_id"]), bias, domains)
        rows.append(study_row(study, against(cells(study, language), language) if own else "", marks=marks))
    k = len(group.studies)
    if k == 0:
        return [*rows, Row(group.note or gettext("forest-groups.empty", language), "text")]
    if group.pooled is None or k == 1:
        return [*rows, Row(gettext("forest-groups.one", language), "text")] if k == 1 else rows
    return rows + _pooled_rows(ngettext("forest.pooled", language, k), group.pooled, language)


def _sides_note(group: Group, language: str) -> str:
    """Return what each side of no effect means in this group, where groups differ in that."""
    if not group.phrases:
        return ""
    left, right = sides(group.phrases, language)
    return f"← {left} · {right} →"


def _judgements(study_id: str, bias: pd.DataFrame | None, domains: list[str]) -> tuple[str, ...]:
    """Return a study's judgements in the order of the domains; "not assessed" where there is none."""
    if bias is None:
        return ()
    own = bias[bias["study_id"] == study_id].drop_duplicates("domain").set_index("domain")["judgement"]
    return tuple(str(own.get(domain) or "not_assessed") for domain in domains)


def _pooled_rows(label: str, pooled: Pooled | Subgroup, language: str) -> list[Row]:
    """Return the diamond of a pooled answer and, where it is given, its prediction interval."""
    i2 = pooled.i2
    note = "" if is_missing(i2) else gettext("forest-groups.i2", language, i2=percent(i2 / 100, language))
    rows = [Row(label, "pooled", note, pooled.estimate, pooled.ci_low, pooled.ci_high)]
    if not is_missing(pooled.pi_low):
        name = gettext("forest.prediction_short", language)
        rows.append(Row(name, "prediction", "", float("nan"), pooled.pi_low, pooled.pi_high))
    return rows


def _key(
    bias: pd.DataFrame | None, groups: Sequence[Group], domains: list[str], language: str
) -> str:  # fmt: skip
    """Return what the marks and their headings mean, in one paragraph; nothing where there are no marks."""
    if bias is None:
        return ""
    studies = {str(study) for group in groups for study in group.studies.get("study_id", [])}
    shown = {mark for study in studies for mark in _judgements(study, bias, domains)}
    marks = ", ".join(
        f"{pgettext('bias letter', code, language)}: {judged(code, language).lower()}"
        for code in MARKS
        if code in shown
    )
    named = ", ".join(f"{domain_name(d, language, short=True)}: {domain_name(d, language).lower()}" for d in domains)
    return gettext("forest-groups.key", language, domains=named, marks=marks)


def _told(groups: Sequence[Group], subject: Subject, language: str) -> str:
    """Return each group in a sentence."""
    messages = []
    for group in groups:
        k = len(group.studies)
        if group.pooled is None or k < 2:
            messages.append(gettext("forest-groups.bare", language, label=group.label, k=k))
        else:
            effect = subject.scale.shown(group.pooled, language)
            messages.append(gettext("forest-groups.group", language, label=group.label, k=k, effect=effect))
    return " ".join(messages)


def forest_groups_table(
    groups: Sequence[Group], subject: Subject, language: str, bias: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return the figure as a table with headings in the language: group, study, arms, effect, weight, bias."""
    arms = ARMS if arms_known(*(group.studies for group in groups)) else ()
    printed, scale, rows = gettext("forest.printed", language), subject.scale, []
    for group in groups:
        for _, study in group.studies.iterrows():
            judgements = _judgements(str(study["study_id"]), bias, ["overall"])
            figures = [counts(study, arm, language) or printed for arm in arms]
            weight = percent(study["weight"] / 100, language, 1)
            bias_cells = [judged(judgement, language) for judgement in judgements]
            rows.append([group.label, str(study["label"]), *figures, scale.shown(study, language), weight, *bias_cells])
        if group.pooled is not None and len(group.studies) > 1:
            label, effect = ngettext("forest.pooled", language, len(group.studies)), scale.shown(group.pooled, language)
            rows.append([group.label, label, *[""] * len(arms), effect, "", *[""] * (bias is not None)])
    arm_heads = [gettext("forest.arm", language, **subject.phrases), gettext("forest.control", language)]
    heads = [gettext("forest-groups.head_group", language), gettext("forest.study", language), *arm_heads[: len(arms)]]
    heads += [scale.column(language), gettext("forest.weight", language)]
    return pd.DataFrame(rows, columns=heads + [gettext("forest-groups.head_bias", language)] * (bias is not None))
