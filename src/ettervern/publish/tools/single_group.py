"""The calculator for one group's counts: its script is that of the stage ``local``. Nothing leaves the page."""

from __future__ import annotations

import json
from importlib import resources

from ettervern.catalogue import section
from ettervern.local.own_texts import own_text
from ettervern.publish.results import Results
from ettervern.publish.site.templates import rendered
from ettervern.publish.tools.embed import element

#: Shows the form, which works with scripts only.
SHOW = 'document.getElementById("single-group-room").hidden = false;\n'


def single_group(results: Results, _argument: str, language: str) -> str:
    """Return the form with its script; without scripts it stays hidden and the tables stand alone."""
    words = section("single-group", language)
    words["events"] = own_text(results.written("own_study"), "pages.single_group", language, words["events"])
    said = json.dumps(section("single-group-script", language), ensure_ascii=False, sort_keys=True)
    code = resources.files("ettervern.local").joinpath("static", "single_group.js").read_text("utf-8")
    return rendered("single_group", language, words=words, said=said, script=element(code + SHOW))
