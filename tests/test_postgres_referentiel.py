"""Référentiels on a real PostgreSQL: pages as on SQLite, and several authors at one moment."""

from collections.abc import Iterator
from functools import partial

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.pool import StaticPool

from referentiel.base import Base
from referentiel.editing.fields import item_fields
from referentiel.editing.items import add_item, save_item
from referentiel.editing.merging import Saved, Sent, WrittenMeanwhile, digests
from referentiel.formats import FORMATS
from referentiel.models import COMPETENCE, Item, Version
from referentiel.versioning import VersionIsFrozen, is_intact, publish
from tests.conftest import NOW
from tests.factories import fr, make_draft
from tests.referentiel.drafting import item_in
from tests.test_postgres import at_once, committed, engine, sessions  # noqa: F401 -- fixtures
from tests.two_engines import Site, case_addresses, make_site, sent
from webapp.database import prepare_sqlite_engine

pytestmark = pytest.mark.postgres
ROOMS = ("library", "versions", "crosswalks", "drafts", "exports", "imports", "remarks")
NAMED = {"drafts.remove_type": {"type": "savoir"}}
DRAFTED = ("versions.publish", "versions.delete", "versions.fate", "versions.successions")
SEARCHES = (
    "/library/{large}?q=animer",
    "/library/{large}?q=reunion&type=savoir-faire&page=3",
    "/library/{large}?q=n+7",
    "/library/{slug}?q=cooperer",
    "/library/{slug}?q=%25",
    "/library/{slug}?q=_",
    "/library/{slug}?q=%5C",
    "/library/{slug}?core=1&scope=C",
    "/library/{deep}?q=SEMER",
    "/library/{large}?under={part}",
    "/crosswalks/{version}?q=projet",
    "/crosswalks/{version}?state=pending",
    "/crosswalks/{version}/items/{competence}?q=projet",
    "/crosswalks/{version}/items/{competence}?q=D%C3%A9veloppement",
    "/crosswalks/{version}/coverage?fiche=K1802",
    "/versions/{version}/{next}/difference",
    "/remarks/{next}?state=decided",
    "/drafts/{next}/anchors?type=savoir",
    "/api/v1/referentiels",
    "/api/v1/referentiels/{slug}",
    "/api/v1/referentiels/{slug}/versions",
    "/api/v1/referentiels/{slug}/versions/DT-2026.0%20(projet)",
    "/api/v1/referentiels/{slug}/versions/DT-2026.0%20(projet)/items",
    "/api/v1/referentiels/{slug}/versions/DT-2026.0%20(projet)/profiles",
    "/api/v1/referentiels/{slug}/versions/DT-2026.0%20(projet)/scales",
    "/api/v1/referentiels/{slug}/versions/DT-2026.0%20(projet)/crosswalks",
)  # fmt: skip


@pytest.fixture
def sites(engine: Engine, sessions) -> Iterator[tuple[Site, Site]]:  # noqa: ARG001, F811 -- emptied
    """The same référentiels on PostgreSQL and on SQLite."""
    other = prepare_sqlite_engine("sqlite://", poolclass=StaticPool)
    Base.metadata.create_all(other)
    yield make_site(engine), make_site(other)
    other.dispose()


@pytest.fixture
def draft(sessions) -> Version:  # noqa: F811
    return committed(sessions, make_draft)


def pages(site: Site) -> list[str]:
    """Return an address of every page of référentiels, whatever it is made of."""
    found = []
    for rule in site.app.url_map.iter_rules():
        if rule.endpoint.partition(".")[0] in ROOMS and "GET" in (rule.methods or ()):
            held = {name: value_of(site, rule.endpoint, name) for name in rule.arguments}
            held |= NAMED.get(rule.endpoint, {})
            found.append(site.app.url_map.bind("").build(rule.endpoint, held))
    return found


def value_of(site: Site, endpoint: str, name: str) -> str:
    """Return what stands for `name` in the address of an endpoint."""
    values, room = site.values, endpoint.partition(".")[0]
    drafted = room in ("drafts", "remarks") or endpoint in DRAFTED
    held = {
        "version_id": values["next" if drafted else "version"],
        "older_id": values["version"],
        "newer_id": values["next"],
        "item_id": values["fate" if room == "versions" else "entry" if drafted else "competence"],
        "profile_id": values["profile"],
        "which": values["version"],
        "entry": values["competence"],
        "code": "P2",
        "key": "yaml",
        "extension": "csv",
        "import_id": values["import"],
    }
    return held[name]


