"""The house format of a questionnaire: one YAML file that a person can read and write."""

from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import IO, Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from referentiel.base import Texts, french
from referentiel.formats.base import Source
from referentiel.formats.notes import Notes
from surveys.formats.definition import Definition, DefinitionRead, settled
from surveys.levels import RATINGS
from surveys.question_types import TYPES, Question
from surveys.question_types.base import Condition, Option
from surveys.sections import Section

Entry = dict[str, Any]

HEAD = "questionnaire"
FIRST = 1  # version of this format
KEYS = ("label", "help", "low", "high")

NOT_YAML = french("Ce fichier n’est pas du YAML lisible : %(reason)s")
NOT_OURS = french(
    "Ce fichier YAML n’est pas un questionnaire : sa première ligne dit quelle forme il suit."
)
UNKNOWN_FIELD = french("« %(place)s » : le champ « %(field)s » n’existe pas.")
UNKNOWN_TYPE = french("Question « %(code)s » : le type « %(type)s » n’existe pas.")
WRONG_SHAPE = french("« %(place)s » : ce champ n’a pas la forme attendue.")
UNKNOWN_RATING = french("« %(rating)s » n’est pas une note que l’on demande.")

OF_HEAD = {HEAD, "title", "referentiel", "version", "ratings", "sections"}
OF_SECTION = {*KEYS, "show_if", "entries"}
OF_QUESTION = {*KEYS, "question", "type", "options", "least", "most", "show_if"}


class _Wrong(Exception):
    """A place of the file that cannot be read; said and left."""

    def __init__(self, sentence: str, **values: object) -> None:
        self.sentence, self.values = sentence, values
        super().__init__(sentence)


def write(definition: Definition, stream: IO[bytes]) -> None:
    """Write a questionnaire so that `read` gives it back equal."""
    yaml = YAML()
    yaml.width = 100
    yaml.dump(document(definition), stream)


def document(definition: Definition) -> Entry:
    """Return what the file says, as plain values in the order in which they are written."""
    return _lean(
        questionnaire=FIRST,
        title=definition.title,
        referentiel=definition.referentiel,
        version=definition.version,
        ratings=list(definition.ratings),
        sections=[_section(section, definition.codes) for section in definition.sections],
    )


def _lean(**values: object) -> Entry:
    return {name: value for name, value in values.items() if value not in (None, "", [], {}, ())}


def _words(texts: Texts, key: str) -> object:
    """Return a text as it is written: alone where it is French only, else by language."""
    said = {code: text for code, held in texts.items() if (text := held.get(key))}
    return said["fr"] if list(said) == ["fr"] else said


def _section(section: Section, codes: tuple[str, ...]) -> Entry:
    entries = [
        _question(entry) if isinstance(entry, Question) else {"competence": codes[entry]}
        for entry in section.entries
    ]
    words = {key: _words(section.texts, key) for key in KEYS}
    return _lean(**words, show_if=_condition(section.show_if), entries=entries)


def _question(question: Question) -> Entry:
    options = {option.code: _words(option.texts, "label") for option in question.options}
    return _lean(
        question=question.code,
        type=question.type,
        **{key: _words(question.texts, key) for key in KEYS},
        options=options,
        least=question.least,
        most=question.most,
        show_if=_condition(question.show_if),
    )


def _condition(condition: Condition | None) -> Entry | None:
    if condition is None:
        return None
    return {"question": condition.question, "values": list(condition.values)}


def recognises(source: Source) -> bool:
    """Say whether this looks like a questionnaire of ours."""
    return source.head.startswith(f"{HEAD}:")


def read(source: Source) -> DefinitionRead:
    """Return the questionnaire of a file, or what is wrong with it, place by place."""
    notes = Notes()
    try:
        said = YAML(typ="safe").load(BytesIO(source.content))
        if not isinstance(said, dict) or said.get(HEAD) != FIRST:
            raise _Wrong(NOT_OURS)
        _known(said, OF_HEAD, HEAD)
        return settled(_definition(said), notes, {})
    except _Wrong as wrong:
        notes.refuse(wrong.sentence, row=None, entry="", **wrong.values)
    except (YAMLError, RecursionError, ValueError) as reason:
        notes.refuse(NOT_YAML, reason=str(reason).splitlines()[0] if str(reason) else "")
    return DefinitionRead(None, notes.issues)


