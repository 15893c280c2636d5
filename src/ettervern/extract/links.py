"""Whether what one table names exists in another, or in ``review.toml``."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, NamedTuple

import pandas as pd

from ettervern.extract import vocabulary as words
from ettervern.extract.schemas import BiasRow, ExperienceRow, FamilyRow, OutcomeRow, StudyRow, WordsRow
from ettervern.files import Problem, ReviewError, read_table
from ettervern.review import Review
from ettervern.schema import Cell, read_entered, shown
from ettervern.staging import is_file

if TYPE_CHECKING:
    from ettervern.extract.tables import Extraction

NOWHERE = "in none of studies.csv, the screened reports and the studies identified later"
AnId = Annotated[str, Cell(lambda cell: True, "an id", needed=True)]
#: Cells of one column by the row of the file.
Cells = Iterable[tuple[int, str]]


class ReportIdRow(NamedTuple):
    """Under which id the tables know a screened report."""

    study_id: AnId
    report_id: AnId


@dataclass(frozen=True)
class Named:
    """What tables name, also in rows with faults in other cells; None for a table that could not be read.

    Attributes
    ----------
    studies, judged : frozenset of str or None
        Study ids of studies.csv and risk_of_bias.csv.
    designs, families : dict
        Study -> design in studies.csv, trial in trial_families.csv; the first row counts.
    reports : frozenset of str or None
        Study ids of screened reports: as ``report_ids.csv`` names them, else their own. Without such a list an id may
        be a report's.
    later : frozenset of str
        Seen after the lists were closed: ``among_reports`` no in findings_in_words.csv.
    steps : frozenset of str or None
        Numbers of the steps in journey.csv.
    """

    studies: frozenset[str] | None
    designs: Mapping[str, str]
    reports: frozenset[str] | None
    later: frozenset[str]
    judged: frozenset[str] | None
    families: Mapping[str, str]
    steps: frozenset[str] | None

    def __contains__(self, study_id: object) -> bool:
        return any(study_id in known for known in (self.studies or (), self.reports or (), self.later))


def read_report_ids(review: Review) -> dict[int, ReportIdRow] | None:
    """Return the study and report ids of the screened reports by their row, or None where there is no list.

    Raises
    ------
    ReviewError
        Where the file cannot be read, or a study id stands in it twice, or a cell is empty.
    """
    path = review.screening / "report_ids.csv"
    if not is_file(path):
        return None
    file = review.shown(path)
    table = read_entered(ReportIdRow, path, file)
    first: dict[str, int] = {}
    problems = [
        Problem(
            file,
            line,
            "study_id",
            f"{shown(row.study_id)} stands in an earlier row too; expected one report a study id",
        )
        for line, row in table.items()
        if first.setdefault(row.study_id, line) != line
    ]
    if problems:
        raise ReviewError(problems)
    return table


def unnamed_reports(review: Review, report_ids: Mapping[int, ReportIdRow] | None) -> frozenset[str]:
    """Return the reports whose study nobody has named: until then its id is the report's."""
    path = review.searches / "known_reports.csv"
    try:
        reports = read_table(path, ["report_id"])["report_id"] if is_file(path) else ()
    except ReviewError:  # what is wrong in the file is told where it is read
        return frozenset()
    return frozenset(reports) - {row.report_id for row in (report_ids or {}).values()}


def named(
    cells: Mapping[str, pd.DataFrame],
    report_ids: Mapping[int, ReportIdRow] | None,
    unnamed: frozenset[str] = frozenset(),
) -> Named:
    """Return what the tables that could be read as text name; ``unnamed`` reports are known by their own id."""

    def column(table: str, name: str) -> list[str] | None:
        return [*cells[table][name]] if table in cells else None

    def known(table: str, name: str) -> frozenset[str] | None:
        return frozenset(cells[table][name]) if table in cells else None

    def first(table: str, name: str) -> dict[str, str]:
        ids, values = column(table, "study_id") or [], column(table, name) or []
        return dict(zip(reversed(ids), reversed(values), strict=True))

    among = zip(
        column("findings_in_words", "study_id") or [], column("findings_in_words", "among_reports") or [], strict=True
    )
    return Named(
        studies=known("studies", "study_id"),
        designs=first("studies", "design"),
        reports=unnamed.union(row.study_id for row in report_ids.values()) if report_ids is not None else None,
        later=frozenset(study for study, answer in among if answer == "no"),
        judged=known("risk_of_bias", "study_id"),
        families=first("trial_families", "trial"),
        steps=known("journey", "step_number"),
    )


