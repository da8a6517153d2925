"""From documented facts to cited questions, every wrong option proven wrong."""
