"""From the raw folder to a checked release: thin tasks over hundreds of articles at a time."""

from __future__ import annotations

import platform
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar, cast

import msgspec
from prefect import flow, get_run_logger, task
from prefect.artifacts import create_link_artifact, create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.utilities.annotations import quote

from datelines.articles import Article
from datelines.assembly import assemble_known
from datelines.atomic import write_bytes
from datelines.baseline import load_base
from datelines.batches import Engine
from datelines.cards import Card
from datelines.cards.loader import card_for, shortfall
from datelines.corrections import NO_CORRECTIONS, Corrections
from datelines.corrections.apply import document
from datelines.corrections.loader import load_corrections
from datelines.datasets.loader import has_dataset, load_dataset, plain_dataset
from datelines.digests import rules_digest
from datelines.fetching import issues_of
from datelines.history import Base
from datelines.incremental import Reader
from datelines.issues import Issue, IssueCode
from datelines.layouts import migrated
from datelines.locks import held
from datelines.nights import STOPPED
from datelines.pipeline import mentions_of
from datelines.releases import Release, as_json, publish
from datelines.sources import flag_future
from datelines.stored import Tables
from datelines.topics import Topic
from datelines.topics.loader import load_topic
from flows.engines import Workforce
from flows.failures import CheckStoppedError
from flows.garbage import give_back_blocks, leaving_what_is_there, without_searching
from flows.ingest import Inventory, take_inventory
from flows.progress import step
from flows.settings import processors
from schemas.archive import archive_tables
from schemas.build import Built
from schemas.companions import Subject, companions
from schemas.companions.history import read as read_history
from schemas.expectations import Verdict, check, sift

__all__ = ["CORRECTIONS", "build", "build_release", "warm_up"]

T = TypeVar("T")
ARTICLES_IN_TASK = 500
CORRECTIONS = Path("data/corrections")
HERE = Workforce()


def _whole(value: T) -> T:
    """The value as an argument that Prefect does not search for futures, which costs more than the task."""
    return cast(T, quote(value))


@task(name="read articles", cache_policy=NO_CACHE, persist_result=False)
def read_articles(found: Iterator[Article | Issue], reader: Reader) -> tuple[list[Article], list[Issue], bool]:
    """The next articles and findings, until some hundreds were new, and whether these were all.

    What a new article tells is found at once, so that no more than one text is held at a time.
    """
    articles: list[Article] = []
    issues: list[Issue] = []
    new = 0
    for one in found:
        if isinstance(one, Issue):
            issues.append(one)
            continue
        new += not reader.knows(one)
        articles.append(reader.take(one))
        if new >= ARTICLES_IN_TASK:
            return articles, issues, False
    return articles, issues, True


def warm_up(topic: Topic) -> None:
    """Compile the rules that finding mentions needs, once a process."""
    nothing = Article("", "", None, None, None, "", "", (), topic.language, None, None, None, "")
    mentions_of(nothing, topic)


@task(name="merge and tabulate", cache_policy=NO_CACHE, persist_result=False)
def tabulate(
    reader: Reader,
    articles: Sequence[Article],
    issues: Sequence[Issue],
    topic: Topic,
    base: Base | None,
    day: date,
    rules: str,
    corrections: Corrections,
    engine: Engine | None,
) -> tuple[Built, dict[str, Any]]:
    """All tables, with their history and corrections; what became of the corrections."""
    assembly = assemble_known(reader, articles, topic, engine)
    tables, corrected = archive_tables(
        assembly, issues, reader.home, base=base, run_day=day, rules=rules, corrections=corrections
    )
    return tables, document(corrections, corrected)


@task(name="check", cache_policy=NO_CACHE, persist_result=False)
def check_tables(
    tables: Tables, base: Base | None, day: date, accepted: frozenset[str], shortfall: str | None
) -> tuple[Verdict, Built]:
    """The verdict, and the tables without the rows held back."""
    verdict = check(tables, base, day, accepted, shortfall)
    return verdict, sift(tables, verdict, base, day).tables if verdict.passed else dict(tables)


