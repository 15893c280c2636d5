"""Figures as SVG: one module a figure, all finished by :mod:`ettervern.draw.svg`.

What every figure shares. ``draw_<figure>`` takes its table, then ``subject`` (a :class:`Subject`: the outcome and how
its ratio reads), ``language`` (``nb`` or ``en``) and ``narrow`` (the layout for a telephone, 340 pixels wide). It
returns SVG text, the same bytes for the same input, and raises ``ArgumentError`` for a table that cannot be drawn
whole. ``<figure>_table`` returns the same as a table with headings in the language.
"""

from ettervern.draw.flow import Box, Flow, Step, Stream, draw_flow
from ettervern.draw.forest import describe, draw_forest
from ettervern.draw.forest_layout import Forest
from ettervern.draw.subject import Subject
from ettervern.draw.svg import stand_alone

__all__ = [
    "Box",
    "Flow",
    "Forest",
    "Step",
    "Stream",
    "Subject",
    "describe",
    "draw_flow",
    "draw_forest",
    "stand_alone",
]
