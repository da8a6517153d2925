"""Files of other programs ↔ the values of the ground floor."""
