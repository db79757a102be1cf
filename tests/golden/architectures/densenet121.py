from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

__all__ = ["Densenet121", "example_inputs"]


class DenseLayer(nn.Module):
    """Takes entry (N, 64, 56, 56).

    Returns (N, 96, 56, 56).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(64)
        self.conv1 = nn.Conv2d(64, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)
        for weight in (self.conv1.weight, self.conv2.weight):
            nn.init.kaiming_normal_(weight, mode="fan_out", nonlinearity="relu")

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)  # (N, 64, 56, 56)
        x = F.relu(x)  # (N, 64, 56, 56)
        x = self.conv1(x)  # (N, 128, 56, 56)
        x = self.norm2(x)  # (N, 128, 56, 56)
        x = F.relu(x)  # (N, 128, 56, 56)
        x = self.conv2(x)  # (N, 32, 56, 56)
        join = torch.cat((entry, x), dim=1)  # (N, 96, 56, 56)
        return join


class DenseLayer2(nn.Module):
    """Takes entry (N, 96, 56, 56).

    Returns (N, 128, 56, 56).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(96)
        self.conv1 = nn.Conv2d(96, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)
        for weight in (self.conv1.weight, self.conv2.weight):
            nn.init.kaiming_normal_(weight, mode="fan_out", nonlinearity="relu")

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)  # (N, 96, 56, 56)
        x = F.relu(x)  # (N, 96, 56, 56)
        x = self.conv1(x)  # (N, 128, 56, 56)
        x = self.norm2(x)  # (N, 128, 56, 56)
        x = F.relu(x)  # (N, 128, 56, 56)
        x = self.conv2(x)  # (N, 32, 56, 56)
        join = torch.cat((entry, x), dim=1)  # (N, 128, 56, 56)
        return join


class DenseLayer3(nn.Module):
    """Takes entry (N, 128, ?, ?).

    Returns (N, 160, ?, ?).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(128)
        self.conv1 = nn.Conv2d(128, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)
        for weight in (self.conv1.weight, self.conv2.weight):
            nn.init.kaiming_normal_(weight, mode="fan_out", nonlinearity="relu")

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)  # (N, 128, ?, ?)
        x = F.relu(x)  # (N, 128, ?, ?)
        x = self.conv1(x)  # (N, 128, ?, ?)
        x = self.norm2(x)  # (N, 128, ?, ?)
        x = F.relu(x)  # (N, 128, ?, ?)
        x = self.conv2(x)  # (N, 32, ?, ?)
        join = torch.cat((entry, x), dim=1)  # (N, 160, ?, ?)
        return join


class DenseLayer4(nn.Module):
    """Takes entry (N, 160, ?, ?).

    Returns (N, 192, ?, ?).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(160)
        self.conv1 = nn.Conv2d(160, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)
        for weight in (self.conv1.weight, self.conv2.weight):
            nn.init.kaiming_normal_(weight, mode="fan_out", nonlinearity="relu")

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)  # (N, 160, ?, ?)
        x = F.relu(x)  # (N, 160, ?, ?)
        x = self.conv1(x)  # (N, 128, ?, ?)
        x = self.norm2(x)  # (N, 128, ?, ?)
        x = F.relu(x)  # (N, 128, ?, ?)
        x = self.conv2(x)  # (N, 32, ?, ?)
        join = torch.cat((entry, x), dim=1)  # (N, 192, ?, ?)
        return join


class DenseLayer5(nn.Module):
    """Takes entry (N, 192, ?, ?).

    Returns (N, 224, ?, ?).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(192)
        self.conv1 = nn.Conv2d(192, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)
        for weight in (self.conv1.weight, self.conv2.weight):
            nn.init.kaiming_normal_(weight, mode="fan_out", nonlinearity="relu")

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)  # (N, 192, ?, ?)
        x = F.relu(x)  # (N, 192, ?, ?)
        x = self.conv1(x)  # (N, 128, ?, ?)
        x = self.norm2(x)  # (N, 128, ?, ?)
        x = F.relu(x)  # (N, 128, ?, ?)
        x = self.conv2(x)  # (N, 32, ?, ?)
        join = torch.cat((entry, x), dim=1)  # (N, 224, ?, ?)
        return join


class DenseLayer6(nn.Module):
    """Takes entry (N, 224, ?, ?).

    Returns (N, 256, ?, ?).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(224)
        self.conv1 = nn.Conv2d(224, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)
        for weight in (self.conv1.weight, self.conv2.weight):
            nn.init.kaiming_normal_(weight, mode="fan_out", nonlinearity="relu")

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)  # (N, 224, ?, ?)
        x = F.relu(x)  # (N, 224, ?, ?)
        x = self.conv1(x)  # (N, 128, ?, ?)
        x = self.norm2(x)  # (N, 128, ?, ?)
        x = F.relu(x)  # (N, 128, ?, ?)
        x = self.conv2(x)  # (N, 32, ?, ?)
        join = torch.cat((entry, x), dim=1)  # (N, 256, ?, ?)
        return join


