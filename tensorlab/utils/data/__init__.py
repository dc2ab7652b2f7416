"""Data for training: datasets, the orders in which they are read, and loaders that make batches of them."""

from tensorlab import methods as _methods  # noqa: F401  (samplers draw with tensors' methods)
from tensorlab.naming import name_as_in_torch
from tensorlab.utils.data.dataloader import DataLoader, default_collate, default_convert, get_worker_info
from tensorlab.utils.data.dataset import (
    ChainDataset,
    ConcatDataset,
    Dataset,
    IterableDataset,
    StackDataset,
    Subset,
    TensorDataset,
    random_split,
)
from tensorlab.utils.data.sampler import (
    BatchSampler,
    RandomSampler,
    Sampler,
    SequentialSampler,
    SubsetRandomSampler,
    WeightedRandomSampler,
)

__all__ = [
    "BatchSampler",
    "ChainDataset",
    "ConcatDataset",
    "DataLoader",
    "Dataset",
    "IterableDataset",
    "RandomSampler",
    "Sampler",
    "SequentialSampler",
    "StackDataset",
    "Subset",
    "SubsetRandomSampler",
    "TensorDataset",
    "WeightedRandomSampler",
    "default_collate",
    "default_convert",
    "get_worker_info",
    "random_split",
]

name_as_in_torch([globals()[name] for name in __all__])
