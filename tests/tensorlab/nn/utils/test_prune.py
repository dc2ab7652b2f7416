"""Pruning beyond what the programs beside this file print."""

import pytest

import tensorlab as torch
from tensorlab.nn.utils import prune


def test_methods_for_one_tensor_are_kept_together_and_no_others():
    weights, biases = prune.L1Unstructured(1), prune.RandomUnstructured(1)
    weights._tensor_name, biases._tensor_name = "weight", "bias"

    with pytest.raises(ValueError, match=r"acting on the parameter named 'weight' to PruningContainer .* Found 'bias'"):
        prune.PruningContainer(weights).add_pruning_method(biases)


def test_whole_rows_are_not_chosen_among_several_tensors():
    layer = torch.nn.Linear(2, 1)

    with pytest.raises(TypeError, match=r'Only "unstructured" PRUNING_TYPE supported .* of type structured'):
        prune.global_unstructured([(layer, "weight")], prune.LnStructured, amount=1, n=2)


def test_rows_counted_from_the_end_stay_within_the_tensor():
    layer = torch.nn.Linear(3, 2)
    prune.l1_unstructured(layer, "weight", 1)

    with pytest.raises(IndexError, match="Index is out of bounds for tensor with dimensions 2"):
        prune.ln_structured(layer, "weight", 1, n=2, dim=-3)
