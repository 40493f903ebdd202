"""What every self-contained page shares: templates, words, links, pictures."""

from __future__ import annotations

import re
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from airshield.report import wording
from airshield.report.canvas import Picture

ADDRESS = re.compile(r"https?://[^\s<>\"']*[^\s<>\"'.,;:)]")
WORDS = (
    *("SHARE", "COUNT", "PEOPLE", "MEGAWATT", "euro", "number", "plain", "minutes"),
    *("value_text", "interval_text", "range_text", "spread_text", "class_title", "date_text"),
    "counted",
)
"""What templates take from ``wording``."""


def linked(text: str) -> Markup:
    """Escape ``text`` and turn its web addresses into links."""
    found, last = Markup(), 0
    clean = wording.one_line(text)
    for match in ADDRESS.finditer(clean):
        found += escape(clean[last : match.start()])
        found += Markup('<a href="{0}" rel="noreferrer">{0}</a>').format(match.group())
        last = match.end()
    return found + escape(clean[last:])


def environment() -> Environment:
    """Return the templates with the words and numbers they use; everything is escaped."""
    made = Environment(
        loader=PackageLoader("airshield.report"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_clean,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["linked"] = linked
    made.globals.update({name: getattr(wording, name) for name in WORDS})
    return made


def _clean(value: Any) -> Any:
    """Keep control characters out of the page; markup made here passes."""
    return wording.one_line(value) if type(value) is str and not value.isprintable() else value


def trusted(picture: Picture | None) -> Picture | None:
    """Mark the SVG, whose text is escaped already, as markup."""
    return picture and picture._replace(svg=Markup(picture.svg))
