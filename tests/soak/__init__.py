"""A long run of the real server under students and outages. `python -m tests.soak --minutes 10`."""
