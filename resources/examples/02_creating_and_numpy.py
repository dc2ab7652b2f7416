"""Creating tensors, and sharing memory with numpy.
创建张量，以及与 numpy 共享内存。
"""

import numpy as np
import torch

# By shape: the numbers are all the same, in a row, or drawn at random.
# 按形状创建：全部相同、依次排列，或者随机抽取。
zeros, ones = torch.zeros(2, 3), torch.ones(2, 3)
row, points = torch.arange(0, 10, 2), torch.linspace(0, 1, 5)
torch.manual_seed(0)
noise = torch.rand(2, 2)
print(zeros, ones, row, points, noise, sep="\n")

# FloatTensor(2, 3) asks for memory only; whatever was there is in it until it is filled.
# FloatTensor(2, 3) 只申请内存；填充之前，里面的内容是不确定的。
buffer = torch.FloatTensor(2, 3).fill_(4)
print(buffer)

# from_numpy and .numpy() share memory: a change on one side is seen on the other. tensor() copies.
# from_numpy 与 .numpy() 共享内存：一边改动，另一边也能看到。tensor() 则会复制。
array = np.array([1.0, 2.0, 3.0])
shared, copied = torch.from_numpy(array), torch.tensor(array)
array[0] = 100
shared.numpy()[2] = -1
print(shared, copied, array, sep="\n")
