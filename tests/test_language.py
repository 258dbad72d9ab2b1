"""Tokens lose nothing; underthesea's words line up with the text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.language import add_words, find_tokens, find_words, load_nlp, noun_end, to_doc


@given(st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_tokens_tile_the_text(text):
    assert "".join(text[a:b] for a, b in find_tokens(text)) == text
    assert load_nlp()(text).text == text


@pytest.mark.parametrize(
    "text",
    ["hồ sơ công việc tại cấp huyện", "Thuỷ lợi  và\nHoà bình", "100%các xã", "Uỷ ban nhân dân tỉnh (UBND)"],
)
def test_words_line_up(text):
    words = find_words(text)
    assert words
    assert "".join("".join(text[w.start : w.end].split()) for w in words) == "".join(text.split())


def test_noun_end():
    assert noun_end("chuyên gia về chuyển đổi số") == len("chuyên gia")
    assert noun_end("được xử lý") == 0


def test_doc_mirrors_spans():
    text = "Đạt 80% số xã\nvà 5 doanh nghiệp"
    doc = to_doc(text, {"targets": [(4, 7, "percentage"), (17, 18, "count")]})
    assert doc.text == text
    assert [(s.text, s.label_) for s in doc.spans["targets"]] == [("80%", "percentage"), ("5", "count")]
    add_words(doc, 8, 13)
    assert doc.spans["words"]
