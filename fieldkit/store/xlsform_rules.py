"""Turns the expressions of XLSForm into conditions of a form, and back.

Only what both languages can say is turned; anything else is named, so that it can be told and
never silently dropped. Nothing is ever executed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fieldkit.errors import FieldkitError
from fieldkit.inspection.condition import (
    ORDERINGS,
    Compare,
    Condition,
    Constant,
    Either,
    Every,
    Not,
    Subject,
    Tree,
    Value,
)

_TOKEN = re.compile(
    r"""\s*(?:(?P<reference>\$\{\s*(?P<name>[^}\s]+)\s*\})|(?P<text>'[^']*'|"[^"]*")"""
    r"""|(?P<number>\d+(?:\.\d+)?|-\d+(?:\.\d+)?)|(?P<word>[A-Za-z_][A-Za-z0-9_.-]*)"""
    r"""|(?P<sign>!=|<=|>=|=|<|>|\(|\)|,|\.|\+|-|\*|\||/))"""
)
_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
_BARE = ("yes", "no", "not_applicable")
_DEEPEST = 40
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Known:
    """What a reference stands for: a subject of a condition, and how its values are called here."""

    subject: Subject
    values: dict[str, str]
    several: bool = False


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    at: int


def to_condition(text: str, known: Callable[[str], Known | None], own: Known | None) -> Condition:
    """The condition that an expression says. `known` finds a reference, `own` is what ``.`` means.

    Raises FieldkitError ``xlsform.expression`` (position, found) where it is not an expression,
    ``xlsform.unknown_name`` (found), or ``xlsform.beyond`` (found) where a form cannot say it.
    """
    reader = _Reader(_tokens(text), len(text), known, own)
    tree = reader.either()
    if reader.now.kind != "end":
        reader.refuse()
    return Condition(tree)


def _tokens(text: str) -> tuple[_Token, ...]:
    found, at, end = [], 0, len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None:
            raise FieldkitError("xlsform.expression", position=at + 1, found=text[at : at + 12])
        if match.group("reference"):
            found.append(_Token("reference", match.group("name"), match.start("reference")))
        else:
            kind = next(one for one in ("text", "number", "word", "sign") if match.group(one))
            found.append(_Token(kind, match.group(kind), match.start(kind)))
        at = match.end()
    return tuple(found)


class _Reader:
    """Reads by recursive descent: or, and, not, comparison."""

    def __init__(
        self,
        tokens: tuple[_Token, ...],
        length: int,
        known: Callable[[str], Known | None],
        own: Known | None,
    ) -> None:
        self._tokens, self._end = tokens, _Token("end", "", length)
        self._known, self._own = known, own
        self._at = self._depth = 0

    @property
    def now(self) -> _Token:
        return self._tokens[self._at] if self._at < len(self._tokens) else self._end

    def refuse(self) -> None:
        found = self.now.text or "the end"
        raise FieldkitError("xlsform.expression", position=self.now.at + 1, found=found)

    def take(self, text: str) -> bool:
        if self.now.kind in ("word", "sign") and self.now.text == text:
            self._at += 1
            return True
        return False

    def expect(self, text: str) -> None:
        if not self.take(text):
            self.refuse()

    def either(self) -> Tree:
        parts = [self.every()]
        while self.take("or"):
            parts.append(self.every())
        return _fold(parts)

    def every(self) -> Tree:
        parts = [self.one()]
        while self.take("and"):
            parts.append(self.one())
        return parts[0] if len(parts) == 1 else Every(tuple(parts))

    def one(self) -> Tree:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise FieldkitError("xlsform.beyond", found="(")
        tree = self._one()
        self._depth -= 1
        return tree

    def _one(self) -> Tree:
        if self.take("("):
            tree = self.either()
            self.expect(")")
            return tree
        if self.now.kind == "word":
            return self._call()
        return self.comparison()

    def _call(self) -> Tree:
        word = self.now.text
        self._at += 1
        if word not in ("not", "selected", "true", "false"):
            raise FieldkitError("xlsform.beyond", found=word)
        self.expect("(")
        if word == "not":
            tree: Tree = Not(self.either())
        elif word == "selected":
            of = self.subject()
            self.expect(",")
            operator = "includes" if of.several else "is"
            tree = Compare(of.subject, operator, (self.value(of),))
        else:
            tree = Constant(word == "true")
        self.expect(")")
        return tree

    def subject(self) -> Known:
        token = self.now
        if token.kind == "reference":
            self._at += 1
            found = self._known(token.text)
            if found is None:
                raise FieldkitError("xlsform.unknown_name", found=token.text)
            return found
        if self.take(".") and self._own is not None:
            return self._own
        if token.kind == "word":
            raise FieldkitError("xlsform.beyond", found=token.text)
        self.refuse()
        raise AssertionError("refuse always raises")

    def value(self, of: Known) -> Value:
        token = self.now
        if token.kind == "text":
            self._at += 1
            inner = token.text[1:-1]
            told = of.values.get(inner, inner)
            bare = told in _BARE and of.subject.kind == "answer"
            return Value("bare" if bare else "text", told)
        if token.kind == "number":
            self._at += 1
            told = of.values.get(token.text, "")
            return Value("bare", told) if told in _BARE else Value("number", token.text)
        if token.kind in ("reference", "word") or token.text == ".":
            raise FieldkitError("xlsform.beyond", found=token.text)
        self.refuse()
        raise AssertionError("refuse always raises")

    def comparison(self) -> Tree:
        if self.now.kind in ("text", "number"):
            place = self._at
            self._at += 1
            sign = self.sign()
            of = self.subject()
            after, self._at = self._at, place
            value = self.value(of)
            self._at = after
            return _compare(of, _FLIPPED[sign], value)
        of = self.subject()
        sign = self.sign()
        return _compare(of, sign, self.value(of))

    def sign(self) -> str:
        sign = self.now.text
        if self.now.kind != "sign" or sign not in _FLIPPED:
            if sign in ("+", "-", "*", "|", "/", "div", "mod"):
                raise FieldkitError("xlsform.beyond", found=sign)
            self.refuse()
        self._at += 1
        return sign


