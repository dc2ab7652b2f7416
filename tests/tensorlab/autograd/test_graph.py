"""Hooks on what nodes save, and on several gradients at once."""

import pytest

import tensorlab as torch
from tensorlab import events
from tensorlab.autograd import graph


def leaf(*values):
    return torch.tensor(list(values), requires_grad=True)


def test_backward_gets_from_the_hooks_what_they_keep():
    x, kept = leaf(2.0, 3.0), []
    with graph.saved_tensors_hooks(lambda t: kept.append(t.detach().clone()) or len(kept) - 1, lambda i: kept[i]):
        y = x.pow(2)

    y.sum().backward()

    assert [one.tolist() for one in kept] == [[2.0, 3.0]]
    assert x.grad.tolist() == [4.0, 6.0]


def test_the_innermost_hooks_pack():
    def noting(into):
        return graph.saved_tensors_hooks(lambda t: into.append("packed") or t, lambda t: t)

    outer, inner = [], []
    with noting(outer):
        with noting(inner):
            leaf(1.0).exp()
        leaf(1.0).exp()

    assert (inner, outer) == (["packed"], ["packed"])
    assert events.tracer is None


def test_what_hooks_kept_can_be_differentiated_twice():
    x = leaf(2.0)
    with graph.save_on_cpu():
        y = x**3

    (g,) = torch.autograd.grad(y, x, create_graph=True)
    (h,) = torch.autograd.grad(g, x)

    assert (g.item(), h.item()) == (12.0, 12.0)


def test_a_custom_operations_saved_tensors_are_packed_too():
    class Square(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x, None)
            return x * x

        @staticmethod
        def backward(ctx, g):
            x, nothing = ctx.saved_tensors
            assert nothing is None
            return 2 * x * g

    x = leaf(3.0)
    with graph.saved_tensors_hooks(lambda t: t.detach() * 10, lambda t: t):
        y = Square.apply(x)
    assert list(y.grad_fn.saved_items()) == [("saved_tensors[1]", None)]
    y.backward()

    assert x.grad.item() == 60.0


def test_a_write_into_a_part_keeps_working_under_hooks():
    x = leaf(1.0, 2.0)
    with graph.saved_tensors_hooks(lambda t: t, lambda t: t):
        y = x * 1
        y[0] = y[1] * 3
    y.sum().backward()

    assert x.grad.tolist() == [0.0, 4.0]


def test_hooks_can_be_refused():
    hooks = graph.saved_tensors_hooks(lambda t: t, lambda t: t)

    with graph.disable_saved_tensors_hooks("not here"), pytest.raises(RuntimeError, match="not here"):
        hooks.__enter__()
    with hooks, pytest.raises(RuntimeError, match="nor there"):
        graph.disable_saved_tensors_hooks("nor there").__enter__()


def test_one_saved_tensor_can_have_hooks_of_its_own():
    x = leaf(2.0)
    y = x.pow(2)
    y.grad_fn._raw_saved_self.register_hooks(lambda t: t.detach() * 5, lambda t: t)
    y.backward()

    assert x.grad.item() == 20.0
    with pytest.raises(RuntimeError, match="Calling register_hooks on a saved tensor after it has been freed"):
        y.grad_fn._raw_saved_self.register_hooks(lambda t: t, lambda t: t)


def test_what_is_unpacked_must_be_a_tensor():
    x = leaf(2.0)
    with graph.saved_tensors_hooks(lambda t: 3, lambda packed: packed):
        y = x.exp()

    with pytest.raises(TypeError, match="unpack_hook expected to be a Tensor but got result of type int"):
        y.backward()


def test_gradients_are_gathered_for_each_walk():
    x, w, seen = leaf(1.0), leaf(1.0), []
    with graph.register_multi_grad_hook((x, w), lambda gradients: seen.append([g and g.item() for g in gradients])):
        (x * 2 + w).backward()
        (x * 2).backward()
    (x * 2 + w).backward()

    assert seen == [[2.0, 1.0], [2.0, None]]


def test_the_first_gradient_of_several_is_told_once_a_walk():
    x, w, seen = leaf(1.0), leaf(1.0), []
    handle = graph.register_multi_grad_hook((x, w), lambda gradient: seen.append(gradient.item()), mode="any")
    (x * 2 + w).backward()
    handle.remove()
    (x * 2 + w).backward()

    assert len(seen) == 1
    with pytest.raises(ValueError, match=r"Expects mode to be one of \('all', 'any'\) but got x"):
        graph.register_multi_grad_hook((x,), print, mode="x")


def test_a_place_in_the_graph_stands_for_its_tensor():
    x = leaf(1.0, 2.0)
    a, b = (x * 2).unbind()
    edge = graph.get_gradient_edge(b)

    assert (edge.node is b.grad_fn, edge.output_nr) == (True, 1)
    (found,) = torch.autograd.grad((a + 3 * b).sum(), [edge])
    assert found.item() == 3.0
    with pytest.raises(RuntimeError, match="not possible to get the gradient edge"):
        graph.get_gradient_edge(torch.ones(1))


def test_backward_may_begin_at_a_place_in_the_graph():
    x = leaf(1.0)
    edge = graph.get_gradient_edge(x * 2)

    torch.autograd.backward([edge], [torch.ones(1)])

    assert x.grad.item() == 2.0
    with pytest.raises(RuntimeError, match="grad can be implicitly created only for scalar outputs"):
        torch.autograd.backward([graph.get_gradient_edge(x * 2)])


def test_writes_that_autograd_could_not_see_can_be_counted():
    x, y = torch.ones(1), torch.ones(1)
    graph.increment_version(x)
    graph.increment_version([x, y])

    assert (x._version, y._version) == (2, 1)
