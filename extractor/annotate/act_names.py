"""Kinds of acts and names of laws: what opens a law cited by its name, and where the name ends.

The kinds and the names that are known stand in ``acts.yaml``.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import regex

from extractor.knowledge import load_yaml
from extractor.knowledge.loader import Entry
from extractor.model import Document


class _Kind(Entry):
    slug: str
    words: tuple[str, ...]
    codes: tuple[str, ...] = ()
    named: bool = False


class _ActsFile(Entry):
    kinds: tuple[_Kind, ...]
    symbol_case: dict[str, str]
    laws: tuple[str, ...]


@cache
def known_acts() -> _ActsFile:
    """``acts.yaml``, checked."""
    return _ActsFile.model_validate(load_yaml("acts"))


@cache
def kind_of_word() -> dict[str, str]:
    """``quyết định`` → ``quyet_dinh``, for every word that names a kind of act."""
    return {word: kind.slug for kind in known_acts().kinds for word in kind.words}


@cache
def kind_of_code() -> dict[str, str]:
    """``QĐ`` → ``quyet_dinh``, for the abbreviations that open a symbol."""
    return {code.upper(): kind.slug for kind in known_acts().kinds for code in kind.codes}


def longest_first(words: Sequence[str]) -> str:
    """The words as one alternative of a verbose pattern, longer ones before what they begin with."""
    return "|".join(regex.escape(w).replace(r"\ ", " ").replace(" ", "[ ]+") for w in sorted(words, key=len)[::-1])


# Law as a subject: "Trường Đại học Luật Hà Nội", "ngành Luật Kinh tế".
_TAUGHT = "".join(
    f"(?<!{w}[ ])" for w in ("đại[ ]học", "khoa", "ngành", "cử[ ]nhân", "thạc[ ]sĩ", "tiến[ ]sĩ", "trường")
)


@cache
def named_laws() -> regex.Pattern[str]:
    """The word that opens a law cited by name; the name is read on from its end."""
    kinds = longest_first([w for k in known_acts().kinds if k.named for w in k.words])
    return regex.compile(rf"(?<![\p{{L}}])(?<!pháp[ ]){_TAUGHT}(?P<kind>{kinds})[ ]+(?=\p{{L}})", regex.VERBOSE)


@cache
def _known_laws() -> regex.Pattern[str]:
    """The names of laws that acts.yaml lists."""
    return regex.compile(rf"(?:{longest_first(known_acts().laws)})(?![\p{{L}}])", regex.VERBOSE)


# A word that cannot stand inside the name of a law.
_NAME_END = regex.compile(
    r"""[,;.:()\[\]"|\t\d*]|(?<![\p{L}])(?:số|ngày|năm
      |và[ ](?:luật|các|nghị|bộ[ ]luật|pháp[ ]lệnh|văn[ ]bản)|để|được|có|theo|quy[ ]định|thì|là|này|trong|đã|về|hiện
      |cùng|với|hoặc|nhằm|do|khi|như|trừ|bảo[ ]đảm|đảm[ ]bảo|phù[ ]hợp|trình|tại)(?![\p{L}])""",
    regex.VERBOSE,
)
# "Luật sửa đổi, bổ sung một số điều của Luật X và Luật Y" is one law, named by the laws that it amends.
_AMENDING_NAME = regex.compile(
    r"""sửa[ ]+đổi(?:,[ ]+bổ[ ]+sung)?(?:[ ]+(?:một[ ]+số[ ]+)?(?:điều|nội[ ]+dung)[^,;.()]{0,40}?)?
    [ ]+(?:của[ ]+)?(?:các[ ]+|\d+[ ]+)?(?=(?:bộ[ ]+)?luật)""",
    regex.VERBOSE,
)
_LAW_WORD = regex.compile(r"(?:bộ[ ]luật|luật|pháp[ ]lệnh)[ ]+", regex.VERBOSE)
_JOIN = regex.compile(r"[ ]*(?:,|và|,[ ]+và)[ ]+(?=(?:bộ[ ]luật|luật)[ ])", regex.VERBOSE)
# Behind a known name, up to the number or date: "Luật Doanh nghiệp" + " tư nhân" + " số 35-L/CTN".
_MORE_OF_NAME = regex.compile(
    r"""(?:[ ]+(?!(?:và|được|ban|công[ ]bố|thông[ ]qua|số|ngày|năm|có|từ|đã|theo|kỳ)(?!\p{L}))\p{L}+){1,4}
    (?=[ ]+(?:số|ngày)[ ]*\d)""",
    regex.VERBOSE,
)


def name_end(document: Document, at: int, stop: int) -> int:
    """Where the name that begins at ``at`` ends; ``at`` itself where there is no name."""
    folded, text = document.folded, document.text
    amending = _AMENDING_NAME.match(folded, at, stop)
    if amending:
        end = amending.end()
        while True:
            word = _LAW_WORD.match(folded, end, stop)
            inner = name_end(document, word.end(), stop) if word else end
            if not word or inner <= word.end():
                return end if end > amending.end() else at
            end = inner
            join = _JOIN.match(folded, end, stop)
            if not join:
                return end
            end = join.end()
    known = _known_laws().match(folded, at, stop)
    if known:  # older texts write it small: "Luật doanh nghiệp"
        more = _MORE_OF_NAME.match(folded, known.end(), stop)
        return more.end() if more else known.end()
    if not text[at].isupper():
        return at
    closing = _NAME_END.search(folded, at, stop)
    end = closing.start() if closing else stop
    while end > at and folded[end - 1] == " ":
        end -= 1
    return end if len(folded[at:end].split()) <= 12 else at  # no law's name that is not listed runs to 13 words
