"""What the commands do, one module for each reason to run one; `cli.py` declares them."""
