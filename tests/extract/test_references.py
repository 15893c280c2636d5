"""references.bib: only what was seen, safe whatever a title holds, the same bytes each time."""

from __future__ import annotations

import bibtexparser
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from pybtex import errors
from pybtex.database import parse_string
from pybtex.plugin import find_plugin
from pybtex.richtext import Text

from ettervern.extract import bibliography, load
from ettervern.extract.references import entry, names, plain
from ettervern.review import Review

from .helpers import TODAY, report_ids

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


def fields(text: str) -> dict[str, dict[str, str]]:
    """Return key -> field -> value, as an independent reader (pybtex) finds them."""
    entries = parse_string(text, "bibtex").entries
    return {key: dict(found.fields) for key, found in entries.items()}


def one(seen: dict[str, str]) -> str:
    library = bibtexparser.Library([entry("a1", seen)])
    return bibtexparser.write_string(library, unparse_stack=[])


def references_text(review: Review, reports: pd.DataFrame | None = None) -> str:
    return bibliography(load(review, today=TODAY), report_ids(), reports)


def test_every_study_of_the_tables_has_an_entry_and_both_readers_agree(review: Review) -> None:
    text = references_text(review)
    extraction = load(review, today=TODAY)
    tables = (extraction.studies, extraction.findings_in_words, extraction.experiences, extraction.base_rates)
    studies = {study for table in tables for study in (row.study_id for row in table.values())}
    library = bibtexparser.parse_string(text)
    assert library.failed_blocks == []
    assert set(library.entries_dict) == studies == set(fields(text))
    keys = [found.key for found in library.entries]
    assert keys == sorted(keys)


def test_fields_that_were_not_seen_are_left_out(review: Review) -> None:
    found = fields(references_text(review))
    assert "year" not in found["stockholm_lt"]
    assert not any(value.strip("{} ") == "" for entry in found.values() for value in entry.values())


def test_a_title_that_is_our_description_has_a_note_that_says_so(review: Review) -> None:
    found = fields(references_text(review))
    assert found["vroverview_sage"]["note"] == "The title is our description; the title itself was not seen."
    assert "note" not in found["timko2007"]


def test_with_reports_every_screened_report_has_an_entry(review: Review) -> None:
    ids = report_ids()
    reports = pd.DataFrame({"report_id": ids["report_id"], "title": "T " + ids["study_id"], "type": "book"})
    found = fields(references_text(review, reports))
    assert len(found) == 201 + 17
    assert found["acri2012"]["title"] == "{T acri2012}"
    assert "relapse" in found["andersson2019"]["title"].lower()


def test_the_file_is_the_same_whatever_the_order_of_rows(review: Review) -> None:
    extraction = load(review, today=TODAY)
    ids = report_ids()
    reports = pd.DataFrame({"report_id": ids["report_id"], "title": "T " + ids["study_id"]})
    shuffled = reports.sample(frac=1, random_state=3)
    assert bibliography(extraction, ids, reports) == bibliography(
        extraction, ids.sample(frac=1, random_state=4), shuffled
    )


@given(title=texts.filter(lambda text: plain(text)))
def test_any_title_comes_back_as_it_was(title: str) -> None:
    # pybtex, which the book reads with, leaves TeX's names for these four as they are.
    for char in "^{}$":
        title = title.replace(char, "x")
    value = fields(one({"title": title}))["a1"]["title"]
    assert plain(str(Text.from_latex(value))) == plain(title)


def test_braces_caret_and_dollar_are_written_by_their_tex_names() -> None:
    value = fields(one({"title": "a^b{c}d$e"}))["a1"]["title"]
    assert value == r"{a\textasciicircum{}b\textbraceleft{}c\textbraceright{}d\$e}"


@given(
    seen=st.dictionaries(st.sampled_from(["title", "authors", "journal", "pages", "doi", "source_url", "year"]), texts)
)
def test_no_text_can_break_the_file(seen: dict[str, str]) -> None:
    text = one(seen) + one({"title": "Next"}).replace("a1", "b2")
    assert set(fields(text)) == {"a1", "b2"}
    assert set(bibtexparser.parse_string(text).entries_dict) == {"a1", "b2"}


def test_names_keep_organisations_whole_and_a_cut_list_says_others() -> None:
    assert names("Hansen, A; Ministry of Health and Care") == "Hansen, A and {Ministry of Health and Care}"
    assert names("Marsden, J; Anders, P; ... (list cut off)") == "Marsden, J and Anders, P and others"
    assert names("") == ""
    assert (
        len(
            parse_string(one({"authors": "Rus-Makovec, Maja; WHO; A, b, c, d"}), "bibtex")
            .entries["a1"]
            .persons["author"]
        )
        == 3
    )


def test_pages_have_one_dash_whatever_the_export_wrote(review: Review) -> None:
    ids = report_ids()
    pages = ["313--329", "313-329", "313–329", "e12"]
    reports = pd.DataFrame({"report_id": ids["report_id"].iloc[:4], "title": "T", "pages": pages})
    found = fields(bibliography(load(review, today=TODAY), ids, reports))
    assert [found[study]["pages"] for study in ids["study_id"].iloc[[0, 2]]] == ["313--329"] * 2


def test_a_style_can_print_every_entry(review: Review) -> None:
    ids = report_ids()
    kinds = ["journal_article", "book", "chapter", "thesis", "report", "conference", "web"] * 29
    reports = pd.DataFrame({"report_id": ids["report_id"], "title": "T", "type": kinds[: len(ids)]})
    data = parse_string(references_text(review, reports), "bibtex")
    with errors.capture() as wrong:
        printed = list(find_plugin("pybtex.style.formatting", "plain")().format_bibliography(data))
    assert wrong == []
    assert len(printed) == len(data.entries) == 218


def test_an_address_is_kept_as_it_is() -> None:
    url = "https://example.org/a_b?x=1&y=%20#part~z"
    assert fields(one({"source_url": url}))["a1"]["url"] == url
