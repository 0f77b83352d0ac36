"""What every table shares: dataclass rows, constraint names, aware times, translated texts."""

import re
from datetime import UTC, datetime
from typing import Any, ClassVar, dataclass_transform

from sqlalchemy import JSON, DateTime, Dialect, MetaData, SQLColumnExpression, String, TypeDecorator
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, MappedAsDataclass, mapped_column, relationship
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

CONSTRAINT_NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

Texts = dict[str, dict[str, str]]
Json = dict[str, Any]


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time, kept in UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a time zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value if value is None or value.tzinfo else value.replace(tzinfo=UTC)


class as_written(FunctionElement[str]):  # noqa: N801 -- reads as the function it is
    """A text to sort by, in the order of its characters whatever language the base is set to."""

    type = String()
    inherit_cache = True

    def __init__(self, text: SQLColumnExpression[Any]) -> None:
        super().__init__(text)


@compiles(as_written)
def _plainly(element: as_written, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401
    return compiler.process(element.clauses, **options)


@compiles(as_written, "postgresql")
def _by_characters(element: as_written, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401
    return f'({compiler.process(element.clauses, **options)}) COLLATE "C"'


@dataclass_transform(kw_only_default=True, field_specifiers=(mapped_column, relationship))
class Base(MappedAsDataclass, DeclarativeBase, kw_only=True):
    """A row is a keyword-only dataclass: a forgotten column fails when the row is made."""

    metadata = MetaData(naming_convention=CONSTRAINT_NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime,
        Texts: JSON,
        Json: JSON,
        list[Json]: JSON,
        dict[str, str]: JSON,
        list[str]: JSON,
        list[int]: JSON,
    }


def in_language(texts: Texts, key: str, language: str) -> str:
    """Return a text in `language`, else in French, else in any; empty when it has none."""
    for code in (language, "fr", *texts):
        found = texts.get(code, {}).get(key)
        if found:
            return found
    return ""


def written_in(texts: Texts, language: str, key: str = "") -> str:
    """Return in which language texts are read by who reads `language`; empty when in none.

    With `key`, it is the language of that text, as `in_language` finds it.
    """
    codes = (language, "fr", *texts)
    return next((it for it in codes if texts.get(it) and (not key or texts[it].get(key))), "")


def french(sentence: str) -> str:
    """Mark a French source sentence for translation; the web translates it where it is shown."""
    return sentence


class Refusal(Exception):
    """A named fact that stops an act, with the French sentence that says what to do.

    Subclasses set `sentence`; its `%(name)s` places are filled from the keywords given.
    """

    sentence: ClassVar[str] = french("Cette action n’est pas possible.")

    def __init__(self, **values: object) -> None:
        self.values = values
        super().__init__(self.sentence % values if values else self.sentence)


def slugify(text: str) -> str:
    """Return `text` as a short ASCII address: lower case, hyphens, no accent."""
    plain = text.casefold().translate(str.maketrans("àâäéèêëîïôöùûüçœ", "aaaeeeeiioouuuco"))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
