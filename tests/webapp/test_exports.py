"""Taking a référentiel away."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from referentiel.formats import FORMATS
from referentiel.formats.base import Naming, Source
from referentiel.models import Version
from referentiel.stored import NOWHERE, tree_of_version
from surveys.roles import Role
from tests.factories import make_draft, make_version
from tests.importing import LINES


@pytest.fixture(autouse=True)
def two_formats(monkeypatch):
    monkeypatch.setitem(FORMATS, "lines", replace(LINES, loses=("les profils",)))


def test_each_format_says_what_it_loses(client, session):
    version = make_version(session)
    session.commit()

    page = client.get(f"/exports/{version.id}").get_data(as_text=True)

    assert f'href="/exports/{version.id}/yaml"' in page
    assert "<li>les profils</li>" in page
    assert "Tout y est" in page


def test_a_format_that_is_only_read_is_not_offered(client, session, monkeypatch):
    version = make_version(session)
    session.commit()
    monkeypatch.setitem(FORMATS, "lines", replace(LINES, write=None))

    assert f"/exports/{version.id}/lines" not in client.get(f"/exports/{version.id}").text
    assert client.get(f"/exports/{version.id}/lines").status_code == 404
    assert client.get(f"/exports/{version.id}/zzz").status_code == 404


def test_the_file_gives_the_same_referentiel_back(client, session):
    version = make_version(session)
    session.commit()

    with client.get(f"/exports/{version.id}/yaml") as answer:
        content = answer.get_data()

    name = "developpement-territorial-dt-2026-0.yaml"
    assert answer.headers["Content-Disposition"] == f"attachment; filename={name}"
    read = FORMATS["yaml"].read(Source(name, content), Naming("a", "b", NOWHERE))
    assert read.tree == tree_of_version(session, session.get_one(Version, version.id))


@pytest.mark.parametrize("key", [key for key, it in FORMATS.items() if it.write and it.read])
def test_a_published_version_can_be_taken_away_in_every_format_and_read_again(client, session, key):
    version = make_version(session)
    session.commit()

    with client.get(f"/exports/{version.id}/{key}") as answer:
        assert answer.status_code == 200
        read = FORMATS[key].read(Source("", answer.get_data()), Naming("a", "b", NOWHERE))

    assert read.errors == ()
    assert [it.code for it in read.tree.content.items] == ["D4", "D4-01", "D4-02"]


@pytest.mark.parametrize("path", ["", "/yaml"])
def test_a_draft_is_only_for_its_organisation(client, sign_in_as, session, path):
    draft = make_draft(session)
    session.commit()
    assert session.scalar(select(Version.state)) == "draft"

    assert client.get(f"/exports/{draft.id}{path}").status_code == 404
    with sign_in_as(Role.MEMBER).get(f"/exports/{draft.id}{path}") as answer:
        assert answer.status_code == 200
