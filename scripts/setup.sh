#!/usr/bin/env bash
# Set up what `make demo` and `make test` need, in a fresh clone and again at no cost.
#
# The C compiler, the Rust toolchain and the system packages are taken from PATH, or installed from the
# distribution's packages where this user may; otherwise one line on stderr says what to install. The Python
# packages come from requirements/dev.txt into .venv, and only when that file or pyproject.toml has changed.
#
# Usage: scripts/setup.sh [demo]
#   demo    leave out what only the tests need: Debian's compilers and headers of tests/real/packages.txt
# Environment:
#   PYTHON  the Python to make .venv with (default: the first of python3, python3.13, 3.12 and 3.11 that serves)
#   CC      the C compiler (default: cc)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly PURPOSE="${1:-test}"
readonly MIN_RUST_MINOR=85 # edition 2024
readonly STAMP=.venv/.ffisafe-setup
readonly TEST_PACKAGES=tests/real/packages.txt
readonly INSTALL_TIMEOUT_S=1200 # the tests' packages unpack to 2 GB
readonly CC="${CC:-cc}"

# rustup puts cargo where a shell that read no profile does not look.
export PATH="$PATH:${CARGO_HOME:-$HOME/.cargo}/bin"

say() { printf 'setup: %s\n' "$*" >&2; }

die() {
    say "$@"
    exit 1
}

join() { # the arguments, with commas between them
    local joined
    printf -v joined '%s, ' "$@"
    printf '%s' "${joined%, }"
}

# --- what is on this machine -------------------------------------------------------------------------------

find_python() { # a Python that was asked for by name is not replaced by another one
    local candidate candidates=(python3 python3.13 python3.12 python3.11)
    if [[ -n "${PYTHON:-}" ]]; then candidates=("$PYTHON"); fi
    for candidate in "${candidates[@]}"; do
        if serves_as_python "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
    return 1
}

serves_as_python() {
    "$1" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null </dev/null
}

compiles() { # a whole program: the preprocessor alone would do without the C library
    printf '%s\nint main(void) { return 0; }\n' "$1" | "$CC" -x c -o /dev/null - 2>/dev/null
}

