"""The whole way, from files to results: which step reads what, and what it leaves behind.

A step reads files (through the workspace, so that it sees what an earlier step has staged) and stages files. Nothing
is written before every step has succeeded.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

import ettervern
from ettervern.files import Problem, ReviewError
from ettervern.review import Review
from ettervern.workspace import Memory, Workspace, code_digest


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
        What a person should know though it stops nothing.
    """

    review: Review
    work: Workspace
    today: date
    warnings: list[Problem]

    def results(self, name: str) -> pd.DataFrame:
        """Return a table of results that an earlier step made."""
        return self.work.need_table(self.review.results / name)

    def stage(self, **tables: pd.DataFrame) -> None:
        """Stage tables of results, each under its name."""
        for name, table in tables.items():
            self.work.stage(self.review.results / f"{name}.csv", table)


@dataclass(frozen=True)
class Step:
    """One step of a build.

    Attributes
    ----------
    name : str
        One word, for the memory of earlier builds.
    says : str
        What the progress bar shows.
    reads : callable
        Review -> files whose content decides whether the step must run.
    writes : callable
        Review -> files the step leaves behind.
    run : callable
        Does it.
    """

    name: str
    says: str
    reads: Callable[[Review], list[Path]]
    writes: Callable[[Review], list[Path]]
    run: Callable[[Context], None]


def _files(*folders: Path, pattern: str = "*") -> list[Path]:
    return [path for folder in folders for path in sorted(folder.rglob(pattern)) if path.is_file()]


def _results(*names: str) -> Callable[[Review], list[Path]]:
    return lambda review: [review.results / name for name in names]


def _everything(review: Review) -> list[Path]:
    """Return every file that people edit."""
    own = [path for path in _files(review.folder) if review.results not in path.parents]
    return [*own, *_files(review.screening, pattern="*.csv")]


def _check(context: Context) -> None:
    from ettervern.check import check

    problems = check(context.review, today=context.today)
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors:
        raise ReviewError(errors)
    context.warnings += problems


def _known(review: Review) -> Path:
    """Return the file that remembers which record belongs to which report, so that no id ever moves."""
    return review.searches / "known_reports.csv"


def _aliases(review: Review) -> Path:
    return review.searches / "aliases.csv"


def duplicate_decisions(review: Review) -> Path:
    """Return the file of a person's "same" and "different"."""
    return review.searches / "duplicate_decisions.csv"


def _records(context: Context) -> None:
    from ettervern.deduplicate import deduplicate
    from ettervern.records import read_files

    review, work = context.review, context.work
    searches = work.need_table(review.searches / "searches.csv")
    paths = [review.searches / name for name in searches["file"]]
    reading = read_files(paths, databases=dict(zip(paths, searches["source"], strict=True)))
    errors = [problem for problem in reading.problems if problem.severity == "error"]
    if errors:
        raise ReviewError(errors)
    context.warnings += reading.problems
    found = deduplicate(
        reading.records, decisions=work.table(duplicate_decisions(review)), known=work.table(_known(review))
    )
    context.stage(reports=found.reports, duplicates=found.duplicates, review=found.review)
    work.stage(_known(review), found.known)
    work.stage(_aliases(review), _all_aliases(work.table(_aliases(review)), found.aliases))


def _all_aliases(old: pd.DataFrame | None, new: pd.DataFrame) -> pd.DataFrame:
    """Return former and new aliases: an id that decisions once used must lead to its report for ever."""
    joined = new if old is None else pd.concat([old, new])
    return joined.drop_duplicates("alias", keep="last").sort_values("alias", ignore_index=True)


def _screen(context: Context) -> None:
    from ettervern import screen

    review, work = context.review, context.work
    # The check has judged the dates: a future date that is committed is a warning there, not an error here.
    decisions = screen.read_decisions(review, today=date.max).renamed(_renaming(context))
    resolved = screen.resolve(decisions, review)
    context.stage(screening=_described(context, resolved), agreement=screen.agreement(decisions, "title-abstract"))
    duplicates, searches = context.results("duplicates.csv"), work.need_table(review.searches / "searches.csv")
    flow = screen.flow(review, duplicates, searches, resolved)
    context.stage(flow=flow.table())


def _renaming(context: Context) -> dict[str, str]:
    """Return former report id -> the id the report has now."""
    table = context.work.need_table(_aliases(context.review))
    now = dict(zip(table["alias"], table["report_id"], strict=True))
    for alias in now:
        while now[alias] in now:  # a report that took others in may have been taken in itself
            now[alias] = now[now[alias]]
    return now


