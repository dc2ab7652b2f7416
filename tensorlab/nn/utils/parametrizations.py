"""Ready parametrizations: weights of a learnt length, of largest stretch 1, and orthogonal ones."""

from __future__ import annotations

from typing import Any

from tensorlab import dtypes, linalg
from tensorlab.graph.mode import no_grad
from tensorlab.nn import functional as F
from tensorlab.nn.modules.conv import ConvTranspose1d, ConvTranspose2d, ConvTranspose3d
from tensorlab.nn.modules.module import Module
from tensorlab.nn.utils.parametrize import register_parametrization
from tensorlab.ops import creation, decompositions, joins, matrices
from tensorlab.ops.lengths import norm_except_dim, weight_norm_of

_TURNED = (ConvTranspose1d, ConvTranspose2d, ConvTranspose3d)


def _tensor_of(module: Module, name: str) -> Any:
    found = getattr(module, name, None)
    if found is None:
        raise ValueError(f"Module '{module}' has no parameter or buffer with name '{name}'")
    return found


# -- length and direction -----------------------------------------------------------------------------------------


class _WeightNorm(Module):
    """A weight from its lengths and its direction.

    Source: T. Salimans and D. Kingma, "Weight normalization" (2016).
    """

    def __init__(self, dim: int | None = 0) -> None:
        super().__init__()
        self.dim = -1 if dim is None else dim

    def forward(self, weight_g: Any, weight_v: Any) -> Any:
        return weight_norm_of(weight_v, weight_g, self.dim)

    def right_inverse(self, weight: Any) -> Any:
        return norm_except_dim(weight, 2, self.dim), weight


def weight_norm(module: Module, name: str = "weight", dim: int = 0) -> Module:
    """Learn the lengths of a weight along ``dim`` apart from its direction."""
    register_parametrization(module, name, _WeightNorm(dim), unsafe=True)

    def translate(_: Any, given: Any, prefix: str, *__: Any) -> None:
        """States that the older weight norm saved have other names."""
        old = [f"{prefix}{name}_{letter}" for letter in "gv"]
        if all(key in given for key in old):
            for number, key in enumerate(old):
                given[f"{prefix}parametrizations.{name}.original{number}"] = given.pop(key)

    module.register_load_state_dict_pre_hook(translate)
    return module


# -- the largest stretch ----------------------------------------------------------------------------------------------


class _SpectralNorm(Module):
    """A weight divided by its largest singular value, which a few steps of power iteration follow.

    Source: T. Miyato et al., "Spectral normalization for generative adversarial networks" (2018).
    """

    def __init__(self, weight: Any, n_power_iterations: int = 1, dim: int = 0, eps: float = 1e-12) -> None:
        super().__init__()
        rank = weight.dim()
        if not -rank <= dim < rank:
            raise IndexError(f"Dimension out of range (expected to be in range of [-{rank}, {rank - 1}] but got {dim})")
        if n_power_iterations <= 0:
            raise ValueError(
                f"Expected n_power_iterations to be positive, but got n_power_iterations={n_power_iterations}"
            )
        self.dim = dim % rank
        self.eps = eps
        if rank > 1:
            self.n_power_iterations = n_power_iterations
            matrix = self._as_matrix(weight)
            height, width = matrix.shape
            u, v = (matrix.new_empty(size).normal_(0, 1) for size in (height, width))
            self.register_buffer("_u", F.normalize(u, dim=0, eps=eps))
            self.register_buffer("_v", F.normalize(v, dim=0, eps=eps))
            self._iterate(matrix, 15)

    def _as_matrix(self, weight: Any) -> Any:
        if self.dim:
            weight = weight.permute(self.dim, *[axis for axis in range(weight.dim()) if axis != self.dim])
        return weight.flatten(1)

    def _iterate(self, matrix: Any, steps: int) -> None:
        with no_grad():
            for _ in range(steps):
                F.normalize(matrix.mv(self._v), dim=0, eps=self.eps, out=self._u)
                F.normalize(matrix.t().mv(self._u), dim=0, eps=self.eps, out=self._v)

    def forward(self, weight: Any) -> Any:
        if weight.dim() == 1:
            return F.normalize(weight, dim=0, eps=self.eps)
        matrix = self._as_matrix(weight)
        if self.training:
            self._iterate(matrix, self.n_power_iterations)
        # A later call changes both, and backward needs them as they are.
        u, v = self._u.clone(), self._v.clone()
        return weight / u.vdot(matrix.mv(v))

    def right_inverse(self, value: Any) -> Any:
        return value


def spectral_norm(
    module: Module, name: str = "weight", n_power_iterations: int = 1, eps: float = 1e-12, dim: int | None = None
) -> Module:
    """Divide a weight, as a matrix with ``dim`` as its rows, by its largest singular value."""
    weight = _tensor_of(module, name)
    if dim is None:
        dim = 1 if isinstance(module, _TURNED) else 0
    return register_parametrization(module, name, _SpectralNorm(weight, n_power_iterations, dim, eps))


# -- orthogonal columns -----------------------------------------------------------------------------------------------


