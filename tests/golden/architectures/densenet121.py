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

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)                # (N, 64, 56, 56)
        x = F.relu(x)                        # (N, 64, 56, 56)
        x = self.conv1(x)                    # (N, 128, 56, 56)
        x = self.norm2(x)                    # (N, 128, 56, 56)
        x = F.relu(x)                        # (N, 128, 56, 56)
        x = self.conv2(x)                    # (N, 32, 56, 56)
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

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)                # (N, 96, 56, 56)
        x = F.relu(x)                        # (N, 96, 56, 56)
        x = self.conv1(x)                    # (N, 128, 56, 56)
        x = self.norm2(x)                    # (N, 128, 56, 56)
        x = F.relu(x)                        # (N, 128, 56, 56)
        x = self.conv2(x)                    # (N, 32, 56, 56)
        join = torch.cat((entry, x), dim=1)  # (N, 128, 56, 56)
        return join


class DenseLayer3(nn.Module):
    """Takes entry (N, 128, 56, 56).

    Returns (N, 160, 56, 56).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(128)
        self.conv1 = nn.Conv2d(128, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)                # (N, 128, 56, 56)
        x = F.relu(x)                        # (N, 128, 56, 56)
        x = self.conv1(x)                    # (N, 128, 56, 56)
        x = self.norm2(x)                    # (N, 128, 56, 56)
        x = F.relu(x)                        # (N, 128, 56, 56)
        x = self.conv2(x)                    # (N, 32, 56, 56)
        join = torch.cat((entry, x), dim=1)  # (N, 160, 56, 56)
        return join


class DenseLayer4(nn.Module):
    """Takes entry (N, 160, 56, 56).

    Returns (N, 192, 56, 56).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(160)
        self.conv1 = nn.Conv2d(160, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)                # (N, 160, 56, 56)
        x = F.relu(x)                        # (N, 160, 56, 56)
        x = self.conv1(x)                    # (N, 128, 56, 56)
        x = self.norm2(x)                    # (N, 128, 56, 56)
        x = F.relu(x)                        # (N, 128, 56, 56)
        x = self.conv2(x)                    # (N, 32, 56, 56)
        join = torch.cat((entry, x), dim=1)  # (N, 192, 56, 56)
        return join


class DenseLayer5(nn.Module):
    """Takes entry (N, 192, 56, 56).

    Returns (N, 224, 56, 56).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(192)
        self.conv1 = nn.Conv2d(192, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)                # (N, 192, 56, 56)
        x = F.relu(x)                        # (N, 192, 56, 56)
        x = self.conv1(x)                    # (N, 128, 56, 56)
        x = self.norm2(x)                    # (N, 128, 56, 56)
        x = F.relu(x)                        # (N, 128, 56, 56)
        x = self.conv2(x)                    # (N, 32, 56, 56)
        join = torch.cat((entry, x), dim=1)  # (N, 224, 56, 56)
        return join


class DenseLayer6(nn.Module):
    """Takes entry (N, 224, 56, 56).

    Returns (N, 256, 56, 56).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(224)
        self.conv1 = nn.Conv2d(224, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)                # (N, 224, 56, 56)
        x = F.relu(x)                        # (N, 224, 56, 56)
        x = self.conv1(x)                    # (N, 128, 56, 56)
        x = self.norm2(x)                    # (N, 128, 56, 56)
        x = F.relu(x)                        # (N, 128, 56, 56)
        x = self.conv2(x)                    # (N, 32, 56, 56)
        join = torch.cat((entry, x), dim=1)  # (N, 256, 56, 56)
        return join


class DenseLayer7(nn.Module):
    """Takes entry (N, 128, 28, 28).

    Returns (N, 160, 28, 28).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(128)
        self.conv1 = nn.Conv2d(128, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)                # (N, 128, 28, 28)
        x = F.relu(x)                        # (N, 128, 28, 28)
        x = self.conv1(x)                    # (N, 128, 28, 28)
        x = self.norm2(x)                    # (N, 128, 28, 28)
        x = F.relu(x)                        # (N, 128, 28, 28)
        x = self.conv2(x)                    # (N, 32, 28, 28)
        join = torch.cat((entry, x), dim=1)  # (N, 160, 28, 28)
        return join


class DenseLayer8(nn.Module):
    """Takes entry (N, 160, 28, 28).

    Returns (N, 192, 28, 28).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(160)
        self.conv1 = nn.Conv2d(160, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)                # (N, 160, 28, 28)
        x = F.relu(x)                        # (N, 160, 28, 28)
        x = self.conv1(x)                    # (N, 128, 28, 28)
        x = self.norm2(x)                    # (N, 128, 28, 28)
        x = F.relu(x)                        # (N, 128, 28, 28)
        x = self.conv2(x)                    # (N, 32, 28, 28)
        join = torch.cat((entry, x), dim=1)  # (N, 192, 28, 28)
        return join


