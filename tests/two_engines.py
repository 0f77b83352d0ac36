"""The same référentiels on two bases, and what reads the pages of both side by side."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from referentiel.models import Item, JobProfile, Version
from surveys.accounts import add_role
from surveys.guard.sessions import begin_session
from surveys.roles import Role
from tests.browser.drafts import give_drafts
from tests.browser.shelves import give_library
from tests.conftest import NOW, StrictClient
from tests.factories import SECRET, make_organisation, make_person
from tests.rome_small import make_rome
from tests.shipped import shipped_version
from webapp import create_app
from webapp.config import Settings
from webapp.database import session_maker

PROOF = re.compile(r'name="csrf_token" value="[^"]*"')
ZIPPED = b"PK"  # workbooks hold the moment they were written


@dataclass
class Site:
    """Repères on one base: who reads as a visitor, who writes, and what addresses hold."""

    app: Flask
    visitor: FlaskClient
    author: FlaskClient
    values: dict[str, str]

    def read(self, address: str) -> tuple[int, str]:
        """Return the status of a page, as an author sees it, and what it says."""
        answer = self.author.get(address)
        content = b"" if answer.data.startswith(ZIPPED) else answer.data
        return answer.status_code, PROOF.sub("", content.decode())


def make_site(engine: Engine) -> Site:
    """Return a site on an empty base, which then holds référentiels of every kind."""
    open_session = session_maker(engine)
    with open_session(True) as session:
        values = _stock(session)
        person = make_person(session)
        add_role(session, make_organisation(session), person, Role.FACILITATOR, today=None)
        token = begin_session(session, person, method="password", browser="", now=NOW)
        session.commit()
    settings = Settings(database_url="unused", secret_key=SECRET)
    app = create_app(settings, sessions=open_session, clock=lambda: NOW)
    app.testing, app.config["WTF_CSRF_ENABLED"] = True, False
    app.test_client_class = StrictClient
    author = app.test_client()
    with author.session_transaction() as cookie:
        cookie.update(_user_id=token, _fresh=True)
    return Site(app, app.test_client(), author, values)


def _stock(session: Session) -> dict[str, str]:
    organisation = make_organisation(session)
    version = shipped_version(session, organisation).version
    make_rome(session)
    values = give_library(session) | give_drafts(session, version)
    draft = session.get_one(Version, int(values["next"]))
    return values | {
        "slug": version.referentiel.slug,
        "competence": _number(session, version, "D4-03"),
        "entry": _number(session, draft, "D4-03"),
        "profile": str(session.scalars(_profiles(draft)).first()),
    }


def _number(session: Session, version: Version, code: str) -> str:
    found = select(Item.id).where(Item.version_id == version.id, Item.code == code)
    return str(session.scalars(found).one())


def _profiles(version: Version):
    held = select(JobProfile.id).where(JobProfile.version_id == version.id)
    return held.order_by(JobProfile.position)


def case_addresses(read: Callable[[str], dict], base: str) -> list[str]:
    """Return an address of each kind that a CASE server answers, found by reading it."""
    documents = read(f"{base}/CFDocuments?limit=100&sort=title")["CFDocuments"]
    found = [f"{base}/CFDocuments?limit=2&offset=1&sort=lastChangeDateTime&orderBy=desc"]
    for document in documents:
        number = document["identifier"]
        package = read(f"{base}/CFPackages/{number}")
        found += [f"{base}/CFDocuments/{number}", f"{base}/CFPackages/{number}"]
        held = {kind: package.get(kind, []) for kind in ("CFItems", "CFAssociations", "CFRubrics")}
        held |= package.get("CFDefinitions", {})
        for kind, members in held.items():
            found += [f"{base}/{kind}/{one['identifier']}" for one in members[:2]]
        found += [f"{base}/CFItemAssociations/{one['identifier']}" for one in held["CFItems"][:2]]
    return found


def sent(site: Site, content: bytes, name: str, **fields: str) -> str:
    """Send a file to import, confirm its plan, and return the address of what became of it."""
    data = {"target": "", "language": "fr", "format": ""} | fields
    answer = site.author.post("/imports/new", data=data | {"file": (BytesIO(content), name)})
    stamp = re.search(r'name="stamp" value="(\w+)"', site.author.get(answer.location).text)
    if stamp is not None:
        site.author.post(f"{answer.location}/confirm", data={"stamp": stamp[1]})
    return str(answer.location)
