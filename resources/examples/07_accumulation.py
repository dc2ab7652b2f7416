"""Gradients accumulate when backward runs twice.
反向传播两次，梯度会累加。
"""

import torch

x1 = torch.tensor(1.0, requires_grad=True)
x2 = torch.tensor(1.0, requires_grad=True)

# The first time: dy/dx1 = 1 and dy/dx2 = 2.
# 第一次：dy/dx1 = 1，dy/dx2 = 2。
y = x1 + 2 * x2
y.backward()
print(x1.grad, x2.grad)

# The second time, with a graph built anew: the gradients are added to what is there, 2 and 4.
# 第二次，重新建图：新的梯度加到已有的梯度上，得到 2 和 4。
y = x1 + 2 * x2
y.backward()
print(x1.grad, x2.grad)