def _outside(
    file: str, cells: Cells, allowed: Collection[str], column: str, message: str, severity: str = "error"
) -> Iterator[Problem]:
    """Yield one problem a cell that is not allowed; ``{}`` in the message is the cell."""
    for line, cell in cells:
        if cell not in allowed:
            yield Problem(file, line, column, message.format(shown(cell)), severity)


def _ids(rows: Mapping[int, StudyRow | OutcomeRow | BiasRow | FamilyRow]) -> Cells:
    return [(line, row.study_id) for line, row in rows.items()]


def unknown_studies(tables: Extraction, files: Mapping[str, str], known: Named) -> Iterator[Problem]:
    """Find study ids that nothing else knows."""
    wanted: dict[str, Cells] = {"outcomes": _ids(tables.outcomes), "risk_of_bias": _ids(tables.risk_of_bias)}
    if known.reports is not None:
        # A trial inside another's report has no report of its own: one known member vouches for the family.
        vouched = {row.trial for row in tables.trial_families.values() if row.study_id in known}
        strange = {line: row for line, row in tables.trial_families.items() if row.trial not in vouched}
        wanted |= {
            "trial_families": _ids(strange),
            "base_rates": [(line, row.study_id) for line, row in tables.base_rates.items()],
            "experiences": [(line, row.study_id) for line, row in tables.experiences.items()],
            "percentages": [(line, row.study_id) for line, row in tables.percentages.items()],
            "extraction_1": [(line, row.study_id) for line, row in tables.extraction_1.items()],
            "extraction_2": [(line, row.study_id) for line, row in tables.extraction_2.items()],
        }
    for table, cells in wanted.items():
        strangers = [(line, study) for line, study in cells if study not in known]
        yield from _outside(files[table], strangers, (), "study_id", "unknown study {}: it is " + NOWHERE)


def among_reports(rows: Mapping[int, WordsRow], file: str, known: Named) -> Iterator[Problem]:
    """Find findings in words whose place among the reports is said wrongly."""
    if known.reports is None:
        return
    for line, row in rows.items():
        if row.among_reports == "yes" and row.study_id not in known.reports | (known.studies or frozenset()):
            message = "is said to be among the reports, but is not"
        elif row.among_reports != "yes" and row.study_id in known.reports:
            message = "is among the screened reports; expected among_reports yes"
        else:
            continue
        yield Problem(file, line, "study_id", f"{shown(row.study_id)} {message}")


def studies_described(rows: Mapping[int, OutcomeRow], file: str, known: Named) -> Iterator[Problem]:
    """Find contrasts of known studies that studies.csv lacks: without its design a contrast cannot be placed."""
    cells = [(line, study) for line, study in _ids(rows) if study in known]
    message = "{} has no row in studies.csv; expected its design there"
    yield from _outside(file, cells, known.studies or (), "study_id", message)


def categories(tables: Extraction, files: Mapping[str, str], review: Review) -> Iterator[Problem]:
    """Find categories that ``review.toml`` does not know."""
    message = "unknown category {}; expected one of " + ", ".join(review.categories)
    cells: dict[tuple[str, str], Cells] = {
        ("studies", "category"): [(line, row.category) for line, row in tables.studies.items()],
        ("findings_in_words", "category"): [(line, row.category) for line, row in tables.findings_in_words.items()],
        ("outcomes", "arm_category"): [(line, row.arm_category) for line, row in tables.outcomes.items()],
        ("percentages", "arm_category"): [(line, row.arm_category) for line, row in tables.percentages.items()],
    }
    for (table, column), given in cells.items():
        yield from _outside(files[table], given, review.categories, column, message)


