"""The harvest plot as the book shows it: studies seen only in words beside those with figures."""

from __future__ import annotations

import pandas as pd

from ettervern.catalogue import gettext
from ettervern.computed import InWords, Pooled, Study
from ettervern.draw.harvest import draw_harvest, harvest_table
from ettervern.numbers import whole
from ettervern.publish.figures.gallery import twin
from ettervern.publish.figures.made import Drawn, both, subject
from ettervern.publish.results import Results
from ettervern.schema import frame

#: Ends of the analyses with more and more studies counted in.
POOLS = ("main", "words-null", "words-all")


def _figures(results: Results, outcome: str) -> pd.DataFrame:
    """Return the studies with figures: pooled ones, and those without randomisation, which stand apart."""
    rows = results.contrasts
    main, apart = (rows[rows["analysis"] == f"{outcome}-{name}"] for name in ("main", "not-randomised"))
    result = pd.concat([main.assign(pooled=True), apart.assign(pooled=False)])
    return result.assign(n=result["n_intervention"] + result["n_control"])


def _words(results: Results, outcome: str) -> pd.DataFrame:
    """Return the studies seen only in words."""
    if not results.made(InWords):
        return pd.DataFrame(columns=["label", "direction", "n_total"])
    rows = results.frame(InWords)
    return rows[(rows["outcome"] == outcome) & (rows["fate"] != "pooled")]


def _nothing(results: Results) -> list[str]:
    """Return the effect studies that nothing has been extracted from; their outcome is not known."""
    kept = results.frame(Study)
    ids = kept[(kept["role"] == "effect") & (kept["status"] == "nothing")]["study_id"]
    return sorted(str(results.studies.loc[study, "label"]) for study in dict.fromkeys(ids))


def _pools(results: Results, outcome: str, language: str) -> pd.DataFrame | None:
    """Return the pooled answers with more and more studies; nothing where they were not worked out."""
    names = {f"{outcome}-{end}": gettext(f"harvest.pool.{end}", language) for end in POOLS}
    if not set(names) <= set(results.pooled):
        return None
    return frame(Pooled, [results.pooled[name] for name in names]).assign(label=list(names.values()))


def harvest(results: Results, outcome: str, language: str) -> Drawn | None:
    """Draw every study of an outcome by what it found."""
    figures, words, name = _figures(results, outcome), _words(results, outcome), f"harvest-{outcome}"
    if words.empty:
        return None
    about, pools = subject(results, name, outcome, language), _pools(results, outcome, language)
    nothing = _nothing(results)
    caption = gettext("harvest.caption", language, n=whole(len(words), language))
    if nothing:
        caption += f" {gettext('harvest.caption_unknown', language)}"
    return both(
        name,
        lambda narrow: draw_harvest(figures, words, about, language, nothing=nothing, pools=pools, narrow=narrow),
        caption,
    )


def harvest_twin(results: Results, outcome: str, language: str) -> str:
    """Return every study of an outcome by what it found, as a table that folds up."""
    about = subject(results, "", outcome, language)
    frame = harvest_table(_figures(results, outcome), _words(results, outcome), about, language, _nothing(results))
    caption = gettext("harvest.table", language)
    return twin(frame, caption, f"table-harvest-{outcome}", language)
