"""What an entry said before."""

from __future__ import annotations

from uuid import UUID

from pankti.minutes.models import EntryVersion
from pankti.minutes.types import Said, VersionView
from pankti.people.queries.contacts import name_people


def list_entry_versions(meeting_id: UUID, entry_id: UUID, language: str) -> list[VersionView]:
    """All versions of an entry, the newest first. Reach is the caller's: ask ``get_record`` first."""
    rows = list(
        EntryVersion.objects.filter(entry=entry_id, entry__record=meeting_id, version__isnull=False).order_by(
            "-version"
        )
    )
    names = name_people({row.author_id for row in rows if row.author_id}, language)
    return [
        VersionView(
            version=row.version or 0,
            said=Said.from_json(row.said),
            author=names.get(row.author_id, "") if row.author_id else "",
            at=row.at,
            is_removed=row.is_removed,
        )
        for row in rows
    ]
