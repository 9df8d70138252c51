"""Kontor: orders, stock, delivery and point of sale of a distributor, in ledgers that can be proved."""

__version__ = "0.1.0"
