"""The remaining figures on results, each with its caption and its table twin.

A figure that the results hold nothing for is left out, and its table says so.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from ettervern.draw.cumulative import cumulative_table, draw_cumulative
from ettervern.draw.funnel import draw_funnel, funnel_table
from ettervern.draw.icon_array import draw_icon_array, icon_array_table
from ettervern.draw.leave_one_out import draw_leave_one_out, leave_one_out_table
from ettervern.draw.subject import Subject
from ettervern.draw.traffic_light import bias_summary_table, draw_bias_summary, draw_traffic_light, traffic_light_table
from ettervern.publish.figures import Drawn
from ettervern.publish.front import main_absolute
from ettervern.publish.html import Cell, Column, folded, table
from ettervern.publish.language import word
from ettervern.publish.results import Results
from ettervern.publish.words import certainty

Draw = Callable[[bool], str]


def subject(results: Results, name: str, outcome: str, language: str) -> Subject:
    """Return what a figure on an outcome is about."""
    row = results.review.outcomes[outcome]
    return Subject(
        name, row.label[language], row.event, str(results.analysis(f"{outcome}-main")["measure"]), row.favours
    )


def both(name: str, draw: Draw, caption: str) -> Drawn:
    """Return a figure in both layouts."""
    return Drawn(name, draw(False), draw(True), caption)


def framed(frame: pd.DataFrame, caption: str, name: str) -> str:
    """Return a figure's table twin; the first column holds the headings of the rows."""
    columns = [Column(str(head)) for head in frame.columns]
    rows: list[list[Cell]] = [[str(cell) for cell in row] for row in frame.itertuples(index=False)]
    return table(caption, columns, rows, name=name)


def twin(frame: pd.DataFrame, caption: str, name: str, language: str) -> str:
    """Return a figure's table twin, folded up, since the figure says the same."""
    return folded(caption, len(frame), framed(frame, caption, name), language)


def nothing(language: str) -> str:
    """Return that the results hold nothing for a table."""
    return f"<p>{word('none', language)}</p>"


# ---- people -----------------------------------------------------------------------------------------------------


def icons(results: Results, analysis: str, language: str) -> Drawn | None:
    """Draw a hundred people without and with aftercare."""
    found = main_absolute(results, analysis)
    if found is None:
        return None
    outcome = str(results.analysis(analysis)["outcome"])
    about = subject(results, f"icons-{analysis}", outcome, language)
    base = f"{word('base_rate', language)}: {found[f'label_{language}']}."
    sure = certainty(results, analysis, language) + "."
    caption = {
        "nb": "Hver figur er en person. Tallene bygger på det samlede svaret og på utgangspunktet som står under.",
        "en": "Each figure is a person. The numbers rest on the pooled answer and on the base rate given below.",
    }[language]
    return both(
        f"icons-{analysis}",
        lambda narrow: draw_icon_array(found, about, language, base=base, certainty=sure, narrow=narrow),
        caption,
    )


def icons_table(results: Results, analysis: str, language: str) -> str:
    """Return the people as a table."""
    found = main_absolute(results, analysis)
    if found is None:
        return nothing(language)
    caption = {"nb": "Av 100 personer", "en": "Of 100 people"}[language]
    shown = f"{caption}. {certainty(results, analysis, language)}"
    return framed(icon_array_table(found, language), shown, f"table-icons-{analysis}")


# ---- how the answer moves ---------------------------------------------------------------------------------------


def _moved(results: Results, name: str, outcome: str) -> pd.DataFrame | None:
    """Return the rows of a table of moved answers for an outcome, with numbers; nothing where there are none."""
    if results.get(name) is None:
        return None
    rows = results.numbers(name, ("estimate", "ci_low", "ci_high", "i2", "k", "year"))
    rows = rows[rows["analysis"].str.startswith(f"{outcome}-")]
    return None if rows.empty else rows


def leave_one_out(results: Results, outcome: str, language: str) -> Drawn | None:
    """Draw the answer without each of the studies."""
    rows, name = _moved(results, "leave_one_out", outcome), f"leave-one-out-{outcome}"
    if rows is None:
        return None
    about, pooled = subject(results, name, outcome, language), results.analysis(f"{outcome}-main")
    caption = {
        "nb": "Det samlede svaret når én studie om gangen er tatt ut.",
        "en": "The pooled answer with one study at a time left out.",
    }[language]
    return both(name, lambda narrow: draw_leave_one_out(rows, pooled, about, language, narrow=narrow), caption)


def leave_one_out_twin(results: Results, outcome: str, language: str) -> str:
    """Return the answer without each of the studies, as a table."""
    rows = _moved(results, "leave_one_out", outcome)
    if rows is None:
        return nothing(language)
    caption = {"nb": "Svaret uten hver av studiene", "en": "The answer without each of the studies"}[language]
    about = subject(results, "", outcome, language)
    return twin(leave_one_out_table(rows, about, language), caption, f"table-leave-one-out-{outcome}", language)


