"""Failures that no sanitizer reports, and failures that show in another call than their own."""

from dataclasses import replace

from ffisafe.runner.diagnosis import COMMUTATION, Sources
from ffisafe.runner.failures import Defect, FFIFailure, failure
from ffisafe.runner.library import Library
from ffisafe.runner.sanitizer import SanitizerReport


def commutation_failure(function: str, message: str, library: Library) -> FFIFailure:
    """Return the failure of a call that differs from its reference."""
    *program, call = library.calls
    return failure(
        Defect(
            function=function,
            call=call,
            report=SanitizerReport(kind=COMMUTATION, message=message),
            sources=Sources(library=library.path),
            program=tuple(program),
        )
    )


def blamed(found: FFIFailure, function: str) -> FFIFailure:
    """Return a failure to read what a call returned as the failure of that call."""
    return failure(replace(found.defect, function=function, call=f"reading what {function} returned"))
