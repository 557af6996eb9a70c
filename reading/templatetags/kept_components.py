"""``{% include %}`` that renders a component of the public pages once for the same values.

A story's card, a page's sheet and the navigation come out the same wherever and whenever they show the same values. So
what a component came out as is kept by those values, in the process and within bounds; another title is another key,
and nothing has to be emptied. Which values a component shows is read off its compiled template. One that does anything
whose outcome hangs on more than its values (an unknown tag, an object without a value of its own) is rendered each
time, as Django would.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import is_dataclass
from datetime import date
from typing import Any, cast

from django import template
from django.template import Context, Node, NodeList, TemplateDoesNotExist, Variable, VariableDoesNotExist
from django.template.base import FilterExpression, Parser, TextNode, Token, TokenType, VariableNode
from django.template.defaulttags import CommentNode, ForNode, IfNode, LoadNode, URLNode, WithNode
from django.template.loader_tags import IncludeNode
from django.template.loader_tags import do_include as plain_include
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()

FOLDER = "reading/components/"
MOST = 2000  # components kept
LONGEST_LIST = 60  # values in a list that may be part of a key
DEEPEST = 12  # components in one another

_PURE_FILTERS = ("django.template.defaultfilters", "reading.phrases")
_IMPURE_FILTERS = ("random", "timesince_filter", "timeuntil_filter")
_PLAIN = (str, int, float, type(None), date)
_MISSING = object()


class Impure(Exception):
    """What comes out hangs on more than values."""


@register.tag("include")
def do_include(parser: Parser, token: Token) -> IncludeNode:
    """Django's ``include``; of a component it keeps what came out."""
    node = plain_include(parser, token)
    name = node.template.var
    if isinstance(name, str) and name.startswith(FOLDER):
        return KeptInclude(node)
    return node


class KeptInclude(IncludeNode):
    """Includes a component, or what it came out as before for the same values."""

    def __init__(self, node: IncludeNode) -> None:
        super().__init__(node.template, extra_context=node.extra_context, isolated_context=node.isolated_context)

    def render(self, context: Context) -> SafeString:
        """The component's HTML."""
        own: Any = context.template
        if own.engine.debug or self.isolated_context:  # a developer's templates change under way
            return super().render(context)
        name = str(self.template.var)
        inputs = _inputs(name, own.engine)
        if inputs is None:
            return super().render(context)
        added = {key: expression.resolve(context) for key, expression in self.extra_context.items()}
        with context.push(**added):
            try:
                values = tuple(_frozen_input(root, paths, context) for root, paths in inputs)
            except Impure:
                return super().render(context)
        key = (name, context.autoescape, get_language(), values)
        found = _kept.get(key)
        if found is None:
            found = super().render(context)
            _kept.put(key, found)
        return found


class _Kept:
    """Rendered components by key, the least recently used going first."""

    def __init__(self) -> None:
        self._found: OrderedDict[Any, SafeString] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Any) -> SafeString | None:
        with self._lock:
            html = self._found.get(key)
            if html is not None:
                self._found.move_to_end(key)
            return html

    def put(self, key: Any, html: SafeString) -> None:
        with self._lock:
            self._found[key] = html
            while len(self._found) > MOST:
                self._found.popitem(last=False)


_kept = _Kept()


# ------------------------------------------------------------------------------------------- values as keys


def _frozen_input(root: str, paths: tuple[Variable, ...], context: Context) -> Any:
    """A variable of the context as part of a key: whole where it is a value, else by each part of it that is shown."""
    value = context.get(root, _MISSING)
    if value is _MISSING:
        return None
    try:
        return _frozen(value)
    except Impure:
        if any(len(path.lookups or ()) < 2 for path in paths):
            raise
    return tuple(_frozen(_resolved(path, context)) for path in paths)


def _resolved(path: Variable, context: Context) -> Any:
    try:
        return path.resolve(context)
    except VariableDoesNotExist:
        return None
    except (
        Exception
    ) as error:  # such as the number of a previous page, which the component asks for only if there is one
        raise Impure from error


def _frozen(value: Any) -> Any:
    """A value that compares by what it holds, with its type, since 1 and True print differently."""
    if isinstance(value, _PLAIN):
        return type(value), value
    if isinstance(value, list | tuple) and len(value) <= LONGEST_LIST:
        return tuple(_frozen(one) for one in value)
    if is_dataclass(value) and cast(Any, value).__dataclass_params__.frozen:
        try:
            hash(value)
        except TypeError as error:
            raise Impure from error
        return type(value), value
    raise Impure


