"""What the ROME describes, as one tree: occupations, competences, knowledge, working contexts."""

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

from referentiel.base import Json, Texts, french, slugify
from referentiel.formats.base import MOST_ITEMS, TooLarge
from referentiel.formats.notes import Notes
from referentiel.formats.placing import placed
from referentiel.formats.rome.tables import REPEATED, Row, Tables, others
from referentiel.models import AREA, COMPETENCE
from referentiel.tree import ItemNode, lineage_of

ORPHAN = french("« %(code)s » dépend de « %(parent)s », que rien ne décrit : placé à la racine.")
NO_LABEL = french("« %(code)s » n’a pas de libellé : son code en tient lieu.")
ROOTS = {
    "fiches": ("Fiches métiers", "Occupations"),
    "competences": ("Compétences", "Competences"),
    "savoirs": ("Savoirs", "Knowledge"),
    "contextes": ("Contextes de travail", "Working contexts"),
}
SOFT = "Savoir-être professionnel"


class Items:
    """Reads the items, in the order of the files; `ends` says by which code a link finds each."""

    def __init__(self, tables: Tables, namespace: UUID, notes: Notes) -> None:
        self._tables, self._namespace, self._notes = tables, namespace, notes
        self._nodes: dict[str, ItemNode] = {}
        self._where: dict[str, tuple[str, int]] = {}
        self._seen: set[str] = set()
        self.ends: dict[str, str] = {}
        self.appellations: set[str] = set()
        for root, add in (
            ("fiches", self._add_occupations),
            ("competences", self._add_competences),
            ("savoirs", self._add_knowledge),
            ("contextes", self._add_contexts),
        ):
            self._add_root(root)
            before = len(self._nodes)
            add()
            if len(self._nodes) == before:
                del self._nodes[root]

    def in_order(self) -> tuple[ItemNode, ...]:
        """Return the items in reading order, each under what it depends on."""
        if len(self._nodes) > MOST_ITEMS:
            raise TooLarge(limit=f"{MOST_ITEMS} entrées")
        firsts = {code: self._parent(code, node) for code, node in self._nodes.items()}
        order = placed(firsts, {code: code for code in firsts}, self._notes)
        return tuple(
            node if node.parent == parent else replace(node, parent=parent)
            for node, parent in ((self._nodes[code], parent) for code, parent in order)
        )

    def _parent(self, code: str, node: ItemNode) -> str:
        if node.parent is None or node.parent in self._nodes:
            return node.parent or ""
        file, row = self._where.get(code, ("", 0))
        self._notes.warn(ORPHAN, row=row or None, entry=file, code=code, parent=node.parent)
        root = "fiches" if node.type is None else "competences"
        return root if root in self._nodes else ""

    def has(self, code: str) -> bool:
        """Say whether there is an item of this code."""
        return code in self._nodes

    def _add_root(self, root: str) -> None:
        texts = dict(zip(("fr", "en"), ROOTS[root], strict=True))
        self._nodes[root] = ItemNode(
            AREA, root, {language: {"label": text} for language, text in texts.items()}
        )

    def _group(self, parent: str, code: str, label: str) -> str:
        """Return the code of a group, made where it is first named."""
        if code not in self._nodes:
            self._nodes[code] = ItemNode(AREA, code, {"fr": {"label": label or code}}, parent)
        return code

    def _add(
        self,
        place: tuple[str, int],
        ogr: str,
        node: ItemNode,
    ) -> None:
        if node.code in self._nodes:
            self._notes.warn(REPEATED, row=place[1], entry=place[0], code=node.code)
            return
        identity = lineage_of(self._namespace, ogr)
        follows = identity == lineage_of(self._namespace, node.code)
        self._nodes[node.code] = replace(
            node, identity=None if follows else identity, foreign_id=ogr
        )
        self._where[node.code] = place
        self.ends[ogr] = node.code

    def _texts(self, code: str, label: str, place: tuple[str, int], **more: str) -> Texts:
        if not label:
            self._notes.warn(NO_LABEL, row=place[1], entry=place[0], code=code)
        said = {
            key: self._notes.fitting(text, key, row=place[1], entry=place[0])
            for key, text in more.items()
        }
        return {"fr": {"label": label or code, **{key: text for key, text in said.items() if text}}}

    def _add_occupations(self) -> None:
        names, domains = self._appellations(), self._domains()
        texts = self._sentences()
        codes: set[str] = set()
        rows = self._tables.once("fiches", "code_rome", codes)
        for file, number, code, row in sorted(rows, key=lambda it: it[2]):
            place = (file, number)
            above = row.get("code_rome_parent", "")
            own = "" if above == code else above
            label, said = row.get("libelle_rome", ""), names.get(code, [])
            foreign: Json = others(row, "code_rome", "code_ogr", "libelle_rome")
            known = [others(name, "libelle_appellation_long", "code_rome") for name in said]
            node = ItemNode(
                AREA,
                code,
                self._texts(
                    code,
                    label,
                    place,
                    description=texts.get(code, ""),
                    alternative="\n".join(
                        name.get("libelle_appellation_long", "") for name in said
                    ),
                ),
                own or self._domain(code, domains),
                foreign=foreign | ({"appellations": known} if known else {}),
            )
            self._add(place, row.get("code_ogr") or code, node)

    def _appellations(self) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = {}
        for _file, _number, ogr, row in self._tables.once("appellations", "code_ogr", self._seen):
            self.appellations.add(ogr)
            found.setdefault(row.get("code_rome", ""), []).append(row)
        return found

    def _sentences(self) -> dict[str, str]:
        """Return the texts of each occupation: what it is, then how one comes to it."""
        found: dict[str, dict[str, list[tuple[int, str]]]] = {}
        for _file, _number, row in self._tables.rows("textes"):
            place = row.get("position_phrase", "")
            parts = found.setdefault(row.get("code_rome", ""), {})
            kind = row.get("code_compo_bloc", "") + " " + row.get("libelle_type_texte", "")
            sentence = (int(place) if place.isdecimal() else 0, row.get("libelle_texte", ""))
            parts.setdefault(kind, []).append(sentence)
        return {
            code: "\n\n".join(
                "\n".join(text for _place, text in sorted(said))
                for _kind, said in sorted(parts.items())
            )
            for code, parts in found.items()
        }

    def _domains(self) -> dict[str, str]:
        """Return the labels of the domains of occupations, where the archive has them."""
        found: dict[str, str] = {}
        for table in self._tables.tables:
            columns = [
                it for it in table.columns if it.startswith(("code_grand_d", "code_domaine_p"))
            ]
            for column in columns:
                label = next(
                    (it for it in table.columns if it.startswith("libelle" + column[4:14])), ""
                )
                for _number, row in table.rows(self._notes) if label else ():
                    found.setdefault(row.get(column, ""), row.get(label, ""))
        return found

    def _domain(self, code: str, domains: dict[str, str]) -> str:
        parent = "fiches"
        for size in (1, 3):
            if code[:size] in domains and len(code) > size:
                parent = self._group(parent, code[:size], domains[code[:size]])
        return parent

    def _add_competences(self) -> None:
        places = dict(self._arborescence())
        for file, number, ogr, row in self._tables.once("competences", "code_ogr", self._seen):
            soft = row.get("cat_comp") == SOFT
            is_macro = row.get("nature", "").startswith("Macro")
            above = row.get("code_ogr_macro_comp", "")
            node = ItemNode(
                AREA if is_macro and not soft else COMPETENCE,
                ogr,
                self._texts(
                    ogr,
                    row.get("libelle_competence", ""),
                    (file, number),
                    description=row.get("definition", ""),
                ),
                above or places.get(ogr, "competences"),
                type="savoir-être" if soft else "savoir-faire",
                foreign=others(row, "code_ogr", "libelle_competence", "definition"),
            )
            self._add((file, number), ogr, node)

    def _arborescence(self) -> Iterator[tuple[str, str]]:
        """Return the group of each macro-competence, from domain to objective."""
        for _file, _number, row in self._tables.rows("arborescence"):
            parent = "competences"
            for key in ("domaine_competence", "enjeu", "objectif"):
                label, code = row.get(key, ""), row.get(f"code_{key}", "")
                if label or code:
                    parent = self._group(parent, f"arbo-{code or slugify(label)}", label)
            yield row.get("code_ogr_macro_competence", ""), parent

    def _add_knowledge(self) -> None:
        for file, number, ogr, row in self._tables.once("savoirs", "code_ogr_savoir", self._seen):
            parent = "savoirs"
            for key in ("categorie_savoir", "sous_categorie_savoir"):
                if label := row.get(key, ""):
                    parent = self._group(parent, f"{parent}-{slugify(label)}", label)
            node = ItemNode(
                COMPETENCE,
                f"S{ogr}",
                self._texts(f"S{ogr}", row.get("libelle_savoir", ""), (file, number)),
                parent,
                type="savoir",
                foreign=others(row, "code_ogr_savoir", "libelle_savoir"),
            )
            self._add((file, number), ogr, node)

    def _add_contexts(self) -> None:
        for file, number, ogr, row in self._tables.once("contextes", "code_ogr", self._seen):
            kind = row.get("code_type_cont_trav", "")
            label = row.get("libelle_type_cont_trav", "")
            code = f"contextes-{kind or slugify(label)}"
            parent = self._group("contextes", code, label) if kind or label else "contextes"
            node = ItemNode(
                AREA,
                ogr,
                self._texts(ogr, row.get("libelle_cont_travail", ""), (file, number)),
                parent,
                foreign=others(row, "code_ogr", "libelle_cont_travail"),
            )
            self._add((file, number), ogr, node)
