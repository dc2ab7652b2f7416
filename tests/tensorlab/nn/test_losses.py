"""What losses measure, told in numbers that one can check by hand."""

import itertools
import math

import numpy as np
import pytest

import tensorlab as torch
import tensorlab.nn.functional as F
from tensorlab import nn
from tensorlab.autograd import gradcheck


def test_cross_entropy_is_minus_the_log_chance_of_the_right_class():
    logits = torch.tensor([[math.log(1.0), math.log(3.0)]])

    assert F.cross_entropy(logits, torch.tensor([1])).item() == pytest.approx(-math.log(0.75))


def test_classes_to_ignore_count_nothing_in_the_mean():
    logits = torch.tensor([[0.0, 1.0], [5.0, 0.0]])
    both = F.cross_entropy(logits, torch.tensor([1, -100]))

    assert both.item() == F.cross_entropy(logits[:1], torch.tensor([1])).item()
    assert math.isnan(F.cross_entropy(logits, torch.tensor([-100, -100])).item())


def test_smoothed_labels_are_mixed_with_an_even_target():
    logits, target = torch.tensor([[0.3, 1.0, -1.0]]), torch.tensor([1])
    even = F.cross_entropy(logits, torch.full((1, 3), 1 / 3))

    smoothed = F.cross_entropy(logits, target, label_smoothing=0.3)
    assert smoothed.item() == pytest.approx(0.7 * F.cross_entropy(logits, target).item() + 0.3 * even.item())


def test_shapes_that_only_broadcast_warn():
    with pytest.warns(UserWarning, match=r"Using a target size \(torch.Size\(\[2\]\)\) that is different"):
        F.mse_loss(torch.ones(2, 1), torch.ones(2))


def test_the_two_old_switches_name_their_reduction():
    with pytest.warns(UserWarning, match="please use reduction='sum' instead"):
        assert nn.MSELoss(size_average=False).reduction == "sum"
    with pytest.warns(UserWarning, match="please use reduction='none' instead"):
        assert nn.MSELoss(reduce=False).reduction == "none"


def test_an_unknown_reduction_is_refused_below_too():
    from tensorlab.ops.loss import mse_loss

    with pytest.raises(ValueError, match="foo is not a valid value for reduction"):
        mse_loss(torch.ones(1), torch.ones(1), "foo")


def test_a_weight_of_a_positive_class_has_the_slope_of_small_differences_by_the_target_too():
    x, t = (torch.tensor([[0.3, -0.7]], dtype=torch.float64, requires_grad=True) for _ in range(2))
    weight = torch.tensor([2.0, 0.5], dtype=torch.float64)

    assert gradcheck(lambda a, b: F.binary_cross_entropy_with_logits(a, b.sigmoid(), pos_weight=weight), (x, t))


def all_alignments(logs, labels):
    """The chance of a label sequence, by trying every path."""
    total = 0.0
    for path in itertools.product(range(logs.shape[1]), repeat=logs.shape[0]):
        kept = [label for label, group in itertools.groupby(path) if label != 0]
        if kept == labels:
            total += math.exp(sum(logs[time, label] for time, label in enumerate(path)))
    return total


@pytest.mark.parametrize("labels", [[1], [1, 2], [1, 1], []])
def test_ctc_adds_the_chances_of_all_alignments(labels):
    logs = torch.tensor(np.random.default_rng(0).normal(size=(4, 3))).log_softmax(-1)
    loss = F.ctc_loss(logs, torch.tensor([labels], dtype=torch.int64), [4], [len(labels)], reduction="sum")

    assert loss.item() == pytest.approx(-math.log(all_alignments(logs.numpy(), labels)))


def test_ctc_has_the_slope_of_small_differences_through_a_log_softmax():
    x = torch.tensor(np.random.default_rng(0).normal(size=(4, 2, 3)), requires_grad=True)

    assert gradcheck(
        lambda a: F.ctc_loss(a.log_softmax(-1), torch.tensor([[1, 2], [2, 2]]), [4, 4], [2, 2], reduction="sum"), (x,)
    )


def test_ctc_without_time_is_certain_of_nothing_and_impossible_otherwise():
    logs = torch.zeros(1, 2, 2)
    made = F.ctc_loss(logs, torch.tensor([1]), [0, 0], [0, 1], reduction="none")

    assert made.tolist() == [0.0, math.inf]


def test_the_margin_over_wrong_classes_has_the_slope_of_small_differences():
    x = torch.tensor([[0.1, 0.25, 0.4, 0.8]], dtype=torch.float64, requires_grad=True)

    for reduction in ("mean", "none"):
        assert gradcheck(
            lambda a, r=reduction: F.multilabel_margin_loss(a, torch.tensor([[3, 0, -1, 1]]), reduction=r), (x,)
        )


def test_the_divergence_warns_of_a_mean_that_is_none():
    with pytest.warns(UserWarning, match="divides the total loss by both the batch size and the support size"):
        F.kl_div(torch.zeros(1, 2), torch.ones(1, 2))
