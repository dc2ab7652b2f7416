"""Random numbers: PyTorch's CPU streams, draw for draw, from the same Mersenne twister.

Source: CPU generators of PyTorch: mt19937; uniform floats from the low 24 bits of one output, doubles from the low 53
bits of two; normal numbers by Box and Muller, in blocks of 16 for 16 or more float32 elements.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from math import prod
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

import tensorlab
from tensorlab import dtypes

_DEFAULT_SEED = 67280421310721
_STATE_BYTES = 5056


class Generator:
    """A stream of random numbers; ``torch.Generator().manual_seed(0)``."""

    __module__ = "torch._C"

    def __init__(self, device: Any = "cpu") -> None:
        dtypes.check_device(device)
        self.device = dtypes.device(device)
        self.manual_seed(_DEFAULT_SEED)

    def __repr__(self) -> str:
        return f"<torch._C.Generator object at {hex(id(self))}>"

    def manual_seed(self, seed: int) -> Generator:
        """Start the stream again from ``seed``."""
        seed = int(seed)
        if not -(2**63) <= seed < 2**64:
            raise ValueError("Overflow when unpacking long long")
        self._seed = seed % 2**64
        self._twister = np.random.MT19937()
        state: Any = np.random.RandomState(self._seed & 0xFFFFFFFF).get_state(legacy=False)
        self._twister.state = state
        self._next_normal: float | None = None
        return self

    def seed(self) -> int:
        """Start the stream from a seed that nobody knows beforehand, and return it."""
        fresh = int.from_bytes(np.random.SeedSequence().generate_state(2).tobytes(), "little")
        self.manual_seed(fresh)
        return fresh

    def initial_seed(self) -> int:
        return self._seed

    def get_offset(self) -> NoReturn:
        """Refused: where a stream on a CPU stands is no number.

        Raises:
            RuntimeError: always.
        """
        raise RuntimeError("CPU Generator does not use offset")

    def set_offset(self, offset: int) -> NoReturn:
        """Refused, as :meth:`get_offset`."""
        self.get_offset()

    # -- its state, in PyTorch's own layout ---------------------------------------------------------------------------

    def get_state(self) -> Any:
        """Where the stream stands, as a tensor of bytes for :meth:`set_state`, here or in PyTorch."""
        inner: Any = self._twister.state["state"]
        place = int(inner["pos"])
        # PyTorch counts how many numbers are left of a block, and where the next one stands.
        left, following = (1, 0) if place == 624 else (625 - place, place)
        normal = self._next_normal
        head = struct.pack("<Qiiq", self._seed, left, 1, following)
        tail = struct.pack("<dddii", 0.0, 0.0 if normal is None else normal, 0.0, normal is not None, 0)
        whole = head + np.asarray(inner["key"], np.uint64).tobytes() + tail + bytes(8)
        return tensorlab.from_numpy(np.frombuffer(bytearray(whole), np.uint8))

    def set_state(self, new_state: Any) -> Generator:
        """Go on from where a stream stood.

        Raises:
            RuntimeError: that is no state.
        """
        if len(new_state.shape) != 1 or new_state.dtype is not dtypes.uint8:
            raise TypeError("RNG state must be a torch.ByteTensor")
        whole = new_state.numpy().tobytes()
        if len(whole) != _STATE_BYTES:
            raise RuntimeError(
                f"Expected a CPUGeneratorImplState of size {_STATE_BYTES} but found the input RNG state size to be "
                f"{len(whole)}"
            )
        self._seed, left, _, following = struct.unpack("<Qiiq", whole[:24])
        _, normal, _, is_valid, _ = struct.unpack("<dddii", whole[5016:5048])
        key = np.frombuffer(whole[24:5016], np.uint64).astype(np.uint32)
        place = 624 if left == 1 else following
        self._twister.state = {"bit_generator": "MT19937", "state": {"key": key, "pos": place}}
        self._next_normal = normal if is_valid else None
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return _standing_at, (self.get_state().tolist(),)

    def clone_state(self) -> Generator:
        """Another stream that stands at the same place."""
        return Generator().set_state(self.get_state())

    # -- draws ------------------------------------------------------------------------------------------------------

    def _outputs(self, count: int) -> NDArray[np.uint32]:
        return self._twister.random_raw(count).astype(np.uint32)

    def _wide(self, count: int) -> NDArray[np.uint64]:
        pairs = self._outputs(2 * count).astype(np.uint64)
        return (pairs[0::2] << np.uint64(32)) | pairs[1::2]

    def _doubles(self, count: int) -> NDArray[np.float64]:
        return (self._wide(count) & np.uint64(2**53 - 1)).astype(np.float64) * 2.0**-53

    def rand(self, shape: Sequence[int], dtype: Any = np.float32) -> NDArray[Any]:
        """Uniform on [0, 1)."""
        count = prod(shape)
        if np.dtype(dtype) == np.float64:
            return self._doubles(count).reshape(shape)
        low = self._outputs(count) & np.uint32(2**24 - 1)
        return (low.astype(np.float32) * np.float32(2.0**-24)).astype(dtype).reshape(shape)

    def randint(self, low: int, high: int, shape: Sequence[int]) -> NDArray[np.int64]:
        """Whole numbers from ``low`` up to, not including, ``high``."""
        count, span = prod(shape), high - low
        # From 2**28 on, 32 bits would favour the small numbers noticeably.
        draws = self._wide(count) if span >= 2**28 else self._outputs(count).astype(np.uint64)
        return (draws % np.uint64(span)).astype(np.int64).reshape(shape) + low

    def whole(self, shape: Sequence[int], count: int, is_wide: bool) -> NDArray[np.uint64]:
        """Whole numbers from 0 up to, not including, ``count``, from two outputs each or from one."""
        drawn = self._wide(prod(shape)) if is_wide else self._outputs(prod(shape)).astype(np.uint64)
        return (drawn % np.uint64(count)).reshape(shape)

    def randn(self, shape: Sequence[int], dtype: Any = np.float32) -> NDArray[Any]:
        """Normal with mean 0 and deviation 1."""
        count = prod(shape)
        if count >= 16:
            return self._normal_blocks(count, np.dtype(dtype)).reshape(shape)
        drawn = np.array([self._one_normal() for _ in range(count)], np.float64)
        return drawn.astype(dtype).reshape(shape)

    def normals_one_by_one(self, shape: Sequence[int]) -> NDArray[np.float64]:
        """Normal with mean 0 and deviation 1, drawn singly however many there are."""
        return np.array([self._one_normal() for _ in range(prod(shape))], np.float64).reshape(shape)

    def _one_normal(self) -> float:
        if self._next_normal is not None:
            kept, self._next_normal = self._next_normal, None
            return kept
        first, second = self._doubles(2)
        radius = float(np.sqrt(-2.0 * np.log1p(-second)))
        angle = 2.0 * np.pi * float(first)
        self._next_normal = radius * float(np.sin(angle))
        return radius * float(np.cos(angle))

    def _normal_blocks(self, count: int, dtype: np.dtype[Any]) -> NDArray[Any]:
        work = np.float64 if dtype == np.float64 else np.float32
        values = self.rand((count,), work)
        whole = count - count % 16
        values[:whole] = _box_muller(values[:whole])
        if count % 16:
            # A last block that is not full is drawn again, overlapping the one before.
            values[count - 16 :] = _box_muller(self.rand((16,), work))
        return values.astype(dtype)

    def randperm(self, count: int) -> NDArray[np.int64]:
        """The numbers 0 … count-1 in random order."""
        order = np.arange(count, dtype=np.int64)
        draws = self._outputs(max(count - 1, 0))
        for place in range(count - 1):
            other = place + int(draws[place]) % (count - place)
            order[place], order[other] = order[other], order[place]
        return order

    def bernoulli(self, chance: NDArray[Any]) -> NDArray[np.bool_]:
        """True with the given chance, element by element.

        One chance for all elements, as in dropout, draws doubles whatever the type: pass it as float64.
        """
        dtype = np.float64 if chance.dtype == np.float64 else np.float32
        return np.asarray(self.rand(chance.shape, dtype) < chance)

    def poisson(self, rate: float) -> int:
        """How many events come that come at this rate.

        Source: up to 10 by D. Knuth's product of uniforms; above by W. Hörmann's transformed rejection (1993).
        """
        if rate >= 10:
            return self._many_events(rate)
        limit, product, count = math.exp(-rate), 1.0, 0
        while rate > 0:
            product *= float(self._doubles(1)[0])
            if product <= limit:
                break
            count += 1
        return count

    def _many_events(self, rate: float) -> int:
        b = 0.931 + 2.53 * math.sqrt(rate)
        a = -0.059 + 0.02483 * b
        squeeze = 0.9277 - 3.6224 / (b - 2)
        scale = math.log(1.1239 + 1.1328 / (b - 3.4))
        while True:
            u, v = (float(one) for one in self._doubles(2))
            u -= 0.5
            side = 0.5 - abs(u)
            count = math.floor((2 * a / side + b) * u + rate + 0.43)
            if side >= 0.07 and v <= squeeze:
                return count
            if count < 0 or (side < 0.013 and v > side):
                continue
            bound = count * math.log(rate) - rate - math.lgamma(count + 1)
            if math.log(v) + scale - math.log(a / (side * side) + b) <= bound:
                return count

    def binomial(self, count: float, chance: float) -> float:
        """How many of ``count`` trials succeed.

        Source: W. Hörmann's rejection BTRS (1993) where ten successes or more are likely, else sums of waiting times.
        """
        if math.isnan(chance) or math.isnan(count):
            return math.nan
        if count <= 0 or chance <= 0:
            return 0.0
        if chance >= 1:
            return count
        rarer = min(chance, 1 - chance)
        found = self._many_successes(count, rarer) if count * rarer >= 10 else self._few_successes(count, rarer)
        return count - found if chance > 0.5 else found

    def _few_successes(self, count: float, chance: float) -> float:
        passed, found = 0.0, 0.0
        while True:
            passed += math.ceil(math.log(float(self._doubles(1)[0])) / math.log1p(-chance))
            if passed > count:
                return found
            found += 1

    def _many_successes(self, count: float, chance: float) -> float:
        spread = math.sqrt(count * chance * (1 - chance))
        b = 1.15 + 2.53 * spread
        a = -0.0873 + 0.0248 * b + 0.01 * chance
        odds = chance / (1 - chance)
        likeliest = math.floor((count + 1) * chance)
        while True:
            u, v = (float(one) for one in self._doubles(2))
            u -= 0.5
            side = 0.5 - abs(u)
            found = math.floor((2 * a / side + b) * u + count * chance + 0.5)
            if side >= 0.07 and v <= 0.92 - 4.2 / b:
                return found
            if not 0 <= found <= count:
                continue
            bound = (
                (likeliest + 0.5) * math.log((likeliest + 1) / (odds * (count - likeliest + 1)))
                + (count + 1) * math.log((count - likeliest + 1) / (count - found + 1))
                + (found + 0.5) * math.log(odds * (count - found + 1) / (found + 1))
                + _stirling(likeliest)
                + _stirling(count - likeliest)
                - _stirling(found)
                - _stirling(count - found)
            )
            if math.log(v * (2.83 + 5.1 / b) * spread / (a / (side * side) + b)) <= bound:
                return found

    def gamma(self, shape: float) -> float:
        """A number of the gamma distribution with scale 1.

        Source: G. Marsaglia and W. Tsang, "A simple method for generating gamma variables" (2000).
        """
        scale = 1.0
        if shape < 1:
            if shape == 0:
                return 0.0
            scale = (1 - float(self._doubles(1)[0])) ** (1 / shape)
            shape += 1
        d = shape - 1 / 3
        c = 1 / math.sqrt(9 * d)
        while True:
            x = self._one_normal()
            root = 1 + c * x
            if root <= 0:
                continue
            v = root**3
            u = 1 - float(self._doubles(1)[0])
            if u < 1 - 0.0331 * x**4 or math.log(u) < 0.5 * x * x + d * (1 - v + math.log(v)):
                return scale * d * v

    def multinomial(self, weights: NDArray[Any], samples: int, replacement: bool) -> NDArray[np.int64]:
        """Positions drawn by weight along the last axis."""
        rows = weights.reshape(-1, weights.shape[-1]).astype(np.float64)
        drawn = [self._draw_row(row / row.sum(), samples, replacement) for row in rows]
        return np.array(drawn, np.int64).reshape(*weights.shape[:-1], samples)

    def _draw_row(self, chances: NDArray[np.float64], samples: int, replacement: bool) -> list[int]:
        if replacement and samples > 1:
            steps = np.cumsum(chances)
            places = np.searchsorted(steps / steps[-1], self._doubles(samples), side="right")
            return [int(place) for place in places]
        # The largest of weight / exponential noise, as many times as asked for.
        noise = -np.log1p(-self._doubles(len(chances)))
        return [int(place) for place in np.argsort(-(chances / noise), kind="stable")[:samples]]


def _box_muller(uniforms: NDArray[Any]) -> NDArray[Any]:
    blocks = uniforms.reshape(-1, 2, 8)
    radius = np.sqrt(-2 * np.log(1 - blocks[:, 0]))
    angle = uniforms.dtype.type(2 * np.pi) * blocks[:, 1]
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1).reshape(-1)


_TAILS = [
    0.0810614667953272,
    0.0413406959554092,
    0.0276779256849983,
    0.02079067210376509,
    0.0166446911898211,
    0.0138761288230707,
    0.0118967099458917,
    0.0104112652619720,
    0.00925546218271273,
    0.00833056343336287,
]


def _stirling(k: float) -> float:
    """What Stirling's formula lacks of the logarithm of a factorial."""
    if k < len(_TAILS):
        return _TAILS[int(k)]
    square = (k + 1) * (k + 1)
    return (1.0 / 12 - (1.0 / 360 - 1.0 / 1260 / square) / square) / (k + 1)


def _standing_at(state: list[int]) -> Generator:
    return Generator().set_state(tensorlab.tensor(state, dtype=dtypes.uint8))


default_generator = Generator()


def manual_seed(seed: int) -> Generator:
    """Start the default stream again from ``seed``."""
    return default_generator.manual_seed(seed)


def seed() -> int:
    return default_generator.seed()


def initial_seed() -> int:
    return default_generator.initial_seed()


def get_rng_state() -> Any:
    """Where the default stream stands."""
    return default_generator.get_state()


def set_rng_state(new_state: Any) -> None:
    """Let the default stream go on from there."""
    default_generator.set_state(new_state)


@contextmanager
def fork_rng(devices: Any = None, enabled: bool = True, **_: Any) -> Iterator[None]:
    """Draws inside the block leave the default stream as it was before."""
    before = get_rng_state()
    try:
        yield
    finally:
        if enabled:
            set_rng_state(before)


def thread_safe_generator() -> Generator | None:
    """None: there are no worker processes with streams of their own."""
    return None
