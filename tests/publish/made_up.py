"""A small review with made-up numbers, in the shape that the stages leave behind; every text in it is invented.

Some of the texts are hostile on purpose: markup, formulas and addresses that must stay data.
"""

from __future__ import annotations

import math
import re
import shutil
from pathlib import Path
from typing import Any

import pandas as pd

from ettervern.computed import COMPUTED
from ettervern.publish.results import Results
from ettervern.review import Review
from ettervern.schema import columns

ROOT = Path(__file__).parent.parent.parent
HOSTILE = '<script>alert("x")</script> $x$ & {tall}`relapse-main.k`'
ADDRESS = "javascript:alert(1)"


def write_results(review: Review, **tables: pd.DataFrame) -> None:
    """Write tables of results with all the columns of their schemas: what is not given is empty, a count 0."""
    for name, table in tables.items():
        given = {column: table[column] for column in table.columns if column in columns(COMPUTED[name])}
        gaps = {one: 0 if it.kind is int and not it.gaps else "" for one, it in columns(COMPUTED[name]).items()}
        whole = pd.DataFrame(gaps | given, index=table.index).reindex(columns=list(gaps))
        whole.to_csv(review.results / f"{name}.csv", index=False)


def study(study_id: str, role: str = "effect", status: str = "figures", **more: str) -> dict[str, str]:
    """Return a row of the list of studies."""
    row = {
        "study_id": study_id,
        "report_id": f"{study_id}-r",
        "role": role,
        "status": status,
        "title": f"Title {study_id}",
        "authors": "Berg, A.; Dal, B.",
        "year": "2001",
        "journal": "Journal",
        "doi": "",
        "pmid": "",
        "url": "https://example.org/a",
        "country": "USA",
        "design": "rct",
        "category": "recovery_housing",
        "age_group": "adults",
        "directness": "direct",
    }
    return row | more


def pooled(analysis: str, outcome: str, numbers: tuple[float, ...]) -> dict[str, Any]:
    """Return a row of the pooled results: estimate, its interval, the prediction interval."""
    names = ("estimate", "ci_low", "ci_high", "pi_low", "pi_high")
    rest = {
        "tau2": 0.1,
        "tau2_ci_low": 0.0,
        "tau2_ci_high": 0.5,
        "i2": 40.0,
        "q": 3.2,
        "q_df": 2,
        "q_p": 0.2,
        "p": 0.01,
    }
    row = {"analysis": analysis, "outcome": outcome, "measure": "OR", "k": 2, "participants": 1234.0, "method": "REML"}
    return row | dict(zip(names, numbers, strict=True)) | rest


def contrast(analysis: str, outcome: str, study_id: str, estimate: float, **more: Any) -> dict[str, Any]:
    """Return a pooled study's row."""
    row = {
        "analysis": analysis,
        "outcome_id": f"{study_id}-{outcome}-1",
        "study_id": study_id,
        "outcome": outcome,
        "label": f"Label {study_id}",
        "category": "recovery_housing",
        "age_group": "adults",
        "country": "USA",
        "months": 12,
        "estimate": estimate,
        "ci_low": estimate / 2,
        "ci_high": estimate * 2,
        "weight": 50.0,
        "yi": math.log(estimate),
        "vi": 0.1,
        "counts_source": "reported",
        "events_intervention": 10.0,
        "n_intervention": 40.0,
        "events_control": 20.0,
        "n_control": 41.0,
        "extraction_agreement": "both",
        "from": "counts",
    }
    return row | more


BOXES = {
    "identified": 9,
    "duplicates": 2,
    "reports": 7,
    "screened": 7,
    "excluded": 2,
    "kept": 5,
    "not_sought": 5,
    "sought": 0,
    "not_retrieved": 0,
    "read": 0,
    "excluded_full_text": 0,
    "in_review": 5,
}


def flow() -> pd.DataFrame:
    """Return the flow: nothing from databases, everything by other methods."""
    rows = [
        {"box": box, "stream": stream, "parent": "", "detail": "", "n": 0 if stream == "databases" else count}
        for box, count in BOXES.items()
        for stream in ("databases", "other", "all")
    ]
    for stream in ("other", "all"):
        rows.append({"box": "excluded", "stream": stream, "parent": "screened", "detail": "design", "n": 2})
        rows.append({"box": "in_review", "stream": stream, "parent": "kept", "detail": "effect", "n": 4})
    return pd.DataFrame(rows)


