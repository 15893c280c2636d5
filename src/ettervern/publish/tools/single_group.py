"""The calculator for one group's counts: its script is that of the stage ``local``. Nothing leaves the page."""

from __future__ import annotations

import json
from html import escape
from importlib import resources

from ettervern.catalogue import section
from ettervern.local.own_texts import own_text
from ettervern.publish.results import Results

#: Shows the form, which works with scripts only.
SHOW = 'document.getElementById("single-group-room").hidden = false;\n'


def single_group(results: Results, _argument: str, language: str) -> str:
    """Return the form with its script; without scripts it stays hidden and the tables stand alone."""
    words = section("single-group", language)
    words["events"] = own_text(results.written("own_study"), "pages.single_group", language, words["events"])
    said = escape(json.dumps(section("single-group-script", language), ensure_ascii=False, sort_keys=True))
    fields = "".join(_field(name, words) for name in ("events", "n"))
    form = (
        f'<form id="single-group-form" class="tool" data-single-group="{said}" novalidate '
        f'aria-label="{escape(words["form"])}">'
        f'<fieldset><legend>{escape(words["form"])}</legend><div class="fields">{fields}</div></fieldset>'
        f'<div><button type="submit">{escape(words["work"])}</button></div>'
        f'<div class="tool-answer"><h3>{escape(words["answer"])}</h3>'
        f'<output for="events n" class="tool-result"></output></div></form>'
    )
    code = resources.files("ettervern.local").joinpath("static", "single_group.js").read_text("utf-8")
    return f'<section id="single-group-room" hidden>{form}</section>\n<script>\n{code}{SHOW}</script>'


def _field(name: str, words: dict[str, str]) -> str:
    """Return a field for a whole number with its label and its help."""
    return (
        f'<div class="field"><label for="{name}">{escape(words[name])}</label>'
        f'<span class="help" id="{name}-help">{escape(words[f"{name}_help"])}</span>'
        f'<input id="{name}" name="{name}" type="text" inputmode="numeric" autocomplete="off" '
        f'aria-describedby="{name}-help"></div>'
    )
