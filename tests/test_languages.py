"""Every language file: its examples, what is never a date in it, and the errors of a bad one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from datelines.languages import Example, NoMeaning, Rule
from datelines.languages.loader import languages, load_language, read_language
from datelines.tagging import tag
from datelines.tagging.match import Matcher, RuleError
from datelines.yamlfile import ConfigError

RULES = [(code, rule) for code in languages() for rule in load_language(code).rules]
EXAMPLES = [
    pytest.param(code, rule, example, id=f"{code}-{rule.name}-{example.text}")
    for code, rule in RULES
    for example in rule.examples
]
NEVER = [pytest.param(code, text, id=f"{code}-{text}") for code in languages() for text in load_language(code).never]
DCT = date(2025, 2, 25)


@pytest.mark.parametrize(("code", "rule", "example"), EXAMPLES)
def test_every_example_of_a_rule_reads_as_it_says(code: str, rule: Rule, example: Example) -> None:
    """The phrase, as the whole text or within one, is found by this rule, with value, type and modifier."""
    text = example.within or example.text
    narrative = "narrative" if rule.only in ("narrative", "apposed") else "news"
    found = {timex.text: timex for timex in tag(text, example.given or DCT, code, narrative)}
    if isinstance(rule.means, NoMeaning):
        assert {} == found
        return

    assert example.text in found, f"{rule.name}: {found}"
    timex = found[example.text]
    assert (example.value, example.type or "DATE", example.mod, rule.name) == (
        timex.value,
        timex.type.value,
        timex.mod.value if timex.mod else None,
        timex.rule,
    )


@pytest.mark.parametrize(("code", "text"), NEVER)
def test_never_holds(code: str, text: str) -> None:
    """No time is seen in what stands under ``never``."""
    assert () == tuple(timex.text for timex in tag(text, DCT, code))


@pytest.mark.parametrize("code", languages())
def test_every_rule_has_an_example(code: str) -> None:
    """A rule that nobody can see at work is not one."""
    assert [] == [rule.name for rule in load_language(code).rules if not rule.examples]


def test_rule_names_are_unique() -> None:
    """A name leads to one rule."""
    for code in languages():
        names = [rule.name for rule in load_language(code).rules]

        assert sorted(set(names)) == sorted(names)


BAD = {
    "an unknown key": ("rules: [{name: r, match: x, means: {op: ref, value: X}, wrong: 1}]", "wrong"),
    "an unknown operator": ("rules: [{name: r, match: x, means: {op: teleport}}]", "teleport"),
    "an unknown field": ("rules: [{name: r, match: x, means: {op: date, wrong: 1}}]", "wrong"),
    "an unknown list of cues": (
        "rules: [{name: r, match: x, means: {op: ref, value: X}, guard: {not_left: [nowhere]}}]",
        "r: there is no list of cues 'nowhere'",
    ),
}


@pytest.mark.parametrize(("rules", "reason"), BAD.values(), ids=BAD.keys())
def test_a_bad_language_file_is_refused(tmp_path: Path, rules: str, reason: str) -> None:
    """The error names the file and the reason."""
    path = tmp_path / "xx.yaml"
    path.write_text(f"language: xx\ngaps: {{space: [' ']}}\nwords: {{}}\n{rules}\n", encoding="utf-8")

    with pytest.raises(ConfigError) as caught:
        read_language(path)

    assert str(path) in str(caught.value)
    assert reason in str(caught.value)


BAD_PATTERNS = {
    "{nothing}": "there is no word class 'nothing'",
    "<nothing>": "there is no fragment <nothing>",
    "(a b": "a ( is not closed",
    "a b)": "closes nothing",
    "[a]": "can stand for nothing",
}


@pytest.mark.parametrize(("pattern", "reason"), BAD_PATTERNS.items())
def test_a_bad_pattern_is_refused(tmp_path: Path, pattern: str, reason: str) -> None:
    """The error names the rule and the reason."""
    path = tmp_path / "xx.yaml"
    rule = f"{{name: some_rule, match: '{pattern}', means: {{op: ref, value: PAST_REF}}}}"
    path.write_text(f"language: xx\ngaps: {{space: [' ']}}\nwords: {{}}\nrules: [{rule}]\n", encoding="utf-8")

    with pytest.raises(RuleError) as caught:
        Matcher(read_language(path))

    assert str(caught.value).startswith("xx.yaml: rule some_rule: ")
    assert reason in str(caught.value)


def test_a_value_that_is_no_slot_is_refused(tmp_path: Path) -> None:
    """A misspelt slot is not taken for a constant."""
    path = tmp_path / "xx.yaml"
    rule = "{name: some_rule, match: 'in {year}', means: {op: date, year: yaer}}"
    path.write_text(f"language: xx\ngaps: {{space: [' ']}}\nwords: {{}}\nrules: [{rule}]\n", encoding="utf-8")

    with pytest.raises(RuleError, match=r"xx.yaml: rule some_rule: year: 'yaer' is neither a slot"):
        Matcher(read_language(path))


def test_an_unknown_language_is_refused() -> None:
    """The error names the languages there are."""
    with pytest.raises(ValueError, match="there is no language 'xx'; there are en, "):
        tag("today", DCT, "xx")
