"""SVG that holds in a page: real text, a title and a description, ids that meet no other, colours from the page.

A figure is drawn with the colours of :data:`COLOURS`; here each is turned into a CSS variable with the light colour
as its fallback, so that the page's dark mode reaches into the figure.
"""

from __future__ import annotations

import re
from html import escape

from ettervern.errors import ArgumentError

#: Colour drawn -> (name of the CSS variable, light, dark). The drawn values occur nowhere else.
COLOURS = {
    "#0a0b01": ("ink", "#1c2530", "#e8ecf0"),
    "#0a0b02": ("quiet", "#566270", "#aab4bf"),
    "#0a0b03": ("line", "#c3ccd4", "#4a5661"),
    "#0a0b04": ("mark", "#1f5f74", "#7cc3d6"),
    "#0a0b05": ("pooled", "#8a3b12", "#f0a878"),
    "#0a0b06": ("paper", "#ffffff", "#151b21"),
    "#0a0b07": ("box", "#f2f6f8", "#1f2830"),
    "#0a0b08": ("empty", "#ffffff", "#151b21"),
}
INK, QUIET, LINE, MARK, POOLED, PAPER, BOX, EMPTY = COLOURS
#: Decimals of a place in pixels that count; beyond them a logarithm says on every processor something else.
PLACES = 6
FONT = "var(--figure-font, system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif)"

_HEAD = re.compile(r"^.*?(?=<svg)", re.DOTALL)
_METADATA = re.compile(r"\s*<metadata>.*?</metadata>", re.DOTALL)
_OPENING = re.compile(r"<svg[^>]*?viewBox=\"([^\"]+)\"[^>]*>", re.DOTALL)
_FAMILY = re.compile(r"font-family: 'DejaVu Sans'[^;\"]*; ")
_STYLE = re.compile(r"\s*<defs>\s*<style type=\"text/css\">.*?</style>\s*</defs>", re.DOTALL)
_ID = re.compile(r"\bid=\"([^\"]+)\"")


def finish(raw: str, *, name: str, title: str, description: str, language: str) -> str:
    """Return a drawn SVG as it goes into a page.

    Parameters
    ----------
    raw : str
        SVG text as matplotlib or :class:`Sheet` wrote it, with a ``viewBox``.
    name : str
        Name of the figure; every id begins with it, so that two figures on a page never share one.
    title, description : str
        What assistive technology reads; escaped here.
    language : str
        Language of title, description and text.
    """
    body = _METADATA.sub("", _HEAD.sub("", raw, count=1)).strip()
    body = _STYLE.sub("", body)  # it styles every element of the page that the figure stands in
    body = _prefix_ids(body, name)
    for drawn, (variable, light, _) in COLOURS.items():
        body = body.replace(drawn, f"var(--figure-{variable}, {light})")
    body = _FAMILY.sub("", body)
    box = _OPENING.search(body)
    if box is None:
        raise ArgumentError(f"the figure {name} has no viewBox")
    _, _, width, height = box.group(1).split()
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" id="{name}" role="img" '
        f'lang="{language}" aria-labelledby="{name}-title {name}-desc" viewBox="{box.group(1)}" '
        f'width="{width}" height="{height}" style="font-family: {FONT}; stroke-linejoin: round">\n'
        f'<title id="{name}-title">{escape(title)}</title>\n<desc id="{name}-desc">{escape(description)}</desc>'
    )
    return _OPENING.sub(lambda _: opening, body, count=1).strip() + "\n"


def _prefix_ids(body: str, name: str) -> str:
    """Put the figure's name before every id and every reference to one."""
    body = _ID.sub(lambda result: f'id="{name}-{result.group(1)}"', body)
    body = re.sub(r"url\(#", f"url(#{name}-", body)
    return re.sub(r"href=\"#", f'href="#{name}-', body)


def stand_alone(svg: str) -> str:
    """Return the figure as a file of its own: with its colours for light and dark and its own ground."""
    light = "".join(f"--figure-{variable}:{value};" for variable, value, _ in COLOURS.values())
    dark = "".join(f"--figure-{variable}:{value};" for variable, _, value in COLOURS.values())
    style = (
        f"<style>svg{{{light}background:var(--figure-paper)}}"
        f"@media (prefers-color-scheme:dark){{svg{{{dark}}}}}</style>"
    )
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + svg.replace("</desc>", "</desc>\n" + style, 1)
