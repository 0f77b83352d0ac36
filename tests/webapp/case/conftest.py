"""A base with the référentiel that ships and both samples, all published."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from referentiel.formats.base import Naming
from referentiel.loading import write_version
from tests.case_schemas import answer_errors
from tests.factories import make_organisation
from tests.referentiel.formats.case.reading import OPENCASE, OPENSALT, read_package
from tests.samples import sample
from tests.shipped import shipped_version

BASES = {"1.1": "/ims/case/v1p1", "1.0": "/ims/case/v1p0"}


@pytest.fixture
def published(session):
    """Publish three référentiels; return the labels of their documents."""
    organisation = make_organisation(session)
    shipped_version(session, organisation)
    for place, path in enumerate((OPENSALT, OPENCASE), start=1):
        naming = Naming(f"cadre-{place}", f"V{place}", UUID(int=place))
        tree = read_package(sample(path).read_bytes(), naming).tree
        content = replace(tree.content, state="published")
        write_version(
            session,
            replace(tree, content=content),
            organisation=organisation,
            today=date(2026, 5, place),
        )
    session.commit()


@pytest.fixture(params=["1.1", "1.0"])
def ask(request, client):
    """Return what asks the server, of both editions, and holds each answer to the standard."""

    def ask(path, query="", status=200):
        edition = request.param
        named = path.rpartition("/")
        described = f"{named[0]}/{{sourcedId}}" if named[0] else path
        response = client.get(BASES[edition] + path + query)
        assert response.status_code == status, response.get_data(as_text=True)
        assert answer_errors(described, status, edition)(response.get_json()) == []
        return response

    ask.edition = request.param
    ask.base = BASES[request.param]
    return ask
