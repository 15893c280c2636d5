"""What is shared: nothing made up, everything that is there, the same bytes each time."""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path

import pytest

from ettervern.files import ReviewError, read_table
from ettervern.living.share.everything import PARTS, share
from ettervern.living.share.package import column_type, data_package, tables, zenodo
from ettervern.living.share.prisma import STATUSES, checklist, read_items
from ettervern.living.share.references import bibtex, included_reports, ris
from ettervern.records import read_file
from ettervern.review import Review
from tests.conftest import ROOT


@pytest.fixture
def cited(built: Review) -> Review:
    """Return a review whose project says how to cite it."""
    (built.root / "CITATION.cff").write_text((ROOT / "CITATION.cff").read_text("utf-8"), "utf-8")
    return built


def test_the_checklist_has_the_42_items_of_prisma_2020_each_once() -> None:
    items = [item["item"] for item in read_items()]
    assert len(items) == len(set(items)) == 42
    assert {int("".join(c for c in name if c.isdigit())) for name in items} == set(range(1, 28))


def test_an_item_is_reported_only_where_its_page_and_files_are_there(cited: Review) -> None:
    rows = checklist(cited, "nb").set_index("item")
    assert set(rows["status"]) <= set(STATUSES)
    assert rows.loc["16a", "status"] == "partly"  # the flow is there, the book's page is not
    page = cited.root / "book" / "nb" / "slik-fant-vi-studiene.md"
    page.parent.mkdir(parents=True)
    page.write_text("# Slik\n", "utf-8")
    rows = checklist(cited, "nb", "https://example.org/").set_index("item")
    assert (rows.loc["16a", "status"], rows.loc["16a", "missing"]) == ("reported", "")
    assert rows.loc["16a", "address"] == "https://example.org/nb/slik-fant-vi-studiene.html"
    (cited.results / "flow.csv").unlink()
    assert checklist(cited, "nb").set_index("item").loc["16a", "missing"] == "results/flow.csv"


def test_search_strings_that_were_not_recorded_are_said_to_be_missing(cited: Review) -> None:
    assert "column query (empty)" in checklist(cited).set_index("item").loc["7", "missing"]


def test_what_only_a_person_knows_is_left_to_a_person(cited: Review) -> None:
    rows = checklist(cited).set_index("item")["status"]
    assert {name for name in rows.index if rows[name] == "for_a_person"} == {
        "23a",
        "23b",
        "23c",
        "23d",
        "24a",
        "25",
        "26",
    }


def test_every_table_has_a_schema_that_its_cells_fit(cited: Review) -> None:
    content = data_package(cited)
    assert len(content["resources"]) == len(tables(cited)) > 20
    assert len({one["name"] for one in content["resources"]}) == len(content["resources"])
    fits = {"integer": int, "number": float, "string": str, "date": str}
    for one in content["resources"]:
        path = cited.root / one["path"]
        assert path.stat().st_size == one["bytes"]
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.reader(stream))
        assert [field["name"] for field in one["schema"]["fields"]] == [name.strip() for name in rows[0]]
        for row in rows[1:]:
            for field, cell in zip(one["schema"]["fields"], row, strict=True):
                if cell:
                    fits[field["type"]](cell)


def test_when_retractions_were_looked_for_is_shared_with_its_types(cited: Review) -> None:
    assert "retraction_checks.csv" not in {path.name for path in tables(cited)}
    (cited.folder / "retraction_checks.csv").write_text("date,source,studies,notices\n", "utf-8")
    shared = {one["path"]: one for one in data_package(cited)["resources"]}
    schema = shared["reviews/ettervern/retraction_checks.csv"]["schema"]
    assert [field["type"] for field in schema["fields"]] == ["date", "string", "integer", "integer"]


def test_numbers_with_leading_zeros_are_ids(cited: Review) -> None:
    import pandas as pd

    assert column_type(pd.Series(["007", "12"])) == "string"
    assert column_type(pd.Series(["0", "12", ""])) == "integer"
    assert column_type(pd.Series(["", ""])) == "string"


def test_an_archive_record_names_who_is_to_be_cited_and_nobody_else(cited: Review) -> None:
    assert zenodo(cited)["creators"] == [{"name": "the Ettervern project"}]
    (cited.root / "CITATION.cff").write_text("title: x\n", "utf-8")
    with pytest.raises(ReviewError, match="nobody is made up"):
        zenodo(cited)


def test_people_are_named_as_the_citation_file_names_them(cited: Review) -> None:
    text = 'authors:\n  - family-names: "Å, Ås"\n    given-names: B\n  - name: A group\nversion: 1\n'
    (cited.root / "CITATION.cff").write_text(text, "utf-8")
    assert [one["name"] for one in zenodo(cited)["creators"]] == ["Å, Ås, B", "A group"]


@pytest.mark.parametrize(("name", "make"), [("included.ris", ris), ("included.bib", bibtex)])
def test_included_studies_come_back_whole_from_what_was_written(
    cited: Review, tmp_path: Path, name: str, make: object
) -> None:
    assert callable(make)
    (tmp_path / name).write_text(make(cited), "utf-8")
    reading = read_file(tmp_path / name)
    wanted = included_reports(cited)
    assert len(reading.records) == len(wanted) == 147
    assert [problem for problem in reading.problems if problem.severity == "error"] == []
    # Where only an address is known, reading finds the DOI in it; nothing that was there may change.
    known = (wanted["doi"] != "").to_list()
    assert reading.records["doi"][known].to_list() == wanted["doi"][known].str.lower().to_list()
    assert reading.records["year"].to_list() == wanted["year"].to_list()


def test_citation_keys_are_study_ids_in_order(cited: Review) -> None:
    keys = [line.partition("{")[2].rstrip(",") for line in bibtex(cited).splitlines() if line.startswith("@")]
    assert keys == sorted(read_table(cited.results / "studies.csv")["study_id"])


def test_revman_gets_both_arms_as_extracted_and_the_log_ratios(cited: Review, tmp_path: Path) -> None:
    share(cited, tmp_path)
    arms = read_table(tmp_path / "revman_study_results.csv")
    own = arms[arms["Study ID"] == "bennett2005"]
    assert own[["Arm", "Events", "Total"]].to_numpy().tolist() == [
        ["early warning signs relapse prevention", "18", "58"],
        ["aftercare as usual", "10", "58"],
        ["early warning signs relapse prevention", "32", "58"],
        ["aftercare as usual", "43", "58"],
    ]
    rows = read_table(tmp_path / "revman_data_rows.csv").set_index("Outcome ID")
    assert len(rows) == 18
    row = rows.loc["bennett2005-relapse-1"]
    # Turned to relapse: 40 of 58 and 48 of 58.
    assert (row["Experimental cases"], row["Control cases"]) == ("40", "48")
    assert float(row["GIV Mean"]) == pytest.approx(math.log(40 / 18 / (48 / 10)))
    assert float(row["GIV SE"]) == pytest.approx(math.sqrt(1 / 40 + 1 / 18 + 1 / 48 + 1 / 10))


def test_sharing_again_writes_nothing_and_unknown_parts_are_refused(cited: Review, tmp_path: Path) -> None:
    assert {path.name for path in share(cited, tmp_path)} == set(PARTS)
    assert share(cited, tmp_path) == []
    json.loads((tmp_path / "datapackage.json").read_text("utf-8"))
    with pytest.raises(ReviewError, match="unknown part"):
        share(cited, tmp_path, ["nothing.txt"])
