"""A diagnosis in the reader's language: its sentence, its reason, and the titles of its fixes.

Each key of :mod:`ui.models.failure` and :mod:`ui.models.traps` has a sentence here and, but for an error that no rule
knows, a reason. Code, names and PyTorch's own text are never translated.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from ui.models.diagnosis import Diagnosis, Fix
from ui.models.marking import QT_TRANSLATE_NOOP

_LONGEST = 60
"""Characters of the user's own text that a sentence quotes."""


def sentence(diagnosis: Diagnosis) -> str:
    """What happened, in plain words."""
    return _told(SENTENCES[diagnosis.key], diagnosis)


def why(diagnosis: Diagnosis) -> str:
    """The reason, "" where nobody knows it."""
    return _told(REASONS[diagnosis.key], diagnosis) if diagnosis.key in REASONS else ""


def title(fix: Fix) -> str:
    """What a fix does."""
    return _tr(FIXES[fix.key]).format(**{name: _short(text) for name, text in fix.fields.items()})


def _told(text: str, diagnosis: Diagnosis) -> str:
    return _tr(text).format(**{name: _short(value) for name, value in diagnosis.fields.items()})


def _tr(text: str) -> str:
    return QCoreApplication.translate("Diagnoses", text)


def _short(text: str) -> str:
    line = text.partition("\n")[0]
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


