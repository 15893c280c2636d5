"""Figures as SVG: one module a figure.

What stands where. Statistical figures are drawn by matplotlib and seaborn on :mod:`.chart` (style, axes, marks), at
places that :mod:`.scale` knows (ratios around 1 or differences around 0): :mod:`.ladder` is rows of intervals (forest,
grouped forest, leave-one-out, cumulative), :mod:`.scatter` numbered points (funnel, Baujat). Drawings of boxes, marks
and words stand on :mod:`.sheet` and :mod:`.drawing`. :mod:`.svg` finishes all.

What every figure shares. ``draw_<figure>`` takes its table, then ``subject`` (a :class:`Subject`: the outcome, its
measure and how that reads), ``language`` (``nb`` or ``en``) and ``narrow`` (the layout for a telephone, 340 pixels
wide). It returns SVG text, the same bytes for the same input, and raises ``ArgumentError`` for a table that cannot be
drawn whole. ``<figure>_table`` returns the same as a table with headings in the language.
"""

from ettervern.draw.flow import Box, Flow, Step, Stream, draw_flow
from ettervern.draw.forest import Diamond, Forest, describe, draw_forest
from ettervern.draw.subject import Subject
from ettervern.draw.svg import stand_alone

__all__ = [
    "Box",
    "Diamond",
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
