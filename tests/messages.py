"""Every message that the code says: the first argument of `t(…)` and `text(…)`, also inside f-strings."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
SPEAKING = ("commands", "schedulers", "bot")


def messages_said() -> dict[str, str]:
    """Message to the first place that says it."""
    said: dict[str, str] = {}
    for folder in SPEAKING:
        for path in sorted((ROOT / folder).rglob("*.py")):
            for message in _messages_in(ast.parse(path.read_text("utf-8"))):
                said.setdefault(message, str(path.relative_to(ROOT)))
    return said


def _messages_in(tree: ast.AST) -> Iterator[str]:
    imported = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "commands.kit.texts"
        for alias in node.names
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and _speaks(node.func, imported):
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


def _speaks(function: ast.expr, imported: set[str]) -> bool:
    if not isinstance(function, ast.Name):
        return isinstance(function, ast.Attribute) and function.attr == "t"
    translators = {"t", "english", "chinese"} if imported else set()
    return function.id in translators or (function.id == "text" and "text" in imported)
