"""A Hub for tests: a small HTTP server that speaks the real protocol over folders of models."""