def _fold(parts: list[Tree]) -> Tree:
    """Alternatives as one tree; the same subject compared again and again is one comparison."""
    if len(parts) == 1:
        return parts[0]
    plain = [one for one in parts if isinstance(one, Compare) and one.operator == "is"]
    if len(plain) < len(parts) or len({one.subject for one in plain}) > 1:
        return Either(tuple(parts))
    return Compare(plain[0].subject, "in", tuple(value for one in plain for value in one.values))


def _compare(of: Known, sign: str, value: Value) -> Tree:
    if sign in ORDERINGS:
        return Compare(of.subject, sign, (value,))
    if value.kind == "text" and not value.text:
        answered: Tree = Compare(of.subject, "answered")
        return Not(answered) if sign == "=" else answered
    operator = "includes" if of.several else "is"
    same: Tree = Compare(of.subject, operator, (value,))
    return same if sign == "=" else Not(same)


def join_away(rule: Condition, constraint: Condition | None, code: str) -> Condition:
    """The constraint of a key question that may be not applicable only where `rule` holds."""
    own = Compare(Subject("answer", code), "is", (Value("bare", "not_applicable"),))
    away: Tree = Either((Not(own), rule.tree))
    return Condition(away if constraint is None else Every((away, constraint.tree)))


def split_away(constraint: Condition, code: str) -> tuple[Condition | None, Condition | None]:
    """What `join_away` joined: the rule and the constraint left, None for what is not there."""
    own = Compare(Subject("answer", code), "is", (Value("bare", "not_applicable"),))
    parts = constraint.tree.parts if isinstance(constraint.tree, Every) else (constraint.tree,)
    first = parts[0]
    if not isinstance(first, Either) or first.parts[0] != Not(own):
        return None, constraint
    rest = first.parts[1:]
    rule = Condition(rest[0] if len(rest) == 1 else Either(rest))
    if len(parts) == 1:
        return rule, None
    return rule, Condition(parts[1] if len(parts) == 2 else Every(parts[1:]))


Naming = Callable[[Subject], tuple[str, Mapping[str, str]] | None]


def to_expression(condition: Condition, name: Naming) -> str:
    """The expression that says a condition.

    `name` gives what a subject is called in the sheet, and what its values are called there.
    Raises FieldkitError ``xlsform.beyond`` (found) for what an expression cannot say.
    """
    return _write(condition.tree, name, 0)


def _write(tree: Tree, name: Naming, level: int) -> str:
    if isinstance(tree, Constant):
        return "true()" if tree.value else "false()"
    if isinstance(tree, Not):
        return f"not({_write(tree.inner, name, 0)})"
    if isinstance(tree, Every | Either):
        word, own = (" and ", 2) if isinstance(tree, Every) else (" or ", 1)
        text = word.join(_write(part, name, own) for part in tree.parts)
        return f"({text})" if level >= own else text
    return _write_compare(tree, name, level)


def _write_compare(compare: Compare, name: Naming, level: int) -> str:
    found = name(compare.subject)
    if found is None:
        raise FieldkitError("xlsform.beyond", found=compare.subject.name)
    called, values = found
    if compare.operator == "answered":
        return f"{called} != ''"
    if compare.operator == "includes":
        return f"selected({called}, {_quoted(compare.values[0], values)})"
    if compare.operator in ORDERINGS:
        value = compare.values[0]
        if value.kind == "number":
            return f"{called} {compare.operator} {value.text}"
        if _DAY.fullmatch(value.text):
            return f"{called} {compare.operator} date('{value.text}')"
        raise FieldkitError("xlsform.beyond", found=value.text)
    parts = [f"{called} = {_quoted(value, values)}" for value in compare.values]
    text = " or ".join(parts)
    return f"({text})" if len(parts) > 1 and level >= 1 else text


def _quoted(value: Value, values: Mapping[str, str]) -> str:
    if value.kind == "number":
        return value.text
    text = values.get(value.text, value.text)
    if "'" not in text:
        return f"'{text}'"
    if '"' not in text:
        return f'"{text}"'
    raise FieldkitError("xlsform.beyond", found=text)
