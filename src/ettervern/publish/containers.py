"""Directives that hold prose: numbers folded up where they are too unsure, what is there only so far, each outcome."""

from __future__ import annotations

from typing import Any, ClassVar

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from ettervern.catalogue import gettext
from ettervern.publish.directives import depend_on_results
from ettervern.publish.site.html import opens
from ettervern.publish.words.language import called
from ettervern.publish.words.sentences import sized
from ettervern.publish.words.standing import LEVELS, level


class NumbersDirective(SphinxDirective):  # type: ignore[misc]  # docutils has no types
    """Prose with the numbers of an analysis: one step further in where its answer is too unsure for a size."""

    required_arguments = 1
    has_content = True
    option_spec: ClassVar[dict[str, Any]] = {}

    def run(self) -> list[nodes.Node]:
        """Return the prose, folded up where no size is told."""
        results, analysis = depend_on_results(self.env), self.arguments[0].strip()
        if results.waits(analysis):
            return []
        if analysis not in results.pooled:
            raise self.error(f"{self.name}: nothing in the results is called {analysis!r}")
        prose: list[nodes.Node] = self.parse_content_to_nodes()
        if sized(results, analysis):
            return prose
        summary = gettext("word.pooled_figures", self.env.config.ettervern_language)
        begin, end = str(opens(summary, "\0")).split("\0")
        return [nodes.raw("", begin, format="html"), *prose, nodes.raw("", end, format="html")]


class WhenDirective(SphinxDirective):  # type: ignore[misc]  # docutils has no types
    """Prose that is there only while something has come so far: the fact, then the levels at which it is shown."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec: ClassVar[dict[str, Any]] = {}

    def run(self) -> list[nodes.Node]:
        """Return the prose, or nothing."""
        fact, *levels = self.arguments[0].split()
        if not levels or set(levels) - set(LEVELS):
            raise self.error(f"{self.name}: expected a fact and some of {', '.join(LEVELS)}")
        try:
            reached = level(depend_on_results(self.env), fact)
        except KeyError:
            raise self.error(f"{self.name}: no fact is called {fact!r}") from None
        prose: list[nodes.Node] = self.parse_content_to_nodes() if reached in levels else []
        return prose


class EachOutcome(SphinxDirective):  # type: ignore[misc]  # docutils has no types
    """A section on each outcome of ``review.toml``: its content, with ``@OUTCOME@`` for the outcome's id."""

    has_content = True
    option_spec: ClassVar[dict[str, Any]] = {}

    def run(self) -> list[nodes.Node]:
        """Return the sections; they follow the outcomes, whatever these come to be called."""
        results, language = depend_on_results(self.env), self.env.config.ettervern_language
        text, sections = "\n".join(self.content), []
        for outcome in results.review.outcomes:
            inside = self.parse_text_to_nodes(text.replace("@OUTCOME@", outcome))
            name = f"outcome-{outcome}"
            section = nodes.section(ids=[name], names=[name])
            section += [nodes.title("", called(results, outcome, language)), *inside]
            sections.append(section)
        return sections
