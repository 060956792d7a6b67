"""Posts and wings as an organisation has set them."""

from __future__ import annotations

from pankti.organisation.errors import PostUnknown
from pankti.organisation.models import Post, TreeLevel, Wing
from pankti.organisation.types import PostView, WingView


def list_wings() -> list[WingView]:
    """All wings, those still in use first."""
    rows = Wing.objects.order_by("retired_on", "code")
    return sorted(
        (WingView(row.code, row.names, row.retired_on is not None) for row in rows), key=lambda wing: wing.is_retired
    )


def list_posts(*, level: str | None = None, with_retired: bool = False) -> list[PostView]:
    """Posts from the top level down, the lead's first; two queries."""
    rows = Post.objects.select_related("level", "wing")
    if level is not None:
        rows = rows.filter(level=level)
    if not with_retired:
        rows = rows.filter(retired_on=None)
    ranks: dict[str, int] = {}
    for place in TreeLevel.objects.order_by("-tree__is_main", "tree__rank", "rank"):
        ranks.setdefault(place.level_id, len(ranks))
    found = [post_view(row) for row in rows]
    return sorted(found, key=lambda p: (ranks.get(p.level, 999), p.is_retired, not p.is_lead, p.rank, p.code))


def get_post(code: str) -> PostView:
    """The post; PostUnknown when there is none."""
    row = Post.objects.select_related("level", "wing").filter(code=code).first()
    if row is None:
        raise PostUnknown
    return post_view(row)


def post_view(row: Post) -> PostView:
    """A post as others read it; its level and wing come along."""
    return PostView(
        code=row.code,
        names=row.names,
        level=row.level_id,
        level_names=row.level.names,
        wing=row.wing_id,
        wing_names=row.wing.names if row.wing else {},
        rights=tuple(row.rights),
        is_lead=row.is_lead,
        is_single=row.is_single,
        strength=row.strength,
        term_months=row.term_months,
        rank=row.rank,
        is_retired=row.retired_on is not None,
    )
