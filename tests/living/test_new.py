"""Another review: laid out empty, then taken the whole way with made-up studies."""

from __future__ import annotations

import re
import subprocess
import tomllib
from datetime import date
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from typer import Typer
from typer.testing import CliRunner

from ettervern import pipeline
from ettervern.check import check
from ettervern.commands.build import build
from ettervern.commands.new import new as command
from ettervern.commands.outcomes import outcomes
from ettervern.extract.intake import add_sheet
from ettervern.extract.schemas import OPTIONAL, SCHEMAS
from ettervern.extract.sheets import new_sheets
from ettervern.files import ReviewError, read_table, write_table
from ettervern.living.book import ORDER, has_book, lay_book, lay_pages
from ettervern.living.intake import Incoming
from ettervern.living.layout import TEMPLATE
from ettervern.living.new import GIT_RULES, new_review
from ettervern.living.notebooks import notebooks
from ettervern.living.placeholders import placeholders
from ettervern.living.status import status
from ettervern.living.update import update
from ettervern.publish.site.book import build_book
from ettervern.publish.site.page_names import pages_of
from ettervern.review import LANGUAGES, Review
from ettervern.schema import columns
from ettervern.search.strategy import read_strategy
from tests.conftest import ROOT
from tests.filled_in import fill_in
from tests.living.conftest import append, quiet, unheard_of
from tests.living.test_update import TRIAL

DAY = date(2027, 3, 1)


@pytest.fixture
def second(tmp_path: Path) -> Review:
    """Return a new review in a project of its own."""
    return new_review(tmp_path, "second", DAY)


def test_an_empty_review_passes_the_check_and_its_placeholders_are_named(second: Review) -> None:
    problems = check(second, today=DAY)
    assert {problem.severity for problem in problems} == {"warning"}
    text = (second.folder / "review.toml").read_text("utf-8").splitlines()
    named = {problem.row for problem in problems if problem.file == "reviews/second/review.toml"}
    assert named == {number for number, line in enumerate(text, 1) if '"[' in line and not line.startswith("#")}
    assert {problem.file for problem in problems} == {
        "reviews/second/review.toml", "reviews/second/protocol.md", "reviews/second/searches/strategy.toml",
    }  # fmt: skip
    assert all("is a placeholder" in problem.message for problem in problems)
    assert status(second, DAY).placeholders == len(problems)


def test_what_is_written_is_no_placeholder_any_more(second: Review) -> None:
    fill_in(second)
    assert check(second, today=DAY) == []


def test_a_strategy_with_placeholders_is_not_searched_with(second: Review) -> None:
    with pytest.raises(ReviewError, match="a word for the people"):
        read_strategy(second)


@pytest.mark.parametrize("text", ["[18F]FDG in [the brain]", "see [the page](index.md)", "a [word] inside"])
def test_brackets_that_people_write_are_no_placeholders(second: Review, text: str) -> None:
    (second.folder / "protocol.md").write_text(f"# Protocol\n\n{text}\n", "utf-8")
    assert [one for one in placeholders(second) if one.file.endswith("protocol.md")] == []


def test_an_empty_review_says_what_comes_first(second: Review) -> None:
    assert "nothing has been searched yet" in status(second, DAY).next_step


def test_every_key_of_the_template_is_explained_or_named(second: Review) -> None:
    text = (second.folder / "review.toml").read_text("utf-8")
    assert "@" not in text
    assert second.name == second.settings.review.name == "second"
    assert second.date == DAY


@pytest.mark.parametrize("name", ["", "Æ", "a/b", "../x", "a b", "CON", "con", "-a", "a--b", "x" * 61, "1a", "a.b"])
def test_a_name_that_cannot_be_a_folder_everywhere_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ReviewError, match="small letters"):
        new_review(tmp_path, name, DAY)
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_is_taken_is_refused_and_nothing_is_touched(second: Review) -> None:
    (second.folder / "protocol.md").write_text("mine", "utf-8")
    with pytest.raises(ReviewError, match="there already"):
        new_review(second.root, "second", DAY)
    assert (second.folder / "protocol.md").read_text("utf-8") == "mine"


