from dataclasses import replace
from datetime import date
from uuid import NAMESPACE_DNS, uuid4, uuid5

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from referentiel import importing
from referentiel.formats import FORMATS
from referentiel.formats.base import LONGEST_TEXT, MOST_DEPTH, Source, TooLarge, Unrecognised
from referentiel.history import descent
from referentiel.importing import Wish, plan_import, read_file, write_plan
from referentiel.models import Referentiel, Version
from referentiel.placing import next_label
from referentiel.stored import tree_of_version
from referentiel.tree import SuccessionNode
from tests.factories import fr, make_organisation
from tests.importing import (
    D1,
    LINES,
    LINK,
    ONE,
    PROFILE,
    TWO,
    entry,
    lines,
    row_counts,
    small_tree,
    source_of,
    yaml_of,
)

TODAY = date(2026, 11, 28)


@pytest.fixture(autouse=True)
def lines_are_read(monkeypatch):
    monkeypatch.setitem(FORMATS, "lines", LINES)


@pytest.fixture
def plan(session):
    def plan(content, *, organisation="unadel", name="essai.yaml", **wish):
        source = content if isinstance(content, Source) else Source(name, content)
        asked = Wish(**wish)
        held = make_organisation(session, organisation)
        return plan_import(session, read_file(source, asked), asked, organisation=held, today=TODAY)

    return plan


@pytest.fixture
def write(session, plan):
    def write(content, *, organisation="unadel", **wish):
        planned = plan(content, organisation=organisation, **wish)
        assert planned.errors == ()
        held = make_organisation(session, organisation)
        return write_plan(session, planned, organisation=held, today=TODAY)

    return write


def sentences(planned):
    return [issue.sentence % issue.values for issue in planned.issues]


def test_a_new_file_becomes_a_draft_of_a_new_referentiel(session, write, plan):
    planned = plan(source_of(small_tree(crosswalks=(LINK,), profiles=(PROFILE,))))

    assert (planned.action, planned.issues, dict(planned.changes.counts)) == (
        "new",
        (),
        {"added": 3},
    )

    version = write(source_of(small_tree(crosswalks=(LINK,), profiles=(PROFILE,))))

    wanted = small_tree(crosswalks=(LINK,), profiles=(PROFILE,), state="draft", standing="projet")
    assert tree_of_version(session, version) == wanted
    assert session.get_one(Referentiel, version.referentiel_id).slug == "essai"


def test_planning_writes_nothing(session, plan):
    make_organisation(session)
    before = row_counts(session)

    plan(source_of(small_tree()))

    assert (row_counts(session), list(session.new), list(session.dirty)) == (before, [], [])


def test_as_is_takes_the_state_and_the_standing_of_the_file(write):
    version = write(source_of(small_tree()), as_is=True)

    assert (version.state, version.standing, version.published_on) == ("published", "validé", TODAY)


def test_a_file_that_comes_published_says_what_became_of_the_version_before(session, write):
    first = write(source_of(small_tree()), as_is=True)
    draft = write(source_of(small_tree(D1, ONE, label="V1b")))  # no version comes from a draft
    reworded = entry("D1-01", "Autrement")
    second = write(source_of(small_tree(D1, reworded, entry("D1-03"), label="V2")), as_is=True)

    assert (draft.based_on_id, second.based_on_id) == (first.id, first.id)
    said = small_tree(D1, reworded, TWO, entry("D1-03")).lineages()
    assert descent(session, first, second) == [
        SuccessionNode("kept", said["D1"], said["D1"]),
        SuccessionNode("reworded", said["D1-01"], said["D1-01"]),
        SuccessionNode("withdrawn", said["D1-02"], None),
        SuccessionNode("added", None, said["D1-03"]),
    ]


def test_the_same_file_again_changes_nothing(session, write, plan):
    source = source_of(small_tree(crosswalks=(LINK,), profiles=(PROFILE,)))
    version = write(source)
    before = row_counts(session)

    planned = plan(source)

    assert (planned.action, planned.changes.nothing) == ("same", True)
    assert write(source) is version
    assert row_counts(session) == before