def tables() -> dict[str, pd.DataFrame]:
    """Return every table of results."""
    studies = [
        study("s1", title=HOSTILE, url=ADDRESS),
        study("s2", authors="", year=""),
        study("s3", status="words", title="[A trial of telephone calls]"),
        study("s4", status="nothing"),
        study("s5", role="experience", status="", country="Norway", title="Veien hjem og på jobb"),
    ]
    kept = [
        {"report_id": row["report_id"], "decision": "include", "role": row["role"], "reason": ""} for row in studies
    ]
    out = [{"report_id": f"x{n}-r", "decision": "exclude", "role": "", "reason": "design"} for n in (1, 2)]
    reports = [{**row, "abstract": ""} for row in studies] + [study("x1", title=HOSTILE), study("x2")]
    measures = {"n": 7.0, "both_keep": 4.0, "both_exclude": 2.0, "percent": 6 / 7, "kappa": 0.7}
    stage = {"stage": "title-abstract", "batch": "all", "ci_low": None, "ci_high": None}
    missing = {"events_intervention": None, "n_intervention": None, "events_control": None, "n_control": None}
    choice = {"definition_flag": "any_use", "months": "12", "label": "Label s1", "outcome": "relapse"}
    return {
        "pooled": pd.DataFrame(
            [
                pooled("relapse-main", "relapse", (0.5, 0.3, 0.8, 0.2, 1.4)),
                pooled("employment-main", "employment", (2.5, 1.1, 9.0, 0.4, 20.0)),
                pooled("relapse-words-all", "relapse", (0.7, 0.5, 0.9, 0.3, 1.5)),
                pooled("employment-words-all", "employment", (1.5, 0.9, 3.0, 0.5, 9.0)),
            ]
        ),
        "contrasts": pd.DataFrame(
            [
                contrast("relapse-main", "relapse", "s1", 0.4),
                contrast(
                    "relapse-main", "relapse", "s2", 0.6, **missing, label=HOSTILE, counts_source="", country="Norway"
                ),
                contrast("employment-main", "employment", "s1", 2.0),
                contrast("employment-main", "employment", "s2", 3.0),
            ]
        ),
        "choice": pd.DataFrame(
            [
                {"outcome_id": "s1-relapse-1", "study_id": "s1", "why_not": "", **choice},
                {"outcome_id": "s1-relapse-2", "study_id": "s1", "why_not": "other_definition_preferred", **choice},
            ]
        ),
        "screening": pd.DataFrame(kept + out),
        "reports": pd.DataFrame(reports),
        "agreement": pd.DataFrame([{**stage, "measure": key, "value": value} for key, value in measures.items()]),
        "flow": flow(),
        "standing": standing(),
        "effect_reports": pd.DataFrame(
            [
                {"report_id": row["report_id"], "study_id": row["study_id"], "status": row["status"]}
                for row in studies
                if row["role"] == "effect"
            ]
        ),
        "studies": pd.DataFrame(studies),
    }


def standing(signed: int = 0, judged: int = 0) -> pd.DataFrame:
    """Return how far the review has come: a first draft by software, with main results judged and signed."""
    counts = {"databases": (0, 1), "strings": (0, 1), "records": (0, 9), "screened": (6, 6), "titles": (0, 6)}
    counts |= {"conflicts": (0, 1), "sought": (0, 4), "read": (0, 4), "unobtainable": (0, 4), "texts": (0, 0)}
    counts |= {"extracted": (3, 4), "figures": (0, 2), "bias": (0, 2), "signed": (signed, judged)}
    rows = [{"fact": fact, "done": done, "of": of, "latest": ""} for fact, (done, of) in counts.items()]
    return pd.DataFrame(rows)


def appraisal(status: str = "proposed") -> dict[str, pd.DataFrame]:
    """Return the tables of an appraisal of both main results, proposed or signed."""
    signed = {"signed_by": "Kari Prøve", "signed_date": "2026-11-22"} if status == "signed" else {}
    judged, said, people = [], [], []
    for analysis in ("relapse-main", "employment-main"):
        for domain, judgement in (("imprecision", "serious"), ("overall", "low")):
            row = {"analysis": analysis, "domain": domain, "judgement": judgement, "status": status}
            judged.append(
                row | {"reason_nb": "Grunn", "reason_en": "Reason", "signed_by": "", "signed_date": ""} | signed
            )
        for language in ("nb", "en"):
            row = {"analysis": analysis, "language": language, "statement": f"Said {language}."}
            said.append(row | {"numbers": f"People {language}."})
        counts = {
            "per_1000_control": 400.4,
            "per_1000_with": 250.2,
            "per_1000_with_low": 200,
            "per_1000_with_high": 300,
        }
        differ = {"diff_per_1000": -150.2, "diff_low": -200, "diff_high": -100}
        shares = {"control_risk": 0.4004, "with_risk": 0.2502, "with_low": 0.2, "with_high": 0.3, "main": "yes"}
        said_of = {"analysis": analysis, "outcome": analysis.removesuffix("-main")}
        people.append(said_of | {"label_nb": "Grunnlag", "label_en": "Base", **counts, **differ, **shares})
    return {"certainty": pd.DataFrame(judged), "statements": pd.DataFrame(said), "absolute": pd.DataFrame(people)}


