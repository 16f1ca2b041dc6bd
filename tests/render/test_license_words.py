"""What the table says of a text that is nearly a known one."""

from __future__ import annotations

import pytest

from auditor.nouns import DocumentKind, DocumentReading, Identity, Match, Nearest
from auditor.render.license_table import identity_words


@pytest.mark.parametrize(("similarity", "said"), [(0.9996, "99.9 %"), (1.0, "99.9 %"), (0.9174, "91.7 %")])
def test_a_text_that_differs_is_never_called_wholly_alike(similarity: float, said: str) -> None:
    identity = Identity(id=None, match=Match.ALTERED, nearest=Nearest(id="MIT", similarity=similarity))
    reading = DocumentReading(path="LICENSE", sha256="", kind=DocumentKind.LICENSE, identity=identity, findings=())
    assert identity_words(reading) == f"altered from MIT ({said} alike): not the standard text"
