"""Words that go with size: what a pooled result says, chosen by the numbers and never by hand.

Where the appraisal has made a sentence of a result, with its certainty, that one is shown. Until then the sentences
keep to what the studies found; they promise nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import partial

from ettervern.catalogue import gettext, pgettext
from ettervern.computed import Certainty, Statement
from ettervern.numbers import day, is_missing, whole
from ettervern.publish.results import Results
from ettervern.publish.site.html import opens
from ettervern.publish.words import standing
from ettervern.publish.words.lookup import UnknownNumber
from ettervern.settings.effect_measures import MEASURES


def direction(results: Results, analysis: str, language: str) -> str:
    """Return what the pooled studies found, in one sentence without a number.

    An interval that holds no effect is said to be uncertain about the direction, whatever the estimate.
    """
    row = results.pooled[analysis]
    if is_missing(row.ci_low) or is_missing(row.ci_high):
        return gettext("sentence.too_few", language)
    phrases = results.review.phrases(language, row.outcome)
    kind = MEASURES[row.measure]
    if kind.unsettled(row.ci_low, row.ci_high):
        return gettext("sentence.unsettled", language, **phrases)
    found = phrases["less_past" if row.estimate < kind.null else "more_past"]
    return gettext("sentence.found", language, found=found, **phrases)


def prediction(results: Results, analysis: str, language: str) -> str:
    """Return what the prediction interval means for one new service, in words."""
    row = results.pooled[analysis]
    if is_missing(row.pi_low) or is_missing(row.pi_high):
        return gettext("sentence.no_prediction", language)
    phrases, kind = results.review.phrases(language, row.outcome), MEASURES[row.measure]
    shown, null = kind.ends(row.pi_low, row.pi_high, language), whole(kind.null, language)
    if kind.unsettled(row.pi_low, row.pi_high):
        return gettext("sentence.prediction.both", language, shown=shown, null=null, **phrases)
    found = phrases["less_past" if row.pi_high < kind.null else "more_past"]
    return gettext("sentence.prediction.one", language, shown=shown, null=null, found=found)


def width(results: Results, analysis: str, language: str) -> str:
    """Return what the confidence interval says: on which side of no effect it lies, or that it is wide.

    An interval of ratios whose ends lie more than four times apart is called wide.
    """
    row = results.pooled[analysis]
    if is_missing(row.ci_low) or is_missing(row.ci_high):
        return gettext("sentence.no_interval", language)
    kind = MEASURES[row.measure]
    if kind.ratio and row.ci_high / row.ci_low > 4:
        low, high = kind.shown(row.ci_low, language), kind.shown(row.ci_high, language)
        return gettext("sentence.wide", language, real=kind.real(language), low=low, high=high)
    side = "under" if row.ci_high < kind.null else "over" if row.ci_low > kind.null else "both"
    return gettext(f"sentence.interval.{side}", language, null=whole(kind.null, language))


def certainty(results: Results, analysis: str, language: str) -> str:
    """Return the word on certainty that stands with every result, and who judged it.

    "Not yet assessed" where nothing was judged; a proposal is said to be one until a person has signed it.
    """
    judged = judged_level(results, analysis)
    if judged is None:
        return gettext("sentence.certainty", language, level=gettext("word.not_assessed", language))
    level = pgettext("certainty", judged.judgement, language).lower()
    shown = gettext(
        "sentence.certainty_signed" if judged.status == "signed" else "sentence.certainty_proposed",
        language,
        level=level,
        who=judged.signed_by,
        day=day(date.fromisoformat(judged.signed_date), language) if judged.signed_date else "",
    )
    return gettext("sentence.certainty", language, level=shown)


def judged_level(results: Results, analysis: str) -> Certainty | None:
    """Return the overall judgement of an analysis, or nothing where there is none."""
    rows = results.rows(Certainty)
    return next((row for row in rows if (row.analysis, row.domain) == (analysis, "overall")), None)


def sized(results: Results, analysis: str) -> bool:
    """Return whether a result may be told as a size: its certainty has been judged, and is not very low."""
    judged = judged_level(results, analysis)
    return judged is not None and judged.judgement != "very_low"


def unknown(results: Results, outcome: str, language: str) -> str:
    """Return that nobody knows, for an outcome whose main answer is too unsure for a size; else nothing."""
    if sized(results, f"{outcome}-main"):
        return ""
    return results.review.gettext("statement.very_low", language, outcome)


def held_back(results: Results, analyses: Iterable[str], figures: str, language: str) -> str:
    """Return figures, one step further in where any of their answers is too unsure for a size."""
    if all(sized(results, analysis) for analysis in analyses):
        return figures
    return opens(gettext("word.pooled_figures", language), figures)


def told(results: Results, language: str, fact: str) -> str:
    """Return how far something has come; see :mod:`ettervern.publish.words.standing`."""
    return standing.state(results, fact, language)


def statement(results: Results, analysis: str, language: str) -> str:
    """Return the main sentence of a result: that of the appraisal, with its certainty, else what the studies found."""
    row = stated(results, analysis, language)
    return direction(results, analysis, language) if row is None else row.statement


def absolute(results: Results, analysis: str, language: str) -> str:
    """Return the result in people of 1000, with its interval and base rate, in sentences."""
    row = stated(results, analysis, language)
    return gettext("sentence.no_people", language) if row is None else row.numbers


def stated(results: Results, analysis: str, language: str) -> Statement | None:
    """Return the appraisal's sentences on an analysis, or nothing where there are none."""
    rows = results.rows(Statement)
    return next((row for row in rows if (row.analysis, row.language) == (analysis, language)), None)


def young_adults(results: Results, language: str) -> str:
    """Return whether any pooled study is in young adults."""
    main = results.contrasts[results.contrasts["analysis"].str.endswith("-main")]
    result = int((main["age_group"] == "young_adults").sum())
    return gettext("sentence.young" if result else "sentence.no_young", language, n=result)


SENTENCES: dict[str, Callable[[Results, str, str], str]] = {
    "direction": direction,
    "prediction": prediction,
    "width": width,
    "certainty": certainty,
    "statement": statement,
    "absolute": absolute,
}
GENERAL_SENTENCES: dict[str, Callable[[Results, str], str]] = {
    "young-adults": young_adults,
    "grade": partial(told, fact="signed"),
    "state.draft": standing.draft,
    "state.made": standing.made,
    "state.version": standing.version,
    **{f"state.{fact}": partial(told, fact=fact) for fact in standing.STATES},
}


def sentence(results: Results, name: str, language: str) -> str:
    """Return a sentence by its name: ``<analysis>.<sentence>`` or one of the general ones.

    Raises
    ------
    UnknownNumber
        Where there is no such analysis or sentence.
    """
    if name in GENERAL_SENTENCES:
        return GENERAL_SENTENCES[name](results, language)
    analysis, _, kind = name.partition(".")
    if results.waits(analysis) and kind in SENTENCES:
        return gettext("word.not_pooled", language)
    if analysis not in results.pooled or kind not in SENTENCES:
        kinds = ", ".join(SENTENCES)
        raise UnknownNumber(f"no sentence is called {name!r}; expected an analysis of pooled.csv and one of: {kinds}")
    return SENTENCES[kind](results, analysis, language)
