"""Modules and parameters in rows, in lists and by name."""

from collections import OrderedDict

import pytest

import tensorlab as torch
from tensorlab import nn


def test_a_sequence_is_sliced_joined_and_changed_like_a_list():
    layers = nn.Sequential(nn.ReLU(), nn.Tanh(), nn.Sigmoid())

    assert str(layers[1:]) == "Sequential(\n  (1): Tanh()\n  (2): Sigmoid()\n)"
    assert isinstance(layers[-1], nn.Sigmoid)
    assert len(layers + nn.Sequential(nn.ELU())) == 4
    assert isinstance(layers.pop(0), nn.ReLU)
    del layers[:1]
    assert [type(layer).__name__ for layer in layers] == ["Sigmoid"]
    assert len(layers.extend([nn.ReLU(), nn.ReLU()])) == 3


def test_a_sequence_takes_names():
    layers = nn.Sequential(OrderedDict(first=nn.ReLU(), second=nn.Tanh()))

    assert layers.first is layers[0]
    assert layers(torch.tensor(-1.0)).item() == 0


def test_only_sequences_can_be_added_to_one():
    with pytest.raises(ValueError, match="add operator supports only objects of Sequential class"):
        nn.Sequential().__add__([nn.ReLU()])
    with pytest.raises(TypeError, match=r"Sequential.extend should be called with an iterable, but got int"):
        nn.Sequential().extend(3)


def test_a_list_of_modules_is_a_list_that_its_owner_knows():
    modules = nn.ModuleList([nn.Linear(1, 1)])
    modules += [nn.ReLU()]
    modules.insert(0, nn.Tanh())
    modules[0] = nn.Sigmoid()

    assert [type(one).__name__ for one in modules.__add__([nn.ELU()])] == ["Sigmoid", "Linear", "ReLU", "ELU"]
    assert len(modules[1:]) == 2
    assert len(list(modules.parameters())) == 2
    assert repr(nn.ModuleList()) == "ModuleList()"


def test_modules_by_name_are_a_dictionary_that_its_owner_knows():
    modules = nn.ModuleDict({"a": nn.ReLU()})
    modules["b"] = nn.Linear(1, 1)
    modules.update([["c", nn.Tanh()]])

    assert list(modules) == list(modules.keys()) == ["a", "b", "c"]
    assert len(modules) == len(modules.values()) == len(modules.items()) == 3
    assert "a" in modules
    assert isinstance(modules.pop("c"), nn.Tanh)
    del modules["a"]
    modules.update(nn.ModuleDict({"d": nn.ReLU()}))
    assert list(modules) == ["b", "d"]
    modules.clear()
    assert len(modules) == len(nn.ModuleDict()) == 0
    with pytest.raises(TypeError, match="iterable of key/value pairs, but got int"):
        modules.update(3)


def test_a_list_of_parameters_turns_tensors_into_parameters():
    parameters = nn.ParameterList([torch.ones(1), nn.Parameter(torch.zeros(2))])
    parameters += [torch.ones(3)]
    parameters[0] = torch.full((1,), 5.0)

    assert all(isinstance(one, nn.Parameter) for one in parameters)
    assert len(parameters[1:]) == 2
    assert [one.numel() for one in parameters] == [1, 2, 3]
    assert len(nn.ParameterList()) == 0
    with pytest.raises(IndexError, match="index 7 is out of range"):
        parameters[7]
    with pytest.raises(TypeError, match=r"ParameterList.extend should be called with an iterable, but got Tensor"):
        parameters.extend(torch.ones(2))


def test_parameters_by_name_turn_tensors_into_parameters():
    parameters = nn.ParameterDict({"a": torch.ones(1)})
    parameters["b"] = nn.Parameter(torch.zeros(2))
    parameters.update({"note": "not a tensor"})

    assert list(parameters) == list(parameters.keys()) == ["a", "b", "note"]
    assert "b" in parameters
    assert [key for key, _ in parameters.items()] == ["a", "b", "note"]
    assert parameters.values()[2] == "not a tensor"
    assert "(note): Object of type: str" in repr(parameters)
    assert parameters.get("z", 3) == 3
    assert parameters.get("a") is parameters["a"]
    assert parameters.pop("b").numel() == 2
    assert len(parameters) == 2
    parameters.clear()
    assert repr(parameters) == repr(nn.ParameterDict()) == "ParameterDict()"
    with pytest.raises(KeyError):
        parameters["a"]
    with pytest.raises(TypeError, match="cannot be used as a key as it is not a string"):
        parameters[3] = torch.ones(1)
