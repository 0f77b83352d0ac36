"""A référentiel of 20,000 items: as many statements as for a small one, few rows, light pages."""

import gzip
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from uuid import NAMESPACE_URL, uuid5

import pytest
from sqlalchemy import Engine, event, update
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from referentiel.base import Base
from referentiel.loading import write_version
from referentiel.models import AREA, COMPETENCE, Item, Version
from referentiel.tree import CHILD_OF, SCALES, Content, EdgeNode, ItemNode, ReferentielTree
from surveys.campaigns import MOST_COMPETENCES
from surveys.models import Campaign
from tests.factories import STEPS, fr, make_organisation
from webapp.database import prepare_sqlite_engine

MOST_BYTES = 60_000
MOST_ROWS = 200  # fetched by a page, all statements together
LARGE, MIDDLE, SMALL = 20_000, 400, 40
IN_AN_AREA = {LARGE: 98, MIDDLE: 20, SMALL: 3}


def generated(size: int) -> ReferentielTree:
    """Return a tree of `size` items: areas of areas of competences, one of them under two."""
    held = IN_AN_AREA[size]
    nodes: list[ItemNode] = []
    for first in range(-(-size // (10 * held))):
        nodes.append(ItemNode(AREA, f"A{first}", fr(label=f"Domaine {first}")))
        for second in range(10):
            area = f"A{first}.{second}"
            nodes.append(ItemNode(AREA, area, fr(label=f"Partie {second} de {first}"), f"A{first}"))
            nodes += [
                ItemNode(
                    COMPETENCE,
                    f"{area}.{third}",
                    fr(label=f"Animer la réunion {third} pour coopérer, {area}"),
                    parent=area,
                    type="savoir-faire",
                )
                for third in range(held)
            ]
    nodes = nodes[: size - 1]
    nodes.append(ItemNode(COMPETENCE, "R", {"ja": {"label": "問題解決能力"}}))
    content = Content(
        standing="projet",
        state="draft",  # published below: what a version says is hashed when it is
        texts=fr(about="Texte de travail."),
        items=tuple(nodes),
        scales={name: tuple(fr(label=label) for label in STEPS) for name in SCALES},
        edges=(EdgeNode(CHILD_OF, "A0.0.0", "A0.1"),),
    )
    slug = f"r-{size}"
    return ReferentielTree(slug, uuid5(NAMESPACE_URL, slug), "1", fr(title=slug), content)


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    """A base of its own, written once."""
    engine = prepare_sqlite_engine("sqlite://", poolclass=StaticPool)
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        own = make_organisation(session)
        for size in IN_AN_AREA:
            write_version(session, generated(size), organisation=own, today=date(2026, 11, 1))
        session.execute(update(Version).values(state="published", published_on=date(2026, 11, 1)))
        session.commit()
    yield engine
    engine.dispose()


@contextmanager
def fetching(engine: Engine) -> Iterator[list[int]]:
    """Note how many rows each SELECT of the items gives to Python."""
    fetched: list[int] = []

    def note(_conn, cursor, statement, parameters, *_rest) -> None:
        if "item" in statement and statement.startswith(("SELECT", "WITH")):
            raw = cursor.connection.cursor()
            fetched.append(len(raw.execute(statement, parameters).fetchall()))

    event.listen(engine, "after_cursor_execute", note)
    try:
        yield fetched
    finally:
        event.remove(engine, "after_cursor_execute", note)


def version_of(session, size):
    return session.query(Version).join(Version.referentiel).filter_by(slug=f"r-{size}").one()


def id_of(session, version, code):
    return session.query(Item.id).filter_by(version_id=version.id, code=code).scalar()


def pages_of(session, size):
    """Return the addresses of a version, by what is done there."""
    version = version_of(session, size)
    address = f"/library/{version.id}"
    return {
        "first": address,
        "branch": f"{address}?under={id_of(session, version, 'A0.0')}",
        "search": f"{address}?q=anim+coop",
        "filter": f"{address}?type=savoir-faire&kind=competence",
        "item": f"{address}/{id_of(session, version, 'A0.0.2')}",
    }


def test_every_page_takes_as_many_statements_whatever_the_size(client, session, count_queries):
    taken = {}
    for size in IN_AN_AREA:
        for name, address in pages_of(session, size).items():
            with count_queries() as statements:
                assert client.get(address).status_code == 200
            taken.setdefault(name, []).append(len(statements))

    assert {name: len(set(counts)) for name, counts in taken.items()} == dict.fromkeys(taken, 1)
    assert {name: counts[-1] for name, counts in taken.items()} == {
        "first": 8, "branch": 11, "search": 10, "filter": 10, "item": 16
    }  # fmt: skip


def test_no_page_fetches_more_rows_than_it_shows(client, session, engine):
    rows = {}
    for name, address in pages_of(session, LARGE).items():
        with fetching(engine) as fetched:
            client.get(address)
        rows[name] = sum(fetched)

    assert {name: n for name, n in rows.items() if not 0 < n <= MOST_ROWS} == {}


def test_the_first_page_weighs_less_than_60_kb(reader, session):
    pages = pages_of(session, LARGE)

    html = {name: reader.get(address).data for name, address in pages.items()}

    assert {name: size for name, it in html.items() if (size := len(it)) > MOST_BYTES} == {}
    first = html["first"].decode()
    linked = re.findall(r'(?:src|href)="(/static/[^"]+)"', first)
    assert {address.partition("?")[0].rpartition(".")[2] for address in linked} == {
        "css",
        "js",
        "svg",
    }
    asked = {"Accept-Encoding": "gzip"}
    sent = []
    for address in (pages["first"], *linked):
        with reader.get(address, headers=asked) as answer:
            sent.append(answer.data)
    assert gzip.decompress(sent[0]).startswith(b"<!doctype")
    assert sum(map(len, sent)) <= MOST_BYTES


def test_a_branch_and_a_search_are_paged(client, session):
    pages = pages_of(session, LARGE)

    branch = client.get(f"{pages['branch']}&page=2").text
    search = client.get(f"{pages['search']}&page=300").text

    assert "Page 2 sur 2" in branch
    assert branch.count('<li><a href="/library/') >= 98 - 60
    assert 'rel="prev"' in search
    assert 'rel="next"' in search
    assert client.get(f"{pages['search']}&page=999").status_code == 404


def test_other_scripts_are_found(client, session):
    version = version_of(session, LARGE)

    page = client.get(f"/library/{version.id}?q=解決").text

    assert '<span lang="ja">問題解決能力</span>' in page


@pytest.mark.parametrize("name", ["first", "branch", "search"])
def test_the_base_goes_by_its_indexes(client, session, engine, name):
    plans: list[str] = []

    def explain(_conn, cursor, statement, parameters, *_rest) -> None:
        if "item" in statement and statement.startswith(("SELECT", "WITH")):
            raw = cursor.connection.cursor()
            raw.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans.extend(row[3] for row in raw.fetchall())

    address = pages_of(session, LARGE)[name]
    event.listen(engine, "after_cursor_execute", explain)
    try:
        client.get(address)
    finally:
        event.remove(engine, "after_cursor_execute", explain)

    assert [line for line in plans if re.match(r"SCAN (item|edge)", line)] == []
    assert any("ix_item_version_id (version_id=?)" in line for line in plans)
    if name == "branch":
        assert any("ix_item_parent_id (parent_id=?)" in line for line in plans)


def test_a_campaign_on_it_is_first_narrowed_down(facilitator, session):
    version = version_of(session, LARGE)
    address = f"/campaigns/create?referentiel={version.referentiel_id}"

    page = facilitator.get(address).text

    assert "Où prendre les compétences" in page
    assert 'name="competences"' not in page
    assert len(facilitator.get(address).data) <= MOST_BYTES
    boxes = re.findall(r'<input type="checkbox" name="under" value="\d+"( disabled)?>', page)
    assert len(boxes) == 21
    assert boxes.count(" disabled") == 20  # each holds 980 competences


def test_an_area_opens_and_its_parts_may_be_picked(facilitator, session):
    version = version_of(session, LARGE)
    address = f"/campaigns/create?referentiel={version.referentiel_id}"
    parts = [id_of(session, version, code) for code in ("A0.0", "A0.1")]

    opened = facilitator.get(f"{address}&at={id_of(session, version, 'A0')}").text
    form = facilitator.get(f"{address}&under={parts[0]}&under={parts[1]}").text

    assert re.findall(r'name="under" value="\d+"( disabled)?>', opened) == [""] * 10
    assert form.count('name="competences"') == 2 * 98
    assert "Partie 0 de 0, " in form
    assert "Choisir ailleurs dans le référentiel" in form


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("q=réunion", "Trop de compétences"),
        ("q=xylophone", "Aucune compétence"),
        ("under=999999999", "Aucune compétence"),
    ],
)
def test_a_choice_that_does_not_fit_says_why(facilitator, session, query, said):
    version = version_of(session, LARGE)
    address = f"/campaigns/create?referentiel={version.referentiel_id}"

    assert said in facilitator.get(f"{address}&{query}").text


