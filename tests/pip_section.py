"""Print the pip section of environment.yml as a requirements file, as conda hands it to pip."""

from __future__ import annotations

import sys
from pathlib import Path

import yaml


def pip_section(environment: Path) -> list[str]:
    """Return the lines of the pip section."""
    dependencies = yaml.safe_load(environment.read_text(encoding="utf-8"))["dependencies"]
    return next(part["pip"] for part in dependencies if isinstance(part, dict))


if __name__ == "__main__":
    print("\n".join(pip_section(Path(sys.argv[1]))))
