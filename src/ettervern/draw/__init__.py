"""Figures as SVG: one module a figure, all finished by :mod:`ettervern.draw.svg`."""

from ettervern.draw.flow import Box, Flow, Step, Stream, draw_flow
from ettervern.draw.forest import describe, draw_forest
from ettervern.draw.forest_layout import Forest
from ettervern.draw.svg import stand_alone

__all__ = [
    "Box",
    "Flow",
    "Forest",
    "Step",
    "Stream",
    "describe",
    "draw_flow",
    "draw_forest",
    "stand_alone",
]