def test_another_text_updates_the_draft_and_keeps_its_standing(session, write, plan):
    write(source_of(small_tree())).standing = "validé"
    changed = source_of(small_tree(D1, replace(ONE, texts=fr(label="Autre"))))

    planned = plan(changed)

    assert (planned.action, dict(planned.changes.counts)) == (
        "update",
        {"kept": 1, "reworded": 1, "withdrawn": 1},
    )
    version = write(changed)
    assert (version.standing, session.query(Version).count()) == ("validé", 1)
    assert [it.code for it in tree_of_version(session, version).content.items] == ["D1", "D1-01"]


def test_a_published_version_never_changes_and_another_label_is_proposed(session, write, plan):
    write(source_of(small_tree(label="DT-2026.0")), as_is=True)
    before = row_counts(session)

    planned = plan(source_of(small_tree(D1, ONE, label="DT-2026.0")))

    assert planned.tree is None
    assert sentences(planned) == [
        "La version «\u00a0DT-2026.0\u00a0» est publiée\u00a0: elle ne change plus. Envoyez de "
        "nouveau le fichier en lui donnant une autre étiquette, par exemple "
        "«\u00a0DT-2026.1\u00a0»."
    ]
    assert row_counts(session) == before


def test_the_export_of_a_published_version_changes_nothing(session, write, plan):
    version = write(source_of(small_tree(crosswalks=(LINK,))), as_is=True)

    planned = plan(yaml_of(tree_of_version(session, version)))

    assert (planned.action, planned.errors) == ("same", ())


def test_links_of_a_published_version_follow_the_file(session, write):
    version = write(source_of(small_tree(crosswalks=(LINK,))), as_is=True)
    said = version.content_hash

    again = write(source_of(small_tree(crosswalks=(LINK, replace(LINK, target="2")))))

    assert (again, again.content_hash, again.state) == (version, said, "published")
    assert len(tree_of_version(session, again).crosswalks) == 2


def test_a_new_label_is_the_next_version_and_is_compared_with_the_latest(write, plan):
    first = write(source_of(small_tree()), as_is=True)

    planned = plan(source_of(small_tree(D1, ONE, label="V2")))

    assert (planned.action, dict(planned.changes.counts)) == ("next", {"kept": 2, "withdrawn": 1})
    version = write(source_of(small_tree(D1, ONE, label="V2")))
    assert (version.based_on_id, version.state, version.label) == (first.id, "draft", "V2")


def test_a_referentiel_of_another_organisation_is_refused(session, write, plan):
    write(source_of(small_tree()))
    before = row_counts(session)

    planned = plan(source_of(small_tree(D1)), organisation="other")

    assert sentences(planned) == [
        "Le référentiel «\u00a0essai\u00a0» est tenu par une autre organisation. "
        "Choisissez une autre adresse (slug)."
    ]
    assert (planned.tree, planned.changes) == (None, None)
    assert row_counts(session)["item"] == before["item"]


def test_another_address_makes_a_copy_with_the_same_identities(session, write):
    first = write(source_of(small_tree()))
    copy = write(source_of(small_tree()), organisation="other", slug="Ma copie")

    one, other = (tree_of_version(session, version) for version in (first, copy))
    assert (other.slug, other.lineages()) == ("ma-copie", one.lineages())


def test_a_file_without_address_is_placed_by_its_title(write, plan):
    version = write(lines("D1;Domaine", "D1-01;Écouter"), name="Notre grille.txt")

    assert (version.referentiel.slug, version.label) == ("notre-grille", "2026-11-28")
    assert plan(lines("D1;Domaine"), name="Notre grille.txt").action == "update"
    other = write(lines("D1;Domaine"), name="Notre grille.txt", organisation="other")
    assert other.referentiel.slug == "notre-grille-2"


def test_two_referentiels_with_the_same_codes_have_other_identities(session, write):
    one, other = (
        tree_of_version(session, write(lines("D1;Domaine"), name=name)) for name in ("a", "b")
    )

    assert one.lineages() == {"D1": str(uuid5(one.namespace, "D1"))}
    assert one.lineages().keys() == other.lineages().keys()
    assert one.lineages() != other.lineages()


