"""Rules over passages: which words show an event of which type. When it was, and whether it was, is found elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from datelines.events import EventType, Part, Status
from datelines.extraction.engine import Engine
from datelines.extraction.lexicon import PLAIN
from datelines.extraction.passages import Passage
from datelines.extraction.segments import Segments
from datelines.extraction.talked import is_talked_about
from datelines.topics import Rule

__all__ = ["Candidate", "candidates", "passage_candidates", "spare_candidates"]

_LEAD = 2
# What is done to a thing that can stand before its verb, and how far behind the verb another object stands.
_DONE_TO = frozenset({EventType.EXERCISE_SUSPENSION, EventType.AID_SUSPENSION, EventType.SANCTION_LIFTED})
_OBJECT = 4
_DATE = "date"
_BESIDE = 2
# What a word between costs, and how much nearer the nearer one must be.
_PER_WORD, _CLEARLY = 0.1, 1.5
# What is no event where it is only spoken of ("talks on military aid").
_SPOKEN_OF = frozenset(
    {
        EventType.EXERCISE,
        EventType.PORT_CALL,
        EventType.MILITARY_AID,
        EventType.TRAINING_PROGRAM,
        EventType.DEMINING_SUPPORT,
        EventType.PERSONNEL_ACCOUNTING,
        EventType.BASE_INFRASTRUCTURE,
        EventType.SANCTION,
        EventType.INCIDENT,
    }
)
# Who or what of somebody's can come to a meeting: "the secretary's visit", "Austin's deputy".
_GUESTS = frozenset({"visit_noun", "meeting", "dialogue", "official", "usa_person", "home_person", "person", "office"})
_COMING = frozenset({"visit", "come", "been_here"})
# How far before an infinitive the noun may stand whose content it is.
_DECIDED = 14


class Candidate(msgspec.Struct, frozen=True, gc=False):
    """A rule that fits a passage: units ``low`` up to ``high``, with the trigger at ``at``."""

    passage: Passage
    rule: Rule
    at: int
    low: int
    high: int


def candidates(passages: Sequence[Passage], engine: Engine, theme: frozenset[str]) -> tuple[Candidate, ...]:
    """What the rules find, by passage; of two finds of one type whose words overlap the earlier rule's stands."""
    return tuple(found for passage in passages for found in _in_passage(passage, engine, theme))


def passage_candidates(passage: Passage, engine: Engine) -> tuple[Candidate, ...]:
    """What the rules find in one passage by itself."""
    return tuple(_in_passage(passage, engine, frozenset()))


def spare_candidates(
    passage: Passage, earlier: Sequence[Candidate], engine: Engine, theme: frozenset[str]
) -> Iterator[Candidate]:
    """What the rules find that speak where no other does; no word that an earlier find rests on tells anything more."""
    used = {other.at for other in earlier}
    spoken = [(other.rule.event_type, other.low, other.high) for other in earlier]
    segments = Segments(passage.symbols, engine)
    for compiled in engine.spares.due(set(passage.symbols), engine.choices):
        if not _admits(compiled.rule, passage, theme):
            continue
        for match in compiled.regex.finditer(passage.symbols):
            found = Candidate(passage, compiled.rule, match.start("trigger"), match.start(), match.end())
            kind = found.rule.event_type
            if any(of is kind and low <= found.at < high for of, low, high in spoken):
                continue
            if found.at not in used and _allows(found, engine, segments):
                used.add(found.at)
                yield found


def _in_passage(passage: Passage, engine: Engine, theme: frozenset[str]) -> Iterator[Candidate]:
    symbols, segments = passage.symbols, Segments(passage.symbols, engine)
    taken: list[Candidate] = []
    for compiled in engine.triggers.due(set(symbols), engine.choices):
        rule = compiled.rule
        if rule.alone and any(_tells(other) for other in taken):
            continue
        if (rule.theme or rule.off_theme or rule.only_in or rule.about) and not _admits(rule, passage, theme):
            continue
        for match in compiled.regex.finditer(symbols):
            found = Candidate(passage, rule, match.start("trigger"), match.start(), match.end())
            if not _allows(found, engine, segments):
                continue
            if far := next((other for other in taken if _is_nearer(found, other, engine)), None):
                taken[taken.index(far)] = found
            elif not any(_same(found, other) for other in taken):
                taken.append(found)
    yield from taken


