"""The program as its own tests read it: modules, who imports whom, and what a function does on each path."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGES = ("questions", "quizapp", "migrations")
CLOCKS = {"now", "utcnow", "today", "time", "time_ns", "localtime", "gmtime", "monotonic", "perf_counter"}
CLOCK_OWNERS = {"datetime", "dt", "date", "time"}
SESSION_CHANGES = {"add", "add_all", "delete", "flush"}
LOADING = "quizapp.reading"
"""Adds to the session what it has read, as loading does: no change."""
STATEMENTS_THAT_CHANGE = {"insert", "update", "delete"}
DICE = {"os.urandom", "uuid.uuid1", "uuid.uuid4"}

Sources = Mapping[str, str]
Graph = Mapping[str, frozenset[str]]


def own_sources(*packages: str) -> dict[str, str]:
    """Dotted name → source text of every module of these packages (of all, if none is named)."""
    paths = [path for package in packages or PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    return {_dotted(path): path.read_text(encoding="utf-8") for path in paths}


def _dotted(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def imports_in(source: str) -> Iterator[str]:
    """Every dotted name that a module imports, wherever it does: at the top, in a function, under an `if`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{'.' * node.level}{node.module or ''}.{alias.name}" for alias in node.names)


def import_graph(sources: Sources) -> dict[str, frozenset[str]]:
    """Module → those of `sources` that it imports; `from a import b` means a.b where that is a module."""
    graph = {}
    for name, source in sources.items():
        targets = (_module_of(target, sources) for target in imports_in(source))
        graph[name] = frozenset(target for target in targets if target and target != name)
    return graph


def _module_of(dotted: str, sources: Sources) -> str:
    return next((one for one in (dotted, dotted.rpartition(".")[0]) if one in sources), "")


def knots_in(graph: Graph) -> list[list[str]]:
    """Groups of modules that import each other in a circle (Tarjan's strongly connected components)."""
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    knots: list[list[str]] = []

    def visit(name: str) -> None:
        order[name] = low[name] = len(order)
        stack.append(name)
        for target in graph[name]:
            if target not in order:
                visit(target)
            if target in stack:
                low[name] = min(low[name], low[target])
        if low[name] == order[name]:
            place = stack.index(name)
            if len(stack) - place > 1:
                knots.append(sorted(stack[place:]))
            del stack[place:]

    for name in graph:
        if name not in order:
            visit(name)
    return knots


