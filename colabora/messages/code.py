"""The strings that code and templates hand to gettext, read without running either. Needs no gettext."""

import ast
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.utils.translation.template import templatize

# How many of the first arguments are texts; the names with “p” begin with a context.
FUNCTIONS = {"_": 1, "gettext": 1, "ngettext": 2, "pgettext": 2, "npgettext": 3}
FUNCTIONS |= {f"{name}_lazy": count for name, count in FUNCTIONS.items() if name != "_"} | {"gettext_noop": 1}
COMMENT = "Translators:"
LITERAL = r"""u?(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')"""
# templatize() leaves of a template these calls, comments and blanks; everything else is made unreadable.
CALL = re.compile(rf"\b(n?p?gettext|_)\(\s*({LITERAL}(?:\s*,\s*{LITERAL})*)")


@dataclass(frozen=True)
class Message:
    """A string at one of its places. Path within the project; lines of comments for translators."""

    path: str
    line: int
    context: str | None
    text: str
    plural: str
    comments: tuple[str, ...]

    @property
    def key(self) -> tuple[str | None, str]:
        """By what gettext finds it."""
        return self.context, self.text


def python_files() -> list[Path]:
    """Our own apps, as the settings name them; migrations repeat what models say."""
    names = {config.name.partition(".")[0] for config in apps.get_app_configs()}
    folders = [settings.BASE_DIR / name for name in sorted(names) if (settings.BASE_DIR / name).is_dir()]
    return [path for folder in folders for path in sorted(folder.rglob("*.py")) if "migrations" not in path.parts]


def templates() -> list[Path]:
    folders = [Path(folder) for engine in settings.TEMPLATES for folder in engine["DIRS"]]
    return [path for folder in folders for path in sorted(folder.rglob("*")) if path.suffix in {".html", ".txt"}]


def messages() -> Iterator[Message]:
    """Every string of the project, in the order of the files."""
    for path in python_files():
        yield from in_python(path)
    for path in templates():
        yield from in_template(path)


def in_python(path: Path) -> Iterator[Message]:
    comments = python_comments(path)
    calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    for node in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        texts = [argument.value for argument in node.args[: FUNCTIONS.get(name, 0)] if is_text(argument)]
        if texts and len(texts) == FUNCTIONS[name]:
            above = comments.pop(node.lineno - 1, ()) or comments.pop(node.args[0].lineno - 1, ())
            yield message(path, node.lineno, name, texts, above)


def is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def message(path: Path, line: int, function: str, texts: list[str], comments: tuple[str, ...]) -> Message:
    context = texts.pop(0) if "pgettext" in function else None
    plural = texts[1] if len(texts) > 1 else ""
    return Message(str(path.relative_to(settings.BASE_DIR)), line, context, texts[0], plural, comments)


def python_comments(path: Path) -> dict[int, tuple[str, ...]]:
    """Comments for translators, by the line on which they end."""
    with path.open("rb") as file:
        lines = {
            token.start[0]: token.string.lstrip("# ")
            for token in tokenize.tokenize(file.readline)
            if token.type == tokenize.COMMENT and token.line.lstrip().startswith("#")
        }
    return blocks(lines)


def blocks(lines: dict[int, str]) -> dict[int, tuple[str, ...]]:
    """Adjoining comment lines from the one that addresses translators, by the last line of each block.

    Each is for the first string of the next line.
    """
    found, block = {}, []
    for number in sorted(lines):
        if number - 1 not in lines:
            block = []
        if block or lines[number].startswith(COMMENT):
            block.append(lines[number].strip())
            found.pop(number - 1, None)
            found[number] = tuple(block)
    return found


def in_template(path: Path) -> Iterator[Message]:
    code = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    comments = blocks(
        {
            number: line.lstrip("# ")
            for number, line in enumerate(code.splitlines(), 1)
            if line.lstrip().startswith("#") and line.strip("# ")
        }
    )
    for match in CALL.finditer(code):
        line = code.count("\n", 0, match.start()) + 1
        texts = [ast.literal_eval(text) for text in re.findall(LITERAL, match[2])]
        yield message(path, line, match[1], texts, comments.pop(line - 1, ()))
