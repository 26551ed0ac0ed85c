#!/usr/bin/env bash
# Check and test a correct and a faulty library: nothing may be found in the one, the fault must be in the other.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export PATH="$PWD/.venv/bin:$PATH"

show() { # $1: the exit code that is right; $2: what must be said; the rest: the command
    local expected="$1" said="$2" output actual=0
    shift 2
    printf '\n$ %s\n' "$*"
    { output="$("$@" </dev/null 2>&1 | tee /dev/fd/3)"; } 3>&1 || actual=$?
    if ((actual != expected)) || [[ "$output" != *"$said"* ]]; then
        printf 'demo: exit code %d, but %d and "%s" were expected\n' "$actual" "$expected" "$said" >&2
        exit 1
    fi
}

heading() { printf '\n=== %s ===\n' "$*"; }

heading "check: a header that agrees with its library"
show 0 'no findings' ffisafe check --config rust_fixtures/matrix/ffisafe.toml

heading "check: a header whose fields are in another order"
show 1 FFI104 ffisafe check --config rust_fixtures/faulty/reordered_field/ffisafe.toml

heading "test: a library that keeps its contract"
show 0 'no findings' ffisafe test --config rust_fixtures/buffers/ffisafe.toml

heading "test: a library that frees twice"
show 1 FFI703 ffisafe test --config rust_fixtures/faulty/double_free/ffisafe.toml

printf '\nThe correct libraries passed, and both faults were found.\n'
