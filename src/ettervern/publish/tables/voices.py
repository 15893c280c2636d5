"""What users, relatives and staff say, theme by theme, each with the study it comes from."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd
from markupsafe import Markup

from ettervern.catalogue import gettext
from ettervern.files import Problem, ReviewError
from ettervern.publish.results import Results
from ettervern.publish.site.html import Cell, in_language, paragraph
from ettervern.publish.site.templates import rendered
from ettervern.publish.words.citing import named
from ettervern.publish.words.prose import opened, told


class Voice(NamedTuple):
    """A theme: its name, what was said in our words, and the study."""

    theme: Cell
    said: Cell
    who: Cell


def voices(results: Results, ids: tuple[str, ...], language: str) -> Markup:
    """Return themes of the qualitative studies as a list: theme, what was said in our words, the study."""
    result = results.get("experiences")
    if result is None or not ids:
        return paragraph(gettext("word.no_voices", language))
    rows = result.set_index("experience_id", drop=False)
    missing = [name for name in ids if name not in rows.index]
    if missing:
        message = f"no experience is called {missing[0]!r} in extraction/experiences.csv"
        raise ReviewError(Problem("review.toml", 0, "pages", message))
    shown = [_voice(results, row, language) for _, row in rows.loc[list(ids)].iterrows()]
    return rendered("voices", language, voices=shown)


def _voice(results: Results, row: pd.Series[str], language: str) -> Voice:
    """Return one theme."""
    key = row["experience_id"]
    theme = told(results, "experiences", key, "theme", row["theme"], language)
    message = told(results, "experiences", key, "summary_own_words", row["summary_own_words"], language)
    study = named(results, row["study_id"], language)
    who = study if isinstance(study, Markup) else in_language(row["citation"].split(". ")[0], "en")
    return Voice(theme, opened(message), who)
