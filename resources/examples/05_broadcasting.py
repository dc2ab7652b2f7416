"""Broadcasting: (1, 2) + (3, 1) makes (3, 2).
广播：(1, 2) + (3, 1) 得到 (3, 2)。
"""

import torch

row = torch.tensor([[10, 20]])
column = torch.tensor([[1], [2], [3]])
print(row.shape, column.shape)

# Shapes are compared from the right. Where one of two sizes is 1, that axis is stretched to the other.
# 从右向左比较形状。两个大小中有一个是 1 时，这个轴会拉伸到另一个的大小。
table = row + column
print(table, table.shape)

# Stretched is not copied: expand shows that the stride of a stretched axis is 0.
# 拉伸不是复制：expand 显示被拉伸的轴步长为 0。
stretched = row.expand(3, 2)
print(stretched, stretched.stride(), stretched.data_ptr() == row.data_ptr())

# A shape with fewer axes gets ones on its left: (2,) is read as (1, 2).
# 轴较少的形状在左边补 1：(2,) 被看作 (1, 2)。
print(torch.tensor([100, 200]) + column)

# Sizes that differ, none of them 1, do not fit.
# 大小不同又都不是 1，就无法相加。
try:
    torch.ones(3, 2) + torch.ones(3)
except RuntimeError as error:
    print(error)
