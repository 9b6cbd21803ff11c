"""Read a mall's MySQL or MariaDB: read-only sessions, short queries, whole keys in the order of the primary key."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import parse_qs, unquote, urlsplit

from huozhao.terms.errors import BadInput
from huozhao.terms.pulls import Key, Page, Pull, States
from huozhao.terms.table import Cell

if TYPE_CHECKING:
    from pymysql.connections import Connection

# A change that was stamped before the newest one and committed after it is looked for this far back.
OVERLAP_MINUTES = 10
# A row of a moment that no zone has reached (a clock was wrong, a day typed by hand) is not taken for the newest.
LATEST = "GREATEST(NOW(), UTC_TIMESTAMP()) + INTERVAL 15 HOUR"
TIMEOUT_S, READ_TIMEOUT_S = 10, 300
SCHEMES = ("mysql", "mariadb")
Rows = Sequence[tuple[Any, ...]]
T = TypeVar("T")


class MySqlMall:
    """A MallSource over one connection, opened when it is first needed and again when it broke."""

    def __init__(self, dsn: str) -> None:
        self._parts = _parts(dsn)
        self._connection: Connection[Any] | None = None

    @property
    def id(self) -> str:
        """What names this database for good; see the port."""
        where = self._parts.get("unix_socket") or f"{self._parts['host']}:{self._parts['port']}"
        return f"{where}/{self._parts['database']}"

    def newest(self, pull: Pull) -> str | None:
        """Return when the newest row changed; see the port."""
        pull = _escaped(pull)
        found = self._ask(f"SELECT MAX({pull.changed}) FROM {pull.source} WHERE {pull.changed} <= {LATEST}", ())[0][0]
        return None if found is None else str(found)

    def count(self, pull: Pull, states: States | None, since: str | None) -> int:
        """Return how many keys wait; see the port."""
        pull = _escaped(pull)
        wanted, values = _wanted(pull, states, since, None)
        return int(self._ask(f"SELECT COUNT(*) FROM {pull.source} WHERE {wanted}", values)[0][0])

    def page(self, pull: Pull, states: States | None, since: str | None, after: Key | None, most: int) -> Page:
        """Return the rows of the next keys; see the port."""
        pull = _escaped(pull)
        wanted, values = _wanted(pull, states, since, after)
        keys = self._ask(f"SELECT {pull.key} FROM {pull.source} WHERE {wanted} ORDER BY {pull.key} LIMIT %s",
                         (*values, most))  # fmt: skip
        if not keys:
            return Page({}, 0, None)
        last, names = keys[-1][0], list(pull.columns)
        chosen = ", ".join(pull.columns[name] for name in names)
        order = f"{pull.key}, {pull.order}" if pull.order else pull.key
        rows = self._ask(f"SELECT {chosen} FROM {pull.source} {pull.lines} WHERE {wanted} AND {pull.key} <= %s "
                         f"ORDER BY {order}", (*values, last))  # fmt: skip
        columns: list[list[Cell]] = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in names]
        return Page(dict(zip(names, columns, strict=True)), len(keys), last)

    def states(self, states: States) -> Mapping[int, int]:
        """Return how many orders are in each state; see the port."""
        rows = self._ask(f"SELECT {states.column}, COUNT(*) FROM {states.source} GROUP BY {states.column}", ())
        return {int(code): int(n) for code, n in rows if code is not None}

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _ask(self, query: str, values: Sequence[object]) -> Rows:
        with _explained():
            return self._again(lambda connection: _rows(connection, query, values))

    def _again(self, ask: Callable[["Connection[Any]"], T]) -> T:
        """Ask once more over a new connection when the old one broke."""
        from pymysql.err import OperationalError

        is_new = self._connection is None
        try:
            return ask(self._opened())
        except OperationalError as error:
            if is_new or error.args[0] not in LOST:
                raise
            self.close()
            return ask(self._opened())

    def _opened(self) -> "Connection[Any]":
        if self._connection is None:
            self._connection = self._connected()
        return self._connection

    def _connected(self) -> "Connection[Any]":
        """Connect; who takes the connection and does not greet as a database does is given up soon."""
        from pymysql import connect
        from pymysql.err import OperationalError

        try:
            connection = connect(
                **self._parts, charset="utf8mb4", autocommit=True, connect_timeout=TIMEOUT_S, read_timeout=TIMEOUT_S,
                init_command="SET SESSION TRANSACTION READ ONLY",
            )
        except OperationalError as error:
            if error.args[0] not in LOST:
                raise
            raise OperationalError(UNREACHABLE, error.args[-1]) from None
        connection._read_timeout = READ_TIMEOUT_S  # the driver has one wait for its greeting and for its answers
        return connection


# Error numbers of a connection that is gone: the server closed it, or the network did.
LOST = (2006, 2013, 0)
UNREACHABLE = 2003


def _rows(connection: "Connection[Any]", query: str, values: Sequence[object]) -> Rows:
    with connection.cursor() as cursor:
        cursor.execute(query, tuple(values))
        return tuple(cursor.fetchall())


def _escaped(pull: Pull) -> Pull:
    """Double the percent signs of a mapping file: the driver reads a single one as the place of a value."""
    names = ("source", "key", "changed", "where", "lines", "order")
    texts: dict[str, Any] = {name: getattr(pull, name).replace("%", "%%") for name in names}
    return replace(pull, columns={name: text.replace("%", "%%") for name, text in pull.columns.items()}, **texts)


def _wanted(
    pull: Pull, states: States | None, since: str | None, after: Key | None
) -> tuple[str, tuple[object, ...]]:
    """Return the condition of the rows that are wanted, and its values."""
    clauses, values = [f"({pull.where})"] if pull.where else [], list[object]()
    if states is not None:
        codes = states.codes(pull.states)
        clauses.append(f"{states.column} IN ({', '.join(str(int(code)) for code in codes)})")
    if since is not None and pull.changed:
        clauses.append(f"{pull.changed} >= CAST(%s AS DATETIME) - INTERVAL {OVERLAP_MINUTES} MINUTE")
        values.append(since)
    if after is not None:
        clauses.append(f"{pull.key} > %s")
        values.append(after)
    return " AND ".join(clauses) or "1 = 1", tuple(values)


def _parts(dsn: str) -> dict[str, Any]:
    """Read mysql://user:password@host:port/database[?unix_socket=/path][&ssl_ca=/path]."""
    try:
        parts = urlsplit(dsn)
        host, port = parts.hostname or "127.0.0.1", parts.port or 3306
    except ValueError:
        raise _unreadable() from None
    if parts.scheme.partition("+")[0] not in SCHEMES or not parts.path.strip("/"):
        raise _unreadable()
    # As bytes: the driver would write the letters of a password in Latin-1, which has no Chinese ones.
    found: dict[str, Any] = {"user": unquote(parts.username or ""), "password": unquote(parts.password or "").encode(),
                             "host": host, "port": port, "database": unquote(parts.path.strip("/"))}
    asked = parse_qs(parts.query)
    found |= {name: asked[name][0] for name in ("unix_socket", "ssl_ca") if name in asked}
    # With an authority alone the driver would take any server's certificate.
    return found | ({"ssl_verify_cert": True} if "ssl_ca" in found else {})


