"""The Python interface: as short as the command."""
