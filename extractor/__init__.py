"""Reads Vietnamese government decisions: structure, targets, assignments, references, and what changed."""
