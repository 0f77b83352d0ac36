"""Reading the notations of RDF into compact values; nothing is ever fetched from elsewhere."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any
from xml.parsers import expat

from rdflib import BNode, Graph, Literal
from rdflib.parser import InputSource
from rdflib.plugins.parsers.jsonld import to_rdf
from rdflib.plugins.parsers.notation3 import BadSyntax, TurtleParser
from rdflib.plugins.parsers.rdfxml import RDFXMLParser

from referentiel.base import french
from referentiel.errors import ImportRefused
from referentiel.formats.base import Meter, NotReadable, Source, TooLarge, decoded, silent
from referentiel.formats.skos import nodes
from referentiel.formats.skos.nodes import Ref, Resource, Said

# Where relative addresses start: a name that the Internet reserves for what does not exist.
HERE = "https://fichier.invalid/"
MOST_STATEMENTS = 6_000_000
AT_ONCE = 500
PARSING = 0.9  # of a reading
MOST_NESTED = 60  # levels of JSON-LD or of nested blank nodes
logging.getLogger("rdflib.term").setLevel(logging.ERROR)  # it warns of every odd address


class RemoteContext(ImportRefused):
    sentence = french(
        "Ce fichier renvoie à un contexte JSON-LD distant (%(address)s). Repères ne va rien "
        "chercher ailleurs : enregistrez le fichier avec son contexte à l’intérieur."
    )


class EntitiesDeclared(ImportRefused):
    sentence = french(
        "Ligne %(row)s : ce fichier XML déclare l’entité « %(name)s ». Par sécurité, aucun fichier "
        "qui déclare des entités n’est lu : enregistrez-le sans elles, ou en Turtle."
    )


class Sink(Graph):
    """Takes the statements that a parser finds, and keeps what they say by resource.

    An rdflib graph keeps three indexes of each statement, about ten times as much memory.
    """

    def __init__(self) -> None:
        super().__init__(bind_namespaces="none")
        self.resources: nodes.Graph = {}
        self._shared: dict[str, str] = {}
        self._addresses: dict[str, Ref] = {}
        self._count, self._meter, self._about = 0, Meter(silent), 1

    def watch(self, source: Source, about: int) -> None:
        """Tell of each statement, of `about` so many, that it is read."""
        self._meter, self._about = source.meter, max(about, 1)

    def add(self, triple: Any) -> "Sink":  # noqa: ANN401 -- rdflib's own types are wider
        subject, predicate, value = triple
        self._count += 1
        if self._count > MOST_STATEMENTS:
            raise TooLarge(limit=f"{MOST_STATEMENTS} triplets")
        if self._count % AT_ONCE == 0:
            self._meter.move(PARSING * min(self._count / self._about, 1.0))
        address = self._address(subject)
        resource = self.resources.get(address)
        if resource is None:
            resource = self.resources[address] = Resource()
        resource += (self._address(predicate), self._value(value))
        return self

    def bind(self, *_arguments: object, **_options: object) -> None:
        """Prefixes say nothing that is needed."""

    def _value(self, value: Any) -> str | Said | Ref:  # noqa: ANN401 -- as `add`
        if not isinstance(value, Literal):
            return self._address(value)
        language, type_ = value.language, value.datatype
        if not language and not type_:
            return str(value)
        return Said(str(value), self._same(language), self._same(type_))

    def _same(self, text: str | None) -> str:
        """Return one string for all equal ones."""
        return self._shared.setdefault(str(text), str(text)) if text else ""

    def _address(self, node: Any) -> Ref:  # noqa: ANN401 -- as `add`
        text = f"_:{node}" if isinstance(node, BNode) else str(node)
        found = self._addresses.get(text)
        if found is None:
            found = Ref(text)
            self._addresses[found] = found
        return found


@contextmanager
def _reading(name: str) -> Iterator[Sink]:
    """Give a sink to fill; whatever a parser stumbles over becomes a refusal.

    What files may hold makes the parsers raise nearly anything, UnboundLocalError included.
    """
    try:
        yield Sink()
    except ImportRefused:
        raise
    except BadSyntax as reason:
        raise NotReadable(format=name, reason=_line(reason)) from reason
    except json.JSONDecodeError as reason:
        words = f"ligne {reason.lineno}, {reason.msg}"
        raise NotReadable(format=name, reason=words) from reason
    except RecursionError as reason:
        raise NotReadable(format=name, reason=_too_deep()) from reason
    except Exception as reason:
        raise NotReadable(format=name, reason=str(reason)[:300]) from reason


def parse_turtle(source: Source) -> nodes.Graph:
    """Read Turtle, of which N-Triples is a part.

    Raises:
        NotReadable: it is not Turtle; the reason names the line.
    """
    with _reading("Turtle") as sink:
        sink.watch(source, source.content.count(b"\n"))
        text = _Whole(decoded(source.content))
        TurtleParser().parse(_input(text), sink)  # type: ignore[no-untyped-call]
    return sink.resources


def _line(reason: BadSyntax) -> str:
    words = " ".join(str(reason._why).split())[:200]
    return f"ligne {reason.lines + 1}, {words}"


def _too_deep() -> str:
    return f"plus de {MOST_NESTED} niveaux imbriqués"


def _input(stream: "_Whole | IO[bytes]") -> InputSource:
    source = InputSource()
    source.setPublicId(HERE)
    source.setSystemId(HERE)
    if isinstance(stream, _Whole):
        source.setCharacterStream(stream)  # type: ignore[arg-type]  # read once, whole
    else:
        source.setByteStream(stream)
    return source


class _Whole:
    """A text that is read at once; `io.StringIO` would take four bytes for each character."""

    def __init__(self, text: str) -> None:
        self._text = text

    def read(self) -> str:
        """Return the text, and let go of it."""
        text, self._text = self._text, ""
        return text


def parse_jsonld(source: Source) -> nodes.Graph:
    """Read JSON-LD whose context is inside it.

    Raises:
        RemoteContext: it names a context that lies elsewhere.
        NotReadable: it is not JSON-LD; the reason names the line where it is not even JSON.
    """
    with _reading("JSON-LD") as sink:
        document = json.loads(decoded(source.content))
        _check_contexts(document)
        size = len(document["@graph"]) if _is_split(document) else 1
        for part in source.passing(_parts(document), -(-size // AT_ONCE), PARSING):
            to_rdf(part, sink, base=HERE)
    return sink.resources


def _parts(document: Any) -> Iterator[Any]:  # noqa: ANN401 -- any value of JSON
    """Return a document a few hundred resources at a time, letting go of those that are read."""
    if not _is_split(document):
        yield document
        return
    graph = document["@graph"]
    while graph:
        yield document | {"@graph": graph[:AT_ONCE]}
        del graph[:AT_ONCE]


def _is_split(document: Any) -> bool:  # noqa: ANN401 -- any value of JSON
    """Say whether a document is no more than a list of resources."""
    graph = document.get("@graph") if isinstance(document, dict) else None
    return isinstance(graph, list) and document.keys() <= {"@context", "@graph"}


def _check_contexts(document: object) -> None:
    """Refuse contexts that lie elsewhere, wherever they are named, and what is too deep."""
    for depth, key, value in _members(document):
        if depth > MOST_NESTED:
            raise NotReadable(format="JSON-LD", reason=_too_deep())
        if key in ("@context", "@import"):
            for one in value if isinstance(value, list) else [value]:
                if isinstance(one, str):
                    raise RemoteContext(address=one[:200])


def _members(document: object) -> Iterator[tuple[int, str, Any]]:
    """Return every member of a document with its depth and its key, without recursion."""
    waiting: list[tuple[int, Any]] = [(0, document)]
    while waiting:
        depth, held = waiting.pop()
        pairs = held.items() if isinstance(held, dict) else (("", it) for it in held)
        for key, value in pairs if isinstance(held, dict | list) else ():
            yield depth, key, value
            if isinstance(value, dict | list):
                waiting.append((depth + 1, value))


def parse_rdfxml(source: Source) -> nodes.Graph:
    """Read RDF/XML that declares no entity.

    Raises:
        EntitiesDeclared: it does, whatever for.
        NotReadable: it is not RDF/XML; the reason names the line where it is not even XML.
    """
    _check_entities(source.content)
    with _reading("RDF/XML") as sink:
        RDFXMLParser().parse(_input(source.stream(PARSING)), sink)  # type: ignore[no-untyped-call]
    return sink.resources


def _check_entities(content: bytes) -> None:
    """Read the XML once for its declarations alone: the first entity stops it."""
    parser = expat.ParserCreate()

    def refuse(name: str, *_rest: object) -> None:
        raise EntitiesDeclared(name=name, row=parser.CurrentLineNumber)

    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(content, True)
    except expat.ExpatError as reason:
        words = f"ligne {reason.lineno}, {expat.errors.messages[reason.code]}"
        raise NotReadable(format="RDF/XML", reason=words) from reason
