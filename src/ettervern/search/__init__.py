"""Searching open sources: one strategy, rendered for each, fetched politely and kept as exports."""

from typing import TYPE_CHECKING

from ettervern.on_demand import on_demand

if TYPE_CHECKING:
    from ettervern.search.run import Found as Found
    from ettervern.search.run import search_source as search_source
    from ettervern.search.strategy import Strategy as Strategy
    from ettervern.search.strategy import read_strategy as read_strategy

__getattr__ = on_demand(
    __name__,
    run="Found search_source",
    strategy="Strategy read_strategy",
)
