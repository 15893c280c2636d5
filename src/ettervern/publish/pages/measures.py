"""Pages on measures: each tells the same things in the same order, all of it from results and tables.

``[pages.<page>]`` of ``review.toml`` says which categories of the data a page is on; every category has one page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd
from markupsafe import Markup

from ettervern.catalogue import gettext, pgettext
from ettervern.computed import Choice, Study, Summary
from ettervern.files import Problem, ReviewError
from ettervern.numbers import whole
from ettervern.publish.results import Results
from ettervern.publish.site.html import Cell, Column, folded, headed, joined, nothing, paragraph, table
from ettervern.publish.site.page_names import pages_of
from ettervern.publish.site.templates import rendered
from ettervern.publish.tables.voices import voices
from ettervern.publish.words.citing import NORDIC, named, reference
from ettervern.publish.words.language import headings, label
from ettervern.publish.words.prose import opened, told
from ettervern.publish.words.sentences import certainty, held_back, judged_level, stated

#: A list longer than this is folded up.
LONG = 5


@dataclass(frozen=True)
class Measure:
    """A page on a measure.

    Attributes
    ----------
    page : str
        Key of the page, as in ``review.toml``.
    categories : tuple of str
        Categories of the data; ``""`` stands for reports whose category was not seen.
    experiences : tuple of str
        Ids of the themes that speak of the measure.
    cost : dict
        Language -> what the data say of the cost; empty where they say nothing.
    """

    page: str
    categories: tuple[str, ...]
    experiences: tuple[str, ...]
    cost: dict[str, str]


def measures(results: Results) -> dict[str, Measure]:
    """Return the pages on measures, in the order of ``review.toml``.

    Raises
    ------
    ReviewError
        Where a category has no page or more than one, or a page is not in the book.
    """
    result = {}
    for page, row in results.review.settings.pages.items():
        categories = tuple("" if name == "unknown" else name for name in row.categories)
        result[page] = Measure(page, categories, row.experiences, row.cost)
    held = [category for measure in result.values() for category in measure.categories]
    wrong = [name for name in results.review.categories if held.count(name) != 1]
    problems = [_problem(f"the category {name!r} is to stand on exactly one page") for name in wrong]
    known = pages_of(results.review)  # none where the book is not laid out yet
    problems += [_problem(f"there is no page {page!r} in the book") for page in result if known and page not in known]
    if problems:
        raise ReviewError(problems)
    return result


def _problem(message: str) -> Problem:
    """Return a problem of the table of pages."""
    return Problem("review.toml", 0, "pages", message)


def page_of(results: Results, category: str) -> str:
    """Return the key of the page that a category stands on."""
    return next(page for page, measure in measures(results).items() if category in measure.categories)


def effect_studies(results: Results, measure: Measure) -> pd.DataFrame:
    """Return the kept effect reports of a page's categories, one row a study."""
    rows = results.frame(Study)
    rows = rows[(rows["role"] == "effect") & rows["category"].isin(measure.categories)]
    return rows.drop_duplicates("study_id")


def measure_glance(results: Results, page: str, language: str) -> str:
    """Return a measure at a glance: effect on each outcome, certainty, studies, Nordic ones, cost."""
    measure = measures(results)[page]
    studies = effect_studies(results, measure)
    lines = {
        label(results.review, "outcomes", outcome, language): answer(results, measure, outcome, language)
        for outcome in results.review.outcomes
    }
    lines |= {
        gettext("word.certainty", language): levels(results, measure, language),
        gettext("word.effect_studies", language): _counted(studies, language),
        gettext("word.nordic", language): whole(int(studies["country"].isin(NORDIC).sum()), language),
        gettext("word.cost", language): measure.cost.get(language) or gettext("word.not_given", language),
    }
    return rendered("measure_glance", language, lines=lines)


def _counted(studies: pd.DataFrame, language: str) -> str:
    """Return how many studies, and how much of each has been extracted."""
    status = studies["status"]
    parts = [
        f"{whole(int((status == key).sum()), language)} {pgettext('status', key, language).lower()}"
        for key in ("figures", "words", "nothing")
    ]
    return f"{whole(len(studies), language)} ({', '.join(parts)})"


