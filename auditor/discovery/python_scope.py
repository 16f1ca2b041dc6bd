"""What names mean in a Python file: constants, defaults, fields, command-line options. Nothing of the file is run."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field


@dataclass
class Scope:
    """Names of a module, class or function, each with the expressions assigned to it, in order of lines."""

    kind: str
    parent: Scope | None = None
    names: dict[str, list[ast.expr]] = field(default_factory=dict)
    #: Parameters without a default: their value comes from the caller.
    open_names: set[str] = field(default_factory=set)

    def lookup(self, name: str) -> tuple[list[ast.expr], Scope] | None:
        """The expressions assigned to `name` in this scope or the nearest one outside."""
        scope: Scope | None = self
        while scope is not None:
            # The body of a class is not visible from its methods.
            if (scope is self or scope.kind != "class") and name in scope.names:
                return scope.names[name], scope
            if name in scope.open_names:
                return None
            scope = scope.parent
        return None


@dataclass
class Module:
    """A parsed file: imports, classes with their fields, options of its command line."""

    root: Scope
    imports: dict[str, str] = field(default_factory=dict)
    packages: set[str] = field(default_factory=set)
    classes: dict[str, Scope] = field(default_factory=dict)
    options: dict[str, list[ast.expr]] = field(default_factory=dict)
    scopes: dict[ast.AST, Scope] = field(default_factory=dict)


def read_module(tree: ast.Module) -> Module:
    """The names of a parsed file. One walk; nothing of the file is run."""
    module = Module(root=Scope("module"))
    _collect(tree.body, module.root, module, None)
    return module


def _collect(body: list[ast.stmt], scope: Scope, module: Module, owner: Scope | None) -> None:
    stack = [(statement, scope, owner) for statement in reversed(body)]
    while stack:
        statement, scope, owner = stack.pop()
        inner = _statement(statement, scope, module, owner)
        if inner is not None:
            new_scope, new_owner = inner
            stack.extend((item, new_scope, new_owner) for item in reversed(_body(statement)))
        else:
            stack.extend((item, scope, owner) for item in reversed(_body(statement)))


def _body(statement: ast.stmt) -> list[ast.stmt]:
    """The statements inside a statement, in order."""
    found: list[ast.stmt] = []
    for name in ("body", "orelse", "finalbody"):
        found.extend(getattr(statement, name, []))
    for handler in getattr(statement, "handlers", []):
        found.extend(handler.body)
    for case in getattr(statement, "cases", []):
        found.extend(case.body)
    return found


def _statement(
    statement: ast.stmt, scope: Scope, module: Module, owner: Scope | None
) -> tuple[Scope, Scope | None] | None:
    """Take in one statement; the scope and class of what is inside it, if it opens one."""
    if isinstance(statement, ast.Import | ast.ImportFrom):
        _imports(statement, module)
    elif isinstance(statement, ast.ClassDef):
        inner = Scope("class", scope)
        module.classes.setdefault(statement.name, inner)
        module.scopes[statement] = inner
        return inner, inner
    elif isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
        inner = Scope("function", scope)
        _parameters(statement.args, inner)
        _decorators(statement, inner)
        module.scopes[statement] = inner
        return inner, owner
    else:
        _assignment(statement, scope, module, owner)
    return None


def _imports(statement: ast.Import | ast.ImportFrom, module: Module) -> None:
    origin = statement.module or "" if isinstance(statement, ast.ImportFrom) else ""
    for alias in statement.names:
        full = f"{origin}.{alias.name}" if origin else alias.name
        module.packages.add(full.partition(".")[0])
        if isinstance(statement, ast.ImportFrom) or alias.asname:
            module.imports[alias.asname or alias.name] = full
        else:
            module.imports[full.partition(".")[0]] = full.partition(".")[0]


def _parameters(arguments: ast.arguments, scope: Scope) -> None:
    positional = [*arguments.posonlyargs, *arguments.args]
    defaults: list[ast.expr | None] = [None] * (len(positional) - len(arguments.defaults)) + list(arguments.defaults)
    pairs = [*zip(positional, defaults, strict=True), *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)]
    for argument, default in pairs:
        if default is None or (isinstance(default, ast.Constant) and default.value is None):
            scope.open_names.add(argument.arg)
        else:
            scope.names[argument.arg] = [default]


def _decorators(function: ast.FunctionDef | ast.AsyncFunctionDef, scope: Scope) -> None:
    """`@click.option("--model", default="…")` gives the parameter `model` a default."""
    for decorator in function.decorator_list:
        if isinstance(decorator, ast.Call) and callee(decorator.func).endswith(("option", "argument")):
            name, default = option(decorator)
            if name and default is not None:
                scope.names.setdefault(name, []).append(default)
                scope.open_names.discard(name)


def option(call: ast.Call) -> tuple[str, ast.expr | None]:
    """The destination and the default of an option of argparse or click."""
    words = [arg.value for arg in call.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
    keywords = {keyword.arg: keyword.value for keyword in call.keywords}
    dest = keywords.get("dest")
    if isinstance(dest, ast.Constant) and isinstance(dest.value, str):
        return dest.value, keywords.get("default")
    long = [word for word in words if word.startswith("--")] or words
    return (long[0].lstrip("-").replace("-", "_") if long else ""), keywords.get("default")


def _assignment(statement: ast.stmt, scope: Scope, module: Module, owner: Scope | None) -> None:
    if isinstance(statement, ast.Assign):
        for target in statement.targets:
            _assign(target, statement.value, scope, owner)
    elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
        _assign(statement.target, statement.value, scope, owner)
    elif isinstance(statement, ast.For | ast.AsyncFor) and isinstance(statement.iter, ast.List | ast.Tuple):
        for item in reversed(statement.iter.elts):
            _assign(statement.target, item, scope, owner)
    elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        call = statement.value
        if isinstance(call.func, ast.Attribute) and call.func.attr == "add_argument":
            name, default = option(call)
            if name and default is not None:
                module.options.setdefault(name, []).append(default)


def _assign(target: ast.expr, value: ast.expr, scope: Scope, owner: Scope | None) -> None:
    if isinstance(target, ast.Name):
        scope.names.setdefault(target.id, []).append(value)
    elif isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id == "self":
        # `self.x = x` in a method: a field of the class, read in the method's own names.
        (owner or scope).names.setdefault(target.attr, []).append(_bound(value, scope))
    elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
        for one, other in zip(target.elts, value.elts, strict=True):
            _assign(one, other, scope, owner)


def _bound(value: ast.expr, scope: Scope) -> ast.expr:
    """The default of the parameter that a field is set from, where it is one; else the expression itself."""
    if isinstance(value, ast.Name):
        found = scope.names.get(value.id)
        if found:
            return found[-1]
    return value


def callee(node: ast.expr) -> str:
    """A callee as dotted text; a part that is no name stands as `?`."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if isinstance(node, ast.Call):
        parts.append(callee(node.func).rpartition(".")[2] + "()")
    else:
        parts.append(node.id if isinstance(node, ast.Name) else "?")
    return ".".join(reversed(parts))
