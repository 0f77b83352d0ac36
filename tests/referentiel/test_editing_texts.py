"""What a draft says of itself, its sources, its languages, and what it still lacks."""

import pytest

from referentiel.editing.drafts import start_draft
from referentiel.editing.errors import (
    CodeTaken,
    LabelMissing,
    NameUnfit,
    SlugTaken,
    SourceInUse,
    SourceTaken,
)
from referentiel.editing.fields import version_fields
from referentiel.editing.hindrances import hindrances_of, untranslated
from referentiel.editing.items import add_item, save_item
from referentiel.editing.merging import Sent, WrittenMeanwhile, digests
from referentiel.editing.queries import lines_of, scales_of
from referentiel.editing.steps import add_type, take_steps
from referentiel.editing.texts import (
    add_language,
    add_source,
    named_in,
    remove_source,
    save_texts,
)
from referentiel.models import AREA, COMPETENCE
from referentiel.queries import anchors_of, items_of
from tests.factories import fr, make_draft, make_organisation
from tests.shipped import REFERENTIEL, tree_of


@pytest.fixture
def draft(session):
    return make_draft(session)


def test_what_it_says_of_itself_is_written_in_each_language(session, draft):
    fields = {"fr.licence": "EUPL-1.2", "en.title": "Competences", "standing": "validé"}

    save_texts(session, draft, Sent(draft.revision, fields | {"label": "2026.1"}))

    assert draft.texts == fr(about="Texte de travail.", licence="EUPL-1.2")
    assert draft.referentiel.texts == {
        "fr": {"title": "Référentiel brouillon"},
        "en": {"title": "Competences"},
    }
    assert (draft.label, draft.standing) == ("2026.1", "validé")


def test_two_people_who_change_the_presentation_are_told(session, draft):
    shown, revision = digests(version_fields(draft)), draft.revision
    save_texts(session, draft, Sent(revision, {"fr.about": "Du premier"}, shown))

    with pytest.raises(WrittenMeanwhile):
        save_texts(session, draft, Sent(revision, {"fr.about": "De la seconde"}, shown))

    assert draft.text("about") == "Du premier"


def test_a_title_and_a_label_stay(session, draft):
    for name in ("fr.title", "label"):
        with pytest.raises(LabelMissing):
            save_texts(session, draft, Sent(draft.revision, {name: " "}))


def test_a_label_names_one_version(session, draft):
    other = make_draft(session, slug="autre")
    other.referentiel_id, other.label = draft.referentiel_id, "V2"
    session.flush()

    with pytest.raises(CodeTaken):
        save_texts(session, draft, Sent(draft.revision, {"label": "V2"}))


def test_a_source_is_named_cited_and_removed_only_when_nothing_cites_it(session, draft):
    add_source(session, draft, prefix="source:", name="JIT2022", language="fr", text="Labo Cités")
    item = items_of(session, draft.id)[1]
    save_item(session, draft, item.id, Sent(item.revision, {"sources": "JIT2022"}))

    with pytest.raises(SourceInUse):
        remove_source(session, draft, "source:JIT2022")
    save_item(session, draft, item.id, Sent(item.revision, {"sources": ""}))
    remove_source(session, draft, "source:JIT2022")

    assert (item.sources, named_in(draft.texts, "source:")) == ([], [])


@pytest.mark.parametrize(
    ("name", "text", "refusal"),
    [("JIT", "Encore", SourceTaken), ("a b", "Texte", NameUnfit), ("New", "", LabelMissing)],
)
def test_a_source_that_would_not_do_is_refused(session, draft, name, text, refusal):
    add_source(session, draft, prefix="source:", name="JIT", language="fr", text="Labo Cités")

    with pytest.raises(refusal):
        add_source(session, draft, prefix="source:", name=name, language="fr", text=text)


def test_what_is_not_said_in_another_language_is_counted(session, draft):
    add_language(session, draft, "en")
    item = items_of(session, draft.id)[1]
    english = {"en.label": "Competence", "en.description": "Description"}
    save_item(session, draft, item.id, Sent(item.revision, english))

    waiting = untranslated(lines_of(session, draft.id), "fr", "en")

    assert [line.code for line in waiting] == ["D4", "D4-02"]
    with pytest.raises(NameUnfit):
        add_language(session, draft, "anglais")


def hindrances(session, draft):
    scales, anchors = scales_of(session, draft.id), anchors_of(session, draft.id)
    found = hindrances_of(lines_of(session, draft.id), scales, anchors)
    return [
        (one.sentence[:18].replace("\u00a0", " "), [line.code for line in one.lines])
        for one in found
    ]


def test_a_draft_says_what_keeps_it_from_being_published(session):
    organisation = make_organisation(session)
    draft = start_draft(
        session, slug="vide", title=fr(title="Vide"), organisation_id=organisation.id, model=None
    )
    assert [sentence for sentence, _ in hindrances(session, draft)] == [
        "Aucune compétence ",
        "Sans échelle, pers",
    ]

    area = add_item(session, draft, kind=AREA, code="D1", texts=fr(label="Domaine"))
    add_type(session, draft, "savoir")
    text = fr(label="Compétence")
    add_item(session, draft, kind=COMPETENCE, code="D1-01", texts=text, parent_id=area.id)
    assert hindrances(session, draft) == [
        ("L’échelle n’est pa", []),
        ("L’échelle n’est pa", []),
        ("Le type « %(type)s", []),
        ("Sans type, ni desc", ["D1-01"]),
    ]

    take_steps(session, draft, tree_of(REFERENTIEL))
    competence = items_of(session, draft.id)[1]
    save_item(session, draft, competence.id, Sent(competence.revision, {"type": "savoir"}))
    assert hindrances(session, draft) == []


def test_an_address_serves_one_referentiel(session, draft):
    with pytest.raises(SlugTaken):
        start_draft(
            session,
            slug="brouillon",
            title=fr(title="Autre"),
            organisation_id=draft.referentiel.organisation_id,
            model=None,
        )
