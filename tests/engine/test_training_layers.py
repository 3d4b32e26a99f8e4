"""Quick layers compute what kraken's own do; averages and rates are what they say."""

import copy

import pytest

from apps.engine.options import Schedule, TrainingOptions

pytestmark = pytest.mark.kraken

SPEC = "[1,16,0,1 Cr3,3,8 Gn4 Mp2,2 S1(1x0)1,3 Lbx12 Do0.3,1 Lfx8 O1c5]"


def test_quick_layers_give_the_same_numbers_and_gradients() -> None:
    import torch

    from apps.engine.kraken7 import Dropout, create_model
    from apps.engine.training_layers import quicken

    torch.manual_seed(1)
    net = create_model("TorchVGSLModel", model_type=["recognition"], vgsl=SPEC)
    for layer in net.nn.modules():
        if isinstance(layer, Dropout):
            layer.p = layer.layer.p = 0.0
    quick = copy.deepcopy(net)
    quicken(quick.nn, "cpu")
    images = torch.rand(3, 1, 16, 60)
    widths = torch.tensor([60, 31, 44])
    net.nn.train(), quick.nn.train()
    (slow, lengths), (fast, same) = net.nn(images, widths), quick.nn(images, widths)
    assert lengths.tolist() == same.tolist()
    for line, length in enumerate(lengths.tolist()):
        assert torch.allclose(slow[line, ..., :length], fast[line, ..., :length], atol=1e-5)
        slow[line, ..., :length].square().sum().backward(retain_graph=True)
        fast[line, ..., :length].square().sum().backward(retain_graph=True)
    for own, other in zip(net.nn.parameters(), quick.nn.parameters(), strict=True):
        assert own.grad is not None
        assert other.grad is not None
        assert torch.allclose(own.grad, other.grad, atol=1e-4)


def test_dropout_depends_on_its_seed_alone() -> None:
    import torch

    from apps.engine.kraken7 import create_model
    from apps.engine.training_layers import quicken

    net = create_model("TorchVGSLModel", model_type=["recognition"], vgsl=SPEC)
    chance = quicken(net.nn, "cpu", dropout=0.2)
    net.nn.train()
    images, widths = torch.rand(2, 1, 16, 40), torch.tensor([40, 40])
    found = []
    for seed in (1, 2, 1):
        chance.manual_seed(seed)
        torch.rand(3)
        found.append(net.nn(images, widths)[0])
    assert torch.equal(found[0], found[2])
    assert not torch.equal(found[0], found[1])


def test_augmented_lines_are_lines_still_and_the_same_for_a_seed() -> None:
    import torch

    from apps.engine.line_augment import augment

    line = torch.zeros(3, 1, 32, 200)
    line[..., 12:20, 20:180] = 1
    one, same, other = (augment(line, torch.Generator().manual_seed(seed)) for seed in (1, 1, 2))
    assert torch.equal(one, same)
    assert not torch.equal(one, other)
    assert one.shape == line.shape
    assert float(one.min()) >= 0
    assert float(one.max()) <= 1
    assert float(one[..., 14:18, 60:140].mean()) > 0.4


def test_the_average_follows_at_first_and_is_steady_later() -> None:
    import torch

    from apps.engine.averaging import Average

    net = torch.nn.Linear(1, 1, bias=False)
    average = Average(net)
    for step in range(1, 201):
        torch.nn.init.constant_(net.weight, float(step))
        average.update(net, step)
        if step == 1:
            assert float(average.weights["weight"]) == 1
    assert 170 < float(average.weights["weight"]) < 200


@pytest.mark.parametrize(
    ("schedule", "first", "middle", "last"),
    [
        ("constant", 1.0, 1.0, 1.0),
        ("plateau", 0.5, 0.5, 0.5),
        ("cosine", 1.0, 0.5, 1e-6),
        ("1cycle", 0.04, 0.8, 1e-6),
        ("exponential", 1.0, 0.1**5, 0.1**10),
        ("step", 1.0, 1.0, 0.1),
    ],
)
def test_rates_change_as_their_schedule_says(
    schedule: Schedule, first: float, middle: float, last: float
) -> None:
    from apps.engine.rates import rate
    from apps.engine.recipe import Recipe

    recipe = Recipe(network="", learning_rate=1.0, batch_size=1, schedule=schedule, warmup=0)
    options = TrainingOptions(step_size=10, gamma=0.1, final_rate=1e-6)
    for done, epoch, expected in ((0.0, 0, first), (0.5, 5, middle), (1.0, 10, last)):
        found = rate(recipe, options, steps=9, epoch=epoch, done=done, slowed=0.5)
        assert found == pytest.approx(expected, abs=0.02, rel=0.02)
