"""The municipality's own study: plan it, enter it, analyse it, lay it beside the review.

A stage of its own after appraise and before draw. What is about persons stays in ``reviews/<review>/local/data/``,
which git ignores; :mod:`ettervern.local.guard` holds that, :mod:`ettervern.local.share` makes what may leave it.
"""

from ettervern.local.analyse import Findings, analyse
from ettervern.local.compare import Comparison, compare, own_matched, own_result
from ettervern.local.designs import design_table
from ettervern.local.entry import read_sheet
from ettervern.local.followup import People, people
from ettervern.local.numbers import TwoGroups
from ettervern.local.pilot import no_effect, pilot_table
from ettervern.local.plan import Expected, Plan, expected, make_plan, power_table
from ettervern.local.share import to_share

__all__ = [
    "Comparison",
    "Expected",
    "Findings",
    "People",
    "Plan",
    "TwoGroups",
    "analyse",
    "compare",
    "design_table",
    "expected",
    "make_plan",
    "no_effect",
    "own_matched",
    "own_result",
    "people",
    "pilot_table",
    "power_table",
    "read_sheet",
    "to_share",
]
