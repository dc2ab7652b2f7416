"""Parts of PyTorch that TensorLab leaves out say so; what only marks code for them is accepted."""

import pytest

import tensorlab as torch


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: torch.jit.script(abs), "has no TorchScript; call the function"),
        (lambda: torch.jit.trace(abs, torch.ones(1)), "has no TorchScript; call the function"),
        (lambda: torch.jit.load("model.pt"), r"reads no TorchScript; save the model's state_dict\(\)"),
        (lambda: torch.hub.load("pytorch/vision", "resnet18"), "fetches nothing from a network; build resnet18"),
        (lambda: torch.hub.load_state_dict_from_url("https://a.b/c.pt"), "fetch https://a.b/c.pt by hand"),
    ],
)
def test_what_is_left_out_says_what_to_do_instead(call, sentence):
    with pytest.raises(NotImplementedError, match=sentence):
        call()


def test_what_marks_code_for_a_compiler_leaves_it_as_it_is():
    marks = [torch.jit.ignore, torch.jit.ignore(), torch.jit.unused, torch.jit.export, torch.compile]
    marks += [torch.compiler.disable, torch.compiler.disable(), torch.compiler.allow_in_graph]

    assert all(mark(abs) is abs for mark in marks)
    assert torch.compiler.reset() is None
    asked = [torch.jit.is_scripting, torch.jit.is_tracing, torch.compiler.is_compiling]
    assert not any(ask() for ask in asked)
