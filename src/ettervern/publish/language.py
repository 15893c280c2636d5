"""The words that come with data, in both languages: labels, headings of tables, codes as readers see them.

Prose lies in ``book/``.
"""

from __future__ import annotations

from collections.abc import Sequence

from ettervern.review import LANGUAGES, Outcome, Review

#: Code in a table -> language -> what readers see.
CODES: dict[str, dict[str, dict[str, str]]] = {
    "direction": {
        "favours_aftercare": {"nb": "I favør av ettervern", "en": "Favours aftercare"},
        "no_difference": {"nb": "Ingen klar forskjell", "en": "No clear difference"},
        "favours_control": {"nb": "I favør av kontrollgruppen", "en": "Favours the control group"},
        "mixed": {"nb": "Ulike svar", "en": "Mixed"},
    },
    "status": {
        "figures": {"nb": "Med tall", "en": "With figures"},
        "words": {"nb": "Bare i ord", "en": "In words only"},
        "nothing": {"nb": "Ikke hentet ut ennå", "en": "Nothing extracted yet"},
    },
    "design": {
        "rct": {"nb": "Randomisert studie", "en": "Randomised trial"},
        "quasi_experimental": {"nb": "Kontrollert, uten loddtrekning", "en": "Controlled, not randomised"},
        "cohort_controlled": {"nb": "Kohort med kontrollgruppe", "en": "Cohort with a control group"},
        "cohort_single": {"nb": "Kohort uten kontrollgruppe", "en": "Cohort without a control group"},
        "registry": {"nb": "Registerstudie", "en": "Register study"},
        "systematic_review": {"nb": "Systematisk oversikt", "en": "Systematic review"},
        "meta_analysis": {"nb": "Metaanalyse", "en": "Meta-analysis"},
        "unclear": {"nb": "Uklar", "en": "Unclear"},
    },
    "directness": {
        "direct": {"nb": "Direkte", "en": "Direct"},
        "indirect_population": {"nb": "Indirekte: andre personer", "en": "Indirect: other people"},
        "indirect_timing": {"nb": "Indirekte: annet tidspunkt", "en": "Indirect: other time"},
    },
    "overall": {
        "low": {"nb": "Lav", "en": "Low"},
        "some_concerns": {"nb": "Noe usikker", "en": "Some concerns"},
        "moderate": {"nb": "Moderat", "en": "Moderate"},
        "high": {"nb": "Høy", "en": "High"},
        "serious": {"nb": "Alvorlig", "en": "Serious"},
        "critical": {"nb": "Kritisk", "en": "Critical"},
        "no_information": {"nb": "Mangler opplysninger", "en": "No information"},
        "": {"nb": "Ikke vurdert", "en": "Not assessed"},
    },
    "certainty": {
        "high": {"nb": "Høy", "en": "High"},
        "moderate": {"nb": "Middels", "en": "Moderate"},
        "low": {"nb": "Lav", "en": "Low"},
        "very_low": {"nb": "Svært lav", "en": "Very low"},
        "not_serious": {"nb": "Ikke alvorlig", "en": "Not serious"},
        "serious": {"nb": "Alvorlig", "en": "Serious"},
        "very_serious": {"nb": "Svært alvorlig", "en": "Very serious"},
        "extremely_serious": {"nb": "Ekstremt alvorlig", "en": "Extremely serious"},
        "undetected": {"nb": "Ikke påvist", "en": "Undetected"},
        "strongly_suspected": {"nb": "Sterkt mistenkt", "en": "Strongly suspected"},
    },
    "domain": {
        "risk_of_bias": {"nb": "Risiko for skjevhet", "en": "Risk of bias"},
        "inconsistency": {"nb": "Manglende samsvar", "en": "Inconsistency"},
        "indirectness": {"nb": "Manglende direkthet", "en": "Indirectness"},
        "imprecision": {"nb": "Manglende presisjon", "en": "Imprecision"},
        "publication_bias": {"nb": "Publiseringsskjevhet", "en": "Publication bias"},
        "overall": {"nb": "Samlet", "en": "Overall"},
    },
    "country": {
        "Norway": {"nb": "Norge", "en": "Norway"},
        "Denmark": {"nb": "Danmark", "en": "Denmark"},
        "Sweden": {"nb": "Sverige", "en": "Sweden"},
        "Germany": {"nb": "Tyskland", "en": "Germany"},
        "Ireland": {"nb": "Irland", "en": "Ireland"},
        "China": {"nb": "Kina", "en": "China"},
        "international": {"nb": "Flere land", "en": "Several countries"},
        "UK": {"nb": "Storbritannia", "en": "UK"},
    },
    "definition_flag": {
        "any_use": {"nb": "Enhver ny bruk", "en": "Any return to use"},
        "remission": {"nb": "Remisjon", "en": "Remission"},
        "drug_specific": {"nb": "Bruk av ett bestemt rusmiddel", "en": "Use of one drug"},
        "heavy_use": {"nb": "Bare stort forbruk", "en": "Heavy use only"},
        "paid_work": {"nb": "Lønnet arbeid", "en": "Paid work"},
        "full_time": {"nb": "Arbeid på heltid", "en": "Full-time work"},
        "days": {"nb": "Antall dager", "en": "Days"},
        "months_of_use": {"nb": "Måneder med bruk", "en": "Months of use"},
    },
    "pilot": {
        "drug_free": {"nb": "Rusfri", "en": "Drug-free"},
        "ordinary_work": {"nb": "I ordinært arbeid", "en": "In ordinary work"},
        "school": {"nb": "På skole", "en": "At school"},
        "further_treatment": {"nb": "I videre behandling", "en": "In further treatment"},
        "offered_follow_up": {"nb": "Tilbud om oppfølging", "en": "Offered follow-up"},
        "work_or_school": {"nb": "I arbeid eller på skole", "en": "In work or at school"},
    },
    "subgroup": {
        "adolescents": {"nb": "Ungdom", "en": "Adolescents"},
        "young_adults": {"nb": "Unge voksne (18 til 25 år)", "en": "Young adults (18 to 25 years)"},
        "adults": {"nb": "Voksne", "en": "Adults"},
        "nordic": {"nb": "Norden", "en": "Nordic countries"},
        "usa": {"nb": "USA", "en": "USA"},
        "other": {"nb": "Andre land", "en": "Other countries"},
        "unknown": {"nb": "Ikke kjent", "en": "Not known"},
        "3 to 6": {"nb": "3 til 6", "en": "3 to 6"},
        "7 to 12": {"nb": "7 til 12", "en": "7 to 12"},
        "over 12": {"nb": "Over 12", "en": "Over 12"},
        "counts": {"nb": "Antall personer", "en": "Counts of people"},
        "printed": {"nb": "Bare trykt effektmål", "en": "Printed effect only"},
    },
    "why_not": {
        "design": {"nb": "ikke randomisert, vises for seg", "en": "not randomised, shown apart"},
        "directness": {"nb": "gjelder en annen gruppe eller et annet tidspunkt", "en": "other people or another time"},
        "unit": {"nb": "teller prøver eller måneder, ikke personer", "en": "counts samples or months, not persons"},
        "months": {"nb": "målt før {minimum} måneder", "en": "measured before {minimum} months"},
        "measure": {"nb": "effektmål som ikke kan slås sammen", "en": "a measure that can't be pooled"},
        "no_counts": {"nb": "mangler antall personer", "en": "counts of persons are missing"},
        "zero_cell": {
            "nb": "en gruppe uten hendelser gir ikke noe tall",
            "en": "a group without events gives no figure",
        },
        "definition": {"nb": "en annen definisjon av utfallet", "en": "another definition of the outcome"},
        "other_definition_preferred": {
            "nb": "en annen måling i samme studie har en definisjon som går foran",
            "en": "another measurement in the same trial has a definition that goes first",
        },
        "further_from_12_months": {
            "nb": "en annen måling i samme studie er nærmere {target} måneder",
            "en": "another measurement in the same trial is nearer {target} months",
        },
        "other_arm": {"nb": "en annen gruppe i samme studie er valgt", "en": "another arm of the same trial is chosen"},
        "later_row": {
            "nb": "en annen måling i samme studie er valgt",
            "en": "another measurement in the same trial is chosen",
        },
    },
}

