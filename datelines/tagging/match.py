"""Text and rules in, candidates out: which rule stands where, with its fields filled. What they mean is ``resolve``."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any, TypeAlias

import msgspec

from datelines.languages import DateMeaning, Language, Meaning, RefMeaning, Rule
from datelines.tagging.arithmetic import FINENESS
from datelines.tagging.automaton import Accept, Automaton
from datelines.tagging.guards import Lookout
from datelines.tagging.lexer import GAP_SHIFT, LONGEST_RUN, Lexer, Run
from datelines.tagging.mentions import Reading
from datelines.tagging.numbers import NUMBER_CLASSES, number_of
from datelines.tagging.patterns import PatternError, Variant, expand
from datelines.timex import Mod

__all__ = ["Candidate", "Matcher", "Plan", "RuleError"]

# Nobody writes so many times in a row with no other word between them: what goes on after that is no language.
_MOST = 100
_UNITS = frozenset(FINENESS)
_CONSTANTS = {
    "unit": _UNITS,
    "grain": _UNITS,
    "towards": frozenset({"past", "future", "this", "nearest"}),
    "part": frozenset({"MO", "MI", "AF", "EV", "NI", "DT"}),
    "season": frozenset({"SP", "SU", "FA", "WI"}),
    "half_day": frozenset({"am", "pm"}),
    "era": frozenset({"BC", "AD"}),
    "value": frozenset({"PAST_REF", "PRESENT_REF", "FUTURE_REF"}),
    "mod": frozenset(Mod),
}
Admits: TypeAlias = Callable[[str, int, int], bool]
# Where a match can end, and the rules that end there, the longest match first.
_Endings: TypeAlias = tuple[tuple[int, tuple[Accept, ...]], ...]
# A word at which a match can open, and those.
_Opening: TypeAlias = tuple[int, _Endings]
# Runs up to this length are remembered, up to so many.
_SHORT, _MANY = 8, 10000
# Fields that settle a date without a look at the text around; below this year a number may be no year.
_SETTLING = frozenset({"year", "month", "day", "mod"})
# With these the year is not all of it, and yet no more is needed; a decade or a century is its own year.
_AS_WELL = frozenset({"era", "season", "quarter", "half", "decade", "century"})
_YEARS = frozenset({"year", "decade", "century"})
_CERTAIN = 1000
_NO_FIELDS: dict[str, Any] = {}


class RuleError(ValueError):
    """A rule that cannot be used; the message names it and the reason."""


class Plan:
    """How the fields of a meaning are filled from the words of one variant: constants, and (field, word, table).

    Words are counted from the first that the expression has.

    ``settled`` has readings by their words where those and nothing else settle them, as a year or a full date do;
    None for all other plans. ``plain`` is a year with its month and day and no more. ``low`` and ``high`` bound
    the words that the expression has.
    """

    __slots__ = ("constants", "meaning", "op", "plain", "readers", "settled")

    def __init__(
        self, meaning: Meaning, variant: Variant, slots: frozenset[str], language: Language, low: int, high: int
    ) -> None:
        places = {element.slot: at for at, element in enumerate(variant.elements) if element.slot}
        self.meaning = meaning
        self.op = type(meaning)
        self.constants: dict[str, Any] = {}
        self.readers: list[tuple[str, int, Any]] = []
        for name in meaning.__struct_fields__:
            value = getattr(meaning, name)
            if isinstance(value, str) and value in slots:
                if value in places:
                    word_class = variant.elements[places[value]].word_class
                    self.readers.append((name, places[value] - low, language.classes.get(word_class)))
            elif value is not None and value is not False:
                self.constants[name] = value
        names = self.constants.keys() | {name for name, _, _ in self.readers}
        within = all(0 <= at < high - low for _, at, _ in self.readers)
        dated = self.op is DateMeaning and not names.isdisjoint(_YEARS) and names <= _SETTLING | _AS_WELL
        self.plain = self.op is DateMeaning and "year" in names and names <= _SETTLING
        self.settled: dict[str, Reading] | None = {} if within and (dated or self.op is RefMeaning) else None


class Candidate(msgspec.Struct, eq=False, gc=False):
    """One match of one rule (or one end of a range) in a text, with the fields of its meaning."""

    start: int
    end: int
    rule: Rule
    plan: Plan
    fields: dict[str, Any]
    reading: Reading | None = None

    def settle(self, text: str, reading: Reading) -> None:
        """Remember the reading for the same words if they settle it."""
        settled = self.plan.settled
        if settled is None or len(settled) >= _MANY:
            return
        if reading.when is None or reading.when.year >= _CERTAIN:
            settled[text[self.start : self.end]] = reading


def _plans(accept: Accept, language: Language) -> tuple[tuple[Plan, int, int], ...]:
    """The plans of the ends of a rule, and where the words of each begin and end."""
    rule, variant, slots = accept.rule, accept.variant, accept.slots
    first, last = 0, len(variant.elements)
    while variant.elements[first].outside:
        first += 1
    while variant.elements[last - 1].outside:
        last -= 1
    middle = last if variant.joint is None or rule.second is None else variant.joint
    plan = Plan(rule.means, variant, slots, language, first, middle), first, middle
    if rule.second is None or variant.joint is None:
        return (plan,)
    begin = variant.joint + variant.joint_width
    return plan, (Plan(rule.second, variant, slots, language, begin, last), begin, last)


class Matcher:
    """The rules of one language, compiled. Raises RuleError for a pattern, slot or word class that is not there."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._known: dict[tuple[int, ...], tuple[_Opening, ...]] = {}
        accepts: list[Accept] = []
        literals: set[str] = set()
        known = NUMBER_CLASSES | frozenset(language.classes) | {"joiner"}
        for rule in language.rules:
            # Once a rule, not once a variant: a pattern can stand for thousands.
            variants = tuple(_variants(rule, language))
            slots = frozenset(element.slot for variant in variants for element in variant.elements if element.slot)
            _check_constants(rule, slots, language)
            lookout = Lookout(rule.guard, language.cues) if rule.guard else None
            for variant in variants:
                for element in variant.elements:
                    if element.word_class.startswith("="):
                        literals.add(element.word_class[1:])
                    elif element.word_class not in known:
                        raise _refused(language, rule, f"there is no word class {element.word_class!r}")
                accepts.append(Accept(len(accepts), rule, variant, slots, lookout, rule.only))
        shapes = {tuple(element.word_class for element in accept.variant.elements) for accept in accepts}
        self._lexer = Lexer(language, sorted(literals), shapes)
        self._automaton = Automaton(accepts, self._lexer.sets, self._lexer.gap_kinds)

    def candidates(self, text: str, admits: Admits) -> Iterator[Candidate]:
        """Leftmost, longest matches, in order; they do not overlap.

        ``admits(only, start, end)`` says whether a rule that holds only somewhere holds there.
        """
        glued, known, language = self._lexer.glued, self._known, self.language
        for run in self._lexer.runs(text):
            starts, _, keys = run
            openings: Iterable[_Opening] | None
            openings = known.get(tuple(keys)) if len(keys) <= _SHORT else self._openings(keys)
            if openings is None:
                openings = self._remember(keys)
            free = taken = 0
            for first, endings in openings:
                if first < free or (
                    first != free and keys[first] >> GAP_SHIFT in glued and text[starts[first]].isdigit()
                ):
                    continue
                chosen = _longest(text, run, first, endings, admits)
                if chosen is None:
                    continue
                free, accept = chosen
                if accept.plans is None:
                    accept.plans = _plans(accept, language)
                for plan, low, high in accept.plans:
                    yield _read(text, run, first + low, first + high, accept.rule, plan)
                taken += 1
                if taken == _MOST:
                    break

    def _remember(self, keys: list[int]) -> Collection[_Opening]:
        """The openings of a short run; texts have the same ones again and again."""
        openings = tuple(self._openings(keys))
        if not openings and len(keys) == 1:
            self._lexer.hopeless.add(keys[0])
        if len(self._known) < _MANY:
            self._known[tuple(keys)] = openings
        return openings

    def _openings(self, keys: list[int]) -> Iterator[_Opening]:
        """The words of a run at which a match can open, with where it can end."""
        for first in range(min(len(keys), LONGEST_RUN)):
            endings = self._endings(keys, first)
            if endings:
                yield first, endings

    def _endings(self, keys: list[int], first: int) -> _Endings:
        """Where a match that opens at ``first`` can end and by which rules, the longest first."""
        step, state, count = self._automaton.step, self._automaton.start, len(keys)
        found: list[tuple[int, tuple[Accept, ...]]] = []
        for at in range(first, count):
            key = keys[at]
            after = state.next[key] if key in state.next else step(state, key)
            if after is None:
                break
            state = after
            if state.accepts:
                found.append((at + 1, state.accepts))
        return tuple(reversed(found))


