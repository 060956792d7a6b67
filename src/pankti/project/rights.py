"""What the serving role may do in the database: everything that serving needs, nothing that it must not."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

APPEND_ONLY = ("audit_event",)
CLOSED = ("people_nametoken",)
"""Asked and written only through functions of the owner."""


def give_rights(connection: BaseDatabaseWrapper, role: str) -> None:
    """Give ``role`` its rights on all tables, sequences and functions of ours; run as their owner. Repeat-safe.

    Tables that are only ever appended to can be read and written, never changed or emptied.
    """
    name = connection.ops.quote_name(role)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema(), current_setting('server_version_num')::int")
        schema, version = cursor.fetchone()
        inside = connection.ops.quote_name(schema)
        cursor.execute(f"GRANT USAGE ON SCHEMA {inside} TO {name}")
        table_rights = "SELECT, INSERT, UPDATE, DELETE" + (", MAINTAIN" if version >= 170000 else "")
        for kind, rights in (
            ("TABLES", table_rights),
            ("SEQUENCES", "USAGE, SELECT, UPDATE"),
            ("FUNCTIONS", "EXECUTE"),
        ):
            cursor.execute(f"GRANT {rights} ON ALL {kind} IN SCHEMA {inside} TO {name}")
            cursor.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA {inside} GRANT {rights} ON {kind} TO {name}")
        for table in APPEND_ONLY:
            cursor.execute("SELECT to_regclass(%s)", [table])
            if cursor.fetchone()[0]:
                table_name = connection.ops.quote_name(table)
                cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table_name} FROM {name}")
        for table in CLOSED:
            cursor.execute("SELECT to_regclass(%s)", [table])
            if cursor.fetchone()[0]:
                cursor.execute(f"REVOKE ALL ON {connection.ops.quote_name(table)} FROM {name}")
