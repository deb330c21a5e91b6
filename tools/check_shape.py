"""Shape rules that ruff and import-linter cannot say. Exit 1 and one line per breach: ``path:line RULE sentence``."""

import ast
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

MAX_LINES = {"src": 400, "test": 500, "html": 150}
EDGE = {"views", "api", "admin", "urls", "forms"}
INSIDE = {"actions", "queries", "models", "events"}
GRAB_BAGS = {"utils", "helpers", "managers", "services", "common", "misc", "base"}
HTTP = ("django.http", "django.shortcuts", "ninja", "django.contrib.messages")
NARRATION = re.compile(
    r"#\s*(check if|create|return|get|fetch|update|delete|insert|add|set|loop|iterate|call|"
    r"initiali[sz]e|import|define|handle|save|validate|now|then|first|next|finally)\b",
    re.IGNORECASE,
)
PRIVATE = re.compile(r"zhiyu\.(?P<app>(integrations\.)?\w+)\.(views|forms|tasks|receivers|api)\b")
MONEY_NAME = re.compile(r"price|amount|fee\b|total|_fen")
FLOATY = ("FloatField", "DecimalField", "float(")
HTML = {
    "INLINE": re.compile(r"""\s(on(click|change|submit|input|load)|style)\s*=\s*["']"""),
    "DEAD_LINK": re.compile(r"""<a\b[^>]*\shref=["']#?["']"""),
    "UNTRIMMED": re.compile(r"\{%-?\s*trans\s*-?%\}\s*$"),
}


def in_layer(path: Path, names: set[str]) -> bool:
    return path.stem in names or path.parent.name in names


def python(path: Path) -> Iterator[str]:
    text = path.read_text()
    lines = text.splitlines()
    is_test = "tests" in path.parts
    if len(lines) > MAX_LINES["test" if is_test else "src"]:
        yield f"{path}:1 SIZE {len(lines)} lines"
    if path.stem in GRAB_BAGS:
        yield f"{path}:1 GRAB_BAG name it after what it does"
    narrated = [n for n, line in enumerate(lines, 1) if NARRATION.match(line.strip())]
    yield from (f"{path}:{n} NARRATION say why, or delete" for n in narrated)
    for node in ast.walk(ast.parse(text)):
        yield from imports(path, node)
        yield from calls(path, node, is_test=is_test)
        yield from money(path, node)


def imports(path: Path, node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.ImportFrom) and in_layer(path, INSIDE) and (node.module or "").startswith(HTTP):
        yield f"{path}:{node.lineno} HTTP {node.module} belongs at the edge"
    if isinstance(node, ast.ImportFrom) and "tests" not in path.parts:
        yield from foreign_edges(path, node)


def foreign_edges(path: Path, node: ast.ImportFrom) -> Iterator[str]:
    home = ".".join(path.parts)
    for alias in node.names:
        found = PRIVATE.match(f"{node.module}.{alias.name}.")
        if found and f"zhiyu.{found['app']}." not in home and "zhiyu.api." not in home:
            yield f"{path}:{node.lineno} PRIVATE {found[0]} is another app's edge; call its actions or queries"


def calls(path: Path, node: ast.AST, *, is_test: bool) -> Iterator[str]:
    if is_test:
        if isinstance(node, ast.Attribute) and node.attr.startswith("assert_called"):
            yield f"{path}:{node.lineno} MOCK assert rows, pages and files, not calls"
        return
    if isinstance(node, ast.Attribute) and in_layer(path, EDGE) and node.attr in {"objects", "save"}:
        yield f"{path}:{node.lineno} EDGE_ORM .{node.attr}: call a query or an action"
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "save":
        keywords = {keyword.arg for keyword in node.keywords}
        if not node.args and not keywords & {"update_fields", "force_insert"}:
            yield f"{path}:{node.lineno} SAVE without update_fields"


def money(path: Path, node: ast.AST) -> Iterator[str]:
    if not isinstance(node, ast.AnnAssign | ast.Assign) or node.value is None:
        return
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    value = ast.unparse(node.value)
    for name in map(ast.unparse, targets):
        if MONEY_NAME.search(name) and any(floaty in value for floaty in FLOATY):
            yield f"{path}:{node.lineno} MONEY {name} must be integer fen"


def lonely_bases(paths: list[Path]) -> Iterator[str]:
    defined: dict[str, str] = {}
    used: Counter[str] = Counter()
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ClassDef):
                if re.match(r"(Base|Abstract)|.*(Mixin|Manager|Factory|Handler|Strategy)$", node.name):
                    defined[node.name] = f"{path}:{node.lineno}"
                used.update(ast.unparse(base).split("[")[0].split(".")[-1] for base in node.bases)
    for name, where in defined.items():
        if used[name] < 2:  # noqa: PLR2004
            yield f"{where} LONELY {name} has {used[name]} subclass(es); write the concrete thing"


def templates(paths: list[Path]) -> Iterator[str]:
    seen: defaultdict[str, list[str]] = defaultdict(list)
    for path in paths:
        lines = [re.sub(r"\s+", " ", line).strip() for line in path.read_text().splitlines()]
        if len(lines) > MAX_LINES["html"]:
            yield f"{path}:1 SIZE {len(lines)} lines"
        for number, line in enumerate(lines, 1):
            yield from (f"{path}:{number} {rule} {line[:60]}" for rule, found in HTML.items() if found.search(line))
        body = [(n, line) for n, line in enumerate(lines, 1) if len(line) > 3]  # noqa: PLR2004
        for i in range(len(body) - 7):
            seen["\n".join(line for _, line in body[i : i + 8])].append(f"{path}:{body[i][0]}")
    repeated = {where[0]: where for where in seen.values() if len({x.split(":")[0] for x in where}) > 1}
    yield from (f"{first} DUPLICATE also at {', '.join(where[1:3])}" for first, where in repeated.items())


def breaches(*roots: str) -> list[str]:
    py = [p for root in roots for p in sorted(Path(root).rglob("*.py"))]
    py = [p for p in py if not {"migrations", "acceptance"} & set(p.parts)]
    html = [p for root in roots for p in sorted(Path(root).rglob("*.html")) if "vendor" not in p.parts]
    found = [breach for path in py for breach in python(path)]
    found += lonely_bases([p for p in py if "tests" not in p.parts])
    return found + list(templates(html))


if __name__ == "__main__":
    lines = breaches(*sys.argv[1:])
    print(*lines, sep="\n", end="\n" if lines else "")
    sys.exit(bool(lines))
