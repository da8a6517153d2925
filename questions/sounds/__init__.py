"""Sounds in texts: what a file of one is by its bytes, and how texts name it."""
