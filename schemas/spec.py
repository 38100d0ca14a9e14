"""What the YAML files in this folder say about the published tables, as typed values, checked whole on loading.

Arrow, CSV, checks and documentation are made from these values elsewhere; no table's columns are named in code here.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from msgspec import Struct, field

from datelines.yamlfile import ConfigError, convert, load

__all__ = ["ARROW_TYPES", "Check", "Constraints", "Field", "Level", "Severity", "TableSpec", "load_spec", "load_specs"]

FOLDER = Path(__file__).parent
ARROW_TYPES = frozenset(
    {"string", "dictionary", "bool", "int8", "int32", "int64", "float32", "float64", "date32", "timestamp"}
)
_LIST_TYPES = frozenset({"list<string>", "list<struct>"})


class Level(StrEnum):
    """Whether a failed check costs the row (quarantine) or the whole release."""

    ROW = "row"
    TABLE = "table"


class Severity(StrEnum):
    """Whether a failed table-level check stops the release or only tells."""

    BLOCK = "block"
    WARN = "warn"


class Constraints(Struct, frozen=True, forbid_unknown_fields=True):
    """The constraints of Frictionless Table Schema that are used here; ``pattern`` is for the whole cell."""

    required: bool = False
    unique: bool = False
    enum: tuple[str, ...] | None = None
    pattern: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    minLength: int | None = None  # noqa: N815 the standard's spelling
    maxLength: int | None = None  # noqa: N815


class Items(Struct, frozen=True, forbid_unknown_fields=True):
    """What holds for each item of a list column."""

    pattern: str


class Member(Struct, frozen=True, forbid_unknown_fields=True):
    """A member of the structs in a ``list<struct>`` column; in the CSV the first one stands for the struct."""

    name: str
    arrow: str
    description: str


class Field(Struct, frozen=True, forbid_unknown_fields=True):
    """A column: its type in the CSV (``type``) and in the Parquet (``arrow``), its meaning, and what must hold.

    ``level`` is that of the column's own checks; a missing column or another type is always table-level. A list is
    never null, but an empty one is an empty cell of the CSV, so lists do not say ``required``: the file stays a Table
    Schema.
    """

    name: str
    type: str
    arrow: str
    description: str
    example: str
    unit: str | None = None
    level: Level = Level.ROW
    constraints: Constraints = Constraints()
    items: Items | None = None
    members: tuple[Member, ...] = ()

    @property
    def is_list(self) -> bool:
        """Whether a cell holds a list."""
        return self.arrow in _LIST_TYPES

    @property
    def nullable(self) -> bool:
        """Whether a cell may hold nothing."""
        return not (self.constraints.required or self.is_list)


class Check(Struct, frozen=True, forbid_unknown_fields=True):
    """A check across columns or tables: the name of a rule in ``schemas.expectations.domain``, and its settings."""

    name: str
    level: Level
    severity: Severity = Severity.BLOCK
    minimum: float | None = None
    date: str | None = None


class TableSpec(Struct, frozen=True, forbid_unknown_fields=True):
    """One published table. ``version`` rises when a reader of the old columns would be misled.

    ``references`` says for a column of which table it holds the keys. Table Schema calls them ``foreignKeys``; under
    that name they could be checked only with all tables at hand, and the file would be no schema for its CSV alone.
    """

    name: str
    title: str
    description: str
    version: int
    primary_key: str = field(name="primaryKey")
    fields: tuple[Field, ...]
    checks: tuple[Check, ...]
    references: dict[str, str] = {}

    def column(self, name: str) -> Field:
        """The column of that name. Raises KeyError."""
        return next((one for one in self.fields if one.name == name), None) or _no_column(self, name)


def _no_column(table: TableSpec, name: str) -> Any:
    raise KeyError(f"{table.name} has no column {name}")


def load_spec(path: Path) -> TableSpec:
    """A table's description. Raises ConfigError: file, key, reason."""
    spec = convert(load(path), TableSpec, path)
    if spec.name != path.stem:
        raise ConfigError(f"{path}: name is {spec.name!r}, the file's name says {path.stem!r}")
    names = [one.name for one in spec.fields]
    for name in names:
        if names.count(name) > 1:
            raise ConfigError(f"{path}: the column {name!r} stands twice")
    for name in (spec.primary_key, *spec.references):
        if name not in names:
            raise ConfigError(f"{path}: the key {name!r} is no column")
    for one in spec.fields:
        _check_types(one, path)
    return spec


def _check_types(one: Field, path: Path) -> None:
    if one.arrow not in ARROW_TYPES | _LIST_TYPES:
        raise ConfigError(f"{path}: column {one.name!r} has the unknown arrow type {one.arrow!r}")
    if (one.arrow == "list<struct>") != bool(one.members):
        raise ConfigError(f"{path}: column {one.name!r}: members belong to list<struct>, and to nothing else")
    for member in one.members:
        if member.arrow not in ARROW_TYPES:
            raise ConfigError(f"{path}: column {one.name!r}: member {member.name!r} has the type {member.arrow!r}")
    if one.is_list and one.constraints.required:
        raise ConfigError(f"{path}: column {one.name!r} is a list, which is never null; leave out required")
    if one.arrow == "dictionary" and one.constraints.enum is None:
        raise ConfigError(f"{path}: column {one.name!r} is a dictionary and lists no enum")


@cache
def load_specs() -> MappingProxyType[str, TableSpec]:
    """Every table, by name: one YAML file a table, sorted by name."""
    return MappingProxyType({path.stem: load_spec(path) for path in sorted(FOLDER.glob("*.yaml"))})
