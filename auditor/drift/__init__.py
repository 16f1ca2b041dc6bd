"""How terms change: two texts or two revisions side by side, and the revisions of one model over time."""
