"""The house format of an event: one YAML file that a person can read and write."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, time
from itertools import groupby
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from referentiel.base import french
from referentiel.errors import (
    ImportRefused,
    MissingField,
    RepeatedCode,
    UnknownField,
    UnknownValue,
    UnreadableFile,
)
from surveys.programme import overlap

Entry = dict[str, Any]

KINDS = (
    "workshop",
    "plenary",
    "round_table",
    "testimony",
    "reception",
    "break",
    "meal",
    "closing",
)
ROLES = ("organiser", "support", "partner", "speaker")
TEXTS = ("slug", "title", "status", "place")
OPTIONAL_TEXTS = ("subtitle", "kind", "address", "access", "introduction", "source")
OF_EVENT = (*TEXTS, "organisations", "programme")
OF_ENTRY = ("code", "kind", "title")


class OverlappingEntries(ImportRefused):
    """Two entries of the programme take place at the same time without being parallel."""

    sentence = french(
        "Entrées « %(first)s » et « %(second)s » : leurs horaires se chevauchent. "
        "Corrigez-les, ou donnez le même horaire à des ateliers parallèles."
    )


@dataclass(frozen=True)
class RoleNode:
    """An organisation and what it is to the event."""

    slug: str
    name: str
    role: str


@dataclass(frozen=True)
class EntryNode:
    """One entry of the programme, with the codes of the competences it aims at."""

    code: str
    kind: str
    title: str
    theme: str
    day: date
    starts: time
    ends: time | None
    purpose: str
    speakers: tuple[str, ...]
    aims: tuple[str, ...]


@dataclass(frozen=True)
class EventNode:
    """What a file says of an event; `texts` holds its fields by name."""

    texts: dict[str, str]
    objectives: tuple[str, ...]
    organisations: tuple[RoleNode, ...]
    entries: tuple[EntryNode, ...]

    @property
    def slug(self) -> str:
        return self.texts["slug"]

    @property
    def starts_on(self) -> date:
        return min(entry.day for entry in self.entries)

    @property
    def ends_on(self) -> date:
        return max(entry.day for entry in self.entries)


def read(path: Path) -> EventNode:
    """Return what the file at `path` says, checked, in file order.

    Raises:
        ImportRefused: the file is at fault; the sentence names the entry.
    """
    try:
        document = YAML(typ="safe", pure=True).load(path)
    except YAMLError as error:
        raise UnreadableFile(file=path.name, reason=str(error)) from error
    _fields(document, path.name, OF_EVENT, (*OPTIONAL_TEXTS, "objectives"))
    node = EventNode(
        texts={
            **{key: _text(document, document["slug"], key) for key in TEXTS},
            **{key: document.get(key, "").strip() for key in OPTIONAL_TEXTS},
        },
        objectives=tuple(document.get("objectives", ())),
        organisations=tuple(_role(entry) for entry in document["organisations"]),
        entries=tuple(_days(document["programme"])),
    )
    _check(node)
    return node


def _role(entry: Entry) -> RoleNode:
    _fields(entry, "organisations", ("slug", "name", "role"))
    slug = entry["slug"]
    _among(ROLES, entry["role"], slug, "role")
    return RoleNode(slug=slug, name=_text(entry, slug, "name"), role=entry["role"])


def _days(days: list[Entry]) -> Iterable[EntryNode]:
    for entry in days:
        _fields(entry, "programme", ("day", "slots"))
        if not isinstance(entry["day"], date):
            raise UnknownValue(
                entry="programme", field="day", value=entry["day"], allowed="2015-02-13"
            )
        for slot in entry["slots"]:
            yield from _slot(slot, entry["day"])


def _slot(slot: Entry, day: date) -> Iterable[EntryNode]:
    _fields(slot, str(day), ("time", "entries"), ("theme",))
    starts, ends = _times(slot["time"], str(day))
    for entry in slot["entries"]:
        _fields(entry, f"{day} {slot['time']}", OF_ENTRY, ("purpose", "speakers", "aims"))
        code = entry["code"]
        _among(KINDS, entry["kind"], code, "kind")
        yield EntryNode(
            code=code,
            kind=entry["kind"],
            title=_text(entry, code, "title"),
            theme=slot.get("theme", "").strip(),
            day=day,
            starts=starts,
            ends=ends,
            purpose=entry.get("purpose", "").strip(),
            speakers=tuple(entry.get("speakers", ())),
            aims=tuple(entry.get("aims", ())),
        )


def _times(text: str, name: str) -> tuple[time, time | None]:
    """Return when a slot starts and, where the file says so, when it ends."""
    first, _, last = text.partition("-")
    try:
        starts = time.fromisoformat(first)
        ends = time.fromisoformat(last) if last else None
    except ValueError as error:
        raise _unknown_time(text, name) from error
    if ends is not None and ends <= starts:
        raise _unknown_time(text, name)
    return starts, ends


def _unknown_time(text: str, name: str) -> UnknownValue:
    return UnknownValue(entry=name, field="time", value=text, allowed="09:30, 09:30-10:00")


def _check(node: EventNode) -> None:
    if not node.entries:
        raise MissingField(entry=node.slug, field="programme")
    _once([entry.code for entry in node.entries])
    _once([f"{role.slug}, {role.role}" for role in node.organisations])
    for entry in node.entries:
        _once([f"{entry.code}, {code}" for code in entry.aims])
    by_day = sorted(node.entries, key=lambda entry: entry.day)
    for _, entries in groupby(by_day, key=lambda entry: entry.day):
        clash = overlap(list(entries))
        if clash:
            raise OverlappingEntries(first=clash[0].code, second=clash[1].code)


def _once(codes: list[str]) -> None:
    for code in codes:
        if codes.count(code) > 1:
            raise RepeatedCode(entry=code)


def _among(allowed: Collection[str], value: object, name: str, field: str) -> None:
    if value not in allowed:
        raise UnknownValue(entry=name, field=field, value=value, allowed=", ".join(allowed))


def _text(entry: Entry, name: str, field: str) -> str:
    value = entry[field]
    if not isinstance(value, str) or not value.strip():
        raise MissingField(entry=name, field=field)
    return value.strip()


def _fields(
    entry: object, name: str, required: Collection[str], optional: Collection[str] = ()
) -> None:
    """Refuse an entry with a field missing or unknown; `name` says where until it has a code."""
    if not isinstance(entry, dict):
        raise UnknownValue(entry=name, field=name, value=entry, allowed=", ".join(required))
    where = str(entry.get("code", entry.get("slug", name)))
    for field in required:
        if field not in entry:
            raise MissingField(entry=where, field=field)
    for field in sorted(set(entry) - {*required, *optional}):
        raise UnknownField(entry=where, field=field)