def test_a_layout_that_is_cut_off_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("ettervern.living.new.add_rules", stop)
    with pytest.raises(KeyboardInterrupt):
        new_review(tmp_path, "second", DAY)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_project_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", "utf-8")
    with pytest.raises(ReviewError, match="expected the folder of a project"):
        new_review(tmp_path / "notes.txt", "second", DAY)


def test_the_notebooks_of_the_first_review_are_those_of_the_package() -> None:
    shown = notebooks("nb", review="../reviews/ettervern", name="ettervern", reviewers="ettervern/reviewers.csv")
    assert {name: (ROOT / "screening" / name).read_text("utf-8") for name in shown} == shown
    assert len(shown) == len(list((ROOT / "screening").glob("*.ipynb"))) == 6


def test_the_first_review_has_its_notebooks_in_english_too() -> None:
    names = {"review": "../../reviews/ettervern", "reviewers": "../ettervern/reviewers.csv"}
    shown = notebooks("en", name="ettervern", **names)
    assert {path.name: path.read_text("utf-8") for path in (ROOT / "screening" / "en").glob("*.ipynb")} == shown


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_notebooks_of_a_new_review_run_from_top_to_bottom(tmp_path: Path, language: str) -> None:
    review = new_review(tmp_path, "second", DAY, [language])
    pipeline.run(review, DAY, quiet)
    for path in sorted(review.screening.glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(path.parent)}}).execute()
        assert "@" not in path.read_text("utf-8")


def test_a_review_in_one_language_asks_nothing_of_others(tmp_path: Path) -> None:
    review = new_review(tmp_path, "second", DAY, ["en"])
    text = (review.folder / "review.toml").read_text("utf-8")
    assert review.languages == ("en",) and 'languages = ["en"]' in text
    assert not re.search(r"^[^#]*\bnb = ", text, re.M)
    assert not (review.folder / "texts").exists()
    lay_book(review)
    assert [path.name for path in (tmp_path / "book").iterdir() if path.is_dir()] == ["en"]
    assert {problem.severity for problem in check(review, today=DAY)} == {"warning"}


@pytest.mark.parametrize("languages", [["fr"], ["en", "en"], ["en", "../x"]])
def test_a_language_that_no_review_can_have_is_refused(tmp_path: Path, languages: list[str]) -> None:
    with pytest.raises(ReviewError, match="expected languages among nb, en"):
        new_review(tmp_path, "second", DAY, languages)
    assert list(tmp_path.iterdir()) == []


def test_nothing_of_an_optional_part_is_laid_out_or_built(second: Review) -> None:
    pipeline.run(second, DAY, quiet)
    assert {path.stem for path in second.extraction.iterdir()} & set(OPTIONAL) == set()
    assert [path.name for path in second.results.glob("local_*")] == []


def test_a_part_is_on_once_its_table_is_there(second: Review) -> None:
    table = second.extraction / "local_pilot.csv"
    table.write_text(",".join(columns(SCHEMAS["local_pilot"])) + "\n", "utf-8")
    pipeline.run(second, DAY, quiet)
    assert [path.name for path in second.results.glob("local_*")] == ["local_pilot.csv"]


def new(home: Path, *words: str) -> str:
    """Run the command in a folder; return what it says."""
    app = Typer()
    app.command()(command)
    words = (*words, "--project", str(home), "--today", DAY.isoformat())
    return CliRunner().invoke(app, words, catch_exceptions=False).output


def test_the_command_lays_out_a_whole_project_and_tells_what_is_next(tmp_path: Path) -> None:
    assert "ettervern check reviews/third" in new(tmp_path, "third")
    there = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert there >= {
        ".gitattributes", ".github/workflows/publish.yml", ".gitignore", "README.md", "requirements.txt",
        "book/nb/_config.yml", "book/en/outcome_1.md", "reviews/third/extraction/outcomes.csv",
        "reviews/third/searches/strategy.toml", "screening/third/02-title-and-abstract.ipynb",
    }  # fmt: skip
    laid_out = [path for path in there if "@" in (tmp_path / path).read_text("utf-8")]
    assert [
        path for path in laid_out if "publish.yml" not in path and "certainty" not in path and "tillit" not in path
    ] == []
    assert re.search(r"@(?!v\d)", (tmp_path / ".github/workflows/publish.yml").read_text("utf-8")) is None