def outcomes(tables: Extraction, files: Mapping[str, str], review: Review) -> Iterator[Problem]:
    """Find outcomes, events and definitions that ``review.toml`` does not know."""
    message = "unknown outcome {}; expected one of " + ", ".join(review.outcomes)
    cells: dict[str, Cells] = {
        "outcomes": [(line, row.outcome) for line, row in tables.outcomes.items()],
        "findings_in_words": [(line, row.outcome) for line, row in tables.findings_in_words.items()],
        "base_rates": [(line, row.outcome) for line, row in tables.base_rates.items()],
    }
    for table, given in cells.items():
        yield from _outside(files[table], given, review.outcomes, "outcome", message)
    for name, outcome in review.outcomes.items():
        events, definitions = (outcome.event, *outcome.complement), (*outcome.definitions, *words.AMOUNTS)
        mine = {line: row for line, row in tables.outcomes.items() if row.outcome == name}
        rates = [(line, row.event) for line, row in tables.base_rates.items() if row.outcome == name]
        for table, column, allowed, named_ in (
            ("outcomes", "event", events, [(line, row.event) for line, row in mine.items()]),
            ("outcomes", "definition_flag", definitions, [(line, row.definition_flag) for line, row in mine.items()]),
            ("base_rates", "event", events, rates),
        ):
            message = f"unknown {column} {{}} for the outcome {name}; expected one of " + ", ".join(allowed)
            yield from _outside(files[table], named_, allowed, column, message)


def tool_fits_design(rows: Mapping[int, BiasRow], file: str, designs: Mapping[str, str]) -> Iterator[Problem]:
    """Find randomised studies judged with ROBINS-I and others judged with RoB 2."""
    for line, row in rows.items():
        design = designs.get(row.study_id)
        expected = "rob2" if design == "rct" else "robins_i"
        if design is not None and row.tool != expected:
            yield Problem(file, line, "tool", f"{shown(row.tool)} for the design {design}; expected {expected}")


def bias_judged(rows: Mapping[int, OutcomeRow], file: str, judged: Collection[str]) -> Iterator[Problem]:
    """Find studies with figures and no judgement of risk of bias (a warning)."""
    first: dict[str, int] = {}
    for line, row in rows.items():
        first.setdefault(row.study_id, line)
    cells = [(line, study) for study, line in first.items()]
    yield from _outside(file, cells, judged, "study_id", "{} has no row in risk_of_bias.csv", "warning")


def trials_agree(rows: Mapping[int, StudyRow | WordsRow], file: str, families: Mapping[str, str]) -> Iterator[Problem]:
    """Find studies whose trial is named differently in trial_families.csv."""
    for line, row in rows.items():
        family = families.get(row.study_id, row.trial)
        if family != row.trial:
            message = f"{shown(row.trial)}; expected {shown(family)}, as in trial_families.csv"
            yield Problem(file, line, "trial", message)


def steps_exist(rows: Mapping[int, ExperienceRow], file: str, steps: Collection[str]) -> Iterator[Problem]:
    """Find themes placed on steps that the journey does not have."""
    for line, row in rows.items():
        for step in row.journey_step_numbers.split(";") if row.journey_step_numbers else ():
            if str(int(step)) not in steps:
                message = f"step {step} is not in journey.csv (steps 1 to {len(steps)})"
                yield Problem(file, line, "journey_step_numbers", message)


def link_problems(tables: Extraction, files: Mapping[str, str], known: Named, review: Review) -> list[Problem]:
    """Return every broken link between the tables that could be read.

    Parameters
    ----------
    tables : Extraction
        Typed rows without faults of their own; a table that could not be read is empty, and rules that need what it
        names are left out.
    files : mapping
        How messages name each table's file.
    known : Named
        From all rows, also those with faults in other cells.
    review : Review
        For outcomes, events, definitions and categories.
    """
    problems = [*categories(tables, files, review), *outcomes(tables, files, review)]
    if known.studies is not None:
        problems += unknown_studies(tables, files, known)
        problems += among_reports(tables.findings_in_words, files["findings_in_words"], known)
        problems += studies_described(tables.outcomes, files["outcomes"], known)
    if known.judged is not None:
        problems += bias_judged(tables.outcomes, files["outcomes"], known.judged)
    if known.steps is not None:
        problems += steps_exist(tables.experiences, files["experiences"], known.steps)
    problems += tool_fits_design(tables.risk_of_bias, files["risk_of_bias"], known.designs)
    problems += trials_agree(tables.studies, files["studies"], known.families)
    problems += trials_agree(tables.findings_in_words, files["findings_in_words"], known.families)
    return problems
