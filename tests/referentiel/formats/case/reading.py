"""Reading and writing packages of CASE in memory, for tests."""

import json
from collections import Counter
from dataclasses import replace
from io import BytesIO
from uuid import UUID

from referentiel.formats import FORMATS
from referentiel.formats.base import Naming, Read, Source
from referentiel.tree import ReferentielTree
from tests.samples import sample

NAMING = Naming(slug="s", label="L", namespace=UUID(int=7), language="fr")
OPENSALT = "case/opensalt-what-standards-could-be.case-v1p0.json"
OPENCASE = "case/opencase-export-with-rubrics.case-v1p1.json"
STAMP = "2026-01-02T03:04:05Z"


def source_of(said: object) -> Source:
    content = said if isinstance(said, bytes) else json.dumps(said).encode()
    return Source("paquet.json", content)


def read_package(said: object, naming: Naming = NAMING) -> Read:
    return FORMATS["case"].read(source_of(said), naming)


def read_sample(path: str) -> Read:
    return read_package(sample(path).read_bytes())


def package_of(tree: ReferentielTree, key: str = "case") -> dict:
    stream = BytesIO()
    FORMATS[key].write(tree, stream)
    return json.loads(stream.getvalue())


def without_profiles(tree: ReferentielTree) -> ReferentielTree:
    return replace(tree, content=replace(tree.content, profiles=()))


def types_of(associations: list[dict]) -> Counter[str]:
    return Counter(one["associationType"] for one in associations)


def document(**more: object) -> dict:
    return {
        "identifier": "11111111-1111-4111-8111-111111111111",
        "uri": "https://example.org/d",
        "creator": "Moi",
        "title": "Cadre",
        "lastChangeDateTime": STAMP,
        "language": "fr",
        **more,
    }


def item(number: int, **more: object) -> dict:
    return {
        "identifier": item_id(number),
        "uri": f"https://example.org/{number}",
        "fullStatement": f"Énoncé {number}",
        "humanCodingScheme": f"C{number}",
        "lastChangeDateTime": STAMP,
        **more,
    }


def item_id(number: int) -> str:
    return f"{number:08d}-2222-4222-8222-222222222222"


def link(identifier: str) -> dict:
    return {"title": "x", "identifier": identifier, "uri": f"https://example.org/{identifier}"}


def child(number: int, parent: int | str, **more: object) -> dict:
    end = item_id(parent) if isinstance(parent, int) else parent
    return {
        "identifier": f"{number:08d}-3333-4333-8333-{abs(hash(end)) % 10**12:012d}",
        "uri": "https://example.org/a",
        "associationType": "isChildOf",
        "originNodeURI": link(item_id(number)),
        "destinationNodeURI": link(end),
        "lastChangeDateTime": STAMP,
        **more,
    }
