"""What phones pull from this room: reminders and escalations."""

from __future__ import annotations

from pankti.directives.queries.notices import NEW_NOTICE, pull_notices
from pankti.fieldsync.types import Source

SOURCE = Source(key="directives.notices", lists=("notices",), pull=pull_notices, probe=NEW_NOTICE)
