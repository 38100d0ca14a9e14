"""Text and rules in, candidates out: which rule stands where, with its fields filled. What they mean is ``resolve``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import msgspec

from datelines.languages import DateMeaning, Guard, Language, Meaning, Rule
from datelines.tagging.arithmetic import FINENESS
from datelines.tagging.automaton import Accept, Automaton
from datelines.tagging.lexer import GAP_SHIFT, LONGEST_RUN, Lexer, Run
from datelines.tagging.mentions import Reading
from datelines.tagging.numbers import NUMBER_CLASSES, number_of
from datelines.tagging.patterns import PatternError, Variant, expand
from datelines.timex import Mod

__all__ = ["Candidate", "Matcher", "Plan", "RuleError", "word_after", "word_before"]

_WINDOW = 24
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
# Runs up to this length are remembered, up to so many.
_SHORT, _MANY = 8, 10000
# Fields that settle a date without a look at the text around; below this year a number may be no year.
_SETTLING = frozenset({"year", "month", "day", "mod"})
_CERTAIN = 1000
_NO_FIELDS: dict[str, Any] = {}


class RuleError(ValueError):
    """A rule that cannot be used; the message names it and the reason."""


class Plan:
    """How the fields of a meaning are filled from the words of one variant: constants, and (field, word, table).

    ``settled`` has readings by their words where those and nothing else settle them, as a year or a full date do;
    None for all other plans. ``low`` and ``high`` bound the words that the expression has.
    """

    __slots__ = ("constants", "meaning", "op", "readers", "settled")

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
                    self.readers.append((name, places[value], language.classes.get(word_class)))
            elif value is not None and value is not False:
                self.constants[name] = value
        names = self.constants.keys() | {name for name, _, _ in self.readers}
        within = all(low <= at < high for _, at, _ in self.readers)
        plain = self.op is DateMeaning and "year" in names and names <= _SETTLING and within
        self.settled: dict[str, Reading] | None = {} if plain else None


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
        if settled is not None and len(settled) < _MANY and reading.when and reading.when.year >= _CERTAIN:
            settled[text[self.start : self.end]] = reading


class _Compiled:
    """What an Accept carries: the plans of its ends and where the words of each begin and end."""

    __slots__ = ("ends",)

    def __init__(self, accept: Accept, language: Language) -> None:
        rule, variant, slots = accept.rule, accept.variant, accept.slots
        first, last = 0, len(variant.elements)
        while variant.elements[first].outside:
            first += 1
        while variant.elements[last - 1].outside:
            last -= 1
        self.ends: list[tuple[Plan, int, int]] = []
        middle = last if variant.joint is None or rule.second is None else variant.joint
        self.ends.append((Plan(rule.means, variant, slots, language, first, middle), first, middle))
        if rule.second is not None and variant.joint is not None:
            begin = variant.joint + variant.joint_width
            self.ends.append((Plan(rule.second, variant, slots, language, begin, last), begin, last))


class Matcher:
    """The rules of one language, compiled. Raises RuleError for a pattern, slot or word class that is not there."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._cue_words: dict[tuple[str, ...], frozenset[str]] = {}
        self._known: dict[tuple[int, ...], tuple[_Endings, ...]] = {}
        accepts: list[Accept] = []
        literals: set[str] = set()
        known = NUMBER_CLASSES | frozenset(language.classes) | {"joiner"}
        for order, rule in enumerate(language.rules):
            # Once a rule, not once a variant: a pattern can stand for thousands.
            variants = tuple(_variants(rule, language))
            slots = frozenset(element.slot for variant in variants for element in variant.elements if element.slot)
            _check_constants(rule, slots, language)
            for variant in variants:
                for element in variant.elements:
                    if element.word_class.startswith("="):
                        literals.add(element.word_class[1:])
                    elif element.word_class not in known:
                        raise _refused(language, rule, f"there is no word class {element.word_class!r}")
                accepts.append(Accept(order, rule, variant, slots))
        shapes = {tuple(element.word_class for element in accept.variant.elements) for accept in accepts}
        self._lexer = Lexer(language, sorted(literals), shapes)
        self._automaton = Automaton(accepts, self._lexer.sets, self._lexer.gap_kinds)

    def candidates(self, text: str, admits: Admits) -> Iterator[Candidate]:
        """Leftmost, longest matches, in order; they do not overlap.

        ``admits(only, start, end)`` says whether a rule that holds only somewhere holds there.
        """
        glued = self._lexer.glued
        for run in self._lexer.runs(text):
            starts, _, keys = run
            first, count, taken, after = 0, min(len(keys), LONGEST_RUN), 0, 0
            known = self._known_endings(keys) if count <= _SHORT else None
            while first < count:
                endings = self._endings(keys, first) if known is None else known[first]
                if not endings or (
                    first != after and keys[first] >> GAP_SHIFT in glued and text[starts[first]].isdigit()
                ):
                    first += 1
                    continue
                chosen = self._longest(text, run, first, endings, admits)
                if chosen is None:
                    first += 1
                    continue
                end, accept = chosen
                yield from _read(text, run, first, accept, self.language)
                first = after = end
                taken += 1
                if taken == _MOST:
                    break

    def _known_endings(self, keys: list[int]) -> tuple[_Endings, ...]:
        """For each word of a run what can end behind it; texts have the same short runs again and again."""
        shape = tuple(keys)
        known = self._known.get(shape)
        if known is None:
            known = tuple([self._endings(keys, first) for first in range(len(keys))])
            if known == ((),):
                self._lexer.hopeless.add(keys[0])
            if len(self._known) < _MANY:
                self._known[shape] = known
        return known

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

    def _longest(self, text: str, run: Run, first: int, endings: _Endings, admits: Admits) -> tuple[int, Accept] | None:
        """The end and the rule of the longest match that opens at ``first`` and that the text around allows."""
        for end, accepts in endings:
            for accept in accepts:
                rule = accept.rule
                if rule.guard is None and rule.only is None:
                    return end, accept
                left, right = run[0][first], run[1][end - 1]
                if rule.guard is not None and not self._allowed(rule.guard, text, left, right):
                    continue
                if rule.only is None or admits(rule.only, left, right):
                    return end, accept
        return None

    def _allowed(self, guard: Guard, text: str, start: int, end: int) -> bool:
        if guard.if_left or guard.not_left:
            word = word_before(text, start)
            if "comma" in guard.if_left:
                return text[max(0, start - 2) : start].rstrip()[-1:] == "," and self._right(guard, text, end)
            if word in self._cues(guard.not_left) or ("name" in guard.not_left and _is_name(text, start, word)):
                return False
            if guard.if_left and word not in self._cues(guard.if_left):
                return False
        return self._right(guard, text, end)

    def _right(self, guard: Guard, text: str, end: int) -> bool:
        if guard.if_right or guard.not_right:
            word = word_after(text, end)
            if word in self._cues(guard.not_right):
                return False
            proper = text[end + 1 : end + 2].isupper()
            if proper and "proper" in guard.not_right:
                return False
            if guard.if_right and word not in self._cues(guard.if_right):
                return proper and "proper" in guard.if_right
        return True

    def _cues(self, names: tuple[str, ...]) -> frozenset[str]:
        """The words of all the cue lists named."""
        words = self._cue_words.get(names)
        if words is None:
            cues = self.language.cues
            words = self._cue_words[names] = frozenset[str]().union(*(cues[name] for name in names))
        return words


