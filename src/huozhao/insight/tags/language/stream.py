"""The tokens of an expression with a place in them."""

from collections.abc import Iterator
from contextlib import contextmanager

from huozhao.insight.tags.language.lexer import ExpressionError, Token, TokenKind, tokens


class Stream:
    """Reads tokens one after another."""

    def __init__(self, expression: str) -> None:
        self._tokens, self._at, self._depth = tokens(expression), 0, 0

    @property
    def peek(self) -> Token:
        """The next token, not yet taken."""
        return self._tokens[self._at]

    @property
    def after(self) -> Token:
        """The token after the next one."""
        return self._tokens[min(self._at + 1, len(self._tokens) - 1)]

    def next(self) -> Token:
        """Take the next token."""
        token = self.peek
        self._at = min(self._at + 1, len(self._tokens) - 1)
        return token

    def take(self, kind: TokenKind, value: str) -> Token | None:
        """Take the next token if it is the wanted one."""
        token = self.peek
        return self.next() if token.kind == kind and token.value == value else None

    def expect(self, kind: TokenKind, value: str, hint: str) -> Token:
        """Take the wanted token or raise."""
        found = self.take(kind, value)
        if found is None:
            raise self.refuse(f"{value!r} is missing here", hint)
        return found

    def refuse(self, message: str, hint: str, before: bool = False) -> ExpressionError:
        """Return an error that points at the next token, or at the one before it."""
        token = self._tokens[max(0, self._at - 1)] if before else self.peek
        return ExpressionError(message, hint, token.offset, len(token.written))

    def literals(self) -> list[str | float]:
        """Take a list of literals in brackets."""
        self.expect("symbol", "(", 'list the values in brackets: ("深圳", "广州")')
        values = [self.literal()]
        while self.take("symbol", ","):
            values.append(self.literal())
        self.expect("symbol", ")", "close the list with )")
        return values

    def literal(self) -> str | float:
        """Take one number, text or bare word."""
        token = self.peek
        if token.kind not in ("number", "text", "name"):
            raise self.refuse("a value is missing here", 'a number such as 3 or a text such as "面膜"')
        self.next()
        return float(token.value) if token.kind == "number" else str(token.value)

    @contextmanager
    def deeper(self, most: int) -> Iterator[None]:
        """Go one bracket deeper, up to a limit."""
        self._depth += 1
        if self._depth > most:
            raise self.refuse(f"brackets go at most {most} deep", 'split the expression into tags with tag("…")')
        yield
        self._depth -= 1
