"""What may be asked of the list of documents: pages, order, filters, fields."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn
from urllib.parse import urlencode

from flask import Response, abort, request

from referentiel.base import Json
from referentiel.formats.case.fields import CLASSES
from webapp.case.editions import Edition
from webapp.case.status import INVALID_FIELD, INVALID_SORT, status_info

DEFAULT_LIMIT = 100
MOST = 2**31 - 1
REQUIRED = ("identifier", "uri", "creator", "title", "lastChangeDateTime", "CFPackageURI")
NEWER = ("frameworkType", "caseVersion", "extensions")
NOT_COMPARED = ("subject", "subjectURI", "licenseURI", "extensions", "CFPackageURI")
TERM = re.compile(r"\s*([A-Za-z]+)\s*(!=|>=|<=|=|>|<|~)\s*'([^']*)'\s*", re.ASCII)
JOINED = re.compile(r"\s+(AND|OR)\s+(?=[A-Za-z]+\s*(?:!=|>=|<=|=|>|<|~))", re.ASCII)
COMPARED: dict[str, Callable[[str, str], bool]] = {
    "=": lambda said, asked: said == asked,
    "!=": lambda said, asked: said != asked,
    ">": lambda said, asked: said > asked,
    "<": lambda said, asked: said < asked,
    ">=": lambda said, asked: said >= asked,
    "<=": lambda said, asked: said <= asked,
    "~": lambda said, asked: asked in said,
}
Test = Callable[[Mapping[str, Any]], bool]


@dataclass(frozen=True)
class Asked:
    """One request for documents, as it was understood."""

    limit: int
    offset: int
    sort: str
    descending: bool
    test: Test
    fields: tuple[str, ...]

    def page(self, documents: list[Json]) -> tuple[list[Json], int]:
        """Return the documents of the page asked for, and how many there are in all."""
        found = [one for one in documents if self.test(one)]
        if self.sort:
            found.sort(key=lambda one: folded(one.get(self.sort)), reverse=self.descending)
        elif self.descending:
            found.reverse()
        return found[self.offset : self.offset + self.limit], len(found)

    def chosen(self, document: Json) -> Json:
        """Return the fields asked for; those that the standard requires are always there."""
        if not self.fields:
            return document
        kept = {*self.fields, *REQUIRED}
        return {key: value for key, value in document.items() if key in kept}


def folded(value: object) -> str:
    """Return a value as it is compared: without its case."""
    return str("" if value is None else value).casefold()


def asked(edition: Edition) -> Asked:
    """Return what the request asks; it ends here where it cannot be understood."""
    given = request.args
    known = _known(edition)
    sort, order = given.get("sort", ""), given.get("orderBy", "asc")
    if "sort" in given and sort not in known - {*NOT_COMPARED}:
        refuse("sort", "This field does not sort documents.", INVALID_SORT)
    if order not in ("asc", "desc"):
        refuse("orderBy", "asc or desc.", INVALID_SORT)
    fields = tuple(one for said in given.getlist("fields") for one in said.split(","))
    if any(one not in known for one in fields):
        refuse("fields", "A document has no such field.")
    return Asked(
        limit=_number("limit", DEFAULT_LIMIT, least=1),
        offset=_number("offset", 0, least=0),
        sort=sort,
        descending=order == "desc",
        test=_test(given["filter"], known) if "filter" in given else lambda _one: True,
        fields=fields,
    )


def refuse(field: str, says: str, code: str = INVALID_FIELD) -> NoReturn:
    """End the request: one of its parameters cannot be served."""
    abort(status_info(400, code, says, field))


def _known(edition: Edition) -> set[str]:
    fields = {*CLASSES["CFDocument"], "caseVersion", "CFPackageURI"}
    return fields if edition.version == "1.1" else fields - {*NEWER}


def _number(name: str, otherwise: int, *, least: int) -> int:
    said = request.args.get(name)
    if said is None:
        return otherwise
    if not re.fullmatch(r"[0-9]{1,10}", said, re.ASCII) or not least <= int(said) <= MOST:
        refuse(name, f"A whole number, {least} or more.")
    return int(said)


def _test(said: str, known: set[str]) -> Test:
    """Return what a filter asks: `title~'réseau' AND adoptionStatus='Adopted'`."""
    parts = JOINED.split(said)
    terms = [_term(part, known) for part in parts[::2]]
    joins = set(parts[1::2])
    if len(joins) > 1:
        refuse("filter", "AND and OR do not go together.")
    join = any if joins == {"OR"} else all
    return lambda document: join(term(document) for term in terms)


def _term(said: str, known: set[str]) -> Test:
    found = TERM.fullmatch(said)
    if found is None or found[1] not in known - {*NOT_COMPARED}:
        refuse("filter", "A filter reads: title~'word'.")
    field, compare, value = found[1], COMPARED[found[2]], found[3].casefold()
    return lambda document: compare(folded(document.get(field)), value)


def paged(answer: Response, asked: Asked, total: int) -> Response:
    """Say on an answer how many there are, and where the other pages are."""
    last = (total - 1) // asked.limit * asked.limit if total else 0
    places = {"first": 0, "last": last}
    if asked.offset + asked.limit < total:
        places["next"] = asked.offset + asked.limit
    if asked.offset:
        places["prev"] = max(0, asked.offset - asked.limit)
    links = [f'<{_address(asked, offset)}>; rel="{name}"' for name, offset in places.items()]
    answer.headers["Link"] = ", ".join(links)
    answer.headers["X-Total-Count"] = str(total)
    return answer


def _address(asked: Asked, offset: int) -> str:
    kept = [(k, v) for k, v in request.args.items(multi=True) if k not in ("limit", "offset")]
    return f"{request.base_url}?{urlencode([*kept, ('limit', asked.limit), ('offset', offset)])}"
