"""A small review with made-up numbers, in the shape that the stages leave behind; every text in it is invented.

Some of the texts are hostile on purpose: markup, formulas and addresses that must stay data.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pandas as pd

from ettervern.publish.results import Results
from ettervern.review import Review

ROOT = Path(__file__).parent.parent.parent
HOSTILE = '<script>alert("x")</script> $x$ & {tall}`relapse-main.k`'
ADDRESS = "javascript:alert(1)"


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
        "effect_reports": pd.DataFrame(
            [
                {"report_id": row["report_id"], "study_id": row["study_id"], "status": row["status"]}
                for row in studies
                if row["role"] == "effect"
            ]
        ),
        "studies": pd.DataFrame(studies),
    }


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
        people.append({"analysis": analysis, "label_nb": "Grunnlag", "label_en": "Base", **counts, **differ})
    return {"certainty": pd.DataFrame(judged), "statements": pd.DataFrame(said), "absolute": pd.DataFrame(people)}


def write_appraisal(review: Review, status: str = "proposed") -> None:
    """Write the appraisal into the results of a review."""
    for name, table in appraisal(status).items():
        table.to_csv(review.results / f"{name}.csv", index=False)


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
    for where, content in (("results", tables()), ("extraction", extraction())):
        (folder / where).mkdir(parents=True)
        for name, table in content.items():
            table.to_csv(folder / where / f"{name}.csv", index=False)
    shutil.copy(ROOT / "reviews" / "ettervern" / "review.toml", folder)
    (folder / "searches").mkdir()
    searches = (
        "file,source,kind,date,query,count,description_nb,description_en\na.ris,a <b>,other,2026-11-21,,9,Alt,All\n"
    )
    (folder / "searches" / "searches.csv").write_text(searches, "utf-8")
    return Review.open(folder)


def write_book(home: Path) -> None:
    """Copy the pages and the theme beside the made-up review."""
    shutil.copytree(ROOT / "book", home / "book", ignore=shutil.ignore_patterns("_build"))


def results(home: Path) -> Results:
    """Return the results of the made-up review."""
    return Results.read(write_review(home))