@task(name="release", cache_policy=NO_CACHE, persist_result=False)
def release_tables(
    out: Path,
    topic: Topic,
    day: date,
    tables: Tables,
    documents: Mapping[str, object],
    before: str | None,
    corrections: Sequence[Mapping[str, Any]],
    card: Card | None,
) -> Release:
    """Publish the tables, with their descriptions in every form; ``before`` is the release they follow."""
    dataset = load_dataset(topic.name) if has_dataset(topic.name) else plain_dataset(topic.name, topic.title)
    releases = out / topic.name / "releases"
    subject = Subject(
        tables,
        dataset,
        day,
        before,
        changelog=_beside(releases, before, "CHANGES.md"),
        history=read_history(_beside(releases, before, "history.json")),
        corrections=corrections,
        card=card,
    )
    return publish(out, topic.name, day, tables, documents, companions(subject))


def _beside(releases: Path, before: str | None, name: str) -> str:
    """A file of the release before; empty where there is none."""
    file = releases / (before or "") / name
    return file.read_text(encoding="utf-8") if before and file.is_file() else ""


@flow(name="build", persist_result=False)
def build(raw: Path, out: Path, topic: str, day: date, corrections: Path = CORRECTIONS) -> Path:
    """Release what lies in the raw folder, as a flow of its own; the release's folder. Raises as ``build_release``."""
    knowledge = load_topic(topic)
    put_right = load_corrections(corrections, knowledge.name)
    with held(out / knowledge.name / ".lock"):
        return build_release(
            take_inventory(raw, out / knowledge.name / ".cache"), out, knowledge, day, corrections=put_right
        ).path


def build_release(
    inventory: Inventory,
    out: Path,
    topic: Topic,
    day: date,
    accepted: frozenset[str] = frozenset(),
    corrections: Corrections = NO_CORRECTIONS,
    workforce: Workforce = HERE,
) -> Release:
    """Read, find, merge, correct, check and publish, within a flow; ``accepted`` are the gates that do not stop it.

    Who reads, finds and merges alters no byte of what comes out. The caller holds the lock of the topic. Raises
    CheckStoppedError and ReleaseError; then the release before stands. And WorkerDiedError and EngineError.
    """
    rules = rules_digest(topic)
    give_back_blocks()
    with without_searching():
        base = load_base(out, topic.name, day)
        tables, put_right, passed = _tables(
            inventory, out / topic.name / ".cache", topic, base, day, rules, corrections, workforce
        )
    with leaving_what_is_there():
        step("checking", 0)
        # A card of other rules says nothing of this release.
        card = card if (card := card_for(topic.name)) and card.rules == rules else None
        verdict, clean = check_tables(_whole(tables), _whole(base), day, accepted, shortfall(topic.name, rules))
        _tell_verdict(topic, day, verdict)
        if not verdict.passed:
            _keep_verdict(out, topic, day, verdict)
            raise CheckStoppedError(verdict)
        documents = {
            "run": _run_document(inventory, topic, day, rules, base, clean)
            | ({"passed_over": passed} if passed else {})
            | {"accepted": sorted(accepted), "corrections": put_right},
            "verdict": verdict.document(),
            **({"card": msgspec.to_builtins(card)} if card else {}),
        }
        before = base.release if base else None
        # Together they are as large as all that is still to be made.
        del base, tables
        step("releasing", 0)
        known = (before, _whole(put_right["applied"]), _whole(card))
        release = release_tables(out, _whole(topic), day, _whole(clean), _whole(documents), *known)
        _tell_release(topic, release)
        return release


