"""The whole book: built from results, stopped by what is missing, left alone when nothing changed."""

from __future__ import annotations

import posixpath
import re
import shutil
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

import pandas as pd
import pytest

from ettervern.files import ReviewError
from ettervern.publish.site import book
from ettervern.publish.site.book import build_book
from ettervern.review import Review
from tests.publish import made_up


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Review:
    """Return the made-up review with its book built in both languages."""
    home = tmp_path_factory.mktemp("book")
    review = made_up.write_review(home)
    made_up.write_book(home)
    pages(home)
    build_book(review, out_of(review))
    return review


def pages(home: Path) -> None:
    """Let the pages read the made-up review."""
    for config in (home / "book").glob("*/_config.yml"):
        config.write_text(config.read_text("utf-8").replace("reviews/ettervern", "reviews/made-up"), "utf-8")


def out_of(review: Review) -> Path:
    """Return where the book goes."""
    return review.root / "book" / "_build" / "html"


@pytest.fixture
def edited(built: Review) -> Iterator[Review]:
    """Return the built review, put back as it was after the test has changed it."""
    kept = built.root.parent / "kept"
    shutil.copytree(built.root, kept)
    yield built
    shutil.rmtree(built.root)
    shutil.move(kept, built.root)


def files(out: Path) -> dict[str, bytes]:
    """Return every file of the book."""
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}


def html(review: Review) -> dict[str, str]:
    """Return every page of the book."""
    return {name: content.decode() for name, content in files(out_of(review)).items() if name.endswith(".html")}


def test_both_languages_the_data_and_the_entrance_are_there(built: Review) -> None:
    names = set(files(out_of(built)))
    assert {"index.html", "nb/index.html", "en/index.html", "nb/tilbakefall.html", "en/relapse.html"} <= names
    assert {"data/results/pooled.csv", "data/extraction/outcomes.csv", "data/review.toml"} <= names
    assert {"nb/_figures/forest-relapse-main.svg", "en/_figures/flow.svg"} <= names
    assert "url=nb/index.html" in html(built)["index.html"] and 'href="nb/index.html"' in html(built)["index.html"]


def test_nothing_changed_nothing_built(built: Review) -> None:
    before = files(out_of(built))
    again = build_book(built, out_of(built))
    assert again.changed == 0 and again.seconds < 1
    assert files(out_of(built)) == before


def test_a_page_that_was_taken_away_comes_back(built: Review) -> None:
    before = files(out_of(built))
    (out_of(built) / "nb" / "arbeid.html").unlink()
    assert build_book(built, out_of(built)).changed >= 1
    assert files(out_of(built)) == before


@pytest.mark.slow
def test_building_from_nothing_gives_the_same_bytes(built: Review, tmp_path: Path) -> None:
    build_book(built, tmp_path / "elsewhere" / "html")
    here, there = files(out_of(built)), files(tmp_path / "elsewhere" / "html")
    assert here.keys() == there.keys()
    assert [name for name in here if here[name] != there[name]] == []


def test_every_page_says_its_language_and_leads_to_its_twin(built: Review) -> None:
    shown = html(built)
    for name, page in shown.items():
        if "/" in name:
            language = name.split("/")[0]
            assert f'<html lang="{language}"' in page
            twin = re.search(r'class="language"[^>]*href="\.\./([^"]+)"', page)
            assert twin is not None and twin.group(1) in shown


def test_every_link_inside_the_book_holds_and_no_page_asks_another_host(built: Review) -> None:
    shown, names = html(built), set(files(out_of(built)))
    for name, page in shown.items():
        assert not re.findall(r'(?:src|action)="(?:https?:)?//', page)
        assert not re.findall(r'<link[^>]+href="(?:https?:)?//', page)
        for address in re.findall(r'(?:href|src)="([^"]*)"', page):
            if re.match(r"https?:|mailto:", address) or address == "#":
                continue
            path, _, fragment = re.sub(r"\?v=\w+", "", unescape(address)).partition("#")
            target = posixpath.normpath(posixpath.join(name, "..", path)) if path else name
            assert target in names, f"{name} links to {address}"
            if fragment and target in shown:
                assert f'id="{fragment}"' in shown[target], f"{name} links to {address}"


def test_numbers_and_figures_stand_in_the_pages(built: Review) -> None:
    page = html(built)["nb/tilbakefall.html"]
    assert page.count('role="img"') == 2 and page.count("<desc") == 2
    assert "0,30 til 0,80" in page and "Tillit til resultatet: ikke vurdert ennå" in page
    assert "0.30 to 0.80" in html(built)["en/relapse.html"]


def meaning(review: Review) -> str:
    """Return what the numbers of relapse mean, as the Norwegian page has it."""
    page = html(review)["nb/tilbakefall.html"].partition("<h2>Hva tallene betyr")[2]
    return page.partition("<h2")[0]


def test_the_numbers_stand_a_step_further_in_where_nobody_has_judged_them(built: Review) -> None:
    before, opened, inside = meaning(built).partition("<details")
    assert opened and "0,50" not in before and "0,50" in inside


@pytest.mark.slow
def test_the_numbers_stand_open_where_their_certainty_is_low(edited: Review) -> None:
    made_up.write_appraisal(edited)
    build_book(edited, out_of(edited), languages=("nb",))
    assert "0,50" in meaning(edited) and "<details" not in meaning(edited)