def _is_nearer(found: Candidate, earlier: Candidate, engine: Engine) -> bool:
    """Whether of two things that one deed could be done to the found one is nearer: "mines, and the search, which".

    A border of clauses, or some words, part the two things, so that they are no list.
    """
    if found.at != earlier.at or found.rule.bound is not earlier.rule.bound:
        return False
    if found.rule.event_type is earlier.rule.event_type or found.rule.alone:
        return False
    has_thing = found.high - found.low > 1 and not found.rule.about and found.rule.event_type is not EventType.STATEMENT
    told = found.rule.status or earlier.rule.status
    if has_thing and not told and _reach(found) + _CLEARLY < _reach(earlier):
        return True
    if found.high != earlier.high:
        return False
    low, near, at = _thing(earlier), _thing(found), found.at
    if low is None or near is None or low == near or (low < at) is not (near < at):
        return False
    own, its = (engine.focusable.get(found.passage.symbols[i]) for i in (near, low))
    if not own or not its or own & its:
        return False
    # "A mine-clearance course": the last of two nouns side by side is what both are.
    if near - low == 1:
        return True
    clauses = found.passage.clauses
    return low < near < at and clauses[low] != clauses[near]


def _thing(found: Candidate) -> int | None:
    """Where the thing stands that the trigger is done to, if the find has one at its other end."""
    if found.high == found.at + 1:
        return found.low if found.low < found.at else None
    return found.high - 1 if found.low == found.at else None


def _reach(candidate: Candidate) -> float:
    """What lies between the deed and what the rule takes for its subject or object: words, and borders of clauses."""
    toll, at = candidate.passage.toll, candidate.at
    before = toll[at] - toll[min(candidate.low + 1, at)] + _PER_WORD * (at - candidate.low)
    behind = toll[candidate.high - 1] - toll[min(at + 1, candidate.high - 1)] + _PER_WORD * (candidate.high - 1 - at)
    return max(before, behind)


def _same(found: Candidate, earlier: Candidate) -> bool:
    """Whether an earlier find has the same trigger, or tells the same of the same type in overlapping words."""
    if found.at == earlier.at and found.rule.bound is earlier.rule.bound:
        return found.rule.event_type is earlier.rule.event_type or not found.rule.shares
    same_type = found.rule.event_type is earlier.rule.event_type
    beside = found.low < earlier.high + _BESIDE and earlier.low < found.high + _BESIDE
    if found.rule.yields and beside and earlier.rule.bound is None and (not same_type or _settles(earlier)):
        return True
    if not same_type or found.rule.bound is not earlier.rule.bound:
        return False
    return earlier.low <= found.at < earlier.high and found.low <= earlier.at < found.high


def _tells(earlier: Candidate) -> bool:
    """Whether the earlier find is of the topic, so that no looser rule is asked."""
    return earlier.rule.event_type is not EventType.OTHER


def _settles(earlier: Candidate) -> bool:
    """Whether the earlier rule says what became of the thing, so that no more is to be read into its words."""
    return earlier.rule.status in (Status.CANCELLED, Status.SUSPENDED) and not earlier.rule.dateless


def _admits(rule: Rule, passage: Passage, theme: frozenset[str]) -> bool:
    if (rule.theme and theme.isdisjoint(rule.theme)) or not theme.isdisjoint(rule.off_theme):
        return False
    if rule.only_in and _where(passage).isdisjoint(rule.only_in):
        return False
    return not rule.about or not passage.about.isdisjoint(rule.about)


def _allows(found: Candidate, engine: Engine, segments: Segments) -> bool:
    """Whether the words between the nearest strong marks hold what the rule needs, and nothing it forbids."""
    if found.rule.bound is None and _is_purpose(found, engine):
        return False
    if (
        _has_other_object(found, engine)
        or _is_spoken_of(found, engine)
        or _is_of_owner(found, engine)
        or _is_of_vessel(found, engine)
    ):
        return False
    if found.rule.plain and found.passage.units[found.at].symbol != found.passage.symbols[found.at]:
        return False
    if not found.rule.needs and not found.rule.unless:
        return True
    unless, needs = found.rule.unless, found.rule.needs
    if unless and not segments.clause(found.low, found.high).isdisjoint(unless):
        return False
    if not needs or not segments.joined(found.low, found.high).isdisjoint(needs):
        return True
    # A date may stand before the colon: "January 2009: the two governments agree".
    return _DATE in needs and _DATE in segments.whole()


