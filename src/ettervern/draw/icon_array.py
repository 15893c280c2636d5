"""An icon array: of 100 (or 1000) people, how many have the event without the intervention, and how many with it.

The interval and the certainty are said in words under the people, never left out.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ettervern.catalogue import gettext, section
from ettervern.draw.drawing import Drawing, measured
from ettervern.draw.subject import Subject
from ettervern.draw.svg import MARK, POOLED, QUIET
from ettervern.errors import ArgumentError
from ettervern.numbers import in_people, is_missing

WIDE, NARROW = 758.0, 338.0


@dataclass(frozen=True)
class People:
    """How many of ``per`` people have the event, with the interval for those with the intervention.

    ``change`` is ``None`` where rounding hides it: 24.4 and 52.7 of 100 are drawn 29 apart, but differ by 28.
    """

    per: int
    without: int
    with_: int
    low: int | None
    high: int | None
    change: int | None


def people_of(absolute: pd.Series, per: int = 100) -> People:
    """Return an absolute effect as whole people.

    Parameters
    ----------
    absolute : Series
        control_risk, with_risk, with_low, with_high (shares from 0 to 1; the interval may be missing).
    per : {100, 1000}
        Of how many people.

    Raises
    ------
    ArgumentError
        Another ``per``, or a share that is missing or not between 0 and 1.
    """
    if per not in (100, 1000):
        raise ArgumentError(f"an icon array shows 100 or 1000 people, not {per}")
    shares = [float(absolute["control_risk"]), float(absolute["with_risk"])]
    if any(is_missing(share) or not 0 <= share <= 1 for share in shares):
        raise ArgumentError(f"a share must lie between 0 and 1; got {shares[0]} and {shares[1]}")
    ends = [absolute.get(name) for name in ("with_low", "with_high")]
    low, high = (None if end is None or is_missing(end) else in_people(float(end), per) for end in ends)
    without, with_ = (in_people(share, per) for share in shares)
    change = in_people(shares[1] - shares[0], per)
    return People(per, without, with_, low, high, change if change == with_ - without else None)


def draw_icon_array(
    absolute: pd.Series, subject: Subject, language: str, *, base: str, certainty: str, per: int = 100,
    narrow: bool = False,
) -> str:  # fmt: skip
    """Draw people without and with the intervention beside each other.

    Parameters
    ----------
    absolute : Series
        control_risk, with_risk, with_low, with_high (shares).
    subject : Subject
        What the figure is about; ``favours`` says whether the event is good news.
    language : str
        ``nb`` or ``en``.
    base : str
        Where the share without the intervention comes from, as readers see it.
    certainty : str
        The certainty of the result, as readers see it.
    per : int
        100 or 1000 people in each group.
    narrow : bool
        The layout for a telephone: one group under the other.

    Returns
    -------
    str
        SVG text; the same input gives the same bytes.
    """
    people = people_of(absolute, per)
    sheet = Drawing(NARROW if narrow else WIDE)
    room = sheet.width if narrow else (sheet.width - 38) / 2
    _define(sheet, room, people, subject)
    before, after = (gettext(f"icons.{arm}", language, **subject.phrases) for arm in ("without", "with"))
    y = _group(sheet, (0, 0, room), before, (people.without, people.without, per), subject, language)
    left, top = (0.0, y + 22) if narrow else (room + 38, 0.0)
    bottom = _group(sheet, (left, top, room), after, (people.with_, people.without, per), subject, language)
    y = max(y, bottom) + 6
    y = _key(sheet, y, people, subject, language)
    message = difference(people, language)
    y = sheet.lines(0, y + 16, message, sheet.width, size=14, strong=True) if message else y + 16
    for text in (f"{after}: {shown_with(people, language)}.", base, certainty):
        y = sheet.lines(0, y + 2, text, sheet.width, colour=QUIET) if text else y
    title = gettext("icons.title", language, **subject.phrases, outcome=subject.outcome, per=per)
    described = _describe(people, subject, language, base, certainty)
    return subject.finish(sheet.text(y), title, described, language, narrow=narrow)


def shown_with(people: People, language: str) -> str:
    """Return how many have the event with the intervention, with the interval or the word that it is not known."""
    per = people.per
    if people.low is None or people.high is None:
        return f"{gettext('icons.count', language, n=people.with_, per=per)} ({gettext('icons.unknown', language)})"
    return gettext("icons.with_interval", language, n=people.with_, per=per, low=people.low, high=people.high)


def difference(people: People, language: str) -> str:
    """Return how many more or fewer, as a sentence; empty where rounding hides it."""
    if people.change is None:
        return ""
    kind = "same" if people.change == 0 else "fewer" if people.change < 0 else "more"
    return gettext(f"icons.{kind}", language, n=abs(people.change), per=people.per) + "."


def _across(per: int) -> int:
    """Return how many people stand in a row."""
    return 10 if per == 100 else 40


def _pitch(room: float, per: int) -> tuple[float, float]:
    """Return how far apart people stand, across and down."""
    step = room / _across(per)
    return step, min(step * 1.05, 34.0)


def _define(sheet: Drawing, room: float, people: People, subject: Subject) -> None:
    """Define a person of each state, and a row of them, once: a thousand whole drawings would be a heavy page."""
    step, tall = _pitch(room, people.per)
    sheet.parts.append("<defs>")
    for state in sorted({_state(n, event, people.without) for n in range(people.per)
                         for event in (people.with_, people.without)}):  # fmt: skip
        sheet.parts.append(f'<g id="{state}">')
        _person(sheet, step / 2, 0, min(step, tall), state, subject)
        sheet.parts.append(f'</g><g id="{state}-row">')
        sheet.parts += [f'<use href="#{state}" x="{step * n:.1f}"/>' for n in range(_across(people.per))]
        sheet.parts.append("</g>")
    sheet.parts.append("</defs>")


def _group(
    sheet: Drawing, place: tuple[float, float, float], name: str, counts: tuple[int, int, int], subject: Subject,
    language: str,
) -> float:  # fmt: skip
    """Draw one group: its heading with the count, and its people in rows; return the lower edge."""
    (left, top, room), (n, before, per) = place, counts
    heading = f"{gettext('icons.heading', language, **subject.phrases, group=name, n=n, per=per)}"
    y = sheet.lines(left, top + 14, heading, room, size=14, strong=True) - 8
    across, (step, tall) = _across(per), _pitch(room, per)
    for row in range(per // across):
        states = [_state(row * across + place, n, before) for place in range(across)]
        if len(set(states)) == 1:
            sheet.parts.append(f'<use href="#{states[0]}-row" x="{left:.1f}" y="{y:.1f}"/>')
        else:
            sheet.parts += [
                f'<use href="#{state}" x="{left + place * step:.1f}" y="{y:.1f}"/>'
                for place, state in enumerate(states)
            ]
        y += tall
    return y


def _state(number: int, n: int, before: int) -> str:
    """Return a person's state: has the event, is spared it, has it in addition, or has it not."""
    if number < min(n, before):
        return "has"
    if number < n:
        return "added"
    return "spared" if number < before else "not"


