"""Words that go with size: what a pooled result says, chosen by the numbers and never by hand.

Where the appraisal has made a sentence of a result, with its certainty, that one is shown. Until then the sentences
keep to what the studies found; they promise nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from ettervern.computed import Certainty, Statement
from ettervern.numbers import interval, is_missing, ratio
from ettervern.publish.language import code, word
from ettervern.publish.lookup import UnknownNumber
from ettervern.publish.results import Results

#: Outcome -> language -> (event is rarer with aftercare, event is commoner).
CHANGE = {
    "relapse": {
        "nb": ("færre fikk tilbakefall", "flere fikk tilbakefall"),
        "en": ("fewer people relapsed", "more people relapsed"),
    },
    "employment": {
        "nb": ("færre kom i arbeid", "flere kom i arbeid"),
        "en": ("fewer people were in work", "more people were in work"),
    },
}
GENERAL = {
    "nb": ("hendelsen var sjeldnere", "hendelsen var vanligere"),
    "en": ("the event was rarer", "the event was commoner"),
}
#: Outcome -> the Norwegian sentence on what was found; its verb comes first, so it is not built from the parts above.
FOUND_NB = {
    "relapse": ("fikk færre tilbakefall", "fikk flere tilbakefall"),
    "employment": ("kom færre i arbeid", "kom flere i arbeid"),
}
FOUND_NB_GENERAL = ("var hendelsen sjeldnere", "var hendelsen vanligere")


def _change(outcome: str, language: str) -> tuple[str, str]:
    """Return the words for less and for more of the outcome's event."""
    return CHANGE.get(outcome, {}).get(language, GENERAL[language])


def direction(results: Results, analysis: str, language: str) -> str:
    """Return what the pooled studies found, in one sentence without a number.

    An interval that holds 1 is said to be uncertain about the direction, whatever the estimate.
    """
    row = results.pooled[analysis]
    if is_missing(row.ci_low) or is_missing(row.ci_high):
        return {
            "nb": "Studiene gir ikke nok tall til et samlet svar.",
            "en": "The studies do not give enough figures for a pooled answer.",
        }[language]
    less, more = _change(row.outcome, language)
    if row.ci_low <= 1 <= row.ci_high:
        return {
            "nb": f"Studiene sier ikke sikkert om {less} eller om {more} med ettervern.",
            "en": f"The studies do not settle whether {less} or {more} with aftercare.",
        }[language]
    side = 0 if row.estimate < 1 else 1
    result = FOUND_NB.get(row.outcome, FOUND_NB_GENERAL)[side]
    return {
        "nb": f"I studiene {result} med ettervern enn med vanlig eller lite oppfølging.",
        "en": f"In the studies, {(less, more)[side]} with aftercare than with usual or little follow-up.",
    }[language]


def prediction(results: Results, analysis: str, language: str) -> str:
    """Return what the prediction interval means for one new service, in words."""
    row = results.pooled[analysis]
    if is_missing(row.pi_low) or is_missing(row.pi_high):
        return {"nb": "Prediksjonsintervallet er ikke kjent.", "en": "The prediction interval is not known."}[language]
    low, high = row.pi_low, row.pi_high
    less, more = _change(row.outcome, language)
    shown = interval(low, high, language)
    if low <= 1 <= high:
        return {
            "nb": f"Prediksjonsintervallet går fra {shown}, altså på begge sider av 1. "
            f"I en ny studie kan det derfor vise seg at {less}, men også at {more}.",
            "en": f"The prediction interval runs from {shown}, on both sides of 1. "
            f"A new study may therefore find that {less}, but also that {more}.",
        }[language]
    message = less if high < 1 else more
    return {
        "nb": f"Prediksjonsintervallet går fra {shown}, altså bare på den ene siden av 1. "
        f"Også i en ny studie ventes det at {message}, men størrelsen vil variere.",
        "en": f"The prediction interval runs from {shown}, on one side of 1 only. "
        f"A new study, too, is expected to find that {message}, but the size will vary.",
    }[language]


def width(results: Results, analysis: str, language: str) -> str:
    """Return what the confidence interval says: on which side of 1 it lies, or that it is wide.

    An interval whose ends lie more than four times apart is called wide.
    """
    row = results.pooled[analysis]
    if is_missing(row.ci_low) or is_missing(row.ci_high):
        return {"nb": "Konfidensintervallet er ikke kjent.", "en": "The confidence interval is not known."}[language]
    if row.ci_high / row.ci_low > 4:
        low, high = ratio(row.ci_low, language), ratio(row.ci_high, language)
        real = results.review.measure.real[language]
        return {
            "nb": f"Konfidensintervallet er bredt. {real} kan være så liten som {low} eller så stor som {high}.",
            "en": f"The confidence interval is wide. {real} may be as small as {low} or as large as {high}.",
        }[language]
    side = "under" if row.ci_high < 1 else "over" if row.ci_low > 1 else "both"
    return {
        "under": {"nb": "Hele intervallet ligger under 1.", "en": "All of the interval lies under 1."},
        "over": {"nb": "Hele intervallet ligger over 1.", "en": "All of the interval lies over 1."},
        "both": {
            "nb": "Intervallet rommer 1, altså ingen forskjell.",
            "en": "The interval holds 1, that is, no difference.",
        },
    }[side][language]


