"""What went wrong with a file is said in the reader's language."""

import pytest

from tensorlab.errors import Corrupt, SaveError, UnknownFormat
from ui.i18n import Translations
from ui.troubles import told


@pytest.fixture
def chinese(qapp):
    translations = Translations()
    translations.choose("zh_CN")
    yield
    translations.choose("en")


UNREADABLE = UnknownFormat(
    "/home/me/a.py",
    "it is not UTF-8 text",
    "Save it as UTF-8 in your editor and open it again.",
    "line {line}",
    line=3,
)
FULL = SaveError("/home/me/a.py", "the disk is full", "Nothing was changed; save it in another place.")


def test_it_names_the_file_the_cause_the_place_and_what_to_do(qapp):
    assert told(UNREADABLE) == (
        "“a.py” can't be opened: it is not UTF-8 text (line 3). Save it as UTF-8 in your editor and open it again."
    )
    assert told(FULL) == "“a.py” can't be saved: the disk is full. Nothing was changed; save it in another place."


def test_it_does_so_in_chinese(chinese):
    assert told(UNREADABLE) == "无法打开“a.py”：它不是 UTF-8 文本（第 3 行）。请在编辑器里把它存成 UTF-8，再重新打开。"
    assert told(FULL) == "无法保存“a.py”：磁盘已满。原有内容没有改动，请存到别处。"


def test_a_name_from_a_stranger_is_plain_text(qapp):
    trouble = Corrupt("/tmp/evil\u202egnp.tlab", "it cannot be read")

    assert "evil\\u202egnp.tlab" in told(trouble)
