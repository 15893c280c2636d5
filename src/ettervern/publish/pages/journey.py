"""The service journey: its map, and for each step what users say, what holes were found, what the evidence offers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from markupsafe import Markup

from ettervern.catalogue import gettext
from ettervern.draw.journey import Part, Stop, draw_journey
from ettervern.numbers import whole
from ettervern.publish.figures.made import Drawn
from ettervern.publish.results import Results
from ettervern.publish.site.html import Cell, headed, joined, local_link, nothing, opens, table
from ettervern.publish.site.page_names import page_name
from ettervern.publish.site.templates import rendered
from ettervern.publish.tables.voices import voices
from ettervern.publish.words.prose import page_link, sources

#: More themes than this on one step are folded up.
SHOWN = 2


class Hole(NamedTuple):
    """A hole that was found at a step, with where it is said."""

    text: str
    sources: Markup


@dataclass(frozen=True)
class Step:
    """A step of the journey.

    Attributes
    ----------
    number : int
        As in ``journey.csv``.
    name : str
        In the reader's language; the Norwegian one where the table has none in it.
    holes : tuple of Hole
        Found at the step.
    themes : tuple of str
        Ids of the themes of users that speak of it.
    """

    number: int
    name: str
    holes: tuple[Hole, ...]
    themes: tuple[str, ...]

    @property
    def anchor(self) -> str:
        """Id of the step on its page."""
        return f"step-{self.number}"


def parts(results: Results, language: str) -> dict[str, list[Step]]:
    """Return the steps of each part, by the part's name in the reader's language, in order."""
    table, result = results.get("journey"), dict[str, list[Step]]()
    if table is None:
        return result
    names = {row["nb"]: row for row in results.written("journey").get("parts", [])}
    for _, row in table.iterrows():
        number, name = int(row["step_number"]), str(row.get(f"step_name_{language}", row["step_name_no"]))
        step = Step(number, name, _holes(results, number, language), _themes(results, number))
        result.setdefault(str(names.get(row["part"], {}).get(language, row["part"])), []).append(step)
    return result


def _holes(results: Results, number: int, language: str) -> tuple[Hole, ...]:
    """Return the holes that were found at a step."""
    found = [row for row in results.written("journey").get("holes", []) if number in row["steps"]]
    return tuple(Hole(row[language], sources(results, row["sources"], language)) for row in found)


def _themes(results: Results, number: int) -> tuple[str, ...]:
    """Return the ids of the themes that speak of a step."""
    result = results.get("experiences")
    if result is None:
        return ()
    here = [str(number) in cell.split(";") for cell in result["journey_step_numbers"]]
    return tuple(result[here]["experience_id"])


def journey_figure(results: Results, _: str, language: str) -> Drawn | None:
    """Draw the map; nothing where the review has no journey."""
    page = page_name(results, "journey", language)
    drawn = [
        Part(
            name,
            tuple(Stop(step.number, step.name, f"{page}.html#{step.anchor}", bool(step.holes)) for step in steps),
        )
        for name, steps in parts(results, language).items()
    ]
    if not drawn:
        return None
    caption = _captioned(results, "caption", language) or gettext("journey.caption", language)
    wide, narrow = (draw_journey(drawn, language, narrow=narrow) for narrow in (False, True))
    return Drawn("journey", wide, narrow, caption)


def _captioned(results: Results, key: str, language: str) -> str:
    """Return what the review itself says its journey shows; empty where it says nothing."""
    return str(results.written("journey").get(key, {}).get(language, ""))


def journey_table(results: Results, _: str, language: str) -> str:
    """Return the table that says the same as the map: each step, themes from users, holes, measures."""
    rows: list[list[Cell]] = [
        [
            local_link(f"#{step.anchor}", f"{step.number}. {step.name}"),
            part,
            whole(len(step.themes), language),
            whole(len(step.holes), language),
        ]
        for part, steps in parts(results, language).items()
        for step in steps
    ]
    columns = headed(language, "step", "part", "themes", "holes", numbers=("themes", "holes"))
    shown = table(gettext("journey.caption_table", language), columns, rows, name="table-journey")
    return opens(gettext("journey.fold", language), shown)


def journey_steps(results: Results, part: str, language: str) -> str:
    """Return the steps of one part (1 to 4), each with what is known of it: holes, what users say, what is offered."""
    result = list(parts(results, language).values())
    if not result:
        return nothing(language)
    return joined(*(_step(results, step, language) for step in result[int(part) - 1]))


def _step(results: Results, step: Step, language: str) -> Markup:
    """Return one step; of what users say, what is beyond the first few is folded up."""
    first, more = step.themes[:SHOWN], step.themes[SHOWN:]
    return rendered(
        "journey_step",
        language,
        step=step,
        voices=voices(results, first, language),
        more=voices(results, more, language) if more else "",
        n_more=len(more),
        offers=_offers(results, step.number, language),
    )


def _offers(results: Results, number: int, language: str) -> Markup:
    """Return links to the measures that meet a step."""
    written = results.written("journey")
    pages = [row["page"] for row in written.get("offers", []) if number in row["steps"]]
    names = {page: written["measure_names"][page][language] for page in pages}
    return Markup(", ").join(page_link(page_name(results, page, language), names[page]) for page in pages)


def journey_models(results: Results, name: str, language: str) -> str:
    """Return one model of the journey as points, with sources."""
    model = results.written("journey").get("models", {}).get(name)
    if model is None:
        return nothing(language)
    shown = sources(results, model["sources"], language)
    return rendered("journey_model", language, points=model[language], sources=shown)


def journey_weeks(results: Results, _: str, language: str) -> str:
    """Return the first weeks of a model of the journey as a table."""
    weeks = results.written("journey").get("weeks", [])
    caption = _captioned(results, "weeks_caption", language) or gettext("journey.weeks", language)
    rows: list[list[Cell]] = [[str(row["week"]), row[language]] for row in weeks]
    return table(caption, headed(language, "week", "happens"), rows, name="table-weeks")


def actors(results: Results, _: str, language: str) -> str:
    """Return the actors: who does what, at which steps, by which source."""
    rows: list[list[Cell]] = [
        [
            row["name"][language],
            row["does"][language],
            Markup(", ").join(local_link(f"#step-{number}", str(number)) for number in row["steps"]),
            sources(results, row["sources"], language, named_so=False),
        ]
        for row in results.written("journey").get("actors", [])
    ]
    columns = headed(language, "actor", "does", "steps", "source")
    return table(gettext("journey.actors", language), columns, rows, name="table-actors")
