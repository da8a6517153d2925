"""The house: who may import whom, where rows change, and where time, chance and words come from."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import click
import pytest
from flask import Flask
from sqlalchemy.orm import configure_mappers

from quizapp import create_app
from quizapp.access import RULES
from quizapp.cli import main
from quizapp.db import Base
from quizapp.settings import SETTINGS, Settings
from tests.source import (
    ROOT,
    Program,
    clocks_and_dice_in,
    import_graph,
    imports_in,
    knots_in,
    own_sources,
)

SOURCES = own_sources()
GRAPH = import_graph(SOURCES)
ROOMS = ("accounts", "classrooms", "library", "media", "bank", "quizzes", "cards", "progress", "exchange")
README = (ROOT / "README.md").read_text(encoding="utf-8")

WEB_AND_ROWS = {"flask", "sqlalchemy", "wtforms", "werkzeug", "jinja2", "quizapp", "migrations"}
WIRING = ("quizapp", "quizapp.cli", "migrations.env")
"""Modules outside the rooms that know them by name: what wires, what is typed, what migrates."""

# Edges that commit although they are no views: each opens a unit of writing of its own.
COMMITTING_EDGES = {
    "quizapp.cli",
    "quizapp.commands.serving",
    "quizapp.commands.ticking",
    "quizapp.backup",
    "quizapp.db",
    "quizapp.exchange.landing",
    "migrations.env",
}

KEEPS_NOTHING = {
    "bank.preview": "shows what stands in the form",
    "cards.check_typed": "says what is different, and the learner grades",
    "cards.preview_note": "shows what stands in the form",
    "cards.send": "keeps a file beside the database until it is taken in",
    "classrooms.join": "leads to the page of the class",
    "exchange.keep_ticks": "keeps ticks beside the file until it is taken in",
    "exchange.preview_made": "shows what stands in the form",
    "exchange.send": "keeps a file beside the database until it is taken in",
}

# Modules that touch the real clock or real dice, and what for.
REAL_CLOCKS_AND_DICE = {
    "quizapp.clock": "the real clock",
    "quizapp.dice": "the real dice",
    "quizapp.settings": "makes the secrets of an instance before there is an application",
    "quizapp.backup": "names a draft beside the file that it becomes",
    "quizapp.commands.ticking": "names the process that holds the lease",
    "quizapp.db": "sleeps while another server enters a new database",
}
HANDS_ON_NOW = ("quizapp.health", "quizapp.accounts.entry")
"""Edges that are no views: they answer or sign in on behalf of one."""

VAGUE_FILES = {"util", "utils", "helper", "helpers", "misc", "common", "manager"}
VAGUE_NAME = re.compile(r"Manager|Helper|Util|^_?(process|handle)_")
NAMED_BY_OTHERS = {"process_bind_param", "process_result_value"}


def room_of(module: str) -> str:
    """The room that a module stands in; empty for what is shared and for other packages."""
    package, _, rest = module.partition(".")
    room = rest.split(".")[0]
    return room if package == "quizapp" and room in ROOMS else ""


def banned_imports(source: str) -> list[str]:
    """What a module of the ground floor may not import: web, forms, rows, and the floors above."""
    roots = {name.split(".")[0] for name in imports_in(source)}
    return sorted(
        root for root in roots if root in WEB_AND_ROWS or root.startswith(("flask_", "sqlalchemy_"))
    )


def climbing_imports(graph: dict[str, frozenset[str]]) -> list[str]:
    """Imports of a room by a room before it, or by a shared module that does no wiring."""
    found = []
    for module, targets in graph.items():
        if module in WIRING or module.startswith("quizapp.commands"):
            continue
        mine = ROOMS.index(room_of(module)) if room_of(module) else -1
        found += [
            f"{module} → {target}"
            for target in sorted(targets)
            if room_of(target) and ROOMS.index(room_of(target)) > mine
        ]
    return found


def is_view_module(module: str) -> bool:
    last = module.rpartition(".")[2]
    return bool(room_of(module)) and (".views" in module or last.endswith("_views"))


def commits_in(source: str) -> int:
    """How often a module calls `….commit()` or opens a transaction that commits by itself."""
    calls = (node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return sum(isinstance(called, ast.Attribute) and called.attr in ("commit", "begin") for called in calls)


def reply_faults(program: Program) -> list[str]:
    """Views that reply without keeping what they changed, keep it twice, or change on after keeping."""
    found = []
    for view in program.views():
        paths = program.paths(view)
        if view.methods == {"GET"}:
            if any(path.has_changed or path.commits for path in paths):
                found.append(f"{view.endpoint}: a GET changes something")
            continue
        if any(path.has_changed for path in paths):
            found.append(f"{view.endpoint}: replies without a commit")
        if any(path.commits > 1 for path in paths):
            found.append(f"{view.endpoint}: commits twice")
        if any(path.changed_late for path in paths):
            found.append(f"{view.endpoint}: changes something after its commit")
        if not any(path.commits for path in paths) and view.endpoint not in KEEPS_NOTHING:
            found.append(f"{view.endpoint}: never commits")
    return found


def vague_names_in(source: str) -> list[str]:
    defined = (
        node.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
    )
    return [name for name in defined if VAGUE_NAME.search(name) and name not in NAMED_BY_OTHERS]


def documented_commands(readme: str) -> set[str]:
    """The words before the first argument or option of each row in the table of commands."""
    return set(re.findall(r"^\| `quizapp ([a-z-]+(?: [a-z-]+)*)", readme, re.MULTILINE))


def commands_of(group: click.Group, prefix: str = "") -> set[str]:
    names = set()
    for name, command in group.commands.items():
        whole = f"{prefix} {name}".strip()
        names |= commands_of(command, whole) if isinstance(command, click.Group) else {whole}
    return names


@pytest.fixture(scope="module")
def wired(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application as it starts, before there is a database."""
    instance = tmp_path_factory.mktemp("house")
    return create_app(Settings(instance=instance, database_url=f"sqlite:///{instance / 'none.sqlite3'}"))


