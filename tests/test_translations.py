"""French in the sources, English beside it: nothing missing, nothing stale, both well written."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages import Catalog, Message
from babel.support import Translations
from flask_babel import force_locale, ngettext

from reports.release import release_campaign
from tests.conftest import NOW
from tests.factories import make_campaign, make_event, make_submission, make_ticket, make_version
from tools.catalogues import extracted, written
from webapp.translations import CATALOGUES, translations

TEMPLATES = Path("webapp/templates")
HINT = "Type: make translations, then translate what is empty."
PLACE = re.compile(r"%\(\w+\)[sd]|</?\w+>")
SPOKEN = ("aria-label", "alt", "title", "placeholder", "data-autosave", "data-clear")
LONG = 15  # characters from which a piece of a sentence is looked for inside texts
Sentence = str | tuple[str, ...]


def sentences(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def forms(text: Sentence | list[str]) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


def key(message: Message) -> tuple[str, ...]:
    return tuple(forms(message.id))


@pytest.fixture(scope="module")
def sources() -> Catalog:
    return extracted()


@pytest.fixture(scope="module")
def english() -> Catalog:
    return written("en")


def test_the_english_catalogue_holds_the_sentences_of_the_sources_and_no_other(sources, english):
    in_sources = {key(message) for message in sentences(sources)}
    in_catalogue = {key(message) for message in sentences(english)}

    assert (in_sources - in_catalogue, in_catalogue - in_sources) == (set(), set()), HINT


def test_the_french_catalogue_repeats_the_sentences_that_have_a_plural(sources):
    repeated = {key(message): tuple(forms(message.string)) for message in sentences(written("fr"))}

    assert repeated == {key(m): key(m) for m in sentences(sources) if m.pluralizable}, HINT


def test_every_sentence_is_translated(english):
    unsure = [key(m) for m in sentences(english) if m.fuzzy or not all(forms(m.string))]

    assert unsure == []


def test_a_translation_keeps_the_places_of_its_sentence(english):
    def places(text: str) -> list[str]:
        return sorted(PLACE.findall(text))

    moved = [
        (french, translated)
        for message in sentences(english)
        for french, translated in zip(forms(message.id), forms(message.string), strict=True)
        if places(french) != places(translated)
    ]

    assert moved == []


FAULTS = {
    "fr": r"""['"\u202f]|\.\.\.|«(?!\u00a0)|(?<!\u00a0)»|(?<![\u00a0])[:;?!](?!\d)""",
    "en": r"""['"«»\u00a0\u202f]|\.\.\.|\s[:;?!,]""",
}


def test_sentences_follow_the_typography_of_their_language(english):
    faulty = [
        text
        for message in sentences(english)
        for language, texts in (("fr", message.id), ("en", message.string))
        for text in forms(texts)
        if re.search(FAULTS[language], re.sub(r"<[^>]*>|://", "", text))
    ]

    assert faulty == []


def test_the_compiled_catalogues_are_those_written(english):
    compiled = Translations.load(CATALOGUES, ["en"])

    stale = [
        key(m) for m in sentences(english) if compiled.gettext(key(m)[0]) != forms(m.string)[0]
    ]

    assert stale == [], "Type: .venv/bin/pybabel compile -d webapp/translations"


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("fr", ["0 compétence", "1 compétence", "2 compétences"]),
        ("en", ["0 competences", "1 competence", "2 competences"]),
    ],
)
def test_nought_is_singular_in_french_and_plural_in_english(app, language, shown):
    with app.test_request_context(), force_locale(language):
        counted = [ngettext("%(num)s compétence", "%(num)s compétences", n) for n in range(3)]

    assert counted == shown


def test_templates_hold_no_text_that_cannot_be_translated():
    code = re.compile(r"\{#.*?#\}|\{% *trans.*?endtrans *%\}|\{\{.*?\}\}|\{%.*?%\}", re.S)
    shown_as_is = re.compile(r"<pre[^>]*>.*?</pre>|<code>.*?</code>|<[^<>]*>|&\w+;", re.S)
    names = {"Repères", "English", "Français", "JSON"}

    bare = {
        path.name: words
        for path in TEMPLATES.rglob("*.html")
        if path.name != "server_error.html"  # which needs nothing, not even a catalogue
        for text in [shown_as_is.sub(" ", code.sub(" ", path.read_text()))]
        if (words := set(re.findall(r"[^\W\d_]{2,}", text)) - names)
    }

    assert bare == {}


