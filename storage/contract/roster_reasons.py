"""Why each turn of a roster is whose it is."""

from collections.abc import Mapping, Sequence

from storage.contract.roster_standing import Standing
from storage.contract.turns import Because, Given, Reason, Slot, Turn


class Reasons:
    """What can be told of a roster that was drawn up: the new turns, and all that stand with them."""

    def __init__(self, given: Given, chosen: Mapping[Slot, str]) -> None:
        self._given = given
        self._chosen = chosen
        beside = [(duty.day, duty.person) for duty in given.beside]
        within = [(duty.day, duty.person) for duty in given.kept] + [(slot.day, who) for slot, who in chosen.items()]
        self._standing = Standing([*beside, *within])
        self._these = {(given.kind(day), who) for day, who in within}
        self._of_block = {(given.lane(day), who) for day, who in (*beside, *within)}

    def turns(self) -> list[Turn]:
        """All turns of the days, in time order, each with its reason."""
        kept = [
            Turn(duty.day, duty.part, duty.person, Reason("kept", self._given.kind(duty.day)), duty)
            for duty in self._given.kept
        ]
        new = [self._turn(slot) for slot in self._given.slots]
        return sorted([*kept, *new], key=lambda turn: (turn.day, turn.part, turn.person or ""))

    def _turn(self, slot: Slot) -> Turn:
        person = self._chosen.get(slot)
        away = self._given.away(slot.day)
        if person is None:
            return Turn(slot.day, slot.part, None, Reason("nobody", slot.kind, away=away), slot.held)
        had = self._given.had_before(slot, self._chosen.items())
        fewer = [one for one in slot.able if had[one] < had[person]]
        because = self._because(slot, fewer)
        resting = tuple(fewer) if because == "rest" else ()
        return Turn(slot.day, slot.part, person, Reason(because, slot.kind, had[person], away, resting), slot.held)

    def _because(self, slot: Slot, fewer: Sequence[str]) -> Because:
        """Why it is whose it is, given who could have it and had fewer turns of that kind of day before it."""
        if len(slot.able) == 1:
            return "only"
        if all(self._standing.running(one, slot.day) for one in fewer):
            return "rest" if fewer else "fewest"
        if all((slot.kind, one) in self._these for one in fewer):
            return "even"
        if slot.lane.is_block and all((slot.lane, one) in self._of_block for one in fewer):
            return "block"
        return "level"
