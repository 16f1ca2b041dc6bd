"""The revisions of a model that the store holds, for `history --offline`."""

from __future__ import annotations

from contextlib import closing

from auditor.errors import NotReadable
from auditor.nouns import GapReason
from auditor.sources.places import Places
from auditor.sources.revisions import Revision, Revisions


def stored_revisions(places: Places, model_id: str, most: int) -> Revisions:
    """Every stored revision, newest first by the Hub's own date. Raises NotReadable if there is none."""
    store = places.open_store()
    if store is None:
        raise _nothing(model_id)
    with closing(store):
        commits = store.commits(places.store_endpoint, model_id)
        found = []
        for commit in commits:
            snapshot = store.find(places.store_endpoint, model_id, commit)
            if snapshot is not None:
                date = snapshot.metadata.last_modified if snapshot.metadata else None
                found.append(Revision(commit=commit, date=date or ""))
    if not found:
        raise _nothing(model_id)
    # Read later means newer where two carry the same date: the sort is stable.
    found.sort(key=lambda revision: revision.date, reverse=True)
    return Revisions(events=tuple(found[:most]), head=found[0], total=len(found), cut=len(found) > most)


def _nothing(model_id: str) -> NotReadable:
    hint = "Read it once without --offline, or import a bundle that holds it (auditor bundle import)."
    return NotReadable(f"{model_id}: offline, and the store holds no revision of it", hint, GapReason.OFFLINE)
