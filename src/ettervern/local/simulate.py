"""A simulated study, to practise on: no person stands behind any row, and every row says so.

It shows the way from sheet to answer. It says nothing about any service; the shares are chosen, not found.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from ettervern.local.columns import CODES, COLUMNS, MONTHS, headings, word


@dataclass(frozen=True)
class Chosen:
    """What the simulation is told; chosen for practice, taken from no study.

    Attributes
    ----------
    n : int
        People in each group.
    relapse, work : tuple of float
        Share with relapse within a year, and share that ever comes into work, in service and comparison.
    lost : float
        Share lost in each group.
    matched : bool
        Whether each person in the service has a match.
    """

    n: int = 20
    relapse: tuple[float, float] = (0.40, 0.60)
    work: tuple[float, float] = (0.50, 0.30)
    lost: float = 0.10
    matched: bool = False


def simulated_sheet(chosen: Chosen | None = None, *, seed: int = 20261121, language: str = "nb") -> pd.DataFrame:
    """Return a data sheet of simulated people, as it would be typed in.

    Parameters
    ----------
    chosen : Chosen, optional
        Size and shares.
    seed : int
        The same seed gives the same sheet.
    language : str
        Of headings and words.
    """
    chosen, random = chosen or Chosen(), np.random.default_rng(seed)
    rows = []
    for group, name in enumerate(("service", "comparison")):
        for number in range(1, chosen.n + 1):
            row = _person(chosen, group, random)
            letter = "T" if name == "service" else "S"
            mark = f"S{number:02d}" if chosen.matched else ""
            rows.append({"person_id": f"{letter}{number:02d}", "group": name, "set_id": mark, **row})
    words = {code: word(code, language) for codes in CODES.values() for code in codes}
    table = pd.DataFrame(rows)[[column.name for column in COLUMNS]].replace(words)
    return table.set_axis(headings(language), axis=1)


def _person(chosen: Chosen, group: int, random: np.random.Generator) -> dict[str, str]:
    """Return one simulated person."""
    start = date(2025, 1, 6) + timedelta(days=int(random.integers(0, 240)))
    lost = random.random() < chosen.lost
    last = start + timedelta(days=int(random.integers(60, 300)) if lost else int(random.integers(365, 400)))
    relapse_day = start + timedelta(days=int(random.integers(10, 360)))
    relapsed = random.random() < chosen.relapse[group] and relapse_day <= last
    enters = int(random.integers(1, MONTHS + 1)) if random.random() < chosen.work[group] else MONTHS + 1
    seen = min(MONTHS, (last - start).days // 31) if lost else MONTHS
    months = {
        f"work_month_{month}": ("yes" if month >= enters else "no") if month <= seen else ""
        for month in range(1, MONTHS + 1)
    }
    return {
        "start_date": start.isoformat(),
        "last_seen": last.isoformat(),
        "relapse": "yes" if relapsed else "no",
        "relapse_date": relapse_day.isoformat() if relapsed else "",
        "lost": "yes" if lost else "no",
        "work_at_start": "no",
        **months,
        "simulated": "simulated",
    }
