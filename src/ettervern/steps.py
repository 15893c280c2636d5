"""What each step of a build does: read what it needs through the workspace, call its stage, stage what came of it.

Heavy libraries are imported where they are used, so that a build that has nothing to do is over at once.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from ettervern.computed import (
    COMPUTED,
    Absolute,
    Certainty,
    Choice,
    Contrast,
    Duplicate,
    EffectReport,
    FlowNumber,
    FullText,
    LaterStudy,
    Pooled,
    Report,
    Screened,
    SmallStudyTest,
    path_of,
)
from ettervern.files import Problem, ReviewError, text_of
from ettervern.ids import Aliases
from ettervern.paths import aliases, bibliographies, bibliography, duplicate_decisions, known_reports
from ettervern.review import Review
from ettervern.schema import R, Row, read_computed, rows, staged
from ettervern.staging import Watch, is_file, seen_again, watched
from ettervern.workspace import Workspace

if TYPE_CHECKING:
    from ettervern.extract.tables import Examined, Extraction

KNOWN = ("record_id", "report_id", "file", "position")
ALIASES = ("alias", "report_id")
DECIDED = ("record_1", "record_2", "decision")
#: What the appraisal reads, in the order of its arguments.
APPRAISED = (Pooled, Contrast, Choice, EffectReport, LaterStudy, SmallStudyTest)


@dataclass
class Context:
    """What every step gets.

    Attributes
    ----------
    review : Review
    work : Workspace
        Files read and staged.
    today : date
        The day that counts as today.
    warnings : list of Problem
        What a person should know though it stops nothing, in the order of the steps.
    checked : int
        How many of them, the first, are the check's.
    """

    review: Review
    work: Workspace
    today: date
    warnings: list[Problem] = field(default_factory=list)
    checked: int = 0
    _examined: tuple[Examined, Watch] | None = field(default=None, init=False)

    @property
    def examined(self) -> Examined:
        """The extraction tables and their faults, read once a build; who asks for them has read their files."""
        if self._examined is None:
            from ettervern.extract import examine

            watch = Watch()
            with watched(watch):
                self._examined = examine(self.review, self.today), watch
        seen_again(self._examined[1])
        return self._examined[0]

    @property
    def extraction(self) -> Extraction:
        """The extraction tables without errors."""
        from ettervern.extract import sound

        return sound(*self.examined)

    def results(self, row: type[Row]) -> pd.DataFrame:
        """Return a table of results that an earlier step made, typed by its row class."""
        path = path_of(self.review, row)
        if not is_file(path):
            raise FileNotFoundError(path)  # a mistake in the order of the steps
        return read_computed(row, path, self.review.shown(path))

    def rows(self, row: type[R]) -> list[R]:
        """Return the rows of a table of results that an earlier step made."""
        return rows(row, self.results(row))

    def table(self, path: Path, *columns: str) -> pd.DataFrame | None:
        """Return a table that people may have edited, or that an earlier step has staged; None where there is none."""
        return self.work.table(path, columns, self.review.shown(path))

    def searches(self) -> pd.DataFrame:
        """Return the searches, as the check has judged them."""
        from ettervern.search.export import read_log

        return read_log(self.review)

    def stage(self, **tables: pd.DataFrame) -> None:
        """Stage tables of results, each under its name and held against its schema."""
        for name, table in tables.items():
            path = path_of(self.review, COMPUTED[name])
            self.work.stage(path, staged(COMPUTED[name], table, self.review.shown(path)))


def check(context: Context) -> None:
    """Stop where the files of the review have faults."""
    from ettervern.check import faults

    problems = faults(context.review, context.today, context.examined)
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors:
        raise ReviewError(errors)
    context.warnings += problems


def records(context: Context) -> None:
    """Read the search exports and remove duplicates; reports keep the ids they have."""
    from ettervern.deduplicate import deduplicate
    from ettervern.deduplicate.carry import carried, carried_aliases, placed
    from ettervern.records import read_files

    review, work = context.review, context.work
    searches = context.searches()
    databases = {
        review.searches / name: source
        for name, source in zip(searches["file"], searches["source"], strict=True)
        if name  # a search that found nothing left no export
    }
    reading = read_files(list(databases), databases=databases)
    errors = [problem for problem in reading.problems if problem.severity == "error"]
    if errors:
        raise ReviewError(errors)
    before = context.table(known_reports(review), *KNOWN)
    known, former = carried(before, reading.records), carried_aliases(_former(context), before, reading.records)
    decisions = context.table(duplicate_decisions(review), *DECIDED)
    result = deduplicate(reading.records, decisions=decisions, known=known, aliases=former)
    context.warnings += [*reading.problems, *result.problems]
    context.stage(reports=result.reports, duplicates=result.duplicates, review=result.review, links=result.links)
    work.stage_rows(known_reports(review), placed(result.known, reading.records, known))
    work.stage_rows(aliases(review), result.aliases)


def screen(context: Context) -> None:
    """Derive from the decisions what is kept, how far the reviewers agree, and the flow."""
    from ettervern.screen.summary import summarise

    review = context.review
    duplicates, searches = context.results(Duplicate), context.searches()
    # The check has judged the dates: a future date that is committed is a warning there, not an error here.
    result = summarise(review, duplicates, searches, aliases=_former(context), today=date.max)
    context.warnings += result.problems
    context.stage(screening=_described(context, result.resolved), agreement=result.agreement, flow=result.flow.table())
    context.stage(full_text=result.status, flow_update=result.update.table())


def _former(context: Context) -> Aliases:
    """Return former ids of reports, as duplicate removal left them."""
    path = aliases(context.review)
    table = context.table(path, *ALIASES)
    return Aliases.of(table, shown=context.review.shown(path), rows=[] if table is None else list(table.index))


def _report_ids(context: Context) -> pd.DataFrame:
    """Return study_id, report_id as they are now: under which id the extraction tables know a report."""
    names = context.table(context.review.screening / "report_ids.csv", "study_id", "report_id")
    if names is None:
        return pd.DataFrame({"study_id": [], "report_id": []}, dtype="str")
    return _former(context).renamed(names)


def _described(context: Context, resolved: pd.DataFrame) -> pd.DataFrame:
    """Return what the votes come to with the title of each report, so that a reader need not look it up."""
    names = _report_ids(context)
    study = dict(zip(names["report_id"][::-1], names["study_id"][::-1], strict=True))
    titles = context.results(Report)[["report_id", "title", "authors", "year", "journal", "doi", "pmid"]]
    described = resolved.merge(titles, on="report_id", how="left", validate="many_to_one")
    described.insert(2, "study_id", [study.get(report, "") for report in described["report_id"]])
    return described


def extract(context: Context) -> None:
    """List the kept studies with their status, and every report that the review cites."""
    from ettervern import extract

    review, reports, extraction = context.review, context.results(Report), context.extraction
    screened = context.results(Screened)
    report_ids = extract.cited(_report_ids(context), screened)
    status = extract.effect_report_status(screened, report_ids, extraction)
    studies = extract.studies_table(extraction, screened, report_ids, status, reports)
    context.stage(effect_reports=status, studies=studies, identified_later=extract.identified_later(extraction))
    context.work.stage(bibliography(review), extract.bibliography(extraction, report_ids, reports))


def references(context: Context) -> None:
    """Join the bibliographies of all reviews to the references.bib of the project."""
    from ettervern.extract import join_bibliographies

    review = context.review
    texts = {}
    for path in bibliographies(review):
        data, file = context.work.bytes(path) or b"", review.shown(path)
        texts[file] = text_of(data, file) if data.strip() else ""
    try:
        whole = join_bibliographies(texts)
    except ReviewError as error:
        # What another review says may have been mended since it was built: what its tables say now is what counts,
        # or two reviews that are mended together would each wait for the other.
        whole = join_bibliographies(texts | _as_they_are_now(context, error))
    context.work.stage(review.root / "references.bib", whole)


def _as_they_are_now(context: Context, error: ReviewError) -> dict[str, str]:
    """Return the bibliographies that the tables of the other reviews make; the first error where they make none."""
    from ettervern import extract

    result = {}
    for path in bibliographies(context.review)[1:]:
        try:
            other = replace(context, review=Review.open(path.parent.parent))
            names = extract.cited(_report_ids(other), other.results(Screened))
            text = extract.bibliography(other.extraction, names, other.results(Report))
        except (ReviewError, FileNotFoundError):
            raise error from None
        result[context.review.shown(path)] = text
    return result


def synthesise(context: Context) -> None:
    """Pool the outcomes by the protocol, with every sensitivity analysis."""
    from ettervern.synthesise import analyse, unpooled

    given = context.extraction
    words, bias = given.findings_in_words.values(), given.risk_of_bias.values()
    answer = analyse(given.outcomes, given.studies.values(), context.review, words, bias, given.percentages)
    context.warnings += unpooled(context.review, answer)
    context.stage(**answer.tables())


def appraise(context: Context) -> None:
    """Judge certainty, and turn ratios into people per 1000."""
    from ettervern.appraise import appraise

    tables = [context.results(row) for row in APPRAISED]
    result = appraise(context.review, context.extraction, *tables, today=context.today)
    context.warnings += result.problems
    context.stage(absolute=result.absolute, certainty=result.certainty, summary=result.summary)
    context.stage(statements=result.words, bias=result.bias, bias_summary=result.bias_summary)


def standing(context: Context) -> None:
    """Count how far the review has come, and who did it."""
    from ettervern.extract.extractors import read_extractors
    from ettervern.extract.resolution import read_resolutions
    from ettervern.screen import read_decisions
    from ettervern.standing import Given
    from ettervern.standing import standing as counted

    review = context.review
    decisions = read_decisions(review, today=date.max).renamed(_former(context))
    resolved = [*read_resolutions(review, date.max).values()]
    made = context.rows(Screened), context.rows(FlowNumber), context.rows(EffectReport), context.rows(FullText)
    certainty = context.rows(Certainty)
    who = read_extractors(review)
    given = Given(context.searches(), decisions, context.extraction, resolved, who, *made, certainty)
    context.stage(standing=counted(given))


def local(context: Context) -> None:
    """Say what a municipality's own study could find, and what the pilot itself has counted, where these parts are."""
    from ettervern.local import design_table, expected, pilot_table, power_table

    review, result = context.review, context.extraction
    if is_file(review.folder / "texts" / "own_study.toml"):
        pooled, absolute = (context.results(row) for row in (Pooled, Absolute))
        counted = [name for name, outcome in review.outcomes.items() if outcome.kind.risks]
        main = absolute[absolute["analysis"].str.endswith("-main") & absolute["outcome"].isin(counted)]
        expectations = [
            expected(review.outcomes[str(row["outcome"])], pooled, str(row["base_rate"]), float(row["control_risk"]))
            for row in main.to_dict("records")
        ]
        context.stage(local_power=power_table(expectations), local_designs=design_table(review.written("own_study")))
    if is_file(review.extraction / "local_pilot.csv"):
        context.stage(local_pilot=pilot_table(result.local_pilot.values(), [*result.base_rates.values()], review))
