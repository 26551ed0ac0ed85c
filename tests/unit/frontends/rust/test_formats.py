"""Archives, other systems' libraries, and debug information in files of its own, as real tools make them."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from ffisafe.abi.targets import find_target
from ffisafe.errors import LibraryError
from ffisafe.frontends.rust import debug_files, read_library
from ffisafe.model.interface import Interface, Unreachable
from ffisafe.model.spelling import spell_rust
from ffisafe.model.target import Target

Compile = Callable[..., Path]
LLVM = Path("/usr/lib/llvm-19/bin")

SMALL = """
#[repr(C)] pub struct Point { pub x: f64, pub y: f64 }
#[no_mangle] pub extern "C" fn norm(p: *const Point) -> f64 { unsafe { (*p).x + (*p).y } }
#[no_mangle] pub static COUNT: u32 = 7;
"""
C = """
struct point { int x; long y; };
EXPORT int first(struct point *p) { return p->x; }
EXPORT long CONVENTION second(int a, struct point p) { return a + p.y; }
EXPORT int global_data = 7;
"""


def run(*command: object, folder: Path | None = None) -> None:
    """Run a tool that must succeed."""
    subprocess.run([str(word) for word in command], check=True, capture_output=True, cwd=folder)


def assert_norm_is_read(interface: Interface) -> None:
    """The function of SMALL is there, with its record, its place and the variable."""
    function = interface.functions["norm"]
    assert spell_rust(function.parameters[0].type) == "*const Point"
    assert interface.records["demo::Point"].size_bytes == 16
    assert function.location is not None
    assert Path(function.location.file).is_file()
    assert interface.exports == frozenset({"norm", "COUNT"})
    assert interface.variable_sizes == {"COUNT": 4}


def built(compile_rust: Compile, crate_type: str, *flags: str, name: str = "libdemo.so") -> Path:
    """Compile SMALL, under a name of its kind."""
    library = compile_rust(SMALL, *flags, crate_type=crate_type)
    return library.rename(library.with_name(name))


@pytest.mark.parametrize("crate_type", ["staticlib", "rlib"])
def test_archives_of_rust(compile_rust: Compile, target: Target, crate_type: str) -> None:
    """The exports of a static library are the crate's own, and those of an rlib too."""
    assert_norm_is_read(read_library(built(compile_rust, crate_type), target=target))


def test_an_object_may_have_a_section_for_each_function(tmp_path: Path, target: Target) -> None:
    """Functions that all start at zero of their own section are told apart by relocation."""
    source = tmp_path / "many.c"
    source.write_text(
        "static int one(short a) { return a; }\nstatic long two(char *b) { return *b; }\n"
        'int alias_one(short) __attribute__((alias("one")));\n'
        'long alias_two(char *) __attribute__((alias("two")));\n'
    )
    run("gcc", "-g", "-ffunction-sections", "-c", "many.c", folder=tmp_path)
    run("ar", "rcs", "libmany.a", "many.o", folder=tmp_path)
    functions = read_library(tmp_path / "libmany.a", target=target).functions
    names = {name: one.parameters[0].name for name, one in functions.items()}
    assert names == {"alias_one": "a", "alias_two": "b"}


@pytest.mark.parametrize(
    ("compiler", "triple"),
    [
        ("gcc", "x86_64-unknown-linux-gnu"),
        ("aarch64-linux-gnu-gcc", "aarch64-unknown-linux-gnu"),
        ("riscv64-linux-gnu-gcc", "riscv64gc-unknown-linux-gnu"),
        ("clang-19 --target=i686-linux-gnu", "i686-unknown-linux-gnu"),
        ("clang-19 --target=armv7-linux-gnueabihf", "armv7-unknown-linux-gnueabihf"),
    ],
)
@pytest.mark.parametrize("version", ["4", "5"])
def test_objects_of_other_machines(tmp_path: Path, compiler: str, triple: str, version: str) -> None:
    """Relocations are applied as each machine has them, in two objects of one archive."""
    for part in ("alpha", "beta"):
        (tmp_path / f"{part}.c").write_text(
            f"struct {part} {{ char c; long l; }};\nlong {part}(struct {part} *p) {{ return p->l; }}\n"
        )
        run(*compiler.split(), f"-gdwarf-{version}", "-c", f"{part}.c", folder=tmp_path)
    run("ar", "rcs", "libboth.a", "alpha.o", "beta.o", folder=tmp_path)
    found = read_library(tmp_path / "libboth.a", target=find_target(triple))
    places = [found.functions[part].location for part in ("alpha", "beta")]
    assert [place and Path(place.file).name for place in places] == ["alpha.c", "beta.c"]
    word = find_target(triple).pointer_bytes
    assert [found.records[part].members[1].offset_bytes for part in ("alpha", "beta")] == [word, word]


