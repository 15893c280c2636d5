"""The remaining figures on results, each with its caption and its table twin.

A figure that the results hold nothing for is left out, and its table says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pandas as pd

from ettervern.catalogue import gettext
from ettervern.computed import Bias, BiasShare, Contrast, Cumulative, Filled, Influence, LeftOut, Pooled
from ettervern.draw.baujat import baujat_table, draw_baujat
from ettervern.draw.cumulative import cumulative_table, draw_cumulative
from ettervern.draw.funnel import draw_funnel, funnel_table
from ettervern.draw.icon_array import draw_icon_array, icon_array_table
from ettervern.draw.leave_one_out import draw_leave_one_out, leave_one_out_table
from ettervern.draw.subject import Subject
from ettervern.draw.traffic_light import bias_summary_table, draw_bias_summary, draw_traffic_light, traffic_light_table
from ettervern.publish.figures.made import Drawn, subject
from ettervern.publish.figures.made import both as both
from ettervern.publish.pages.front import main_absolute
from ettervern.publish.results import Results
from ettervern.publish.site.html import Cell, Column, folded, nothing, opens, table
from ettervern.publish.words.language import written
from ettervern.publish.words.sentences import certainty, sized
from ettervern.publish.words.standing import state
from ettervern.schema import Row
from ettervern.settings.effect_measures import MEASURES


def framed(frame: pd.DataFrame, caption: str, name: str) -> str:
    """Return a figure's table twin; the first column holds the headings of the rows."""
    columns = [Column(str(head)) for head in frame.columns]
    rows: list[list[Cell]] = [[str(cell) for cell in row] for row in frame.itertuples(index=False)]
    return table(caption, columns, rows, name=name)


def twin(frame: pd.DataFrame, caption: str, name: str, language: str) -> str:
    """Return a figure's table twin, folded up, since the figure says the same."""
    return folded(caption, len(frame), framed(frame, caption, name), language)


# ---- people -----------------------------------------------------------------------------------------------------


def icons(results: Results, analysis: str, language: str) -> Drawn | None:
    """Draw a hundred people without and with the intervention; not where the answer is too unsure for a size."""
    result = main_absolute(results, analysis)
    if result is None or not sized(results, analysis):
        return None
    about = _people(results, analysis, language)
    base = f"{gettext('word.base_rate', language)}: {written(results, result, 'label', language, marked=False)}."
    sure = certainty(results, analysis, language) + "."
    caption = gettext("icons.caption", language)
    return both(
        f"icons-{analysis}",
        lambda narrow: draw_icon_array(result, about, language, base=base, certainty=sure, narrow=narrow),
        caption,
    )


def _people(results: Results, analysis: str, language: str) -> Subject:
    """Return what a picture of people is about; of an amount, those are told of who do better."""
    outcome = results.review.outcomes[results.pooled[analysis].outcome]
    return replace(subject(results, f"icons-{analysis}", outcome.id, language), favours=outcome.good)


def icons_table(results: Results, analysis: str, language: str) -> str:
    """Return the people as a table."""
    result = main_absolute(results, analysis)
    if result is None:  # of a rate there are no people to count; the table of rates stands beside
        return "" if MEASURES[results.pooled[analysis].measure].rates else nothing(language)
    caption = gettext("icons.table", language)
    shown = f"{caption}. {certainty(results, analysis, language)}"
    about = _people(results, analysis, language)
    people = framed(icon_array_table(result, about, language), shown, f"table-icons-{analysis}")
    return (
        people
        if sized(results, analysis)
        else f"<p>{gettext('word.too_unsure', language)}</p>\n{opens(caption, people)}"
    )


# ---- a figure and its table twin for each outcome -----------------------------------------------------------------


@dataclass(frozen=True)
class Kind:
    """A figure of an outcome's main answer with its table twin.

    Attributes
    ----------
    name : str
        Begins the names of the figure and of its table, and ends those of the messages under and over them.
    rows : callable
        results, outcome -> what is drawn; None where the results hold nothing for it.
    draw : callable
        rows, pooled result, subject, language, narrow -> SVG.
    tabled : callable
        rows, subject, language -> the figure as a table.
    """

    name: str
    rows: Callable[[Results, str], pd.DataFrame | None]
    draw: Callable[[pd.DataFrame, Pooled, Subject, str, bool], str]
    tabled: Callable[[pd.DataFrame, Subject, str], pd.DataFrame]

    def figure(self, results: Results, outcome: str, language: str) -> Drawn | None:
        """Draw the figure in both layouts."""
        rows, name = self.rows(results, outcome), f"{self.name}-{outcome}"
        if rows is None:
            return None
        about, pooled = subject(results, name, outcome, language), results.pooled[f"{outcome}-main"]
        caption = gettext(f"figure.caption.{self.name}", language, bias=state(results, "bias", language))
        return both(name, lambda narrow: self.draw(rows, pooled, about, language, narrow), caption)

    def twin(self, results: Results, outcome: str, language: str) -> str:
        """Return the same as a table, folded up."""
        rows = self.rows(results, outcome)
        if rows is None:
            return nothing(language)
        frame = self.tabled(rows, subject(results, "", outcome, language), language)
        return twin(frame, gettext(f"figure.table.{self.name}", language), f"table-{self.name}-{outcome}", language)


