"""What layers do, told in numbers that one can check by hand."""

import numpy as np
import pytest

import tensorlab as torch
import tensorlab.nn.functional as F
from tensorlab import nn
from tensorlab.autograd import gradcheck
from tensorlab.nn import init


def by_hand(image, weight, stride=1, padding=0):
    """A convolution of one image and one filter, window by window."""
    wide = np.pad(image, padding)
    k = weight.shape[0]
    count = (wide.shape[0] - k) // stride + 1
    return np.array(
        [
            [(wide[i * stride : i * stride + k, j * stride : j * stride + k] * weight).sum() for j in range(count)]
            for i in range(count)
        ]
    )


@pytest.mark.parametrize(("stride", "padding"), [(1, 0), (2, 0), (1, 1), (2, 2)])
def test_a_convolution_is_the_sum_over_each_window(stride, padding):
    numbers = np.random.default_rng(0)
    image, weight = numbers.normal(size=(6, 6)), numbers.normal(size=(3, 3))

    made = F.conv2d(torch.tensor(image[None, None]), torch.tensor(weight[None, None]), None, stride, padding)

    assert np.allclose(made[0, 0].numpy(), by_hand(image, weight, stride, padding))


def test_groups_of_a_convolution_do_not_see_each_other():
    x = torch.tensor([[[1.0, 2.0], [3.0, 4.0]]])

    assert F.conv1d(x, torch.tensor([[[10.0]], [[100.0]]]), groups=2).tolist() == [[[10.0, 20.0], [300.0, 400.0]]]


def test_a_transposed_convolution_is_the_way_back_of_a_convolution():
    numbers = np.random.default_rng(0)
    x = torch.tensor(numbers.normal(size=(1, 2, 5)))
    y = torch.tensor(numbers.normal(size=(1, 3, 2)))
    weight = torch.tensor(numbers.normal(size=(3, 2, 3)))

    forth = (F.conv1d(x, weight, stride=2) * y).sum()
    back = (F.conv_transpose1d(y, weight, stride=2) * x).sum()

    assert forth.item() == pytest.approx(back.item())


def test_the_largest_of_a_window_takes_the_whole_gradient():
    x = torch.tensor([[[1.0, 5.0, 2.0, 4.0]]], requires_grad=True)
    y, places = F.max_pool1d(x, 2, return_indices=True)
    y.sum().backward()

    assert y.tolist() == [[[5.0, 4.0]]]
    assert places.tolist() == [[[1, 3]]]
    assert x.grad.tolist() == [[[0.0, 1.0, 0.0, 1.0]]]


def test_a_window_with_nan_has_nan_as_its_largest():
    assert np.isnan(F.max_pool1d(torch.tensor([[1.0, float("nan"), 2.0]]), 3).item())


def test_a_window_that_hangs_over_the_end_counts_only_what_is_there():
    x = torch.tensor([[1.0, 2.0, 3.0]])

    assert F.avg_pool1d(x, 2, ceil_mode=True).tolist() == [[1.5, 3.0]]
    assert F.avg_pool1d(x, 2, padding=1, count_include_pad=False).tolist() == [[1.0, 2.5]]
    assert F.max_pool1d(x, 2, ceil_mode=True).tolist() == [[2.0, 3.0]]


def test_batch_norm_measures_while_training_and_uses_what_it_measured_after():
    norm = nn.BatchNorm1d(1, momentum=0.5)
    made = norm(torch.tensor([[1.0], [3.0]]))

    assert made[:, 0].tolist() == pytest.approx([-1.0, 1.0], abs=1e-4)
    assert norm.running_mean.item() == 1.0  # half of 0 and half of 2
    assert norm.running_var.item() == 1.5  # half of 1 and half of 2, the unbiased variance
    assert norm.eval()(torch.tensor([[1.0]])).item() == 0.0


def test_using_a_batch_norm_twice_before_backward_is_no_write_into_what_was_saved():
    norm = nn.BatchNorm1d(1)
    x = torch.tensor([[1.0], [3.0]], requires_grad=True)
    (norm(x) + norm(x)).sum().backward()

    assert x.grad is not None


def test_half_of_the_elements_are_dropped_and_the_others_doubled():
    torch.manual_seed(0)
    made = F.dropout(torch.ones(10_000))

    assert set(made.tolist()) == {0.0, 2.0}
    assert made.mean().item() == pytest.approx(1.0, abs=0.05)