@pytest.mark.parametrize("version", ["4", "5"])
def test_types_in_units_of_their_own(tmp_path: Path, target: Target, version: str) -> None:
    """Type units are followed by their signature, be they in a section of their own or not."""
    source = tmp_path / "part.c"
    source.write_text("struct p { int x; struct { long z; } y; };\nlong f(struct p *p) { return p->y.z; }\n")
    flags = [f"-gdwarf-{version}", "-fdebug-types-section", "-fPIC"]
    run("gcc", *flags, "-shared", "-o", "libpart.so", "part.c", folder=tmp_path)
    run("gcc", *flags, "-c", "part.c", folder=tmp_path)
    run("ar", "rcs", "libpart.a", "part.o", folder=tmp_path)
    for name in ("libpart.so", "libpart.a"):
        assert read_library(tmp_path / name, target=target).records["p"].size_bytes == 16


@pytest.mark.parametrize("version", ["4", "5"])
@pytest.mark.parametrize("split", ["packed", "unpacked"])
def test_split_debug_information(compile_rust: Compile, target: Target, version: str, split: str) -> None:
    """Units in ``.dwo`` files and in a ``.dwp`` are found beside the library."""
    flags = [f"-Csplit-debuginfo={split}", f"-Zdwarf-version={version}"]
    library = compile_rust(SMALL, *flags)
    assert any(library.parent.glob("*.dw[op]"))
    assert_norm_is_read(read_library(library, target=target))


def test_a_split_unit_that_is_missing_is_said(compile_rust: Compile, target: Target) -> None:
    """Without its ``.dwo`` a library has no types, and the reason names the file."""
    library = compile_rust(SMALL, "-Csplit-debuginfo=unpacked")
    [split] = library.parent.glob("*.dwo")
    split.unlink()
    found = read_library(library, target=target)
    assert not found.has_types
    [gap] = found.gaps
    assert gap.rules == ("FFI902",)
    assert gap.reason == f"the debug information is in {split}, and it is not there"


@pytest.mark.parametrize("version", ["4", "5"])
def test_split_debug_information_of_gcc(tmp_path: Path, target: Target, version: str) -> None:
    """GCC's split units are read as rustc's are."""
    (tmp_path / "part.c").write_text("struct p { int x; long y; };\nlong f(struct p *p) { return p->y; }\n")
    flags = [f"-gdwarf-{version}", "-gsplit-dwarf", "-fPIC"]
    run("gcc", *flags, "-c", "part.c", folder=tmp_path)
    run("gcc", "-shared", "-o", "libpart.so", "part.o", folder=tmp_path)
    found = read_library(tmp_path / "libpart.so", target=target)
    assert found.records["p"].size_bytes == 16
    assert found.functions["f"].location is not None


@pytest.mark.parametrize("kind", ["zlib", "zlib-gnu", "zstd"])
def test_compressed_sections(compile_rust: Compile, target: Target, kind: str) -> None:
    """All ways to compress debug sections are known."""
    library = compile_rust(SMALL)
    tool = LLVM / "llvm-objcopy" if kind == "zstd" else "objcopy"
    run(tool, f"--compress-debug-sections={kind}", library)
    assert_norm_is_read(read_library(library, target=target))


