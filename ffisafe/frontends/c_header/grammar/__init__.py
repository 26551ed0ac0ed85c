"""pycparser's lexer and grammar, taught what GNU C, Clang and Microsoft add to C."""
