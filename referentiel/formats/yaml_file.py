"""The house format of a référentiel: one YAML file that a person can read and write."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import UUID

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from referentiel.base import Texts
from referentiel.errors import (
    IncompleteScale,
    MissingField,
    UnknownField,
    UnknownValue,
    UnreadableFile,
)
from referentiel.models import AREA, COMPETENCE
from referentiel.tree import (
    REFERENCE,
    SOURCE,
    Content,
    CrosswalkNode,
    ItemNode,
    ProfileNode,
    ReferentielTree,
    declared,
)

Entry = dict[str, Any]

HEAD = ("slug", "namespace", "label", "state", "standing")
BODY = ("sources", "references", "areas", "scales", "anchors", "profiles", "crosswalks")


def read(path: Path) -> ReferentielTree:
    """Return what the file says, in file order; `check` has not been asked yet.

    Raises:
        UnreadableFile: the file is not YAML 1.2.
        MissingField, UnknownField, UnknownValue, UnknownCode: named with the entry at fault.
    """
    try:
        document = YAML(typ="safe", pure=True).load(path)
    except YAMLError as error:
        raise UnreadableFile(file=path.name, reason=str(error)) from error
    _fields(document, path.name, required=(*HEAD, *BODY))
    texts = _texts(document, path.name, "title", "about", "licence")
    return ReferentielTree(
        slug=document["slug"],
        namespace=_uuid(document["namespace"], path.name),
        label=document["label"],
        title={language: {"title": said["title"]} for language, said in texts.items()},
        content=_content(document, texts),
        crosswalks=tuple(_crosswalks(document["crosswalks"])),
    )


def _content(document: Entry, texts: Texts) -> Content:
    _add_names(texts, SOURCE, document["sources"])
    _add_names(texts, REFERENCE, document["references"])
    items = tuple(_items(document["areas"], document["references"]))
    codes = {item.code for item in items}
    for tag, entry in document["references"].items():
        for code in entry["covers"]:
            declared(codes, tag, code)
    return Content(
        standing=document["standing"],
        state=document["state"],
        texts=texts,
        items=items,
        scales={name: _steps(entry, name) for name, entry in document["scales"].items()},
        anchors=dict(_anchors(document["anchors"])),
        profiles=tuple(_profile(entry) for entry in document["profiles"]),
    )


def _items(areas: list[Entry], references: dict[str, Entry]) -> Iterable[ItemNode]:
    for area in areas:
        _fields(area, "areas", required=("code", "competences"))
        yield ItemNode(AREA, area["code"], _texts(area, area["code"], "label"))
        for entry in area["competences"]:
            yield _competence(entry, area["code"], references)


def _competence(entry: Entry, area: str, references: dict[str, Entry]) -> ItemNode:
    _fields(entry, area, required=("code", "type", "scope", "sources"), optional=("core",))
    code = entry["code"]
    covering = (tag for tag, it in references.items() if {area, code} & set(it["covers"]))
    return ItemNode(
        kind=COMPETENCE,
        code=code,
        texts=_texts(entry, code, "label", "description"),
        parent=area,
        type=entry["type"],
        scope=entry["scope"],
        core=entry.get("core", False),
        sources=tuple(entry["sources"]),
        references=tuple(covering),
    )


def _profile(entry: Entry) -> ProfileNode:
    _fields(entry, "profiles", required=("code", "expected"))
    texts = _texts(entry, entry["code"], "label", "description", "attachment")
    return ProfileNode(entry["code"], texts, dict(entry["expected"]))


def _anchors(entries: list[Entry]) -> Iterable[tuple[str, tuple[Texts, ...]]]:
    for entry in entries:
        _fields(entry, "anchors", required=("types",))
        name = ", ".join(entry["types"])
        described = {
            language: [{"description": text} for text in entry[language]]
            for language in _languages(entry)
        }
        for type_ in entry["types"]:
            yield type_, _steps(described, name)


def _steps(entry: Entry, name: str) -> tuple[Texts, ...]:
    languages = _languages(entry)
    if "fr" not in languages:
        raise MissingField(entry=name, field="fr")
    steps = range(len(entry["fr"]))
    for language in languages:
        if len(entry[language]) != len(steps):
            raise IncompleteScale(entry=f"{name}, {language}", found=len(entry[language]))
    return tuple(
        {language: dict(entry[language][step]) for language in languages} for step in steps
    )


def _crosswalks(entries: list[Entry]) -> Iterable[CrosswalkNode]:
    for group in entries:
        _fields(group, "crosswalks", required=("scheme", "target_version", "status", "links"))
        for code, links in group["links"].items():
            for link in links:
                _fields(link, code, required=("target", "relation", "label"))
                yield CrosswalkNode(
                    code=code,
                    scheme=group["scheme"],
                    target=_text(link["target"], code, "target"),
                    target_version=group["target_version"],
                    target_label=link["label"],
                    relation=link["relation"],
                    status=group["status"],
                )


def _add_names(texts: Texts, prefix: str, entries: dict[str, Entry]) -> None:
    for key, entry in entries.items():
        for language in _languages(entry):
            texts.setdefault(language, {})[prefix + key] = entry[language]


def _texts(entry: Entry, name: str, *keys: str) -> Texts:
    texts = {language: dict(entry[language]) for language in _languages(entry)}
    for key in keys:
        if not texts.get("fr", {}).get(key):
            raise MissingField(entry=name, field=f"fr: {key}")
        _text(texts["fr"][key], name, key)
    return texts


def _text(value: object, name: str, field: str) -> str:
    """Return `value`, which YAML took for a text; a code made of digits needs its quotes."""
    if not isinstance(value, str):
        raise UnknownValue(
            entry=name, field=field, value=value, allowed="un texte entre guillemets"
        )
    return value


def _languages(entry: Entry) -> list[str]:
    return [key for key in entry if len(key) == 2]


def _fields(
    entry: object, name: str, *, required: Iterable[str], optional: tuple[str, ...] = ()
) -> None:
    """Refuse an entry with a field missing or unknown; `name` says where until it has a code."""
    if not isinstance(entry, dict):
        raise UnknownValue(entry=name, field=name, value=entry, allowed=", ".join(required))
    where = str(entry.get("code", name))
    for field in required:
        if field not in entry:
            raise MissingField(entry=where, field=field)
    for field in set(entry) - {*required, *optional, *_languages(entry)}:
        raise UnknownField(entry=where, field=field)


def _uuid(text: str, name: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise UnknownValue(entry=name, field="namespace", value=text, allowed="UUID") from error