class DenseLayer7(nn.Module):
    """Takes entry (N, 256, ?, ?).

    Returns (N, 288, ?, ?).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(256)
        self.conv1 = nn.Conv2d(256, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)
        for weight in (self.conv1.weight, self.conv2.weight):
            nn.init.kaiming_normal_(weight, mode="fan_out", nonlinearity="relu")

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)  # (N, 256, ?, ?)
        x = F.relu(x)  # (N, 256, ?, ?)
        x = self.conv1(x)  # (N, 128, ?, ?)
        x = self.norm2(x)  # (N, 128, ?, ?)
        x = F.relu(x)  # (N, 128, ?, ?)
        x = self.conv2(x)  # (N, 32, ?, ?)
        join = torch.cat((entry, x), dim=1)  # (N, 288, ?, ?)
        return join


class DenseLayer8(nn.Module):
    """Takes entry (N, 288, ?, ?).

    Returns (N, 320, ?, ?).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(288)
        self.conv1 = nn.Conv2d(288, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)
        for weight in (self.conv1.weight, self.conv2.weight):
            nn.init.kaiming_normal_(weight, mode="fan_out", nonlinearity="relu")

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)  # (N, 288, ?, ?)
        x = F.relu(x)  # (N, 288, ?, ?)
        x = self.conv1(x)  # (N, 128, ?, ?)
        x = self.norm2(x)  # (N, 128, ?, ?)
        x = F.relu(x)  # (N, 128, ?, ?)
        x = self.conv2(x)  # (N, 32, ?, ?)
        join = torch.cat((entry, x), dim=1)  # (N, 320, ?, ?)
        return join


class DenseLayer9(nn.Module):
    """Takes entry (N, 320, ?, ?).

    Returns (N, 352, ?, ?).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(320)
        self.conv1 = nn.Conv2d(320, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)
        for weight in (self.conv1.weight, self.conv2.weight):
            nn.init.kaiming_normal_(weight, mode="fan_out", nonlinearity="relu")

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)  # (N, 320, ?, ?)
        x = F.relu(x)  # (N, 320, ?, ?)
        x = self.conv1(x)  # (N, 128, ?, ?)
        x = self.norm2(x)  # (N, 128, ?, ?)
        x = F.relu(x)  # (N, 128, ?, ?)
        x = self.conv2(x)  # (N, 32, ?, ?)
        join = torch.cat((entry, x), dim=1)  # (N, 352, ?, ?)
        return join


class DenseLayer10(nn.Module):
    """Takes entry (N, 352, ?, ?).

    Returns (N, 384, ?, ?).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(352)
        self.conv1 = nn.Conv2d(352, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)
        for weight in (self.conv1.weight, self.conv2.weight):
            nn.init.kaiming_normal_(weight, mode="fan_out", nonlinearity="relu")

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)  # (N, 352, ?, ?)
        x = F.relu(x)  # (N, 352, ?, ?)
        x = self.conv1(x)  # (N, 128, ?, ?)
        x = self.norm2(x)  # (N, 128, ?, ?)
        x = F.relu(x)  # (N, 128, ?, ?)
        x = self.conv2(x)  # (N, 32, ?, ?)
        join = torch.cat((entry, x), dim=1)  # (N, 384, ?, ?)
        return join


