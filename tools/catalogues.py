"""`make translations`: bring the catalogues up to the sentences that the sources hold.

The sources are in French. The English catalogue translates every sentence. The French one repeats
those that have a plural: it is there for its rule, by which 0 takes the singular.
"""

from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
KEYWORDS = DEFAULT_KEYWORDS | dict.fromkeys(("french", "translate", "lazy_gettext"))
HEADER = """\
# Written by `make translations`; the sentences are in the sources, their translations here.
msgid ""
msgstr ""
"Language: {language}\\n"
"Plural-Forms: {plural_forms}\\n"
"Content-Type: text/plain; charset=utf-8\\n"

"""


def path_of(language: str) -> Path:
    """Return where the catalogue of a language stands."""
    return ROOT / "webapp" / "translations" / language / "LC_MESSAGES" / "messages.po"


def extracted() -> Catalog:
    """Return the sentences of the sources."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found = Catalog()
    for _file, _line, sentence, _comments, context in extract_from_dir(
        ROOT, methods, options, KEYWORDS
    ):
        found.add(sentence, context=context)
    return found


def written(language: str) -> Catalog:
    """Return the catalogue of a language as it stands."""
    with path_of(language).open("rb") as file:
        return read_po(file, locale=language)


def renewed(language: str, sentences: Catalog) -> Catalog:
    """Return the catalogue of a language for `sentences`, with what was translated before."""
    known = written(language)
    fresh = Catalog(locale=language)
    for sentence in sentences:
        if language == "fr" and sentence.pluralizable:
            fresh.add(sentence.id, sentence.id)
        elif language != "fr" and sentence.id:
            before = known.get(sentence.id)
            same = before is not None and before.pluralizable == sentence.pluralizable
            fresh.add(sentence.id, before.string if before is not None and same else "")
    return fresh


def write(catalogue: Catalog, language: str) -> None:
    """Write a catalogue, its sentences in alphabetical order."""
    with path_of(language).open("wb") as file:
        head = HEADER.format(language=language, plural_forms=catalogue.plural_forms)
        file.write(head.encode())
        write_po(file, catalogue, width=100, omit_header=True, sort_output=True)


if __name__ == "__main__":
    sentences = extracted()
    for language in ("en", "fr"):
        write(renewed(language, sentences), language)
