"""Tests of handouts: reading them, cutting them up, making questions of them."""
