"""Headers that say little, and say it deeply, at length or in enormous numbers."""

from functools import cache

BOUND = "struct bomb {{ char x[{}]; }};"


@cache
def bombs(n: int) -> dict[str, str]:
    """Return headers of a size; each declares a `bomb`, and what it is called says what is odd."""
    groups = {
        "nested": _nested(n),
        "chain": _chains(n),
        "doubling": _doubling(),
        "number": _numbers(n),
        "cycle": _cycles(),
        "long": _long(n),
        "unterminated": _unterminated(n),
    }
    return {f"{group}/{name}": text for group, texts in groups.items() for name, text in texts.items()}


def surrounded(text: str) -> str:
    """Return a text between two structs that do not depend on it."""
    return (
        '# 1 "lib.h"\nstruct before { char a; int b; };\n'
        f"{text}\n"
        '# 7 "lib.h"\nstruct behind { long x; short y; };\n'
    )


def chain(form: str, last: int) -> str:
    """Return declarations of which each refers to the one before; the form has `{n}` and `{m}`."""
    return "".join(form.format(n=n, m=n - 1) for n in range(1, last + 1))


def _nested(n: int) -> dict[str, str]:
    def nested(opening: str, inner: str, closing: str = "") -> str:
        return opening * n + inner + closing * n

    return {
        "parentheses": BOUND.format(nested("(", "7", ")")),
        "unary-minus": BOUND.format(nested("- ", "7")),
        "unary-tilde": BOUND.format(nested("~", "7")),
        "unary-not": BOUND.format(nested("!", "0")),
        "casts": BOUND.format(nested("(int)", "7")),
        "conditional-then": BOUND.format(nested("1 ? ", "7", " : 0")),
        "conditional-else": BOUND.format(nested("0 ? 1 : ", "7")),
        "left-sum": BOUND.format(nested("1 + ", "7")),
        "right-sum": BOUND.format(nested("(1 + ", "7", ")")),
        "comparisons": BOUND.format(nested("1 < ", "7")),
        "assignments": BOUND.format(nested("x = ", "7")),
        "commas": BOUND.format(nested("1, ", "7")),
        "subscripts": BOUND.format("x" + nested("[", "7", "]")),
        "calls": BOUND.format("f" + "()" * n),
        "members": BOUND.format("a" + ".b" * n),
        "sizeof-parentheses": BOUND.format(nested("sizeof(", "int", ")")),
        "sizeof-unary": BOUND.format(nested("sizeof ", "7")),
        "sizeof-typeof": BOUND.format(nested("sizeof(typeof(", "int", "))")),
        "sizeof-array-of-sizeof": BOUND.format(nested("sizeof(char[", "7", "])")),
        "alignof": BOUND.format(nested("_Alignof(int[", "7", "])")),
        "offsetof-path": BOUND.format("__builtin_offsetof(struct before, a" + ".b" * n + ")"),
        "offsetof-subscripts": BOUND.format("__builtin_offsetof(struct before, a" + "[0]" * n + ")"),
        "statement-expressions": BOUND.format(nested("({ ", "7;", " });").removesuffix(";")),
        "generic": BOUND.format(nested("_Generic(1, int: ", "7", ")")),
        "compound-literals": BOUND.format(nested("(int){ ", "7", " }")),
        "strings": BOUND.format('sizeof("a"' + ' "b"' * n + ")"),
        "pointers": f"struct bomb {{ int {nested('*', 'x')}; }};",
        "const-pointers": f"struct bomb {{ int {nested('* const ', 'x')}; }};",
        "arrays": f"struct bomb {{ char x{'[1]' * n}; }};",
        "declarator-parentheses": f"struct bomb {{ int {nested('(', 'x', ')')}; }};",
        "function-parentheses": f"int {nested('(', 'bomb', ')')}(void);",
        "functions-of-functions": f"int bomb{'()' * n};",
        "function-pointers": f"struct bomb {{ int {nested('(*', 'x', ')(void)')}; }};",
        "parameters-of-parameters": f"int bomb{nested('(int (*x)', '(void)', ')')};",
        "abstract-parameters": f"int bomb({nested('int (*)(', 'void', ')')});",
        "structs": f"struct bomb {{ {nested('struct {', 'int x;', '};')} }};",
        "named-structs": "struct bomb {"
        + "".join(f"struct s{k} {{" for k in range(n))
        + "int x;"
        + "} y;" * n
        + "};",
        "unions": f"union bomb {{ {nested('union {', 'int x;', '};')} }};",
        "typeof": f"struct bomb {{ {nested('typeof(', 'int', ')')} x; }};",
        "atomic": f"struct bomb {{ {nested('_Atomic(', 'int', ')')} x; }};",
        "alignas": f"struct bomb {{ {nested('_Alignas(', '8', ')')} int x; }};",
        "alignas-repeated": f"struct bomb {{ {'_Alignas(8) ' * n} int x; }};",
        "attributes-repeated": f"struct bomb {{ int x; }} {'__attribute__((packed))' * n};",
        "attributes-between": f"struct bomb {{ int {'__attribute__((aligned(8)))' * n} x; }};",
        "attribute-list": f"struct bomb {{ int x; }} __attribute__(({'packed,' * n} packed));",
        "attribute-argument": f"struct bomb {{ int x __attribute__((aligned({nested('(', '8', ')')}))); }};",
        "attribute-parentheses": f"struct bomb {{ int x __attribute__({nested('(', 'packed', ')')}); }};",
        "attribute-strings": 'int bomb(void) __attribute__((deprecated("a"' + ' "b"' * n + ")));",
        "standard-attributes": f"struct {'[[gnu::packed]]' * n} bomb {{ int x; }};",
        "standard-attribute-argument": f"struct [[gnu::aligned({nested('(', '8', ')')})]] bomb {{ int x; }};",
        "asm-label": 'struct bomb { int x; }; int f(void) __asm__("a"' + ' "b"' * n + ");",
        "qualifiers": f"struct bomb {{ {'const ' * n} int x; }};",
        "longs": f"struct bomb {{ {'long ' * n} x; }};",
        "storage": f"{'extern ' * n} int bomb;",
        "extension": f"struct bomb {{ {'__extension__ ' * n} int x; }};",
        "initialiser-braces": f"int x = {nested('{', '7', '}')}; struct bomb {{ int x; }};",
        "initialiser-designators": f"struct before x = {{ {'.a' * n} = 1 }}; struct bomb {{ int x; }};",
        "function-braces": f"void f(void) {nested('{', '', '}')} struct bomb {{ int x; }};",
        "unbalanced-opening": "int f" + "(" * n + "; struct bomb { int x; };",
        "unbalanced-closing": "int f" + ")" * n + "; struct bomb { int x; };",
        "semicolons": ";" * n + "struct bomb { int x; };",
        "static-asserts": '_Static_assert(1, "");' * n + "struct bomb { int x; };",
        "old-style": f"int f({', '.join(f'a{k}' for k in range(n))}) int a1; {{ }} struct bomb {{ int x; }};",
        "typedefs-repeated": "typedef int same;" * n + "struct bomb { same x; };",
        "forward-declarations": "struct bomb;" * n + "struct bomb { int x; };",
        "redefinitions": "struct bomb { int x; };" * n,
        "not-closed-in-each": "struct s { int x; int y @ };" * n + "struct bomb { int x; };",
    }


