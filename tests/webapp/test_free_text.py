"""Whoever may write freely is asked to name nobody and to leave health and opinions out."""

import re
from html import unescape
from pathlib import Path

import webapp

TEMPLATES = Path(webapp.__file__).parent / "templates"
WARNING = "Ne citez personne, et n’écrivez rien sur la santé"


def test_a_long_text_field_carries_the_warning_tied_to_it(client):
    page = unescape(client.get("/style/").get_data(as_text=True))

    boxes = re.findall(r"<textarea[^>]*>", page)
    assert boxes
    for box in boxes:
        [described] = re.findall(r'aria-describedby="([^"]*)"', box)
        warning = next(name for name in described.split() if name.endswith("-warning"))
        assert re.search(rf'<p class="note" id="{warning}">{WARNING}', page)


def test_no_template_writes_a_long_text_field_by_hand():
    by_hand = [
        path.relative_to(TEMPLATES).as_posix()
        for path in TEMPLATES.rglob("*.html")
        if "<textarea" in path.read_text()
    ]

    assert by_hand == ["macros/fields.html"], "use the macro `field` or `long_text`, which warn"
