"""What goes wrong says so in PyTorch's own words; where PyTorch is installed, its words are compared."""

import pytest

import tensorlab

ERRORS = {
    "second backward": "x = torch.ones(2, requires_grad=True); y = (x * x).sum(); y.backward(); y.backward()",
    "shapes that do not meet": "torch.ones(2, 3) + torch.ones(2, 4)",
    "matrices that do not meet": "torch.ones(2, 3) @ torch.ones(2, 3)",
    "vectors that do not meet": "torch.ones(3) @ torch.ones(4)",
    "matrix and vector": "torch.ones(2, 3) @ torch.ones(2)",
    "view of another size": "torch.ones(6).view(4, -1)",
    "reshape to another size": "torch.ones(6).reshape(4, 2)",
    "view across a gap": "torch.ones(2, 3).t().view(6)",
    "backward of many": "(torch.ones(2, requires_grad=True) * 2).backward()",
    "backward of a constant": "torch.ones(2).sum().backward()",
    "write to a leaf": "torch.ones(2, requires_grad=True).add_(1)",
    "write to a place of a leaf": "x = torch.ones(2, requires_grad=True); x[0] = 1",
    "change of a saved result": "y = torch.ones(2, requires_grad=True).exp(); y.add_(1); y.sum().backward()",
    "whole numbers and gradients": "torch.tensor([1], requires_grad=True)",
    "whole numbers and gradients later": "torch.tensor([1]).requires_grad_()",
    "item of many": "torch.ones(2).item()",
    "number of many": "float(torch.ones(2))",
    "numpy of a tracked tensor": "torch.ones(2, requires_grad=True).numpy()",
    "truth of many": "bool(torch.ones(2))",
    "truth of none": "bool(torch.ones(0))",
    "gradient of another shape": "(torch.ones(2, requires_grad=True) * 2).backward(torch.ones(3))",
    "index out of bounds": "torch.ones(2)[5]",
    "too many indices": "torch.ones(2)[0, 0]",
    "axis out of range": "torch.ones(2, 3).sum(2)",
    "mask of another shape": "torch.ones(3)[torch.tensor([True, False])]",
    "gradient of the unused": (
        "x = torch.ones(1, requires_grad=True); y = torch.ones(1, requires_grad=True); torch.autograd.grad(x * 2, y)"
    ),
    "gradient of a constant": "x = torch.ones(1, requires_grad=True); torch.autograd.grad(x * 2, torch.ones(1))",
    "flag of a computed tensor": "(torch.ones(1, requires_grad=True) * 2).requires_grad = False",
    "mixed matrices": "torch.ones(2, 2) @ torch.ones(2, 2).long()",
    "float into whole": "torch.tensor([1]).add_(1.5)",
    "write to an expanded tensor": "torch.ones(1, 3).expand(2, 3).add_(1)",
    "cat of other sizes": "torch.cat([torch.ones(2, 3), torch.ones(2, 4)])",
    "stack of other sizes": "torch.stack([torch.ones(2), torch.ones(3)])",
    "expand to another size": "torch.ones(2, 3).expand(2, 4)",
    "mean of whole numbers": "torch.tensor([1, 2]).mean()",
    "length of a number": "len(torch.tensor(1))",
    "iteration over a number": "list(torch.tensor(1))",
    "unequal lists": "torch.tensor([[1, 2], [3]])",
    "retained gradient of a constant": "torch.ones(1).retain_grad()",
}


def said(torch, program):
    with pytest.raises(Exception) as caught:
        exec(program, {"torch": torch})
    return type(caught.value).__name__, str(caught.value)


@pytest.mark.parametrize("program", ERRORS.values(), ids=ERRORS)
def test_a_mistake_raises_an_error_that_says_something(program):
    kind, message = said(tensorlab, program)

    assert kind in {"RuntimeError", "IndexError", "ValueError", "TypeError"}
    assert message


@pytest.mark.oracle
@pytest.mark.parametrize("program", ERRORS.values(), ids=ERRORS)
def test_a_mistake_raises_what_pytorch_raises(program):
    torch = pytest.importorskip("torch")

    assert said(tensorlab, program) == said(torch, program)
