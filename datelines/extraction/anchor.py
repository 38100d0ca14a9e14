"""Which spot dates an event: its clause before its sentence; the passage only where its rule allows, else none.

The price of a spot is what lies between it and the trigger: borders of clauses, other events, words. The cheapest one
under a limit is taken. A spot that belongs to a verb of saying is the date of the saying.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from msgspec.structs import replace

from datelines.events import Basis, Part
from datelines.extraction.datings import Dating, until_end
from datelines.extraction.detect import Candidate
from datelines.extraction.engine import Engine
from datelines.extraction.passages import Passage
from datelines.extraction.preludes import FRAME, Preludes
from datelines.extraction.quotations import is_of_quotation
from datelines.extraction.relatives import Relatives
from datelines.extraction.rivals import Rivals
from datelines.extraction.sides import Sides
from datelines.extraction.spots import Spot, basis_of
from datelines.extraction.surcharges import Surcharges

__all__ = ["Anchorer", "Dating"]

_LIMIT = 6.5
_PER_WORD = 0.08
_OTHER_EVENT = 1.6
_SAYING = 4.6
# What the next best date may cost where the best is another event's.
_SECOND = 3.0
# What a date costs that is another verb's of the same breath.
_TAKEN, _PARTED = 2.0, 9.0
# How much dearer a finer date may be than the coarse one that it refines.
_REFINED = 4.0
# What the date of "a measure announced in July" costs the event that the measure is; how far it stands behind the noun.
_APPOSED, _APPOSITION = 1.0, 6
# How many characters from the start of a text the day in its dateline stands.
_DATELINE = 60
# Within how many words the bracket closes that names an agency.
_AGENCY = 6
# How many share a time at least, and up to which price a time is taken to be nobody else's.
_TWO, _NO_DOUBT = 2, 1.2
_CLEARLY, _BESIDE = 0.5, 4
# What a date costs on the other side of the present than the verb, where one is on its own.
_OVER = 7.0
# How far before its verb a relative pronoun stands.
_RELATIVE = 4
_INSIDE, _FRAMED = 0.5, 0.45
# What a colon or semicolon costs: after an opening date it is no border.
_STRONG = 7.0
# A date that only bounds an event is a poor date for it.
_BOUND = {"until": 30.0, "before": 4.0, "to": 1.0, "after": 1.5}


class Anchorer:
    """Prices spots with one engine's words of saying."""

    def __init__(self, engine: Engine) -> None:
        lexicon = engine.lexicon
        self._surcharges, self._relatives, self._rivals = Surcharges(engine), Relatives(engine), Rivals(engine)
        self._say = frozenset(lexicon.symbols("say") + lexicon.symbols("rebut"))
        self._temporal = frozenset(lexicon.symbols("temporal"))
        self._dashes = frozenset(engine.grammar.marks["dash"] + engine.grammar.marks["hyphen"] + ")")
        self._that = frozenset(lexicon.symbols("complement"))
        self._at_which = frozenset(lexicon.symbols("at_which"))
        self._deed = frozenset(lexicon.symbols("deed"))
        self._made = frozenset(lexicon.symbols("made"))
        self._aside = frozenset(engine.grammar.marks["comma"] + engine.grammar.marks["dash"])
        self._relative = frozenset(lexicon.symbols("relative"))
        self._comma = engine.grammar.marks["comma"]
        self._quote = frozenset(engine.grammar.marks["quote"])
        self._sides, self._preludes = Sides(engine), Preludes(engine)
        openers = ("within", "to", "since", "origin", "from", "by", "until", "after", "before", "this", "it", "be")
        self._opening = frozenset(
            "".join(map(lexicon.symbols, (*openers, "coordinator")))
            + engine.grammar.marks["hyphen"]
            + engine.grammar.marks["dash"]
        )

    def date(
        self, group: Sequence[Candidate], spots: Sequence[Spot], dct: datetime.date | None = None
    ) -> list[tuple[Dating, ...] | None]:
        """For each candidate of one passage its dates: none, one, or as many as "in 2010 and 2011" lists.

        None stands for a candidate whose only date is another's, so that it tells nothing of its own.
        """
        table = [[self._price(c, spots, n, group) for n in range(len(spots))] for c in group]
        if dct and len(spots) > 1:
            table = [self._priced_by_side(c, row, dct) for c, row in zip(group, table, strict=True)]
        chosen: list[tuple[Dating, ...] | None] = [
            () if self._is_vague(candidate, row) else self._choose(number, table, spots, candidate.passage, group)
            for number, (candidate, row) in enumerate(zip(group, table, strict=True))
        ]
        if sum(1 for dates in chosen if dates) < _TWO:
            return chosen
        opening = [n for n, spot in enumerate(spots) if spot.low <= FRAME]
        for number in self._rivals.losers(group, [(d[0].spot, d[0].price) if d else None for d in chosen], opening):
            lost = chosen[number]
            if lost:
                chosen[number] = self._second(number, lost[0], table, spots, group)
        return chosen

    def _second(
        self,
        number: int,
        lost: Dating,
        table: list[list[Dating | None]],
        spots: Sequence[Spot],
        group: Sequence[Candidate],
    ) -> tuple[Dating, ...] | None:
        """What dates a candidate whose own time is another's: none if it only says since when, else the next best."""
        table[number] = [d if d is None or d.spot != lost.spot else None for d in table[number]]
        second = self._choose(number, table, spots, group[number].passage, group)
        if second and second[0].price <= _SECOND:
            return second
        return () if lost.relation == "since" else None

    def _priced_by_side(
        self, candidate: Candidate, row: list[Dating | None], dct: datetime.date
    ) -> list[Dating | None]:
        wrong = self._sides.wrong(candidate, [dating.date for dating in row if dating], dct)
        return [d and (replace(d, price=d.price + _OVER) if d.date in wrong else d) for d in row]

    def _is_vague(self, candidate: Candidate, row: Sequence[Dating | None]) -> bool:
        """Whether a time that cannot be placed ("weeks later") belongs to the trigger rather than any spot."""
        passage, at = candidate.passage, candidate.at
        if not passage.vague:
            return False
        cheapest = min((dating.price for dating in row if dating), default=99.0)
        for index in passage.vague:
            low, high = sorted((index, at))
            price = passage.toll[high] - passage.toll[low + 1] + _PER_WORD * (high - low)
            if price + _CLEARLY < cheapest and high - low <= _BESIDE:
                return True
        return False

    def _choose(
        self,
        number: int,
        table: list[list[Dating | None]],
        spots: Sequence[Spot],
        passage: Passage,
        group: Sequence[Candidate],
    ) -> tuple[Dating, ...]:
        found: list[Dating] = []
        others: list[int] | None = None
        taken: set[int] = set()
        for dating in table[number]:
            if dating is None:
                continue
            if dating.price > _NO_DOUBT and len(group) > 1:
                if others is None:
                    others = [n for n in range(len(table)) if n != number and not _is_one_deed(group[number], group[n])]
                rivals = [table[other][dating.spot] for other in others]
                if any(rival and rival.price + 1 < dating.price for rival in rivals):
                    taken.add(dating.spot)
                    dating = replace(dating, price=dating.price + _TAKEN)
            if dating.price <= _LIMIT:
                found.append(dating)
        best = min(found, key=lambda d: (d.price, d.spot), default=None)
        if best is None:
            return ()
        # "This spring's exercise" that "began on April 20": the finer date of the same sentence, where it fits.
        finer = [
            d
            for d in (found if len(found) > 1 else ())
            if d.basis is not Basis.DISCLOSURE
            and d.spot not in taken
            and d.date != best.date
            and best.date.covers(d.date)
            and d.price < best.price + _REFINED
            # "At the start of 2017, saying that its troops were needed in June": June is of what is said.
            and self._say.isdisjoint(passage.symbols[spots[best.spot].high + 1 : spots[d.spot].low])
        ]
        best = min(finer, key=lambda d: (d.price, d.spot), default=best)
        best = until_end(best, spots)
        # A list is one from its first date on, whichever of its dates stands nearest.
        while best.spot > 0 and spots[best.spot - 1].twin == best.spot and (first := table[number][best.spot - 1]):
            best = replace(first, price=best.price, basis=best.basis)
        chain = [best]
        while (twin := spots[chain[-1].spot].twin) is not None:
            spot = spots[twin]
            chain.append(replace(best, date=spot.date, timex=spot.timex, relation=spot.relation, spot=twin))
        return tuple(chain)

    def _price(
        self, candidate: Candidate, spots: Sequence[Spot], number: int, group: Sequence[Candidate]
    ) -> Dating | None:
        spot = spots[number]
        passage = candidate.passage
        if is_of_quotation(passage.symbols, spot.low, candidate.at, self._quote):
            return None
        near = spot.low if candidate.at < spot.low else spot.high
        low, high = (near, candidate.at) if near < candidate.at else (candidate.at, near)
        price = passage.toll[high] - passage.toll[low + 1] if high > low else 0.0
        price += _PER_WORD * (high - low)
        opened = self._opens_when(candidate, spot) if near < candidate.at else 0
        if opened:
            price -= passage.toll[opened + 1] - passage.toll[spot.high + 1]
        framed = spot.low <= FRAME and self._frames(candidate, spot, spots)
        basis = Basis.DISCLOSURE if self._is_dateline(candidate, spot) else basis_of(spot.timex)
        apposed = candidate.at < spot.low and self._is_apposed(candidate, spot)
        if not apposed and self.is_of_saying(candidate, spot):
            if not candidate.rule.disclosure or self._temporal & set(passage.symbols[low:high]):
                return None
            price = _SAYING + _PER_WORD * (high - low)
            basis = Basis.DISCLOSURE
        elif apposed:
            price = min(price, _APPOSED)
        elif framed:
            price = min(price, _FRAMED * price + (0.0 if price < _STRONG else -_FRAMED * _STRONG))
        if candidate.low <= spot.low < candidate.high and not self._is_aside(candidate, spot):
            price *= _INSIDE
        others = 0 if len(group) == 1 else sum(low < other.at < high for other in group if other.at != candidate.at)
        price += _OTHER_EVENT * others * (0.3 if framed else 1.0)
        ends = candidate.rule.at_until and spot.relation == "until"
        if candidate.rule.bound is None and not (opened or ends):
            price += _BOUND.get(spot.relation or "", 0.0)
        if (len(group) > 1 and self._relatives.parted(candidate, spot, group)) or (
            number and self._preludes.holds(candidate, spot, spots)
        ):
            price += _PARTED
        price += self._surcharges.read(candidate, spot, basis, spots)
        return Dating(spot.date, spot.timex, basis, price, spot.relation, number)

    def _is_aside(self, candidate: Candidate, spot: Spot) -> bool:
        """Whether the spot ends an aside between commas before the trigger ("the drill, held from 2010, died")."""
        symbols = candidate.passage.symbols
        return (
            spot.high < candidate.at
            and self._comma in symbols[candidate.low : spot.low]
            and symbols[spot.high + 1] == self._comma
        )

    def _is_apposed(self, candidate: Candidate, spot: Spot) -> bool:
        """Whether the spot is of a noun that takes up the event: "it cut aid, a step announced in July"."""
        symbols = candidate.passage.symbols
        if self._deed.isdisjoint(symbols[candidate.at + 2 : spot.low - 1]):
            return False
        for i in range(max(candidate.at + 2, spot.low - _APPOSITION), spot.low - 1):
            if symbols[i] in self._deed and not self._made.isdisjoint(symbols[i + 1 : spot.low]):
                return any(symbol in self._aside for symbol in symbols[max(candidate.at + 1, i - 3) : i])
        return False

    def _is_dateline(self, candidate: Candidate, spot: Spot) -> bool:
        """Whether the spot is the day in the dateline: of what it heads, another sentence may tell the day itself."""
        passage, after = candidate.passage, spot.high + 1
        if passage.part is not Part.BODY or passage.number or spot.timex.span.start > _DATELINE:
            return False
        # "Oct 5 (Meridian) -": who tells it may stand between.
        closed = passage.symbols.find(")", after, after + _AGENCY) if passage.symbols[after : after + 1] == "(" else -1
        after = closed + 1 if closed > 0 else after
        return passage.symbols[after : after + 1] in self._dashes

    def _opens_when(self, candidate: Candidate, spot: Spot) -> int:
        """Where the "when" stands that gives the trigger's clause the time before it: "in 1997, when aid was cut"."""
        symbols = candidate.passage.symbols
        place = spot.high + 1
        if place < len(symbols) and symbols[place] == self._comma:
            place += 1
        if place >= candidate.at or symbols[place] not in self._at_which:
            return 0
        return 0 if any(symbol in self._temporal for symbol in symbols[place + 1 : candidate.at]) else place

    def _is_told(self, candidate: Candidate, spot: Spot, say: int) -> bool:
        """Whether "that" stands between the spot and the trigger: "said in June that warships were welcome"."""
        told = candidate.passage.symbols[spot.high + 1 : candidate.at]
        return say < spot.low and not self._that.isdisjoint(told)

    def _is_of_who(self, passage: Passage, at: int) -> bool:
        return any(symbol in self._relative for symbol in passage.symbols[max(0, at - _RELATIVE) : at])

    def _frames(self, candidate: Candidate, spot: Spot, spots: Sequence[Spot]) -> bool:
        """Whether the sentence opens with the spot ("In 2010, ...") and no later one has taken its place."""
        if not (spot.low < candidate.at and spot.low <= FRAME):
            return False
        symbols = candidate.passage.symbols
        opened = self._preludes.end(symbols, spot)
        if any(max(spot.high, opened) < other.low < candidate.at for other in spots) or candidate.at < opened:
            return False
        # "A year later, in 2018, the White House": the two open it together.
        before = candidate.passage.units[: spot.low]
        return all(unit.timex or unit.symbol in self._opening or unit.symbol == self._comma for unit in before)

    def is_of_saying(self, candidate: Candidate, spot: Spot) -> bool:
        """Whether a verb of saying stands nearer to the spot than the trigger does, in the spot's own clause."""
        passage, say = candidate.passage, self._say
        distance = min(abs(candidate.at - spot.low), abs(candidate.at - spot.high))
        start = max(0, spot.low - 4)
        if say.isdisjoint(passage.printed[start : spot.high + 5]):
            return False
        for i, unit in enumerate(passage.units[start : spot.high + 5], start):
            told = candidate.low <= i < candidate.high and not candidate.rule.alone
            if unit.symbol not in say or i == candidate.at or told:
                continue
            # "Who was sent there in 2009 said": the date ends the clause that tells who he is.
            if spot.high < i and candidate.at < spot.low and self._is_of_who(passage, candidate.at):
                continue
            low, high = (i, spot.low) if i < spot.low else (spot.high, i)
            if passage.toll[high] - passage.toll[low + 1] < 1.2 and high - low < distance + self._is_told(
                candidate, spot, i
            ):
                return True
        return False


def _is_one_deed(one: Candidate, other: Candidate) -> bool:
    """Whether two words of a clause tell the same: in "held the first drill in 2010" the verb and the noun."""
    clauses = one.passage.clauses
    return one.rule.event_type is other.rule.event_type and clauses[one.at] == clauses[other.at]
