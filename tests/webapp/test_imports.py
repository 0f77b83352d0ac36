"""Importing on screen: sent, read, planned, and written once somebody has said so."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from referentiel import import_files as files
from referentiel.formats import FORMATS
from referentiel.formats.base import Source
from referentiel.history import descent
from referentiel.importing import Wish
from referentiel.models import ImportFile, Item, Version
from referentiel.tree import SuccessionNode
from referentiel.versioning import publish
from surveys.models import AuditEntry
from surveys.roles import Role
from tests.conftest import NOW
from tests.factories import fr, make_organisation
from tests.importing import D1, LINES, ONE, TWO, entry, lines, row_counts, small_tree, yaml_of
from webapp.importing import take_in, take_in_one
from webapp.nightly import forget_what_is_due
from webapp.views import imports as view

SMALL = yaml_of(small_tree())


@pytest.fixture(autouse=True)
def lines_are_read(monkeypatch):
    monkeypatch.setitem(FORMATS, "lines", LINES)


@pytest.fixture
def later(monkeypatch):
    """Leave every file to the worker."""
    monkeypatch.setattr(view, "SMALL", -1)


def send(client, content=SMALL, name="essai.yaml", **fields):
    sent = {"target": "", "language": "fr", "format": ""} | fields
    return client.post("/imports/new", data=sent | {"file": (BytesIO(content), name)})


def text(client, address):
    return client.get(address).get_data(as_text=True)


def confirm(client, address):
    stamp = re.search(r'name="stamp" value="(\w+)"', text(client, address))
    return client.post(f"{address}/confirm", data={"stamp": stamp[1] if stamp else ""})


def state(session):
    session.expire_all()
    return session.scalars(select(ImportFile.state).order_by(ImportFile.id.desc())).first()


def test_a_file_is_planned_then_confirmed_then_written(facilitator, session):
    address = send(facilitator).location
    page = text(facilitator, address)

    assert "Un nouveau référentiel, en brouillon" in page
    assert '<strong class="stat-value">3</strong> <span class="stat-label">ajoutées' in page
    assert session.scalar(select(Version)) is None

    assert confirm(facilitator, address).location == address
    assert "C’est écrit" in text(facilitator, address)
    version = session.scalars(select(Version)).one()
    assert (version.label, version.state, version.standing) == ("V1", "draft", "projet")
    assert session.scalars(select(Item.code).order_by(Item.position)).all() == [
        "D1",
        "D1-01",
        "D1-02",
    ]
    [file] = session.scalars(select(ImportFile))
    assert (file.content, file.version_id) == (b"", version.id)
    acts = session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)).all()
    assert acts == ["import.sent", "import.confirmed", "import.written"]


def test_the_same_file_again_says_that_nothing_changes(facilitator, session):
    confirm(facilitator, send(facilitator).location)
    before = row_counts(session)["item"]

    page = text(facilitator, send(facilitator).location)

    assert "Rien ne change" in page
    assert "Confirmer et écrire" not in page
    assert (state(session), row_counts(session)["item"]) == ("written", before)


def test_a_change_is_shown_word_by_word(facilitator):
    confirm(facilitator, send(facilitator).location)
    changed = replace(ONE, texts=fr(label="Libellé nouveau"))

    page = text(facilitator, send(facilitator, yaml_of(small_tree(D1, changed, TWO))).location)

    assert "Libellé <del>D1-01</del><ins>nouveau</ins>" in page
    assert "La mise à jour d’une version" in page


def test_wrong_rows_are_named_and_nothing_is_written(facilitator, session):
    page = text(facilitator, send(facilitator, lines("D1;Domaine", "D1-01", "D1-02")).location)

    assert "Ce fichier n’est pas importé" in page
    assert "ligne 3" in page
    assert "ligne 4" in page
    assert (state(session), session.scalar(select(Version))) == ("refused", None)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.4", "n’est pas reconnu"),
        (b"", "n’est pas reconnu"),
        (b"slug: a\nlabel: &x b\ntitle: *x\n", "*alias"),
        (b"slug: a\nlabel: " + b"[" * 400, "recursion"),
    ],
)
def test_what_is_no_referentiel_is_refused(facilitator, session, content, said):
    page = text(facilitator, send(facilitator, content).location)

    assert said in page
    assert (state(session), session.scalar(select(Version))) == ("refused", None)


def send_whole(client, content, **fields):
    """Send more than the client of the tests would keep in memory."""
    sent = {"target": "", "language": "fr", "format": ""} | fields
    file = FileStorage(BytesIO(content), "f.txt", "file")
    _boundary, body = encode_multipart(sent | {"file": file}, "xyz")
    kind = "multipart/form-data; boundary=xyz"
    return client.post("/imports/new", data=body, content_type=kind)


def test_more_than_the_limit_is_refused_before_it_is_read(facilitator, session):
    answer = send_whole(facilitator, b"x" * (40_000_000 + view.AROUND + 1))

    assert (answer.status_code, session.scalar(select(ImportFile))) == (413, None)


def test_ten_megabytes_in_a_field_are_refused(facilitator, session):
    answer = send_whole(facilitator, b"x", label="x" * 10_000_000)

    assert (answer.status_code, session.scalar(select(ImportFile))) == (413, None)


def test_who_is_not_signed_in_sends_no_more_than_elsewhere(client):
    assert send_whole(client, b"x" * 6_000_000).status_code == 413


def test_six_megabytes_are_taken_and_left_to_the_worker(facilitator, session):
    content = b"LINES\n" + b"x;y\n" * 1_500_000

    address = send_whole(facilitator, content).location

    assert "Lecture du fichier" in text(facilitator, address)
    assert state(session) == "waiting"


def test_the_form_asks_for_a_file_and_for_choices_of_the_page(facilitator):
    page = facilitator.post("/imports/new", data={"target": "x", "language": "fr", "format": ""})

    assert "Choisissez un fichier." in page.get_data(as_text=True)
    assert "Ce choix n’existe pas." in page.get_data(as_text=True)


def test_a_published_version_is_refused_with_another_label(facilitator, session):
    confirm(facilitator, send(facilitator).location)
    session.scalars(select(Version)).one().state = "published"
    session.commit()

    page = text(facilitator, send(facilitator, yaml_of(small_tree(D1))).location)

    assert "par exemple «\u00a0V2\u00a0»" in page
    address = send(facilitator, yaml_of(small_tree(D1)), label="V2").location
    assert "Une nouvelle version, en brouillon" in text(facilitator, address)


def test_what_another_organisation_holds_is_refused_and_nothing_of_it_is_told(sign_in_as, session):
    own = sign_in_as(Role.FACILITATOR, organisation=make_organisation(session, "other"), name="B")
    secret = small_tree(replace(D1, texts=fr(label="Secret")))
    confirm(own, send(own, yaml_of(secret)).location)

    page = text(sign_in_as(Role.FACILITATOR), send(sign_in_as(Role.FACILITATOR)).location)

    assert "est tenu par une autre organisation" in page
    assert "Secret" not in page


def test_a_file_of_another_organisation_is_not_found(sign_in_as, session):
    own = sign_in_as(Role.FACILITATOR, organisation=make_organisation(session, "other"), name="B")
    address = send(own).location
    stranger = sign_in_as(Role.FACILITATOR)

    statuses = [stranger.get(address).status_code, stranger.get(f"{address}/progress").status_code]
    statuses += [stranger.post(f"{address}/{act}").status_code for act in ("confirm", "drop")]

    assert statuses == [404] * 4
    assert "essai.yaml" not in text(stranger, "/imports/")


def test_two_tabs_write_once(facilitator, session):
    address = send(facilitator).location
    stamp = {"stamp": re.search(r'stamp" value="(\w+)"', text(facilitator, address))[1]}

    facilitator.post(f"{address}/confirm", data=stamp)
    before = row_counts(session)
    answer = facilitator.post(f"{address}/confirm", data=stamp, follow_redirects=True)

    assert "Cet import était déjà confirmé." in answer.get_data(as_text=True)
    assert row_counts(session) == before


def test_a_plan_that_was_not_read_is_not_confirmed(facilitator, session):
    address = send(facilitator).location

    answer = facilitator.post(f"{address}/confirm", data={"stamp": "0"}, follow_redirects=True)

    assert "Le plan a changé depuis votre lecture." in answer.get_data(as_text=True)
    assert (state(session), session.scalar(select(Version))) == ("planned", None)


@pytest.mark.usefixtures("later")
def test_what_changed_meanwhile_has_the_file_planned_anew(facilitator, session, ground):
    standing = ground()
    address = send(facilitator).location
    take_in(standing)
    confirm(facilitator, address)
    take_in(standing)
    other = send(facilitator, yaml_of(small_tree(D1))).location
    take_in(standing)
    assert "retirées" in text(facilitator, other)
    confirm(facilitator, other)
    session.scalars(select(Version)).one().revision += 1
    session.commit()

    take_in(standing)

    page = text(facilitator, other)
    assert "Le référentiel a changé depuis ce plan" in page
    assert (state(session), row_counts(session)["item"]) == ("planned", 3)
    confirm(facilitator, other)
    take_in(standing)
    assert (state(session), row_counts(session)["item"]) == ("written", 1)


def test_giving_up_forgets_the_file_and_a_way_back_finds_nothing(facilitator, session):
    address = send(facilitator).location

    answer = facilitator.post(f"{address}/drop", follow_redirects=True)

    assert "Le fichier est oublié." in answer.get_data(as_text=True)
    assert session.scalar(select(ImportFile)) is None
    assert facilitator.post(f"{address}/confirm").status_code == 404


@pytest.mark.usefixtures("later")
def test_what_is_being_written_cannot_be_given_up(facilitator, session, ground):
    address = send(facilitator).location
    take_in(ground())
    confirm(facilitator, address)

    answer = facilitator.post(f"{address}/drop", follow_redirects=True)

    assert "ne peut plus être abandonné" in answer.get_data(as_text=True)
    assert state(session) == "confirmed"


@pytest.mark.usefixtures("later")
def test_the_progress_of_a_file_is_told_to_a_script_and_shown_without_one(facilitator, session):
    address = send(facilitator).location
    file = session.scalars(select(ImportFile)).one()
    file.state, file.done, file.total = "reading", 35, 100
    session.commit()

    page = text(facilitator, address)

    assert '<progress id="done" max="100" value="35">' in page
    assert f'href="/imports/{file.id}">Actualiser' in page
    told = json.loads(facilitator.get(f"{address}/progress").data)
    assert told == {"state": "reading", "done": 35, "total": 100}


@pytest.mark.usefixtures("later")
def test_a_reading_that_stopped_is_taken_up_by_the_next_worker(facilitator, session, ground, clock):
    send(facilitator)
    lost = files.claim_file(session, now=NOW)
    session.commit()
    session.expunge(lost)

    assert not take_in_one(ground())

    clock.now = NOW + files.LEASE
    assert take_in_one(ground())
    assert state(session) == "planned"
    assert not files.is_claimed(session, lost)


class Killed(BaseException):
    """What ends a worker at once."""


@pytest.mark.usefixtures("later")
def test_a_worker_killed_while_it_writes_leaves_nothing_and_another_goes_on(
    facilitator, session, ground, clock, monkeypatch
):
    address = send(facilitator).location
    take_in(ground())
    confirm(facilitator, address)
    before = row_counts(session)

    def kill(*_said, **_named):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("webapp.importing.record", kill)
        with pytest.raises(Killed):
            take_in_one(ground())

    assert (state(session), row_counts(session)) == ("writing", before)
    clock.now = NOW + files.LEASE
    take_in(ground())
    assert (state(session), row_counts(session)["item"]) == ("written", 3)


@pytest.mark.usefixtures("later")
def test_a_file_that_stops_each_worker_is_given_up(facilitator, session, ground, clock):
    address = send(facilitator).location
    for _ in range(files.MOST_ATTEMPTS):
        assert files.claim_file(session, now=clock.now)
        session.commit()
        clock.now += files.LEASE

    assert not take_in_one(ground())
    assert "s’est arrêtée trois fois" in text(facilitator, address)


def test_a_reader_that_fails_refuses_its_file_only(facilitator, session, monkeypatch, caplog):
    def fail(*_said):
        raise ZeroDivisionError

    monkeypatch.setitem(FORMATS, "lines", replace(LINES, read=fail))

    page = text(facilitator, send(facilitator, lines("D1;x")).location)

    assert "Une panne imprévue" in page
    assert (state(session), "a file could not be taken in" in caplog.text) == ("refused", True)


@pytest.mark.usefixtures("later")
def test_an_organisation_has_a_few_files_waiting_at_most(facilitator, session):
    own = make_organisation(session)
    for _ in range(files.MOST_PENDING):
        files.add_file(session, own, Source("f", b"x"), Wish(), by=None, now=NOW)
    session.commit()

    page = send(facilitator).get_data(as_text=True)

    assert "10 fichiers attendent déjà" in page


def test_files_are_forgotten_after_thirty_days(facilitator, session, ground, clock):
    send(facilitator)
    clock.now = NOW + files.KEPT
    forget_what_is_due(ground())
    assert state(session) == "planned"

    clock.now += timedelta(days=1)
    forget_what_is_due(ground())

    assert state(session) is None


def test_a_large_plan_is_read_page_by_page(facilitator):
    label = "mot " * 380
    content = lines("D1;Domaine", *(f"D1-{n:03};{n} {label}" for n in range(120)))
    address = send(facilitator, content).location

    page = text(facilitator, address)
    last = text(facilitator, f"{address}?page=99")

    assert len(page.encode()) < 60_000
    assert "Page 1 sur" in page
    assert "Page suivante" in page
    assert "Page précédente" in last
    assert "Page suivante" not in last


def test_the_kind_of_changes_can_be_chosen(facilitator):
    confirm(facilitator, send(facilitator).location)
    changed = replace(ONE, texts=fr(label="Libellé nouveau"))
    content = yaml_of(small_tree(D1, changed, entry("D1-03")))

    page = text(facilitator, f"{send(facilitator, content).location}?kind=withdrawn")

    assert '<span class="code">D1-02</span>' in page
    assert '<span class="code">D1-01</span>' not in page


def test_somebody_of_two_organisations_says_for_which(sign_in_as, session):
    other = make_organisation(session, "other")
    sign_in_as(Role.FACILITATOR)
    both = sign_in_as(Role.FACILITATOR, organisation=other)

    assert '<select id="organisation"' in text(both, "/imports/new")
    address = send(both, organisation=str(other.id)).location
    confirm(both, address)

    version = session.scalars(select(Version)).one()
    assert version.referentiel.organisation_id == other.id
    assert "OTHER" in text(both, "/imports/")


def test_the_template_is_the_spreadsheet_once_there_is_one(facilitator, monkeypatch):
    monkeypatch.delitem(FORMATS, "xlsx", raising=False)
    assert "/imports/template" not in text(facilitator, "/imports/new")
    assert facilitator.get("/imports/template").status_code == 404

    monkeypatch.setitem(FORMATS, "xlsx", replace(LINES, key="xlsx", extension="xlsx"))

    assert "/imports/template" in text(facilitator, "/imports/new")
    with facilitator.get("/imports/template") as answer:
        assert "modele-de-referentiel-1.xlsx" in answer.headers["Content-Disposition"]


def test_the_target_is_a_referentiel_that_one_holds(facilitator, session):
    known = str(uuid4())
    held = yaml_of(small_tree(D1, replace(ONE, identity=known)))
    confirm(facilitator, send(facilitator, held).location)

    address = send(facilitator, lines("D1;Libellé D1", "D1-01;Autre"), target="essai").location
    confirm(facilitator, address)

    items = session.scalars(select(Item).order_by(Item.position)).all()
    assert [(it.lineage == known, it.label()) for it in items] == [
        (False, "Libellé D1"),
        (True, "Autre"),
    ]


def test_a_second_version_from_a_file_says_what_became_of_each_entry(facilitator, session):
    """The file declares one split, as our own export of a second version does."""
    first = confirm_and_find(facilitator, session, SMALL)
    publish(session, first, standing="projet", today=NOW.date())
    session.commit()
    one = small_tree().lineages()["D1-01"]
    parts = [entry("D1-11"), entry("D1-12")]
    second = small_tree(D1, *parts, replace(TWO, texts=fr(label="Autrement")), label="V2")
    lineages = second.lineages()
    declared = tuple(SuccessionNode("split", one, lineages[it.code]) for it in parts)

    made = confirm_and_find(facilitator, session, yaml_of(replace(second, successions=declared)))

    assert (made.label, made.state, made.based_on_id) == ("V2", "draft", first.id)
    page = re.sub(r"<[^>]+>", " ", text(facilitator, f"/versions/{made.id}/successions"))
    words = " ".join(page.split())
    assert "1 conservée 1 reformulée 1 scindée" in words
    publish(session, made, standing="projet", today=NOW.date())
    assert descent(session, first, made) == [
        SuccessionNode("kept", lineages["D1"], lineages["D1"]),
        *declared,
        SuccessionNode("reworded", lineages["D1-02"], lineages["D1-02"]),
    ]


def confirm_and_find(client, session, content):
    confirm(client, send(client, content).location)
    return session.scalars(select(Version).order_by(Version.id.desc())).first()
