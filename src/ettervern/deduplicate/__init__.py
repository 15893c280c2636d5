"""Find the records that are copies of one report, say why, and merge them."""

from ettervern.deduplicate.decide import Options
from ettervern.deduplicate.pipeline import Deduplication, deduplicate

__all__ = ["Deduplication", "Options", "deduplicate"]
