"""The Norwegian of the book: its weight is measured and printed, its spelling is checked."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from html import escape
from pathlib import Path

import pytest

from ettervern.publish.results import Results
from tests.pages import PAGES
from tests.quality.readability import LABEL, measure, prose, sentences

pytestmark = pytest.mark.browser
#: Pages for those who do the work of the review or check it; all others are for everyone.
EXPERT = {"methods", "found", "studies", "trust", "data", "changes", "cite", "access", "glossary"}
LAY = sorted(set(PAGES) - EXPERT)
WORDS = Path(__file__).parent.parent / "data" / "words_nb.txt"


def test_every_lay_page_is_light_to_read(html: Callable[[str, str], str], capsys: pytest.CaptureFixture[str]) -> None:
    found = {key: measure(prose(html(key, "nb"), "nb")) for key in LAY}
    with capsys.disabled():
        print()
        for key, figures in found.items():
            print(
                f"{PAGES[key]['nb']:42} LIX {figures.lix:4.1f}, {figures.per_sentence:4.1f} words a sentence, "
                f"longest {figures.longest_words}"
            )
    assert {key: round(figures.lix, 1) for key, figures in found.items() if figures.lix > 42} == {}
    assert {key: figures.longest for key, figures in found.items() if figures.longest_words > 25} == {}
    assert all(figures.words > 40 for figures in found.values())


def test_the_measure_is_that_of_bjornsson_on_a_text_counted_by_hand() -> None:
    # 10 words, 2 sentences, 3 words over six letters (ettervern, kommunen, oppfølging): 10 / 2 + 100 * 3 / 10 = 35.
    figures = measure(["Ettervern gis i kommunen. Hvem får oppfølging hos dere nå?"])
    assert (figures.words, figures.sentences, figures.long_words, figures.lix) == (10, 2, 3, 35.0)


@pytest.mark.parametrize(
    ("piece", "count"),
    [
        ("Det gjelder f.eks. dem som drikker. Flere andre kommer senere.", 2),
        ("Den 21. november 2026 kom 0,56 av dem.", 1),
        ("Kort etikett", 0),
        ("En lang etikett uten punktum til slutt her", 1),
        ("Virker det? Ja! Det gjør det.", 3),
    ],
)
def test_a_sentence_is_counted_as_a_reader_counts(piece: str, count: int) -> None:
    assert len(sentences(piece)) == count
    assert LABEL == 6


def test_only_running_prose_of_the_language_is_measured() -> None:
    page = (
        "<nav><p>Ikke dette her i det hele tatt.</p></nav><article><h1>Ikke tittelen.</h1>"
        "<p>Bare <b>dette</b> teller.</p>"
        '<table><tr><td><p>Ikke tabellen.</p></td></tr></table><p lang="en">Not English.</p></article>'
    )
    assert prose(page, "nb") == ["Bare dette teller."]


def test_the_norwegian_prose_is_spelt_right(html: Callable[[str, str], str], results: Results) -> None:
    if shutil.which("hunspell") is None:
        pytest.skip("hunspell is not installed")
    names = set(re.findall(r"[^\W\d_]+", " ".join([*results.studies["authors"], *results.studies["label"]])))
    field = {line.strip() for line in WORDS.read_text("utf-8").splitlines() if line and not line.startswith("#")}
    seen: dict[str, str] = {}
    for key in PAGES:
        for piece in prose(html(key, "nb"), "nb"):
            seen |= dict.fromkeys(re.findall(r"(?<!\w)[^\W\d_]+(?:-[^\W\d_]+)*(?!\w)", piece), key)
    asked = sorted(word for word in seen if len(word) > 1)
    command = ["hunspell", "-d", "nb_NO", "-i", "utf-8", "-l"]
    answer = subprocess.run(command, input="\n".join(asked), capture_output=True, text=True, check=False)
    if answer.returncode:
        pytest.skip("hunspell has no dictionary of Norwegian bokmål (hunspell-no)")
    known = names | field
    unknown = {word for word in answer.stdout.split() if word not in known and word.lower() not in field}
    assert {word: seen.get(word, "") for word in sorted(unknown)} == {}


@pytest.mark.parametrize("key", ["studies", "found", "relapse", "jobs"])
def test_titles_are_marked_with_the_language_they_are_in(
    html: Callable[[str, str], str], results: Results, key: str
) -> None:
    markup = html(key, "nb")
    titles = [escape(title) for title in results.studies["title"] if len(title) > 30 and not title.startswith("[")]
    shown = [title for title in titles if title in markup]
    bare = [title for title in shown if not re.search(rf'lang="(en|nb|sv|da|de)">{re.escape(title)}', markup)]
    assert bare == []
    assert shown or key == "relapse"