class DenseLayer9(nn.Module):
    """Takes entry (N, 192, 28, 28).

    Returns (N, 224, 28, 28).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(192)
        self.conv1 = nn.Conv2d(192, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)                # (N, 192, 28, 28)
        x = F.relu(x)                        # (N, 192, 28, 28)
        x = self.conv1(x)                    # (N, 128, 28, 28)
        x = self.norm2(x)                    # (N, 128, 28, 28)
        x = F.relu(x)                        # (N, 128, 28, 28)
        x = self.conv2(x)                    # (N, 32, 28, 28)
        join = torch.cat((entry, x), dim=1)  # (N, 224, 28, 28)
        return join


class DenseLayer10(nn.Module):
    """Takes entry (N, 224, 28, 28).

    Returns (N, 256, 28, 28).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(224)
        self.conv1 = nn.Conv2d(224, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)                # (N, 224, 28, 28)
        x = F.relu(x)                        # (N, 224, 28, 28)
        x = self.conv1(x)                    # (N, 128, 28, 28)
        x = self.norm2(x)                    # (N, 128, 28, 28)
        x = F.relu(x)                        # (N, 128, 28, 28)
        x = self.conv2(x)                    # (N, 32, 28, 28)
        join = torch.cat((entry, x), dim=1)  # (N, 256, 28, 28)
        return join


class DenseLayer11(nn.Module):
    """Takes entry (N, 256, 28, 28).

    Returns (N, 288, 28, 28).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(256)
        self.conv1 = nn.Conv2d(256, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)                # (N, 256, 28, 28)
        x = F.relu(x)                        # (N, 256, 28, 28)
        x = self.conv1(x)                    # (N, 128, 28, 28)
        x = self.norm2(x)                    # (N, 128, 28, 28)
        x = F.relu(x)                        # (N, 128, 28, 28)
        x = self.conv2(x)                    # (N, 32, 28, 28)
        join = torch.cat((entry, x), dim=1)  # (N, 288, 28, 28)
        return join


class DenseLayer12(nn.Module):
    """Takes entry (N, 288, 28, 28).

    Returns (N, 320, 28, 28).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(288)
        self.conv1 = nn.Conv2d(288, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)                # (N, 288, 28, 28)
        x = F.relu(x)                        # (N, 288, 28, 28)
        x = self.conv1(x)                    # (N, 128, 28, 28)
        x = self.norm2(x)                    # (N, 128, 28, 28)
        x = F.relu(x)                        # (N, 128, 28, 28)
        x = self.conv2(x)                    # (N, 32, 28, 28)
        join = torch.cat((entry, x), dim=1)  # (N, 320, 28, 28)
        return join


class DenseLayer13(nn.Module):
    """Takes entry (N, 320, 28, 28).

    Returns (N, 352, 28, 28).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(320)
        self.conv1 = nn.Conv2d(320, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)                # (N, 320, 28, 28)
        x = F.relu(x)                        # (N, 320, 28, 28)
        x = self.conv1(x)                    # (N, 128, 28, 28)
        x = self.norm2(x)                    # (N, 128, 28, 28)
        x = F.relu(x)                        # (N, 128, 28, 28)
        x = self.conv2(x)                    # (N, 32, 28, 28)
        join = torch.cat((entry, x), dim=1)  # (N, 352, 28, 28)
        return join


class DenseLayer14(nn.Module):
    """Takes entry (N, 352, 28, 28).

    Returns (N, 384, 28, 28).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(352)
        self.conv1 = nn.Conv2d(352, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)                # (N, 352, 28, 28)
        x = F.relu(x)                        # (N, 352, 28, 28)
        x = self.conv1(x)                    # (N, 128, 28, 28)
        x = self.norm2(x)                    # (N, 128, 28, 28)
        x = F.relu(x)                        # (N, 128, 28, 28)
        x = self.conv2(x)                    # (N, 32, 28, 28)
        join = torch.cat((entry, x), dim=1)  # (N, 384, 28, 28)
        return join


class DenseLayer15(nn.Module):
    """Takes entry (N, 384, 28, 28).

    Returns (N, 416, 28, 28).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(384)
        self.conv1 = nn.Conv2d(384, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)                # (N, 384, 28, 28)
        x = F.relu(x)                        # (N, 384, 28, 28)
        x = self.conv1(x)                    # (N, 128, 28, 28)
        x = self.norm2(x)                    # (N, 128, 28, 28)
        x = F.relu(x)                        # (N, 128, 28, 28)
        x = self.conv2(x)                    # (N, 32, 28, 28)
        join = torch.cat((entry, x), dim=1)  # (N, 416, 28, 28)
        return join


class DenseLayer16(nn.Module):
    """Takes entry (N, 416, 28, 28).

    Returns (N, 448, 28, 28).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(416)
        self.conv1 = nn.Conv2d(416, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)                # (N, 416, 28, 28)
        x = F.relu(x)                        # (N, 416, 28, 28)
        x = self.conv1(x)                    # (N, 128, 28, 28)
        x = self.norm2(x)                    # (N, 128, 28, 28)
        x = F.relu(x)                        # (N, 128, 28, 28)
        x = self.conv2(x)                    # (N, 32, 28, 28)
        join = torch.cat((entry, x), dim=1)  # (N, 448, 28, 28)
        return join


