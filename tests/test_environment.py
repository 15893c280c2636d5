"""One set of dependencies, whichever way the project is installed."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.pip_section import pip_section

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def pins() -> dict[str, Version]:
    """Return package -> version from constraints.txt."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.!+]+", line) for line in kept), "only exact pins"
    return {canonicalize_name(line.split("==")[0]): Version(line.split("==")[1]) for line in kept}


def test_environment_yml_takes_only_python_and_pip_from_conda_and_this_package_with_its_pins() -> None:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    assert environment["channels"] == ["conda-forge"]
    names = [re.split("[=<>]", part)[0] for part in environment["dependencies"] if isinstance(part, str)]
    assert names == ["python", "pip"]
    assert pip_section(ROOT / "environment.yml") == ["-c constraints.txt", "-e .[all]"]


def test_the_python_of_environment_yml_is_one_that_pyproject_allows() -> None:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    version = next(part for part in environment["dependencies"] if str(part).startswith("python=")).split("=")[1]
    assert version in Requirement(f"python{PROJECT['requires-python']}").specifier


def test_every_dependency_of_pyproject_is_pinned_to_a_version_it_allows() -> None:
    extras = [line for lines in PROJECT["optional-dependencies"].values() for line in lines]
    wanted = [need for line in PROJECT["dependencies"] + extras if (need := Requirement(line)).name != "ettervern"]
    pinned = pins()
    missing = [need.name for need in wanted if canonicalize_name(need.name) not in pinned]
    refused = [need.name for need in wanted if pinned[canonicalize_name(need.name)] not in need.specifier]
    assert (missing, refused) == ([], [])
