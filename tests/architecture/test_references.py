"""The list of references is whole, and names all that is cited."""

import re

from architecture.source import ROOT

REFERENCES = ROOT / "docs" / "references.bib"
CITED = re.compile(r":cite:\w+:`([\w,\s]+)`|\{cite:\w+\}`([\w,\s]+)`")


def test_every_reference_ends_before_the_next_begins() -> None:
    depth = 0
    for line in REFERENCES.read_text().splitlines():
        assert not (line.startswith("@") and depth), line
        depth += line.count("{") - line.count("}")
    assert depth == 0


def test_all_that_is_cited_is_in_the_list() -> None:
    known = set(re.findall(r"^@\w+\{(\w+),", REFERENCES.read_text(), re.MULTILINE))
    texts = [*ROOT.glob("src/**/*.py"), *ROOT.glob("docs/*/*.md"), *ROOT.glob("docs/*.md")]
    cited = {
        key.strip()
        for text in texts
        for pair in CITED.findall(text.read_text())
        for key in "".join(pair).split(",")
    }
    assert len(cited) > 20
    assert not cited - known
