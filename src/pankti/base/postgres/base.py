from __future__ import annotations

from contextlib import suppress
from time import monotonic
from typing import Any

from django.db.backends.postgresql import base
from psycopg import OperationalError
from psycopg.pq import TransactionStatus

from pankti.base.sight import Sight, sight

_TELL = (
    b"SELECT set_config('pankti.person', %s, false), set_config('pankti.roots', %s, false),"
    b" set_config('pankti.above', %s, false)"
)
_TOLD = "pankti_told"
"""Kept on the driver's connection and not on Django's: a pool hands the same one to the next request."""
_USED_AT = "pankti_used_at"
CHECKED_FOR = 1.0
"""Seconds after its last use for which a pooled connection is taken for alive."""


class DatabaseWrapper(base.DatabaseWrapper):
    """Tells a connection the present sight when it was told another; one round trip, and none while it stays.

    A pooled connection is asked whether it still lives only when nobody used it for a second; the pool's own
    check (``CONN_HEALTH_CHECKS``) would ask at every request.
    """

    def get_new_connection(self, conn_params: Any) -> Any:
        connection = super().get_new_connection(conn_params)
        while self.pool and not _lives(connection):
            self.pool.putconn(connection)  # which throws a broken one away, and fills up behind us
            connection = super().get_new_connection(conn_params)
        return connection

    def _close(self) -> None:
        if self.connection is not None:
            setattr(self.connection, _USED_AT, monotonic())
        super()._close()  # type: ignore[misc]

    def create_cursor(self, name: str | None = None) -> Any:
        self.tell_sight()
        return super().create_cursor(name)

    def tell_sight(self) -> None:
        """Before any statement that may read what is personal; connected already."""
        wanted = sight()
        connection: Any = self.connection
        if getattr(connection, _TOLD, None) == wanted:
            return
        if connection.info.transaction_status != TransactionStatus.INERROR:  # then only a rollback can follow
            with connection.cursor() as cursor:
                cursor.execute(_TELL, (wanted.person, wanted.roots, wanted.above), prepare=True)
            self._told(wanted)

    def _told(self, what: Sight | None) -> None:
        if self.connection is not None:
            setattr(self.connection, _TOLD, what)

    def _rollback(self) -> Any:
        self._told(None)  # a rollback takes back what was told inside the transaction
        return super()._rollback()  # type: ignore[misc]

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)  # type: ignore[misc]
        self._told(None)


def _lives(connection: Any) -> bool:
    """Whether the server still knows the connection; not asked of one that is new or was used a moment ago."""
    used_at = getattr(connection, _USED_AT, None)
    if used_at is None or monotonic() - used_at < CHECKED_FOR:
        return True
    with suppress(OperationalError):
        connection.execute("")
        return True
    connection.close()
    return False
