"""Operations of one's own: what ``ctx`` offers, and what is refused. Printed examples stand in programs.txt."""

import pytest

import tensorlab as torch
from tensorlab.autograd import function
from tensorlab.autograd.function import Function, once_differentiable, source_of


def leaf(*values):
    return torch.tensor(list(values), requires_grad=True)


class Scaled(Function):
    """``x * factor``, with an option."""

    @staticmethod
    def forward(ctx, x, factor, shift=0):
        ctx.factor = factor
        return x * factor + shift

    @staticmethod
    def backward(ctx, g):
        return g * ctx.factor, None, None


def test_arguments_may_be_given_by_name():
    x = leaf(2.0)
    Scaled.apply(x, factor=3.0).backward()
    y = Scaled.apply(x, shift=1, factor=5.0)

    assert (x.grad.item(), y.item()) == (3.0, 11.0)


def test_a_setup_gets_inputs_and_output():
    class Cubed(Function):
        @staticmethod
        def forward(x, power=3):
            return x**power

        @staticmethod
        def setup_context(ctx, inputs, output):
            ctx.save_for_backward(inputs[0])
            ctx.save_for_forward(inputs[0])
            ctx.power = inputs[1]

        @staticmethod
        def vjp(ctx, g):
            (x,) = ctx.saved_tensors
            return ctx.power * x ** (ctx.power - 1) * g, None

    x = leaf(2.0)
    Cubed.apply(x, power=2).backward()

    assert x.grad.item() == 4.0


def test_what_was_kept_for_forward_mode_is_seen_where_nothing_is_recorded():
    seen = []

    class Kept(Function):
        @staticmethod
        def forward(x):
            return x * 1

        @staticmethod
        def setup_context(ctx, inputs, output):
            ctx.save_for_forward(*inputs)
            seen.append(ctx.saved_tensors[0].tolist())

    Kept.apply(torch.ones(1))

    assert seen == [[1.0]]


def test_only_tensors_can_be_saved():
    class Wrong(Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_forward(3)
            return x

    with pytest.raises(TypeError, match="save_for_forward can only save variables, but argument 0 is of type int"):
        Wrong.apply(torch.ones(1))


def test_a_gradient_for_what_is_no_tensor_is_refused():
    class Wrong(Function):
        @staticmethod
        def forward(ctx, x, factor):
            return x * factor

        @staticmethod
        def backward(ctx, g):
            return g, g

    with pytest.raises(RuntimeError, match="returned a gradient different than None at position 2"):
        Wrong.apply(leaf(1.0), 2).backward()


def test_both_names_of_the_derivative_at_once_are_refused():
    class Both(Function):
        @staticmethod
        def forward(ctx, x):
            return x * 1

        @staticmethod
        def backward(ctx, g):
            return g

        @staticmethod
        def vjp(ctx, g):
            return g

    with pytest.raises(RuntimeError, match="Implementing both 'backward' and 'vjp'"):
        Both.apply(leaf(1.0)).backward()


def test_what_is_not_written_says_so():
    with pytest.raises(NotImplementedError, match="setup_context is not implemented"):
        Function.setup_context(None, (), None)
    with pytest.raises(NotImplementedError, match="You must implement the jvp function"):
        Function.jvp(None)


def test_a_saved_output_is_checked_and_leads_on():
    class Exp(Function):
        @staticmethod
        def forward(ctx, x):
            y = x.exp()
            ctx.save_for_backward(y)
            return y

        @staticmethod
        def backward(ctx, g):
            (y,) = ctx.saved_tensors
            return g * y

    x = leaf(0.0)
    y = Exp.apply(x)
    (g,) = torch.autograd.grad(y, x, create_graph=True)
    (h,) = torch.autograd.grad(g, x, retain_graph=True)
    assert (g.item(), h.item()) == (1.0, 1.0)

    y.detach().add_(1)
    with pytest.raises(RuntimeError, match="has been modified by an inplace operation"):
        y.backward()


def test_a_derivative_marked_as_once_gives_its_gradient_and_no_second_one():
    class Once(Function):
        @staticmethod
        def forward(ctx, x, y):
            return x * 2 + y

        @staticmethod
        @once_differentiable
        def backward(ctx, g):
            return g * 2, None

    x = leaf(1.0)
    Once.apply(x, torch.ones(1)).backward()
    assert x.grad.item() == 2.0

    weight = leaf(1.0)
    (g,) = torch.autograd.grad(Once.apply(x, torch.ones(1)), x, weight, create_graph=True)
    assert g.grad_fn.name() == "torch::autograd::Error"
    with pytest.raises(RuntimeError, match="marked with @once_differentiable"):
        g.backward()


def test_the_source_of_an_operation_is_found_where_there_is_one():
    made_in_the_air = type("Air", (Function,), {})

    assert "x * factor" in source_of(Scaled)
    assert source_of(made_in_the_air) == ""
    assert function.Function is Function


def test_a_node_that_is_not_asked_for_what_it_saved_may_run_again():
    class Free(Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x * 2

        @staticmethod
        def backward(ctx, g):
            return g * 2

    x = leaf(1.0)
    y = Free.apply(x)
    y.backward()
    y.backward()

    assert x.grad.item() == 4.0
    assert y.grad_fn.saved_items() == ()
    with pytest.raises(RuntimeError, match="Trying to backward through the graph a second time"):
        y.grad_fn.saved_tensors  # noqa: B018