# --------------------------------------------------------------------------------- what a template looks at

_known: dict[tuple[int, str], tuple[tuple[str, tuple[Variable, ...]], ...] | None] = {}


def _inputs(name: str, engine: Any) -> tuple[tuple[str, tuple[Variable, ...]], ...] | None:
    """The variables that a component shows, each with the paths below it; None for one that is not pure."""
    key = (id(engine), name)
    if key not in _known:
        try:
            paths = dict.fromkeys(_paths(engine.get_template(name).nodelist, engine, 0))
        except (Impure, TemplateDoesNotExist):
            _known[key] = None
        else:
            roots: dict[str, list[Variable]] = {}
            for path in paths:
                roots.setdefault(path.split(".")[0], []).append(Variable(path))
            _known[key] = tuple((root, tuple(found)) for root, found in sorted(roots.items()))
    return _known[key]


def _paths(nodes: NodeList, engine: Any, depth: int) -> Iterator[str]:
    """Every path of a variable in a template and in the components that it includes. Raises Impure."""
    if depth > DEEPEST:
        raise Impure
    for node in nodes:
        reader = _READERS.get(type(node))
        if reader is None:
            raise Impure
        yield from reader(node, engine, depth)


def _nothing(node: Node, engine: Any, depth: int) -> Iterator[str]:
    return iter(())


def _of_variable(node: Any, engine: Any, depth: int) -> Iterator[str]:
    return _of_expression(node.filter_expression)


def _of_if(node: Any, engine: Any, depth: int) -> Iterator[str]:
    for condition, inner in node.conditions_nodelists:
        yield from _of_condition(condition)
        yield from _paths(inner, engine, depth)


def _of_for(node: Any, engine: Any, depth: int) -> Iterator[str]:
    yield from _of_expression(node.sequence)
    yield from _paths(node.nodelist_loop, engine, depth)
    yield from _paths(node.nodelist_empty, engine, depth)


def _of_url(node: Any, engine: Any, depth: int) -> Iterator[str]:
    yield from _of_expressions([node.view_name, *node.args, *node.kwargs.values()])


def _of_with(node: Any, engine: Any, depth: int) -> Iterator[str]:
    yield from _of_expressions(node.extra_context.values())
    yield from _paths(node.nodelist, engine, depth)


def _of_translation(node: Any, engine: Any, depth: int) -> Iterator[str]:
    yield from _of_expressions([node.filter_expression, node.message_context])


def _of_block_translation(node: Any, engine: Any, depth: int) -> Iterator[str]:
    if node.countervar:
        raise Impure
    yield from _of_expressions([*node.extra_context.values(), node.message_context])
    yield from (token.contents for token in node.singular if token.token_type == TokenType.VAR)


def _of_include(node: Any, engine: Any, depth: int) -> Iterator[str]:
    if not isinstance(node.template.var, str):
        raise Impure
    yield from _of_expressions(node.extra_context.values())
    yield from _paths(engine.get_template(node.template.var).nodelist, engine, depth + 1)


def _of_condition(condition: Any) -> Iterator[str]:
    if isinstance(getattr(condition, "value", None), FilterExpression):
        yield from _of_expression(condition.value)
    for side in (getattr(condition, "first", None), getattr(condition, "second", None)):
        if side is not None:
            yield from _of_condition(side)


def _of_expressions(expressions: Iterable[Any]) -> Iterator[str]:
    for expression in expressions:
        if expression is not None:
            yield from _of_expression(expression)


def _of_expression(expression: Any) -> Iterator[str]:
    if not isinstance(expression, FilterExpression):
        raise Impure
    variables = [expression.var]
    for function, arguments in expression.filters:
        if function.__module__ not in _PURE_FILTERS or function.__name__ in (
            "random",
            "timesince_filter",
            "timeuntil_filter",
        ):
            raise Impure
        variables += [argument for is_variable, argument in arguments if is_variable]
    yield from (str(one.var) for one in variables if isinstance(one, Variable) and one.lookups)


_READERS: dict[type[Any], Callable[[Any, Any, int], Iterator[str]]] = {
    TextNode: _nothing,
    CommentNode: _nothing,
    LoadNode: _nothing,
    VariableNode: _of_variable,
    IfNode: _of_if,
    ForNode: _of_for,
    URLNode: _of_url,
    WithNode: _of_with,
    TranslateNode: _of_translation,
    BlockTranslateNode: _of_block_translation,
    IncludeNode: _of_include,
    KeptInclude: _of_include,
}