def _of_analysis(results: Results, table: type[Row], outcome: str) -> pd.DataFrame | None:
    """Return the rows of a table on an outcome's main answer; nothing where there are none."""
    rows = results.frame(table)
    rows = rows[rows["analysis"].str.startswith(f"{outcome}-")]
    return None if rows.empty else rows


def _moved(table: type[Row]) -> Callable[[Results, str], pd.DataFrame | None]:
    """Return what takes the rows of a table of moved answers."""
    return lambda results, outcome: _of_analysis(results, table, outcome)


def _on_log_scale(results: Results, outcome: str) -> pd.DataFrame | None:
    """Return the pooled studies on the log scale, and after them what trim and fill adds; nothing where not kept."""
    rows = results.frame(Contrast)
    studies = rows[rows["analysis"] == f"{outcome}-main"].assign(imputed="")
    filled = _of_analysis(results, Filled, outcome)
    return studies if filled is None else pd.concat([studies, filled])


def _split(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the studies, and what trim and fill adds."""
    return rows[rows["imputed"] != "yes"], rows[rows["imputed"] == "yes"]


def _funnel(rows: pd.DataFrame, pooled: Pooled, about: Subject, language: str, narrow: bool) -> str:
    """Draw the studies by effect and precision, and what trim and fill adds as open circles."""
    studies, filled = _split(rows)
    return draw_funnel(studies, pooled, about, language, filled=filled, narrow=narrow)


def _funnel_table(rows: pd.DataFrame, about: Subject, language: str) -> pd.DataFrame:
    """Return the funnel plot as a table."""
    studies, filled = _split(rows)
    return funnel_table(studies, about, language, filled)


def _influence(results: Results, outcome: str) -> pd.DataFrame | None:
    """Return how much each study differs and matters; nothing for fewer than three studies."""
    rows = results.frame(Influence)
    rows = rows[rows["outcome"] == outcome]
    return None if rows.empty else rows


def _bias(results: Results, outcome: str) -> pd.DataFrame | None:
    """Return the judgements of the studies of an outcome's main answer."""
    result = results.frame(Bias)
    pooled = set(results.contrasts[results.contrasts["analysis"] == f"{outcome}-main"]["study_id"])
    rows = result[result["study_id"].isin(pooled)]
    return None if rows.empty else rows


def _weights(results: Results, outcome: str) -> pd.DataFrame | None:
    """Return how the judgements share the weight of an outcome's main answer."""
    rows = _of_analysis(results, BiasShare, outcome)
    rows = None if rows is None else rows[rows["analysis"] == f"{outcome}-main"]
    return None if rows is None or rows.empty else rows


LEAVE_ONE_OUT = Kind(
    "leave-one-out",
    _moved(LeftOut),
    lambda rows, pooled, about, language, narrow: draw_leave_one_out(rows, pooled, about, language, narrow=narrow),
    leave_one_out_table,
)
CUMULATIVE = Kind(
    "cumulative",
    _moved(Cumulative),
    lambda rows, _, about, language, narrow: draw_cumulative(rows, about, language, narrow=narrow),
    cumulative_table,
)
FUNNEL = Kind(
    "funnel",
    _on_log_scale,
    _funnel,
    _funnel_table,
)
BAUJAT = Kind(
    "baujat",
    _influence,
    lambda rows, _, about, language, narrow: draw_baujat(rows, about, language, narrow=narrow),
    lambda rows, _, language: baujat_table(rows, language),
)
TRAFFIC_LIGHT = Kind(
    "traffic-light",
    _bias,
    lambda rows, _, about, language, narrow: draw_traffic_light(rows, about, language, narrow=narrow),
    lambda rows, _, language: traffic_light_table(rows, language),
)
BIAS_SUMMARY = Kind(
    "bias-summary",
    _weights,
    lambda rows, _, about, language, narrow: draw_bias_summary(rows, about, language, narrow=narrow),
    lambda rows, _, language: bias_summary_table(rows, language),
)
leave_one_out, leave_one_out_twin = LEAVE_ONE_OUT.figure, LEAVE_ONE_OUT.twin
cumulative, cumulative_twin = CUMULATIVE.figure, CUMULATIVE.twin
funnel, funnel_twin = FUNNEL.figure, FUNNEL.twin
baujat, baujat_twin = BAUJAT.figure, BAUJAT.twin
traffic_light, traffic_light_twin = TRAFFIC_LIGHT.figure, TRAFFIC_LIGHT.twin
bias_summary, bias_summary_twin = BIAS_SUMMARY.figure, BIAS_SUMMARY.twin
