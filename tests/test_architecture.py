"""The rules of the house that no linter knows, each with what to do when it is broken."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import referentiel
import reports
import surveys
import webapp
from referentiel.base import Refusal
from reports.exports import FORMATS
from surveys.attributes import ATTRIBUTES, PROFILE
from surveys.roles import Act
from webapp.access import PUBLIC, SIGNED_IN
from webapp.errors import STATUS
from webapp.views import BLUEPRINTS

ROOT = Path(__file__).parents[1]
PACKAGES = (referentiel, surveys, reports, webapp)
MODULES = sorted(
    path
    for package in PACKAGES
    for path in Path(package.__file__).parent.rglob("*.py")
    if "migrations" not in path.parts
)
TESTS = sorted((ROOT / "tests").rglob("*.py"))
DRAWERS = re.compile(r"(^|_)(utils?|helpers?|common|misc|base_utils|tools|stuff|manager)(_|$)")
LONGEST = {"modules": 400, "tests": 500}  # lines
FOLDERS = ("referentiel", "surveys", "reports", "webapp", "tests", "docs", "tools", "requirements")
COMMITTING = (
    "webapp/views/",
    "webapp/cli/",
    "webapp/api/",
    "webapp/admission.py",
    "webapp/asked_files.py",
    "webapp/delivering.py",
    "webapp/finishing.py",
    "webapp/importing.py",
    "webapp/mailing_reports.py",
    "webapp/nightly.py",
    "webapp/writing_out.py",
    "webapp/scattered.py",
    "webapp/sending.py",
)
CLOCKS = {"now", "utcnow", "today", "time", "time_ns", "localtime", "gmtime"}
CLOCK_OWNERS = {"datetime", "date", "time"}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def calls_in(path: Path) -> Iterator[tuple[str, str, int]]:
    """Return each method call of a module: what it is called on, its name and its line."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield ast.unparse(node.func.value), node.func.attr, node.lineno


def views() -> Iterator[tuple[str, ast.FunctionDef]]:
    """Return each view: its blueprint and its function."""
    for blueprint in BLUEPRINTS:
        path = ROOT / "webapp" / "views" / f"{blueprint.name}.py"
        for node in tree_of(path).body:
            if isinstance(node, ast.FunctionDef) and any(map(route_of, node.decorator_list)):
                yield blueprint.name, node


def route_of(decorator: ast.expr) -> str:
    """Return the address of a route, "" for another decorator."""
    is_route = (
        isinstance(decorator, ast.Call)
        and isinstance(decorator.func, ast.Attribute)
        and ast.unparse(decorator.func.value) == "bp"
        and decorator.func.attr in ("get", "post", "route")
    )
    return str(ast.literal_eval(decorator.args[0])) if is_route else ""


def rendered_by(function: ast.FunctionDef) -> set[str]:
    return {
        str(node.args[0].value)
        for node in ast.walk(function)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) == "render_template"
        and isinstance(node.args[0], ast.Constant)
    }


@pytest.mark.parametrize("path", [*MODULES, *TESTS], ids=name_of)
def test_no_file_is_a_drawer(path):
    assert not DRAWERS.search(path.stem), "name the module after what it holds or does"


@pytest.mark.parametrize("path", [*MODULES, *TESTS], ids=name_of)
def test_no_file_is_longer_than_a_readers_patience(path):
    kind = "tests" if path in TESTS else "modules"

    assert path.read_text().count("\n") <= LONGEST[kind], "make it a folder of the same name"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_module_says_in_a_sentence_what_it_is(path):
    caption = ast.get_docstring(tree_of(path)) or ""

    assert re.match(r"\S.*[.:]", caption), "begin the module with its caption"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_only_views_and_commands_commit(path):
    commits = [line for _, name, line in calls_in(path) if name == "commit"]

    assert not commits or name_of(path).startswith(COMMITTING), "flush, and let the caller commit"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_only_the_clock_reads_the_time(path):
    read = [
        line
        for owner, name, line in calls_in(path)
        if name in CLOCKS and owner.split(".")[-1] in CLOCK_OWNERS
    ]

    assert not read or name_of(path) == "webapp/clock.py", "take `now` as an argument"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_people_are_grouped_where_small_groups_are_masked(path):
    groups = any(
        name in ("groupby", "pivot_table", "value_counts") for _, name, _ in calls_in(path)
    )

    assert not groups or name_of(path).startswith("reports/"), "group in reports, beside privacy.py"


