"""What a command loads before it works: the budget of its start, held without a clock (`make bench-start` has one)."""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from ettervern.extract.arithmetic import Table, p_of_interval, z_of
from ettervern.synthesise.rank import kendall

from .conftest import ROOT

#: What takes longer to load than most commands take to work.
SLOW = {
    *("sympy", "pandas", "pandera", "scipy", "scipy.optimize", "scipy.stats", "statsmodels", "pymare", "sklearn"),
    *(
        "matplotlib",
        "seaborn",
        "sphinx",
        "IPython",
        "ipywidgets",
        "rich",
        "pydantic",
        "httpx",
        "openpyxl",
        "numpy",
        "jinja2",
    ),
}
COUNTS = """study,events_intervention,n_intervention,events_control,n_control
Aas 2001,12,60,20,58
Berg 2004,7,41,9,44
Dahl 2010,0,30,4,31
Moen 2015,15,80,22,79
"""
MEANS = """mean_intervention,sd_intervention,n_intervention,mean_control,sd_control,n_control
3.1,1.2,40,2.7,1.1,42
5.0,2.0,25,4.1,2.2,24
2.2,0.9,60,2.3,1.0,58
"""
GENERIC = "yi,vi\n-0.4,0.05\n0.1,0.08\n-0.9,0.11\n"
PACKAGES = ("appraise", "extract", "front", "local", "screen", "search", "synthesise")


def loaded(*words: str, folder: Path) -> set[str]:
    """Return the names of the slow modules that a run of the command line loads."""
    said = folder.parent / f"{folder.name}-loaded.txt"  # beside the project: a new file in it would be looked at
    code = f"""
import atexit, sys
from pathlib import Path
atexit.register(lambda: Path({str(said)!r}).write_text(" ".join(sys.modules)))
from ettervern.cli import main
sys.argv = {["ettervern", *words]!r}
main()
"""
    subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False)
    return SLOW & set(said.read_text().split())


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["pool", "--help"], ["screen", "--help"], ["chek"]])
def test_help_loads_nothing_that_computes_or_draws(words: list[str], tmp_path: Path) -> None:
    assert loaded(*words, folder=tmp_path) == set()


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (COUNTS, ["--measure", "OR"]),
        (COUNTS, ["--measure", "RR", "--method", "DL"]),
        (COUNTS, ["--measure", "OR", "--method", "MH"]),
        (COUNTS, ["--measure", "PETO", "--method", "FE", "--json"]),
        (MEANS, ["--measure", "SMD", "--method", "ML", "--ci", "hk"]),
        (GENERIC, ["--measure", "GEN", "--method", "PM"]),
        (GENERIC, ["--measure", "OR"]),
    ],
)
def test_pooling_loads_the_estimators_and_neither_tables_nor_algebra(
    table: str, words: list[str], tmp_path: Path
) -> None:
    (tmp_path / "table.csv").write_text(table)
    assert loaded("pool", "table.csv", *words, folder=tmp_path) == {"numpy", "scipy", "pymare"}


def test_check_of_what_is_built_loads_nothing_and_else_tables_and_their_schemas(tmp_path: Path) -> None:
    loaded("new", "little", folder=tmp_path)
    for _ in range(2):
        loaded("build", "reviews/little", "--no-book", folder=tmp_path)
    assert loaded("check", "reviews/little", folder=tmp_path) == set()
    protocol = tmp_path / "reviews/little/protocol.md"
    protocol.write_text(protocol.read_text("utf-8") + "\nOne line more.\n", encoding="utf-8")
    some = loaded("check", "reviews/little", folder=tmp_path)
    assert some <= {"numpy", "pandas", "scipy"}
    assert "pandas" in some


