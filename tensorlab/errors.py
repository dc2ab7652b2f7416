"""Every error a user can meet: PyTorch's own text first, then *why* and *try* as notes.

The functions return exceptions, so that a ``raise`` stands where the fact is known. ``evidence`` on an exception is the
record a panel draws. The families of files, :class:`LoadError` and :class:`SaveError`, are what reading and writing
a file may raise, and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tensorlab.explain.shapes import broadcast


def explained(error: Exception, why: str, fix: str = "", evidence: Any = None) -> Exception:
    """The same exception, with its reason and its remedy as notes and its evidence attached."""
    error.add_note(f"why: {why}")
    if fix:
        error.add_note(f"try: {fix}")
    error.evidence = evidence  # type: ignore[attr-defined]
    return error


# -- shapes ----------------------------------------------------------------------------------------------------------


def shapes_clash(*shapes: Sequence[int]) -> Exception:
    """Shapes that do not broadcast."""
    alignment = broadcast(*shapes)
    axis = alignment.clash
    assert axis is not None, "shapes that broadcast do not clash"
    a, b = next(
        (a, b) for a, b in zip(axis.sizes, axis.sizes[1:], strict=False) if a is not None and b is not None and a != b
    )
    place = len(alignment.axes) + axis.position
    text = f"The size of tensor a ({a}) must match the size of tensor b ({b}) at non-singleton dimension {place}"
    why = f"counting from the right, axis {axis.position} has sizes {a} and {b}; they must be equal, or one of them 1"
    return explained(RuntimeError(text), why, _fix_for_clash(*shapes[:2]), alignment)


def _fix_for_clash(a: Sequence[int], b: Sequence[int]) -> str:
    for name, first, second in (("b", a, b), ("a", b, a)):
        fits = broadcast(tuple(first), (*second, 1))
        if fits.result is not None:
            return f"{name}.unsqueeze(-1), which makes the result {fits.result}"
    if sorted(a) == sorted(b) and len(a) == len(b) == 2:
        return f"b.T, which has the shape {tuple(reversed(b))}"
    return "make both shapes equal on that axis, or one of them 1, with view, reshape or unsqueeze"


def matmul_shapes(a: Sequence[int], b: Sequence[int]) -> Exception:
    text = f"mat1 and mat2 shapes cannot be multiplied ({a[0]}x{a[1]} and {b[0]}x{b[1]})"
    why = f"the inner sizes must meet: {a[1]} columns on the left, {b[0]} rows on the right"
    if a[1] == b[1]:
        fix = f"b.T, which makes the result ({a[0]}, {b[0]})"
    elif a[0] == b[0]:
        fix = f"a.T, which makes the result ({a[1]}, {b[1]})"
    else:
        fix = "give the right matrix as many rows as the left has columns"
    return explained(RuntimeError(text), why, fix, (tuple(a), tuple(b)))


def invalid_shape(wanted: Sequence[int], count: int) -> Exception:
    wrong = next((place for place, size in enumerate(wanted) if size < -1), None)
    if wrong is not None:
        return RuntimeError(f"invalid shape dimension {wanted[wrong]} at index {wrong} of shape {list(wanted)}")
    if list(wanted).count(-1) > 1:
        return explained(RuntimeError("only one dimension can be inferred"), "-1 stands for what the others leave over")
    if -1 in wanted and 0 in wanted and not count:
        return RuntimeError(
            f"cannot reshape tensor of 0 elements into shape {list(wanted)} because the unspecified dimension size -1 "
            "can be any value and is ambiguous"
        )
    text = f"shape '{list(wanted)}' is invalid for input of size {count}"
    known = 1
    for size in wanted:
        known *= 1 if size == -1 else size
    if -1 in wanted:
        why = f"{count} elements do not divide into groups of {known}"
    else:
        why = f"{' × '.join(map(str, wanted)) or 1} is {known}, and there are {count} elements"
    return explained(
        RuntimeError(text), why, "choose sizes whose product is the number of elements, or leave one to -1"
    )


def cannot_view(size: Sequence[int], blocked: tuple[int, int]) -> Exception:
    text = (
        "view size is not compatible with input tensor's size and stride (at least one dimension spans across two "
        "contiguous subspaces). Use .reshape(...) instead."
    )
    why = (
        f"a view of shape {list(size)} would have to merge axes {blocked[0]} and {blocked[1]}, whose elements are not "
        "one after another in memory"
    )
    return explained(RuntimeError(text), why, ".reshape(...), which copies, or .contiguous().view(...)", blocked)


def expand_mismatch(wanted: Sequence[int], have: Sequence[int], axis: int, size: int, old: int) -> Exception:
    return explained(
        RuntimeError(
            f"The expanded size of the tensor ({size}) must match the existing size ({old}) at non-singleton "
            f"dimension {axis}.  Target sizes: {list(wanted)}.  Tensor sizes: {list(have)}"
        ),
        f"only an axis of size 1 can be expanded, and axis {axis} has size {old}",
    )


def dimension_out_of_range(dim: int, rank: int) -> Exception:
    low, high = (-rank, rank - 1) if rank else (-1, 0)
    return explained(
        IndexError(f"Dimension out of range (expected to be in range of [{low}, {high}], but got {dim})"),
        f"the tensor has {rank} axes, numbered from 0 and, from the right, from -1",
    )


def index_out_of_bounds(index: int, dim: int, size: int) -> Exception:
    return explained(
        IndexError(f"index {index} is out of bounds for dimension {dim} with size {size}"),
        f"positions on that axis go from 0 to {size - 1}, or from -{size} to -1",
    )


def sizes_must_match(dim: int, expected: int, got: int, number: int) -> Exception:
    return explained(
        RuntimeError(
            f"Sizes of tensors must match except in dimension {dim}. Expected size {expected} but got size {got} for "
            f"tensor number {number} in the list."
        ),
        f"cat glues along axis {dim}; every other axis must have the same size in all of them",
    )


# -- autograd --------------------------------------------------------------------------------------------------------


def invalid_gradient(node: str, place: int, given: Sequence[int], wanted: Sequence[int]) -> Exception:
    """A node gives a gradient that does not fit what it goes to."""
    return RuntimeError(
        f"Function {node} returned an invalid gradient at index {place} - got {list(given)} but expected shape "
        f"compatible with {list(wanted)}"
    )


def second_backward() -> Exception:
    return explained(
        RuntimeError(
            "Trying to backward through the graph a second time (or directly access saved tensors after they have "
            "already been freed). Saved intermediate values of the graph are freed when you call .backward() or "
            "autograd.grad(). Specify retain_graph=True if you need to backward through the graph a second time or if "
            "you need to access saved tensors after calling backward."
        ),
        "the first backward freed the tensors that this graph had saved",
        "backward(retain_graph=True) the first time, or compute the result again before the second backward",
    )


def changed_in_place(type_name: str, shape: Sequence[int], producer: str, found: int, expected: int) -> Exception:
    output = f", which is output 0 of {producer}," if producer else ""
    return explained(
        RuntimeError(
            "one of the variables needed for gradient computation has been modified by an inplace operation: "
            f"[torch.{type_name}Tensor {list(shape)}]{output} is at version {found}; expected version {expected} "
            "instead. Hint: enable anomaly detection to find the operation that failed to compute its gradient, with "
            "torch.autograd.set_detect_anomaly(True, check_nan=False)."
        ),
        "backward needs the value as it was, and an in-place operation has written over it since",
        "use the out-of-place form (b = b + 1 for b += 1), or .clone() before the operation that saved it",
    )


def not_scalar() -> Exception:
    return explained(
        RuntimeError("grad can be implicitly created only for scalar outputs"),
        "backward() without an argument starts from the gradient 1, which has a meaning only for a single number",
        ".sum().backward(), or backward(gradient) with a tensor of the same shape",
    )


def does_not_require_grad(index: int = 0) -> Exception:
    return explained(
        RuntimeError(f"element {index} of tensors does not require grad and does not have a grad_fn"),
        "no tensor that it was computed from has requires_grad=True, or it was computed under no_grad",
        "requires_grad=True where the first tensor is created, or x.requires_grad_()",
    )


def leaf_in_place() -> Exception:
    return explained(
        RuntimeError("a leaf Variable that requires grad is being used in an in-place operation."),
        "a leaf is where gradients arrive; changing it in place would leave them without the value they belong to",
        "with torch.no_grad(): around the update, or the out-of-place form",
    )


def view_of_leaf_in_place() -> Exception:
    return explained(
        RuntimeError("a view of a leaf Variable that requires grad is being used in an in-place operation."),
        "writing into the view changes the leaf",
        "with torch.no_grad(): around the update, or the out-of-place form",
    )


def non_leaf_flag() -> Exception:
    return explained(
        RuntimeError(
            "you can only change requires_grad flags of leaf variables. If you want to use a computed variable in a "
            "subgraph that doesn't require differentiation use var_no_grad = var.detach()."
        ),
        "this tensor was computed from others, so its flag follows from theirs",
    )


def only_floating_constructor() -> Exception:
    return explained(
        RuntimeError("Only Tensors of floating point and complex dtype can require gradients"),
        "a gradient is a limit of small changes, and whole numbers have none",
        "write the numbers with a dot (1.), or dtype=torch.float32",
    )


def only_floating_flag() -> Exception:
    return explained(
        RuntimeError("only Tensors of floating point dtype can require gradients"),
        "a gradient is a limit of small changes, and whole numbers have none",
        "x = x.float() first",
    )


def numpy_requires_grad() -> Exception:
    return explained(
        RuntimeError("Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead."),
        "numpy would share the memory and could change it without autograd knowing",
        ".detach().numpy()",
    )


def unused_input(index: int) -> Exception:
    return explained(
        RuntimeError(
            f"The differentiated Tensor at index {index} appears to not have been used in the graph. Set "
            "allow_unused=True if this is the desired behavior."
        ),
        "no path of the graph leads from the output to it",
    )


def mismatched_grad(index: int, grad: Any, output: Any) -> Exception:
    return RuntimeError(
        f"Mismatch in shape: grad_output[{index}] has a shape of {grad} and output[{index}] has a shape of {output}."
    )


# -- types -----------------------------------------------------------------------------------------------------------


def cannot_store(result: Any, into: Any, name: str = "") -> Exception:
    kinds = result.type_name, name or into.type_name
    return explained(
        RuntimeError("result type {} can't be cast to the desired output type {}".format(*kinds)),
        f"an in-place operation keeps the type of the tensor it writes to, and {into.name} cannot hold {result.name}",
        "the out-of-place form, or convert the tensor first",
    )


def does_not_hold(shape: Any, result: Any) -> Exception:
    return explained(
        RuntimeError(f"output with shape {list(shape)} doesn't match the broadcast shape {list(result)}"),
        "an in-place operation keeps the shape of the tensor it writes to",
    )


def different_dtypes(left: str, right: str) -> Exception:
    return explained(
        RuntimeError(f"expected m1 and m2 to have the same dtype, but got: {left} != {right}"),
        "matrix products do not mix types",
        ".float() or .to(other.dtype) on one of them",
    )


def no_such_form(name: str, given: Sequence[Any], forms: Sequence[str]) -> Exception:
    """An operation was called with arguments that none of its forms has."""
    kinds = ", ".join([type(one).__name__ for one in given])
    lines = "".join([f" * ({form})\n" for form in forms])
    return TypeError(
        f"{name}() received an invalid combination of arguments - got ({kinds}), but expected one of:\n{lines}"
    )


def no_scalar(count: int) -> Exception:
    return explained(
        RuntimeError(f"a Tensor with {count} elements cannot be converted to Scalar"),
        ".item() reads the one number of a tensor that has one",
        ".tolist() for all of them",
    )


def ambiguous_truth(count: int) -> Exception:
    how_many = "more than one value" if count else "no values"
    return explained(
        RuntimeError(f"Boolean value of Tensor with {how_many} is ambiguous"),
        "each element may be true or false on its own",
        ".any() or .all()",
    )


def overlapping_write() -> Exception:
    return explained(
        RuntimeError(
            "unsupported operation: more than one element of the written-to tensor refers to a single memory "
            "location. Please clone() the tensor before performing the operation."
        ),
        "an expanded axis has stride 0: one element of memory stands for many",
        ".clone() first",
    )


def partial_overlap() -> Exception:
    return explained(
        RuntimeError(
            "unsupported operation: some elements of the input tensor and the written-to tensor refer to a single "
            "memory location. Please clone() the tensor before performing the operation."
        ),
        "what is written would change, on the way, what is still to be read",
        ".clone() on the tensor that is read",
    )


_ONE_OF_MANY = (
    " This view is the output of a function that returns multiple views. Such functions do not allow the output views "
    "to be modified inplace. You should replace the inplace operation by an out-of-place one."
)
_IN_FUNCTION = (
    " This view was created inside a custom Function (or because an input was returned as-is) and the autograd logic "
    "to handle view+inplace would override the custom backward associated with the custom Function, leading to "
    "incorrect gradients. This behavior is forbidden. You can fix this by cloning the output of the custom Function."
)


def unfollowed_write(origin: str, what: str, producer: tuple[int, str] | None) -> Exception:
    """A write through a view, or under one, that autograd cannot follow.

    Args:
        origin: how the view was made, as :class:`tensorlab.graph.node.Origin` names it.
        what: whose memory is written to: ``is being``.
        producer: number and name of the node that made the view.
    """
    unrecorded = origin in ("no_grad", "inference")
    if producer is None:
        view = "A view was created in"
    elif unrecorded:
        view = "Output {} of {} is a view of a view which was created in".format(*producer)
    else:
        view = "Output {} of {} is a view and {} modified inplace.".format(*producer, what)
    if origin == "inference":
        view += f" inference mode and {what} modified inplace in normal mode."
    elif unrecorded or producer is None:
        view += f" no_grad mode and {what} modified inplace with grad mode enabled."
    if origin == "one of many":
        why, hint = "autograd cannot tell which of the views the write belongs to", "the out-of-place form, or .clone()"
        return explained(RuntimeError(view + _ONE_OF_MANY), why, hint)
    if origin == "in a custom function":
        why = "the write would put itself in the place of the function's own backward"
        return explained(RuntimeError(view + _IN_FUNCTION), why, ".clone() of what the function returns")
    return explained(
        RuntimeError(
            f"{view} Given that this use case is ambiguous and error-prone, it is forbidden. You can clarify your "
            f"code by moving both the view and the inplace either both inside the {origin}"
            f"{'_mode' if origin == 'inference' else ''} block (if you don't want the inplace to be tracked) or both "
            "outside (if you want the inplace to be tracked)."
        ),
        "the view is in no graph, and what it looks at is in one, so that the write would be half recorded",
    )


# -- files -----------------------------------------------------------------------------------------------------------


class FileTrouble(Exception):
    """What went wrong with a file, in parts that can be said in another language.

    Attributes:
        path: the file.
        reason: the sentence of cause, ``it has {count} members``.
        advice: what to do about it.
        where: a place in the file, where one exists: ``line {line}``.
        fields: what stands at the places of the three.
    """

    verb = "open"

    def __init__(self, path: str, reason: str, advice: str = "", where: str = "", **fields: object) -> None:
        self.path = path
        self.reason = reason
        self.advice = advice
        self.where = where
        self.fields = fields
        super().__init__(self._told())

    def __reduce__(self) -> tuple[object, ...]:
        return _remade, (type(self), (self.path, self.reason, self.advice, self.where), self.fields)

    @property
    def name(self) -> str:
        """The file's name as plain text."""
        return printable(self.path.replace("\\", "/").rsplit("/", 1)[-1])

    def _told(self) -> str:
        reason, advice, where = [text.format(**self.fields) for text in (self.reason, self.advice, self.where)]
        place = f" ({where})" if where else ""
        return f"Can't {self.verb} “{self.name}”: {reason}{place}. {advice}".rstrip()


