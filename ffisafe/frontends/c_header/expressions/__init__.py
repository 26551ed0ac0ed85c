"""Expressions of C: types, and values where they are constant."""
