"""Benchmarks: figures that are compared across the project's life. `python -m tests.benchmarks NAME`."""
