"""What comes with an extra of the package (``pip install 'ettervern[book]'``), and one line where it is not there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec

from ettervern.errors import EttervernError

#: Extra -> the modules that it brings, as ``pyproject.toml`` has them (a test holds the two together).
EXTRAS = {
    "book": ("jupyter_book", "sphinx", "myst_nb", "jinja2", "matplotlib", "seaborn"),
    "notebooks": ("jupyterlab", "anywidget", "ipywidgets", "traitlets", "matplotlib", "seaborn"),
    "search": ("httpx",),
    "local": ("statsmodels", "matplotlib", "seaborn"),
}


class MissingExtra(EttervernError, ImportError):
    """Something is asked for that needs an extra of the package; the message says how to install it."""

    def __init__(self, module: str, extra: str) -> None:
        super().__init__(f"{module} is not installed; run: python -m pip install 'ettervern[{extra}]'", name=module)


def need(extra: str) -> None:
    """Refuse at once, before any work, where something of an extra is missing.

    Raises
    ------
    MissingExtra
        With the first module that is not there.
    """
    for module in EXTRAS[extra]:
        if find_spec(module) is None:
            raise MissingExtra(module, extra)


@contextmanager
def told() -> Iterator[None]:
    """Turn a failed import of what an extra brings into :class:`MissingExtra`; any other stays what it is."""
    try:
        yield
    except ModuleNotFoundError as error:
        module = (error.name or "").partition(".")[0]
        extra = next((name for name, modules in EXTRAS.items() if module in modules), "")
        if not extra:
            raise
        raise MissingExtra(module, extra) from error
