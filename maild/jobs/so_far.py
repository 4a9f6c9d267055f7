"""What stands in the events about the people and letters of a batch of mails, while further ones are recorded."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from maild.jobs.incidents import Sightings
from maild.model import Event, EventKind
from maild.store import Unit, events


class SoFar:
    """Asked once for a whole batch, and true until the transaction ends."""

    def __init__(self, unit: Unit, people: Collection[int] = (), letters: Collection[int] = ()) -> None:
        """`people` and `letters` will be asked for: they are read together."""
        self._unit = unit
        self.sightings = Sightings(unit, people)
        self._delays = events.newest_of_letters(unit.connection, EventKind.LETTER_DELAYED, letters)
        unit.listen(self._hear)

    def last_delay(self, letter_id: int) -> Mapping[str, Any]:
        """Reason and codes that the letter's last delay warning gave."""
        if letter_id not in self._delays:
            self._delays |= events.newest_of_letters(
                self._unit.connection, EventKind.LETTER_DELAYED, [letter_id]
            )
        told = self._delays[letter_id]
        return {} if told is None else dict(told.data)

    def _hear(self, new: Sequence[Event]) -> None:
        for event in new:
            if event.kind is EventKind.LETTER_DELAYED and event.letter_id is not None:
                self._delays[event.letter_id] = event