def analyses(results: Results, measure: Measure, outcome: str) -> list[str]:
    """Return the pooled results on an outcome in a page's categories."""
    known = {row.analysis for row in results.rows(Summary)}
    names = [f"{outcome}-category-{category}" for category in measure.categories]
    return [name for name in names if name in known]


def answer(results: Results, measure: Measure, outcome: str, language: str) -> Cell:
    """Return what the studies say of an outcome in words, or why they say nothing."""
    message = [stated(results, name, language) for name in analyses(results, measure, outcome)]
    sentences = [row.statement for row in message if row is not None]
    return " ".join(sentences) if sentences else _no_answer(results, measure, outcome, language)


def _no_answer(results: Results, measure: Measure, outcome: str, language: str) -> str:
    """Return that no randomised study has figures to pool, and what there is instead."""
    ids = set(effect_studies(results, measure)["study_id"])
    choice, words = results.frame(Choice), results["findings_in_words"]
    figures = set(choice[choice["outcome"] == outcome]["study_id"]) & ids
    told_of = set(words[(words["outcome"] == outcome) & (words["among_reports"] == "yes")]["study_id"]) & ids - figures
    if not figures and not told_of:
        return _unseen(results, ids, language)
    some, only = whole(len(figures), language), whole(len(told_of), language)
    return gettext("measures.no_pool", language, figures=some, words=only)


def _unseen(results: Results, ids: set[str], language: str) -> str:
    """Return that no study has been seen to tell of an outcome, and how many have not been extracted yet."""
    studies = results.frame(Study)
    waiting = int((studies["study_id"].isin(ids) & (studies["status"] == "nothing")).sum())
    none = gettext("measures.no_study", language)
    return f"{none} {gettext('measures.waiting', language, n=whole(waiting, language))}" if waiting else none


def levels(results: Results, measure: Measure, language: str) -> str:
    """Return the levels of certainty of a page's results, and that they are proposals where they are."""
    names = [name for outcome in results.review.outcomes for name in analyses(results, measure, outcome)]
    rows = [row for row in (judged_level(results, name) for name in names) if row is not None]
    if not rows:
        return gettext("word.not_assessed", language)
    shown = ", ".join(dict.fromkeys(pgettext("certainty", row.judgement, language).lower() for row in rows))
    proposed = any(row.status != "signed" for row in rows)
    return f"{shown} ({gettext('word.proposed', language)})" if proposed else shown


def measure_results(results: Results, page: str, language: str) -> str:
    """Return what the studies show: a sentence, numbers and certainty for each result, then a table of them."""
    measure = measures(results)[page]
    shown: list[Finding] = []
    for outcome in results.review.outcomes:
        name = label(results.review, "outcomes", outcome, language)
        found = [_finding(results, analysis, name, language) for analysis in analyses(results, measure, outcome)]
        shown += found or [Finding(name, _no_answer(results, measure, outcome, language))]
    parts: list[Cell] = [rendered("measure_results", language, findings=shown)]
    told_of = [finding.analysis for finding in shown if finding.analysis]
    rows = [_figures(results, analysis, language) for analysis in told_of]
    if rows:
        keys = ("category", "outcome", "studies", "effect", "ci")
        kinds = {one.kind for one in results.review.outcomes.values() if analyses(results, measure, one.id)}
        heads = headings(results.review, keys, language, kinds.pop() if len(kinds) == 1 else None)
        columns = [Column(str(opened(head)), place > 1) for place, head in enumerate(heads)]
        caption = gettext("measures.results", language)
        figures = table(caption, columns, rows, name=f"table-{page}-results")
        parts.append(held_back(results, told_of, figures, language))
    return joined(*parts)


class Finding(NamedTuple):
    """What is said of an outcome; with the certainty and the name of its analysis where something was pooled."""

    outcome: str
    text: str
    certainty: str = ""
    analysis: str = ""


def _finding(results: Results, analysis: str, outcome: str, language: str) -> Finding:
    """Return one result in sentences, with its certainty; without the numbers where they are too unsure."""
    row = stated(results, analysis, language)
    text = "" if row is None else row.sentence
    return Finding(outcome, text, certainty(results, analysis, language), analysis)


