from __future__ import annotations

from datetime import timedelta

from django.contrib.sessions.models import Session

from pankti.access.models import KnownBrowser, OfficeSession, OneTimeCode, Throttle
from pankti.base.clock import now

KEEP = timedelta(days=2)
KEEP_BROWSERS = timedelta(days=400)


def sweep_sign_in() -> int:
    """Forget codes, counts and sessions that are over, and browsers that have not been back for a year. Repeat-safe."""
    at = now()
    gone = OneTimeCode.objects.filter(expires_at__lt=at - KEEP).delete()[0]
    gone += Session.objects.filter(expire_date__lt=at).delete()[0]
    gone += OfficeSession.objects.filter(opened_at__lt=at - KEEP).delete()[0]
    gone += Throttle.objects.filter(began_at__lt=at - KEEP).delete()[0]
    return gone + KnownBrowser.objects.filter(seen_at__lt=at - KEEP_BROWSERS).delete()[0]