def write_appraisal(review: Review, status: str = "proposed") -> None:
    """Write the appraisal into the results of a review."""
    write_results(review, **appraisal(status), standing=standing(2 if status == "signed" else 0, 2))


def moved() -> dict[str, pd.DataFrame]:
    """Return the tables on how the answer moves and on risk of bias, with a hostile label in each."""
    ratios = {"estimate": 0.5, "ci_low": 0.3, "ci_high": 0.8, "i2": 40.0, "k": 2, "year": 2001}
    one = {"analysis": "relapse-loo", "study_id": "s1", "label": HOSTILE, "outcome": "relapse", **ratios}
    group = {"outcome": "relapse", "by": "age_group", "group": "adults", "pi_low": 0.2, "pi_high": 1.4, **ratios}
    none = group | {"group": "young_adults", "k": 0, "estimate": None, "ci_low": None, "ci_high": None}
    said = {"outcome": "relapse", "label": HOSTILE, "direction": "no_difference", "n_total": 90, "fate": "null"}
    judged = {"study_id": "s1", "label": HOSTILE, "domain": "overall", "judgement": "some_concerns"}
    share = {"analysis": "relapse-main", "domain": "overall", "judgement": "low", "studies": 2, "weight": 100.0}
    summary = {"analysis": "relapse-category-recovery_housing", "outcome": "relapse", "category": "recovery_housing"}
    return {
        "leave_one_out": pd.DataFrame([one]),
        "cumulative": pd.DataFrame([one | {"analysis": "relapse-cumulative"}]),
        "subgroups": pd.DataFrame([group, none, group | {"by": "category", "group": "recovery_housing"}]),
        "words": pd.DataFrame([said]),
        "bias": pd.DataFrame([judged]),
        "bias_summary": pd.DataFrame([share]),
        "summary": pd.DataFrame([{**summary, "studies": 2, "estimate": 0.5, "ci_low": 0.3, "ci_high": 0.8}]),
    }


def nordic() -> dict[str, pd.DataFrame]:
    """Return the tables on Norwegian experience, with hostile texts and addresses."""
    theme = {"experience_id": "basma2023-3", "study_id": "s5", "citation": HOSTILE, "country": "Norway"}
    theme |= {"n_participants": "7", "method": HOSTILE, "theme": HOSTILE, "journey_step_numbers": "1;2"}
    rate = {"rate_id": "s1-a", "study_id": "s1", "country": "Norway", "population": HOSTILE, "outcome": "relapse"}
    rate |= {
        "event_label": HOSTILE,
        "months": "12",
        "events": "10",
        "n": "40",
        "definition": HOSTILE,
        "caution": HOSTILE,
    }
    said = {"id": "g1", "publisher": HOSTILE, "year": "2004", "title": HOSTILE, "url": ADDRESS}
    count = {"id": "p1", "service": HOSTILE, "population": "people", "outcome": "drug_free", "events": "16", "n": "26"}
    steps = [{"step_number": str(n), "part": "Start", "step_name_no": HOSTILE, "step_name_en": HOSTILE} for n in (1, 2)]
    return {
        "experiences": pd.DataFrame([theme | {"summary_own_words": HOSTILE}]),
        "base_rates": pd.DataFrame([rate, rate | {"rate_id": "s1-b", "events": "", "n": "", "outcome": "employment"}]),
        "guidance": pd.DataFrame([said | {"what_it_says_own_words": HOSTILE}]),
        "local_pilot": pd.DataFrame([count | {"source": "g1", "caution": HOSTILE}]),
        "journey": pd.DataFrame(steps),
    }


