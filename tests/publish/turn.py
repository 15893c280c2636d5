"""The real review carried on by made-up people: a state a step, by changing only the files that commands write.

Each step takes the folder of a copy and says nothing of what it comes to: that is counted apart, in ``told``.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from tests.conftest import ROOT

PEOPLE = ("kari-test", "ola-test")
VOTE = ("time", "report_id", "decision", "role", "reason", "note", "criteria_version", "rank")
#: What every step of the turn below adds, by its name.
STEPS: dict[str, Callable[[Path], None]] = {}
Row = dict[str, str]


def copied(home: Path) -> Path:
    """Return a folder with a copy of the review and its book, as they are committed."""
    for part in ("reviews/ettervern", "screening/ettervern", "book"):
        shutil.copytree(ROOT / part, home / part, ignore=shutil.ignore_patterns("_build", ".ettervern"))
    shutil.copy(ROOT / "references.bib", home)
    return home


def table(home: Path, name: str) -> list[Row]:
    """Return the rows of a table of the review, none where there is no such file."""
    path = home / name
    return list(csv.DictReader(path.open(encoding="utf-8", newline=""))) if path.is_file() else []


def write(home: Path, name: str, rows: Iterable[Row]) -> None:
    """Write a table anew."""
    rows = list(rows)
    path = home / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, rows[0], lineterminator="\n")
        out.writeheader()
        out.writerows(rows)


def add(home: Path, name: str, rows: Iterable[Row]) -> None:
    """Add rows to a table."""
    write(home, name, [*table(home, name), *rows])


REVIEW, SCREENING = "reviews/ettervern", "screening/ettervern"
SEARCHES, STATUS = f"{REVIEW}/searches/searches.csv", f"{SCREENING}/decisions/full-text-status.csv"
EXTRACTION = f"{REVIEW}/extraction"


def decisions(stage: str, who: str) -> str:
    """Return the file of somebody's decisions."""
    return f"{SCREENING}/decisions/{stage}/{who}.csv"


def vote(home: Path, stage: str, who: str, day: str, verdicts: dict[str, tuple[str, str, str]]) -> None:
    """Let somebody decide on reports: (decision, role, reason) by report."""
    rows = [
        dict(zip(VOTE, (day, report, *verdict, "", "1.0", ""), strict=True)) for report, verdict in verdicts.items()
    ]
    add(home, decisions(stage, who), rows)


def step(name: str) -> Callable[[Callable[[Path], None]], Callable[[Path], None]]:
    """Name a step."""

    def named(function: Callable[[Path], None]) -> Callable[[Path], None]:
        STEPS[name] = function
        return function

    return named


@step("the first draft, by software")
def first(home: Path) -> None:
    """Leave the review as it is committed."""


@step("a database searched")
def database(home: Path) -> None:
    """Take in an export of a database with twelve records that nobody has seen."""
    names = ["Alfa", "Beta", "Gamma", "Delta", "Epsilon", "Zeta", "Eta", "Theta", "Iota", "Kappa", "Lambda", "My"]
    export(home, "2027-01-09", "Ovid MEDLINE", names)


def export(home: Path, day: str, source: str, names: Sequence[str]) -> None:
    """Put an export beside the others, and its line into the log of searches."""
    entries = [
        f"TY  - JOUR\nTI  - Made-up trial of support in town {name}\nAU  - Oppdiktet{name}, N.\nPY  - 2027\n"
        f"DO  - 10.5555/made.up.{name.lower()}\nER  - \n"
        for name in names
    ]
    file = f"{day}_{source.lower().replace(' ', '-')}.ris"
    (home / REVIEW / "searches" / file).write_text("\n".join(entries), "utf-8")
    row = {"file": file, "source": source, "kind": "database", "date": day, "query": "exp Aftercare/"}
    words = {"count": str(len(names)), "description_nb": "Ettervern", "description_en": "Aftercare"}
    add(home, SEARCHES, [row | words])


def new_reports(home: Path) -> list[str]:
    """Return the reports of the new search."""
    return sorted(
        row["report_id"] for row in table(home, f"{REVIEW}/results/reports.csv") if "made.up" in row["doi"].lower()
    )


KEEP, DROP = ("include", "effect", ""), ("exclude", "", "design")


@step("two persons have screened what is new, two conflicts wait")
def screened(home: Path) -> None:
    """Let both vote on the new reports: four kept, two that they differ on."""
    people = [
        {"reviewer": name, "kind": "person", "description_nb": "En person.", "description_en": "A person."}
        for name in PEOPLE
    ]
    add(home, f"{SCREENING}/reviewers.csv", people)
    for who, kept in zip(PEOPLE, (6, 4), strict=True):
        verdicts = {report: KEEP if at < kept else DROP for at, report in enumerate(new_reports(home))}
        vote(home, "title-abstract", who, "2027-01-11", verdicts)


@step("a person has settled the conflicts, full texts asked for")
def settled(home: Path) -> None:
    """Let one decide what they differed on, and ask for six full texts."""
    ruling = dict(zip(new_reports(home)[4:6], (KEEP, ("include", "experience", "")), strict=True))
    vote(home, "title-abstract", "adjudication_kari-test", "2027-01-12", ruling)
    stand(home, "2027-01-13", dict.fromkeys(new_reports(home)[:6], "requested"))


def stand(home: Path, day: str, status: dict[str, str]) -> None:
    """Note how getting full texts stands."""
    head = ("time", "report_id", "status", "reason", "note")
    why = {"not_obtainable": "no library has it"}
    add(
        home,
        STATUS,
        [dict(zip(head, (day, name, how, why.get(how, ""), ""), strict=True)) for name, how in status.items()],
    )


