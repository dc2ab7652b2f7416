"""Products, systems and decompositions, with numpy and their own definitions as witnesses."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tensorlab as torch

pytestmark = pytest.mark.filterwarnings("ignore:.*deprecated:UserWarning", "ignore:torch.meshgrid:UserWarning")
"""Old forms are tried, too; what they warn of is in the transcripts."""

linalg = torch.linalg
RANDOM = np.random.default_rng(0)


def matrices(*shape):
    return torch.tensor(RANDOM.normal(size=shape))


def close(found, expected):
    np.testing.assert_allclose(found.detach().numpy(), np.asarray(expected), rtol=1e-9, atol=1e-9)


SQUARE, STACK, TALL, WIDE = matrices(4, 4), matrices(3, 4, 4), matrices(2, 5, 3), matrices(2, 3, 5)

# -- products -------------------------------------------------------------------------------------------------------

sizes = st.sampled_from([(), (2,), (3, 2), (1, 2), (3, 1)])


@given(sizes, sizes, st.sampled_from([(2, 3), (3,)]), st.sampled_from([(3, 2), (3,)]))
def test_the_matrix_product_of_any_shapes_is_numpys(left_stack, right_stack, left, right):
    a = RANDOM.normal(size=(left_stack if len(left) == 2 else ()) + left)
    b = RANDOM.normal(size=(right_stack if len(right) == 2 else ()) + right)
    try:
        expected = a @ b
    except ValueError:
        with pytest.raises(RuntimeError):
            torch.tensor(a) @ torch.tensor(b)
    else:
        close(torch.tensor(a) @ torch.tensor(b), expected)
        close(torch.matmul(torch.tensor(a), torch.tensor(b), out=torch.zeros(0, dtype=torch.float64)), expected)


@pytest.mark.parametrize(
    "equation",
    [
        "ij,jk->ik",
        "ij,jk",
        "i j , j k -> k i",
        "ij,kj->ik",
        "ij,ij->",
        "ij->j",
        "ii->i",
        "ii",
        "i,j,k->kij",
        "bij,bjk,bkl->bil",
        "...ij,...jk->...ik",
        "b...i,i->b...",
        "aab,b->a",
        "ab,cd->",
        "ij,ij,ij->i",
        "ij,k->k",
        "A,a->aA",
    ],
)
def test_an_equation_means_what_it_means_to_numpy(equation):
    lengths = dict(zip("abcdijklA", [2, 3, 2, 4, 3, 3, 2, 4, 2], strict=True))
    terms = equation.replace(" ", "").split("->")[0].split(",")
    many = {".": [2, 3]}
    arrays = [
        RANDOM.normal(size=[n for sign in term.replace("...", ".") for n in many.get(sign, [lengths.get(sign)])])
        for term in terms
    ]

    close(torch.einsum(equation, *[torch.tensor(array) for array in arrays]), np.einsum(equation, *arrays))


def test_an_equation_may_be_given_as_lists_of_numbers():
    close(torch.einsum(SQUARE, [0, 1], SQUARE, [1, 2], [2, 0]), (SQUARE @ SQUARE).T.numpy())


def test_products_of_more_than_two_are_the_same_in_any_order():
    chain = [matrices(2, 6), matrices(6, 3), matrices(3, 5), matrices(5, 4)]

    close(linalg.multi_dot(chain), np.linalg.multi_dot([one.numpy() for one in chain]))
    with pytest.warns(UserWarning, match="chain_matmul is deprecated"):
        close(torch.chain_matmul(*chain), linalg.multi_dot(chain).numpy())
    with pytest.warns(UserWarning, match="chain_matmul is deprecated"):
        close(torch.chain_matmul(chain[0]), chain[0].numpy())


def test_tensordot_inner_kron_and_cross_are_numpys():
    a, b = RANDOM.normal(size=(2, 3, 4)), RANDOM.normal(size=(3, 4, 2))
    for dims in (0, 2, ([1, 2], [0, 1]), ([0], [-1])):
        close(torch.tensordot(torch.tensor(a), torch.tensor(b), dims), np.tensordot(a, b, dims))
    close(torch.inner(torch.tensor(a), torch.tensor(a)), np.inner(a, a))
    close(torch.kron(torch.tensor(a), torch.tensor(b)), np.kron(a, b))
    close(linalg.cross(torch.tensor(a), torch.tensor(a[:1] + 1), dim=1), np.cross(a, a[:1] + 1, axis=1))


def test_half_precision_is_summed_in_single_precision():
    ones = torch.ones(1, 4096, dtype=torch.float16)

    assert (ones @ ones.T).item() == 4096
    assert (
        torch.ones(1, 300, dtype=torch.bfloat16).matmul(torch.ones(300, dtype=torch.bfloat16)).dtype is torch.bfloat16
    )


def test_a_tensor_multiplies_with_an_array_to_its_right_and_an_array_with_no_tensor():
    close(SQUARE @ SQUARE.numpy(), (SQUARE @ SQUARE).numpy())
    with pytest.raises(TypeError, match="unsupported operand type"):
        SQUARE.numpy() @ SQUARE
    with pytest.raises(TypeError, match="unsupported operand type"):
        SQUARE @ 2
    with pytest.raises(TypeError, match="unsupported operand type"):
        2 @ SQUARE


@pytest.mark.parametrize("name", ["addmm", "addmv", "addr", "addbmm", "baddbmm"])
def test_a_product_may_be_added_in_place(name):
    first = {
        "addmm": (matrices(2, 3), matrices(3, 2)),
        "addmv": (matrices(2, 3), matrices(3)),
        "addr": (matrices(2), matrices(2)),
        "addbmm": (matrices(3, 2, 4), matrices(3, 4, 2)),
        "baddbmm": (matrices(2, 2, 4), matrices(2, 4, 2)),
    }[name]
    start = torch.ones(2, 2, 2, dtype=torch.float64) if name == "baddbmm" else torch.ones(2, 2, dtype=torch.float64)
    start = start[0] if name == "addmv" else start
    expected = getattr(torch, name)(start, *first, beta=0.5, alpha=2)

    getattr(start, name + "_")(*first, beta=0.5, alpha=2)
    assert torch.equal(start, expected)


# -- decompositions -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("a", [SQUARE, STACK, TALL, WIDE], ids=["square", "stack", "tall", "wide"])
def test_what_is_taken_apart_can_be_put_together(a):
    q, r = linalg.qr(a)
    close(q @ r, a.numpy())
    close(linalg.qr(a, "r").R, r.numpy())
    u, s, vh = linalg.svd(a, full_matrices=False)
    close(u @ torch.diag_embed(s) @ vh, a.numpy())
    close(linalg.svdvals(a), s.numpy())
    u, s, v = torch.svd(a)
    close((u * s.unsqueeze(-2)) @ v.mT, a.numpy())
    p, lower, upper = linalg.lu(a)
    close(p @ lower @ upper, a.numpy())
    p, lower, upper = torch.lu_unpack(*linalg.lu_factor(a))
    close(p @ lower @ upper, a.numpy())


@pytest.mark.parametrize("a", [SQUARE, STACK], ids=["one", "stack"])
def test_symmetric_matrices_have_real_eigenvalues_and_a_triangular_root(a):
    symmetric, definite = a + a.mT, a @ a.mT
    values, vectors = linalg.eigh(symmetric)
    close(vectors @ torch.diag_embed(values) @ vectors.mT, symmetric.numpy())
    close(linalg.eigvalsh(symmetric, "U"), values.numpy())
    lower = linalg.cholesky(definite)
    close(lower @ lower.mT, definite.numpy())
    close(torch.cholesky(definite, upper=True), lower.mT.numpy())
    close(torch.cholesky_inverse(lower) @ definite, np.broadcast_to(np.eye(4), a.shape))
    close(definite @ torch.cholesky_solve(a, lower), a.numpy())


@pytest.mark.parametrize("a", [SQUARE, STACK], ids=["one", "stack"])
def test_a_solution_solves(a):
    b = matrices(4, 2)

    close(a @ linalg.solve(a, b), np.broadcast_to(b.numpy(), (*a.shape[:-2], 4, 2)))
    close(linalg.solve(a, b.mT, left=False) @ a, np.broadcast_to(b.mT.numpy(), (*a.shape[:-2], 2, 4)))
    close(linalg.inv(a) @ a, np.broadcast_to(np.eye(4), a.shape))
    close(linalg.lu_solve(*linalg.lu_factor(a), b.expand(*a.shape[:-2], 4, 2)), linalg.solve(a, b).numpy())
    close(a.triu() @ linalg.solve_triangular(a, b, upper=True), np.broadcast_to(b.numpy(), (*a.shape[:-2], 4, 2)))
    close(linalg.det(a), np.linalg.det(a.numpy()))
    sign, logarithm = torch.slogdet(a)
    close(sign * logarithm.exp(), np.linalg.det(a.numpy()))


@given(st.integers(1, 7), st.booleans(), st.integers(0, 1000))
def test_any_symmetric_matrix_has_factors_in_blocks_of_one_and_two(size, hollow, seed):
    random = np.random.default_rng(seed)
    half = random.normal(size=(2, size, size))
    whole = half + half.swapaxes(-2, -1)
    if hollow and size > 1:
        whole[:, range(size), range(size)] = 0
    a, b = torch.tensor(whole), torch.tensor(random.normal(size=(size, 2)))

    packed, pivots = linalg.ldl_factor(a)
    close(a @ linalg.ldl_solve(packed, pivots, b), np.broadcast_to(b.numpy(), (2, size, 2)))
    assert torch.equal(linalg.ldl_factor_ex(a, check_errors=True).LD, packed)


def test_a_block_of_zero_is_an_error_only_where_it_is_asked_for():
    assert linalg.ldl_factor_ex(torch.zeros(2, 2)).info.item() == 1
    with pytest.raises(RuntimeError, match="the block of D at 1 is zero"):
        linalg.ldl_factor(torch.zeros(2, 2))
    out = torch.zeros(0)
    assert linalg.ldl_solve(*linalg.ldl_factor(torch.eye(2)), torch.ones(2, 1), out=out) is out


@pytest.mark.parametrize("a", [TALL, WIDE, SQUARE], ids=["tall", "wide", "square"])
def test_the_pseudo_inverse_and_least_squares_are_numpys(a):
    close(linalg.pinv(a), np.linalg.pinv(a.numpy()))
    for matrix in a if a.dim() == 3 else [a]:
        b = matrices(matrix.shape[0], 2)
        found = linalg.lstsq(matrix, b, driver="gelsd")
        expected = np.linalg.lstsq(matrix.numpy(), b.numpy(), rcond=None)
        for ours, theirs in zip(found, expected, strict=True):
            close(ours, theirs)


@given(st.integers(-4, 6))
def test_a_power_is_a_product_of_many(n):
    close(torch.matrix_power(SQUARE, n), np.linalg.matrix_power(SQUARE.numpy(), n))


@settings(deadline=None)
@given(st.floats(0.01, 30))
def test_the_exponential_of_a_turn_is_a_rotation(angle):
    turn = torch.tensor([[0.0, -angle], [angle, 0.0]], dtype=torch.float64)
    rotation = [[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]

    close(torch.matrix_exp(torch.stack([turn, turn * 0])), [rotation, np.eye(2)])


def test_reflections_make_the_orthogonal_factor():
    a, tau = torch.geqrf(TALL)
    q = linalg.householder_product(a, tau)

    close(q @ a[..., :3, :].triu(), TALL.numpy())
    close(torch.orgqr(a, tau), q.numpy())
    close(torch.ormqr(a, tau, torch.eye(5, 3, dtype=torch.float64).expand(2, 5, 3)), q.numpy())


@pytest.mark.parametrize("order", [None, "fro", "nuc", 1, -1, 2, -2, np.inf, -np.inf])
def test_norms_and_condition_numbers_are_numpys(order):
    close(linalg.norm(SQUARE, order), np.linalg.norm(SQUARE.numpy(), order))
    close(linalg.cond(SQUARE, order), np.linalg.cond(SQUARE.numpy(), order))
    if order is not None:
        close(
            linalg.matrix_norm(STACK, order, (2, 0), keepdim=True),
            np.linalg.norm(STACK.numpy(), order, (2, 0), keepdims=True),
        )


def test_ranks_count_what_is_not_nothing():
    flat = torch.outer(matrices(4), matrices(4))

    assert linalg.matrix_rank(flat).item() == 1
    assert linalg.matrix_rank(torch.stack([flat, SQUARE])).tolist() == [1, 4]
    assert linalg.matrix_rank(torch.eye(3), hermitian=True, atol=torch.tensor(2.0)).item() == 0


def test_what_has_no_real_answer_is_refused_with_a_way_out():
    with pytest.raises(NotImplementedError, match="eigh gives real eigenvalues"):
        linalg.eig(SQUARE)
    with pytest.raises(NotImplementedError, match="eigvalsh gives real eigenvalues"):
        linalg.eigvals(SQUARE)


def test_a_singular_matrix_among_others_is_named():
    both = torch.stack([torch.eye(2), torch.zeros(2, 2)])

    with pytest.raises(linalg.LinAlgError, match=r"\(Batch element 1\): The diagonal element 1 is zero"):
        linalg.inv(both)
    assert linalg.inv_ex(both).inverse[0].tolist() == [[1, 0], [0, 1]]
    assert linalg.solve_ex(both, torch.ones(2, 1)).info.tolist() == [0, 1]


def test_a_gradient_that_does_not_arrive_stops_there():
    x = (SQUARE * 1).requires_grad_()
    for function in (linalg.inv, lambda a: linalg.solve(a, SQUARE), lambda a: linalg.solve(SQUARE, a)):
        linalg.slogdet(function(x)).sign.backward()

    assert x.grad is None or not x.grad.any()


def test_the_pivots_of_a_factorisation_carry_no_gradient():
    x = SQUARE.clone().requires_grad_()
    packed, pivots = linalg.lu_factor(x)

    assert packed.requires_grad and not pivots.requires_grad
    linalg.slogdet(packed).sign.backward()
    assert x.grad is None or not x.grad.any()


def test_reflections_need_a_factor_for_each_column():
    with pytest.raises(RuntimeError, match="must be equal to min"):
        torch.ormqr(TALL[0], torch.ones(1, dtype=torch.float64), TALL[0])


def test_a_stack_is_never_multiplied_with_another_type():
    with pytest.raises(RuntimeError, match="expected scalar type Double but found Float"):
        STACK @ torch.ones(3, 4, 4)


def test_the_determinant_of_a_singular_matrix_still_has_a_derivative():
    x = torch.tensor([[1.0, 2.0], [2.0, 4.0]], requires_grad=True)
    torch.det(x).backward()

    np.testing.assert_allclose(x.grad.numpy(), [[4, -2], [-2, 1]], atol=1e-5)


@pytest.mark.parametrize(
    ("function", "shape"),
    [
        (lambda out: torch.mm(torch.eye(2), torch.ones(2, 3), out=out), (2, 3)),
        (lambda out: torch.outer(torch.ones(2), torch.ones(3), out=out), (2, 3)),
        (lambda out: torch.inner(torch.tensor(2.0), torch.ones(3), out=out), (3,)),
        (lambda out: torch.tensordot(torch.eye(2), torch.eye(2), 1, out=out), (2, 2)),
        (lambda out: torch.kron(torch.eye(2), torch.eye(2), out=out), (4, 4)),
        (lambda out: torch.cross(torch.ones(3), torch.ones(3), 0, out=out), (3,)),
        (lambda out: linalg.cross(torch.ones(3), torch.ones(3), out=out), (3,)),
        (lambda out: linalg.vecdot(torch.ones(3), torch.ones(3), out=out), ()),
        (lambda out: linalg.multi_dot([torch.eye(2), torch.eye(2)], out=out), (2, 2)),
        (lambda out: linalg.inv(torch.eye(2), out=out), (2, 2)),
        (lambda out: linalg.solve(torch.eye(2), torch.ones(2), out=out), (2,)),
        (lambda out: linalg.cholesky(torch.eye(2), out=out), (2, 2)),
        (lambda out: linalg.svdvals(torch.eye(2), out=out), (2,)),
        (lambda out: linalg.eigvalsh(torch.eye(2), out=out), (2,)),
        (lambda out: linalg.matrix_norm(torch.eye(2), out=out), ()),
        (lambda out: linalg.cond(torch.eye(2), out=out), ()),
        (lambda out: linalg.tensorinv(torch.eye(2), ind=1, out=out), (2, 2)),
        (lambda out: linalg.tensorsolve(torch.eye(2), torch.ones(2), out=out), (2,)),
        (lambda out: torch.matrix_power(torch.eye(2), 3, out=out), (2, 2)),
    ],
)
def test_a_result_goes_where_out_says(function, shape):
    out = torch.zeros(0)

    assert function(out) is out
    assert out.shape == shape


def test_several_results_go_where_out_says():
    q, r = torch.zeros(0), torch.zeros(0)

    found = linalg.qr(torch.eye(2), out=(q, r))
    assert found.Q is q and found.R is r
    packed, pivots = torch.zeros(0), torch.zeros(0, dtype=torch.int32)
    assert torch.lu(torch.eye(2), out=(packed, pivots))[1] is pivots
    rank = torch.zeros((), dtype=torch.int64)
    assert linalg.matrix_rank(torch.eye(2), out=rank) is rank
