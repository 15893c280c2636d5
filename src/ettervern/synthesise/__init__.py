"""From the extraction tables to pooled results: effect sizes, pooling, heterogeneity, sensitivity."""

from typing import TYPE_CHECKING

from ettervern.on_demand import on_demand

if TYPE_CHECKING:
    from ettervern.synthesise.arrays import SynthesisError as SynthesisError
    from ettervern.synthesise.pooling import Pool as Pool
    from ettervern.synthesise.pooling import pool_effects as pool_effects
    from ettervern.synthesise.run import Synthesis as Synthesis
    from ettervern.synthesise.run import analyse as analyse
    from ettervern.synthesise.run import unpooled as unpooled
    from ettervern.synthesise.table import Answer as Answer
    from ettervern.synthesise.table import pool as pool

__getattr__ = on_demand(
    __name__,
    arrays="SynthesisError",
    pooling="Pool pool_effects",
    run="Synthesis analyse unpooled",
    table="Answer pool",
)
