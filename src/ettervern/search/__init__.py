"""Searching open sources: one strategy, rendered for each, fetched politely and kept as exports."""

from ettervern.search.run import Found, search_source
from ettervern.search.strategy import Strategy, read_strategy

__all__ = ["Found", "Strategy", "read_strategy", "search_source"]