class DenseLayer11(nn.Module):
    """Takes entry (N, 384, ?, ?).

    Returns (N, 416, ?, ?).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(384)
        self.conv1 = nn.Conv2d(384, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)
        for weight in (self.conv1.weight, self.conv2.weight):
            nn.init.kaiming_normal_(weight, mode="fan_out", nonlinearity="relu")

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)  # (N, 384, ?, ?)
        x = F.relu(x)  # (N, 384, ?, ?)
        x = self.conv1(x)  # (N, 128, ?, ?)
        x = self.norm2(x)  # (N, 128, ?, ?)
        x = F.relu(x)  # (N, 128, ?, ?)
        x = self.conv2(x)  # (N, 32, ?, ?)
        join = torch.cat((entry, x), dim=1)  # (N, 416, ?, ?)
        return join


class DenseLayer12(nn.Module):
    """Takes entry (N, 416, ?, ?).

    Returns (N, 448, ?, ?).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(416)
        self.conv1 = nn.Conv2d(416, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)
        for weight in (self.conv1.weight, self.conv2.weight):
            nn.init.kaiming_normal_(weight, mode="fan_out", nonlinearity="relu")

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)  # (N, 416, ?, ?)
        x = F.relu(x)  # (N, 416, ?, ?)
        x = self.conv1(x)  # (N, 128, ?, ?)
        x = self.norm2(x)  # (N, 128, ?, ?)
        x = F.relu(x)  # (N, 128, ?, ?)
        x = self.conv2(x)  # (N, 32, ?, ?)
        join = torch.cat((entry, x), dim=1)  # (N, 448, ?, ?)
        return join


class DenseLayer13(nn.Module):
    """Takes entry (N, 448, ?, ?).

    Returns (N, 480, ?, ?).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(448)
        self.conv1 = nn.Conv2d(448, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)
        for weight in (self.conv1.weight, self.conv2.weight):
            nn.init.kaiming_normal_(weight, mode="fan_out", nonlinearity="relu")

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)  # (N, 448, ?, ?)
        x = F.relu(x)  # (N, 448, ?, ?)
        x = self.conv1(x)  # (N, 128, ?, ?)
        x = self.norm2(x)  # (N, 128, ?, ?)
        x = F.relu(x)  # (N, 128, ?, ?)
        x = self.conv2(x)  # (N, 32, ?, ?)
        join = torch.cat((entry, x), dim=1)  # (N, 480, ?, ?)
        return join


class DenseLayer14(nn.Module):
    """Takes entry (N, 480, ?, ?).

    Returns (N, 512, ?, ?).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(480)
        self.conv1 = nn.Conv2d(480, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)
        for weight in (self.conv1.weight, self.conv2.weight):
            nn.init.kaiming_normal_(weight, mode="fan_out", nonlinearity="relu")

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)  # (N, 480, ?, ?)
        x = F.relu(x)  # (N, 480, ?, ?)
        x = self.conv1(x)  # (N, 128, ?, ?)
        x = self.norm2(x)  # (N, 128, ?, ?)
        x = F.relu(x)  # (N, 128, ?, ?)
        x = self.conv2(x)  # (N, 32, ?, ?)
        join = torch.cat((entry, x), dim=1)  # (N, 512, ?, ?)
        return join


class DenseLayer15(nn.Module):
    """Takes entry (N, 512, ?, ?).

    Returns (N, 544, ?, ?).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(512)
        self.conv1 = nn.Conv2d(512, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)
        for weight in (self.conv1.weight, self.conv2.weight):
            nn.init.kaiming_normal_(weight, mode="fan_out", nonlinearity="relu")

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)  # (N, 512, ?, ?)
        x = F.relu(x)  # (N, 512, ?, ?)
        x = self.conv1(x)  # (N, 128, ?, ?)
        x = self.norm2(x)  # (N, 128, ?, ?)
        x = F.relu(x)  # (N, 128, ?, ?)
        x = self.conv2(x)  # (N, 32, ?, ?)
        join = torch.cat((entry, x), dim=1)  # (N, 544, ?, ?)
        return join


class DenseLayer16(nn.Module):
    """Takes entry (N, 544, ?, ?).

    Returns (N, 576, ?, ?).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(544)
        self.conv1 = nn.Conv2d(544, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)
        for weight in (self.conv1.weight, self.conv2.weight):
            nn.init.kaiming_normal_(weight, mode="fan_out", nonlinearity="relu")

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)  # (N, 544, ?, ?)
        x = F.relu(x)  # (N, 544, ?, ?)
        x = self.conv1(x)  # (N, 128, ?, ?)
        x = self.norm2(x)  # (N, 128, ?, ?)
        x = F.relu(x)  # (N, 128, ?, ?)
        x = self.conv2(x)  # (N, 32, ?, ?)
        join = torch.cat((entry, x), dim=1)  # (N, 576, ?, ?)
        return join


