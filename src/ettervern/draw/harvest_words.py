"""The words of the harvest plot, in both languages."""

from __future__ import annotations

#: What a study found, from the best for aftercare to the worst.
DIRECTIONS = ("favours_aftercare", "mixed", "no_difference", "favours_control")

HEADS = {
    "nb": {
        "favours_aftercare": "I favør av ettervern",
        "mixed": "Ulike svar",
        "no_difference": "Ingen klar forskjell",
        "favours_control": "I favør av kontrollgruppen",
    },
    "en": {
        "favours_aftercare": "Favours aftercare",
        "mixed": "Mixed",
        "no_difference": "No clear difference",
        "favours_control": "Favours the control group",
    },
}

WORDS = {
    "nb": {
        "title": "Alle studiene av utfallet «{outcome}», også de uten tall",
        "description": "Studier etter hva de fant, {k} i alt. {directions} Studier der ingenting er hentet ut ennå: "
        "{nothing}. Alle studiene står i tabellen ved figuren.",
        "counts": "{figures} med tall, {words} bare i ord",
        "pools": "Det samlede svaret når flere studier regnes med",
        "flatters": "Når bare studier med tall regnes med, ser ettervern bedre ut: {first}. Med studiene i ord regnet "
        "som «ingen forskjell» blir svaret {last}, nærmere 1.",
        "careful": "Det siste er et forsiktig anslag, for noen av studiene i ord fant en forskjell.",
        "steady": "Med bare studier med tall er svaret {first}. Med studiene i ord regnet som «ingen forskjell» er "
        "det {last}.",
        "under": "1 er ingen forskjell. Under 1 er i favør av ettervern.",
        "over": "1 er ingen forskjell. Over 1 er i favør av ettervern.",
        "pooled": "Fylt sirkel: studie med tall, med i det samlede svaret",
        "apart": "Ring med kjerne: studie med tall, ikke med i det samlede svaret",
        "words": "Åpen sirkel: studie vi bare har sett omtalt i ord",
        "size": "Større sirkel: flere deltakere. Antallet står i parentes, «?» betyr ikke kjent. En studie med tall er "
        "i favør av ettervern når hele konfidensintervallet er det.",
        "nothing": "Studier der ingenting er hentet ut ennå: {n}. Vi vet ikke hva de fant.",
        "pooled_short": "Tall, i det samlede svaret",
        "apart_short": "Tall, ikke i det samlede svaret",
        "words_short": "Bare i ord",
        "nothing_short": "Ikke hentet ut ennå",
        "heads": "Studie|Resultat|Deltakere|Grunnlag",
    },
    "en": {
        "title": "All studies of the outcome “{outcome}”, those without figures too",
        "description": "Studies by what they found, {k} in all. {directions} Studies from which nothing has been "
        "extracted yet: {nothing}. All studies are in the table beside the figure.",
        "counts": "{figures} with figures, {words} in words only",
        "pools": "The pooled answer when more studies are counted in",
        "flatters": "With only the studies that have figures, aftercare looks better: {first}. With the studies in "
        "words counted as “no difference” the answer is {last}, nearer 1.",
        "careful": "The latter is a cautious estimate, for some of the studies in words found a difference.",
        "steady": "With only the studies that have figures the answer is {first}. With the studies in words counted "
        "as “no difference” it is {last}.",
        "under": "1 is no difference. Under 1 favours aftercare.",
        "over": "1 is no difference. Over 1 favours aftercare.",
        "pooled": "Full circle: study with figures, in the pooled answer",
        "apart": "Ring with a core: study with figures, not in the pooled answer",
        "words": "Open circle: study seen in words only",
        "size": "Larger circle: more participants. Their number is in brackets; “?” means not known. A study with "
        "figures favours aftercare where its whole confidence interval does.",
        "nothing": "Studies from which nothing has been extracted yet: {n}. What they found is not known.",
        "pooled_short": "Figures, in the pooled answer",
        "apart_short": "Figures, not in the pooled answer",
        "words_short": "Words only",
        "nothing_short": "Nothing extracted yet",
        "heads": "Study|Result|Participants|Basis",
    },
}
