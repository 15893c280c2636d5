"""Every way of writing votes that other programs are documented to use; all data here is made up."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from ettervern.files import ReviewError
from ettervern.review import Review
from ettervern.screen.exchange import Source, match_reports, read_votes
from ettervern.screen.intake import take_in
from tests.screen.test_exchange import ASREVIEW, COVIDENCE, RAYYAN, REPORTS

HEADER = (
    "key,title,year,month,day,journal,issn,volume,issue,pages,authors,url,language,publisher,location,abstract,notes"
)


def rayyan(*notes: str) -> str:
    """Return Rayyan's articles.csv with these notes, a row each."""
    rows = [
        f'rayyan-{n},Title {n},2010,1,1,J,,1,2,3,"A, B and C, D",,eng,,,,"{note.replace(chr(34), chr(34) * 2)}"'
        for n, note in enumerate(notes)
    ]
    return "\n".join([HEADER, *rows]) + "\n"


def read(folder: Path, content: str | bytes, source: Source, name: str = "articles.csv") -> list[dict[str, str]]:
    """Write an export and read its votes: row, decision, reason, note."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    found = read_votes(path, source)[["row", "decision", "reason", "note"]]
    return [{str(name): str(cell) for name, cell in row.items()} for row in found.to_dict("records")]


def one(folder: Path, note: str, who: str = "Anna B") -> tuple[str, str, str]:
    """Return decision, reason and note of one made-up row of Rayyan's."""
    rows = read(folder, rayyan(note, 'RAYYAN-INCLUSION: {"Anna B"=>"Included", "Ola"=>"Maybe"}'), Source("rayyan", who))
    row = next(row for row in rows if row["row"] == "2")
    return row["decision"], row["reason"], row["note"]


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ('RAYYAN-INCLUSION: {"Anna B"=>"Excluded"}', ("exclude", "", "")),
        ('RAYYAN-INCLUSION: {"Ola"=>"Included", "Anna B" => "Maybe"}', ("unsure", "", "")),
        ('RAYYAN-INCLUSION: {"Anna B": "Excluded"} | RAYYAN-LABELS: x,y', ("exclude", "", "")),
        (
            'RAYYAN-INCLUSION: {"Anna B"=>"Excluded"} | RAYYAN-LABELS: x | RAYYAN-EXCLUSION-REASONS: wrong design,old'
            ' | USER-NOTES: {"Ola"=>["no"], "Anna B"=>["one, two", "a \\"third\\" [3]"]}',
            ("exclude", "wrong design,old", 'one, two; a "third" [3]'),
        ),
        ('Seen in PubMed | old note | RAYYAN-INCLUSION: {"Anna B"=>"Included"}', ("include", "", "")),
        ('<p>RAYYAN-INCLUSION: {"Anna B"=>"Excluded"}\n| RAYYAN-EXCLUSION-REASONS: a', ("exclude", "a", "")),
        # A list that was taken from one review into another: what stands last is the newest.
        (
            'RAYYAN-INCLUSION: {"Anna B"=>"Excluded"} | RAYYAN-EXCLUSION-REASONS: old | '
            'RAYYAN-INCLUSION: {"Anna B"=>"Included"} | RAYYAN-LABELS: x',
            ("include", "", ""),
        ),
        (
            'RAYYAN-INCLUSION: {"Anna B"=>"Included"} | USER-NOTES: {"Anna B"=>["old"]} | '
            'RAYYAN-INCLUSION: {"Anna B"=>"Excluded"} | RAYYAN-EXCLUSION-REASONS: new',
            ("exclude", "new", ""),
        ),
    ],
)
def test_rayyan_notes_are_read_in_every_way_they_are_written(
    tmp_path: Path, note: str, expected: tuple[str, str, str]
) -> None:
    assert one(tmp_path, note) == expected


def test_rayyan_names_may_hold_any_letters(tmp_path: Path) -> None:
    note = 'RAYYAN-INCLUSION: {"Øyvind \\"Ø\\" 俊"=>"Included"}'
    assert read(tmp_path, rayyan(note), Source("rayyan", 'Øyvind "Ø" 俊'))[0]["decision"] == "include"


def test_a_rayyan_vote_without_a_name_needs_none(tmp_path: Path) -> None:
    assert read(tmp_path, rayyan("RAYYAN-INCLUSION: Excluded"), Source("rayyan"))[0]["decision"] == "exclude"


def test_rayyan_rows_without_a_vote_are_none(tmp_path: Path) -> None:
    rows = read(tmp_path, rayyan("", "RAYYAN-LABELS: x", 'RAYYAN-INCLUSION: {"Ola"=>"Maybe"}'), Source("rayyan"))
    assert [row["row"] for row in rows] == ["4"]


def zipped(**files: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "."), content)
    return stream.getvalue()


def test_rayyan_zip_is_read_as_it_comes(tmp_path: Path) -> None:
    log = "article_id,user_id,user_name,key,value,created_at\n"
    both = zipped(articles__csv=RAYYAN, customizations_log__csv=log)
    assert read(tmp_path, both, Source("rayyan", "Ola"), "export.zip") == read(
        tmp_path, RAYYAN, Source("rayyan", "Ola")
    )
    several = zipped(articles__csv=RAYYAN, other__csv=RAYYAN)
    with pytest.raises(ReviewError, match="2 lists in the archive; expected one"):
        read(tmp_path, several, Source("rayyan", "Ola"), "export.zip")


RIS = """TY  - JOUR
TI  - Sober housing: a trial
PY  - 2010
AN  - jensen-2010-aa
N1  - {first}
ER  -

TY  - JOUR
TI  - Telefonoppfølging etter behandling
PY  - 2012
N1  - my own; note
N1  - {second}
ER  -
"""


