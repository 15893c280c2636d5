"""The front door: short calls that work with text or Path, say what they hold, and are all that notebooks use."""

from __future__ import annotations

import ast
import builtins
import doctest
import inspect
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pandas as pd
import pytest

import ettervern
from tests.agree.made_up import write_project
from tests.conftest import ROOT

FUNCTIONS = [name for name in ettervern.__all__ if name[0].islower() and name != "local"]
NOTEBOOKS = sorted([*ROOT.glob("screening/*.ipynb"), *ROOT.glob("reviews/*/local/*.ipynb")])
NASTY = '<script>alert(1)</script> & "quotes" $x$'
COUNTS = {
    "study": ["Aas 2001", "Bø 2004", NASTY],
    "events_intervention": [12, 8, 30],
    "n_intervention": [50, 40, 100],
    "events_control": [20, 15, 41],
    "n_control": [50, 42, 98],
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project with a made-up review that has been built."""
    home = tmp_path_factory.mktemp("made-up")
    write_project(home)
    ettervern.build(home / "reviews/made-up", today="2027-03-01")
    return home


@pytest.fixture
def there(built: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Work in that project, where paths are short; the clock says the day it was made."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1803859200")  # 2027-03-01
    monkeypatch.chdir(built)
    yield built


def ran(code: str) -> str:
    """Return what a fresh interpreter prints."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    return done.stdout.strip()


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_example_of_every_call_runs_and_gives_what_it_says(name: str, there: Path) -> None:
    call = getattr(ettervern.front, name)
    examples = [test for test in doctest.DocTestFinder(recurse=False).find(call, name) if test.examples]
    assert examples, f"{name} has no example"
    outcome = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(examples[0])
    assert outcome.failed == 0


def test_importing_the_package_loads_nothing_heavy_and_listing_it_neither() -> None:
    code = "import sys, ettervern; dir(ettervern); print([m for m in ('pandas', 'numpy', 'typer') if m in sys.modules])"
    assert ran(code) == "[]"


def test_what_is_listed_is_what_a_type_checker_sees() -> None:
    tree = ast.parse((ROOT / "src/ettervern/__init__.py").read_text(encoding="utf-8"))
    block = next(node for node in tree.body if isinstance(node, ast.If))
    seen = {alias.name for node in block.body if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert seen | {"__version__", "local"} == set(ettervern.__all__)


def test_everything_that_is_listed_is_there_and_what_is_not_is_an_ordinary_error() -> None:
    assert all(getattr(ettervern, name) is not None for name in ettervern.__all__)
    assert set(ettervern.__all__) <= set(dir(ettervern))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = ettervern.nothing


@pytest.mark.parametrize("first", ["from ettervern import deduplicate", "import ettervern.deduplicate.pipeline"])
def test_a_package_that_is_a_call_too_is_the_same_whatever_was_imported_first(first: str) -> None:
    code = f"""
{first}
import ettervern
from ettervern import check, deduplicate, screen
from ettervern.deduplicate import Options, deduplicate as inside
from ettervern.check import check_folder
from ettervern.screen import Decisions
import inspect
print(len(deduplicate({{"title": ["A trial of homes"] * 2, "year": [2001] * 2}}).duplicates), callable(check),
      callable(screen), deduplicate is ettervern.deduplicate, list(inspect.signature(check).parameters))
"""
    assert ran(code) == "2 True True True ['review', 'today']"


@pytest.mark.parametrize(
    ("table", "reports"),
    [
        ({"title": ["Sober homes after treatment: a trial"] * 2 + ["Tax"], "year": [2001.0, 2001.0, np.nan]}, 3),
        ({"Title": ["Sober homes after treatment", "Tax on tobacco"]}, 2),
        ({"DOI": ["10.1000/a", "https://doi.org/10.1000/A", None]}, 2),
        ({"doi": []}, 0),
        ({"record_id": [7, 8], "pmid": [1234567, 1234567]}, 1),
        ({"record_id": ["x", "x"], "title": ["One", "Another"]}, 2),
    ],
)
def test_a_table_of_titles_or_dois_alone_can_be_deduplicated(table: dict[str, list[Any]], reports: int) -> None:
    for given in (table, pd.DataFrame(table)):
        result = ettervern.deduplicate(given)
        assert (len(result.reports), len(result.duplicates)) == (reports, len(next(iter(table.values()))))


def test_records_read_and_given_as_a_frame_are_deduplicated_alike(there: Path) -> None:
    reading = ettervern.read(*sorted(Path("reviews/made-up/searches").glob("*.ris")))
    one, two = ettervern.deduplicate(reading), ettervern.deduplicate(reading.records)
    assert one.duplicates.equals(two.duplicates)


@pytest.mark.parametrize("table", [{"colour": ["red"]}, {"title": ["a"], "doi": []}])
def test_a_table_that_holds_no_records_is_refused_in_one_line(table: dict[str, list[str]]) -> None:
    with pytest.raises(ettervern.EttervernError) as refused:
        ettervern.deduplicate(table)
    assert len(str(refused.value).splitlines()) == 1


def test_a_path_may_be_text_or_path(there: Path) -> None:
    pd.DataFrame(COUNTS).to_csv("counts.csv", index=False)
    for kind in (str, Path):
        folder = kind("reviews/made-up")
        assert ettervern.Review.open(folder).name == "made-up"
        assert ettervern.check(folder).errors == []
        assert ettervern.pool(kind("counts.csv"), level=0.9).pool.level == 0.9
        assert ettervern.read(kind("nowhere.ris")).problems[0].message == "the file is missing"
        decisions = kind("reviews/made-up/searches/duplicate_decisions.csv")
        exports = [kind(path) for path in Path("reviews/made-up/searches").glob("*.ris")]
        assert len(ettervern.deduplicate(ettervern.read(*exports), decisions=decisions).reports)
        assert len(ettervern.read_table(decisions))
        assert ettervern.write({"title": ["A"]}, kind(f"{kind.__name__}.bib"))
        assert ettervern.forest(ettervern.pool(COUNTS)).save(kind("plot.svg")) == Path("plot.svg")
        assert ettervern.flow(folder).count("screened") == 7
        assert ettervern.agreement(folder).equals(ettervern.screening(folder).agreement)


class Markup(HTMLParser):
    """Notes which elements a text opens."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.opened.append(tag)


def shown(there: Path) -> dict[str, Any]:
    """Return one of each thing that the front door gives, with text from outside in it."""
    nasty = there / "nasty.csv"
    nasty.write_text(f'title,year\n"{NASTY.replace(chr(34), chr(34) * 2)}",2001\n', encoding="utf-8")
    bad = there / "<b>bad.ris"
    review = ettervern.Review.open("reviews/made-up")
    pooled = ettervern.pool(COUNTS)
    session = ettervern.screen(review, "r-1")
    session.close()
    return {
        "reading": ettervern.read(nasty, bad),
        "deduplication": ettervern.deduplicate({"title": [NASTY]}),
        "pairs": ettervern.side_by_side({"record_id": ["a", "b"], "title": [NASTY, "B"]}, "a", "b"),
        "answer": pooled,
        "pool": pooled.pool,
        "forest": ettervern.forest(pooled, NASTY),
        "review": review,
        "problems": ettervern.Problems([ettervern.Problem(NASTY, 1, NASTY, NASTY)]),
        "built": ettervern.build(review),
        "summary": ettervern.screening(review),
        "flow": ettervern.flow(review),
        "session": session,
        "advice": ettervern.advice(review, "r-1"),
    }


def test_what_is_returned_is_short_as_text_and_text_from_outside_is_never_markup(there: Path) -> None:
    for name, value in shown(there).items():
        if name != "pairs":
            assert len(repr(value)) < 500 and len(repr(value).splitlines()) == 1, name
        markup = Markup()
        markup.feed(value._repr_html_())
        assert markup.opened and not {"script", "b"} & set(markup.opened), name


def test_a_figure_of_a_measure_of_one_group_is_refused() -> None:
    result = ettervern.pool({"events": [3, 4], "n": [10, 12]}, "PLO")
    with pytest.raises(ettervern.EttervernError, match="compares two groups"):
        ettervern.forest(result)


@pytest.mark.parametrize("narrow", [True, False])
def test_a_forest_plot_of_differences_has_an_axis_around_zero_and_shows_means(narrow: bool) -> None:
    arms = {"mean_intervention": [12.1, 10.5], "sd_intervention": [4.2, 3.9], "n_intervention": [40, 22]}
    arms |= {"mean_control": [14.0, 13.2], "sd_control": [4.0, 4.4], "n_control": [41, 20]}
    figure = ettervern.forest(ettervern.pool(arms, "MD", ci="wald"), "Score", narrow=narrow)
    assert "12.1 (4.2)" in figure.svg.replace("\u00a0", " ") and "\u22121.90 (\u22123.69 to \u22120.11)" in figure.svg
    assert "to the left of 0" in figure.description


@pytest.mark.parametrize("method", ["MH", "FE", "REML"])
@pytest.mark.parametrize("narrow", [True, False])
def test_a_forest_plot_of_anyones_table_names_its_studies_and_not_aftercare(method: str, narrow: bool) -> None:
    figure = ettervern.forest(ettervern.pool(COUNTS, "RR", method), "Relapse", narrow=narrow)
    assert all(text in figure.svg for text in ("Aas 2001", "Bø 2004", "&lt;script&gt;", "the intervention"))
    assert "ftercare" not in figure.svg + figure.description


@pytest.mark.parametrize(
    "call",
    [
        lambda: ettervern.pool({"yi": ["a"], "vi": [1]}, "GEN"),
        lambda: ettervern.pool({"yi": [1.0]}, "GEN"),
        lambda: ettervern.pool({"yi": [1.0], "vi": [1.0]}, "banana"),
        lambda: ettervern.pool("nowhere.csv"),
        lambda: ettervern.pool("nowhere.csv", "banana"),
        lambda: ettervern.Review.open("nowhere"),
        lambda: ettervern.build("nowhere"),
        lambda: ettervern.flow("nowhere"),
        lambda: ettervern.read_table("nowhere.csv"),
        lambda: ettervern.write({"title": ["a"]}, "a.docx"),
        lambda: ettervern.side_by_side({"title": ["a"]}, "x", "y"),
        lambda: ettervern.agreement(pd.DataFrame({"reviewer": ["a"]})),
        lambda: ettervern.forest(ettervern.pool(COUNTS), name="a b"),
        lambda: ettervern.deduplicate({"title": ["a"]}, decisions="nowhere.csv"),
    ],
)
def test_whatever_is_wrong_is_one_kind_of_error(call: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ettervern.EttervernError):
        call()


def test_every_exception_of_the_package_has_the_one_base() -> None:
    errors = {name for name, kind in vars(builtins).items() if inspect.isclass(kind) and issubclass(kind, Exception)}
    alone = []
    for path in sorted((ROOT / "src/ettervern").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            bases = {base.id for base in getattr(node, "bases", ()) if isinstance(base, ast.Name)}
            if bases & errors and not bases & {"EttervernError", "ReviewError"}:
                alone.append(getattr(node, "name", ""))
    assert alone == ["EttervernError"]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_projects_own_notebooks_use_nothing_but_the_front_door(notebook: Path) -> None:
    listed = set(ettervern.__all__)
    from ettervern import local

    cells = nbformat.read(notebook, as_version=4).cells
    code = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
    used = 0
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            assert not [alias.name for alias in node.names if alias.name.startswith("ettervern.")]
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("ettervern"):
            assert node.module == "ettervern"
            assert {alias.name for alias in node.names} <= listed
            used += 1
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "local":
            assert hasattr(local, node.attr) and not node.attr.startswith("_")
    assert used
