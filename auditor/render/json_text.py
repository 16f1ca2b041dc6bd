"""JSON documents as text: two columns of indent, no escapes for what UTF-8 can hold, no numbers that JSON has not."""

from __future__ import annotations

import json


def json_document(value: object) -> str:
    """A whole document, ended by a line feed. Keys stand in the order in which they were put."""
    return json_inset(value, 0) + "\n"


def json_inset(value: object, indent: int) -> str:
    """JSON of a value that stands `indent` columns inside a document. No text of it holds a raw line feed."""
    text = json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False)
    return text.replace("\n", "\n" + " " * indent) if indent else text
