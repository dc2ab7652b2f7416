"""TensorLab beside PyTorch on PyTorch's own samples: ``python -m tests.tensorlab.op_database [NAME …] [--all]``.

For every operation of PyTorch's database that TensorLab could have, its sample inputs run in both. Counted apart: the
value, its dtype, the gradients, the graph that they have themselves under ``create_graph``, the class of error that bad
inputs raise, whether a result shares its operand's memory, the in-place form, and the name of the node. Needs ``torch``
2.13; it is no part of the suite.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.testing._internal.common_methods_invocations import op_db

import tensorlab

Sides = tuple[list[Any], list[Any]]
"""Outputs, and the leaves that they come from."""

KINDS = ("forward", "dtype", "gradient", "node", "second graph", "aliasing", "in-place", "error")
DTYPES = (torch.float64, torch.float32, torch.int64, torch.bool)
SAMPLES = 12
"""Samples of one operation and dtype that are tried."""

LEFT_OUT = ("fft.", "sparse.", "signal.", "_", "ops.aten", "torch.ops", "masked.", "jiterator")
"""Beginnings of names that are outside the card: no sparse layouts, no private operations."""

COMPLEX = frozenset({"complex", "linalg.eig", "linalg.eigvals", "polar", "stft", "view_as_complex"})
SPARSE = frozenset({"to_sparse"})
"""Operations whose results are complex or sparse, which TensorLab refuses in a sentence."""

UNSIGNED = frozenset({"hash_tensor"})
"""Operations whose results are of a type that TensorLab has not: ``uint64``."""

COMMON = [
    name
    for line in Path(__file__).with_name("common_operations.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
    for name in line.split()
]
"""The operations that teaching material uses, which are counted apart as well."""

OF_THE_DISPATCHER = frozenset(
    {"grid_sampler_3d", "max_pool2d_with_indices_backward", "native_dropout_backward", "slice"}
)
"""Operations that PyTorch's database calls by way of ``torch.ops.aten``: they have no name that a user writes."""

UNINITIALISED = frozenset(
    {"empty", "empty_like", "empty_permuted", "empty_strided", "new_empty", "new_empty_strided", "resize_"}
)
"""Operations whose numbers mean nothing: of them the sizes are compared."""

UP_TO_A_SIGN = frozenset({"linalg.eigh", "linalg.svd", "pca_lowrank", "svd", "svd_lowrank"})
"""Operations that LAPACK leaves a sign open in: what the database makes of their results is compared."""


def twin_of(value: Any) -> Any:
    """PyTorch's arguments as TensorLab's: the same strides, the same wish for gradients, the same shared memory."""
    memories = Counter(one.untyped_storage().data_ptr() for one in tensors_in(value) if one.numel())
    shared = {pointer for pointer, count in memories.items() if count > 1}
    for one in tensors_in(value):
        if one.numel() and one.untyped_storage().nbytes() > one.numel() * one.element_size():
            shared.add(one.untyped_storage().data_ptr())
    return _twin(value, shared, {})


def _twin(value: Any, shared: set[int], made: dict[int, Any]) -> Any:
    if isinstance(value, torch.Tensor):
        pointer = value.untyped_storage().data_ptr()
        alike = _looking_at(value, made) if pointer in shared else _alone(value)
        return alike.requires_grad_() if value.requires_grad else alike
    if isinstance(value, torch.dtype):
        return getattr(tensorlab, str(value).removeprefix("torch."))
    if isinstance(value, torch.Size):
        return tensorlab.Size(value)
    if isinstance(value, torch.device):
        return tensorlab.device(str(value))
    if isinstance(value, torch.nn.Module):
        return getattr(tensorlab.nn, type(value).__name__)()
    if isinstance(value, (list, tuple)):
        return type(value)(_twin(one, shared, made) for one in value)
    if isinstance(value, dict):
        return {key: _twin(one, shared, made) for key, one in value.items()}
    return value


def _looking_at(value: torch.Tensor, made: dict[int, Any]) -> Any:
    """The twin of a tensor that shares its memory with another argument, over the twin of that memory."""
    storage = value.untyped_storage()
    if storage.data_ptr() not in made:
        whole = torch.empty(0, dtype=value.dtype).set_(storage)
        made[storage.data_ptr()] = tensorlab.from_numpy(as_numpy(whole).copy())
    seen = made[storage.data_ptr()].as_strided(tuple(value.shape), tuple(value.stride()), value.storage_offset())
    return seen.detach()


