"""The texts that an expression of a Python file can have, worked out from its names. Nothing of the file is run."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from auditor.discovery.findings import Text
from auditor.discovery.python_scope import Module, Scope, callee

#: A value is followed through so many names.
DEPTH = 8
#: So many different texts are taken of one expression.
CHOICES = 6
_BRACES = re.compile(r"\{(?P<name>\w*)\}")
_PERCENT = re.compile(r"%(?:\((?P<name>\w+)\))?s")


class Evaluator:
    """Works out the texts that an expression can have, following names of its module."""

    def __init__(self, module: Module, source: str) -> None:
        """`source` is the text of the file, to show an unresolved value as it is written."""
        self._module = module
        self._lines = source.split("\n")

    def texts(self, node: ast.expr, scope: Scope, depth: int = 0) -> list[Text]:
        """The possible values, most specific first; a Text with `text=None` where one cannot be known."""
        if depth > DEPTH:
            return [self._unknown(node)]
        found = list(self._texts(node, scope, depth))[:CHOICES]
        return found or [self._unknown(node)]

    def _texts(self, node: ast.expr, scope: Scope, depth: int) -> Iterator[Text]:
        if isinstance(node, ast.Constant):
            if isinstance(node.value, str):
                yield Text(node.value, node.value, node.lineno)
        elif isinstance(node, ast.Name):
            yield from self._named(node, scope, depth)
        elif isinstance(node, ast.Attribute):
            yield from self._attribute(node, scope, depth)
        elif isinstance(node, ast.JoinedStr):
            yield from self._joined(node, list(node.values), scope, depth)
        elif isinstance(node, ast.BinOp):
            yield from self._operator(node, scope, depth)
        elif isinstance(node, ast.BoolOp):
            for value in node.values:
                yield from (text for text in self.texts(value, scope, depth + 1) if text.text)
        elif isinstance(node, ast.IfExp):
            yield from self.texts(node.body, scope, depth + 1)
            yield from self.texts(node.orelse, scope, depth + 1)
        elif isinstance(node, ast.Call):
            yield from self._call(node, scope, depth)
        elif isinstance(node, ast.Subscript):
            yield from self._subscript(node, scope, depth)

    def _operator(self, node: ast.BinOp, scope: Scope, depth: int) -> Iterator[Text]:
        """`a + b` and `"%s/x" % a`; other operators make no text."""
        if isinstance(node.op, ast.Add):
            yield from self._joined(node, [node.left, node.right], scope, depth)
        elif isinstance(node.op, ast.Mod):
            filled = node.right.elts if isinstance(node.right, ast.Tuple) else [node.right]
            yield from self._filled(node, node.left, _PERCENT, filled, scope, depth)

    def _unknown(self, node: ast.expr) -> Text:
        return Text(None, self._written(node)[:200], node.lineno)

    def _written(self, node: ast.expr) -> str:
        """The expression as it stands, where it stands on one line. Columns of a syntax tree count bytes."""
        if node.lineno == node.end_lineno and node.lineno <= len(self._lines):
            line = self._lines[node.lineno - 1].encode("utf-8", "replace")
            return line[node.col_offset : node.end_col_offset].decode("utf-8", "replace")
        return ast.unparse(node)

    def _inferred(self, texts: list[Text], origin: str, line: int) -> Iterator[Text]:
        for text in texts:
            yield Text(text.text, text.raw, text.line, text.origin or f"{origin}, line {text.line}")

    def _named(self, node: ast.Name, scope: Scope, depth: int) -> Iterator[Text]:
        found = scope.lookup(node.id)
        if found is None:
            return
        expressions, home = found
        seen: set[str | None] = set()
        for expression in reversed(expressions):
            for text in self._inferred(self.texts(expression, home, depth + 1), node.id, node.lineno):
                if text.text not in seen:
                    seen.add(text.text)
                    yield text if text.text is not None else self._unknown(node)

    def _attribute(self, node: ast.Attribute, scope: Scope, depth: int) -> Iterator[Text]:
        expressions: list[ast.expr] = []
        home: Scope | None = self._home(node.value, scope)
        if home is not None:
            expressions = home.names.get(node.attr, [])
        if not expressions and node.attr in self._module.options:
            expressions, home = self._module.options[node.attr], self._module.root
        if not expressions:
            homes = [inner for inner in self._module.classes.values() if node.attr in inner.names]
            if len(homes) == 1 and not (isinstance(node.value, ast.Name) and node.value.id in self._module.imports):
                home, expressions = homes[0], homes[0].names[node.attr]
        for expression in reversed(expressions):
            yield from self._inferred(self.texts(expression, home or scope, depth + 1), node.attr, node.lineno)

    def _home(self, node: ast.expr, scope: Scope) -> Scope | None:
        """The class that an object is of: `self`, the class itself, or a variable that holds an instance."""
        if not isinstance(node, ast.Name):
            return None
        if node.id in ("self", "cls"):
            inner: Scope | None = scope
            while inner is not None and inner.kind != "class":
                inner = inner.parent
            return inner
        if node.id in self._module.classes:
            return self._module.classes[node.id]
        found = scope.lookup(node.id)
        for expression in found[0] if found else ():
            if isinstance(expression, ast.Call) and callee(expression.func) in self._module.classes:
                return self._module.classes[callee(expression.func)]
        return None

    def _joined(self, whole: ast.expr, parts: list[ast.expr], scope: Scope, depth: int) -> Iterator[Text]:
        """A text of parts: known if every part is."""
        pieces: list[str] = []
        origins: list[str] = []
        for part in parts:
            inner = part.value if isinstance(part, ast.FormattedValue) else part
            text = self.texts(inner, scope, depth + 1)[0]
            if text.text is None:
                yield self._unknown(whole)
                return
            pieces.append(text.text)
            origins += [text.origin] if text.origin else []
        origin = origins[0] if origins else f"parts, line {whole.lineno}"
        yield Text("".join(pieces), "".join(pieces), whole.lineno, origin)

    def _call(self, node: ast.Call, scope: Scope, depth: int) -> Iterator[Text]:
        name = callee(node.func)
        last = name.rpartition(".")[2]
        if last in ("getenv", "get", "pop", "setdefault") and ("env" in name or last == "getenv"):
            yield from self._environment(node, scope, depth)
        elif last in ("str", "Path", "Argument") and node.args:
            yield from self.texts(node.args[0], scope, depth + 1)
        elif last == "cast" and len(node.args) == 2:
            yield from self.texts(node.args[1], scope, depth + 1)
        elif last in ("Option", "Field", "field", "Argument", "flag", "option"):
            yield from self._default(node, scope, depth)
        elif last == "format" and isinstance(node.func, ast.Attribute):
            named = {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg}
            yield from self._filled(node, node.func.value, _BRACES, node.args, scope, depth, named)
        elif last == "join" and isinstance(node.func, ast.Attribute) and node.args:
            yield from self._join(node, scope, depth)

    def _filled(
        self,
        whole: ast.expr,
        pattern: ast.expr,
        mark: re.Pattern[str],
        values: list[ast.expr],
        scope: Scope,
        depth: int,
        named: dict[str, ast.expr] | None = None,
    ) -> Iterator[Text]:
        """A text whose marks (`%s`, `{}`, `{name}`) are filled with values; unknown if it has other marks."""
        if not isinstance(pattern, ast.Constant) or not isinstance(pattern.value, str):
            yield self._unknown(whole)
            return
        parts: list[ast.expr] = []
        used = at = 0
        for found in mark.finditer(pattern.value):
            name = found["name"] or ""
            index = int(name) if name.isdigit() else used
            value = (named or {}).get(name) if name and not name.isdigit() else None
            if value is None:
                if (name and not name.isdigit()) or index >= len(values):
                    yield self._unknown(whole)
                    return
                value, used = values[index], index + 1
            parts += [ast.copy_location(ast.Constant(pattern.value[at : found.start()]), whole), value]
            at = found.end()
        parts.append(ast.copy_location(ast.Constant(pattern.value[at:]), whole))
        yield from self._joined(whole, parts, scope, depth)

    def _environment(self, node: ast.Call, scope: Scope, depth: int) -> Iterator[Text]:
        keywords = {keyword.arg: keyword.value for keyword in node.keywords}
        default = node.args[1] if len(node.args) > 1 else keywords.get("default")
        if default is None:
            return
        variable = node.args[0] if node.args else keywords.get("key")
        name = str(variable.value) if isinstance(variable, ast.Constant) else "environment"
        for text in self.texts(default, scope, depth + 1):
            yield Text(text.text, text.raw, text.line, f"default of {name}, line {text.line}")

    def _default(self, node: ast.Call, scope: Scope, depth: int) -> Iterator[Text]:
        keywords = {keyword.arg: keyword.value for keyword in node.keywords}
        value = keywords.get("default") or (node.args[0] if node.args else None)
        if value is not None:
            yield from self._inferred(self.texts(value, scope, depth + 1), "default", node.lineno)

    def _join(self, node: ast.Call, scope: Scope, depth: int) -> Iterator[Text]:
        """`"/".join([org, name])`; a join of paths is a path and stays unknown."""
        assert isinstance(node.func, ast.Attribute)
        glue, parts = node.func.value, node.args[0]
        if isinstance(glue, ast.Constant) and isinstance(glue.value, str) and isinstance(parts, ast.List | ast.Tuple):
            between: list[ast.expr] = []
            for part in parts.elts:
                between += [glue, part] if between else [part]
            yield from self._joined(node, between, scope, depth)

    def _subscript(self, node: ast.Subscript, scope: Scope, depth: int) -> Iterator[Text]:
        """A table of models: the entry for a known key, else all its entries."""
        found = scope.lookup(node.value.id) if isinstance(node.value, ast.Name) else None
        for expression in found[0][-1:] if found else ():
            if isinstance(expression, ast.Dict):
                yield from self._entries(node, expression, scope, depth)

    def _entries(self, node: ast.Subscript, table: ast.Dict, scope: Scope, depth: int) -> Iterator[Text]:
        key = self.texts(node.slice, scope, depth + 1)[0].text
        pairs = [
            (k.value if isinstance(k, ast.Constant) else None, v) for k, v in zip(table.keys, table.values, strict=True)
        ]
        chosen = [value for name, value in pairs if key is not None and name == key] or [value for _, value in pairs]
        for value in chosen[:CHOICES]:
            yield from self._inferred(self.texts(value, scope, depth + 1), "table", node.lineno)
