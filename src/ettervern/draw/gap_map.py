"""The gap map: for each measure and outcome, how many studies there are, how sure we are, and where nobody looked."""

from __future__ import annotations

from html import escape

import pandas as pd

from ettervern.catalogue import gettext, ngettext, pgettext
from ettervern.draw.drawing import Drawing, fitted, safe_link
from ettervern.draw.subject import Subject
from ettervern.draw.svg import BOX, EMPTY, INK, LINE, MARK, PAPER, POOLED, QUIET
from ettervern.numbers import is_missing

WIDE, NARROW = 758.0, 338.0
UNIT, STEP = 12.0, 16.0
PAD = 10.0
LINE_HEIGHT = 17.0

KEY = ("figures", "words", "nothing", "nordic", "none")
KINDS = ("figures", "words", "nothing")


def draw_gap_map(cells: pd.DataFrame, subject: Subject, language: str, *, narrow: bool = False) -> str:
    """Draw the gap map.

    Parameters
    ----------
    cells : DataFrame
        A row a measure and outcome, in the order shown: measure, outcome (as readers see them), figures, words,
        nothing (numbers of studies; missing where not known), certainty (the word readers see; empty where not
        judged), norwegian, nordic (numbers among the studies, the second of other Nordic countries), and optionally
        href (where the cell leads; only links to pages are kept). A pair without a row is an empty cell.
    subject : Subject
        Only its name is used.
    language : str
        ``nb`` or ``en``.
    narrow : bool
        The layout for a telephone: one measure under the other.

    Returns
    -------
    str
        SVG text; the same input gives the same bytes. With links its role is ``group``, so that they can be reached.
    """
    sheet = Drawing(NARROW if narrow else WIDE)
    measures, outcomes = (list(dict.fromkeys(cells[name].astype(str))) for name in ("measure", "outcome"))
    links: list[str] = []
    y = 0.0 if narrow else _heads(sheet, outcomes, language)
    for measure in measures:
        y = _row(sheet, cells, measure, outcomes, y, links, language, narrow=narrow)
    y = _key(sheet, y + 6, language)
    title, described = gettext("gap-map.title", language), _describe(cells, measures, outcomes, language)
    return _with_links(subject.finish(sheet.text(y), title, described, language, narrow=narrow), links)


def _with_links(svg: str, links: list[str]) -> str:
    """Put the addresses in; they come last, since the figure's own references get its name before them."""
    for number, link in enumerate(links):
        svg = svg.replace(f'<a href="link-{number}"', f'<a href="{escape(link)}"', 1)
    return svg.replace('role="img"', 'role="group"', 1) if links else svg


def _label_width(sheet: Drawing, outcomes: list[str]) -> float:
    """Return the room for the measures' names; the cells share the rest."""
    return sheet.width * 0.26 if len(outcomes) < 4 else sheet.width * 0.2


def _heads(sheet: Drawing, outcomes: list[str], language: str) -> float:
    """Write the outcomes over their columns; return the lower edge."""
    left = _label_width(sheet, outcomes)
    wide = (sheet.width - left) / max(1, len(outcomes))
    sheet.say(0, 15, gettext("gap-map.measure", language), size=13, strong=True)
    bottoms = [
        sheet.lines(left + number * wide, 15, outcome, wide - 8, size=13, strong=True)
        for number, outcome in enumerate(outcomes)
    ]
    return max(bottoms, default=30.0) - 8


def _row(
    sheet: Drawing, cells: pd.DataFrame, measure: str, outcomes: list[str], top: float, links: list[str],
    language: str, *, narrow: bool,
) -> float:  # fmt: skip
    """Draw a measure's cells; return the lower edge."""
    own = cells[cells["measure"].astype(str) == measure]
    result = {str(row["outcome"]): row for _, row in own.iterrows()}
    if narrow:
        y = sheet.lines(0, top + 18, measure, sheet.width, size=13.5, strong=True) - 8
        for outcome in outcomes:
            lines = _cell_lines(result.get(outcome), language)
            tall = _cell_height(result.get(outcome), lines, sheet.width, outcome)
            _cell(sheet, result.get(outcome), (0, y, sheet.width, tall), (measure, outcome), lines, links, narrow=True)
            y += tall + 6
        return y
    left = _label_width(sheet, outcomes)
    wide = (sheet.width - left) / max(1, len(outcomes))
    name = fitted(measure, left - 12, 13)
    texts = [_cell_lines(result.get(outcome), language) for outcome in outcomes]
    heights = [_cell_height(result.get(o), lines, wide - 8, "") for o, lines in zip(outcomes, texts, strict=True)]
    tall = max([len(name) * 17.6 + 16, *heights])
    sheet.lines(0, top + 22, measure, left - 12, size=13)
    for number, outcome in enumerate(outcomes):
        place = (left + number * wide, top, wide - 8, tall)
        _cell(sheet, result.get(outcome), place, (measure, outcome), texts[number], links, narrow=False)
    return top + tall + 8


def _count(row: pd.Series | None, name: str) -> int:
    """Return a number of a cell; 0 where it is not given."""
    value = None if row is None else row.get(name)
    return 0 if value is None or is_missing(value) else int(value)


def _total(row: pd.Series | None) -> int:
    """Return how many studies a cell holds."""
    return sum(_count(row, kind) for kind in KINDS)


