"""Ettervern: a living evidence review as plain files, and the machine that turns them into a book."""

__version__ = "0.1.0"
