"""Complex numbers are refused in one sentence, wherever they are asked for."""

import numpy as np
import pytest

import tensorlab as torch

x = torch.ones(2)


@pytest.mark.parametrize(
    "ask",
    [
        lambda: torch.zeros(2, dtype=torch.complex64),
        lambda: torch.rand(2, dtype=torch.cfloat),
        lambda: torch.full((2,), 1j),
        lambda: torch.tensor([1 + 2j]),
        lambda: torch.from_numpy(np.array([1j])),
        lambda: torch.complex(x, x),
        lambda: torch.polar(x, x),
        lambda: torch.view_as_complex(torch.ones(2, 2)),
        lambda: torch.fft.fft(x),
        lambda: torch.fft.irfft2(torch.ones(2, 2)),
        lambda: torch.stft(x, 2),
        lambda: x.stft(2),
        lambda: x.cfloat(),
        lambda: x.to(torch.complex64),
        lambda: x * 1j,
        lambda: 1j + x,
        lambda: x == 1j,
        lambda: torch.add(x, 1j),
        lambda: torch.nn.Linear(1, 1).to(torch.complex64),
    ],
)
def test_what_would_be_complex_is_refused(ask):
    with pytest.raises(NotImplementedError, match=r"^TensorLab has no complex tensors"):
        ask()


def test_what_of_transforms_is_real_is_there():
    assert torch.fft.fftfreq(4, 0.5, requires_grad=True).tolist() == [0.0, 0.5, -1.0, -0.5]
    assert torch.fft.fftshift(torch.arange(5), 0).tolist() == [3, 4, 0, 1, 2]
