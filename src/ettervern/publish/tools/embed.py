"""Scripts and data set into a page: no file to fetch, so that a page works from a disk and asks no server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from markupsafe import Markup

HERE = Path(__file__).parent


def script(*names: str) -> Markup:
    """Return scripts of this folder as one element, in order, to run when the page has been read."""
    return element("".join((HERE / name).read_text("utf-8") for name in names))


def element(code: str) -> Markup:
    """Return a script of ours as an element; code that came from elsewhere has no place here."""
    return Markup("<script>\n{}</script>").format(Markup(code))


def data(name: str, content: Any) -> Markup:
    """Return data as JSON that a script reads; nothing in it can end the element or be run.

    Raises
    ------
    ValueError
        For a number that is not finite: a page must not say NaN.
    """
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    safe = text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return Markup('<script type="application/json" id="{}">{}</script>').format(name, Markup(safe))
