"""Calls of a native library in worker processes that may die; the parent stays clean.

Nothing is imported here: the worker side imports this package too, and must stay light.
"""
