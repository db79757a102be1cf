from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

__all__ = ["Resnet50", "example_inputs"]


class Bottleneck64First(nn.Module):
    """Takes entry (N, 64, 56, 56).

    Returns (N, 256, 56, 56).
    """

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(64, 64, kernel_size=1, bias=False)
        self.norm1 = nn.BatchNorm2d(64)
        self.conv2 = nn.Conv2d(64, 64, kernel_size=3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(64)
        self.conv3 = nn.Conv2d(64, 256, kernel_size=1, bias=False)
        self.norm3 = nn.BatchNorm2d(256)
        self.projection = nn.Conv2d(64, 256, kernel_size=1, bias=False)
        self.projection_norm = nn.BatchNorm2d(256)
        for weight in (
            self.conv1.weight,
            self.conv2.weight,
            self.conv3.weight,
            self.projection.weight,
        ):
            nn.init.kaiming_normal_(weight, mode="fan_out", nonlinearity="relu")

    def forward(self, entry: Tensor) -> Tensor:
        x = self.conv1(entry)  # (N, 64, 56, 56)
        x = self.norm1(x)  # (N, 64, 56, 56)
        x = F.relu(x)  # (N, 64, 56, 56)
        x = self.conv2(x)  # (N, 64, 56, 56)
        x = self.norm2(x)  # (N, 64, 56, 56)
        x = F.relu(x)  # (N, 64, 56, 56)
        x = self.conv3(x)  # (N, 256, 56, 56)
        norm3 = self.norm3(x)  # (N, 256, 56, 56)
        x = self.projection(entry)  # (N, 256, 56, 56)
        x = self.projection_norm(x)  # (N, 256, 56, 56)
        x = norm3 + x  # (N, 256, 56, 56)
        relu3 = F.relu(x)  # (N, 256, 56, 56)
        return relu3


class Bottleneck64(nn.Module):
    """Takes entry (N, 256, 56, 56).

    Returns (N, 256, 56, 56).
    """

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(256, 64, kernel_size=1, bias=False)
        self.norm1 = nn.BatchNorm2d(64)
        self.conv2 = nn.Conv2d(64, 64, kernel_size=3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(64)
        self.conv3 = nn.Conv2d(64, 256, kernel_size=1, bias=False)
        self.norm3 = nn.BatchNorm2d(256)
        for weight in (self.conv1.weight, self.conv2.weight, self.conv3.weight):
            nn.init.kaiming_normal_(weight, mode="fan_out", nonlinearity="relu")

    def forward(self, entry: Tensor) -> Tensor:
        x = self.conv1(entry)  # (N, 64, 56, 56)
        x = self.norm1(x)  # (N, 64, 56, 56)
        x = F.relu(x)  # (N, 64, 56, 56)
        x = self.conv2(x)  # (N, 64, 56, 56)
        x = self.norm2(x)  # (N, 64, 56, 56)
        x = F.relu(x)  # (N, 64, 56, 56)
        x = self.conv3(x)  # (N, 256, 56, 56)
        x = self.norm3(x)  # (N, 256, 56, 56)
        x = x + entry  # (N, 256, 56, 56)
        relu3 = F.relu(x)  # (N, 256, 56, 56)
        return relu3


class Bottleneck128First(nn.Module):
    """Takes entry (N, 256, 56, 56).

    Returns (N, 512, 28, 28).
    """

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(256, 128, kernel_size=1, bias=False)
        self.norm1 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 128, kernel_size=3, stride=2, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv3 = nn.Conv2d(128, 512, kernel_size=1, bias=False)
        self.norm3 = nn.BatchNorm2d(512)
        self.projection = nn.Conv2d(256, 512, kernel_size=1, stride=2, bias=False)
        self.projection_norm = nn.BatchNorm2d(512)
        for weight in (
            self.conv1.weight,
            self.conv2.weight,
            self.conv3.weight,
            self.projection.weight,
        ):
            nn.init.kaiming_normal_(weight, mode="fan_out", nonlinearity="relu")

    def forward(self, entry: Tensor) -> Tensor:
        x = self.conv1(entry)  # (N, 128, 56, 56)
        x = self.norm1(x)  # (N, 128, 56, 56)
        x = F.relu(x)  # (N, 128, 56, 56)
        x = self.conv2(x)  # (N, 128, 28, 28)
        x = self.norm2(x)  # (N, 128, 28, 28)
        x = F.relu(x)  # (N, 128, 28, 28)
        x = self.conv3(x)  # (N, 512, 28, 28)
        norm3 = self.norm3(x)  # (N, 512, 28, 28)
        x = self.projection(entry)  # (N, 512, 28, 28)
        x = self.projection_norm(x)  # (N, 512, 28, 28)
        x = norm3 + x  # (N, 512, 28, 28)
        relu3 = F.relu(x)  # (N, 512, 28, 28)
        return relu3


class Bottleneck128(nn.Module):
    """Takes entry (N, 512, 28, 28).

    Returns (N, 512, 28, 28).
    """

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(512, 128, kernel_size=1, bias=False)
        self.norm1 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 128, kernel_size=3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv3 = nn.Conv2d(128, 512, kernel_size=1, bias=False)
        self.norm3 = nn.BatchNorm2d(512)
        for weight in (self.conv1.weight, self.conv2.weight, self.conv3.weight):
            nn.init.kaiming_normal_(weight, mode="fan_out", nonlinearity="relu")

    def forward(self, entry: Tensor) -> Tensor:
        x = self.conv1(entry)  # (N, 128, 28, 28)
        x = self.norm1(x)  # (N, 128, 28, 28)
        x = F.relu(x)  # (N, 128, 28, 28)
        x = self.conv2(x)  # (N, 128, 28, 28)
        x = self.norm2(x)  # (N, 128, 28, 28)
        x = F.relu(x)  # (N, 128, 28, 28)
        x = self.conv3(x)  # (N, 512, 28, 28)
        x = self.norm3(x)  # (N, 512, 28, 28)
        x = x + entry  # (N, 512, 28, 28)
        relu3 = F.relu(x)  # (N, 512, 28, 28)
        return relu3


class Bottleneck256First(nn.Module):
    """Takes entry (N, 512, 28, 28).

    Returns (N, 1024, 14, 14).
    """

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(512, 256, kernel_size=1, bias=False)
        self.norm1 = nn.BatchNorm2d(256)
        self.conv2 = nn.Conv2d(256, 256, kernel_size=3, stride=2, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(256)
        self.conv3 = nn.Conv2d(256, 1024, kernel_size=1, bias=False)
        self.norm3 = nn.BatchNorm2d(1024)
        self.projection = nn.Conv2d(512, 1024, kernel_size=1, stride=2, bias=False)
        self.projection_norm = nn.BatchNorm2d(1024)
        for weight in (
            self.conv1.weight,
            self.conv2.weight,
            self.conv3.weight,
            self.projection.weight,
        ):
            nn.init.kaiming_normal_(weight, mode="fan_out", nonlinearity="relu")

    def forward(self, entry: Tensor) -> Tensor:
        x = self.conv1(entry)  # (N, 256, 28, 28)
        x = self.norm1(x)  # (N, 256, 28, 28)
        x = F.relu(x)  # (N, 256, 28, 28)
        x = self.conv2(x)  # (N, 256, 14, 14)
        x = self.norm2(x)  # (N, 256, 14, 14)
        x = F.relu(x)  # (N, 256, 14, 14)
        x = self.conv3(x)  # (N, 1024, 14, 14)
        norm3 = self.norm3(x)  # (N, 1024, 14, 14)
        x = self.projection(entry)  # (N, 1024, 14, 14)
        x = self.projection_norm(x)  # (N, 1024, 14, 14)
        x = norm3 + x  # (N, 1024, 14, 14)
        relu3 = F.relu(x)  # (N, 1024, 14, 14)
        return relu3


class Bottleneck256(nn.Module):
    """Takes entry (N, 1024, 14, 14).

    Returns (N, 1024, 14, 14).
    """

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1024, 256, kernel_size=1, bias=False)
        self.norm1 = nn.BatchNorm2d(256)
        self.conv2 = nn.Conv2d(256, 256, kernel_size=3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(256)
        self.conv3 = nn.Conv2d(256, 1024, kernel_size=1, bias=False)
        self.norm3 = nn.BatchNorm2d(1024)
        for weight in (self.conv1.weight, self.conv2.weight, self.conv3.weight):
            nn.init.kaiming_normal_(weight, mode="fan_out", nonlinearity="relu")

    def forward(self, entry: Tensor) -> Tensor:
        x = self.conv1(entry)  # (N, 256, 14, 14)
        x = self.norm1(x)  # (N, 256, 14, 14)
        x = F.relu(x)  # (N, 256, 14, 14)
        x = self.conv2(x)  # (N, 256, 14, 14)
        x = self.norm2(x)  # (N, 256, 14, 14)
        x = F.relu(x)  # (N, 256, 14, 14)
        x = self.conv3(x)  # (N, 1024, 14, 14)
        x = self.norm3(x)  # (N, 1024, 14, 14)
        x = x + entry  # (N, 1024, 14, 14)
        relu3 = F.relu(x)  # (N, 1024, 14, 14)
        return relu3


class Bottleneck512First(nn.Module):
    """Takes entry (N, 1024, 14, 14).

    Returns (N, 2048, 7, 7).
    """

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1024, 512, kernel_size=1, bias=False)
        self.norm1 = nn.BatchNorm2d(512)
        self.conv2 = nn.Conv2d(512, 512, kernel_size=3, stride=2, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(512)
        self.conv3 = nn.Conv2d(512, 2048, kernel_size=1, bias=False)
        self.norm3 = nn.BatchNorm2d(2048)
        self.projection = nn.Conv2d(1024, 2048, kernel_size=1, stride=2, bias=False)
        self.projection_norm = nn.BatchNorm2d(2048)
        for weight in (
            self.conv1.weight,
            self.conv2.weight,
            self.conv3.weight,
            self.projection.weight,
        ):
            nn.init.kaiming_normal_(weight, mode="fan_out", nonlinearity="relu")

    def forward(self, entry: Tensor) -> Tensor:
        x = self.conv1(entry)  # (N, 512, 14, 14)
        x = self.norm1(x)  # (N, 512, 14, 14)
        x = F.relu(x)  # (N, 512, 14, 14)
        x = self.conv2(x)  # (N, 512, 7, 7)
        x = self.norm2(x)  # (N, 512, 7, 7)
        x = F.relu(x)  # (N, 512, 7, 7)
        x = self.conv3(x)  # (N, 2048, 7, 7)
        norm3 = self.norm3(x)  # (N, 2048, 7, 7)
        x = self.projection(entry)  # (N, 2048, 7, 7)
        x = self.projection_norm(x)  # (N, 2048, 7, 7)
        x = norm3 + x  # (N, 2048, 7, 7)
        relu3 = F.relu(x)  # (N, 2048, 7, 7)
        return relu3


class Bottleneck512(nn.Module):
    """Takes entry (N, 2048, 7, 7).

    Returns (N, 2048, 7, 7).
    """

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(2048, 512, kernel_size=1, bias=False)
        self.norm1 = nn.BatchNorm2d(512)
        self.conv2 = nn.Conv2d(512, 512, kernel_size=3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(512)
        self.conv3 = nn.Conv2d(512, 2048, kernel_size=1, bias=False)
        self.norm3 = nn.BatchNorm2d(2048)
        for weight in (self.conv1.weight, self.conv2.weight, self.conv3.weight):
            nn.init.kaiming_normal_(weight, mode="fan_out", nonlinearity="relu")

    def forward(self, entry: Tensor) -> Tensor:
        x = self.conv1(entry)  # (N, 512, 7, 7)
        x = self.norm1(x)  # (N, 512, 7, 7)
        x = F.relu(x)  # (N, 512, 7, 7)
        x = self.conv2(x)  # (N, 512, 7, 7)
        x = self.norm2(x)  # (N, 512, 7, 7)
        x = F.relu(x)  # (N, 512, 7, 7)
        x = self.conv3(x)  # (N, 2048, 7, 7)
        x = self.norm3(x)  # (N, 2048, 7, 7)
        x = x + entry  # (N, 2048, 7, 7)
        relu3 = F.relu(x)  # (N, 2048, 7, 7)
        return relu3


class Resnet50(nn.Module):
    """Takes image (N, 3, 224, 224).

    Returns (N, 1000).
    """

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 64, kernel_size=7, stride=2, padding=3, bias=False)
        self.norm = nn.BatchNorm2d(64)
        self.pool1 = nn.MaxPool2d(kernel_size=3, stride=2, padding=1)
        self.stage1_first = Bottleneck64First()
        self.stage1 = nn.Sequential(*(Bottleneck64() for _ in range(2)))
        self.stage2_first = Bottleneck128First()
        self.stage2 = nn.Sequential(*(Bottleneck128() for _ in range(3)))
        self.stage3_first = Bottleneck256First()
        self.stage3 = nn.Sequential(*(Bottleneck256() for _ in range(5)))
        self.stage4_first = Bottleneck512First()
        self.stage4 = nn.Sequential(*(Bottleneck512() for _ in range(2)))
        self.scores = nn.Linear(2048, 1000)
        nn.init.kaiming_normal_(self.conv.weight, mode="fan_out", nonlinearity="relu")

    def forward(self, image: Tensor) -> Tensor:
        x = self.conv(image)  # (N, 64, 112, 112)
        x = self.norm(x)  # (N, 64, 112, 112)
        x = F.relu(x)  # (N, 64, 112, 112)
        x = self.pool1(x)  # (N, 64, 56, 56)
        x = self.stage1_first(x)  # (N, 256, 56, 56)
        x = self.stage1(x)  # (N, 256, 56, 56)
        x = self.stage2_first(x)  # (N, 512, 28, 28)
        x = self.stage2(x)  # (N, 512, 28, 28)
        x = self.stage3_first(x)  # (N, 1024, 14, 14)
        x = self.stage3(x)  # (N, 1024, 14, 14)
        x = self.stage4_first(x)  # (N, 2048, 7, 7)
        x = self.stage4(x)  # (N, 2048, 7, 7)
        x = x.mean(dim=(2, 3))  # (N, 2048)
        scores = self.scores(x)  # (N, 1000)
        return scores


def example_inputs(batch: int = 2, time: int | None = None) -> tuple[Tensor, ...]:
    """One random tensor for each input; ``time`` is the length wherever it may vary."""
    return (torch.randn(batch, 3, 224, 224),)
