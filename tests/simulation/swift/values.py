"""Values as a compiler wants them: what `dataclass` would write at import time is written into the source.

    @dataclass(frozen=True, slots=True)        @dataclass(init=False, eq=False)
    class Health:                              class Health:
        device: Device                 ──>         device: Device
        code: str = ""                             code: str
                                                   def __init__(self, device: Device, code: str = "") -> None: …
                                                   def __eq__ … __hash__ … changed …

    replace(health, code="x")          ──>     health.changed(code="x")

The copy means the same, but that nothing is frozen: mypy proves on the original that no value is changed.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

NAME_OF_CHANGED = "changed"
VALUE = "mypyc_attr(acyclic=True, free_list_len=1)"  # not looked at when circles are looked for, and soon made again


def rewritten(source: str, *, pure: bool = False) -> str:
    """Return the source of a module with its dataclasses and its `replace` written out.

    Where it is `pure`, its frozen dataclasses hold values alone: none of them is ever part of a circle.
    """
    tree = Rewriter(pure=pure).visit(ast.parse(source))
    tree.body[1:1] = ast.parse(
        "from typing import Any\nfrom mypy_extensions import mypyc_attr"
    ).body  # behind the docstring
    return ast.unparse(ast.fix_missing_locations(tree))


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a dataclass: its annotation, its default, or what makes its default."""

    name: str
    annotation: str
    default: str = ""
    factory: str = ""


class Rewriter(ast.NodeTransformer):
    """Writes dataclasses out."""

    def __init__(self, *, pure: bool) -> None:
        self._pure = pure

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.ClassDef:
        """Write one class out."""
        self.generic_visit(node)
        found = [each for each in node.decorator_list if is_dataclass(each)]
        if not found:
            return node
        options = options_of(found[0])
        fields = [field_of(each) for each in node.body if isinstance(each, ast.AnnAssign)]
        for each in node.body:
            if isinstance(each, ast.AnnAssign):
                each.value = None
        plain = ast.parse("dataclass(init=False, eq=False)", mode="eval").body
        node.decorator_list = [plain if each is found[0] else each for each in node.decorator_list]
        if self._pure and options.get("frozen", False):
            node.decorator_list.append(ast.parse(VALUE, mode="eval").body)
        node.body += ast.parse(methods(node.name, fields, options)).body
        return node

    def visit_Call(self, node: ast.Call) -> ast.Call:
        """Turn `replace(value, …)` into a method of the value, and `isinstance(value, A | B)` into one of `(A, B)`."""
        self.generic_visit(node)
        match node:
            case ast.Call(ast.Name("isinstance"), [value, ast.BinOp(op=ast.BitOr()) as union]):
                return ast.Call(node.func, [value, ast.Tuple(list(members(union)), ast.Load())], [])
            case ast.Call(ast.Name("replace" | "changed"), [value], keywords):
                return ast.Call(ast.Attribute(value, NAME_OF_CHANGED, ast.Load()), [], keywords)
            case _:
                return node


def members(union: ast.expr) -> Iterator[ast.expr]:
    """Yield A, B and C of `A | B | C`; for None its type."""
    match union:
        case ast.BinOp(left, ast.BitOr(), right):
            yield from members(left)
            yield from members(right)
        case ast.Constant(None):
            yield ast.parse("type(None)", mode="eval").body
        case _:
            yield union


def is_dataclass(decorator: ast.expr) -> bool:
    """True for `@dataclass` and `@dataclass(…)`."""
    match decorator:
        case ast.Name("dataclass") | ast.Call(ast.Name("dataclass")):
            return True
        case _:
            return False


def options_of(decorator: ast.expr) -> dict[str, bool]:
    """Return the options of a decorator."""
    if not isinstance(decorator, ast.Call):
        return {}
    return {each.arg: bool(ast.literal_eval(each.value)) for each in decorator.keywords if each.arg is not None}


def field_of(line: ast.AnnAssign) -> Field:
    """Return the field that a line of a class declares."""
    assert isinstance(line.target, ast.Name)
    name, annotation = line.target.id, ast.unparse(line.annotation)
    match line.value:
        case None:
            return Field(name, annotation)
        case ast.Call(ast.Name("field"), [], [ast.keyword("default_factory", factory)]):
            return Field(name, annotation, factory=ast.unparse(factory))
        case ast.Call(ast.Name("field"), _, [ast.keyword("default", default)]):
            return Field(name, annotation, default=ast.unparse(default))
        case default:
            return Field(name, annotation, default=ast.unparse(default))


def methods(kind: str, fields: list[Field], options: dict[str, bool]) -> str:
    """Write the methods that `dataclass` would make, and `changed`."""
    found = [init(fields), changed(kind, fields)]
    if options.get("eq", True):
        found.append(equal(kind, fields))
        if options.get("frozen", False):
            found.append(hashed(fields))
    return "\n".join(found)


def init(fields: list[Field]) -> str:
    """Write `__init__`."""
    lines = [f"    self.{each.name} = {made(each)}" for each in fields]
    return "\n".join(
        [f"def __init__({', '.join(['self', *map(parameter, fields)])}) -> None:", *(lines or ["    pass"])]
    )


def parameter(each: Field) -> str:
    """Write one parameter of `__init__`."""
    if each.factory:
        return f"{each.name}: {each.annotation} | None = None"
    return f"{each.name}: {each.annotation}" + (f" = {each.default}" if each.default else "")


def made(each: Field) -> str:
    """Write what a field is set to."""
    return f"{each.factory}() if {each.name} is None else {each.name}" if each.factory else each.name


def changed(kind: str, fields: list[Field]) -> str:
    """Write what `replace` does."""
    parameters = ["self", *(["*"] if fields else []), *(f"{each.name}: Any = ..." for each in fields)]
    contents = [f"self.{each.name} if {each.name} is ... else {each.name}" for each in fields]
    return f"def {NAME_OF_CHANGED}({', '.join(parameters)}) -> '{kind}':\n    return {kind}({', '.join(contents)})"


def equal(kind: str, fields: list[Field]) -> str:
    """Write `__eq__`; only values of the same class are equal."""
    same = " and ".join(f"self.{each.name} == other.{each.name}" for each in fields) or "True"
    return (
        "def __eq__(self, other: object) -> Any:\n"
        "    if self is other:\n        return True\n"
        f"    if isinstance(other, {kind}):\n        return {same}\n"
        "    return NotImplemented"
    )


def hashed(fields: list[Field]) -> str:
    """Write `__hash__`."""
    return f"def __hash__(self) -> int:\n    return hash(({''.join(f'self.{each.name}, ' for each in fields)}))"
