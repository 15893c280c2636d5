"""Ways to build a small study, and what each can't tell, in plain words."""
# ruff: noqa: E501 -- texts that readers see are easier to mend when each stands on one line

from __future__ import annotations

import pandas as pd

#: id, whether it has a comparison, name, how it is done, what can fool you, what to do about it.
DESIGNS: tuple[dict[str, dict[str, str] | str], ...] = (
    {
        "id": "randomised",
        "name": {"nb": "Loddtrekning", "en": "Randomised"},
        "how": {
            "nb": "Loddtrekning avgjør hvem som får tilbudet og hvem som får vanlig oppfølging.",
            "en": "Lots decide who gets the service and who gets usual follow-up.",
        },
        "bias": {
            "nb": "Med få personer kan gruppene bli ulike ved en tilfeldighet. Alle vet hvilken gruppe de er i, og det "
            "kan farge svarene. Frafall kan ødelegge likheten.",
            "en": "With few people the groups can differ by chance. Everybody knows their group, and that may colour the "
            "answers. Dropout can spoil the likeness.",
        },
        "advice": {
            "nb": "Det beste valget når ikke alle kan få plass med en gang. Trekk innen grupper av liknende personer.",
            "en": "The best choice when not everybody can have a place at once. Draw lots among people who are alike.",
        },
    },
    {
        "id": "waiting_list",
        "name": {"nb": "Venteliste", "en": "Waiting list"},
        "how": {
            "nb": "Alle får tilbudet, men loddtrekning avgjør hvem som begynner først. De som venter, er sammenlikningen.",
            "en": "Everybody gets the service, but lots decide who begins first. Those who wait are the comparison.",
        },
        "bias": {
            "nb": "Den som venter på hjelp, kan utsette egne forsøk på endring. Da ser tilbudet bedre ut enn det er. "
            "Etter ventetiden er det ingen igjen å sammenlikne med, så tolv måneder er vanskelig.",
            "en": "Those who wait for help may put off their own attempts to change, which makes the service look better "
            "than it is. After the wait nobody is left to compare with, so twelve months is hard.",
        },
        "advice": {
            "nb": "Passer når det er kø uansett. Trekk lodd om plassen i køen; la ikke behov eller ønske avgjøre.",
            "en": "Fits when there is a queue anyway. Draw lots for the place in it; let neither need nor wish decide.",
        },
    },
    {
        "id": "matched",
        "name": {"nb": "Liknende personer (matching)", "en": "Matched controls"},
        "how": {
            "nb": "For hver person i tilbudet finner dere én som likner, og som får vanlig oppfølging.",
            "en": "For each person in the service you find one who is alike and gets usual follow-up.",
        },
        "bias": {
            "nb": "De som velger tilbudet, kan være mer motiverte eller ha mer støtte. Det dere ikke har målt, kan dere "
            "ikke gjøre likt.",
            "en": "Those who choose the service may be more motivated or have more support. What you have not measured "
            "you can't make alike.",
        },
        "advice": {
            "nb": "Velg på forhånd hva som skal være likt: rusmiddel, behandling, bolig, arbeid. Start klokka likt for begge.",
            "en": "Decide beforehand what to match on: substance, treatment, housing, work. Start the clock alike for both.",
        },
    },
    {
        "id": "before_after",
        "name": {"nb": "Før og etter", "en": "Before and after"},
        "how": {
            "nb": "De samme personene måles før og etter at de fikk tilbudet.",
            "en": "The same people are measured before and after they got the service.",
        },
        "bias": {
            "nb": "Folk søker hjelp når det er som verst, og mange får det bedre uansett. Mye annet skjer i løpet av et "
            "år. Forskjellen blir lett tatt for en effekt.",
            "en": "People seek help when things are at their worst, and many get better anyway. Much else happens in a "
            "year. The difference is easily taken for an effect.",
        },
        "advice": {
            "nb": "Kan vise hvordan det går, ikke hva tilbudet gjør. Legg til en sammenlikning om det er mulig.",
            "en": "Can show how people fare, not what the service does. Add a comparison if you can.",
        },
    },
    {
        "id": "single",
        "name": {"nb": "Bare én gruppe", "en": "Single group"},
        "how": {
            "nb": "Dere teller hvor mange i tilbudet som er rusfrie eller i arbeid.",
            "en": "You count how many in the service are abstinent or in work.",
        },
        "bias": {
            "nb": "Det finnes ikke noe å sammenlikne med. De som er med, kan være de som ville klart seg best uansett, og "
            "de dere ikke får tak i, blir lett glemt.",
            "en": "There is nothing to compare with. Those who take part may be those who would have done best anyway, "
            "and those you can't reach are easily forgotten.",
        },
        "advice": {
            "nb": "Oppgi alltid hvor mange som startet, hvem som er mistet, og når dere målte. Kall det ikke en effekt.",
            "en": "Always say how many started, who was lost and when you measured. Don't call it an effect.",
        },
    },
)


def design_table() -> pd.DataFrame:
    """Return the designs compared: ``design``, then ``name``, ``how``, ``bias`` and ``advice``, each _nb and _en."""
    rows = []
    for design in DESIGNS:
        row = {"design": str(design["id"])}
        for part in ("name", "how", "bias", "advice"):
            texts = design[part]
            assert isinstance(texts, dict)
            row |= {f"{part}_{language}": texts[language] for language in ("nb", "en")}
        rows.append(row)
    return pd.DataFrame(rows)