has_asan_runtime() { # the compiler answers with the bare name when it does not have the file
    local path
    path="$("$CC" -print-file-name=libasan.so 2>/dev/null)" && [[ "$path" == /* && -e "$path" ]]
}

is_recent_rust() { # $1: a version such as 1.95.0
    local major minor
    IFS=. read -r major minor _ <<<"$1"
    [[ "$major" =~ ^[0-9]+$ && "$minor" =~ ^[0-9]+$ ]] && ((major > 1 || minor >= MIN_RUST_MINOR))
}

has_rust() {
    local version
    cargo --version >/dev/null 2>&1 </dev/null || return 1
    version="$(rustc --version 2>/dev/null </dev/null)" || return 1
    is_recent_rust "$(cut -d' ' -f2 <<<"$version")"
}

has_rust_lints() {
    cargo fmt --version >/dev/null 2>&1 </dev/null && cargo clippy --version >/dev/null 2>&1 </dev/null
}

# --- installing from the distribution ----------------------------------------------------------------------

as_root=() # what goes before a command that only root may run
may_install() {
    command -v apt-get >/dev/null || return 1
    if [[ "$(id -u)" == 0 ]]; then return; fi
    as_root=(sudo -n)
    sudo -n true 2>/dev/null </dev/null
}

apt_get() { # dpkg tells of each package that it unpacks, on stdout: only what goes wrong is worth reading
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive timeout --kill-after=60 "$INSTALL_TIMEOUT_S" \
        apt-get -qq -o DPkg::Lock::Timeout=120 -o Acquire::http::Timeout=60 -o Acquire::Retries=3 \
        -o Dpkg::Use-Pty=0 "$@" </dev/null >/dev/null
}

apt_updated=
apt_update() {
    if [[ -n "$apt_updated" ]]; then return; fi
    apt_get update || say "apt-get update failed; going on with the package lists that are here"
    apt_updated=yes
}

apt_install() {
    may_install || return 1
    apt_update
    say "installing $(join "$@")"
    apt_get install -y --no-install-recommends "$@"
}

apt_has_recent_rust() {
    may_install || return 1
    apt_update
    is_recent_rust "$(LC_ALL=C apt-cache policy rustc | sed -n 's/^ *Candidate: *//p')"
}

# --- the steps ---------------------------------------------------------------------------------------------

missing=()  # what is not here, in words
packages=() # the Debian packages that have it
need() {    # $1: in words; the rest: Debian packages
    missing+=("$1")
    packages+=("${@:2}")
}

list_missing() {
    missing=()
    packages=()
    command -v make >/dev/null || need make make
    find_python >/dev/null ||
        need "Python 3.11 or newer with venv and ensurepip${PYTHON:+ (PYTHON=$PYTHON is not)}" python3 python3-venv
    if ! compiles '#include <stdio.h>'; then
        need "a C compiler ($CC) with the C library's headers" gcc libc6-dev
    elif ! has_asan_runtime; then
        need "gcc's AddressSanitizer runtime (libasan)" gcc
    fi
    if [[ "$PURPOSE" != demo ]]; then
        list_missing_test_packages
    fi
}

list_missing_test_packages() {
    local absent
    mapfile -t absent < <(LC_ALL=C comm -23 "$TEST_PACKAGES" <(installed_packages))
    if ((${#absent[@]})); then need "packages of $TEST_PACKAGES" "${absent[@]}"; fi
}

installed_packages() { # nothing where the distribution has other packages than Debian's
    dpkg-query --show --showformat='${db:Status-Status} ${Package}\n' 2>/dev/null | sed -n 's/^installed //p' | LC_ALL=C sort -u
}

set_up_system() {
    list_missing
    if ((${#missing[@]})) && apt_install "${packages[@]}"; then
        hash -r
        list_missing
    fi
    if ((${#missing[@]})); then
        die "missing: $(join "${missing[@]}"); install first (on Debian: apt-get install ${packages[*]})"
    fi
}

set_up_rust() {
    if ! has_rust && apt_has_recent_rust && apt_install rustc cargo; then hash -r; fi
    has_rust || die "missing: Rust 1.$MIN_RUST_MINOR or newer with cargo; install first (https://rustup.rs)"
    if [[ "$PURPOSE" == demo ]] || has_rust_lints; then return; fi
    if command -v rustup >/dev/null; then
        rustup --quiet component add rustfmt clippy </dev/null >&2 || true
    elif apt_has_recent_rust; then
        apt_install rustfmt rust-clippy || true
    fi
    has_rust_lints ||
        die "missing: cargo fmt and cargo clippy; install first (rustup component add rustfmt clippy)"
}

identity() { # what an environment cannot change: the scripts in it start the Python that made it, in its place
    pwd -P
    "$1" -c 'import sys; print(*sys.version_info, sys.base_prefix)'
}

fingerprint() { # what .venv depends on
    identity "$1"
    cat requirements/dev.txt pyproject.toml
}

set_up_venv() {
    local python pip
    python="$(find_python)"
    if [[ -f "$STAMP" ]] && cmp -s "$STAMP" <(fingerprint "$python"); then return; fi
    if ! can_be_reused "$python"; then
        say "making .venv with $("$python" --version)"
        "$python" -m venv --clear .venv
    fi
    say "installing the Python packages of requirements/dev.txt into .venv"
    pip=(.venv/bin/python -m pip --disable-pip-version-check install --quiet)
    "${pip[@]}" --require-hashes --requirement requirements/dev.txt
    "${pip[@]}" --no-deps --no-build-isolation --editable .
    fingerprint "$python" >"$STAMP"
}

can_be_reused() { # an environment without a stamp is one that somebody made by hand
    serves_as_python .venv/bin/python || return 1
    [[ ! -f "$STAMP" ]] || cmp -s <(head -n 2 "$STAMP") <(identity "$1")
}

set_up_system
set_up_rust
set_up_venv
