"""From the extraction tables to pooled results: effect sizes, pooling, heterogeneity, sensitivity."""

from ettervern.synthesise.analyse import Synthesis, analyse
from ettervern.synthesise.arrays import SynthesisError
from ettervern.synthesise.pooling import Pool, pool_effects
from ettervern.synthesise.table import Answer, pool

__all__ = ["Answer", "Pool", "Synthesis", "SynthesisError", "analyse", "pool", "pool_effects"]