def _report_ids(context: Context) -> pd.DataFrame:
    """Return study_id, report_id as they are now: under which id the extraction tables know a report."""
    names = context.work.table(context.review.screening / "report_ids.csv")
    if names is None:
        return pd.DataFrame({"study_id": [], "report_id": []}, dtype="str")
    return names.assign(report_id=names["report_id"].replace(_renaming(context)))


def _described(context: Context, resolved: pd.DataFrame) -> pd.DataFrame:
    """Return what the votes come to with the title of each report, so that a reader need not look it up."""
    names = _report_ids(context)
    study = dict(zip(names["report_id"][::-1], names["study_id"][::-1], strict=True))
    titles = context.results("reports.csv")[["report_id", "title", "authors", "year", "journal", "doi", "pmid"]]
    described = resolved.merge(titles, on="report_id", how="left", validate="many_to_one")
    described.insert(2, "study_id", described["report_id"].map(study).fillna(""))
    return described


def _extract(context: Context) -> None:
    from ettervern import extract

    review, reports = context.review, context.results("reports.csv")
    extraction = extract.load(review, today=context.today)
    screened = context.results("screening.csv")
    report_ids = _report_ids(context)
    status = extract.effect_report_status(screened, report_ids, extraction)
    studies = extract.studies_table(extraction, screened, report_ids, status, reports)
    context.stage(effect_reports=status, studies=studies, identified_later=extract.identified_later(extraction))
    context.work.stage(review.root / "references.bib", extract.bibliography(extraction, report_ids, reports))


def _synthesise(context: Context) -> None:
    from ettervern.extract import load
    from ettervern.synthesise import analyse

    extraction = load(context.review, today=context.today)
    found = analyse(extraction.outcomes, extraction.studies, context.review)
    context.stage(pooled=found.pooled, contrasts=found.contrasts, choice=found.choice)


STEPS = (
    Step("check", "checking the review folder", _everything, _results(), _check),
    Step(
        "records",
        "reading search exports, removing duplicates",
        lambda r: [*{*_files(r.searches), _known(r), _aliases(r)}],
        lambda r: [*_results("reports.csv", "duplicates.csv", "review.csv")(r), _known(r), _aliases(r)],
        _records,
    ),
    Step(
        "screen",
        "counting decisions and the flow",
        lambda r: [
            r.folder / "review.toml",
            r.searches / "searches.csv",
            _aliases(r),
            *_results("duplicates.csv", "reports.csv")(r),
            *_files(r.screening, pattern="*.csv"),
        ],
        _results("screening.csv", "agreement.csv", "flow.csv"),
        _screen,
    ),
    Step(
        "extract",
        "loading the extraction tables",
        lambda r: [
            r.folder / "review.toml",
            *_results("reports.csv", "screening.csv")(r),
            r.screening / "report_ids.csv",
            _aliases(r),
            *_files(r.extraction),
        ],
        lambda r: [
            *_results("effect_reports.csv", "studies.csv", "identified_later.csv")(r),
            r.root / "references.bib",
        ],
        _extract,
    ),
    Step(
        "synthesise",
        "pooling relapse and employment",
        lambda r: [r.folder / "review.toml", *_files(r.extraction)],
        _results("pooled.csv", "contrasts.csv", "choice.csv"),
        _synthesise,
    ),
)


def run(review: Review, today: date, tell: Callable[[str], None]) -> tuple[list[Path], list[Problem]]:
    """Run every step that must be run, then put all results in place.

    Parameters
    ----------
    review : Review
        The review to build.
    today : date
        The day that counts as today.
    tell : callable
        Called with what the next step does.

    Returns
    -------
    changed : list of Path
        Files whose content is new.
    warnings : list of Problem
        What a person should know though it stops nothing.

    Raises
    ------
    ReviewError
        Bad input; nothing has been written.
    """
    context = Context(review, Workspace(), today, [])
    memory = Memory.load(review.root / ".ettervern" / review.name / "build.json")
    code = code_digest(Path(ettervern.__file__).parent)
    for step in STEPS:
        tell(step.says)
        inputs = f"{code} {context.work.digest(step.reads(review))}"
        if step.name == "check":
            inputs += f" {today}"
        if not memory.knows(step.name, inputs, context.work.digest(step.writes(review))):
            step.run(context)
            # A step may write what it reads (the known reports): what it will see next time is what counts.
            after = f"{code} {context.work.digest(step.reads(review))}" + inputs[len(code) + 65 :]
            memory.note(step.name, after, context.work.digest(step.writes(review)))
    changed = context.work.commit()
    memory.save()
    return changed, context.warnings
