#!/usr/bin/env python3
"""Says which sources of a target may be compiled as one, though each thinks that it is alone.

Usage: unity_groups.py ROOT FILES GROUPS

FILES has a line for each source: target, a tab, its path. Into GROUPS goes a CMake script that
gives each source that finds company the property UNITY_GROUP.

Two sources share a group only when no name that one of them keeps to itself, in a namespace
without a name or as `static`, stands anywhere in the other, or means something to a header of ROOT
that only the other includes; nor when headers that only one of them includes define the same. A
source that defines macros stays alone. So nothing has to be renamed, and a name that is added later
only changes the groups.
"""
import pathlib
import re
import sys

GROUP_MAX = 8

TOKEN = re.compile(r"""
      //[^\n]* | /\*.*?\*/                              # comments
    | R"(?P<mark>[^()\s\\]*)\(.*?\)(?P=mark)"           # raw strings
    | "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*'         # strings; digits have their ' below
    | ^[ \t]*\#[^\n]*(?:\\\n[^\n]*)*                    # preprocessor
    | [A-Za-z_]\w* | \d(?:'?[\w.])*
    | :: | [^\s]
    """, re.VERBOSE | re.DOTALL | re.MULTILINE)
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*"([^"]+)"', re.MULTILINE)
WORD = re.compile(r"[A-Za-z_]\w*\Z")
KEYWORDS = {"auto", "bool", "char", "class", "const", "constexpr", "double", "enum", "extern",
            "final", "inline", "int", "long", "namespace", "noexcept", "operator", "override",
            "public", "static", "static_assert", "struct", "template", "typename", "union",
            "unsigned", "using", "void"}
NOT_OURS = {"build", "node_modules", ".git"}


def tokens_of(text):
    """Words and marks of C++, without comments, strings and preprocessor; whether it has macros."""
    found, defines = [], False
    for match in TOKEN.finditer(text):
        token = match[0]
        if token.lstrip().startswith("#"):
            defines = defines or re.match(r"\s*#\s*(define|undef)", token) is not None
        elif token[0] not in "\"'" and not token.startswith(("//", "/*", 'R"')):
            found.append(token)
    return found, defines


def names_of(statement):
    """Names that a statement at the level of a namespace declares; `using a::b` as {b: a::b}."""
    words = list(statement)
    while words and words[0] == "template":  # template <…>
        depth, at = 0, 1
        for at in range(1, len(words)):
            depth += (words[at] == "<") - (words[at] == ">")
            if depth == 0:
                break
        words = words[at + 1:]
    if not words or words[:2] == ["using", "namespace"]:
        return {}
    if words[0] == "using" and "=" not in words:
        path = "".join(words[1:]).removeprefix("::")
        return {words[-1]: path}
    if words[0] == "using":
        return {words[1]: ""}
    if words[0] in ("class", "struct", "union", "enum"):
        heads = [word for word in words[1:] if WORD.match(word) and word not in KEYWORDS]
        return {heads[0]: ""} if heads else {}
    # A function, a macro that makes something, or variables: the word before what begins it.
    for at, word in enumerate(words):
        if word in ("(", "=", "[", "{") and at > 0 and WORD.match(words[at - 1]):
            name = words[at - 1]
            if name in KEYWORDS:
                continue
            if words[at - 2:at - 1] == ["::"]:  # a member: its class is declared elsewhere
                return {}
            if word == "(" and at == 1 and name.isupper():  # TEST_F(A, B), MATCHER_P(A, …)
                return {"_".join(inner for inner in words[at + 1:] if WORD.match(inner))[:200]: "",
                        **({words[at + 1]: ""} if name.startswith("MATCHER") else {})}
            return {name: ""}
    is_name = WORD.match(words[-1]) and words[-1] not in KEYWORDS
    return {words[-1]: ""} if is_name else {}


