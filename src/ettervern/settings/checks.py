"""What the parts of ``review.toml`` demand of each other, once each part is right by itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from ettervern.settings.effect_measures import MEASURES
from ettervern.settings.judging import RateSetting
from ettervern.settings.kinds import LANGUAGES, Printed
from ettervern.settings.model import Settings
from ettervern.settings.outcomes import Outcome
from ettervern.settings.reader import Fault, nearest, shown

#: Groups that can be told apart without colour: so many lines under a word, and one box around it.
MOST_GROUPS = 5
MOST_AGAINST = 1
#: Analyses that every review has; a name of one's own would stand in the results twice.
TAKEN = (
    "main", "not-randomised", "fixed", "dl", "he", "ml", "pm", "wald", "hk", "no-reconstructed", "both-agree",
    "with-indirect", "equal-arms", "words-null", "words-all", "all-contrasts", "loo", "cumulative", "converted",
    "as-or", "as-rr", "as-rd", "as-peto", "as-smd", "as-md", "as-mh", "as-glmm",
)  # fmt: skip


def cross_faults(settings: Settings) -> Iterator[Fault]:
    """Find what is wrong between the parts of ``review.toml``."""
    for rule in (_dates, _names, _reasons, _outcomes, _windows, _analyses, _sizes, _rates, _keywords, _pages):
        yield from rule(settings)


def _dates(settings: Settings) -> Iterator[Fault]:
    about = settings.review
    if about.languages[0] not in LANGUAGES:
        message = f"expected one that results are written in first ({' or '.join(LANGUAGES)}), then the others"
        yield Fault("review.languages", message)
    if about.updates is not None and about.updates >= about.date:
        yield Fault("review.updates", f"expected the day of the version before, earlier than {about.date.isoformat()}")


def _names(settings: Settings) -> Iterator[Fault]:
    """Names that become names of analyses, files and anchors are ids."""
    for place in ("outcomes", "categories", "reasons", "roles"):
        for key in getattr(settings, place):
            if not key.replace("_", "").replace("-", "").isalnum() or not key.isascii():
                yield Fault(f"{place}.{key}", "expected an id of letters a to z, digits, _ and -")


def _reasons(settings: Settings) -> Iterator[Fault]:
    """Criteria and the reasons for exclusion name each other; both stand once."""
    rows, known = settings.criteria.rows, [*settings.reasons]
    for number, row in enumerate(rows, start=1):
        if row.reason not in known:
            message = f"expected a code that [reasons] has; found {shown(row.reason)}{nearest(row.reason, known)}"
            yield Fault(f"criteria.rows.{number}.reason", message)
        if row.id in [other.id for other in rows[: number - 1]]:
            yield Fault(f"criteria.rows.{number}.id", f"the id {shown(row.id)} stands twice")
    for reason in set(known) - {row.reason for row in rows}:
        yield Fault(f"reasons.{reason}", "no criterion has this reason; expected one, since their order counts")


def _outcomes(settings: Settings) -> Iterator[Fault]:
    """Tables whose keys are outcomes name outcomes that there are; an event is not its own opposite."""
    known = [*settings.outcomes]
    for place, table in settings.tables_by_outcome().items():
        for key in table:
            if key not in known:
                yield Fault(f"{place}.{key}", f"not an outcome; expected among {', '.join(known)}{nearest(key, known)}")
    for key, outcome in settings.outcomes.items():
        if outcome.event and outcome.event in outcome.complement:
            yield Fault(f"outcomes.{key}.complement", f"{shown(outcome.event)} is the event itself, not its opposite")
        yield from (Fault(f"outcomes.{key}{end}", message) for end, message in _kind(settings, key, outcome))


def _kind(settings: Settings, key: str, outcome: Outcome) -> Iterator[tuple[str, str]]:
    """What an outcome's measure demands beside it."""
    code, kind = outcome.measure, outcome.kind
    if not kind.means and not outcome.event:
        yield ".event", f"missing; expected the event that {code} counts"
    if (kind.rates or (kind.means and code != "SMD")) and outcome.unit is None:
        what = "the time of a rate, as “person-years”" if kind.rates else "what the amount is counted in"
        yield ".unit", f"missing; expected {what}, since {code} has a unit"
    if kind.means and key not in settings.thresholds:
        hint = "; a common rule for SMD is small = 0.2, moderate = 0.5, large = 0.8" if code == "SMD" else ""
        yield "", f"no table [thresholds.{key}]; expected one, since {code} is judged in a unit of its own{hint}"
    if not kind.risks and key in settings.base_rates:
        yield "", f"base_rates.{key} has no use: {code} is not of people who have an event"
    if outcome.convert and code not in ("OR", "SMD"):
        yield ".convert", f"converted are OR and SMD only; the measure is {code}"
    elif outcome.convert and kind.means and not outcome.event:
        yield ".event", "missing; expected the event that more of the amount goes with, whose odds ratios are converted"
    ways = _ways(code)
    for way in outcome.also:
        if way not in ways:
            yield ".also", f"{code} cannot be pooled as {way} too; expected among {', '.join(ways) or 'none'}"


def _ways(code: str) -> tuple[str, ...]:
    """Return the other ways in which trials of a measure can be pooled."""
    kind = MEASURES[code]
    same = [one for one in ("OR", "RR", "RD", "PETO", "SMD", "MD") if MEASURES[one].columns == kind.columns]
    counted = {"OR": ("MH", "GLMM"), "RR": ("MH",), "RD": ("MH",)}.get(code, ())
    return (*(one for one in same if one != code), *counted)


