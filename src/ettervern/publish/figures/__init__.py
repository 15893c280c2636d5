"""Figures made from results, each with its caption, files and table twin."""
