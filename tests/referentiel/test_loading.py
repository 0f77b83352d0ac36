from datetime import date

import pytest
from sqlalchemy import func, select

from referentiel import errors
from referentiel.loading import load_version, write_version
from referentiel.models import (
    Anchor,
    Crosswalk,
    ExpectedLevel,
    Item,
    JobProfile,
    ScaleLevel,
    Version,
)
from referentiel.people import Organisation
from referentiel.queries import crosswalks_of, get_competence, items_of
from tests.shipped import REFERENTIEL, tree_of

TODAY = date(2026, 2, 3)
TABLES = (Version, Item, ScaleLevel, Anchor, JobProfile, ExpectedLevel, Crosswalk)


@pytest.fixture
def organisation(session):
    row = Organisation(slug="carrefour", name="Carrefour", kind="network")
    session.add(row)
    session.flush()
    return row


@pytest.fixture
def load(session, organisation):
    def load(path):
        if path == REFERENTIEL:
            return write_version(session, tree_of(path), organisation=organisation, today=TODAY)
        return load_version(session, path, organisation=organisation, today=TODAY)

    return load


@pytest.fixture
def rewritten(tmp_path):
    """Return what writes the shipped file with one piece of text replaced."""

    def rewrite(old, new):
        text = REFERENTIEL.read_text()
        assert old in text
        path = tmp_path / "changed.yaml"
        path.write_text(text.replace(old, new))
        return path

    return rewrite


def count_rows(session):
    return {t.__tablename__: session.scalar(select(func.count()).select_from(t)) for t in TABLES}


REFERENTIEL_ROWS = {
    "version": 1,
    "item": 57,
    "scale_level": 10,
    "anchor": 25,
    "job_profile": 6,
    "expected_level": 48,
    "crosswalk": 55,
}


def test_loading_writes_the_whole_file(session, load):
    loaded = load(REFERENTIEL)

    counts = (loaded.areas, loaded.competences, loaded.profiles, loaded.crosswalks)
    assert (loaded.changed, *counts) == (True, 8, 49, 6, 55)
    assert loaded.version.published_on == TODAY
    assert count_rows(session) == REFERENTIEL_ROWS


def test_loading_the_same_file_again_changes_nothing(session, load):
    first = load(REFERENTIEL)

    again = load(REFERENTIEL)

    assert (again.changed, again.version) == (False, first.version)
    assert count_rows(session) == REFERENTIEL_ROWS


def test_a_file_laid_out_otherwise_says_the_same(load, rewritten):
    load(REFERENTIEL)

    again = load(rewritten("areas:\n", "# Another comment.\nareas:\n\n"))

    assert again.changed is False


def test_a_published_version_with_other_words_is_refused(session, load, rewritten):
    load(REFERENTIEL)

    with pytest.raises(errors.VersionIsPublished, match=r"DT-2026\.0 \(projet\)"):
        load(rewritten("Aller vers", "Aller au-devant"))

    assert count_rows(session) == REFERENTIEL_ROWS


def test_a_new_label_keeps_the_lineage_of_each_code(session, load, rewritten):
    first = load(REFERENTIEL)

    second = load(rewritten("label: DT-2026.0 (projet)", "label: DT-2026.1 (projet)"))

    lineages = [
        {item.code: item.lineage for item in items_of(session, version.id)}
        for version in (first.version, second.version)
    ]
    assert lineages[0] == lineages[1]
    assert lineages[0]["D4-03"] == "685770e5-b0da-5235-9ed0-74c891949343"


def test_a_draft_is_rewritten(session, load, rewritten):
    draft = load(rewritten("state: published", "state: draft"))
    assert draft.version.published_on is None

    published = load(REFERENTIEL)

    assert (published.changed, published.version) == (True, draft.version)
    assert (draft.version.state, draft.version.published_on) == ("published", TODAY)
    assert count_rows(session) == REFERENTIEL_ROWS