def test_a_second_review_gets_no_book_and_nothing_of_the_project_is_touched(tmp_path: Path) -> None:
    new(tmp_path, "third")
    (tmp_path / "README.md").write_text("mine", "utf-8")
    assert "no book was laid out: the project has one" in new(tmp_path, "fourth")
    assert (tmp_path / "README.md").read_text("utf-8") == "mine"
    assert "reviews/third" in (tmp_path / "book" / "en" / "_config.yml").read_text("utf-8")


def git_rules(root: Path) -> dict[str, list[str]]:
    return {name: (root / name).read_text("utf-8").splitlines() for name in GIT_RULES}


def test_git_is_told_what_to_leave_out_and_what_to_keep_as_it_is(second: Review) -> None:
    assert git_rules(second.root) == {name: list(rules) for name, rules in GIT_RULES.items()}
    before = git_rules(second.root)
    new_review(second.root, "third", DAY)
    assert git_rules(second.root) == before


def test_the_rules_are_those_of_this_repository() -> None:
    own = git_rules(ROOT)
    assert {name: [rule for rule in rules if rule not in own[name]] for name, rules in GIT_RULES.items()} == {
        ".gitignore": [],
        ".gitattributes": [],
    }


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_lines_of_ones_own_stay_and_only_what_is_missing_is_added(tmp_path: Path, end: str) -> None:
    own = f"# mine{end}*.tmp{end}reviews/*/local/data/"
    (tmp_path / ".gitignore").write_bytes(own.encode())
    new_review(tmp_path, "second", DAY)
    after = (tmp_path / ".gitignore").read_bytes().decode()
    assert after.startswith(own + end) and after.endswith(end)
    assert after.count("reviews/*/local/data/") == 1 and ".ettervern/" in after
    assert end == "\n" or after.count("\n") == after.count("\r\n")


def test_git_leaves_out_data_about_persons_and_joins_decisions(second: Review) -> None:
    git = ["git", "-C", str(second.root)]
    subprocess.run([*git, "init", "-q"], check=True)
    data = "reviews/second/local/data/people.csv"
    assert subprocess.run([*git, "check-ignore", "-q", data], check=False).returncode == 0
    told = [
        ("text", "reviews/second/searches/any.csv", "unset"),
        ("merge", "screening/second/decisions/full-text/a.csv", "union"),
    ]
    for name, path, value in told:
        said = subprocess.run([*git, "check-attr", name, path], capture_output=True, text=True, check=True).stdout
        assert said.strip().endswith(f"{name}: {value}")


def searched(folder: Path) -> Incoming:
    """Return an export of six made-up trials, one of them twice."""
    path = folder / "search.ris"
    blocks = [unheard_of(number) for number in range(6)] + [unheard_of(3)]
    path.write_text("\n".join(line for block in blocks for line in block), "utf-8")
    return Incoming(path, "A made-up database", "database", DAY, "anything", 7)


def test_a_second_review_goes_the_whole_way(second: Review, tmp_path: Path) -> None:
    second = fill_in(second)
    reviewers = [{"reviewer": name, "kind": "software", "description_nb": "x", "description_en": "x"} for name in "ab"]
    reviewers.append({**reviewers[0], "reviewer": "adjudication"})
    append(second.screening / "reviewers.csv", reviewers)
    done = update(second, [searched(tmp_path)], DAY)
    assert (done.records, len(done.new_reports)) == (7, 6)
    assert done.waiting.counts()["to_screen"] == 6
    for reviewer in "ab":
        rows = [
            {
                "time": DAY.isoformat(),
                "report_id": report,
                "decision": "include" if number < 4 else "exclude",
                "role": "effect" if number < 4 else "",
                "reason": "" if number < 4 else "design",
                "note": "",
                "criteria_version": "0.1",
                "rank": "",
            }
            for number, report in enumerate(done.new_reports)
        ]
        path = second.screening / "decisions" / "title-abstract" / f"{reviewer}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(",".join(rows[0]) + "\n", "utf-8")
        append(path, rows)
    for number, report in enumerate(done.new_reports[:4]):
        extract(second, f"made{number}", report, 40 + 5 * number)
    last = update(second, [], DAY)
    counts = last.waiting.counts()
    assert (counts["to_screen"], counts["to_fetch"], counts["to_extract"]) == (0, 4, 0)
    pooled = read_table(second.results / "pooled.csv").set_index("analysis")
    assert pooled.loc["relapse-main", "k"] == "4"
    assert 0 < float(pooled.loc["relapse-main", "ci_low"]) < float(pooled.loc["relapse-main", "estimate"])
    assert update(second, [], DAY).changed == []