def _is_orthogonal(Q: Any) -> bool:
    size = Q.shape[-1]
    one = creation.eye(size, dtype=Q.dtype)
    tolerance = 10 * size * dtypes.finfo(Q.dtype).eps
    return bool((Q.mT @ Q).allclose(one, atol=tolerance))


def _made_orthogonal(A: Any) -> Any:
    reflections, tau = matrices.geqrf(A)
    Q = decompositions.householder_product(reflections, tau)
    return Q * reflections.diagonal(dim1=-2, dim2=-1).sgn().unsqueeze(-2)


class _Orthogonal(Module):
    """A matrix with orthogonal columns, or rows where it is wide, from any matrix.

    Source: M. Lezcano-Casado, "Trivializations for gradient-based optimization on manifolds" (2019).
    """

    def __init__(self, weight: Any, orthogonal_map: str, use_trivialization: bool = True) -> None:
        super().__init__()
        self.shape = weight.shape
        self.orthogonal_map = orthogonal_map
        if use_trivialization:
            self.register_buffer("base", None)

    def forward(self, X: Any) -> Any:
        is_wide = X.shape[-2] < X.shape[-1]
        tall = X.mT if is_wide else X
        Q = self._reflected(tall) if self.orthogonal_map == "householder" else self._turned(tall)
        if hasattr(self, "base"):
            Q = self.base @ Q
        return Q.mT if is_wide else Q

    def _turned(self, X: Any) -> Any:
        """By a skew matrix: its exponential, or Cayley's map of it."""
        rows, columns = X.shape[-2:]
        X = X.tril()
        if rows != columns:
            missing = X.new_zeros(rows, rows - columns).expand(*X.shape[:-2], -1, -1)
            X = joins.cat([X, missing], -1)
        A = X - X.mT
        if self.orthogonal_map == "matrix_exp":
            Q = decompositions.matrix_exp(A)
        else:
            one = creation.eye(rows, dtype=A.dtype)
            Q = linalg.solve(one.add(A, alpha=-0.5), one.add(A, alpha=0.5))
        return Q[..., :columns] if rows != columns else Q

    def _reflected(self, X: Any) -> Any:
        A = X.tril(-1)
        tau = 2.0 / (1.0 + (A * A).sum(-2))
        Q = decompositions.householder_product(A, tau)
        # The diagonal holds signs, which are not learnt.
        return Q * X.diagonal(dim1=-2, dim2=-1).int().unsqueeze(-2)

    def right_inverse(self, Q: Any) -> Any:
        if Q.shape != self.shape:
            raise ValueError(
                f"Expected a matrix or batch of matrices of shape {self.shape}. Got a tensor of shape {Q.shape}."
            )
        with no_grad():
            is_wide = Q.shape[-2] < Q.shape[-1]
            tall = Q.mT if is_wide else Q
            if hasattr(self, "base"):
                return self._based_on(tall, Q)
            if self.orthogonal_map != "householder":
                raise NotImplementedError(
                    "It is not possible to assign to the matrix exponential or the Cayley parametrizations when "
                    "use_trivialization=False."
                )
            A, tau = matrices.geqrf(tall)
            A.diagonal(dim1=-2, dim2=-1).sign_()
            A.diagonal(dim1=-2, dim2=-1)[tau == 0.0] *= -1
            return A.mT if is_wide else A

    def _based_on(self, tall: Any, given: Any) -> Any:
        """Make the matrix the base that is turned, and give what turns it not at all."""
        rows, columns = tall.shape[-2:]
        if rows == columns:
            base = tall.clone() if _is_orthogonal(tall) else _made_orthogonal(tall)
        else:
            fresh = creation.randn(*tall.shape[:-2], rows, rows - columns, dtype=tall.dtype)
            base = _made_orthogonal(joins.cat([tall, fresh], -1))
        self.base = base
        still = creation.zeros_like(given)
        still.diagonal(dim1=-2, dim2=-1).fill_(-1.0)
        return still


def orthogonal(
    module: Module, name: str = "weight", orthogonal_map: str | None = None, *, use_trivialization: bool = True
) -> Module:
    """Keep a weight orthogonal while it is learnt.

    Args:
        orthogonal_map: ``"matrix_exp"``, ``"cayley"`` or ``"householder"``; by the shape, where it is None.
    """
    weight = _tensor_of(module, name)
    if weight.dim() < 2:
        raise ValueError(f"Expected a matrix or batch of matrices. Got a tensor of {weight.dim()} dimensions.")
    if orthogonal_map is None:
        orthogonal_map = "matrix_exp" if weight.shape[-2] == weight.shape[-1] else "householder"
    if orthogonal_map not in ("matrix_exp", "cayley", "householder"):
        raise ValueError(
            'orthogonal_map has to be one of "matrix_exp", "cayley", "householder". Got: ' + orthogonal_map
        )
    return register_parametrization(module, name, _Orthogonal(weight, orthogonal_map, use_trivialization), unsafe=True)


__all__ = ["orthogonal", "spectral_norm", "weight_norm"]
