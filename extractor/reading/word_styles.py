"""What Word's styles and direct formatting say of paragraphs and runs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import regex

from extractor.reading.word_package import W


@dataclass(frozen=True, slots=True)
class Props:
    """Properties that a style or run sets; None: not said."""

    bold: bool | None = None
    italic: bool | None = None
    hidden: bool | None = None
    caps: bool | None = None
    font: str | None = None
    centred: bool | None = None
    heading: int | None = None
    num: tuple[str | None, int | None] | None = None
    raised: bool | None = None


def over(base: Props, own: Props) -> Props:
    """``own`` where it says something, else ``base``."""
    num = base.num
    if own.num is not None:
        first, second = own.num, base.num or (None, None)
        num = (first[0] if first[0] is not None else second[0], first[1] if first[1] is not None else second[1])
    return Props(
        base.bold if own.bold is None else own.bold,
        base.italic if own.italic is None else own.italic,
        base.hidden if own.hidden is None else own.hidden,
        base.caps if own.caps is None else own.caps,
        base.font if own.font is None else own.font,
        base.centred if own.centred is None else own.centred,
        base.heading if own.heading is None else own.heading,
        num,
        base.raised if own.raised is None else own.raised,
    )


def flag_of(node: Any, name: str) -> bool | None:
    found = node.find(f"{W}{name}") if node is not None else None
    return None if found is None else (found.get(f"{W}val") or "true").lower() not in ("false", "0", "off", "none")


def value_of(node: Any, name: str) -> str | None:
    found = node.find(f"{W}{name}") if node is not None else None
    return None if found is None else found.get(f"{W}val")


def number_of(text: str | None) -> int | None:
    return int(text) if text is not None and regex.fullmatch(r"-?\d{1,9}", text) else None


def run_props(node: Any) -> Props:
    if node is None:
        return Props()
    fonts = node.find(f"{W}rFonts")
    font = None
    if fonts is not None:
        font = fonts.get(f"{W}ascii") or fonts.get(f"{W}hAnsi") or fonts.get(f"{W}cs")
    align = value_of(node, "vertAlign")
    return Props(
        flag_of(node, "b"),
        flag_of(node, "i"),
        flag_of(node, "vanish"),
        flag_of(node, "caps"),
        font,
        raised=None if align is None else align == "superscript",
    )


def paragraph_props(node: Any) -> Props:
    if node is None:
        return Props()
    align = value_of(node, "jc")
    level = number_of(value_of(node, "outlineLvl"))
    num_pr = node.find(f"{W}numPr")
    num = None
    if num_pr is not None:
        num = (value_of(num_pr, "numId"), number_of(value_of(num_pr, "ilvl")))
    return Props(
        centred=None if align is None else align == "center",
        heading=level + 1 if level is not None and 0 <= level < 9 else None,
        num=num,
    )


class Styles:
    """Paragraph and character styles with what they inherit."""

    def __init__(self, root: Any) -> None:
        self._nodes: dict[str, Any] = {}
        self._known: dict[str, Props] = {}
        self.default = Props()
        self.default_paragraph: str | None = None
        if root is None:
            return
        defaults = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        self.default = run_props(defaults)
        for style in root.iter(f"{W}style"):
            name = style.get(f"{W}styleId")
            if name:
                self._nodes[name] = style
                if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true"):
                    self.default_paragraph = name

    def props(self, name: str | None) -> Props:
        if name is None or name not in self._nodes:
            return Props()
        if name not in self._known:
            self._known[name] = Props()  # a style that is based on itself ends here
            node = self._nodes[name]
            own = over(run_props(node.find(f"{W}rPr")), paragraph_props(node.find(f"{W}pPr")))
            title = regex.fullmatch(r"heading (\d)", (value_of(node, "name") or "").lower())
            if title and own.heading is None:
                own = replace(own, heading=int(title[1]))
            self._known[name] = over(self.props(value_of(node, "basedOn")), own)
        return self._known[name]
