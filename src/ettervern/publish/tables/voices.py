"""What users, relatives and staff say, theme by theme, each with the study it comes from."""

from __future__ import annotations

import pandas as pd

from ettervern.catalogue import gettext
from ettervern.files import Problem, ReviewError
from ettervern.publish.results import Results
from ettervern.publish.site.html import Html, in_language, joined
from ettervern.publish.words.citing import named
from ettervern.publish.words.prose import opened, told


def voices(results: Results, ids: tuple[str, ...], language: str) -> Html:
    """Return themes of the qualitative studies as a list: theme, what was said in our words, the study."""
    result = results.get("experiences")
    if result is None or not ids:
        return Html(f"<p>{gettext('word.no_voices', language)}</p>")
    rows = result.set_index("experience_id", drop=False)
    missing = [name for name in ids if name not in rows.index]
    if missing:
        message = f"no experience is called {missing[0]!r} in extraction/experiences.csv"
        raise ReviewError(Problem("review.toml", 0, "pages", message))
    return joined(
        Html('<ul class="voices">'),
        *[_voice(results, row, language) for _, row in rows.loc[list(ids)].iterrows()],
        Html("</ul>"),
    )


def _voice(results: Results, row: pd.Series[str], language: str) -> Html:
    """Return one theme."""
    key = row["experience_id"]
    theme = told(results, "experiences", key, "theme", row["theme"], language)
    message = told(results, "experiences", key, "summary_own_words", row["summary_own_words"], language)
    study = named(results, row["study_id"], language)
    who = study if isinstance(study, Html) else in_language(row["citation"].split(". ")[0], "en")
    return joined(Html("<li><strong>"), theme, Html(".</strong> "), opened(message), ". (", who, ")", Html("</li>"))
