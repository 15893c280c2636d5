"""``review.toml`` as one model: every value of every setting is tried, from the model itself."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest

from ettervern.check import check_folder
from ettervern.files import ReviewError
from ettervern.living.new import layout
from ettervern.phrases import OF_OUTCOME
from ettervern.review import Review
from ettervern.settings import Outcome, Settings, judging, kinds, line_of, model, read_settings, warnings
from ettervern.settings.effect_measures import MEASURES
from ettervern.settings.reader import Texts, key_of, lines
from tests.small_settings import CONTENT, TWO, merged, small_settings

ROOT = Path(__file__).parent.parent
REAL = ROOT / "reviews" / "ettervern" / "review.toml"
#: Every table that may be there, so that every setting of the model has a place.
FULL = merged(
    CONTENT,
    {
        "review": {
            "languages": ["nb", "en"],
            "contact": "someone@example.org",
            "address": "https://example.org/",
            "updates": date(2026, 1, 1),
            "home": "Norway",
            "promised_update_months": 12,
        },
        "outcomes": {
            "relapse": {"measure": "OR", "method": "REML", "unit": TWO, "also": ["RR"], "convert": "cox", "icc": [0.05]}
        },
        "screening": {"votes": 2, "keywords": {"people": {"label": TWO, "words": ["a*", "b c"], "against": False}}},
        "pooling": {
            "small_study_minimum": 10,
            "definition_sets": {"relapse": {"any": ["any_use"]}},
            "intervals_read_as": [{"name": "read-otherwise", "study_id": "one2001", "ci_level": 0.9}],
        },
        "base_rates": {
            "relapse": [
                {"id": "row", "kind": "rate", "rate_id": "somewhere", "label": TWO},
                {"id": "own", "kind": "own", "share": 0.5, "label": TWO},
            ]
        },
        "thresholds": {"relapse": {"small": 20, "moderate": 100, "large": 200, "important": 50}},
        "grade": {
            "weight_serious": 0.5,
            "i2_serious": 50,
            "i2_very_serious": 75,
            "relative_effect": 0.25,
            "alpha": 0.05,
            "power": 0.8,
            "far_below": 0.5,
            "unseen_serious": 0.5,
            "small_study_p": 0.1,
            "priority_age_groups": ["adults"],
            "main_rate": {"relapse": "own"},
        },
        "phrases": {
            **dict.fromkeys(
                (
                    "intervention",
                    "with",
                    "without",
                    "without_such",
                    "usual",
                    "eligible",
                    "keywords",
                    "maker",
                    "read_instead",
                    "home_study",
                    "no_home_study",
                ),
                TWO,
            ),
            "relapse": dict.fromkeys(OF_OUTCOME, TWO),
        },
        "extraction": {"events": {"abstinence": "abstinent"}, "outcomes": {"days": "relapse"}},
        "pages": {
            "peers": {"categories": ["telephone", "case_management", "other"], "experiences": ["x-1"], "cost": TWO}
        },
    },
)
Path_ = tuple[Any, ...]
MODULES = (model.__name__, judging.__name__, Outcome.__module__)


def walk(kind: Any, content: Any, path: Path_ = ()) -> Iterator[tuple[Path_, Any]]:
    """Yield the place of every setting in ``FULL`` with its type."""
    kind = inner_of(kind)
    if is_dataclass(kind):
        types = get_type_hints(kind, include_extras=True)
        known = [field for field in fields(kind) if not field.metadata]
        for field in known:
            key = key_of(field)
            if key not in content:
                continue
            SEEN.add((kind.__name__, field.name))
            yield (*path, key), types[field.name]
            yield from walk(types[field.name], content[key], (*path, key))
        for field in fields(kind):
            if "rest" in field.metadata:
                rest = {key: content[key] for key in content if key not in {key_of(one) for one in known}}
                yield from walk(types[field.name], rest, path)
    elif get_origin(kind) is dict and not texts(kind):
        for key, value in content.items():
            yield from walk(get_args(kind)[1], value, (*path, key))
    elif get_origin(kind) is tuple and is_dataclass(inner_of(get_args(kind)[0])):
        for number, value in enumerate(content):
            yield from walk(get_args(kind)[0], value, (*path, number))


def inner_of(kind: Any) -> Any:
    """Return a type without ``Annotated`` and without None; texts stay as they are."""
    if get_origin(kind) is Annotated and not texts(kind):
        return inner_of(get_args(kind)[0])
    if get_origin(kind) in (Union, UnionType):
        return inner_of(next(one for one in get_args(kind) if one is not NoneType))
    return kind


def texts(kind: Any) -> bool:
    return get_origin(kind) is Annotated and isinstance(get_args(kind)[1], Texts)


SEEN: set[tuple[str, str]] = set()
PLACES = list(walk(Settings, FULL))
NAMES = [".".join(map(str, path)) for path, _ in PLACES]


def put(path: Path_, value: Any) -> dict[str, Any]:
    """Return ``FULL`` with another value at a place; MISSING takes the key away."""
    content = deepcopy(FULL)
    table: Any = content
    for key in path[:-1]:
        table = table[key]
    if value is MISSING:
        del table[path[-1]]
    else:
        table[path[-1]] = value
    return content


def faults(content: dict[str, Any]) -> dict[str, str]:
    return {fault.key: fault.message for fault in read_settings(content)[1]}


def dotted(path: Path_) -> str:
    """Return a place as messages name it: items of a list from 1."""
    return ".".join(str(key + 1) if isinstance(key, int) else key for key in path)


def test_the_full_content_and_the_real_reviews_are_read_without_a_fault() -> None:
    assert faults(FULL) == {}
    new = layout("second", date(2026, 1, 1))["reviews/second/review.toml"]
    for text in (REAL.read_text("utf-8"), new):
        assert faults(tomllib.loads(text)) == {}


def test_every_field_of_the_model_is_tried() -> None:
    for kind in vars(model).values():
        if isinstance(kind, type) and is_dataclass(kind) and kind.__module__ in MODULES:
            for field in fields(kind):
                said = f"put {kind.__name__}.{field.name} into FULL, so that it is tried"
                assert field.metadata or (kind.__name__, field.name) in SEEN, said


@pytest.mark.parametrize(("path", "kind"), PLACES, ids=NAMES)
def test_a_setting_that_is_missing_is_named_or_has_a_default(path: Path_, kind: Any) -> None:
    settings, found = read_settings(put(path, MISSING))
    names = [fault.key for fault in found]
    if path == ("base_rates",):  # the main rate is one of them
        names = [name.replace("grade.main_rate.relapse", "base_rates") for name in names]
    assert settings is not None or any(dotted(path).startswith(name) or name == dotted(path) for name in names), found


@pytest.mark.parametrize(("path", "kind"), PLACES, ids=NAMES)
@pytest.mark.parametrize("wrong", [{"deep": {"deeper": 1}}, [[]], object(), "banana\nsplit", -1, float("nan"), True])
def test_a_value_of_another_kind_is_a_fault_of_its_key_and_one_line(path: Path_, kind: Any, wrong: Any) -> None:
    free = inner_of(kind) in (str, bool) and not isinstance(wrong, dict | list)
    settings, found = read_settings(put(path, wrong))
    if settings is None:
        assert all("\n" not in fault.message for fault in found)
        assert any(fault.key.startswith(dotted(path)) or dotted(path).startswith(fault.key) for fault in found)
    else:
        assert free, f"{dotted(path)} takes {wrong!r}"


@pytest.mark.parametrize(("path", "kind"), PLACES, ids=NAMES)
def test_a_misspelt_key_is_refused_with_the_nearest(path: Path_, kind: Any) -> None:
    parent: Any = FULL
    for key in path[:-1]:
        parent = parent[key]
    content = put(path, MISSING)
    table: Any = content
    for key in path[:-1]:
        table = table[key]
    table[f"{path[-1]}x"] = parent[path[-1]]
    found = faults(content)
    assert f"did you mean “{path[-1]}”" in found.get(f"{dotted(path)}x", "") or (
        # A table whose keys are outcomes or ids of one's own.
        any(dotted(path)[: len(key)] == key for key in found)
    ), found


CHOICES = [
    (path, value, kind)
    for path, kind in PLACES
    for value in get_args(get_args(inner_of(kind))[0] if get_origin(inner_of(kind)) is tuple else inner_of(kind))
    if get_origin(get_args(inner_of(kind))[0] if get_origin(inner_of(kind)) is tuple else inner_of(kind)) is Literal
]


@pytest.mark.parametrize(("path", "value", "kind"), CHOICES, ids=[f"{dotted(p)}={v}" for p, v, _ in CHOICES])
def test_every_allowed_value_is_taken_and_one_letter_more_is_refused_with_all_of_them(
    path: Path_, value: Any, kind: Any
) -> None:
    listed = get_origin(inner_of(kind)) is tuple
    found = faults(put(path, [value] if listed else value))
    # What the parts demand of each other is said in other words than that the value is not known.
    assert not any("expected one of" in message for message in found.values())
    wrong = faults(put(path, [f"{value}x"] if listed else f"{value}x"))[dotted(path)]
    assert str(value) in wrong


def test_every_setting_is_read_by_the_package() -> None:
    code = "\n".join(
        path.read_text("utf-8")
        for path in sorted((ROOT / "src" / "ettervern").rglob("*.py"))
        if path.name not in ("model.py", "judging.py", "kinds.py", "reader.py")
    )
    unread = []
    for kind in vars(model).values():
        if isinstance(kind, type) and is_dataclass(kind) and kind.__module__ in MODULES:
            names = [field.name for field in fields(kind)]
            # Phrases are put into messages by their keys.
            if kind in (model.OutcomePhrases, model.Phrases):
                continue
            unread += [f"{kind.__name__}.{name}" for name in names if not re.search(rf"\.{name}\b", code)]
    assert unread == []


def test_the_vocabularies_are_those_of_the_stages() -> None:
    from ettervern.synthesise.effects import ZERO_RULES
    from ettervern.synthesise.pooling import CORRECTIONS
    from ettervern.synthesise.tau2 import METHODS

    assert set(get_args(kinds.Method)) == set(METHODS)
    assert set(get_args(kinds.Interval)) == set(CORRECTIONS)
    assert set(get_args(kinds.Zero)) == set(ZERO_RULES)
    compared = [measure for measure in MEASURES.values() if not measure.single]
    assert set(get_args(kinds.MeasureName)) == {measure.code for measure in compared}
    assert {one for measure in compared for one in measure.printed} >= set(get_args(kinds.Printed))


@pytest.mark.parametrize("measure", ["banana", "PLO", "or", ""])
def test_a_measure_that_does_not_go_all_the_way_is_refused_with_those_that_do(measure: str) -> None:
    assert "expected one of OR, RR, RD" in faults(put(("pooling", "measure"), measure))["pooling.measure"]


CROSSED: list[tuple[Path_, Any, str, str]] = [
    (("outcomes", "relapse", "event"), MISSING, "outcomes.relapse.event", "the event that OR counts"),
    (("outcomes", "relapse", "measure"), "IRR", "outcomes.relapse", "base_rates.relapse has no use"),
    (("outcomes", "relapse", "also"), ["SMD"], "outcomes.relapse.also", "OR cannot be pooled as SMD too"),
    (("outcomes", "relapse", "measure"), "RR", "outcomes.relapse.convert", "converted are OR and SMD only"),
    (("thresholds", "relapse", "large"), 2000, "thresholds.relapse", "at most 1000"),
    (("review", "updates"), date(2026, 11, 21), "review.updates", "earlier than 2026-11-21"),
    (("criteria", "rows", 0, "reason"), "desing", "criteria.rows.1.reason", "did you mean “design”"),
    (("reasons", "other"), TWO, "reasons.other", "no criterion has this reason"),
    (("thresholds", "relaps"), {}, "thresholds.relaps", "did you mean “relapse”"),
    (("phrases", "intervension"), {}, "phrases.intervension", "did you mean “intervention”"),
    (("pooling", "windows", "6"), [12, 3, 9], "pooling.windows.6", "target between the others"),
    (("pooling", "definition_sets", "relapse"), {"dl": ["any_use"]}, "pooling.definition_sets.relapse.dl", "taken"),
    (("pooling", "designs_not_randomised"), ["rct"], "pooling.designs_not_randomised", "stands in designs too"),
    (("thresholds", "relapse", "small"), 100, "thresholds.relapse", "small < moderate < large"),
    (("grade", "i2_serious"), 80, "grade.i2_very_serious", "no less than i2_serious"),
    (("grade", "main_rate", "relapse"), "own2", "grade.main_rate.relapse", "did you mean “own”"),
    (("base_rates", "relapse", 1, "id"), "row", "base_rates.relapse.2.id", "stands twice"),
    (("base_rates", "relapse", 1, "share"), MISSING, "base_rates.relapse.2", "expected share"),
    (("base_rates", "relapse", 0, "rate_id"), MISSING, "base_rates.relapse.1", "expected rate_id"),
    (("pages", "peers", "categories"), ["telephone", "other"], "pages", "“case_management” is on 0 pages"),
    (("screening", "keywords", "more"), {"label": TWO, "words": ["A*"]}, "screening.keywords.more.words", "once"),
    (("outcomes", "relapse", "complement"), ["relapse"], "outcomes.relapse.complement", "the event itself"),
]


@pytest.mark.parametrize(("path", "value", "key", "words"), CROSSED, ids=[f"{c[2]}-{c[3][:12]}" for c in CROSSED])
def test_what_the_parts_demand_of_each_other_is_asked(path: Path_, value: Any, key: str, words: str) -> None:
    assert words in faults(put(path, value))[key]


def test_groups_of_words_that_cannot_be_told_apart_are_refused() -> None:
    many = {f"g{n}": {"label": TWO, "words": [f"w{n}"]} for n in range(6)}
    assert "6 groups" in faults(put(("screening", "keywords"), many))["screening.keywords"]
    for word in ("a(b", "re*lapse", "*", ""):
        groups = {"one": {"label": TWO, "words": [word]}}
        assert "only where a word begins or ends" in faults(put(("screening", "keywords"), groups)).popitem()[1]


def test_texts_are_demanded_in_the_listed_languages_only_and_others_lean_on_the_first() -> None:
    english = {"en": "Something"}
    content = merged(CONTENT, {"review": {"languages": ["en"]}, "categories": {"other": english}})
    content["categories"]["other"] = english
    settings, found = read_settings(content)
    assert found == [] and settings is not None
    assert settings.categories["other"] == dict.fromkeys(kinds.BOOKS, "Something")
    content["review"]["languages"] = ["nb"]
    assert "no text in “nb”" in faults(content)["categories.other"]
    content["categories"]["other"] = {"nb": "Noe", "de": "Etwas"}
    assert "expected among nb, en" in faults(content)["categories.other.de"]


def test_every_key_of_the_real_file_has_its_own_line() -> None:
    text = REAL.read_text("utf-8")
    listed = text.splitlines()
    for key, number in lines(text):
        last = key.rpartition(".")[2]
        assert last.isdecimal() or last in listed[number - 1] or number < len(listed), key
    assert listed[line_of(text, "pooling.measure") - 1].startswith("measure =")
    assert listed[line_of(text, "base_rates.employment.2.share") - 1] == "share = 0.30"
    assert listed[line_of(text, "criteria.rows.3.reason") - 1] == 'reason = "comparator"'
    assert listed[line_of(text, "categories.exercise.nb") - 1].startswith("exercise =")
    assert line_of(text, "pooling.mesure") == line_of(text, "pooling")


def test_a_value_over_several_lines_hides_no_key() -> None:
    text = 'a = """\n[no.table]\nb = 1\n"""\nb = [\n 1,\n]\n[[c]]\nd = 1\n[[c]]\nd = { e = 2 }\n'
    assert dict(lines(text)) == {"a": 1, "b": 5, "c.1": 8, "c.1.d": 9, "c.2": 10, "c.2.d": 11, "c.2.d.e": 11}


def test_all_faults_of_a_file_are_told_at_once_with_their_lines(tmp_path: Path) -> None:
    folder = tmp_path / "reviews" / "ettervern"
    folder.mkdir(parents=True)
    text = (
        REAL.read_text("utf-8").replace('measure = "OR"', 'mesure = "OR"').replace('favours = "low"', 'favours = "up"')
    )
    (folder / "review.toml").write_text(text, "utf-8")
    with pytest.raises(ReviewError) as raised:
        Review.open(folder)
    told = {(problem.file, problem.row, problem.column) for problem in raised.value.problems}
    row = text.splitlines().index('mesure = "OR"') + 1
    file = "reviews/ettervern/review.toml"
    assert (file, row, "pooling.mesure") in told
    assert {column for _, _, column in told} == {"pooling.measure", "pooling.mesure", "outcomes.relapse.favours"}
    assert check_folder(folder) == sorted(raised.value.problems)


def test_settings_without_effect_are_warned_of() -> None:
    settings = small_settings(pooling={"measure": "RR", "printed_effects": ["OR", "RR"]})
    found = {fault.key: fault.message for fault in warnings(settings, "elsewhere")}
    assert found.keys() == {"pooling.printed_effects", "review.name"}
    assert found["pooling.printed_effects"].startswith("OR: never pooled while measure is RR")


def test_a_review_in_english_only_needs_no_norwegian_texts_and_gets_no_norwegian_entrance(tmp_path: Path) -> None:
    from ettervern.check.texts import text_problems
    from ettervern.extract import Extraction
    from ettervern.publish.site.book import entrance

    english = Review(tmp_path, small_settings(review={"languages": ["en"]}))
    assert text_problems(english, Extraction()) == []
    assert 'href="en/' in entrance(english, english.languages) and "nb/" not in entrance(english, english.languages)
    both = Review(tmp_path, small_settings())
    assert [problem.severity for problem in text_problems(both, Extraction())] == ["warning"]


def test_the_change_log_shows_a_small_ratio_by_its_digits_and_its_own_name() -> None:
    from ettervern.living.telling import _shown

    row = {"measure": "RR", "estimate": "0.0045", "ci_low": "0.0012", "ci_high": "0.017", "k": "3"}
    assert _shown(row, "en") == "risk ratio 0.0045, 95% confidence interval 0.0012 to 0.017 (3 trials)"
    assert _shown(row, "nb").startswith("relativ risiko 0,0045, 95 % konfidensintervall 0,0012 til 0,017")


@pytest.mark.parametrize(("measure", "key", "message"), [
    ("MD", "outcomes.mood.unit", "what the amount is counted in"),
    ("IRR", "outcomes.mood.unit", "the time of a rate"),
    ("HR", "outcomes.mood.event", "the event that HR counts"),
    ("SMD", "outcomes.mood", "small = 0.2, moderate = 0.5, large = 0.8"),
    ("GEN", "outcomes.mood", "no table [thresholds.mood]"),
])  # fmt: skip
def test_an_outcome_of_a_kind_that_lacks_something_is_refused_before_anything_is_built(
    measure: str, key: str, message: str
) -> None:
    outcome = {"label": TWO, "favours": "low", "definitions": ["scale"], "measure": measure}
    assert message in faults(merged(CONTENT, {"outcomes": {"mood": outcome}}))[key]


def test_a_book_may_be_in_a_language_that_results_are_not_written_in_but_not_first() -> None:
    content = merged(CONTENT, {"review": {"languages": ["en", "nn"]}, "categories": {"other": TWO}})
    settings, found = read_settings(content)
    assert found == [] and settings is not None and settings.review.languages == ("en", "nn")
    assert settings.categories["other"]["nn"] == TWO["en"]
    content["review"]["languages"] = ["nn", "nb"]
    assert "results are written in first" in faults(content)["review.languages"]


def test_odds_ratios_are_converted_only_where_it_is_said_which_event_the_amount_goes_with() -> None:
    outcome = {"label": TWO, "favours": "low", "definitions": ["scale"], "measure": "SMD", "convert": "cox"}
    sizes = {"small": 0.2, "moderate": 0.5, "large": 0.8, "important": 0.2}
    content = merged(CONTENT, {"outcomes": {"mood": outcome}, "thresholds": {"mood": sizes}})
    assert "whose odds ratios are converted" in faults(content)["outcomes.mood.event"]
    assert faults(merged(content, {"outcomes": {"mood": {"event": "depressed", "complement": ["well"]}}})) == {}
