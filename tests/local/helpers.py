"""What the tests of the own study share: reference tables and a sheet that is right."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from ettervern.local import People, people, read_sheet
from ettervern.local.simulate import Chosen, simulated_sheet

REFERENCE = Path(__file__).parent.parent / "reference"
TODAY = date(2026, 11, 30)


def reference(name: str) -> pd.DataFrame:
    """Return a table that R made; see tests/reference/local_reference.R."""
    return pd.read_csv(REFERENCE / f"local_{name}.csv")


def sheet(path: Path, chosen: Chosen | None = None, *, seed: int = 1, language: str = "nb") -> Path:
    """Write a simulated sheet."""
    table = simulated_sheet(chosen, seed=seed, language=language)
    path.write_text(table.to_csv(index=False), encoding="utf-8")
    return path


def study(path: Path, chosen: Chosen | None = None, *, seed: int = 1) -> People:
    """Return the people of a simulated sheet."""
    return people(read_sheet(sheet(path, chosen, seed=seed), TODAY))


def as_real(path: Path, chosen: Chosen | None = None, *, seed: int = 1) -> Path:
    """Write a simulated sheet without its mark, as a sheet of real persons would look."""
    table = simulated_sheet(chosen, seed=seed).assign(simulert="")
    path.write_text(table.to_csv(index=False), encoding="utf-8")
    return path


def close(found: float, wanted: float, within: float = 1e-6) -> bool:
    """Return whether two numbers agree, infinity and missing included, relative above 1."""
    return bool(np.isclose(found, wanted, rtol=within, atol=within, equal_nan=True))
