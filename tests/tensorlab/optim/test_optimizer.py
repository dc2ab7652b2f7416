"""Groups, states, closures and hooks: what is the same for every optimiser."""

import copy
import pickle

import pytest

import tensorlab as torch
from tensorlab.optim.optimizer import required


def leaf(*values):
    return torch.tensor(list(values), requires_grad=True)


def with_gradient(*values):
    x = leaf(*values)
    x.sum().backward()
    return x


def test_a_step_moves_only_what_has_a_gradient():
    x, y = with_gradient(1.0), leaf(1.0)

    torch.optim.SGD([x, y], lr=0.5).step()

    assert (x.item(), y.item()) == (0.5, 1.0)


def test_a_closure_computes_the_loss_with_recording_on_and_step_returns_it():
    x = leaf(1.0)
    optimizer = torch.optim.SGD([x], lr=0.25)

    def closure():
        optimizer.zero_grad()
        loss = (x * x).sum()
        loss.backward()
        return loss

    with torch.no_grad():
        loss = optimizer.step(closure)

    assert (loss.item(), x.item()) == (1.0, 0.5)


def test_a_differentiable_step_is_part_of_the_graph():
    start = leaf(1.0)
    x = start * 1
    x.retain_grad()
    (x * x).sum().backward()
    x.grad.requires_grad_(False)

    torch.optim.SGD([x], lr=0.5, differentiable=True).step()

    assert x.grad_fn.name() == "AddBackward0"


def test_each_group_has_its_own_settings():
    x, y = with_gradient(1.0), with_gradient(1.0)

    torch.optim.SGD([{"params": x}, {"params": [y], "lr": 0.5}], lr=0.25).step()

    assert (x.item(), y.item()) == (0.75, 0.5)


def test_a_group_without_a_required_setting_is_refused():
    class Own(torch.optim.Optimizer):
        def __init__(self, params):
            super().__init__(params, {"lr": required})

    assert repr(required) == "<required parameter>"
    assert Own([{"params": leaf(1.0), "lr": 1}]).param_groups[0]["lr"] == 1
    with pytest.raises(ValueError, match="didn't specify a value of required optimization parameter lr"):
        Own([leaf(1.0)])


def test_a_parameter_given_twice_is_warned_about():
    x = leaf(1.0)

    with pytest.warns(UserWarning, match="duplicate parameters"):
        torch.optim.SGD([x, x])


def test_zero_grad_forgets_or_zeroes():
    x = with_gradient(1.0)
    optimizer = torch.optim.SGD([x])

    optimizer.zero_grad(set_to_none=False)
    assert x.grad.tolist() == [0.0]
    optimizer.zero_grad()
    assert x.grad is None


def test_an_optimiser_of_ones_own_writes_step_or_the_move_of_one_parameter():
    class WholeStep(torch.optim.Optimizer):
        def __init__(self, params):
            super().__init__(params, {"lr": 0.5})

        @torch.no_grad()
        def step(self):
            for group in self.param_groups:
                for p in group["params"]:
                    p -= group["lr"] * p.grad

    class OneMove(torch.optim.Optimizer):
        def __init__(self, params):
            super().__init__(params, {})

        def _move(self, parameter, grad, group):
            parameter.sub_(grad)

    x = with_gradient(1.0)
    WholeStep([x]).step()
    assert x.item() == 0.5
    OneMove([x]).step()
    assert x.item() == -0.5


def test_hooks_run_around_a_step_in_the_order_they_came():
    x = with_gradient(1.0)
    optimizer = torch.optim.SGD([x], lr=0.5)
    seen = []
    optimizer.register_step_pre_hook(lambda *_: seen.append(("before", x.item())))
    handle = optimizer.register_step_post_hook(lambda *_: seen.append(("after", x.item())))

    optimizer.step()
    handle.remove()
    optimizer.step()

    assert seen == [("before", 1.0), ("after", 0.5), ("before", 0.5)]


def test_a_hook_before_a_step_may_replace_its_arguments():
    x = with_gradient(1.0)
    optimizer = torch.optim.SGD([x], lr=0.5)
    optimizer.register_step_pre_hook(lambda optimizer, args, kwargs: ((lambda: "replaced",), {}))

    assert optimizer.step() == "replaced"


