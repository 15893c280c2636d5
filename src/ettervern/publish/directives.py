"""Roles and directives: how the prose of a page reaches for numbers, sentences, figures and tables.

Every name is the same in both languages, and Norwegian ones stand beside the English for those who write Norwegian.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from docutils import nodes
from sphinx.util.docutils import SphinxDirective, SphinxRole

from ettervern.draw import stand_alone
from ettervern.files import ReviewError
from ettervern.publish import blocks, data, figures, judged, lists, process
from ettervern.publish.figures import Drawn
from ettervern.publish.html import figure
from ettervern.publish.language import word
from ettervern.publish.lookup import UnknownNumber, number
from ettervern.publish.results import Results
from ettervern.publish.words import sentence

#: Name of a directive -> what makes its HTML from (results, argument, language).
BLOCKS: dict[str, Callable[[Results, str, str], str]] = {
    "glance": blocks.glance,
    "forest-table": blocks.forest_table,
    "pooled-table": judged.pooled_table,
    "bias-table": judged.bias_table,
    "absolute-table": judged.absolute_table,
    "certainty-table": judged.certainty_table,
    "unpooled-figures": blocks.unpooled_figures,
    "findings-in-words": lists.findings_in_words,
    "identified-later": lists.identified_later,
    "effect-reports": lists.effect_reports,
    "studies": lists.studies_by_role,
    "excluded": lists.excluded,
    "flow-table": process.flow_table,
    "agreement": process.agreement,
    "searches": process.searches,
    "criteria": process.criteria,
    "downloads": data.downloads,
}
#: Name of a directive -> what draws its figure.
FIGURES: dict[str, Callable[[Results, str, str], Drawn]] = {
    "forest": figures.forest_figure,
    "flow": lambda results, _, language: figures.flow_figure(results, language),
}
#: Name of a role -> what gives its text.
ROLES: dict[str, Callable[[Results, str, str], str]] = {
    "tall": number,
    "number": number,
    "setning": sentence,
    "sentence": sentence,
}


def depend_on_results(env: Any) -> Results:
    """Return the results and note on the page that it is to be built anew when one of their files changes."""
    results: Results = env.app.ettervern
    for path in results.files:
        env.note_dependency(str(path))
    return results


class ResultRole(SphinxRole):  # type: ignore[misc]  # docutils has no types
    """A number or a sentence in the prose, by its name."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the text; a name that leads nowhere is an error of the build, with file and line."""
        results = depend_on_results(self.env)
        try:
            found = ROLES[self.name](results, self.text.strip(), self.env.config.ettervern_language)
        except (UnknownNumber, ReviewError) as error:
            message = self.inliner.reporter.error(str(error), line=self.lineno)
            return [self.inliner.problematic(self.rawtext, self.rawtext, message)], [message]
        return [nodes.inline(self.rawtext, found, classes=["result"])], []


class ResultDirective(SphinxDirective):  # type: ignore[misc]  # docutils has no types
    """A table, list, box or figure made from results."""

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = False
    option_spec: ClassVar[dict[str, Any]] = {}

    def run(self) -> list[nodes.Node]:
        """Return the block as HTML; what is missing in the results is an error of the build."""
        results = depend_on_results(self.env)
        argument = self.arguments[0].strip() if self.arguments else ""
        language = self.env.config.ettervern_language
        try:
            if self.name in FIGURES:
                return [self._figure(FIGURES[self.name](results, argument, language), language)]
            return [nodes.raw("", BLOCKS[self.name](results, argument, language), format="html")]
        except ReviewError as error:
            raise self.error(str(error)) from error
        except KeyError as error:
            raise self.error(f"{self.name}: nothing in the results is called {error.args[0]!r}") from error

    def _figure(self, drawn: Drawn, language: str) -> nodes.Node:
        """Return a figure for the page and keep it, to be written as a file of its own when the build ends."""
        kept: dict[str, tuple[str, str]] = self.env.ettervern_figures
        kept[f"{drawn.name}.svg"] = (self.env.docname, stand_alone(drawn.wide))
        markup = figure(
            drawn.wide,
            drawn.narrow,
            drawn.caption,
            name=drawn.name,
            file=f"_figures/{drawn.name}.svg",
            download=word("download", language),
        )
        return nodes.raw("", markup, format="html")
