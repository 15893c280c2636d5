"""Sentences on how far the review has come, chosen by the counts of ``results/standing.csv`` and never by hand.

Each fact has a level: ``nothing`` where there is nothing to do yet, ``none``, ``some`` or ``all`` of it done. Full
texts have a level more, ``sought``: asked for, and none read yet.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from ettervern.catalogue import gettext
from ettervern.computed import Standing
from ettervern.numbers import day, whole
from ettervern.publish.results import Results
from ettervern.publish.site.html import paragraph
from ettervern.publish.site.templates import rendered

#: How far something may have come.
LEVELS = ("nothing", "none", "sought", "some", "all")
#: Facts on whether people did what software did in the first draft.
BY_PEOPLE = ("titles", "texts", "conflicts", "figures", "bias", "signed")
#: Sentences that tell the counts of another fact.
COUNTED = {"full_texts": "read", "basis": "read"}
#: What there is to do, in its order.
STEPS = ("databases", "screened", "titles", "full_texts", "texts", "extracted", "figures", "bias", "signed")


def facts(results: Results) -> dict[str, Standing]:
    """Return the counts by the name of their fact."""
    return {row.fact: row for row in results.rows(Standing)}


def _level(done: int, of: int) -> str:
    return "nothing" if not of else "none" if not done else "all" if done == of else "some"


def level(results: Results, fact: str) -> str:
    """Return how far something has come.

    Parameters
    ----------
    results : Results
        Holds the counts.
    fact : str
        A fact of ``standing.csv``; ``people`` for all judgements together, ``full_texts`` for seeking and reading.

    Raises
    ------
    KeyError
        Where there is no such fact.
    """
    if fact in COMPOSED:
        return COMPOSED[fact](results)
    row = facts(results)[fact]
    return _level(row.done, row.of)


def _by_people(results: Results) -> str:
    """Return how much of all that is judged people have judged."""
    levels = {level(results, fact) for fact in BY_PEOPLE} - {"nothing"}
    return levels.pop() if len(levels) == 1 else "some" if levels else "nothing"


def _full_texts(results: Results) -> str:
    """Return how far reading has come; what cannot be had need not be read."""
    known = facts(results)
    kept, sought = known["read"].of, known["sought"].done
    within_reach = kept - known["unobtainable"].done
    read = _level(known["read"].done, max(within_reach, known["read"].done))
    return "nothing" if not kept else "sought" if sought and read in ("none", "nothing") else read


#: Levels that are made of several counts.
COMPOSED: dict[str, Callable[[Results], str]] = {
    "people": _by_people,
    "made": _by_people,
    "cite": _by_people,
    "full_texts": _full_texts,
    "basis": _full_texts,
}


def state(results: Results, fact: str, language: str) -> str:
    """Return the sentence on a fact, as far as it has come; empty where there is nothing to say."""
    return gettext(f"state.{fact}.{level(results, fact)}", language, **_values(results, fact, language))


def _values(results: Results, fact: str, language: str) -> dict[str, str]:
    """Return what the sentences on a fact may have a place for."""
    known = facts(results)
    row = known.get(COUNTED.get(fact, fact))
    counts = {"done": row.done, "of": row.of, "left": row.of - row.done} if row else {}
    counts["sought"] = known["sought"].done
    if fact == "full_texts":
        counts["left"] -= known["unobtainable"].done
    shown = {name: whole(count, language) for name, count in counts.items()}
    return shown | {"sources": _sources(results), "read_instead": results.review.phrases(language)["read_instead"]}


def _sources(results: Results) -> str:
    """Return the databases and registers searched, each once."""
    log = results.get("searches")
    rows = () if log is None else zip(log["source"], log["kind"], strict=True)
    return ", ".join(dict.fromkeys(source for source, kind in rows if kind != "other"))


def version(results: Results, language: str) -> str:
    """Return version and day of the review, and the day to which its data have changed since."""
    about, last = results.review.settings.review, changed(results)
    values = {"version": about.version, "day": day(about.date, language)}
    if last is None or last <= about.date:
        return gettext("state.version.same", language, **values)
    return gettext("state.version.changed", language, **values, changed=day(last, language))


def changed(results: Results) -> date | None:
    """Return the last day on which anything was searched, judged, extracted or signed."""
    days = [row.latest for row in results.rows(Standing) if row.latest]
    return date.fromisoformat(max(days)) if days else None


def left(results: Results, language: str) -> list[str]:
    """Return what is left to do, a line a step; empty where all is done."""
    steps = {step: _todo(results, step) for step in STEPS}
    values = {step: _values(results, step, language) for step in STEPS}
    return [gettext(f"left.{step}.{todo}", language, **values[step]) for step, todo in steps.items() if todo != "done"]


def _todo(results: Results, step: str) -> str:
    """Return whether a step is done, begun or not begun.

    One database is a search of databases. Nobody waits for the votes of people on full texts that nobody has read.
    """
    reached = level(results, step)
    if reached == "all" or (step, reached) in (("databases", "some"), ("texts", "nothing")):
        return "done"
    return "begun" if reached in ("some", "sought") else "open"


def draft(results: Results, language: str) -> str:
    """Return whether this is a draft, a review on its way, or one that is done."""
    begun = "begun" if level(results, "people") in ("some", "all") else "open"
    return gettext(f"state.draft.{begun if left(results, language) else 'done'}", language)


def made(results: Results, language: str) -> str:
    """Return who made the review, and from what: the line at the foot of every page."""
    return f"{state(results, 'made', language)} {state(results, 'basis', language)}".strip()


def remaining(results: Results, _: str, language: str) -> str:
    """Return what is left to do, as a list; a sentence where nothing is."""
    lines = left(results, language)
    return rendered("bullets", language, lines=lines) if lines else paragraph(gettext("left.none", language))


#: Facts that a page may ask for by name: ``state.<fact>``.
STATES = (
    *("databases", "strings", "records", "titles", "conflicts", "full_texts", "texts", "figures", "bias", "signed"),
    *("people", "basis", "cite"),
)
