"""Formulas as MathML, made at build by the converter of docutils: no script in the page, no other host."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml


def inline_math(translator: Any, node: nodes.math) -> None:
    """Write a formula in a line."""
    translator.body.append(str(tex2mathml(node.astext())))
    raise nodes.SkipNode


def block_math(translator: Any, node: nodes.math_block) -> None:
    """Write a formula on a line of its own; a long one scrolls by itself."""
    translator.body.append(f'<div class="math" tabindex="0">{tex2mathml(node.astext(), as_block=True)}</div>')
    raise nodes.SkipNode