def _unreadable() -> BadInput:
    # The address itself is not repeated: it holds the password.
    return BadInput("dsn_unreadable", "the database's address cannot be read / 数据库地址读不懂", field="dsn",
                    hint="write mysql://user:password@host:3306/database; characters such as @ in a password as %40")


@contextmanager
def _explained() -> Iterator[None]:
    """Say in our own words what to mend when a database cannot be read."""
    try:
        from pymysql.err import Error
    except ImportError:
        raise BadInput("driver_missing", "the MySQL driver is not installed / 没有安装 MySQL 驱动", field="dsn",
                       hint="pip install 'huozhao[malls]'") from None
    try:
        yield
    except OSError as error:  # the driver makes errors of its own of all that the network does
        said = f"ssl_ca cannot be read / 证书文件读不了：{error.args[-1]}"
        raise BadInput("mall_certificate_unreadable", said, field="dsn",
                       hint="name behind ssl_ca= a PEM file on this machine: the server's authority") from None
    except (Error, RuntimeError) as error:
        number = error.args[0] if error.args and isinstance(error.args[0], int) else 0
        code, hint = REMEDIES.get(number, ("mall_unreadable", "see docs/how-to/connect-litemall.md"))
        said = str(error.args[-1]) if error.args else type(error).__name__
        raise BadInput(code, f"the mall's database said / 商城数据库返回：{said}（{number}）", field="dsn",
                       hint=hint) from None


REMEDIES = {
    1045: ("mall_login_refused", "check user and password of the dsn, and from where that user may come in"),
    1044: ("mall_not_allowed", "GRANT SELECT on the mall's database to this user"),
    1130: ("mall_login_refused", "CREATE USER for the address of this machine, or for '%'"),
    1142: ("mall_not_allowed", "GRANT SELECT on the mall's tables to this user"),
    1143: ("mall_not_allowed", "GRANT SELECT on the whole table, or on this column, too, to this user"),
    1049: ("mall_unknown_database", "check the database name at the end of the dsn"),
    1146: ("mall_other_version", "this mall has other tables: copy the mapping file, mend it, connect with it"),
    1054: ("mall_other_version", "this mall has other columns: copy the mapping file, mend it, connect with it"),
    UNREACHABLE: ("mall_unreachable",
                  "check host and port of the dsn, that the database listens there, and the file of ssl_ca"),
}
