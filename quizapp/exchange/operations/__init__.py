"""Every change of the exchange: an import comes in, and may be taken back."""