class DenseLayer17(nn.Module):
    """Takes entry (N, 576, ?, ?).

    Returns (N, 608, ?, ?).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(576)
        self.conv1 = nn.Conv2d(576, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)
        for weight in (self.conv1.weight, self.conv2.weight):
            nn.init.kaiming_normal_(weight, mode="fan_out", nonlinearity="relu")

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)  # (N, 576, ?, ?)
        x = F.relu(x)  # (N, 576, ?, ?)
        x = self.conv1(x)  # (N, 128, ?, ?)
        x = self.norm2(x)  # (N, 128, ?, ?)
        x = F.relu(x)  # (N, 128, ?, ?)
        x = self.conv2(x)  # (N, 32, ?, ?)
        join = torch.cat((entry, x), dim=1)  # (N, 608, ?, ?)
        return join


class DenseLayer18(nn.Module):
    """Takes entry (N, 608, ?, ?).

    Returns (N, 640, ?, ?).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(608)
        self.conv1 = nn.Conv2d(608, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)
        for weight in (self.conv1.weight, self.conv2.weight):
            nn.init.kaiming_normal_(weight, mode="fan_out", nonlinearity="relu")

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)  # (N, 608, ?, ?)
        x = F.relu(x)  # (N, 608, ?, ?)
        x = self.conv1(x)  # (N, 128, ?, ?)
        x = self.norm2(x)  # (N, 128, ?, ?)
        x = F.relu(x)  # (N, 128, ?, ?)
        x = self.conv2(x)  # (N, 32, ?, ?)
        join = torch.cat((entry, x), dim=1)  # (N, 640, ?, ?)
        return join


class DenseLayer19(nn.Module):
    """Takes entry (N, 640, ?, ?).

    Returns (N, 672, ?, ?).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(640)
        self.conv1 = nn.Conv2d(640, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)
        for weight in (self.conv1.weight, self.conv2.weight):
            nn.init.kaiming_normal_(weight, mode="fan_out", nonlinearity="relu")

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)  # (N, 640, ?, ?)
        x = F.relu(x)  # (N, 640, ?, ?)
        x = self.conv1(x)  # (N, 128, ?, ?)
        x = self.norm2(x)  # (N, 128, ?, ?)
        x = F.relu(x)  # (N, 128, ?, ?)
        x = self.conv2(x)  # (N, 32, ?, ?)
        join = torch.cat((entry, x), dim=1)  # (N, 672, ?, ?)
        return join


class DenseLayer20(nn.Module):
    """Takes entry (N, 672, ?, ?).

    Returns (N, 704, ?, ?).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(672)
        self.conv1 = nn.Conv2d(672, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)
        for weight in (self.conv1.weight, self.conv2.weight):
            nn.init.kaiming_normal_(weight, mode="fan_out", nonlinearity="relu")

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)  # (N, 672, ?, ?)
        x = F.relu(x)  # (N, 672, ?, ?)
        x = self.conv1(x)  # (N, 128, ?, ?)
        x = self.norm2(x)  # (N, 128, ?, ?)
        x = F.relu(x)  # (N, 128, ?, ?)
        x = self.conv2(x)  # (N, 32, ?, ?)
        join = torch.cat((entry, x), dim=1)  # (N, 704, ?, ?)
        return join


