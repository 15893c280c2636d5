"""How what the package returns looks at a prompt and in a notebook: a line, a small table. Text is never markup."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from html import escape
from typing import Any

#: Characters of a text, and items of a list, that are shown.
LONGEST, MOST = 80, 10


class Shown:
    """Gives a dataclass a short ``repr``, and a table where a notebook shows it.

    Classes that know better than their fields what a reader wants to see override :meth:`facts`.
    """

    def facts(self) -> Mapping[str, object]:
        """Return what is shown, name -> value."""
        return {field.name: getattr(self, field.name) for field in fields(self) if field.repr}  # type: ignore[arg-type]

    def __repr__(self) -> str:
        """Return one line."""
        return f"{type(self).__name__}({', '.join(f'{name}: {brief(value)}' for name, value in self.facts().items())})"

    def _repr_html_(self) -> str:
        """Return a table with a row a fact."""
        return html_table(type(self).__name__, ((name, brief(value)) for name, value in self.facts().items()))


def plain(text: str) -> str:
    """Return text from outside without what could break a line or what a terminal would obey."""
    return "".join(char if char.isprintable() else " " for char in text)


def brief(value: Any) -> str:
    """Return a value in a few words, on one line."""
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, str):
        line = " ".join(plain(value).split())
        return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"
    if hasattr(value, "columns") and hasattr(value, "index"):
        return f"{len(value)} rows"
    if hasattr(value, "shape"):
        return f"{'x'.join(map(str, value.shape))} numbers"
    if isinstance(value, Sequence | Mapping | set | frozenset):
        few = isinstance(value, list | tuple) and len(value) <= 3 and all(isinstance(one, str) for one in value)
        return ", ".join(map(brief, value)) if few and value else str(len(value))
    return brief(str(value))


def html_table(caption: str, rows: Iterable[Sequence[object]], head: Sequence[str] = ()) -> str:
    """Return a table whose rows begin with their heading; every text is escaped."""
    titles = "".join(f'<th scope="col">{escape(title)}</th>' for title in head)
    lines = [f"<table><caption>{escape(caption)}</caption>", f"<thead><tr>{titles}</tr></thead>" if head else ""]
    for first, *rest in rows:
        cells = "".join(f"<td>{escape(str(cell))}</td>" for cell in rest)
        lines.append(f'<tr><th scope="row">{escape(str(first))}</th>{cells}</tr>')
    return "\n".join([*filter(None, lines), "</table>"])
