"""The card as it stands before figures are known."""

import net


def card() -> dict:
    return {
        "schema-version": 1,
        "name": "sensor-fault",
        "version": "1.1.0",
        "title": {"zh": "单通道传感器故障判别", "en": "Sensor fault of one channel, told from a real event"},
        "task": "series-anomaly",
        "licence": "Apache-2.0 (code and weights); training series under the terms stated under data",
        "model": {},
        "input": {
            "kind": "window",
            "period": "PT1H",
            "length": net.LENGTH,
            "relative-to": "none",
            "channels": [
                {"id": "value", "property": "any", "unit": "1", "valid": [-1000000, 1000000], "center": 0, "scale": net.UNIT}
            ],
            "hold": "PT3H",
            "min-coverage": 0.12,
            "mask": True,
        },
        "output": {
            "activation": "sigmoid",
            "labels": [{"id": "fault", "zh": "传感器故障", "en": "sensor fault"}],
            "raise-above": 0.9,
            "clear-below": 0.2,
            "persist": {"of": 1, "at-least": 1},
            "series": [
                {"column": "level_m", "truth": "label_Level"},
                {"column": "cond_uS_cm", "truth": "label_Cond"},
                {"column": "turbidity_NTU", "truth": "label_Tur"},
            ],
        },
    }
