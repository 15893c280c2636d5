"""The flow of records through the review, as PRISMA 2020 draws it: databases and registers beside other methods.

Both streams are always drawn, zeros too: an empty database stream says that no database was searched.
"""

from __future__ import annotations

from dataclasses import dataclass

from ettervern.draw.sheet import Line, Sheet, wrapped
from ettervern.draw.svg import finish
from ettervern.numbers import whole

SIZE = 12.5
WIDE, NARROW = 759.0, 339.0  # one less than the figure: room for the stroke
MAIN, SIDE, GAP = 180.0, 173.0, 18.0
STREAM_GAP = WIDE - 2 * (MAIN + GAP + SIDE)
DOWN = 22.0


@dataclass(frozen=True)
class Box:
    """A box of the flow: what it holds, how many, and of what kinds (name, count)."""

    title: str
    n: int
    details: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Step:
    """A step of a stream: what goes on, and what leaves (``None`` where nothing can)."""

    main: Box
    side: Box | None = None


@dataclass(frozen=True)
class Stream:
    """The records of one way of finding them."""

    title: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Flow:
    """The whole flow.

    Attributes
    ----------
    name : str
        Name of the figure, used for ids.
    title, description : str
        Read by assistive technology.
    streams : tuple of Stream
        Drawn side by side, or one under the other on a telephone; all with the same count of steps.
    final : tuple of Box
        What is included, under both streams.
    """

    name: str
    title: str
    description: str
    streams: tuple[Stream, ...]
    final: tuple[Box, ...]


def draw_flow(flow: Flow, language: str, *, narrow: bool = False) -> str:
    """Return the flow as SVG text; the same input gives the same bytes."""
    sheet = Sheet(NARROW if narrow else WIDE, SIZE)
    height = _draw_narrow(sheet, flow, language) if narrow else _draw_wide(sheet, flow, language)
    name = f"{flow.name}-{'narrow' if narrow else 'wide'}-{language}"
    return finish(
        sheet.text(height + 4), name=name, title=flow.title, description=flow.description, language=language
    )  # fmt: skip


def _lines(box: Box, width: float, language: str) -> list[Line]:
    """Return a box's text: title with its count in bold, then what it consists of."""
    inner = width - 20
    count = wrapped(f"{box.title}: {whole(box.n, language)}", inner, SIZE, strong=True)
    for name, number in box.details:
        count += wrapped(f"{name}: {whole(number, language)}", inner, SIZE)
    return count


def _draw_wide(sheet: Sheet, flow: Flow, language: str) -> float:
    """Draw the streams side by side, each step of both at one height; return the lower edge."""
    lefts = [index * (MAIN + GAP + SIDE + STREAM_GAP) for index in range(len(flow.streams))]
    y = 4.0
    for left, stream in zip(lefts, flow.streams, strict=True):
        sheet.write(left, y + 12, Line(stream.title, strong=True))
    y += 26
    last = len(flow.streams[0].steps) - 1
    for number in range(last + 1):
        floor = y + max(_step_height(sheet, stream.steps[number], language) for stream in flow.streams)
        for left, stream in zip(lefts, flow.streams, strict=True):
            bottom = _draw_step(sheet, stream.steps[number], left, y, language)
            sheet.stem(left + MAIN / 2, bottom, floor)
            if number < last:
                sheet.arrow(left + MAIN / 2, floor, floor + DOWN)
        y = floor + DOWN
    middles = [left + MAIN / 2 for left in lefts]
    return _draw_final(sheet, flow, language, y, middles, [y - DOWN for _ in lefts])


def _step_height(sheet: Sheet, step: Step, language: str) -> float:
    """Return the height of a step: that of the taller of its two boxes."""
    main = sheet.box_height(_lines(step.main, MAIN, language))
    side = sheet.box_height(_lines(step.side, SIDE, language)) if step.side else 0.0
    return max(main, side)


def _draw_step(sheet: Sheet, step: Step, left: float, top: float, language: str) -> float:
    """Draw a step's main box and, beside it, what leaves; return the main box's lower edge."""
    bottom = sheet.box(left, top, MAIN, _lines(step.main, MAIN, language), empty=step.main.n == 0)
    if step.side is not None:
        sheet.arrow_right(left + MAIN, left + MAIN + GAP, top + 18)
        sheet.box(left + MAIN + GAP, top, SIDE, _lines(step.side, SIDE, language), empty=step.side.n == 0)
    return bottom


def _draw_final(
    sheet: Sheet, flow: Flow, language: str, top: float, middles: list[float], starts: list[float]
) -> float:  # fmt: skip
    """Draw what is included across the whole width, with an arrow from each stream."""
    for middle, start in zip(middles, starts, strict=True):
        sheet.arrow(middle, start, top)
    lines: list[Line] = []
    for box in flow.final:
        lines += _lines(box, sheet.width, language)
    return sheet.box(0, top, sheet.width, lines)


def _draw_narrow(sheet: Sheet, flow: Flow, language: str) -> float:
    """Draw one stream under the other; what leaves stands indented under what it left."""
    y = 4.0
    for stream in flow.streams:
        sheet.write(0, y + 12, Line(stream.title, strong=True))
        y += 24
        for number, step in enumerate(stream.steps):
            if number:
                sheet.arrow(12, y, y + 16)
                y += 16
            y = sheet.box(0, y, NARROW, _lines(step.main, NARROW, language), empty=step.main.n == 0)
            if step.side is not None:
                sheet.stem(12, y, y + 16)
                sheet.arrow_right(12, 36, y + 16)
                side = _lines(step.side, NARROW - 36, language)
                below = sheet.box(36, y + 6, NARROW - 36, side, empty=step.side.n == 0)
                if number + 1 < len(stream.steps):
                    sheet.stem(12, y + 16, below)
                y = below
        y += 24
    return _draw_final(sheet, flow, language, y, [], [])