def ran(code: str) -> str:
    """Return what a fresh interpreter prints."""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def test_pymare_is_whole_for_whoever_asks_for_the_rest_of_it() -> None:
    code = """
import sys
import ettervern.synthesise.estimators as ours
print(sorted({"pandas", "scipy.stats", "scipy.optimize", "sympy"} & set(sys.modules)))
import numpy as np
import pymare
from pymare import OneSampleEffectSizeConverter, estimators, meta_regression
from pymare.stats import q_profile
y, v, x = np.array([0.1, 0.5, -0.3, 0.9]), np.array([0.01, 0.02, 0.03, 0.04]), np.ones((4, 1))
print(estimators.WeightedLeastSquares is ours.WeightedLeastSquares, pymare.__version__.count("."))
print(meta_regression(y, v, X=x, add_intercept=False).to_df().shape, q_profile(y, v, x)["ci_l"] > 0)
print(OneSampleEffectSizeConverter(m=y, sd=v, n=1000 * v).to_dataset("RM").y.shape)
import pandas, scipy.optimize, scipy.stats
print(pandas.DataFrame.__module__, scipy.stats.norm.cdf(0), scipy.optimize.brentq(lambda at: at - 1, 0, 3))
"""
    assert ran(code).splitlines() == ["[]", "True 2", "(1, 8) True", "(4, 1)", "pandas 0.5 1.0"]


def test_pymare_loaded_by_somebody_else_first_is_used_as_it_is() -> None:
    code = """
import pandas, pymare.estimators, scipy.stats
before = pandas, pymare, scipy.stats
import ettervern.synthesise.estimators as ours
import sys
print(before == tuple(sys.modules[name] for name in ("pandas", "pymare", "scipy.stats")))
print(ours.Hedges is pymare.estimators.Hedges)
"""
    assert ran(code).split() == ["True", "True"]


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_gives_on_demand_what_it_lists_for_the_reader(package: str) -> None:
    module = import_module(f"ettervern.{package}")
    tree = ast.parse((ROOT / "src/ettervern" / package / "__init__.py").read_text(encoding="utf-8"))
    listed = {
        alias.name: node.module
        for block in tree.body
        if isinstance(block, ast.If)
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    given = {
        name: f"ettervern.{package}.{word.arg}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for word in node.keywords
        if isinstance(word.value, ast.Constant)
        for name in str(word.value.value).split()
    }
    assert listed == given
    for name, home in listed.items():
        assert getattr(module, name) is getattr(import_module(str(home)), name)
        assert not (ROOT / "src/ettervern" / package / f"{name}.py").exists(), "a module of that name would hide it"
    with pytest.raises(AttributeError, match="nothing"):
        _ = module.nothing


def test_sums_of_our_own_are_those_of_scipy() -> None:
    chance = np.random.default_rng(12)
    for _ in range(300):
        n, m = (int(size) for size in chance.integers(2, 300, 2))
        a, c = int(chance.integers(0, n + 1)), int(chance.integers(0, m + 1))
        cells = [[a, n - a], [c, m - c]]
        if 0 < a + c < n + m:
            theirs = [stats.chi2_contingency(cells, correction=yates)[1] for yates in (False, True)]
            theirs.append(stats.fisher_exact(np.array(cells))[1])
            assert Table(a, n, c, m).p_values() == pytest.approx(theirs, rel=1e-10)
        p = float(chance.uniform(1e-12, 1))
        assert z_of(p) == pytest.approx(stats.norm.isf(p / 2), rel=1e-12, abs=1e-15)
    implied = p_of_interval(0.5, 0.3, 0.9, 0.9, ratio=True)
    se = np.log(3) / (2 * stats.norm.isf(0.05))
    assert implied == pytest.approx(2 * stats.norm.sf(np.log(2) / se), rel=1e-12)


def test_fishers_exact_test_does_not_overflow_in_a_large_trial() -> None:
    theirs = stats.fisher_exact(np.array([[900, 19100], [800, 19200]]))[1]
    assert Table(900, 20000, 800, 20000).p_values()[2] == pytest.approx(theirs, rel=1e-7)


@pytest.mark.parametrize("ties", [False, True])
def test_rank_correlation_is_that_of_scipy(ties: bool) -> None:
    chance = np.random.default_rng(5)
    for k in [*range(2, 40), 180]:
        x = chance.normal(size=k)
        y = x * chance.uniform(-2, 2) + chance.normal(size=k)
        if ties:
            x, y = np.append(np.round(x, 1), 1.0), np.append(np.round(y, 1), 1.0)
            x[0] = x[-1]
        theirs = stats.kendalltau(x, y, method="asymptotic" if ties else "exact")
        assert kendall(x, y) == pytest.approx((theirs.statistic, theirs.pvalue), rel=1e-11, abs=1e-15)
