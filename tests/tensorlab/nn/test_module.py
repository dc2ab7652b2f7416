"""What a module does for its parameters, buffers and parts."""

import copy
import pickle

import pytest

import tensorlab as torch
from tensorlab import events, nn
from tensorlab.kernel import torch_alias


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(2, 1)
        self.register_buffer("seen", torch.zeros(1))
        self.register_buffer("scratch", torch.zeros(1), persistent=False)

    def forward(self, x):
        return self.layer(x)


class Remembering(nn.Module):
    """A module with a state besides its tensors."""

    count = 3

    def get_extra_state(self):
        return self.count

    def set_extra_state(self, state):
        self.count = state


def test_attributes_register_themselves_by_what_they_are():
    net = Net()

    assert [name for name, _ in net.named_parameters()] == ["layer.weight", "layer.bias"]
    assert [name for name, _ in net.named_buffers()] == ["seen", "scratch"]
    assert [name for name, _ in net.named_modules()] == ["", "layer"]


def test_a_buffer_that_is_not_persistent_is_no_part_of_the_state():
    assert list(Net().state_dict()) == ["seen", "layer.weight", "layer.bias"]


def test_a_name_changes_its_meaning_with_what_is_assigned():
    net = Net()
    net.seen = nn.Parameter(torch.ones(1))
    net.scratch = nn.ReLU()
    net.note = 3
    net.note = nn.Buffer(torch.ones(1))

    assert [name for name, _ in net.named_parameters()] == ["seen", "layer.weight", "layer.bias"]
    assert [name for name, _ in net.named_children()] == ["layer", "scratch"]
    assert [name for name, _ in net.named_buffers()] == ["note"]


def test_a_new_value_takes_the_place_of_the_old_one_in_the_order():
    net = nn.Sequential(nn.ReLU(), nn.Tanh())
    net[0] = nn.Sigmoid()

    assert [type(one).__name__ for one in net] == ["Sigmoid", "Tanh"]


def test_registering_needs_the_base_to_be_set_up():
    class Hasty(nn.Module):
        def __init__(self, register):
            register(self)

    with pytest.raises(AttributeError, match=r"cannot assign parameter before Module.__init__\(\) call"):
        Hasty(lambda m: m.register_parameter("p", None))
    with pytest.raises(AttributeError, match=r"cannot assign buffer before Module.__init__\(\) call"):
        Hasty(lambda m: m.register_buffer("b", None))


def test_a_state_shares_memory_and_keeps_variables_if_asked():
    layer = nn.Linear(1, 1)

    assert layer.state_dict()["weight"].data_ptr() == layer.weight.data_ptr()
    assert not layer.state_dict()["weight"].requires_grad
    assert layer.state_dict(keep_vars=True)["weight"] is layer.weight


def test_a_state_can_be_collected_into_any_dictionary_under_a_prefix():
    found = nn.Linear(1, 1, bias=False).state_dict(destination={}, prefix="first.")

    assert list(found) == ["first.weight"]


def test_a_state_survives_pickling_with_the_versions_of_its_modules():
    state = pickle.loads(pickle.dumps(nn.BatchNorm1d(1).state_dict()))

    assert state._metadata[""] == {"version": 2}
    assert repr(type(state)()) == "OrderedDict()"


def test_loading_can_take_the_tensors_themselves():
    net, weight = nn.Linear(1, 1, bias=False), torch.full((1, 1), 5.0)
    net.load_state_dict({"weight": weight}, assign=True)

    assert net.weight.data_ptr() == weight.data_ptr()
    assert isinstance(net.weight, nn.Parameter)

    parameter = nn.Parameter(torch.ones(1, 1))
    net.load_state_dict({"weight": parameter}, assign=True)
    assert net.weight is parameter

    counted = nn.BatchNorm1d(1)
    mean = torch.ones(1)
    counted.load_state_dict({**counted.state_dict(), "running_mean": mean}, assign=True)
    assert counted.running_mean is mean


