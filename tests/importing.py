"""Files to import, and small formats that say less than the house file does."""

import json
from io import BytesIO
from uuid import NAMESPACE_URL

from sqlalchemy import func, select

from referentiel.base import Base
from referentiel.formats import FORMATS
from referentiel.formats.base import Format, Issue, Naming, Read, Source
from referentiel.models import COMPETENCE
from referentiel.tree import (
    SCALES,
    Content,
    CrosswalkNode,
    ItemNode,
    ProfileNode,
    ReferentielTree,
    Target,
)
from tests.factories import STEPS, fr


def entry(code: str, label: str = "", parent: str | None = "D1", **fields) -> ItemNode:
    kind = COMPETENCE if parent else "area"
    return ItemNode(kind, code, fr(label=label or f"Libellé {code}"), parent, **fields)


D1, ONE, TWO = entry("D1", parent=None), entry("D1-01"), entry("D1-02")


def small_tree(*items: ItemNode, label: str = "V1", slug: str = "essai", **fields):
    content = {"state": "published", "standing": "validé"} | {
        name: fields.pop(name) for name in ("state", "standing", "profiles") if name in fields
    }
    return ReferentielTree(
        slug=slug,
        namespace=NAMESPACE_URL,
        label=label,
        title=fr(title=fields.pop("title", "Référentiel d’essai")),
        content=Content(
            texts=fr(about="Un essai."),
            items=items or (D1, ONE, TWO),
            scales={name: tuple(fr(label=step) for step in STEPS) for name in SCALES},
            **content,
        ),
        **fields,
    )


PROFILE = ProfileNode("P1", fr(label="Agent"), {"D1": Target(2)})
LINK = CrosswalkNode("D1-01", "ROME", "100001", "4.0", "Écouter", "closeMatch", "à valider")


def yaml_of(tree: ReferentielTree) -> bytes:
    stream = BytesIO()
    FORMATS["yaml"].write(tree, stream)
    return stream.getvalue()


def source_of(tree: ReferentielTree, name: str = "essai.yaml") -> Source:
    return Source(name, yaml_of(tree))


def _read_lines(source: Source, naming: Naming) -> Read:
    """Read « code;label » lines: a format without identities, labels, scales or profiles."""
    items, issues = [], []
    for row, line in enumerate(source.text.splitlines()[1:], start=2):
        code, _, label = line.partition(";")
        if not label:
            issues.append(Issue("Il manque un libellé.", row=row, is_error=True))
        parent = code.rpartition("-")[0] or None
        items.append(entry(code, label, parent))
        if source.progress is not None:
            source.progress(row, len(source.text))
    content = Content("projet", "published", {}, items=tuple(items))
    tree = ReferentielTree(
        naming.slug, naming.namespace, naming.label, fr(title=naming.title), content
    )
    return Read(None if any(it.is_error for it in issues) else tree, tuple(issues))


LINES = Format(
    key="lines",
    label="Lignes",
    extension="txt",
    media_type="text/plain",
    recognises=lambda source: source.head.startswith("LINES"),
    read=_read_lines,
    write=lambda tree, stream: stream.write(json.dumps(tree.label).encode()),
    loses=("presque tout",),
)


def lines(*said: str) -> bytes:
    return "\n".join(("LINES", *said)).encode()


def row_counts(session) -> dict[str, int]:
    """Return how many rows each table holds."""
    return {
        table.name: session.scalar(select(func.count()).select_from(table))
        for table in Base.metadata.sorted_tables
    }
