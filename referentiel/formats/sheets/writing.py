"""A référentiel as the sheets of our workbook: everything in it, a table for each kind of thing."""

from collections.abc import Iterator
from typing import IO

from referentiel.base import Texts
from referentiel.formats.sheets.columns import Record, json_text, number_text, sheet_of
from referentiel.formats.sheets.writing_books import Sheet, write_csv, write_ods, write_xlsx
from referentiel.models import AREA
from referentiel.tree import (
    REFERENCE,
    SOURCE,
    Content,
    CriterionNode,
    ItemNode,
    ReferentielTree,
    Target,
)

README = "Lisez-moi"
HEAD = "Référentiel"
ITEMS = "Compétences"
SCALES = "Échelles"
ANCHORS = "Ancrages"
DESCRIPTORS = "Descripteurs"
RUBRICS = "Grilles"
PROFILES = "Profils"
EXPECTED = "Niveaux attendus"
CROSSWALKS = "Correspondances"
EDGES = "Liens"
NAMES = "Sources"
SUCCESSIONS = "Devenir"

KINDS = {AREA: "domaine", "competence": "compétence"}
HEAD_FIELDS = {
    "slug": "adresse",
    "namespace": "espace d’identité",
    "version": "version",
    "state": "état",
    "standing": "statut",
    "title": "titre",
    "about": "à propos",
    "licence": "licence",
    "foreign": "données d’origine",
}
SCALE_NAMES = {"mastery": "maîtrise", "importance": "importance"}
ITEM_FIELDS = (
    "code",
    "parent",
    "kind",
    "type",
    "scope",
    "core",
    "sources",
    "references",
    "identity",
    "foreign_id",
    "foreign",
)
EXPECTED_FIELDS = ("profile", "code", "expected", "weight", "critical")
HELP = (
    "Ce classeur contient un référentiel de compétences. Il se relit tel quel dans Repères.",
    "La feuille « Compétences » suffit : une ligne par domaine ou compétence, avec un code, un "
    "libellé et, pour ce qui est dans un domaine, le code du parent.",
    "L’ordre des lignes est celui de la lecture. Nature : « domaine » ou « compétence » ; vide, "
    "ce qui contient autre chose est un domaine.",
    "Type : savoir, savoir-faire, méthode, savoir-être. Portée : I (individuelle) ou C "
    "(collective). Noyau : oui, pour ce que pose le questionnaire express.",
    "Pour une autre langue, ajoutez une colonne : « libellé (en) », « description (en) »…",
    "Niveau attendu : un niveau de 0 à 4, ou un intervalle : 2–3.",
    "Les colonnes « identité », « identifiant » et « données d’origine » relient aux versions "
    "précédentes et à d’autres systèmes : laissez-les, ou laissez-les vides.",
)


def sheets(tree: ReferentielTree) -> list[Sheet]:
    """Return every sheet of the workbook; reading them gives the same référentiel back."""
    content = tree.content
    return [
        Sheet(README, [tree.title.get("fr", {}).get("title", HEAD)], [[line] for line in HELP]),
        _head(tree),
        items_sheet(content),
        sheet_of(SCALES, ("scale", "level"), list(_scales(content)), ("label", "hint")),
        sheet_of(ANCHORS, ("anchor_type", "level"), list(_anchors(content)), ("description",)),
        _descriptors(content),
        sheet_of(RUBRICS, ("rubric", "foreign"), list(_rubrics(content)), ("title", "description")),
        sheet_of(
            PROFILES,
            ("profile",),
            [Record({"profile": it.code}, it.texts) for it in content.profiles],
            ("label", "description", "attachment"),
        ),
        sheet_of(
            EXPECTED,
            ("profile", "code", "expected", "weight", "critical"),
            list(_expected(content)),
        ),
        _crosswalks(tree),
        sheet_of(EDGES, ("relation", "origin", "target", "foreign"), list(_edges(content))),
        sheet_of(NAMES, ("kind", "code"), list(_names(content.texts)), ("label",)),
        sheet_of(
            SUCCESSIONS,
            ("kind", "origin", "target"),
            [
                Record({"kind": it.kind, "origin": it.origin or "", "target": it.target or ""})
                for it in tree.successions
            ],
        ),
    ]


def to_xlsx(tree: ReferentielTree, stream: IO[bytes]) -> None:
    """Write the workbook as XLSX."""
    write_xlsx(sheets(tree), stream)


def to_ods(tree: ReferentielTree, stream: IO[bytes]) -> None:
    """Write the workbook as OpenDocument."""
    write_ods(sheets(tree), stream)


def to_csv(tree: ReferentielTree, stream: IO[bytes]) -> None:
    """Write the sheet of competences alone as CSV."""
    write_csv(items_sheet(tree.content), stream)


