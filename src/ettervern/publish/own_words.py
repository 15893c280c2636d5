"""The words of the page on a municipality's own study, in both languages; every number is put in by the build."""
# ruff: noqa: E501 -- texts that readers see are easier to mend when each stands on one line

from __future__ import annotations

from typing import Any

#: What an odds ratio is to a review that pools odds ratios, and to one that pools another measure.
REVIEW_SAYS = {
    "nb": ("er oddsratioen", "svarer resultatet til en oddsratio på"),
    "en": ("the odds ratio is", "the result amounts to an odds ratio of"),
}
SAID: dict[str, dict[str, Any]] = {
    "nb": {
        "relapse": {
            "expect": "Tenk dere {people} personer: {service} i tilbudet og {comparison} i sammenlikningen. Sett at {without} av 100 får tilbakefall uten tilbudet. Er effekten som i oversikten, får {with} av 100 tilbakefall med tilbudet.",
        },
        "employment": {
            "expect": "Tenk dere {people} personer: {service} i tilbudet og {comparison} i sammenlikningen. Sett at {without} av 100 er i arbeid uten tilbudet. Er effekten som i oversikten, er {with} av 100 i arbeid med tilbudet.",
        },
        "power": "Sjansen for å påvise effekten er {power} av 100. Resten av gangene, {missed} av 100, får dere ikke noe klart svar.",
        "width": "Forskjellen blir usikker: om lag {half} prosentpoeng i hver retning.",
        "wrong": "I {wrong} av 100 slike studier ser det ut som tilbudet gjør det verre, selv om det virker.",
        "exaggeration": "Påviser studien en effekt, blir den overdrevet. I snitt ser den ut til å være {times} ganger så stor som den er.",
        "needed": "For 80 prosents sjanse trengs {needed} personer i hver gruppe, altså {needed_all} til sammen.",
        "never_needed": "For 80 prosents sjanse trengs mer enn 400 personer i hver gruppe.",
        "elsewhere": "Ingen vet hvor stor effekten blir hos dere. I oversikten {is} {ratio}. Et nytt sted kan den bli alt fra {best_ratio} (best) til {worst_ratio} (verst). Blir den som den beste, er sjansen {best_power} for at studien påviser den. Blir den som den verste, er sjansen {worst_power}.",
        "people_all": "Størrelse",
        "size": "{people} personer",
        "chance": "Sjanse hvis effekten er: {effect}",
        "half": "Usikkerhet i prosentpoeng",
        "wrong_head": "Sjanse for at gruppene kommer ut feil vei",
        "power_caption": "{outcome}: sjansen for å påvise en effekt. Uten tilbudet: {share} ({label})",
        "needed_caption": "Personer til sammen, i to like grupper, for 80 % sjanse til å påvise effekten",
        "base": "Utfall og hvor vanlig det er uten tilbudet",
        "over": "over 800",
        "designs": "Måter å gjøre studien på, og hva som kan lure oss",
        "design_name": "Måte",
        "design_how": "Slik gjør dere",
        "design_bias": "Hva som kan lure oss",
        "design_advice": "Råd",
        "of": "{events} av {n}",
        "after": "etter {months} måneder",
        "rate": {"drug_free": "Ikke tilbakefall", "ordinary_work": "I arbeid"},
        "no_counts": "antall ikke oppgitt",
        "target": "mål, ikke resultat",
        "who": "Hvem",
        "counted": "Hva som er talt",
        "beside": "Norske tall ved siden av",
        "defined": "Slik er det målt",
        "caution": "Forbehold",
        "source_counts": "Kilden teller",
        "pilot_caption": "Publiserte tall fra to tjenester på Jæren. Ingen sammenlikningsgruppe: tallene viser ingen effekt",
        "rates_caption": "Norske tall til å se egne tall ved siden av. De er heller ingen sammenlikningsgruppe",
    },
    "en": {
        "relapse": {
            "expect": "Imagine {people} people: {service} in the service and {comparison} in the comparison. Say that {without} of 100 relapse without the service. If the effect is as in the review, {with} of 100 relapse with it.",
        },
        "employment": {
            "expect": "Imagine {people} people: {service} in the service and {comparison} in the comparison. Say that {without} of 100 are in work without the service. If the effect is as in the review, {with} of 100 are in work with it.",
        },
        "power": "The chance to find the effect is {power} in 100. The other times, {missed} in 100, you get no clear answer.",
        "width": "The difference will be uncertain: about {half} percentage points each way.",
        "wrong": "In {wrong} of 100 such studies the service seems to make things worse, though it works.",
        "exaggeration": "If the study finds an effect, it is exaggerated. On average it looks {times} times as large as it is.",
        "needed": "An 80 per cent chance needs {needed} people in each group, {needed_all} in all.",
        "never_needed": "An 80 per cent chance needs more than 400 people in each group.",
        "elsewhere": "Nobody knows how large the effect will be where you are. In the review {is} {ratio}. In a new place it may be anything from {best_ratio} (best) to {worst_ratio} (worst). If it is the best, the chance that the study finds it is {best_power}. If it is the worst, the chance is {worst_power}.",
        "people_all": "Size",
        "size": "{people} people",
        "chance": "Chance if the effect is: {effect}",
        "half": "Uncertainty in percentage points",
        "wrong_head": "Chance that the groups come out the wrong way round",
        "power_caption": "{outcome}: the chance to find an effect. Without the service: {share} ({label})",
        "needed_caption": "People in all, in two equal groups, for an 80% chance to find the effect",
        "base": "Outcome and how common it is without the service",
        "over": "over 800",
        "designs": "Ways to do the study, and what can fool us",
        "design_name": "Way",
        "design_how": "How you do it",
        "design_bias": "What can fool us",
        "design_advice": "Advice",
        "of": "{events} of {n}",
        "after": "at {months} months",
        "rate": {"drug_free": "No relapse", "ordinary_work": "In work"},
        "no_counts": "counts not stated",
        "target": "a target, not a result",
        "who": "Who",
        "counted": "What was counted",
        "beside": "Norwegian figures beside it",
        "defined": "How it was measured",
        "caution": "Caution",
        "source_counts": "The source counts",
        "pilot_caption": "Published counts of two services in Jæren. No comparison group: they show no effect",
        "rates_caption": "Norwegian figures to see your own beside. They are no comparison group either",
    },
}

FORM: dict[str, dict[str, str]] = {
    "nb": {
        "form": "Tall fra én gruppe",
        "events": "Hvor mange var rusfrie, eller i arbeid?",
        "events_help": "Tell bare dem dere vet det om.",
        "n": "Hvor mange startet i tilbudet?",
        "n_help": "Alle som startet, også de som sluttet.",
        "work": "Regn ut",
        "answer": "Svaret",
    },
    "en": {
        "form": "Counts of one group",
        "events": "How many were abstinent, or in work?",
        "events_help": "Count only those you know of.",
        "n": "How many started in the service?",
        "n_help": "Everybody who started, also those who left.",
        "work": "Work it out",
        "answer": "The answer",
    },
}