def test_a_campaign_is_made_from_a_search(facilitator, session):
    version = version_of(session, LARGE)
    address = f"/campaigns/create?referentiel={version.referentiel_id}&q=a3.7+reunion+12"
    page = facilitator.get(address).text
    found = re.findall(r'name="competences"[^>]* value="([^"]*)"', page)

    sent = {
        "organisation": str(make_organisation(session).id),
        "title": "Réunions",
        "competences": found,
        "mode": "anonymous",
        "layout": "blocks",
        "controller": "UNADEL",
        "contact": "contact@example.org",
        "legal_basis": "intérêt légitime",
        "retention_months": "12",
    }
    answer = facilitator.post(address, data=sent)

    campaign = session.query(Campaign).one()
    assert answer.location == f"/campaigns/{campaign.id}"
    codes = {session.get(Item, number).code for number in campaign.questionnaire.items}
    assert codes == set(found)
    assert "A3.7.12" in codes
    assert len(found) <= MOST_COMPETENCES


def test_preparing_takes_as_many_statements_whatever_the_size(facilitator, session, count_queries):
    taken = []
    for size in (MIDDLE, LARGE):
        version = version_of(session, size)
        under = id_of(session, version, "A0.1")
        with count_queries() as statements:
            facilitator.get(f"/campaigns/create?referentiel={version.referentiel_id}&under={under}")
        taken.append(len(statements))

    assert taken[0] == taken[1]
