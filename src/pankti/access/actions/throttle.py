from __future__ import annotations

import math
from datetime import timedelta

from django.db import connection

from pankti.access.limits import Limit
from pankti.access.marks import keyed_hash
from pankti.access.models import Throttle
from pankti.base.clock import now

_TAKE = """
INSERT INTO access_throttle AS t (key, began_at, count) VALUES (%(key)s, %(now)s, 1)
ON CONFLICT (key) DO UPDATE SET
  began_at = CASE WHEN t.began_at <= %(now)s - make_interval(secs => %(window)s) THEN %(now)s ELSE t.began_at END,
  count = CASE WHEN t.began_at <= %(now)s - make_interval(secs => %(window)s) THEN 1 ELSE t.count + 1 END
RETURNING count, began_at
"""


def take(limit: Limit, *parts: bytes) -> int:
    """Count one more for these parts; 0 when still within the limit, else the minutes to wait."""
    at = now()
    with connection.cursor() as cursor:
        cursor.execute(
            _TAKE, {"key": keyed_hash(limit.name, *parts), "now": at, "window": limit.window.total_seconds()}
        )
        count, began_at = cursor.fetchone()
    return 0 if count <= limit.most else max(1, math.ceil((began_at + limit.window - at) / timedelta(minutes=1)))


def wait_for(limit: Limit, *parts: bytes) -> int:
    """Without counting: 0 when one more is within the limit, else the minutes to wait."""
    at = now()
    row = Throttle.objects.filter(
        key=keyed_hash(limit.name, *parts), began_at__gt=at - limit.window, count__gte=limit.most
    ).first()
    return max(1, math.ceil((row.began_at + limit.window - at) / timedelta(minutes=1))) if row else 0
