"""The small language in which a form says when a question is asked or may be not applicable.

Text becomes tokens, tokens become a tree of frozen values, and the tree is judged against the
answers and attributes of one case. Nothing is ever executed as code.

Grammar (words are lower case, texts in double quotes)::

    condition  = all { "or" all }
    all        = one { "and" one }
    one        = "not" one | "(" condition ")" | "always" | "never" | comparison
    comparison = subject "is" [ "not" ] ( value | "answered" | "in" "(" value { "," value } ")" )
               | subject ( "<" | "<=" | ">" | ">=" ) ( number | "text" )
               | subject "includes" value
    subject    = attribute.NAME | answer["QUESTION CODE"]
    value      = yes | no | not_applicable | number | "text"

Example: ``attribute.sentence_type is "licence" and answer["P 2.1.1"] is yes``.
A value that is missing equals nothing: with it ``is`` is false and ``is not`` is true.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from fieldkit.errors import FieldkitError

BARE = ("yes", "no", "not_applicable")
ORDERINGS = ("<", "<=", ">", ">=")
_WORDS = {"and", "or", "not", "is", "in", "includes", "answered", "always", "never", *BARE}
_DEEPEST = 60
_TOKEN = re.compile(
    r"""\s*(?:(?P<text>"(?:[^"\\\n]|\\["\\])*")|(?P<number>-?\d+(?:\.\d+)?)"""
    r"""|(?P<attribute>attribute\.[A-Za-z_][A-Za-z0-9_]*)"""
    r"""|(?P<answer>answer\[\s*"(?P<question>[^"\n]+)"\s*\])"""
    r"""|(?P<name>[A-Za-z_][A-Za-z0-9_]*)|(?P<sign><=|>=|<|>|\(|\)|,))"""
)

Known = str | int | tuple[str, ...] | None


@dataclass(frozen=True)
class Subject:
    """What is looked at: an attribute of the case or the answer to a question."""

    kind: str
    name: str


@dataclass(frozen=True)
class Value:
    """One value compared with: a text, a bare answer word or a number, as it was written."""

    kind: str
    text: str


@dataclass(frozen=True)
class Compare:
    """`subject operator values`; operator is is, in, includes, answered or an ordering."""

    subject: Subject
    operator: str
    values: tuple[Value, ...] = ()


@dataclass(frozen=True)
class Not:
    """The opposite of `inner`."""

    inner: Tree


@dataclass(frozen=True)
class Every:
    """True when all of `parts` are."""

    parts: tuple[Tree, ...]


@dataclass(frozen=True)
class Either:
    """True when one of `parts` is."""

    parts: tuple[Tree, ...]


@dataclass(frozen=True)
class Constant:
    """`always` or `never`."""

    value: bool


Tree = Compare | Not | Every | Either | Constant


@dataclass(frozen=True)
class Condition:
    """A condition that has been read; equal conditions have equal trees."""

    tree: Tree

    def __str__(self) -> str:
        return unparse(self)


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    at: int


def parse(text: str) -> Condition:
    """Read a condition.

    Raises FieldkitError ``form.condition`` with `position` (1 for the first character), `found`
    and `accepted` (what could have stood there).
    """
    reader = _Reader(tuple(_tokens(text)), len(text))
    tree = reader.either()
    if reader.now.kind != "end":
        reader.refuse("and, or, end")
    return Condition(tree)


def evaluate(
    condition: Condition | bool,
    answers: Mapping[str, Known],
    attributes: Mapping[str, Known],
) -> bool:
    """Whether `condition` holds for one case; a plain bool holds as it stands. Never raises."""
    if isinstance(condition, bool):
        return condition
    return _judge(condition.tree, answers, attributes)


def unparse(condition: Condition) -> str:
    """The condition as text; reading it again gives an equal condition."""
    return _write(condition.tree, 0)


def comparisons(condition: Condition | bool) -> tuple[Compare, ...]:
    """All comparisons of a condition, in order: what it looks at, and the values it expects."""
    return () if isinstance(condition, bool) else tuple(_comparisons(condition.tree))


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    end = len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None:
            blank = len(text[at:]) - len(text[at:].lstrip())
            raise FieldkitError(
                "form.condition",
                position=at + blank + 1,
                found=text[at + blank : at + blank + 12],
                accepted='attribute.NAME, answer["CODE"], not, (, "text", a number',
            )
        kind = str(match.lastgroup)
        if match.group("answer"):
            yield _Token("answer", match.group("question"), match.start("answer"))
        else:
            yield _Token(kind, match.group(kind), match.start(kind))
        at = match.end()


