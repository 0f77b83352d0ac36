"""Big references of other systems, made up: as large as ESCO, with several parents to a concept."""

import csv
import io
import zipfile
from collections.abc import Iterator
from random import Random
from uuid import NAMESPACE_URL, uuid5

from referentiel.formats.skos import vocabulary as words
from referentiel.formats.skos.nodes import Node, Ref, Said
from referentiel.formats.skos.turtle_writing import write_turtle
from referentiel.models import AREA, COMPETENCE
from referentiel.tree import CHILD_OF, Content, EdgeNode, ItemNode, ReferentielTree

NAMESPACE = uuid5(NAMESPACE_URL, "https://reperes.invalid/bench")
ADDRESS = "http://data.europa.eu/esco/skill/"
WORDS = """
animer conduire piloter évaluer concevoir organiser négocier rédiger diagnostic projet réseau
territoire partenariat atelier réunion équipe budget habitants élus entreprise association
coopération démarche stratégie plan concertation méthode outil données enquête médiation
gouvernance contrat convention transition énergie habitat mobilité santé culture numérique
apprendre transmettre former accompagner écouter arbitrer décider mesurer suivre financer
""".split()  # noqa: SIM905 -- fifty quotes would say nothing more
PER_GROUP = 28  # concepts under a group, as in ESCO
GROUPS_PER_GROUP = 8


def big_tree(items: int = 20_000, *, slug: str = "grand", seed: int = 4) -> ReferentielTree:
    """Return a référentiel of that many items, in reading order: groups up to four deep.

    A third of the competences hang under one to three more groups.
    """
    chance = Random(seed)
    groups = max(1, items // PER_GROUP)
    nodes, edges = [], []
    codes = [f"G{number}" for number in range(groups)]
    for number, parent in _outline(groups):
        code = codes[number]
        above = codes[parent] if parent is not None else None
        nodes.append(_item(chance, AREA, code, above))
        for place in range(*_share(items - groups, groups, number)):
            own = f"{code}.{place}"
            nodes.append(_item(chance, COMPETENCE, own, code))
            if groups > 4 and chance.random() < 1 / 3:
                others = sorted(set(chance.sample(range(groups), chance.randint(1, 3))) - {number})
                edges += [EdgeNode(CHILD_OF, own, codes[other]) for other in others]
    places = {node.code: place for place, node in enumerate(nodes)}
    edges.sort(key=lambda it: (places[it.origin or ""], places[it.target or ""]))
    return ReferentielTree(
        slug=slug,
        namespace=NAMESPACE,
        label="banc",
        title={"fr": {"title": "Grand référentiel inventé"}},
        content=Content("projet", "published", {}, tuple(nodes), edges=tuple(edges)),
    )


def _outline(groups: int) -> Iterator[tuple[int, int | None]]:
    """Return the groups in reading order, each with the one above it."""
    waiting: list[tuple[int, int | None]] = [(0, None)]
    while waiting:
        number, parent = waiting.pop()
        yield number, parent
        first = number * GROUPS_PER_GROUP + 1
        below = range(first, min(first + GROUPS_PER_GROUP, groups))
        waiting += [(child, number) for child in reversed(below)]


def _share(total: int, parts: int, number: int) -> tuple[int, int]:
    return total * number // parts, total * (number + 1) // parts


def _item(chance: Random, kind: str, code: str, parent: str | None) -> ItemNode:
    texts = {
        "label": f"{_words(chance, 5).capitalize()} {code}",
        "description": f"{_words(chance, 40).capitalize()}.",
        "alternative": "\n".join(_words(chance, 4) for _ in range(8)),
    }
    return ItemNode(
        kind=kind,
        code=code,
        texts={"fr": texts},
        parent=parent,
        type="savoir-faire" if kind == COMPETENCE else None,
        foreign_id=address_of(code),
    )


def _words(chance: Random, count: int) -> str:
    return " ".join(chance.choices(WORDS, k=count))


def address_of(code: str) -> str:
    """Return the address of a concept, which ends with a UUID as those of ESCO do."""
    return f"{ADDRESS}{uuid5(NAMESPACE, code)}"


def esco_archive(tree: ReferentielTree) -> bytes:
    """Return a tree as ESCO would publish it in CSV."""
    above = _above(tree)
    skills, groups = [], []
    for item in tree.content.items:
        said = item.texts["fr"]
        common = (said["label"], said["alternative"], said["description"], "released")
        uri = address_of(item.code)
        if item.kind == AREA:
            groups.append(("SkillGroup", uri, *common, item.code))
        else:
            kind = ("skill/competence", "cross-sector")
            skills.append(("KnowledgeSkillCompetence", uri, *common, *kind))
    broader = [
        ("SkillGroup", address_of(code), "SkillGroup", address_of(parent))
        for code, parents in above.items()
        for parent in parents
    ]
    head = ("conceptType", "conceptUri", "preferredLabel", "altLabels", "description", "status")
    return _zipped(
        {
            "skills_fr.csv": [(*head, "skillType", "reuseLevel"), *skills],
            "skillGroups_fr.csv": [(*head, "code"), *groups],
            "broaderRelationsSkillPillar.csv": [
                ("conceptType", "conceptUri", "broaderType", "broaderUri"),
                *broader,
            ],
        }
    )


def _above(tree: ReferentielTree) -> dict[str, list[str]]:
    above = {it.code: [it.parent] if it.parent else [] for it in tree.content.items}
    for edge in tree.content.edges:
        if edge.origin is not None and edge.target is not None:
            above[edge.origin].append(edge.target)
    return above


def _zipped(files: dict[str, list[tuple[str, ...]]]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in files.items():
            text = io.StringIO()
            csv.writer(text).writerows(rows)
            archive.writestr(name, text.getvalue())
    return packed.getvalue()


def skos_turtle(tree: ReferentielTree) -> bytes:
    """Return a tree as anybody would publish it in SKOS, without a word of our own."""
    stream = io.BytesIO()
    write_turtle(_concepts(tree), stream)
    return stream.getvalue()


def _concepts(tree: ReferentielTree) -> Iterator[Node]:
    above = _above(tree)
    yield Node(((words.TYPE, Ref(words.SCHEME)),), ADDRESS)
    for item in tree.content.items:
        said = item.texts["fr"]
        yield Node(
            (
                (words.TYPE, Ref(words.CONCEPT)),
                (words.IN_SCHEME, Ref(ADDRESS)),
                (words.NOTATION, item.code),
                (words.LABEL, Said(said["label"], "fr")),
                (words.DEFINITION, Said(said["description"], "fr")),
                *((words.OTHER_LABEL, Said(it, "fr")) for it in said["alternative"].split("\n")),
                *((words.BROADER, Ref(address_of(code))) for code in above[item.code]),
            ),
            address_of(item.code),
        )
