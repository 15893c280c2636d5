"""Sharing a review: checklist, data package, archive metadata, references and figures for other programs."""
