"""Roles and directives: how the prose of a page reaches for numbers, sentences, figures and tables.

Every name is the same in both languages, and Norwegian ones stand beside the English for those who write Norwegian.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxDirective, SphinxRole

from ettervern.catalogue import gettext
from ettervern.computed import Absolute, Subgroup
from ettervern.draw import stand_alone
from ettervern.files import ReviewError
from ettervern.publish.figures import gallery, grouped, harvested
from ettervern.publish.figures import made as figures
from ettervern.publish.figures.made import Drawn
from ettervern.publish.pages import front, journey, measures, moves, norway, own_study, robustness
from ettervern.publish.pages import texts as pages
from ettervern.publish.results import Results
from ettervern.publish.site import data
from ettervern.publish.site.html import figure, nothing, paragraph
from ettervern.publish.tables import blocks, changes, gaps, judged, lists, overview, own_counts, process
from ettervern.publish.tools import TOOLS
from ettervern.publish.tools.single_group import single_group
from ettervern.publish.words import retracted
from ettervern.publish.words.language import called
from ettervern.publish.words.lookup import UnknownNumber, number
from ettervern.publish.words.sentences import sentence
from ettervern.publish.words.standing import remaining

Make = Callable[[Results, str, str], str]


def once_judged(make: Make) -> Make:
    """Return what makes a tool's HTML; where absolute effects and subgroups are not worked out yet, it says so."""

    def made(results: Results, argument: str, language: str) -> str:
        if not (results.made(Absolute) and results.made(Subgroup)):
            return paragraph(gettext("word.not_worked_out", language))
        return make(results, argument, language)

    return made


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
    "flow-update-table": process.update_table,
    "agreement": process.agreement,
    "searches": process.searches,
    "criteria": process.criteria,
    "downloads": data.downloads,
    **{name: once_judged(make) for name, make in TOOLS.items()},
    "answers": front.answers,
    "answer-moves": moves.moves,
    "robustness": robustness.robustness,
    "subgroups": moves.subgroups,
    "measures": overview.measures_table,
    "measure-glance": measures.measure_glance,
    "measure-results": measures.measure_results,
    "measure-studies": measures.measure_studies,
    "measure-words": measures.measure_words,
    "measure-voices": measures.measure_voices,
    "measure-more": measures.measure_more,
    "gap-map-table": gaps.gap_table,
    "base-rates": norway.base_rates,
    "guidance": norway.guidance,
    "themes": norway.themes,
    "pilot": norway.pilot,
    "journey-table": journey.journey_table,
    "journey-steps": journey.journey_steps,
    "journey-model": journey.journey_models,
    "journey-weeks": journey.journey_weeks,
    "actors": journey.actors,
    "power-said": own_study.power_said,
    "power-table": own_study.power_table,
    "needed-table": own_study.needed_table,
    "designs": own_study.designs,
    "single-group": single_group,
    "no-effect": own_counts.no_effect,
    "own-rates": own_counts.own_rates,
    "own-counts": own_counts.own_counts,
    "checklist": pages.checklist,
    "word-list": pages.glossary,
    "changes": changes.change_log,
    "remaining": remaining,
    "retractions": retracted.retractions,
    "contact": pages.contact,
    "icons-table": gallery.icons_table,
    "leave-one-out-table": gallery.leave_one_out_twin,
    "cumulative-table": gallery.cumulative_twin,
    "funnel-table": gallery.funnel_twin,
    "traffic-light-table": gallery.traffic_light_twin,
    "bias-summary-table": gallery.bias_summary_twin,
    "harvest-table": harvested.harvest_twin,
    "forest-groups-table": grouped.forest_groups_twin,
}
#: Name of a directive -> what draws its figure.
FIGURES: dict[str, Callable[[Results, str, str], Drawn | None]] = {
    "forest": figures.forest_figure,
    "flow": lambda results, _, language: figures.flow_figure(results, language),
    "flow-update": lambda results, _, language: figures.update_figure(results, language),
    "journey": journey.journey_figure,
    "icons": gallery.icons,
    "leave-one-out": gallery.leave_one_out,
    "cumulative": gallery.cumulative,
    "funnel": gallery.funnel,
    "traffic-light": gallery.traffic_light,
    "bias-summary": gallery.bias_summary,
    "harvest": harvested.harvest,
    "gap-map": gaps.gap_figure,
    "forest-groups": grouped.forest_groups,
}
#: Name of a role -> what gives its text.
ROLES: dict[str, Callable[[Results, str, str], str]] = {
    "tall": number,
    "number": number,
    "setning": sentence,
    "sentence": sentence,
    "kalt": called,
    "called": called,
}


