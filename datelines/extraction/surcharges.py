"""What a time costs on top that belongs to something else in the sentence than the trigger that asks for it."""

from __future__ import annotations

from collections.abc import Sequence

from datelines.edtf import Grain
from datelines.events import Basis, EventType
from datelines.extraction.detect import Candidate
from datelines.extraction.engine import PAST, Engine
from datelines.extraction.lexicon import PLAIN
from datelines.extraction.spots import Spot

__all__ = ["Surcharges"]

_ATTRIBUTE = 5.0
# What a date costs that is of the clause after a "since".
_SINCE = 4.0
# What a date costs that ends a relative clause right before the trigger's own verb.
_SUBJECT = 5.5
# What a date costs of what follows from it.
_EFFECT = 5.0
# What a date costs for a thing before or after which something else has it; how near its own words stand.
_SETTING, _LED, _OWN = 5.0, 3, 3
# What a date costs of what somebody is thanked for.
_REASON = 5.0
# What it costs where the date opens the next clause, and where the trigger's clause goes back behind the date's.
_NEXT, _BEFORE = 4.0, 4.0
_NEAR_HAD = 4
# What the time of a loss costs the search for the lost.
_LOSS = 9.0
# How far before "since" the word stands that counts what was then: "the first visit by a frigate since".
_COMPARED = 7
# What a date costs that says when its thing was made: "ended the ban imposed in 2013"; how near the participle stands.
_PARTICIPLE, _OF_THING = 4.0, 6