@pytest.mark.parametrize(
    ("source", "first", "second"),
    [
        (
            Source("rayyan", "Anna B"),
            'RAYYAN-INCLUSION: {"Anna B"=>"Included","Ola"=>"Maybe"}',
            'RAYYAN-INCLUSION: {"Anna B"=>"Excluded"} | RAYYAN-EXCLUSION-REASONS: design',
        ),
        (Source("asreview"), "ASReview_relevant", "ASReview_irrelevant"),
    ],
)
def test_votes_in_the_notes_of_ris_are_read(tmp_path: Path, source: Source, first: str, second: str) -> None:
    path = tmp_path / "articles.ris"
    path.write_text(RIS.format(first=first, second=second), "utf-8")
    votes = match_reports(read_votes(path, source), REPORTS, path.name)
    assert votes["report_id"].to_list() == ["jensen-2010-aa", "berg-2012-bb"]
    assert votes["decision"].to_list() == ["include", "exclude"]


def test_votes_in_the_notes_of_bibtex_are_read(tmp_path: Path) -> None:
    text = '@article{r1, title={Sober housing: a trial}, year={2010}, note={RAYYAN-INCLUSION: {"Ola"=>"Maybe"}}}'
    rows = read(tmp_path, text, Source("rayyan"), "articles.bib")
    assert rows[0]["decision"] == "unsure"


SEMICOLONS = pd.read_csv(io.StringIO(COVIDENCE), dtype="str").to_csv(index=False, sep=";")


@pytest.mark.parametrize("text", [COVIDENCE.replace("Covidence #", "Covidence#"), SEMICOLONS])
def test_covidence_columns_and_delimiters_may_differ(tmp_path: Path, text: str) -> None:
    rows = read(tmp_path, text, Source("covidence", decision="exclude"))
    assert rows == [{"row": "2", "decision": "exclude", "reason": "Wrong design", "note": "seen twice"}]


@pytest.mark.parametrize(
    ("name", "stage", "given", "decision"),
    [
        ("review_59500_select_csv_20260102102202.csv", "title-abstract", "", "include"),
        ("review_59500_irrelevant_csv_20260102102123.csv", "title-abstract", "", "exclude"),
        ("review_59500_included_csv_20260102102123.csv", "full-text", "", "include"),
        ("review_59500_excluded_csv_20260102102123.csv", "full-text", "exclude", "exclude"),
        ("review_59500_excluded_csv_20260102102123.csv", "title-abstract", "include", "include"),
        ("my list.csv", "title-abstract", "exclude", "exclude"),
    ],
)
def test_the_name_of_a_covidence_list_is_its_vote(
    review: Review, tmp_path: Path, name: str, stage: str, given: str, decision: str
) -> None:
    path = tmp_path / name
    path.write_text(COVIDENCE, "utf-8")
    kept = {"role": "effect", "reasons": {"wrong design": "design"}}
    take_in(review, path, Source("covidence", decision=given), "anna", REPORTS, stage=stage, reason="design", **kept)
    table = pd.read_csv(review.screening / "decisions" / stage / "anna.csv")
    assert table["decision"].to_list() == [decision]


@pytest.mark.parametrize(
    ("name", "given", "message"),
    [
        ("review_1_excluded_csv_2026.csv", "", "'excluded' belongs to the stage full-text"),
        ("review_1_irrelevant_csv_2026.csv", "include", "'irrelevant' means exclude, not include"),
        ("review_1_screen_csv_2026.csv", "include", "not been screened yet; it holds no votes"),
    ],
)
def test_a_covidence_list_is_not_taken_for_another(
    review: Review, tmp_path: Path, name: str, given: str, message: str
) -> None:
    path = tmp_path / name
    path.write_text(COVIDENCE, "utf-8")
    with pytest.raises(ReviewError, match=message):
        take_in(review, path, Source("covidence", decision=given), "anna", REPORTS, role="effect", reason="design")
    assert not (review.screening / "decisions").exists()


def test_asreview_before_version_2_and_its_seconds_since_1970(tmp_path: Path) -> None:
    old = ASREVIEW.replace("asreview_label", "included").replace("asreview_note", "exported_notes_1")
    old = old.replace("asreview_time", "asreview_ranking").replace("2026-01-02 10:11:12.345", "1").replace("12:00", "2")
    rows = read(tmp_path, old, Source("asreview"))
    assert [(row["decision"], row["note"]) for row in rows] == [("include", "good"), ("exclude", "")]
    path = tmp_path / "seconds.csv"
    path.write_text(ASREVIEW.replace("2026-01-02 10:11:12.345", "1767348672.345"), "utf-8")
    assert read_votes(path, Source("asreview"))["time"].iloc[0] == "2026-01-02T10:11:12Z"


def test_two_rows_of_one_report_are_one_vote_where_they_agree_and_are_refused_where_not(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text(ASREVIEW + "jensen-2010-aa,again,2010,1,2026-01-02 10:11:12.345,good\n", "utf-8")
    assert len(match_reports(read_votes(path, Source("asreview")), REPORTS, path.name)) == 2
    path.write_text(ASREVIEW + "jensen-2010-aa,again,2010,0,2026-01-02 10:11:12.345,\n", "utf-8")
    with pytest.raises(ReviewError, match="row 5: another vote on jensen-2010-aa than in row 2"):
        match_reports(read_votes(path, Source("asreview")), REPORTS, path.name)


def test_windows_letters_in_an_export_are_read(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes(RAYYAN.encode("cp1252"))
    assert "Telefonoppfølging etter behandling" in read_votes(path, Source("rayyan", "Anna B"))["title"].to_list()