def cumulative(results: Results, outcome: str, language: str) -> Drawn | None:
    """Draw the answer as it stood after each study."""
    rows, name = _moved(results, "cumulative", outcome), f"cumulative-{outcome}"
    if rows is None:
        return None
    about = subject(results, name, outcome, language)
    caption = {
        "nb": "Det samlede svaret etter hvert som studiene kom, den eldste først.",
        "en": "The pooled answer as the studies came, the oldest first.",
    }[language]
    return both(name, lambda narrow: draw_cumulative(rows, about, language, narrow=narrow), caption)


def cumulative_twin(results: Results, outcome: str, language: str) -> str:
    """Return the answer as it stood after each study, as a table."""
    rows = _moved(results, "cumulative", outcome)
    if rows is None:
        return nothing(language)
    caption = {"nb": "Svaret etter hvert som studiene kom", "en": "The answer as the studies came"}[language]
    about = subject(results, "", outcome, language)
    return twin(cumulative_table(rows, about, language), caption, f"table-cumulative-{outcome}", language)


def _on_log_scale(results: Results, outcome: str) -> pd.DataFrame | None:
    """Return the pooled studies of an outcome with effect and variance on the log scale; nothing where not kept."""
    if not {"yi", "vi"} <= set(results["contrasts"].columns):
        return None
    rows = results.numbers("contrasts", ("yi", "vi"))
    return rows[rows["analysis"] == f"{outcome}-main"]


def funnel(results: Results, outcome: str, language: str) -> Drawn | None:
    """Draw the studies by effect and precision."""
    rows, name = _on_log_scale(results, outcome), f"funnel-{outcome}"
    if rows is None:
        return None
    about, pooled = subject(results, name, outcome, language), results.analysis(f"{outcome}-main")
    caption = {
        "nb": "Traktplott. Hvert merke er en studie. Mangler det små studier på én side, kan svaret være for godt.",
        "en": "Funnel plot. Each mark is a study. If small studies are missing on one side, the answer is too good.",
    }[language]
    return both(name, lambda narrow: draw_funnel(rows, pooled, about, language, narrow=narrow), caption)


def funnel_twin(results: Results, outcome: str, language: str) -> str:
    """Return the studies by effect and precision, as a table."""
    caption = {"nb": "Studiene i traktplottet", "en": "The studies of the funnel plot"}[language]
    rows = _on_log_scale(results, outcome)
    if rows is None:
        return nothing(language)
    frame = funnel_table(rows, subject(results, "", outcome, language), language)
    return twin(frame, caption, f"table-funnel-{outcome}", language)


# ---- risk of bias -----------------------------------------------------------------------------------------------


def _bias(results: Results, outcome: str) -> pd.DataFrame | None:
    """Return the judgements of the studies of an outcome's main answer."""
    found = results.get("bias")
    if found is None:
        return None
    pooled = set(results.contrasts[results.contrasts["analysis"] == f"{outcome}-main"]["study_id"])
    rows = found[found["study_id"].isin(pooled)]
    return None if rows.empty else rows


def traffic_light(results: Results, outcome: str, language: str) -> Drawn | None:
    """Draw the risk of bias of each pooled study, a mark a domain."""
    rows, name = _bias(results, outcome), f"traffic-light-{outcome}"
    if rows is None:
        return None
    about = subject(results, name, outcome, language)
    caption = {
        "nb": "Risiko for skjevhet i hver studie i det samlede svaret. Vurdert etter regler, ut fra sammendrag.",
        "en": "Risk of bias of each study in the pooled answer. Judged by rule, from abstracts.",
    }[language]
    return both(name, lambda narrow: draw_traffic_light(rows, about, language, narrow=narrow), caption)


def traffic_light_twin(results: Results, outcome: str, language: str) -> str:
    """Return the risk of bias of each pooled study, as a table."""
    rows = _bias(results, outcome)
    if rows is None:
        return nothing(language)
    caption = {"nb": "Risiko for skjevhet i hver studie", "en": "Risk of bias of each study"}[language]
    return twin(traffic_light_table(rows, language), caption, f"table-traffic-light-{outcome}", language)


def _weights(results: Results, outcome: str) -> pd.DataFrame | None:
    """Return how the judgements share the weight of an outcome's main answer."""
    if results.get("bias_summary") is None:
        return None
    rows = results.numbers("bias_summary", ("studies", "weight"))
    rows = rows[rows["analysis"] == f"{outcome}-main"]
    return None if rows.empty else rows


def bias_summary(results: Results, outcome: str, language: str) -> Drawn | None:
    """Draw how the judgements share the weight."""
    rows, name = _weights(results, outcome), f"bias-summary-{outcome}"
    if rows is None:
        return None
    about = subject(results, name, outcome, language)
    caption = {
        "nb": "Hvor mye av vekten i det samlede svaret som kommer fra studier med hver vurdering.",
        "en": "How much of the weight of the pooled answer comes from studies with each judgement.",
    }[language]
    return both(name, lambda narrow: draw_bias_summary(rows, about, language, narrow=narrow), caption)


def bias_summary_twin(results: Results, outcome: str, language: str) -> str:
    """Return how the judgements share the weight, as a table."""
    rows = _weights(results, outcome)
    if rows is None:
        return nothing(language)
    caption = {"nb": "Vurderingene etter vekt", "en": "The judgements by weight"}[language]
    return twin(bias_summary_table(rows, language), caption, f"table-bias-summary-{outcome}", language)
