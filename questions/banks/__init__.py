"""The question banks that ship, and the one loader that reads a bank from its folder."""

from questions.banks.files import bank_hash, shipped_banks
from questions.banks.loader import LoadedBank, load_bank

__all__ = ["LoadedBank", "bank_hash", "load_bank", "shipped_banks"]
