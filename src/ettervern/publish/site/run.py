"""Build one language of the book with Jupyter Book's Sphinx; started as a process of its own by :mod:`.book`.

A process each, because Sphinx and docutils keep global state that two builds in one process would share.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from jupyter_book.sphinx import build_sphinx  # type: ignore[import-untyped]
from sphinx.util.console import nocolor


def main() -> int:
    """Build as the arguments say; warnings go to standard error, the exit code tells success."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("source", type=Path, help="folder of the pages, with _config.yml and _toc.yml")
    parser.add_argument("out", type=Path, help="where the pages go")
    parser.add_argument("doctrees", type=Path, help="where Sphinx keeps what it has read")
    parser.add_argument("review", type=Path, help="the review folder")
    parser.add_argument("--digest", default="", help="of the code; a change reads every page anew")
    parser.add_argument("--strict", action="store_true", help="warnings are errors")
    given = parser.parse_args()
    nocolor()
    outcome = build_sphinx(
        given.source,
        given.out,
        path_config=given.source / "_config.yml",
        noconfig=True,
        doctreedir=given.doctrees,
        quiet=True,
        warningiserror=given.strict,
        keep_going=True,
        confoverrides={
            "latex_individualpages": False,
            "external_toc_path": "_toc.yml",
            "ettervern_review": str(given.review.resolve()),
            "ettervern_digest": given.digest,
        },
    )
    return outcome if isinstance(outcome, int) else 2


if __name__ == "__main__":
    sys.exit(main())