def test_loading_without_strictness_says_what_was_left():
    found = nn.Linear(1, 1).load_state_dict({"weight": torch.ones(1, 1), "other": 1}, strict=False)

    assert found.missing_keys == ["bias"]
    assert found.unexpected_keys == ["other"]
    assert repr(found) == "_IncompatibleKeys(missing_keys=['bias'], unexpected_keys=['other'])"


def test_more_than_tensors_can_belong_to_a_state():
    module, twin = Remembering(), Remembering()
    module.count = 9
    twin.load_state_dict(module.state_dict())

    assert module.state_dict() == {"_extra_state": 9}
    assert twin.count == 9
    with pytest.raises(RuntimeError, match=r'Missing key.*"_extra_state"'):
        twin.load_state_dict({})
    with pytest.raises(RuntimeError, match=r'Unexpected key.*"_extra_state"'):
        nn.ReLU().load_state_dict({"_extra_state": 1})
    with pytest.raises(RuntimeError, match=r"Module.set_extra_state\(\) that should never be called"):
        nn.ReLU().set_extra_state(1)


def test_hooks_run_around_the_state():
    layer, told = nn.Linear(1, 1, bias=False), []
    layer.register_state_dict_pre_hook(lambda module, prefix, keep: told.append(("save", prefix, keep)))
    layer.register_state_dict_post_hook(lambda module, state, prefix, own: told.append(("saved", list(state))))
    layer.register_load_state_dict_pre_hook(lambda module, state, prefix, *rest: state.setdefault("weight", extra))
    layer.register_load_state_dict_post_hook(lambda module, keys: told.append(("loaded", keys.missing_keys)))
    extra = torch.zeros(1, 1)

    layer.state_dict()
    layer.load_state_dict({})

    assert told == [("save", "", False), ("saved", ["weight"]), ("loaded", [])]
    assert layer.weight.item() == 0


def test_a_lazy_module_takes_its_shape_from_the_state():
    lazy = nn.LazyLinear(3)
    assert lazy.state_dict()["weight"] is lazy.weight

    lazy.load_state_dict(nn.Linear(2, 3).state_dict())
    assert lazy.weight.shape == (3, 2)


def test_a_lazy_module_needs_to_say_how_it_learns_its_sizes():
    class Forgetful(nn.modules.lazy.LazyModuleMixin, nn.Linear):
        cls_to_become = nn.Linear

        def __init__(self):
            super().__init__(1, 1)
            self.weight = nn.UninitializedParameter()

    with pytest.raises(NotImplementedError, match="initialize_parameters is not implemented for Forgetful"):
        Forgetful()(torch.ones(1))


def test_hooks_before_the_call_may_change_its_arguments():
    layer = nn.Identity()
    layer.register_forward_pre_hook(lambda module, args: args[0] + 1)
    layer.register_forward_pre_hook(lambda module, args, kwargs: ((args[0] * 2,), kwargs), with_kwargs=True)
    layer.register_forward_pre_hook(lambda module, args: None, prepend=True)
    layer.register_forward_pre_hook(lambda module, args, kwargs: None, with_kwargs=True)

    assert layer(torch.ones(())).item() == 4


def test_a_hook_with_keywords_gives_back_both_or_nothing():
    layer = nn.Identity()
    layer.register_forward_pre_hook(lambda module, args, kwargs: args, with_kwargs=True)

    with pytest.raises(RuntimeError, match="must return None or a tuple of"):
        layer(torch.ones(()))


def test_hooks_after_the_call_see_and_may_replace_the_result():
    layer = nn.Identity()
    layer.register_forward_hook(lambda module, args, result: result + 1)
    layer.register_forward_hook(lambda module, args, kwargs, result: result * 3, with_kwargs=True, prepend=True)

    assert layer(torch.ones(())).item() == 4


