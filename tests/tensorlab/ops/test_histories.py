"""Views and their base have one history: what a write does to each of them."""

from __future__ import annotations

import pytest

import tensorlab as torch

NO_GRAD = "A view was created in no_grad mode and "
MANY = "This view is the output of a function that returns multiple views."


def test_a_view_made_under_no_grad_asks_for_gradients_and_leads_nowhere():
    x = torch.ones(3, 2, requires_grad=True)
    with torch.no_grad():
        view = x.reshape(-1)

    assert view.requires_grad and view.is_leaf and view.grad_fn is None
    assert (2 - view).grad_fn.next_functions == ((None, 0),)
    with pytest.raises(RuntimeError, match="element 0 of tensors does not require grad"):
        view.sum(0).backward() or view.backward(torch.ones(6))


def test_a_view_follows_the_flag_of_its_base():
    x = torch.ones(3)
    view, piece = x[:2], x.unbind()[0]

    x.requires_grad_()
    assert view.requires_grad and piece.requires_grad and view.is_leaf

    x.requires_grad_(False)
    assert not view.requires_grad and not piece.requires_grad


def test_a_view_made_before_a_write_gets_the_history_of_its_base_when_that_asks_for_gradients():
    x = torch.ones(3)
    row = x[None]
    x[0] += 1

    x.requires_grad_()

    assert row.grad_fn.name() == "AsStridedBackward0" and not row.is_leaf


def test_a_view_of_its_own_flag_keeps_it():
    x = torch.ones(3)
    view = x[:2].requires_grad_()

    (view * 2).sum().backward()

    assert view.is_leaf and view.grad.tolist() == [2, 2] and not x.requires_grad
    with pytest.raises(RuntimeError, match="a view of a leaf Variable that requires grad is being used"):
        view.mul_(2)


@pytest.mark.parametrize("write", [lambda x: x.detach().mul_(2), lambda x: x.detach()[0].zero_()])
def test_a_write_spoils_the_pieces_that_many_views_came_in(write):
    x = torch.ones(3, requires_grad=True)
    piece = x.unbind(0)[1]

    write(x)

    with pytest.raises(RuntimeError, match=r"^Output 1 of Unbind is a view and its base or another view of its base"):
        _ = piece.grad_fn
    assert "grad_fn=<Invalid>" in repr(piece)


def test_a_write_spoils_a_view_made_under_no_grad():
    x = torch.ones(3, requires_grad=True) * 1
    with torch.no_grad():
        view = x[:2]

    x.neg_()

    with pytest.raises(RuntimeError, match=f"^{NO_GRAD}its base or another view of its base has been modified"):
        _ = view.is_leaf


def test_a_write_through_a_piece_of_many_is_refused_before_anything_else_is_looked_at():
    piece = torch.ones(2, 3, dtype=torch.int64).unbind(0)[0]

    with pytest.raises(RuntimeError, match=f"^{NO_GRAD}is being modified inplace with grad mode enabled. {MANY}"):
        piece.mul_(torch.ones(5, requires_grad=True))


def test_a_view_of_a_view_made_under_no_grad_says_so():
    x = torch.ones(3, requires_grad=True) * 1
    with torch.no_grad():
        view = x[:2]

    with pytest.raises(RuntimeError, match=r"^Output 0 of Select is a view of a view which was created in no_grad"):
        view[0] = 1


def test_a_write_through_a_view_made_under_no_grad_needs_the_same_mode():
    x = torch.ones(3, requires_grad=True) * 1
    with torch.no_grad():
        view = x[:2]
        view.mul_(2)

    assert x.tolist() == [2, 2, 1]


def test_after_data_was_set_a_tensor_still_counts_its_own_writes():
    x, other = torch.ones(2), torch.zeros(2)
    x.add_(1)

    x.data = other
    other.add_(1).add_(1)
    x.add_(1)

    assert (x._version, other._version) == (2, 2)


def test_a_write_after_data_was_set_is_found_by_what_was_saved():
    weight, x = torch.ones(2, requires_grad=True), torch.ones(2)
    product = (weight * x).sum()

    x.data = torch.zeros(2)
    x.add_(1)

    with pytest.raises(RuntimeError, match="is at version 1; expected version 0"):
        product.backward()


def test_setting_data_alone_is_no_new_version():
    weight, x = torch.ones(2, requires_grad=True), torch.ones(2)
    product = (weight * x).sum()

    x.data = torch.full((2,), 5.0)
    product.backward()

    assert weight.grad.tolist() == [5, 5]


def test_a_write_may_go_to_elements_that_share_a_memory_where_it_only_chooses_some():
    x = torch.ones(2, 1).expand(2, 3)

    with pytest.warns(UserWarning, match="Use of masked_fill_ on expanded tensors is deprecated"):
        x.masked_fill_(torch.tensor([True, False, False]), 5)

    assert x.tolist() == [[5, 5, 5], [5, 5, 5]]
    with pytest.raises(RuntimeError, match="more than one element of the written-to tensor"):
        x.add_(1)


