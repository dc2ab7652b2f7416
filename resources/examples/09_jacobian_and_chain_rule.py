"""The Jacobian and the chain rule.
雅可比矩阵与链式法则。
"""

import torch
from torch.autograd.functional import jacobian


def inner(x):
    return torch.stack([x[0] * x[1], x[0] + x[1]])


def outer(u):
    return torch.stack([u[0] ** 2, 3 * u[1], u[0] * u[1]])


# One row for each output, one column for each input.
# 每个输出一行，每个输入一列。
x, v = torch.tensor([2.0, 3.0], requires_grad=True), torch.tensor([1.0, 0.0, 2.0])
J1, J2 = jacobian(inner, x), jacobian(outer, inner(x))
print(J1, J2, sep="\n")

# The chain rule: the Jacobian of outer(inner(x)) is J2 @ J1.
# 链式法则：outer(inner(x)) 的雅可比矩阵就是 J2 @ J1。
print(J2 @ J1, jacobian(lambda x: outer(inner(x)), x), sep="\n")

# backward(v) never builds the matrix; it brings v @ J to the leaf.
# backward(v) 不构造整个矩阵；它把 v @ J 送到叶子节点。
outer(inner(x)).backward(v)
print(x.grad, v @ J2 @ J1)
