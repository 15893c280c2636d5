"""The screening notebooks: code of the package, prose of the catalogues."""

from __future__ import annotations

import json
from typing import Any

from ettervern.catalogue import LANGUAGES, section
from ettervern.living.layout import contents, put_in


def notebooks(language: str, *, review: str, name: str, reviewers: str) -> dict[str, str]:
    """Return the screening notebooks of a review: name of the file -> its text.

    Parameters
    ----------
    language : str
        Language of their prose.
    review : str
        The review's folder, as seen from where the notebooks lie.
    name : str
        The review's name.
    reviewers : str
        The file of those who vote, as seen from there.
    """
    messages = section("notebook", language, review=f"reviews/{name}", reviewers=reviewers)
    column = language if language in LANGUAGES else LANGUAGES[0]
    values = messages | {"review": review, "language": column}
    return {one.name: _written(json.loads(one.read_text("utf-8")), values) for one in contents("screening")}


def _written(notebook: dict[str, Any], values: dict[str, str]) -> str:
    """Return a notebook as text, with all places of its cells filled."""
    for cell in notebook["cells"]:
        cell["source"] = put_in("".join(cell["source"]), values).splitlines(keepends=True)
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"
