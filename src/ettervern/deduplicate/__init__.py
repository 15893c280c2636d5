"""Find the records that are copies of one report, say why, and merge them."""

from ettervern.deduplicate.decide import Options, traded
from ettervern.deduplicate.judgements import Decision, read_decisions
from ettervern.deduplicate.outcome import Deduplication
from ettervern.deduplicate.pipeline import deduplicate, find_duplicates
from ettervern.on_demand import callable_too

__all__ = ["Decision", "Deduplication", "Options", "deduplicate", "find_duplicates", "read_decisions", "traded"]
callable_too(__name__)
