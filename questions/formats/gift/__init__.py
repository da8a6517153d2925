"""Moodle's GIFT: questions as text that people write."""
