"""Every address. Rooms bring their own ``urls.py``; they are named here by dotted string."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
