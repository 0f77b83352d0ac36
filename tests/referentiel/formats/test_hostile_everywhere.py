"""Every reader, on every hostile file: a message with its place, and nothing is written."""

import json
from collections.abc import Callable, Sequence
from datetime import date
from io import BytesIO

import pytest

from referentiel.formats.base import Source
from referentiel.formats.moodle.fields import TITLES
from referentiel.formats.workbook_writing import Leaf, write_ods, write_xlsx
from referentiel.importing import Wish, plan_import, read_file
from tests.factories import make_organisation
from tests.importing import row_counts
from tests.referentiel.formats.archives import archive, table
from tests.referentiel.formats.files import READABLE, file_in

Entries = Sequence[tuple[str, str, str]]  # identifier, parent, label
SKOS = "http://www.w3.org/2004/02/skos/core#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
AT = "http://example.org/"
UUID = "00000000-0000-4000-8000-0000000000{:02x}"
LONG = "x" * 1_000_000


def grid(entries: Entries) -> list[tuple[str, ...]]:
    return [("Code", "Parent", "Libellé"), *entries]


def workbook(write: Callable) -> Callable[[Entries], bytes]:
    def made(entries: Entries) -> bytes:
        stream = BytesIO()
        write([Leaf("Compétences", grid(entries))], stream, "essai")
        return stream.getvalue()

    return made


def moodle(entries: Entries) -> bytes:
    def line(parent: str, number: str, name: str, is_framework: str) -> tuple[str, ...]:
        return (parent, number, name, "", "1", *[""] * 7, is_framework, "")

    return table(
        [TITLES, line("", "CADRE", "Cadre", "1"), *(line(p, n, it, "") for n, p, it in entries)]
    )


def opensalt(entries: Entries) -> bytes:
    titles = ("Identifier", "fullStatement", "Human Coding Scheme", "Is Child Of")
    return table([titles, *((n, label, n, parent) for n, parent, label in entries)])


def yaml(entries: Entries) -> bytes:
    said = {
        "slug": "essai",
        "namespace": UUID.format(1),
        "label": "1",
        "state": "draft",
        "standing": "projet",
        "fr": {"title": "Essai"},
        "areas": [{"code": n, "fr": {"label": label}} for n, _, label in entries],
        "edges": [{"type": "isChildOf", "origin": n, "target": p} for n, p, _ in entries if p],
    }
    return json.dumps(said, ensure_ascii=False).encode()


def case(entries: Entries) -> bytes:
    def link(name: str) -> dict[str, str]:
        number = UUID.format(ord(name[0])) if name else UUID.format(1)
        return {"title": name, "identifier": number, "uri": f"{AT}{number}"}

    common = {"lastChangeDateTime": "2026-01-01T00:00:00Z"}
    items = [
        link(n) | common | {"fullStatement": label, "humanCodingScheme": n}
        for n, _, label in entries
    ]
    edges = [
        {"identifier": UUID.format(200 + at), "uri": f"{AT}{at}", "associationType": "isChildOf"}
        | common
        | {"originNodeURI": link(n), "destinationNodeURI": link(p)}
        for at, (n, p, _) in enumerate(entries)
    ]
    document = link("") | common | {"creator": "Essai", "title": "Essai"}
    said = {"CFDocument": document, "CFItems": items, "CFAssociations": edges}
    return json.dumps(said).encode()


def mahara(entries: Entries) -> bytes:
    numbers = {"": "0"} | {n: str(at) for at, (n, _, _) in enumerate(entries, start=1)}
    standards = [
        {"standardid": numbers[n], "shortname": n, "name": label}
        for n, p, label in entries
        if not p
    ]
    elements = [
        {"standardid": numbers.get(p, "99"), "elementid": f"{numbers[n]}.0", "name": label}
        for n, p, label in entries
        if p
    ]
    said = {"name": "Essai", "standards": standards, "standardelements": elements}
    return json.dumps({"framework": said}).encode()


def concepts(entries: Entries) -> list[dict[str, object]]:
    return [
        {
            "@id": AT + n,
            "@type": f"{SKOS}Concept",
            f"{SKOS}prefLabel": {"@value": label, "@language": "fr"},
        }
        | ({f"{SKOS}broader": {"@id": AT + p}} if p else {})
        for n, p, label in entries
    ]


def jsonld(entries: Entries) -> bytes:
    return json.dumps({"@context": {}, "@graph": concepts(entries)}).encode()


def turtle(entries: Entries) -> bytes:
    lines = [f"@prefix skos: <{SKOS}> ."]
    for n, p, label in entries:
        broader = f"; skos:broader <{AT}{p}>" if p else ""
        lines.append(f'<{AT}{n}> a skos:Concept ; skos:prefLabel "{label}"@fr {broader} .')
    return "\n".join(lines).encode()