@pytest.mark.parametrize(
    "place", ["libdemo.so.debug", ".debug/libdemo.so.debug", ".debug/libdemo.so", "build-id", "libdemo.debug"]
)
def test_debug_files_are_found_by_identity(
    compile_rust: Compile, target: Target, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stripped library's debug information is found by its build-id, wherever GDB would look."""
    library = compile_rust(SMALL, "-Clink-arg=-Wl,--build-id")
    folder = library.parent
    monkeypatch.setattr(debug_files, "GLOBAL_FOLDER", folder / "global")
    if place == "build-id":
        note = subprocess.run(["readelf", "-n", library], check=True, capture_output=True, text=True).stdout
        identity = note.split("Build ID: ")[1].split()[0]
        place = f"global/.build-id/{identity[:2]}/{identity[2:]}.debug"
    debug = folder / place
    debug.parent.mkdir(parents=True, exist_ok=True)
    run("objcopy", "--only-keep-debug", library, debug)
    run("strip", "--strip-unneeded", library)
    assert_norm_is_read(read_library(library, target=target))


def test_a_debug_file_is_not_the_library(compile_rust: Compile, target: Target) -> None:
    """Its symbol table is empty: every function would seem to be missing."""
    library = compile_rust(SMALL)
    debug = library.with_suffix(".debug")
    run("objcopy", "--only-keep-debug", library, debug)
    with pytest.raises(LibraryError, match="not the library itself") as caught:
        read_library(debug, target=target)
    assert caught.value.hint == "name the library; its debug information is found beside it"


@pytest.mark.parametrize("place", [".", ".debug", "global"])
def test_debug_links_are_followed(
    compile_rust: Compile, target: Target, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A ``.gnu_debuglink`` is looked for beside, in ``.debug``, and under the global folder."""
    library = compile_rust(SMALL, "-Clink-arg=-Wl,--build-id=none")
    folder = library.parent
    monkeypatch.setattr(debug_files, "GLOBAL_FOLDER", folder / "global")
    place = str(Path("global") / folder.relative_to("/")) if place == "global" else place
    debug = folder / place / "elsewhere.debug"
    debug.parent.mkdir(parents=True, exist_ok=True)
    run("objcopy", "--only-keep-debug", library, debug)
    run("objcopy", "--strip-debug", f"--add-gnu-debuglink={debug}", library)
    assert_norm_is_read(read_library(library, target=target))


def test_a_debug_file_of_another_build_is_not_taken(compile_rust: Compile, target: Target) -> None:
    """A file whose checksum is another's is not believed."""
    library = compile_rust(SMALL, "-Clink-arg=-Wl,--build-id=none")
    debug = library.with_name("libdemo.dbg")
    run("objcopy", "--only-keep-debug", library, debug)
    run("objcopy", "--strip-debug", f"--add-gnu-debuglink={debug}", library)
    debug.write_bytes(debug.read_bytes() + b"\0")
    found = read_library(library, target=target)
    assert [gap.reason for gap in found.gaps] == [f"{debug} is of another build"]


def test_shared_debug_information_is_said(compile_rust: Compile, target: Target) -> None:
    """What dwz has put into a file for several libraries is not read, and that is said."""
    library = compile_rust(SMALL)
    link = library.with_name("link")
    link.write_bytes(b"/usr/lib/debug/.dwz/common.debug\0" + bytes(20))
    run("objcopy", f"--add-section=.gnu_debugaltlink={link}", library)
    found = read_library(library, target=target)
    assert [gap.reason for gap in found.gaps] == [
        "it shares its debug information with /usr/lib/debug/.dwz/common.debug (dwz): not read"
    ]


def test_objects_in_bitcode_are_said(tmp_path: Path, target: Target) -> None:
    """An archive with LLVM's bitcode beside machine code has a gap; with nothing else it is refused."""
    (tmp_path / "part.c").write_text("int part(void) { return 1; }\n")
    run("clang-19", "-flto", "-c", "-o", "bit.o", "part.c", folder=tmp_path)
    run("ar", "rcs", "bits.a", "bit.o", folder=tmp_path)
    (tmp_path / "part.c").write_text("int other(void) { return 1; }\n")
    run("gcc", "-g", "-c", "part.c", folder=tmp_path)
    run("ar", "rcs", "both.a", "bit.o", "part.o", folder=tmp_path)
    both = read_library(tmp_path / "both.a", target=target)
    assert [gap.reason for gap in both.gaps] == ["1 of its objects are LLVM bitcode, such as bit.o"]
    assert set(both.functions) == {"other"}
    with pytest.raises(LibraryError, match=r"LLVM bitcode \(bit.o\), and no index"):
        read_library(tmp_path / "bits.a", target=target)


def test_a_thin_archive_is_refused_with_a_way_out(tmp_path: Path, target: Target) -> None:
    """A thin archive holds no objects."""
    (tmp_path / "part.c").write_text("int part(void) { return 1; }\n")
    run("gcc", "-c", "part.c", folder=tmp_path)
    run("ar", "rcsT", "thin.a", "part.o", folder=tmp_path)
    with pytest.raises(LibraryError, match="is a thin archive"):
        read_library(tmp_path / "thin.a", target=target)


def test_an_archive_for_another_target_is_refused(compile_rust: Compile) -> None:
    """An archive is as much for one machine as a library is."""
    library = built(compile_rust, "rlib", name="libdemo.rlib")
    with pytest.raises(LibraryError, match="is for x64, not for aarch64-unknown-linux-gnu"):
        read_library(library, target=find_target("aarch64-unknown-linux-gnu"))


@pytest.mark.parametrize(
    ("compiler", "triple"),
    [("x86_64-w64-mingw32-gcc", "x86_64-pc-windows-gnu"), ("i686-w64-mingw32-gcc", "i686-pc-windows-gnu")],
)
def test_dynamic_libraries_of_windows(tmp_path: Path, compiler: str, triple: str) -> None:
    """A DLL's exports have C's names, its DWARF is read; an import library has names alone."""
    (tmp_path / "part.c").write_text(C)
    macros = ["-DEXPORT=__declspec(dllexport)", "-DCONVENTION=__stdcall"]
    run(
        *(compiler, "-g", "-shared", *macros, "-o", "part.dll", "part.c", "-Wl,--out-implib,part.dll.a"),
        folder=tmp_path,
    )
    target = find_target(triple)
    found = read_library(tmp_path / "part.dll", target=target)
    assert found.exports == frozenset({"first", "second", "global_data"})
    assert [one.name for one in found.functions["second"].parameters] == ["a", "p"]
    assert found.records["point"].size_bytes == 8
    imports = read_library(tmp_path / "part.dll.a", target=target)
    assert imports.exports == found.exports
    assert not imports.has_types
    assert "import library" in imports.gaps[0].reason


def test_forwarded_exports_are_said(tmp_path: Path) -> None:
    """An export that another library has is one, and its signature is not to be had."""
    (tmp_path / "part.c").write_text("int own(void) { return 1; }\nint nameless(void) { return 2; }\n")
    (tmp_path / "part.def").write_text("EXPORTS\n own\n sleeper=kernel32.Sleep\n nameless @7 NONAME\n")
    run("x86_64-w64-mingw32-gcc", "-g", "-shared", "-o", "part.dll", "part.c", "part.def", folder=tmp_path)
    found = read_library(tmp_path / "part.dll", target=find_target("x86_64-pc-windows-gnu"))
    assert found.exports == frozenset({"own", "sleeper"})
    assert [(one.symbol, one.reason) for one in found.problems] == [
        ("sleeper", "it is forwarded to `kernel32.Sleep`, another library's")
    ]


@pytest.fixture(scope="module")
def dylibs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a Mach-O library for each of two machines, and both in one file."""
    folder = tmp_path_factory.mktemp("apple")
    hidden = '__attribute__((visibility("hidden"))) int kept(void) { return 1; }\n'
    (folder / "part.c").write_text(C + hidden)
    for machine in ("x86_64", "arm64"):
        flags = [f"--target={machine}-apple-macos11", "-g", "-DEXPORT=", "-DCONVENTION="]
        run("clang-19", *flags, "-c", "-o", f"{machine}.o", "part.c", folder=folder)
        link = ["-dylib", "-arch", machine, "-platform_version", "macos", "11", "11", f"{machine}.o"]
        run(LLVM / "ld64.lld", *link, "-o", f"{machine}.dylib", folder=folder)
    both = ["x86_64.dylib", "arm64.dylib"]
    run(LLVM / "llvm-lipo", "-create", *both, "-output", "fat.dylib", folder=folder)
    return folder


@pytest.mark.parametrize("name", ["x86_64.dylib", "fat.dylib"])
def test_dynamic_libraries_of_apple(dylibs: Path, name: str) -> None:
    """Symbols lose their underscore; types come from the objects that the library was linked from."""
    found = read_library(dylibs / name, target=find_target("x86_64-apple-darwin"))
    assert found.exports == frozenset({"first", "second", "global_data"})
    assert found.hidden["kept"].reason is Unreachable.HIDDEN
    assert [one.name for one in found.functions["second"].parameters] == ["a", "p"]
    assert found.records["point"].size_bytes == 16


def test_a_dsym_bundle_is_found(dylibs: Path, tmp_path: Path) -> None:
    """What dsymutil has collected lies beside the library."""
    library = tmp_path / "libpart.dylib"
    library.write_bytes((dylibs / "arm64.dylib").read_bytes())
    run(LLVM / "dsymutil", library)
    run(LLVM / "llvm-strip", "-S", library)
    found = read_library(library, target=find_target("aarch64-apple-darwin"))
    assert set(found.functions) == {"first", "second"}


def test_a_library_of_apple_without_debug_information_says_how_to_get_it(
    dylibs: Path, tmp_path: Path
) -> None:
    """Neither objects nor a bundle: only exports are known."""
    library = tmp_path / "libpart.dylib"
    run(LLVM / "llvm-strip", "-S", dylibs / "arm64.dylib", "-o", library)
    found = read_library(library, target=find_target("aarch64-apple-darwin"))
    assert found.exports == frozenset({"first", "second", "global_data"})
    assert [gap.reason for gap in found.gaps] == ["it has no .dSYM beside it; make one with `dsymutil`"]


def test_a_machine_that_is_not_in_a_file_is_an_error(dylibs: Path) -> None:
    """The error names what is there."""
    with pytest.raises(LibraryError, match="is for X86_64, not for aarch64-apple-darwin"):
        read_library(dylibs / "x86_64.dylib", target=find_target("aarch64-apple-darwin"))
    with pytest.raises(LibraryError, match="is for X86_64 in Mach-O, not for x86_64-unknown-linux-gnu"):
        read_library(dylibs / "x86_64.dylib", target=find_target("x86_64-unknown-linux-gnu"))