def test_text_from_the_tables_never_runs(built: Review) -> None:
    for page in html(built).values():
        assert "<script>alert" not in page and "javascript:" not in page


def test_nothing_of_the_machine_is_in_the_book(built: Review) -> None:
    for name, content in files(out_of(built)).items():
        assert str(built.root).encode() not in content, name


def test_a_page_is_light(built: Review) -> None:
    for name, content in files(out_of(built)).items():
        assert len(content) < 350_000, name


def test_a_number_that_is_not_there_stops_the_build_with_page_and_line(edited: Review) -> None:
    before = files(out_of(edited))
    page = edited.root / "book" / "nb" / "tilbakefall.md"
    page.write_text(
        page.read_text("utf-8").replace("{tall}`relapse-main.estimate`", "{tall}`relapse-main.estimat`"), "utf-8"
    )
    line = 1 + page.read_text("utf-8").split("relapse-main.estimat`")[0].count("\n")
    with pytest.raises(ReviewError) as caught:
        build_book(edited, out_of(edited), languages=("nb",))
    problem = caught.value.problems[0]
    assert (problem.file, problem.row) == ("book/nb/tilbakefall.md", line)
    assert "relapse-main.estimat" in problem.message and "relapse-main.estimate" in problem.message
    assert files(out_of(edited)) == before


@pytest.mark.slow
def test_an_outcome_that_is_not_pooled_is_told_so_and_shows_no_figure(built: Review, edited: Review) -> None:
    assert "2,50 (" in html(built)["nb/arbeid.html"]
    pooled = pd.read_csv(edited.results / "pooled.csv")
    pooled[pooled["analysis"] != "employment-main"].to_csv(edited.results / "pooled.csv", index=False)
    build_book(edited, out_of(edited), languages=("nb",))
    page = html(edited)["nb/arbeid.html"]
    assert "Ingen studie av dette utfallet er slått sammen" in page and "2,50 (" not in page


def test_a_missing_table_stops_the_build_with_its_name(edited: Review) -> None:
    (edited.results / "flow.csv").unlink()
    with pytest.raises(ReviewError, match=r"flow\.csv: the file is missing"):
        build_book(edited, out_of(edited))


@pytest.mark.slow
def test_a_changed_number_reaches_both_languages(edited: Review) -> None:
    pooled = pd.read_csv(edited.results / "pooled.csv").set_index("analysis", drop=False)
    pooled.loc["relapse-main", "estimate"] = 0.4321
    pooled.to_csv(edited.results / "pooled.csv", index=False)
    build_book(edited, out_of(edited))
    assert "0,43" in html(edited)["nb/index.html"] and "0.43" in html(edited)["en/index.html"]
    assert "0,43 (" in html(edited)["nb/tilbakefall.html"]


def copied_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the package that builds of the book run on."""
    package = tmp_path / "ettervern"
    shutil.copytree(Path(book.__file__).parents[2], package, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(book, "__file__", str(package / "publish" / "site" / "book.py"))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return package


def other_theme(package: Path, _: Path) -> None:
    """Change the style of the book and nothing else."""
    style = package / "theme" / "ettervern" / "static" / "ettervern.css"
    style.write_text(style.read_text("utf-8") + "\n.made-up { color: red; }\n", "utf-8")


def other_frame(package: Path, _: Path) -> None:
    """Change what stands around each page and nothing else."""
    frame = package / "theme" / "ettervern" / "layout.html"
    frame.write_text(frame.read_text("utf-8").replace('class="skip"', 'class="skip made-up"'), "utf-8")


def other_label(_: Path, home: Path) -> None:
    """Call an outcome something else."""
    settings = home / "reviews" / "made-up" / "review.toml"
    settings.write_text(settings.read_text("utf-8").replace('"Tilbakefall"', '"Oppdiktet"'), "utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("change", [other_theme, other_frame, other_label])
def test_a_book_built_on_an_older_one_is_the_book_built_from_nothing(
    edited: Review, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path, Path], None]
) -> None:
    before = files(out_of(edited))
    change(copied_package(tmp_path, monkeypatch), edited.root)
    review = Review.open(edited.folder)
    build_book(review, out_of(review), languages=("nb",))
    build_book(review, tmp_path / "anew" / "html", languages=("nb",))
    again = files(out_of(review))
    assert again == files(tmp_path / "anew" / "html")
    assert again != {name: data for name, data in before.items() if not name.startswith("en/")}


def test_a_page_without_twin_stops_the_build(edited: Review) -> None:
    (edited.root / "book" / "nb" / "ekstra.md").write_text("# Ekstra\n\nTekst.\n", "utf-8")
    contents = edited.root / "book" / "nb" / "_toc.yml"
    contents.write_text(contents.read_text("utf-8") + "      - file: ekstra\n", "utf-8")
    with pytest.raises(ReviewError, match="ekstra"):
        build_book(edited, out_of(edited), languages=("nb",))


@pytest.mark.parametrize(
    "file", ["locale/nb/LC_MESSAGES/ettervern.po", "publish/templates/answers.html", "publish/templates/feed.xml"]
)
def test_a_word_or_template_that_changes_is_a_change_of_the_book(
    file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = copied_package(tmp_path, monkeypatch)
    before = book.code_digest()
    with (package / file).open("a", encoding="utf-8") as changed:
        changed.write("\n")
    assert before != book.code_digest()
