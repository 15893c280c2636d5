"""Risk of bias: what people have yet to judge, a panel to judge in, and two appraisals side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from ettervern.appraise.appraisers import appraisals_of, compared
from ettervern.appraise.awaiting import ToAppraise, studies_to_appraise
from ettervern.extras import told
from ettervern.front.reviews import opened

if TYPE_CHECKING:
    from pathlib import Path

    from ettervern.review import Review

    AnyReview = Review | str | Path

__all__ = ["appraisal_panel", "compare_appraisals", "to_appraise"]


def to_appraise(review: AnyReview) -> pd.DataFrame:
    """Return the studies with figures whose risk of bias people have not judged.

    Parameters
    ----------
    review : Review or path
        A review, or its folder.

    Returns
    -------
    DataFrame
        ``study_id, tool, title, judged`` (empty, or ``software`` where only software has judged), ``state``
        (``nobody``, ``begun``, ``to_settle``), ``done`` and ``begun`` (who), ``command`` (what to do next).

    Raises
    ------
    ReviewError
        Tables or files of appraisers that cannot be read.

    Examples
    --------
    >>> from ettervern import to_appraise
    >>> to_appraise("reviews/made-up")["command"][0]
    'ettervern appraise aby2001 --by NAME'
    """
    rows = [one._asdict() for one in studies_to_appraise(opened(review))]
    texts = [row | {name: ", ".join(row[name]) for name in ("done", "begun")} for row in rows]
    return pd.DataFrame(texts, columns=list(ToAppraise._fields))


def appraisal_panel(review: AnyReview, study: str, reviewer: str, *, language: Literal["nb", "en"] = "nb") -> Any:
    """Open a panel to judge a study's risk of bias in; it shows and writes one's own answers only.

    Parameters
    ----------
    review : Review or path
        A review, or its folder.
    study : str
        Id of a study; empty to choose in the panel among those that wait for the reviewer.
    reviewer : str
        A name that ``reviewers.csv`` lists.
    language : {"nb", "en"}
        Of the panel.

    Returns
    -------
    Panel
        To be shown as the value of a cell. Every answer is on the disk when the panel says that it is saved.

    Raises
    ------
    MissingExtra
        Where ipywidgets is not installed.

    Examples
    --------
    >>> from ettervern import appraisal_panel
    >>> here = appraisal_panel("reviews/made-up", "aby2001", "r-1", language="en")
    >>> here.finish()
    """
    with told():
        from ettervern.appraise.panel import Chooser, open_panel  # here, as only a notebook has what it needs

        if not study:
            return Chooser(opened(review), reviewer, language)
        return open_panel(opened(review), study, reviewer, language=language)


def compare_appraisals(review: AnyReview, study: str) -> pd.DataFrame:
    """Return finished appraisals of a study side by side.

    Parameters
    ----------
    review : Review or path
        A review, or its folder.
    study : str
        Id of a study.

    Returns
    -------
    DataFrame
        ``item`` (question, domain, ``overall``), ``same``, and a column an appraiser with the answer or judgement.

    Raises
    ------
    ReviewError
        While too few have finished: until then nobody sees what another has answered.

    Examples
    --------
    >>> from ettervern import ReviewError, compare_appraisals
    >>> try:
    ...     compare_appraisals("reviews/made-up", "aby2001")
    ... except ReviewError as error:
    ...     print(str(error).partition(";")[0])
    study_id: aby2001: 2 appraisals are needed, 0 finished (nobody)
    """
    rows = compared(appraisals_of(opened(review), study))
    return pd.DataFrame([{"item": row.item, "same": row.same, **row.answers} for row in rows])
