"""Publishes events as ChirpStack v4 does: messages of its own protobuf API, put into JSON by protobuf's own writer.

usage: chirpstack_publisher.py PORT   reads lines "KIND DEVEUI PROFILE FCNT FPORT HEXPAYLOAD RSSI TIME DEDUPLICATIONID" and publishes each
"""

import sys

import paho.mqtt.client as mqtt
from chirpstack_api.integration import integration_pb2
from google.protobuf.json_format import MessageToJson

client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
client.connect("127.0.0.1", int(sys.argv[1]))
client.loop_start()
print("ready", flush=True)
for line in sys.stdin:
    kind, eui, profile, count, port, payload, rssi, time, dedup = line.split()
    event = integration_pb2.UplinkEvent() if kind == "up" else integration_pb2.StatusEvent()
    event.deduplication_id = dedup
    event.time.FromJsonString(time)
    event.device_info.application_id = "17c82e96-be03-4f38-aef3-f83d48582d97"
    event.device_info.device_profile_name = profile
    event.device_info.dev_eui = eui
    if kind == "up":
        event.dev_addr = "00189440"
        event.f_cnt = int(count)
        event.f_port = int(port)
        event.data = bytes.fromhex(payload)
        for n, snr in (("0016c001f153a14c", 7.5), ("0016c001f153a14d", -2.0)):
            rx = event.rx_info.add()
            rx.gateway_id = n
            rx.rssi = int(rssi) if snr > 0 else int(rssi) - 20
            rx.snr = snr
    else:
        event.margin = int(port)
        event.battery_level = float(count)
    topic = f"application/{event.device_info.application_id}/device/{eui}/event/{kind}"
    client.publish(topic, MessageToJson(event, indent=None), qos=0).wait_for_publish()
    print("published", flush=True)
client.loop_stop()
client.disconnect()