def test_a_copy_of_an_empty_tensor_has_memory_of_its_own():
    x = torch.ones(0)

    x.repeat(2).sigmoid_()

    assert x._version == 0


def test_a_view_that_becomes_another_shape_in_place_stays_a_view():
    x = torch.ones(2, 2, requires_grad=True) * 1
    view = x.flatten()

    view.unsqueeze_(0)
    assert view.grad_fn.name() == "UnsqueezeBackward1"

    x.mul_(2)
    assert view.grad_fn.name() == "AsStridedBackward0" and view.shape == (1, 4)


def test_what_was_handed_through_is_given_back_and_a_stretched_gradient_is_a_view():
    x, weights = torch.ones(2, requires_grad=True), torch.ones(2)

    assert torch.autograd.grad(x + 0, x, weights)[0] is weights
    assert torch.autograd.grad(x.sum(), x)[0]._base.shape == ()


def test_a_tensor_asked_for_that_no_gradient_can_reach_counts_as_unused():
    x = torch.ones(2, requires_grad=True)
    with torch.no_grad():
        view = x[:1]

    assert torch.autograd.grad(x.sum(), view, allow_unused=True) == (None,)


def test_a_row_set_to_another_shape_is_recorded_as_view_and_expand():
    x, row = torch.zeros(2, 2), torch.ones(1, 2, requires_grad=True)

    x[0] = row * 1
    copied = x.grad_fn.next_functions[1][0]
    assert copied.name() == "ViewBackward0"

    x[:] = row * 1
    assert x.grad_fn.next_functions[1][0].name() == "ExpandBackward0"


def test_a_hook_after_accumulation_gives_nothing_back():
    x = torch.ones(2, requires_grad=True)
    x.register_post_accumulate_grad_hook(lambda leaf: leaf.grad)

    with pytest.raises(RuntimeError, match="Tensor post accumulate grad hooks should return None"):
        x.sum().backward()


def test_a_write_that_uses_its_own_target_twice_has_lost_what_backward_needs():
    x = torch.ones(2, requires_grad=True) * 1

    x.mul_(x)

    with pytest.raises(RuntimeError, match="output 0 of Mul, is at version 1; expected version 0"):
        x.sum().backward()


def test_setting_a_tensor_to_itself_is_no_overlap():
    x = torch.ones(3).expand(2, 3)

    x[...] = x
    x[0] = x[1]

    assert x.tolist() == [[1, 1, 1], [1, 1, 1]]


def test_the_gradient_of_a_gradient_is_kept_as_a_copy():
    x = torch.ones(2, requires_grad=True)

    with pytest.warns(UserWarning, match="will create a reference cycle"):
        (x**3).sum().backward(create_graph=True)

    assert x.grad.grad_fn.name() == "torch::autograd::CopyBackwards"


def test_gradients_of_the_only_piece_of_many_views_add_up():
    x = torch.ones(1, 3, requires_grad=True)
    (piece,) = (x * 1).chunk(2)

    (piece - piece).sum().backward()

    assert x.grad.tolist() == [[0, 0, 0]]


def test_a_leaf_that_no_longer_asks_gets_no_gradient():
    x = torch.ones(2, requires_grad=True)
    y = (x * 2).sum()

    x.requires_grad_(False)
    y.backward()

    assert x.grad is None


def test_what_a_function_hands_through_can_not_be_written_to_and_what_it_writes_counts_twice():
    class Same(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x

        @staticmethod
        def backward(ctx, gradient):
            return gradient

    class Shift(Same):
        @staticmethod
        def forward(ctx, x):
            ctx.mark_dirty(x)
            return x.add_(1)

    x = torch.ones(2, requires_grad=True) * 1
    with pytest.raises(RuntimeError, match=r"^Output 0 of Same is a view and is being modified inplace. This view was"):
        Same.apply(x).mul_(2)

    part = x[:1]
    assert Shift.apply(part) is part and x._version == 2
    assert x.grad_fn.name() == "torch::autograd::CopySlices"


def test_a_view_by_several_steps_keeps_what_is_special_about_what_it_was_taken_of():
    x = torch.ones(4, 4, requires_grad=True) * 1
    with torch.no_grad():
        unrecorded = x[:2]
    with pytest.raises(RuntimeError, match="is a view of a view which was created in no_grad mode"):
        unrecorded[:1, 0].add_(1)

    data = torch.ones(4, 4).data
    view = data[1:, 0]
    view.add_(1)
    assert (view._version, data._version) == (1, 1)


def test_views_that_are_gone_are_forgotten():
    x = torch.ones(2)
    kept = x[:1]
    for _ in range(600):
        x[:1]

    assert len(x._views) < 256 + 2
    assert x._views[0][0]() is kept
