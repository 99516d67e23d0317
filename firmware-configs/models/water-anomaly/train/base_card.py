"""The card as it stands before figures are known."""

NAMES = [
    # id, property, unit, column, valid, center, scale
    ("temperature", "water-temperature", "Cel", "Tp_C", [-2, 45], 8.5, 1.0),
    ("chlorine", "chlorine-dioxide", "mg/L", "Cl_mg_L", [0, 20], 0.165, 0.008),
    ("ph", "water-ph", "[pH]", "pH", [0, 14], 8.37, 0.08),
    ("redox", "redox-potential", "mV", "Redox_mV", [-1500, 1500], 753, 6),
    ("conductivity", "water-conductivity", "uS/cm", "Leit_uS_cm", [0, 20000], 205, 5),
    ("turbidity", "turbidity", "{NTU}", "Trueb_NTU", [0, 4000], 0.02, 0.005),
    ("chlorine-2", "chlorine-dioxide", "mg/L", "Cl_2_mg_L", [0, 20], 0.106, 0.006),
    ("flow", "discharge", "m3/h", "Fm_m3_h", [-100000, 100000], 1530, 200),
    ("flow-2", "discharge", "m3/h", "Fm_2_m3_h", [-100000, 100000], 930, 150),
]


def card() -> dict:
    return {
        "schema-version": 1,
        "name": "water-anomaly",
        "version": "1.0.0",
        "title": {"zh": "水厂出水水质异常", "en": "Quality change of drinking water"},
        "task": "series-anomaly",
        "licence": "Apache-2.0 (code and weights); training series under the terms stated under data",
        "model": {},
        "input": {
            "kind": "window",
            "period": "PT1M",
            "length": 120,
            "relative-to": "none",
            "channels": [
                {
                    "id": name,
                    "property": what,
                    "unit": unit,
                    "valid": valid,
                    "center": center,
                    "scale": scale,
                    "columns": {column: unit},
                }
                for name, what, unit, column, valid, center, scale in NAMES
            ],
            "hold": "PT5M",
            "min-coverage": 0.8,
            "mask": True,
        },
        "output": {
            "activation": "sigmoid",
            "labels": [{"id": "event", "zh": "水质事件", "en": "water quality event"}],
            "raise-above": 0.96,
            "clear-below": 0.6,
            "persist": {"of": 3, "at-least": 2},
            "truth": ["EVENT"],
        },
    }
