"""The forest plot by kind of measure, with the risk of bias of each study beside it."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from ettervern.catalogue import gettext
from ettervern.computed import Bias, Subgroup
from ettervern.draw.forest_groups import Group, draw_forest_groups, forest_groups_table
from ettervern.publish.figures.gallery import twin
from ettervern.publish.figures.made import Drawn, both, subject
from ettervern.publish.results import Results
from ettervern.publish.site.html import nothing
from ettervern.publish.words.language import label
from ettervern.publish.words.retracted import mark_text


def groups(results: Results, outcome: str, language: str) -> list[Group]:
    """Return the pooled studies of an outcome by kind of measure, each with its own answer where it has two or more."""
    rows = results.contrasts[results.contrasts["analysis"] == f"{outcome}-main"]
    result = []
    for category in (name for name in results.review.categories if name in set(rows["category"])):
        name = label(results.review, "categories", category, language)
        studies = rows[rows["category"] == category].assign(category="")
        result.append(Group(name, studies, _pooled(results, outcome, category)))
    return result


def _marked(results: Results, group: Group, language: str) -> Group:
    """Return a group whose studies carry the word on a notice in their name, so that the table says it too."""
    message = [mark_text(results, study, language) for study in group.studies["study_id"]]
    names = [f"{name} ({text})" if text else name for name, text in zip(group.studies["label"], message, strict=True)]
    return replace(group, studies=group.studies.assign(label=names))


def _pooled(results: Results, outcome: str, category: str) -> Subgroup | None:
    """Return the answer of one kind of measure; nothing where it has a single study."""
    rows = (
        row for row in results.rows(Subgroup) if (row.outcome, row.by, row.group) == (outcome, "category", category)
    )
    return next((row for row in rows if row.k >= 2), None)


def _overall_bias(results: Results) -> pd.DataFrame | None:
    """Return the overall judgement of risk of bias of each study."""
    result = results.frame(Bias)
    return result[result["domain"] == "overall"] if results.made(Bias) else None


def forest_groups(results: Results, outcome: str, language: str) -> Drawn | None:
    """Draw the pooled studies by kind of measure."""
    if not results.made(Subgroup):
        return None
    name = f"forest-groups-{outcome}"
    about, result = subject(results, name, outcome, language), groups(results, outcome, language)
    overall, bias = results.pooled[f"{outcome}-main"], _overall_bias(results)
    caption = gettext("forest-groups.caption", language)
    return both(
        name,
        lambda narrow: draw_forest_groups(result, about, language, overall=overall, bias=bias, narrow=narrow),
        caption,
    )


def forest_groups_twin(results: Results, outcome: str, language: str) -> str:
    """Return the studies by kind of measure, as a table that folds up."""
    if not results.made(Subgroup):
        return nothing(language)
    about = subject(results, "", outcome, language)
    result = [_marked(results, group, language) for group in groups(results, outcome, language)]
    frame = forest_groups_table(result, about, language, _overall_bias(results))
    caption = gettext("forest-groups.table", language)
    return twin(frame, caption, f"table-forest-groups-{outcome}", language)
