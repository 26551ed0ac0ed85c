"""Contracts: reading them, checking their names, evaluating their expressions."""
