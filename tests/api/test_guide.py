"""The commands of docs/api.md give what the page says."""

import re
import shlex
from pathlib import Path

from reports.release import release_campaign
from tests.conftest import NOW
from tests.factories import make_campaign, make_submission
from webapp.translations import translations

GUIDE = Path(__file__).parents[2] / "docs" / "api.md"
COMMAND = re.compile(r"^curl (.*?) +# (\d+)$", re.MULTILINE)
SITE = "$SITE/api/v1"


def request_of(command):
    """Return method, path, headers and body of a curl command."""
    words = iter(shlex.split(command))
    method, headers, body, path = "GET", {}, None, ""
    for word in words:
        if word == "-X":
            method = next(words)
        elif word == "-H":
            name, _, value = next(words).partition(": ")
            headers[name] = value
        elif word == "-d":
            body = next(words)
        else:
            path = word.removeprefix(SITE)
    return method, path, headers, body


def test_each_command_gives_the_status_that_is_written_after_it(session, program, anyone):
    campaign = make_campaign(session, ("D4-03", "D4-05"), code="crest")
    for _ in range(5):
        make_submission(session, campaign, (3, 1), (3, 2))
    release_campaign(session, campaign, now=NOW, languages=translations())
    session.commit()
    known = {"$TOKEN": program.token, "$CAMPAIGN": str(campaign.id)}

    got, said = [], []
    for command, status in COMMAND.findall(GUIDE.read_text()):
        for name, value in known.items():
            command = command.replace(name, value)
        method, path, headers, body = request_of(command)
        with anyone.call(method, path, headers=headers, data=body) as answer:
            if answer.is_json and "ticket" in answer.json:
                known["$TICKET"] = answer.json["ticket"]
        got.append((command, answer.status_code))
        said.append((command, int(status)))

    assert got == said
    assert len(got) == 17