SENTENCES = {
    "second_backward": QT_TRANSLATE_NOOP(
        "Diagnoses",
        "Backward runs a second time through a graph that line {line} has already used up",
    ),
    "clash": QT_TRANSLATE_NOOP(
        "Diagnoses", "The shapes of `{left}` and `{right}` do not fit: {a} meets {b} on axis {dim}"
    ),
    "matmul": QT_TRANSLATE_NOOP(
        "Diagnoses",
        "The inner sizes do not meet: {inner} columns on the left, {outer} rows on the right",
    ),
    "dot": QT_TRANSLATE_NOOP("Diagnoses", "Two vectors of {a} and {b} elements have no dot product"),
    "matrix_by_vector": QT_TRANSLATE_NOOP(
        "Diagnoses",
        "A {rows}×{columns} matrix needs a vector of {columns} elements; this one has {size}",
    ),
    "wrong_product": QT_TRANSLATE_NOOP("Diagnoses", "`{call}` takes fewer or more axes than these tensors have"),
    "batched": QT_TRANSLATE_NOOP(
        "Diagnoses",
        "The batches of matrices do not fit: {inner} columns meet {outer} rows, in batches of {batch} and {batch2}",
    ),
    "invalid_shape": QT_TRANSLATE_NOOP(
        "Diagnoses", "{count} elements do not fill the shape {wanted}, which has room for {product}"
    ),
    "invalid_shape_inferred": QT_TRANSLATE_NOOP(
        "Diagnoses", "{count} elements cannot be divided evenly into the shape {wanted}"
    ),
    "cannot_view": QT_TRANSLATE_NOOP(
        "Diagnoses", "view cannot read the elements in this order: their strides are {stride}"
    ),
    "two_inferred": QT_TRANSLATE_NOOP("Diagnoses", "Only one size can be -1"),
    "expand": QT_TRANSLATE_NOOP("Diagnoses", "Axis {dim} has size {old} and cannot be expanded to {size}"),
    "assigned": QT_TRANSLATE_NOOP("Diagnoses", "A value of shape {have} does not fit where {target} is to be written"),
    "expand_too_few": QT_TRANSLATE_NOOP("Diagnoses", "expand was given {given} sizes, fewer than the tensor has axes"),
    "repeat_too_few": QT_TRANSLATE_NOOP("Diagnoses", "repeat needs a number for each of the {rank} axes"),
    "permute": QT_TRANSLATE_NOOP("Diagnoses", "permute was given {given} axes, and the tensor has {rank}"),
    "t_of_many": QT_TRANSLATE_NOOP("Diagnoses", "t() turns a matrix, and this tensor has {rank} axes"),
    "cat": QT_TRANSLATE_NOOP("Diagnoses", "Tensor number {number} does not fit: size {got} where {expected} is needed"),
    "stack": QT_TRANSLATE_NOOP("Diagnoses", "stack needs tensors of one shape, and met {first} and {other}"),
    "cat_ranks": QT_TRANSLATE_NOOP("Diagnoses", "cat needs tensors with equally many axes, and met {a} and {b}"),
    "cat_of_numbers": QT_TRANSLATE_NOOP("Diagnoses", "cat has no axis to glue single numbers along"),
    "split": QT_TRANSLATE_NOOP("Diagnoses", "The sizes of the parts must add up to {size}"),
    "dimension": QT_TRANSLATE_NOOP("Diagnoses", "There is no axis {got}: the axes go from {low} to {high}"),
    "index": QT_TRANSLATE_NOOP(
        "Diagnoses", "Position {index} is not there: axis {dim} has {size} positions, 0 to {last}"
    ),
    "embedding": QT_TRANSLATE_NOOP("Diagnoses", "The table has no row for the largest index, {largest}"),
    "too_many_indices": QT_TRANSLATE_NOOP("Diagnoses", "{given} indices for a tensor with {rank} axes"),
    "index_of_a_number": QT_TRANSLATE_NOOP("Diagnoses", "A single number has no positions"),
    "mask": QT_TRANSLATE_NOOP("Diagnoses", "A mask of shape {mask} does not fit a tensor of shape {shape}"),
    "gather_rank": QT_TRANSLATE_NOOP("Diagnoses", "The index has another number of axes than the tensor"),
    "channels": QT_TRANSLATE_NOOP("Diagnoses", "The layer takes {wanted} channels, and the input has {got}"),
    "batch_sizes": QT_TRANSLATE_NOOP("Diagnoses", "The scores are of {a} samples, the targets of {b}"),
    "target_size": QT_TRANSLATE_NOOP("Diagnoses", "The target has the shape {target}, the input {input}"),
    "normalised": QT_TRANSLATE_NOOP("Diagnoses", "The layer normalises {wanted} numbers, and the last axis has {got}"),
    "batch_norm": QT_TRANSLATE_NOOP("Diagnoses", "The layer normalises {wanted} features, and the input has {got}"),
    "letters": QT_TRANSLATE_NOOP(
        "Diagnoses", "Operand {number} has {rank} axes, and the equation has {letters} letters for it"
    ),
    "permuted_twice": QT_TRANSLATE_NOOP("Diagnoses", "permute was given axis {dim} twice"),
    "nothing_to_join": QT_TRANSLATE_NOOP("Diagnoses", "There is nothing to put together: the list is empty"),
    "too_many_best": QT_TRANSLATE_NOOP("Diagnoses", "{k} elements are asked for, and the axis has {size}"),
    "batch_of_one": QT_TRANSLATE_NOOP(
        "Diagnoses", "A batch of one sample has no spread, which the layer needs while it trains"
    ),
    "recurrent_size": QT_TRANSLATE_NOOP(
        "Diagnoses", "The layer takes {wanted} numbers at each step, and the input has {got}"
    ),
    "hidden_state": QT_TRANSLATE_NOOP("Diagnoses", "The state has the shape {got}, and the layer wants {wanted}"),
    "state_dict": QT_TRANSLATE_NOOP("Diagnoses", "These weights are not those of this {name}"),
    "not_a_parameter": QT_TRANSLATE_NOOP(
        "Diagnoses", "`{name}` is a parameter, and a plain tensor cannot take its place"
    ),
    "no_parameters": QT_TRANSLATE_NOOP("Diagnoses", "The optimiser was given no parameters"),
    "chances": QT_TRANSLATE_NOOP(
        "Diagnoses", "Chances between 0 and 1 are wanted here, and some of these numbers lie outside"
    ),
    "uneven_parts": QT_TRANSLATE_NOOP("Diagnoses", "The lengths of the parts do not add up to the length of the data"),
    "not_an_array": QT_TRANSLATE_NOOP("Diagnoses", "from_numpy takes an array of numpy, and was given a {kind}"),
    "not_scalar": QT_TRANSLATE_NOOP(
        "Diagnoses", "`{name}` has the shape {shape}: backward needs one number to start from"
    ),
    "gradient_shape": QT_TRANSLATE_NOOP(
        "Diagnoses", "The gradient that was given has the shape {given}, the output {wanted}"
    ),
    "unused": QT_TRANSLATE_NOOP("Diagnoses", "No path leads from the output to `{name}`"),
    "changed_in_place": QT_TRANSLATE_NOOP(
        "Diagnoses",
        "`{name}` was changed on line {written} (`{code}`) after `{op}` had saved it on line {line}: it is "
        "version {version}, backward needs {expected}",
    ),
    "changed_in_place_somewhere": QT_TRANSLATE_NOOP(
        "Diagnoses",
        "A tensor that backward needs was changed in place: it is version {version}, backward needs {expected}",
    ),
    "leaf_in_place": QT_TRANSLATE_NOOP(
        "Diagnoses", "`{code}` changes the leaf `{name}` in place while autograd is watching"
    ),
    "view_of_leaf_in_place": QT_TRANSLATE_NOOP(
        "Diagnoses", "`{code}` writes into the leaf that `{name}` looks at while autograd is watching"
    ),
    "overlapping": QT_TRANSLATE_NOOP(
        "Diagnoses",
        "`{name}` is expanded: one element of memory stands for many, so it cannot be written to",
    ),
    "one_of_many_views": QT_TRANSLATE_NOOP(
        "Diagnoses",
        "`{name}` is one of several views that `{op}` gave, and cannot be changed in place",
    ),
    "only_floating": QT_TRANSLATE_NOOP("Diagnoses", "Only fractions can have a gradient, and these are whole numbers"),
    "flag_of_computed": QT_TRANSLATE_NOOP(
        "Diagnoses",
        "`{name}` was computed, so its requires_grad follows from what it was computed from",
    ),
    "numpy": QT_TRANSLATE_NOOP(
        "Diagnoses",
        "`{name}` has a gradient history, which numpy could change without autograd knowing",
    ),
    "deepcopy": QT_TRANSLATE_NOOP("Diagnoses", "`{name}` was computed and has a graph, which cannot be copied"),
    "inference": QT_TRANSLATE_NOOP("Diagnoses", "A tensor made under inference_mode can never take part in a graph"),
    "never_asked": QT_TRANSLATE_NOOP(
        "Diagnoses", "No gradient can come to `{name}`: nobody asked for one at `{leaf}`, line {line}"
    ),
    "switched_off": QT_TRANSLATE_NOOP(
        "Diagnoses", "No gradient can come to `{name}`: line {line} switched it off (`{code}`)"
    ),
    "rebound": QT_TRANSLATE_NOOP(
        "Diagnoses",
        "The name means another tensor since line {line} (`{code}`), one that is not a leaf with a gradient",
    ),
    "detached": QT_TRANSLATE_NOOP(
        "Diagnoses", "`{name}` is cut off from its history: line {line} calls detach() on `{input}`"
    ),
    "data": QT_TRANSLATE_NOOP(
        "Diagnoses", "`{name}` is cut off from its history: line {line} takes `.data` of `{input}`"
    ),
    "untracked": QT_TRANSLATE_NOOP(
        "Diagnoses", "`{name}` has no history: line {line} (`{code}`) ran without being tracked"
    ),
    "not_differentiable": QT_TRANSLATE_NOOP(
        "Diagnoses",
        "`{op}` on line {line} has no derivative: it turns fractions into whole numbers or answers yes or no",
    ),
    "wrapped_again": QT_TRANSLATE_NOOP(
        "Diagnoses",
        "Line {line} (`{code}`) makes a new tensor from the numbers of `{input}`, without its history",
    ),
    "no_create_graph": QT_TRANSLATE_NOOP(
        "Diagnoses", "`{name}` is a gradient, and line {line} computed it without keeping a graph"
    ),
    "computed": QT_TRANSLATE_NOOP(
        "Diagnoses",
        "`{name}` is not a leaf: line {line} computed it (`{code}`), so its gradient is not kept",
    ),
    "grad_none_never_asked": QT_TRANSLATE_NOOP(
        "Diagnoses", "`{name}.grad` is None: nobody asked for a gradient at `{leaf}`, line {line}"
    ),
    "grad_none_switched_off": QT_TRANSLATE_NOOP(
        "Diagnoses", "`{name}.grad` is None: line {line} switched it off (`{code}`)"
    ),
    "grad_none_rebound": QT_TRANSLATE_NOOP(
        "Diagnoses",
        "`{name}.grad` is None: since line {line} (`{code}`) the name means a new tensor, not the leaf",
    ),
    "grad_none_detached": QT_TRANSLATE_NOOP(
        "Diagnoses", "`{name}.grad` is None: line {line} (`{code}`) cut it off with detach()"
    ),
    "grad_none_data": QT_TRANSLATE_NOOP(
        "Diagnoses",
        "`{name}.grad` is None: line {line} (`{code}`) takes .data, which has no way back",
    ),
    "grad_none_untracked": QT_TRANSLATE_NOOP(
        "Diagnoses", "`{name}.grad` is None: line {line} (`{code}`) ran without being tracked"
    ),
    "grad_none_not_differentiable": QT_TRANSLATE_NOOP(
        "Diagnoses", "`{name}.grad` is None: `{op}` on line {line} has no derivative"
    ),
    "grad_none_wrapped_again": QT_TRANSLATE_NOOP(
        "Diagnoses", "`{name}.grad` is None: line {line} (`{code}`) made it anew from numbers"
    ),
    "grad_none_no_create_graph": QT_TRANSLATE_NOOP(
        "Diagnoses",
        "`{name}.grad` is None: it is a gradient itself, computed on line {line} without a graph",
    ),
    "grad_none_computed": QT_TRANSLATE_NOOP(
        "Diagnoses", "`{name}.grad` is None: line {line} computed it (`{code}`), so it is not a leaf"
    ),
    "grad_none_cleared": QT_TRANSLATE_NOOP("Diagnoses", "`{name}.grad` is None: line {line} has set it back"),
    "grad_none_unreached": QT_TRANSLATE_NOOP("Diagnoses", "`{name}.grad` is None: no backward has come by `{name}`"),
    "grad_none_early": QT_TRANSLATE_NOOP("Diagnoses", "`{name}.grad` is None: no backward has run yet"),
    "number_of_gradients": QT_TRANSLATE_NOOP(
        "Diagnoses", "`{name}.backward` gives {got} gradients, and forward took {expected} inputs"
    ),
    "shape_of_gradient": QT_TRANSLATE_NOOP(
        "Diagnoses",
        "`{name}.backward` gives a gradient of shape {got} for an input of shape {wanted}",
    ),
    "no_backward": QT_TRANSLATE_NOOP("Diagnoses", "`{name}` does not say how to go back"),
    "nan_gradient": QT_TRANSLATE_NOOP("Diagnoses", "The derivative of `{op}` on line {line} is not a number"),
    "different_dtypes": QT_TRANSLATE_NOOP("Diagnoses", "A product does not mix types: {a} meets {b}"),
    "needs_floats": QT_TRANSLATE_NOOP("Diagnoses", "`{op}` needs fractions, and these are whole numbers"),
    "in_place_type": QT_TRANSLATE_NOOP("Diagnoses", "`{name}` holds {into}, and the result would be {result}"),
    "classes": QT_TRANSLATE_NOOP("Diagnoses", "The targets are classes, which are whole numbers, not {got}"),
    "loss_types": QT_TRANSLATE_NOOP("Diagnoses", "The target is {got}, and the loss needs {wanted}"),
    "class_out_of_bounds": QT_TRANSLATE_NOOP(
        "Diagnoses", "There is no class {target}: the scores are for {count} classes, 0 to {last}"
    ),
    "index_type": QT_TRANSLATE_NOOP("Diagnoses", "Positions must be whole numbers"),
    "mask_type": QT_TRANSLATE_NOOP("Diagnoses", "A mask holds True and False, not numbers"),
    "bool_minus": QT_TRANSLATE_NOOP("Diagnoses", "True and False have no minus"),
    "bool_difference": QT_TRANSLATE_NOOP("Diagnoses", "Two masks have no difference"),
    "zero_division": QT_TRANSLATE_NOOP("Diagnoses", "A whole number was divided by 0"),
    "one_number": QT_TRANSLATE_NOOP("Diagnoses", "`{name}` has the shape {shape}, and one number is needed"),
    "list_of_tensors": QT_TRANSLATE_NOOP("Diagnoses", "torch.tensor makes a tensor of numbers, not of tensors"),
    "truth": QT_TRANSLATE_NOOP("Diagnoses", "`{name}` is many answers, and `if`, `and`, `not` want one"),
    "ragged": QT_TRANSLATE_NOOP("Diagnoses", "The rows have different lengths: {expected} and {got}"),
    "not_numbers": QT_TRANSLATE_NOOP("Diagnoses", "A tensor holds numbers, and there is something else in the list"),
    "zero_dimensional": QT_TRANSLATE_NOOP(
        "Diagnoses", "`{name}` is a single number: there is nothing to count or to walk through"
    ),
    "text_and_tensor": QT_TRANSLATE_NOOP("Diagnoses", "A tensor cannot be joined with text or a list by an operator"),
    "list_of_numbers": QT_TRANSLATE_NOOP("Diagnoses", "The list holds {got}, and tensors are needed"),
    "unpacking": QT_TRANSLATE_NOOP("Diagnoses", "{expected} names for {got} parts"),
    "name_error": QT_TRANSLATE_NOOP("Diagnoses", "The name `{name}` means nothing here"),
    "attribute": QT_TRANSLATE_NOOP("Diagnoses", "`{owner}` has nothing called `{name}`"),
    "cuda": QT_TRANSLATE_NOOP("Diagnoses", "There is no graphics card for tensors here"),
    "super_init": QT_TRANSLATE_NOOP("Diagnoses", "The module is not ready yet: super().__init__() has to come first"),
    "no_forward": QT_TRANSLATE_NOOP("Diagnoses", "`{name}` does not say what to do with an input"),
    "optimise_non_leaf": QT_TRANSLATE_NOOP(
        "Diagnoses", "`{name}` was computed on line {line}; an optimiser updates leaves only"
    ),
    "optimise_tensor": QT_TRANSLATE_NOOP("Diagnoses", "An optimiser takes a list of tensors, not one tensor"),
    "gives_nothing": QT_TRANSLATE_NOOP("Diagnoses", "`{name}` is None: `{call}` gives nothing back"),
    "no_return": QT_TRANSLATE_NOOP("Diagnoses", "`{name}` is None: `{function}` returns nothing"),
    "punctuation": QT_TRANSLATE_NOOP("Diagnoses", "There is full-width punctuation in the code: {signs}"),
    "syntax": QT_TRANSLATE_NOOP("Diagnoses", "This is not Python: {message}"),
    "interrupted": QT_TRANSLATE_NOOP("Diagnoses", "You stopped the program here"),
    "recursion": QT_TRANSLATE_NOOP("Diagnoses", "`{name}` calls itself again and again, deeper than Python can follow"),
    "other": QT_TRANSLATE_NOOP("Diagnoses", "The program stopped with {kind}"),
    "size_type": QT_TRANSLATE_NOOP("Diagnoses", "A size has to be a whole number"),
    "one_class_each": QT_TRANSLATE_NOOP("Diagnoses", "The targets have the shape {shape}; each sample needs one class"),
    "broadcast-blowup": QT_TRANSLATE_NOOP(
        "Diagnoses",
        "`{flat}` {flat_shape} meets `{tall}` {tall_shape} and makes {result}: {count} pairs instead of {wanted}",
    ),
    "loss-shapes": QT_TRANSLATE_NOOP("Diagnoses", "The loss compares {a} with {b}, which broadcasting makes equal"),
    "squeeze-ate-batch": QT_TRANSLATE_NOOP(
        "Diagnoses", "`squeeze()` made {result} of `{name}` {shape}: the batch axis is gone, too"
    ),
    "softmax-axis": QT_TRANSLATE_NOOP(
        "Diagnoses",
        "The softmax runs down axis 0 of `{name}` {shape}: the {size} samples share one sum",
    ),
    "softmax-axis:open": QT_TRANSLATE_NOOP(
        "Diagnoses", "The softmax of `{name}` {shape} does not say along which axis"
    ),
    "probabilities-as-scores": QT_TRANSLATE_NOOP(
        "Diagnoses", "`{name}` went through {op} already, and {loss} does that itself"
    ),
    "step-without-zero-grad": QT_TRANSLATE_NOOP(
        "Diagnoses",
        "{names} is updated again with gradients that were added up since before the last update",
    ),
    "zeroed-before-step": QT_TRANSLATE_NOOP(
        "Diagnoses",
        "The gradients from line {line} are forgotten here, before the step on line {step} could use them",
    ),
    "lost-requires-grad": QT_TRANSLATE_NOOP(
        "Diagnoses", "`{code}` gives the name `{name}` to a new tensor that asks for no gradient"
    ),
    "lost-requires-grad:tracked": QT_TRANSLATE_NOOP(
        "Diagnoses",
        "`{code}` gives the name `{name}` to a computed tensor: it is no longer a leaf, and its .grad stays None",
    ),
    "loss-keeps-graph": QT_TRANSLATE_NOOP(
        "Diagnoses",
        "`{name}` keeps the graph of every pass alive, since `{loss}` is added with its history",
    ),
    "loss-keeps-graph:list": QT_TRANSLATE_NOOP(
        "Diagnoses",
        "`{name}` keeps the graph of every pass alive, since `{loss}` is put into it with its history",
    ),
    "write-through-expand": QT_TRANSLATE_NOOP(
        "Diagnoses",
        "`{name}` is expanded (line {line}): this write reaches {times} elements of {shape} at once",
    ),
    "silent-second-backward": QT_TRANSLATE_NOOP(
        "Diagnoses",
        "`{name}` was run backward on line {line} already; its gradients are added once more",
    ),
    "never-gets-gradient": QT_TRANSLATE_NOOP(
        "Diagnoses",
        "`{name}` asks for a gradient and can get none: line {line} goes backward, and `{code}` has cut it off",
    ),
    "hidden-write": QT_TRANSLATE_NOOP(
        "Diagnoses",
        "`{name}` was changed where autograd does not look, after `{op}` had saved it on line {line}: the "
        "gradient of line {backward} is wrong",
    ),
    "hidden-write:numpy": QT_TRANSLATE_NOOP(
        "Diagnoses",
        "`{name}` was changed through numpy, after `{op}` had saved it on line {line}: the gradient of line "
        "{backward} is wrong",
    ),
    "integer-division": QT_TRANSLATE_NOOP("Diagnoses", "`{left} // {right}` leaves a remainder behind"),
    "integer-wrap": QT_TRANSLATE_NOOP("Diagnoses", "{exact} does not fit into {dtype} and became {result}"),
    "fraction-lost": QT_TRANSLATE_NOOP("Diagnoses", "`{value}` loses its fraction: `{name}` holds {dtype}"),
    "fraction-lost:zero": QT_TRANSLATE_NOOP("Diagnoses", "`{name}` became 0 everywhere: its fractions were cut off"),
    "mixed-precision": QT_TRANSLATE_NOOP("Diagnoses", "`{name}` is float64, so the result is float64, too"),
    "not-called": QT_TRANSLATE_NOOP("Diagnoses", "`{code}` without brackets does nothing"),
    "result-unused": QT_TRANSLATE_NOOP(
        "Diagnoses", "`{code}` makes a new tensor that nobody keeps; `{name}` stays as it was"
    ),
    "grad-of-non-leaf": QT_TRANSLATE_NOOP(
        "Diagnoses",
        "`{name}.grad` is None: `{name}` was computed on line {line}, and only leaves keep their gradients",
    ),
    "tensor-of-tensor": QT_TRANSLATE_NOOP(
        "Diagnoses", "torch.tensor copies the numbers of `{name}` and leaves its history behind"
    ),
    "uninitialised": QT_TRANSLATE_NOOP(
        "Diagnoses", "`{code}` is {count} numbers of whatever was in memory, not the number {count}"
    ),
}
"""What happened, by the key of a diagnosis."""

