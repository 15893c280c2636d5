"""Whether what one table names exists in another, or in ``review.toml``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from ettervern.extract import vocabulary as words
from ettervern.files import Problem, ReviewError, read_table
from ettervern.review import Review
from ettervern.schema import shown
from ettervern.staging import is_file

Frames = Mapping[str, pd.DataFrame]
NOWHERE = "in none of studies.csv, the screened reports and the studies identified later"


@dataclass(frozen=True)
class KnownStudies:
    """Study ids by where they are known from.

    Attributes
    ----------
    studies : frozenset of str
        Rows of studies.csv.
    reports : frozenset of str
        Screened reports (``report_ids.csv``).
    later : frozenset of str
        Seen after the lists were closed: ``among_reports`` no in findings_in_words.csv.
    reports_listed : bool
        Whether there is a list of reports at all. Without it an id may be a report's.
    """

    studies: frozenset[str]
    reports: frozenset[str]
    later: frozenset[str]
    reports_listed: bool

    def __contains__(self, study_id: object) -> bool:
        return study_id in self.studies or study_id in self.reports or study_id in self.later


def read_report_ids(review: Review) -> pd.DataFrame | None:
    """Return the table study_id, report_id of the screened reports (index: row), or None where there is none.

    Raises
    ------
    ReviewError
        Where the file cannot be read, or a study id stands in it twice, or a cell is empty.
    """
    path = review.screening / "report_ids.csv"
    if not is_file(path):
        return None
    file = review.shown(path)
    table = read_table(path, ["study_id", "report_id"], file)
    problems = [
        Problem(file, int(row), column, "the cell is empty; expected an id")
        for column in ("study_id", "report_id")
        for row in table.index[table[column] == ""]
    ]
    for row in table.index[table["study_id"].duplicated() & (table["study_id"] != "")]:
        message = f"{shown(table.at[row, 'study_id'])} stands in an earlier row too; expected one report a study id"
        problems.append(Problem(file, int(row), "study_id", message))
    if problems:
        raise ReviewError(problems)
    return table


def known_studies(frames: Frames, report_ids: pd.DataFrame | None) -> KnownStudies:
    """Return the study ids known from the tables that could be read.

    Parameters
    ----------
    frames : mapping
        Tables by name, as text or typed.
    report_ids : DataFrame or None
        Columns study_id, report_id.
    """
    words_only = frames.get("findings_in_words", pd.DataFrame({"study_id": [], "among_reports": []}))
    return KnownStudies(
        studies=frozenset(frames["studies"]["study_id"]) if "studies" in frames else frozenset(),
        reports=frozenset(report_ids["study_id"]) if report_ids is not None else frozenset(),
        later=frozenset(words_only.loc[words_only["among_reports"] == "no", "study_id"]),
        reports_listed=report_ids is not None,
    )


def _problems(file: str, rows: pd.DataFrame, wrong: pd.Series, column: str, message: str) -> Iterator[Problem]:
    """Yield one problem a wrong row; ``{}`` in the message is the cell."""
    for row in rows.index[wrong]:
        yield Problem(file, int(row), column, message.format(shown(rows.at[row, column])))


def unknown_studies(table: str, rows: pd.DataFrame, file: str, known: KnownStudies) -> Iterator[Problem]:
    """Find study ids that nothing else knows, and rows whose place among the reports is said wrongly."""
    ids = rows["study_id"]
    if table == "findings_in_words" and known.reports_listed:
        among = rows["among_reports"] == "yes"
        listed = ids.isin(known.reports | known.studies)
        yield from _problems(file, rows, among & ~listed, "study_id", "{} is said to be among the reports, but is not")
        message = "{} is among the screened reports; expected among_reports yes"
        yield from _problems(file, rows, ~among & ids.isin(known.reports), "study_id", message)
        return
    if table in ("studies", "findings_in_words") or not (known.reports_listed or table in ("outcomes", "risk_of_bias")):
        return
    unknown = ~ids.map(lambda study: study in known)
    if table == "trial_families":
        # A trial inside another's report has no report of its own: one known member vouches for the family.
        vouched = set(rows.loc[~unknown, "trial"])
        unknown &= ~rows["trial"].isin(vouched)
    yield from _problems(file, rows, unknown, "study_id", "unknown study {}: it is " + NOWHERE)


def studies_described(rows: pd.DataFrame, file: str, known: KnownStudies) -> Iterator[Problem]:
    """Find contrasts of known studies that studies.csv lacks: without its design a contrast cannot be placed."""
    ids = rows["study_id"]
    missing = ids.map(lambda study: study in known) & ~ids.isin(known.studies)
    yield from _problems(file, rows, missing, "study_id", "{} has no row in studies.csv; expected its design there")


def review_words(table: str, rows: pd.DataFrame, file: str, review: Review) -> Iterator[Problem]:
    """Find outcomes, events, definitions and categories that ``review.toml`` does not know."""
    for column in ("category", "arm_category"):
        if column in rows:
            message = "unknown category {}; expected one of " + ", ".join(review.categories)
            yield from _problems(file, rows, ~rows[column].isin(list(review.categories)), column, message)
    if table not in ("outcomes", "findings_in_words", "base_rates"):
        return
    message = "unknown outcome {}; expected one of " + ", ".join(review.outcomes)
    yield from _problems(file, rows, ~rows["outcome"].isin(list(review.outcomes)), "outcome", message)
    for name, outcome in review.outcomes.items():
        own = rows["outcome"] == name
        for column, allowed in (
            ("event", (outcome.event, *outcome.complement)),
            ("definition_flag", (*outcome.definitions, *words.AMOUNTS)),
        ):
            if column in rows:
                message = f"unknown {column} {{}} for the outcome {name}; expected one of " + ", ".join(allowed)
                yield from _problems(file, rows, own & ~rows[column].isin(allowed), column, message)


def tool_fits_design(rows: pd.DataFrame, file: str, studies: pd.DataFrame) -> Iterator[Problem]:
    """Find randomised studies judged with ROBINS-I and others judged with RoB 2."""
    design = rows["study_id"].map(studies.drop_duplicates("study_id").set_index("study_id")["design"])
    expected = design.map(lambda name: "rob2" if name == "rct" else "robins_i", na_action="ignore")
    for row in rows.index[expected.notna() & (expected != rows["tool"])]:
        message = f"{shown(rows.at[row, 'tool'])} for the design {design[row]}; expected {expected[row]}"
        yield Problem(file, int(row), "tool", message)


def bias_judged(rows: pd.DataFrame, file: str, judged: pd.DataFrame) -> Iterator[Problem]:
    """Find studies with figures and no judgement of risk of bias (a warning)."""
    first = ~rows["study_id"].duplicated()
    for problem in _problems(
        file, rows, first & ~rows["study_id"].isin(judged["study_id"]), "study_id", "{} has no row in risk_of_bias.csv"
    ):
        yield Problem(problem.file, problem.row, problem.column, problem.message, "warning")


def trials_agree(rows: pd.DataFrame, file: str, families: pd.DataFrame) -> Iterator[Problem]:
    """Find studies whose trial is named differently in trial_families.csv."""
    family = rows["study_id"].map(families.drop_duplicates("study_id").set_index("study_id")["trial"])
    for row in rows.index[family.notna() & (family != rows["trial"])]:
        message = f"{shown(rows.at[row, 'trial'])}; expected {shown(family[row])}, as in trial_families.csv"
        yield Problem(file, int(row), "trial", message)


def steps_exist(rows: pd.DataFrame, file: str, journey: pd.DataFrame) -> Iterator[Problem]:
    """Find themes placed on steps that the journey does not have."""
    steps = set(journey["step_number"])
    for row, cell in rows["journey_step_numbers"].items():
        for step in cell.split(";") if cell else ():
            if str(int(step)) not in steps:
                message = f"step {step} is not in journey.csv (steps 1 to {len(steps)})"
                yield Problem(file, int(str(row)), "journey_step_numbers", message)


def link_problems(
    frames: Frames, cells: Frames, files: Mapping[str, str], known: KnownStudies, review: Review
) -> list[Problem]:
    """Return every broken link between the tables that could be read.

    Parameters
    ----------
    frames : mapping
        Typed rows without faults of their own, by table; a table that could not be read is left out, and so are the
        rules that need it.
    cells : mapping
        All rows as text: what is looked for in another table may stand in a row with a fault.
    files : mapping
        How messages name each table's file.
    known : KnownStudies
        From all rows, also those with faults in other cells.
    review : Review
        For outcomes, events, definitions and categories.
    """
    problems: list[Problem] = []
    for table, rows in frames.items():
        problems += review_words(table, rows, files[table], review)
        if "study_id" in rows and "studies" in frames:
            problems += unknown_studies(table, rows, files[table], known)
    pairs = (
        ("risk_of_bias", "studies", tool_fits_design),
        ("outcomes", "risk_of_bias", bias_judged),
        ("studies", "trial_families", trials_agree),
        ("findings_in_words", "trial_families", trials_agree),
        ("experiences", "journey", steps_exist),
    )
    for table, other, rule in pairs:
        if table in frames and other in cells:
            problems += rule(frames[table], files[table], cells[other])
    if "outcomes" in frames and "studies" in frames:
        problems += studies_described(frames["outcomes"], files["outcomes"], known)
    return problems