class DenseLayer17(nn.Module):
    """Takes entry (N, 448, 28, 28).

    Returns (N, 480, 28, 28).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(448)
        self.conv1 = nn.Conv2d(448, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)                # (N, 448, 28, 28)
        x = F.relu(x)                        # (N, 448, 28, 28)
        x = self.conv1(x)                    # (N, 128, 28, 28)
        x = self.norm2(x)                    # (N, 128, 28, 28)
        x = F.relu(x)                        # (N, 128, 28, 28)
        x = self.conv2(x)                    # (N, 32, 28, 28)
        join = torch.cat((entry, x), dim=1)  # (N, 480, 28, 28)
        return join


class DenseLayer18(nn.Module):
    """Takes entry (N, 480, 28, 28).

    Returns (N, 512, 28, 28).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(480)
        self.conv1 = nn.Conv2d(480, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)                # (N, 480, 28, 28)
        x = F.relu(x)                        # (N, 480, 28, 28)
        x = self.conv1(x)                    # (N, 128, 28, 28)
        x = self.norm2(x)                    # (N, 128, 28, 28)
        x = F.relu(x)                        # (N, 128, 28, 28)
        x = self.conv2(x)                    # (N, 32, 28, 28)
        join = torch.cat((entry, x), dim=1)  # (N, 512, 28, 28)
        return join


class DenseLayer19(nn.Module):
    """Takes entry (N, 256, 14, 14).

    Returns (N, 288, 14, 14).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(256)
        self.conv1 = nn.Conv2d(256, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)                # (N, 256, 14, 14)
        x = F.relu(x)                        # (N, 256, 14, 14)
        x = self.conv1(x)                    # (N, 128, 14, 14)
        x = self.norm2(x)                    # (N, 128, 14, 14)
        x = F.relu(x)                        # (N, 128, 14, 14)
        x = self.conv2(x)                    # (N, 32, 14, 14)
        join = torch.cat((entry, x), dim=1)  # (N, 288, 14, 14)
        return join


class DenseLayer20(nn.Module):
    """Takes entry (N, 288, 14, 14).

    Returns (N, 320, 14, 14).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(288)
        self.conv1 = nn.Conv2d(288, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)                # (N, 288, 14, 14)
        x = F.relu(x)                        # (N, 288, 14, 14)
        x = self.conv1(x)                    # (N, 128, 14, 14)
        x = self.norm2(x)                    # (N, 128, 14, 14)
        x = F.relu(x)                        # (N, 128, 14, 14)
        x = self.conv2(x)                    # (N, 32, 14, 14)
        join = torch.cat((entry, x), dim=1)  # (N, 320, 14, 14)
        return join


class DenseLayer21(nn.Module):
    """Takes entry (N, 320, 14, 14).

    Returns (N, 352, 14, 14).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(320)
        self.conv1 = nn.Conv2d(320, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)                # (N, 320, 14, 14)
        x = F.relu(x)                        # (N, 320, 14, 14)
        x = self.conv1(x)                    # (N, 128, 14, 14)
        x = self.norm2(x)                    # (N, 128, 14, 14)
        x = F.relu(x)                        # (N, 128, 14, 14)
        x = self.conv2(x)                    # (N, 32, 14, 14)
        join = torch.cat((entry, x), dim=1)  # (N, 352, 14, 14)
        return join


class DenseLayer22(nn.Module):
    """Takes entry (N, 352, 14, 14).

    Returns (N, 384, 14, 14).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(352)
        self.conv1 = nn.Conv2d(352, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)                # (N, 352, 14, 14)
        x = F.relu(x)                        # (N, 352, 14, 14)
        x = self.conv1(x)                    # (N, 128, 14, 14)
        x = self.norm2(x)                    # (N, 128, 14, 14)
        x = F.relu(x)                        # (N, 128, 14, 14)
        x = self.conv2(x)                    # (N, 32, 14, 14)
        join = torch.cat((entry, x), dim=1)  # (N, 384, 14, 14)
        return join


class DenseLayer23(nn.Module):
    """Takes entry (N, 384, 14, 14).

    Returns (N, 416, 14, 14).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(384)
        self.conv1 = nn.Conv2d(384, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)                # (N, 384, 14, 14)
        x = F.relu(x)                        # (N, 384, 14, 14)
        x = self.conv1(x)                    # (N, 128, 14, 14)
        x = self.norm2(x)                    # (N, 128, 14, 14)
        x = F.relu(x)                        # (N, 128, 14, 14)
        x = self.conv2(x)                    # (N, 32, 14, 14)
        join = torch.cat((entry, x), dim=1)  # (N, 416, 14, 14)
        return join


class DenseLayer24(nn.Module):
    """Takes entry (N, 416, 14, 14).

    Returns (N, 448, 14, 14).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(416)
        self.conv1 = nn.Conv2d(416, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)                # (N, 416, 14, 14)
        x = F.relu(x)                        # (N, 416, 14, 14)
        x = self.conv1(x)                    # (N, 128, 14, 14)
        x = self.norm2(x)                    # (N, 128, 14, 14)
        x = F.relu(x)                        # (N, 128, 14, 14)
        x = self.conv2(x)                    # (N, 32, 14, 14)
        join = torch.cat((entry, x), dim=1)  # (N, 448, 14, 14)
        return join