def _figures(results: Results, analysis: str, language: str) -> list[Cell]:
    """Return one result as a row of figures."""
    rows = results.frame(Summary)
    row = rows[rows["analysis"] == analysis].iloc[0]
    kind = results.review.outcomes[row["outcome"]].kind
    return [
        label(results.review, "categories", row["category"], language),
        label(results.review, "outcomes", row["outcome"], language),
        whole(row["studies"], language),
        kind.shown(row["estimate"], language),
        kind.ends(row["ci_low"], row["ci_high"], language, short=True),
    ]


def measure_studies(results: Results, page: str, language: str) -> str:
    """Return each effect study of a page: who took part, what was done, compared with what; a table a category."""
    measure = measures(results)[page]
    rows = effect_studies(results, measure)
    lists = {}
    for category in measure.categories:
        result = rows[rows["category"] == category].sort_values("study_id")
        known = label(results.review, "categories", category, language)
        name = known if category else gettext("word.no_category", language)
        lists[studies_anchor(category)] = _described(results, result, name, language)
    return rendered("measure_studies", language, lists=lists)


def studies_anchor(category: str) -> str:
    """Return the id of the list of a category's studies on its page."""
    return f"studies-{category.replace('_', '-') or 'unknown'}"


def _described(results: Results, rows: pd.DataFrame, name: str, language: str) -> Markup:
    """Return studies of one category as a table, folded up where it is long."""
    if rows.empty:
        return Markup("<p><strong>{}:</strong> {}</p>").format(name, gettext("word.no_studies", language))
    columns = headed(language, "study", "country", "status", "people", "what_done", "against")
    shown = table(
        f"{name} ({whole(len(rows), language)})",
        columns,
        [_description(results, row, language) for _, row in rows.iterrows()],
    )
    return folded(name, len(rows), shown, language) if len(rows) > LONG else shown


def _description(results: Results, row: pd.Series[str], language: str) -> list[Cell]:
    """Return one study: who, what, against what."""
    study = str(row["study_id"])
    texts = [
        opened(told(results, "studies", study, column, str(row.get(column, "")), language))
        or gettext("word.unseen", language)
        for column in ("population", "intervention", "comparator")
    ]
    country = pgettext("country", row["country"], language) or gettext("word.unknown", language)
    return [named(results, study, language), country, pgettext("status", row["status"], language), *texts]


def measure_words(results: Results, page: str, language: str) -> str:
    """Return what the studies seen only in words say, and those seen after the lists were closed."""
    measure = measures(results)[page]
    result = results["findings_in_words"]
    result = result[result["category"].isin(measure.categories)].sort_values(["outcome", "direction", "study_id"])
    if result.empty:
        return paragraph(gettext("word.no_findings", language))
    cells: list[list[Cell]] = [
        [
            named(results, row["study_id"], language),
            label(results.review, "outcomes", row["outcome"], language),
            pgettext("direction", row["direction"], language, **results.review.phrases(language)),
            opened(told(results, "findings_in_words", row.get("finding_id", ""), "finding", row["finding"], language)),
            gettext("word.screened" if row["among_reports"] == "yes" else "word.not_screened", language),
        ]
        for _, row in result.iterrows()
    ]
    columns = headed(language, "study", "outcome", "direction", "finding", "status")
    caption = gettext("lists.words", language)
    file = table(caption, columns, cells, name=f"table-{page}-words")
    return folded(caption, len(cells), file, language) if len(cells) > LONG else file


def measure_more(results: Results, page: str, language: str) -> str:
    """Return what to read more: reviews kept as background, then the studies with figures."""
    measure = measures(results)[page]
    rows = results.frame(Study)
    rows = rows[rows["category"].isin([category for category in measure.categories if category])]
    groups = {"reviews": rows["role"] == "review_background", "with_figures": rows["status"] == "figures"}
    shown = {}
    for key, wanted in groups.items():
        result = rows[wanted].sort_values(["year", "study_id"], ascending=[False, True])
        shown[key] = [reference(row, language) for _, row in result.iterrows()]
    return rendered("measure_more", language, groups=shown) if any(shown.values()) else nothing(language)


def measure_voices(results: Results, page: str, language: str) -> str:
    """Return what users, relatives and staff say of a measure."""
    return voices(results, measures(results)[page].experiences, language)