def certainty(results: Results, analysis: str, language: str) -> str:
    """Return the word on certainty that stands with every result, and who judged it.

    "Not yet assessed" where nothing was judged; a proposal is said to be one until a person has signed it.
    """
    name, judged = word("certainty", language), judged_level(results, analysis)
    if judged is None:
        return f"{name}: {word('not_assessed', language)}"
    level = code("certainty", judged.judgement, language).lower()
    if judged.status == "signed":
        who = {"nb": "vurdert av", "en": "judged by"}[language]
        return f"{name}: {level} ({who} {judged.signed_by}, {judged.signed_date})"
    return f"{name}: {level} ({word('proposed', language)})"


def judged_level(results: Results, analysis: str) -> Certainty | None:
    """Return the overall judgement of an analysis, or nothing where there is none."""
    rows = results.rows(Certainty)
    return next((row for row in rows if (row.analysis, row.domain) == (analysis, "overall")), None)


def sized(results: Results, analysis: str) -> bool:
    """Return whether a result may be told as a size: its certainty has been judged, and is not very low."""
    judged = judged_level(results, analysis)
    return judged is not None and judged.judgement != "very_low"


def grade(results: Results, language: str) -> str:
    """Return how far the judgement of certainty has come."""
    judged = [judged_level(results, analysis) for analysis in results.pooled if analysis.endswith("-main")]
    if not judged or any(row is None for row in judged):
        return {
            "nb": "Tilliten til resultatene er ikke vurdert ennå.",
            "en": "The certainty of the results has not been assessed yet.",
        }[language]
    if all(row is not None and row.status == "signed" for row in judged):
        return {
            "nb": "Tilliten til resultatene er vurdert med metoden GRADE og signert.",
            "en": "The certainty of the results has been judged by the GRADE method and signed.",
        }[language]
    return {
        "nb": "Programvare har foreslått en vurdering av tilliten med metoden GRADE. "
        "Ingen person har bekreftet den ennå.",
        "en": "Software has proposed a judgement of certainty by the GRADE method. No person has confirmed it yet.",
    }[language]


def statement(results: Results, analysis: str, language: str) -> str:
    """Return the main sentence of a result: that of the appraisal, with its certainty, else what the studies found."""
    row = stated(results, analysis, language)
    return direction(results, analysis, language) if row is None else row.statement


def absolute(results: Results, analysis: str, language: str) -> str:
    """Return the result in people of 1000, with its interval and base rate, in sentences."""
    row = stated(results, analysis, language)
    if row is not None:
        return row.numbers
    return {
        "nb": "Hva det betyr i antall personer, er ikke regnet ut ennå.",
        "en": "What it means in numbers of people has not been worked out yet.",
    }[language]


def stated(results: Results, analysis: str, language: str) -> Statement | None:
    """Return the appraisal's sentences on an analysis, or nothing where there are none."""
    rows = results.rows(Statement)
    return next((row for row in rows if (row.analysis, row.language) == (analysis, language)), None)


def young_adults(results: Results, language: str) -> str:
    """Return whether any pooled study is in young adults."""
    main = results.contrasts[results.contrasts["analysis"].str.endswith("-main")]
    result = int((main["age_group"] == "young_adults").sum())
    if result == 0:
        return {
            "nb": "Vi fant ingen studie av unge voksne (18 til 25 år) med tall som kan slås sammen.",
            "en": "No trial in young adults (18 to 25 years) with figures that can be pooled was found.",
        }[language]
    return {
        "nb": f"Antall studier av unge voksne (18 til 25 år) i de samlede resultatene: {result}.",
        "en": f"Trials in young adults (18 to 25 years) among the pooled results: {result}.",
    }[language]


SENTENCES: dict[str, Callable[[Results, str, str], str]] = {
    "direction": direction,
    "prediction": prediction,
    "width": width,
    "certainty": certainty,
    "statement": statement,
    "absolute": absolute,
}
GENERAL_SENTENCES: dict[str, Callable[[Results, str], str]] = {"young-adults": young_adults, "grade": grade}


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
    if analysis not in results.pooled or kind not in SENTENCES:
        kinds = ", ".join(SENTENCES)
        raise UnknownNumber(f"no sentence is called {name!r}; expected an analysis of pooled.csv and one of: {kinds}")
    return SENTENCES[kind](results, analysis, language)