def differing(sites: tuple[Site, Site], addresses: list[str]) -> list[str]:
    """Return the addresses that do not answer 200 with the same words on both bases."""
    ours, other = sites
    found = []
    for address in addresses:
        read = ours.read(address)
        if read[0] != 200 or read != other.read(address):
            found.append(f"{read[0]} {address}")
    return found


def test_every_page_of_referentiels_says_on_this_engine_what_it_says_on_the_other(sites):
    for site in sites:
        yaml = site.author.get(f"/exports/{site.values['deep']}/yaml").data
        address = sent(site, yaml.replace(b"J-1", b"J-9"), "jardin.yaml", target="jardin")
        site.values["import"] = address.rpartition("/")[2]
    ours, other = sites
    assert ours.values == other.values

    addresses = pages(ours) + [search.format(**ours.values) for search in SEARCHES]

    assert len(addresses) > 60
    assert differing(sites, addresses) == []


@pytest.mark.parametrize("base", ["/ims/case/v1p1", "/ims/case/v1p0"])
def test_a_case_server_answers_alike_on_both_engines(sites, base):
    ours, other = sites

    addresses = case_addresses(lambda address: ours.visitor.get(address).json, base)

    assert len(addresses) > 40
    assert addresses == case_addresses(lambda address: other.visitor.get(address).json, base)
    assert differing(sites, addresses) == []


def test_what_is_exported_is_planned_and_written_alike_on_both_engines(sites):
    for key, written in FORMATS.items():
        if written.write is None or written.read is None:
            continue
        files = [site.author.get(f"/exports/{site.values['deep']}/{key}").data for site in sites]
        came = [
            sent(site, file, f"jardin.{written.extension}", slug=f"jardin-{key}", label="1")
            for site, file in zip(sites, files, strict=True)
        ]
        assert came[0] == came[1]
        assert differing(sites, [came[0], "/imports/", "/library/"]) == []
    ours, _other = sites
    assert "C’est écrit" in ours.read(came[0])[1]


def sent_on(item: Item, **changed: str) -> Sent:
    """Return what the form of an entry, read as it is now, says with some fields changed."""
    fields = {name.replace("__", "."): said for name, said in changed.items()}
    return Sent(item.revision, fields, digests({"en.label": ""} | item_fields(item)))


def test_sixteen_authors_of_one_competence_at_once_lose_nothing(sessions, draft):  # noqa: F811
    with sessions() as session:
        item = item_in(session, session.merge(draft), "D4-01")
        forms = [sent_on(item, fr__label=f"Libellé {n}") for n in range(8)]
        forms += [sent_on(item, fr__description="Une autre description")]
        forms += [sent_on(item, en__label="Another label")]

    def save(form: Sent) -> Saved | WrittenMeanwhile:
        try:
            return committed(sessions, save_item, draft, item.id, form)
        except WrittenMeanwhile as meanwhile:
            return meanwhile

    found = at_once(*[partial(save, form) for form in forms])

    refused = [one for one in found[:8] if isinstance(one, WrittenMeanwhile)]
    [kept] = [n for n, one in enumerate(found[:8]) if isinstance(one, Saved)]
    with sessions() as session:
        texts = session.get_one(Item, item.id).texts
    assert texts == {
        "fr": {"label": f"Libellé {kept}", "description": "Une autre description"},
        "en": {"label": "Another label"},
    }
    assert len(refused) == 7
    assert all(isinstance(one, Saved) for one in found[8:])


def test_a_version_is_published_with_what_was_written_before_and_nothing_after(
    sessions,  # noqa: F811
    draft,
):
    with sessions() as session:
        item = item_in(session, session.merge(draft), "D4-01")
        area = item.parent_id

    def write(number: int) -> str:
        code, texts = f"D4-1{number}", fr(label=f"Compétence {number}")
        try:
            committed(
                sessions, add_item, draft, kind=COMPETENCE, code=code, texts=texts, parent_id=area
            )
        except VersionIsFrozen:
            return ""
        return code

    def go_out() -> str:
        committed(sessions, publish, draft, standing="projet", today=NOW.date())
        return "published"

    writers = [partial(write, number) for number in range(8)]
    found = at_once(*writers[:4], go_out, *writers[4:])

    with sessions() as session:
        version = session.get_one(Version, draft.id)
        held = select(Item.code).where(Item.version_id == version.id, Item.code.like("D4-1%"))
        written = set(session.scalars(held))
        assert is_intact(session, version)
    assert written == {code for code in found if code.startswith("D4-1")}
    assert version.state == "published"