def _chains(n: int) -> dict[str, str]:
    return {
        "typedefs": "typedef int t0;" + chain("typedef t{m} t{n};", n) + f"struct bomb {{ t{n} x; }};",
        "pointer-typedefs": "typedef int t0;"
        + chain("typedef t{m} *t{n};", n)
        + f"struct bomb {{ t{n} x; }};",
        "typeof-typedefs": "typedef int t0;"
        + chain("typedef typeof(t{m}) t{n};", n)
        + f"struct bomb {{ t{n} x; }};",
        "structs-of-structs": "struct s0 { int x; };"
        + chain("struct s{n} {{ struct s{m} x; }};", n)
        + f"struct bomb {{ struct s{n} x; }};",
        "structs-backwards": "struct bomb { struct s1 *x; };"
        + "".join(f"struct s{k} {{ struct s{k + 1} *x; }};" for k in range(1, n)),
        "enumerators": "enum { E0,"
        + chain("E{n} = E{m} + 1,", n)
        + f"}}; struct bomb {{ char x[E{n} ? 4 : 1]; }};",
        "enums": "enum { E0 };"
        + chain("enum {{ E{n} = E{m} + 1 }};", n)
        + f"struct bomb {{ char x[E{n} ? 4 : 1]; }};",
        "sizes": "struct s0 { char x[4]; };"
        + chain("struct s{n} {{ char x[sizeof(struct s{m})]; }};", n)
        + f"struct bomb {{ char x[sizeof(struct s{n})]; }};",
        "functions": "typedef int t0(void);" + chain("typedef t{m} *t{n}(void);", n) + f"extern t{n} bomb;",
    }