def test_a_hook_can_be_called_even_if_the_call_fails():
    told = []

    class Failing(nn.Module):
        def forward(self):
            raise ValueError("no")

    module = Failing()
    module.register_forward_hook(lambda module, args, result: told.append(result), always_call=True)
    module.register_forward_hook(lambda module, args, result: told.append("not this one"))

    with pytest.raises(ValueError, match="no"):
        module()
    assert told == [None]


def test_a_hook_that_is_always_called_runs_once_where_nothing_fails():
    told = []
    layer = nn.Identity()
    layer.register_forward_hook(lambda module, args, result: told.append(result), always_call=True)
    layer(3)

    assert told == [3]


def test_gradients_can_be_watched_at_both_ends():
    layer, told = nn.Linear(2, 1, bias=False), []
    layer.register_full_backward_hook(lambda module, grads_in, grads_out: told.append((grads_in, grads_out)))
    x = torch.ones(1, 2, requires_grad=True)
    layer(x).sum().backward()

    ((grad_in,), (grad_out,)) = told[0]
    assert torch.equal(grad_in, x.grad)
    assert grad_out.item() == 1


def test_gradients_can_be_replaced_at_both_ends():
    class Two(nn.Module):
        def forward(self, a, b, c):
            return a * 2, b * 3, "c"

    module = Two()
    module.register_full_backward_pre_hook(lambda module, grads: (grads[0] * 10, grads[1], None))
    module.register_full_backward_hook(lambda module, grads_in, grads_out: (grads_in[0] + 1, grads_in[1], None))
    a, b = torch.ones(1, requires_grad=True), torch.ones(1)
    made = module(a, b, "c")
    (made[0] + made[1]).backward()

    assert made[2] == "c"
    assert a.grad.item() == 21
    assert module.register_backward_hook(lambda *_: None).id >= 0


def test_gradients_are_not_watched_where_none_are_recorded():
    layer = nn.Linear(1, 1)
    layer.register_full_backward_hook(lambda *_: None)
    with torch.no_grad():
        assert layer(torch.ones(1, 1)).grad_fn is None


def test_a_wrong_number_of_replaced_gradients_is_refused():
    layer = nn.Linear(1, 1)
    layer.register_full_backward_hook(lambda module, grads_in, grads_out: (None, None))
    x = torch.ones(1, 1, requires_grad=True)

    with pytest.raises(RuntimeError, match="invalid number of grad_input, got 2, but expected 1"):
        layer(x).sum().backward()


@pytest.mark.filterwarnings("ignore:Full backward hook is firing")
def test_gradients_that_do_not_leave_cannot_be_replaced():
    layer = nn.Linear(1, 1)
    layer.register_full_backward_hook(lambda module, grads_in, grads_out: (torch.ones(1),))

    with pytest.raises(RuntimeError, match="where no input requires gradient should always return None"):
        layer(torch.ones(1, 1)).sum().backward()


def test_only_what_comes_before_runs_where_no_input_takes_a_gradient():
    layer, told = nn.Linear(1, 1), []
    layer.register_full_backward_pre_hook(lambda module, grads: told.append(grads[0].item()))
    layer(torch.ones(1, 1)).sum().backward()

    assert told == [1.0]


def test_a_copy_owns_its_parameters():
    net = Net()
    twin = copy.deepcopy(net)
    twin.layer.weight.data.fill_(7.0)

    assert not torch.equal(net.layer.weight, twin.layer.weight)


def test_a_module_is_pickled_whole():
    layer = nn.Linear(2, 1)
    twin = pickle.loads(pickle.dumps(layer))

    assert torch.equal(layer.weight, twin.weight)
    assert isinstance(twin.weight, nn.Parameter)


@pytest.mark.filterwarnings("ignore:Using backward")
def test_gradients_are_forgotten_or_set_to_zero_even_if_they_have_a_history():
    layer = nn.Linear(1, 1, bias=False)
    (layer.weight**3).sum().backward(create_graph=True)
    layer.zero_grad(set_to_none=False)

    assert layer.weight.grad.item() == 0
    assert layer.weight.grad.grad_fn is None