def test_a_hook_before_a_step_that_returns_something_else_is_refused():
    optimizer = torch.optim.SGD([with_gradient(1.0)])
    optimizer.register_step_pre_hook(lambda *_: 3)

    with pytest.raises(RuntimeError, match=r"must return None or a tuple of \(new_args, new_kwargs\), but got 3\."):
        optimizer.step()


def test_a_state_is_taken_over_in_the_parameters_type_and_the_count_of_steps_keeps_its_own():
    old = torch.optim.Adam([with_gradient(1.0)], lr=0.5)
    old.step()
    x = torch.ones(1, dtype=torch.float64, requires_grad=True)
    new = torch.optim.Adam([x])

    new.load_state_dict(old.state_dict())

    state = new.state[x]
    assert new.param_groups[0]["lr"] == 0.5
    assert new.param_groups[0]["params"][0] is x
    assert (state["step"].dtype, state["exp_avg"].dtype) == (torch.float32, torch.float64)


def test_a_state_may_hold_lists_and_what_belongs_to_no_parameter():
    optimizer = torch.optim.SGD([leaf(1.0)])
    state = {"state": {0: {"past": [torch.ones(1)], "kind": "x"}, "all": 3}, "param_groups": [{"params": [0]}]}

    optimizer.load_state_dict(state)

    (parameter,) = optimizer.param_groups[0]["params"]
    assert optimizer.state[parameter]["past"][0].tolist() == [1.0]
    assert optimizer.state_dict()["state"] == {0: optimizer.state[parameter], "all": 3}


def test_names_of_parameters_stay_when_a_state_without_names_is_loaded():
    optimizer = torch.optim.SGD([("w", leaf(1.0))])

    optimizer.load_state_dict(torch.optim.SGD([leaf(2.0)]).state_dict())

    assert optimizer.param_groups[0]["param_names"] == ["w"]


def test_hooks_see_and_replace_states():
    optimizer = torch.optim.SGD([leaf(1.0)])
    seen = []
    optimizer.register_state_dict_pre_hook(lambda _: seen.append("second"))
    optimizer.register_state_dict_pre_hook(lambda _: seen.append("first"), prepend=True)
    optimizer.register_state_dict_post_hook(lambda _, state: {**state, "more": 1})
    optimizer.register_state_dict_post_hook(lambda _, state: None)
    optimizer.register_load_state_dict_pre_hook(lambda _, state: None)
    optimizer.register_load_state_dict_pre_hook(lambda _, state: seen.append(state.pop("more")) or state)
    optimizer.register_load_state_dict_post_hook(lambda _: seen.append("loaded"))

    optimizer.load_state_dict(optimizer.state_dict())

    assert seen == ["first", "second", 1, "loaded"]


def test_an_optimiser_can_be_copied_and_pickled():
    optimizer = torch.optim.Adam([with_gradient(1.0)], lr=0.5)
    optimizer.step()

    for twin in (copy.deepcopy(optimizer), pickle.loads(pickle.dumps(optimizer))):
        assert repr(twin.state_dict()) == repr(optimizer.state_dict())
        twin.register_step_post_hook(lambda *_: None)
        twin.step()


def test_steps_are_counted_in_the_default_type():
    torch.set_default_dtype(torch.float64)
    try:
        x = with_gradient(1.0)
        optimizer = torch.optim.Adam([x])
        optimizer.step()
        assert optimizer.state[x]["step"].dtype is torch.float64
    finally:
        torch.set_default_dtype(torch.float32)


def test_a_step_is_told_as_an_update():
    from tensorlab import events

    x = with_gradient(1.0)
    with events.listen() as heard:
        torch.optim.SGD([x], lr=0.5).step()

    assert {event[2] for event in heard.events if event[0] == events.Kind.MUTATED} == {events.Phase.UPDATE}


def test_the_base_moves_nothing():
    with pytest.raises(NotImplementedError):
        torch.optim.Optimizer([leaf(1.0)], {})._move(None, None, {})
