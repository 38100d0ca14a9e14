"""How a sentence looks in time: what the words beside a time expression say. No calendar, no anchors.

Ahead or back by the verbs, and some tests that go by other words: figures, a state that lasts, what comes every year.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from itertools import pairwise
from typing import TypeAlias

__all__ = ["BY_WORDS", "looks", "may_say", "sentence_after", "sentence_before"]

Cues: TypeAlias = Mapping[str, frozenset[str]]
_SENTENCE = 160
_REACH = 16
_NEARBY = 6
_YEARLY = 10
_CLOSE_BY = 3
_FIXED = 7
_LED = 5
# A word with an ending of the past is longer than that.
_STEM = 4
_QUOTES = " \n\"“‘'"
# Either a mark before a space, or two line feeds. That one set of characters opens both lets the engine leap to them.
_END = re.compile(r"[.!?។;\n](?:(?<=\n)\n|(?<!\n)(?=[\s”\"'’)]))")
# One character more than the longest word that is looked for.
_LONGEST = 6
_MARKS = (".", "!", "?", "។", ";", "\n\n")
_LAST_WORD = re.compile(r"[A-Za-z]{2,5}$")
_WORD = re.compile(r"[A-Za-z’']+|[$€£\d][\d.,]*")
# "..., and on 15 May": what stands before is another clause.
_OPENING = 60
_OPENS_CLAUSE = re.compile(r"(?:^|[,;:—–]|\b(?:and|but))\s*(?:[A-Z]?[a-z]{0,6}\s+)?(?:the\s+)?$")


def sentence_before(text: str, start: int, cues: Cues) -> str:
    """The sentence before ``start``, at most 160 characters of it."""
    before = text[max(0, start - _SENTENCE) : start]
    return before[_last_end(before, cues) :]


def sentence_after(text: str, end: int, cues: Cues) -> str:
    """The sentence after ``end``, at most 160 characters of it."""
    after = text[end : end + _SENTENCE]
    for stop in _END.finditer(after):
        if _ends(after, stop, cues):
            return after[: stop.start()]
    return after


def _last_end(text: str, cues: Cues) -> int:
    """Where the last sentence that ends in the text ends, 0 where none does."""
    at = len(text)
    while at > 0:
        at = max([text.rfind(mark, 0, at) for mark in _MARKS])
        stop = _END.match(text, at) if at >= 0 else None
        if stop and _ends(text, stop, cues):
            return stop.end()
    return 0


def _ends(text: str, stop: re.Match[str], cues: Cues) -> bool:
    """Whether a sentence ends there: not after ``Gov.`` or ``U.S.``, and not where a small letter follows."""
    if stop[0] != ".":
        return True
    at = stop.start()
    if text[at + 2 : at + 3].islower():
        return False
    # "The U.S. Navy", "P.J. Crowley".
    if text[at - 1 : at].isupper() and not text[max(0, at - 2) : at - 1].isalnum():
        return False
    word = _LAST_WORD.search(text, max(0, at - _LONGEST), at)
    return word is None or word[0].lower() not in cues["abbreviation"]


def looks(cues: Cues, before: str, after: str) -> str:
    """``ahead`` or ``back``, as the verbs beside the expression say; ``open`` when none does."""
    words, follows = _unhedged(cues, _WORD.findall(before)), _WORD.findall(after)
    if _is_fixed(cues, words):
        return "back" if not cues["at_first"].isdisjoint(words[-5:-2]) else "ahead"
    if _is_deadline(cues, words):
        return "ahead"
    left = "ahead" if _is_set(cues, words) else _nearest(cues, words, backwards=True)
    # "that came ashore early Monday may cost": a verb that follows at once has its subject elsewhere.
    # "The mayor, 60, said Monday he would quit": no clause opens with its verb.
    tied = (follows and _verb(cues, follows, 0)) or (words and _verb(cues, words, len(words) - 1))
    if left and (tied or not _OPENS_CLAUSE.search(before, max(0, len(before) - _OPENING))):
        return left
    verdict = _nearest(cues, follows, backwards=False) or left
    if verdict is None and words and words[-1] in cues["deadline"]:
        return "ahead"
    return verdict or "open"


def _unhedged(cues: Cues, words: list[str]) -> list[str]:
    """``until at least Thursday`` without the words that only hedge."""
    kept = len(words)
    while kept > 1 and words[kept - 1] in cues["hedge"]:
        kept -= 1
    hedged = len(words) - kept
    return words[:kept] if hedged > 1 else words


def _is_fixed(cues: Cues, words: list[str]) -> bool:
    """``is set for Friday``, ``set a hearing for Friday``, ``was moved to Friday``."""
    if len(words) < 2:
        return False
    moved = words[-1] in cues["infinitive"] and words[-2] in cues["moved"]
    return moved or (words[-1] in cues["fixed_for"] and not cues["fixed"].isdisjoint(words[-_FIXED:-1]))


def _is_deadline(cues: Cues, words: list[str]) -> bool:
    """``promised it by January``, ``put off until Monday``, ``has until June``."""
    return bool(words) and words[-1] in cues["deadline"] and not cues["promise"].isdisjoint(words[-8:-1])


def _is_set(cues: Cues, words: list[str]) -> bool:
    """What is, or is arranged, on a day to come: ``is on Wednesday``, ``are closed Monday``, ``to be shown Sunday``."""
    near = words[-3:-1] if words and words[-1] in cues["at_a_time"] else words[-2:]
    if len(words) > 2 and words[-2] in cues["bare_copula"] and words[-3] in cues["infinitive"]:
        return True
    if not near or near[-1] in cues["copula"]:
        return bool(near)
    return len(near) > 1 and near[0] in cues["copula"] and near[1] in cues["arranged"]


def _nearest(cues: Cues, words: list[str], backwards: bool) -> str | None:
    count = len(words)
    if not count:
        return None
    marked, endings = _telling(*(cues[name] for name in _TELLING)), tuple(cues["back_ending"])
    places = range(count - 1, max(-1, count - 1 - _REACH), -1) if backwards else range(min(count, _REACH))
    for at in places:
        word = words[at]
        # Most words tell nothing, whatever stands around them.
        if word in marked or (len(word) > _STEM and word.endswith(endings)):
            verdict = _verb(cues, words, at)
            if verdict:
                return verdict
    return None


# The lists of words by which a verb tells its time; the endings of verbs of the past beside.
_TELLING = ("ahead", "infinitive", "back", "scheduled", "scheduled_of_one", "scheduled_of_many")


@lru_cache(maxsize=16)
def _telling(*lists: frozenset[str]) -> frozenset[str]:
    return frozenset[str]().union(*lists)


def _verb(cues: Cues, words: list[str], at: int) -> str | None:
    word = words[at]
    if word in cues["ahead"]:
        return "ahead"
    if word in cues["infinitive"]:
        follows = words[at + 1] if at + 1 < len(words) else ""
        before = words[max(0, at - _LED) : at]
        if before and before[-1] in cues["was_to"] and follows in cues["perfect"]:
            return "back"
        led = not cues["takes_infinitive"].isdisjoint(before) or (before and before[-1] in cues["was_to"])
        return "ahead" if led and follows.islower() and follows not in cues["function"] else None
    ends = len(word) > _STEM and word.islower() and word.endswith(tuple(cues["back_ending"]))
    if word in cues["back"] or ends:
        if not ends and at and words[at - 1] in cues["infinitive"]:
            return None
        if word in cues["possess"]:
            return _perfect(cues, words[at + 1 : at + 4])
        helpers = set(words[max(0, at - 3) : at])
        if not cues["perfect"].isdisjoint(helpers):
            # "A date in May has been set": what is fixed is to come.
            return "ahead" if word in cues["fixed"] and words[at - 1] in cues["been"] else "back"
        return "ahead" if helpers & cues["ahead"] or {"to", "be"} <= helpers else "back"
    # "due to heavy snow" says nothing of the time.
    caused = word in cues["cause"] and at + 1 < len(words) and words[at + 1] in cues["infinitive"]
    if word in cues["scheduled"]:
        return None if caused else "ahead"
    return "ahead" if at and _is_present(cues, words[at - 1], word) else None


def _perfect(cues: Cues, follows: list[str]) -> str | None:
    """``has rejected`` looks back, ``has been set`` ahead, ``has its way`` nowhere."""
    if len(follows) > 1 and follows[0] in cues["been"] and follows[1] in cues["fixed"]:
        return "ahead"
    ending = tuple(cues["back_ending"])
    is_perfect = not follows or any(word in cues["back"] or word.endswith(ending) for word in follows)
    return "back" if is_perfect else None


def _is_present(cues: Cues, before: str, word: str) -> bool:
    """``Boeing reports earnings Monday``, ``polls open Sunday``; but not ``reports Monday that ...``."""
    if word in cues["scheduled_of_one"]:
        return before[0].isupper() or before in cues["person"]
    if word in cues["scheduled_of_many"]:
        return len(before) > 3 and before.endswith(tuple(cues["plural_ending"]))
    return False


def _figures(cues: Cues, before: str, after: str) -> bool:
    """Whether the sentence reports figures: profits, exports, growth."""
    return not cues["figures"].isdisjoint(_WORD.findall(f"{before} {after}".lower()))


def _weather(cues: Cues, before: str, after: str) -> bool:
    """Whether the sentence tells how warm it is: ``highs in the 50s``."""
    return not cues["weather"].isdisjoint(_WORD.findall(f"{before} {after}".lower()))


def _futures(cues: Cues, before: str, after: str) -> bool:
    """Whether a price stands just before: ``Gold for December``."""
    return not cues["futures"].isdisjoint(_WORD.findall(before.lower())[-_CLOSE_BY:])


def _stands(cues: Cues, before: str, after: str) -> bool:
    """Whether the sentence opens here and its first verb tells a state that lasts: ``Today, there are ...``."""
    if before.strip(_QUOTES):
        return False
    for word in _WORD.findall(after)[:_REACH]:
        if word.lower() in cues["stands"]:
            return True
        if word in cues["ahead"] or word in cues["back"] or word.endswith(tuple(cues["back_ending"])):
            return False
    return False


def _every_day(cues: Cues, before: str, after: str) -> bool:
    """Whether what is told comes every day: ``open daily from ...``, ``twice a day, at ...``."""
    near = _WORD.findall(before)[-_YEARLY:]
    times = zip(near, near[1:], near[2:], strict=False)
    if any(often in cues["often"] and unit in cues["one_day"] for often, _, unit in times):
        return True
    pairs = [*pairwise([*near, "at"])]
    each = any(one.lower() in cues["every_one"] and unit.lower() in cues["one_day"] for one, unit in pairs)
    # "The China Daily", "a daily briefing at 9 a.m." are of one day.
    return each or any(word in cues["every_day"] and lead in cues["hours_from"] for word, lead in pairs)


def _until_now(cues: Cues, before: str, after: str) -> bool:
    """Whether what is told lasts until now: ``No ship has called since ...``."""
    near = [word.lower() for word in _WORD.findall(before)[-_REACH:]]
    return not cues["lasts"].isdisjoint(near) and cues["earlier_still"].isdisjoint(near)


def _lately(cues: Cues, before: str, after: str) -> bool:
    """Whether it was the last time of several, seen from the day of writing: ``the two last met in November``."""
    near = _WORD.findall(before)[-_NEARBY:]
    ending = tuple(cues["back_ending"])
    return any(
        last in cues["lately"] and (verb in cues["back"] or verb.endswith(ending)) for last, verb in pairwise(near)
    )


def _supposed(cues: Cues, before: str, after: str) -> bool:
    """Whether what is told is only supposed: ``He would be ... today``."""
    near = _WORD.findall(before.lower())[-_NEARBY:]
    return any(word in cues["supposes"] and after_it == "be" for word, after_it in pairwise(near))


def _yearly(cues: Cues, before: str, after: str) -> bool:
    """Whether the sentence tells what comes every year: ``usually held in June``, ``October is Pizza Month``."""
    words, follows = _WORD.findall(before.lower()), _WORD.findall(after.lower())
    if not cues["yearly"].isdisjoint(words[-_YEARLY:]):
        return True
    if follows and follows[0] in cues["copula"] and not cues["named_month"].isdisjoint(follows[:_NEARBY]):
        return True
    if len(words) > 1 and words[-1] in cues["at_a_time"]:
        words = words[:-1]
    return len(words) > 1 and words[-1] in cues["copula"] and words[-2] in cues["feast"]


def _unreal(cues: Cues, before: str, after: str) -> bool:
    """Whether the sentence opens as one of what was not: ``Had it struck an hour later, ...``."""
    words = _WORD.findall(before.lower())
    return bool(words) and words[0] in cues["unreal"]


# A test holds only where a word of one of these lists stands near; for the others that look would cost too much.
_NEEDED = {"yearly": ("yearly", "feast", "named_month")}


def may_say(test: str, cues: Cues, text: str, start: int, end: int) -> bool:
    """False where no word stands near that the test needs: most often, and far cheaper to see than the sentence."""
    needed = _NEEDED.get(test)
    if needed is None:
        return True
    around = text[max(0, start - _SENTENCE) : end + _SENTENCE].lower()
    for name in needed:
        for word in cues[name]:
            if word in around:
                return True
    return False


# The tests of a sentence that go by its words and not by its tense.
BY_WORDS: Mapping[str, Callable[[Cues, str, str], bool]] = {
    "every_day": _every_day,
    "figures": _figures,
    "lately": _lately,
    "futures": _futures,
    "stands": _stands,
    "until_now": _until_now,
    "supposed": _supposed,
    "unreal": _unreal,
    "weather": _weather,
    "yearly": _yearly,
}
