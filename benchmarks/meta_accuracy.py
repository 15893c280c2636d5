"""Print the largest deviations from R metafor by quantity: python -m benchmarks.meta_accuracy

Reference: tests/reference/metafor*.csv, made by tests/reference/metafor.R from published data sets and by
metafor_hard.R from made-up cases where numbers are hard to get right (families that begin with "hard").
"""

from __future__ import annotations

import pandas as pd

from tests.synthesise.reference import all_deviations, as_table, hard


def deviations() -> pd.DataFrame:
    """Return every comparison, the hard cases last; numbers of single studies go by one name."""
    cases = as_table(hard())
    names = cases["quantity"].str.replace(r"\.\d+", "", regex=True).str.replace("small_study.", "", regex=False)
    return pd.concat([all_deviations(), cases.assign(family="hard, " + cases["family"], quantity=names)])


def main() -> None:
    """Print one line a family and quantity, the largest relative deviation with its place."""
    table = deviations().reset_index(drop=True)
    print(f"{len(table)} numbers of metafor compared")
    print(f"{'family':32s} {'quantity':26s} {'numbers':>7s} {'relative':>9s} {'absolute':>9s}  largest at")
    for (family, quantity), rows in table.groupby(["family", "quantity"], sort=False):
        worst = rows.loc[rows["relative"].idxmax()]
        sizes = f"{len(rows):7d} {worst['relative']:9.1e} {rows['absolute'].max():9.1e}"
        print(f"{family:32s} {quantity:26s} {sizes}  {worst['where'] if worst['relative'] > 0 else ''}")


if __name__ == "__main__":
    main()
