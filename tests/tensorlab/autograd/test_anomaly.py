"""Anomaly mode names the line that a failing derivative comes from."""

import warnings

import pytest

import tensorlab as torch
from tensorlab import events
from tensorlab.autograd import detect_anomaly, set_detect_anomaly


@pytest.fixture(autouse=True)
def off_again():
    yield
    torch.set_anomaly_enabled(False)
    assert events.tracer is None


def failing(mode, function, error=RuntimeError):
    """The error, and what was warned of, when ``function`` runs under ``mode``."""
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        with pytest.raises(error) as caught, mode():
            function()
    return str(caught.value), [str(one.message) for one in heard]


def test_nan_counts_as_failure_and_its_line_is_named():
    def program():
        torch.tensor([-1.0], requires_grad=True).sqrt().sum().backward()

    error, said = failing(detect_anomaly, program)

    assert error == "Function 'SqrtBackward0' returned nan values in its 0th output."
    assert said[0].startswith("Anomaly Detection has been enabled.")
    assert "Error detected in SqrtBackward0. Traceback of forward call that caused the error:" in said[1]
    assert "in program\n    torch.tensor([-1.0], requires_grad=True).sqrt().sum().backward()" in said[1]


def test_without_the_check_nan_passes():
    x = torch.tensor([0.0], requires_grad=True)
    with set_detect_anomaly(True, check_nan=False):
        assert torch.is_anomaly_enabled()
        assert not torch.is_anomaly_check_nan_enabled()
        (x * 0 / (x * 0)).sum().backward()

    assert x.grad.isnan().all()
    assert not torch.is_anomaly_enabled()


def test_an_error_of_a_changed_tensor_points_at_the_line():
    def program():
        y = torch.ones(1, requires_grad=True).exp()
        y.add_(1)
        y.sum().backward()

    error, said = failing(lambda: set_detect_anomaly(True), program)

    assert error.endswith("The variable in question was changed in there or anywhere later. Good luck!")
    assert "y = torch.ones(1, requires_grad=True).exp()" in said[0]


def test_a_custom_operations_own_error_comes_through():
    class Failing(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 1

        @staticmethod
        def backward(ctx, g):
            raise ValueError("mine")

    error, said = failing(
        lambda: set_detect_anomaly(True),
        lambda: Failing.apply(torch.ones(1, requires_grad=True)).sum().backward(),
        ValueError,
    )

    assert error == "mine"
    assert "Error detected in FailingBackward." in said[0]


def test_a_graph_from_before_has_no_line():
    y = torch.tensor([-1.0], requires_grad=True).sqrt().sum()

    _, said = failing(lambda: set_detect_anomaly(True), y.backward)

    assert "No forward pass information available" in said[0]


def test_a_gradient_that_is_none_is_no_nan():
    x = torch.ones(2, requires_grad=True)
    with set_detect_anomaly(True):
        a, _ = x.unbind()
        (a * 2).backward()

    assert x.grad.tolist() == [2.0, 0.0]


def test_the_mode_can_be_switched_on_twice():
    set_detect_anomaly(True)
    with pytest.warns(UserWarning, match="Anomaly Detection has been enabled"), detect_anomaly():
        pass
    assert torch.is_anomaly_enabled()
    set_detect_anomaly(False)
    assert not torch.is_anomaly_enabled()


def test_recording_goes_on_beside_it():
    with events.listen() as heard, set_detect_anomaly(True):
        x = torch.ones(1, requires_grad=True)
        (x * 2).sum().backward()

    assert {events.Kind.OPERATED, events.Kind.BEGAN, events.Kind.ENDED} <= {event[0] for event in heard.events}
