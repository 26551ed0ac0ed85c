"""Findings to text, JSON, SARIF, GitHub annotations and JUnit: one module each, imported when asked for."""