def test_the_ground_floor_imports_nothing_of_the_floors_above() -> None:
    faults = {name: banned_imports(text) for name, text in own_sources("questions").items()}
    assert {name: found for name, found in faults.items() if found} == {}


@pytest.mark.parametrize(
    "planted",
    [
        "import flask",
        "from sqlalchemy.orm import Session",
        "def f():\n    import wtforms.fields",
        "from flask_babel import gettext",
        "if TYPE_CHECKING:\n    from quizapp.bank import models",
    ],
)
def test_an_import_of_the_floors_above_is_seen(planted: str) -> None:
    assert len(banned_imports(planted)) == 1


def test_a_room_imports_only_rooms_before_it_and_what_is_shared_imports_none() -> None:
    assert climbing_imports(GRAPH) == []


@pytest.mark.parametrize(
    "planted",
    [
        {"quizapp.accounts.queries": "from quizapp.quizzes import models", "quizapp.quizzes.models": ""},
        {"quizapp.bank.views": "def f():\n    import quizapp.progress.pages", "quizapp.progress.pages": ""},
        {"quizapp.edge": "from quizapp.accounts.models import User", "quizapp.accounts.models": ""},
    ],
)
def test_an_import_that_climbs_is_seen(planted: dict[str, str]) -> None:
    assert len(climbing_imports(import_graph(planted))) == 1


def test_no_modules_import_each_other_in_a_circle() -> None:
    assert knots_in(GRAPH) == []


def test_a_knot_hidden_in_a_function_is_seen() -> None:
    planted = {
        "quizapp.a": "from quizapp import b",
        "quizapp.b": "from quizapp.c import thing",
        "quizapp.c": "def f():\n    from quizapp.a import other",
        "quizapp.d": "import quizapp.a",
    }
    assert knots_in(import_graph(planted)) == [["quizapp.a", "quizapp.b", "quizapp.c"]]


