"""How fast the whole way and each room are, beside others on the same text in the same run.

    python benchmarks/run.py [--text FILE] [--pdf FILE] [--repeat N]

Peers are used where they are installed: pip install quantulum3 pyduckling-native-phihos (underthesea and pdfplumber
come with the project). Ratios matter, seconds depend on the machine. Nothing here is a test.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "corpus"

# A long document is this many copies of the text; the budget for it is 25 times the time of one.
_COPIES = 20


def seconds(job: Callable[[], Any], repeat: int) -> float:
    """The median time of ``job`` when warm."""
    job()
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        job()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def first_of(*paths: Path) -> Path:
    return next(path for path in paths if path.exists())


def line(name: str, spent: float | None, base: float, note: str = "") -> None:
    shown = "not installed" if spent is None else f"{1000 * spent:10.1f} ms  {spent / base:9.2f} x"
    print(f"  {name:<44} {shown}  {note}".rstrip())


def rooms(path: Path, repeat: int) -> float:
    """Time each room on one document; gives the time of the whole way from its text."""
    from extractor.annotate.agencies import find_agencies
    from extractor.annotate.assignments import find_assignments
    from extractor.annotate.references import find_references
    from extractor.annotate.targets import find_targets
    from extractor.pipeline import analyse_document, analyse_path
    from extractor.reading import read_document
    from extractor.resolve import resolve_references
    from extractor.structure import parse_structure

    document = read_document(path)
    structure = parse_structure(document)
    whole = seconds(lambda: analyse_path(path), repeat)
    jobs: dict[str, Callable[[], Any]] = {
        "read": lambda: read_document(path),
        "structure": lambda: parse_structure(document),
        "targets": lambda: list(find_targets(document, structure)),
        "agencies": lambda: find_agencies(document, structure),
        "assignments, agencies included": lambda: list(find_assignments(document, structure)),
        "references": lambda: resolve_references(find_references(document, structure), document, structure),
    }
    print(f"\n{path.name}: {len(document.text):,} characters; times as a share of the whole way")
    line("whole way", whole, whole)
    for name, job in jobs.items():
        line(name, seconds(job, repeat), whole)
    return seconds(lambda: analyse_document(document), repeat)


def peers(text: str, whole: float) -> None:
    """Other people's programs over the same text, line by line where they are slow on a long one."""
    lines = [part for part in text.splitlines() if part.strip()]
    print("\npeers on the same text; times as multiples of ours (targets, tasks, references and all)")
    line("extractor, from the text to all facts", whole, whole)
    line("underthesea.ner", _underthesea(lines), whole)
    line("Duckling, numbers only, Vietnamese", _duckling([text]), whole)
    line("Duckling, the same line by line", _duckling(lines), whole)
    line("quantulum3.parse", _quantulum(lines), whole)


def _underthesea(lines: list[str]) -> float | None:
    from underthesea import ner

    ner(lines[0])
    return _once(lambda: [ner(part) for part in lines])


def _duckling(lines: list[str]) -> float | None:
    try:
        import duckling
    except ImportError:
        return None
    zones = duckling.load_time_zones("/usr/share/zoneinfo")
    now = duckling.parse_ref_time(zones, "Asia/Ho_Chi_Minh", 1_591_142_400)
    language = duckling.parse_lang("VI")
    locale = duckling.parse_locale("VI_VN", duckling.default_locale_lang(language))
    context, dimensions = duckling.Context(now, locale), duckling.parse_dimensions(["number"])
    return seconds(lambda: [duckling.parse(part, context, dimensions, False) for part in lines], 1)


def _quantulum(lines: list[str]) -> float | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from quantulum3 import parser
    except ImportError:
        return None
    parser.parse(lines[0])
    return _once(lambda: [parser.parse(part) for part in lines])


def _once(job: Callable[[], Any]) -> float:
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


def pdf(path: Path, repeat: int) -> None:
    """Pages a second, tables included, beside pdfplumber over all pages."""
    import pdfplumber

    from extractor.reading import read_document

    ours = seconds(lambda: read_document(path, ocr="never"), repeat)

    def plumb() -> None:
        with pdfplumber.open(path) as opened:
            for page in opened.pages:
                page.extract_text()
                page.extract_tables()

    theirs = _once(plumb)
    with pdfplumber.open(path) as opened:
        pages = len(opened.pages)
    print(f"\n{path.name}: {pages} pages")
    line("read, tables included", ours, ours, f"{pages / ours:.0f} pages/s")
    line("pdfplumber extract_text + extract_tables", theirs, ours, f"{pages / theirs:.0f} pages/s")


def growth(text: str) -> None:
    """Whether the time grows with the text and no faster."""
    from extractor.pipeline import analyse_path

    with tempfile.TemporaryDirectory() as folder:
        one, many = Path(folder, "one.txt"), Path(folder, "many.txt")
        one.write_text(text, encoding="utf-8")
        many.write_text("\n\n".join([text] * _COPIES), encoding="utf-8")
        base = seconds(lambda: analyse_path(one), 3)
        print(f"\ngrowth: a document {_COPIES} times as long (budget 25 x)")
        line("one", base, base)
        line("long", _once(lambda: analyse_path(many)), base)


def rerun(paths: list[Path]) -> None:
    """A second run over an unchanged corpus (budget 0.05 x)."""
    from extractor.cache import open_cache
    from extractor.corpus import analyse_files, run_key
    from extractor.export import export_corpus
    from extractor.export.folder import is_current

    with tempfile.TemporaryDirectory() as folder:
        cache, out = open_cache(Path(folder)), Path(folder, "out")

        def run() -> None:
            key = run_key(paths)
            if is_current(out, key) is None:
                export_corpus(analyse_files(paths, cache=cache, jobs=1), out, key=key)

        first = _once(run)
        again = _once(run)
        print(f"\nre-run over {len(paths)} unchanged files, output included")
        line("first run", first, first)
        line("second run", again, first)


def memory(path: Path) -> None:
    """The most memory that a process of ours takes for one document (budget 400 MB)."""
    # VmHWM rather than getrusage: the latter starts from what the parent used.
    code = (
        "import sys; from extractor.pipeline import analyse_path; analyse_path(sys.argv[1]); "
        "peak = [line for line in open('/proc/self/status') if line.startswith('VmHWM')]; "
        "print(int(peak[0].split()[1]) // 1024)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True)
    print(f"\nmemory of a process that analyses {path.name}: {done.stdout.strip() or 'not measured here'} MB")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--text", type=Path, help="the document that is timed; 749 if left out")
    parser.add_argument("--pdf", type=Path, help="the PDF that is timed")
    parser.add_argument("--repeat", type=int, default=5)
    options = parser.parse_args()
    path = options.text or first_of(SHARED / "749-QD-TTg-2020.txt", ROOT / "corpus" / "749-QD-TTg-2020.docx")
    pdf_path = options.pdf or first_of(SHARED / "109-NQ-CP-2026.pdf", ROOT / "corpus" / "942-QD-TTg-2021.pdf")

    from extractor.reading import read_document

    text = read_document(path).text
    peers(text, rooms(path, options.repeat))
    pdf(pdf_path, options.repeat)
    growth(text)
    memory(path)
    rerun([p for p in sorted((ROOT / "corpus").iterdir()) if p.name != "README.md"])
    return 0


if __name__ == "__main__":
    sys.exit(main())
