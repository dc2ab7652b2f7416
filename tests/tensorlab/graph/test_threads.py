"""Threads beside one another: each has its own modes, and none spoils what another computes."""

import threading

import tensorlab as torch


def on_a_thread(function):
    """What the function gives when a thread of its own calls it."""
    results = []
    thread = threading.Thread(target=lambda: results.append(function()))
    thread.start()
    thread.join()
    return results[0]


def test_a_thread_starts_with_recording_switched_on():
    with torch.no_grad():
        assert on_a_thread(torch.is_grad_enabled)
        assert not torch.is_grad_enabled()
    with torch.inference_mode():
        assert not on_a_thread(torch.is_inference_mode_enabled)


def test_what_a_thread_switches_off_stays_on_elsewhere():
    entered, checked = threading.Event(), threading.Event()

    def without_recording():
        with torch.no_grad():
            entered.set()
            checked.wait()
            return (torch.ones(1, requires_grad=True) * 2).requires_grad

    results = []
    thread = threading.Thread(target=lambda: results.append(without_recording()))
    thread.start()
    entered.wait()
    here = (torch.ones(1, requires_grad=True) * 2).requires_grad
    checked.set()
    thread.join()

    assert (here, results) == (True, [False])


def test_many_threads_compute_and_run_backward_at_once():
    def work(start):
        total = 0.0
        for number in range(200):
            x = torch.full((50,), (start + number) / 256, requires_grad=True)
            (x * x + x).sum().backward()  # 2x + 1, exact in a binary fraction
            total += x.grad[0].item()
        return total

    results = {}
    threads = [threading.Thread(target=lambda s=start: results.update({s: work(s)})) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert results == {s: sum(2.0 * (s + n) / 256 + 1.0 for n in range(200)) for s in range(4)}


def test_a_leaf_that_threads_share_gets_all_their_gradients():
    x = torch.zeros(3, requires_grad=True)

    def work():
        for _ in range(50):
            (x * 2).sum().backward()

    work()
    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
        thread.join()

    assert x.grad.tolist() == [400.0] * 3


def test_a_thread_inside_a_rule_does_not_stop_another():
    """The context in which numpy is silent holds one thread at a time; whoever comes second has one of its own."""
    inside, done = threading.Event(), threading.Event()

    class Waiting(torch.autograd.Function):
        @staticmethod
        def forward(ctx, input):
            return input.clone()

        @staticmethod
        def backward(ctx, gradient):
            inside.set()
            done.wait(10)
            return gradient

    x = torch.ones(1, requires_grad=True)
    thread = threading.Thread(target=(Waiting.apply(x) * 3).backward)
    thread.start()
    assert inside.wait(10)
    y = torch.ones(2, requires_grad=True)
    (y / 0).sum().backward()
    done.set()
    thread.join()

    assert y.grad.tolist() == [float("inf")] * 2
    assert x.grad.tolist() == [3.0]
