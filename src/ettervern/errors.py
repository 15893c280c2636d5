"""The base of every error that the package raises on purpose: who catches it has caught them all."""

from __future__ import annotations

__all__ = ["ArgumentError", "EttervernError"]


class EttervernError(Exception):
    """Something that a person can mend: bad input, or an argument that does not fit. The message says what."""


class ArgumentError(EttervernError, ValueError):
    """An argument that no file is to blame for."""
