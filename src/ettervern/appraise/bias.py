"""Risk of bias: each judgement as a row for a traffic light, and its share of the weight of each analysis."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from ettervern.computed import Bias, BiasShare
from ettervern.errors import ArgumentError
from ettervern.extract.schemas import BiasRow, StudyRow
from ettervern.extract.vocabulary import DOMAINS, JUDGEMENTS
from ettervern.schema import columns, frame
from ettervern.synthesise.names import labels

#: A study that was pooled and has no row in risk_of_bias.csv.
NOT_ASSESSED = "not_assessed"
#: Judgements of both tools in the order in which they are shown.
ORDER = ("low", "some_concerns", "moderate", "high", "serious", "critical", "no_information", NOT_ASSESSED)


def overall_by_rule(tool: str, judgements: Sequence[str]) -> str:
    """Return the least severe overall judgement that the tool allows for its domains.

    RoB 2: low where all domains are low, high where one is high, else some concerns (Sterne 2019, BMJ 366:l4898,
    table 1; several domains with some concerns may be judged high, which only a person can do). ROBINS-I: the worst
    domain (Sterne 2016, BMJ 355:i4919, table 2). A domain without information is never taken for low: it counts as
    some concerns in RoB 2, and in ROBINS-I leaves the whole without information unless a domain is serious or worse.

    Parameters
    ----------
    tool : {"rob2", "robins_i"}
        The tool.
    judgements : sequence of str
        One a domain.

    Raises
    ------
    ArgumentError
        For a judgement that the tool does not have.
    """
    scale = JUDGEMENTS[tool]
    unknown = [word for word in judgements if word not in scale]
    if unknown or not judgements:
        raise ArgumentError(f"expected judgements among {', '.join(scale)}; found {', '.join(unknown) or 'none'}")
    worst = max((scale.index(word) for word in judgements if word != "no_information"), default=0)
    silent = "no_information" in judgements
    if tool == "rob2":
        return "some_concerns" if silent and scale[worst] == "low" else scale[worst]
    return "no_information" if silent and scale[worst] in ("low", "moderate") else scale[worst]


def judged(row: BiasRow) -> list[tuple[str, str, str]]:
    """Return each domain, and the whole, with its judgement and what that rests on (on the whole: the notes)."""
    judgements = (
        (row.d1_randomisation, row.basis_randomisation),
        (row.d2_deviations, ""),
        (row.d3_missing_data, row.basis_missing_data),
        (row.d4_measurement, row.basis_measurement),
        (row.d5_selective_reporting, row.basis_selective_reporting),
        (row.overall, row.other_notes),
    )
    return [(domain, *cells) for domain, cells in zip((*DOMAINS, "overall"), judgements, strict=True)]


def bias_table(risk_of_bias: Iterable[BiasRow], studies: Iterable[StudyRow], contrasts: pd.DataFrame) -> pd.DataFrame:
    """Return every judgement as a row.

    Parameters
    ----------
    risk_of_bias, studies : iterable of rows
        Extraction tables.
    contrasts : DataFrame
        Pooled contrasts: which analyses a study is in.

    Returns
    -------
    DataFrame
        study_id, label ("Author year"), tool, domain (d1 to d5, overall), judgement, by_rule (on the overall row: the
        least severe that the tool allows), basis (what it rests on; on the overall row the notes), analyses
        (blank-separated). Studies in the order of the table, domains in the order of the tool.
    """
    named = labels(studies)
    used = contrasts.groupby("study_id", sort=False)["analysis"].agg(lambda names: " ".join(dict.fromkeys(names)))
    rows = []
    for row in risk_of_bias:
        label, analyses = named.get(row.study_id, row.study_id), str(used.get(row.study_id, ""))
        rule = overall_by_rule(row.tool, [judgement for _, judgement, _ in judged(row)[:-1]])
        for domain, judgement, basis in judged(row):
            by_rule = rule if domain == "overall" else ""
            rows.append(Bias(row.study_id, label, row.tool, domain, judgement, by_rule, basis, analyses))
    return frame(Bias, rows)


def bias_summary(contrasts: pd.DataFrame, bias: pd.DataFrame) -> pd.DataFrame:
    """Return, for each analysis and domain, how many studies and what share of the weight has each judgement.

    Returns
    -------
    DataFrame
        analysis, domain, judgement, studies, weight (percent; sums to 100 for each analysis and domain). A pooled
        study without judgements counts as ``not_assessed``, so that it is not taken for sound.
    """
    messages = bias.pivot(index="study_id", columns="domain", values="judgement")
    parts = []
    for domain in (*DOMAINS, "overall"):
        known = messages[domain] if domain in messages else pd.Series(dtype="object")
        judged = contrasts["study_id"].map(known).astype("object").fillna(NOT_ASSESSED)
        parts.append(contrasts[["analysis", "study_id", "weight"]].assign(domain=domain, judgement=judged))
    rows = pd.concat(parts, ignore_index=True)
    keys = ["analysis", "domain", "judgement"]
    result = rows.groupby(keys, as_index=False).agg(studies=("study_id", "nunique"), weight=("weight", "sum"))
    total = result.groupby(["analysis", "domain"])["weight"].transform("sum")
    result["weight"] = 100 * result["weight"] / total
    analyses = list(dict.fromkeys(contrasts["analysis"]))
    places = [analyses, [*DOMAINS, "overall"], list(ORDER)]
    rank = [result[key].map({word: i for i, word in enumerate(place)}) for key, place in zip(keys, places, strict=True)]
    order = pd.DataFrame(dict(zip(keys, rank, strict=True))).sort_values(keys).index
    return result.loc[order, list(columns(BiasShare))].reset_index(drop=True)