def test_correspondences_follow_the_file_of_a_frozen_version(session, load, rewritten):
    version = load(REFERENTIEL).version

    again = load(
        rewritten(
            'relation: closeMatch, label: "Développement durable"',
            'relation: relatedMatch, label: "Développement durable"',
        )
    )

    lineage = get_competence(session, version.id, "D7-01").lineage
    [link] = crosswalks_of(session, version.referentiel_id, [lineage])[lineage]
    assert (again.changed, link.relation) == (False, "relatedMatch")


def test_a_correspondence_already_decided_stays(session, load):
    version = load(REFERENTIEL).version
    lineage = get_competence(session, version.id, "D7-01").lineage
    [link] = crosswalks_of(session, version.referentiel_id, [lineage])[lineage]
    link.relation, link.status = "exactMatch", "validée"
    session.flush()

    load(REFERENTIEL)

    [kept] = crosswalks_of(session, version.referentiel_id, [lineage])[lineage]
    assert (kept.relation, kept.status) == ("exactMatch", "validée")
    assert count_rows(session) == REFERENTIEL_ROWS


def test_a_slug_held_by_another_organisation_is_refused(session, load):
    load(REFERENTIEL)
    other = Organisation(slug="autre", name="Autre", kind="network")
    session.add(other)
    session.flush()

    with pytest.raises(errors.HeldElsewhere):
        load_version(session, REFERENTIEL, organisation=other, today=TODAY)


@pytest.mark.parametrize(
    ("old", "new", "refusal", "named"),
    [
        (
            "- code: D4-03\n        type: savoir-faire",
            "- code: D4-03\n        type: savoir faire",
            errors.UnknownValue,
            "D4-03",
        ),
        ("- code: D4-03", "- code: D4-02", errors.RepeatedCode, "D4-02"),
        ("label: Aller vers", "label:", errors.MissingField, "D5-03"),
        ("label: Aller vers", "label: 2026", errors.UnknownValue, "D5-03"),
        ("sources: [programme2015, RERS]", "source: [RERS]", errors.UnknownField, "D4-03"),
        ("sources: [programme2015, RERS]", "sources: [RESR]", errors.UnknownCode, "D4-03"),
        (
            "scope: C\n        core: true",
            "scope: C\n        coeur: true",
            errors.UnknownField,
            "D1-01",
        ),
        ("{D1: 4, D2: 3,", "{D1: 5, D2: 3,", errors.UnknownValue, "P6"),
        ("{D1: 4, D2: 3,", "{D9: 4, D2: 3,", errors.UnknownCode, "P6"),
        ("covers: [D1-06, D8-02]", "covers: [D1-60]", errors.UnknownCode, "CUCES2002:conseil"),
        (
            '      - "Cela repose sur une seule personne."\n',
            "",
            errors.IncompleteScale,
            "collectif",
        ),
        ('target: "400787"', "target: 400787", errors.UnknownValue, "D1-01"),
        ("      D7-01:", "      D7-10:", errors.UnknownCode, "ROME"),
        ("standing: projet", "standing: officiel", errors.UnknownValue, "DT-2026.0 (projet)"),
        ("namespace: f38d", "namespace: zzzz", errors.UnknownValue, "changed.yaml"),
        ("profiles:\n", "profils:\n", errors.UnknownField, "changed.yaml"),
    ],
)
def test_a_fault_is_refused_by_name_and_nothing_is_written(
    session, load, rewritten, old, new, refusal, named
):
    with pytest.raises(refusal) as caught:
        load(rewritten(old, new))

    assert caught.value.values["entry"] == named
    assert count_rows(session) == dict.fromkeys(REFERENTIEL_ROWS, 0)


def test_a_file_that_is_not_yaml_is_refused(load, tmp_path):
    path = tmp_path / "broken.yaml"
    path.write_text("areas: [")

    with pytest.raises(errors.UnreadableFile, match=r"broken\.yaml"):
        load(path)
