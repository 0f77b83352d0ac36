from dataclasses import replace

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select, update

from referentiel.models import Item, Version
from surveys.models import AuditEntry
from tests.factories import SECRET, fr, make_organisation
from tests.importing import D1, LINK, ONE, PROFILE, TWO, small_tree, yaml_of
from webapp.cli import main
from webapp.database import make_engine, session_maker
from webapp.migrating import migrate


@pytest.fixture(scope="module")
def migrated(tmp_path_factory):
    path = tmp_path_factory.mktemp("base") / "base.sqlite3"
    engine = make_engine(f"sqlite:///{path}")
    migrate(engine)
    with session_maker(engine)(True) as session:
        make_organisation(session)
        session.commit()
    engine.dispose()
    return path.read_bytes()


@pytest.fixture
def sessions(migrated, tmp_path, monkeypatch):
    (tmp_path / "base.sqlite3").write_bytes(migrated)
    url = f"sqlite:///{tmp_path}/base.sqlite3"
    engine = make_engine(url)
    monkeypatch.setenv("REPERES_DATABASE", url)
    monkeypatch.setenv("REPERES_SECRET", SECRET)
    monkeypatch.setenv("REPERES_DEMO", "1")
    monkeypatch.chdir(tmp_path)
    yield session_maker(engine)
    engine.dispose()


@pytest.fixture
def saved(tmp_path):
    def save(*items, name="essai.yaml", **fields):
        (tmp_path / name).write_bytes(yaml_of(small_tree(*items, **fields)))
        return name

    return save


def run(*words):
    ended = CliRunner().invoke(main, ["referentiel", *words], catch_exceptions=False)
    return ended.exit_code, ended.stdout.replace("\u00a0", " ").splitlines(), ended.stderr


def rows(sessions):
    with sessions(False) as session:
        return [session.scalar(select(func.count()).select_from(t)) for t in (Version, Item)]


def test_the_plan_is_printed_and_written(sessions, saved):
    code, lines, _errors = run("import", saved())

    assert (code, lines) == (
        0,
        [
            "Un nouveau référentiel, en brouillon : essai@V1 (Fichier YAML de Repères)",
            "  3 ajoutées",
            "  textes de présentation : 2",
            "  niveaux des échelles : 10",
            "C’est écrit.",
        ],
    )
    assert rows(sessions) == [1, 3]
    with sessions(False) as session:
        assert session.scalars(select(Version.state)).one() == "draft"
        assert session.scalars(select(AuditEntry.act)).all() == ["import.written"]


def test_a_dry_run_writes_nothing(sessions, saved):
    code, lines, _errors = run("import", saved(), "--dry-run")

    assert (code, lines[0].startswith("Un nouveau"), rows(sessions)) == (0, True, [0, 0])


def test_as_is_publishes_and_again_changes_nothing(sessions, saved):
    run("import", saved(), "--as-is")
    code, lines, _errors = run("import", saved())

    assert (code, lines[0].partition(" :")[0], rows(sessions)) == (0, "Rien ne change", [1, 3])
    code, [line], _errors = run("list")
    said = line.split("\t")
    assert (code, said[:4], said[-1]) == (0, ["essai", "V1", "publiée", "validé"], "intacte")


def test_a_published_version_that_was_changed_behind_our_back_is_told(sessions, saved):
    run("import", saved(), "--as-is")
    with sessions(True) as session:
        session.execute(update(Item).values(scope="C"))
        session.commit()

    code, [line], _errors = run("list")

    assert (code, line.split("\t")[-1]) == (1, "CHANGÉE")


def test_a_published_version_is_refused_with_another_label(sessions, saved):
    run("import", saved(), "--as-is")
    code, lines, errors = run("import", saved(D1))

    assert (code, rows(sessions)) == (2, [1, 3])
    assert "par exemple « V2 »" in lines[0]
    assert "Rien n’est écrit." in errors
    assert run("import", saved(D1), "--label", "V2")[0] == 0


@pytest.mark.parametrize(
    ("content", "said"), [(b"%PDF", "n’est pas reconnu"), (b"slug: a\nlabel: [", "YAML lisible")]
)
def test_a_file_that_cannot_be_read_ends_with_two(sessions, tmp_path, content, said):
    (tmp_path / "f").write_bytes(content)

    ended = CliRunner().invoke(main, ["referentiel", "import", "f"], catch_exceptions=False)

    assert (ended.exit_code, rows(sessions)) == (2, [0, 0])
    assert said in ended.output


def test_several_organisations_ask_which(sessions, saved):
    with sessions(True) as session:
        make_organisation(session, "other")
        session.commit()

    code, _lines, errors = run("import", saved())
    assert (code, "--organisation" in errors) == (2, True)
    assert run("import", saved(), "--organisation", "zzz")[0] == 2
    assert run("import", saved(), "--organisation", "other")[0] == 0
    code, lines, _errors = run("import", saved(D1), "--organisation", "unadel")
    assert (code, "autre organisation" in lines[0], rows(sessions)) == (2, True, [1, 3])


@pytest.mark.usefixtures("sessions")
def test_an_export_is_the_file_that_was_imported(saved, tmp_path):
    name = saved(state="draft", standing="projet", crosswalks=(LINK,), profiles=(PROFILE,))
    run("import", name)

    code, _lines, errors = run("export", "essai", "--format", "yaml", "--output", "out.yaml")

    assert (code, (tmp_path / "out.yaml").read_bytes()) == (0, (tmp_path / name).read_bytes())
    assert "out.yaml" in errors
    assert run("import", "out.yaml")[1][0].startswith("Rien ne change")
    assert run("export", "essai", "--format", "yaml")[1][0] == "slug: essai"
    assert run("export", "zzz", "--format", "yaml")[0] == 2


@pytest.mark.usefixtures("sessions")
def test_two_versions_are_compared_word_by_word(saved):
    run("import", saved(D1, ONE, TWO, profiles=(PROFILE,)))
    changed = replace(ONE, texts=fr(label="Libellé nouveau"), type="savoir")
    other = saved(D1, changed, name="other.yaml")

    code, lines, _errors = run("diff", "essai@V1", other)

    assert (code, lines) == (
        1,
        [
            "    statut : [-projet-]{+validé+}",
            "~ D1-01  Libellé nouveau  [reformulée]",
            "    libellé (fr) : Libellé [-D1-01-]{+nouveau+}",
            "    type : {+savoir+}",
            "- D1-02  Libellé D1-02  [retirée]",
            "- profil P1  Agent",
            "    libellé (fr) : [-Agent-]",
            "    D1 : 2 → rien",
        ],
    )
    assert run("diff", other, other)[:2] == (0, ["Rien ne change."])
    assert run("diff", "essai@V9", other)[0] == 2


@pytest.mark.usefixtures("sessions")
def test_colours_are_for_terminals_only(saved):
    one, other = saved(), saved(D1, name="other.yaml")

    plain = CliRunner().invoke(main, ["referentiel", "diff", one, other])
    coloured = CliRunner().invoke(main, ["referentiel", "diff", one, other], color=True)

    assert "\x1b[" not in plain.output
    assert "\x1b[31m" in coloured.output
