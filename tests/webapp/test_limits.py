"""Bodies that are too large are refused before anything reads them."""

import pytest

from webapp import MAX_FIELDS, MAX_FORM, MAX_UPLOAD

PATH = "/account/sign-in"


def test_a_body_larger_than_any_file_is_refused(client):
    answer = client.post(PATH, data=b"x" * (MAX_UPLOAD + 1), content_type="text/plain")

    assert answer.status_code == 413


@pytest.mark.parametrize("content_type", [None, "multipart/form-data"])
def test_a_form_larger_than_any_of_ours_is_refused(client, content_type):
    data = {"email": "a" * (MAX_FORM + 1)}

    answer = client.post(PATH, data=data, content_type=content_type)

    assert answer.status_code == 413


def test_a_form_of_more_fields_than_any_of_ours_is_refused(client):
    data = {f"field{number}": "x" for number in range(MAX_FIELDS + 1)}

    answer = client.post(PATH, data=data, content_type="multipart/form-data")

    assert answer.status_code == 413