REASONS = {
    "interrupted": QT_TRANSLATE_NOOP("Diagnoses", "All that it had done until then is still here."),
    "recursion": QT_TRANSLATE_NOOP(
        "Diagnoses", "A function that calls itself needs a case in which it gives an answer without doing so."
    ),
    "second_backward": QT_TRANSLATE_NOOP(
        "Diagnoses",
        "The first backward, on line {line}, freed the tensors that the graph had saved; without them there is "
        "nothing to compute the gradient from.",
    ),
    "clash": QT_TRANSLATE_NOOP(
        "Diagnoses",
        "Shapes are compared from the right; on every axis the two sizes must be equal, or one of them 1.",
    ),
    "matmul": QT_TRANSLATE_NOOP(
        "Diagnoses",
        "A product of ({rows}×{inner}) needs a right side with {inner} rows; it has {outer}.",
    ),
    "dot": QT_TRANSLATE_NOOP(
        "Diagnoses",
        "A dot product pairs the elements one by one, so both vectors must have the same length.",
    ),
    "matrix_by_vector": QT_TRANSLATE_NOOP(
        "Diagnoses", "Each of the {rows} rows is multiplied with the vector element by element."
    ),
    "wrong_product": QT_TRANSLATE_NOOP(
        "Diagnoses",
        "dot takes two vectors, mm two matrices, bmm two batches of matrices; @ takes any of them.",
    ),
    "batched": QT_TRANSLATE_NOOP(
        "Diagnoses",
        "In each pair the left matrix needs as many columns as the right one has rows, and both batches must "
        "have the same size.",
    ),
    "invalid_shape": QT_TRANSLATE_NOOP(
        "Diagnoses", "view and reshape keep every element, so the sizes must multiply to {count}."
    ),
    "invalid_shape_inferred": QT_TRANSLATE_NOOP(
        "Diagnoses",
        "-1 stands for whatever is left over; {count} divided by {product} leaves a remainder.",
    ),
    "cannot_view": QT_TRANSLATE_NOOP(
        "Diagnoses",
        "A view copies nothing; the axes to be merged must lie one after another in memory, and after a "
        "transpose, an expand or a slice they do not.",
    ),
    "two_inferred": QT_TRANSLATE_NOOP("Diagnoses", "Two open sizes could be filled in several ways."),
    "expand": QT_TRANSLATE_NOOP(
        "Diagnoses", "expand repeats an axis of size 1 without copying; other sizes stay as they are."
    ),
    "assigned": QT_TRANSLATE_NOOP(
        "Diagnoses",
        "What is assigned is broadcast to the place; on every axis the sizes must be equal, or the value's 1.",
    ),
    "expand_too_few": QT_TRANSLATE_NOOP(
        "Diagnoses", "Every axis needs a size; -1 keeps the one it has, and new axes go on the left."
    ),
    "repeat_too_few": QT_TRANSLATE_NOOP(
        "Diagnoses", "repeat counts how often each axis is repeated; new axes go on the left."
    ),
    "permute": QT_TRANSLATE_NOOP("Diagnoses", "Every axis must be named once."),
    "t_of_many": QT_TRANSLATE_NOOP("Diagnoses", "With more than two axes you have to say which two to exchange."),
    "cat": QT_TRANSLATE_NOOP(
        "Diagnoses",
        "cat glues along axis {dim}; every other axis must have the same size in all of them.",
    ),
    "stack": QT_TRANSLATE_NOOP("Diagnoses", "stack lays tensors on top of each other along a new axis."),
    "cat_ranks": QT_TRANSLATE_NOOP("Diagnoses", "An axis of size 1 has to be added where one is missing."),
    "cat_of_numbers": QT_TRANSLATE_NOOP("Diagnoses", "A tensor without axes can be stacked, which makes a new axis."),
    "split": QT_TRANSLATE_NOOP("Diagnoses", "split cuts all of the axis, so nothing may be left over."),
    "dimension": QT_TRANSLATE_NOOP("Diagnoses", "Axes are counted from 0 on the left, and from -1 on the right."),
    "index": QT_TRANSLATE_NOOP("Diagnoses", "Positions are counted from 0, and from -1 at the end."),
    "embedding": QT_TRANSLATE_NOOP("Diagnoses", "An embedding of n rows knows the indices 0 to n - 1."),
    "too_many_indices": QT_TRANSLATE_NOOP("Diagnoses", "There can be one index for each axis."),
    "index_of_a_number": QT_TRANSLATE_NOOP(
        "Diagnoses", "A tensor without axes holds one number; .item() takes it out."
    ),
    "mask": QT_TRANSLATE_NOOP(
        "Diagnoses",
        "A mask says yes or no for each position, so its sizes must be those of the axes that it selects from.",
    ),
    "gather_rank": QT_TRANSLATE_NOOP(
        "Diagnoses", "gather takes one element for each element of the index, along one axis."
    ),
    "channels": QT_TRANSLATE_NOOP("Diagnoses", "Channels are axis 1 of the input: (batch, channels, height, width)."),
    "batch_sizes": QT_TRANSLATE_NOOP("Diagnoses", "Every sample needs one target."),
    "target_size": QT_TRANSLATE_NOOP("Diagnoses", "Each prediction is compared with the target at the same place."),
    "normalised": QT_TRANSLATE_NOOP("Diagnoses", "The size given to LayerNorm is that of the input's last axis."),
    "batch_norm": QT_TRANSLATE_NOOP("Diagnoses", "The size given to BatchNorm is that of the input's axis 1."),
    "letters": QT_TRANSLATE_NOOP(
        "Diagnoses", "einsum needs a letter for each axis; ... stands for all those that are not named."
    ),
    "permuted_twice": QT_TRANSLATE_NOOP("Diagnoses", "Each axis has one place in the new order."),
    "nothing_to_join": QT_TRANSLATE_NOOP(
        "Diagnoses", "Without any tensor, neither shape nor type of the result is known."
    ),
    "too_many_best": QT_TRANSLATE_NOOP("Diagnoses", "topk and kthvalue choose among the elements of one axis."),
    "batch_of_one": QT_TRANSLATE_NOOP(
        "Diagnoses",
        "While it trains, BatchNorm takes mean and spread from the batch; after eval() it uses what it has learned.",
    ),
    "recurrent_size": QT_TRANSLATE_NOOP(
        "Diagnoses", "The first size of a recurrent layer is that of the input's last axis."
    ),
    "hidden_state": QT_TRANSLATE_NOOP(
        "Diagnoses", "A state has the shape (layers, batch, hidden size); its batch is that of the input."
    ),
    "state_dict": QT_TRANSLATE_NOOP(
        "Diagnoses", "load_state_dict compares names and shapes; with strict=False it takes what has the same name."
    ),
    "not_a_parameter": QT_TRANSLATE_NOOP(
        "Diagnoses", "Optimisers and state_dict() know a tensor of a module only if it is an nn.Parameter."
    ),
    "no_parameters": QT_TRANSLATE_NOOP(
        "Diagnoses",
        "A module knows the layers that are its attributes; those in a list count only if it is an nn.ModuleList.",
    ),
    "chances": QT_TRANSLATE_NOOP(
        "Diagnoses", "Scores become chances by sigmoid; binary_cross_entropy_with_logits takes the scores themselves."
    ),
    "uneven_parts": QT_TRANSLATE_NOOP("Diagnoses", "Each sample belongs to exactly one part."),
    "not_an_array": QT_TRANSLATE_NOOP(
        "Diagnoses", "from_numpy shares the memory of an array; torch.tensor makes memory of its own."
    ),
    "not_scalar": QT_TRANSLATE_NOOP(
        "Diagnoses",
        "backward() without an argument starts from the gradient 1, which has a meaning only for a single number.",
    ),
    "gradient_shape": QT_TRANSLATE_NOOP("Diagnoses", "Every element of the output needs its own gradient."),
    "unused": QT_TRANSLATE_NOOP("Diagnoses", "A tensor that the output was not computed from has no gradient."),
    "changed_in_place": QT_TRANSLATE_NOOP("Diagnoses", "Backward needs the value as it was when it was saved."),
    "changed_in_place_somewhere": QT_TRANSLATE_NOOP(
        "Diagnoses", "Backward needs the value as it was when it was saved."
    ),
    "leaf_in_place": QT_TRANSLATE_NOOP(
        "Diagnoses",
        "A leaf is where gradients arrive; changed in place, it would no longer be the value that they belong to.",
    ),
    "view_of_leaf_in_place": QT_TRANSLATE_NOOP("Diagnoses", "Writing into a view changes the leaf itself."),
    "overlapping": QT_TRANSLATE_NOOP(
        "Diagnoses", "An expanded axis has stride 0; all of its rows are the same memory."
    ),
    "one_of_many_views": QT_TRANSLATE_NOOP(
        "Diagnoses", "The views share one memory, and autograd could not tell their changes apart."
    ),
    "only_floating": QT_TRANSLATE_NOOP(
        "Diagnoses", "A gradient is the limit of small changes, and whole numbers have none."
    ),
    "flag_of_computed": QT_TRANSLATE_NOOP(
        "Diagnoses",
        "Only leaves have a switch of their own; a computed tensor is cut off with detach().",
    ),
    "numpy": QT_TRANSLATE_NOOP(
        "Diagnoses", "numpy() shares the memory; detach() gives the same numbers without the history."
    ),
    "deepcopy": QT_TRANSLATE_NOOP(
        "Diagnoses", "A deep copy would need a second graph; detach() leaves the graph behind."
    ),
    "inference": QT_TRANSLATE_NOOP(
        "Diagnoses", "inference_mode keeps no version counter, so backward could not check it."
    ),
    "never_asked": QT_TRANSLATE_NOOP(
        "Diagnoses", "Autograd records only what comes from a tensor with requires_grad=True."
    ),
    "switched_off": QT_TRANSLATE_NOOP("Diagnoses", "requires_grad was True before that line."),
    "rebound": QT_TRANSLATE_NOOP("Diagnoses", "`=` gives the name to a new tensor; an update in place keeps the leaf."),
    "detached": QT_TRANSLATE_NOOP("Diagnoses", "detach() gives the same numbers without the way back."),
    "data": QT_TRANSLATE_NOOP("Diagnoses", ".data gives the same numbers without the way back."),
    "untracked": QT_TRANSLATE_NOOP(
        "Diagnoses",
        "Under no_grad no operation leaves a node behind, so no gradient finds its way back.",
    ),
    "not_differentiable": QT_TRANSLATE_NOOP(
        "Diagnoses", "A small change of its input changes nothing, so no gradient passes through."
    ),
    "wrapped_again": QT_TRANSLATE_NOOP(
        "Diagnoses", "torch.tensor copies numbers; what they were computed from is forgotten."
    ),
    "no_create_graph": QT_TRANSLATE_NOOP(
        "Diagnoses", "A gradient can be differentiated again only with create_graph=True."
    ),
    "computed": QT_TRANSLATE_NOOP(
        "Diagnoses", "backward fills .grad of leaves only; retain_grad() asks for one elsewhere."
    ),
    "grad_none_never_asked": QT_TRANSLATE_NOOP(
        "Diagnoses", "backward fills .grad of leaves with requires_grad=True only."
    ),
    "grad_none_switched_off": QT_TRANSLATE_NOOP("Diagnoses", "requires_grad was True before that line."),
    "grad_none_rebound": QT_TRANSLATE_NOOP(
        "Diagnoses", "`=` gives the name to a new tensor; an update in place keeps the leaf."
    ),
    "grad_none_detached": QT_TRANSLATE_NOOP("Diagnoses", "detach() gives the same numbers without the way back."),
    "grad_none_data": QT_TRANSLATE_NOOP("Diagnoses", ".data gives the same numbers without the way back."),
    "grad_none_untracked": QT_TRANSLATE_NOOP(
        "Diagnoses",
        "Under no_grad no operation leaves a node behind, so no gradient finds its way back.",
    ),
    "grad_none_not_differentiable": QT_TRANSLATE_NOOP(
        "Diagnoses", "A small change of its input changes nothing, so no gradient passes through."
    ),
    "grad_none_wrapped_again": QT_TRANSLATE_NOOP(
        "Diagnoses", "torch.tensor copies numbers; what they were computed from is forgotten."
    ),
    "grad_none_no_create_graph": QT_TRANSLATE_NOOP(
        "Diagnoses", "A gradient can be differentiated again only with create_graph=True."
    ),
    "grad_none_computed": QT_TRANSLATE_NOOP(
        "Diagnoses", "backward fills .grad of leaves only; retain_grad() asks for one elsewhere."
    ),
    "grad_none_cleared": QT_TRANSLATE_NOOP(
        "Diagnoses", "zero_grad() forgets gradients: .grad is None until the next backward."
    ),
    "grad_none_unreached": QT_TRANSLATE_NOOP("Diagnoses", "What was run backward was not computed from it."),
    "grad_none_early": QT_TRANSLATE_NOOP("Diagnoses", ".grad is None until the first backward."),
    "number_of_gradients": QT_TRANSLATE_NOOP(
        "Diagnoses",
        "backward returns one gradient for each input of forward, None where there is none.",
    ),
    "shape_of_gradient": QT_TRANSLATE_NOOP("Diagnoses", "A gradient has the shape of the tensor that it belongs to."),
    "no_backward": QT_TRANSLATE_NOOP("Diagnoses", "A custom function needs a static method backward beside forward."),
    "nan_gradient": QT_TRANSLATE_NOOP(
        "Diagnoses",
        "At 0 the derivatives of sqrt, log and of division are infinite, and infinity times 0 is nan.",
    ),
    "different_dtypes": QT_TRANSLATE_NOOP(
        "Diagnoses", "matmul, linear and dot convert nothing; both sides must have one type."
    ),
    "needs_floats": QT_TRANSLATE_NOOP("Diagnoses", "The result would be a fraction, which a whole number cannot hold."),
    "in_place_type": QT_TRANSLATE_NOOP(
        "Diagnoses", "In place, a tensor keeps its type; it cannot hold a wider result."
    ),
    "classes": QT_TRANSLATE_NOOP("Diagnoses", "Cross entropy looks up the score of each class by its number."),
    "loss_types": QT_TRANSLATE_NOOP("Diagnoses", "The loss compares probabilities with probabilities."),
    "class_out_of_bounds": QT_TRANSLATE_NOOP("Diagnoses", "Classes are counted from 0."),
    "index_type": QT_TRANSLATE_NOOP(
        "Diagnoses", "A tensor that selects elements holds whole numbers, or True and False."
    ),
    "mask_type": QT_TRANSLATE_NOOP("Diagnoses", "0 and 1 could be positions as well; .bool() makes a mask of them."),
    "bool_minus": QT_TRANSLATE_NOOP("Diagnoses", "~ turns a mask into its opposite."),
    "bool_difference": QT_TRANSLATE_NOOP("Diagnoses", "^ tells where they differ."),
    "zero_division": QT_TRANSLATE_NOOP("Diagnoses", "Whole numbers have no infinity; / gives fractions, which have."),
    "one_number": QT_TRANSLATE_NOOP(
        "Diagnoses",
        "item(), float() and a number's format take the one number of a tensor that has one.",
    ),
    "list_of_tensors": QT_TRANSLATE_NOOP("Diagnoses", "stack puts tensors together, and keeps their history."),
    "truth": QT_TRANSLATE_NOOP("Diagnoses", "Each element may be true or false on its own."),
    "ragged": QT_TRANSLATE_NOOP("Diagnoses", "A tensor is a full table: every row has as many numbers as the first."),
    "not_numbers": QT_TRANSLATE_NOOP("Diagnoses", "Texts and None have no place in a tensor."),
    "zero_dimensional": QT_TRANSLATE_NOOP("Diagnoses", "A tensor without axes has no length."),
    "text_and_tensor": QT_TRANSLATE_NOOP("Diagnoses", "Operators on tensors compute with numbers."),
    "list_of_numbers": QT_TRANSLATE_NOOP("Diagnoses", "cat and stack join tensors; torch.tensor makes one of numbers."),
    "unpacking": QT_TRANSLATE_NOOP("Diagnoses", "Unpacking takes a tensor apart along its first axis."),
    "name_error": QT_TRANSLATE_NOOP("Diagnoses", "It was never given, or is spelled in another way."),
    "attribute": QT_TRANSLATE_NOOP("Diagnoses", "It is spelled in another way, or belongs to something else."),
    "cuda": QT_TRANSLATE_NOOP("Diagnoses", "Everything runs on the processor; TensorLab knows the device cpu only."),
    "super_init": QT_TRANSLATE_NOOP("Diagnoses", "It makes the tables in which a module keeps its parts."),
    "no_forward": QT_TRANSLATE_NOOP("Diagnoses", "A module computes in its method forward."),
    "optimise_non_leaf": QT_TRANSLATE_NOOP("Diagnoses", "Only a leaf keeps a gradient and can be changed in place."),
    "optimise_tensor": QT_TRANSLATE_NOOP("Diagnoses", "It would otherwise try to update each row by itself."),
    "gives_nothing": QT_TRANSLATE_NOOP("Diagnoses", "It changes something where it is and returns None."),
    "no_return": QT_TRANSLATE_NOOP("Diagnoses", "A function without return gives None."),
    "punctuation": QT_TRANSLATE_NOOP(
        "Diagnoses", "Python knows the half-width signs only; the full-width ones look alike."
    ),
    "syntax": QT_TRANSLATE_NOOP("Diagnoses", "Python could not read the line, so nothing has run."),
    "size_type": QT_TRANSLATE_NOOP(
        "Diagnoses",
        "/ always gives a fraction, even when it comes out even; // gives a whole number.",
    ),
    "one_class_each": QT_TRANSLATE_NOOP(
        "Diagnoses", "Cross entropy takes one number for each sample, the number of its class."
    ),
    "broadcast-blowup": QT_TRANSLATE_NOOP(
        "Diagnoses",
        "Shapes are compared from the right, so a column meets a row and every element is paired with every other.",
    ),
    "loss-shapes": QT_TRANSLATE_NOOP("Diagnoses", "Some elements are compared more than once, which is seldom meant."),
    "squeeze-ate-batch": QT_TRANSLATE_NOOP(
        "Diagnoses",
        "Without an axis it drops every axis of size 1, and a batch of one sample has one.",
    ),
    "softmax-axis": QT_TRANSLATE_NOOP(
        "Diagnoses", "The classes of one sample should add up to 1, and they are on the last axis."
    ),
    "softmax-axis:open": QT_TRANSLATE_NOOP("Diagnoses", "The axis that is chosen then depends on the number of axes."),
    "probabilities-as-scores": QT_TRANSLATE_NOOP(
        "Diagnoses", "Done twice, the differences become small and training is slow."
    ),
    "step-without-zero-grad": QT_TRANSLATE_NOOP(
        "Diagnoses", "backward adds to .grad; nobody has set it to zero between the updates."
    ),
    "zeroed-before-step": QT_TRANSLATE_NOOP("Diagnoses", "zero_grad belongs before the backward, or after the step."),
    "lost-requires-grad": QT_TRANSLATE_NOOP(
        "Diagnoses",
        "Under no_grad the result has requires_grad=False; the leaf is no longer reached by this name.",
    ),
    "lost-requires-grad:tracked": QT_TRANSLATE_NOOP(
        "Diagnoses", "The update itself was recorded in the graph, which grows with every step."
    ),
    "loss-keeps-graph": QT_TRANSLATE_NOOP(
        "Diagnoses",
        "A running sum of tensors refers to all that they were computed from; a sum of numbers does not.",
    ),
    "loss-keeps-graph:list": QT_TRANSLATE_NOOP(
        "Diagnoses", "A tensor in a list refers to all that it was computed from; a number does not."
    ),
    "write-through-expand": QT_TRANSLATE_NOOP(
        "Diagnoses", "An expanded axis has stride 0; all of its rows are the same memory."
    ),
    "silent-second-backward": QT_TRANSLATE_NOOP(
        "Diagnoses",
        "This graph had saved nothing, so nothing was missing and PyTorch did not complain.",
    ),
    "never-gets-gradient": QT_TRANSLATE_NOOP("Diagnoses", "Every use of it ran without being tracked."),
    "hidden-write": QT_TRANSLATE_NOOP(
        "Diagnoses", "A write through .data does not count the version up, so backward cannot notice."
    ),
    "hidden-write:numpy": QT_TRANSLATE_NOOP(
        "Diagnoses",
        "numpy shares the memory and does not count the version up, so backward cannot notice.",
    ),
    "integer-division": QT_TRANSLATE_NOOP("Diagnoses", "// rounds down to whole numbers; / keeps the fraction."),
    "integer-wrap": QT_TRANSLATE_NOOP("Diagnoses", "A whole type starts again at its other end, without a word."),
    "fraction-lost": QT_TRANSLATE_NOOP(
        "Diagnoses", "A tensor keeps its type; what is written into it is cut to whole numbers."
    ),
    "fraction-lost:zero": QT_TRANSLATE_NOOP("Diagnoses", "Whole numbers are made by cutting, not by rounding."),
    "mixed-precision": QT_TRANSLATE_NOOP(
        "Diagnoses", "numpy makes float64, PyTorch float32; of the two the wider one wins."
    ),
    "not-called": QT_TRANSLATE_NOOP("Diagnoses", "A method runs when it is called: with ()."),
    "result-unused": QT_TRANSLATE_NOOP("Diagnoses", "Only methods whose name ends in _ change the tensor itself."),
    "grad-of-non-leaf": QT_TRANSLATE_NOOP(
        "Diagnoses",
        "PyTorch warns of it in passing; retain_grad() before the backward keeps the gradient.",
    ),
    "tensor-of-tensor": QT_TRANSLATE_NOOP(
        "Diagnoses", "For a copy without history PyTorch recommends detach().clone()."
    ),
    "uninitialised": QT_TRANSLATE_NOOP("Diagnoses", "torch.Tensor takes sizes; torch.tensor takes values."),
}
"""Why, by the key of a diagnosis."""