#: Words of tables, figures and lists: (Norwegian, English).
WORDS: dict[str, tuple[str, str]] = {
    "study": ("Studie", "Study"),
    "category": ("Type tiltak", "Kind of measure"),
    "intervention": ("Ettervern", "Aftercare"),
    "control": ("Kontroll", "Control"),
    "own": ("vår beskrivelse", "our description"),
    "none": ("Ingen.", "None."),
    "months": ("Måneder", "Months"),
    "ci": ("95 % KI", "95% CI"),
    "ci_full": ("95 % konfidens\u00adintervall", "95% confidence interval"),
    "weight": ("Vekt", "Weight"),
    "pooled": ("Samlet", "Pooled"),
    "prediction": ("95 % prediksjons\u00adintervall", "95% prediction interval"),
    "pooled_figures": ("Vis de samlede tallene", "Show the pooled figures"),
    "too_unsure": (
        "Tilliten til resultatet er svært lav. Derfor tegner vi ikke hvor mange av hundre det gjelder. "
        "Tabellene under viser hva de samlede tallene ville bety, hvis de stemmer.",
        "The certainty of the result is very low, so how many of a hundred it concerns is not drawn. "
        "The tables below show what the pooled figures would mean if they hold.",
    ),
    "not_given": ("ikke oppgitt", "not given"),
    "bias": ("Risiko for skjevhet", "Risk of bias"),
    "direction": ("Retning", "Direction"),
    "finding": ("Funn", "Finding"),
    "outcome": ("Utfall", "Outcome"),
    "year": ("År", "Year"),
    "country": ("Land", "Country"),
    "design": ("Studietype", "Design"),
    "title": ("Tittel", "Title"),
    "status": ("Status", "Status"),
    "why": ("Hvorfor ikke slått sammen", "Why not pooled"),
    "definition": ("Definisjon", "Definition"),
    "step": ("Trinn", "Step"),
    "databases": ("Databaser og registre", "Databases and registers"),
    "other": ("Andre metoder", "Other methods"),
    "n": ("Antall", "Number"),
    "reason": ("Grunn", "Reason"),
    "source": ("Kilde", "Source"),
    "date": ("Dato", "Date"),
    "unknown": ("ikke kjent", "not known"),
    "measure": ("Mål", "Measure"),
    "value": ("Verdi", "Value"),
    "file": ("Fil", "File"),
    "content": ("Innhold", "Content"),
    "size": ("Størrelse", "Size"),
    "download": ("Last ned figuren (SVG)", "Download the figure (SVG)"),
    "first_version": (
        "Dette er første versjon, så alle treffene er nye.",
        "This is the first version, so every record is new.",
    ),
    "no_author": ("Forfatter ikke sett", "Author not seen"),
    "authors_unseen": ("forfatterlista er ikke sett", "list of authors not seen"),
    "certainty": ("Tillit til resultatet", "Certainty of the evidence"),
    "proposed": (
        "forslag fra programvare, ikke bekreftet av en person",
        "proposed by software, not confirmed by a person",
    ),
    "base_rate": ("Utgangspunkt", "Base rate"),
    "without": ("Uten ettervern, av 1000", "Without aftercare, of 1000"),
    "with": ("Med ettervern, av 1000", "With aftercare, of 1000"),
    "difference": ("Forskjell per 1000", "Difference per 1000"),
    "domain": ("Område", "Domain"),
    "analysis": ("Analyse", "Analysis"),
    "not_assessed": ("ikke vurdert ennå", "not yet assessed"),
    "level": ("Vurdering", "Judgement"),
    "title_unseen": ("Tittel ikke sett", "Title not seen"),
    "role": ("Beholdt som", "Kept as"),
    "agreement": ("Mål", "Measure"),
    "query": ("Søkestreng", "Search string"),
    "not_recorded": ("ikke notert", "not recorded"),
    "searched": ("Hva vi lette etter", "What was looked for"),
    "studies": ("studier", "studies"),
    "effect_studies": ("Studier av effekt", "Studies of effect"),
    "nordic": ("Studier fra Norden", "Nordic studies"),
    "of_nordic": ("Fra Norden", "Nordic"),
    "cost": ("Kostnad", "Cost"),
    "no_category": ("Type tiltak ikke kjent", "Kind of measure not known"),
    "no_studies": ("ingen studier av effekt er funnet.", "no study of effect was found."),
    "no_findings": ("Ingen funn bare i ord.", "No finding in words only."),
    "no_voices": (
        "Ingen av de kvalitative studiene sier noe om dette.",
        "None of the qualitative studies speaks of this.",
    ),
    "no_offer": (
        "Vi fant ingen studier av effekt som gjelder dette steget.",
        "No study of effect at this step was found.",
    ),
    "no_trial": ("ingen studie", "no trial"),
    "people": ("Personer", "People"),
    "what_done": ("Tiltaket", "What was done"),
    "against": ("Sammenliknet med", "Compared with"),
    "unseen": ("ikke sett", "not seen"),
    "screened": ("Vurdert", "Screened"),
    "not_screened": ("Ikke vurdert ennå", "Not yet screened"),
    "reviews": ("Oversikter", "Reviews"),
    "with_figures": ("Studier med tall", "Studies with figures"),
    "by": ("Delt etter", "By"),
    "group": ("Gruppe", "Group"),
    "part": ("Del", "Part"),
    "themes": ("Temaer fra brukere", "Themes from users"),
    "holes": ("Hull", "Holes"),
    "hole": ("Hull prosjektet fant", "A hole that the project found"),
    "users_say": ("Det brukere, pårørende og ansatte sier", "What users, relatives and staff say"),
    "offers": ("Tiltak som er studert", "Measures that have been studied"),
    "actor": ("Hvem", "Who"),
    "does": ("Gjør hva", "Does what"),
    "steps": ("Steg", "Steps"),
    "service": ("Tjeneste", "Service"),
    "counted": ("Hva som er talt", "What was counted"),
    "share": ("Andel (95 % KI)", "Share (95% CI)"),
    "caution": ("Forbehold", "Caution"),
    "publisher": ("Utgiver", "Publisher"),
    "says": ("Hva den sier, med våre ord", "What it says, in our words"),
    "version": ("Versjon", "Version"),
    "with_words": ("Bare i ord", "In words only"),
    "nothing": ("Ikke hentet ut", "Not extracted"),
    "not_worked_out": ("Dette er ikke regnet ut ennå.", "This has not been worked out yet."),
    "outcome_unknown": ("Utfall ikke hentet ut", "Outcome not extracted"),
    "figures": ("Med tall", "With figures"),
}


def word(key: str, language: str) -> str:
    """Return a word of the tables and figures."""
    return WORDS[key][LANGUAGES.index(language)]


def headings(review: Review, keys: Sequence[str], language: str) -> list[str]:
    """Return headings of columns; ``effect`` is called by the review's measure."""
    return [review.measure.heading(language) if key == "effect" else word(key, language) for key in keys]


def code(kind: str, value: str, language: str) -> str:
    """Return what readers see for a code; a code without words is shown as it stands, so that nothing is hidden."""
    result = CODES[kind].get(value)
    return result[language] if result else value.replace("_", " ")


def label(review: Review, table: str, key: str, language: str) -> str:
    """Return a label of ``review.toml``: of a category, reason, role or outcome."""
    row = getattr(review.settings, table).get(key)
    if row is None:
        return key.replace("_", " ")
    result: dict[str, str] = row.label if isinstance(row, Outcome) else row
    return result[language]
