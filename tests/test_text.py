"""The text frame: folding keeps the length, NFC is idempotent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.text import fold, to_ascii, to_nfc


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hoà bình", "hòa bình"),
        ("khoẻ mạnh", "khỏe mạnh"),
        ("UỶ BAN", "ủy ban"),
        ("quý IV", "quý iv"),
        ("hoàn thành", "hoàn thành"),
        ("khoét", "khoét"),
        ("huỳnh", "huỳnh"),
        ("2021 – 2025", "2021 - 2025"),
        ("Điều\u00a01.\nA", "điều 1. a"),
        ("“số”", '"số"'),
        ("İ", "İ"),
    ],
)
def test_fold(text, expected):
    assert fold(text) == expected


@given(st.text())
def test_fold_keeps_the_length(text):
    assert len(fold(text)) == len(text)


@given(st.text(alphabet=st.characters()))
def test_nfc_is_idempotent_and_writable(text):
    once = to_nfc(text)
    assert to_nfc(once) == once
    once.encode("utf-8")


def test_to_ascii():
    assert to_ascii("749/QĐ-TTg") == "749/QD-TTg"