def test_every_view_says_who_may_open_it(app):
    unmarked = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if getattr(app.view_functions[rule.endpoint], "access", None)
        not in (PUBLIC, SIGNED_IN, *Act)
    ]

    assert unmarked == [], "mark the view with @public, @signed_in or @may(act)"


@pytest.mark.parametrize("blueprint", BLUEPRINTS, ids=lambda blueprint: blueprint.name)
def test_a_blueprint_has_the_name_of_its_file(blueprint):
    assert blueprint.import_name == f"webapp.views.{blueprint.name}"


every_view = pytest.mark.parametrize(
    ("blueprint", "view"), list(views()), ids=[f"{name}.{view.name}" for name, view in views()]
)


@every_view
def test_a_view_renders_the_template_that_has_its_name(blueprint, view):
    others = rendered_by(view) - {f"{blueprint}/{view.name}.html"}

    assert others == set(), "give the view and its template one name"


@every_view
def test_a_view_reads_at_a_glance(blueprint, view):
    lines = (view.end_lineno or 0) - view.lineno + 1

    assert lines <= 20, f"leave the rules of {blueprint} to the domain, and shaping to a function"
    assert ast.get_docstring(view), "say what the page is for"


def test_every_template_is_rendered_included_or_extended():
    folder = ROOT / "webapp" / "templates"
    templates = {path.relative_to(folder).as_posix() for path in folder.rglob("*.html")}
    sources = [path.read_text() for path in [*MODULES, *folder.rglob("*.html")]]
    named = set(re.findall(r'"([\w./{}-]+\.html)"', "\n".join(sources)))
    answers = {f"answers/{name}.html" for name in ("start", "step", "single", "thanks")}

    assert templates - named == answers, "delete the template that no page shows"
    assert {name for name in named - templates if "{" not in name} == set()


def test_every_refusal_has_a_status_and_a_sentence():
    for package in PACKAGES:
        for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            if "migrations" not in module.name:
                importlib.import_module(module.name)

    for refusal in refusals(Refusal):
        assert any(kind in STATUS for kind in refusal.__mro__), f"add {refusal} to STATUS"
        assert refusal.sentence != Refusal.sentence, f"say what to do about {refusal}"
        assert refusal.sentence.rstrip().endswith("."), refusal.sentence
    assert set(STATUS.values()) <= {400, 401, 403, 404, 409, 413, 422, 429}


def refusals(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    for refusal in kind.__subclasses__():
        yield refusal
        yield from refusals(refusal)


def test_every_entry_of_a_registry_has_the_key_that_it_says():
    assert {key: entry.extension for key, entry in FORMATS.items()} == {key: key for key in FORMATS}
    assert {key: entry.code for key, entry in ATTRIBUTES.items()} == {
        key: key for key in ATTRIBUTES
    }
    assert [code for code, entry in ATTRIBUTES.items() if not entry.choices] == [PROFILE]


def test_requirements_name_no_address():
    for path in (ROOT / "requirements").glob("*.txt"):
        text = path.read_text()
        assert "://" not in text, f"{path.name}: let each machine say where it fetches from"
        assert "--hash=" in text, f"{path.name}: lock what is installed"


def test_no_file_names_a_place_of_one_machine():
    # Written in pieces, so that this file does not name them either.
    places = [f"/{name}/".encode() for name in ("work", "home", "root", "Users", "tm" + "p")]
    folders = [ROOT / name for name in FOLDERS]
    files = [*ROOT.glob("*"), *(path for folder in folders for path in folder.rglob("*"))]
    found = [
        f"{name_of(path)}: {place.decode()}"
        for path in files
        if path.is_file() and not {"vendor", "__pycache__"} & set(path.parts)
        for place in places
        if place in path.read_bytes()
    ]

    assert found == [], "say it relative to the project"


def test_pages_ask_nothing_of_another_site():
    templates = (ROOT / "webapp" / "templates").rglob("*.html")
    asked = [
        f"{name_of(path)}: {found}"
        for path in templates
        for found in re.findall(r'(?:src|action)="(?:https?:)?//[^"]*"', path.read_text())
    ]

    assert asked == []
