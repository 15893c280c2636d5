"""Sphinx configuration of the reference site: ``make docs`` builds it, and a warning is an error."""

from __future__ import annotations

import re

from sphinx.application import Sphinx

from ettervern import __version__

project = "Ettervern"
author = "the Ettervern project"
release = __version__
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx.ext.viewcode"]
exclude_patterns = ["_build"]
myst_heading_anchors = 3
napoleon_google_docstring = False
napoleon_use_rtype = False
autodoc_typehints = "none"  # the docstrings say it in words
autodoc_member_order = "bysource"
html_theme = "alabaster"
html_theme_options = {
    "description": "From search exports to pooled results: calls for scripts and notebooks",
    "fixed_sidebar": True,
    "font_family": "system-ui, sans-serif",
    "page_width": "80rem",
    "show_powered_by": False,
}
html_copy_source = False


def setup(app: Sphinx) -> None:
    """Name files of the project that a page links to: they are there on the project's pages, and not on this site."""

    def named(_: Sphinx, __: str, source: list[str]) -> None:
        source[0] = re.sub(r"\[([^\]]+)\]\(\.\./[^)]+\)", r"`\1`", source[0])

    app.connect("source-read", named)