class Spoken(HTMLParser):
    """What a page says in its own language: texts, names of things, words of its charts."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self._languages: list[tuple[str, str]] = []
        self._in_figure = False
        self.feed(html)

    @property
    def _is_ours(self) -> bool:
        return not self._languages or self._languages[-1][1] == "en"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if self._languages or "lang" in known:
            outer = self._languages[-1][1] if self._languages else "en"
            if tag not in ("br", "img", "input", "link", "meta", "wbr"):
                self._languages.append((tag, known.get("lang", outer)))
        if self._is_ours:
            self.texts += [value for name, value in known.items() if name in SPOKEN]
        self._in_figure = known.get("type") == "application/json"

    def handle_endtag(self, tag: str) -> None:
        places = [place for place, (name, _) in enumerate(self._languages) if name == tag]
        if places:
            del self._languages[places[-1] :]
        self._in_figure = False

    def handle_data(self, data: str) -> None:
        if self._in_figure:
            self.texts += strings(json.loads(data))
        elif self._is_ours:
            self.texts.append(data)


def strings(value: object) -> list[str]:
    """Return the texts of a JSON value."""
    if isinstance(value, str):
        return [value]
    inner = list(value.values()) if isinstance(value, dict) else value
    return [text for part in inner for text in strings(part)] if isinstance(inner, list) else []


def pieces(catalogue: Catalog) -> tuple[set[str], set[str]]:
    """Return the French texts to look for: whole short ones, and long pieces of the others."""
    short, long = set(), set()
    for message in sentences(catalogue):
        for french, translated in zip(forms(message.id), forms(message.string), strict=True):
            piece = max(PLACE.split(french), key=len).strip()
            if french != translated and piece not in translated:
                (long if len(piece) >= LONG else short).add(piece)
    return short, long


def left_in_french(html: str, short: set[str], long: set[str]) -> list[str]:
    texts = [text.strip().strip("\u00a0") for text in Spoken(html).texts]
    whole = "\n".join(texts)
    return [
        *(text for text in texts if text in short),
        *(piece for piece in long if piece in whole),
    ]


@pytest.fixture
def world(session) -> dict[str, list[str]]:
    """A published framework, an event and three campaigns: in pages, on one page, closed."""
    event = make_event(session, codes=("D4-01", "D4-02"))
    version = make_version(session, ("D4-01", "D4-02", "D5-01"))
    asked = {"version": version, "event": event, "demonstration": True}
    every = ("profile", "structure", "agent", "seniority", "territory")
    paged = make_campaign(session, ("D4-01", "D4-02"), attributes=every, **asked)
    paged.workshop_id = event.workshops[0].id
    single = make_campaign(
        session, ("D4-01",), layout="single", ratings=("current", "before", "target"), **asked
    )
    ended = make_campaign(session, ("D5-01",), mode="pseudonymous", **asked)
    ended.closes_at = NOW
    for person in range(7):
        sent = make_submission(session, paged, (3, 1), (2, person % 5), profile="P1", agent="yes")
    release_campaign(session, paged, now=NOW, languages=translations())
    session.commit()
    rehearsed = make_ticket(single, rehearsal=True).text
    return {
        "everybody": ["/", "/nothing", "/account/sign-in", "/style/"],
        "referentiel": [
            f"/library/developpement-territorial{rest}"
            for rest in ("", "?q=xyz", "/D4-01", "/print", "/profiles", "/profiles/P1")
        ],
        "events": ["/events/", "/events/seminaire", "/events/seminaire/atelier-1"],
        "answers": [
            *(f"/c/{paged.code}", f"/c/{paged.code}/1", f"/c/{paged.code}/2", f"/c/{paged.code}/3"),
            *(f"/c/{single.code}", f"/c/{single.code}?ticket={rehearsed}", f"/c/{ended.code}"),
            *(f"/c/{paged.code}/thanks?ticket={sent.text}", f"/r/{paged.code}/{sent.text}"),
        ],
        "facilitation": [
            *("/campaigns/", f"/campaigns/create?workshop={event.workshops[0].id}"),
            *(f"/campaigns/{campaign.id}" for campaign in (paged, single, ended)),
            *(f"/campaigns/{paged.id}/project", f"/campaigns/{ended.id}/project"),
            *(f"/reports/campaigns/{paged.id}", f"/reports/campaigns/{single.id}"),
            "/reports/upload",
        ],
    }


def in_english(address: str) -> str:
    return address + ("&" if "?" in address else "?") + "language=en"


def test_pages_in_english_say_nothing_in_french(facilitator, world, english):
    short, long = pieces(english)

    left = {
        address: found
        for addresses in world.values()
        for address in addresses
        if (found := left_in_french(facilitator.get(in_english(address)).text, short, long))
    }

    assert left == {}


@pytest.mark.parametrize("address", ["/campaigns/create", "/reports/upload"])
def test_refused_forms_say_so_in_english(facilitator, session, english, address):
    make_version(session)

    page = facilitator.post(in_english(address)).text

    assert 'class="field-error"' in page
    assert left_in_french(page, *pieces(english)) == []


def test_english_pages_say_that_the_framework_is_in_french_and_mark_it(client, session):
    campaign = make_campaign(session)
    sentence = "The framework itself is written in French."

    english = client.get(f"/c/{campaign.code}/2?language=en").text
    french = client.get(f"/c/{campaign.code}/2?language=fr").text

    assert sentence in english
    assert '<span lang="fr">Compétence D4-01</span>' in english
    assert "lui-même" not in french
    assert '<span lang="fr">' not in french


def test_a_page_left_in_french_would_be_seen(english):
    page = '<html lang="en"><h1>Mon résultat</h1><p>Merci, vos réponses sont enregistrées.</p>'
    content = '<html lang="en"><p lang="fr">Mon résultat <b>Merci</b></p><h1>My result</h1>'

    assert len(left_in_french(page, *pieces(english))) == 2
    assert left_in_french(content, *pieces(english)) == []