def extract(review: Review, study: str, report: str, events: int) -> None:
    """Fill in a made-up trial."""
    new_sheets(review, study, report_id=report)
    described = {"design": "rct", "category": "other", "directness": "direct", "age_group": "adults"}
    for part in ("1", "2", "study"):
        path = review.extraction / "sheets" / f"{study}_{part}.csv"
        sheet = read_table(path).iloc[:1]
        cells = described if part == "study" else TRIAL | {"events_intervention": str(events)}
        write_table(path, sheet.assign(**cells).reindex(columns=sheet.columns))
        add_sheet(review, path, by=path.stem, today=DAY)
    same = ("definition", "arm_intervention", "arm_control", "n_intervention", "events_control", "n_control")
    row = {name: TRIAL[name] for name in same} | {"events_intervention": str(events), "analysis_set": "itt"}
    row |= {"outcome_id": f"{study}-relapse-1", "study_id": study, "outcome": "relapse", "event": "abstinent"}
    row |= {"definition_flag": "any_use", "months": "12", "arm_category": "other", "control_group": f"{study}-control"}
    row |= {"unit": "persons", "counts_source": "reported", "extraction_agreement": "both"}
    append(review.extraction / "outcomes.csv", [row])
    texts = [
        {"table": "outcomes", "id": row["outcome_id"], "column": name, "english": row[name], "text": "oppdiktet"}
        for name in ("arm_control", "arm_intervention", "definition")
    ]
    append(review.folder / "texts" / "nb.csv", texts)


def test_the_book_of_a_new_review_stands_in_both_languages(second: Review) -> None:
    made = lay_book(second)
    assert {path.parent.name for path in made} == {"book", "nb", "en"}
    assert "Så langt er oversikten kommet" in (second.root / "book" / "nb" / "index.md").read_text("utf-8")
    assert "Where the review stands" in (second.root / "book" / "en" / "index.md").read_text("utf-8")
    assert "../../reviews/second" in (second.root / "book" / "en" / "_config.yml").read_text("utf-8")
    assert pages_of(second)["found"] == {"nb": "slik-fant-vi-studiene", "en": "how-we-found-the-studies"}


@pytest.mark.parametrize("key", (*ORDER, "outcome"))
def test_the_pages_of_a_new_book_reach_for_the_same_things_in_both_languages(key: str) -> None:
    both = [(TEMPLATE / "book" / language / f"{key}.md").read_text("utf-8") for language in LANGUAGES]
    same = {"tall": "number", "setning": "sentence", "kalt": "called"}
    said = [re.findall(r"\{([\w-]+)\}`?([^`\n]*)", page) for page in both]
    assert [(same.get(role, role), name) for role, name in said[0]] == said[1]


def test_a_review_without_a_book_of_its_own_is_built_without_one(second: Review) -> None:
    app = Typer()
    app.command()(build)
    assert not has_book(second)
    lay_book(second)
    assert has_book(second)
    third = new_review(second.root, "third", DAY)
    assert not has_book(third)
    done = CliRunner().invoke(app, [str(third.folder), "--today", "2027-03-01"], catch_exceptions=False)
    assert (done.exit_code, (third.results / "pooled.csv").is_file()) == (0, True)
    assert "no book: the project has none of third" in done.output


def test_a_project_keeps_the_book_that_it_has(second: Review) -> None:
    lay_book(second)
    with pytest.raises(ReviewError, match="--project"):
        lay_book(second)