def test_entries_without_identity_are_found_again_by_their_code(write, plan):
    known = str(uuid4())
    write(source_of(small_tree(D1, replace(ONE, identity=known))))

    planned = plan(lines("D1;Domaine", "D1-01;Autre"), slug="essai")

    [changed] = [it for it in planned.changes.changes if it.newer == planned.tree.content.items[1]]
    assert (changed.fate, planned.tree.lineage(changed.newer)) == ("reworded", known)


def test_entries_without_identity_are_found_again_by_their_foreign_identifier(session, write):
    known = str(uuid4())
    write(source_of(small_tree(D1, replace(ONE, identity=known, foreign_id="f-1"))))
    read = read_file(Source("f.txt", lines("D1;Domaine", "X-1;Écouter")), Wish(slug="essai"))
    items = (D1, replace(ONE, code="X-1", foreign_id="f-1"))
    tree = replace(read.read.tree, content=replace(read.read.tree.content, items=items))
    file = replace(read, read=replace(read.read, tree=tree))

    planned = plan_import(
        session, file, Wish(slug="essai"), organisation=make_organisation(session), today=TODAY
    )

    assert planned.tree.lineages()["X-1"] == known


def test_what_a_poorer_format_cannot_say_is_kept(session, write, plan):
    full = small_tree(
        D1,
        replace(ONE, type="savoir", core=True, texts={**ONE.texts, "en": {"label": "Listen"}}),
        TWO,
        profiles=(PROFILE,),
        crosswalks=(LINK,),
    )
    version = write(source_of(full))

    planned = plan(
        lines("D1;Libellé D1", "D1-01;Entendre", "D1-02;Libellé D1-02"), slug="essai", label="V1"
    )

    assert dict(planned.changes.counts) == {"kept": 2, "reworded": 1}
    assert sentences(planned) == [
        f"Le fichier ne dit rien de ceci, qui reste tel quel\u00a0: {part}."
        for part in ("les échelles", "les profils métier", "les correspondances")
    ]
    write(lines("D1;Libellé D1", "D1-01;Entendre", "D1-02;Libellé D1-02"), slug="essai")
    again = tree_of_version(session, version)
    one = again.content.items[1]
    assert (one.type, one.core, one.texts["en"]) == ("savoir", True, {"label": "Listen"})
    assert (again.content.profiles, again.crosswalks) == ((PROFILE,), (LINK,))
    assert again.title == full.title


def test_errors_name_the_row_and_nothing_is_planned(plan):
    planned = plan(lines("D1;Domaine", "D1-01"))

    assert (planned.tree, [(it.row, it.is_error) for it in planned.issues]) == (None, [(3, True)])


def test_a_code_that_meant_something_else_is_told(write, plan):
    write(source_of(small_tree()), as_is=True)
    other = replace(ONE, identity=str(uuid5(NAMESPACE_DNS, "x")))

    planned = plan(source_of(small_tree(D1, other, label="V2")))

    assert [(it.entry, it.is_error) for it in planned.issues] == [("D1-01", False)]


def test_declared_successions_come_with_the_file(session, write):
    tree = small_tree(D1, ONE)
    said = SuccessionNode("withdrawn", str(uuid4()), None)

    version = write(source_of(replace(tree, successions=(said,))))

    assert tree_of_version(session, version).successions == (said,)


def test_a_plan_that_is_too_old_is_not_written(session, write, plan):
    version = write(source_of(small_tree()))
    planned = plan(source_of(small_tree(D1)))
    version.revision += 1
    before = row_counts(session)

    with pytest.raises(importing.PlanIsOld):
        write_plan(session, planned, organisation=make_organisation(session), today=TODAY)

    assert row_counts(session) == before


def test_a_write_that_fails_half_way_leaves_nothing(session, write, plan):
    write(source_of(small_tree()))
    before = row_counts(session)
    planned = plan(source_of(small_tree(*(D1, entry("D1-09")), label="V2")))

    def fail(_done, _total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), session.begin_nested():
        write_plan(
            session, planned, organisation=make_organisation(session), today=TODAY, progress=fail
        )

    assert row_counts(session) == before


