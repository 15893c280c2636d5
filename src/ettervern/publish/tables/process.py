"""Tables on how the studies were found and judged, each made from results as one piece of HTML."""

from __future__ import annotations

from datetime import date
from math import isnan

from markupsafe import Markup

from ettervern.catalogue import gettext, pgettext
from ettervern.computed import Agreement, FlowAdded, FlowNumber, path_of
from ettervern.numbers import day, whole
from ettervern.publish.figures.flow import PARTS, STEPS, STREAMS
from ettervern.publish.figures.made import is_update
from ettervern.publish.results import Results
from ettervern.publish.site.html import Cell, headed, in_language, joined, nothing, paragraph, table
from ettervern.publish.words.language import label, own, written
from ettervern.publish.words.lookup import agreement_number
from ettervern.screen.agree import ALL
from ettervern.screen.decisions import STAGES


def flow_table(results: Results, _: str, language: str) -> str:
    """Return the table that says the same as the flow diagram, with the parts of each box."""
    caption = gettext("process.flow", language)
    return _flow_table(results, FlowNumber, caption, language)


def update_table(results: Results, _: str, language: str) -> str:
    """Return the twin of the flow diagram of an update; a sentence in a first version."""
    if not is_update(results):
        return paragraph(gettext("word.first_version", language))
    caption = gettext("process.update", language)
    place = ("previous_reports", "previous", "")  # "all" holds the same reports once more
    before = sum(row.n for row in results.rows(FlowAdded) if (row.box, row.stream, row.detail) == place)
    shown = paragraph(f"{pgettext('flow box', 'previous_reports', language)}: {whole(before, language)}.")
    return joined(shown, _flow_table(results, FlowAdded, caption, language))


def _flow_table(results: Results, kind: type[FlowNumber], caption: str, language: str) -> str:
    """Return the boxes of a flow as a table, both streams beside each other."""
    rows: list[list[Cell]] = []
    for box in [name for step in STEPS for name in step] + ["in_review"]:
        result = [row for row in results.rows(kind) if row.box == box]
        head = Markup("<strong>{}</strong>").format(pgettext("flow box", box, language))
        rows.append([head, *_both(result, "", language)])
        if box in PARTS:
            details = [detail for detail in dict.fromkeys(row.detail for row in result) if detail]
            names = [label(results.review, PARTS[box], detail, language) for detail in details]
            heads = [Markup('<span class="part">{}</span>').format(name) for name in names]
            rows += [[head, *_both(result, detail, language)] for head, detail in zip(heads, details, strict=True)]
    columns = headed(language, "step", *STREAMS, numbers=STREAMS)
    return table(caption, columns, rows, name=f"table-{path_of(results.review, kind).stem.replace('_', '-')}")


def _both(results: list[FlowNumber], detail: str, language: str) -> list[str]:
    """Return a count in each stream; a part that a stream has not is 0 there."""
    places = [(stream, detail) for stream in STREAMS]
    return [whole(sum(row.n for row in results if (row.stream, row.detail) == place), language) for place in places]


def agreement(results: Results, stage: str, language: str) -> str:
    """Return how far every two reviewers of a stage agree, a table a search round and pair, the first round first.

    All rounds together follow where a pair voted in several.
    """
    rounds: dict[tuple[str, str], dict[str, list[Agreement]]] = {}
    for row in results.rows(Agreement):
        if row.stage == stage:
            rounds.setdefault((row.reviewer_1, row.reviewer_2), {}).setdefault(row.batch, []).append(row)
    shown = sorted(
        ((batch == ALL, batch, pair), rows)
        for pair, batches in rounds.items()
        for batch, rows in batches.items()
        if batch != ALL or len(batches) != 2  # of one round, all together are the same once more
    )
    in_common = [rows for _, rows in shown if any(row.measure == "n" and row.value > 0 for row in rows)]
    tables = [_agreement(rows, language, at) for at, rows in enumerate(in_common, start=1)]
    return joined(*tables) if tables else nothing(language)


def _agreement(rows: list[Agreement], language: str, at: int) -> Markup:
    """Return the measures of one pair and round, with intervals where they have one."""
    cells: list[list[Cell]] = []
    for row in rows:
        ends = [agreement_number(row.measure, end, language) for end in (row.ci_low, row.ci_high)]
        value = agreement_number(row.measure, row.value, language)
        interval = "" if isnan(row.ci_low) else f"{ends[0]}–{ends[1]}"
        cells.append([pgettext("agreement", row.measure, language), value, interval])
    columns = headed(language, "measure", "value", "ci", numbers=("value", "ci"))
    name = "-".join(["table-agreement", *([] if rows[0].stage == STAGES[0] else [rows[0].stage]), *[str(at)][: at > 1]])
    return table(_between(rows[0], language), columns, cells, name=name)


def _between(row: Agreement, language: str) -> str:
    """Return whose votes agree, at which stage, on which reports."""
    names = ((row.reviewer_1, row.kind_1), (row.reviewer_2, row.kind_2))
    first, second = (pgettext("reviewer", kind, language, name=name) if kind else name for name, kind in names)
    said = {"first": first, "second": second, "stage": pgettext("screening stage", row.stage, language)}
    if row.batch == ALL:
        return gettext("process.agreement.all", language, **said)
    return gettext("process.agreement.round", language, day=day(date.fromisoformat(row.batch), language), **said)


def searches(results: Results, _: str, language: str) -> str:
    """Return the searches: what was looked for, where, when, with what string, how many records."""
    rows = results.get("searches")
    if rows is None:
        return nothing(language)
    cells: list[list[Cell]] = []
    for _line, row in rows.iterrows():
        known = own(results, "source", row["source"], language)
        shown: Cell = known or in_language(row["source"], "en")
        query = row["query"] or gettext("word.not_recorded", language)
        when = day(date.fromisoformat(row["date"]), language)
        cells.append([written(results, row, "description", language), shown, when, query, row["count"]])
    keys = ("searched", "source", "date", "query", "n")
    columns = headed(language, *keys, numbers=("n",))
    caption = gettext("process.searches", language)
    return table(caption, columns, cells, name="table-searches")


def criteria(results: Results, _: str, language: str) -> str:
    """Return the criteria: what is in, what is out."""
    rows = results.review.settings.criteria.rows
    cells = [[row.label[language], row.include[language], row.exclude[language]] for row in rows]
    caption = gettext("process.criteria", language)
    return table(caption, headed(language, "criterion", "include", "exclude"), cells, name="table-criteria")
