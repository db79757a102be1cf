from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

__all__ = ["ShapesSegmentation", "example_inputs"]


class ShapesSegmentation(nn.Module):
    """Takes picture (N, 3, 32, 32).

    Returns (N, 4, 32, 32).
    """

    def __init__(self) -> None:
        super().__init__()
        self.down1_conv = nn.Conv2d(3, 16, kernel_size=3, padding=1, bias=False)
        self.down1_norm = nn.BatchNorm2d(16)
        self.pool1 = nn.MaxPool2d(kernel_size=2)
        self.down2_conv = nn.Conv2d(16, 32, kernel_size=3, padding=1, bias=False)
        self.down2_norm = nn.BatchNorm2d(32)
        self.pool2 = nn.MaxPool2d(kernel_size=2)
        self.bottom_conv = nn.Conv2d(32, 64, kernel_size=3, padding=1, bias=False)
        self.bottom_norm = nn.BatchNorm2d(64)
        self.up2 = nn.ConvTranspose2d(64, 32, kernel_size=2, stride=2)
        self.up_level2_conv = nn.Conv2d(64, 32, kernel_size=3, padding=1, bias=False)
        self.up_level2_norm = nn.BatchNorm2d(32)
        self.up1 = nn.ConvTranspose2d(32, 16, kernel_size=2, stride=2)
        self.up_level1_conv = nn.Conv2d(32, 16, kernel_size=3, padding=1, bias=False)
        self.up_level1_norm = nn.BatchNorm2d(16)
        self.class_scores = nn.Conv2d(16, 4, kernel_size=1)

    def forward(self, picture: Tensor) -> Tensor:
        x = self.down1_conv(picture)  # (N, 16, 32, 32)
        x = self.down1_norm(x)  # (N, 16, 32, 32)
        down1_relu = F.relu(x)  # (N, 16, 32, 32)
        x = self.pool1(down1_relu)  # (N, 16, 16, 16)
        x = self.down2_conv(x)  # (N, 32, 16, 16)
        x = self.down2_norm(x)  # (N, 32, 16, 16)
        down2_relu = F.relu(x)  # (N, 32, 16, 16)
        x = self.pool2(down2_relu)  # (N, 32, 8, 8)
        x = self.bottom_conv(x)  # (N, 64, 8, 8)
        x = self.bottom_norm(x)  # (N, 64, 8, 8)
        x = F.relu(x)  # (N, 64, 8, 8)
        x = self.up2(x)  # (N, 32, 16, 16)
        x = torch.cat((down2_relu, x), dim=1)  # (N, 64, 16, 16)
        x = self.up_level2_conv(x)  # (N, 32, 16, 16)
        x = self.up_level2_norm(x)  # (N, 32, 16, 16)
        x = F.relu(x)  # (N, 32, 16, 16)
        x = self.up1(x)  # (N, 16, 32, 32)
        x = torch.cat((down1_relu, x), dim=1)  # (N, 32, 32, 32)
        x = self.up_level1_conv(x)  # (N, 16, 32, 32)
        x = self.up_level1_norm(x)  # (N, 16, 32, 32)
        x = F.relu(x)  # (N, 16, 32, 32)
        class_scores = self.class_scores(x)  # (N, 4, 32, 32)
        return class_scores


def example_inputs(batch: int = 2, time: int | None = None) -> tuple[Tensor, ...]:
    """One random tensor for each input; ``time`` is the length wherever it may vary."""
    return (torch.randn(batch, 3, 32, 32),)