def test_whole_channels_are_dropped_together():
    torch.manual_seed(0)
    made = F.dropout2d(torch.ones(4, 5, 3, 3))

    assert all(len(set(channel.reshape(-1).tolist())) == 1 for sample in made for channel in sample)


@pytest.mark.parametrize(
    ("drop", "x"),
    [
        (F.dropout2d, torch.ones(2, 3)),
        (F.dropout2d, torch.ones(2, 3, 1)),
        (F.dropout3d, torch.ones(2, 3)),
    ],
)
def test_dropping_channels_of_unusual_shapes_warns(drop, x):
    with pytest.warns(UserWarning, match="dropout[23]d: Received a"):
        drop(x)


def test_four_axes_are_one_volume_and_five_a_batch_of_them():
    assert F.dropout3d(torch.ones(2, 1, 1, 1)).shape == (2, 1, 1, 1)
    assert F.dropout3d(torch.ones(1, 2, 1, 1, 1)).shape == (1, 2, 1, 1, 1)


def test_the_padding_row_of_a_table_is_zero_and_learns_nothing():
    table = nn.Embedding(3, 2, padding_idx=0)
    table(torch.tensor([0, 1, 1])).sum().backward()

    assert table.weight[0].tolist() == [0.0, 0.0]
    assert table.weight.grad.tolist() == [[0.0, 0.0], [2.0, 2.0], [0.0, 0.0]]


def test_a_flag_shares_a_gradient_among_repeated_rows():
    weight = torch.ones(2, 1, requires_grad=True)
    F.embedding(torch.tensor([1, 1, 0]), weight, scale_grad_by_freq=True).sum().backward()

    assert weight.grad.tolist() == [[1.0], [1.0]]


def test_a_table_whose_indices_are_no_whole_numbers_is_refused_below_too():
    from tensorlab.ops.embedding import embedding_op

    with pytest.raises(RuntimeError, match="'weight' must be 2-D"):
        embedding_op(torch.ones(2), torch.tensor([0]))


@pytest.mark.parametrize("mode", ["bilinear", "nearest", "bicubic"])
@pytest.mark.parametrize("padding", ["zeros", "border", "reflection"])
@pytest.mark.parametrize("align_corners", [True, False])
def test_a_sampled_image_has_the_slopes_of_small_differences(mode, padding, align_corners):
    numbers = np.random.default_rng(1)
    image = torch.tensor(numbers.normal(size=(1, 2, 3, 4)), requires_grad=True)
    grid = torch.tensor(numbers.uniform(-1.4, 1.4, (1, 2, 3, 2)), requires_grad=True)

    assert gradcheck(lambda x, g: F.grid_sample(x, g, mode, padding, align_corners), (image, grid))


def test_a_sampled_volume_has_the_slopes_of_small_differences():
    numbers = np.random.default_rng(1)
    volume = torch.tensor(numbers.normal(size=(1, 1, 2, 2, 3)), requires_grad=True)
    grid = torch.tensor(numbers.uniform(-0.9, 0.9, (1, 1, 2, 2, 3)), requires_grad=True)

    assert gradcheck(lambda x, g: F.grid_sample(x, g, align_corners=False), (volume, grid))


def test_a_sampled_image_is_differentiated_once_only():
    x = torch.ones(1, 1, 2, 2, requires_grad=True)
    made = F.grid_sample(x, torch.zeros(1, 1, 1, 2), align_corners=False)
    (slope,) = torch.autograd.grad(made.sum(), x, create_graph=True)

    assert slope.grad_fn is None  # the slope does not depend on the image


def test_attention_mixes_the_values_by_how_well_the_keys_fit():
    query, key = torch.tensor([[10.0, 0.0]]), torch.tensor([[10.0, 0.0], [0.0, 10.0]])
    made = F.scaled_dot_product_attention(query, key, torch.tensor([[1.0], [5.0]]))

    assert made.item() == pytest.approx(1.0)


def test_a_query_that_may_see_nothing_gets_zeros():
    x = torch.ones(1, 2)
    made = F.scaled_dot_product_attention(x, x, x, attn_mask=torch.tensor([[False]]))

    assert made.tolist() == [[0.0, 0.0]]


def test_added_bias_keys_need_no_mask():
    attention = nn.MultiheadAttention(2, 1, add_bias_kv=True)
    x = torch.ones(3, 1, 2)

    assert attention(x, x, x)[1].shape == (1, 3, 4)