def _doubling() -> dict[str, str]:
    return {
        "members": "struct s0 { char x; };"
        + chain("struct s{n} {{ struct s{m} a, b; }};", 40)
        + "struct bomb { struct s40 *x; };",
        "untagged": "typedef struct { char x; } t0;"
        + chain("typedef struct {{ t{m} a, b; }} t{n};", 40)
        + "struct bomb { t40 *x; };",
        "arrays": "typedef char t0;" + chain("typedef t{m} t{n}[2];", 40) + "struct bomb { t40 *x; };",
        "arrays-too-large": "typedef char t0;"
        + chain("typedef t{m} t{n}[2];", 80)
        + "struct bomb { t80 x; };",
        "parameters": "typedef int t0(int);"
        + chain("typedef t{m} *t{n}(t{m} *, t{m} *);", 40)
        + "struct bomb { t40 *x; };",
        "parameters-variable": "typedef int t0(int);"
        + chain("typedef t{m} *t{n}(t{m} *, t{m} *);", 40)
        + "extern t40 bomb; struct bomb { int x; };",
        "typeof": "typedef int t0;"
        + chain("typedef typeof(*(t{m} (*)(t{m}))0) t{n};", 40)
        + "struct bomb { t40 *x; };",
        "enumerators": "enum { E0 = 1," + chain("E{n} = E{m} + E{m},", 100) + "}; struct bomb { int x; };",
        "sizes": "typedef char t0[1];"
        + chain("typedef char t{n}[sizeof(t{m}) * 2];", 80)
        + "struct bomb { int x; };",
        "nested-bounds": "typedef char t0[1];"
        + chain("typedef char t{n}[sizeof(t{m}[sizeof(t{m}) & 1])];", 40)
        + "struct bomb { t40 x; };",
        "sizeof-members": "struct s0 { char x[sizeof(int)]; };"
        + chain("struct s{n} {{ char x[sizeof(struct s{m}) > sizeof(struct s{m})]; struct s{m} *y; }};", 40)
        + "struct bomb { struct s40 *x; };",
    }


