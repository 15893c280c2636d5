"""Optimal information size: how many people one trial would need to show the least effect that matters."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

from ettervern.appraise.bodies import Body
from ettervern.errors import ArgumentError
from ettervern.extract.schemas import StudyRow

#: Risks are kept inside these, since a relative change must leave a risk above 0 and below 1.
LEAST, MOST = 1e-6, 1 - 1e-6


def optimal_information_size(control_risk: float, relative_effect: float, alpha: float, power: float) -> float:
    """Return the number of people, both arms together, that a trial of two equal arms needs.

    The usual comparison of two proportions, two-sided, as R's ``power.prop.test`` has it (Fleiss, Levin and Paik
    2003, eq. 4.14 without continuity correction); GRADE guidelines 6 (Guyatt 2011) calls it the optimal information
    size.

    Parameters
    ----------
    control_risk : float
        Risk without the intervention, above 0 and below 1.
    relative_effect : float
        Relative change of the risk: -0.25 is a quarter less, 0.25 a quarter more.
    alpha : float
        Two-sided error of the first kind.
    power : float
        One less the error of the second kind.

    Returns
    -------
    float
        People in both arms, not rounded.

    Raises
    ------
    ArgumentError
        For numbers out of range.
    """
    if not 0 < control_risk < 1 or not 0 < alpha < 1 or not 0 < power < 1 or relative_effect == 0:
        raise ArgumentError("expected risk, alpha and power above 0 and below 1, and a relative effect other than 0")
    p1, p2 = control_risk, min(max(control_risk * (1 + relative_effect), LEAST), MOST)
    middle = (p1 + p2) / 2
    z_alpha, z_beta = NormalDist().inv_cdf(1 - alpha / 2), NormalDist().inv_cdf(power)
    same = z_alpha * math.sqrt(2 * middle * (1 - middle))
    apart = z_beta * math.sqrt(p1 * (1 - p1) + p2 * (1 - p2))
    return float(2 * ((same + apart) / (p1 - p2)) ** 2)


def size_for_means(difference: float, sd: float, alpha: float, power: float) -> float:
    """Return the number of people, both arms together, that a trial of two equal arms needs to show a difference.

    4 (z_alpha + z_beta)^2 sd^2 / difference^2, two-sided, with the normal distribution (Fleiss 1986, The Design and
    Analysis of Clinical Experiments, 1.3); NaN where the standard deviation is not known.
    """
    z = NormalDist().inv_cdf(1 - alpha / 2) + NormalDist().inv_cdf(power)
    return float(4 * (z * sd / difference) ** 2)


@dataclass(frozen=True)
class People:
    """How many took part.

    Attributes
    ----------
    known : float
        People in arms of known size.
    most : float
        Besides, all who were randomised in the studies whose arms are not known; infinity where that is not known.
    """

    known: float
    most: float


def people_of(body: Body, studies: Sequence[StudyRow]) -> People:
    """Return how many people a body of evidence has.

    Parameters
    ----------
    body : Body
        Its contrasts have n_intervention and n_control, missing where not seen.
    studies : sequence of StudyRow
        studies.csv: n_randomised may hold arms that the contrast does not compare, so it is a limit upwards.
    """
    arms = body.contrasts[["n_intervention", "n_control"]].astype(float).sum(axis=1, skipna=False)
    randomised = {row.study_id: row.n_randomised for row in reversed(studies)}
    others = body.contrasts.loc[arms.isna(), "study_id"].map(randomised)
    known = float(arms.sum())
    return People(known, known + float(others.sum()) if others.notna().all() else math.inf)
