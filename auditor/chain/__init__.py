"""What stands behind a model: its bases, data sets and merges, and which of their terms the model lost."""
