"""Risk of bias as the table has it: the domains of a tool, and the rules that hold for the whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ettervern.errors import ArgumentError
from ettervern.extract.schemas import BiasRow
from ettervern.extract.vocabulary import DOMAINS, JUDGEMENTS, TOOL_DOMAINS
from ettervern.schema import shown

#: Row, column, message, severity.
Finding = tuple[int, str, str, str]
#: Judgements from the mildest; what lacks information is not known to be milder than what stands before it.
SEVERITY = {
    "rob2": ("low", "some_concerns", "no_information", "high"),
    "robins_i": ("low", "moderate", "no_information", "serious", "critical"),
}


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


def judgements_of(row: BiasRow) -> dict[str, str]:
    """Return the judgement on each domain of a row's tool, in the tool's order; '' for one that nobody judged."""
    cells = dict(zip(BiasRow._fields, row, strict=True))
    return {column: str(cells[column]) for column in TOOL_DOMAINS[row.tool]}


def rule_of(row: BiasRow) -> str:
    """Return the least severe overall judgement of a row's domains; those that nobody judged are left out."""
    return overall_by_rule(row.tool, [word for word in judgements_of(row).values() if word])


def too_mild(tool: str, overall: str, judgements: Sequence[str]) -> str:
    """Return what is wrong with an overall judgement, or an empty string.

    Parameters
    ----------
    tool : {"rob2", "robins_i"}
        The tool.
    overall : str
        A word of the tool.
    judgements : sequence of str
        One a domain.
    """
    least, scale = overall_by_rule(tool, judgements), SEVERITY[tool]
    if scale.index(overall) < scale.index(least):
        allowed = " or ".join(scale[scale.index(least) :])
        return f"“{overall}” overall is milder than its domains allow; expected {allowed}"
    if overall == "no_information" and overall not in judgements:
        return f"“{overall}” overall, but every domain has information; expected {least} or worse"
    return ""


def tool_vocabulary(rows: Mapping[int, BiasRow]) -> Iterator[Finding]:
    """Each judgement is a word of its tool, and no other tool's domain is judged."""
    for line, row in rows.items():
        allowed, mine = JUDGEMENTS[row.tool], judgements_of(row)
        for column, word in {**mine, "overall": row.overall}.items():
            if word not in allowed and (word or row.kind == "person"):
                message = f"expected for {row.tool} one of {', '.join(allowed)}; found {shown(word)}"
                yield line, column, message, "error"
        cells = dict(zip(BiasRow._fields, row, strict=True))
        for column in DOMAINS:
            if column not in mine and cells[column]:
                yield line, column, f"{row.tool} has no such domain; expected an empty cell", "error"


def overall_not_milder(rows: Mapping[int, BiasRow]) -> Iterator[Finding]:
    """The overall judgement is no milder than the domains allow (both tools' guidance)."""
    for line, row in rows.items():
        words = [word for word in judgements_of(row).values() if word]
        if {*words, row.overall} <= {*JUDGEMENTS[row.tool]}:
            wrong = too_mild(row.tool, row.overall, words)
            if wrong:
                yield line, "overall", wrong, "error"


def persons_named(rows: Mapping[int, BiasRow]) -> Iterator[Finding]:
    """What people have judged says who they are."""
    for line, row in rows.items():
        if row.kind == "person" and not row.judged_by:
            yield line, "judged_by", "judged by people; expected their names", "error"


RULES = (tool_vocabulary, overall_not_milder, persons_named)
