"""Risk of bias: a mark for each study and domain, and how the judgements share the weight of a pooled answer."""

from __future__ import annotations

import pandas as pd

from ettervern.catalogue import gettext, ngettext, pgettext
from ettervern.draw.drawing import Drawing, fitted
from ettervern.draw.judgements import MARKS, domain_name, draw_domains, draw_key, draw_mark, in_order, judged
from ettervern.draw.subject import Subject, need
from ettervern.draw.svg import LINE, QUIET
from ettervern.numbers import NBSP, percent

WIDE, NARROW = 758.0, 338.0
LINE_HEIGHT = 17.0
BAR = 26.0


def grid(bias: pd.DataFrame) -> tuple[list[str], list[str], dict[tuple[str, str], str]]:
    """Return the studies (by label, in the order of the frame), the domains, and the judgement of each pair.

    A domain that is in no study's tool is left out.
    """
    domains = in_order([str(domain) for domain in bias[bias["judgement"] != "not_in_tool"]["domain"]])
    cells = {
        (str(row["label"]), str(row["domain"])): str(row["judgement"]) if pd.notna(row["judgement"]) else ""
        for _, row in bias.iterrows()
    }
    return list(dict.fromkeys(study for study, _ in cells)), domains, cells


def draw_traffic_light(bias: pd.DataFrame, subject: Subject, language: str, *, narrow: bool = False) -> str:
    """Draw a mark for each study and domain.

    Parameters
    ----------
    bias : DataFrame
        A row a study and domain: label, domain, judgement. A pair without a row is shown as not assessed.
    subject, language, narrow
        As for every figure, and the errors too; see :mod:`ettervern.draw`.
    """
    need(bias, "traffic-light plot")
    studies, domains, cells = grid(bias)
    sheet = Drawing(NARROW if narrow else WIDE)
    step = min(32.0 if narrow else 88.0, (sheet.width - (105 if narrow else 130)) / len(domains))
    first = sheet.width - step * len(domains)
    y = _heads(sheet, domains, first, step, language, narrow=narrow)
    for study in studies:
        sheet.rule(y, colour=LINE)
        lines = fitted(study, first - 8)
        tall = max(30.0, len(lines) * LINE_HEIGHT + 12)
        for number, line in enumerate(lines):
            sheet.say(0, y + tall / 2 + 4.5 + (number - (len(lines) - 1) / 2) * LINE_HEIGHT, line)
        for number, domain in enumerate(domains):
            draw_mark(sheet, first + (number + 0.5) * step, y + tall / 2, cells.get((study, domain), ""), language)
        y += tall
    y = draw_key(sheet, y + 8, _shown(studies, domains, cells), language)
    y = draw_domains(sheet, y + 4, domains, language) if narrow else y
    title, described = gettext("traffic-light.title", language), _describe(studies, domains, cells, language)
    return subject.finish(sheet.text(y), title, described, language, narrow=narrow)


def _shown(studies: list[str], domains: list[str], cells: dict[tuple[str, str], str]) -> list[str]:
    """Return every judgement that is drawn, "not assessed" where there is none."""
    results = [cells.get((study, domain), "") for study in studies for domain in domains]
    return [code if code in MARKS else "not_assessed" for code in results]


def _heads(
    sheet: Drawing, domains: list[str], first: float, step: float, language: str, *, narrow: bool
) -> float:  # fmt: skip
    """Write the headings; on a telephone the short ones, explained under the figure. Return the lower edge."""
    heads = [fitted(domain_name(d, language, short=narrow), step - 4, 12, strong=True) for d in domains]
    most = max((len(lines) for lines in heads), default=1)
    base = most * 15.0
    sheet.say(0, base, gettext("traffic-light.study", language), strong=True)
    for number, lines in enumerate(heads):
        for line, text in enumerate(lines):
            y = base - (len(lines) - 1 - line) * 15
            sheet.say(first + (number + 0.5) * step, y, text, size=12, align="middle", strong=True)
    return base + 8


def _describe(
    studies: list[str], domains: list[str], cells: dict[tuple[str, str], str], language: str
) -> str:  # fmt: skip
    """Return the figure in words: how many studies have each overall judgement."""
    last = domains[-1:]
    counted = pd.Series(_shown(studies, last, cells), dtype="str").value_counts()
    messages = ", ".join(
        gettext("traffic-light.count", language, words=judged(code, language).lower(), n=counted[code])
        for code in MARKS
        if code in counted
    )
    return gettext("traffic-light.description", language, k=len(studies), n=len(domains), overall=messages or "–")