def _has_other_object(found: Candidate, engine: Engine) -> bool:
    """Whether the deed is done to something else behind it: "it dropped the drill and suspended the search"."""
    symbols, at = found.passage.symbols, found.at
    if at != found.high - 1 or found.low == at or found.rule.event_type not in _DONE_TO:
        return False
    own = engine.labels.get(symbols[found.low], frozenset())
    if any("be" in engine.labels.get(symbol, ()) for symbol in symbols[max(found.low, at - 2) : at]):
        return False
    for symbol in symbols[at + 1 : at + 1 + _OBJECT]:
        if things := engine.focusable.get(symbol):
            return own.isdisjoint(things)
        if symbol != PLAIN and engine.labels.get(symbol, frozenset()).isdisjoint({"this", "its", "indefinite"}):
            return False
    return False


def _is_of_owner(found: Candidate, engine: Engine) -> bool:
    """Whether it is a thing of somebody's that comes, and not he: "Hun Sen's answer came two days later"."""
    passage, at = found.passage, found.at
    if found.rule.event_type is not EventType.VISIT_MEETING or not passage.owners:
        return False
    if "come" not in engine.labels.get(passage.symbols[at], ()):
        return False
    owner = max((i for i in passage.owners if found.low <= i < at), default=None)
    if owner is None:
        return False
    own = frozenset().union(*(engine.labels.get(symbol, frozenset()) for symbol in passage.symbols[owner + 1 : at]))
    return own.isdisjoint(_GUESTS)


def _is_of_vessel(found: Candidate, engine: Engine) -> bool:
    """Whether what comes is a ship, or the dead: "the envoy said that the last ship to visit", "remains were flown"."""
    if found.rule.event_type is not EventType.VISIT_MEETING:
        return False
    symbols, strong = found.passage.symbols, engine.grammar.marks["strong"]
    if _COMING.isdisjoint(engine.labels.get(symbols[found.at], frozenset())):
        return False
    for i in range(found.at - 1, -1, -1):
        labels = engine.labels.get(symbols[i], frozenset())
        if symbols[i] in strong or labels & _GUESTS:
            return False
        # "The Pentagon's man for the missing came": those whom somebody is there for do not come.
        led = any("for" in engine.labels.get(symbol, ()) for symbol in symbols[max(0, i - 2) : i])
        if ("remains" in labels and not led) or ("vessel" in labels and i >= found.low):
            return True
    return False


def _is_spoken_of(found: Candidate, engine: Engine) -> bool:
    """Whether the thing is only what people talk about: "a meeting of both armies on Angkor Sentinel"."""
    if found.rule.event_type not in _SPOKEN_OF:
        return False
    symbols = found.passage.symbols
    things = (i for i in range(found.low, found.high) if symbols[i] in engine.focusable)
    return any(is_talked_about(found.passage, i, engine) for i in things)


def _is_purpose(found: Candidate, engine: Engine) -> bool:
    """Whether it is only what something else was done for: "it held back the trucks, to punish Cambodia"."""
    symbols, at = found.passage.symbols, found.at
    if at < 2 or symbols[at - 2] != engine.grammar.marks["comma"]:
        return False
    # "The decision, published on Friday, to lift the ban" is what the infinitive tells.
    decided = any("deed" in engine.labels.get(symbol, ()) for symbol in symbols[max(0, at - _DECIDED) : at])
    return "infinitive" in engine.labels.get(symbols[at - 1], ()) and not decided


def _where(passage: Passage) -> set[str]:
    where = {passage.part.value}
    if passage.part is Part.TITLE or (passage.part is Part.BODY and passage.paragraph < _LEAD):
        where.add("lead")
    if passage.part is Part.TITLE or (passage.part is Part.BODY and passage.number == 0):
        where.add("opening")
    return where
