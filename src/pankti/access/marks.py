"""Small secrets: the mark of a browser, keyed hashes of codes and of what is counted."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets

from django.conf import settings


def new_code() -> str:
    """Six random digits."""
    return f"{secrets.randbelow(1_000_000):06}"


def keyed_hash(purpose: str, *parts: bytes) -> bytes:
    """HMAC-SHA256 under the server's secret; each purpose has its own key."""
    key = hmac.digest(settings.SECRET_KEY.encode(), f"pankti access: {purpose}".encode(), hashlib.sha256)
    message = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    return hmac.digest(key, message, hashlib.sha256)


def network_of(address: str) -> bytes:
    """The caller's network as one party: an IPv4 address, or the /64 that one IPv6 line owns."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return b""
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return parsed.ipv4_mapped.packed
        return parsed.packed[:8]
    return parsed.packed
