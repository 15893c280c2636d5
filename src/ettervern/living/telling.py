"""What changed, in words: a sentence a change that matters, in Norwegian and English."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from ettervern.living.snapshot import Snapshot
from ettervern.numbers import ratio
from ettervern.review import Review
from ettervern.settings.effect_measures import MEASURES

LEVELS = {
    "high": {"nb": "høy", "en": "high"},
    "moderate": {"nb": "middels", "en": "moderate"},
    "low": {"nb": "lav", "en": "low"},
    "very_low": {"nb": "svært lav", "en": "very low"},
}


@dataclass(frozen=True)
class Sentence:
    """One change in words.

    Attributes
    ----------
    kind : str
        ``searches``, ``reports``, ``decisions``, ``trials``, ``estimate``, ``certainty`` or ``nothing``.
    nb, en : str
        The sentence in each language: plain text, never markup.
    """

    kind: str
    nb: str
    en: str


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
        return [Sentence("nothing", "Ingenting er endret.", "Nothing has changed.")]
    message = [*_searches(changes), *_reports(changes), *_decisions(changes)]
    for name, outcome in review.outcomes.items():
        label = {"nb": outcome.label["nb"], "en": outcome.label["en"]}
        analysis = f"{name}-main"
        message += _trials(label, analysis, old, new)
        message += _estimate(label, analysis, old, new)
        message += _certainty(label, analysis, old, new)
    return message


def _count(changes: pd.DataFrame, kind: str, change: str) -> int:
    return int(((changes["kind"] == kind) & (changes["change"] == change)).sum())


def _searches(changes: pd.DataFrame) -> list[Sentence]:
    added = changes[(changes["kind"] == "search") & (changes["change"] == "added")]
    if added.empty:
        return []
    number, names = len(added), ", ".join(dict.fromkeys(added["new"]))
    nb = f"{_word(number, 'nb')} {'nytt søk' if number == 1 else 'nye søk'} er tatt med ({names})."
    en = f"{_word(number, 'en')} new {'search has' if number == 1 else 'searches have'} been taken in ({names})."
    return [Sentence("searches", nb, en)]


def _reports(changes: pd.DataFrame) -> list[Sentence]:
    records, reports = _count(changes, "record", "added"), _count(changes, "report", "added")
    if not records:
        return []
    what = {"nb": "ny publikasjon" if reports == 1 else "nye publikasjoner", "en": "new report" + "s" * (reports != 1)}
    nb = f"{records} nye treff ga {reports} {what['nb']}; resten var kjent fra før."
    en = f"{records} new records gave {reports} {what['en']}; the rest were known already."
    return [Sentence("reports", nb, en)]


def _decisions(changes: pd.DataFrame) -> list[Sentence]:
    rows = changes[changes["kind"] == "decision"]
    new = rows[rows["change"] == "added"]
    changed = rows[(rows["change"] == "changed") & (rows["field"] == "decision")]
    message = []
    if len(new):
        kept, out = int((new["new"] == "include").sum()), int((new["new"] == "exclude").sum())
        what = "publikasjon" if len(new) == 1 else "publikasjoner"
        nb = f"{len(new)} {what} er vurdert: {kept} tatt med, {out} utelatt."
        en = f"{len(new)} {'report was' if len(new) == 1 else 'reports were'} screened: {kept} kept, {out} excluded."
        message.append(Sentence("decisions", nb, en))
    if len(changed):
        number = len(changed)
        nb = f"{number} {'tidligere avgjørelse er' if number == 1 else 'tidligere avgjørelser er'} endret."
        en = f"{number} earlier {'decision was' if number == 1 else 'decisions were'} changed."
        message.append(Sentence("decisions", nb, en))
    return message


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


def _trials(label: dict[str, str], analysis: str, old: Snapshot, new: Snapshot) -> list[Sentence]:
    """Return which trials came into a pool and which left it."""
    before, after = _in_pool(old, analysis), _in_pool(new, analysis)
    message = []
    texts = (
        ([after[trial] for trial in after if trial not in before], ("ny studie", "nye studier", "i sammenstillingen")),
        ([before[trial] for trial in before if trial not in after], ("studie", "studier", "ikke lenger med")),
    )
    for way, (labels, (one, many, rest)) in enumerate(texts):
        if labels:
            number, who = len(labels), ", ".join(sorted(labels))
            nb = f"{label['nb']}: {_word(number, 'nb', low=True)} {one if number == 1 else many} {rest} ({who})."
            noun = "trial" if number == 1 else "trials"
            what = f"new {noun} in the pooled result" if way == 0 else f"{noun} no longer in the pooled result"
            message.append(Sentence("trials", nb, f"{label['en']}: {_word(number, 'en', low=True)} {what} ({who})."))
    return message


def _estimate(label: dict[str, str], analysis: str, old: Snapshot, new: Snapshot) -> list[Sentence]:
    """Return how the pooled estimate moved."""
    before, after = _pool(old, analysis), _pool(new, analysis)
    file = [{lang: _shown(row, lang) for lang in ("nb", "en")} for row in (before, after)]
    if not before and not after:
        return []
    if not after:
        return [Sentence("estimate", f"{label['nb']}: sammenstillingen er borte.", f"{label['en']}: no longer pooled.")]
    if not before:
        nb = f"{label['nb']}: første sammenstilling, {file[1]['nb']}."
        return [Sentence("estimate", nb, f"{label['en']}: first pooled result, {file[1]['en']}.")]
    if file[0] == file[1]:
        nb = f"{label['nb']}: anslaget er uendret, {file[1]['nb']}."
        return [Sentence("estimate", nb, f"{label['en']}: the estimate is unchanged, {file[1]['en']}.")]
    nb = f"{label['nb']}: anslaget gikk fra {file[0]['nb']} til {file[1]['nb']}."
    en = f"{label['en']}: the estimate moved from {file[0]['en']} to {file[1]['en']}."
    return [Sentence("estimate", nb, en)]


def _shown(row: dict[str, str], language: str) -> str:
    """Return a pooled result as readers see it."""
    if not row:
        return ""
    low, high = row["ci_low"], row["ci_high"]
    cells = [ratio(float(value), language) for value in (row["estimate"], low, high) if value]
    number = int(float(row["k"]))
    measure = MEASURES[row["measure"]].name[language] if row["measure"] in MEASURES else row["measure"]
    if language == "nb":
        span = f", 95 % konfidensintervall {cells[1]} til {cells[2]}" if len(cells) == 3 else ""
        return f"{measure} {cells[0]}{span} ({number} {'studie' if number == 1 else 'studier'})"
    span = f", 95% confidence interval {cells[1]} to {cells[2]}" if len(cells) == 3 else ""
    return f"{measure} {cells[0]}{span} ({number} {'trial' if number == 1 else 'trials'})"


def _certainty(label: dict[str, str], analysis: str, old: Snapshot, new: Snapshot) -> list[Sentence]:
    """Return how certainty moved, or that it did not."""
    before, after = (_level(state, analysis) for state in (old, new))
    if not after[0]:
        return []
    words = [LEVELS.get(level, {"nb": level, "en": level}) for level, _ in (before, after)]
    if before[0] == after[0]:
        nb = f"{label['nb']}: tilliten til resultatet er uendret, {words[1]['nb']}."
        en = f"{label['en']}: the certainty is unchanged, {words[1]['en']}."
    elif not before[0]:
        nb = f"{label['nb']}: tilliten til resultatet er {words[1]['nb']}."
        en = f"{label['en']}: the certainty is {words[1]['en']}."
    else:
        nb = f"{label['nb']}: tilliten til resultatet gikk fra {words[0]['nb']} til {words[1]['nb']}."
        en = f"{label['en']}: the certainty moved from {words[0]['en']} to {words[1]['en']}."
    if after[1] != "signed":
        nb, en = f"{nb[:-1]} (forslag, ikke bekreftet av en person).", f"{en[:-1]} (proposed, no person has signed it)."
    return [Sentence("certainty", nb, en)]


def _level(state: Snapshot, analysis: str) -> tuple[str, str]:
    """Return the overall judgement of an analysis and whether it is signed."""
    table = state.tables["certainty"]
    own = table[(table["analysis"] == analysis) & (table["domain"] == "overall")]
    result = own.to_dict("records")
    return (str(result[0]["judgement"]), str(result[0]["status"])) if result else ("", "")


_SMALL = {
    "nb": ("null", "én", "to", "tre", "fire", "fem", "seks", "sju", "åtte", "ni", "ti"),
    "en": ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
}


def _word(number: int, language: str, *, low: bool = False) -> str:
    """Return a small number as a word, with a capital at the beginning of a sentence."""
    word = _SMALL[language][number] if number <= 10 else str(number)
    # Norwegian “ett søk” and “én studie”: the first sentence of a page is about a search.
    word = "ett" if not low and language == "nb" and number == 1 else word
    return word if low else word[:1].upper() + word[1:]


def page(sentences: Sequence[Sentence], language: str) -> str:
    """Return sentences as a page of plain lines, one a change."""
    message = (sentence.nb if language == "nb" else sentence.en for sentence in sentences)
    return "".join(f"- {one_line(words)}\n" for words in message)


def one_line(text: str) -> str:
    """Return a text without what could break a line or colour a terminal."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
