"""Headings: unnumbered ones in the text, and the titles of numbered units."""

from __future__ import annotations

from extractor.knowledge.loader import load_patterns
from extractor.model import Document
from extractor.structure.frames import Tree
from extractor.structure.segments import TERMINAL, Segment, is_capitals, is_rule

HEADING_LENGTH = 220  # characters: longer paragraphs are no headings
COLON_TITLE = 160  # characters: a longer text before a colon is a sentence that announces a list
SHORT_HEADING = 12  # syllables of a heading that only its place above a list shows
REPORT_HEADING = 20  # syllables of a heading in a report
NAME = 4  # syllables of a person's name

_TITLED = frozenset({"phan", "chuong", "muc", "tieu_muc", "dieu", "khoan", "diem"})
_LEAD_IN_WORDS = ("sau", "gồm", "thể", "đó", "là", "tiêu")  # "như sau:", "bao gồm:", "cụ thể:": a sentence, no title

# Ranks of unnumbered headings; those that the source marks come first with their own level, 1 to 6.
CAPITALS, STRONG, ITALIC, ABOVE_HEADING, ABOVE_TEXT, ABOVE_LIST = 10, 20, 25, 30, 31, 40


class Headings:
    """Ranks the unnumbered headings among the segments."""

    def __init__(self, document: Document, segments: list[Segment], *, press: bool) -> None:
        self.text = document.text
        self.folded = document.folded
        self.segments = segments
        self.press = press

    def rank(self, index: int, *, under_heading: bool) -> int:
        """The rank of an unnumbered heading (1 is highest), 0 for a plain paragraph.

        ``under_heading`` says that the paragraph before is a heading.
        """
        segment = self.segments[index]
        words = self.text[segment.start : segment.end]
        if len(words) > HEADING_LENGTH or is_rule(words) or index + 1 >= len(self.segments):
            return 0
        ends = words[-1]
        if ends in ".;,!?…/" or not (words[0].isupper() or words[0].isdigit() or words[0] in '“"*('):
            return 0
        if words[0] == "(" and ends == ")":
            return 0
        if self._of_contents(segment):
            return 0
        if ends == ":" and self.folded[segment.start : segment.end].rstrip(" :").endswith(_LEAD_IN_WORDS):
            return 0
        if segment.style.heading:
            return segment.style.heading
        if is_capitals(words) and len(words.split()) >= 2:
            return CAPITALS
        if segment.style.bold or segment.style.centred:
            return STRONG
        if segment.style.italic and ends != ":":
            return ITALIC
        if not self.press and self._titles_list(index):
            return ABOVE_LIST
        return self._press_rank(index, under_heading) if self.press and index else 0

    def _of_contents(self, segment: Segment) -> bool:
        """Whether the segment is of a table of contents: its title, or a line with leaders to a page number."""
        patterns = load_patterns("letterhead")
        if patterns["contents"].match(self.folded, segment.start, segment.end):
            return True
        return patterns["leader_line"].search(self.folded, segment.start, segment.end) is not None

    def _titles_list(self, index: int) -> bool:
        """Whether a short line without a stop stands right above a list: "Đến năm 2030" above dashes."""
        words = self.text[self.segments[index].start : self.segments[index].end]
        if words[-1] == ":" or len(words.split()) > SHORT_HEADING or not words[0].isupper() or index == 0:
            return False
        before, after = self.segments[index - 1], self.segments[index + 1]
        if before.table is not None or not any(label.first for label in after.labels):
            return False
        return self.text[before.end - 1] in TERMINAL or bool(before.labels)

    def _press_rank(self, index: int, under_heading: bool) -> int:
        """The rank of a heading that only its shortness shows: no stop at its end, a whole sentence before and behind.

        One that stands right above another heading is the higher of the two.
        """
        segment = self.segments[index]
        words = self.text[segment.start : segment.end]
        syllables = words.split()
        if words[-1] == ":" or len(syllables) > REPORT_HEADING or "|" in words or segment.labels:
            return 0
        if len(syllables) <= NAME and all(s[0].isupper() and s[1:].islower() for s in syllables):
            return 0  # the name of an author
        before, after = self.segments[index - 1], self.segments[index + 1]
        if after.table is not None or after.labels:
            return ABOVE_TEXT
        previous = self.text[before.end - 1]
        if before.table is None and previous not in TERMINAL and not under_heading and not before.labels:
            return 0
        following = self.text[after.start : after.end]
        sentence = following[-1] in ".;!?,…:"
        if not sentence and following[:1].isupper() and len(following.split()) <= REPORT_HEADING:
            return ABOVE_HEADING if index + 2 < len(self.segments) else 0
        return ABOVE_TEXT if sentence or after.end - after.start > 1.5 * len(words) else 0


def give_titles(document: Document, tree: Tree) -> None:
    """Give numbered units their titles: the words of the label line where they read as a title."""
    parents = {node.parent for node in tree.nodes}
    seen: set[int] = set()
    for paragraph in tree.paragraphs:
        number = paragraph.node
        if paragraph.kind != "body" or number in seen:
            continue
        seen.add(number)
        node = tree.nodes[number]
        if node.level not in _TITLED or (node.level in ("khoan", "diem") and number not in parents):
            continue
        words = document.text[paragraph.start : paragraph.end]
        if is_title(words, document.folded[paragraph.start : paragraph.end], long=node.level not in ("khoan", "diem")):
            node.heading = as_heading(words)


def is_title(words: str, folded: str, *, long: bool) -> bool:
    """Whether the words of a label line are a title, not a sentence."""
    if len(words) > (2 * HEADING_LENGTH if long else HEADING_LENGTH):
        return False
    if is_capitals(words):
        return True
    if folded.endswith((".", ";", ",", "/")):
        return False
    if not folded.endswith(":"):
        return True
    return len(words) <= COLON_TITLE and not folded.rstrip(" :").endswith(_LEAD_IN_WORDS)


def as_heading(text: str) -> str:
    """A heading on one line, without the colon."""
    return " ".join(text.split()).rstrip(" :")
