"""The front door: what ``from ettervern import ...`` gives, a call a task; each works in a script and in a notebook.

A path may be text or a :class:`~pathlib.Path`, a review a :class:`~ettervern.Review` or the path of its folder. What is
wrong in the input is an :class:`~ettervern.EttervernError`. Everything that is not listed in ``ettervern.__all__`` is
the inside of the house and may change from one version to the next.
"""

from typing import TYPE_CHECKING

from ettervern.on_demand import on_demand

if TYPE_CHECKING:
    from ettervern.front.appraising import appraisal_panel as appraisal_panel
    from ettervern.front.appraising import compare_appraisals as compare_appraisals
    from ettervern.front.appraising import to_appraise as to_appraise
    from ettervern.front.extraction import agree as agree
    from ettervern.front.fulltexts import fetching as fetching
    from ettervern.front.learning import advice as advice
    from ettervern.front.learning import look_back as look_back
    from ettervern.front.learning import ranked as ranked
    from ettervern.front.pooling import Figure as Figure
    from ettervern.front.pooling import forest as forest
    from ettervern.front.pooling import pool as pool
    from ettervern.front.records import deduplicate as deduplicate
    from ettervern.front.records import open_pairs as open_pairs
    from ettervern.front.records import read as read
    from ettervern.front.records import read_table as read_table
    from ettervern.front.records import reason_in as reason_in
    from ettervern.front.records import side_by_side as side_by_side
    from ettervern.front.records import write as write
    from ettervern.front.reviews import Problems as Problems
    from ettervern.front.reviews import build as build
    from ettervern.front.reviews import check as check
    from ettervern.front.reviews import desk as desk
    from ettervern.front.reviews import new as new
    from ettervern.front.votes import agreement as agreement
    from ettervern.front.votes import flow as flow
    from ettervern.front.votes import my_name as my_name
    from ettervern.front.votes import panel as panel
    from ettervern.front.votes import screen as screen
    from ettervern.front.votes import screening as screening
    from ettervern.front.votes import set_full_text_status as set_full_text_status

__getattr__ = on_demand(
    __name__,
    appraising="appraisal_panel compare_appraisals to_appraise",
    extraction="agree",
    learning="advice look_back ranked",
    pooling="Figure forest pool",
    records="deduplicate reason_in open_pairs read read_table side_by_side write",
    reviews="Problems build check desk new",
    fulltexts="fetching",
    votes="agreement flow my_name panel screen screening set_full_text_status",
)
