"""A figure of the normalisation itself: an index that was built with another one would silently find nothing."""

from __future__ import annotations

from hashlib import sha256

from auditor.licenses.stream import Stream
from auditor.text.words import Words

#: A bit of everything that the normalisation treats in its own way.
_SAMPLE = (
    "Title\n\nCopyright (c) 2020 Somebody Else\nAll rights reserved.\n\n1. The “Work”, or its parts:\n\n"
    "(a) it's <p>shown</p> "
    "&amp; kept; or\n(b) naïve ﬁles at https://www.example.org/x_y-z/1.0 under Version 2.0.\n\n1.2.3. Ｆｕｌｌ "
    "w\u200bidth, ѕame letters; 模型权重 and 4 parts 许可。 End 30. days\n"
    "Page 3 of 9\n\n - 12 -\n\nThe end."
)


def probe() -> str:
    """The hash of a fixed sample's stream: two builds with the same normalisation give the same figure."""
    stream = Stream.of(Words.of(_SAMPLE), _SAMPLE)
    return sha256(f"{' '.join(stream.words)}|{stream.latin}".encode() + stream.codes + stream.pairs).hexdigest()[:16]
