"""The terms of one model over its revisions: what changed at each, and whether the pinned ones still stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from auditor.drift.difference import difference
from auditor.drift.terms import Difference, Terms
from auditor.nouns import Gap, GapReason


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The terms at a revision, with its date and author where the source tells them."""

    commit: str
    date: str
    author: str
    terms: Terms


#: Reasons why a file of the repository was not read: it may have changed. The others tell of what is elsewhere.
_UNREAD = frozenset(GapReason) - {GapReason.OUTSIDE_HUB, GapReason.NO_LISTING, GapReason.NOT_FOUND}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A revision at which something that is looked at changed, or may have; `change` is None for the oldest read."""

    state: State
    change: Difference | None

    @property
    def is_unknown(self) -> bool:
        """Whether the files were touched and nobody can say how: nothing is seen, and something was not read."""
        return self.change is not None and self.change.is_empty


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
        return not (self.cut or self.unread or self.gaps or any(event.is_unknown for event in self.events))


def events_of(states: Sequence[State]) -> tuple[Event, ...]:
    """Events out of states, newest first. A revision that changed nothing is none, if all of it was read."""
    found: list[Event] = []
    for number, state in enumerate(states):
        before = states[number + 1].terms if number + 1 < len(states) else None
        change = difference(before, state.terms) if before is not None else None
        if change is None or not change.is_empty or _may_hide(change):
            found.append(Event(state=state, change=change))
    return tuple(found)


def _may_hide(change: Difference) -> bool:
    """Whether a file that was not read on either side may differ."""
    return any(gap.reason in _UNREAD for gap in (*change.old.gaps, *change.new.gaps))