TEXTS = """
measure_names = { housing = { nb = "bolig", en = "housing" } }
[[holes]]
steps = [1]
sources = ["g1"]
nb = "<script>alert(1)</script>"
en = "<script>alert(1)</script>"
[[offers]]
page = "housing"
steps = [1]
[models.ideal]
sources = ["g1"]
nb = ["<b>x</b>"]
en = ["<b>x</b>"]
[[weeks]]
week = "1"
nb = "<b>x</b>"
en = "<b>x</b>"
[[actors]]
name = { nb = "<b>x</b>", en = "<b>x</b>" }
does = { nb = "<b>x</b>", en = "<b>x</b>" }
steps = [1]
sources = ["g1"]
"""


def write_more(review: Review) -> None:
    """Write the tables and texts that a review need not have."""
    write_results(review, **moved())
    for name, table in nordic().items():
        table.to_csv(review.extraction / f"{name}.csv", index=False)
    (review.folder / "texts").mkdir()
    (review.folder / "texts" / "journey.toml").write_text(TEXTS, "utf-8")
    point = 'nb = "<b>x</b>"\nen = "<b>x</b>"\nsources = ["g1"]\n'
    (review.folder / "texts" / "checklist.toml").write_text(f"[[before]]\n{point}", "utf-8")
    word = '{ word = "<b>x</b>", means = "\\"<b>y</b>" }'
    (review.folder / "texts" / "glossary.toml").write_text(f"[relapse]\nnb = {word}\nen = {word}\n", "utf-8")
    change = 'version = "<b>1</b>"\ndate = 2026-11-21\nnb = ["<b>x</b>"]\nen = ["<b>x</b>"]\n'
    (review.folder / "texts" / "changes.toml").write_text(f"[[changes]]\n{change}", "utf-8")


def write_notice(review: Review) -> None:
    """Write a hostile notice of retraction on a study of the review."""
    row = {"study_id": "s1", "doi": "10.1/a", "nature": "retraction", "as_said": HOSTILE, "date": HOSTILE}
    row |= {"notice": f'10.5555/"{HOSTILE}', "reason": HOSTILE, "source": HOSTILE, "found": "2027-03-01"}
    pd.DataFrame([row]).to_csv(review.folder / "retractions.csv", index=False)


def extraction() -> dict[str, pd.DataFrame]:
    """Return the extraction tables that the book shows."""
    finding = {
        "outcome": "relapse",
        "direction": "no_difference",
        "category": "peer_support",
        "title": "T",
        "authors": "Eng, A.",
    }
    source = {"year": "2003", "source_url": "https://example.org/b", "country": "", "design": "rct"}
    return {
        "outcomes": pd.DataFrame([{"outcome_id": "s1-relapse-1", "study_id": "s1", "outcome": "relapse"}]),
        "findings_in_words": pd.DataFrame(
            [
                {
                    "finding_id": "s3-1",
                    "study_id": "s3",
                    "finding": HOSTILE,
                    "among_reports": "yes",
                    **finding,
                    **source,
                },
                {
                    "finding_id": "w1-1",
                    "study_id": "w1",
                    "finding": "No difference",
                    "among_reports": "no",
                    **finding,
                    **source,
                },
            ]
        ),
        "risk_of_bias": pd.DataFrame([{"study_id": "s1", "tool": "rob2", "overall": "some_concerns"}]),
    }


def write_review(home: Path) -> Review:
    """Write the made-up review under ``home`` and return it; its rules are those of the first review."""
    folder = home / "reviews" / "made-up"
    for where in ("results", "extraction"):
        (folder / where).mkdir(parents=True)
    for name, table in extraction().items():
        table.to_csv(folder / "extraction" / f"{name}.csv", index=False)
    rules = (ROOT / "reviews" / "ettervern" / "review.toml").read_text("utf-8")
    (folder / "review.toml").write_text(re.sub(r"(?m)^experiences = .*$", "experiences = []", rules), "utf-8")
    (folder / "searches").mkdir()
    searches = (
        "file,source,kind,date,query,count,description_nb,description_en\na.ris,a <b>,other,2026-11-21,,9,Alt,All\n"
    )
    (folder / "searches" / "searches.csv").write_text(searches, "utf-8")
    review = Review.open(folder)
    write_results(review, **tables())
    return review


def write_book(home: Path) -> None:
    """Copy the pages and the theme beside the made-up review."""
    shutil.copytree(ROOT / "book", home / "book", ignore=shutil.ignore_patterns("_build"))


def results(home: Path) -> Results:
    """Return the results of the made-up review."""
    return Results.read(write_review(home))
