"""Everything that is shared, written to one folder."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from ettervern.files import Problem, ReviewError, table_text, write_whole
from ettervern.living.built import kept_studies
from ettervern.living.share import package, prisma, references
from ettervern.review import Review
from ettervern.transaction import hold, home_of, transaction


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


#: File -> what makes its text.
PARTS: dict[str, Callable[[Review], str]] = {
    "prisma_2020_nb.csv": lambda review: table_text(prisma.checklist(review, "nb")),
    "prisma_2020_en.csv": lambda review: table_text(prisma.checklist(review, "en")),
    "datapackage.json": lambda review: _json(package.data_package(review)),
    ".zenodo.json": lambda review: _json(package.zenodo(review)),
    "included.ris": references.ris,
    "included.bib": references.bibtex,
    "revman_study_results.csv": references.revman_arms,
    "revman_data_rows.csv": references.revman_rows,
}


def share(review: Review, folder: Path, parts: list[str] | None = None) -> list[Path]:
    """Write what is shared; return the files that changed.

    Parameters
    ----------
    review : Review
        A built review.
    folder : Path
        Where to write. Paths inside ``datapackage.json`` are relative to the project's own folder.
    parts : list of str, optional
        Names of ``PARTS``; all where not given.

    Raises
    ------
    ReviewError
        A part that does not exist, or results that are not there yet. Nothing is written then.
    """
    unknown = [name for name in parts or () if name not in PARTS]
    if unknown:
        raise ReviewError(Problem("share", 0, "", f"unknown part {unknown[0]!r}; expected one of {', '.join(PARTS)}"))
    with hold(review.root, "ettervern share"), transaction(home_of(folder / "datapackage.json"), "ettervern share"):
        return _share(review, folder, parts)


def _share(review: Review, folder: Path, parts: list[str] | None) -> list[Path]:
    kept_studies(review, ["study_id"])  # one line where nothing is built yet, whatever part comes first
    texts = {name: PARTS[name](review) for name in (parts or PARTS)}
    return [folder / name for name, text in texts.items() if write_whole(folder / name, text)]