def test_the_types_of_parameters_and_floating_buffers_change_together():
    norm = nn.BatchNorm1d(1).double()

    assert norm.weight.dtype is norm.running_mean.dtype is torch.float64
    assert norm.num_batches_tracked.dtype is torch.int64
    assert norm.float().half().weight.dtype is torch.float16
    assert norm.bfloat16().weight.dtype is torch.bfloat16


def test_the_old_paths_of_the_layers_lead_to_them():
    torch_alias.install()
    try:
        from torch.nn.modules.batchnorm import _BatchNorm
        from torch.nn.modules.loss import _Loss
        from torch.nn.parameter import Parameter
    finally:
        torch_alias.remove()

    assert issubclass(nn.BatchNorm2d, _BatchNorm)
    assert issubclass(nn.MSELoss, _Loss)
    assert Parameter is nn.Parameter


def test_a_buffer_is_empty_unless_it_is_given_something():
    assert nn.Buffer().shape == (0,)
    assert nn.Parameter().shape == (0,)
    assert not nn.Parameter(torch.ones(1), requires_grad=False).requires_grad


def test_a_tensor_of_unknown_shape_stays_unknown_when_copied():
    lazy = copy.deepcopy(nn.LazyLinear(2))

    assert nn.parameter.is_lazy(lazy.weight)
    assert lazy(torch.ones(1, 3)).shape == (1, 2)


def test_a_place_without_a_module_is_passed_over_by_every_walk():
    net = nn.Module()
    net.add_module("empty", None)
    net.register_module("full", nn.Linear(1, 1, bias=False))

    assert [name for name, _ in net.named_modules()] == ["", "full"]
    assert repr(net.load_state_dict(net.state_dict())) == "<All keys matched successfully>"
    assert net._apply(lambda one: one * 2, recurse=False) is net


def test_a_module_cannot_be_assigned_before_the_base_is_set_up():
    class Hasty(nn.Module):
        def __init__(self, part):
            self.part = part

    with pytest.raises(AttributeError, match="cannot assign module before"):
        Hasty(nn.ReLU())
    with pytest.raises(AttributeError, match="cannot assign parameters before"):
        Hasty(nn.Parameter(torch.ones(1)))


def test_a_parameter_with_a_history_is_refused():
    made = (torch.ones(1, requires_grad=True) * 2).as_subclass(nn.Parameter)

    with pytest.raises(ValueError, match="Cannot assign non-leaf Tensor to parameter 'p'"):
        nn.Module().register_parameter("p", made)


def test_the_walk_over_buffers_goes_down_too():
    assert len(list(nn.Sequential(nn.BatchNorm1d(1)).buffers())) == 3


def test_names_lead_only_to_modules_and_devices_to_this_one():
    layer = nn.Linear(1, 1)

    with pytest.raises(AttributeError, match=r"`weight` is not an nn.Module"):
        nn.Sequential(layer).get_submodule("0.weight")
    assert nn.Linear(1, 1, device="cpu").weight.device.type == "cpu"
    assert layer.to(torch.device("cpu")) is layer


def test_a_listener_hears_calls_by_the_names_of_the_modules_and_resets_as_one_update():
    net = nn.Sequential(nn.Linear(1, 1))
    with events.listen() as heard:
        net(torch.ones(1, 1)).sum().backward()
        net.zero_grad()
        nn.Parameter(torch.ones(1))

    assert heard is not None
    assert net[0].weight.grad is None


def test_changing_the_type_passes_over_what_is_not_there():
    layer = nn.Linear(1, 1, bias=False)
    layer.register_buffer("nothing", None)

    assert layer.double().weight.dtype is torch.float64
    assert layer.nothing is None
    assert layer.to(layer.weight).weight.dtype is torch.float64


def test_a_type_that_tensorlab_lacks_is_named():
    with pytest.raises(NotImplementedError, match="TensorLab has no complex tensors"):
        nn.Linear(1, 1).to(torch.complex64)
