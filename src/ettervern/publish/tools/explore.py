"""Utforsk: the pooled studies with what they can be chosen by, for the script, and the planned subgroups as a table."""

from __future__ import annotations

from typing import Any

import pandas as pd
from scipy import special

from ettervern.catalogue import gettext, pgettext, section
from ettervern.computed import Contrast, Study, Subgroup
from ettervern.draw.subject import sides
from ettervern.numbers import is_missing, percent, whole
from ettervern.publish.results import Results
from ettervern.publish.site.html import Cell, Column, joined, nothing, paragraph, table
from ettervern.publish.site.page_names import page_name
from ettervern.publish.site.templates import rendered
from ettervern.publish.tools.embed import data, script
from ettervern.publish.words.citing import anchor
from ettervern.publish.words.language import label
from ettervern.publish.words.sentences import certainty, held_back, unknown
from ettervern.schema import frame

#: What studies can be chosen by -> levels offered, in order; those of measures are the review's own.
LEVELS: dict[str, tuple[str, ...]] = {
    "age_group": ("adolescents", "young_adults", "adults"),
    "risk_of_bias": ("low", "some_concerns", "high", "no_information"),
    "country": ("nordic", "usa", "other", "unknown"),
    "months": ("3 to 6", "7 to 12", "over 12"),
}
#: Method and interval of the script (``pooling.js``).
POOLED_AS = ("REML", "hk-conservative")
#: The protocol planned these, one at a time (Synthesis); measures too.
PLANNED = ("age_group", "risk_of_bias")


def chosen_by(results: Results, outcome: str) -> pd.DataFrame:
    """Return the studies of an outcome's main answer with their groups.

    Returns
    -------
    DataFrame
        ``outcome_id, study_id, label, category, age_group, risk_of_bias, country, months, y, v`` (effect and variance
        on the scale of the analysis), in the order of contrasts.csv.
    """
    from ettervern.synthesise.questions import groupings  # here, because it takes seconds and one page needs it

    rows = [row for row in results.rows(Contrast) if row.analysis == f"{outcome}-main"]
    own = frame(Contrast, rows)
    bias = results["risk_of_bias"].drop_duplicates("study_id")
    groups = groupings(rows, dict(zip(bias["study_id"], bias["overall"], strict=True)))
    columns = {name: groups[name] for name in ("category", *LEVELS)}
    return own[["outcome_id", "study_id", "label"]].assign(**columns, y=own["yi"], v=own["vi"])


def level_label(results: Results, by: str, level: str, language: str) -> str:
    """Return what readers see for a level of a choice."""
    if by == "category":
        return label(results.review, "categories", level, language)
    kind = "overall" if by == "risk_of_bias" else "subgroup"
    return pgettext(kind, level, language)


def explore(results: Results, _: str, language: str) -> str:
    """Return the form with its data and scripts; without scripts it stays hidden and the table stands alone."""
    words, pooling = section("explore", language), results.review.settings.pooling
    frames = {
        outcome: chosen_by(results, outcome)
        for outcome, one in results.review.outcomes.items()
        if f"{outcome}-main" in results.pooled and (one.method, pooling.ci_method) == POOLED_AS
    }
    if not frames:
        return paragraph(words["other_rules"]) if results.pooled else nothing(language)
    present = {str(name) for frame in frames.values() for name in frame["category"]}
    return rendered(
        "explore",
        language,
        words=words,
        outcomes={key: results.review.outcomes[key].label[language] for key in frames},
        categories=_named(results, "category", [n for n in results.review.categories if n in present], language),
        filters={by: _named(results, by, _levels(by, frames), language) for by in LEVELS},
        held=data("explore-data", _held(results, frames, language)),
        scripts=script("pooling.js", "numbers.js", "forest.js", "explore.js"),
    )


def _levels(by: str, frames: dict[str, pd.DataFrame]) -> list[str]:
    """Return the levels that studies of any outcome can be chosen by."""
    return [level for level in LEVELS[by] if any(level in _offered(by, frame) for frame in frames.values())]


def _named(results: Results, by: str, levels: list[str], language: str) -> dict[str, str]:
    """Return levels with what readers see for them."""
    return {level: level_label(results, by, level, language) for level in levels}