class DenseLayer25(nn.Module):
    """Takes entry (N, 448, 14, 14).

    Returns (N, 480, 14, 14).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(448)
        self.conv1 = nn.Conv2d(448, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)                # (N, 448, 14, 14)
        x = F.relu(x)                        # (N, 448, 14, 14)
        x = self.conv1(x)                    # (N, 128, 14, 14)
        x = self.norm2(x)                    # (N, 128, 14, 14)
        x = F.relu(x)                        # (N, 128, 14, 14)
        x = self.conv2(x)                    # (N, 32, 14, 14)
        join = torch.cat((entry, x), dim=1)  # (N, 480, 14, 14)
        return join


class DenseLayer26(nn.Module):
    """Takes entry (N, 480, 14, 14).

    Returns (N, 512, 14, 14).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(480)
        self.conv1 = nn.Conv2d(480, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)                # (N, 480, 14, 14)
        x = F.relu(x)                        # (N, 480, 14, 14)
        x = self.conv1(x)                    # (N, 128, 14, 14)
        x = self.norm2(x)                    # (N, 128, 14, 14)
        x = F.relu(x)                        # (N, 128, 14, 14)
        x = self.conv2(x)                    # (N, 32, 14, 14)
        join = torch.cat((entry, x), dim=1)  # (N, 512, 14, 14)
        return join


class DenseLayer27(nn.Module):
    """Takes entry (N, 512, 14, 14).

    Returns (N, 544, 14, 14).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(512)
        self.conv1 = nn.Conv2d(512, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)                # (N, 512, 14, 14)
        x = F.relu(x)                        # (N, 512, 14, 14)
        x = self.conv1(x)                    # (N, 128, 14, 14)
        x = self.norm2(x)                    # (N, 128, 14, 14)
        x = F.relu(x)                        # (N, 128, 14, 14)
        x = self.conv2(x)                    # (N, 32, 14, 14)
        join = torch.cat((entry, x), dim=1)  # (N, 544, 14, 14)
        return join


class DenseLayer28(nn.Module):
    """Takes entry (N, 544, 14, 14).

    Returns (N, 576, 14, 14).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(544)
        self.conv1 = nn.Conv2d(544, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)                # (N, 544, 14, 14)
        x = F.relu(x)                        # (N, 544, 14, 14)
        x = self.conv1(x)                    # (N, 128, 14, 14)
        x = self.norm2(x)                    # (N, 128, 14, 14)
        x = F.relu(x)                        # (N, 128, 14, 14)
        x = self.conv2(x)                    # (N, 32, 14, 14)
        join = torch.cat((entry, x), dim=1)  # (N, 576, 14, 14)
        return join


class DenseLayer29(nn.Module):
    """Takes entry (N, 576, 14, 14).

    Returns (N, 608, 14, 14).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(576)
        self.conv1 = nn.Conv2d(576, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)                # (N, 576, 14, 14)
        x = F.relu(x)                        # (N, 576, 14, 14)
        x = self.conv1(x)                    # (N, 128, 14, 14)
        x = self.norm2(x)                    # (N, 128, 14, 14)
        x = F.relu(x)                        # (N, 128, 14, 14)
        x = self.conv2(x)                    # (N, 32, 14, 14)
        join = torch.cat((entry, x), dim=1)  # (N, 608, 14, 14)
        return join


class DenseLayer30(nn.Module):
    """Takes entry (N, 608, 14, 14).

    Returns (N, 640, 14, 14).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(608)
        self.conv1 = nn.Conv2d(608, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)                # (N, 608, 14, 14)
        x = F.relu(x)                        # (N, 608, 14, 14)
        x = self.conv1(x)                    # (N, 128, 14, 14)
        x = self.norm2(x)                    # (N, 128, 14, 14)
        x = F.relu(x)                        # (N, 128, 14, 14)
        x = self.conv2(x)                    # (N, 32, 14, 14)
        join = torch.cat((entry, x), dim=1)  # (N, 640, 14, 14)
        return join


class DenseLayer31(nn.Module):
    """Takes entry (N, 640, 14, 14).

    Returns (N, 672, 14, 14).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(640)
        self.conv1 = nn.Conv2d(640, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)                # (N, 640, 14, 14)
        x = F.relu(x)                        # (N, 640, 14, 14)
        x = self.conv1(x)                    # (N, 128, 14, 14)
        x = self.norm2(x)                    # (N, 128, 14, 14)
        x = F.relu(x)                        # (N, 128, 14, 14)
        x = self.conv2(x)                    # (N, 32, 14, 14)
        join = torch.cat((entry, x), dim=1)  # (N, 672, 14, 14)
        return join


class DenseLayer32(nn.Module):
    """Takes entry (N, 672, 14, 14).

    Returns (N, 704, 14, 14).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(672)
        self.conv1 = nn.Conv2d(672, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)                # (N, 672, 14, 14)
        x = F.relu(x)                        # (N, 672, 14, 14)
        x = self.conv1(x)                    # (N, 128, 14, 14)
        x = self.norm2(x)                    # (N, 128, 14, 14)
        x = F.relu(x)                        # (N, 128, 14, 14)
        x = self.conv2(x)                    # (N, 32, 14, 14)
        join = torch.cat((entry, x), dim=1)  # (N, 704, 14, 14)
        return join