@step("some full texts read")
def some_read(home: Path) -> None:
    """Get five of the six, read them, leave two out; the sixth nobody has."""
    names = new_reports(home)[:6]
    stand(home, "2027-01-14", {**dict.fromkeys(names[:5], "obtained"), names[5]: "not_obtainable"})
    read(home, "2027-01-15", {name: KEEP if at < 3 else DROP for at, name in enumerate(names[:5])})


def read(home: Path, day: str, verdicts: dict[str, tuple[str, str, str]]) -> None:
    """Let both judge full texts, of one mind."""
    for who in PEOPLE:
        vote(home, "full-text", who, day, verdicts)


@step("one study extracted and appraised by people")
def one_study(home: Path) -> None:
    """Let two persons be those who extracted one study, and judge its risk of bias."""
    extractors = f"{EXTRACTION}/extractors.csv"
    rows, study = table(home, extractors), "bennett2005"
    for row in rows:
        if row["study_id"] == study:
            row |= {"by": PEOPLE[int(row["side"]) - 1], "kind": "person", "date": "2027-01-16"}
    write(home, extractors, rows)
    appraise(home, "2027-01-17", lambda row: row["study_id"] == study)


def appraise(home: Path, day: str, which: Callable[[Row], bool]) -> None:
    """Let people have judged the risk of bias of studies as software had."""
    name = f"{EXTRACTION}/risk_of_bias.csv"
    word = {"kind": "person", "judged_by": "; ".join(PEOPLE), "settled_by": "", "date": day}
    more = {"rob2": {}, "robins_i": {"d6_selection": "moderate", "d7_classification": "moderate"}}  # software left out
    write(home, name, [row | (word | more[row["tool"]] if which(row) else {}) for row in table(home, name)])


@step("people have screened all reports")
def all_screened(home: Path) -> None:
    """Let both vote on the reports of the first version, as they were decided."""
    present = table(home, f"{REVIEW}/results/screening.csv")
    new = set(new_reports(home))
    old = [row for row in present if row["stage"] == "title-abstract" and row["report_id"] not in new]
    verdicts = {row["report_id"]: (row["decision"], row["role"], row["reason"]) for row in old}
    for who in PEOPLE:
        vote(home, "title-abstract", who, "2027-01-20", verdicts)


@step("all full texts read or out of reach")
def all_read(home: Path) -> None:
    """Get all but three; leave out those on effects that say nothing of them."""
    before = {row["report_id"] for row in table(home, STATUS)}
    kept = [row for row in table(home, f"{REVIEW}/results/screening.csv") if row["stage"] == "title-abstract"]
    kept = [row for row in kept if row["decision"] == "include" and row["report_id"] not in before]
    silent = {r["report_id"] for r in table(home, f"{REVIEW}/results/effect_reports.csv") if r["status"] == "nothing"}
    lost = [row["report_id"] for row in kept if row["role"] == "experience"][:3]
    have = [row for row in kept if row["report_id"] not in lost]
    names = [row["report_id"] for row in have]
    stand(home, "2027-01-22", {**dict.fromkeys(names, "obtained"), **dict.fromkeys(lost, "not_obtainable")})
    read(
        home,
        "2027-01-23",
        {row["report_id"]: DROP if row["report_id"] in silent else ("include", row["role"], "") for row in have},
    )


@step("all figures confirmed and all studies appraised by people")
def all_figures(home: Path) -> None:
    """Let a person confirm every figure, and both leave out the new reports, which turn out to have none."""
    name, decided = f"{EXTRACTION}/resolutions.csv", {}
    old = {row["outcome_id"]: row for row in table(home, name)}
    for row in table(home, f"{EXTRACTION}/outcomes.csv"):
        blank = dict.fromkeys(next(iter(old.values())), "")
        kept = old.get(row["outcome_id"], blank | {"taken": "both"})
        word = {"outcome_id": row["outcome_id"], "resolved_by": "Kari Test", "kind": "person", "date": "2027-01-24"}
        decided[row["outcome_id"]] = kept | word | {"reason": "read in the full text"}
    write(home, name, decided.values())
    appraise(home, "2027-01-25", lambda _: True)
    silent = [r["report_id"] for r in table(home, f"{REVIEW}/results/effect_reports.csv") if r["status"] == "nothing"]
    read(home, "2027-01-25", dict.fromkeys(silent, DROP))


@step("one certainty signed")
def one_signed(home: Path) -> None:
    """Sign one main result."""
    sign(home, "2027-01-26", "relapse-main")


def sign(home: Path, day: str, analysis: str) -> None:
    """Let a person agree with what the rules now propose on an analysis, or on all whose name begins so."""
    name = f"{REVIEW}/certainty.csv"
    now = {(row["analysis"], row["domain"]): row for row in table(home, f"{REVIEW}/results/certainty.csv")}
    signed = []
    for row in table(home, name):
        fresh = now[row["analysis"], row["domain"]]
        word = {"judgement": fresh["proposed"], "proposed": fresh["proposed"], "reason": fresh["reason_nb"]}
        mine = row["analysis"].startswith(analysis) and not row["signed_by"]
        signed.append(row | ({**word, "signed_by": "Kari Test", "signed_date": day} if mine else {}))
    write(home, name, signed)


@step("all confirmed by people")
def finished(home: Path) -> None:
    """Sign everything else."""
    sign(home, "2027-01-27", "")


@step("a new search after that")
def another(home: Path) -> None:
    """Take in three more records, which nobody has seen."""
    export(home, "2027-02-08", "Embase", ("Ni", "Xi", "Omikron"))
