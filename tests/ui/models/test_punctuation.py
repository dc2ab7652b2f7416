"""Full-width signs are found in code and left alone in strings and comments."""

from __future__ import annotations

import time

import pytest

from ui.models.program import applied
from ui.models.punctuation import half_width, misread, signs


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("x = torch.ones（2，3）", "x = torch.ones(2,3)"),
        ("if x：", "if x:"),
        ("print（“你好，世界”）", 'print("你好，世界")'),
        ("print(‘a，b’)", "print('a，b')"),
        ("print(“a)", 'print("a)'),
        ("s = '（全角）'  # 注释，留着", "s = '（全角）'  # 注释，留着"),
        ('"""文档，\n（留着）"""\nx＝1', '"""文档，\n（留着）"""\nx=1'),
        ("a = [1、2；3]", "a = [1,2;3]"),
        ("y = x×2 ÷ 3 − 1", "y = x*2 / 3 - 1"),
        ("x =\u30001", "x = 1"),
        ("名字 = 1", "名字 = 1"),
        (r"s = 'it\'s，fine'", r"s = 'it\'s，fine'"),
    ],
)
def test_code_is_written_in_half_width(text: str, meant: str) -> None:
    assert half_width(text) == meant


def test_a_sign_is_told_with_its_place() -> None:
    assert [(one.line, one.column, one.sign) for one in signs("x = 1\nf（2）")] == [(2, 1, "（"), (2, 3, "）")]


def test_the_fix_changes_the_lines_that_have_signs_and_no_other() -> None:
    text = "a = 1\nb = f（a）\nc = '，'\n"
    found = misread(text, "script.py")

    assert found is not None
    assert (found.line, found.fields["signs"]) == (2, "（）")
    assert [edit.line for edit in found.fixes[0].edits] == [2]
    assert applied(text, found.fixes[0].edits) == "a = 1\nb = f(a)\nc = '，'\n"


def test_a_program_without_them_has_nothing_to_mend() -> None:
    assert misread("x = 1  # 好，\n", "script.py") is None


def test_a_long_script_is_looked_through_at_once() -> None:
    text = "x = torch.ones(2, 3)  # 注释，很长的一行（说明）\n" * 5_000
    began = time.thread_time()

    assert signs(text) == []
    assert time.thread_time() - began < 0.5
