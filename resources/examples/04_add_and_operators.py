"""Adding, with operators and in place.
加法：运算符与原地写入。
"""

import torch

a = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
b = torch.tensor([[10.0, 20.0], [30.0, 40.0]])

# Three ways to write one addition; each makes a new tensor and leaves a alone.
# 同一个加法的三种写法；每种都产生新的张量，a 不变。
print(a + b, torch.add(a, b), a.add(b), sep="\n")
print(a, a._version)

# A name that ends in _ writes into the tensor itself and counts its version up.
# 名字以 _ 结尾的方法直接写入张量本身，并让版本号加一。
a.add_(b)
print(a, a._version)

# Operators go element by element; @ is the matrix product.
# 运算符逐元素计算；@ 是矩阵乘法。
print(b - a, a * b, b / 10, b**2, a @ b, sep="\n")

# Whole numbers meet fractions: the result has the wider type.
# 整数遇到小数：结果取更宽的类型。
count = torch.tensor([1, 2])
print(count + 1, count + 0.5, (count + a).dtype, count / 2)
