"""The terms of one model over its revisions: what changed at each, and whether the pinned ones still stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from auditor.drift.difference import difference
from auditor.drift.terms import Difference, Terms
from auditor.nouns import Gap


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The terms at a revision, with its date and author where the source tells them."""

    commit: str
    date: str
    author: str
    terms: Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A revision at which something that is looked at changed; `change` is None for the oldest one that was read."""

    state: State
    change: Difference | None


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """All events, newest first; `since_pin` compares the pinned revision with head, where one was named.

    `total` is the number of commits in all, `cut` whether older changes were left out, `unread` the revisions that
    could not be read, with the reason. `gaps` say where changes may have been missed: then no more is known than what
    is listed.
    """

    model: str
    events: tuple[Event, ...]
    head: Terms
    since_pin: Difference | None
    total: int
    cut: bool = False
    unread: tuple[tuple[str, str], ...] = ()
    gaps: tuple[Gap, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether every change that there was is listed."""
        return not (self.cut or self.unread or self.gaps)


def events_of(states: Sequence[State]) -> tuple[Event, ...]:
    """Events out of states, newest first; a revision that changed nothing that is looked at is no event."""
    found: list[Event] = []
    for number, state in enumerate(states):
        before = states[number + 1].terms if number + 1 < len(states) else None
        change = difference(before, state.terms) if before is not None else None
        if change is None or not change.is_empty:
            found.append(Event(state=state, change=change))
    return tuple(found)
