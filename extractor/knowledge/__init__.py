"""What a lawyer or linguist could correct without reading code: YAML files with a strict loader.

Every pattern carries ``examples`` that it must match and ``counterexamples`` that it must not;
``tests/test_knowledge.py`` runs them all. Patterns are matched with the ``regex`` module on folded text
(``extractor.text.fold``: lower case, ``-`` for any dash, a blank for any white space), so write them lower case.
"""

from extractor.knowledge.loader import Entry, Pattern, Patterns, load_patterns, load_yaml, pattern_files

__all__ = ["Entry", "Pattern", "Patterns", "load_patterns", "load_yaml", "pattern_files"]
