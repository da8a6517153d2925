"""Pictures in texts: what a file of one is by its bytes, made fit to be kept, and how texts name it."""