def _tables(
    inventory: Inventory,
    kept: Path,
    topic: Topic,
    base: Base | None,
    day: date,
    rules: str,
    corrections: Corrections,
    workforce: Workforce,
) -> tuple[Built, dict[str, Any], int]:
    """All tables before they are checked, what became of the corrections, and how many pages were passed over.

    Nothing else of the archive is held.
    """
    with workforce.at_work(processors()) as engine:
        reader = Reader(kept, topic, inventory.digests, processors(), engine)
        articles, issues = _read(Path(inventory.raw), reader, day)
        found = (_whole(reader), _whole(articles), _whole(issues), _whole(topic), _whole(base))
        tables, put_right = tabulate(*found, day, rules, _whole(corrections), _whole(engine))
    return tables, put_right, sum(issue.count for issue in issues if issue.code is IssueCode.PASSED_OVER)


def _read(raw: Path, reader: Reader, day: date) -> tuple[list[Article], list[Issue]]:
    """Every article published by the day of the run, and what could not be fetched for it or read.

    What earlier nights found costs one task, however many articles it is.
    """
    articles: list[Article] = []
    issues = list(issues_of(raw, day))
    found = flag_future(reader.articles(raw, day), day)
    finished = False
    while not finished:
        more, doubts, finished = read_articles(_whole(found), _whole(reader))
        articles += more
        issues += doubts
        step("reading articles", len(articles))
    try:
        reader.save()
    except OSError as error:
        # The night can do without; the next one reads again.
        get_run_logger().warning("what was read is not kept: %s", error)
    return articles, issues


def _run_document(
    inventory: Inventory, topic: Topic, day: date, rules: str, base: Base | None, tables: Tables
) -> dict[str, Any]:
    """What went in and came out, without a clock: digests, counts of rows and issues, versions."""
    return {
        "topic": topic.name,
        "topic_digest": topic.digest,
        "run_day": day.isoformat(),
        "base_day": base.day.isoformat() if base else None,
        "base_release": base.release if base else None,
        # Only in the first night after a change of the layout.
        **({"migrated": migrated(base.layouts)} if base and base.layouts else {}),
        "rules": rules,
        "raw": {
            "sha256": inventory.digest,
            "files": [{"path": file.path, "bytes": file.size, "sha256": file.sha256} for file in inventory.files],
        },
        "rows": {name: table.num_rows for name, table in sorted(tables.items())},
        "issues": dict(sorted(Counter(tables["issues"]["code"].to_pylist()).items())),
        "versions": {
            "datelines": version("datelines"),
            "python": platform.python_version(),
            **{name: version(name) for name in ("great-expectations", "prefect", "pyarrow")},
        },
    }


def _tell_verdict(topic: Topic, day: date, verdict: Verdict) -> None:
    """The verdict as Prefect artifacts: a line for people, and a row a check."""
    word = "passed" if verdict.passed else "stopped"
    lines = "\n".join(f"- {one.line} ({one.failed_count} rows)" for one in verdict.failures) or "Nothing was found."
    text = f"# {topic.title}, {day}: {word}\n\n{len(verdict.checks)} checks were run.\n\n{lines}\n"
    create_markdown_artifact(text, key=f"verdict-{_slug(topic)}", description=f"{day}: {word}")
    rows = [
        {
            "table": one.table,
            "check": one.name,
            "level": one.level.value,
            "outcome": one.outcome.value,
            "rows": one.failed_count,
        }
        for one in verdict.checks
    ]
    create_table_artifact(rows, key=f"checks-{_slug(topic)}", description=f"{day}: every check")


def _tell_release(topic: Topic, release: Release) -> None:
    link = (release.path / "timeline.csv").resolve().as_uri()
    create_link_artifact(link, link_text=release.path.name, key=f"timeline-{_slug(topic)}")


def _keep_verdict(out: Path, topic: Topic, day: date, verdict: Verdict) -> None:
    """Keep the verdict of a night without a release beside the releases."""
    folder = out / topic.name / STOPPED
    folder.mkdir(parents=True, exist_ok=True)
    write_bytes(folder / f"{day}.json", as_json(verdict.document()))


def _slug(topic: Topic) -> str:
    """The topic's name as Prefect wants the keys of artifacts: lower case, digits and dashes."""
    return "".join(char if char.isascii() and char.isalnum() else "-" for char in topic.name.lower()).strip("-")
