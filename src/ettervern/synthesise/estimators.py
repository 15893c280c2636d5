"""PyMARE's estimators, loaded without what they never use.

Importing PyMARE loads sympy (for its effect-size converters), scipy.stats (for its own tables of results), pandas (for
its data sets) and scipy.optimize (for one root search), 1.5 to 2 seconds of processor time at every start, of which
its estimators need nothing. While they are imported here, stand-ins take those places: each loads the real module when
something of it is used. PyMARE's front page (``pymare/__init__.py``) runs when something on it is asked for.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from types import ModuleType
from typing import Any

#: What PyMARE's estimators import at their head and never use -> the functions that they take from it by name.
UNUSED = {"pandas": (), "scipy.stats": (), "scipy.optimize": ("brentq",)}


def _call(module: str, function: str, *given: Any, **named: Any) -> Any:
    """Call a function of a module that may not be loaded yet."""
    return getattr(import_module(module), function)(*given, **named)


def _when_asked(module: ModuleType, answer: Callable[[str], Any]) -> ModuleType:
    """Let a module answer for the names that it does not hold (PEP 562)."""

    def asked(name: str) -> Any:
        if name.startswith("__"):  # what the import system asks of every module
            raise AttributeError(f"module {module.__name__!r} has no attribute {name!r}")
        return answer(name)

    module.__dict__["__getattr__"] = asked
    return module


def _stand_in(name: str, functions: tuple[str, ...]) -> ModuleType:
    """Return what stands in a module's place until something of it is used."""

    def answer(attribute: str) -> Any:
        if sys.modules.get(name) is module:
            del sys.modules[name]
        return getattr(import_module(name), attribute)

    module = _when_asked(ModuleType(name), answer)
    for function in functions:
        setattr(module, function, partial(_call, name, function))
    return module


@contextmanager
def without_unused() -> Iterator[None]:
    """Hold stand-ins in place of the modules that are not loaded yet, for as long as something is imported."""
    held = {name: _stand_in(name, functions) for name, functions in UNUSED.items() if name not in sys.modules}
    sys.modules.update(held)
    try:
        yield
    finally:
        for name, module in held.items():
            if sys.modules.get(name) is module:
                del sys.modules[name]


def postpone_front_page(package: str) -> None:
    """Let the modules of a package be imported while its ``__init__`` waits until something on it is asked for."""
    spec = find_spec(package)
    if package in sys.modules or spec is None or spec.loader is None:
        return
    run = spec.loader.exec_module

    def answer(name: str) -> Any:
        if module.__dict__.pop("__getattr__", None):
            run(module)
        return getattr(module, name)

    module = sys.modules[package] = _when_asked(module_from_spec(spec), answer)


postpone_front_page("pymare")
with without_unused():
    from pymare.estimators import DerSimonianLaird, Hedges, VarianceBasedLikelihoodEstimator, WeightedLeastSquares
    from pymare.stats import q_gen

__all__ = ["DerSimonianLaird", "Hedges", "VarianceBasedLikelihoodEstimator", "WeightedLeastSquares", "q_gen"]
