"""The reader of pages: a sound page passes, and each broken rule says what to do."""

import pytest

from tests.pages import check_page, problems_of

SOUND = """<!doctype html>
<html lang="fr"><head><title>Une page</title><link rel="stylesheet" href="/static/style.css"></head>
<body><h1>Une page</h1><h2>L’atelier</h2>
<form method="post">
  <label for="name">Nom</label><input id="name" name="name" aria-describedby="hint">
  <p id="hint">Tel qu’il paraîtra.</p>
  <label><input type="checkbox" name="agreed"> J’accepte</label>
  <fieldset><legend>Niveau</legend><label><input type="radio" name="level" value="0">0</label>
  </fieldset>
  <textarea aria-label="Remarque">l'apostrophe qu'on a tapée</textarea>
  <input type="hidden" name="token"><button type="submit">Envoyer</button>
</form>
<img src="/static/logo.svg" alt=""><script type="application/json">{"it's": 1}</script>
<script src="/static/forms.js" defer></script></body></html>"""

BROKEN = {
    "language": ('lang="fr"', "", 'Extend base.html: <html> needs lang="fr" or "en".'),
    "title": ("<title>Une page", "<title>", "Fill the block `title` with what the page is about."),
    "no h1": ("<h1>Une page</h1>", "", "Write exactly one h1; found []."),
    "heading order": (
        "<h2>L’atelier</h2>",
        "<h3>L’atelier</h3>",
        "Use h2 for « L’atelier »: h3 skips a level.",
    ),
    "ids": (
        "<h2>",
        '<h2 id="hint">',
        "Give each element its own id: « hint » is used 2 times.",
    ),
    "reference": (
        'aria-describedby="hint"',
        'aria-describedby="help"',
        "aria-describedby=« help » of <input> points to nothing: write an element with that id.",
    ),
    "label": (
        '<label for="name">Nom</label>',
        "",
        "Label <input type= name=name>: a <label for>, a <label> around it or an aria-label.",
    ),
    "radio": (
        "<legend>Niveau</legend>",
        "",
        "Put <input type=radio name=level> in a <fieldset> with a <legend>: "
        "use the macros of fields.html.",
    ),
    "inline style": (
        "<h2>",
        '<h2 style="color:red">',
        "Move the style of <h2> to style.css: the page may carry none.",
    ),
    "inline script": (
        "</body>",
        "<script>1</script></body>",
        "Move this script to a file of static/: the page may carry none.",
    ),
    "handler": ("<h2>", '<h2 onclick="go()">', "Move onclick of <h2> to a script file."),
    "outside": (
        'src="/static/logo.svg"',
        'src="//example.org/logo.svg"',
        "Serve //example.org/logo.svg ourselves: a page asks nothing of another site.",
    ),
    "alternative": (
        ' alt=""',
        "",
        "Give the image /static/logo.svg an alt, empty if it only adorns.",
    ),
    "form": (
        '<form method="post">',
        "<form>",
        "Say where this form goes: give it an action or a method.",
    ),
    "button": (
        '<button type="submit">',
        "<button>",
        "Give the button « Envoyer » a type: submit or button.",
    ),
    "apostrophe": ("L’atelier", "L'atelier", "Write ’ in place of ' in « L'atelier »."),
}


def test_a_sound_page_has_no_problem():
    assert problems_of(SOUND) == []


@pytest.mark.parametrize("rule", BROKEN)
def test_a_broken_rule_says_what_to_do(rule):
    right, wrong, sentence = BROKEN[rule]

    problems = problems_of(SOUND.replace(right, wrong, 1))

    assert problems == [sentence]


def test_two_h1_are_refused():
    page = SOUND.replace("<h2>L’atelier</h2>", "<h1>L’atelier</h1>")

    assert problems_of(page) == ["Write exactly one h1; found ['Une page', 'L’atelier']."]


def test_check_page_lists_every_problem():
    with pytest.raises(AssertionError) as failure:
        check_page(SOUND.replace(' alt=""', "").replace("<h2>", '<h2 style="">'))

    assert str(failure.value).splitlines() == [
        "This page breaks the rules of every page:",
        "Move the style of <h2> to style.css: the page may carry none.",
        "Give the image /static/logo.svg an alt, empty if it only adorns.",
    ]
