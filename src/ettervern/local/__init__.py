"""The municipality's own study: plan it, enter it, analyse it, lay it beside the review.

A stage of its own after appraise and before draw. What is about persons stays in ``reviews/<review>/local/data/``,
which git ignores; :mod:`ettervern.local.guard` holds that, :mod:`ettervern.local.share` makes what may leave it.
"""

from typing import TYPE_CHECKING

from ettervern.on_demand import on_demand

if TYPE_CHECKING:
    from ettervern.local.comparison import Comparison as Comparison
    from ettervern.local.comparison import compare as compare
    from ettervern.local.comparison import own_matched as own_matched
    from ettervern.local.comparison import own_result as own_result
    from ettervern.local.designs import design_table as design_table
    from ettervern.local.entry import read_sheet as read_sheet
    from ettervern.local.followup import People as People
    from ettervern.local.followup import people as people
    from ettervern.local.numbers import TwoGroups as TwoGroups
    from ettervern.local.own import own_from as own_from
    from ettervern.local.page import plan_text as plan_text
    from ettervern.local.pilot import no_effect as no_effect
    from ettervern.local.pilot import pilot_table as pilot_table
    from ettervern.local.plan import Expected as Expected
    from ettervern.local.plan import Plan as Plan
    from ettervern.local.plan import expected as expected
    from ettervern.local.plan import make_plan as make_plan
    from ettervern.local.plan import power_table as power_table
    from ettervern.local.run import Findings as Findings
    from ettervern.local.run import analyse as analyse
    from ettervern.local.share import to_share as to_share
    from ettervern.local.simulate import simulated_sheet as simulated_sheet

__getattr__ = on_demand(
    __name__,
    comparison="Comparison compare own_matched own_result",
    designs="design_table",
    entry="read_sheet",
    followup="People people",
    numbers="TwoGroups",
    own="own_from",
    page="plan_text",
    pilot="no_effect pilot_table",
    plan="Expected Plan expected make_plan power_table",
    run="Findings analyse",
    share="to_share",
    simulate="simulated_sheet",
)