class DenseLayer33(nn.Module):
    """Takes entry (N, 704, 14, 14).

    Returns (N, 736, 14, 14).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(704)
        self.conv1 = nn.Conv2d(704, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)                # (N, 704, 14, 14)
        x = F.relu(x)                        # (N, 704, 14, 14)
        x = self.conv1(x)                    # (N, 128, 14, 14)
        x = self.norm2(x)                    # (N, 128, 14, 14)
        x = F.relu(x)                        # (N, 128, 14, 14)
        x = self.conv2(x)                    # (N, 32, 14, 14)
        join = torch.cat((entry, x), dim=1)  # (N, 736, 14, 14)
        return join


class DenseLayer34(nn.Module):
    """Takes entry (N, 736, 14, 14).

    Returns (N, 768, 14, 14).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(736)
        self.conv1 = nn.Conv2d(736, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)                # (N, 736, 14, 14)
        x = F.relu(x)                        # (N, 736, 14, 14)
        x = self.conv1(x)                    # (N, 128, 14, 14)
        x = self.norm2(x)                    # (N, 128, 14, 14)
        x = F.relu(x)                        # (N, 128, 14, 14)
        x = self.conv2(x)                    # (N, 32, 14, 14)
        join = torch.cat((entry, x), dim=1)  # (N, 768, 14, 14)
        return join


class DenseLayer35(nn.Module):
    """Takes entry (N, 768, 14, 14).

    Returns (N, 800, 14, 14).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(768)
        self.conv1 = nn.Conv2d(768, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)                # (N, 768, 14, 14)
        x = F.relu(x)                        # (N, 768, 14, 14)
        x = self.conv1(x)                    # (N, 128, 14, 14)
        x = self.norm2(x)                    # (N, 128, 14, 14)
        x = F.relu(x)                        # (N, 128, 14, 14)
        x = self.conv2(x)                    # (N, 32, 14, 14)
        join = torch.cat((entry, x), dim=1)  # (N, 800, 14, 14)
        return join


class DenseLayer36(nn.Module):
    """Takes entry (N, 800, 14, 14).

    Returns (N, 832, 14, 14).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(800)
        self.conv1 = nn.Conv2d(800, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)                # (N, 800, 14, 14)
        x = F.relu(x)                        # (N, 800, 14, 14)
        x = self.conv1(x)                    # (N, 128, 14, 14)
        x = self.norm2(x)                    # (N, 128, 14, 14)
        x = F.relu(x)                        # (N, 128, 14, 14)
        x = self.conv2(x)                    # (N, 32, 14, 14)
        join = torch.cat((entry, x), dim=1)  # (N, 832, 14, 14)
        return join


class DenseLayer37(nn.Module):
    """Takes entry (N, 832, 14, 14).

    Returns (N, 864, 14, 14).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(832)
        self.conv1 = nn.Conv2d(832, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)                # (N, 832, 14, 14)
        x = F.relu(x)                        # (N, 832, 14, 14)
        x = self.conv1(x)                    # (N, 128, 14, 14)
        x = self.norm2(x)                    # (N, 128, 14, 14)
        x = F.relu(x)                        # (N, 128, 14, 14)
        x = self.conv2(x)                    # (N, 32, 14, 14)
        join = torch.cat((entry, x), dim=1)  # (N, 864, 14, 14)
        return join


class DenseLayer38(nn.Module):
    """Takes entry (N, 864, 14, 14).

    Returns (N, 896, 14, 14).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(864)
        self.conv1 = nn.Conv2d(864, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)                # (N, 864, 14, 14)
        x = F.relu(x)                        # (N, 864, 14, 14)
        x = self.conv1(x)                    # (N, 128, 14, 14)
        x = self.norm2(x)                    # (N, 128, 14, 14)
        x = F.relu(x)                        # (N, 128, 14, 14)
        x = self.conv2(x)                    # (N, 32, 14, 14)
        join = torch.cat((entry, x), dim=1)  # (N, 896, 14, 14)
        return join


class DenseLayer39(nn.Module):
    """Takes entry (N, 896, 14, 14).

    Returns (N, 928, 14, 14).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(896)
        self.conv1 = nn.Conv2d(896, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)                # (N, 896, 14, 14)
        x = F.relu(x)                        # (N, 896, 14, 14)
        x = self.conv1(x)                    # (N, 128, 14, 14)
        x = self.norm2(x)                    # (N, 128, 14, 14)
        x = F.relu(x)                        # (N, 128, 14, 14)
        x = self.conv2(x)                    # (N, 32, 14, 14)
        join = torch.cat((entry, x), dim=1)  # (N, 928, 14, 14)
        return join


class DenseLayer40(nn.Module):
    """Takes entry (N, 928, 14, 14).

    Returns (N, 960, 14, 14).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(928)
        self.conv1 = nn.Conv2d(928, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)                # (N, 928, 14, 14)
        x = F.relu(x)                        # (N, 928, 14, 14)
        x = self.conv1(x)                    # (N, 128, 14, 14)
        x = self.norm2(x)                    # (N, 128, 14, 14)
        x = F.relu(x)                        # (N, 128, 14, 14)
        x = self.conv2(x)                    # (N, 32, 14, 14)
        join = torch.cat((entry, x), dim=1)  # (N, 960, 14, 14)
        return join


