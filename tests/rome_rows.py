"""The rows of the ROME sample as a référentiel, for tests of what is done with one once held."""

import csv
from collections.abc import Iterator
from functools import cache
from uuid import NAMESPACE_URL, uuid5

from referentiel.tree import Content, EdgeNode, ItemNode, ReferentielTree
from tests.samples import sample

SOFT = "Savoir-être professionnel"
Row = dict[str, str]


def rows(name: str) -> list[Row]:
    path = sample(f"rome/unix_{name}_v460_utf8.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def fr(label: str, description: str = "") -> dict[str, dict[str, str]]:
    said = {"label": label, "description": description}
    return {"fr": {key: text for key, text in said.items() if text}}


@cache
def rome_tree() -> ReferentielTree:
    """Return the fiches, the competences, the savoirs, and what each fiche requires."""
    items = (*_fiches(), *_competences(), *_savoirs())
    return ReferentielTree(
        slug="rome",
        namespace=uuid5(NAMESPACE_URL, "rome"),
        label="v460",
        title={"fr": {"title": "ROME 4.0"}},
        content=Content(
            standing="validé",
            state="published",
            texts={"fr": {"about": "Extrait."}},
            items=items,
            edges=tuple(_edges({item.code for item in items})),
            origin={"scheme": "ROME", "release": "v460"},
        ),
    )


def _fiches() -> Iterator[ItemNode]:
    yield ItemNode("area", "fiches", fr("Fiches métiers"))
    for row in rows("referentiel_code_rome"):
        yield ItemNode(
            "area", row["code_rome"], fr(row["libelle_rome"]), "fiches", foreign_id=row["code_ogr"]
        )


def _competences() -> Iterator[ItemNode]:
    yield ItemNode("area", "competences", fr("Compétences"))
    found = rows("referentiel_competence")
    macros = [row for row in found if row["nature"] == "Macro-compétence"]
    held = {row["code_ogr"] for row in macros}
    for row in macros:
        is_soft = row["cat_comp"] == SOFT
        yield _competence(row, "competence" if is_soft else "area", "competences")
    for row in found:
        if row["nature"] == "Compétence":
            above = row["code_ogr_macro_comp"]
            yield _competence(row, "competence", above if above in held else "competences")


def _competence(row: Row, kind: str, parent: str) -> ItemNode:
    return ItemNode(
        kind,
        row["code_ogr"],
        fr(row["libelle_competence"], row["definition"]),
        parent,
        type="savoir-être" if row["cat_comp"] == SOFT else "savoir-faire",
        foreign_id=row["code_ogr"],
    )


def _savoirs() -> Iterator[ItemNode]:
    yield ItemNode("area", "savoirs", fr("Savoirs"))
    for row in rows("referentiel_savoir"):
        code = row["code_ogr_savoir"]
        yield ItemNode(
            "competence",
            f"S{code}",
            fr(row["libelle_savoir"]),
            "savoirs",
            type="savoir",
            foreign_id=code,
        )


def _edges(codes: set[str]) -> Iterator[EdgeNode]:
    core = {
        (row["code_rome"], row["code_ogr"]): row["coeur_metier"] for row in rows("coherence_item")
    }
    for row in rows("liens_rome_referentiels"):
        if row["code_compo_bloc"] == "5":
            target = f"S{row['code_ogr']}" if row["code_rubrique"] == "3" else row["code_ogr"]
            said = core.get((row["code_rome"], row["code_ogr"]), "")
            assert target in codes, row
            yield EdgeNode(
                "ext:requires",
                row["code_rome"],
                target,
                {"coeur_metier": said} if said else {},
            )