def _numbers(n: int) -> dict[str, str]:
    return {
        "shift": BOUND.format("1 << 1000000000"),
        "shift-of-shifts": BOUND.format("(1 << " * 60 + "1" + ")" * 60),
        "shift-negative": BOUND.format("1 << -1"),
        "products": BOUND.format("*".join(["99999999999"] * n)),
        "products-unsigned": BOUND.format("*".join(["18446744073709551615ull"] * n) + " ? 7 : 1"),
        "digits": BOUND.format("1" * 10 * n),
        "hex-digits": BOUND.format("0x" + "f" * 10 * n),
        "octal-digits": BOUND.format("0" + "7" * 10 * n),
        "zeros": BOUND.format("0" * 10 * n + "7"),
        "float-digits": BOUND.format("1" * 10 * n + ".5"),
        "float-exponent": BOUND.format("(int)1e1000000000"),
        "float-hex-exponent": BOUND.format("(int)0x1p1000000000"),
        "float-cast": BOUND.format("(long)1e300"),
        "suffixes": BOUND.format("1" + "u" * 10 * n),
        "characters": BOUND.format("'" + "a" * 10 * n + "'"),
        "character-escape": BOUND.format(r"'\x" + "f" * 10 * n + "'"),
        "string-escape": BOUND.format(r'sizeof("\x' + "f" * 10 * n + '")'),
        **{f"bound-{k}": BOUND.format(f"{2**k}u") for k in (31, 32, 62, 63, 64, 200)},
        "bound-negative": BOUND.format("-1"),
        "bounds": f"struct bomb {{ char x{'[4096]' * 6}; }};",
        "bounds-of-nothing": f"struct bomb {{ char x[0]{'[4096]' * 6}; }};",
        "bounds-of-structs": "struct s { char x[1ull << 62]; }; struct bomb { struct s x[1 << 20], y; };",
        "sum-of-members": "struct bomb { char a[0x7fffffffffffffff], b[0x7fffffffffffffff], c; };",
        **{
            f"width-{k}": f"struct bomb {{ int x : {k}; }};"
            for k in (
                "33",
                "-1",
                "0",
                "1000000000000",
                "99999999999999999999999",
                "1 << 30",
                "sizeof(int[1 << 30])",
            )
        },
        **{
            f"alignment-{k}": f"struct bomb {{ int x __attribute__((aligned({k}))); }};"
            for k in (
                "0",
                "3",
                "-1",
                "1ull << 40",
                "1ull << 63",
                "1 << 28",
                "1 << 29",
                "99999999999999999999999",
            )
        },
        **{
            f"record-alignment-{k}": f"struct bomb {{ int x; }} __attribute__((aligned({k})));"
            for k in ("0", "3", "-8", "1ull << 40")
        },
        **{
            f"alignas-{k}": f"struct bomb {{ _Alignas({k}) int x; }};"
            for k in ("0", "3", "-1", "1ull << 40", "1ull << 63", "1")
        },
        **{
            f"vector-{k}": f"struct bomb {{ int x __attribute__((vector_size({k}))); }};"
            for k in ("0", "3", "-16", "1 << 30", "1ull << 62", "1ull << 63", "2")
        },
        **{
            f"ext-vector-{k}": f"struct bomb {{ int x __attribute__((ext_vector_type({k}))); }};"
            for k in ("0", "-1", "1ull << 62", "99999999999999999999999999")
        },
        **{
            f"bit-int-{k}": f"struct bomb {{ _BitInt({k}) x; }};"
            for k in ("0", "1", "-1", "65535", "1ull << 60", "128")
        },
        **{
            f"pack-{k}": f"#pragma pack(push, {k})\nstruct bomb {{ char a; int x; }};\n#pragma pack(pop)\n"
            for k in ("0", "3", "-1", "32", "99999999999999999999", "1 << 1", "\u0663", "\u00b2")
        },
        "pack-digits": f"#pragma pack({'1' * n})\nstruct bomb {{ char a; int x; }};\n#pragma pack()\n",
        "pack-pushed": "#pragma pack(push, 1)\n" * n
        + "struct bomb { char a; int x; };\n"
        + "#pragma pack(pop)\n" * n,
        "pack-words": "#pragma pack(" + "push," * n + "1)\nstruct bomb { int x; };\n#pragma pack()\n",
        "enum-overflow": "enum { A = 0x7fffffffffffffff, B, C = 0xffffffffffffffff, D };"
        "struct bomb { int x; };",
        "enum-unholdable": "enum e { A = -1, B = 0xffffffffffffffffu }; struct bomb { enum e x; };",
        "division": BOUND.format("1 / 0"),
        "division-overflow": BOUND.format("(-0x7fffffffffffffff - 1) / -1 ? 7 : 1"),
        "remainder": BOUND.format("1 % 0"),
        "lines": '# 99999999999999999999999999 "lib.h"\nstruct bomb { int x; };\n',
        "line-zero": '# 0 "lib.h"\nstruct bomb { int x; };\n',
        "line-negative": '# -7 "lib.h"\nstruct bomb { int x; };\n',
        "line-digits": f'# {"9" * n} "lib.h"\nstruct bomb {{ int x; }};\n',
        "line-word": '#line 7\n#line 8 "lib.h"\nstruct bomb { int x; };\n#line\n#line x\n',
        "mode": "struct bomb { int x __attribute__((mode(XXXXXXXX))); };",
    }


def _cycles() -> dict[str, str]:
    return {
        "struct-of-itself": "struct bomb { struct bomb x; };",
        "structs-of-each-other": "struct a; struct bomb { struct a { struct bomb y; } x; };",
        "array-of-itself": "struct bomb { struct bomb x[2]; };",
        "size-of-itself": "struct bomb { char x[sizeof(struct bomb)]; };",
        "alignment-of-itself": "struct bomb { char x __attribute__((aligned(_Alignof(struct bomb)))); };",
        "width-of-itself": "struct bomb { int x : sizeof(struct bomb); };",
        "offset-in-itself": "struct bomb { char x[__builtin_offsetof(struct bomb, x)]; };",
        "enum-of-itself": "enum e { A = sizeof(enum e), B = B, C = D, D = C }; struct bomb { enum e x; };",
        "enums-of-each-other": "enum { A = B }; enum { B = A }; struct bomb { char x[A]; };",
        "typedef-of-itself": "typedef t t; struct bomb { t x; };",
        "typedef-redefined": "typedef int t; typedef t u; typedef u t; struct bomb { t x; };",
        "typedef-of-each-other": "typedef int t, u; typedef t u; typedef u t; struct bomb { t x; };",
        "typedef-of-typeof": "typedef int t; typedef typeof(t) t; struct bomb { t x; };",
        "typedef-of-pointer": "typedef int t; typedef t *t; struct bomb { t x; };",
        "typedef-of-function": "typedef int t; typedef t t(t); extern t f; struct bomb { t *x; };",
        "typedef-of-size": "typedef int t; typedef char t[sizeof(t)]; struct bomb { t x; };",
        "typedef-aligned-by-itself": (
            "typedef int t; typedef int t __attribute__((aligned(_Alignof(t)))); struct bomb { t x; };"
        ),
        "tag-of-enum-and-struct": "enum bomb { A }; struct bomb { enum bomb x; };"
        "union bomb { struct bomb x; };",
        "parameter-in-its-own-bound": "int f(int n[sizeof(n)], int m[m]); struct bomb { int x; };",
    }


