"""Extraction: the tables that people fill in, checked against schemas, and what can be told from them."""

from typing import TYPE_CHECKING

from ettervern.on_demand import on_demand

if TYPE_CHECKING:
    from ettervern.extract.references import bibliography as bibliography
    from ettervern.extract.status import STATUSES as STATUSES
    from ettervern.extract.status import cited as cited
    from ettervern.extract.status import effect_report_status as effect_report_status
    from ettervern.extract.status import identified_later as identified_later
    from ettervern.extract.studies import studies_table as studies_table
    from ettervern.extract.tables import Extraction as Extraction
    from ettervern.extract.tables import examine as examine
    from ettervern.extract.tables import load as load
    from ettervern.extract.tables import sound as sound
    from ettervern.extract.union import join_bibliographies as join_bibliographies

__getattr__ = on_demand(
    __name__,
    references="bibliography",
    status="STATUSES cited effect_report_status identified_later",
    studies="studies_table",
    tables="Extraction examine load sound",
    union="join_bibliographies",
)
