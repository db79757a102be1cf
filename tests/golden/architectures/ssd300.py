from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

__all__ = ["Ssd300", "example_inputs"]


class Ssd300(nn.Module):
    """Takes image (N, 3, 300, 300).

    Returns (N, 8732, 91), (N, 8732, 4).
    """

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, kernel_size=3, padding=1)
        self.conv2 = nn.Conv2d(64, 64, kernel_size=3, padding=1)
        self.pool1 = nn.MaxPool2d(kernel_size=2)
        self.conv3 = nn.Conv2d(64, 128, kernel_size=3, padding=1)
        self.conv4 = nn.Conv2d(128, 128, kernel_size=3, padding=1)
        self.pool2 = nn.MaxPool2d(kernel_size=2)
        self.conv5 = nn.Conv2d(128, 256, kernel_size=3, padding=1)
        self.conv6 = nn.Conv2d(256, 256, kernel_size=3, padding=1)
        self.conv7 = nn.Conv2d(256, 256, kernel_size=3, padding=1)
        self.pool3 = nn.MaxPool2d(kernel_size=2, ceil_mode=True)
        self.conv8 = nn.Conv2d(256, 512, kernel_size=3, padding=1)
        self.conv9 = nn.Conv2d(512, 512, kernel_size=3, padding=1)
        self.conv10 = nn.Conv2d(512, 512, kernel_size=3, padding=1)
        self.scaled = nn.RMSNorm(512, eps=1e-06)
        self.map1_scores = nn.Conv2d(512, 364, kernel_size=3, padding=1)
        self.pool4 = nn.MaxPool2d(kernel_size=2)
        self.conv11 = nn.Conv2d(512, 512, kernel_size=3, padding=1)
        self.conv12 = nn.Conv2d(512, 512, kernel_size=3, padding=1)
        self.conv13 = nn.Conv2d(512, 512, kernel_size=3, padding=1)
        self.pool5 = nn.MaxPool2d(kernel_size=3, stride=1, padding=1)
        self.conv14 = nn.Conv2d(512, 1024, kernel_size=3, padding=6, dilation=6)
        self.conv15 = nn.Conv2d(1024, 1024, kernel_size=1)
        self.conv16 = nn.Conv2d(1024, 256, kernel_size=1)
        self.conv17 = nn.Conv2d(256, 512, kernel_size=3, stride=2, padding=1)
        self.conv18 = nn.Conv2d(512, 128, kernel_size=1)
        self.conv19 = nn.Conv2d(128, 256, kernel_size=3, stride=2, padding=1)
        self.conv20 = nn.Conv2d(256, 128, kernel_size=1)
        self.conv21 = nn.Conv2d(128, 256, kernel_size=3)
        self.conv22 = nn.Conv2d(256, 128, kernel_size=1)
        self.conv23 = nn.Conv2d(128, 256, kernel_size=3)
        self.map6_scores = nn.Conv2d(256, 364, kernel_size=3, padding=1)
        self.map1_offsets = nn.Conv2d(512, 16, kernel_size=3, padding=1)
        self.map2_scores = nn.Conv2d(1024, 546, kernel_size=3, padding=1)
        self.map2_offsets = nn.Conv2d(1024, 24, kernel_size=3, padding=1)
        self.map3_scores = nn.Conv2d(512, 546, kernel_size=3, padding=1)
        self.map3_offsets = nn.Conv2d(512, 24, kernel_size=3, padding=1)
        self.map4_scores = nn.Conv2d(256, 546, kernel_size=3, padding=1)
        self.map4_offsets = nn.Conv2d(256, 24, kernel_size=3, padding=1)
        self.map5_scores = nn.Conv2d(256, 364, kernel_size=3, padding=1)
        self.map5_offsets = nn.Conv2d(256, 16, kernel_size=3, padding=1)
        self.map6_offsets = nn.Conv2d(256, 16, kernel_size=3, padding=1)
        for layer in self.children():
            if isinstance(layer, nn.Conv2d):
                nn.init.xavier_uniform_(layer.weight)
                nn.init.zeros_(layer.bias)
        nn.init.constant_(self.scaled.weight, val=0.88388348)

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        x = self.conv1(image)  # (N, 64, 300, 300)
        x = F.relu(x)  # (N, 64, 300, 300)
        x = self.conv2(x)  # (N, 64, 300, 300)
        x = F.relu(x)  # (N, 64, 300, 300)
        x = self.pool1(x)  # (N, 64, 150, 150)
        x = self.conv3(x)  # (N, 128, 150, 150)
        x = F.relu(x)  # (N, 128, 150, 150)
        x = self.conv4(x)  # (N, 128, 150, 150)
        x = F.relu(x)  # (N, 128, 150, 150)
        x = self.pool2(x)  # (N, 128, 75, 75)
        x = self.conv5(x)  # (N, 256, 75, 75)
        x = F.relu(x)  # (N, 256, 75, 75)
        x = self.conv6(x)  # (N, 256, 75, 75)
        x = F.relu(x)  # (N, 256, 75, 75)
        x = self.conv7(x)  # (N, 256, 75, 75)
        x = F.relu(x)  # (N, 256, 75, 75)
        x = self.pool3(x)  # (N, 256, 38, 38)
        x = self.conv8(x)  # (N, 512, 38, 38)
        x = F.relu(x)  # (N, 512, 38, 38)
        x = self.conv9(x)  # (N, 512, 38, 38)
        x = F.relu(x)  # (N, 512, 38, 38)
        x = self.conv10(x)  # (N, 512, 38, 38)
        relu10 = F.relu(x)  # (N, 512, 38, 38)
        x = relu10.permute(0, 2, 3, 1)  # (N, 38, 38, 512)
        x = self.scaled(x)  # (N, 38, 38, 512)
        first = x.permute(0, 3, 1, 2)  # (N, 512, 38, 38)
        x = self.map1_scores(first)  # (N, 364, 38, 38)
        x = x.permute(0, 2, 3, 1)  # (N, 38, 38, 364)
        map1_scores_rows = x.reshape(-1, 5776, 91)  # (N, 5776, 91)
        x = self.pool4(relu10)  # (N, 512, 19, 19)
        x = self.conv11(x)  # (N, 512, 19, 19)
        x = F.relu(x)  # (N, 512, 19, 19)
        x = self.conv12(x)  # (N, 512, 19, 19)
        x = F.relu(x)  # (N, 512, 19, 19)
        x = self.conv13(x)  # (N, 512, 19, 19)
        x = F.relu(x)  # (N, 512, 19, 19)
        x = self.pool5(x)  # (N, 512, 19, 19)
        x = self.conv14(x)  # (N, 1024, 19, 19)
        x = F.relu(x)  # (N, 1024, 19, 19)
        x = self.conv15(x)  # (N, 1024, 19, 19)
        relu15 = F.relu(x)  # (N, 1024, 19, 19)
        x = self.conv16(relu15)  # (N, 256, 19, 19)
        x = F.relu(x)  # (N, 256, 19, 19)
        x = self.conv17(x)  # (N, 512, 10, 10)
        relu17 = F.relu(x)  # (N, 512, 10, 10)
        x = self.conv18(relu17)  # (N, 128, 10, 10)
        x = F.relu(x)  # (N, 128, 10, 10)
        x = self.conv19(x)  # (N, 256, 5, 5)
        relu19 = F.relu(x)  # (N, 256, 5, 5)
        x = self.conv20(relu19)  # (N, 128, 5, 5)
        x = F.relu(x)  # (N, 128, 5, 5)
        x = self.conv21(x)  # (N, 256, 3, 3)
        relu21 = F.relu(x)  # (N, 256, 3, 3)
        x = self.conv22(relu21)  # (N, 128, 3, 3)
        x = F.relu(x)  # (N, 128, 3, 3)
        x = self.conv23(x)  # (N, 256, 1, 1)
        relu23 = F.relu(x)  # (N, 256, 1, 1)
        x = self.map6_scores(relu23)  # (N, 364, 1, 1)
        x = x.permute(0, 2, 3, 1)  # (N, 1, 1, 364)
        map6_scores_rows = x.reshape(-1, 4, 91)  # (N, 4, 91)
        x = self.map1_offsets(first)  # (N, 16, 38, 38)
        x = x.permute(0, 2, 3, 1)  # (N, 38, 38, 16)
        map1_offsets_rows = x.reshape(-1, 5776, 4)  # (N, 5776, 4)
        x = self.map2_scores(relu15)  # (N, 546, 19, 19)
        x = x.permute(0, 2, 3, 1)  # (N, 19, 19, 546)
        map2_scores_rows = x.reshape(-1, 2166, 91)  # (N, 2166, 91)
        x = self.map2_offsets(relu15)  # (N, 24, 19, 19)
        x = x.permute(0, 2, 3, 1)  # (N, 19, 19, 24)
        map2_offsets_rows = x.reshape(-1, 2166, 4)  # (N, 2166, 4)
        x = self.map3_scores(relu17)  # (N, 546, 10, 10)
        x = x.permute(0, 2, 3, 1)  # (N, 10, 10, 546)
        map3_scores_rows = x.reshape(-1, 600, 91)  # (N, 600, 91)
        x = self.map3_offsets(relu17)  # (N, 24, 10, 10)
        x = x.permute(0, 2, 3, 1)  # (N, 10, 10, 24)
        map3_offsets_rows = x.reshape(-1, 600, 4)  # (N, 600, 4)
        x = self.map4_scores(relu19)  # (N, 546, 5, 5)
        x = x.permute(0, 2, 3, 1)  # (N, 5, 5, 546)
        map4_scores_rows = x.reshape(-1, 150, 91)  # (N, 150, 91)
        x = self.map4_offsets(relu19)  # (N, 24, 5, 5)
        x = x.permute(0, 2, 3, 1)  # (N, 5, 5, 24)
        map4_offsets_rows = x.reshape(-1, 150, 4)  # (N, 150, 4)
        x = self.map5_scores(relu21)  # (N, 364, 3, 3)
        x = x.permute(0, 2, 3, 1)  # (N, 3, 3, 364)
        x = x.reshape(-1, 36, 91)  # (N, 36, 91)
        class_scores = torch.cat(
            (
                map1_scores_rows,
                map2_scores_rows,
                map3_scores_rows,
                map4_scores_rows,
                x,
                map6_scores_rows,
            ),
            dim=1,
        )  # (N, 8732, 91)
        x = self.map5_offsets(relu21)  # (N, 16, 3, 3)
        x = x.permute(0, 2, 3, 1)  # (N, 3, 3, 16)
        map5_offsets_rows = x.reshape(-1, 36, 4)  # (N, 36, 4)
        x = self.map6_offsets(relu23)  # (N, 16, 1, 1)
        x = x.permute(0, 2, 3, 1)  # (N, 1, 1, 16)
        x = x.reshape(-1, 4, 4)  # (N, 4, 4)
        box_offsets = torch.cat(
            (
                map1_offsets_rows,
                map2_offsets_rows,
                map3_offsets_rows,
                map4_offsets_rows,
                map5_offsets_rows,
                x,
            ),
            dim=1,
        )  # (N, 8732, 4)
        return class_scores, box_offsets


def example_inputs(batch: int = 2, time: int | None = None) -> tuple[Tensor, ...]:
    """One random tensor for each input; ``time`` is the length wherever it may vary."""
    return (torch.randn(batch, 3, 300, 300),)
