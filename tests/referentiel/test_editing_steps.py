"""Scales, anchors and types of a draft."""

import pytest
from sqlalchemy import select

from referentiel.editing.errors import NameUnfit, TypeInUse, TypeTaken
from referentiel.editing.fields import anchor_fields, scale_fields
from referentiel.editing.merging import Sent, WrittenMeanwhile, digests
from referentiel.editing.queries import anchors_of_type, scales_of
from referentiel.editing.steps import (
    add_type,
    remove_type,
    rename_type,
    save_anchors,
    save_scales,
    take_steps,
)
from referentiel.models import Item
from referentiel.queries import anchors_of, scale_of
from tests.factories import STEPS, make_draft
from tests.shipped import REFERENTIEL, tree_of


@pytest.fixture
def draft(session):
    return make_draft(session)


def labels(session, draft, scale, language="fr"):
    return [step.label(language) for step in scale_of(session, draft.id, scale)]


def test_a_step_is_reworded_and_translated(session, draft):
    fields = {"fr.mastery.1.label": "Débutant·e", "en.mastery.1.label": "Beginner"}

    saved = save_scales(session, draft, Sent(draft.revision, fields))

    assert labels(session, draft, "mastery") == [STEPS[0], "Débutant·e", *STEPS[2:]]
    assert labels(session, draft, "importance") == list(STEPS)
    assert saved.fields["en.mastery.1.label"] == "Beginner"


def test_a_scale_of_which_nothing_is_said_goes(session, draft):
    fields = {f"fr.importance.{level}.label": "" for level in range(5)}

    save_scales(session, draft, Sent(draft.revision, fields))

    assert labels(session, draft, "importance") == []
    assert labels(session, draft, "mastery") == list(STEPS)


def test_a_scale_that_was_not_there_has_five_steps_at_once(session, draft):
    empty = {f"fr.{scale}.{n}.label": "" for scale in ("mastery", "importance") for n in range(5)}
    save_scales(session, draft, Sent(draft.revision, empty))

    save_scales(session, draft, Sent(draft.revision, {"fr.mastery.2.label": "Autonome"}))

    assert labels(session, draft, "mastery") == ["", "", "Autonome", "", ""]


def test_another_change_of_the_draft_is_no_conflict_for_the_scales(session, draft):
    shown = digests(scale_fields(scales_of(session, draft.id)))
    revision = draft.revision
    add_type(session, draft, "savoir")
    save_scales(session, draft, Sent(draft.revision, {"fr.mastery.0.label": "Zéro"}))

    saved = save_scales(session, draft, Sent(revision, {"fr.mastery.1.label": "Un"}, shown))
    with pytest.raises(WrittenMeanwhile):
        save_scales(session, draft, Sent(revision, {"fr.mastery.0.label": "Rien"}, shown))

    assert saved.written == ("fr.mastery.1.label",)
    assert labels(session, draft, "mastery")[:2] == ["Zéro", "Un"]


def test_anchors_are_written_level_by_level(session, draft):
    name = add_type(session, draft, "  savoir   agir ")

    save_anchors(session, draft, name, Sent(draft.revision, {"fr.3": "Je le fais sous pression."}))

    assert name == "savoir agir"
    anchors = anchors_of_type(session, draft.id, name)
    assert [anchor.description() for anchor in anchors] == [
        "",
        "",
        "",
        "Je le fais sous pression.",
        "",
    ]
    assert anchor_fields(anchors) == {"fr.3": "Je le fais sous pression."}


def test_a_type_is_renamed_with_the_competences_that_are_of_it(session, draft):
    add_type(session, draft, "savoir-faire")
    save_anchors(session, draft, "savoir-faire", Sent(draft.revision, {"fr.0": "Jamais."}))
    competences = select(Item).where(Item.version_id == draft.id, Item.type.is_not(None))
    before = [item.revision for item in session.scalars(competences)]

    rename_type(session, draft, "savoir-faire", "geste")

    session.expire_all()
    items = session.scalars(competences).all()
    assert [(item.type, item.revision) for item in items] == [("geste", n + 1) for n in before]
    assert list(anchors_of(session, draft.id)) == ["geste"]
    assert anchors_of(session, draft.id)["geste"][0].description() == "Jamais."


@pytest.mark.parametrize(
    ("name", "refusal"),
    [("savoir", TypeTaken), (" ", NameUnfit), ("x" * 61, NameUnfit), ("collectif", TypeTaken)],
)
def test_a_type_does_not_take_a_name_that_would_not_do(session, draft, name, refusal):
    add_type(session, draft, "savoir")
    add_type(session, draft, "méthode")

    with pytest.raises(refusal):
        rename_type(session, draft, "méthode", name)


def test_a_type_that_competences_are_of_stays(session, draft):
    add_type(session, draft, "savoir-faire")
    add_type(session, draft, "savoir")

    with pytest.raises(TypeInUse):
        remove_type(session, draft, "savoir-faire")
    remove_type(session, draft, "savoir")

    assert list(anchors_of(session, draft.id)) == ["savoir-faire"]


def test_the_scales_of_reperes_come_with_their_anchors(session, draft):
    shipped = tree_of(REFERENTIEL)

    take_steps(session, draft, shipped)

    held = anchors_of(session, draft.id)
    assert {
        t: tuple(a.texts for a in steps) for t, steps in held.items()
    } == shipped.content.anchors
    for scale, steps in shipped.content.scales.items():
        assert tuple(step.texts for step in scale_of(session, draft.id, scale)) == steps
