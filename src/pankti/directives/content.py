"""What phones show of a directive: the content that its dispatch carries."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from pankti.base.files import sign_url
from pankti.base.words import Words
from pankti.directives.models import Directive, DirectiveVersion

FILES_STAY = timedelta(days=400)
"""As long as answers are kept after an end: a phone may open an old directive after months without network."""


def build_content(
    directive: Directive, version: DirectiveVersion, post_names: Words, unit_names: Words
) -> dict[str, Any]:
    """The content of one version: written once, read by every phone, no names of persons in it."""
    comes_from = {"source": directive.source["words"]} if directive.source else {}
    return comes_from | {
        "titles": version.titles,
        "texts": version.texts,
        "number_labels": directive.number_labels,
        "what_changed": version.what_changed,
        "answers_stand": version.answers_stand,
        "from": {"post": post_names, "unit": unit_names},
        "attachments": [{**one, "url": sign_url(str(one["sha256"]), valid=FILES_STAY)} for one in version.attachments],
    }
