"""Find the records that are copies of one report, say why, and merge them."""

from ettervern.deduplicate.decide import Options
from ettervern.deduplicate.judgements import Decision, read_decisions
from ettervern.deduplicate.pipeline import Deduplication, deduplicate, find_duplicates

__all__ = ["Decision", "Deduplication", "Options", "deduplicate", "find_duplicates", "read_decisions"]
