"""The words in the figures, in both languages."""

from __future__ import annotations

from ettervern.settings.effect_measures import MEASURES

FOREST: dict[str, dict[str, str]] = {
    "nb": {
        "study": "Studie",
        "intervention": "Ettervern",
        "any_intervention": "Tiltak",
        "control": "Kontroll",
        "weight": "Vekt",
        "pooled": "Samlet",
        "studies": "studier",
        "prediction": "Ny studie (95 % prediksjonsintervall)",
        "prediction_short": "95 % prediksjonsintervall",
        "printed": "bare effekt oppgitt",
        "against": "mot",
        "title": "Skogplott for utfallet «{outcome}»",
        "description": (
            "Skogplott med {k} studier av utfallet «{outcome}». Samlet {measure} {estimate}, 95 % konfidensintervall "
            "{interval}, 95 % prediksjonsintervall {prediction}. {left} til venstre for 1, {right} til høyre. "
            "Alle tallene står i tabellen ved figuren."
        ),
    },
    "en": {
        "study": "Study",
        "intervention": "Aftercare",
        "any_intervention": "Intervention",
        "control": "Control",
        "weight": "Weight",
        "pooled": "Pooled",
        "studies": "studies",
        "prediction": "New study (95% prediction interval)",
        "prediction_short": "95% prediction interval",
        "printed": "only effect given",
        "against": "against",
        "title": "Forest plot for the outcome “{outcome}”",
        "description": (
            "Forest plot of {k} studies of the outcome “{outcome}”. Pooled {measure} {estimate}, 95% confidence "
            "interval {interval}, 95% prediction interval {prediction}. {left} to the left of 1, {right} to the right. "
            "All numbers are in the table beside the figure."
        ),
    },
}  # fmt: skip

#: What stands in the heading of a column of effects.
COLUMN = {"nb": "{measure} (95 % KI)", "en": "{measure} (95% CI)"}

#: Event counted -> language -> (what a ratio under 1 means, what one over 1 means).
SIDES = {
    "": {  # whose event nobody has named: a table of somebody else's
        "nb": ("Lavere med tiltaket", "Høyere med tiltaket"),
        "en": ("Lower with the intervention", "Higher with the intervention"),
    },
    "relapse": {
        "nb": ("Færre tilbakefall med ettervern", "Flere tilbakefall med ettervern"),
        "en": ("Fewer relapses with aftercare", "More relapses with aftercare"),
    },
    "employed": {
        "nb": ("Færre i arbeid med ettervern", "Flere i arbeid med ettervern"),
        "en": ("Fewer in work with aftercare", "More in work with aftercare"),
    },
}


def sides(event: str, language: str) -> tuple[str, str]:
    """Return what lies left and right of 1; for an event without words of its own, the general ones."""
    general = {
        "nb": ("Lavere med ettervern", "Høyere med ettervern"),
        "en": ("Lower with aftercare", "Higher with aftercare"),
    }
    return SIDES.get(event, general)[language]


def measure(code: str, use: str, language: str) -> str:
    """Return the words for an effect measure, as ``column`` or ``name``; a code without words stands as it is."""
    if code not in MEASURES:
        return code
    known = MEASURES[code]
    return COLUMN[language].format(measure=known.heading(language)) if use == "column" else known.name[language]
