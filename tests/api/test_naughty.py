"""Strange headers, cookies and addresses: no failure, no markup back, nothing opened."""

import pytest

from tests.factories import make_campaign, make_submission

STRINGS = (
    "",
    " ",
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "../../etc/passwd",
    "%00%0d%0aX-Injected: 1",
    "\u202etxet",
    "İSTANBUL ß ﬁ",
    "𝕽𝖊𝖕",
    "{{7*7}}${7*7}",
    "-1",
    "1e309",
    "NaN",
    "A" * 5_000,
    "null",
    '{"a":1}',
    "rep_" + "A" * 43,
    'W/"x", *',
    "*",
    "en;q=x,fr;q=-1",
)
HEADERS = (
    "Authorization",
    "Idempotency-Key",
    "If-None-Match",
    "Accept",
    "Accept-Language",
    "Content-Type",
    "Cookie",
    "X-Forwarded-For",
    "X-HTTP-Method-Override",
    "Origin",
    "Range",
)


@pytest.fixture
def calls(session):
    """Return calls that find something: method, address and, for one of them, a body."""
    campaign = make_campaign(session)
    ticket = make_submission(session, campaign, (3, 1), (3, 2)).text
    sheet = f"/campaigns/{campaign.code}/submissions/{ticket}"
    return (
        ("GET", "/referentiels/developpement-territorial/versions/DT-2026.0/items", None),
        ("GET", f"/campaigns/{campaign.id}", None),
        ("POST", f"/campaigns/{campaign.code}/tickets", None),
        ("PUT", sheet, {"notice": campaign.notice, "answers": {"D4-01": {"current": 2}}}),
        ("GET", "/docs", None),
    )


def latin(text: str) -> str:
    """Return a text as its bytes come in a header."""
    return text.encode().decode("latin-1")


@pytest.mark.parametrize("header", HEADERS)
def test_no_header_makes_the_server_fail(anyone, calls, header):
    for method, path, body in calls:
        for text in STRINGS:
            headers = {header: latin(text)}
            answer = anyone.call(method, path, headers=headers, json=body)
            said = answer.get_data()

            assert answer.status_code < 500, (path, text)
            assert b"<script>alert" not in said
            assert answer.headers.get("X-Injected") is None


@pytest.mark.parametrize("name", ["session", "language", "ticket-abcde", "remember_token", "token"])
def test_no_cookie_opens_anything(anyone, calls, name):
    for text in STRINGS:
        cookie = {"Cookie": f"{name}={latin(text)}"}

        assert anyone.get("/campaigns", headers=cookie).status_code == 401
        for method, path, body in calls:
            assert anyone.call(method, path, headers=cookie, json=body).status_code < 500


@pytest.mark.parametrize("text", STRINGS, ids=ascii)
def test_no_address_makes_the_server_fail(anyone, program, calls, text):
    for caller in (anyone, program):
        for path in (
            f"/{text}",
            f"/referentiels/{text}",
            f"/referentiels/developpement-territorial/versions/{text}/items",
            f"/campaigns/{text}/questionnaire",
            f"/campaigns/{text}",
            f"/campaigns/{text}/report.{text}",
            calls[3][1] + text,
        ):
            answer = caller.get(path)

            assert answer.status_code < 500, path
            assert b"<script>alert" not in answer.get_data()
        for value in ("limit", "cursor", text):
            answer = caller.get("/referentiels", query_string={value: text})

            assert answer.status_code < 500, value
            assert b"<script>alert" not in answer.get_data()
