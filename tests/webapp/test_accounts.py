"""Signing in and out."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from surveys.accounts import add_person, add_role
from surveys.roles import Role
from tests.conftest import PASSWORD
from tests.factories import make_organisation
from webapp.demonstration import ACCOUNT
from webapp.onward import local_path

EMAIL = "anne@example.org"


@pytest.fixture
def anne(session: Session) -> None:
    organisation = make_organisation(session)
    person = add_person(session, name="Anne", email=EMAIL, password=PASSWORD)
    add_role(session, organisation, person, Role.FACILITATOR, today=None)
    session.commit()


def sign_in(client: FlaskClient, *, email=EMAIL, password=PASSWORD, onward=""):
    address = f"/account/sign-in?next={onward}" if onward else "/account/sign-in"
    return client.post(address, data={"email": email, "password": password})


@pytest.mark.usefixtures("anne")
def test_the_right_password_leads_to_the_facilitators_pages(client):
    response = sign_in(client)

    assert (response.status_code, response.location) == (303, "/campaigns/")
    assert client.get("/campaigns/").status_code == 200


@pytest.mark.usefixtures("anne")
def test_case_and_spaces_around_an_address_do_not_matter(client):
    assert sign_in(client, email=" Anne@Example.org ").location == "/campaigns/"


@pytest.mark.usefixtures("anne")
@pytest.mark.parametrize("who", [{"password": "faux"}, {"email": "nobody@example.org"}])
def test_a_wrong_password_and_an_unknown_address_get_the_same_sentence(client, who):
    page = sign_in(client, **who).get_data(as_text=True)

    assert "L’adresse ou le mot de passe ne correspond pas." in page
    assert f'value="{who.get("email", EMAIL)}"' in page
    assert "faux" not in page
    assert client.get("/campaigns/").status_code == 302


@pytest.mark.usefixtures("anne")
def test_signing_in_leads_back_to_the_page_that_was_asked_for(client):
    asked = client.get("/campaigns/create?workshop=3")

    response = client.post(asked.location, data={"email": EMAIL, "password": PASSWORD})

    assert response.location == "/campaigns/create?workshop=3"


@pytest.mark.usefixtures("anne")
@pytest.mark.parametrize(
    "target",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/\\elsewhere.example/",
        "/%09/elsewhere.example/",
        "javascript:alert(1)",
        "campaigns/",
    ],
)
def test_signing_in_never_leads_to_another_site(client, target):
    assert sign_in(client, onward=target).location == "/campaigns/"


def test_a_path_of_this_site_is_kept_whole():
    assert local_path("/campaigns/create?workshop=3&start=core") == (
        "/campaigns/create?workshop=3&start=core"
    )


@pytest.mark.usefixtures("anne")
def test_signing_in_starts_a_fresh_cookie(client):
    with client.session_transaction() as cookie:
        cookie["left_by"] = "somebody else"

    sign_in(client)

    with client.session_transaction() as cookie:
        assert "left_by" not in cookie


@pytest.mark.usefixtures("anne")
def test_signing_out_closes_the_facilitators_pages(client):
    sign_in(client)

    response = client.post("/account/sign-out")

    assert response.location == "/"
    assert response.headers["Clear-Site-Data"] == '"cache"'
    assert client.get("/campaigns/").location.startswith("/account/sign-in?next=")


def test_signing_out_takes_a_button_not_a_link(client):
    assert client.get("/account/sign-out").status_code == 405


def test_an_empty_form_asks_for_the_address_alone(client):
    page = client.post("/account/sign-in", data={}).get_data(as_text=True)

    assert "Écrivez votre adresse électronique." in page
    assert "Écrivez votre mot de passe." not in page


def test_the_button_beside_the_password_asks_for_one(client):
    typed = {"email": EMAIL, "password": "", "way": "password"}

    page = client.post("/account/sign-in", data=typed).get_data(as_text=True)

    assert "Écrivez votre mot de passe." in page


@pytest.mark.parametrize(
    "email", ["anne", "anne@", "@example.org", "a b@example.org", "a@b\x00.fr"]
)
def test_what_is_no_address_is_said_to_be_none(client, email):
    page = client.post("/account/sign-in", data={"email": email}).get_data(as_text=True)

    assert "Écrivez une adresse complète" in page


def test_the_demonstration_account_shows_only_in_demonstration(client):
    assert ACCOUNT[0] not in client.get("/account/sign-in").get_data(as_text=True)


@pytest.mark.usefixtures("anne")
def test_a_form_without_its_proof_is_refused(app: Flask):
    app.config["WTF_CSRF_ENABLED"] = True

    response = sign_in(app.test_client())

    assert response.status_code == 400
    assert PASSWORD not in response.get_data(as_text=True)
