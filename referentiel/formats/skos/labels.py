"""The texts of concepts and of schemes that anybody wrote, in the languages that they have."""

from referentiel.base import Texts, french
from referentiel.formats.notes import Notes
from referentiel.formats.skos import vocabulary as words
from referentiel.formats.skos.nodes import Facts, Said

NO_LABEL = french("Ce concept n’a pas de libellé : son code en tient lieu.")
TWO_LABELS = french(
    "Ce concept a plusieurs libellés dans la même langue (%(language)s) : le premier est retenu, "
    "les autres deviennent des appellations."
)
RDFS_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
DC = "http://purl.org/dc/elements/1.1/"
TITLES = (words.DCT + "title", DC + "title", words.LABEL, RDFS_LABEL)
ABOUTS = (words.DCT + "description", DC + "description", words.DEFINITION)
LICENCES = (words.DCT + "rights", DC + "rights", words.DCT + "license")


def texts_of_concept(facts: Facts, code: str, language: str, notes: Notes) -> Texts:
    """Return the label, the description and the other labels of a concept, by language."""
    found: Texts = {}
    others: dict[str, dict[str, None]] = {}
    for said in facts.literals(words.LABEL):
        tag = tag_of(said, language)
        if found.setdefault(tag, {}).setdefault("label", said.value) != said.value:
            notes.warn(TWO_LABELS, entry=code, language=tag)
            others.setdefault(tag, {}).setdefault(said.value)
    for said in (*facts.literals(words.DEFINITION), *facts.literals(words.SCOPE_NOTE)):
        found.setdefault(tag_of(said, language), {}).setdefault("description", said.value)
    for said in facts.literals(words.OTHER_LABEL):
        others.setdefault(tag_of(said, language), {}).setdefault(said.value)
    for tag, labels in others.items():
        found.setdefault(tag, {})["alternative"] = "\n".join(labels)
    return _fitting(_labelled(found, code, language, notes), code, notes)


def _labelled(texts: Texts, code: str, language: str, notes: Notes) -> Texts:
    if not any(said.get("label", "").strip() for said in texts.values()):
        notes.warn(NO_LABEL, entry=code)
        texts.setdefault(language, {})["label"] = code
    return texts


def _fitting(texts: Texts, code: str, notes: Notes) -> Texts:
    return {
        tag: {key: notes.fitting(text, key, entry=code) for key, text in said.items()}
        for tag, said in texts.items()
    }


def texts_of_scheme(facts: Facts, language: str) -> Texts:
    """Return the title of a scheme, what it says of itself and its licence, by language."""
    found: Texts = {}
    for key, predicates in (("title", TITLES), ("about", ABOUTS), ("licence", LICENCES)):
        for predicate in predicates:
            for value in facts.get(predicate, ()):
                said = value if isinstance(value, Said) else Said(value)
                found.setdefault(tag_of(said, language), {}).setdefault(key, said.value)
    return found


def tag_of(said: Said, language: str) -> str:
    """Return the language of a text: French of any country is French; by default, `language`."""
    return said.language.lower().split("-")[0] or language
