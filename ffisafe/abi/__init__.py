"""psABI rules as pure functions of (type, target)."""
