"""Appraisal: what the results mean among people, how far they can be trusted, and the words for it."""

from ettervern.appraise.absolute import (
    AbsoluteEffect,
    NumberNeeded,
    absolute_effect,
    number_needed,
    risk_from_odds_ratio,
)
from ettervern.appraise.judgements import drift, examine_judgements, read_judgements, renewed
from ettervern.appraise.run import Appraisal, appraise
from ettervern.appraise.settings import examine_settings

__all__ = [
    "AbsoluteEffect",
    "Appraisal",
    "NumberNeeded",
    "absolute_effect",
    "appraise",
    "drift",
    "examine_judgements",
    "examine_settings",
    "number_needed",
    "read_judgements",
    "renewed",
    "risk_from_odds_ratio",
]
