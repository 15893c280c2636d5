"""Print the largest deviations from R metafor by quantity: python -m benchmarks.meta_accuracy

Reference: tests/reference/metafor*.csv, made by tests/reference/metafor.R.
"""

from __future__ import annotations

from tests.synthesise.reference import all_deviations


def main() -> None:
    """Print one line a family and quantity, the largest relative deviation with its place."""
    table = all_deviations()
    print(f"{len(table)} numbers of metafor compared")
    print(f"{'family':32s} {'quantity':14s} {'numbers':>7s} {'relative':>9s} {'absolute':>9s}  largest at")
    for (family, quantity), rows in table.groupby(["family", "quantity"], sort=False):
        worst = rows.loc[rows["relative"].idxmax()]
        sizes = f"{len(rows):7d} {worst['relative']:9.1e} {rows['absolute'].max():9.1e}"
        print(f"{family:32s} {quantity:14s} {sizes}  {worst['where'] if worst['relative'] > 0 else ''}")


if __name__ == "__main__":
    main()
