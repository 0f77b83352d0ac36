"""The pages by which référentiels are read, written, compared, exchanged and connected."""

from playwright.sync_api import Page

from tests.browser.importing import grid, importing
from tests.browser.places import Place, sending


def late(page: Page) -> None:
    """Send a text for an entry that says something else than when it was shown."""
    form = page.locator("form.authoring")
    for name, value in (("revision", "0"), ("seen", "{}")):
        form.locator(f"[name={name}]").evaluate("(it, value) => { it.value = value; }", value)
    words = {"fr.label": "Un autre libellé", "fr.description": "Une autre description"}
    for name, said in words.items():
        form.locator(f"[name='{name}']").fill(said)
    with page.expect_navigation():
        form.locator("[type=submit]").first.click()


REFERENTIEL_PLACES: dict[str, dict[str, Place]] = {
    "library.index": {
        "library": Place("/library/"),
        "library, signed in": Place("/library/", signed_in=True),
    },
    "library.version": {
        "whole version": Place("/library/{deep}"),
        "draft of one's own": Place("/library/{shelved}", signed_in=True),
        "large version": Place("/library/{large}", signed_in=True),
        "branch": Place("/library/{large}?under={part}", signed_in=True),
        "search in a version": Place("/library/{large}?q=animer&type=savoir-faire&page=2"),
        "nothing found in a version": Place("/library/{deep}?q=xyz"),
        "version in force": Place("/library/developpement-territorial"),
        "filtered": Place("/library/developpement-territorial?q=coop%C3%A9rer&core=1&scope=C"),
    },
    "library.profiles": {"profiles": Place("/library/developpement-territorial/profiles")},
    "library.profile": {
        "profile": Place("/library/developpement-territorial/profiles/P2"),
        "profile of ranges": Place("/library/{deep}/profiles/JARDINIER"),
    },
    "library.print_view": {"print": Place("/library/developpement-territorial/print")},
    "library.item": {
        "competence in force": Place("/library/developpement-territorial/D4-03"),
        "nothing here": Place("/library/developpement-territorial/D9-99", status=404),
        "item": Place("/library/{deep}/{sowing}"),
        "item that holds others": Place("/library/{deep}/{cultivating}"),
    },
    "crosswalks.index": {
        "correspondences": Place("/crosswalks/{version}"),
        "correspondences, author": Place("/crosswalks/{version}?state=pending", signed_in=True),
        "no correspondence": Place("/crosswalks/{version}?q=zzz"),
    },
    "crosswalks.item": {
        "correspondences of one": Place("/crosswalks/{version}/items/{competence}"),
        "bench": Place("/crosswalks/{version}/items/{competence}?q=projet", signed_in=True),
    },
    "crosswalks.write": {
        "by hand": Place("/crosswalks/{version}/items/{competence}/write", signed_in=True),
        "by hand, to mend": Place(
            "/crosswalks/{version}/items/{competence}/write",
            signed_in=True,
            act=sending("form[novalidate]", label=""),
        ),
    },
    "crosswalks.coverage": {
        "coverage": Place("/crosswalks/{version}/coverage"),
        "coverage of a fiche": Place("/crosswalks/{version}/coverage?fiche=K1802"),
    },
    "versions.difference": {
        "difference": Place("/versions/{version}/{next}/difference", signed_in=True),
        "no difference": Place("/versions/{version}/{version}/difference"),
    },
    "versions.successions": {
        "successions": Place("/versions/{next}/successions", signed_in=True),
        "nothing succeeded": Place("/versions/{version}/successions"),
    },
    "versions.integrity": {"integrity": Place("/versions/{version}/integrity")},
    "versions.fate": {
        "fate": Place("/versions/{next}/successions/{fate}", signed_in=True),
        "fate to mend": Place(
            "/versions/{next}/successions/{fate}", signed_in=True, act=sending(codes="D9")
        ),
    },
    "versions.publish": {
        "publishing": Place("/versions/{next}/publish", signed_in=True),
        "publishing, to mend": Place(
            "/versions/{next}/publish", signed_in=True, act=sending(label="")
        ),
        "publishing, blocked": Place("/versions/{blocked}/publish", signed_in=True),
    },
    "versions.withdraw": {"withdrawing": Place("/versions/{version}/withdraw", signed_in=True)},
    "versions.delete": {"deleting a draft": Place("/versions/{next}/delete", signed_in=True)},
    "exports.index": {"formats": Place("/exports/1", signed_in=True)},
    "imports.index": {"imports": Place("/imports/", signed_in=True)},
    "imports.new": {
        "import": Place("/imports/new", signed_in=True),
        "import to mend": Place("/imports/new", signed_in=True, act=sending("form[novalidate]")),
    },
    "imports.show": {
        "plan": Place("/imports/new", signed_in=True, act=importing(grid("1"))),
        "refused import": Place("/imports/new", signed_in=True, act=importing("%PDF-1.4")),
        "import in progress": Place("/imports/{waiting}", signed_in=True),
        "written import": Place(
            "/imports/new", signed_in=True, act=importing(grid("1", "SLUG"), confirm=True)
        ),
        "plan of changes": Place("/imports/{planned}", signed_in=True),
    },
    "drafts.new": {
        "new référentiel": Place("/drafts/new", signed_in=True),
        "new référentiel to mend": Place("/drafts/new", signed_in=True, act=sending(title="")),
    },
    "drafts.index": {"outline": Place("/drafts/{draft}", signed_in=True)},
    "drafts.item": {
        "entry": Place("/drafts/{draft}/items/{entry}", signed_in=True),
        "entry to mend": Place(
            "/drafts/{draft}/items/{entry}", signed_in=True, act=sending("form.authoring", code="")
        ),
        "two texts": Place("/drafts/{draft}/items/{entry}", signed_in=True, act=late, status=409),
    },
    "drafts.add": {
        "new entry": Place("/drafts/{draft}/add", signed_in=True),
        "new entry to mend": Place("/drafts/{draft}/add", signed_in=True, act=sending(code="D1")),
    },
    "drafts.place": {"place": Place("/drafts/{draft}/items/{entry}/place", signed_in=True)},
    "drafts.remove": {"removal": Place("/drafts/{draft}/items/{entry}/remove", signed_in=True)},
    "drafts.scales": {"scales": Place("/drafts/{draft}/scales", signed_in=True)},
    "drafts.anchors": {"anchors": Place("/drafts/{draft}/anchors", signed_in=True)},
    "drafts.profiles": {"draft profiles": Place("/drafts/{draft}/profiles", signed_in=True)},
    "drafts.profile": {
        "draft profile": Place("/drafts/{draft}/profiles/{profile}", signed_in=True)
    },
    "drafts.take_scales": {
        "scales of ours": Place("/drafts/{draft}/scales/shipped", signed_in=True)
    },
    "drafts.remove_type": {
        "removal of a type": Place("/drafts/{draft}/types/remove?type=savoir", signed_in=True)
    },
    "drafts.remove_profile": {
        "removal of a profile": Place("/drafts/{draft}/profiles/{profile}/remove", signed_in=True)
    },
    "drafts.texts": {"draft texts": Place("/drafts/{draft}/texts", signed_in=True)},
    "drafts.translations": {"translations": Place("/drafts/{draft}/translations", signed_in=True)},
    "remarks.index": {
        "remarks": Place("/remarks/{draft}", signed_in=True),
        "remarks decided": Place("/remarks/{draft}?state=decided", signed_in=True),
    },
    "remarks.add": {
        "remark": Place("/remarks/{draft}/add?entry=D1-01", signed_in=True),
        "remark to mend": Place(
            "/remarks/{draft}/add", signed_in=True, act=sending("form:has(textarea)", text="")
        ),
    },
}
