"""The service journey: its map, and for each step what users say, what holes were found, what the evidence offers."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ettervern.catalogue import gettext
from ettervern.draw.journey import Part, Stop, draw_journey
from ettervern.numbers import whole
from ettervern.publish.figures.made import Drawn
from ettervern.publish.results import Results
from ettervern.publish.site.html import Cell, Column, Html, headed, joined, local_link, markup, nothing, table
from ettervern.publish.site.page_names import page_name
from ettervern.publish.tables.voices import voices
from ettervern.publish.words.prose import page_link, sources

#: More themes than this on one step are folded up.
SHOWN = 2


def parts(results: Results) -> dict[str, pd.DataFrame]:
    """Return the steps of each part, by the part's Norwegian name, in order."""
    steps = results.get("journey")
    if steps is None:
        return {}
    return {str(name): rows for name, rows in steps.groupby("part", sort=False)}


def part_name(results: Results, name: str, language: str) -> str:
    """Return a part's name in the reader's language."""
    names = {row["nb"]: row for row in results.written("journey").get("parts", [])}
    return str(names.get(name, {}).get(language, name))


def step_name(row: pd.Series[str], language: str) -> str:
    """Return a step's name; the Norwegian one where the table has none in the language."""
    return str(row.get(f"step_name_{language}", row["step_name_no"]))


def _anchor(number: str | int) -> str:
    """Return the id of a step on its page."""
    return f"step-{number}"


def _holes(results: Results, number: int) -> list[dict[str, Any]]:
    """Return the holes that were found at a step."""
    return [row for row in results.written("journey").get("holes", []) if number in row["steps"]]


def journey_figure(results: Results, _: str, language: str) -> Drawn | None:
    """Draw the map; nothing where the review has no journey."""
    page = page_name(results, "journey", language)
    drawn = [
        Part(
            part_name(results, name, language), tuple(_stop(results, row, page, language) for _, row in rows.iterrows())
        )
        for name, rows in parts(results).items()
    ]
    if not drawn:
        return None
    caption = _captioned(results, "caption", language) or gettext("journey.caption", language)
    wide, narrow = (draw_journey(drawn, language, narrow=narrow) for narrow in (False, True))
    return Drawn("journey", wide, narrow, caption)


def _captioned(results: Results, key: str, language: str) -> str:
    """Return what the review itself says its journey shows; empty where it says nothing."""
    return str(results.written("journey").get(key, {}).get(language, ""))


def _stop(results: Results, row: pd.Series[str], page: str, language: str) -> Stop:
    """Return one step of the map."""
    number = int(row["step_number"])
    return Stop(number, step_name(row, language), f"{page}.html#{_anchor(number)}", bool(_holes(results, number)))


def journey_table(results: Results, _: str, language: str) -> str:
    """Return the table that says the same as the map: each step, themes from users, holes, measures."""
    rows: list[list[Cell]] = []
    for name, steps in parts(results).items():
        for _line, row in steps.iterrows():
            number = int(row["step_number"])
            rows.append(
                [
                    local_link(f"#{_anchor(number)}", f"{number}. {step_name(row, language)}"),
                    part_name(results, name, language),
                    whole(len(_themes(results, number)), language),
                    whole(len(_holes(results, number)), language),
                ]
            )
    columns = [
        Column(gettext(f"word.{key}", language), place > 1)
        for place, key in enumerate(("step", "part", "themes", "holes"))
    ]
    caption = gettext("journey.caption_table", language)
    file = table(caption, columns, rows, name="table-journey")
    summary = gettext("journey.fold", language)
    return f'<details class="list"><summary>{summary}</summary>\n{file}\n</details>'


def _themes(results: Results, number: int) -> tuple[str, ...]:
    """Return the ids of the themes that speak of a step."""
    result = results.get("experiences")
    if result is None:
        return ()
    here = [str(number) in cell.split(";") for cell in result["journey_step_numbers"]]
    return tuple(result[here]["experience_id"])


def journey_steps(results: Results, part: str, language: str) -> str:
    """Return the steps of one part (1 to 4), each with what is known of it."""
    result = list(parts(results).values())
    if not result:
        return nothing(language)
    steps = result[int(part) - 1]
    return "\n".join(_step(results, row, language) for _, row in steps.iterrows())


def _step(results: Results, row: pd.Series[str], language: str) -> str:
    """Return one step: the hole, what users say, what the evidence offers."""
    number = int(row["step_number"])
    blocks = [f'<section class="step" id="{_anchor(number)}"><h3>{number}. {markup(step_name(row, language))}</h3>']
    for hole in _holes(results, number):
        message = joined(hole[language], " ", sources(results, hole["sources"], language))
        blocks.append(f'<p class="hole"><strong>{gettext("word.hole", language)}:</strong> {message}</p>')
    blocks.append(_said(results, _themes(results, number), language))
    blocks.append(
        f"<p><strong>{gettext('word.offers', language)}:</strong> {_offers(results, number, language)}</p></section>"
    )
    return "\n".join(blocks)


def _said(results: Results, ids: tuple[str, ...], language: str) -> str:
    """Return what users say at a step; what is beyond the first few is folded up."""
    head = f"<p><strong>{gettext('word.users_say', language)}:</strong></p>"
    if not ids:
        return f"<p><strong>{gettext('word.users_say', language)}:</strong> {gettext('word.no_voices', language)}</p>"
    more = ids[SHOWN:]
    if not more:
        return head + voices(results, ids, language)
    summary = gettext("journey.more", language, n=len(more))
    rest = f"<details><summary>{summary}</summary>{voices(results, more, language)}</details>"
    return head + voices(results, ids[:SHOWN], language) + rest


def _offers(results: Results, number: int, language: str) -> Html:
    """Return the measures that meet a step, with links; that none was studied where none does."""
    wanted = [row["page"] for row in results.written("journey").get("offers", []) if number in row["steps"]]
    if not wanted:
        return Html(gettext("word.no_offer", language))
    names = results.written("journey")["measure_names"]
    links: list[Cell] = []
    for place, page in enumerate(wanted):
        links += [", " if place else "", page_link(page_name(results, page, language), names[page][language])]
    return joined(*links)


def journey_models(results: Results, name: str, language: str) -> str:
    """Return one model of the journey as points, with sources."""
    model = results.written("journey").get("models", {}).get(name)
    if model is None:
        return nothing(language)
    points = "".join(f"<li>{markup(point)}</li>" for point in model[language])
    return f"<ul>{points}</ul><p>{sources(results, model['sources'], language)}</p>"


def journey_weeks(results: Results, _: str, language: str) -> str:
    """Return the first weeks of a model of the journey as a table."""
    weeks = results.written("journey").get("weeks", [])
    caption = _captioned(results, "weeks_caption", language) or gettext("journey.weeks", language)
    rows: list[list[Cell]] = [[str(row["week"]), row[language]] for row in weeks]
    return table(caption, headed(language, "week", "happens"), rows, name="table-weeks")


def actors(results: Results, _: str, language: str) -> str:
    """Return the actors: who does what, at which steps, by which source."""
    rows: list[list[Cell]] = []
    for row in results.written("journey").get("actors", []):
        steps: list[Cell] = []
        for place, number in enumerate(row["steps"]):
            steps += [", " if place else "", local_link(f"#{_anchor(number)}", str(number))]
        rows.append(
            [
                row["name"][language],
                row["does"][language],
                joined(*steps),
                sources(results, row["sources"], language, named_so=False),
            ]
        )
    columns = headed(language, "actor", "does", "steps", "source")
    caption = gettext("journey.actors", language)
    return table(caption, columns, rows, name="table-actors")
