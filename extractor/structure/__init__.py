"""Structure: a Document in, its metadata, provision tree, passages and table layouts out."""

from __future__ import annotations

from extractor.model import Document, Layout, Structure
from extractor.structure.ending import complete_metadata
from extractor.structure.frames import to_provisions
from extractor.structure.layouts import parse_layout
from extractor.structure.letterhead import parse_metadata
from extractor.structure.passages import to_passages
from extractor.structure.segments import parse_segments
from extractor.structure.tree import TreeBuilder

__all__ = ["parse_structure"]


def parse_structure(document: Document) -> Structure:
    """The structure of a document. Never raises on odd content.

    Guarantees: provisions nest, siblings tile their parent from its first child on, the top provisions cover the
    whole text; ids are unique; passages are in order and lead only from earlier ones.
    """
    segments = parse_segments(document)
    layouts: dict[int, Layout] = {}
    for index in range(len(document.tables)):
        layouts[index] = parse_layout(document, index, layouts.get(index - 1))
    metadata = parse_metadata(document, segments)
    title_end = metadata.title_span[1] if metadata.title_span else 0
    press = metadata.kind == "bao_chi"
    headless = not press and metadata.kind == "khac" and not metadata.number and not metadata.issued_on
    tree = TreeBuilder(document, segments, layouts, press=press, headless=headless, title_end=title_end).build()
    metadata = complete_metadata(document, metadata, segments, tree)
    provisions = to_provisions(tree)
    passages = to_passages(document, tree, [p.id for p in provisions], title=metadata.title_span, layouts=layouts)
    return Structure(metadata, provisions, passages, tuple(layouts.values()), tuple(tree.diagnostics))