class Surcharges:
    """Reads them with one engine's words."""

    def __init__(self, engine: Engine) -> None:
        lexicon = engine.lexicon
        self._labels = engine.labels
        self._focus = frozenset(engine.topic.focus)
        self._since = frozenset(lexicon.symbols("since"))
        self._past = frozenset(lexicon.symbols(PAST) + lexicon.symbols("past_be") + lexicon.symbols("have"))
        self._coordinator = frozenset(lexicon.symbols("coordinator"))
        self._within = frozenset(lexicon.symbols("within"))
        self._sides = frozenset(lexicon.symbols("before") + lexicon.symbols("after"))
        self._thanks, self._for = frozenset(lexicon.symbols("thank")), frozenset(lexicon.symbols("for"))
        self._lost = frozenset(lexicon.symbols("went_missing"))
        self._first = frozenset(lexicon.symbols("first") + lexicon.symbols("last"))
        self._from = frozenset(lexicon.symbols("from") + lexicon.symbols("within") + lexicon.symbols("since"))
        self._causal = frozenset(lexicon.symbols("causal"))
        self._relative = frozenset(lexicon.symbols("relative"))
        self._parting = self._coordinator | self._relative | frozenset(engine.grammar.marks["strong"])
        self._had = frozenset(lexicon.symbols("had"))
        marks = "".join(engine.grammar.marks.values())
        joining = "".join(
            map(lexicon.symbols, ("coordinator", "relative", "temporal", "within", "for", "from", "to", "by"))
        )
        self._goes_on = frozenset(marks + joining)
        self._comma = engine.grammar.marks["comma"]
        self._say = frozenset(lexicon.symbols("say") + lexicon.symbols("rebut"))
        self._opening = self._relative | frozenset(lexicon.symbols("complement") + lexicon.symbols("temporal"))
        self._tensed = frozenset(lexicon.symbols(PAST))
        self._finite = self._past | frozenset("".join(map(lexicon.symbols, ("be", "will", "would", "could"))))
        self._that = self._relative | frozenset(lexicon.symbols("complement"))
        self._reduced = frozenset(lexicon.symbols("reduced"))
        helping = "".join(map(lexicon.symbols, ("be", "have", "not")))
        self._no_thing = frozenset(marks + joining + helping) - frozenset(lexicon.symbols("it"))

    def read(self, candidate: Candidate, spot: Spot, basis: Basis, spots: Sequence[Spot]) -> float:
        """What a spot costs on top that belongs to something else in the sentence."""
        price = 0.0
        if self._is_attribute(candidate, spot) or (len(spots) > 1 and self._is_edition(candidate, spot)):
            price += _ATTRIBUTE
        if self._is_of_loss(candidate, spot):
            price += _LOSS
        if self._is_of_thing(candidate, spot):
            price += _PARTICIPLE
        # What belongs to something else does so on one side of the trigger or on the other.
        if spot.high < candidate.at:
            return price + self._before(candidate, spot, basis, spots)
        return price + self._behind(candidate, spot) if candidate.at <= spot.low else price

    def _before(self, candidate: Candidate, spot: Spot, basis: Basis, spots: Sequence[Spot]) -> float:
        """What a spot before the trigger costs."""
        price = _NEXT * (self._ends_deed(candidate, spot, spots) + self._is_of_deed_before(candidate, spot, spots))
        if basis is not Basis.DISCLOSURE and self._is_of_before(candidate, spot):
            price += _BEFORE
        if len(spots) > 1 and self._is_compared(candidate, spot):
            price += _SINCE
        if self._is_of_relative(candidate, spot):
            price += _SUBJECT
        if self._is_of_effect(candidate, spot):
            price += _EFFECT
        return price

    def _behind(self, candidate: Candidate, spot: Spot) -> float:
        """What a spot behind the trigger costs."""
        price = _NEXT * self._opens_clause(candidate, spot)
        if self._is_of_since(candidate, spot):
            price += _SINCE
        if self._is_of_reason(candidate, spot):
            price += _REASON
        if self._is_setting(candidate, spot):
            price += _SETTING
        return price

    def _is_of_effect(self, candidate: Candidate, spot: Spot) -> bool:
        """Whether the trigger is in a clause that gives the cause of what has the time: "back on Monday now that"."""
        symbols, at = candidate.passage.symbols, candidate.at
        if self._causal.isdisjoint(symbols[spot.high + 1 : at]):
            return False
        cause = max(i for i in range(spot.high + 1, at) if symbols[i] in self._causal)
        return self._comma not in symbols[cause:at]

    def _is_setting(self, candidate: Candidate, spot: Spot) -> bool:
        """Whether the sentence opens with what is before or after: "ahead of the call the attaché came on Monday"."""
        symbols, at = candidate.passage.symbols, candidate.at
        if at > _LED or symbols[at] in self._tensed or self._sides.isdisjoint(symbols[:at]):
            return False
        # "After the meeting on Monday the general": the thing's own.
        return spot.low > at + _OWN

    def _is_of_reason(self, candidate: Candidate, spot: Spot) -> bool:
        """Whether the spot is of what somebody is thanked for: "thanked the Americans for the trucks sent in 2012"."""
        symbols, at = candidate.passage.symbols, candidate.at
        if symbols[at] not in self._thanks or at > spot.low:
            return False
        reason = next((i for i in range(at + 1, spot.low) if symbols[i] in self._for), None)
        coarse = spot.date.grain is not Grain.DAY
        return reason is not None and (coarse or not self._past.isdisjoint(symbols[reason : spot.low]))

    def _is_of_loss(self, candidate: Candidate, spot: Spot) -> bool:
        """Whether it is when those went missing who are looked for: "the crew of a helicopter shot down in 1970"."""
        if candidate.rule.event_type is not EventType.PERSONNEL_ACCOUNTING:
            return False
        near = candidate.passage.symbols[max(0, spot.low - _COMPARED) : spot.low]
        last = max((i for i, symbol in enumerate(near) if symbol in self._lost), default=None)
        return last is not None and (self._parting | self._finite).isdisjoint(near[last + 1 :])

    def _is_compared(self, candidate: Candidate, spot: Spot) -> bool:
        """Whether the spot only says since when there was none: "the first cadet since 1975 was enrolled in 2007"."""
        if spot.relation != "since" or candidate.at <= spot.high:
            return False
        return not self._first.isdisjoint(candidate.passage.symbols[max(0, spot.low - _COMPARED) : spot.low])

    def _is_attribute(self, candidate: Candidate, spot: Spot) -> bool:
        """Whether the spot belongs to a noun right after it ("a summer exercise") that is no trigger."""
        symbols = candidate.passage.symbols
        after = spot.high + 1
        if after >= len(symbols) or after == candidate.at or spot.relation == "within":
            return False
        return bool(self._labels.get(symbols[after], frozenset()) & self._focus)

    def _opens_clause(self, candidate: Candidate, spot: Spot) -> bool:
        """Whether the spot opens the clause after the trigger's own ("was signed, and in May the ban fell")."""
        symbols, at = candidate.passage.symbols, spot.low - 1
        if candidate.at > spot.low or spot.high + 1 >= len(symbols):
            return False
        # "Trucks and, from 2010 to 2016, a drill": a time between commas behind "and" is of what follows.
        lead = at - 1 if symbols[at] in self._from else at
        if symbols[lead] == self._comma and symbols[spot.high + 1] == self._comma and lead - 1 > candidate.at:
            return symbols[lead - 1] in self._coordinator
        # "And on Tuesday of this week the ban".
        while at > candidate.at and (
            symbols[at] in self._within or symbols[at] == PLAIN or at in candidate.passage.dates
        ):
            at -= 1
        return symbols[at] in self._coordinator and symbols[spot.high + 1] not in self._goes_on

    def _ends_deed(self, candidate: Candidate, spot: Spot, spots: Sequence[Spot]) -> bool:
        """Whether "and" parts the spot from a trigger with its own ("opened in 1991 and upgraded in May 1994")."""
        symbols, after, at = candidate.passage.symbols, spot.high + 1, candidate.at
        if after >= at or symbols[after] not in self._coordinator:
            return False
        own = next((other for other in spots if other.low > at), None)
        # "Broken again, for sixteen years, in 1975": commas part no verb from its time.
        return own is not None and self._parting.isdisjoint(symbols[at + 1 : own.low])

    def _is_of_deed_before(self, candidate: Candidate, spot: Spot, spots: Sequence[Spot]) -> bool:
        """Whether a comma parts the spot, with its own verb before it, from "was" and the trigger, with a later one.

        "Aid began in 1994, was halted after the coup of July 1997, and was restored in 2006."
        """
        symbols, after, at = candidate.passage.symbols, spot.high + 1, candidate.at
        if not after < at <= after + _NEAR_HAD or symbols[after] != self._comma:
            return False
        if symbols[after + 1] in self._coordinator or symbols[after + 1] not in self._finite | self._tensed:
            return False
        own = any(other.low > at for other in spots)
        return own and not self._tensed.isdisjoint(symbols[max(0, spot.low - _NEAR_HAD) : spot.low])

    def _is_of_before(self, candidate: Candidate, spot: Spot) -> bool:
        """Whether the trigger's clause goes back behind the time of the spot's ("which it had built")."""
        passage, at = candidate.passage, candidate.at
        clauses = passage.clauses
        if clauses[spot.low] >= clauses[at] or self._relative.isdisjoint(passage.symbols[spot.high : at]):
            return False
        return any(
            passage.units[i].symbol in self._had for i in range(max(0, at - _NEAR_HAD), at) if clauses[i] == clauses[at]
        )

    def _is_edition(self, candidate: Candidate, spot: Spot) -> bool:
        """Whether the spot is the year in a name ("the suspension of CARAT 2017"), the trigger another word."""
        if spot.relation is not None or spot.date.grain is not Grain.YEAR:
            return False
        units, before = candidate.passage.units, spot.low - 1
        while before > 1 and units[before].symbol in self._coordinator and units[before - 1].timex:
            before -= 2
        if before < 0:
            return False
        unit = units[before]
        return before != candidate.at and unit.entry is not None and "series" in unit.entry.labels

    def _is_of_since(self, candidate: Candidate, spot: Spot) -> bool:
        """Whether the spot is in a clause that "since" opens, the trigger before it: "since aid resumed in 2005"."""
        if spot.relation in ("since", "origin"):
            return False
        symbols = candidate.passage.symbols
        if self._since.isdisjoint(symbols[candidate.at + 1 : spot.low]):
            return False
        since = min(i for i in range(candidate.at + 1, spot.low) if symbols[i] in self._since)
        # "The first visit since the war, in 2007" has no verb there.
        return not self._past.isdisjoint(symbols[since : spot.low])

    def _is_of_relative(self, candidate: Candidate, spot: Spot) -> bool:
        """Whether the spot is in a clause about the subject: "the unit that had been here since 2008 was told"."""
        symbols, at = candidate.passage.symbols, candidate.at
        if spot.high >= at:
            return False
        closes = symbols[spot.high + 1] == self._comma
        if not closes and self._finite.isdisjoint(symbols[spot.high + 1 : at + 1]):
            return False
        opener = max((i for i in range(1, spot.low) if symbols[i] in self._that), default=0)
        if opener == 0 or symbols[opener - 1] in self._say or ";" in symbols[opener:at]:
            return False
        # "The man, who runs it, said in May": the clause ends at its comma; "told in May that it": another one begins.
        if self._comma in symbols[opener : spot.low]:
            return False
        if not self._opening.isdisjoint(symbols[spot.high + 1 : at]):
            return False
        return not self._finite.isdisjoint(symbols[opener + 1 : spot.low])

    def _is_of_thing(self, candidate: Candidate, spot: Spot) -> bool:
        """Whether the spot says when that was made which the verb is done to: "ended the ban imposed in 2013"."""
        passage, at = candidate.passage, candidate.at
        symbols, clauses = passage.symbols, passage.clauses
        if symbols[at] not in self._tensed:
            return False
        # Behind the verb, the thing stands between; before it, the participle is another verb than the trigger.
        first = at + 1 if at < spot.low else 0
        for i in range(spot.low - 1, max(first, spot.low - _OF_THING), -1):
            if symbols[i] in self._reduced:
                return clauses[i] == clauses[at] and symbols[i - 1] not in self._no_thing
        return False
