"""A living review: take new searches in, say what awaits and what changed, lay out another, share it."""
