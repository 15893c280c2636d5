"""The words of the plan in Norwegian and English."""
# ruff: noqa: E501 -- texts that readers see are easier to mend when each stands on one line

from __future__ import annotations

from ettervern.numbers import decimal

OUTCOME = {"nb": {"relapse": "får tilbakefall", "employment": "er i arbeid"}, "en": {"relapse": "relapse", "employment": "are in work"}}  # fmt: skip
EFFECT = {
    "nb": {
        "pooled": "Som i oversikten", "best": "Det beste vi kan vente et nytt sted",
        "worst": "Det verste vi kan vente et nytt sted", "own": "Deres eget anslag",
    },
    "en": {
        "pooled": "As in the review", "best": "The best we can expect in a new place",
        "worst": "The worst we can expect in a new place", "own": "Your own guess",
    },
}  # fmt: skip
WORDS = {
    "nb": {
        "title": "Plan for vår egen studie",
        "who": "Hvem er med",
        "people": "{per_year} personer i året, antall år: {years}, i begge grupper til sammen. Vi regner med å miste {lost}. Da kjenner vi "
        "resultatet for {service} personer i tilbudet og {comparison} i sammenlikningen.",
        "base": "Uten tilbudet regner vi med at {share} {outcome}. Kilde: {label}.",
        "shows": "Hva studien kan vise",
        "power_heads": "Hvis virkningen er|Oddsratio|Andel med tilbudet|Sjanse for å påvise den|Usikkerhet, pluss eller minus|"
        "Sjanse for at gruppene kommer ut feil vei|Personer per gruppe for 80 % sjanse",
        "over": "over 400",
        "as_review": "Er effekten som i oversikten,",
        "as_own": "Er effekten som dere anslår,",
        "enough": "{lead} er sjansen {power} for at studien påviser den. Det er nok.",
        "some": "{lead} er sjansen {power} for at studien påviser den. Studien kan bidra, men ikke avgjøre.",
        "too_small": "{lead} er sjansen bare {power} for at studien påviser den. Studien kan ikke avgjøre "
        "om tilbudet virker. Et resultat uten klar forskjell betyr ikke at tilbudet er uten virkning. Resultatet er likevel "
        "verdt noe når det legges sammen med andre studier.",
        "simulation": "Kontroll med 20 000 simulerte studier: {power} sjanse, usikkerhet pluss eller minus {half}.",
        "detectable": "Med denne størrelsen må oddsratioen være {ratio} eller lenger fra 1 for at sjansen skal være 80 %.",
        "no_effect_found": "Med denne størrelsen finnes det ingen effekt som studien har 80 % sjanse for å påvise.",
        "designs": "Måter å gjøre det på, og hva som kan lure oss",
        "rules": "Bestem dette før dere begynner",
        "rule_list": "Hva som regnes som tilbakefall og som arbeid, og når det måles: tolv måneder etter start.|"
        "Hvem som er med, likt i begge grupper, og hvilken dag klokka starter.|"
        "Hvordan dere finner igjen dem som slutter, og at alle som startet, telles med.|"
        "Hva dere skal sammenlikne, skrevet ned med dato. Vis planen til andre før dere begynner.|"
        "Samtykke, personvern og behov for etisk godkjenning. Tall under fem vises aldri.",
        "line": "{effect} (oddsratio {ratio}): {power} sjanse for å påvise den, usikkerhet pluss eller minus {half}, "
        "trenger {needed} personer i hver gruppe for 80 %",
        "points": "prosentpoeng",
    },
    "en": {
        "title": "Plan for our own study",
        "who": "Who takes part",
        "people": "{per_year} people a year, years of inclusion: {years}, in both groups together. We expect to lose {lost}. Then we know the "
        "outcome of {service} people in the service and {comparison} in the comparison.",
        "base": "Without the service we expect that {share} {outcome}. Source: {label}.",
        "shows": "What the study can show",
        "power_heads": "If the effect is|Odds ratio|Share with the service|Chance to find it|Uncertainty, plus or minus|"
        "Chance that the groups come out the wrong way round|People a group for an 80% chance",
        "over": "over 400",
        "as_review": "If the effect is as in the review,",
        "as_own": "If the effect is as you guess,",
        "enough": "{lead} the chance that the study finds it is {power}. That is enough.",
        "some": "{lead} the chance that the study finds it is {power}. The study can contribute, not settle.",
        "too_small": "{lead} the chance that the study finds it is only {power}. The study can't settle "
        "whether the service works. A result without a clear difference doesn't mean that the service does nothing. The result "
        "is worth something all the same when it is laid together with other studies.",
        "simulation": "Checked with 20,000 simulated studies: {power} chance, uncertainty plus or minus {half}.",
        "detectable": "At this size the odds ratio must be {ratio} or further from 1 for an 80% chance.",
        "no_effect_found": "At this size there is no effect that the study has an 80% chance to find.",
        "designs": "Ways to do it, and what can fool us",
        "rules": "Decide this before you begin",
        "rule_list": "What counts as relapse and as work, and when it is measured: twelve months after the start.|"
        "Who takes part, alike in both groups, and on which day the clock starts.|"
        "How you will find those who leave, and that everybody who started is counted.|"
        "What you will compare, written down with a date. Show the plan to others before you begin.|"
        "Consent, privacy and whether ethical approval is needed. Counts under five are never shown.",
        "line": "{effect} (odds ratio {ratio}): {power} chance to find it, uncertainty plus or minus {half}, "
        "needs {needed} people a group for 80%",
        "points": "percentage points",
    },
}  # fmt: skip


def effect_name(effect: str, favours: str, language: str) -> str:
    """Return what an effect is called: the ends of the prediction interval as the best and the worst to expect."""
    ends = {"pi_low": "best", "pi_high": "worst"} if favours == "low" else {"pi_low": "worst", "pi_high": "best"}
    return EFFECT[language][ends.get(effect, effect)]


def points(share: float, language: str) -> str:
    """Return a difference between shares as percentage points."""
    return f"{decimal(100 * share, 0, language)} {WORDS[language]['points']}"