def _remade(kind: type[FileTrouble], texts: tuple[str, str, str, str], fields: dict[str, object]) -> FileTrouble:
    """A trouble as it was before it went through a pipe."""
    path, reason, advice, where = texts
    return kind(path, reason, advice=advice, where=where, **fields)


class LoadError(FileTrouble, ValueError):
    """A file cannot be opened. ``str()`` is one sentence of cause and one of what to do."""

    kind = "load"


class UnknownFormat(LoadError):
    kind = "unknown format"


class Truncated(LoadError):
    kind = "truncated"


class Corrupt(LoadError):
    kind = "corrupt"


class UnsafeContent(LoadError):
    kind = "unsafe content"


class Unsupported(LoadError):
    kind = "unsupported"


class TooLarge(LoadError):
    kind = "too large"


class NotAFile(LoadError):
    kind = "not a file"


class MissingFile(LoadError, FileNotFoundError):
    kind = "missing"


class NoPermission(LoadError, PermissionError):
    kind = "no permission"


class SaveError(FileTrouble, OSError):
    """A file could not be written; the file that was there before is still whole."""

    verb = "save"


def printable(name: str, longest: int = 60) -> str:
    """A name from a file as plain text: control and direction characters escaped, cut to ``longest``."""
    shown = "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in name)
    return shown if len(shown) <= longest else shown[: longest - 1] + "…"
