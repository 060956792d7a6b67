"""Is it alive, is it ready, how is it doing: for machines that watch."""

from __future__ import annotations

import hmac
from functools import cache
from ipaddress import ip_address

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.views.decorators.cache import never_cache

from pankti.project import metrics


@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; says nothing about the database."""
    return HttpResponse("alive\n", content_type="text/plain")


@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers and every migration of this version is applied."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        if not _is_migrated():
            return HttpResponse("migrations wait: ./pankti manage prepare_database\n", "text/plain", 503)
    except DatabaseError:
        return HttpResponse("the database does not answer\n", "text/plain", 503)
    return HttpResponse("ready\n", content_type="text/plain")


_seen_migrated: list[bool] = []


def _is_migrated() -> bool:
    """Once true it stays true for this process: its own code does not change."""
    if not _seen_migrated:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return False
        _seen_migrated.append(True)
    return True


@cache
def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


@never_cache
def show_metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus text, for this machine, or for whoever has ``PANKTI_METRICS_TOKEN``."""
    token = settings.METRICS_TOKEN
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    local = _is_loopback(request.META.get("REMOTE_ADDR", "")) and "X-Forwarded-For" not in request.headers
    if not (local or (token and hmac.compare_digest(given.encode(), token.encode()))):
        return HttpResponseNotFound()
    return HttpResponse(metrics.text(), content_type="text/plain; version=0.0.4; charset=utf-8")
