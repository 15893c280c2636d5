"""``ettervern pool``: pool the studies of anyone's table."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Literal

import typer

Measure = Literal[
    "OR", "RR", "RD", "PETO", "MD", "SMD", "HR", "IRR", "PR", "PLN", "PLO", "PFT", "MN", "MNLN", "GEN"
]  # fmt: skip
Method = Literal["FE", "DL", "HE", "REML", "ML", "PM", "MH", "GLMM"]
Interval = Literal["wald", "hk", "hk-conservative"]
Zero = Literal["only0", "all", "none"]


def pool(
    file: Annotated[Path, typer.Argument(help="A table with one row a study: CSV (any marks and encoding) or XLSX.")],
    measure: Annotated[Measure, typer.Option(help="Effect measure; GEN takes effects as they are.")] = "OR",
    method: Annotated[Method, typer.Option(help="Pooling method; FE is a common effect, MH Mantel-Haenszel.")] = "REML",
    ci: Annotated[
        Interval | None,
        typer.Option(
            help="Interval: Wald, Hartung-Knapp, or Hartung-Knapp never narrower than Wald. "
            "Without it: hk-conservative, and wald for FE and MH."
        ),
    ] = None,
    zero: Annotated[
        Zero, typer.Option(help="Which tables get 1/2 added to their cells; those of MH and PETO never do.")
    ] = "only0",
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON in full precision, ratios as logarithms.")
    ] = False,
) -> None:
    """Pool the studies of a table.

    Columns: events_intervention, n_intervention, events_control, n_control (OR, RR, RD, PETO); mean_intervention,
    sd_intervention, n_intervention, mean_control, sd_control, n_control (SMD, MD); observed_minus_expected, variance
    (HR); events_intervention, time_intervention, events_control, time_control (IRR); events, n (PR, PLN, PLO, PFT);
    mean, sd, n (MN, MNLN); yi and vi or se (GEN); study is optional. Where a study does not print these, effect with
    ci_low and ci_high may stand in, and for means se, quartiles and more; see the docs, Pool.

    Events are whole numbers. A study with no events, or only events, in both arms is left out of ratios and named,
    as it says nothing of how the arms differ. So it is with --method MH: for OR such a table has no weight anyway, but
    in an RR one with only events would pull the result towards 1 (metafor keeps it unless drop00 = TRUE). For RD all
    tables are kept. A study that stands twice and a row that looks like a total are pooled as they stand, and a note
    says so.
    """
    from ettervern.commands.pool_table import answer, in_words

    result = answer(file, measure, method, ci, zero)
    typer.echo(json.dumps(result.as_dict(), indent=2, allow_nan=False) if as_json else in_words(result))
