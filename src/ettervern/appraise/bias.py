"""Risk of bias: each judgement as a row for a traffic light, and its share of the weight of each analysis."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from ettervern.computed import Bias, BiasShare
from ettervern.extract.bias import rule_of
from ettervern.extract.schemas import BiasRow, StudyRow
from ettervern.extract.vocabulary import DOMAINS, TOOL_DOMAINS
from ettervern.schema import columns, frame
from ettervern.synthesise.names import labels

#: A study that was pooled and has no row in risk_of_bias.csv.
NOT_ASSESSED = "not_assessed"
#: A domain that the other tool has.
NOT_IN_TOOL = "not_in_tool"
#: Judgements of both tools in the order in which they are shown.
ORDER = (
    "low", "some_concerns", "moderate", "high", "serious", "critical", "no_information", NOT_ASSESSED, NOT_IN_TOOL,
)  # fmt: skip


#: Column of what a judgement rests on, by the column of its domain.
BASIS = {domain: "basis_" + domain.partition("_")[2] for domain in DOMAINS} | {"overall": "other_notes"}


def judged(row: BiasRow) -> list[tuple[str, str, str]]:
    """Return each domain of the tool, and the whole, with its judgement and its basis (on the whole: the notes)."""
    cells = dict(zip(BiasRow._fields, row, strict=True))
    domains = (domain for domain in DOMAINS if domain in TOOL_DOMAINS[row.tool])
    return [(name, str(cells[name]), str(cells[BASIS[name]])) for name in (*domains, "overall")]


def shown_domains(risk_of_bias: Sequence[BiasRow]) -> tuple[str, ...]:
    """Return the domains that are shown: those of both tools, and ROBINS-I's own once a study is judged on them."""
    seen = {name for row in risk_of_bias for name, word, _ in judged(row) if word}
    return tuple(name for name in DOMAINS if name in TOOL_DOMAINS["rob2"] or name in seen)


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
        study_id, label ("Author year"), tool, domain (d1 to d7, overall), judgement, by_rule (on the overall row: the
        least severe that the tool allows), basis (what it rests on; on the overall row the notes), analyses
        (blank-separated). Studies in the order of the table, domains in the order of the tool.
    """
    rows_of_bias, named = list(risk_of_bias), labels(studies)
    used = contrasts.groupby("study_id", sort=False)["analysis"].agg(lambda names: " ".join(dict.fromkeys(names)))
    places = (*shown_domains(rows_of_bias), "overall")
    rows = []
    for row in rows_of_bias:
        label, analyses = named.get(row.study_id, row.study_id), str(used.get(row.study_id, ""))
        mine = {name: cells for name, *cells in judged(row)}
        for domain in places:
            judgement, basis = mine.get(domain, (NOT_IN_TOOL, ""))
            by_rule = rule_of(row) if domain == "overall" else ""
            rows.append(
                Bias(row.study_id, label, row.tool, domain, judgement or NOT_ASSESSED, by_rule, basis, analyses)
            )
    return frame(Bias, rows)


def bias_summary(contrasts: pd.DataFrame, bias: pd.DataFrame) -> pd.DataFrame:
    """Return, for each analysis and domain, how many studies and what share of the weight has each judgement.

    Returns
    -------
    DataFrame
        analysis, domain, judgement, studies, weight (percent; sums to 100 for each analysis and domain). A pooled
        study without judgements counts as ``not_assessed``, so that it is not taken for sound. A domain of the other
        tool is ``not_in_tool``, and left out where no study of the analysis has it.
    """
    messages = bias.pivot(index="study_id", columns="domain", values="judgement")
    domains = [name for name in (*DOMAINS, "overall") if name in messages or name in TOOL_DOMAINS["rob2"]]
    parts = []
    for domain in domains:
        known = messages[domain] if domain in messages else pd.Series(dtype="object")
        judged = contrasts["study_id"].map(known).astype("object").fillna(NOT_ASSESSED)
        parts.append(contrasts[["analysis", "study_id", "weight"]].assign(domain=domain, judgement=judged))
    rows = pd.concat(parts, ignore_index=True)
    keys = ["analysis", "domain", "judgement"]
    result = rows.groupby(keys, as_index=False).agg(studies=("study_id", "nunique"), weight=("weight", "sum"))
    alone = result.groupby(["analysis", "domain"])["judgement"].transform("nunique") == 1
    result = result[~(alone & (result["judgement"] == NOT_IN_TOOL))]  # a domain that no study of the analysis has
    total = result.groupby(["analysis", "domain"])["weight"].transform("sum")
    result = result.assign(weight=100 * result["weight"] / total)
    analyses = list(dict.fromkeys(contrasts["analysis"]))
    places = [analyses, domains, list(ORDER)]
    rank = [result[key].map({word: i for i, word in enumerate(place)}) for key, place in zip(keys, places, strict=True)]
    order = pd.DataFrame(dict(zip(keys, rank, strict=True))).sort_values(keys).index
    return result.loc[order, list(columns(BiasShare))].reset_index(drop=True)