class DenseLayer21(nn.Module):
    """Takes entry (N, 704, ?, ?).

    Returns (N, 736, ?, ?).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(704)
        self.conv1 = nn.Conv2d(704, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)
        for weight in (self.conv1.weight, self.conv2.weight):
            nn.init.kaiming_normal_(weight, mode="fan_out", nonlinearity="relu")

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)  # (N, 704, ?, ?)
        x = F.relu(x)  # (N, 704, ?, ?)
        x = self.conv1(x)  # (N, 128, ?, ?)
        x = self.norm2(x)  # (N, 128, ?, ?)
        x = F.relu(x)  # (N, 128, ?, ?)
        x = self.conv2(x)  # (N, 32, ?, ?)
        join = torch.cat((entry, x), dim=1)  # (N, 736, ?, ?)
        return join


class DenseLayer22(nn.Module):
    """Takes entry (N, 736, ?, ?).

    Returns (N, 768, ?, ?).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(736)
        self.conv1 = nn.Conv2d(736, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)
        for weight in (self.conv1.weight, self.conv2.weight):
            nn.init.kaiming_normal_(weight, mode="fan_out", nonlinearity="relu")

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)  # (N, 736, ?, ?)
        x = F.relu(x)  # (N, 736, ?, ?)
        x = self.conv1(x)  # (N, 128, ?, ?)
        x = self.norm2(x)  # (N, 128, ?, ?)
        x = F.relu(x)  # (N, 128, ?, ?)
        x = self.conv2(x)  # (N, 32, ?, ?)
        join = torch.cat((entry, x), dim=1)  # (N, 768, ?, ?)
        return join


class DenseLayer23(nn.Module):
    """Takes entry (N, 768, ?, ?).

    Returns (N, 800, ?, ?).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(768)
        self.conv1 = nn.Conv2d(768, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)
        for weight in (self.conv1.weight, self.conv2.weight):
            nn.init.kaiming_normal_(weight, mode="fan_out", nonlinearity="relu")

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)  # (N, 768, ?, ?)
        x = F.relu(x)  # (N, 768, ?, ?)
        x = self.conv1(x)  # (N, 128, ?, ?)
        x = self.norm2(x)  # (N, 128, ?, ?)
        x = F.relu(x)  # (N, 128, ?, ?)
        x = self.conv2(x)  # (N, 32, ?, ?)
        join = torch.cat((entry, x), dim=1)  # (N, 800, ?, ?)
        return join


class DenseLayer24(nn.Module):
    """Takes entry (N, 800, ?, ?).

    Returns (N, 832, ?, ?).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(800)
        self.conv1 = nn.Conv2d(800, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)
        for weight in (self.conv1.weight, self.conv2.weight):
            nn.init.kaiming_normal_(weight, mode="fan_out", nonlinearity="relu")

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)  # (N, 800, ?, ?)
        x = F.relu(x)  # (N, 800, ?, ?)
        x = self.conv1(x)  # (N, 128, ?, ?)
        x = self.norm2(x)  # (N, 128, ?, ?)
        x = F.relu(x)  # (N, 128, ?, ?)
        x = self.conv2(x)  # (N, 32, ?, ?)
        join = torch.cat((entry, x), dim=1)  # (N, 832, ?, ?)
        return join


class DenseLayer25(nn.Module):
    """Takes entry (N, 832, ?, ?).

    Returns (N, 864, ?, ?).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(832)
        self.conv1 = nn.Conv2d(832, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)
        for weight in (self.conv1.weight, self.conv2.weight):
            nn.init.kaiming_normal_(weight, mode="fan_out", nonlinearity="relu")

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)  # (N, 832, ?, ?)
        x = F.relu(x)  # (N, 832, ?, ?)
        x = self.conv1(x)  # (N, 128, ?, ?)
        x = self.norm2(x)  # (N, 128, ?, ?)
        x = F.relu(x)  # (N, 128, ?, ?)
        x = self.conv2(x)  # (N, 32, ?, ?)
        join = torch.cat((entry, x), dim=1)  # (N, 864, ?, ?)
        return join


class DenseLayer26(nn.Module):
    """Takes entry (N, 864, ?, ?).

    Returns (N, 896, ?, ?).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(864)
        self.conv1 = nn.Conv2d(864, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)
        for weight in (self.conv1.weight, self.conv2.weight):
            nn.init.kaiming_normal_(weight, mode="fan_out", nonlinearity="relu")

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)  # (N, 864, ?, ?)
        x = F.relu(x)  # (N, 864, ?, ?)
        x = self.conv1(x)  # (N, 128, ?, ?)
        x = self.norm2(x)  # (N, 128, ?, ?)
        x = F.relu(x)  # (N, 128, ?, ?)
        x = self.conv2(x)  # (N, 32, ?, ?)
        join = torch.cat((entry, x), dim=1)  # (N, 896, ?, ?)
        return join


