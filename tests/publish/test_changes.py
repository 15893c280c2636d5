"""The living review in the book: the log of changes and its feed, and the word on studies that were retracted."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from ettervern.catalogue import pgettext
from ettervern.files import ReviewError
from ettervern.publish.figures.grouped import forest_groups_twin
from ettervern.publish.pages.measures import measure_studies
from ettervern.publish.results import Results
from ettervern.publish.site.book import build_book
from ettervern.publish.site.feed import feed
from ettervern.publish.tables.blocks import forest_table
from ettervern.publish.tables.changes import change_log, entries
from ettervern.publish.tables.lists import studies_by_role
from ettervern.publish.words.retracted import NATURES, retractions
from ettervern.review import LANGUAGES, Review
from tests.publish import made_up
from tests.publish.test_book import html, out_of, pages

ATOM = "{http://www.w3.org/2005/Atom}"
HEADER = "id,date,version,from,kind,text_nb,text_en\n"
LOG = (
    HEADER
    + "a1,2026-11-20,1.0,,estimate,Først <b>,First <b>\n"
    + "b2,2027-02-01,1.1,v1.0,trials,To nye,Two new\n"
    + "c3,2027-02-01,1.1,v1.0,certainty,Uendret,Unchanged\n"
)
NOTICES = "study_id,doi,nature,as_said,date,notice,reason,source,found\n"
RETRACTED = NOTICES + (
    "s1,10.1/a,correction,Correction,2026-01-01,10.5555/mended,,Crossref,2027-03-01\n"
    "s1,10.1/a,retraction,Retraction,2027-01-31,10.5555/notice,,Retraction Watch,2027-03-01\n"
)
CHECKED = "date,source,studies,notices\n2027-03-01,Retraction Watch,5,{}\n"
SAID = {"nb": "trukket tilbake", "en": "retracted"}
LINKED = '<a href="https://doi.org/10.5555/notice"><strong>{}</strong></a>'


@pytest.fixture
def review(tmp_path: Path) -> Review:
    """Return the made-up review with all it may have, and hostile texts in its log."""
    found = made_up.write_review(tmp_path)
    made_up.write_more(found)
    return found


def write(review: Review, name: str, text: str) -> Results:
    """Write a file of the review folder and return the results anew."""
    (review.folder / f"{name}.csv").write_text(text, "utf-8")
    return Results.read(review)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_newest_change_comes_first_on_the_page_and_in_the_feed(review: Review, language: str) -> None:
    results = write(review, "changes", LOG)
    keys = [change.key for change in entries(results, language)]
    assert keys == ["e-b2-2027-02-01", "v<b>1</b>", "e-a1-2026-11-20"]
    shown = change_log(results, "", language)
    assert re.findall(r'<h2 id="([^"]+)"', shown)[::2] == [keys[0], keys[2]]
    root = ElementTree.fromstring(feed(results, language))
    links = [link.attrib["href"] for link in root.findall(f"{ATOM}entry/{ATOM}link")]
    assert [link.partition("#")[2] for link in links] == keys


def test_both_languages_tell_the_same_changes_in_their_own_words(review: Review) -> None:
    results = write(review, "changes", LOG)
    nb, en = (entries(results, language) for language in LANGUAGES)
    assert [(change.key, change.day, len(change.points)) for change in nb] == [
        (change.key, change.day, len(change.points)) for change in en
    ]
    assert nb[0].points == ("To nye", "Uendret", "Sammenliknet med v1.0.")
    assert en[0].points == ("Two new", "Unchanged", "Compared with v1.0.")
    assert nb[0].title == "Endringer i kunnskapsgrunnlaget (versjon 1.1)"


def test_a_line_noted_later_the_same_day_joins_its_entry_and_moves_no_id(review: Review) -> None:
    before = feed(write(review, "changes", LOG), "en")
    after = feed(write(review, "changes", LOG + "d4,2027-02-01,1.1,v1.0,estimate,Mer,More\n"), "en")
    ids = [re.findall("<id>(.*?)</id>", text) for text in (before, after)]
    assert ids[0] == ids[1] and "More" in after


def test_the_feed_is_xml_whatever_the_log_says(review: Review) -> None:
    hostile = HEADER + 'a1,2027-01-01,1.0,"]]> & \x08",trials,"<script>\x01 & ]]>","<script>\x01 & ]]>"\n'
    results = write(review, "changes", hostile)
    root = ElementTree.fromstring(feed(results, "nb"))
    assert root.findtext(f"{ATOM}entry/{ATOM}content") == "<script> & ]]>\nSammenliknet med ]]> & ."
    assert "<script>" not in change_log(results, "", "nb")


def test_a_review_without_a_log_has_an_empty_feed_and_says_so(tmp_path: Path) -> None:
    results = made_up.results(tmp_path)
    assert ElementTree.fromstring(feed(results, "nb")).findall(f"{ATOM}entry") == []
    assert change_log(results, "", "nb") == "<p>Ingen.</p>"


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("a1,2027-02-30,1,,x,a,b", "date"),
        ("a1,i dag,1,,x,a,b", "date"),
        ("a1,2027-02-01,1,,x,a,", "text_en"),
        ("a b,2027-02-01,1,,x,a,b", "id"),
    ],
)
def test_a_line_that_cannot_be_shown_is_named_with_its_row(review: Review, line: str, column: str) -> None:
    results = write(review, "changes", LOG + line + "\n")
    with pytest.raises(ReviewError) as caught:
        entries(results, "nb")
    assert [(problem.row, problem.column) for problem in caught.value.problems] == [(5, column)]


def test_a_log_without_a_column_is_refused_when_it_is_read(review: Review) -> None:
    with pytest.raises(ReviewError, match="text_en"):
        write(review, "changes", "id,date,version,from,kind,text_nb\n")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_weightiest_notice_stands_beside_the_study_as_a_word_with_a_link(review: Review, language: str) -> None:
    results = write(review, "retractions", RETRACTED)
    tables = [
        studies_by_role(results, "effect", language),
        forest_table(results, "relapse-main", language),
        measure_studies(results, "housing", language),
    ]
    for shown in tables:
        assert shown.count(LINKED.format(SAID[language])) == 1
        row = next(row for row in shown.split("<tr") if "10.5555/notice" in row)
        assert "Label s1" in row
    assert f"Label s1 ({SAID[language]})" in forest_groups_twin(results, "relapse", language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_study_is_marked_where_there_is_no_notice(review: Review, language: str) -> None:
    results = write(review, "retractions", NOTICES)
    for shown in (studies_by_role(results, "effect", language), forest_groups_twin(results, "relapse", language)):
        assert not any(pgettext("notice", nature, language) in shown for nature in (*NATURES, "other"))


def test_a_notice_of_hostile_text_is_text_and_no_address(review: Review) -> None:
    line = 's1,,<b>,x,<i>,"javascript:alert(1)",,<script>,2027-03-01\n'
    results = write(review, "retractions", NOTICES + line)
    for shown in (studies_by_role(results, "effect", "nb"), retractions(results, "", "nb")):
        assert "<i>" not in shown and "<b>" not in shown and "<script>" not in shown
        assert 'href="javascript' not in shown
        assert "oppdatert" in shown


def test_the_page_says_that_nobody_has_looked_for_retractions(review: Review) -> None:
    results = Results.read(review)
    assert "ikke kontrollert mot tilbaketrekninger ennå" in retractions(results, "", "nb")
    assert "not yet checked against retractions" in retractions(results, "", "en")


def test_the_page_says_when_was_looked_and_what_was_found(review: Review) -> None:
    results = write(review, "retraction_checks", CHECKED.format(0))
    nb, en = (retractions(results, "", language) for language in LANGUAGES)
    assert "1.\N{NO-BREAK SPACE}mars 2027 (Retraction Watch)" in nb and "Ingen meldinger er funnet" in nb
    assert "1\N{NO-BREAK SPACE}March 2027 (Retraction Watch)" in en and "No notice was found" in en
    results = write(review, "retractions", RETRACTED)
    shown = retractions(results, "", "nb")
    assert "Ingen meldinger" not in shown and shown.count("<tr") == 3
    assert shown.index("trukket tilbake") < shown.index("rettet")


def test_notices_without_a_known_check_are_not_called_unchecked(review: Review) -> None:
    shown = retractions(write(review, "retractions", RETRACTED), "", "en")
    assert "not known when" in shown and "not yet" not in shown


def test_every_kind_of_notice_has_its_word_in_both_languages() -> None:
    natures = {*NATURES, "other"}
    for language in LANGUAGES:
        assert len({pgettext("notice", nature, language) for nature in natures}) == len(natures)
    shown_as_they_stand = {nature.replace("_", " ") for nature in natures}
    assert not shown_as_they_stand & {pgettext("notice", nature, "nb") for nature in natures}


@pytest.mark.slow
def test_a_notice_found_after_the_book_was_built_reaches_both_languages(tmp_path: Path) -> None:
    review = made_up.write_review(tmp_path)
    made_up.write_book(review.root)
    pages(review.root)
    build_book(review, out_of(review))
    assert "10.5555/notice" not in html(review)["nb/studiene.html"]
    write(review, "retractions", RETRACTED)
    write(review, "changes", LOG)
    build_book(review, out_of(review))
    shown = html(review)
    for language, names in (("nb", ("studiene", "tilbakefall")), ("en", ("studies", "relapse"))):
        for name in names:
            assert LINKED.format(SAID[language]) in shown[f"{language}/{name}.html"]
        assert "#e-b2-2027-02-01" in (out_of(review) / f"feed-{language}.xml").read_text("utf-8")
    assert "To nye" in shown["nb/endringslogg.html"] and "Two new" in shown["en/changes.html"]
