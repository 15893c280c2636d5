"""What the makers of a review decide about base rates, size and certainty, as ``review.toml`` gives it."""

from __future__ import annotations

from dataclasses import dataclass, field

from ettervern.settings.kinds import AgeGroup, Id, Label, Percent, RateKind, Share, Size


@dataclass(frozen=True)
class RateSetting:
    """One base rate as ``[[base_rates.<outcome>]]`` gives it.

    Attributes
    ----------
    kind : str
        ``rate`` (a row of base_rates.csv with counts), ``percentage`` (a row without counts), ``trials`` (the median
        risk of the pooled trials' control groups) or ``own`` (the reader's).
    rate_id : str
        Row of base_rates.csv.
    share : float or None
        For ``percentage``: the share, 0 to 1, which the row must state in words. For ``own``: an example to start from.
    """

    id: Id
    kind: RateKind
    label: Label
    rate_id: str = ""
    share: Share | None = None


@dataclass(frozen=True)
class Thresholds:
    """``[thresholds.<outcome>]``: differences from which an effect has a name.

    In people per 1000; of rates per 1000 units of time; of amounts in the outcome's own unit, or in standard
    deviations where those are pooled.

    Attributes
    ----------
    small, moderate, large : float
        A difference under ``small`` is trivial.
    important : float
        The decision threshold: the least difference that would matter for a choice.
    """

    small: Size = 20
    moderate: Size = 100
    large: Size = 200
    important: Size = 50

    def size(self, difference: float) -> str:
        """Return ``trivial``, ``small``, ``moderate`` or ``large`` for a difference, whatever its sign."""
        if abs(difference) < self.small:
            return "trivial"
        if abs(difference) < self.moderate:
            return "small"
        return "moderate" if abs(difference) < self.large else "large"


@dataclass(frozen=True)
class Grade:
    """``[grade]``: limits from which a domain of GRADE is proposed to be rated down.

    GRADE gives few of these numbers and leaves the rest to judgement; each review may set its own.

    Attributes
    ----------
    weight_serious : float
        Share of the weight (0 to 1) that makes a fault of single studies a fault of the result: most of it.
    i2_serious, i2_very_serious : float
        I2 in percent (GRADE guidelines 7, Guyatt 2011: 50 to 90 may be substantial, 75 and more considerable).
    relative_effect, alpha, power : float
        The least relative change that would matter and the error rates of the trial that the optimal information size
        is that of (GRADE guidelines 6, Guyatt 2011: 25 percent as a rough guide, 0.05 two-sided, 0.80).
    far_below : float
        A body of evidence under this share of the optimal information size is far below it (GRADE guidance 34, 2022).
    unseen_serious : float
        Share of the eligible trials without usable figures (0 to 1) from which selective reporting is suspected.
    small_study_p : float
        p value under which a test for small-study effects counts.
    priority_age_groups : tuple of str
        Age groups that the review is asked about in particular: said where no pooled study is in them.
    main_rate : dict
        Outcome -> id of the base rate at which size and imprecision are judged; else the outcome's first.
    """

    weight_serious: Share = 0.5
    i2_serious: Percent = 50
    i2_very_serious: Percent = 75
    relative_effect: Share = 0.25
    alpha: Share = 0.05
    power: Share = 0.80
    far_below: Share = 0.5
    unseen_serious: Share = 0.5
    small_study_p: Share = 0.10
    priority_age_groups: tuple[AgeGroup, ...] = ()
    main_rate: dict[str, Id] = field(default_factory=dict)
