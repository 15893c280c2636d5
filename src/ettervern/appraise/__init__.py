"""Appraisal: what the results mean among people, how far they can be trusted, and the words for it."""

from typing import TYPE_CHECKING

from ettervern.on_demand import on_demand

if TYPE_CHECKING:
    from ettervern.appraise.absolute import AbsoluteEffect as AbsoluteEffect
    from ettervern.appraise.absolute import NumberNeeded as NumberNeeded
    from ettervern.appraise.absolute import absolute_effect as absolute_effect
    from ettervern.appraise.absolute import number_needed as number_needed
    from ettervern.appraise.absolute import risk_from_odds_ratio as risk_from_odds_ratio
    from ettervern.appraise.judgements import drift as drift
    from ettervern.appraise.judgements import examine_judgements as examine_judgements
    from ettervern.appraise.judgements import read_judgements as read_judgements
    from ettervern.appraise.judgements import renewed as renewed
    from ettervern.appraise.rates import rate_problems as rate_problems
    from ettervern.appraise.run import Appraisal as Appraisal
    from ettervern.appraise.run import appraise as appraise

__getattr__ = on_demand(
    __name__,
    absolute="AbsoluteEffect NumberNeeded absolute_effect number_needed risk_from_odds_ratio",
    judgements="drift examine_judgements read_judgements renewed",
    rates="rate_problems",
    run="Appraisal appraise",
)