def _is_name(text: str, start: int, before: str) -> bool:
    """Whether a match begins with a capital within a sentence: ``the China Daily``."""
    return text[start].isupper() and before[-1:].isalpha() and not text[:start].endswith("\n")


def word_before(text: str, at: int) -> str:
    """The word that ends just before ``at``, lower case, without what stands around it; a bracket or sign if glued."""
    left = text[max(0, at - _WINDOW) : at]
    words = left.split()
    if not words:
        return ""
    if words[-1][-1].isdigit():
        return "#"
    return words[-1].lower().lstrip("(“\"'‘") or words[-1]


def word_after(text: str, at: int) -> str:
    """The word that follows ``at`` after a space, lower case; a sign if one is glued there; # for numbers."""
    right = text[at : at + _WINDOW]
    if right[:1] not in (" ", "\n"):
        return right[:1]
    words = right.split(None, 1)
    if words and words[0][0].isdigit():
        return "#"
    return words[0].lower().rstrip(".,;:!?)”\"'’") if words else ""


def _read(text: str, run: Run, first: int, accept: Accept, language: Language) -> list[Candidate]:
    compiled = accept.plan
    if not isinstance(compiled, _Compiled):
        compiled = accept.plan = _Compiled(accept, language)
    starts, ends, _ = run
    found: list[Candidate] = []
    for plan, begin, end in compiled.ends:
        left, right = starts[first + begin], ends[first + end - 1]
        if plan.settled and (reading := plan.settled.get(text[left:right])):
            found.append(Candidate(left, right, accept.rule, plan, _NO_FIELDS, reading))
            continue
        fields = dict(plan.constants)
        for name, at, table in plan.readers:
            word = text[starts[first + at] : ends[first + at]]
            fields[name] = number_of(word) if table is None else table[word]
        found.append(Candidate(left, right, accept.rule, plan, fields))
    return found


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