class DenseLayer27(nn.Module):
    """Takes entry (N, 896, ?, ?).

    Returns (N, 928, ?, ?).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(896)
        self.conv1 = nn.Conv2d(896, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)
        for weight in (self.conv1.weight, self.conv2.weight):
            nn.init.kaiming_normal_(weight, mode="fan_out", nonlinearity="relu")

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)  # (N, 896, ?, ?)
        x = F.relu(x)  # (N, 896, ?, ?)
        x = self.conv1(x)  # (N, 128, ?, ?)
        x = self.norm2(x)  # (N, 128, ?, ?)
        x = F.relu(x)  # (N, 128, ?, ?)
        x = self.conv2(x)  # (N, 32, ?, ?)
        join = torch.cat((entry, x), dim=1)  # (N, 928, ?, ?)
        return join


class DenseLayer28(nn.Module):
    """Takes entry (N, 928, ?, ?).

    Returns (N, 960, ?, ?).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(928)
        self.conv1 = nn.Conv2d(928, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)
        for weight in (self.conv1.weight, self.conv2.weight):
            nn.init.kaiming_normal_(weight, mode="fan_out", nonlinearity="relu")

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)  # (N, 928, ?, ?)
        x = F.relu(x)  # (N, 928, ?, ?)
        x = self.conv1(x)  # (N, 128, ?, ?)
        x = self.norm2(x)  # (N, 128, ?, ?)
        x = F.relu(x)  # (N, 128, ?, ?)
        x = self.conv2(x)  # (N, 32, ?, ?)
        join = torch.cat((entry, x), dim=1)  # (N, 960, ?, ?)
        return join


class DenseLayer29(nn.Module):
    """Takes entry (N, 960, ?, ?).

    Returns (N, 992, ?, ?).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(960)
        self.conv1 = nn.Conv2d(960, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)
        for weight in (self.conv1.weight, self.conv2.weight):
            nn.init.kaiming_normal_(weight, mode="fan_out", nonlinearity="relu")

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)  # (N, 960, ?, ?)
        x = F.relu(x)  # (N, 960, ?, ?)
        x = self.conv1(x)  # (N, 128, ?, ?)
        x = self.norm2(x)  # (N, 128, ?, ?)
        x = F.relu(x)  # (N, 128, ?, ?)
        x = self.conv2(x)  # (N, 32, ?, ?)
        join = torch.cat((entry, x), dim=1)  # (N, 992, ?, ?)
        return join


class DenseLayer30(nn.Module):
    """Takes entry (N, 992, ?, ?).

    Returns (N, 1024, ?, ?).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(992)
        self.conv1 = nn.Conv2d(992, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)
        for weight in (self.conv1.weight, self.conv2.weight):
            nn.init.kaiming_normal_(weight, mode="fan_out", nonlinearity="relu")

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)  # (N, 992, ?, ?)
        x = F.relu(x)  # (N, 992, ?, ?)
        x = self.conv1(x)  # (N, 128, ?, ?)
        x = self.norm2(x)  # (N, 128, ?, ?)
        x = F.relu(x)  # (N, 128, ?, ?)
        x = self.conv2(x)  # (N, 32, ?, ?)
        join = torch.cat((entry, x), dim=1)  # (N, 1024, ?, ?)
        return join


