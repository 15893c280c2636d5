"""The whole way, from files to results: which step reads what, and what it leaves behind.

A step reads files (through the workspace, so that it sees what an earlier step has staged) and stages files. Nothing
is written before every step has succeeded; see :mod:`ettervern.transaction`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import ettervern
from ettervern import steps
from ettervern.files import Problem
from ettervern.review import Review
from ettervern.staging import files_in
from ettervern.steps import Context
from ettervern.transaction import changes, transaction
from ettervern.workspace import Memory, Workspace, code_digest

SYNTHESISED = (
    *("pooled.csv", "contrasts.csv", "choice.csv", "words.csv", "leave_one_out.csv", "cumulative.csv"),
    *("influence.csv", "subgroups.csv", "meta_regression.csv", "small_study.csv"),
)


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
    return [path for folder in folders for path in files_in(folder, pattern)]


def _results(*names: str) -> Callable[[Review], list[Path]]:
    return lambda review: [review.results / name for name in names]


def _everything(review: Review) -> list[Path]:
    """Return every file that people edit."""
    own = [path for path in _files(review.folder) if review.results not in path.parents]
    return [*own, *_files(review.screening, pattern="*.csv")]


STEPS = (
    Step("check", "checking the review folder", _everything, _results(), steps.check),
    Step(
        "records",
        "reading search exports, removing duplicates",
        lambda r: [*{*_files(r.searches), steps.known_reports(r), steps.aliases(r)}],
        lambda r: [
            *_results("reports.csv", "duplicates.csv", "review.csv")(r),
            steps.known_reports(r),
            steps.aliases(r),
        ],
        steps.records,
    ),
    Step(
        "screen",
        "counting decisions and the flow",
        lambda r: [
            r.folder / "review.toml",
            r.searches / "searches.csv",
            steps.aliases(r),
            *_results("duplicates.csv", "reports.csv")(r),
            *_files(r.screening, pattern="*.csv"),
        ],
        _results("screening.csv", "agreement.csv", "flow.csv", "flow_update.csv", "full_text.csv"),
        steps.screen,
    ),
    Step(
        "extract",
        "loading the extraction tables",
        lambda r: [
            r.folder / "review.toml",
            *_results("reports.csv", "screening.csv")(r),
            r.screening / "report_ids.csv",
            steps.aliases(r),
            *_files(r.extraction),
        ],
        lambda r: [
            *_results("effect_reports.csv", "studies.csv", "identified_later.csv")(r),
            steps.bibliography(r),
        ],
        steps.extract,
    ),
    Step(
        "references",
        "joining the references of all reviews",
        steps.bibliographies,
        lambda r: [r.root / "references.bib"],
        steps.references,
    ),
    Step(
        "synthesise",
        "pooling relapse and employment",
        lambda r: [r.folder / "review.toml", *_files(r.extraction)],
        _results(*SYNTHESISED),
        steps.synthesise,
    ),
    Step(
        "appraise",
        "judging certainty, absolute effects",
        lambda r: [
            r.folder / "review.toml",
            r.folder / "certainty.csv",
            *_results(*[f"{name}.csv" for name in steps.APPRAISED])(r),
            *_files(r.extraction),
        ],
        _results("absolute.csv", "certainty.csv", "summary.csv", "statements.csv", "bias.csv", "bias_summary.csv"),
        steps.appraise,
    ),
    Step(
        "local",
        "planning a municipality's own study",
        lambda r: [
            r.folder / "review.toml",
            *_results("pooled.csv", "absolute.csv")(r),
            *_files(r.extraction),
        ],
        _results("local_power.csv", "local_designs.csv", "local_pilot.csv"),
        steps.local,
    ),
)


@dataclass(frozen=True)
class Built:
    """What a build did.

    Attributes
    ----------
    changed : list of Path
        Files whose content is new.
    warnings : list of Problem
        What a person should know though it stops nothing, without what the check tells.
    checked : int
        How many warnings the check has.
    """

    changed: list[Path]
    warnings: list[Problem]
    checked: int


def run(review: Review, today: date, tell: Callable[[str], None]) -> Built:
    """Run every step that must be run, then put all results in place (in a transaction of the caller's, at its end).

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
    Built
        What changed, and what a person should know.

    Raises
    ------
    ReviewError
        Bad input; nothing has been written.
    """
    with transaction(review.root, "ettervern build") as staging:
        before = set(staging.contents)
        context = Context(review, Workspace(staging.contents), today, [], [])
        memory = _run_steps(context, tell)
        told = set(context.checked)
        changed = [path for path in changes(staging.contents) if path not in before]
        memory.save(context.work)
    return Built(changed, sorted(set(context.warnings) - told), len(told))


def _run_steps(context: Context, tell: Callable[[str], None]) -> Memory:
    """Run every step that must be run; return what to remember of it."""
    review = context.review
    memory = Memory.load(review.root / ".ettervern" / review.name / "build.json")
    code = code_digest(Path(ettervern.__file__).parent)
    for step in STEPS:
        tell(step.says)
        inputs = f"{code} {context.work.digest(step.reads(review))}"
        outputs = step.writes(review)
        # The check leaves nothing behind and always runs: its warnings are news each time.
        if not outputs or not memory.knows(step.name, inputs, context.work.digest(outputs)):
            step.run(context)
            # A step may write what it reads (the known reports): what it will see next time is what counts.
            after = f"{code} {context.work.digest(step.reads(review))}"
            memory.note(step.name, after, context.work.digest(outputs))
    return memory
