"""A newcomer adds an operation by one declaration: the function, the method, its forms and its derivatives follow."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import tensorlab

DECLARATION = '''

@pointwise(input=lambda g, input: g * 3 * input * input)
def cube(input: Array) -> Array:
    """The third power."""
    return input * input * input
'''

PROGRAM = """
import tensorlab as torch

x = torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True)
y = torch.cube(x)
assert y.tolist() == x.cube().tolist() == [1.0, 8.0]
assert y.grad_fn.name() == "CubeBackward0"
assert y.grad_fn._saved_self is x
y.sum().backward()
assert x.grad.tolist() == [3.0, 12.0]
assert torch.autograd.gradcheck(torch.cube, x)
assert torch.autograd.gradgradcheck(torch.cube, x)

z = torch.tensor([2.0])
assert z.cube_() is z and z.tolist() == [8.0] and z._version == 1
assert torch.cube(torch.tensor([2.0]), out=z) is z and z.tolist() == [8.0]
assert torch.cube.__doc__ == "The third power."
try:
    torch.cube(3)
except TypeError as error:
    assert str(error) == "cube(): argument 'input' (position 1) must be Tensor, not int"
"""


def test_one_declaration_is_enough(tmp_path):
    package = tmp_path / "tensorlab"
    shutil.copytree(Path(tensorlab.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    with (package / "ops" / "pointwise.py").open("a", encoding="utf-8") as file:
        file.write(DECLARATION)
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}

    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROGRAM], env=environment, capture_output=True, text=True, cwd=tmp_path
    )

    assert run.returncode == 0, run.stderr
