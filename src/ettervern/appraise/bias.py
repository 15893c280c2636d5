"""Risk of bias: each judgement as a row for a traffic light, and its share of the weight of each analysis."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ettervern.computed import Bias, BiasShare
from ettervern.errors import ArgumentError
from ettervern.extract.vocabulary import DOMAINS, JUDGEMENTS
from ettervern.schema import columns
from ettervern.synthesise.contrasts import labels

#: Column of risk_of_bias.csv that tells what a domain's judgement rests on; none for deviations.
BASIS = {
    "d1_randomisation": "basis_randomisation",
    "d3_missing_data": "basis_missing_data",
    "d4_measurement": "basis_measurement",
    "d5_selective_reporting": "basis_selective_reporting",
    "overall": "other_notes",
}
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


def bias_table(risk_of_bias: pd.DataFrame, studies: pd.DataFrame, contrasts: pd.DataFrame) -> pd.DataFrame:
    """Return every judgement as a row.

    Parameters
    ----------
    risk_of_bias, studies : DataFrame
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
    for row in risk_of_bias.to_dict("records"):
        study = row["study_id"]
        rule = overall_by_rule(row["tool"], [row[domain] for domain in DOMAINS])
        for domain in (*DOMAINS, "overall"):
            by_rule = rule if domain == "overall" else ""
            basis = row.get(BASIS.get(domain, ""), "")
            where = (study, named.get(study, study), row["tool"], domain)
            rows.append((*where, row[domain], by_rule, basis, used.get(study, "")))
    return pd.DataFrame(rows, columns=list(columns(Bias)))


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
