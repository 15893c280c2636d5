"""A small but whole review: every file that a review folder can have, with made-up records, votes and figures."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from ettervern.deduplicate import deduplicate
from ettervern.extract.schemas import SCHEMAS
from ettervern.living.new import layout
from ettervern.records import read_files
from ettervern.review import Review
from ettervern.schema import columns as columns_of
from tests.filled_in import filled_in

TODAY = date(2027, 3, 1)
DAY = "2027-02-01"
Row = dict[str, str]

#: study id -> title, first author, what it is kept for, design.
STUDIES = {
    "aby2001": ("Telephone calls after treatment in Aby", "Berg, Anne", "effect", "rct"),
    "bely2002": ("Recovery housing and relapse in Bely", "Dal, Bo", "effect", "rct"),
    "cedal2003": ("Supported employment after detoxification in Cedal", "Eng, Carl", "effect", "rct"),
    "dyrvik2004": ("Evening groups for people leaving prison in Dyrvik", "Foss, Dina", "effect", "cohort_controlled"),
    "elgmo2005": ("Peer visits: a small trial from Elgmo", "Gran, Elin", "effect", "rct"),
    "grend2007": ("The road back: conversations in Grend", "Hol, Gro", "experience", "qualitative"),
}
EXCLUDED = ("A book on theory written in Holtan", "Isdal, Hans")

ROLE = 'experience = { nb = "Erfaringer", en = "Experiences" } #'
SETTINGS = """
[outcomes.employment]
label = { nb = "I arbeid", en = "In work" }
event = "employed"
complement = []
favours = "high"
definitions = ["paid_work"]

[[base_rates.relapse]]
id = "register"
kind = "rate"
rate_id = "aby2001-rate"
label = { nb = "Fra en kohort", en = "From a cohort" }

[[base_rates.relapse]]
id = "trials"
kind = "trials"
label = { nb = "Medianen i studienes kontrollgrupper", en = "The median of the trials' control groups" }

[[base_rates.employment]]
id = "said"
kind = "percentage"
rate_id = "cedal2003-rate"
share = 0.30
label = { nb = "Oppgitt prosent", en = "A percentage that is given" }

[[base_rates.employment]]
id = "own"
kind = "own"
share = 0.20
label = { nb = "Egen andel", en = "Your own share" }

[grade]
i2_serious = 50
priority_age_groups = ["young_adults"]
main_rate = { relapse = "trials", employment = "said" }

[thresholds.employment]
small = 20
moderate = 100
large = 200
important = 50

[phrases.employment]
less = { nb = "færre i arbeid", en = "the number of people in work" }
more = { nb = "flere i arbeid", en = "the number of people in work" }
difference = { nb = "hvor mange som er i arbeid", en = "how many people are in work" }
verb = { nb = "er", en = "are" }
rest = { nb = "i arbeid", en = "in work" }

[screening.keywords.aftercare]
label = { nb = "Ettervern", en = "Aftercare" }
words = ["aftercare", "telephone*"]
"""

STRATEGY = """version = "1.0"
date = 2027-02-01

[[blocks]]
id = "aftercare"
label = { nb = "Ettervern", en = "Aftercare" }
en = ["aftercare", "recovery hous*"]
nb = ["ettervern"]

[expansions]
"hous*" = ["housing", "house"]