class DenseLayer41(nn.Module):
    """Takes entry (N, 960, 14, 14).

    Returns (N, 992, 14, 14).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(960)
        self.conv1 = nn.Conv2d(960, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)                # (N, 960, 14, 14)
        x = F.relu(x)                        # (N, 960, 14, 14)
        x = self.conv1(x)                    # (N, 128, 14, 14)
        x = self.norm2(x)                    # (N, 128, 14, 14)
        x = F.relu(x)                        # (N, 128, 14, 14)
        x = self.conv2(x)                    # (N, 32, 14, 14)
        join = torch.cat((entry, x), dim=1)  # (N, 992, 14, 14)
        return join


class DenseLayer42(nn.Module):
    """Takes entry (N, 992, 14, 14).

    Returns (N, 1024, 14, 14).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(992)
        self.conv1 = nn.Conv2d(992, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)                # (N, 992, 14, 14)
        x = F.relu(x)                        # (N, 992, 14, 14)
        x = self.conv1(x)                    # (N, 128, 14, 14)
        x = self.norm2(x)                    # (N, 128, 14, 14)
        x = F.relu(x)                        # (N, 128, 14, 14)
        x = self.conv2(x)                    # (N, 32, 14, 14)
        join = torch.cat((entry, x), dim=1)  # (N, 1024, 14, 14)
        return join


class DenseLayer43(nn.Module):
    """Takes entry (N, 512, 7, 7).

    Returns (N, 544, 7, 7).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(512)
        self.conv1 = nn.Conv2d(512, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)                # (N, 512, 7, 7)
        x = F.relu(x)                        # (N, 512, 7, 7)
        x = self.conv1(x)                    # (N, 128, 7, 7)
        x = self.norm2(x)                    # (N, 128, 7, 7)
        x = F.relu(x)                        # (N, 128, 7, 7)
        x = self.conv2(x)                    # (N, 32, 7, 7)
        join = torch.cat((entry, x), dim=1)  # (N, 544, 7, 7)
        return join


class DenseLayer44(nn.Module):
    """Takes entry (N, 544, 7, 7).

    Returns (N, 576, 7, 7).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(544)
        self.conv1 = nn.Conv2d(544, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)                # (N, 544, 7, 7)
        x = F.relu(x)                        # (N, 544, 7, 7)
        x = self.conv1(x)                    # (N, 128, 7, 7)
        x = self.norm2(x)                    # (N, 128, 7, 7)
        x = F.relu(x)                        # (N, 128, 7, 7)
        x = self.conv2(x)                    # (N, 32, 7, 7)
        join = torch.cat((entry, x), dim=1)  # (N, 576, 7, 7)
        return join


class DenseLayer45(nn.Module):
    """Takes entry (N, 576, 7, 7).

    Returns (N, 608, 7, 7).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(576)
        self.conv1 = nn.Conv2d(576, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)                # (N, 576, 7, 7)
        x = F.relu(x)                        # (N, 576, 7, 7)
        x = self.conv1(x)                    # (N, 128, 7, 7)
        x = self.norm2(x)                    # (N, 128, 7, 7)
        x = F.relu(x)                        # (N, 128, 7, 7)
        x = self.conv2(x)                    # (N, 32, 7, 7)
        join = torch.cat((entry, x), dim=1)  # (N, 608, 7, 7)
        return join


class DenseLayer46(nn.Module):
    """Takes entry (N, 608, 7, 7).

    Returns (N, 640, 7, 7).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(608)
        self.conv1 = nn.Conv2d(608, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)                # (N, 608, 7, 7)
        x = F.relu(x)                        # (N, 608, 7, 7)
        x = self.conv1(x)                    # (N, 128, 7, 7)
        x = self.norm2(x)                    # (N, 128, 7, 7)
        x = F.relu(x)                        # (N, 128, 7, 7)
        x = self.conv2(x)                    # (N, 32, 7, 7)
        join = torch.cat((entry, x), dim=1)  # (N, 640, 7, 7)
        return join


class DenseLayer47(nn.Module):
    """Takes entry (N, 640, 7, 7).

    Returns (N, 672, 7, 7).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(640)
        self.conv1 = nn.Conv2d(640, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)                # (N, 640, 7, 7)
        x = F.relu(x)                        # (N, 640, 7, 7)
        x = self.conv1(x)                    # (N, 128, 7, 7)
        x = self.norm2(x)                    # (N, 128, 7, 7)
        x = F.relu(x)                        # (N, 128, 7, 7)
        x = self.conv2(x)                    # (N, 32, 7, 7)
        join = torch.cat((entry, x), dim=1)  # (N, 672, 7, 7)
        return join


class DenseLayer48(nn.Module):
    """Takes entry (N, 672, 7, 7).

    Returns (N, 704, 7, 7).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(672)
        self.conv1 = nn.Conv2d(672, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)                # (N, 672, 7, 7)
        x = F.relu(x)                        # (N, 672, 7, 7)
        x = self.conv1(x)                    # (N, 128, 7, 7)
        x = self.norm2(x)                    # (N, 128, 7, 7)
        x = F.relu(x)                        # (N, 128, 7, 7)
        x = self.conv2(x)                    # (N, 32, 7, 7)
        join = torch.cat((entry, x), dim=1)  # (N, 704, 7, 7)
        return join


