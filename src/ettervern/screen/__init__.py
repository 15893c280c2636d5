"""Screening: decisions kept as plain lines, and everything else derived from them.

What is listed here is loaded when it is first asked for: the learnt order needs no tables and should not wait for them.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ettervern.screen.agree import agreement
    from ettervern.screen.boxes import Flow
    from ettervern.screen.count import batches, flow
    from ettervern.screen.decisions import ADJUDICATION, STAGES, Decisions, read_decisions
    from ettervern.screen.fulltext import join_studies, read_full_text_status, set_full_text_status
    from ettervern.screen.settings import settings_problems
    from ettervern.screen.settle import idle_adjudications, resolve
    from ettervern.screen.summary import Summary, summarise

__all__ = [
    "ADJUDICATION",
    "STAGES",
    "Decisions",
    "Flow",
    "Summary",
    "agreement",
    "batches",
    "flow",
    "idle_adjudications",
    "join_studies",
    "read_decisions",
    "read_full_text_status",
    "resolve",
    "set_full_text_status",
    "settings_problems",
    "summarise",
]
#: Module -> what it gives. No module may bear the name of something listed: importing it would hide that.
_MODULES = {
    "agree": ("agreement",),
    "boxes": ("Flow",),
    "count": ("batches", "flow"),
    "decisions": ("ADJUDICATION", "STAGES", "Decisions", "read_decisions"),
    "fulltext": ("join_studies", "read_full_text_status", "set_full_text_status"),
    "settings": ("settings_problems",),
    "settle": ("idle_adjudications", "resolve"),
    "summary": ("Summary", "summarise"),
}
_HOMES = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Load what is asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
