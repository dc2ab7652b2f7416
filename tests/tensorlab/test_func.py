"""Functions that make functions, over trees of tensors. Printed examples stand in autograd/programs.txt."""

import pytest

import tensorlab as torch
from tensorlab import func, nn


def test_a_gradient_has_the_form_of_its_argument():
    def loss(tree):
        return (tree["a"] * tree["b"][0]).sum() + len(tree["name"])

    found = func.grad(loss)({"a": torch.tensor([2.0]), "b": (torch.tensor([3.0]),), "name": "x"})

    assert (found["a"].item(), found["b"][0].item(), found["name"]) == (3.0, 2.0, None)


def test_what_the_function_does_not_use_has_gradient_zero():
    x = torch.ones(2)

    assert func.grad(lambda x: (x * 0 + 1).sum().detach())(x).tolist() == [0.0, 0.0]
    assert func.grad(lambda x, y: y.sum(), argnums=0)(x, x).tolist() == [0.0, 0.0]


def test_a_gradient_goes_on_to_whoever_follows_from_outside():
    y = torch.tensor(2.0, requires_grad=True)

    func.grad(lambda x: x * y * y)(torch.tensor(1.0)).backward()

    assert y.grad.item() == 4.0


def test_extra_results_come_along_outside_the_graph():
    x = torch.tensor(3.0)
    gradient, extra = func.grad(lambda x: (x * x, {"twice": 2 * x}), has_aux=True)(x)

    assert (gradient.item(), extra["twice"].item(), extra["twice"].requires_grad) == (6.0, 6.0, False)
    with pytest.raises(RuntimeError, match=r"should be a tuple: \(output, aux\)"):
        func.grad(lambda x: x, has_aux=True)(x)


def test_products_from_the_right_come_by_running_backward_twice():
    output, change = func.jvp(lambda x, y: x * y, (torch.tensor(2.0), torch.tensor(3.0)), (torch.tensor(1.0),) * 2)
    assert (output.item(), change.item()) == (6.0, 5.0)

    output, change, extra = func.jvp(lambda x: (x**2, "note"), (torch.tensor(3.0),), (torch.tensor(1.0),), has_aux=True)
    assert (output.item(), change.item(), extra) == (9.0, 6.0, "note")

    at, push = func.linearize(lambda x: x**2, torch.tensor(3.0))
    assert (at.item(), push(torch.tensor(2.0)).item()) == (9.0, 12.0)


def test_a_jacobian_may_bring_extras_and_take_several_arguments():
    jacobian, extra = func.jacrev(lambda x: (x * 2, 7), has_aux=True)(torch.ones(2))
    first, second = func.jacfwd(lambda x, y: x * y, argnums=(0, 1))(torch.ones(1), torch.ones(1) * 3)

    assert (jacobian.tolist(), extra) == ([[2.0, 0.0], [0.0, 2.0]], 7)
    assert (first.tolist(), second.tolist()) == ([[3.0]], [[1.0]])


def test_a_module_is_called_with_other_parameters_and_keeps_its_own():
    model = nn.Sequential(nn.Linear(2, 1), nn.BatchNorm1d(1))
    before = {name: one.clone() for name, one in model.state_dict().items()}

    made = func.functional_call(model[0], ({"weight": torch.ones(1, 2)}, {"bias": torch.zeros(1)}), torch.ones(1, 2))
    func.functional_call(model, {"1.running_mean": torch.ones(1), "0.bias": torch.ones(1)}, (torch.ones(2, 2),), {})

    assert made.item() == 2.0
    assert all(torch.equal(one, before[name]) for name, one in model.state_dict().items() if "0." in name)


def test_names_that_do_not_fit_are_told_where_it_is_strict():
    with pytest.raises(RuntimeError, match=r"Unexpected key\(s\): 'other'"):
        func.functional_call(nn.Linear(1, 1), {"other": torch.ones(1)}, torch.ones(1, 1), strict=True)


def test_the_parameters_of_equal_models_are_stacked():
    models = [nn.BatchNorm1d(2) for _ in range(3)]

    parameters, buffers = func.stack_module_state(models)

    assert parameters["weight"].shape == (3, 2)
    assert parameters["weight"].is_leaf
    assert buffers["running_mean"].shape == (3, 2)
    with pytest.raises(RuntimeError, match="Expected at least one model, got 0"):
        func.stack_module_state([])


def test_a_function_runs_for_each_slice_and_the_results_are_stacked():
    rows = torch.arange(6.0).reshape(3, 2)

    assert func.vmap(torch.sum)(rows).tolist() == [1.0, 5.0, 9.0]
    assert func.vmap(lambda x, y: x * y, in_dims=(1, None))(rows, torch.ones(3)).shape == (2, 3)
    assert func.vmap(lambda x: {"a": x}, out_dims=1)(rows)["a"].shape == (2, 3)
    assert func.vmap(lambda pair: pair[0] + pair[1], in_dims=((0, None),))((rows, torch.ones(2))).shape == (3, 2)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: func.vmap(torch.sum)(3), "We cannot vmap over non-Tensor arguments"),
        (lambda: func.vmap(torch.sum, in_dims=2)(torch.ones(2)), "expected in_dim to satisfy -1 <= in_dim < 1"),
        (lambda: func.vmap(torch.sum, in_dims=None)(torch.ones(2)), "at least one input must be mapped over"),
        (lambda: func.vmap(torch.add)(torch.ones(2), torch.ones(3)), r"got sizes \[2, 3\] for the mapped dimension"),
        (lambda: func.vmap(lambda x: 3)(torch.ones(2)), "`f` must only return Tensors, got type <class 'int'>"),
    ],
)
def test_what_cannot_be_mapped_is_refused(call, text):
    with pytest.raises(ValueError, match=text):
        call()


def test_derivatives_of_derivatives_are_those_of_calculus():
    cube = func.grad(func.grad(func.grad(lambda x: x**3)))

    assert cube(torch.tensor(5.0)).item() == 6.0
    assert func.hessian(lambda x: (x**3).sum())(torch.ones(2)).tolist() == [[6.0, 0.0], [0.0, 6.0]]