FIXES = {
    "write": QT_TRANSLATE_NOOP("Diagnoses", "Write `{code}`"),
    "first": QT_TRANSLATE_NOOP("Diagnoses", "Write `{code}` before line {line}"),
    "then": QT_TRANSLATE_NOOP("Diagnoses", "Write `{code}` after line {line}"),
    "retain_graph": QT_TRANSLATE_NOOP("Diagnoses", "Keep the graph: retain_graph=True on line {line}"),
    "built_again": QT_TRANSLATE_NOOP("Diagnoses", "Compute `{name}` again before the second backward"),
    "detach_each_pass": QT_TRANSLATE_NOOP("Diagnoses", "Cut `{name}` off at the start of each pass"),
    "allow_unused": QT_TRANSLATE_NOOP("Diagnoses", "Accept None for it: allow_unused=True"),
    "under_no_grad": QT_TRANSLATE_NOOP("Diagnoses", "Update under torch.no_grad()"),
    "in_place": QT_TRANSLATE_NOOP("Diagnoses", "Update in place: `{code}`"),
    "not_in_place": QT_TRANSLATE_NOOP("Diagnoses", "Without inplace=True"),
    "moved": QT_TRANSLATE_NOOP("Diagnoses", "Move `{code}` below line {line}"),
    "asks": QT_TRANSLATE_NOOP("Diagnoses", "Ask for a gradient of {name} where it is made"),
    "asks_at_the_end": QT_TRANSLATE_NOOP("Diagnoses", "Ask for the gradient of the result, on line {line}"),
    "without": QT_TRANSLATE_NOOP("Diagnoses", "Without `{code}`"),
    "deleted": QT_TRANSLATE_NOOP("Diagnoses", "Delete `{code}`"),
    "create_graph": QT_TRANSLATE_NOOP("Diagnoses", "Keep a graph of the gradient: create_graph=True on line {line}"),
    "floats": QT_TRANSLATE_NOOP("Diagnoses", "Make floats on line {line}"),
    "no_grad_instead": QT_TRANSLATE_NOOP("Diagnoses", "Use no_grad in place of inference_mode"),
    "guarded": QT_TRANSLATE_NOOP("Diagnoses", "Only if `{name}` is there"),
    "gradients": QT_TRANSLATE_NOOP("Diagnoses", "Give back {count} gradients, None where there is none"),
    "backward_stub": QT_TRANSLATE_NOOP("Diagnoses", "Add a backward to `{name}`, to be filled in"),
    "along": QT_TRANSLATE_NOOP("Diagnoses", "Along axis {dim}"),
    "cut": QT_TRANSLATE_NOOP("Diagnoses", "Cut all parts to the smallest size, {size}"),
    "cat_instead": QT_TRANSLATE_NOOP("Diagnoses", "Glue them with cat"),
    "stack_instead": QT_TRANSLATE_NOOP("Diagnoses", "Put them side by side with stack"),
    "padded": QT_TRANSLATE_NOOP("Diagnoses", "Fill up short rows with {zero}"),
    "shortened": QT_TRANSLATE_NOOP("Diagnoses", "Cut all rows to {count}"),
    "numbers": QT_TRANSLATE_NOOP("Diagnoses", "Write the texts as numbers"),
    "numbered": QT_TRANSLATE_NOOP("Diagnoses", "Number the texts"),
    "nan": QT_TRANSLATE_NOOP("Diagnoses", "Write nan for None"),
    "imported": QT_TRANSLATE_NOOP("Diagnoses", "Add `{code}` at the top"),
    "on_cpu": QT_TRANSLATE_NOOP("Diagnoses", "Stay on the processor"),
    "renamed": QT_TRANSLATE_NOOP("Diagnoses", "Call it `{new}` rather than `{old}`"),
    "half_width": QT_TRANSLATE_NOOP("Diagnoses", "Write half-width signs"),
}
"""What a fix does, by its key."""
