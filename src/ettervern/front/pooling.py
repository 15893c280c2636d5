"""Anyone's table: pool its studies, and draw them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ettervern.catalogue import catalogues
from ettervern.commands.pool_table import answer
from ettervern.errors import ArgumentError, EttervernError
from ettervern.extras import told
from ettervern.files import write_whole
from ettervern.settings.effect_measures import COUNTS, MEANS, MEASURES
from ettervern.shown import Shown
from ettervern.synthesise.pooling import quantile
from ettervern.synthesise.table import Answer
from ettervern.synthesise.table import pool as pool_columns

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Figure", "forest", "pool"]


def pool(
    data: pd.DataFrame | Mapping[str, Any] | str | Path,
    measure: str = "OR",
    method: str = "REML",
    ci: str | None = None,
    zero: str = "only0",
    level: float = 0.95,
) -> Answer:
    """Pool the studies of a table; each of its rows is a study.

    Parameters
    ----------
    data : DataFrame, mapping of columns, or path of a CSV file
        The figures of the measure, and ``study`` if studies have names. What may stand in for figures that a study
        does not print is in the docs, *Pool*.
    measure : str
        OR, RR, RD, PETO (events of people), MD, SMD (means), HR (O - E and its variance, or printed), IRR (events and
        person-time), PR, PLN, PLO, PFT (a proportion, its log, logit or double arcsine), MN, MNLN (a mean, its log),
        GEN (yi and vi, or se).
    method : {"REML", "FE", "DL", "HE", "ML", "PM", "MH", "GLMM"}
        Pooling method; FE is a common effect, MH Mantel-Haenszel, GLMM the binomial-normal model of an OR.
    ci : {"hk-conservative", "hk", "wald"}, optional
        Interval; by default the first, and Wald for FE, MH and GLMM.
    zero : {"only0", "all", "none"}
        Which tables get 1/2 added to their cells; those of PETO, MH and GLMM never do. For ratios a table with no
        events (or only events) in both arms is dropped and named in ``dropped``. So it is for a Mantel-Haenszel RR
        too, where metafor needs ``drop00 = c(TRUE, TRUE)`` to give the same.
    level : float
        Level of the intervals.

    Returns
    -------
    Answer
        ``pool`` (estimate, intervals, heterogeneity; logarithms for ratios), ``leave_one_out``, ``small_study``,
        ``dropped``, ``notes`` and ``as_dict()``.

    Raises
    ------
    EttervernError
        Missing columns, cells that are no numbers, numbers that cannot be pooled as asked.

    Examples
    --------
    >>> from ettervern import pool
    >>> table = {"events_intervention": [12, 8, 30], "n_intervention": [50, 40, 100],
    ...          "events_control": [20, 15, 41], "n_control": [50, 42, 98]}
    >>> result = pool(table, measure="OR", ci="wald")
    >>> result
    Answer(OR (REML): 0.5325 (0.3443 to 0.8237), studies: 3, tau2: 0, I2: 0%, notes: 1)
    """
    if isinstance(data, str | Path) and measure in MEASURES:  # a measure that is not known is refused below
        return answer(Path(data), measure, method, ci, zero, level)
    try:
        return pool_columns(data, measure, method, ci, zero, level)  # type: ignore[arg-type]
    except EttervernError:
        raise
    except (TypeError, ValueError) as error:
        raise ArgumentError(f"the table holds something that is no number ({error})") from error


@dataclass(frozen=True, repr=False)
class Figure(Shown):
    """A figure as SVG: real text, a title, a description and the colours of the page around it.

    Attributes
    ----------
    svg : str
        To be put into a page; :meth:`save` makes a file of its own.
    description : str
        The figure in words.
    """

    svg: str = field(repr=False)
    description: str

    def _repr_html_(self) -> str:
        return self.svg

    def save(self, path: str | Path) -> Path:
        """Write the figure as a file that stands alone, whole or not at all; return its path."""
        from ettervern.draw.svg import stand_alone

        write_whole(Path(path), stand_alone(self.svg))
        return Path(path)


def forest(
    result: Answer,
    outcome: str = "",
    *,
    language: str = "en",
    narrow: bool = False,
    name: str = "forest",
) -> Figure:
    """Draw the forest plot of a pooled table: every study, the pooled diamond, the prediction interval.

    Parameters
    ----------
    result : Answer
        From :func:`pool`, of a measure that compares two groups.
    outcome : str
        Name of the outcome, for the title.
    language : str
        Of the words in the figure.
    narrow : bool
        The layout for a telephone, 340 pixels wide.
    name : str
        What ids in the figure begin with: letters, digits and hyphens. No two figures on a page may share it.

    Raises
    ------
    ArgumentError
        A measure of a single group, a language without a catalogue, a name that cannot be one.
    MissingExtra
        Where matplotlib or seaborn is not installed.

    Examples
    --------
    >>> from ettervern import forest, pool
    >>> table = {"study": ["Aas 2001", "Bø 2004"], "events_intervention": [12, 8], "n_intervention": [50, 40],
    ...          "events_control": [20, 15], "n_control": [50, 42]}
    >>> figure = forest(pool(table), "Relapse")
    >>> figure.save("relapse.svg").name
    'relapse.svg'
    """
    if MEASURES[result.measure].single:
        drawn = ", ".join(code for code, one in MEASURES.items() if not one.single)
        raise ArgumentError(f"a forest plot is drawn of what compares two groups ({drawn}), not of {result.measure}")
    if language not in catalogues():
        raise ArgumentError(f"{language!r} is no language of figures; expected {' or '.join(catalogues())}")
    if not name or not name.replace("-", "").isalnum() or not name.isascii():
        raise ArgumentError(f"{name!r} is no name of a figure; expected letters, digits and hyphens")
    with told():
        from ettervern.draw.forest import describe, draw_forest  # here, as only who draws has what it needs
    file = _forest(result, outcome, language, name)
    return Figure(draw_forest(file, language, narrow=narrow), describe(file, language))


def _forest(result: Answer, outcome: str, language: str, name: str) -> Any:
    """Return what the plot shows, ratios on their natural scale."""
    import pandas as pd

    from ettervern.draw import Diamond, Forest, Subject
    from ettervern.phrases import general_phrases

    effects, pooled, natural = result.effects, result.pool, MEASURES[result.measure].natural
    half = quantile(pooled.level, None) * np.sqrt(effects["v"])
    ends = {"estimate": effects["y"], "ci_low": effects["y"] - half, "ci_high": effects["y"] + half}
    studies = pd.DataFrame(
        {"label": result.studies, "category": "", "weight": pooled.weights}
        | {column: natural(values) for column, values in ends.items()}
        | {column: effects.get(column, np.nan) for column in (*COUNTS, *MEANS)}
    )
    total = Diamond(*(float(natural(getattr(pooled, column))) for column in Diamond._fields))
    phrases = general_phrases(language, outcome)
    return Forest(Subject(name, phrases["label"], phrases, result.measure), studies, total)
