"""From header files to the text of one translation unit, and what a compiler says about it."""
