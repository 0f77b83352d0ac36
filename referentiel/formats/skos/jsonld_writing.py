"""Writing a graph as JSON-LD with its context inside, resource by resource."""

import json
from collections.abc import Iterable
from typing import IO, Any

from referentiel.formats.skos.nodes import Node, Ref, Value, literal
from referentiel.formats.skos.vocabulary import PREFIXES, TYPE

Json = dict[str, Any]


def write_jsonld(nodes: Iterable[Node], stream: IO[bytes]) -> None:
    """Write each node as it comes; nothing of it is kept."""
    stream.write(f'{{\n"@context": {json.dumps(PREFIXES)},\n"@graph": ['.encode())
    for place, node in enumerate(nodes):
        text = json.dumps({"@id": node.address, **_object(node)}, ensure_ascii=False)
        stream.write(f"{',' if place else ''}\n{text}".encode())
    stream.write(b"\n]\n}\n")


def _object(node: Node) -> Json:
    found: dict[str, list[Any]] = {}
    for predicate, value in node.statements:
        key = "@type" if predicate == TYPE else _compact(predicate)
        found.setdefault(key, []).append(_value(value, key))
    return {key: values[0] if len(values) == 1 else values for key, values in found.items()}


def _value(value: Value, key: str) -> object:
    if isinstance(value, Node):
        return _object(value)
    if isinstance(value, Ref):
        return _compact(value) if key == "@type" else {"@id": str(value)}
    if isinstance(value, int | float):
        value = literal(value)
    if isinstance(value, str):
        return value
    said = {"@value": value.value}
    if value.language:
        return said | {"@language": value.language}
    return said | {"@type": _compact(value.type)} if value.type else value.value


def _compact(address: str) -> str:
    for prefix, start in PREFIXES.items():
        if address.startswith(start):
            return f"{prefix}:{address.removeprefix(start)}"
    return address