def test_no_layer_of_a_decoder_looks_ahead_through_a_square_mask():
    torch.manual_seed(0)
    layer = nn.TransformerEncoderLayer(4, 2, 8, batch_first=True).eval()
    x = torch.randn(1, 3, 4)
    mask = nn.Transformer.generate_square_subsequent_mask(3)
    before = layer(x, src_mask=mask)
    x[0, 2] = 9.0

    assert torch.equal(layer(x, src_mask=mask)[0, :2], before[0, :2])


@pytest.mark.parametrize(
    ("layer", "reason"),
    [
        (nn.Linear(1, 1), "encoder_layer was not TransformerEncoderLayer"),
        (nn.TransformerEncoderLayer(2, 1, 2, norm_first=True), "encoder_layer.norm_first was True"),
        (nn.TransformerEncoderLayer(2, 1, 2), "batch_first was not True"),
        (nn.TransformerEncoderLayer(2, 1, 2, batch_first=True, bias=False), "was passed bias=False"),
        (nn.TransformerEncoderLayer(2, 1, 2, batch_first=True, activation=torch.tanh), "activation_relu_or_gelu"),
        (nn.TransformerEncoderLayer(2, 1, 2, batch_first=True), "num_heads is odd"),
    ],
)
def test_an_encoder_says_why_it_does_not_take_nested_tensors(layer, reason):
    with pytest.warns(UserWarning, match=reason):
        nn.TransformerEncoder(layer, 1)


def test_both_directions_of_a_recurrent_layer_see_the_whole_sequence():
    torch.manual_seed(0)
    layer = nn.RNN(1, 1, bidirectional=True)
    x = torch.randn(3, 1, 1)
    made, last = layer(x)

    assert made.shape == (3, 1, 2)
    assert last[0, 0, 0] == made[2, 0, 0]
    assert last[1, 0, 0] == made[0, 0, 1]


def test_a_packed_sequence_is_walked_as_each_sequence_alone():
    torch.manual_seed(0)
    layer = nn.LSTM(2, 3, bidirectional=True)
    long, short = torch.randn(4, 2), torch.randn(2, 2)
    packed = nn.utils.rnn.pack_sequence([short, long], enforce_sorted=False)
    made, (hidden, _) = layer(packed)

    for place, one in enumerate(nn.utils.rnn.unpack_sequence(made)):
        alone, (state, _) = layer([short, long][place])
        assert torch.allclose(one, alone)
        assert torch.allclose(hidden[:, place], state)


def test_a_base_of_recurrent_layers_has_no_step_of_its_own():
    from tensorlab.nn.modules.rnn import RNNBase, RNNCellBase

    with pytest.raises(NotImplementedError):
        RNNBase("RNN_TANH", 1, 1)(torch.ones(1, 1))
    with pytest.raises(NotImplementedError):
        RNNCellBase(1, 1, True, None)(torch.ones(1, 1))


def test_a_wrong_state_of_a_packed_or_sorted_sequence_is_found():
    packed = nn.utils.rnn.pack_sequence([torch.ones(2, 1), torch.ones(1, 1)])
    layer = nn.GRU(1, 2)

    assert layer(packed, torch.zeros(1, 2, 2))[1].shape == (1, 2, 2)
    with pytest.raises(RuntimeError, match=r"Expected hidden size \(1, 2, 2\), got \[1, 3, 2\]"):
        layer(packed, torch.zeros(1, 3, 2))


def test_lengths_of_sequences_are_checked():
    rnn = nn.utils.rnn
    with pytest.raises(RuntimeError, match="received an empty list of sequences"):
        rnn.pad_sequence([])


def test_orthogonal_rows_stand_at_right_angles():
    torch.manual_seed(0)
    wide, tall = init.orthogonal_(torch.empty(2, 5)), init.orthogonal_(torch.empty(5, 2))

    assert torch.allclose(wide @ wide.T, torch.eye(2), atol=1e-6)
    assert torch.allclose(tall.T @ tall, torch.eye(2), atol=1e-6)


def test_a_truncated_start_stays_between_its_bounds():
    torch.manual_seed(0)
    near, far = init.trunc_normal_(torch.empty(500)), init.trunc_normal_(torch.empty(500), a=2.0, b=3.0)

    assert near.abs().max() <= 2
    assert far.min() >= 2