class DenseLayer49(nn.Module):
    """Takes entry (N, 704, 7, 7).

    Returns (N, 736, 7, 7).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(704)
        self.conv1 = nn.Conv2d(704, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)                # (N, 704, 7, 7)
        x = F.relu(x)                        # (N, 704, 7, 7)
        x = self.conv1(x)                    # (N, 128, 7, 7)
        x = self.norm2(x)                    # (N, 128, 7, 7)
        x = F.relu(x)                        # (N, 128, 7, 7)
        x = self.conv2(x)                    # (N, 32, 7, 7)
        join = torch.cat((entry, x), dim=1)  # (N, 736, 7, 7)
        return join


class DenseLayer50(nn.Module):
    """Takes entry (N, 736, 7, 7).

    Returns (N, 768, 7, 7).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(736)
        self.conv1 = nn.Conv2d(736, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)                # (N, 736, 7, 7)
        x = F.relu(x)                        # (N, 736, 7, 7)
        x = self.conv1(x)                    # (N, 128, 7, 7)
        x = self.norm2(x)                    # (N, 128, 7, 7)
        x = F.relu(x)                        # (N, 128, 7, 7)
        x = self.conv2(x)                    # (N, 32, 7, 7)
        join = torch.cat((entry, x), dim=1)  # (N, 768, 7, 7)
        return join


class DenseLayer51(nn.Module):
    """Takes entry (N, 768, 7, 7).

    Returns (N, 800, 7, 7).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(768)
        self.conv1 = nn.Conv2d(768, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)                # (N, 768, 7, 7)
        x = F.relu(x)                        # (N, 768, 7, 7)
        x = self.conv1(x)                    # (N, 128, 7, 7)
        x = self.norm2(x)                    # (N, 128, 7, 7)
        x = F.relu(x)                        # (N, 128, 7, 7)
        x = self.conv2(x)                    # (N, 32, 7, 7)
        join = torch.cat((entry, x), dim=1)  # (N, 800, 7, 7)
        return join


class DenseLayer52(nn.Module):
    """Takes entry (N, 800, 7, 7).

    Returns (N, 832, 7, 7).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(800)
        self.conv1 = nn.Conv2d(800, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)                # (N, 800, 7, 7)
        x = F.relu(x)                        # (N, 800, 7, 7)
        x = self.conv1(x)                    # (N, 128, 7, 7)
        x = self.norm2(x)                    # (N, 128, 7, 7)
        x = F.relu(x)                        # (N, 128, 7, 7)
        x = self.conv2(x)                    # (N, 32, 7, 7)
        join = torch.cat((entry, x), dim=1)  # (N, 832, 7, 7)
        return join


class DenseLayer53(nn.Module):
    """Takes entry (N, 832, 7, 7).

    Returns (N, 864, 7, 7).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(832)
        self.conv1 = nn.Conv2d(832, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)                # (N, 832, 7, 7)
        x = F.relu(x)                        # (N, 832, 7, 7)
        x = self.conv1(x)                    # (N, 128, 7, 7)
        x = self.norm2(x)                    # (N, 128, 7, 7)
        x = F.relu(x)                        # (N, 128, 7, 7)
        x = self.conv2(x)                    # (N, 32, 7, 7)
        join = torch.cat((entry, x), dim=1)  # (N, 864, 7, 7)
        return join


class DenseLayer54(nn.Module):
    """Takes entry (N, 864, 7, 7).

    Returns (N, 896, 7, 7).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(864)
        self.conv1 = nn.Conv2d(864, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)                # (N, 864, 7, 7)
        x = F.relu(x)                        # (N, 864, 7, 7)
        x = self.conv1(x)                    # (N, 128, 7, 7)
        x = self.norm2(x)                    # (N, 128, 7, 7)
        x = F.relu(x)                        # (N, 128, 7, 7)
        x = self.conv2(x)                    # (N, 32, 7, 7)
        join = torch.cat((entry, x), dim=1)  # (N, 896, 7, 7)
        return join


class DenseLayer55(nn.Module):
    """Takes entry (N, 896, 7, 7).

    Returns (N, 928, 7, 7).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(896)
        self.conv1 = nn.Conv2d(896, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)                # (N, 896, 7, 7)
        x = F.relu(x)                        # (N, 896, 7, 7)
        x = self.conv1(x)                    # (N, 128, 7, 7)
        x = self.norm2(x)                    # (N, 128, 7, 7)
        x = F.relu(x)                        # (N, 128, 7, 7)
        x = self.conv2(x)                    # (N, 32, 7, 7)
        join = torch.cat((entry, x), dim=1)  # (N, 928, 7, 7)
        return join


class DenseLayer56(nn.Module):
    """Takes entry (N, 928, 7, 7).

    Returns (N, 960, 7, 7).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(928)
        self.conv1 = nn.Conv2d(928, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)                # (N, 928, 7, 7)
        x = F.relu(x)                        # (N, 928, 7, 7)
        x = self.conv1(x)                    # (N, 128, 7, 7)
        x = self.norm2(x)                    # (N, 128, 7, 7)
        x = F.relu(x)                        # (N, 128, 7, 7)
        x = self.conv2(x)                    # (N, 32, 7, 7)
        join = torch.cat((entry, x), dim=1)  # (N, 960, 7, 7)
        return join


