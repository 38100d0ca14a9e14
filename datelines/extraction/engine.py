"""A topic and its language compiled once into what the scan needs: one lexicon, and each rule's patterns by trigger."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from datelines.extraction.entries import Entry, merge
from datelines.extraction.grammar import Grammar, load_grammar
from datelines.extraction.inflect import expand, is_noun
from datelines.extraction.lexicon import Lexicon
from datelines.extraction.patterns import PatternError, compile_pattern, labels_of, required_of, trigger_of
from datelines.extraction.ships import ShipReader
from datelines.extraction.strangers import StrangerReader
from datelines.extraction.triggers import Compiled, Triggers
from datelines.topics import Rule, Topic
from datelines.yamlfile import ConfigError

__all__ = ["PAST", "Engine", "engine_for"]

# The label of forms that can only be past: "called off".
PAST = "past_form"
# What an American ship is that the topic does not know.
_SHIP = frozenset({"usa", "vessel"})
_ABOUT = "about_"


@dataclass(frozen=True, slots=True)
class Engine:
    """All that is fixed for a topic.

    ``labels`` tells a symbol's labels, ``focusable`` those of them that a text can be about, ``telling`` also what
    "about_mines" and the like say: words of mines that no "it" takes up. ``triggers`` has the patterns that a symbol
    can set off, ``choices`` the choices that it makes, a bit a choice. ``spares`` are like ``triggers``, of the rules
    that speak where no other does. ``third`` are the symbols of third countries and whatever is theirs, ``foreign``
    the labels of the countries but the United States; ``named`` has the symbols that name each party, ``regarding``
    are those of "on" and "about".
    """

    topic: Topic
    grammar: Grammar
    lexicon: Lexicon
    labels: Mapping[str, frozenset[str]]
    focusable: Mapping[str, frozenset[str]]
    telling: Mapping[str, frozenset[str]]
    triggers: Triggers
    spares: Triggers
    choices: Mapping[str, int]
    crossings: Mapping[str, tuple[str, float]]
    codes: Mapping[str, str]
    strangers: StrangerReader
    ships: ShipReader
    third: frozenset[str]
    foreign: frozenset[str]
    named: Mapping[str, frozenset[str]]
    regarding: frozenset[str]


_CACHE: dict[str, Engine] = {}


def engine_for(topic: Topic) -> Engine:
    """The compiled topic, made once for each content of the file.

    Raises ConfigError for a pattern that cannot be read.
    """
    if topic.digest not in _CACHE:
        _CACHE[topic.digest] = _compile(topic)
    return _CACHE[topic.digest]


def _compile(topic: Topic) -> Engine:
    grammar = load_grammar(topic.language)
    marks = "".join(grammar.marks.values())
    lexicon = Lexicon(merge(_entries(topic, grammar)), grammar.money, marks, grammar.money_by_word)

    people = {code: _someone(topic, code, lexicon) for code in (*topic.countries, None)}
    ship = Entry(_SHIP)
    afloat = lexicon.symbol(ship.labels)

    @cache
    def symbols(label: str) -> str:
        return grammar.marks.get(label) or lexicon.symbols(label)

    breaks = (
        "".join(marks for kind, marks in grammar.marks.items() if kind in grammar.crossings)
        + symbols("temporal")
        + symbols("causal")
    )
    known = {*topic.words, *grammar.words, *grammar.marks, *lexicon.known_labels}
    triggers: dict[str, list[tuple[int, Compiled]]] = {}
    spares: dict[str, list[tuple[int, Compiled]]] = {}
    # Sets of symbols one of which a pattern cannot do without, each with its bit.
    needed: dict[frozenset[str], int] = {}
    order = 0
    for rule in topic.rules:
        for pattern in rule.patterns:
            order += 1
            _check(topic, rule, pattern, known)
            compiled = Compiled(rule, order, compile_pattern(pattern, symbols, breaks))
            needs = 0
            for choice in required_of(pattern, symbols):
                needs |= needed.setdefault(choice, 1 << len(needed))
            for symbol in {s for label in trigger_of(pattern) for s in symbols(label)}:
                (spares if rule.spare else triggers).setdefault(symbol, []).append((needs, compiled))
    sizes = {bit: len(choice) for choice, bit in needed.items()}
    labels = {symbol: labels for labels, symbol in lexicon.table.items()}
    codes = {code.lower(): code for code in topic.countries}
    named = {s: codes[label] for s, own in labels.items() for label in sorted(own) if label in codes}
    return Engine(
        topic=topic,
        grammar=grammar,
        lexicon=lexicon,
        labels=labels,
        focusable={s: own for s, named in labels.items() if (own := named & frozenset(topic.focus))},
        telling={s: own for s, named in labels.items() if (own := _told_by(named, topic))},
        triggers=Triggers(triggers, sizes),
        spares=Triggers(spares, sizes),
        choices=_choices(needed),
        crossings=_crossings(grammar, symbols),
        codes=named,
        strangers=StrangerReader(grammar, named, people),
        ships=ShipReader(topic.words.get("ship_prefix", ()), afloat, ship),
        third=frozenset(symbol for symbol, own in labels.items() if "third" in own),
        foreign=frozenset({code.lower() for code in topic.countries} - {"usa"}),
        named={code: frozenset(lexicon.symbols(code.lower())) for code in topic.parties},
        regarding=frozenset(symbol for symbol, own in labels.items() if "regarding" in own),
    )


def _someone(topic: Topic, country: str | None, lexicon: Lexicon) -> tuple[str, Entry]:
    """The symbol and labels of somebody of a country whom the topic does not know."""
    sides = _sides(topic, country)
    labels = sides | {"actor", "person"} | {f"{side}_person" for side in sides}
    return lexicon.symbol(labels), Entry(labels)


def _check(topic: Topic, rule: Rule, pattern: str, known: set[str]) -> None:
    try:
        trigger_of(pattern)
        unknown = labels_of(pattern) | {*rule.needs, *rule.unless}
    except PatternError as error:
        raise ConfigError(f"{topic.source}: rules.{rule.name}.match: {error}") from error
    for label in sorted(unknown - known):
        raise ConfigError(f"{topic.source}: rules.{rule.name}.match: no words carry the label {label!r}")


def _told_by(labels: frozenset[str], topic: Topic) -> frozenset[str]:
    """What a word with these labels says that a text is about."""
    return (labels | {label.removeprefix(_ABOUT) for label in labels}) & frozenset(topic.focus)


def _choices(needed: Mapping[frozenset[str], int]) -> dict[str, int]:
    """For each symbol the bits of the sets that it is in."""
    found: dict[str, int] = {}
    for choice, bit in needed.items():
        for symbol in choice:
            found[symbol] = found.get(symbol, 0) | bit
    return found


def _crossings(grammar: Grammar, symbols: Callable[[str], str]) -> dict[str, tuple[str, float]]:
    """Each symbol that is a border, with its kind and price; the dearest kind wins where one has two."""
    found: dict[str, tuple[str, float]] = {}
    for kind, price in sorted(grammar.crossings.items(), key=lambda item: item[1]):
        for symbol in symbols(kind):
            found[symbol] = (kind, price)
    return found


def _entries(topic: Topic, grammar: Grammar) -> Iterator[tuple[str, Entry]]:
    yield from _labelled(grammar.words)
    yield from _labelled(topic.words)
    for code, names in topic.countries.items():
        yield from ((name, Entry(_sides(topic, code) | {"land"})) for name in names)
    for place, names in topic.place_names.items():
        labels = _sides(topic, topic.place_countries[place]) | {"place"}
        yield from ((name, Entry(labels, place)) for name in names)
    yield from _actors(topic)
    yield from _series(topic)


def _actors(topic: Topic) -> Iterator[tuple[str, Entry]]:
    for actor in topic.actors.values():
        labels = _sides(topic, actor.country) | {"actor", actor.kind, *actor.labels}
        if actor.kind == "force":
            labels |= {"military"}
        if actor.kind == "person" and actor.country:
            labels |= {f"{side}_person" for side in _sides(topic, actor.country)}
        yield from ((name, Entry(labels, actor.name)) for name in (actor.name, *actor.aliases))
    for number, office in enumerate(topic.offices):
        sides = frozenset(f"{side}_person" for side in _sides(topic, office.country))
        entry = Entry(sides | {"office"}, f"office:{number}")
        yield from ((title, entry) for title in office.titles)


def _series(topic: Topic) -> Iterator[tuple[str, Entry]]:
    """A series that is not the parties' own, or not of both, counts as a third country's."""
    for series in topic.series.values():
        foreign = set(series.countries) - set(topic.parties) or len(series.countries) < len(topic.parties)
        entry = Entry(frozenset({"series", *series.labels, *({"third"} if foreign else ())}), series.name)
        yield from ((name, entry) for name in (series.name, *series.aliases))


def _labelled(words: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, Entry]]:
    for label, phrases in words.items():
        for phrase in phrases:
            verb = phrase.endswith(".v") and " " not in phrase
            for form, past in expand(phrase):
                # "Visits" can be a noun as well, and then is not what the verb stands for.
                nominal = frozenset[str]() if verb and not past and is_noun(form) else None
                yield form, Entry(frozenset({label, PAST} if past else {label}), None, nominal)


def _sides(topic: Topic, country: str | None) -> frozenset[str]:
    if country is None:
        return frozenset()
    sides = {country.lower()}
    if country == topic.home:
        sides.add("home")
    if country not in topic.parties:
        sides.add("third")
    if country in topic.rivals:
        sides.add("rival")
    return frozenset(sides)