def test_a_start_far_outside_its_bounds_warns():
    with pytest.warns(UserWarning, match="mean is more than 2 std from"):
        init.trunc_normal_(torch.empty(2), mean=9.0)


def test_a_start_without_elements_does_nothing_and_says_so():
    with pytest.warns(UserWarning, match="Initializing zero-element tensors is a no-op"):
        init.kaiming_uniform_(torch.empty(0, 2))


def test_the_names_without_an_underscore_are_old():
    with pytest.warns(FutureWarning, match=r"`nn.init.xavier_uniform` is now deprecated in favor of"):
        init.xavier_uniform(torch.empty(2, 2))


def test_a_sparse_start_has_its_share_of_zeros_in_each_column():
    made = init.sparse_(torch.empty(10, 3), 0.3)

    assert (made == 0).sum(0).tolist() == [3, 3, 3]


def test_layers_refuse_settings_that_make_no_sense():
    with pytest.raises(ValueError, match="Invalid padding string 'foo', should be one of"):
        nn.Conv2d(1, 1, 3, padding="foo")
    with pytest.raises(ValueError, match=r"padding_mode must be one of .*, but got padding_mode='foo'"):
        nn.Conv2d(1, 1, 3, padding_mode="foo")
    with pytest.raises(ValueError, match="Only tensors with 2 dimensions are supported"):
        init.eye_(torch.empty(3))


def test_a_norm_without_a_bias_begins_with_ones():
    assert nn.GroupNorm(1, 2, bias=False).weight.tolist() == [1.0, 1.0]
    assert nn.BatchNorm1d(2, bias=False).weight.tolist() == [1.0, 1.0]
    assert nn.LazyBatchNorm1d(bias=False)(torch.ones(2, 3)).shape == (2, 3)


def test_bins_need_an_image_of_floating_numbers():
    with pytest.raises(RuntimeError, match=r"Expected 3D or 4D tensor, but got \[2, 2\]"):
        F.adaptive_avg_pool2d(torch.ones(2, 2), 2)
    with pytest.raises(RuntimeError, match="with dimension 2 being empty"):
        F.adaptive_avg_pool2d(torch.ones(1, 2, 0), 2)
    with pytest.raises(NotImplementedError, match="not implemented for 'Long'"):
        F.adaptive_avg_pool2d(torch.ones(1, 2, 2, dtype=torch.int64), 2)


def test_windows_of_more_than_a_batch_of_images_are_refused():
    with pytest.raises(RuntimeError, match=r"but got: \[1, 1, 1, 2, 2\]"):
        F.unfold(torch.ones(1, 1, 1, 2, 2), 2)


def test_each_head_of_an_attention_shows_its_own_weights():
    x = torch.ones(3, 1, 4)

    assert nn.MultiheadAttention(4, 2)(x, x, x, average_attn_weights=False)[1].shape == (1, 2, 3, 3)


def test_an_encoder_of_fast_layers_says_nothing():
    layer = nn.TransformerEncoderLayer(4, 2, 8, batch_first=True)

    assert len(nn.TransformerEncoder(layer, 2).layers) == 2


@pytest.mark.filterwarnings("ignore:LSTM with projections")
def test_the_hidden_state_of_an_lstm_can_be_projected():
    layer = nn.LSTM(2, 3, proj_size=1)
    made, (hidden, cell) = layer(torch.ones(4, 2))

    assert made.shape == (4, 1)
    assert (hidden.shape, cell.shape) == ((1, 1), (1, 3))
    assert str(layer) == "LSTM(2, 3, proj_size=1)"


def test_a_square_start_is_the_unit_matrix():
    assert torch.equal(init.eye_(torch.empty(2, 2)), torch.eye(2))


def test_a_normal_start_without_elements_does_nothing_and_says_so():
    with pytest.warns(UserWarning, match="Initializing zero-element tensors is a no-op"):
        init.kaiming_normal_(torch.empty(0, 2))


def test_a_softmax_without_an_axis_warns_at_the_line_that_asked_for_it():
    # A class of one's own puts a question to it before each function.
    type("Own", (torch.Tensor,), {})
    with pytest.warns(UserWarning, match="Implicit dimension choice for log_softmax") as caught:
        F.log_softmax(torch.ones(2, 3))

    assert caught[0].filename == __file__