def test_nothing_is_imported_by_relative_names() -> None:
    assert [name for name, text in SOURCES.items() if any(one[0] == "." for one in imports_in(text))] == []


def test_only_edges_commit() -> None:
    committing = {name for name, text in SOURCES.items() if commits_in(text)}
    assert {name for name in committing if not is_view_module(name)} == COMMITTING_EDGES


def test_views_ask_queries_and_operations_rather_than_the_database() -> None:
    views = {name: text for name, text in SOURCES.items() if is_view_module(name)}
    assert len(views) > 10
    talking = {name for name, text in views.items() if any("sqlalchemy" in one for one in imports_in(text))}
    assert talking == set()


def test_each_writing_view_commits_once_on_each_path_that_replies() -> None:
    assert reply_faults(Program(SOURCES)) == []


def test_a_view_that_keeps_nothing_is_still_there() -> None:
    posted = {view.endpoint for view in Program(SOURCES).views() if "POST" in view.methods}
    assert posted >= KEEPS_NOTHING.keys()


OPERATIONS = (
    "def rename(session, user, name):\n    user.name = name\n"
    "def add(session, row):\n    session.add(row)\n"
    "def purge(session):\n    session.execute(delete(User))\n"
    "def count(session):\n    return 1\n"
)
PLANTED_VIEWS = {
    "replies without a commit": "    operations.rename(db.session(), 1, 'x')\n    return 'ok'",
    "commits twice": "    operations.add(db.session(), 1)\n    db.session.commit()\n    return kept()",
    "changes something after its commit": (
        "    db.session.commit()\n    operations.purge(db.session())\n    db.session.commit()\n    return ''"
    ),
    "never commits": "    return str(operations.count(db.session()))",
    "only on some paths": (
        "    if operations.add(db.session(), 1):\n        return ''\n    db.session.commit()\n    return ''"
    ),
    "only after a loop": (
        "    for one in (1, 2):\n        operations.add(db.session(), one)\n        db.session.commit()\n"
        "    return ''"
    ),
}


def planted_view(body: str, method: str = "post") -> Program:
    views = (
        "from quizapp.accounts import operations\nfrom quizapp.db import db\n"
        "def kept():\n    db.session.commit()\n    return 'ok'\n"
        f"@blueprint.{method}('/x')\ndef view():\n{body}\n"
    )
    return Program({"quizapp.accounts.operations": OPERATIONS, "quizapp.accounts.views": views})


@pytest.mark.parametrize("fault", PLANTED_VIEWS)
def test_a_view_that_keeps_wrongly_is_seen(fault: str) -> None:
    assert reply_faults(planted_view(PLANTED_VIEWS[fault])) != []


@pytest.mark.parametrize("body", ["    operations.add(db.session(), 1)\n    return ''", "    return kept()"])
def test_a_get_that_writes_is_seen(body: str) -> None:
    assert reply_faults(planted_view(body, "get")) == ["accounts.view: a GET changes something"]


@pytest.mark.parametrize(
    "body",
    [
        "    operations.add(db.session(), 1)\n    db.session.commit()\n    return 'ok'",
        "    operations.add(db.session(), 1)\n    return kept()",
        (
            "    try:\n        operations.add(db.session(), 1)\n    except Invalid:\n        return 'no'\n"
            "    db.session.commit()\n    return 'ok'"
        ),
        "    if not form:\n        return 'no'\n    operations.rename(1, 2, 3)\n    return kept()",
        "    operations.add(db.session(), 1)\n    if late:\n        raise Conflict\n    return kept()",
    ],
)
def test_a_view_that_keeps_rightly_passes(body: str) -> None:
    assert reply_faults(planted_view(body)) == []


def test_only_named_edges_touch_the_real_clock_and_dice() -> None:
    touching = {name for name, text in SOURCES.items() if clocks_and_dice_in(text)}
    assert touching == REAL_CLOCKS_AND_DICE.keys()


