"""The flow as the book shows it: boxes named in the reader's language, from the counts in ``results/flow.csv``."""

from __future__ import annotations

from ettervern.catalogue import gettext, pgettext
from ettervern.computed import FlowAdded, FlowNumber, path_of
from ettervern.draw import Box, Flow, Step, Stream
from ettervern.files import Problem, ReviewError
from ettervern.numbers import whole
from ettervern.publish.results import Results
from ettervern.publish.words.language import label

#: Steps of a stream: what goes on, and what leaves.
STEPS = (
    ("identified", "duplicates"),
    ("screened", "excluded"),
    ("kept", "not_sought"),
    ("sought", "not_retrieved"),
    ("read", "excluded_full_text"),
)
STREAMS = ("databases", "other")
#: Boxes whose parts are shown, and the table of ``review.toml`` that names the parts.
PARTS = {"excluded": "reasons", "excluded_full_text": "reasons", "in_review": "roles"}


def build_flow(results: Results, language: str, table: type[FlowNumber] = FlowNumber) -> Flow:
    """Return the flow of records, with both streams and their zeros.

    Parameters
    ----------
    results : Results
        Holds the table.
    language : str
        ``nb`` or ``en``.
    table : type of FlowNumber
        ``FlowNumber``, or ``FlowAdded`` for what the newest version adds to the one before (PRISMA 2020 for an update).

    Raises
    ------
    ReviewError
        Where a box that the figure needs is missing from the table.
    """

    def box(name: str, stream: str) -> Box:
        return _box(results, table, name, stream, language)

    streams = tuple(
        Stream(
            gettext(f"word.{stream}", language),
            tuple(Step(box(main, stream), box(side, stream)) for main, side in STEPS),
        )
        for stream in STREAMS
    )
    final: tuple[Box, ...] = (box("in_review", "all"),)
    if table is FlowAdded:
        final = (box("previous_reports", "previous"), *final)
    title = gettext("flow.title_update" if table is FlowAdded else "flow.title", language)
    name = "flow-update" if table is FlowAdded else "flow"
    return Flow(name, title, _description(streams, final, language), streams, final)


def _box(results: Results, table: type[FlowNumber], name: str, stream: str, language: str) -> Box:
    """Return a box with its count and, where it has named parts, the parts in the order of their file."""
    rows = [row for row in results.rows(table) if (row.box, row.stream) == (name, stream)]
    total = [row.n for row in rows if not row.detail]
    if len(total) != 1:
        message = f"expected one row for the box {name!r}, stream {stream!r}; found {len(total)}"
        raise ReviewError(Problem(f"results/{path_of(results.review, table).stem}.csv", 0, "box", message))
    file = [row for row in rows if row.detail and name in PARTS]
    parts = [(label(results.review, PARTS[name], row.detail, language), row.n) for row in file]
    return Box(pgettext("flow box", name, language), total[0], tuple(sorted(parts, key=lambda part: -part[1])))


def _description(streams: tuple[Stream, ...], final: tuple[Box, ...], language: str) -> str:
    """Return the whole flow in sentences."""
    message = []
    for stream in streams:
        boxes = [box for step in stream.steps for box in (step.main, step.side) if box is not None]
        message.append(f"{stream.title}: " + "; ".join(f"{box.title} {whole(box.n, language)}" for box in boxes) + ".")
    message += [f"{box.title}: {whole(box.n, language)}." for box in final]
    return " ".join(message)
