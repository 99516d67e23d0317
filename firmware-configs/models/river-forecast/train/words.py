"""What the cards say in words, and the figures that other scripts left."""

import json
from pathlib import Path

import numpy as np

import net
import sets
import windows

HERE = Path(__file__).resolve().parent
MACHINE = "x86-64, 2 shared cores, 1 thread, Python TensorFlow Lite with XNNPACK"
SPLIT = {
    "river-forecast-15min": "held out: Brompton from 2011-10-01 (its 2012 floods), all five Calder gauges from 2025-08-31; trained on what is earlier, band widths from 2010-10..2011-09 and 2025-08-27..30",
    "river-forecast": "held out: USGS 01037000 from 2014-10-01, USGS 03567500 from 2016-01-01, Brompton from 2011-10-01, Calder from 2025-08-31, and all Yangtze stations (never trained on)",
}
DATA = [
    {
        "name": "brompton_15min: Water End, North Yorkshire, Environment Agency (by way of the R package dynatopmodel)",
        "licence": "GPL-2 package; data of the Environment Agency; rows are not shipped",
        "used": "until 2011-09 training and calibration, later held out; discharge",
        "credit": "Metcalfe et al. 2017, Hydrological Processes 31, 1734",
    },
    {
        "name": "uk_calder_15min_2025: five gauges of the upper Calder, Environment Agency",
        "licence": "Open Government Licence by the agency's terms",
        "used": "until 2025-08-30 training and calibration, later held out; level",
        "credit": "Contains Environment Agency information; github.com/bogsnork/river_weather (MIT)",
    },
]
HOURLY_DATA = [
    {
        "name": "usgs_hourly_2014_2018: USGS 01037000 (stage) and 03567500 (discharge)",
        "licence": "public domain (USGS)",
        "used": "earlier part training and calibration, later held out",
    },
    {
        "name": "yangtze_hourly_202006: nine stations, one week",
        "licence": "none stated; rows are not shipped",
        "used": "held out whole",
    },
]
LIMITS = [
    {
        "zh": "只看水位自身的过去，不看降雨：雨刚开始、水位未涨之前给不出预警；水库调度和闸门启闭无法预见。",
        "en": "Sees the river's own past only, no rain: before the water moves there is nothing to warn of; releases and gates cannot be foreseen.",
    },
    {
        "zh": "预报按窗口自身的变幅缩放，水位（米）与流量都可用；最小尺度 0.004（所用单位），以毫米计的序列须先换算成米。",
        "en": "Scales by its own window, so level (m) and discharge both serve; its least scale is 0.004 of the unit: give metres, not millimetres.",
    },
    {
        "zh": "中位数训练时兼顾绝对误差和平方误差；平静水面上不优于“保持不变”。",
        "en": "The middle is trained on absolute and squared error together; in quiet water it is no better than 'it stays'.",
    },
    {
        "zh": "未在黄河及河南站点上验证，使用前须旁路比对。",
        "en": "Not yet tried on the Yellow River or in Henan; run it beside the gauge first.",
    },
]


def baselines(name):
    file = HERE / "baselines.json"
    return json.loads(file.read_text()).get(name, {}) if file.exists() else {}


def finish(card, kind, series):
    hourly = kind["per-hour"] == 1
    steps = []
    for _, grid, until, _ in series:
        if until is not None:
            level = grid.own[grid.times(windows.seconds(kind["period"])) < np.datetime64(until), 0]
            steps.append(level)
    values = np.concatenate(steps)
    card["drift"] = {"features": [{"id": "level", "mean": windows.plain(np.nanmean(values)), "std": windows.plain(np.nanstd(values))}]}
    card["data"] = DATA + (HOURLY_DATA if hourly else [])
    card["limits"] = LIMITS
    card["note"] = {
        "zh": "输入输出为 float32：窗口先按自身变幅归一，数值跨四个数量级，8 位边界会丢失毫米级变化。整型与浮点的比较因此不适用。",
        "en": "float32 at the edges and inside: a window is scaled by its own range, over four decades; 8 bits at the edge would lose the millimetres it lives on. There is no int8 variant to compare.",
    }