def _alone(value: torch.Tensor) -> Any:
    whole = value.detach()
    halves = whole.dtype is torch.bfloat16
    made = tensorlab.from_numpy((whole.float() if halves else whole).numpy().copy(order="K"))
    if halves:
        made = made.to(tensorlab.bfloat16)
    if tuple(made.stride()) != tuple(value.stride()) and value.numel() and 0 not in value.stride():
        span = 1 + sum((n - 1) * s for n, s in zip(value.shape, value.stride(), strict=True))
        room = tensorlab.zeros(span, dtype=made.dtype).as_strided(tuple(value.shape), tuple(value.stride()))
        made = room.copy_(made)
        made = made.detach()
    if 0 in value.stride() and value.numel() and not value.requires_grad:
        once = tuple(slice(0, 1) if step == 0 else slice(None) for step in value.stride())
        made = made[once].clone().expand(tuple(value.shape))
    return made


def tensors_in(value: Any) -> list[Any]:
    """The tensors of a result, in order."""
    if isinstance(value, (torch.Tensor, tensorlab.Tensor)):
        return [value]
    if isinstance(value, (list, tuple)):
        return [one for part in value for one in tensors_in(part)]
    if isinstance(value, dict):
        return tensors_in(list(value.values()))
    return []


def as_numpy(one: Any) -> Any:
    one = one.detach()
    if one.dtype in (torch.bfloat16, tensorlab.bfloat16):
        one = one.float()
    if isinstance(one, torch.Tensor):
        return one.numpy(force=True)  # also where PyTorch keeps zeros without memory
    return one.numpy()


def close(theirs: Any, ours: Any) -> bool:
    left, right = as_numpy(theirs), as_numpy(ours)
    if left.shape != right.shape:
        return False
    tolerance = 1e-3 if left.dtype in (np.float32, np.float16) else 1e-7
    return bool(np.allclose(left.astype(np.float64), right.astype(np.float64), tolerance, tolerance, equal_nan=True))


def same(theirs: Any, ours: Any) -> bool:
    if isinstance(theirs, (torch.Tensor, list, tuple)) and not isinstance(theirs, torch.Size):
        left, right = tensors_in(theirs), tensors_in(ours)
        return len(left) == len(right) and all(map(close, left, right))
    return str(theirs) == str(ours) or theirs == ours


def agree(op: Any, sample: Any, expected: Any, found: Any) -> bool:
    """Whether both results are the same, as far as the operation determines them."""
    if op.name in UNINITIALISED:
        return [tuple(one.shape) for one in tensors_in(expected)] == [tuple(one.shape) for one in tensors_in(found)]
    if op.name not in UP_TO_A_SIGN or same(expected, found):
        return same(expected, found)
    return same(determined(op, sample, expected), determined(op, sample, found))


def determined(op: Any, sample: Any, result: Any) -> Any:
    """What of a result does not depend on signs that are open, by the database's own account."""
    like = torch.return_types.linalg_eigh if op.name == "linalg.eigh" else tuple
    return sample.output_process_fn_grad(like([torch.from_numpy(as_numpy(one)) for one in tensors_in(result)]))


def our_function(op: Any) -> Callable[..., Any] | None:
    """TensorLab's function of that name: ``torch.linalg.qr`` → ``tensorlab.linalg.qr``, or a method."""
    home: Any = tensorlab
    if op.variant_test_name == "in_place":
        return getattr(tensorlab.Tensor, f"{op.name}_")  # type: ignore[no-any-return]
    try:
        for part in op.name.split("."):
            home = getattr(home, part)
        return in_order(op.name, home)  # type: ignore[no-any-return]
    except (AttributeError, ModuleNotFoundError):
        method = getattr(tensorlab.Tensor, op.name, None)
        if isinstance(method, property):
            return method.fget
        if method is not None:
            return method  # type: ignore[no-any-return]
    if op.name.startswith("__r"):
        return None
    aten = op.aten_name
    drawn = getattr(tensorlab.Tensor, f"{op.name}_", None)
    return getattr(tensorlab, aten, None) or getattr(tensorlab.Tensor, aten, None) or drawn


