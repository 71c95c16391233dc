"""Let mypyc test class patterns as it tests `isinstance`: by comparing types, and reading fields where they lie.

mypyc 2.4 asks the interpreter for both, as its own comments say ("use faster instance check for native classes"); the
kiosk's flows are made of such patterns.
"""

from mypy.nodes import TypeInfo
from mypy.patterns import ClassPattern
from mypyc.ir.ops import BasicBlock
from mypyc.ir.rtypes import RInstance, object_rprimitive
from mypyc.irbuild.match import MatchVisitor, extract_dunder_match_args_names

as_it_was = MatchVisitor.visit_class_pattern


def visit_class_pattern(self: MatchVisitor, pattern: ClassPattern) -> None:
    """Do what `MatchVisitor` does, for a class that is compiled too."""
    builder, line = self.builder, pattern.line
    found = builder.flatten_classes(pattern.class_ref)
    if not found or not found[0].is_ext_class:
        as_it_was(self, pattern)
        return
    kind = RInstance(found[0])
    whole = builder.builder.coerce(self.subject, object_rprimitive, line)
    cond = builder.builder.isinstance_helper(whole, found, line)
    builder.add_bool_branch(cond, self.code_block, self.next_block)
    self.bind_as_pattern(whole, new_block=True)
    node = pattern.class_ref.node
    assert isinstance(node, TypeInfo)
    names = extract_dunder_match_args_names(node)[: len(pattern.positionals)] if pattern.positionals else []
    inner = [
        *zip(names, pattern.positionals, strict=True),
        *zip(pattern.keyword_keys, pattern.keyword_values, strict=True),
    ]
    for name, expected in inner:
        builder.activate_block(self.code_block)
        self.code_block = BasicBlock()
        known = builder.builder.coerce(whole, kind, line)
        value = builder.builder.get_attr(known, name, found[0].attr_type(name), line)
        with self.enter_subpattern(value):
            expected.accept(self)


def quicken() -> None:
    """Have it so in this process."""
    MatchVisitor.visit_class_pattern = visit_class_pattern  # type: ignore[method-assign]  # is what this is for
