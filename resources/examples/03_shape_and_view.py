"""Shape, view, and what -1 means.
形状、view，以及 -1 的含义。
"""

import torch

# Six numbers in a row. shape and size() tell the same.
# 一行六个数。shape 和 size() 说的是同一件事。
x = torch.arange(6)
print(x, x.shape, x.size(), x.numel())

# view reads the same six numbers as 3 rows of 2; -1 is the size that is left over.
# view 把同样的六个数看成 3 行 2 列；-1 代表剩下的那个大小。
a = x.view(3, 2)
b = x.view(-1, 2)
print(a, b.shape, x.view(2, -1).shape, sep="\n")

# Nothing was copied: writing through a view changes what it looks at.
# 没有发生复制：通过视图写入，会改变它所看的数据。
a[0, 0] = 50
print(x, a.data_ptr() == x.data_ptr(), a.stride())

# A transpose changes the order of reading, so view has to refuse; reshape copies when it must.
# 转置改变了读取顺序，view 只好拒绝；reshape 在必要时会复制。
t = a.t()
print(t, t.stride(), t.is_contiguous(), t.reshape(6), sep="\n")
try:
    t.view(6)
except RuntimeError as error:
    print(error)
