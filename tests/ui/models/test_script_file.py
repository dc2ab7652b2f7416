"""Scripts as files: what is no script gets a sentence, and saving loses nothing."""

from pathlib import Path

import pytest

from tensorlab import errors
from ui.models.script_file import LARGEST, read_script, write_script


def test_what_is_written_is_read(tmp_path: Path) -> None:
    write_script(tmp_path / "数.py", "x = 1  # 一\n")

    assert read_script(tmp_path / "数.py") == "x = 1  # 一\n"


def test_a_mark_of_byte_order_and_the_line_ends_of_windows_are_no_part_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(b"\xef\xbb\xbfx = 1\r\ny = 2\r\n")

    assert read_script(path) == "x = 1\ny = 2\n"


@pytest.mark.parametrize(
    ("make", "kind", "told"),
    [
        (lambda path: None, errors.MissingFile, "it is not there. Check the name"),
        (lambda path: path.mkdir(), errors.NotAFile, "it is not a file"),
        (lambda path: path.write_bytes(b"# ok\n# \xff\n"), errors.UnknownFormat, r"not UTF-8 text \(line 2\)"),
        (lambda path: path.write_bytes(b"#" * (LARGEST + 1)), errors.TooLarge, "more than 10 MB"),
    ],
)
def test_what_is_no_script_gets_a_sentence(tmp_path: Path, make, kind, told) -> None:
    path = tmp_path / "a.py"
    make(path)

    with pytest.raises(kind, match=told):
        read_script(path)
