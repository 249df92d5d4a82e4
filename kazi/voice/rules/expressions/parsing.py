"""From text to tree: a Pratt parser for the part of XPath 1.0 that forms use."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from kazi.kernel.words import N_, Fault
from kazi.voice.rules.expressions.functions import ARITY
from kazi.voice.rules.expressions.patterns import Pattern
from kazi.voice.rules.expressions.tree import (
    MOST_CHARACTERS,
    MOST_DEPTH,
    Call,
    Chain,
    Column,
    Literal,
    Minus,
    Node,
    Reference,
    Unreadable,
    Unsupported,
)

# Operators by how strongly they bind; those of one rank go from left to right.
RANK: Final = {
    "or": 1, "and": 2, "=": 3, "!=": 3, "<": 4, "<=": 4, ">": 4, ">=": 4,
    "+": 5, "-": 5, "*": 6, "div": 6, "mod": 6,
}  # fmt: skip
_MINUS_RANK: Final = 7
_NAME: Final = r"[^\W\d][\w.-]*(?::[^\W\d][\w.-]*)?"
_TOKEN: Final = re.compile(
    rf"""\s*(?:
      (?P<number>\d+(?:\.\d*)?|\.\d+)
    | (?P<text>"[^"]*"|'[^']*')
    | (?P<answer>\$\{{\s*[^}}]*\}})
    | (?P<path>(?:current\(\)/)?(?:\.\./)+{_NAME}(?:/{_NAME})* | (?:/{_NAME})+ | \./{_NAME})
    | (?P<dots>\.\.|\.)
    | (?P<name>{_NAME})
    | (?P<sign>!=|<=|>=|[=<>+*(),|\[\]/-])
    )""",
    re.VERBOSE,
)
# What word processors put for the plain signs; each is safe to put back.
_TYPED: Final = str.maketrans(
    {
        **dict.fromkeys("“”„", '"'),
        **dict.fromkeys("‘’", "'"),
        **dict.fromkeys("−–", "-"),
        "≤": "<=",
        "≥": ">=",
        "≠": "!=",
        "\u00a0": " ",
        "\u200b": "",
    }
)

# What other languages of formulas write.
_MISTYPED: Final = (("==", "="), ("<>", "!="), ("&&", " and "), ("||", " or "), ("=<", "<="), ("=>", ">="))


class Token(NamedTuple):
    kind: str
    text: str
    at: int


def repaired(text: str) -> str:
    """Return the expression with the plain signs for curly quotes, ==, && and the like; texts in it stay."""
    plain = text.translate(_TYPED)
    parts = re.split(r"(\"[^\"]*\"|'[^']*')", plain)
    for place in range(0, len(parts), 2):
        for typed, meant in _MISTYPED:
            parts[place] = parts[place].replace(typed, meant)
    return "".join(parts).strip()


@lru_cache(maxsize=4096)
def parse(text: str) -> Node:
    """Read an expression.

    Raises Unreadable for what is none, and Unsupported (one of them) for a function or a path that is not
    computed here.
    """
    if len(text) > MOST_CHARACTERS:
        raise Unreadable(
            Fault(N_("The expression has more than %(most)s characters."), {"most": MOST_CHARACTERS})
        )
    return _Parser(_tokens(text)).whole()


def _tokens(text: str) -> list[Token]:
    found, at = [], 0
    while text[at:].strip():
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            rest = text[at:].strip()
            if rest[0] in "\"'":
                raise Unreadable(
                    Fault(N_("The quotation mark before “%(rest)s” is not closed."), {"rest": rest[1:21]})
                )
            raise Unreadable(Fault(N_("“%(rest)s” is not understood here."), {"rest": rest[:20]}))
        found.append(Token(match.lastgroup, match[match.lastgroup], match.start(match.lastgroup)))
        at = match.end()
    return found


class _Parser:
    def __init__(self, tokens: list[Token]) -> None:
        self._tokens, self._at, self._depth = tokens, 0, 0

    def whole(self) -> Node:
        if not self._tokens:
            raise Unreadable(Fault(N_("The expression is empty.")))
        node = self._expression(0)
        if (left := self._peek()) is not None:
            if left.text in {"[", "/", "|"}:
                raise Unsupported(
                    Fault(N_("Paths with “%(sign)s” are not computed on a phone."), {"sign": left.text})
                )
            raise Unreadable(Fault(N_("“%(text)s” does not belong here."), {"text": left.text}))
        return node

    def _peek(self) -> Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _next(self) -> Token:
        token = self._peek()
        if token is None:
            raise Unreadable(Fault(N_("The expression breaks off at its end.")))
        self._at += 1
        return token

    def _expression(self, rank: int) -> Node:
        """Read operators that bind more strongly than `rank`."""
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise Unreadable(Fault(N_("The expression has too many brackets inside each other.")))
        left = self._operand()
        while (here := self._operator()) is not None and RANK[here] > rank:
            mine, rest = RANK[here], []
            while (sign := self._operator()) is not None and RANK[sign] == mine:
                self._next()
                rest.append((sign, self._expression(mine)))
            left = Chain(left, tuple(rest))
        self._depth -= 1
        return left

    def _operator(self) -> str | None:
        token = self._peek()
        if token is None or token.kind not in {"name", "sign"}:
            return None
        # Forms also write AND and OR; XPath does not, and nothing else can be meant after an operand.
        text = token.text.lower() if token.kind == "name" else token.text
        return text if text in RANK else None

    def _operand(self) -> Node:  # noqa: PLR0911 -- one line for each kind of operand.
        token = self._next()
        match token.kind:
            case "number":
                return Literal(float(token.text))
            case "text":
                return Literal(token.text[1:-1])
            case "answer":
                return Reference(_referred(token.text[2:-1]))
            case "path":
                return Reference(token.text.rsplit("/", 1)[1])
            case "dots":
                return Reference(token.text)
            case "name":
                following = self._peek()
                return (
                    self._call(token)
                    if following is not None and following.text == "("
                    else Column(token.text)
                )
        if token.text == "(":
            node = self._expression(0)
            self._close()
            return node
        if token.text == "-":
            return Minus(self._expression(_MINUS_RANK - 1))
        if token.text in {"*", "/"}:
            raise Unsupported(
                Fault(N_("Paths with “%(sign)s” are not computed on a phone."), {"sign": token.text})
            )
        raise Unreadable(Fault(N_("“%(text)s” does not belong here."), {"text": token.text}))

    def _call(self, name: Token) -> Node:
        self._next()
        arguments: list[Node] = []
        if (following := self._peek()) is not None and following.text == ")":
            self._next()
        else:
            arguments.append(self._expression(0))
            while (following := self._peek()) is not None and following.text == ",":
                self._next()
                arguments.append(self._expression(0))
            self._close()
        return _checked_call(name.text, tuple(arguments))

    def _close(self) -> None:
        token = self._peek()
        if token is not None and token.text in {"[", "/", "|"}:
            raise Unsupported(
                Fault(N_("Paths with “%(sign)s” are not computed on a phone."), {"sign": token.text})
            )
        if token is None or token.text != ")":
            raise Unreadable(Fault(N_("A bracket is not closed.")))
        self._next()


def _referred(inside: str) -> str:
    name = inside.strip()
    # ${last-saved#name} asks for the answer of the form before: nothing here remembers a person's.
    if name.startswith("last-saved#"):
        raise Unsupported(Fault(N_("Answers of an earlier form (last-saved) are not kept.")))
    if not name:
        raise Unreadable(Fault(N_("“${}” names no question.")))
    return name


def _checked_call(name: str, arguments: tuple[Node, ...]) -> Node:
    plain = name.lower()
    if plain not in ARITY:
        raise Unsupported(Fault(N_("The function %(name)s() is not computed on a phone."), {"name": name}))
    least, most = ARITY[plain]
    if not least <= len(arguments) <= most:
        raise Unreadable(Fault(_arity_words(least, most), {"name": name, "least": least, "most": most}))
    if plain == "regex":
        _check_pattern(arguments[1])
    return Call(plain, arguments)


def _arity_words(least: int, most: int) -> str:
    if least == most:
        return N_("The function %(name)s() takes %(least)s values in its brackets.")
    if most > 100:
        return N_("The function %(name)s() takes at least %(least)s values in its brackets.")
    return N_("The function %(name)s() takes %(least)s to %(most)s values in its brackets.")


def _check_pattern(node: Node) -> None:
    if not isinstance(node, Literal):
        raise Unsupported(Fault(N_("The pattern of regex() must be written out, not computed.")))
    Pattern(str(node.value))
