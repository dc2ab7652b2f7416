"""Forward mode: a tangent goes through a computation beside its numbers."""

import pytest

import tensorlab as torch
import tensorlab.autograd.forward_ad as fwd


def test_a_tangent_goes_through_operations_by_the_chain_rule():
    x = torch.tensor([1.0, 2.0])
    with fwd.dual_level():
        dual = fwd.make_dual(x, torch.tensor([1.0, 10.0]))
        primal, tangent = fwd.unpack_dual((dual * dual).sum())

    assert (primal.item(), tangent.item()) == (5.0, 42.0)  # 2·1·1 + 2·2·10
    assert not primal.requires_grad


def test_a_dual_gives_back_what_it_was_made_of():
    direction = torch.ones(1)
    with fwd.dual_level():
        unpacked = fwd.unpack_dual(fwd.make_dual(torch.zeros(1), direction))

    assert unpacked.tangent is direction
    assert unpacked.primal.item() == 0.0


def test_what_does_not_move_has_no_tangent():
    with fwd.dual_level():
        fwd.make_dual(torch.ones(1), torch.ones(1))
        assert fwd.unpack_dual(torch.ones(1)).tangent is None
        assert fwd.unpack_dual(torch.ones(1, requires_grad=True) * 2).tangent is None
    assert fwd.unpack_dual(torch.ones(1)).tangent is None


def test_a_linear_function_moves_as_its_input_and_a_constant_one_stands():
    with fwd.dual_level():
        dual = fwd.make_dual(torch.ones(2), torch.tensor([3.0, 4.0]))
        assert fwd.unpack_dual(dual * 2 + 1).tangent.tolist() == [6.0, 8.0]
        assert fwd.unpack_dual(dual.floor()).tangent.tolist() == [0.0, 0.0]


def test_a_leaf_that_asks_for_gradients_can_move_too():
    x = torch.ones(1, requires_grad=True)
    with fwd.dual_level():
        dual = fwd.make_dual(x, torch.tensor([2.0]))
        assert fwd.unpack_dual(dual**3).tangent.item() == 6.0


def test_levels_do_not_nest_and_are_left_once():
    with fwd.dual_level(), pytest.raises(RuntimeError, match="Nested forward mode AD is not supported"):
        fwd.enter_dual_level()
    with pytest.raises(RuntimeError, match="Dual level must be a positive number"):
        fwd.exit_dual_level()


def test_duals_that_cannot_be_are_refused():
    with pytest.raises(RuntimeError, match="no level exists"):
        fwd.make_dual(torch.ones(1), torch.ones(1))
    with fwd.dual_level():
        with pytest.raises(RuntimeError, match=r"Tensor is of size \[1\] while the given forward gradient"):
            fwd.make_dual(torch.ones(1), torch.ones(2))
        with pytest.raises(ValueError, match=r"Expected primal to be floating point or complex, but got: torch.int64"):
            fwd.make_dual(torch.tensor([1]), torch.ones(1))
