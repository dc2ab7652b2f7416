"""Kinds of tensor, from a scalar to three axes.
张量的种类：从标量到三个轴。
"""

import torch

# A scalar has no axis: its shape is empty, and .item() takes the number out.
# 标量没有轴：形状为空，用 .item() 取出这个数。
scalar = torch.tensor(7.5)
print(scalar, scalar.dim(), scalar.shape, scalar.item())

# A vector has one axis, a matrix has two: rows and columns.
# 向量有一个轴，矩阵有两个轴：行和列。
vector = torch.tensor([1.0, 2.0, 3.0])
matrix = torch.tensor([[1, 2, 3], [4, 5, 6]])
print(vector.dim(), vector.shape, matrix.dim(), matrix.shape)

# Two matrices stacked make a tensor of three axes; one index per axis reaches a number.
# 两个矩阵堆叠成三个轴的张量；每个轴一个下标就能取到一个数。
cube = torch.stack([matrix, matrix * 10])
print(cube.shape, cube[1, 0, 2])

# All numbers of a tensor have one type, chosen by what it was made of.
# 一个张量里的数都是同一种类型，由创建它的数据决定。
flags = matrix > 3
print(vector.dtype, matrix.dtype, flags.dtype, matrix.float().dtype)
