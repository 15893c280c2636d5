"""The catalogues of messages: whole in every language, all of it used, and free of what a review is about."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

from ettervern import forest, pool
from ettervern.catalogue import LANGUAGES, catalogues, gettext, ngettext, pgettext, section
from ettervern.phrases import GENERAL, OF_OUTCOME, general_phrases
from tests.conftest import ROOT

SOURCE = ROOT / "src" / "ettervern"
#: Places that the review fills: languages may put them differently together.
PHRASES = {*GENERAL, *OF_OUTCOME, "without_such", "does", "label"}
#: What a review is about stands in the review. "Relapse" is what one outcome of the first review is called; the name of
#: the package is no topic in a command.
TOPIC = re.compile(r"(?<!`)ettervern|aftercare|tilbakefall|relapse|rusmid|rusprob|substance|sobri|abstin", re.I)


@cache
def catalogue(language: str) -> dict[tuple[str, str], Message]:
    with (SOURCE / "locale" / language / "LC_MESSAGES" / "ettervern.po").open("rb") as file:
        entries = [entry for entry in read_po(file, locale=language) if entry.id]
    return {(entry.context or "", entry.id if isinstance(entry.id, str) else entry.id[0]): entry for entry in entries}


def texts(entry: Message) -> tuple[str, ...]:
    return entry.string if isinstance(entry.string, tuple) else (entry.string,)


def places(entry: Message) -> set[str]:
    return {name for text in texts(entry) for _, name, _, _ in Formatter().parse(text) if name} - PHRASES


def calls() -> Iterator[tuple[str, str]]:
    """Yield the function and the literal name, or the literal beginning of one, of every call of a catalogue."""
    for path in sorted(SOURCE.rglob("*.py")):
        text = path.read_text("utf-8")
        for node in ast.walk(ast.parse(text)) if re.search(r"ettervern\.catalogue|\.gettext\(|filled\(", text) else ():
            if isinstance(node, ast.Call) and node.args:
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if name in ("gettext", "ngettext", "pgettext", "section", "filled"):
                    yield from ((name.replace("filled", "gettext"), literal) for literal in literals(node.args[0]))
    for path in sorted((SOURCE / "publish" / "templates").glob("*")):
        for call in Environment().parse(path.read_text("utf-8")).find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name in ("gettext", "pgettext"):
                yield from ((call.node.name, literal) for literal in template_literals(call.args[0]))
    for path in sorted((SOURCE / "theme").rglob("*.html")):
        yield from (("gettext", name) for name in re.findall(r"""gettext\(["']([\w.]+)["']""", path.read_text("utf-8")))


def literals(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant):
        yield str(node.value)
    elif isinstance(node, ast.IfExp):
        yield from literals(node.body)
        yield from literals(node.orelse)
    elif isinstance(node, ast.JoinedStr):  # the beginning of a name, before what is put in
        yield str(node.values[0].value) + "*" if isinstance(node.values[0], ast.Constant) else "*"


def template_literals(node: nodes.Expr) -> Iterator[str]:
    if isinstance(node, nodes.Const):
        yield str(node.value)
    elif isinstance(node, nodes.CondExpr):
        yield from template_literals(node.expr1)
        yield from template_literals(node.expr2 or nodes.Const("*"))
    elif isinstance(node, nodes.Concat):
        yield str(node.nodes[0].value) + "*" if isinstance(node.nodes[0], nodes.Const) else "*"
    else:
        yield "*"


def test_every_language_has_every_message_with_the_same_places() -> None:
    first = catalogue(LANGUAGES[0])
    for language in LANGUAGES[1:]:
        other = catalogue(language)
        assert other.keys() == first.keys()
        assert {key: places(entry) for key, entry in first.items()} == {k: places(e) for k, e in other.items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_is_empty_and_every_place_can_be_filled(language: str) -> None:
    for key, entry in catalogue(language).items():
        assert all(text.strip() for text in texts(entry)) or key[1] == "phrase.rest", key
        for text in texts(entry):
            assert text.count("{") == len(list(filter(lambda part: part[1], Formatter().parse(text)))), key


def test_the_code_names_only_messages_that_there_are() -> None:
    names = {name for context, name in catalogue(LANGUAGES[0]) if not context}
    contexts = {context for context, _ in catalogue(LANGUAGES[0])}
    for function, text in calls():
        if function == "pgettext":
            assert text in contexts, text
        elif function == "section":
            assert any(name.startswith(f"{text}.") for name in names), text
        elif text.endswith("*"):
            assert text != "*" and any(name.startswith(text[:-1]) for name in names), text
        else:
            assert text in names, text


def test_every_message_is_said_somewhere() -> None:
    named = list(calls())
    whole = {text for function, text in named if function in ("gettext", "ngettext") and not text.endswith("*")}
    begun = tuple(text[:-1] for _, text in named if text.endswith("*"))
    begun += tuple(f"{text}." for function, text in named if function == "section")
    contexts = {text for function, text in named if function == "pgettext"}
    unsaid = [
        key
        for key in catalogue(LANGUAGES[0])
        if not (key[0] in contexts if key[0] else key[1] in whole or key[1].startswith(begun))
    ]
    assert unsaid == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_says_what_the_first_review_is_about(language: str) -> None:
    assert [key for key, entry in catalogue(language).items() if TOPIC.search(" ".join(texts(entry)))] == []


#: Beginnings of the messages of figures and of what stands around a page, and the contexts of their codes.
OF_FIGURES = (
    "baujat", "cumulative", "forest", "forest-groups", "funnel", "gap-map", "harvest", "icons", "leave-one-out",
    "traffic-light", "phrase", "statement", "theme",
)  # fmt: skip
CODES = ("bias", "bias letter", "bias domain", "bias domain heading", "direction", "gap-map key", "sureness")
#: What is bokmål and not nynorsk.
BOKMAL = re.compile(r"\b(ikke|hver|flere|fra|tall(?:ene)?|samlede|studie(?:r|ne)|skjevhet|uten|bare|hvor|personer)\b")


def test_a_third_language_is_a_catalogue_and_nothing_else() -> None:
    known = {
        key: entry
        for key, entry in catalogue(LANGUAGES[0]).items()
        if not key[0] and key[1].split(".")[0] in OF_FIGURES
    }
    known |= {key: entry for key, entry in catalogue(LANGUAGES[0]).items() if key[0] in CODES}
    nynorsk = catalogue("nn")
    assert "nn" in catalogues() and known.keys() <= nynorsk.keys()
    assert {key: places(entry) for key, entry in known.items()} == {key: places(nynorsk[key]) for key in known}
    assert [key for key, entry in nynorsk.items() if BOKMAL.search(" ".join(texts(entry)))] == []


def test_a_figure_speaks_the_third_language_and_what_it_lacks_is_said_in_the_first() -> None:
    table = {"events_intervention": [1, 9], "n_intervention": [10, 40], "events_control": [4, 15], "n_control": [9, 41]}
    figure = forest(pool(table), "Tilbakefall", language="nn")
    assert "Samla (2 studiar)" in figure.svg and "Høgare med tiltaket" in figure.svg
    assert "Alle tala står i tabellen" in figure.description
    assert gettext("calculator.work", "nn") == gettext("calculator.work", "nb")


def test_a_missing_message_is_named() -> None:
    for call in (gettext, lambda name, language: ngettext(name, language, 2)):
        with pytest.raises(KeyError, match=r"no message forest\.titel"):
            call("forest.titel", "nb")


def test_a_code_without_words_is_shown_as_it_stands() -> None:
    assert pgettext("bias", "quite_low", "nb") == "quite low"


def test_a_message_begins_a_phrase_as_it_asks() -> None:
    assert gettext("forest.left", "nb", **general_phrases("nb")) == "Lavere med tiltaket"
    assert ngettext("forest.pooled", "nb", 1) == "Samlet (1 studie)"
    assert ngettext("forest.pooled", "en", 1720) == "Pooled (1720 studies)"


def test_a_section_leaves_its_places_open() -> None:
    assert section("icons.heads", "en")["2"] == "Number of {per}"


def test_a_section_puts_in_what_it_is_given() -> None:
    words = section("explore-heads", "en", measure="risk ratio")
    assert words["3"] == "Risk ratio" and list(words) == ["1", "2", "3", "4", "5"]
    assert (
        section("calculator-outcome", "en", outcome="Death")["caption"]
        == "Death: people of the {reached} that you reach"
    )


def test_no_table_of_words_stands_in_the_code() -> None:
    tables = [
        f"{path.name}:{node.lineno}"
        for path in sorted(SOURCE.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Dict)
        and {key.value for key in node.keys if isinstance(key, ast.Constant)} & {*LANGUAGES}
    ]
    assert tables == []


def test_no_code_asks_which_language_it_speaks() -> None:
    asked = [
        f"{path.name}:{node.lineno}"
        for path in sorted(SOURCE.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Compare)
        and ast.unparse(node.left) == "language"
        and any(isinstance(other, ast.Constant) and other.value in LANGUAGES for other in node.comparators)
    ]
    assert asked == []


#: What the first review is about, as text in code; the code of a direction is data, and one's own study is of these.
TOPIC = re.compile(r"relaps|abstin|aftercare|employ|substance|sober|rusprob|tilbakefall", re.IGNORECASE)


def literals_of(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the texts in a module but for its docstrings, each with its line."""
    tree = ast.parse(path.read_text("utf-8"))
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.lineno, node.value


def test_no_code_outside_ones_own_study_names_what_the_first_review_is_about() -> None:
    modules = [path for path in SOURCE.rglob("*.py") if "local" not in path.relative_to(SOURCE).with_suffix("").parts]
    found = [(path.name, line, text) for path in modules for line, text in literals_of(path) if TOPIC.search(text)]
    assert [one for one in found if one[2] != "favours_aftercare"] == []