DRAWN = frozenset({"cauchy_", "exponential_", "geometric_", "log_normal_", "normal_", "uniform_"})
"""Methods that draw numbers; the database wraps them in a seed of its own."""

SWAPPED = frozenset({"nn.functional.embedding", "nn.functional.embedding_bag"})
"""Functions whose first two arguments the database gives in the other order."""


def in_order(name: str, function: Any) -> Any:
    """The function as the database calls it."""
    if name not in SWAPPED:
        return function
    return lambda second, first, **keywords: function(first, second, **keywords)


def their_function(op: Any) -> Callable[..., Any]:
    home: Any = torch
    try:
        for part in op.name.split("."):
            home = getattr(home, part)
    except AttributeError:
        return op.get_op()  # type: ignore[no-any-return]
    return in_order(op.name, home)  # type: ignore[no-any-return]


class Report:
    """What agreed and what differed for one operation."""

    def __init__(self, name: str, of: str) -> None:
        self.name = name
        self.of = of
        self.tried: Counter[str] = Counter()
        self.wrong: dict[str, str] = {}

    def note(self, kind: str, right: bool, what: Callable[[], str]) -> None:
        self.tried[kind] += 1
        if not right:
            self.wrong.setdefault(kind, what())


def arguments_of(sample: Any) -> str:
    def show(value: Any) -> str:
        if isinstance(value, torch.Tensor):
            return f"{str(value.dtype).removeprefix('torch.')}{list(value.shape)}"
        if isinstance(value, (list, tuple)):
            return "(" + ", ".join(map(show, value)) + ")"
        return repr(value)

    parts = [show(sample.input), *map(show, sample.args), *(f"{k}={show(v)}" for k, v in sample.kwargs.items())]
    return ", ".join(parts)


def samples_of(op: Any, dtype: Any, grad: bool) -> Iterator[Any]:
    torch.manual_seed(0)
    yield from itertools.islice(op.sample_inputs("cpu", dtype, requires_grad=grad), SAMPLES)


def node_name(result: Any) -> str:
    found = tensors_in(result)
    return type(found[0].grad_fn).__name__ if found and found[0].grad_fn is not None else "None"


def compare(op: Any) -> Report | None:
    report = Report(op.name + (f".{op.variant_test_name}" if op.variant_test_name else ""), op.name)
    ours = our_function(op)
    if ours is None:
        return None
    theirs = their_function(op)
    # The database wraps functions that draw in a seed of its own.
    if op.name + "_" in DRAWN and (op.variant_test_name == "in_place" or not hasattr(torch, op.name)):
        theirs = getattr(torch.Tensor, op.name + "_")
    elif not op.name.startswith("nn.functional.") and (op.name.startswith("linalg.") or not hasattr(torch, op.name)):
        theirs = op.get_op() if op.variant_test_name == "" else theirs
    for dtype in DTYPES:
        if dtype not in op.supported_dtypes("cpu"):
            continue
        grad = dtype is torch.float64 and op.supports_autograd
        for sample in samples_of(op, dtype, grad):
            compare_sample(op, report, theirs, ours, sample, dtype, grad)
    compare_errors(op, report, theirs, ours)
    return report


def compare_sample(op: Any, report: Report, theirs: Any, ours: Any, sample: Any, dtype: Any, grad: bool) -> None:
    try:
        twins = twin_of((sample.input, tuple(sample.args), dict(sample.kwargs)))
        torch.manual_seed(3)
        expected = theirs(sample.input, *sample.args, **sample.kwargs)
    except Exception:
        return
    said = arguments_of(sample)
    try:
        tensorlab.manual_seed(3)
        found = ours(twins[0], *twins[1], **twins[2])
    except Exception as error:
        text = f"{said}: {type(error).__name__}: {str(error)[:160]}"
        report.note("forward", False, lambda: text)
        return
    right = agree(op, sample, expected, found)
    report.note("forward", right, lambda: f"{said}: {str(expected)[:90]!r} but {str(found)[:90]!r}")
    if not right:
        return
    pairs = list(zip(tensors_in(expected), tensors_in(found), strict=True))
    kinds = [(str(t.dtype), str(o.dtype)) for t, o in pairs]
    report.note("dtype", all(t == o for t, o in kinds), lambda: f"{said}: {kinds}")
    if isinstance(sample.input, torch.Tensor) and pairs and sample.input.numel():
        shares = [
            t.numel() > 0 and t.untyped_storage().data_ptr() == sample.input.untyped_storage().data_ptr()
            for t, _ in pairs
        ]
        shared = [o.numel() > 0 and np.may_share_memory(as_numpy(o), as_numpy(twins[0])) for _, o in pairs]
        report.note("aliasing", shares == shared, lambda: f"{said}: shares {shares} but {shared}")
    if grad and same(expected, found):
        compare_gradients(report, said, sample, twins, expected, found)
    method = op.inplace_variant
    if method is not None and isinstance(sample.input, torch.Tensor) and not op.name.startswith("__"):
        compare_in_place(report, said, method, ours, sample)