CHAIN = [entry(f"C{n}", parent=f"C{n - 1}" if n else None) for n in range(MOST_DEPTH + 1)]


@pytest.mark.parametrize(
    ("items", "said"),
    [
        ((replace(D1, texts=fr(label="x" * (LONGEST_TEXT + 1))),), "un texte a 20001 caractères"),
        ((D1, replace(ONE, code="D1\0")), "D1\\x00"),
        ((D1, replace(ONE, foreign_id="\ud800")), "D1-01"),
        ((D1, replace(ONE, code="x" * 501)), "trop long"),
        (CHAIN, "C20"),
        ((D1, D1), "employé deux fois"),
        ((ONE,), "doit être déclaré avant"),
        ((), "aucune entrée"),
    ],
)
def test_what_cannot_be_held_is_refused_with_its_entry(session, items, said):
    read = read_file(Source("f.txt", lines("D1;Domaine")), Wish())
    tree = replace(read.read.tree, content=replace(read.read.tree.content, items=tuple(items)))
    file = replace(read, read=replace(read.read, tree=tree))
    held = make_organisation(session)
    before = row_counts(session)

    planned = plan_import(session, file, Wish(), organisation=held, today=TODAY)

    assert said in "".join(sentences(planned))
    assert planned.tree is None
    assert row_counts(session) == before


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"slug: a\nlabel: &x b\ntitle: *x\n", "*alias"),
        (b"slug: a\nlabel: " + b"[" * 400, "recursion"),
        (b"slug: a\nlabel: 1\nareas: 3\n", "namespace"),
    ],
)
def test_yaml_bombs_are_refused(plan, content, said):
    planned = plan(content)

    assert (planned.tree, len(planned.errors)) == (None, 1)
    assert said in sentences(planned)[0]


@pytest.mark.parametrize(
    ("content", "wish", "refusal"),
    [
        (b"%PDF-1.4", {}, Unrecognised),
        (b"", {}, Unrecognised),
        (b"slug: a\nlabel: b", {"format": "zzz"}, Unrecognised),
        (b"x" * 40_000_001, {}, TooLarge),
    ],
)
def test_what_no_format_reads_is_refused(content, wish, refusal):
    with pytest.raises(refusal):
        read_file(Source("f", content), Wish(**wish))


@pytest.mark.parametrize(
    ("label", "following"),
    [
        ("DT-2026.0", "DT-2026.1"),
        ("v9", "v10"),
        ("V", "V-2"),
        ("a09", "a10"),
        ("2026-11-28", "2026-11-28-2"),
    ],
)
def test_labels_follow_each_other(label, following):
    assert next_label(label) == following


TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=12
)
CODES = st.lists(
    st.from_regex(r"[A-Z][A-Z0-9.-]{0,5}", fullmatch=True), unique=True, min_size=1, max_size=8
)


@st.composite
def trees(draw):
    codes = draw(CODES)
    items = []
    for place, code in enumerate(codes):
        parent = draw(st.sampled_from([None, *codes[:place]]))
        fields = {
            "identity": draw(st.sampled_from([None, str(uuid5(NAMESPACE_DNS, code))])),
            "foreign": draw(st.dictionaries(TEXTS, TEXTS, max_size=2)),
            "core": draw(st.booleans()),
        }
        items.append(entry(code, draw(TEXTS), parent, **fields))
    under = {}
    for item in items:
        under.setdefault(item.parent, []).append(item)

    def read(parent):
        for item in under.get(parent, ()):
            yield item
            yield from read(item.code)

    return small_tree(*read(None))


@settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(tree=trees())
def test_importing_ones_own_export_twice_changes_nothing(session, write, plan, tree):
    with session.begin_nested() as undone:
        version = write(source_of(tree))
        exported = yaml_of(tree_of_version(session, version))

        assert plan(exported).action == "same"
        assert write(exported) is version
        assert yaml_of(tree_of_version(session, version)) == exported
        undone.rollback()