def rdfxml(entries: Entries) -> bytes:
    said = "".join(
        f'<s:Concept r:about="{AT}{n}"><s:prefLabel xml:lang="fr">{label}</s:prefLabel>'
        + (f'<s:broader r:resource="{AT}{p}"/>' if p else "")
        + "</s:Concept>\n"
        for n, p, label in entries
    )
    return (
        f'<?xml version="1.0"?>\n<r:RDF xmlns:r="{RDF}" xmlns:s="{SKOS}">\n{said}</r:RDF>'.encode()
    )


def esco(entries: Entries) -> bytes:
    skills = [("conceptType", "conceptUri", "skillType", "preferredLabel")]
    skills += [("KnowledgeSkillCompetence", AT + n, "knowledge", label) for n, _, label in entries]
    broader = [("conceptType", "conceptUri", "broaderType", "broaderUri")]
    broader += [("Skill", AT + n, "Skill", AT + p) for n, p, _ in entries if p]
    return archive({"skills_fr.csv": skills, "broaderRelationsSkillPillar_fr.csv": broader})


def rome(entries: Entries) -> bytes:
    titles = ("code_ogr", "nature", "libelle_competence", "code_ogr_macro_comp")
    rows = [(n, "Compétence", label, p) for n, p, label in entries]
    return archive({"unix_referentiel_competence_v460_utf8.csv": [titles, *rows]})


FILES: dict[str, Callable[[Entries], bytes]] = {
    "yaml": yaml,
    "rome": rome,
    "esco": esco,
    "case10": case,
    "case": case,
    "jsonld": jsonld,
    "rdfxml": rdfxml,
    "mahara": mahara,
    "moodle": moodle,
    "opensalt": opensalt,
    "xlsx": workbook(write_xlsx),
    "ods": workbook(write_ods),
    "csv": lambda entries: table(grid(entries), delimiter=";"),
    "turtle": turtle,
}
HOSTILE: dict[str, Entries] = {
    "duplicate": (("A", "", "Domaine"), ("B", "A", "Une"), ("B", "A", "Une autre")),
    "orphan": (("A", "", "Domaine"), ("B", "Z", "Orpheline")),
    "cycle": (("A", "B", "Poule"), ("B", "A", "Œuf")),
    "long": (("A", "", "Domaine"), ("B", "A", LONG)),
}
NOT_THERE = {  # what a format cannot say, or says of what lies elsewhere
    ("yaml", "cycle"): "an entry stands inside what holds it",
    ("jsonld", "orphan"): "a broader concept that lies elsewhere is kept as it is",
    ("rdfxml", "orphan"): "as in JSON-LD",
    ("turtle", "orphan"): "as in JSON-LD",
}
TABLES = ("csv", "moodle", "opensalt")


def told(session, content: bytes, key: str) -> list[str]:
    """Return where each remark points, or an empty text; the base is as it was."""
    organisation = make_organisation(session)
    session.flush()
    before = row_counts(session)
    wish = Wish(slug="essai", label="1", format=key)
    file = read_file(Source("essai", content), wish)
    plan = plan_import(session, file, wish, organisation=organisation, today=date(2026, 11, 20))
    session.flush()
    assert row_counts(session) == before
    return [
        f"{it.row or ''}{it.entry}{' '.join(map(str, it.values.values()))}" for it in plan.issues
    ]


def test_every_reader_is_attacked():
    assert set(FILES) == set(READABLE)


@pytest.mark.parametrize("hostility", HOSTILE)
@pytest.mark.parametrize("key", FILES)
def test_a_hostile_file_is_refused_or_repaired_with_its_place(session, key, hostility):
    found = told(session, FILES[key](HOSTILE[hostility]), key)

    assert any(found) is ((key, hostility) not in NOT_THERE)


@pytest.mark.parametrize("key", TABLES)
def test_ragged_rows_and_mixed_encodings_are_told_with_their_row(session, key):
    lines = FILES[key]((("A", "", "é" * 9), ("B", "A", "é" * 9), ("C", "A", "é"))).splitlines()
    lines[-1] = lines[-1].decode().encode("cp1252")
    lines[-2] += b";;;;x" if b";" in lines[-2] else b"," * 14 + b"x"

    found = told(session, b"\n".join(lines), key)

    assert any(place.startswith(str(len(lines))) for place in found)
    assert any(place.startswith(str(len(lines) - 1)) for place in found)


@pytest.mark.parametrize("key", READABLE)
@pytest.mark.parametrize("share", [0.3, 0.9])
def test_half_a_file_is_refused_or_told(session, key, share):
    content = file_in(key, 30)

    told(session, content[: int(len(content) * share)], key)
