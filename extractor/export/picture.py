"""A provision on its printed page: the page as a picture, the provision's words and figures framed.

pdfplumber draws: it renders the page and takes boxes in the same frame as ours (points from the top left corner).
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from extractor.errors import OutputError, UsageError
from extractor.model import Analysis, BBox, Provision

RESOLUTION = 110  # dots an inch: an A4 page fits a screen and its letters can be read
_BLUE, _PALE_BLUE = (0, 90, 200), (0, 90, 200, 28)
_RED, _PALE_YELLOW = (200, 30, 0), (255, 210, 0, 90)


def to_pictures(analysis: Analysis, provision: Provision, path: Path) -> list[Path]:
    """Write a PNG a page on which the provision stands: ``path`` itself, then ``NAME-2.png`` … Return their paths.

    Words are framed in blue, the figures of targets in red. Raises UsageError where the document has no printed
    pages (only PDF has) or its file is gone, OutputError where the picture cannot be written.
    """
    import pdfplumber

    document = analysis.document
    if document.source.format != "pdf" or not document.anchors:
        raise UsageError(f"{analysis.doc_id} has no printed pages: a picture can be made of a PDF only")
    figures = [
        (t.figure.start, t.figure.end)
        for t in analysis.targets
        if t.figure is not None and provision.start <= t.figure.start < provision.end
    ]
    words = _lines_on_pages(analysis, [(provision.start, provision.end)])
    marked = _lines_on_pages(analysis, figures)
    written: list[Path] = []
    try:
        with pdfplumber.open(document.source.file) as pdf:
            for page in sorted(words):
                image = pdf.pages[page - 1].to_image(resolution=RESOLUTION)
                image.draw_rects(words[page], fill=_PALE_BLUE, stroke=_BLUE)
                image.draw_rects(marked.get(page, []), fill=_PALE_YELLOW, stroke=_RED, stroke_width=2)
                name = path if not written else path.with_name(f"{path.stem}-{len(written) + 1}{path.suffix}")
                image.save(name, format="PNG")
                written.append(name)
    except FileNotFoundError as error:
        raise UsageError(
            f"{document.source.file}: the file is no longer there, so its pages cannot be drawn"
        ) from error
    except OSError as error:
        raise OutputError(f"{path}: the picture cannot be written ({error})") from error
    return written


def _lines_on_pages(analysis: Analysis, spans: list[tuple[int, int]]) -> dict[int, list[BBox]]:
    """The boxes of the words in ``spans``, those on one line joined to one, by page."""
    boxes: dict[int, list[BBox]] = defaultdict(list)
    for start, end in spans:
        previous: tuple[int, BBox] | None = None
        for anchor in analysis.document.anchors_in(start, end):
            if anchor.bbox is None:
                continue
            box = anchor.bbox
            if previous is not None and previous[0] == anchor.page and _same_line(previous[1], box):
                last = boxes[anchor.page].pop()
                box = (min(last[0], box[0]), min(last[1], box[1]), max(last[2], box[2]), max(last[3], box[3]))
            boxes[anchor.page].append(box)
            previous = (anchor.page, box)
    return boxes


def _same_line(a: BBox, b: BBox) -> bool:
    """Whether ``b`` goes on where ``a`` stops: the middle of one lies between top and bottom of the other."""
    middle = (b[1] + b[3]) / 2
    return a[1] <= middle <= a[3] and b[0] >= a[0]
