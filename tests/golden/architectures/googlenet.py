from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

__all__ = ["Googlenet", "example_inputs"]


class Inception3a(nn.Module):
    """Takes entry (N, 192, 28, 28).

    Returns (N, 256, 28, 28).
    """

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(192, 64, kernel_size=1, bias=False)
        self.norm1 = nn.BatchNorm2d(64)
        self.conv2 = nn.Conv2d(192, 96, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(96)
        self.conv3 = nn.Conv2d(96, 128, kernel_size=3, padding=1, bias=False)
        self.norm3 = nn.BatchNorm2d(128)
        self.conv4 = nn.Conv2d(192, 16, kernel_size=1, bias=False)
        self.norm4 = nn.BatchNorm2d(16)
        self.conv5 = nn.Conv2d(16, 32, kernel_size=3, padding=1, bias=False)
        self.norm5 = nn.BatchNorm2d(32)
        self.pool = nn.MaxPool2d(kernel_size=3, stride=1, padding=1)
        self.conv6 = nn.Conv2d(192, 32, kernel_size=1, bias=False)
        self.norm6 = nn.BatchNorm2d(32)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.conv1(entry)  # (N, 64, 28, 28)
        x = self.norm1(x)  # (N, 64, 28, 28)
        relu1 = F.relu(x)  # (N, 64, 28, 28)
        x = self.conv2(entry)  # (N, 96, 28, 28)
        x = self.norm2(x)  # (N, 96, 28, 28)
        x = F.relu(x)  # (N, 96, 28, 28)
        x = self.conv3(x)  # (N, 128, 28, 28)
        x = self.norm3(x)  # (N, 128, 28, 28)
        relu3 = F.relu(x)  # (N, 128, 28, 28)
        x = self.conv4(entry)  # (N, 16, 28, 28)
        x = self.norm4(x)  # (N, 16, 28, 28)
        x = F.relu(x)  # (N, 16, 28, 28)
        x = self.conv5(x)  # (N, 32, 28, 28)
        x = self.norm5(x)  # (N, 32, 28, 28)
        relu5 = F.relu(x)  # (N, 32, 28, 28)
        x = self.pool(entry)  # (N, 192, 28, 28)
        x = self.conv6(x)  # (N, 32, 28, 28)
        x = self.norm6(x)  # (N, 32, 28, 28)
        x = F.relu(x)  # (N, 32, 28, 28)
        join = torch.cat((relu1, relu3, relu5, x), dim=1)  # (N, 256, 28, 28)
        return join


class Inception3b(nn.Module):
    """Takes entry (N, 256, 28, 28).

    Returns (N, 480, 28, 28).
    """

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(256, 128, kernel_size=1, bias=False)
        self.norm1 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(256, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv3 = nn.Conv2d(128, 192, kernel_size=3, padding=1, bias=False)
        self.norm3 = nn.BatchNorm2d(192)
        self.conv4 = nn.Conv2d(256, 32, kernel_size=1, bias=False)
        self.norm4 = nn.BatchNorm2d(32)
        self.conv5 = nn.Conv2d(32, 96, kernel_size=3, padding=1, bias=False)
        self.norm5 = nn.BatchNorm2d(96)
        self.pool = nn.MaxPool2d(kernel_size=3, stride=1, padding=1)
        self.conv6 = nn.Conv2d(256, 64, kernel_size=1, bias=False)
        self.norm6 = nn.BatchNorm2d(64)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.conv1(entry)  # (N, 128, 28, 28)
        x = self.norm1(x)  # (N, 128, 28, 28)
        relu1 = F.relu(x)  # (N, 128, 28, 28)
        x = self.conv2(entry)  # (N, 128, 28, 28)
        x = self.norm2(x)  # (N, 128, 28, 28)
        x = F.relu(x)  # (N, 128, 28, 28)
        x = self.conv3(x)  # (N, 192, 28, 28)
        x = self.norm3(x)  # (N, 192, 28, 28)
        relu3 = F.relu(x)  # (N, 192, 28, 28)
        x = self.conv4(entry)  # (N, 32, 28, 28)
        x = self.norm4(x)  # (N, 32, 28, 28)
        x = F.relu(x)  # (N, 32, 28, 28)
        x = self.conv5(x)  # (N, 96, 28, 28)
        x = self.norm5(x)  # (N, 96, 28, 28)
        relu5 = F.relu(x)  # (N, 96, 28, 28)
        x = self.pool(entry)  # (N, 256, 28, 28)
        x = self.conv6(x)  # (N, 64, 28, 28)
        x = self.norm6(x)  # (N, 64, 28, 28)
        x = F.relu(x)  # (N, 64, 28, 28)
        join = torch.cat((relu1, relu3, relu5, x), dim=1)  # (N, 480, 28, 28)
        return join


class Inception4a(nn.Module):
    """Takes entry (N, 480, 14, 14).

    Returns (N, 512, 14, 14).
    """

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(480, 192, kernel_size=1, bias=False)
        self.norm1 = nn.BatchNorm2d(192)
        self.conv2 = nn.Conv2d(480, 96, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(96)
        self.conv3 = nn.Conv2d(96, 208, kernel_size=3, padding=1, bias=False)
        self.norm3 = nn.BatchNorm2d(208)
        self.conv4 = nn.Conv2d(480, 16, kernel_size=1, bias=False)
        self.norm4 = nn.BatchNorm2d(16)
        self.conv5 = nn.Conv2d(16, 48, kernel_size=3, padding=1, bias=False)
        self.norm5 = nn.BatchNorm2d(48)
        self.pool = nn.MaxPool2d(kernel_size=3, stride=1, padding=1)
        self.conv6 = nn.Conv2d(480, 64, kernel_size=1, bias=False)
        self.norm6 = nn.BatchNorm2d(64)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.conv1(entry)  # (N, 192, 14, 14)
        x = self.norm1(x)  # (N, 192, 14, 14)
        relu1 = F.relu(x)  # (N, 192, 14, 14)
        x = self.conv2(entry)  # (N, 96, 14, 14)
        x = self.norm2(x)  # (N, 96, 14, 14)
        x = F.relu(x)  # (N, 96, 14, 14)
        x = self.conv3(x)  # (N, 208, 14, 14)
        x = self.norm3(x)  # (N, 208, 14, 14)
        relu3 = F.relu(x)  # (N, 208, 14, 14)
        x = self.conv4(entry)  # (N, 16, 14, 14)
        x = self.norm4(x)  # (N, 16, 14, 14)
        x = F.relu(x)  # (N, 16, 14, 14)
        x = self.conv5(x)  # (N, 48, 14, 14)
        x = self.norm5(x)  # (N, 48, 14, 14)
        relu5 = F.relu(x)  # (N, 48, 14, 14)
        x = self.pool(entry)  # (N, 480, 14, 14)
        x = self.conv6(x)  # (N, 64, 14, 14)
        x = self.norm6(x)  # (N, 64, 14, 14)
        x = F.relu(x)  # (N, 64, 14, 14)
        join = torch.cat((relu1, relu3, relu5, x), dim=1)  # (N, 512, 14, 14)
        return join


class Inception4b(nn.Module):
    """Takes entry (N, 512, 14, 14).

    Returns (N, 512, 14, 14).
    """

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(512, 160, kernel_size=1, bias=False)
        self.norm1 = nn.BatchNorm2d(160)
        self.conv2 = nn.Conv2d(512, 112, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(112)
        self.conv3 = nn.Conv2d(112, 224, kernel_size=3, padding=1, bias=False)
        self.norm3 = nn.BatchNorm2d(224)
        self.conv4 = nn.Conv2d(512, 24, kernel_size=1, bias=False)
        self.norm4 = nn.BatchNorm2d(24)
        self.conv5 = nn.Conv2d(24, 64, kernel_size=3, padding=1, bias=False)
        self.norm5 = nn.BatchNorm2d(64)
        self.pool = nn.MaxPool2d(kernel_size=3, stride=1, padding=1)
        self.conv6 = nn.Conv2d(512, 64, kernel_size=1, bias=False)
        self.norm6 = nn.BatchNorm2d(64)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.conv1(entry)  # (N, 160, 14, 14)
        x = self.norm1(x)  # (N, 160, 14, 14)
        relu1 = F.relu(x)  # (N, 160, 14, 14)
        x = self.conv2(entry)  # (N, 112, 14, 14)
        x = self.norm2(x)  # (N, 112, 14, 14)
        x = F.relu(x)  # (N, 112, 14, 14)
        x = self.conv3(x)  # (N, 224, 14, 14)
        x = self.norm3(x)  # (N, 224, 14, 14)
        relu3 = F.relu(x)  # (N, 224, 14, 14)
        x = self.conv4(entry)  # (N, 24, 14, 14)
        x = self.norm4(x)  # (N, 24, 14, 14)
        x = F.relu(x)  # (N, 24, 14, 14)
        x = self.conv5(x)  # (N, 64, 14, 14)
        x = self.norm5(x)  # (N, 64, 14, 14)
        relu5 = F.relu(x)  # (N, 64, 14, 14)
        x = self.pool(entry)  # (N, 512, 14, 14)
        x = self.conv6(x)  # (N, 64, 14, 14)
        x = self.norm6(x)  # (N, 64, 14, 14)
        x = F.relu(x)  # (N, 64, 14, 14)
        join = torch.cat((relu1, relu3, relu5, x), dim=1)  # (N, 512, 14, 14)
        return join


class Inception4c(nn.Module):
    """Takes entry (N, 512, 14, 14).

    Returns (N, 512, 14, 14).
    """

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(512, 128, kernel_size=1, bias=False)
        self.norm1 = nn.BatchNorm2d(128)
        self.conv2 = nn.Conv2d(512, 128, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(128)
        self.conv3 = nn.Conv2d(128, 256, kernel_size=3, padding=1, bias=False)
        self.norm3 = nn.BatchNorm2d(256)
        self.conv4 = nn.Conv2d(512, 24, kernel_size=1, bias=False)
        self.norm4 = nn.BatchNorm2d(24)
        self.conv5 = nn.Conv2d(24, 64, kernel_size=3, padding=1, bias=False)
        self.norm5 = nn.BatchNorm2d(64)
        self.pool = nn.MaxPool2d(kernel_size=3, stride=1, padding=1)
        self.conv6 = nn.Conv2d(512, 64, kernel_size=1, bias=False)
        self.norm6 = nn.BatchNorm2d(64)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.conv1(entry)  # (N, 128, 14, 14)
        x = self.norm1(x)  # (N, 128, 14, 14)
        relu1 = F.relu(x)  # (N, 128, 14, 14)
        x = self.conv2(entry)  # (N, 128, 14, 14)
        x = self.norm2(x)  # (N, 128, 14, 14)
        x = F.relu(x)  # (N, 128, 14, 14)
        x = self.conv3(x)  # (N, 256, 14, 14)
        x = self.norm3(x)  # (N, 256, 14, 14)
        relu3 = F.relu(x)  # (N, 256, 14, 14)
        x = self.conv4(entry)  # (N, 24, 14, 14)
        x = self.norm4(x)  # (N, 24, 14, 14)
        x = F.relu(x)  # (N, 24, 14, 14)
        x = self.conv5(x)  # (N, 64, 14, 14)
        x = self.norm5(x)  # (N, 64, 14, 14)
        relu5 = F.relu(x)  # (N, 64, 14, 14)
        x = self.pool(entry)  # (N, 512, 14, 14)
        x = self.conv6(x)  # (N, 64, 14, 14)
        x = self.norm6(x)  # (N, 64, 14, 14)
        x = F.relu(x)  # (N, 64, 14, 14)
        join = torch.cat((relu1, relu3, relu5, x), dim=1)  # (N, 512, 14, 14)
        return join


class Inception4d(nn.Module):
    """Takes entry (N, 512, 14, 14).

    Returns (N, 528, 14, 14).
    """

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(512, 112, kernel_size=1, bias=False)
        self.norm1 = nn.BatchNorm2d(112)
        self.conv2 = nn.Conv2d(512, 144, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(144)
        self.conv3 = nn.Conv2d(144, 288, kernel_size=3, padding=1, bias=False)
        self.norm3 = nn.BatchNorm2d(288)
        self.conv4 = nn.Conv2d(512, 32, kernel_size=1, bias=False)
        self.norm4 = nn.BatchNorm2d(32)
        self.conv5 = nn.Conv2d(32, 64, kernel_size=3, padding=1, bias=False)
        self.norm5 = nn.BatchNorm2d(64)
        self.pool = nn.MaxPool2d(kernel_size=3, stride=1, padding=1)
        self.conv6 = nn.Conv2d(512, 64, kernel_size=1, bias=False)
        self.norm6 = nn.BatchNorm2d(64)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.conv1(entry)  # (N, 112, 14, 14)
        x = self.norm1(x)  # (N, 112, 14, 14)
        relu1 = F.relu(x)  # (N, 112, 14, 14)
        x = self.conv2(entry)  # (N, 144, 14, 14)
        x = self.norm2(x)  # (N, 144, 14, 14)
        x = F.relu(x)  # (N, 144, 14, 14)
        x = self.conv3(x)  # (N, 288, 14, 14)
        x = self.norm3(x)  # (N, 288, 14, 14)
        relu3 = F.relu(x)  # (N, 288, 14, 14)
        x = self.conv4(entry)  # (N, 32, 14, 14)
        x = self.norm4(x)  # (N, 32, 14, 14)
        x = F.relu(x)  # (N, 32, 14, 14)
        x = self.conv5(x)  # (N, 64, 14, 14)
        x = self.norm5(x)  # (N, 64, 14, 14)
        relu5 = F.relu(x)  # (N, 64, 14, 14)
        x = self.pool(entry)  # (N, 512, 14, 14)
        x = self.conv6(x)  # (N, 64, 14, 14)
        x = self.norm6(x)  # (N, 64, 14, 14)
        x = F.relu(x)  # (N, 64, 14, 14)
        join = torch.cat((relu1, relu3, relu5, x), dim=1)  # (N, 528, 14, 14)
        return join


class Inception4e(nn.Module):
    """Takes entry (N, 528, 14, 14).

    Returns (N, 832, 14, 14).
    """

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(528, 256, kernel_size=1, bias=False)
        self.norm1 = nn.BatchNorm2d(256)
        self.conv2 = nn.Conv2d(528, 160, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(160)
        self.conv3 = nn.Conv2d(160, 320, kernel_size=3, padding=1, bias=False)
        self.norm3 = nn.BatchNorm2d(320)
        self.conv4 = nn.Conv2d(528, 32, kernel_size=1, bias=False)
        self.norm4 = nn.BatchNorm2d(32)
        self.conv5 = nn.Conv2d(32, 128, kernel_size=3, padding=1, bias=False)
        self.norm5 = nn.BatchNorm2d(128)
        self.pool = nn.MaxPool2d(kernel_size=3, stride=1, padding=1)
        self.conv6 = nn.Conv2d(528, 128, kernel_size=1, bias=False)
        self.norm6 = nn.BatchNorm2d(128)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.conv1(entry)  # (N, 256, 14, 14)
        x = self.norm1(x)  # (N, 256, 14, 14)
        relu1 = F.relu(x)  # (N, 256, 14, 14)
        x = self.conv2(entry)  # (N, 160, 14, 14)
        x = self.norm2(x)  # (N, 160, 14, 14)
        x = F.relu(x)  # (N, 160, 14, 14)
        x = self.conv3(x)  # (N, 320, 14, 14)
        x = self.norm3(x)  # (N, 320, 14, 14)
        relu3 = F.relu(x)  # (N, 320, 14, 14)
        x = self.conv4(entry)  # (N, 32, 14, 14)
        x = self.norm4(x)  # (N, 32, 14, 14)
        x = F.relu(x)  # (N, 32, 14, 14)
        x = self.conv5(x)  # (N, 128, 14, 14)
        x = self.norm5(x)  # (N, 128, 14, 14)
        relu5 = F.relu(x)  # (N, 128, 14, 14)
        x = self.pool(entry)  # (N, 528, 14, 14)
        x = self.conv6(x)  # (N, 128, 14, 14)
        x = self.norm6(x)  # (N, 128, 14, 14)
        x = F.relu(x)  # (N, 128, 14, 14)
        join = torch.cat((relu1, relu3, relu5, x), dim=1)  # (N, 832, 14, 14)
        return join


class Inception5a(nn.Module):
    """Takes entry (N, 832, 7, 7).

    Returns (N, 832, 7, 7).
    """

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(832, 256, kernel_size=1, bias=False)
        self.norm1 = nn.BatchNorm2d(256)
        self.conv2 = nn.Conv2d(832, 160, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(160)
        self.conv3 = nn.Conv2d(160, 320, kernel_size=3, padding=1, bias=False)
        self.norm3 = nn.BatchNorm2d(320)
        self.conv4 = nn.Conv2d(832, 32, kernel_size=1, bias=False)
        self.norm4 = nn.BatchNorm2d(32)
        self.conv5 = nn.Conv2d(32, 128, kernel_size=3, padding=1, bias=False)
        self.norm5 = nn.BatchNorm2d(128)
        self.pool = nn.MaxPool2d(kernel_size=3, stride=1, padding=1)
        self.conv6 = nn.Conv2d(832, 128, kernel_size=1, bias=False)
        self.norm6 = nn.BatchNorm2d(128)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.conv1(entry)  # (N, 256, 7, 7)
        x = self.norm1(x)  # (N, 256, 7, 7)
        relu1 = F.relu(x)  # (N, 256, 7, 7)
        x = self.conv2(entry)  # (N, 160, 7, 7)
        x = self.norm2(x)  # (N, 160, 7, 7)
        x = F.relu(x)  # (N, 160, 7, 7)
        x = self.conv3(x)  # (N, 320, 7, 7)
        x = self.norm3(x)  # (N, 320, 7, 7)
        relu3 = F.relu(x)  # (N, 320, 7, 7)
        x = self.conv4(entry)  # (N, 32, 7, 7)
        x = self.norm4(x)  # (N, 32, 7, 7)
        x = F.relu(x)  # (N, 32, 7, 7)
        x = self.conv5(x)  # (N, 128, 7, 7)
        x = self.norm5(x)  # (N, 128, 7, 7)
        relu5 = F.relu(x)  # (N, 128, 7, 7)
        x = self.pool(entry)  # (N, 832, 7, 7)
        x = self.conv6(x)  # (N, 128, 7, 7)
        x = self.norm6(x)  # (N, 128, 7, 7)
        x = F.relu(x)  # (N, 128, 7, 7)
        join = torch.cat((relu1, relu3, relu5, x), dim=1)  # (N, 832, 7, 7)
        return join


class Inception5b(nn.Module):
    """Takes entry (N, 832, 7, 7).

    Returns (N, 1024, 7, 7).
    """

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(832, 384, kernel_size=1, bias=False)
        self.norm1 = nn.BatchNorm2d(384)
        self.conv2 = nn.Conv2d(832, 192, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(192)
        self.conv3 = nn.Conv2d(192, 384, kernel_size=3, padding=1, bias=False)
        self.norm3 = nn.BatchNorm2d(384)
        self.conv4 = nn.Conv2d(832, 48, kernel_size=1, bias=False)
        self.norm4 = nn.BatchNorm2d(48)
        self.conv5 = nn.Conv2d(48, 128, kernel_size=3, padding=1, bias=False)
        self.norm5 = nn.BatchNorm2d(128)
        self.pool = nn.MaxPool2d(kernel_size=3, stride=1, padding=1)
        self.conv6 = nn.Conv2d(832, 128, kernel_size=1, bias=False)
        self.norm6 = nn.BatchNorm2d(128)

    def forward(self, entry: Tensor) -> Tensor:
        x = self.conv1(entry)  # (N, 384, 7, 7)
        x = self.norm1(x)  # (N, 384, 7, 7)
        relu1 = F.relu(x)  # (N, 384, 7, 7)
        x = self.conv2(entry)  # (N, 192, 7, 7)
        x = self.norm2(x)  # (N, 192, 7, 7)
        x = F.relu(x)  # (N, 192, 7, 7)
        x = self.conv3(x)  # (N, 384, 7, 7)
        x = self.norm3(x)  # (N, 384, 7, 7)
        relu3 = F.relu(x)  # (N, 384, 7, 7)
        x = self.conv4(entry)  # (N, 48, 7, 7)
        x = self.norm4(x)  # (N, 48, 7, 7)
        x = F.relu(x)  # (N, 48, 7, 7)
        x = self.conv5(x)  # (N, 128, 7, 7)
        x = self.norm5(x)  # (N, 128, 7, 7)
        relu5 = F.relu(x)  # (N, 128, 7, 7)
        x = self.pool(entry)  # (N, 832, 7, 7)
        x = self.conv6(x)  # (N, 128, 7, 7)
        x = self.norm6(x)  # (N, 128, 7, 7)
        x = F.relu(x)  # (N, 128, 7, 7)
        join = torch.cat((relu1, relu3, relu5, x), dim=1)  # (N, 1024, 7, 7)
        return join


class Googlenet(nn.Module):
    """Takes image (N, 3, 224, 224).

    Returns (N, 1000).
    """

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, kernel_size=7, stride=2, padding=3, bias=False)
        self.norm1 = nn.BatchNorm2d(64)
        self.pool1 = nn.MaxPool2d(kernel_size=3, stride=2, ceil_mode=True)
        self.conv2 = nn.Conv2d(64, 64, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(64)
        self.conv3 = nn.Conv2d(64, 192, kernel_size=3, padding=1, bias=False)
        self.norm3 = nn.BatchNorm2d(192)
        self.pool2 = nn.MaxPool2d(kernel_size=3, stride=2, ceil_mode=True)
        self.inception3a = Inception3a()
        self.inception3b = Inception3b()
        self.pool3 = nn.MaxPool2d(kernel_size=3, stride=2, ceil_mode=True)
        self.inception4a = Inception4a()
        self.inception4b = Inception4b()
        self.inception4c = Inception4c()
        self.inception4d = Inception4d()
        self.inception4e = Inception4e()
        self.pool4 = nn.MaxPool2d(kernel_size=2, ceil_mode=True)
        self.inception5a = Inception5a()
        self.inception5b = Inception5b()
        self.dropout = nn.Dropout(0.2)
        self.scores = nn.Linear(1024, 1000)

    def forward(self, image: Tensor) -> Tensor:
        x = self.conv1(image)  # (N, 64, 112, 112)
        x = self.norm1(x)  # (N, 64, 112, 112)
        x = F.relu(x)  # (N, 64, 112, 112)
        x = self.pool1(x)  # (N, 64, 56, 56)
        x = self.conv2(x)  # (N, 64, 56, 56)
        x = self.norm2(x)  # (N, 64, 56, 56)
        x = F.relu(x)  # (N, 64, 56, 56)
        x = self.conv3(x)  # (N, 192, 56, 56)
        x = self.norm3(x)  # (N, 192, 56, 56)
        x = F.relu(x)  # (N, 192, 56, 56)
        x = self.pool2(x)  # (N, 192, 28, 28)
        x = self.inception3a(x)  # (N, 256, 28, 28)
        x = self.inception3b(x)  # (N, 480, 28, 28)
        x = self.pool3(x)  # (N, 480, 14, 14)
        x = self.inception4a(x)  # (N, 512, 14, 14)
        x = self.inception4b(x)  # (N, 512, 14, 14)
        x = self.inception4c(x)  # (N, 512, 14, 14)
        x = self.inception4d(x)  # (N, 528, 14, 14)
        x = self.inception4e(x)  # (N, 832, 14, 14)
        x = self.pool4(x)  # (N, 832, 7, 7)
        x = self.inception5a(x)  # (N, 832, 7, 7)
        x = self.inception5b(x)  # (N, 1024, 7, 7)
        x = x.mean(dim=(2, 3))  # (N, 1024)
        x = self.dropout(x)  # (N, 1024)
        scores = self.scores(x)  # (N, 1000)
        return scores


def example_inputs(batch: int = 2, time: int | None = None) -> tuple[Tensor, ...]:
    """One random tensor for each input; ``time`` is the length wherever it may vary."""
    return (torch.randn(batch, 3, 224, 224),)
