"""Scripts written for a GPU run here with mixed precision switched off."""

import pytest

import tensorlab as torch
from tensorlab import amp
from tensorlab.utils import checkpoint


def test_mixed_precision_for_a_gpu_switches_itself_off_and_says_so():
    with pytest.warns(UserWarning, match=r"User provided device_type of 'cuda', but CUDA is not available. Disabling"):
        context = torch.autocast("cuda", dtype=torch.float16)
    with context:
        assert (torch.ones(1) * 2).dtype is torch.float32
    assert amp.autocast("cuda", enabled=False)(lambda x: x + 1)(1) == 2
    assert not torch.is_autocast_enabled()


def test_mixed_precision_on_the_cpu_is_refused_in_a_clear_sentence():
    with pytest.raises(NotImplementedError, match="TensorLab has no mixed precision on the CPU"):
        torch.autocast("cpu")


def test_a_scaler_passes_everything_on():
    with pytest.warns(UserWarning, match="GradScaler is enabled, but CUDA is not available"):
        scaler = torch.GradScaler()
    x = torch.ones(1, requires_grad=True)
    optimizer = torch.optim.SGD([x], lr=0.5)
    scaler.scale(x * 2).backward()
    scaler.unscale_(optimizer)
    scaler.step(optimizer)
    scaler.update()
    scaler.load_state_dict(scaler.state_dict())

    assert x.item() == 0.0
    assert (scaler.is_enabled(), scaler.get_scale()) == (False, 1.0)
    assert not amp.GradScaler(enabled=False).is_enabled()


def test_a_checkpoint_gives_what_the_function_gives():
    x = torch.ones(1, requires_grad=True)

    y = checkpoint.checkpoint(lambda x, scale: x * scale, x, scale=3, use_reentrant=False)
    z = checkpoint.checkpoint_sequential([torch.exp, torch.log], 2, y)
    z.backward()

    assert (z.item(), x.grad.item()) == (3.0, 3.0)
