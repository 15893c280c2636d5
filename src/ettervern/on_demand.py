"""What a package lists is loaded when it is first asked for: a command should not wait for what it does not use."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from inspect import Signature, signature
from types import ModuleType
from typing import Any

from ettervern.extras import told


def on_demand(package: str, packages: str = "", /, **modules: str) -> Callable[[str], Any]:
    """Return the ``__getattr__`` of a package (PEP 562).

    Parameters
    ----------
    package : str
        Name of the package.
    packages : str
        Packages within it that are listed themselves, with blanks between.
    **modules : str
        Module of the package = the names that it gives, with blanks between. No module may bear the name of something
        listed: importing the module would hide that (but see :func:`callable_too`).
    """
    homes = {name: module for module, names in modules.items() for name in names.split()}

    def load(name: str) -> Any:
        with told():
            if name in packages.split():
                return import_module(f"{package}.{name}")
            if name not in homes:
                raise AttributeError(f"module {package!r} has no attribute {name!r}")
            return getattr(import_module(f"{package}.{homes[name]}"), name)

    return load


class _Callable(ModuleType):
    """A package that can be called, as the function of its name in :mod:`ettervern.front`."""

    @property
    def _front(self) -> Callable[..., Any]:
        function: Callable[..., Any] = getattr(import_module("ettervern.front"), self.__name__.rpartition(".")[2])
        return function

    @property
    def __signature__(self) -> Signature:
        return signature(self._front)

    def __call__(self, *given: Any, **named: Any) -> Any:
        return self._front(*given, **named)


def callable_too(package: str) -> None:
    """Let a package be called like the function of the front door that bears its name.

    ``from ettervern import deduplicate`` gives the package ``ettervern.deduplicate`` in whatever order things are
    imported, as Python makes a package an attribute of the one around it. So it is the package that is callable;
    ``from ettervern.deduplicate import Options`` works beside it.
    """
    sys.modules[package].__class__ = _Callable
