"""Line markers of preprocessed text (GCC's cpp manual, "Preprocessor Output")."""

import re


def file_name(marked: str) -> str:
    """Return a file's name from a line marker, where it is a C string's inside."""
    return re.sub(r"\\(.)", r"\1", marked) if "\\" in marked else marked
