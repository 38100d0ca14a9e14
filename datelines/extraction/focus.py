"""What a text is about as it goes on: what "it", "its", "he" and "the drill" take up again.

Events are not known here.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Mapping, Sequence

import msgspec

from datelines.extraction.engine import Engine
from datelines.extraction.lexicon import PLAIN, Unit

__all__ = ["Focus", "FocusWords", "Resolved"]

_NOTHING: frozenset[str] = frozenset()
# For how many sentences a text stays with what it was about.
_MEMORY = 4
_ARTICLE_REACH = 3
_SAID = 4
# For how many sentences without such a word "it" still takes one up.
_REACH = 3
# The headline and the first sentence say what the whole text is about.
_OPENING = 2
# Among which first units of a sentence its subject stands, and a pronoun that takes up the one before.
_SUBJECT, _HEAD = 4, 2


class FocusWords:
    """One engine's words that point back, looked up once."""

    def __init__(self, engine: Engine) -> None:
        def symbols(label: str) -> frozenset[str]:
            return frozenset(engine.lexicon.symbols(label))

        self.labels: Mapping[str, frozenset[str]] = engine.labels
        self.focusable = engine.focusable
        self.leaning = {
            s: frozenset(leans) for label, leans in engine.topic.leaning.items() for s in engine.lexicon.symbols(label)
        }
        self.kinds = {name: frozenset(series.labels) for name, series in engine.topic.series.items()}
        self.helping = symbols("will") | symbols("would") | symbols("could") | symbols("have") | symbols("had")
        self.deeds = frozenset().union(*map(symbols, ("stop", "lift", "terminate", "impose", "give", "expel", "raze")))
        self.objects = frozenset().union(
            *map(symbols, ("this", "indefinite", "its", "land", "force", "builders", "the_program"))
        )
        self.relative = symbols("relative")
        self.ours = symbols("ours")
        self.subject, self.owner = symbols("it"), symbols("its")
        self.he, self.she, self.vessel = symbols("he"), symbols("she"), symbols("vessel")
        self.third = symbols("third")
        self.parties = frozenset().union(
            *(symbols(code.lower()) for code in engine.topic.parties if code != engine.topic.home)
        )
        self.they, self.folk = symbols("they"), symbols("folk")
        self.becoming, self.infinitive = symbols("becoming"), symbols("infinitive")
        self.first, self.own, self.land = symbols("first"), symbols("own"), symbols("land")
        # What may stand between a verb of saying and its "it": "said on Friday that it".
        self.meet = symbols("meet")
        self.say, self.passed = symbols("say"), symbols("within") | symbols("complement")
        self.bodies = self.land | symbols("body") | symbols("government") | symbols("force") | symbols("legation")
        self.indefinite, self.person, self.series = symbols("indefinite"), symbols("person"), symbols("series")
        self.occasions = symbols("visit_noun") | symbols("official") | symbols("occasion")
        # All others stand for themselves and move nothing.
        self.heeded = frozenset(self.focusable).union(
            self.leaning, self.subject, self.owner, self.he, self.she, self.vessel, self.person, self.series
        )


class Resolved(msgspec.Struct, frozen=True, gc=False):
    """A sentence's symbols with pronouns replaced, and for each unit the series and the person that it speaks of.

    ``abroad`` says that it goes on about a third country: "China gives more. They sent uniforms last week."
    """

    symbols: str
    series: tuple[str | None, ...]
    people: tuple[str | None, ...]
    about: frozenset[str]
    abroad: bool = False