def compare_gradients(report: Report, said: str, sample: Any, twins: Any, expected: Any, found: Any) -> None:
    outputs = [o for o in tensors_in(expected) if o.requires_grad and not o.is_complex()]
    our_outputs = [o for o in tensors_in(found) if o.requires_grad]
    report.note(
        "node", node_name(expected) == node_name(found), lambda: f"{said}: {node_name(expected)} but {node_name(found)}"
    )
    if len(outputs) != len(our_outputs):
        report.note("gradient", False, lambda: f"{said}: {len(outputs)} outputs require grad but {len(our_outputs)}")
        return
    leaves = [t for t in tensors_in((sample.input, *sample.args, *sample.kwargs.values())) if t.requires_grad]
    our_leaves = [t for t in tensors_in((twins[0], *twins[1], *twins[2].values())) if t.requires_grad]
    if not outputs or not leaves:
        return
    compare_second_graphs(report, said, (outputs, leaves), (our_outputs, our_leaves))
    generator = np.random.default_rng(1)
    seeds = [generator.standard_normal(tuple(o.shape)) for o in outputs]
    try:
        wanted = torch.autograd.grad(
            outputs,
            leaves,
            [torch.tensor(s, dtype=o.dtype) for s, o in zip(seeds, outputs, strict=True)],
            allow_unused=True,
        )
    except Exception:
        return
    try:
        given = tensorlab.autograd.grad(
            our_outputs,
            our_leaves,
            [tensorlab.tensor(s, dtype=o.dtype) for s, o in zip(seeds, our_outputs, strict=True)],
            allow_unused=True,
        )
    except Exception as error:
        text = f"{said}: backward {type(error).__name__}: {str(error)[:160]}"
        report.note("gradient", False, lambda: text)
        return
    for place, (w, g) in enumerate(zip(wanted, given, strict=True)):
        right = (w is None or not w.any()) if g is None else (not as_numpy(g).any() if w is None else close(w, g))
        report.note(
            "gradient",
            bool(right),
            lambda w=w, g=g, place=place: f"{said}: gradient {place}: {str(w)[:80]!r} but {str(g)[:80]!r}",
        )


def tree(node: Any, depth: int = 6) -> str:
    """A graph in one line: ``MulBackward0(AccumulateGrad, -)``; ``-`` is nothing."""
    if node is None:
        return "-"
    name, after = node.name().removeprefix("torch::autograd::"), node.next_functions
    if not after or not depth:
        return str(name)
    inner = ", ".join([tree(one, depth - 1) + (f":{number}" if number else "") for one, number in after])
    return f"{name}({inner})"


def compare_second_graphs(report: Report, said: str, theirs: Sides, ours: Sides) -> None:
    """The graph that a gradient has itself under ``create_graph``, from which a second derivative comes."""
    try:
        wanted = [None if one is None else tree(one.grad_fn) for one in second_order(torch, *theirs)]
    except Exception:
        return
    try:
        given = [None if one is None else tree(one.grad_fn) for one in second_order(tensorlab, *ours)]
    except Exception as error:
        text = f"{said}: {type(error).__name__}: {str(error)[:160]}"
        report.note("second graph", False, lambda: text)
        return
    report.note("second graph", wanted == given, lambda: f"{said}:\n        {wanted}\n        {given}")