def _longest(text: str, run: Run, first: int, endings: _Endings, admits: Admits) -> tuple[int, Accept] | None:
    """The end and the rule of the longest match that opens at ``first`` and that the text around allows."""
    left = run[0][first]
    for end, accepts in endings:
        for accept in accepts:
            lookout, only = accept.lookout, accept.only
            if lookout is not None and not lookout.allows(text, left, run[1][end - 1]):
                continue
            if only is None or admits(only, left, run[1][end - 1]):
                return end, accept
    return None


def _read(text: str, run: Run, low: int, high: int, rule: Rule, plan: Plan) -> Candidate:
    """What stands from the word ``low`` of a run up to ``high``, with its fields or what is known of its words."""
    starts, ends, _ = run
    left, right = starts[low], ends[high - 1]
    if plan.settled and (reading := plan.settled.get(text[left:right])):
        return Candidate(left, right, rule, plan, _NO_FIELDS, reading)
    fields = plan.constants.copy()
    for name, at, table in plan.readers:
        word = text[starts[low + at] : ends[low + at]]
        fields[name] = number_of(word) if table is None else table[word]
    return Candidate(left, right, rule, plan, fields)


def _refused(language: Language, rule: Rule, reason: str) -> RuleError:
    return RuleError(f"{language.code}.yaml: rule {rule.name}: {reason}")


def _check_constants(rule: Rule, slots: frozenset[str], language: Language) -> None:
    """A string of a meaning is a slot of the pattern, or one of the values that its field takes."""
    for meaning in filter(None, (rule.means, rule.second)):
        for name in meaning.__struct_fields__:
            value = getattr(meaning, name)
            if not isinstance(value, str) or value in slots:
                continue
            if value not in (language.festivals if name == "festival" else _CONSTANTS.get(name, ())):
                raise _refused(language, rule, f"{name}: {value!r} is neither a slot of the pattern nor a known value")


def _variants(rule: Rule, language: Language) -> Iterator[Variant]:
    for pattern in rule.patterns:
        try:
            yield from expand(pattern, language.fragments)
        except PatternError as error:
            raise _refused(language, rule, str(error)) from error
