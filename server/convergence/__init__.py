"""Convergence: the Migrant Workers Convention and the Global Compact for Migration, compared."""

__version__ = "0.1.0"
