"""Vendors side by side and over time, computed from reports: no file, no network, no terminal."""
