"""Item-writing flaws as a careless author commits them, to see whether the linter finds them."""
