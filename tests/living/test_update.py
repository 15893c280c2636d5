"""An update from start to end on a copy of the real review, and what it must never do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from ettervern.extract.intake import add_sheet
from ettervern.extract.sheets import new_sheets
from ettervern.files import ReviewError, read_table, write_table
from ettervern.ids import Aliases
from ettervern.living.differences import differences
from ettervern.living.intake import Incoming, slug
from ettervern.living.snapshot import take
from ettervern.living.telling import page, tell
from ettervern.living.update import Update, lost_ids, update
from ettervern.review import Review
from tests.living.conftest import LATER, append

Tree = Callable[[Path], dict[str, bytes]]

TRIAL = {
    "event": "abstinent",
    "definition": "no use at all",
    "months": "12",
    "arm_intervention": "aftercare",
    "arm_control": "usual care",
    "n_intervention": "100",
    "events_intervention": "60",
    "n_control": "100",
    "events_control": "50",
    "analysis_set": "itt",
    "confidence": "high",
}


@pytest.fixture
def tree() -> Tree:
    """Return a function that remembers every file of a project but what builds remember of each other."""

    def remember(folder: Path) -> dict[str, bytes]:
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        named = {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
        return {name: content for name, content in named.items() if not name.startswith(".ettervern/")}

    return remember


def searched(path: Path) -> Incoming:
    return Incoming(path, "A made-up database", "database", LATER, "aftercare", 60)


@pytest.fixture
def updated(built: Review, export: Path) -> tuple[Review, Update]:
    """Return the review after the new export was taken in."""
    return built, update(built, [searched(export)], LATER)


def table(review: Review, name: str) -> pd.DataFrame:
    return read_table(review.results / f"{name}.csv")


def test_of_60_records_of_which_40_are_known_only_20_reach_the_queue(updated: tuple[Review, Update]) -> None:
    review, done = updated
    assert (done.records, len(done.new_reports)) == (60, 20)
    titles = table(review, "reports").set_index("report_id")["title"]
    assert all("made-up trial" in titles[name] for name in done.new_reports)
    assert set(done.waiting.queue["report_id"]) == set(done.new_reports)
    assert done.waiting.queue["rank"].to_list() == list(range(1, 21))
    assert done.waiting.counts()["to_screen"] == 20


def test_no_id_moves_and_no_decision_is_lost(built: Review, export: Path) -> None:
    before = {name: table(built, name) for name in ("duplicates", "screening", "pooled")}
    update(built, [searched(export)], LATER)
    after = table(built, "duplicates").set_index("record_id")["report_id"]
    old = before["duplicates"].set_index("record_id")["report_id"]
    assert (after[old.index] == old).all()
    assert len(read_table(built.searches / "aliases.csv")) == 0
    decided = ["stage", "report_id", "study_id", "decision", "role", "reason", "how", "votes"]
    assert table(built, "screening")[decided].equals(before["screening"][decided])
    assert table(built, "pooled").equals(before["pooled"])


def test_the_search_is_noted_with_its_count_and_shown_in_the_flow(updated: tuple[Review, Update]) -> None:
    review, done = updated
    (path,) = done.files
    log = read_table(review.searches / "searches.csv").set_index("file").loc[path.name]
    assert (log["source"], log["kind"], log["date"]) == ("A made-up database", "database", "2027-02-01")
    assert (log["count"], log["query"]) == ("60", "aftercare")
    flow = table(review, "flow")
    found = flow[(flow["box"] == "identified") & (flow["stream"] == "databases") & (flow["detail"] == "")]
    assert found["n"].item() == "60"


def test_the_same_update_again_changes_nothing(updated: tuple[Review, Update], export: Path, tree: Tree) -> None:
    review, _ = updated
    before = tree(review.root)
    again = update(review, [searched(export)], LATER)
    assert tree(review.root) == before
    assert (again.files, again.records, again.new_reports, again.changed) == ([], 0, [], [])
    assert again.waiting.counts()["to_screen"] == 20


def vote(review: Review, kept: list[str], out: list[str]) -> None:
    """Let both reviewers keep two reports and exclude the rest."""
    for reviewer in ("reviewer-1", "reviewer-2"):
        path = review.screening / "decisions" / "title-abstract" / f"{reviewer}.csv"
        common = {"time": LATER.isoformat(), "criteria_version": "1.0"}
        rows = [{**common, "report_id": name, "decision": "include", "role": "effect"} for name in kept]
        rows += [{**common, "report_id": name, "decision": "exclude", "reason": "population"} for name in out]
        append(path, rows)


def extracted(review: Review, study: str, report: str, place: int) -> None:
    """Fill the sheets of a new trial and take its agreed row into outcomes.csv."""
    new_sheets(review, study, report_id=report)
    folder = review.extraction / "sheets"
    described = {"design": "rct", "category": "recovery_housing", "directness": "direct", "age_group": "adults"}
    for part in ("1", "2", "study"):
        sheet = read_table(folder / f"{study}_{part}.csv")
        cells = described | {"n_randomised": "200"} if part == "study" else TRIAL
        sheet = sheet.iloc[:1].assign(**cells).reindex(columns=sheet.columns)
        write_table(folder / f"{study}_{part}.csv", sheet)
        assert add_sheet(review, folder / f"{study}_{part}.csv", by=f"kari-test-{part}", today=LATER).rows == 1
    row = {
        "outcome_id": f"{study}-relapse-1",
        "study_id": study,
        "outcome": "relapse",
        "event": "abstinent",
        "definition": TRIAL["definition"],
        "definition_flag": "any_use",
        "months": "12",
        "arm_intervention": "aftercare",
        "arm_category": "recovery_housing",
        "arm_control": "usual care",
        "control_group": f"{study}-control",
        **{name: TRIAL[name] for name in ("n_intervention", "n_control", "events_control")},
        "events_intervention": str(60 + place),
        "unit": "persons",
        "analysis_set": "itt",
        "counts_source": "reported",
        "extraction_agreement": "both",
    }
    append(review.extraction / "outcomes.csv", [row])
    texts = [
        {"table": "outcomes", "id": row["outcome_id"], "column": name, "english": row[name], "text": "oppdiktet"}
        for name in ("arm_control", "arm_intervention", "definition")
    ]
    append(review.folder / "texts" / "nb.csv", texts)


def test_two_new_trials_go_the_whole_way_to_results_and_the_page_of_changes(
    updated: tuple[Review, Update], built_once: Path, tree: Tree
) -> None:
    review, done = updated
    kept, out = done.new_reports[:2], done.new_reports[2:]
    vote(review, kept, out)
    for place, report in enumerate(kept):
        extracted(review, f"made2027{'ab'[place]}", report, place)
    last = update(review, [], LATER)
    assert last.waiting.counts()["to_screen"] == 0
    pooled = table(review, "pooled").set_index("analysis")
    assert (pooled.loc["relapse-main", "k"], pooled.loc["employment-main", "k"]) == ("14", "6")
    old, new = take(review, str(built_once)), take(review, "")
    changes = differences(old, new)
    numbers = changes.groupby(["kind", "change"]).size()
    assert numbers["record", "added"] == 60
    assert numbers["report", "added"] == 20
    assert numbers["decision", "added"] == 20
    assert numbers["study", "added"] == 2
    assert numbers["search", "added"] == 1
    assert set(changes.loc[changes["kind"] == "contrast", "id"]) >= {
        "relapse-main made2027a-relapse-1",
        "relapse-main made2027b-relapse-1",
    }
    assert "employment-main" not in set(changes.loc[changes["kind"] == "pooled", "id"])
    said = page(tell(review, old, new, changes), "en")
    assert "60 new records gave 20 new reports; the rest were known already." in said
    assert "20 reports were judged on title and abstract: 2 kept, 18 excluded." in said
    assert "Relapse: two new trials in the pooled result (" in said
    moved = "Relapse: the estimate moved from odds ratio 0.56, 95% confidence interval 0.42 to 0.75 (12 trials) to "
    assert f"{moved}odds ratio 0." in said
    assert "In work: the estimate is unchanged" in said
    assert "Relapse: the certainty" in said
    norwegian = page(tell(review, old, new, changes), "nb")
    assert "Tilbakefall: to nye studier i sammenstillingen (" in norwegian
    assert "oddsratio 0,56, 95 % konfidensintervall 0,42 til 0,75 (12 studier) til oddsratio 0," in norwegian
    before = tree(review.root)
    assert update(review, [], LATER).changed == []
    assert tree(review.root) == before


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"count": 59}, "59 records expected, 60 are read"),
        ({"kind": "rumour"}, "expected one of database"),
        ({"source": " "}, "where the records come from"),
        ({"day": LATER.replace(year=2030)}, "in the future"),
    ],
)
def test_an_export_that_is_described_wrongly_is_not_taken_in(
    built: Review, export: Path, tree: Tree, change: dict[str, object], says: str
) -> None:
    before = tree(built.root)
    with pytest.raises(ReviewError, match=says):
        update(built, [replace(searched(export), **change)], LATER)  # type: ignore[arg-type]
    assert tree(built.root) == before


def test_an_export_that_cannot_be_read_leaves_the_review_as_it_was(built: Review, tmp_path: Path, tree: Tree) -> None:
    path = tmp_path / "empty.ris"
    path.write_text("", "utf-8")
    before = tree(built.root)
    with pytest.raises(ReviewError, match="empty"):
        update(built, [searched(path)], LATER)
    assert tree(built.root) == before


def test_a_review_that_does_not_build_takes_nothing_in(built: Review, export: Path, tree: Tree) -> None:
    path = built.extraction / "outcomes.csv"
    path.write_text(path.read_text("utf-8").replace("21,67,35,54", "68,67,35,54"), "utf-8")
    before = tree(built.root)
    with pytest.raises(ReviewError, match="68"):
        update(built, [searched(export)], LATER)
    assert tree(built.root) == before


def test_an_interrupted_build_takes_nothing_in(
    built: Review, export: Path, tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tree(built.root)

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("ettervern.pipeline.run", stop)
    with pytest.raises(KeyboardInterrupt):
        update(built, [searched(export)], LATER)
    assert tree(built.root) == before


def test_an_export_that_a_crash_left_without_its_line_is_taken_up_where_it_lies(built: Review, export: Path) -> None:
    left = built.searches / "2027-02-01_a-made-up-database.ris"
    left.write_bytes(export.read_bytes())
    done = update(built, [searched(export)], LATER)
    assert done.files == [left]
    assert len(list(built.searches.glob("2027-02-01*"))) == 1


def test_an_export_that_lies_in_place_already_is_noted_where_it_is(built: Review, export: Path) -> None:
    path = built.searches / "dropped here.ris"
    path.write_bytes(export.read_bytes())
    done = update(built, [searched(path)], LATER)
    assert done.files == [path]
    assert "dropped here.ris" in set(read_table(built.searches / "searches.csv")["file"])
    assert len(done.new_reports) == 20


def test_an_export_that_lies_in_place_stays_there_when_it_is_refused(
    built: Review, export: Path, tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = built.searches / "dropped here.ris"
    path.write_bytes(export.read_bytes())
    before = tree(built.root)

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("ettervern.pipeline.run", stop)
    with pytest.raises(KeyboardInterrupt):
        update(built, [searched(path)], LATER)
    assert tree(built.root) == before


def test_a_name_from_outside_is_never_a_path() -> None:
    assert slug("../../etc/passwd; rm -rf /") == "etc-passwd-rm-rf"
    assert slug("Søk i Oria (åpent)") == "sok-i-oria-apent"
    assert slug("文献") == "search"


def test_an_id_that_leads_nowhere_is_noticed_and_one_that_an_alias_leads_from_is_not() -> None:
    before = pd.DataFrame({"record_id": ["r1", "r2"], "report_id": ["a", "b"]})
    after = pd.DataFrame({"record_id": ["r1", "r2"], "report_id": ["a", "a"]})
    assert lost_ids(before, after, Aliases()) == ["b"]
    assert lost_ids(before, after, Aliases({"b": "a"})) == []
    split = pd.DataFrame({"record_id": ["r1", "r2"], "report_id": ["a", "c"]})
    assert lost_ids(after, split, Aliases()) == []
