#!/usr/bin/env bash
# Check and test a correct and a faulty library: nothing may be found in the one, the fault must be in the other.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export PATH="$PWD/.venv/bin:$PATH"

show() { # $1: the exit code that is right; the rest: the command
    local expected="$1" actual=0
    shift
    printf '\n$ %s\n' "$*"
    "$@" </dev/null || actual=$?
    if ((actual != expected)); then
        printf 'demo: exit code %d, but %d was expected\n' "$actual" "$expected" >&2
        exit 1
    fi
}

heading() { printf '\n=== %s ===\n' "$*"; }

heading "check: a header that agrees with its library"
show 0 ffisafe check --config rust_fixtures/matrix/ffisafe.toml

heading "check: a header whose fields are in another order"
show 1 ffisafe check --config rust_fixtures/faulty/reordered_field/ffisafe.toml

heading "test: a library that keeps its contract"
show 0 ffisafe test --config rust_fixtures/buffers/ffisafe.toml

heading "test: a library that frees twice"
show 1 ffisafe test --config rust_fixtures/faulty/double_free/ffisafe.toml

printf '\nThe correct libraries passed, and both faults were found.\n'