#: Class of what says that there is nothing yet.
NOTHING = "nothing-yet"
#: Name of a role -> what gives its HTML.
MARKED_ROLES: dict[str, Callable[[Results, str, str], str]] = {"ord": pages.explained, "word": pages.explained}


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
            result = ROLES[self.name](results, self.text.strip(), self.env.config.ettervern_language)
        except (UnknownNumber, ReviewError) as error:
            message = self.inliner.reporter.error(str(error), line=self.lineno)
            return [self.inliner.problematic(self.rawtext, self.rawtext, message)], [message]
        return [nodes.inline(self.rawtext, result, classes=["result"])], []


class MarkedRole(SphinxRole):  # type: ignore[misc]  # docutils has no types
    """A word of the prose that leads to where it is explained."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the word as a link; a word that is not explained is an error of the build, with file and line."""
        results = depend_on_results(self.env)
        try:
            result = MARKED_ROLES[self.name](results, self.text, self.env.config.ettervern_language)
        except ReviewError as error:
            message = self.inliner.reporter.error(str(error), line=self.lineno)
            return [self.inliner.problematic(self.rawtext, self.rawtext, message)], [message]
        return [nodes.raw("", str(result), format="html")], []


def nothing_yet(name: str, language: str) -> nodes.Node:
    """Return that there is nothing yet, as what a section is left out for where it holds nothing else."""
    return nodes.paragraph("", gettext(name, language), classes=[NOTHING])


def block(html: str, language: str) -> list[nodes.Node]:
    """Return a piece of HTML for a page; one without text, or of tables without rows, is nothing yet."""
    if not html:
        return []
    empty = html == nothing(language) or ("<table" in html and "<td" not in html and 'scope="row"' not in html)
    return [nothing_yet("word.none", language)] if empty else [nodes.raw("", html, format="html")]


class OnlyWhatIsThere(SphinxTransform):  # type: ignore[misc]  # docutils has no types
    """Leave out a section that holds nothing yet, so that a page of a young review is no list of gaps."""

    default_priority = 1  # before anything asks what the page is called or holds

    def apply(self, **_: Any) -> None:
        """Take sections away whose blocks all say that there is nothing, the inner ones first.

        A whole page stays, and what a label before it lets others point at.
        """
        for section in reversed(list(self.document.findall(nodes.section))):
            blocks = [node for node in section.children if not isinstance(node, nodes.title | nodes.comment)]
            empty = [node for node in blocks if isinstance(node, nodes.Element) and NOTHING in node["classes"]]
            before = section.previous_sibling()
            if empty == blocks and isinstance(section.parent, nodes.section) and not isinstance(before, nodes.target):
                section.parent.remove(section)
            for said_already in empty[1:]:
                section.remove(said_already)


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
                drawn = FIGURES[self.name](results, argument, language)
                return [] if drawn is None else [self._figure(drawn, language)]
            return block(str(BLOCKS[self.name](results, argument, language)), language)
        except ReviewError as error:
            raise self.error(str(error)) from error
        except KeyError as error:
            if results.waits(error.args[0]):
                return [] if self.name in FIGURES else [nothing_yet("word.not_pooled", language)]
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
            download=gettext("word.download", language),
        )
        return nodes.raw("", str(markup), format="html")
