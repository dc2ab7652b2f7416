"""The graph of z = x * y, and what a node holds.
z = x * y 的计算图，以及节点里有什么。
"""

import torch

# Two leaves: tensors that nobody computed, and that ask for gradients.
# 两个叶子节点：不是算出来的张量，并且要求梯度。
x = torch.tensor(3.0, requires_grad=True)
y = torch.tensor(2.0, requires_grad=True)

# The forward pass runs at once, statement by statement, and leaves a node behind.
# 前向计算逐条立即执行，并留下一个节点。
z = x * y
print(z.data, z.requires_grad, z.grad_fn, z.is_leaf)
print(z.grad_fn.next_functions)

# Backward brings dz/dx = y and dz/dy = x to the leaves, and frees what mul had saved.
# 反向传播把 dz/dx = y、dz/dy = x 送到叶子节点，并释放 mul 保存的张量。
z.backward()
print(x.grad, y.grad)

# When nothing refers to the graph any more, it is gone.
# 当没有任何东西引用它时，计算图就消失了。
del z
