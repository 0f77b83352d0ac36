"""The house format of a référentiel: one YAML file that a person can read and write."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer, ComposerError
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import AliasEvent

from referentiel.base import Texts, french
from referentiel.checking import declared
from referentiel.errors import (
    ImportRefused,
    IncompleteScale,
    MissingField,
    UnknownField,
    UnknownValue,
    UnreadableFile,
)
from referentiel.formats.base import Format, Issue, Naming, Read, Source
from referentiel.formats.yaml_rubrics import criteria, rubrics
from referentiel.formats.yaml_writing import write
from referentiel.models import AREA, COMPETENCE
from referentiel.tree import (
    REFERENCE,
    SOURCE,
    Content,
    CrosswalkNode,
    EdgeNode,
    ItemNode,
    ProfileNode,
    ReferentielTree,
    SuccessionNode,
    Target,
    in_order,
)

Entry = dict[str, Any]

HEAD = ("slug", "namespace", "label", "state", "standing")
BODY = (
    "sources",
    "references",
    "areas",
    "competences",
    "entries",
    "scales",
    "anchors",
    "profiles",
    "crosswalks",
    "edges",
    "rubrics",
    "origin",
    "successions",
)
CHILDREN = {"areas": AREA, "competences": COMPETENCE, "entries": None}
OF_ITEM = (
    "type",
    "scope",
    "core",
    "sources",
    "criteria",
    "identity",
    "foreign_id",
    "foreign",
)


def read(path: Path) -> ReferentielTree:
    """Return what the file says, in file order; `check` has not been asked yet.

    Raises:
        UnreadableFile: the file is not YAML 1.2.
        MissingField, UnknownField, UnknownValue, UnknownCode: named with the entry at fault.
    """
    return _read(Source(path.name, path.read_bytes()))


class WithoutAliases(Composer):
    """Refuses what stands for something said elsewhere: a few lines of it could mean billions."""

    def compose_node(self, parent: Any, index: Any) -> Any:  # noqa: ANN401 -- of the library
        if self.parser.check_event(AliasEvent):
            raise ComposerError(None, None, "« *alias »", self.parser.peek_event().start_mark)
        return super().compose_node(parent, index)


def _read(source: Source) -> ReferentielTree:
    name = source.name
    yaml = YAML(typ="safe", pure=True)
    yaml.Composer = WithoutAliases
    try:
        document = yaml.load(source.stream())
    except (YAMLError, ValueError, RecursionError) as error:
        raise UnreadableFile(file=name, reason=str(error)) from error
    _fields(document, name, required=HEAD, optional=BODY)
    texts = _texts(document, name, "title")
    title, body = _taken(texts, "title"), _content(document, texts)
    return ReferentielTree(
        slug=document["slug"],
        namespace=_uuid(document["namespace"], name),
        label=_text(document["label"], name, "label"),
        title=title,
        content=body,
        crosswalks=in_order(_crosswalks(document.get("crosswalks", [])), body.items),
        successions=tuple(_successions(document.get("successions", []))),
    )


def _content(document: Entry, texts: Texts) -> Content:
    references = document.get("references", {})
    _add_names(texts, SOURCE, document.get("sources", {}))
    _add_names(texts, REFERENCE, references)
    items = tuple(_children(document, "", None, references))
    codes = {item.code for item in items}
    for tag, entry in references.items():
        for code in entry["covers"]:
            declared(codes, tag, code)
    return Content(
        standing=document["standing"],
        state=document["state"],
        texts={language: said for language, said in texts.items() if said},
        items=items,
        scales={name: _steps(entry, name) for name, entry in document.get("scales", {}).items()},
        anchors=dict(_anchors(document.get("anchors", []))),
        profiles=tuple(_profile(entry) for entry in document.get("profiles", [])),
        edges=tuple(_edges(document.get("edges", []))),
        rubrics=rubrics(document.get("rubrics", [])),
        origin=document.get("origin", {}),
    )


def _children(
    entry: Entry, where: str, parent: ItemNode | None, references: dict[str, Entry]
) -> Iterator[ItemNode]:
    for field, kind in CHILDREN.items():
        for child in entry.get(field, []):
            more = ("kind",) if kind is None else ()
            _fields(child, where or field, required=("code", *more), optional=(*OF_ITEM, *CHILDREN))
            item = _item(child, kind or child["kind"], parent, references)
            yield item
            yield from _children(child, item.code, item, references)


def _item(
    entry: Entry, kind: str, parent: ItemNode | None, references: dict[str, Entry]
) -> ItemNode:
    code = _text(entry["code"], str(entry["code"]), "code")
    named = {code} | ({parent.code} if parent and parent.kind == AREA else set())
    covering = (tag for tag, it in references.items() if named & set(it["covers"]))
    return ItemNode(
        kind=kind,
        code=code,
        texts=_texts(entry, code, "label"),
        parent=parent.code if parent else None,
        type=entry.get("type"),
        scope=entry.get("scope"),
        core=entry.get("core", False),
        sources=tuple(entry.get("sources", ())),
        references=tuple(covering) if kind == COMPETENCE else (),
        identity=entry.get("identity"),
        foreign_id=entry.get("foreign_id"),
        foreign=entry.get("foreign", {}),
        criteria=criteria(entry.get("criteria", [])),
    )


def _profile(entry: Entry) -> ProfileNode:
    _fields(entry, "profiles", required=("code", "expected"))
    texts = _texts(entry, entry["code"], "label")
    expected = {code: _target(said, entry["code"]) for code, said in entry["expected"].items()}
    return ProfileNode(entry["code"], texts, expected)


def _target(said: object, profile: str) -> Target:
    if isinstance(said, dict):
        _fields(said, profile, required=("level",), optional=("high", "weight", "critical"))
        return Target(**said)
    if not isinstance(said, int):
        raise UnknownValue(entry=profile, field="expected", value=said, allowed="0, 1, 2, 3, 4")
    return Target(said)


def _anchors(entries: list[Entry]) -> Iterable[tuple[str, tuple[Texts, ...]]]:
    for entry in entries:
        _fields(entry, "anchors", required=("types",))
        name = ", ".join(entry["types"])
        described = {
            language: [{} if text is None else {"description": text} for text in entry[language]]
            for language in _languages(entry)
        }
        for type_ in entry["types"]:
            yield type_, _steps(described, name)


def _steps(entry: Entry, name: str) -> tuple[Texts, ...]:
    languages = _languages(entry)
    if not languages:
        raise MissingField(entry=name, field="fr")
    steps = range(len(entry[languages[0]]))
    for language in languages:
        if len(entry[language]) != len(steps):
            raise IncompleteScale(entry=f"{name}, {language}", found=len(entry[language]))
    return tuple(
        {language: dict(entry[language][step]) for language in languages if entry[language][step]}
        for step in steps
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


def _edges(entries: list[Entry]) -> Iterable[EdgeNode]:
    for entry in entries:
        _fields(entry, "edges", required=("type",), optional=("origin", "target", "foreign"))
        yield EdgeNode(**entry)


def _successions(entries: list[Entry]) -> Iterable[SuccessionNode]:
    for entry in entries:
        _fields(entry, "successions", required=("kind",), optional=("origin", "target"))
        yield SuccessionNode(entry["kind"], entry.get("origin"), entry.get("target"))


def _taken(texts: Texts, key: str) -> Texts:
    """Take the texts of this key out of `texts`."""
    return {code: {key: said.pop(key)} for code, said in texts.items() if key in said}


def _add_names(texts: Texts, prefix: str, entries: dict[str, Entry]) -> None:
    for key, entry in entries.items():
        for language in _languages(entry):
            texts.setdefault(language, {})[prefix + key] = entry[language]


def _texts(entry: Entry, name: str, *keys: str) -> Texts:
    """Return the texts of an entry; the first of its languages, French if any, has all `keys`."""
    texts = {language: dict(entry[language] or {}) for language in _languages(entry)}
    main = "fr" if "fr" in texts else next(iter(texts), "fr")
    for key in keys:
        if not texts.get(main, {}).get(key):
            raise MissingField(entry=name, field=f"{main}: {key}")
    for said in texts.values():
        for key, text in said.items():
            _text(text, name, key)
    return texts


def _text(value: object, name: str, field: str) -> str:
    """Return `value`, which YAML took for a text; a code made of digits needs its quotes."""
    if not isinstance(value, str):
        raise UnknownValue(
            entry=name, field=field, value=value, allowed="un texte entre guillemets"
        )
    return value


def _languages(entry: Entry) -> list[str]:
    return [key for key in entry if isinstance(key, str) and len(key) == 2]


def _fields(
    entry: object, name: str, *, required: Iterable[str], optional: Iterable[str] = ()
) -> None:
    """Refuse an entry with a field missing or unknown; `name` says where until it has a code."""
    if not isinstance(entry, dict):
        raise UnknownValue(entry=name, field=name, value=entry, allowed=", ".join(required))
    where = str(entry.get("code", name))
    for field in required:
        if field not in entry:
            raise MissingField(entry=where, field=field)
    for field in entry.keys() - {*required, *optional, *_languages(entry)}:
        raise UnknownField(entry=where, field=field)


def _uuid(text: object, name: str) -> UUID:
    try:
        return UUID(str(text))
    except ValueError as error:
        raise UnknownValue(entry=name, field="namespace", value=text, allowed="UUID") from error


def _recognises(source: Source) -> bool:
    lines = source.head.splitlines()
    return any(line.startswith("slug:") for line in lines) and any(
        line.startswith(("label:", "namespace:")) for line in lines
    )


def _import(source: Source, _naming: Naming) -> Read:
    """Read a file of somebody's; the first entry at fault is named, and nothing else is said."""
    try:
        return Read(_read(source))
    except ImportRefused as refused:
        return Read(None, (Issue(refused.sentence, refused.values, is_error=True),))
    except (TypeError, AttributeError, KeyError, ValueError, RecursionError) as reason:
        values = {"file": source.name, "reason": str(reason)}
        return Read(None, (Issue(UnreadableFile.sentence, values, is_error=True),))


FORMAT = Format(
    key="yaml",
    label=french("Fichier YAML de Repères"),
    extension="yaml",
    media_type="application/yaml",
    recognises=_recognises,
    read=_import,
    write=write,
)
