"""What each effect measure is: the figures it is made from, the scale it is pooled on, and what it is called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from ettervern.catalogue import gettext
from ettervern.numbers import effect, interval

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
    also : tuple of str
        Further names of printed effects that are of its kind; no other may be pooled with it.
    """

    code: str
    columns: tuple[str, ...]
    scale: Scale = "log"
    single: bool = False
    also: tuple[str, ...] = ()

    @property
    def ratio(self) -> bool:
        """Whether it is pooled as a logarithm and compared with 1."""
        return self.scale == "log" and not self.single

    @property
    def null(self) -> float:
        """The value of no effect, as readers see it."""
        return 1.0 if self.ratio else 0.0

    @property
    def printed(self) -> tuple[str, ...]:
        """Printed effects of the same kind, a leading ``a`` meaning adjusted."""
        return (self.code, f"a{self.code}", *self.also)

    @property
    def counts(self) -> bool:
        """Whether it is of events of people in two groups, each of whom has the event or its opposite."""
        return self.columns == COUNTS

    @property
    def rates(self) -> bool:
        """Whether it is of events in a time, which one person may have several of."""
        return self.columns == RATES

    @property
    def risks(self) -> bool:
        """Whether it says how many people have an event, so that a risk can be turned by it."""
        return self.counts or self.columns == LOGRANK

    @property
    def means(self) -> bool:
        """Whether it is of amounts and not of events."""
        return self.columns == MEANS or self.code == "GEN"

    def natural(self, y: Any) -> Any:
        """Return values of the analysis scale as readers see them (double arcsines stay; see ``table.py``).

        Parameters
        ----------
        y : float or ndarray
            On the analysis scale.
        """
        import numpy as np  # here, since every command reads settings and few compute

        if self.scale == "log":
            return np.exp(y)
        if self.scale == "logit":
            return 1 / (1 + np.exp(-np.asarray(y, dtype=np.float64)))
        return y

    def shown(self, value: float | None, language: str) -> str:
        """Return an effect as readers see it."""
        return effect(value, language, log=self.ratio)

    def ends(self, low: float | None, high: float | None, language: str, *, short: bool = False) -> str:
        """Return an interval as readers see it; ``short`` in tables."""
        return interval(low, high, language, short=short, log=self.ratio)

    def unsettled(self, low: float, high: float) -> bool:
        """Return whether an interval holds no effect."""
        return low <= self.null <= high

    def name(self, language: str) -> str:
        """Return its name inside a sentence."""
        return gettext(f"measure.{self.code}.name", language)

    def the(self, language: str) -> str:
        """Return its name with its article."""
        return gettext(f"measure.{self.code}.the", language)

    def real(self, language: str) -> str:
        """Return its name as the one that nobody knows, as a sentence begins with it."""
        return gettext(f"measure.{self.code}.real", language)

    def heading(self, language: str) -> str:
        """Return its name with a large first letter."""
        return _begun(self.name(language))

    def begun(self, language: str) -> str:
        """Return its name with its article, as a sentence begins with it."""
        return _begun(self.the(language))


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]


MEASURES = {
    one.code: one
    for one in (
        Measure("OR", COUNTS),
        Measure("RR", COUNTS),
        Measure("RD", COUNTS, "natural"),
        Measure("PETO", COUNTS),
        Measure("MD", MEANS, "natural"),
        Measure("SMD", MEANS, "natural", also=("g", "d")),
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