def test_below_the_views_time_and_chance_are_arguments() -> None:
    asking = {
        name
        for name, targets in GRAPH.items()
        if targets & {"quizapp.clock", "quizapp.dice"}
        and not (is_view_module(name) or name.startswith("quizapp.commands") or name in WIRING)
    }
    assert asking == set(HANDS_ON_NOW)


def test_related_rows_are_never_loaded_unasked() -> None:
    configure_mappers()
    lazy = {
        f"{mapper.class_.__name__}.{relation.key}": relation.lazy
        for mapper in Base.registry.mappers
        for relation in mapper.relationships
        if relation.lazy != "raise"
    }
    assert lazy == {"User.roles": "joined"}


def test_every_foreign_key_says_what_a_deletion_does() -> None:
    keys = [key for table in Base.metadata.tables.values() for key in table.foreign_keys]
    assert len(keys) > 30
    silent = [str(key.parent) for key in keys if key.ondelete not in ("CASCADE", "RESTRICT", "SET NULL")]
    assert silent == []


def test_what_a_student_did_cannot_be_deleted_by_deleting_something_else() -> None:
    kept = {"attempt.user_id", "attempt.quiz_id", "attempt.assignment_id", "slot.version_id"}
    kept |= {"assignment.quiz_id", "assignment.classroom_id", "problem_report.version_id"}
    rules = {
        str(key.parent): key.ondelete for table in Base.metadata.tables.values() for key in table.foreign_keys
    }
    assert {name: rules[name] for name in kept} == dict.fromkeys(kept, "RESTRICT")


def test_every_route_has_a_rule_and_every_rule_a_route(wired: Flask) -> None:
    assert {rule.endpoint for rule in wired.url_map.iter_rules()} == RULES.keys()


def test_every_command_stands_in_the_readme_and_no_other() -> None:
    assert documented_commands(README) == commands_of(main)


def test_every_setting_stands_in_the_readme_and_no_other() -> None:
    documented = set(re.findall(r"^\| `([A-Z_]+)` \|", README, re.MULTILINE))
    assert documented == SETTINGS.keys()


def test_settings_are_read_in_one_place() -> None:
    reading = {name for name, text in SOURCES.items() if re.search(r"\benviron\b|\bgetenv\b", text)}
    # The doctor prints which of them are set.
    assert reading == {"quizapp.settings", "quizapp.commands.doctor"}


def test_names_say_what_things_are() -> None:
    vague = {name: found for name, text in SOURCES.items() if (found := vague_names_in(text))}
    assert vague == {}
    tests = (ROOT / "tests").rglob("*.py")
    files = [path.stem for path in tests] + [name.rpartition(".")[2] for name in SOURCES]
    assert VAGUE_FILES.isdisjoint(files)


@pytest.mark.parametrize(
    "planted",
    ["class QuizManager: ...", "def handle_save(): ...", "def _process_row(): ...", "class DateUtil: ..."],
)
def test_a_vague_name_is_seen(planted: str) -> None:
    assert len(vague_names_in(planted)) == 1


def test_every_module_says_what_lives_in_it() -> None:
    silent = [name for name, text in SOURCES.items() if not ast.get_docstring(ast.parse(text))]
    assert silent == []


def test_migrations_are_named_by_moment_revision_and_purpose() -> None:
    versions = sorted((ROOT / "migrations" / "versions").glob("*.py"))
    assert versions
    for path in versions:
        name = re.fullmatch(r"(20\d{6})_([0-2]\d[0-5]\d)_(\w+?)_([a-z0-9_]+)", path.stem)
        assert name, path.name
        revision = re.search(r'^revision(?:: str)? = "(\w+)"', path.read_text(), re.MULTILINE)
        assert revision, path.name
        assert name[3] == revision[1]


def test_the_top_holds_only_what_belongs_there() -> None:
    allowed = {"README.md", "pyproject.toml", "constraints.txt", "CHANGELOG.md", "LICENSE"}
    allowed |= {"questions", "quizapp", "migrations", "tests", "instance"}
    there = {path.name for path in Path(ROOT).iterdir() if not path.name.startswith(".")}
    assert there <= allowed
