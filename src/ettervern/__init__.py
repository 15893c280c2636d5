"""Ettervern: a living evidence review as plain files, and the machine that turns them into a book.

What is listed here is public: ``from ettervern import read, deduplicate, pool, Review``. Everything else is the inside
of the house. Nothing is loaded before it is asked for.
"""

from typing import TYPE_CHECKING

from ettervern.on_demand import on_demand

if TYPE_CHECKING:
    from ettervern.errors import EttervernError as EttervernError
    from ettervern.extras import MissingExtra as MissingExtra
    from ettervern.files import Problem as Problem
    from ettervern.files import ReviewError as ReviewError
    from ettervern.front import Figure as Figure
    from ettervern.front import Problems as Problems
    from ettervern.front import advice as advice
    from ettervern.front import agree as agree
    from ettervern.front import agreement as agreement
    from ettervern.front import appraisal_panel as appraisal_panel
    from ettervern.front import build as build
    from ettervern.front import check as check
    from ettervern.front import compare_appraisals as compare_appraisals
    from ettervern.front import deduplicate as deduplicate
    from ettervern.front import desk as desk
    from ettervern.front import fetching as fetching
    from ettervern.front import flow as flow
    from ettervern.front import forest as forest
    from ettervern.front import look_back as look_back
    from ettervern.front import my_name as my_name
    from ettervern.front import new as new
    from ettervern.front import open_pairs as open_pairs
    from ettervern.front import panel as panel
    from ettervern.front import pool as pool
    from ettervern.front import ranked as ranked
    from ettervern.front import read as read
    from ettervern.front import read_table as read_table
    from ettervern.front import reason_in as reason_in
    from ettervern.front import screen as screen
    from ettervern.front import screening as screening
    from ettervern.front import set_full_text_status as set_full_text_status
    from ettervern.front import side_by_side as side_by_side
    from ettervern.front import to_appraise as to_appraise
    from ettervern.front import write as write
    from ettervern.review import Review as Review

__version__ = "0.1.0"
_LISTED = {
    "errors": "EttervernError",
    "extras": "MissingExtra",
    "files": "Problem ReviewError",
    "front": "Figure Problems advice agree agreement appraisal_panel build compare_appraisals desk fetching flow "
    "forest reason_in look_back my_name new open_pairs panel pool ranked read read_table screening "
    "set_full_text_status side_by_side to_appraise write",
    "review": "Review",
}
#: Packages: the first three are calls as well (:func:`ettervern.on_demand.callable_too`), the last lists calls.
_PACKAGES = "check deduplicate screen local"
__all__ = ["__version__", *_PACKAGES.split(), *(name for names in _LISTED.values() for name in names.split())]
__getattr__ = on_demand(__name__, _PACKAGES, **_LISTED)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