class Densenet121(nn.Module):
    """Takes image (N, 3, 224, 224).

    Returns (N, 1000).
    """

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, kernel_size=7, stride=2, padding=3, bias=False)
        self.norm1 = nn.BatchNorm2d(64)
        self.pool1 = nn.MaxPool2d(kernel_size=3, stride=2, padding=1)
        self.stage1 = nn.Sequential(
            DenseLayer(), DenseLayer2(), DenseLayer3(), DenseLayer4(), DenseLayer5(), DenseLayer6()
        )
        self.norm2 = nn.BatchNorm2d(256)
        self.conv2 = nn.Conv2d(256, 128, kernel_size=1, bias=False)
        self.pool2 = nn.AvgPool2d(kernel_size=2)
        self.stage2 = nn.Sequential(
            DenseLayer3(),
            DenseLayer4(),
            DenseLayer5(),
            DenseLayer6(),
            DenseLayer7(),
            DenseLayer8(),
            DenseLayer9(),
            DenseLayer10(),
            DenseLayer11(),
            DenseLayer12(),
            DenseLayer13(),
            DenseLayer14(),
        )
        self.norm3 = nn.BatchNorm2d(512)
        self.conv3 = nn.Conv2d(512, 256, kernel_size=1, bias=False)
        self.pool3 = nn.AvgPool2d(kernel_size=2)
        self.stage3 = nn.Sequential(
            DenseLayer7(),
            DenseLayer8(),
            DenseLayer9(),
            DenseLayer10(),
            DenseLayer11(),
            DenseLayer12(),
            DenseLayer13(),
            DenseLayer14(),
            DenseLayer15(),
            DenseLayer16(),
            DenseLayer17(),
            DenseLayer18(),
            DenseLayer19(),
            DenseLayer20(),
            DenseLayer21(),
            DenseLayer22(),
            DenseLayer23(),
            DenseLayer24(),
            DenseLayer25(),
            DenseLayer26(),
            DenseLayer27(),
            DenseLayer28(),
            DenseLayer29(),
            DenseLayer30(),
        )
        self.norm4 = nn.BatchNorm2d(1024)
        self.conv4 = nn.Conv2d(1024, 512, kernel_size=1, bias=False)
        self.pool4 = nn.AvgPool2d(kernel_size=2)
        self.stage4 = nn.Sequential(
            DenseLayer15(),
            DenseLayer16(),
            DenseLayer17(),
            DenseLayer18(),
            DenseLayer19(),
            DenseLayer20(),
            DenseLayer21(),
            DenseLayer22(),
            DenseLayer23(),
            DenseLayer24(),
            DenseLayer25(),
            DenseLayer26(),
            DenseLayer27(),
            DenseLayer28(),
            DenseLayer29(),
            DenseLayer30(),
        )
        self.norm5 = nn.BatchNorm2d(1024)
        self.scores = nn.Linear(1024, 1000)
        for weight in (self.conv1.weight, self.conv2.weight, self.conv3.weight, self.conv4.weight):
            nn.init.kaiming_normal_(weight, mode="fan_out", nonlinearity="relu")

    def forward(self, image: Tensor) -> Tensor:
        x = self.conv1(image)  # (N, 64, 112, 112)
        x = self.norm1(x)  # (N, 64, 112, 112)
        x = F.relu(x)  # (N, 64, 112, 112)
        x = self.pool1(x)  # (N, 64, 56, 56)
        x = self.stage1(x)  # (N, 256, 56, 56)
        x = self.norm2(x)  # (N, 256, 56, 56)
        x = F.relu(x)  # (N, 256, 56, 56)
        x = self.conv2(x)  # (N, 128, 56, 56)
        x = self.pool2(x)  # (N, 128, 28, 28)
        x = self.stage2(x)  # (N, 512, 28, 28)
        x = self.norm3(x)  # (N, 512, 28, 28)
        x = F.relu(x)  # (N, 512, 28, 28)
        x = self.conv3(x)  # (N, 256, 28, 28)
        x = self.pool3(x)  # (N, 256, 14, 14)
        x = self.stage3(x)  # (N, 1024, 14, 14)
        x = self.norm4(x)  # (N, 1024, 14, 14)
        x = F.relu(x)  # (N, 1024, 14, 14)
        x = self.conv4(x)  # (N, 512, 14, 14)
        x = self.pool4(x)  # (N, 512, 7, 7)
        x = self.stage4(x)  # (N, 1024, 7, 7)
        x = self.norm5(x)  # (N, 1024, 7, 7)
        x = F.relu(x)  # (N, 1024, 7, 7)
        x = x.mean(dim=(2, 3))  # (N, 1024)
        scores = self.scores(x)  # (N, 1000)
        return scores


def example_inputs(batch: int = 2, time: int | None = None) -> tuple[Tensor, ...]:
    """One random tensor for each input; ``time`` is the length wherever it may vary."""
    return (torch.randn(batch, 3, 224, 224),)