[sources.pubmed]
blocks = ["aftercare"]
limit = 20
"""


def _ris(title: str, author: str, year: str) -> str:
    lines = ["TY  - JOUR", f"TI  - {title}", f"AU  - {author}", f"PY  - {year}", "JO  - Journal of made-up trials"]
    return "\n".join([*lines, f"AB  - {title}, told at length.", "ER  - ", ""])


def _nbib(title: str, author: str, year: str, number: int) -> str:
    lines = [f"PMID- {number}", f"TI  - {title}", f"FAU - {author}", f"DP  - {year} Jan"]
    return "\n".join([*lines, "JT  - Journal of made-up trials", "PT  - Journal Article", ""]) + "\n"


def _bib(key: str, title: str, author: str, year: str) -> str:
    return f"@article{{{key},\n title = {{{title}}},\n author = {{{author}}},\n year = {{{year}}}\n}}\n\n"


def exports() -> dict[str, str]:
    """Return the search exports: two databases that share a report, and a list of references."""
    known = {study: (title, author, study[-4:]) for study, (title, author, _, _) in STUDIES.items()}
    first, second, third = ("aby2001", "bely2002", "cedal2003"), ("bely2002", "dyrvik2004"), ("elgmo2005", "grend2007")
    return {
        "2027-02-01_one.ris": "".join(_ris(*known[study]) for study in first),
        "2027-02-01_two.nbib": "".join(_nbib(*known[study], 8000 + at) for at, study in enumerate(second)),
        "2027-02-01_three.bib": "".join(_bib(study, *known[study]) for study in third) + _bib("x", *EXCLUDED, "1999"),
    }


def searches() -> list[Row]:
    """Return the rows of searches.csv; one search found nothing."""
    head = {"kind": "database", "date": DAY, "query": "aftercare", "description_nb": "Ettervern", "description_en": "A"}
    counts = zip(exports(), ("3", "2", "3"), strict=True)
    rows = [{"file": name, "source": f"Source {name[11:14]}", "count": count, **head} for name, count in counts]
    return [*rows, {"file": "", "source": "Source four", "count": "0", **head, "kind": "register"}]


def _study(study: str) -> Row:
    title, author, _, design = STUDIES[study]
    about = {"title": title, "authors": author, "year": study[-4:], "journal": "Journal of made-up trials"}
    where = {"country": "Norway", "design": design, "category": "other", "directness": "direct", "trial": study}
    more = {"population": "adults", "intervention": "aftercare", "comparator": "usual care", "n_randomised": "120"}
    source = {"age_group": "adults", "source_url": "https://example.org/a", "seen_at": "example.org"}
    return {"study_id": study, "bibkey": study, **about, **where, **more, "followup_months": "12", **source}


def _contrast(study: str, outcome: str, number: int = 1) -> Row:
    event, flag = ("relapse", "any_use") if outcome == "relapse" else ("employed", "paid_work")
    arms = {"arm_intervention": "aftercare", "arm_category": "other", "arm_control": "usual care"}
    name = {"outcome_id": f"{study}-{outcome}-{number}", "study_id": study, "outcome": outcome, "event": event}
    return {
        **name,
        "definition": "as told",
        "definition_flag": flag,
        "months": "12",
        **arms,
        "control_group": f"{study}-c",
    }


def _outcome(study: str, outcome: str, counts: Sequence[str] = (), effect: Sequence[str] = ()) -> Row:
    cells = ("events_intervention", "n_intervention", "events_control", "n_control")
    printed = ("effect_measure", "effect", "ci_low", "ci_high", "ci_level")
    said = {"unit": "persons", "analysis_set": "itt", "counts_source": "reported" if counts else "none"}
    figures = dict(zip(cells, counts, strict=False)) | dict(zip(printed, effect, strict=False))
    source = {"extraction_agreement": "both", "source_locator": "table 2", "source_url": "https://example.org/a"}
    return {**_contrast(study, outcome), **figures, **said, **source, "seen_at": "example.org"}


def _raw(row: Row) -> Row:
    same = ("study_id", "outcome", "definition", "arm_intervention", "arm_control", "analysis_set", "source_locator")
    counts = [f"{what}_{arm}" for what in ("events", "n") for arm in ("intervention", "control")]
    kept = {name: row.get(name, "") for name in (*same, *counts, "effect_measure", "effect", "ci_low", "ci_high")}
    event = {"relapse": "relapse", "employed": "employed"}[row["event"]]
    return {**kept, "months": row["months"], "event": event, "confidence": "high"}


def _finding(name: str, study: str, among: str) -> Row:
    about = {
        name: cell for name, cell in _study("elgmo2005").items() if name in columns_of(SCHEMAS["findings_in_words"])
    }
    own = {"finding_id": name, "study_id": study, "outcome": "relapse", "direction": "no_difference", "trial": study}
    said = {"finding": "No difference was seen", "status": "narrative", "among_reports": among, "n_total": "40"}
    return {**about, **own, **said, "title": f"Peer visits in {study}"}


def _rate(study: str, outcome: str, events: str, n: str, definition: str) -> Row:
    event = "relapse" if outcome == "relapse" else "employed"
    about = {"rate_id": f"{study}-rate", "study_id": study, "country": "Norway", "population": "adults"}
    counts = {"outcome": outcome, "event": event, "event_label": event, "months": "12", "events": events, "n": n}
    return {**about, **counts, "definition": definition, "caution": "made up", "use": "base_rate_norway"}


def _bias(study: str) -> Row:
    tool, low = ("rob2", "some_concerns") if STUDIES[study][3] == "rct" else ("robins_i", "moderate")
    domains = ("randomisation", "deviations", "missing_data", "measurement", "selective_reporting")
    judged = {f"d{number}_{name}": low for number, name in enumerate(domains, start=1)}
    return {"study_id": study, "tool": tool, **judged, "overall": low, "other_notes": "made up"}


def extraction() -> dict[str, list[Row]]:
    """Return the rows of every extraction table."""
    outcomes = [
        _outcome("aby2001", "relapse", ("20", "60", "30", "60")),
        _outcome("bely2002", "relapse", ("15", "50", "20", "50")),
        _outcome("elgmo2005", "relapse", (), ("OR", "0.7", "0.35", "1.4", "0.95")),
        _outcome("cedal2003", "employment", ("25", "60", "15", "58")),
        _outcome("bely2002", "employment", ("12", "50", "9", "50")),
        _outcome("dyrvik2004", "relapse", ("10", "40", "14", "42")),
    ]
    shares = {"percent_intervention": "30", "percent_control": "40", "n_total": "80", "arms": "2"}
    equal = {"counts_source": "equal_arms", "extraction_agreement": "both", "source_locator": "abstract"}
    person = {"service": "A service", "population": "people followed up", "source": "a report", "caution": "made up"}
    return {
        "studies": [_study(study) for study in STUDIES],
        "outcomes": outcomes,
        "risk_of_bias": [_bias(study) for study in STUDIES if STUDIES[study][2] == "effect"],
        "findings_in_words": [_finding("elgmo-1", "elgmo2005", "yes"), _finding("later-1", "later2026", "no")],
        "base_rates": [
            _rate("aby2001", "relapse", "40", "100", "any use"),
            _rate("cedal2003", "employment", "", "", "30% in work"),
        ],
        "experiences": [
            {
                "experience_id": "grend2007-1",
                "study_id": "grend2007",
                "citation": "Hol G. 2007. The road back.",
                "country": "Norway",
                "theme": "The road back",
                "journey_step_numbers": "1;2",
                "summary_own_words": "People describe a long road.",
            }
        ],
        "guidance": [
            {
                "id": "plan",
                "publisher": "A made-up agency",
                "year": "2020",
                "title": "A plan",
                "what_it_says_own_words": "Aims",
            }
        ],
        "journey": [
            {"step_number": "1", "part": "Start", "step_name_no": "Bakgrunn", "step_name_en": "Background"},
            {"step_number": "2", "part": "Start", "step_name_no": "Hjem", "step_name_en": "Home"},
        ],
        "local_pilot": [{"id": "pilot-1", "outcome": "drug_free", "events": "16", "n": "26", **person}],
        "percentages": [{**_contrast("elgmo2005", "relapse", 2), **shares, **equal}],
        "trial_families": [{"study_id": "aby2001", "trial": "aby2001"}],
        "extraction_1": [_raw(row) for row in outcomes],
        "extraction_2": [_raw(row) for row in outcomes],
    }


def kept_up() -> dict[str, list[Row]]:
    """Return the tables beside the extraction that people and commands keep up."""
    from ettervern.publish.results import KEPT_UP

    told = {
        "changes": {"id": "a1", "date": DAY, "version": "0.1", "kind": "estimate", "text_nb": "Nytt", "text_en": "New"},
        "retractions": {
            **{"study_id": "bely2002", "nature": "correction", "as_said": "Correction", "date": "2026-05-01"},
            **{"notice": "10.5555/n", "source": "Crossref", "found": DAY},
        },
        "retraction_checks": {"date": DAY, "source": "Crossref", "studies": "5", "notices": "1"},
    }
    return {name: [dict.fromkeys(KEPT_UP[name], "") | row] for name, row in told.items()}


def write_table(path: Path, rows: Sequence[Row], columns: Sequence[str]) -> None:
    """Write a table as a person's program would."""
    stream = io.StringIO()
    table = csv.DictWriter(stream, columns, restval="", lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(stream.getvalue(), "utf-8")


def write_project(home: Path) -> Review:
    """Lay out the made-up review below a folder, not built."""
    for name, text in layout("made-up", date(2027, 2, 20)).items():
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(filled_in(text, path.suffix), "utf-8")
    folder = home / "reviews" / "made-up"
    toml = (folder / "review.toml").read_text("utf-8").replace("[roles]", f"[roles]\n{ROLE}")
    (folder / "review.toml").write_text(toml + SETTINGS, "utf-8")
    review = Review.open(folder)
    for name, text in exports().items():
        (review.searches / name).write_text(text, "utf-8")
    (review.searches / "strategy.toml").write_text(STRATEGY, "utf-8")
    write_table(review.searches / "searches.csv", searches(), list(searches()[0]))
    for table, rows in extraction().items():
        write_table(review.extraction / f"{table}.csv", rows, list(columns_of(SCHEMAS[table])))
    for table, rows in kept_up().items():
        write_table(folder / f"{table}.csv", rows, list(rows[0]))
    _write_beside(review)
    _write_screening(review)
    return review


def _write_beside(review: Review) -> None:
    """Write resolutions, accepted warnings, Norwegian texts and certainty."""
    resolved = {"outcome_id": "aby2001-relapse-1", "taken": "first", "resolved_by": "a reviewer", "kind": "person"}
    write_table(
        review.extraction / "resolutions.csv",
        [{**resolved, "date": DAY, "reason": "read again"}],
        ["outcome_id", "taken", "resolved_by", "kind", "date", "reason", "source_1", "source_2"],
    )
    from ettervern.check.texts import PROSE

    texts = [
        {"table": table, "id": row[name], "column": column, "english": row[column], "text": f"Norsk: {row[column]}"}
        for table, (name, columns) in PROSE.items()
        for row in extraction()[table]
        for column in columns
        if row.get(column)
    ]
    write_table(review.folder / "texts" / "nb.csv", texts, ["table", "id", "column", "english", "text"])
    signed = {"judgement": "serious", "reason": "Made up", "signed_by": "A reviewer", "signed_date": DAY}
    write_table(
        review.folder / "certainty.csv",
        [{"analysis": "relapse-main", "domain": "risk_of_bias", "proposed": "serious", **signed}],
        ["analysis", "domain", "proposed", "judgement", "reason", "signed_by", "signed_date"],
    )


def _report_ids(review: Review) -> dict[str, str]:
    """Return title -> report id, as duplicate removal names the reports; a person's word on two records is written."""
    found = deduplicate(read_files([review.searches / name for name in exports()]).records)
    one, two = found.duplicates["record_id"].iloc[[0, -1]]
    word = {"record_1": one, "record_2": two, "decision": "different", "decided_by": "A reviewer", "date": DAY}
    write_table(review.searches / "duplicate_decisions.csv", [word], [*word, "note"])
    return dict(zip(found.reports["title"], found.reports["report_id"], strict=True))


def _write_screening(review: Review) -> None:
    """Write two reviewers' votes, the adjudication of one report and where full texts stand."""
    ids = _report_ids(review)
    names = {study: ids[STUDIES[study][0]] for study in STUDIES}
    pairs = [{"study_id": study, "report_id": report} for study, report in names.items()]
    write_table(review.screening / "report_ids.csv", pairs, ["study_id", "report_id"])
    who = [
        {"reviewer": name, "kind": "person", "description_nb": "N", "description_en": "E"} for name in ("r-1", "r-2")
    ]
    who.append({**who[0], "reviewer": "adjudication"})
    write_table(review.screening / "reviewers.csv", who, list(who[0]))
    kept = [{"report_id": names[study], "decision": "include", "role": STUDIES[study][2]} for study in STUDIES]
    out = {"report_id": ids[EXCLUDED[0]], "decision": "exclude", "reason": "design"}
    unsure = {**kept[0], "decision": "unsure", "role": ""}
    columns = ["time", "report_id", "decision", "role", "reason", "note", "criteria_version", "rank"]
    votes = review.screening / "decisions" / "title-abstract"
    for name, rows in (("r-1", [*kept, out]), ("r-2", [unsure, *kept[1:], out]), ("adjudication", kept[:1])):
        lines = [{"time": f"{DAY}T10:00:{at:02}Z", "criteria_version": "0.1", **row} for at, row in enumerate(rows)]
        write_table(votes / f"{name}.csv", lines, columns)
    stands = [{"time": DAY, "report_id": names["aby2001"], "status": "obtained"}]
    where = ["time", "report_id", "status", "reason", "note"]
    write_table(review.screening / "decisions" / "full-text-status.csv", stands, where)