def _cell_lines(row: pd.Series | None, language: str) -> list[str]:
    """Return a cell's text: counts, certainty, and Norwegian or Nordic studies."""
    if row is None or _total(row) == 0:
        return [gettext("gap-map.none", language)]
    lines = [
        ", ".join(gettext(f"gap-map.{kind}", language, n=_count(row, kind)) for kind in KINDS if _count(row, kind))
    ]
    certainty = row.get("certainty")
    word = "" if certainty is None or pd.isna(certainty) else str(certainty)
    lines.append(
        gettext("gap-map.certainty", language, word=word.lower()) if word else gettext("gap-map.no_certainty", language)
    )
    near = [ngettext(f"gap-map.{name}", language, _count(row, name))
            for name in ("norwegian", "nordic") if _count(row, name)]  # fmt: skip
    return [*lines, ", ".join(near)] if near else lines


def _per_line(wide: float) -> int:
    """Return how many studies stand beside each other in a cell."""
    return max(1, int((wide - 2 * PAD) // STEP))


def _cell_height(row: pd.Series | None, lines: list[str], wide: float, outcome: str) -> float:
    """Return how tall a cell is."""
    texts = [line for text in lines for line in fitted(text, wide - 2 * PAD - 14)]
    squares = -(-_total(row) // _per_line(wide)) * STEP
    return 2 * PAD + squares + len(texts) * LINE_HEIGHT + (LINE_HEIGHT if outcome else 0)


def _cell(
    sheet: Drawing, row: pd.Series | None, place: tuple[float, float, float, float], names: tuple[str, str],
    lines: list[str], links: list[str], *, narrow: bool,
) -> None:  # fmt: skip
    """Draw a cell: a square a study, then its words; the whole cell is a link where one is given."""
    left, top, wide, tall = place
    href = row.get("href") if row is not None else None
    link = safe_link(str(href)) if href is not None and not pd.isna(href) else ""
    if link:
        spoken = ", ".join([*names, *lines])
        sheet.parts.append(f'<a href="link-{len(links)}" aria-label="{escape(spoken)}">')
        links.append(link)
    total = _total(row)
    sheet.rect(left, top, wide, tall, fill=BOX if total else EMPTY, stroke=LINE, dash="" if total else "4 3", round_=5)
    y = top + PAD
    if narrow:
        sheet.say(left + PAD, y + 12, names[1], strong=True)
        y += LINE_HEIGHT
    y = _squares(sheet, row, left + PAD, y, wide)
    for number, text in enumerate(lines):
        x = left + PAD
        if number == 2:
            _star(sheet, x + 6, y + 8)
            x += 17
        for line in fitted(text, wide - 2 * PAD - 14):
            colour = INK if total and number != 1 else QUIET
            sheet.say(x, y + 12.5, line, underlined=bool(link) and number == 0, colour=colour)
            y += LINE_HEIGHT
    if link:
        sheet.parts.append("</a>")


def _squares(sheet: Drawing, row: pd.Series | None, left: float, top: float, wide: float) -> float:
    """Draw a square for each study: full, open or dashed; return the lower edge."""
    kinds = [kind for kind in KINDS for _ in range(_count(row, kind))]
    most = _per_line(wide)
    for number, kind in enumerate(kinds):
        _square(sheet, left + number % most * STEP, top + number // most * STEP, kind)
    return top + -(-len(kinds) // most) * STEP


def _square(sheet: Drawing, x: float, y: float, kind: str) -> None:
    """Draw a study as a square."""
    if kind == "figures":
        sheet.rect(x + 0.7, y + 0.7, UNIT - 1.4, UNIT - 1.4, fill=MARK, stroke=MARK)
    elif kind == "words":
        sheet.rect(x + 0.7, y + 0.7, UNIT - 1.4, UNIT - 1.4, fill=PAPER, stroke=POOLED)
    else:
        sheet.rect(x + 0.7, y + 0.7, UNIT - 1.4, UNIT - 1.4, fill=PAPER, stroke=QUIET, dash="2 2")


def _star(sheet: Drawing, x: float, y: float) -> None:
    """Draw the mark of Norwegian or Nordic studies: a small cross, as in the Nordic flags."""
    sheet.path(f"M {x - 6:.1f} {y:.1f} H {x + 6:.1f} M {x - 2:.1f} {y - 5:.1f} V {y + 5:.1f}", stroke=MARK, width=3)


def _key(sheet: Drawing, top: float, language: str) -> float:
    """Write what the squares mean; return the lower edge."""
    x, y = 0.0, top + 6
    for kind in KEY:
        text = pgettext("gap-map key", kind, language)
        wide = 24 + len(text) * 7.3 + 12
        if x and x + wide > sheet.width:
            x, y = 0.0, y + 22
        if kind == "nordic":
            _star(sheet, x + 7, y + 6)
        elif kind == "none":
            sheet.rect(x + 0.7, y - 1, 17, 13, fill=EMPTY, stroke=LINE, dash="4 3", round_=3)
        else:
            _square(sheet, x + 1, y, kind)
        sheet.say(x + 23, y + 10.5, text)
        x += wide
    return y + 22


def _describe(cells: pd.DataFrame, measures: list[str], outcomes: list[str], language: str) -> str:
    """Return the figure in words: how many cells have studies, and which has most."""
    totals = [(_total(row), f"{row['measure']}, {str(row['outcome']).lower()}") for _, row in cells.iterrows()]
    filled = sum(total > 0 for total, _ in totals)
    most, name = max(totals, key=lambda result: result[0], default=(0, "–"))
    return gettext("gap-map.description", language,
        rows=len(measures), columns=len(outcomes), filled=filled, empty=len(measures) * len(outcomes) - filled,
        most=f"{name} ({most})",
    )  # fmt: skip
