"""Bytes to text, and text to words, passages, front matter and cards; offsets are those of the original."""