class _Reader:
    """A reader by recursive descent; each method reads one line of the grammar."""

    def __init__(self, tokens: tuple[_Token, ...], length: int) -> None:
        self._tokens = tokens
        self._end = _Token("end", "", length)
        self._at = 0
        self._depth = 0

    @property
    def now(self) -> _Token:
        return self._tokens[self._at] if self._at < len(self._tokens) else self._end

    def refuse(self, accepted: str) -> None:
        found = self.now.text or "the end"
        raise FieldkitError(
            "form.condition", position=self.now.at + 1, found=found, accepted=accepted
        )

    def take(self, *texts: str) -> bool:
        if self.now.kind in ("name", "sign") and self.now.text in texts:
            self._at += 1
            return True
        return False

    def expect(self, text: str) -> None:
        if not self.take(text):
            self.refuse(text)

    def either(self) -> Tree:
        parts = [self.every()]
        while self.take("or"):
            parts.append(self.every())
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def every(self) -> Tree:
        parts = [self.one()]
        while self.take("and"):
            parts.append(self.one())
        return parts[0] if len(parts) == 1 else Every(tuple(parts))

    def one(self) -> Tree:
        self._depth += 1
        if self._depth > _DEEPEST:
            self.refuse("a condition nested less deeply")
        tree = self._one()
        self._depth -= 1
        return tree

    def _one(self) -> Tree:
        if self.take("not"):
            return Not(self.one())
        if self.take("("):
            inner = self.either()
            self.expect(")")
            return inner
        if self.take("always"):
            return Constant(True)
        if self.take("never"):
            return Constant(False)
        return self.comparison()

    def comparison(self) -> Tree:
        if self.now.kind not in ("attribute", "answer"):
            self.refuse('attribute.NAME, answer["CODE"], not, (, always, never')
        kind = self.now.kind
        subject = Subject(kind, self.now.text.removeprefix("attribute."))
        self._at += 1
        if self.take("is"):
            return self._is(subject)
        if self.take("includes"):
            return Compare(subject, "includes", (self.value(),))
        operator = self.now.text
        if self.take(*ORDERINGS):
            if self.now.kind not in ("number", "text"):
                self.refuse('a number, "text"')
            return Compare(subject, operator, (self.value(),))
        self.refuse("is, is not, includes, <, <=, >, >=")
        raise AssertionError("refuse always raises")

    def _is(self, subject: Subject) -> Tree:
        negative = self.take("not")
        if self.take("answered"):
            tree: Tree = Compare(subject, "answered")
        elif self.take("in"):
            self.expect("(")
            values = [self.value()]
            while self.take(","):
                values.append(self.value())
            self.expect(")")
            tree = Compare(subject, "in", tuple(values))
        else:
            tree = Compare(subject, "is", (self.value(),))
        return Not(tree) if negative else tree

    def value(self) -> Value:
        token = self.now
        if token.kind == "text":
            self._at += 1
            return Value("text", re.sub(r'\\(["\\])', r"\1", token.text[1:-1]))
        if token.kind == "number":
            self._at += 1
            return Value("number", token.text)
        if token.kind == "name" and token.text in BARE:
            self._at += 1
            return Value("bare", token.text)
        self.refuse('yes, no, not_applicable, a number, "text"')
        raise AssertionError("refuse always raises")


def _number(text: object) -> Decimal | None:
    try:
        number = Decimal(str(text).strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _same(known: Known, value: Value) -> bool:
    if known is None:
        return False
    if value.kind == "number":
        return _number(known) is not None and _number(known) == _number(value.text)
    return str(known) == value.text


def _ordered(known: Known, operator: str, value: Value) -> bool:
    if known is None or isinstance(known, tuple):
        return False
    if value.kind == "number":
        left, right = _number(known), _number(value.text)
        if left is None or right is None:
            return False
        way = (left > right) - (left < right)
    else:
        way = (str(known) > value.text) - (str(known) < value.text)
    return {"<": way < 0, "<=": way <= 0, ">": way > 0, ">=": way >= 0}[operator]


def _judge(tree: Tree, answers: Mapping[str, Known], attributes: Mapping[str, Known]) -> bool:
    match tree:
        case Constant(value):
            return value
        case Not(inner):
            return not _judge(inner, answers, attributes)
        case Every(parts):
            return all(_judge(part, answers, attributes) for part in parts)
        case Either(parts):
            return any(_judge(part, answers, attributes) for part in parts)
        case Compare(subject, operator, values):
            held = attributes if subject.kind == "attribute" else answers
            return _compare(held.get(subject.name), operator, values)


def _compare(known: Known, operator: str, values: tuple[Value, ...]) -> bool:
    if operator == "answered":
        return known not in (None, "", ())
    if operator in ORDERINGS:
        return _ordered(known, operator, values[0])
    several = known if isinstance(known, tuple) else (known,)
    if operator == "includes":
        return any(_same(one, values[0]) for one in several)
    return not isinstance(known, tuple) and any(_same(known, value) for value in values)


def _write_value(value: Value) -> str:
    if value.kind == "text":
        return '"' + value.text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return value.text


def _write_compare(compare: Compare, negative: bool) -> str:
    subject = compare.subject
    name = (
        f"attribute.{subject.name}" if subject.kind == "attribute" else f'answer["{subject.name}"]'
    )
    values = ", ".join(_write_value(value) for value in compare.values)
    word = "is not" if negative else "is"
    return {
        "answered": f"{name} {word} answered",
        "in": f"{name} {word} in ({values})",
        "is": f"{name} {word} {values}",
    }.get(compare.operator, f"{name} {compare.operator} {values}")


def _write(tree: Tree, level: int) -> str:
    match tree:
        case Constant(value):
            return "always" if value else "never"
        case Compare():
            return _write_compare(tree, False)
        case Not(Compare(operator=("is" | "in" | "answered")) as inner):
            return _write_compare(inner, True)
        case Not(inner):
            return f"not {_write(inner, 3)}"
        case Every(parts):
            text = " and ".join(_write(part, 2) for part in parts)
            return f"({text})" if level >= 2 else text
        case Either(parts):
            text = " or ".join(_write(part, 1) for part in parts)
            return f"({text})" if level >= 1 else text


def _comparisons(tree: Tree) -> Iterator[Compare]:
    match tree:
        case Compare():
            yield tree
        case Not(inner):
            yield from _comparisons(inner)
        case Every(parts) | Either(parts):
            for part in parts:
                yield from _comparisons(part)
        case Constant():
            return
