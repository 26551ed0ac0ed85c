"""Frontends: each reads one source of facts into one Interface; none knows another."""