def test_pages_follow_the_outcomes(second: Review) -> None:
    lay_book(second)
    contents = second.root / "book" / "en" / "_toc.yml"
    review = fill_in(second)
    assert {problem.message for problem in check(review, today=DAY)} == {
        "no page is on the outcome relapse; 'ettervern outcomes' lays one out",
        "the page of an outcome that review.toml does not have; 'ettervern outcomes' takes it away",
    }
    assert status(review, DAY).no_page == ["relapse"]
    app = Typer()
    app.command()(outcomes)
    said = CliRunner().invoke(app, [str(review.folder)], catch_exceptions=False).output
    assert "laid out book/en/relapse.md" in said and "took away book/nb/outcome_1.md" in said
    assert check(review, today=DAY) == []
    assert re.findall("file: (.*)", contents.read_text("utf-8"))[:2] == ["relapse", "methods"]
    assert "every outcome has what it needs" in CliRunner().invoke(app, [str(review.folder)]).output


def test_a_page_that_somebody_has_written_in_is_never_taken_away(second: Review) -> None:
    lay_book(second)
    mine = second.root / "book" / "en" / "outcome_1.md"
    mine.write_text(mine.read_text("utf-8") + "\nMine.\n", "utf-8")
    lay_pages(fill_in(second))
    assert mine.read_text("utf-8").endswith("Mine.\n")
    assert "outcome_1" in (mine.parent / "_toc.yml").read_text("utf-8")


def built_pages(review: Review) -> dict[str, str]:
    """Build a review and its book; return the pages by their names."""
    pipeline.run(review, DAY, quiet)
    out = build_book(review, review.root / "book" / "_build" / "html").out
    return {path.relative_to(out).as_posix(): path.read_text("utf-8") for path in out.rglob("*.html")}


def test_an_empty_review_builds_a_book_that_says_what_nobody_knows_yet(tmp_path: Path) -> None:
    review = new_review(tmp_path, "second", DAY, ["en"])
    lay_book(review)
    pages = built_pages(review)
    assert "We do not know yet" in pages["en/index.html"] and "<title>[Title]</title>" in pages["en/index.html"]
    assert pages["en/outcome_1.html"].count("We do not know yet") == 1
    assert re.findall(r"<h\d>(?:<[^>]+>)?([^<]+)", pages["en/outcome_1.html"]) == ["[Outcome 1]"]
    assert "outcome-outcome_1" not in pages["en/certainty-and-bias.html"]
    assert not any("Made by software" in page for page in pages.values())


@pytest.mark.slow
def test_the_book_of_a_new_review_follows_its_settings_and_its_studies(second: Review, tmp_path: Path) -> None:
    lay_book(second)
    review = fill_in(second)
    lay_pages(review)
    settings = review.folder / "review.toml"
    settings.write_text(settings.read_text("utf-8").replace("made-up words", "Falls <after> stroke", 2), "utf-8")
    test_a_second_review_goes_the_whole_way(Review.open(review.folder), tmp_path)
    pages = built_pages(Review.open(review.folder))
    assert "Falls &lt;after&gt; stroke</span>" in pages["nb/index.html"]
    assert (
        'id="forest-relapse-main"' in pages["en/relapse.html"] and "We do not know yet" not in pages["en/relapse.html"]
    )
    assert 'id="outcome-relapse"' in pages["en/certainty-and-bias.html"]


@pytest.mark.slow
def test_an_outcome_that_is_misspelt_stays_an_error(tmp_path: Path) -> None:
    review = new_review(tmp_path, "second", DAY, ["en"])
    lay_book(review)
    page = tmp_path / "book" / "en" / "outcome_1.md"
    page.write_text(page.read_text("utf-8").replace("{glance} outcome_1", "{glance} outcome_2"), "utf-8")
    with pytest.raises(ReviewError, match="outcome_2-main"):
        built_pages(review)


def test_what_a_new_review_is_made_from_is_in_the_wheel() -> None:
    source = ROOT / "src" / "ettervern"
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["package-data"]
    shipped = {path for pattern in told["ettervern"] for path in source.glob(pattern)}
    parts = (source / "theme", source / "living" / "template", source / "locale")
    files = {path for part in parts for path in part.rglob("*") if path.is_file()}
    assert files - shipped == set() and len(files) > 30


def test_an_empty_review_builds(second: Review) -> None:
    pipeline.run(second, DAY, quiet)
    assert read_table(second.results / "reports.csv").empty
    assert read_table(second.results / "pooled.csv").empty
