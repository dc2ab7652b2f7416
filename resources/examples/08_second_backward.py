"""A second backward and retain_graph.
第二次反向传播与 retain_graph。
"""

import torch

# a * a saves a for its derivative. Backward frees it, so a second one has nothing to work with.
# a * a 为求导保存了 a。反向传播会释放它，第二次就无从算起。
a = torch.tensor([1.0, 2.0], requires_grad=True)
square = (a * a).sum()
square.backward()
try:
    square.backward()
except RuntimeError as error:
    print(error)

# retain_graph=True keeps what was saved; both gradients land in b.grad.
# retain_graph=True 会保留已保存的张量；两次梯度都累加到 b.grad。
b = torch.tensor([1.0, 2.0], requires_grad=True)
kept = (b * b).sum()
kept.backward(retain_graph=True)
kept.backward()

# a + 1 saved nothing, so there is nothing to miss: it may run backward twice.
# a + 1 什么都没有保存，也就不缺什么：可以反向传播两次。
c = torch.tensor([1.0, 2.0], requires_grad=True)
plus = (c + 1).sum()
plus.backward()
plus.backward()  # tensorlab: ok
print(a.grad, b.grad, c.grad)