def _long(n: int) -> dict[str, str]:
    return {
        "one-line": "struct bomb { int x; }; " + "int f(int a, char *b); " * 4 * n,
        "blanks": " " * 100 * n + "struct bomb { int x; };",
        "empty-lines": "\n" * 100 * n + "struct bomb { int x; };",
        "identifier": f"int {'x' * 100 * n}; struct bomb {{ int x; }};",
        "string": f'char *x = "{"x" * 100 * n}"; struct bomb {{ int x; }};',
        "enumerators": "enum {" + ",".join(f"E{k}" for k in range(3 * n)) + "}; struct bomb { int x; };",
        "structs": "struct bomb { int x; };" + "".join(f"struct s{k} {{ int x; }};" for k in range(n)),
        "members": "struct bomb {" + "".join(f"char x{k};" for k in range(n)) + "};",
        "declarators": "extern int " + ",".join(f"x{k}" for k in range(n)) + "; struct bomb { int x; };",
        "parameters": "int f(" + ",".join(f"int x{k}" for k in range(n)) + "); struct bomb { int x; };",
        "function-body": "void f(void) {" + "x = 1; " * 10 * n + "} struct bomb { int x; };",
        "initialiser": "int x[] = {" + "1," * 10 * n + "}; struct bomb { int x; };",
        "line-markers": '# 1 "a.h"\n# 2 "b.h" 1 3\n' * 3 * n + "struct bomb { int x; };",
        "pragmas": "#pragma once upon a time\n" * 3 * n + "struct bomb { int x; };",
        "illegal-characters": "@" * 10 * n + "; struct bomb { int x; };",
        "hashes": "#" * 10 * n + "\n; struct bomb { int x; };",
        "quotes": "'" * 10 * n + "\n; struct bomb { int x; };",
        "backslashes": '"' + "\\" * 10 * n + "\n; struct bomb { int x; };",
        "not-understood": "int f(@); " * (n // 4) + "struct bomb { int x; };",
        "slashes": "int x = 1 " + "/ " * n + "; struct bomb { int x; };",
    }


def _unterminated(n: int) -> dict[str, str]:
    return {
        "comment": "struct bomb { int x; }; /* " + "x " * n,
        "string": 'struct bomb { int x; }; char *x = "' + "x " * n,
        "character": "struct bomb { int x; }; int x = '" + "x " * n,
        "attribute": "struct bomb { int x; }; int x __attribute__((" + "x " * n,
        "attribute-string": 'struct bomb { int x; }; int x __attribute__((section("' + "x " * n,
        "standard-attribute": "struct bomb { int x; }; [[x(" + "x " * n,
        "struct": "struct bomb { int x; }; struct y {" + "int x;" * n,
        "enum": "struct bomb { int x; }; enum y {" + "A," * n,
        "function": "struct bomb { int x; }; int f(void) {" + "x;" * n,
        "statement-expression": "struct bomb { int x; }; int f[({" + "x;" * n,
        "asm": 'struct bomb { int x; }; int f(void) __asm__("x" ' + '"x"' * n,
        "parameters": "struct bomb { int x; }; int f(" + "int," * n,
        "initialiser": "struct bomb { int x; }; int x = {" + "1," * n,
        "pragma": "struct bomb { int x; };\n#pragma pack(push" + ", x" * n,
        "backslash": "struct bomb { int x; };\n\\",
    }