def _head(tree: ReferentielTree) -> Sheet:
    content = tree.content
    plain = {
        code: {key: text for key, text in said.items() if not key.startswith((SOURCE, REFERENCE))}
        for code, said in content.texts.items()
    }
    told = {
        "slug": tree.slug,
        "namespace": str(tree.namespace),
        "version": tree.label,
        "state": content.state,
        "standing": content.standing,
    }
    records = [Record({"field": HEAD_FIELDS[key], "value": it}) for key, it in told.items()]
    records.append(Record({"field": HEAD_FIELDS["title"]}, _one(tree.title, "title")))
    for key in dict.fromkeys(key for said in plain.values() for key in said):
        records.append(Record({"field": HEAD_FIELDS.get(key, key)}, _one(plain, key)))
    if content.origin:
        kept = {"field": HEAD_FIELDS["foreign"], "foreign": json_text(content.origin)}
        records.append(Record(kept))
    return sheet_of(HEAD, ("field", "value", "foreign"), records, ("label",))


def _one(texts: Texts, key: str) -> Texts:
    return {code: {"label": said[key]} for code, said in texts.items() if key in said}


def items_sheet(content: Content) -> Sheet:
    """Return the sheet of areas and competences."""
    records = [Record(_item(item), item.texts) for item in content.items]
    return sheet_of(ITEMS, ITEM_FIELDS, records, ("label", "description", "alternative"))


def _item(item: ItemNode) -> dict[str, str]:
    return {
        "code": item.code,
        "parent": item.parent or "",
        "kind": KINDS[item.kind],
        "type": item.type or "",
        "scope": item.scope or "",
        "core": "oui" if item.core else "",
        "sources": " ; ".join(item.sources),
        "references": " ; ".join(item.references),
        "identity": item.identity or "",
        "foreign_id": item.foreign_id or "",
        "foreign": json_text(item.foreign),
    }


def _scales(content: Content) -> Iterator[Record]:
    for name, steps in content.scales.items():
        for level, texts in enumerate(steps):
            said = {"scale": SCALE_NAMES.get(name, name), "level": str(level)}
            yield Record(said, texts)


def _anchors(content: Content) -> Iterator[Record]:
    for type_, steps in content.anchors.items():
        for level, texts in enumerate(steps):
            yield Record({"anchor_type": type_, "level": str(level)}, texts)


def _descriptors(content: Content) -> Sheet:
    fields = (
        "code",
        "rubric",
        "criterion",
        "weight",
        "criterion_foreign",
        "level",
        "score",
        "foreign",
    )
    records = [
        record
        for item in content.items
        for number, criterion in enumerate(item.criteria, start=1)
        for record in _criterion(item.code, number, criterion)
    ]
    records += [
        record
        for rubric in content.rubrics
        for number, criterion in enumerate(rubric.loose, start=1)
        for record in _criterion("", number, criterion, within=rubric.key)
    ]
    return sheet_of(DESCRIPTORS, fields, records, ("label", "description"))


def _criterion(
    code: str, number: int, criterion: CriterionNode, within: str = ""
) -> Iterator[Record]:
    head = {
        "code": code,
        "rubric": within or criterion.rubric,
        "criterion": str(number),
        "weight": number_text(criterion.weight),
        "criterion_foreign": json_text(criterion.foreign),
    }
    said = {
        language: {CRITERION.get(key, key): text for key, text in texts.items()}
        for language, texts in criterion.texts.items()
    }
    yield Record(head, said)
    for place, step in enumerate(criterion.steps, start=1):
        yield Record(
            {key: head[key] for key in ("code", "rubric", "criterion")}
            | {"level": str(place), "score": number_text(step.score)}
            | {"foreign": json_text(step.foreign)},
            step.texts,
        )


CRITERION = {"description": "criterion_description"}


def _rubrics(content: Content) -> Iterator[Record]:
    for rubric in content.rubrics:
        yield Record({"rubric": rubric.key, "foreign": json_text(rubric.foreign)}, rubric.texts)


def _expected(content: Content) -> Iterator[Record]:
    for profile in content.profiles:
        for code, target in profile.expected.items():
            yield Record(
                {
                    "profile": profile.code,
                    "code": code,
                    "expected": range_text(target),
                    "weight": number_text(target.weight) if target.weight != 1 else "",
                    "critical": "oui" if target.critical else "",
                }
            )


def range_text(target: Target) -> str:
    """Return a level, or a range: 2–3."""
    return str(target.level) if target.high is None else f"{target.level}–{target.high}"


def _crosswalks(tree: ReferentielTree) -> Sheet:
    fields = ("code", "scheme", "target", "target_version", "target_label", "relation", "status")
    records = [Record({key: getattr(link, key) for key in fields}) for link in tree.crosswalks]
    return sheet_of(CROSSWALKS, fields, records)


def _edges(content: Content) -> Iterator[Record]:
    for edge in content.edges:
        yield Record(
            {
                "relation": edge.type,
                "origin": edge.origin or "",
                "target": edge.target or "",
                "foreign": json_text(edge.foreign),
            }
        )


def _names(texts: Texts) -> Iterator[Record]:
    for prefix, kind in ((SOURCE, "source"), (REFERENCE, "référence")):
        keys = dict.fromkeys(key for said in texts.values() for key in said)
        for key in (key for key in keys if key.startswith(prefix)):
            yield Record({"kind": kind, "code": key.removeprefix(prefix)}, _one(texts, key))
