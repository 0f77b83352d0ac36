import pytest


@pytest.mark.parametrize("said", [1.5, [], {"email": 3}, "texte"])
def test_json_sent_to_a_page_is_refused(client, said):
    assert client.post("/account/sign-in", json=said).status_code == 415


def test_a_form_is_taken(client):
    assert client.post("/account/sign-in", data={"email": "a@example.org"}).status_code == 303


def test_a_page_is_shown_whatever_kind_its_reader_says_to_send(client):
    assert client.get("/account/sign-in", content_type="application/json").status_code == 200
