"""What scripts ask and set before they start, where nothing is there but a CPU."""

import pytest

import tensorlab as torch
from tensorlab import accelerator, backends, cuda, mps, settings, version, xpu


@pytest.mark.parametrize("kind", [cuda, mps, xpu, accelerator])
def test_there_is_nothing_but_the_cpu(kind):
    assert not kind.is_available()
    assert kind.device_count() == 0


def test_cuda_answers_what_it_can_and_refuses_the_rest():
    cuda.manual_seed(0)
    cuda.manual_seed_all(0)
    cuda.empty_cache()
    mps.manual_seed(0)
    mps.empty_cache()

    assert (cuda.is_initialized(), cuda.is_bf16_supported(), accelerator.current_accelerator()) == (False, False, None)
    assert (cuda.memory_allocated(), cuda.max_memory_allocated(), cuda.memory_reserved()) == (0, 0, 0)
    with pytest.raises(AssertionError, match="Torch not compiled with CUDA enabled"):
        cuda.get_device_name(0)


def test_switches_of_libraries_that_are_not_there_can_be_set(monkeypatch):
    monkeypatch.setattr(backends.cudnn, "deterministic", True)

    assert backends.cudnn.deterministic
    assert (backends.cudnn.is_available(), backends.cudnn.version()) == (False, None)
    assert (backends.cuda.is_built(), backends.mps.is_built(), backends.mps.is_available()) == (False, False, False)
    assert (backends.mkl.is_available(), backends.openmp.is_available()) == (False, False)
    assert backends.cpu.get_cpu_capability() == "DEFAULT"
    assert backends.cuda.matmul.allow_tf32 is False


def test_a_version_compares_by_its_numbers():
    found = torch.__version__

    assert found >= "2.0"
    assert found > (1, 13)
    assert found <= "2.13.0"
    assert found < "3"
    assert found.numbers == (2, 13, 0)
    assert found.split(".")[0] == "2"
    assert (version.cuda, version.__version__) == (None, found)


def test_the_old_way_to_set_the_default_type_says_that_it_is_old():
    try:
        with pytest.warns(UserWarning, match=r"set_default_tensor_type.. is deprecated"):
            torch.set_default_tensor_type(torch.DoubleTensor)
        assert torch.ones(1).dtype is torch.float64
    finally:
        torch.set_default_dtype(torch.float32)


def test_a_type_that_no_tensor_has_is_looked_for_as_a_module():
    with pytest.warns(UserWarning), pytest.raises(ModuleNotFoundError, match="No module named 'none'"):
        torch.set_default_tensor_type("none")
    with pytest.warns(UserWarning), pytest.raises(TypeError, match="only floating-point types are supported"):
        torch.set_default_tensor_type("string")


def test_settings_without_effect_are_remembered(monkeypatch):
    monkeypatch.setattr(settings, "_remembered", dict(settings._remembered))
    torch.set_num_threads(4)
    torch.set_num_interop_threads(2)
    torch.set_warn_always(True)
    torch.use_deterministic_algorithms(True, warn_only=True)
    torch.set_float32_matmul_precision("medium")

    assert (torch.get_num_threads(), torch.get_num_interop_threads(), torch.is_warn_always_enabled()) == (4, 2, True)
    assert torch.is_deterministic_algorithms_warn_only_enabled()
    assert torch.get_float32_matmul_precision() == "medium"
    assert torch.set_flush_denormal(True) is False
    with pytest.warns(UserWarning, match="x is not one of 'highest', 'high', or 'medium'"):
        torch.set_float32_matmul_precision("x")


def test_the_default_device_is_the_cpu_and_stays_so():
    torch.set_default_device(None)
    torch.set_default_device("cpu")

    assert torch.get_default_device() == torch.device("cpu")
    with pytest.raises(AssertionError, match="Torch not compiled with CUDA enabled"):
        torch.set_default_device("cuda")


def test_nothing_is_compiled():
    def double(x):
        return 2 * x

    assert torch.compile(double) is double
    assert torch.compile(mode="max-autotune")(double) is double


def test_kinds_are_named_as_in_pytorch():
    from tensorlab import nn

    assert torch.typename(torch.ones(1)) == "torch.FloatTensor"
    assert torch.typename(nn.Linear(1, 1)).startswith("torch.nn.")
    assert (torch.typename(3), torch.typename(pytest)) == ("int", "module")
    assert torch.typename(version.TorchVersion("1")) == "torch.torch_version.TorchVersion"
    assert torch.is_storage(torch.ones(1).untyped_storage())
    assert not torch.is_storage(3)


def test_streams_go_on_from_where_they_stood():
    torch.manual_seed(3)
    torch.randn(3)
    state = torch.get_rng_state()
    first = torch.randn(3).tolist()
    with torch.random.fork_rng():
        torch.set_rng_state(state)
        assert torch.randn(3).tolist() == first
    with torch.random.fork_rng(enabled=False):
        torch.set_rng_state(state)
    assert torch.randn(3).tolist() == first
    assert torch.random.thread_safe_generator() is None


def test_a_stream_can_be_copied_and_pickled():
    import copy
    import pickle

    stream = torch.Generator().manual_seed(5)
    torch.rand(2, generator=stream)

    twins = [copy.deepcopy(stream), pickle.loads(pickle.dumps(stream)), stream.clone_state()]

    expected = torch.rand(3, generator=stream).tolist()
    assert [torch.rand(3, generator=twin).tolist() for twin in twins] == [expected] * 3
    assert repr(stream).startswith("<torch._C.Generator object at 0x")
    assert stream.device == torch.device("cpu")


@pytest.mark.parametrize("seed", [2**64, -(2**63) - 1])
def test_seeds_that_do_not_fit_are_refused(seed):
    with pytest.raises(ValueError, match="Overflow when unpacking long long"):
        torch.manual_seed(seed)


def test_a_state_is_a_row_of_bytes_of_one_length():
    with pytest.raises(TypeError, match=r"RNG state must be a torch.ByteTensor"):
        torch.set_rng_state(torch.ones(3))
    with pytest.raises(RuntimeError, match="size 5056 but found the input RNG state size to be 3"):
        torch.set_rng_state(torch.ones(3, dtype=torch.uint8))
    with pytest.raises(RuntimeError, match="random_ expects 'from' to be less than 'to'"):
        torch.ones(1).random_(3, 3)
    assert torch.ones(4).random_(to=1).tolist() == [0.0] * 4