class DenseLayer57(nn.Module):
    """Takes entry (N, 960, 7, 7).

    Returns (N, 992, 7, 7).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(960)
        self.conv1 = nn.Conv2d(960, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)                # (N, 960, 7, 7)
        x = F.relu(x)                        # (N, 960, 7, 7)
        x = self.conv1(x)                    # (N, 128, 7, 7)
        x = self.norm2(x)                    # (N, 128, 7, 7)
        x = F.relu(x)                        # (N, 128, 7, 7)
        x = self.conv2(x)                    # (N, 32, 7, 7)
        join = torch.cat((entry, x), dim=1)  # (N, 992, 7, 7)
        return join


class DenseLayer58(nn.Module):
    """Takes entry (N, 992, 7, 7).

    Returns (N, 1024, 7, 7).
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(992)
        self.conv1 = nn.Conv2d(992, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(128, 32, kernel_size=3, padding=1, bias=False)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.norm1(entry)                # (N, 992, 7, 7)
        x = F.relu(x)                        # (N, 992, 7, 7)
        x = self.conv1(x)                    # (N, 128, 7, 7)
        x = self.norm2(x)                    # (N, 128, 7, 7)
        x = F.relu(x)                        # (N, 128, 7, 7)
        x = self.conv2(x)                    # (N, 32, 7, 7)
        join = torch.cat((entry, x), dim=1)  # (N, 1024, 7, 7)
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
        self.stage1 = nn.Sequential(DenseLayer(), DenseLayer2(), DenseLayer3(), DenseLayer4(), DenseLayer5(), DenseLayer6())
        self.norm2 = nn.BatchNorm2d(256)
        self.conv2 = nn.Conv2d(256, 128, kernel_size=1, bias=False)
        self.pool2 = nn.AvgPool2d(kernel_size=2)
        self.stage2 = nn.Sequential(DenseLayer7(), DenseLayer8(), DenseLayer9(), DenseLayer10(), DenseLayer11(), DenseLayer12(), DenseLayer13(), DenseLayer14(), DenseLayer15(), DenseLayer16(), DenseLayer17(), DenseLayer18())
        self.norm3 = nn.BatchNorm2d(512)
        self.conv3 = nn.Conv2d(512, 256, kernel_size=1, bias=False)
        self.pool3 = nn.AvgPool2d(kernel_size=2)
        self.stage3 = nn.Sequential(DenseLayer19(), DenseLayer20(), DenseLayer21(), DenseLayer22(), DenseLayer23(), DenseLayer24(), DenseLayer25(), DenseLayer26(), DenseLayer27(), DenseLayer28(), DenseLayer29(), DenseLayer30(), DenseLayer31(), DenseLayer32(), DenseLayer33(), DenseLayer34(), DenseLayer35(), DenseLayer36(), DenseLayer37(), DenseLayer38(), DenseLayer39(), DenseLayer40(), DenseLayer41(), DenseLayer42())
        self.norm4 = nn.BatchNorm2d(1024)
        self.conv4 = nn.Conv2d(1024, 512, kernel_size=1, bias=False)
        self.pool4 = nn.AvgPool2d(kernel_size=2)
        self.stage4 = nn.Sequential(DenseLayer43(), DenseLayer44(), DenseLayer45(), DenseLayer46(), DenseLayer47(), DenseLayer48(), DenseLayer49(), DenseLayer50(), DenseLayer51(), DenseLayer52(), DenseLayer53(), DenseLayer54(), DenseLayer55(), DenseLayer56(), DenseLayer57(), DenseLayer58())
        self.norm5 = nn.BatchNorm2d(1024)
        self.scores = nn.Linear(1024, 1000)

    def forward(self, image: Tensor) -> Tensor:
        x = self.conv1(image)    # (N, 64, 112, 112)
        x = self.norm1(x)        # (N, 64, 112, 112)
        x = F.relu(x)            # (N, 64, 112, 112)
        x = self.pool1(x)        # (N, 64, 56, 56)
        x = self.stage1(x)       # (N, 256, 56, 56)
        x = self.norm2(x)        # (N, 256, 56, 56)
        x = F.relu(x)            # (N, 256, 56, 56)
        x = self.conv2(x)        # (N, 128, 56, 56)
        x = self.pool2(x)        # (N, 128, 28, 28)
        x = self.stage2(x)       # (N, 512, 28, 28)
        x = self.norm3(x)        # (N, 512, 28, 28)
        x = F.relu(x)            # (N, 512, 28, 28)
        x = self.conv3(x)        # (N, 256, 28, 28)
        x = self.pool3(x)        # (N, 256, 14, 14)
        x = self.stage3(x)       # (N, 1024, 14, 14)
        x = self.norm4(x)        # (N, 1024, 14, 14)
        x = F.relu(x)            # (N, 1024, 14, 14)
        x = self.conv4(x)        # (N, 512, 14, 14)
        x = self.pool4(x)        # (N, 512, 7, 7)
        x = self.stage4(x)       # (N, 1024, 7, 7)
        x = self.norm5(x)        # (N, 1024, 7, 7)
        x = F.relu(x)            # (N, 1024, 7, 7)
        x = x.mean(dim=(2, 3))   # (N, 1024)
        scores = self.scores(x)  # (N, 1000)
        return scores


def example_inputs(batch: int = 2, time: int | None = None) -> tuple[Tensor, ...]:
    """One random tensor for each input; ``time`` is the length wherever it may vary."""
    return (
        torch.randn(batch, 3, 224, 224),
    )
