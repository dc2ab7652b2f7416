"""The four steps of training a line.
训练一条直线的四个步骤。
"""

import torch

# Points of y = 2x + 1, and a line that starts flat.
# 来自 y = 2x + 1 的点，以及一条从水平开始的直线。
x = torch.tensor([0.0, 1.0, 2.0, 3.0])
target = torch.tensor([1.0, 3.0, 5.0, 7.0])
w = torch.tensor(0.0, requires_grad=True)
b = torch.tensor(0.0, requires_grad=True)

for i in range(5):
    # 1. Forward: what the line says. 1. 前向：直线给出的值。
    y = w * x + b
    # 2. Loss: how far off it is. 2. 损失：偏差有多大。
    loss = ((y - target) ** 2).mean()
    # 3. Backward: which way each of w and b is wrong. 3. 反向：w 和 b 各自错在哪个方向。
    loss.backward()
    # 4. Update, not recorded in the graph; then the gradients start again from zero.
    # 4. 更新，不记录到计算图；然后梯度清零，重新开始。
    with torch.no_grad():
        w -= 0.1 * w.grad
        b -= 0.1 * b.grad
    print(i, loss.item(), w.item(), b.item())
    w.grad.zero_()
    b.grad.zero_()
