"""Run every notebook from top to bottom."""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbclient import NotebookClient

HERE = Path(__file__).parent

# A cell that takes longer than this hangs, seconds.
_LONGEST_CELL = 600

for path in sorted(HERE.glob("*.ipynb")):
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook, timeout=_LONGEST_CELL, kernel_name="python3", resources={"metadata": {"path": HERE}}
    )
    client.execute()
    print(f"{path.name}: ran, {len(notebook.cells)} cells")