def second_order(library: Any, outputs: list[Any], leaves: list[Any]) -> Any:
    """Gradients with a graph of their own, of the outputs weighted with ones that take a gradient, too."""
    seeds = [library.ones_like(one.detach()).requires_grad_() for one in outputs]
    return library.autograd.grad(outputs, leaves, seeds, create_graph=True, allow_unused=True)


def compare_in_place(report: Report, said: str, method: Any, ours: Any, sample: Any) -> None:
    target, name = sample.input.detach().clone(), getattr(method, "__name__", "in place")
    keyword = {"inplace": True} if report.name.startswith("nn.functional.") else {}
    arguments = [a.detach() if isinstance(a, torch.Tensor) else a for a in sample.args]
    twins = twin_of((target.clone(), tuple(arguments), dict(sample.kwargs)))
    try:
        torch.manual_seed(3)
        (their_function(report) if keyword else method)(target, *arguments, **sample.kwargs, **keyword)
    except Exception:
        return
    try:
        tensorlab.manual_seed(3)
        if keyword:
            ours(twins[0], *twins[1], **twins[2], **keyword)
        else:
            getattr(twins[0], name)(*twins[1], **twins[2])
    except Exception as error:
        text = f"{name} {said}: {type(error).__name__}: {str(error)[:160]}"
        report.note("in-place", False, lambda: text)
        return
    report.note("in-place", close(target, twins[0]), lambda: f"{name} {said}: {target} but {twins[0]}")


def compare_errors(op: Any, report: Report, theirs: Any, ours: Any) -> None:
    if op.error_inputs_func is None:
        return
    try:
        bad = list(op.error_inputs("cpu"))
    except Exception:
        return
    for one in bad:
        sample = one.sample_input
        try:
            twins = twin_of((sample.input, tuple(sample.args), dict(sample.kwargs)))
        except Exception:
            continue
        wanted = raised(theirs, sample.input, sample.args, sample.kwargs)
        if wanted is not None:
            given = raised(ours, *twins)
            said = f"{arguments_of(sample)}: {told(wanted)} | {told(given)}"
            report.note("error", type(given).__name__ == type(wanted).__name__, said.__str__)


def raised(function: Any, first: Any, others: Any, keywords: Any) -> Exception | None:
    """The exception that a call raises."""
    try:
        function(first, *others, **keywords)
    except Exception as error:
        return error
    return None


def told(error: Exception | None) -> str:
    return "nothing raised" if error is None else f"{type(error).__name__}: {str(error)[:120]}"


def say(line: str) -> None:
    sys.stdout.write(line + "\n")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="beginnings of the names of operations; all by default")
    parser.add_argument("--quiet", action="store_true", help="print the totals only")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    missing, reports = [], []
    for op in op_db:
        if op.name.startswith(LEFT_OUT) and not op.name.startswith("__r"):
            continue
        if op.name in COMPLEX | SPARSE | UNSIGNED | OF_THE_DISPATCHER:
            continue
        if options.names and not any(
            op.name == n or (n.endswith("*") and op.name.startswith(n[:-1])) for n in options.names
        ):
            continue
        if not set(DTYPES) & set(op.supported_dtypes("cpu")):
            continue
        report = compare(op)
        if report is None:
            missing.append(op.name)
            continue
        reports.append(report)
        if report.wrong and not options.quiet:
            say(report.name)
            for kind, what in report.wrong.items():
                say(f"    {kind}: {what}")
    say(f"missing ({len(missing)}): {' '.join(dict.fromkeys(missing))}")
    common = set(COMMON)
    say_totals(
        "common operations", [r for r in reports if r.of in common], [name for name in missing if name in common]
    )
    say_totals("operations", reports, missing)
    return 0


def say_totals(title: str, reports: list[Report], missing: list[str]) -> None:
    """How many operations agree in all their samples, for each kind of question."""
    say(f"{len(reports) + len(missing)} {title}")
    for kind in KINDS:
        tried = [r for r in reports if r.tried[kind]]
        good = [r for r in tried if kind not in r.wrong]
        whole = len(tried) + (len(missing) if kind == "forward" else 0)
        say(f"    {kind:10} {len(good):4} of {whole:4} ({100 * len(good) / max(1, whole):.1f} %)")


if __name__ == "__main__":
    sys.exit(main())
