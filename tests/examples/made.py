"""A whole review made by commands and typed tables, as its makers would: from an export to a book.

The figures are published ones (``tests/reference/metafor_kinds_inputs.csv`` says whose). What else a report would say
of itself (title, authors, how it was randomised) is made up, and says so.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

from typer.testing import CliRunner

from ettervern.cli import app

#: What counts as today: tomorrow, so that votes made now are never of the future, though midnight pass meanwhile.
DAY = (date.today() + timedelta(days=1)).isoformat()
VOTERS = ("anna", "bo")


def command(root: Path, *arguments: str) -> str:
    """Run a command of the project and return what it says."""
    here = [str(root / one) if one.startswith("reviews/") or one.startswith("exports/") else one for one in arguments]
    result = CliRunner().invoke(app, here, catch_exceptions=False)
    assert result.exit_code == 0, f"{' '.join(arguments)}\n{result.output}"
    return result.output


def typed(path: Path, rows: Sequence[Mapping[str, object]]) -> None:
    """Type rows under the header of a table, each cell under its column."""
    with path.open(encoding="utf-8") as file:
        header = next(csv.reader(file))
    unknown = {name for row in rows for name in row} - {*header}
    assert not unknown, f"{path.name} has no column {unknown}"
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, lineterminator="\n")
        writer.writerows({name: str(row.get(name, "")) for name in header} for row in rows)


def settings(path: Path, outcomes: str, **texts: str) -> None:
    """Write ``review.toml`` as its comments ask: the outcomes, thresholds and phrases, and words for placeholders."""
    text = path.read_text("utf-8")
    before, rest = text.split("[outcomes.outcome_1]")
    pooling = rest[rest.index("# ---- pooling rules") :]
    text = before + outcomes + "\n" + pooling
    text = re.sub(r"\[thresholds\.outcome_1\].*?(?=\n# ----)", "", text, flags=re.S)
    for placeholder, words in texts.items():
        assert placeholder in text, placeholder
        text = text.replace(placeholder, words)
    path.write_text(re.sub(r'"\[([^\]"]+)\]"', r'"\1"', text), encoding="utf-8")


def export(path: Path, studies: Sequence[str]) -> None:
    """Write an export in RIS with a record a study, as a database would."""
    path.parent.mkdir(parents=True, exist_ok=True)
    records = [
        f"TY  - JOUR\nTI  - Made-up title of the study {name}\nAU  - {name}, A\nPY  - {1990 + at}\n"
        f"AB  - Made up: people were randomised.\nDO  - 10.5555/made.up.{at}\nER  - \n"
        for at, name in enumerate(studies)
    ]
    path.write_text("\n".join(records), encoding="utf-8")


def votes(root: Path, name: str, studies: Sequence[str]) -> None:
    """Let two people vote in another tool and take their votes in."""
    reviewers = [
        {"reviewer": voter, "kind": "person", "description_en": "made up for this example"} for voter in VOTERS
    ]
    typed(root / "screening" / name / "reviewers.csv", reviewers)
    for voter in VOTERS:
        path = root / "exports" / f"{voter}.csv"
        lines = [f'"Made-up title of the study {study}",10.5555/made.up.{at},1' for at, study in enumerate(studies)]
        path.write_text("\n".join(["title,doi,asreview_label", *lines]) + "\n", encoding="utf-8")
        of = ("--from", "asreview", "--reviewer", voter, "--role", "effect", "--review", f"reviews/{name}")
        command(root, "screen", "import", f"exports/{voter}.csv", *of)


def study_rows(ids: Mapping[str, str]) -> list[dict[str, object]]:
    """Return the rows of studies.csv: id of the study -> its name."""
    return [
        {
            "study_id": study, "bibkey": study, "title": f"Made-up title of the study {name}", "authors": f"{name}, A",
            "year": 1990 + at, "doi": f"10.5555/made.up.{at}", "design": "rct", "category": "other",
            "directness": "direct", "trial": study, "age_group": "adults",
        }
        for at, (study, name) in enumerate(ids.items())
    ]  # fmt: skip


def outcome_row(study: str, outcome: str, at: int, figures: Mapping[str, object]) -> dict[str, object]:
    """Return a row of outcomes.csv."""
    return {
        "outcome_id": f"{study}-{outcome}-{at}", "study_id": study, "outcome": outcome, "definition": "as published",
        "definition_flag": "any", "months": 12, "arm_intervention": "intervention", "arm_category": "other",
        "arm_control": "usual care", "control_group": f"{study}-control", "unit": "persons", "analysis_set": "unclear",
        "counts_source": "reported", "extraction_agreement": "both", **figures,
    }  # fmt: skip


def bias_rows(studies: Sequence[str]) -> list[dict[str, object]]:
    """Return made-up judgements of risk of bias: low in every domain."""
    domains = ("randomisation", "deviations", "missing_data", "measurement", "selective_reporting")
    judged = {f"d{at}_{domain}": "low" for at, domain in enumerate(domains, start=1)}
    return [{"study_id": study, "tool": "rob2", **judged, "overall": "low"} for study in studies]