def _held(results: Results, frames: dict[str, pd.DataFrame], language: str) -> dict[str, Any]:
    """Return what the script needs: studies, levels, words, critical values."""
    level = results.review.settings.pooling.ci_level
    most = max(len(frame) for frame in frames.values())
    measures = sorted({str(name) for frame in frames.values() for name in frame["category"]})
    return {
        "words": {**section("explore", language, measure=""), "to": _between(language)},
        "planned": PLANNED,
        "names": {name: level_label(results, "category", name, language) for name in measures},
        "z": float(special.ndtri(0.5 + level / 2)),
        "t": [float(special.stdtrit(df, 0.5 + level / 2)) for df in range(1, most)],
        "outcomes": [_outcome(results, outcome, frame, language) for outcome, frame in frames.items()],
    }


def _between(language: str) -> str:
    """Return the ends of an interval of differences as the script fills them in."""
    return gettext("number.interval", language, low="{low}", high="{high}")


def _outcome(results: Results, outcome: str, frame: pd.DataFrame, language: str) -> dict[str, Any]:
    """Return an outcome's studies, the levels that can be chosen, and the certainty where it was judged."""
    described = results.review.outcomes[outcome]
    words = section("explore", language, measure=described.kind.name(language))
    names = [f"{outcome}-main", *(f"{outcome}-category-{name}" for name in frame["category"].unique())]
    listed = set(results.frame(Study)["study_id"])
    page = f"{page_name(results, 'studies', language)}.html"
    return {
        "id": outcome,
        "name": described.label[language],
        "log": described.kind.ratio,
        "words": {key: words[key] for key in ("column", "result", "single")},
        "heads": list(section("explore-heads", language, measure=described.kind.name(language)).values()),
        "sides": list(sides(results.review.phrases(language, outcome), language)),
        "levels": {by: _offered(by, frame) for by in ("category", *LEVELS)},
        "unknown": unknown(results, outcome, language),
        "certainty": {name: certainty(results, name, language) for name in names},
        "studies": [
            {
                "id": row["outcome_id"],
                "label": row["label"],
                "href": f"{page}#{anchor(row['study_id'])}" if row["study_id"] in listed else page,
                **{by: str(row[by]) for by in ("category", *LEVELS)},
                "y": float(row["y"]),
                "v": float(row["v"]),
            }
            for _, row in frame.iterrows()
        ],
    }


def _offered(by: str, frame: pd.DataFrame) -> list[str]:
    """Return the levels that an outcome's studies have; young adults too, so that their absence is seen."""
    present = set(frame[by].astype(str))
    if by == "category":
        return sorted(present)
    return [level for level in LEVELS[by] if level in present or level == "young_adults"]


def planned_table(results: Results, outcome: str, language: str) -> str:
    """Return the answers for the subgroups that the protocol planned, also those without a study.

    Where nobody knows, that is said first, and the numbers stand one step further in.
    """
    rows = [row for row in results.rows(Subgroup) if row.outcome == outcome and row.by in ("category", *PLANNED)]
    cells = [_group(results, row, language) for row in rows]
    heads = (
        gettext("word.studies", language).capitalize(),
        results.review.outcomes[outcome].kind.heading(language),
        gettext("word.ci", language),
        "I²",
    )
    shown = [Column(gettext("word.group", language))]
    shown += [Column(head, True) for head in heads]
    shown.append(Column(gettext("word.certainty", language)))
    name = results.review.outcomes[outcome].label[language]
    caption = f"{name}. {gettext('explore.table', language)}"
    answers = table(caption, shown, cells, name=f"table-{outcome}-planned")
    first = unknown(results, outcome, language)
    figures = held_back(results, [f"{outcome}-main"], answers, language)
    return joined(paragraph(first), figures) if first else figures


def _group(results: Results, row: Subgroup, language: str) -> list[Cell]:
    """Return a subgroup's row; a group without a study says so."""
    head = f"{gettext(f'explore.{row.by}', language)}: {level_label(results, row.by, row.group, language)}"
    if not row.k or is_missing(row.estimate):
        return [head, "0", gettext("explore.not_here", language), "", "", ""]
    kind = results.review.outcomes[row.outcome].kind
    key = f"{row.outcome}-category-{row.group}" if row.by == "category" else ""
    return [
        head,
        whole(row.k, language),
        kind.shown(row.estimate, language),
        kind.ends(row.ci_low, row.ci_high, language, short=True),
        "" if is_missing(row.i2) else percent(row.i2 / 100, language),
        certainty(results, key, language).partition(": ")[2] or gettext("word.not_assessed", language),
    ]