class Source:
    """A file: `words` in it, what it `includes`, and the names that it declares, as
    {(namespace, name): what}: `own` for itself alone, `shared` for all."""

    def __init__(self, text):
        tokens, self.defines = tokens_of(text)
        self.words = {token for token in tokens if WORD.match(token)}
        self.includes = INCLUDE.findall(text)
        self.headers = set()  # that it includes, also through one another
        self.own, self.shared = {}, {}
        self.defined = set()  # of `shared` what has a body here
        spaces = []  # open braces: a namespace's name, "" without one, None of anything else
        statement = []
        for token in tokens:
            outer = None not in spaces
            if token == "{" and outer and "namespace" in statement[:2]:
                spaces.append("".join(statement[statement.index("namespace") + 1:]))
                statement = []
            elif token == "{":
                if outer:
                    self._declare(spaces, statement + [token])
                spaces.append(None)
            elif token == "}":
                spaces = spaces[:-1]
                if None not in spaces:
                    statement = []
            elif outer and token == ";":
                self._declare(spaces, statement)
                statement = []
            elif outer:
                statement.append(token)
            elif is_plain_enum(statement) and spaces.count(None) == 1 and WORD.match(token):
                self._declare(spaces[:spaces.index(None)], [token])  # an enumerator

    def _declare(self, spaces, statement):
        place = "::".join(space for space in spaces if space)
        own = "" in spaces or "static" in statement
        for name, what in names_of(statement).items():
            (self.own if own else self.shared)[(place, name)] = what
            if not own and statement[-1] == "{":
                self.defined.add((place, name))


def is_plain_enum(statement):
    return statement[:1] == ["enum"] and statement[1:2] not in (["class"], ["struct"])


def outer_of(place):
    """A namespace and those around it."""
    parts = place.split("::") if place else []
    return ["::".join(parts[:count]) for count in range(len(parts) + 1)]


def is_declared(place, name, headers):
    """Whether one of them declares the name so that it is seen in the namespace `place`."""
    return any((outer, name) in header.shared for header in headers for outer in outer_of(place))


def defined_beside(mine, theirs, headers):
    """What a source and headers that only it includes define for all."""
    return mine.defined.union(*(headers[name].defined for name in mine.headers - theirs.headers))


def agree(one, other, headers):
    """Whether neither could take a name that the other has for itself for one of its own."""
    if not defined_beside(one, other, headers).isdisjoint(defined_beside(other, one, headers)):
        return False
    for mine, theirs in ((one, other), (other, one)):
        known = [headers[name] for name in mine.headers]
        foreign = [headers[name] for name in theirs.headers - mine.headers]
        for (place, name), what in mine.own.items():
            if is_declared(place, name, foreign):
                return False
            # What only hides a header's name here is in the way of headers that use that.
            if any(name in header.words for header in foreign) and is_declared(
                    place, name, known):
                return False
            # Equal `using` may stand twice; also beside the full name.
            if name in theirs.words and (not what or theirs.own.get((place, name), what) != what):
                return False
    return True


def groups_of(sources, headers, group_max=GROUP_MAX):
    """Lists of names of `sources` (Source by name), in order, each of at least two."""
    groups = []
    for name, source in sources.items():
        if source.defines:
            continue
        for group in groups:
            if len(group) < group_max and all(
                    agree(source, sources[one], headers) for one in group):
                group.append(name)
                break
        else:
            groups.append([name])
    return [group for group in groups if len(group) > 1]


def headers_of(root):
    """Headers below `root` as Source, by the name that an include has for them."""
    paths = [path for path in root.rglob("*.h") if path.relative_to(root).parts[0] not in NOT_OURS]
    return {path.relative_to(root).as_posix(): Source(path.read_text(encoding="utf-8"))
            for path in paths}


def follow_includes(source, headers):
    """Fills in which headers of ours it includes."""
    left = list(source.includes)
    while left:
        name = left.pop()
        if name in headers and name not in source.headers:
            source.headers.add(name)
            left += headers[name].includes


def main():
    root, files, groups = (pathlib.Path(argument) for argument in sys.argv[1:])
    headers = headers_of(root)
    targets, read = {}, {}
    for line in files.read_text(encoding="utf-8").splitlines():
        target, path = line.split("\t")
        if path not in read:
            read[path] = Source(pathlib.Path(path).read_text(encoding="utf-8"))
            follow_includes(read[path], headers)
        targets.setdefault(target, {})[path] = read[path]
    lines = []
    for target, sources in targets.items():
        for number, group in enumerate(groups_of(sources, headers)):
            lines.append(f"set_source_files_properties({' '.join(group)} TARGET_DIRECTORY {target} "
                         f"PROPERTIES UNITY_GROUP {target}_{number})\n")
    groups.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
