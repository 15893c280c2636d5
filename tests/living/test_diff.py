"""What changed: between folders and git revisions, as a table and in words, in the change log and the feed."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest
from typer import Typer
from typer.testing import CliRunner

from ettervern.commands.diff import diff as command
from ettervern.files import ReviewError, read_table, write_table
from ettervern.ids import Aliases
from ettervern.living.changes import record_changes
from ettervern.living.differences import differences, same
from ettervern.living.kept_up import read_kept_up
from ettervern.living.snapshot import TABLES, Snapshot, take
from ettervern.living.telling import Sentence, page, tell
from ettervern.publish.results import Results
from ettervern.publish.site.feed import feed
from ettervern.review import Review

ATOM = "{http://www.w3.org/2005/Atom}"


def state(**tables: list[dict[str, str]]) -> Snapshot:
    """Return a state with some rows and nothing else."""
    found = {}
    for name, (_, columns) in TABLES.items():
        rows = tables.get(name, [])
        wanted = list(dict.fromkeys([*columns, *(key for row in rows for key in row)]))
        found[name] = pd.DataFrame(rows, columns=wanted, dtype="str").fillna("")
    return Snapshot("made", found, Aliases())


def pooled(estimate: str, k: str = "3", analysis: str = "relapse-main") -> dict[str, str]:
    return {
        "analysis": analysis,
        "outcome": "relapse",
        "measure": "OR",
        "k": k,
        "estimate": estimate,
        "ci_low": "0.3",
        "ci_high": "0.9",
    }


def level(judgement: str, status: str = "proposed") -> dict[str, str]:
    return {"analysis": "relapse-main", "domain": "overall", "judgement": judgement, "status": status}


def said(review: Review, old: Snapshot, new: Snapshot, language: str = "en") -> str:
    return page(tell(review, old, new, differences(old, new)), language)


def test_a_state_is_the_same_as_itself(built: Review) -> None:
    now = take(built, "")
    assert differences(now, now).empty
    assert said(built, now, now) == "- Nothing has changed.\n"
    assert said(built, now, now, "nb") == "- Ingenting er endret.\n"


def test_numbers_differ_from_the_sixth_digit() -> None:
    assert same("0.5629030990548582", "0.56290309905486")
    assert not same("0.56290", "0.56300")
    assert not same("", "0")


def test_each_kind_of_change_is_told() -> None:
    old = state(
        pooled=[pooled("0.5")],
        certainty=[level("low")],
        screening=[{"stage": "title-abstract", "report_id": "a", "decision": "include", "role": "effect"}],
        reports=[{"report_id": "a", "title": "A"}, {"report_id": "gone", "title": "G"}],
    )
    new = state(
        pooled=[pooled("0.6")],
        certainty=[level("very_low")],
        screening=[{"stage": "title-abstract", "report_id": "a", "decision": "exclude", "reason": "design"}],
        reports=[{"report_id": "a", "title": "A"}, {"report_id": "b", "title": "B"}],
    )
    rows = differences(old, new)
    told = {(row["kind"], row["id"], row["change"], row["field"]) for row in rows.to_dict("records")}
    assert told == {
        ("report", "b", "added", "title"),
        ("report", "gone", "removed", "title"),
        ("decision", "title-abstract a", "changed", "decision"),
        ("decision", "title-abstract a", "changed", "role"),
        ("decision", "title-abstract a", "changed", "reason"),
        ("pooled", "relapse-main", "changed", "estimate"),
        ("certainty", "relapse-main overall", "changed", "judgement"),
    }


def test_a_report_that_another_took_in_is_renamed_not_lost() -> None:
    decided = {"stage": "title-abstract", "decision": "include", "role": "effect"}
    old = state(
        reports=[{"report_id": "a", "title": "A"}, {"report_id": "b", "title": "A"}],
        screening=[{**decided, "report_id": "b"}],
    )
    new = state(reports=[{"report_id": "a", "title": "A"}], screening=[{**decided, "report_id": "a"}])
    new = Snapshot(new.label, new.tables, Aliases({"b": "a"}))
    assert differences(old, new)[["kind", "id", "change", "new"]].to_numpy().tolist() == [
        ["report", "b", "renamed", "a"]
    ]


@pytest.mark.parametrize(
    ("new", "en", "nb"),
    [
        (
            state(pooled=[pooled("0.6", "4")], certainty=[level("low")]),
            "Relapse: the estimate moved from odds ratio 0.50, 95% confidence interval 0.30 to 0.90 (3 trials) to "
            "odds ratio 0.60, 95% confidence interval 0.30 to 0.90 (4 trials).",
            "Tilbakefall: tilliten til resultatet er uendret, lav (forslag, ikke bekreftet av en person).",
        ),
        (
            state(pooled=[pooled("0.5")], certainty=[level("moderate", "signed")]),
            "Relapse: the certainty moved from low to moderate.",
            "Tilbakefall: anslaget er uendret, oddsratio 0,50, 95 % konfidensintervall 0,30 til 0,90 (3 studier).",
        ),
        (
            state(certainty=[level("low")], reports=[{"report_id": "x"}]),
            "Relapse: no longer pooled.",
            "Tilbakefall: sammenstillingen er borte.",
        ),
    ],
)
def test_what_moved_and_what_did_not_is_said_in_words(built: Review, new: Snapshot, en: str, nb: str) -> None:
    old = state(pooled=[pooled("0.5")], certainty=[level("low")])
    assert en in said(built, old, new)
    assert nb in said(built, old, new, "nb")


def decided(stage: str, report: str, decision: str) -> dict[str, str]:
    return {"stage": stage, "report_id": report, "decision": decision}


def test_reports_are_counted_once_a_stage_and_only_once_they_are_decided(built: Review) -> None:
    before = [decided("title-abstract", f"old{n}", "include") for n in range(3)]
    before += [decided("title-abstract", "late", "open"), decided("full-text", "old0", "include")]
    after = [decided("title-abstract", f"r{n}", "include" if n < 17 else "exclude") for n in range(32)]
    after += [decided("title-abstract", "waits", "open"), decided("title-abstract", "late", "exclude")]
    after += [decided("title-abstract", f"old{n}", word) for n, word in enumerate(("exclude", "open", "include"))]
    after += [decided("full-text", f"r{n}", "include" if n < 6 else "exclude") for n in range(17)]
    after += [decided("full-text", "old0", "include")]
    old, new = state(screening=before), state(screening=after)
    text = said(built, old, new)
    assert "33 reports were judged on title and abstract: 17 kept, 16 excluded." in text  # 32 new, and one that waited
    assert "17 reports were judged on their full text: 6 kept, 11 excluded." in text
    assert "1 earlier decision on title and abstract was changed." in text
    assert "1 earlier decision on title and abstract is open again." in text
    assert "49" not in text and "50" not in text
    nb = said(built, old, new, "nb")
    assert "33 publikasjoner er vurdert på tittel og sammendrag: 17 tatt med, 16 utelatt." in nb
    assert "17 publikasjoner er vurdert på fulltekst: 6 tatt med, 11 utelatt." in nb


def test_a_revision_is_recorded_by_what_it_means_for_good(committed: Review, tmp_path: Path) -> None:
    short = git(committed.root, "rev-parse", "--short", "HEAD").strip()
    day = git(committed.root, "show", "-s", "--format=%cs", "HEAD").strip()
    git(committed.root, "tag", "v1.0")
    assert take(committed, "HEAD").name == f"{short} ({day})"
    assert take(committed, "v1.0").name == f"v1.0 ({short}, {day})"
    shutil.copytree(committed.folder, tmp_path / "copy")
    about = committed.settings.review
    assert take(committed, str(tmp_path / "copy")).name == f"{about.version} ({about.date.isoformat()})"
    app = Typer()
    app.command()(command)
    words = ["HEAD", "--review", str(committed.folder), "--today", "2027-01-01", "--record"]
    CliRunner().invoke(app, words, catch_exceptions=False)
    log = read_kept_up(committed, "changes")
    assert set(log.loc[log["date"] == "2027-01-01", "from"]) == {f"{short} ({day})"}


def git(folder: Path, *words: str) -> str:
    who = ["-c", "user.name=nobody", "-c", "user.email=nobody@example.org", "-c", "commit.gpgsign=false"]
    return subprocess.run(["git", "-C", str(folder), *who, *words], check=True, capture_output=True, text=True).stdout


@pytest.fixture
def committed(built: Review) -> Review:
    """Return the review in a git repository of its own, with its state committed and then changed."""
    git(built.root, "init", "-q")
    git(built.root, "add", "-A")
    git(built.root, "commit", "-q", "-m", "first")
    table = read_table(built.results / "pooled.csv")
    table.loc[table["analysis"] == "relapse-main", "estimate"] = "0.6"
    write_table(built.results / "pooled.csv", table)
    return built


def test_a_revision_is_a_state_like_a_folder(committed: Review, built_once: Path) -> None:
    by_git = differences(take(committed, "HEAD"), take(committed, ""))
    by_folder = differences(take(committed, str(built_once)), take(committed, ""))
    assert by_git.equals(by_folder)
    assert by_git[["kind", "id", "field", "new"]].to_numpy().tolist() == [["pooled", "relapse-main", "estimate", "0.6"]]


@pytest.mark.parametrize("which", ["nowhere", "--upload-pack=touch x", "HEAD~9", ""])
def test_what_is_neither_folder_nor_revision_is_refused(committed: Review, which: str) -> None:
    if not which:
        (committed.results / "reports.csv").unlink()
        (committed.results / "pooled.csv").unlink()
    with pytest.raises(ReviewError, match=r"neither a folder nor a git revision|no results"):
        take(committed, which)


def test_the_command_tells_writes_the_table_and_records_once(committed: Review, tmp_path: Path) -> None:
    app = Typer()
    app.command()(command)
    words = ["HEAD", "--review", str(committed.folder), "--language", "en", "--today", "2027-01-01", "--record"]
    first = CliRunner().invoke(app, [*words, "--table", str(tmp_path / "t.csv")], catch_exceptions=False)
    assert "Relapse: the estimate moved from odds ratio 0.56" in first.output
    assert "pooled changed: 1" in first.output
    assert len(read_table(tmp_path / "t.csv")) == 1
    before = (committed.folder / "changes.csv").read_bytes()
    again = CliRunner().invoke(app, words, catch_exceptions=False)
    assert "0 lines added" in again.output
    assert (committed.folder / "changes.csv").read_bytes() == before


def test_a_garbled_table_is_a_line_and_no_traceback(committed: Review) -> None:
    with (committed.searches / "searches.csv").open("a", encoding="utf-8") as stream:
        stream.write('x,"y\n')
    with pytest.raises(ReviewError, match=r"now: searches/searches\.csv, row 7: not readable as CSV"):
        take(committed, "")


def test_an_unknown_language_is_refused(committed: Review) -> None:
    app = Typer()
    app.command()(command)
    with pytest.raises(ReviewError, match="'fr'; expected nb or en"):
        CliRunner().invoke(app, ["HEAD", "--review", str(committed.folder), "--language", "fr"], catch_exceptions=False)


def test_searches_that_found_nothing_are_told_one_by_one(committed: Review) -> None:
    path = committed.searches / "searches.csv"
    lines = [f",CINAHL,database,2027-01-0{day},{query},0,a,b\n" for day, query in ((1, "x"), (1, "y"), (2, "x"))]
    path.write_text(path.read_text("utf-8") + "".join(lines), "utf-8")
    old, new = take(committed, "HEAD"), take(committed, "")
    changes = differences(old, new)
    assert (changes["kind"] == "search").sum() == 3
    assert "Tre nye søk er tatt med (CINAHL)." in page(tell(committed, old, new, changes), "nb")


def test_the_log_keeps_what_it_has_and_the_book_shows_the_newest_first(built: Review) -> None:
    one = Sentence("trials", {"nb": "To nye <studier> & mer.", "en": "Two new <trials> & more."})
    two = Sentence("estimate", {"nb": "B", "en": "B"})
    (built.folder / "changes.csv").unlink(missing_ok=True)
    assert record_changes(built, [one], date(2027, 1, 1), "v1") == 1
    assert record_changes(built, [one], date(2027, 1, 2), "v1") == 0
    assert record_changes(built, [two, Sentence("nothing", {"nb": "-", "en": "-"})], date(2027, 2, 1), "v2") == 1
    log = read_kept_up(built, "changes")
    assert log["date"].to_list() == ["2027-01-01", "2027-02-01"]
    assert set(log["version"]) == {built.settings.review.version}
    root = ElementTree.fromstring(feed(Results.read(built), "nb"))
    texts = [entry.findtext(f"{ATOM}content") for entry in root.findall(f"{ATOM}entry")]
    assert texts[:2] == ["B\nSammenliknet med v2.", "To nye <studier> & mer.\nSammenliknet med v1."]
    assert root.findtext(f"{ATOM}updated") == "2027-02-01T00:00:00Z"
