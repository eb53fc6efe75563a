"""The house's plan, held: what lies in the root, and that no folder hides a module of the standard library."""

import re
import subprocess
import sys
import tomllib

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from support.repository import ROOT, SOURCE_ROOTS, files, python_files, tracked_root_entries

_AGREED = {
    *("platform", "tenants", "billing", "workers", "admin", "deploy", "tests", "helm"),
    *("pyproject.toml", "README.md", "Makefile", "LICENSE", "CHANGELOG.md", ".ci", ".gitignore"),
}

_NOQA = re.compile(r"#\s*noqa(?P<rest>.*)")
_REASONED = re.compile(r": [A-Z]+[0-9]+(?:, [A-Z]+[0-9]+)* - \S.{3,}")


def test_the_root_holds_the_agreed_entries_and_no_others() -> None:
    entries = tracked_root_entries()

    assert entries == _AGREED


def test_no_package_that_can_be_imported_by_its_bare_name_hides_the_standard_library() -> None:
    packages = {path.parent.name for path in files() if path.name == "__init__.py" and len(path.parts) <= 3}

    assert packages & sys.stdlib_module_names == set()


def test_a_source_root_is_no_package() -> None:
    assert [root for root in SOURCE_ROOTS if (ROOT / root / "__init__.py").exists()] == []


def test_tests_are_no_packages() -> None:
    assert [str(path) for path in files() if path.parts[0] == "tests" and path.name == "__init__.py"] == []


def test_the_root_folder_does_not_hide_the_standard_librarys_platform() -> None:
    command = [sys.executable, "-c", "import platform; print(platform.python_version())"]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 - our own

    assert done.stdout.strip() == ".".join(map(str, sys.version_info[:3])), done.stderr


def test_every_component_has_a_readme() -> None:
    components = {path.parents[-3] for path in python_files() if path.parts[0] in SOURCE_ROOTS}

    assert len(components) == 8
    assert [str(folder) for folder in sorted(components) if not (ROOT / folder / "README.md").is_file()] == []


def test_every_suppressed_lint_rule_is_named_and_has_a_reason() -> None:
    bare = [
        f"{path}:{number}: {found[0]}"
        for path in python_files()
        for number, line in enumerate((ROOT / path).read_text(encoding="utf-8").splitlines(), start=1)
        if "_NOQA" not in line and (found := _NOQA.search(line)) and not _REASONED.match(found["rest"])
    ]

    assert bare == []


def test_the_requirements_tell_nobody_where_packages_come_from() -> None:
    lists = sorted((ROOT / "deploy" / "requirements").glob("*.txt"))
    said = re.compile(
        r"://|--index|--extra-index|--find-links|--trusted-host|(?:^|\s)-[if]\s|(?:^|[\s'\"])/\w", re.MULTILINE
    )

    assert [path.name for path in lists] == ["build.txt", "dev.txt", "runtime.txt"]
    assert [(path.name, found[0]) for path in lists for found in [said.search(path.read_text())] if found] == []
    assert all("--hash=sha256:" in path.read_text() for path in lists)


def test_the_hashed_lists_hold_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = {"runtime": project["project"]["dependencies"]}
    asked["dev"] = [*asked["runtime"], *project["dependency-groups"]["dev"]]

    for name, wanted in asked.items():
        text = (ROOT / "deploy" / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
        pinned = dict(re.findall(r"^([a-z0-9-]+)(?:\[.*\])?==([^ ;]+)", text, re.MULTILINE))
        missing = [str(one) for one in map(Requirement, wanted) if not _is_met(one, pinned)]
        assert missing == [], "run make requirements"


def _is_met(wanted: Requirement, pinned: dict[str, str]) -> bool:
    version = pinned.get(canonicalize_name(wanted.name))
    return version is not None and wanted.specifier.contains(version, prereleases=True)