def _windows(settings: Settings) -> Iterator[Fault]:
    for name, (target, low, high) in settings.pooling.windows.items():
        if not low <= target <= high:
            yield Fault(f"pooling.windows.{name}", "expected [target, from, to] in months, target between the others")


def _analyses(settings: Settings) -> Iterator[Fault]:
    """Sensitivity analyses have names of their own; designs are pooled together or apart, not both."""
    pooling = settings.pooling
    readings = [(f"pooling.intervals_read_as.{n}.name", one.name) for n, one in enumerate(pooling.intervals_read_as, 1)]
    for outcome in settings.outcomes:
        sets = [
            (f"pooling.definition_sets.{outcome}.{name}", name) for name in pooling.definition_sets.get(outcome, {})
        ]
        taken = [*TAKEN, *(f"window-{name}" for name in pooling.windows), *settings.categories]
        for key, name in [*sets, *readings]:
            if name in taken:
                yield Fault(key, f"the name {shown(name)} is taken by another analysis; expected one of its own")
            taken.append(name)
    for design in set(pooling.designs) & set(pooling.designs_not_randomised):
        yield Fault("pooling.designs_not_randomised", f"{shown(design)} stands in designs too; expected it in one")


def _sizes(settings: Settings) -> Iterator[Fault]:
    for key, table in settings.thresholds.items():
        if not table.small < table.moderate < table.large:
            yield Fault(f"thresholds.{key}", "expected small < moderate < large")
        people = key in settings.outcomes and settings.outcomes[key].kind.risks
        if people and max(table.large, table.important) > 1000:
            yield Fault(f"thresholds.{key}", "expected people per 1000, at most 1000")
    if settings.grade.i2_serious > settings.grade.i2_very_serious:
        yield Fault("grade.i2_very_serious", "expected no less than i2_serious")


def _rates(settings: Settings) -> Iterator[Fault]:
    """Base rates have what their kind needs; the main one is among them."""
    for outcome, rows in settings.base_rates.items():
        for number, row in enumerate(rows, start=1):
            yield from (Fault(f"base_rates.{outcome}.{number}{key}", message) for key, message in _rate(row))
            if row.id in [other.id for other in rows[: number - 1]]:
                yield Fault(f"base_rates.{outcome}.{number}.id", f"the id {shown(row.id)} stands twice")
    for outcome, wanted in settings.grade.main_rate.items():
        ids = [row.id for row in settings.base_rates.get(outcome) or (RateSetting("trials", "trials", {}),)]
        if outcome in settings.outcomes and wanted not in ids:
            message = f"expected one of {', '.join(ids)} for {outcome}; found {shown(wanted)}{nearest(wanted, ids)}"
            yield Fault(f"grade.main_rate.{outcome}", message)


def _rate(row: RateSetting) -> Iterator[tuple[str, str]]:
    if (row.kind in ("rate", "percentage")) != bool(row.rate_id):
        yield "", f"expected rate_id, a row of base_rates.csv, for rate and percentage only; kind is {row.kind}"
    if (row.kind in ("percentage", "own")) != (row.share is not None):
        yield "", f"expected share, above 0 and below 1, for percentage and own only; kind is {row.kind}"


def _keywords(settings: Settings) -> Iterator[Fault]:
    """Find words that two groups claim, and more groups than can be told apart."""
    groups, place = settings.screening.keywords or {}, "screening.keywords"
    against = sum(group.against for group in groups.values())
    if against > MOST_AGAINST or len(groups) - against > MOST_GROUPS:
        most = f"{MOST_GROUPS} groups and {MOST_AGAINST} with against = true"
        yield Fault(place, f"{len(groups)} groups, {against} of them with against = true; expected {most} at most")
    first: dict[str, str] = {}
    for name, group in groups.items():
        for word in group.words:
            if first.setdefault(word.casefold(), name) != name:
                message = f"{shown(word)} stands in {first[word.casefold()]} too; expected it once"
                yield Fault(f"{place}.{name}.words", message)


def _pages(settings: Settings) -> Iterator[Fault]:
    """Where there are pages on measures, every category stands on exactly one."""
    held = [(name, page) for page, table in settings.pages.items() for name in table.categories]
    known = [*settings.categories, "unknown"]
    for name, page in held:
        if name not in known:
            message = f"{shown(name)} is no category{nearest(name, known)}"
            yield Fault(f"pages.{page}.categories", message)
    many = [name for name, _ in held]
    for name in settings.categories if settings.pages else ():
        if many.count(name) != 1:
            yield Fault("pages", f"the category {shown(name)} is on {many.count(name)} pages; expected exactly one")


def warnings(settings: Settings, folder: str) -> Iterator[Fault]:
    """Find what stops nothing but will surprise: settings without effect."""
    kinds = {outcome.measure: outcome.kind for outcome in settings.outcomes.values()}
    pooled = {name for kind in kinds.values() for name in kind.printed}
    listed = settings.pooling.printed_effects
    other = [name for name in listed if name not in pooled] if listed != get_args(Printed) else []
    if other:
        measures = ", ".join(kinds)
        message = (
            f"{', '.join(other)}: never pooled while measure is {measures}; such rows are listed with their reason"
        )
        yield Fault("pooling.printed_effects", message)
    if settings.review.name != folder:
        yield Fault("review.name", f"expected the folder's name, {shown(folder)}; found {shown(settings.review.name)}")
