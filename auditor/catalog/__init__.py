"""What `rules/` holds as records: read strictly, checked against each other, compiled for a fast start."""
