"""A provision drawn on its printed page."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractor.errors import UsageError
from extractor.export.picture import to_pictures
from extractor.pipeline import analyse_path
from extractor.show import find_provision

CORPUS = Path(__file__).parent.parent / "corpus"


def test_a_provision_over_two_pages_makes_two_pictures(tmp_path):
    from PIL import Image

    analysis = analyse_path(CORPUS / "942-QD-TTg-2021.pdf")
    pictures = to_pictures(analysis, find_provision(analysis, "dieu_1__muc_III"), tmp_path / "muc.png")
    assert [p.name for p in pictures] == ["muc.png", "muc-2.png"]
    for picture in pictures:
        colours = Image.open(picture).convert("RGB").getcolors(1 << 20)
        assert colours is not None
        assert any(c[2] > c[0] + 60 for _, c in colours), "the words are framed in blue"
    second = Image.open(pictures[1]).convert("RGB").getcolors(1 << 20)
    assert any(c[0] > c[2] + 90 for _, c in second), "the figures are marked"


def test_only_a_pdf_has_pages(tmp_path):
    analysis = analyse_path(CORPUS / "17-QD-UBQGCDS-2023.txt")
    with pytest.raises(UsageError, match="printed pages"):
        to_pictures(analysis, find_provision(analysis, "dieu_1"), tmp_path / "x.png")
