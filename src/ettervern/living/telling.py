"""What changed, in words: a sentence a change that matters, in every language that has a catalogue."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from ettervern.catalogue import LANGUAGES, gettext, ngettext, pgettext
from ettervern.living.snapshot import Snapshot
from ettervern.numbers import ratio
from ettervern.review import Review
from ettervern.screen.decisions import STAGES
from ettervern.settings.effect_measures import MEASURES

#: What a decision says that is one.
SETTLED = ("include", "exclude")


@dataclass(frozen=True)
class Sentence:
    """One change in words.

    Attributes
    ----------
    kind : str
        ``searches``, ``reports``, ``decisions``, ``trials``, ``estimate``, ``certainty`` or ``nothing``.
    texts : mapping of str to str
        Language -> the sentence: plain text, never markup.
    """

    kind: str
    texts: Mapping[str, str]


def _sentence(kind: str, say: Callable[[str], str]) -> Sentence:
    """Return a sentence as it is said in every language."""
    return Sentence(kind, {language: say(language) for language in LANGUAGES})


def tell(review: Review, old: Snapshot, new: Snapshot, changes: pd.DataFrame) -> list[Sentence]:
    """Return what changed between two states, in words.

    Parameters
    ----------
    review : Review
        Names the outcomes.
    old, new : Snapshot
        The states.
    changes : DataFrame
        From :func:`ettervern.living.differences.differences`.
    """
    if changes.empty:
        return [_sentence("nothing", lambda language: gettext("telling.nothing", language))]
    message = [*_searches(changes), *_reports(changes), *_decisions(changes)]
    for name, outcome in review.outcomes.items():
        analysis = f"{name}-main"
        message += _trials(outcome.label, analysis, old, new)
        message += _estimate(outcome.label, analysis, old, new)
        message += _certainty(outcome.label, analysis, old, new)
    return message


def _count(changes: pd.DataFrame, kind: str, change: str) -> int:
    return int(((changes["kind"] == kind) & (changes["change"] == change)).sum())


def _counted(name: str, number: int, **values: object) -> Callable[[str], str]:
    """Return what says a message with a count, small ones in words."""
    return lambda language: ngettext(
        f"telling.{name}", language, number, number=pgettext("small number", str(number), language), **values
    )


def _searches(changes: pd.DataFrame) -> list[Sentence]:
    added = changes[(changes["kind"] == "search") & (changes["change"] == "added")]
    if added.empty:
        return []
    names = ", ".join(dict.fromkeys(added["new"]))
    return [_sentence("searches", _counted("searches", len(added), names=names))]


def _reports(changes: pd.DataFrame) -> list[Sentence]:
    records, reports = _count(changes, "record", "added"), _count(changes, "report", "added")
    if not records:
        return []
    return [_sentence("reports", _counted("reports", reports, records=records))]


def _decisions(changes: pd.DataFrame) -> list[Sentence]:
    """Return what was decided, changed and opened again, each stage for itself: a report passes both."""
    rows = changes[
        (changes["kind"] == "decision") & (changes["field"] == "decision") & (changes["change"] != "removed")
    ]
    return [one for stage in STAGES for one in _of_stage(stage, rows[rows["id"].str.startswith(f"{stage} ")])]


def _of_stage(stage: str, rows: pd.DataFrame) -> list[Sentence]:
    """Return what became of the reports of one stage; a decision counts once it is one, not while it is open."""
    was, now = rows["old"].isin(SETTLED), rows["new"].isin(SETTLED)
    new = rows.loc[now & ~was, "new"]
    kept = int((new == "include").sum())
    numbers = {"decided": len(new), "redecided": int((was & now).sum()), "reopened": int((was & ~now).sum())}
    values = {"kept": kept, "out": len(new) - kept}
    return [
        _sentence("decisions", _counted(f"{stage}.{name}", number, **values))
        for name, number in numbers.items()
        if number
    ]


def _pool(state: Snapshot, analysis: str) -> dict[str, str]:
    """Return the pooled row of an analysis; empty where there was none."""
    table = state.tables["pooled"]
    results = table[table["analysis"] == analysis].to_dict("records")
    return {str(key): str(value) for key, value in results[0].items()} if results else {}


def _in_pool(state: Snapshot, analysis: str) -> dict[str, str]:
    """Return the trials of an analysis: trial -> label."""
    table = state.tables["contrasts"]
    own = table[table["analysis"] == analysis]
    return dict(zip(own["trial"], own["label"], strict=True))


def _trials(label: Mapping[str, str], analysis: str, old: Snapshot, new: Snapshot) -> list[Sentence]:
    """Return which trials came into a pool and which left it."""
    before, after = _in_pool(old, analysis), _in_pool(new, analysis)
    came = [after[trial] for trial in after if trial not in before]
    left = [before[trial] for trial in before if trial not in after]
    return [_trial_sentence(label, f"trials.{way}", who) for way, who in (("in", came), ("out", left)) if who]


def _trial_sentence(label: Mapping[str, str], name: str, labels: list[str]) -> Sentence:
    who = ", ".join(sorted(labels))
    return _sentence("trials", lambda language: _counted(name, len(labels), label=label[language], who=who)(language))


def _estimate(label: Mapping[str, str], analysis: str, old: Snapshot, new: Snapshot) -> list[Sentence]:
    """Return how the pooled estimate moved."""
    before, after = _pool(old, analysis), _pool(new, analysis)
    if not before and not after:
        return []

    def say(language: str) -> str:
        first, last = _shown(before, language), _shown(after, language)
        way = "gone" if not after else "first" if not before else "same" if first == last else "moved"
        return gettext(f"telling.estimate.{way}", language, label=label[language], before=first, after=last)

    return [_sentence("estimate", say)]


def _shown(row: dict[str, str], language: str) -> str:
    """Return a pooled result as readers see it."""
    if not row:
        return ""
    measure = MEASURES[row["measure"]].name(language) if row["measure"] in MEASURES else row["measure"]
    ends = {key: ratio(float(row[key]), language) for key in ("estimate", "ci_low", "ci_high") if row[key]}
    name = "result" if len(ends) == 3 else "result-alone"
    return ngettext(f"telling.{name}", language, int(float(row["k"])), measure=measure, **ends)


def _certainty(label: Mapping[str, str], analysis: str, old: Snapshot, new: Snapshot) -> list[Sentence]:
    """Return how certainty moved, or that it did not."""
    (before, _), (after, status) = (_level(state, analysis) for state in (old, new))
    if not after:
        return []
    way = "same" if before == after else "moved" if before else "first"

    def say(language: str) -> str:
        levels = {"before": before, "after": after}
        shown = {key: pgettext("certainty level", level, language) for key, level in levels.items() if level}
        said = gettext(f"telling.certainty.{way}", language, label=label[language], **shown)
        return gettext("telling.signed" if status == "signed" else "telling.proposed", language, said=said)

    return [_sentence("certainty", say)]


def _level(state: Snapshot, analysis: str) -> tuple[str, str]:
    """Return the overall judgement of an analysis and whether it is signed."""
    table = state.tables["certainty"]
    own = table[(table["analysis"] == analysis) & (table["domain"] == "overall")]
    result = own.to_dict("records")
    return (str(result[0]["judgement"]), str(result[0]["status"])) if result else ("", "")


def page(sentences: Sequence[Sentence], language: str) -> str:
    """Return sentences as a page of plain lines, one a change."""
    return "".join(f"- {one_line(sentence.texts[language])}\n" for sentence in sentences)


def one_line(text: str) -> str:
    """Return a text without what could break a line or colour a terminal."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
