#!/usr/bin/env python3
"""Draws the sample pictures: a bell tower at dawn and at night, with the standard library only.

Run it in this folder; it writes tower-dawn.png and tower-night.png.
"""

import math
import struct
import zlib

WIDTH, HEIGHT = 640, 400


def mix(a, b, t):
    """The colour between two colours; t from 0 to 1."""
    t = min(1.0, max(0.0, t))
    return tuple(round(x + (y - x) * t) for x, y in zip(a, b))


def is_tower(x, y):
    """The outline of the tower, its roof and its cornices."""
    centre, top = 420, 120
    if top - 70 <= y < top:
        return abs(x - centre) < 4 + (y - (top - 70)) * 0.62
    if y >= top:
        half = 40 if (y - top) % 90 > 8 else 47
        return abs(x - centre) < half
    return abs(x - centre) < 2 and y > top - 96


def is_opening(x, y):
    """The arch that the bell hangs in, and a door."""
    arch = abs(x - 420) < 24 and 165 < y < 225
    head = (x - 420) ** 2 + (y - 165) ** 2 < 24**2
    door = (abs(x - 420) < 13 and y > 340) or (x - 420) ** 2 + (y - 340) ** 2 < 13**2
    return arch or head or door


def is_bell(x, y):
    """A bell, with its clapper."""
    if not 172 < y < 208:
        return (x - 420) ** 2 + (y - 211) ** 2 < 16
    return abs(x - 420) < 6 + 11 * ((y - 172) / 36) ** 2


def ground(x):
    """The line of the hills."""
    return 352 + 14 * math.sin(x / 70) + 8 * math.sin(x / 23 + 2)


def pixel(x, y, sky_top, sky_low, light, stone, is_night):
    """The colour at one point."""
    colour = mix(sky_top, sky_low, y / 330)
    distance = math.hypot(x - light[0], y - light[1])
    colour = mix(light[2], colour, (distance - 26) / 8 if is_night else (distance - 30) / 120)
    if is_night and (x * 7919 + y * 104729) % 1741 == 0:
        colour = (235, 235, 220)
    if is_tower(x, y):
        shade = (x - 380) / 90
        brick = 0.12 if (y // 9 % 2 == 0) == ((x + y // 9 * 13) // 16 % 2 == 0) else 0.0
        colour = mix(mix(stone, (30, 26, 40), shade), (0, 0, 0), brick)
        if is_opening(x, y):
            colour = (255, 196, 92) if is_night else (52, 40, 58)
        if is_bell(x, y):
            colour = (96, 70, 30) if is_night else (214, 160, 62)
    if y > ground(x):
        low = (16, 24, 30) if is_night else (58, 82, 66)
        colour = mix(low, (0, 0, 0), (y - ground(x)) / 90)
    return colour


def chunk(kind, data):
    """One chunk of a PNG file."""
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def write(name, **scene):
    """Draws a scene, with colours rounded so that it compresses well."""
    rows = bytearray()
    for y in range(HEIGHT):
        rows.append(0)
        for x in range(WIDTH):
            rows.extend(value & 0xFC for value in pixel(x, y, **scene))
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    with open(name, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n")
        file.write(chunk(b"IHDR", header))
        file.write(chunk(b"IDAT", zlib.compress(bytes(rows), 9)))
        file.write(chunk(b"IEND", b""))


write(
    "tower-dawn.png", sky_top=(72, 98, 150), sky_low=(250, 190, 140),
    light=(170, 300, (255, 240, 190)), stone=(196, 160, 132), is_night=False)
write(
    "tower-night.png", sky_top=(10, 14, 38), sky_low=(40, 52, 92),
    light=(150, 90, (238, 236, 214)), stone=(92, 90, 112), is_night=True)