def _definition(said: Entry) -> Definition:
    codes: dict[str, int] = {}
    sections = tuple(_read_section(it, codes) for it in _entries(said, "sections", HEAD))
    ratings = [str(it) for it in _list(said, "ratings", HEAD)] or ["current", "importance"]
    for rating in ratings:
        if rating not in RATINGS:
            raise _Wrong(UNKNOWN_RATING, rating=rating)
    return Definition(
        title=_text(said, "title", HEAD),
        codes=tuple(codes),
        sections=sections,
        ratings=tuple(it for it in RATINGS if it in ratings or it == "current"),
        referentiel=_text(said, "referentiel", HEAD),
        version=_text(said, "version", HEAD),
    )


def _read_section(said: Entry, codes: dict[str, int]) -> Section:
    place = str(said.get("label", "sections"))
    _known(said, OF_SECTION, place)
    return Section(
        texts=_texts(said, place),
        entries=tuple(_read_entry(it, codes) for it in _entries(said, "entries", place)),
        show_if=_read_condition(said, place),
    )


def _read_entry(said: Entry, codes: dict[str, int]) -> int | Question:
    if "competence" in said:
        code = _text(said, "competence", "competence")
        _known(said, {"competence"}, code)
        return codes.setdefault(code, len(codes))
    code = _text(said, "question", "entries")
    _known(said, OF_QUESTION, code)
    kind = _text(said, "type", code)
    if kind not in TYPES:
        raise _Wrong(UNKNOWN_TYPE, code=code, type=kind)
    return Question(
        code=code,
        type=kind,
        texts=_texts(said, code),
        options=_options(said, code),
        least=_number(said, "least", code),
        most=_number(said, "most", code),
        show_if=_read_condition(said, code),
    )


def _options(said: Entry, code: str) -> tuple[Option, ...]:
    options = said.get("options") or {}
    if not isinstance(options, dict):
        raise _Wrong(WRONG_SHAPE, place=f"{code}.options")
    return tuple(
        Option(str(name), _by_language(words, f"{code}.{name}", "label"))
        for name, words in options.items()
    )


def _read_condition(said: Entry, place: str) -> Condition | None:
    condition = said.get("show_if")
    if condition is None:
        return None
    if not isinstance(condition, dict) or set(condition) != {"question", "values"}:
        raise _Wrong(WRONG_SHAPE, place=f"{place}.show_if")
    values = _list(condition, "values", place)
    return Condition(str(condition["question"]), tuple(map(str, values)))


def _known(said: Mapping[str, object], fields: Iterable[str], place: str) -> None:
    for field in said:
        if field not in fields:
            raise _Wrong(UNKNOWN_FIELD, place=place, field=field)


def _text(said: Entry, field: str, place: str) -> str:
    value = said.get(field, "")
    if isinstance(value, dict | list) or value is None:
        raise _Wrong(WRONG_SHAPE, place=f"{place}.{field}")
    return str(value)


def _number(said: Entry, field: str, place: str) -> float | None:
    value = said.get(field)
    if isinstance(value, bool) or not isinstance(value, int | float | None):
        raise _Wrong(WRONG_SHAPE, place=f"{place}.{field}")
    return value


def _list(said: Mapping[str, Any], field: str, place: str) -> list[Any]:
    value = said.get(field, [])
    if not isinstance(value, list):
        raise _Wrong(WRONG_SHAPE, place=f"{place}.{field}")
    return value


def _entries(said: Entry, field: str, place: str) -> list[Entry]:
    entries = _list(said, field, place)
    if not all(isinstance(entry, dict) for entry in entries):
        raise _Wrong(WRONG_SHAPE, place=f"{place}.{field}")
    return entries


def _texts(said: Entry, place: str) -> Texts:
    texts: Texts = {}
    for key in KEYS:
        if key in said:
            for code, held in _by_language(said[key], f"{place}.{key}", key).items():
                texts.setdefault(code, {}).update(held)
    return texts


def _by_language(words: object, place: str, key: str) -> Texts:
    by_language = words if isinstance(words, dict) else {"fr": words}
    if not all(isinstance(text, str | int | float) for text in by_language.values()):
        raise _Wrong(WRONG_SHAPE, place=place)
    return {str(code): {key: str(text)} for code, text in by_language.items()}
