"""What each effect measure is: the figures it is made from, and the scale it is pooled on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from ettervern.synthesise.arrays import Floats
from ettervern.synthesise.rates import freeman_tukey_back

#: Logarithms, log odds and double arcsines are pooled as such and shown turned back.
Scale = Literal["natural", "log", "logit", "double arcsine"]

COUNTS = ("events_intervention", "n_intervention", "events_control", "n_control")
MEANS = ("mean_intervention", "sd_intervention", "n_intervention", "mean_control", "sd_control", "n_control")
RATES = ("events_intervention", "time_intervention", "events_control", "time_control")
LOGRANK = ("observed_minus_expected", "variance")
GENERIC = ("yi", "vi")
#: What may stand in place of a measure's own figures: the effect as it was printed.
PRINTED = ("effect", "ci_low", "ci_high", "ci_level", "p_value")


@dataclass(frozen=True)
class Measure:
    """An effect measure.

    Attributes
    ----------
    code : str
        As users write it.
    columns : tuple of str
        Its own figures; see :mod:`ettervern.synthesise.inputs` for what may stand in their place.
    scale : {"natural", "log", "logit", "double arcsine"}
        What it is pooled on.
    single : bool
        Whether it is of one group, so that nothing is compared and there is no value of no effect.
    """

    code: str
    columns: tuple[str, ...]
    scale: Scale = "log"
    single: bool = False

    @property
    def ratio(self) -> bool:
        """Whether it is pooled as a logarithm and compared with 1."""
        return self.scale == "log" and not self.single

    def natural(self, y: Any, people: Floats | None = None) -> Any:
        """Return values of the analysis scale as readers see them.

        Parameters
        ----------
        y : float or ndarray
            On the analysis scale.
        people : ndarray of shape (k,), optional
            Sizes of the studies, which double arcsines are turned back by.
        """
        if self.scale == "log":
            return np.exp(y)
        if self.scale == "logit":
            return 1 / (1 + np.exp(-np.asarray(y, dtype=np.float64)))
        if self.scale == "double arcsine" and people is not None:
            return freeman_tukey_back(y, people)
        return y


MEASURES = {
    one.code: one
    for one in (
        Measure("OR", COUNTS),
        Measure("RR", COUNTS),
        Measure("RD", COUNTS, "natural"),
        Measure("PETO", COUNTS),
        Measure("MD", MEANS, "natural"),
        Measure("SMD", MEANS, "natural"),
        Measure("HR", LOGRANK),
        Measure("IRR", RATES),
        Measure("PR", ("events", "n"), "natural", single=True),
        Measure("PLN", ("events", "n"), "log", single=True),
        Measure("PLO", ("events", "n"), "logit", single=True),
        Measure("PFT", ("events", "n"), "double arcsine", single=True),
        Measure("MN", ("mean", "sd", "n"), "natural", single=True),
        Measure("MNLN", ("mean", "sd", "n"), "log", single=True),
        Measure("GEN", GENERIC, "natural"),
    )
}
