"""Provisions while they are built: nodes, the stack of open ones, and their final form."""

from __future__ import annotations

from dataclasses import dataclass, field

from extractor.model import Diagnostic, Level, Provision
from extractor.structure.labels import BULLETS, Label, id_part

CONTAINERS = frozenset({"kem_theo", "phu_luc"})
COUNTED = frozenset({"gach", "doan", "bang", "kem_theo"})  # their numeral is their place among their like

# Which list stands inside which when both begin: a list of a higher number inside one of a lower.
ORDER = {
    "phan": 10, "chuong": 20, "muc": 30, "tieu_muc": 40, "dieu": 50, "upper": 55, "roman": 60, "arabic": 70,
    "decimal": 75, "letter": 80, "sub_letter": 82, "paren_arabic": 85, "paren_letter": 86, "paren_roman": 87,
    "dash": 90, "bullet": 91, "plus": 92,
}  # fmt: skip
_LEAF = 100


@dataclass(slots=True)
class Node:
    """A provision while it is built. ``parent`` is an index into the list of nodes, -1 at the top."""

    level: Level
    numeral: str
    start: int
    label_end: int
    parent: int
    style: tuple[str, str] = ("", "")
    value: tuple[int, ...] = ()
    rank: int = 0  # of an unnumbered heading: smaller is higher; 0 for everything else
    heading: str = ""
    lead_in: bool = False  # its first paragraph ends with a colon
    counts: dict[str, int] = field(default_factory=dict)
    end: int = 0


@dataclass(slots=True)
class Paragraph:
    """A logical paragraph of a node: the label's own text, a doan, a letterhead line."""

    start: int
    end: int
    node: int
    kind: str  # heading title body prose opening closing cell
    table: int | None = None
    row: int | None = None
    column: int | None = None


@dataclass(slots=True)
class Tree:
    nodes: list[Node]
    paragraphs: list[Paragraph]
    diagnostics: list[Diagnostic]


class Frames:
    """All nodes and the stack of those that are open, outermost first."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.stack: list[int] = []
        self.lasts: dict[tuple[str, str], int] = {}  # the last node of each list of this part, open or not
        self._top_counts: dict[str, int] = {}

    @property
    def innermost(self) -> Node | None:
        return self.nodes[self.stack[-1]] if self.stack else None

    def at(self, depth: int) -> Node:
        return self.nodes[self.stack[depth]]

    def open(
        self,
        level: Level,
        numeral: str,
        start: int,
        label_end: int,
        *,
        style: tuple[str, str] = ("", ""),
        value: tuple[int, ...] = (),
        rank: int = 0,
    ) -> int:
        """Open a child of the innermost node; return its index."""
        parent = self.stack[-1] if self.stack else -1
        counts = self.nodes[parent].counts if parent >= 0 else self._top_counts
        if not numeral and level in COUNTED:
            counts[level] = counts.get(level, 0) + 1
            numeral = str(counts[level])
        self.nodes.append(Node(level, numeral, start, label_end, parent, style, value, rank))
        self.stack.append(len(self.nodes) - 1)
        return self.stack[-1]

    def close_all(self) -> None:
        """Leave every open node; numbering begins anew."""
        self.stack.clear()
        self.lasts.clear()

    def close_to_part(self) -> None:
        """Leave everything but the annex or attached document that is open."""
        part = self.stack[:1] if self.stack and self.at(0).level in CONTAINERS else []
        self.close_all()
        self.stack.extend(part)

    def frame_of(self, label: Label) -> int | None:
        """The depth of the innermost open unit of the label's own list."""
        for depth in range(len(self.stack) - 1, -1, -1):
            node = self.at(depth)
            if node.level in CONTAINERS:
                return None
            if node.style == label.style and (label.scheme != "decimal" or len(node.value) == len(label.value)):
                return depth
        return None

    def beside(self, node: Node) -> int:
        """The depth of a sibling of ``node`` in the open unit of its parent's own list: (14) under "2." behind (13)
        under "1."; 0 where no such unit is open."""
        parent = self.nodes[node.parent] if node.parent >= 0 else None
        if parent is None or (parent.style == ("", "") and not parent.rank):
            return 0
        for depth in range(len(self.stack) - 1, -1, -1):
            other = self.at(depth)
            if other.level in CONTAINERS:
                return 0
            if other.style == parent.style and other.rank == parent.rank:
                return depth + 1
        return 0

    def innermost_numbered(self) -> int | None:
        """The depth of the innermost open unit with a number, unless a heading or a part begins inside it."""
        for depth in range(len(self.stack) - 1, -1, -1):
            node = self.at(depth)
            if node.level in CONTAINERS or node.rank or node.level in ("mo_dau", "ket_thuc"):
                return None
            if node.value and node.style[0] not in BULLETS:
                return depth
        return None

    def innermost_open(self) -> int:
        """The depth at which a child of the innermost numbered unit, item or heading stands."""
        depth = len(self.stack)
        while depth and self.at(depth - 1).level == "doan" and not self.at(depth - 1).rank:
            depth -= 1
        return depth

    def finish(self, total: int) -> None:
        """A node ends where the next node that is not its descendant begins, the last at ``total``."""
        following: dict[int, int] = {}
        for node in reversed(self.nodes):
            node.end = following.get(node.parent, -1)
            following[node.parent] = node.start
        for node in self.nodes:
            if node.end < 0:
                node.end = self.nodes[node.parent].end if node.parent >= 0 else total


def order_of(node: Node) -> int:
    """The rank of an open node among lists: what is higher stands inside."""
    if node.level in CONTAINERS:
        return 0
    return ORDER[node.style[0]] if node.style[0] else _LEAF


def to_provisions(tree: Tree) -> tuple[Provision, ...]:
    """The nodes with their ids, in document order, parents before children."""
    used: dict[str, int] = {}
    ids: list[str] = []
    provisions = []
    for node in tree.nodes:
        parent_id = ids[node.parent] if node.parent >= 0 else ""
        own = id_part(node.level, node.numeral)
        provision_id = f"{parent_id}__{own}" if parent_id else own
        used[provision_id] = used.get(provision_id, 0) + 1
        if used[provision_id] > 1:
            tree.diagnostics.append(
                Diagnostic("note", "repeated-number", f"{provision_id} occurs again", node.start, node.label_end)
            )
            count = used[provision_id]
            while f"{provision_id}~{count}" in used:
                count += 1
            provision_id = f"{provision_id}~{count}"
            used[provision_id] = 1
        ids.append(provision_id)
        provisions.append(
            Provision(
                provision_id, parent_id, node.level, node.numeral, node.heading, node.start, node.end, node.label_end
            )
        )
    return tuple(provisions)