def clocks_and_dice_in(source: str) -> list[str]:
    """Every use of the real clock or of shared dice, as `line: what`."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            names = {alias.name for alias in node.names}
            if (node.module == "random" and names != {"Random"}) or node.module == "secrets":
                found.append(f"{node.lineno}: from {node.module}")
            if node.module == "time" or (node.module == "uuid" and names & {"uuid1", "uuid4"}):
                found.append(f"{node.lineno}: from {node.module}")
        elif isinstance(node, ast.Import):
            found += [f"{node.lineno}: import {a.name}" for a in node.names if a.name in {"secrets", "time"}]
        elif isinstance(node, ast.Attribute):
            owner = ast.unparse(node.value)
            is_dice = owner == "random" and node.attr != "Random"
            is_clock = (
                owner.rpartition(".")[2] in CLOCK_OWNERS and node.attr in CLOCKS and not _is_type(owner, node)
            )
            if is_dice or is_clock or f"{owner}.{node.attr}" in DICE:
                found.append(f"{node.lineno}: {owner}.{node.attr}")
        elif (
            isinstance(node, ast.Call)
            and ast.unparse(node.func) in {"random.Random", "Random"}
            and not node.args
        ):
            found.append(f"{node.lineno}: an unseeded Random()")
    return found


def _is_type(owner: str, node: ast.Attribute) -> bool:
    """`dt.time` and `datetime.time` are types of the module, no look at the clock."""
    return node.attr == "time" and owner in {"dt", "datetime"}


@dataclass(frozen=True, slots=True)
class Walked:
    """What has happened on one path through a function: changes not yet committed, and commits."""

    has_changed: bool = False
    commits: int = 0
    changed_late: bool = False

    def change(self) -> Walked:
        return replace(self, has_changed=True, changed_late=self.changed_late or self.commits > 0)

    def commit(self) -> Walked:
        return replace(self, has_changed=False, commits=min(self.commits + 1, 2))

    def roll_back(self) -> Walked:
        return replace(self, has_changed=False)


Paths = frozenset[Walked]


@dataclass(frozen=True)
class View:
    """A function behind a route, with the methods that it answers."""

    module: str
    name: str
    methods: frozenset[str]
    node: ast.FunctionDef

    @property
    def endpoint(self) -> str:
        return f"{self.module.split('.')[1]}.{self.name}"


@dataclass
class Program:
    """Parsed modules, in which calls can be followed from one function into the next.

    A reference to an operation that changes rows is a change, as is a row handed to the session.
    The analysis takes both sides of every `if`; an `except` begins where its `try` began, because
    an operation that refuses has changed nothing.
    """

    sources: Sources
    _trees: dict[str, ast.Module] = field(init=False)
    _names: dict[str, dict[str, str]] = field(init=False)

    def __post_init__(self) -> None:
        self._trees = {name: ast.parse(source) for name, source in self.sources.items()}
        self._names = {name: dict(_bound_names(name, tree)) for name, tree in self._trees.items()}

    def views(self) -> Iterator[View]:
        for module, tree in self._trees.items():
            for node in tree.body:
                if isinstance(node, ast.FunctionDef):
                    methods = frozenset(_methods(node))
                    if methods:
                        yield View(module, node.name, methods, node)

    def paths(self, view: View) -> Paths:
        """How each path that replies has left the database; paths that raise are refusals and left out."""
        return self._call(view.module, view.node, frozenset({Walked()}), (view.name,))

    def _call(self, module: str, node: ast.FunctionDef, paths: Paths, within: tuple[str, ...]) -> Paths:
        on, replied = self._block(module, node.body, paths, within)
        return on | replied

    def _block(
        self, module: str, body: Iterable[ast.stmt], paths: Paths, within: tuple[str, ...]
    ) -> tuple[Paths, Paths]:
        """Paths that go on after these statements, and paths that returned within them."""
        replied: Paths = frozenset()
        for statement in body:
            paths, done = self._statement(module, statement, paths, within)
            replied |= done
        return paths, replied

    def _statement(
        self, module: str, statement: ast.stmt, paths: Paths, within: tuple[str, ...]
    ) -> tuple[Paths, Paths]:
        nothing: Paths = frozenset()
        if not paths or isinstance(statement, ast.FunctionDef):
            return paths, nothing
        for expression in (node for node in ast.iter_child_nodes(statement) if isinstance(node, ast.expr)):
            paths = self._expression(module, expression, paths, within)
        if isinstance(statement, ast.Return):
            return nothing, paths
        if isinstance(statement, ast.Raise):
            return nothing, nothing
        if isinstance(statement, ast.Try):
            return self._try(module, statement, paths, within)
        if isinstance(statement, ast.With):
            for item in statement.items:
                paths = self._expression(module, item.context_expr, paths, within)
            return self._block(module, statement.body, paths, within)
        if isinstance(statement, ast.For | ast.While):
            once, done = self._block(module, statement.body, paths, within)
            twice, again = self._block(module, statement.body, once, within)
            return paths | once | twice, done | again
        if isinstance(statement, ast.If):
            yes, done = self._block(module, statement.body, paths, within)
            no, other = self._block(module, statement.orelse, paths, within)
            return yes | no, done | other
        return paths, nothing

    def _try(
        self, module: str, statement: ast.Try, paths: Paths, within: tuple[str, ...]
    ) -> tuple[Paths, Paths]:
        on, replied = self._block(module, [*statement.body, *statement.orelse], paths, within)
        for handler in statement.handlers:
            handled, done = self._block(module, handler.body, paths, within)
            on, replied = on | handled, replied | done
        last, done = self._block(module, statement.finalbody, on, within)
        return last, replied | done

    def _expression(self, module: str, expression: ast.AST, paths: Paths, within: tuple[str, ...]) -> Paths:
        for child in ast.iter_child_nodes(expression):
            paths = self._expression(module, child, paths, within)
        if isinstance(expression, ast.Call):
            return self._called(module, expression.func, paths, within)
        if isinstance(expression, ast.Name | ast.Attribute) and self._is_operation(module, expression):
            return frozenset(path.change() for path in paths)
        return paths

    def _called(self, module: str, function: ast.expr, paths: Paths, within: tuple[str, ...]) -> Paths:
        if isinstance(function, ast.Attribute) and "session" in ast.unparse(function.value):
            if function.attr == "commit":
                return frozenset(path.commit() for path in paths)
            if function.attr == "rollback":
                return frozenset(path.roll_back() for path in paths)
            if function.attr in SESSION_CHANGES:
                return frozenset(path.change() for path in paths)
        home, _, name = self._resolved(module, function).rpartition(".")
        if home not in self._trees or name in within or home == LOADING or _is_operations(home):
            return paths
        for node in self._trees[home].body:
            if isinstance(node, ast.FunctionDef) and node.name == name:
                return self._call(home, node, paths, (*within, name))
        return paths

    def _is_operation(self, module: str, reference: ast.Name | ast.Attribute) -> bool:
        home, _, name = self._resolved(module, reference).rpartition(".")
        return _is_operations(home) and self._changes_rows(home, name, frozenset())

    def _changes_rows(self, module: str, name: str, asked: frozenset[str]) -> bool:
        """Whether a function adds, deletes, updates or assigns to rows, itself or in what it refers to."""
        dotted = f"{module}.{name}"
        if module not in self._trees or module == LOADING or dotted in asked:
            return False
        node = next((one for one in self._trees[module].body if getattr(one, "name", "") == name), None)
        if not isinstance(node, ast.FunctionDef):
            home, _, original = self._names[module].get(name, "").rpartition(".")
            return home != module and self._changes_rows(home, original, asked | {dotted})
        references = [one for one in ast.walk(node) if isinstance(one, ast.Name | ast.Attribute)]
        if any(map(_is_change, references)):
            return True
        called = (self._resolved(module, one).rpartition(".") for one in references)
        return any(self._changes_rows(home, other, asked | {dotted}) for home, _, other in called)

    def _resolved(self, module: str, reference: ast.expr) -> str:
        """The dotted name behind a name as this module knows it; empty for anything else."""
        if isinstance(reference, ast.Name):
            return self._names[module].get(reference.id, "")
        if isinstance(reference, ast.Attribute):
            owner = self._resolved(module, reference.value)
            return f"{owner}.{reference.attr}" if owner else ""
        return ""


def _bound_names(module: str, tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in tree.body:
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield alias.asname or alias.name, f"{node.module}.{alias.name}"
        elif isinstance(node, ast.FunctionDef):
            yield node.name, f"{module}.{node.name}"


def _is_change(reference: ast.Name | ast.Attribute) -> bool:
    if isinstance(reference, ast.Name):
        return reference.id in STATEMENTS_THAT_CHANGE
    if isinstance(reference.ctx, ast.Store):
        return True
    return reference.attr in SESSION_CHANGES and "session" in ast.unparse(reference.value)


def _is_operations(module: str) -> bool:
    return module.startswith("quizapp.") and "operations" in module.split(".")


def _methods(node: ast.FunctionDef) -> Iterator[str]:
    for decorator in node.decorator_list:
        if isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Attribute):
            if decorator.func.attr in ("get", "post"):
                yield decorator.func.attr.upper()
            elif decorator.func.attr == "route":
                named = next((word.value for word in decorator.keywords if word.arg == "methods"), None)
                yield from ast.literal_eval(named) if named is not None else ("GET",)