def _person(sheet: Drawing, x: float, y: float, size: float, state: str, subject: Subject) -> None:
    """Draw a person as a head and shoulders; the four states differ in fill and edge, not only in colour."""
    good = subject.favours == "high"
    event, other = (MARK, POOLED) if good else (POOLED, MARK)
    colour = {"has": event, "not": QUIET, "spared": other, "added": event}[state]
    line = max(0.5, size * 0.045) if state in {"has", "not"} else max(0.9, size * 0.09)
    head, body = _outline(x, y, size)
    sheet.path(head, fill=colour if state in {"has", "added"} else "none", stroke=colour, width=line)
    sheet.path(body, fill=colour if state == "has" else "none", stroke=colour, width=line)
    part = size * 0.12
    if state == "spared":
        d = f"M {x - part * 1.3:.1f} {y + size * 0.67:.1f} l {part:.1f} {part:.1f} l {part * 1.7:.1f} {-part * 1.9:.1f}"
        sheet.path(d, stroke=colour, width=line)
    elif state == "added":
        middle = y + size * 0.68
        d = f"M {x - part:.1f} {middle:.1f} h {2 * part:.1f} M {x:.1f} {middle - part:.1f} v {2 * part:.1f}"
        sheet.path(d, stroke=colour, width=line)


def _outline(x: float, y: float, size: float) -> tuple[str, str]:
    """Return the paths of a head and of shoulders whose upper edge is at ``y``."""
    r, wide = size * 0.17, size * 0.3
    circle = f"a {r:.1f} {r:.1f} 0 1 1 {2 * r:.1f} 0 a {r:.1f} {r:.1f} 0 1 1 {-2 * r:.1f} 0 z"
    neck, top, base = y + size * 0.45, y + size * 0.62, y + size * 0.88
    body = (
        f"M {x - wide:.1f} {base:.1f} V {top:.1f} Q {x - wide:.1f} {neck:.1f} {x:.1f} {neck:.1f} "
        f"Q {x + wide:.1f} {neck:.1f} {x + wide:.1f} {top:.1f} V {base:.1f} z"
    )
    return f"M {x - r:.1f} {y + size * 0.22:.1f} {circle}", body


def _key(sheet: Drawing, top: float, people: People, subject: Subject, language: str) -> float:
    """Write what each kind of person is; return the lower edge."""
    kinds = [("has", subject.phrases["state"]), ("not", subject.phrases["not_state"])]
    if people.with_ != people.without:
        change = "spared" if people.with_ < people.without else "added"
        kinds.insert(1, (change, gettext(f"icons.{change}", language, **subject.phrases)))
    x, y = 0.0, top + 4
    for state, text in kinds:
        wide = 30 + measured(text) + 14
        if x and x + wide > sheet.width:
            x, y = 0.0, y + 28
        _person(sheet, x + 11, y, 23, state, subject)
        sheet.say(x + 28, y + 16, text)
        x += wide
    return y + 26


def _describe(people: People, subject: Subject, language: str, base: str, certainty: str) -> str:
    """Return the figure in words, with every number."""
    messages = gettext("icons.described", language,
        **subject.phrases, a=people.without, per=people.per,
        b=shown_with(people, language), change=difference(people, language), base=base, certainty=certainty,
    )  # fmt: skip
    return " ".join(messages.split())


def icon_array_table(absolute: pd.Series, subject: Subject, language: str, per: int = 100) -> pd.DataFrame:
    """Return the figure as a table with headings in the language: group, number, interval."""
    people = people_of(absolute, per)
    group, number, between = (head.format(per=per) for head in section("icons.heads", language).values())
    known = people.low is not None and people.high is not None
    shown = (
        f"{people.low} {gettext('icons.to', language)} {people.high}" if known else gettext("icons.unknown", language)
    )
    rows = [
        [gettext("icons.without", language, **subject.phrases), str(people.without), "–"],
        [gettext("icons.with", language, **subject.phrases), str(people.with_), shown],
    ]
    return pd.DataFrame(rows, columns=[group, number, between])
