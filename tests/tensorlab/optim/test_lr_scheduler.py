"""Schedulers change the rates of their optimiser, warn of the wrong order, and go on from a saved state.

What rates they set is written down in transcripts.txt.
"""

import pytest

import tensorlab as torch
from tensorlab.optim import lr_scheduler


@pytest.fixture
def optimizer():
    x = torch.ones(1, requires_grad=True)
    x.sum().backward()
    return torch.optim.SGD([x], lr=1.0)


def test_a_scheduler_that_moves_before_the_optimiser_says_so(optimizer):
    scheduler = lr_scheduler.StepLR(optimizer, 2)

    with pytest.warns(UserWarning, match=r"Detected call of `lr_scheduler.step\(\)` before `optimizer.step\(\)`"):
        scheduler.step()


def test_asking_for_the_next_rate_outside_a_step_is_warned_about(optimizer):
    with pytest.warns(UserWarning, match=r"please use `get_last_lr\(\)`"):
        assert lr_scheduler.StepLR(optimizer, 2).get_lr() == [1.0]


def test_a_given_epoch_is_warned_about_and_jumped_to(optimizer):
    scheduler = lr_scheduler.ExponentialLR(optimizer, 0.5)
    optimizer.step()

    with pytest.warns(UserWarning, match="The epoch parameter"):
        scheduler.step(3)

    assert scheduler.get_last_lr() == [0.125]


def test_a_plateau_at_a_given_epoch_is_warned_about(optimizer):
    scheduler = lr_scheduler.ReduceLROnPlateau(optimizer)

    with pytest.warns(UserWarning, match="The epoch parameter"):
        scheduler.step(torch.tensor(1.0), 7)

    assert (scheduler.last_epoch, scheduler.in_cooldown) == (7, False)


@pytest.mark.parametrize(
    "made",
    [
        lambda o: lr_scheduler.StepLR(o, 2),
        lambda o: lr_scheduler.LambdaLR(o, lambda epoch: 0.5**epoch),
        lambda o: lr_scheduler.LambdaLR(o, Halved()),
        lambda o: lr_scheduler.CyclicLR(o, 0.1, 1.0, 2, cycle_momentum=False),
        lambda o: lr_scheduler.CyclicLR(o, 0.1, 1.0, 2, cycle_momentum=False, scale_fn=Halved()),
        lambda o: lr_scheduler.ChainedScheduler([lr_scheduler.LinearLR(o), lr_scheduler.StepLR(o, 2)]),
        lambda o: lr_scheduler.SequentialLR(o, [lr_scheduler.LinearLR(o), lr_scheduler.StepLR(o, 2)], [2]),
    ],
)
def test_a_scheduler_goes_on_from_a_saved_state(optimizer, made):
    other = torch.optim.SGD([torch.ones(1, requires_grad=True)], lr=1.0)
    first, second = made(optimizer), made(other)
    other._stepped = True
    optimizer.step()
    for _ in range(3):
        first.step()

    second.load_state_dict(first.state_dict())
    other.load_state_dict(optimizer.state_dict())
    first.step()
    second.step()

    assert second.get_last_lr() == first.get_last_lr()


class Halved:
    """A function with something to remember."""

    def __init__(self):
        self.base = 0.5

    def __call__(self, epoch):
        return self.base**epoch


def test_resuming_continues_at_the_given_epoch(optimizer):
    optimizer.param_groups[0]["initial_lr"] = 1.0

    scheduler = lr_scheduler.CosineAnnealingWarmRestarts(optimizer, 4, last_epoch=1)

    assert scheduler.get_last_lr() == [pytest.approx(0.5)]


@pytest.mark.parametrize("made", [lr_scheduler.CyclicLR, lr_scheduler.OneCycleLR])
def test_a_resumed_cycle_leaves_the_settings_it_finds(optimizer, made):
    options = {"total_steps": 9} if made is lr_scheduler.OneCycleLR else {"base_lr": 0.1}
    optimizer.param_groups[0]["initial_lr"] = 1.0
    first = made(optimizer, max_lr=1.0, **options)
    optimizer.param_groups[0]["momentum"] = 0.123

    second = made(optimizer, max_lr=1.0, **options, last_epoch=0)

    assert second.last_epoch == 1
    assert second.cycle_momentum == first.cycle_momentum


def test_a_rate_that_is_a_tensor_stays_that_tensor():
    rate = torch.tensor(1.0)
    optimizer = torch.optim.SGD([torch.ones(1, requires_grad=True)], lr=rate)
    scheduler = lr_scheduler.ExponentialLR(optimizer, 0.5)
    optimizer.step()

    scheduler.step()

    assert rate.item() == 0.5
    assert lr_scheduler._LRScheduler is lr_scheduler.LRScheduler