def traffic_light_table(bias: pd.DataFrame, language: str) -> pd.DataFrame:
    """Return the figure as a table with headings in the language: a row a study, a column a domain."""
    studies, domains, cells = grid(bias)
    rows = [
        [study, *(judged(cells.get((study, domain), ""), language) for domain in domains)] for study in studies
    ]  # fmt: skip
    return pd.DataFrame(
        rows, columns=[gettext("traffic-light.study", language), *(domain_name(d, language) for d in domains)]
    )


def draw_bias_summary(summary: pd.DataFrame, subject: Subject, language: str, *, narrow: bool = False) -> str:
    """Draw how the judgements of each domain share the weight.

    Parameters
    ----------
    summary : DataFrame
        A row a domain and judgement of one analysis: domain, judgement, studies, weight (percent).
    subject, language, narrow
        As for every figure, and the errors too; see :mod:`ettervern.draw`.
    """
    need(summary, "summary of risk of bias")
    sheet = Drawing(NARROW if narrow else WIDE)
    left = 0.0 if narrow else 170.0
    domains, y, messages = in_order([str(domain) for domain in summary["domain"]]), 4.0, []
    for domain in domains:
        shares = _shares(summary, domain)
        name = domain_name(domain, language)
        if narrow:
            sheet.say(0, y + 12, name, strong=True)
            y += 19
        else:
            sheet.lines(0, y + 17, name, left - 10, strong=True)
        _bar(sheet, shares, left, y, language)
        text = _told(shares, language)
        messages.append(f"{name}: {text}.")
        y = sheet.lines(left, y + BAR + 15, text, sheet.width - left, colour=QUIET) + 2
    y = draw_key(sheet, y - 4, [code for domain in domains for code, _, _ in _shares(summary, domain)], language)
    title = gettext("traffic-light.summary_title", language)
    described = gettext("traffic-light.summary_description", language, domains=" ".join(messages))
    return subject.finish(sheet.text(y), title, described, language, narrow=narrow)


def _shares(summary: pd.DataFrame, domain: str) -> list[tuple[str, int, float]]:
    """Return the judgements of a domain, from the best: code, studies, weight in percent."""
    rows = summary[summary["domain"] == domain]
    codes = [code if code in MARKS else "not_assessed" for code in rows["judgement"].fillna("").astype(str)]
    result = list(zip(codes, rows["studies"].astype(int), rows["weight"].astype(float), strict=True))
    return sorted(result, key=lambda share: list(MARKS).index(share[0]))


def _bar(sheet: Drawing, shares: list[tuple[str, int, float]], left: float, y: float, language: str) -> None:
    """Draw one bar; each part has its judgement's fill and edge, and its letter where there is room."""
    total = sum(weight for _, _, weight in shares) or 1.0
    x, long = left, sheet.width - left - 1
    for code, _, weight in shares:
        mark, wide = MARKS[code], weight / total * long
        inner = max(0.5, wide - 3)
        sheet.rect(x + 1, y, inner, BAR, fill=mark.fill, stroke=mark.edge, dash=mark.dash)
        if inner >= 16:
            sheet.say(
                x + 1 + inner / 2,
                y + BAR / 2 + 4.5,
                pgettext("bias letter", code, language),
                align="middle",
                strong=True,
                colour=mark.ink,
            )
        x += wide


def _told(shares: list[tuple[str, int, float]], language: str) -> str:
    """Return the parts of a bar in words, each kept on one line."""
    parts = [
        f"{judged(code, language)} {percent(weight / 100, language)} ({ngettext('traffic-light.studies', language, n)})"
        for code, n, weight in shares
    ]
    return "; ".join(part.replace(" ", NBSP) for part in parts)


def bias_summary_table(summary: pd.DataFrame, language: str) -> pd.DataFrame:
    """Return the figure as a table with headings in the language: a row a domain, a column a judgement."""
    domains = in_order([str(domain) for domain in summary["domain"]])
    shares = {domain: {code: weight for code, _, weight in _shares(summary, domain)} for domain in domains}
    codes = [code for code in MARKS if any(code in results for results in shares.values())]
    rows = [
        [domain_name(domain, language), *(percent(shares[domain].get(code, 0.0) / 100, language) for code in codes)]
        for domain in domains
    ]
    return pd.DataFrame(
        rows, columns=[gettext("traffic-light.domain", language), *(judged(code, language) for code in codes)]
    )