class Focus:
    """The focus of one article, moved by reading its sentences in order."""

    def __init__(self, words: FocusWords) -> None:
        self._words = words
        self._first: str | None = None
        self._last: str | None = None
        self._series: str | None = None
        self._person: Unit | None = None
        self._ship: str | None = None
        self._leant = _NOTHING
        self._recent: deque[frozenset[str]] = deque(maxlen=_MEMORY)
        self._about = _NOTHING
        self._age = self._count = 0
        self._opening: str | None = None
        self._abroad = False

    def read(self, units: Sequence[Unit], owners: Collection[int] = ()) -> Resolved:
        """What the sentence's units stand for; "he" is none of the ``owners``, of whom it only says what is theirs."""
        symbols = [unit.symbol for unit in units]
        abroad = self._goes_on_abroad(symbols)
        if self._words.heeded.isdisjoint(symbols):
            return self._read_on(units, symbols, abroad)
        return self._read_back(units, symbols, abroad, owners)

    def _read_back(self, units: Sequence[Unit], symbols: list[str], abroad: bool, owners: Collection[int]) -> Resolved:
        words = self._words
        before = self._about
        series: list[str | None] = [None] * len(units)
        people: list[str | None] = [None] * len(units)
        found: list[str] = []
        told = False
        if units and units[0].timex:
            # "This year's was dropped": of what the text is about.
            series[0] = self._series
        heeded = words.heeded
        for i in [i for i, symbol in enumerate(symbols) if symbol in heeded and units[i].entry]:
            unit, entry = units[i], units[i].entry
            assert entry is not None
            symbol, series[i] = self._resolve(units, i, found)
            if symbol in words.she and self._is_ship():
                symbol, people[i] = self._last or symbol, self._ship
            elif symbol in words.own and self._is_somebody(units, i):
                continue
            elif symbol in words.he | words.she and self._person:
                symbol = self._person.symbol
                people[i] = self._person.entry.name if self._person.entry else None
            elif symbol in words.vessel and entry.name:
                self._ship = entry.name
            elif symbol in words.person and not told and i not in owners:
                told, self._person = True, unit
            if unit.symbol in words.series:
                self._series = series[i] = entry.name
            if symbol in words.focusable:
                found.append(symbol)
            symbols[i] = symbol
        self._remember(found)
        return Resolved("".join(symbols), tuple(series), tuple(people), before | self._about, abroad)

    def _goes_on_abroad(self, symbols: Sequence[str]) -> bool:
        """Whether the sentence before told of a third country alone, and this one begins with a pronoun for it."""
        words, before = self._words, self._abroad
        party = not words.parties.isdisjoint(symbols)
        opens = before and any(symbol in words.subject or symbol in words.owner for symbol in symbols[:_HEAD])
        here = opens and not party
        self._abroad = here or (not party and not words.third.isdisjoint(symbols[:_SUBJECT]))
        return here

    def _read_on(self, units: Sequence[Unit], symbols: list[str], abroad: bool) -> Resolved:
        """A sentence in which nothing points back and nothing can be pointed back to."""
        before, nobody = self._about, (None,) * len(units)
        self._remember(())
        series = (self._series, *nobody[1:]) if units and units[0].timex else nobody
        return Resolved("".join(symbols), series, nobody, before | self._about, abroad)

    def _resolve(self, units: Sequence[Unit], i: int, found: Sequence[str]) -> tuple[str, str | None]:
        words, symbol = self._words, units[i].symbol
        speaks = self._is_speaker(units, i) or self._is_folk(units, i) or self._is_doer(units, i)
        if symbol in words.subject and speaks:
            return symbol, None
        if symbol in words.subject or (symbol in words.owner and not self._is_followed(units, i)):
            earlier = found[0] if found else self._earlier(symbol in words.subject)
            if earlier is None:
                return symbol, None
            return earlier, self._series if self._is_of_series(words.labels[earlier]) else None
        if symbol in words.leaning:
            here = self._about.union(*(words.labels[s] for s in found)) & words.leaning[symbol]
            if not here or self._is_of_another(units, i):
                return PLAIN, None
            self._leant = here
            return symbol, self._series
        own = words.focusable.get(symbol)
        if own and self._is_of_series(own) and not self._is_indefinite(units, i):
            return symbol, self._series
        return symbol, None

    def _is_folk(self, units: Sequence[Unit], i: int) -> bool:
        """Whether "they" are people whom the sentence has named: "two officers were told that they"."""
        words = self._words
        if units[i].symbol not in words.they:
            return False
        return any(u.symbol in words.folk for u in units[:i]) or any(
            u.symbol in words.say or u.symbol in words.meet for u in units[i + 1 : i + 2]
        )

    def _earlier(self, subject: bool) -> str | None:
        """What a sentence that names nothing goes on about: what was last told of, else what the text opened with."""
        if self._age > _REACH:
            return self._opening
        return self._first if subject else self._last

    def _is_speaker(self, units: Sequence[Unit], i: int) -> bool:
        """Whether "it" is a state or a body that has its say: "the embassy said on Friday it would"."""
        words = self._words
        at = i - 1
        while at > 0 and i - at <= _SAID and (units[at].timex or units[at].symbol in words.passed):
            at -= 1
        return at > 0 and units[at].symbol in words.say and units[at - 1].symbol in words.bodies

    def _is_doer(self, units: Sequence[Unit], i: int) -> bool:
        """Whether "it" does something to something else, as only a government can: "it terminated a programme"."""
        words, at = self._words, i + 1
        # "The mission, which it last hosted": what is hosted stands before.
        if i and units[i - 1].symbol in words.relative:
            return True
        while at < len(units) and (units[at].symbol in words.helping or units[at].symbol == PLAIN) and at - i <= _SAID:
            at += 1
        if at + 1 >= len(units) or units[at].symbol not in words.deeds:
            return False
        return units[at + 1].symbol in words.objects or bool(words.focusable.get(units[at + 1].symbol))

    @staticmethod
    def _is_somebody(units: Sequence[Unit], i: int) -> bool:
        """Whether what follows "his" is somebody or something that no rule knows: "his wife"."""
        return i + 1 < len(units) and units[i + 1].symbol == PLAIN

    def _is_ship(self) -> bool:
        """Whether "she" is the ship that the text last spoke of."""
        return self._last is not None and self._last in self._words.vessel

    def _is_of_another(self, units: Sequence[Unit], i: int) -> bool:
        """Whether an ordinal goes with a thing of its own: "the first US mission" is no edition of a drill."""
        after = units[i + 1 : i + 3]
        # "They became the first to be told".
        if after and after[0].symbol in self._words.infinitive and units[i - 1].symbol in self._words.becoming:
            return True
        leans = self._words.leaning[units[i].symbol]
        for unit in units[i + 1 : i + 1 + _ARTICLE_REACH]:
            if own := self._words.focusable.get(unit.symbol):
                return own.isdisjoint(leans)
            # "The first such trip".
            if unit.symbol in self._words.occasions:
                return True
            if unit.symbol not in self._words.land and unit.symbol != PLAIN:
                return False
        return False

    def _is_followed(self, units: Sequence[Unit], i: int) -> bool:
        """Whether "its" only says whose the next thing is ("its first drill")."""
        return any(unit.symbol in self._words.focusable for unit in units[i + 1 : i + 1 + _ARTICLE_REACH])

    def _is_of_series(self, labels: frozenset[str]) -> bool:
        return self._series is not None and bool(labels & self._words.kinds[self._series])

    def _is_indefinite(self, units: Sequence[Unit], i: int) -> bool:
        for unit in reversed(units[max(0, i - _ARTICLE_REACH) : i]):
            if unit.symbol in self._words.indefinite or unit.symbol in self._words.owner | self._words.ours:
                return True
            if unit.symbol != PLAIN and unit.symbol not in self._words.first:
                return False
        return False

    def _remember(self, found: Sequence[str]) -> None:
        self._age = 0 if found else self._age + 1
        self._count += 1
        if found:
            if self._count <= _OPENING:
                self._opening = self._opening or found[0]
            self._first, self._last = found[0], found[-1]
        leant = self._leant
        self._recent.append(leant.union(*(self._words.labels[symbol] for symbol in found)) if found else leant)
        self._leant = _NOTHING
        self._about = _NOTHING.union(*self._recent)
