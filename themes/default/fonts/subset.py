#!/usr/bin/env python3
"""Makes noto-sans-sc-bold.woff2 from the full font.

    npm pack @expo-google-fonts/noto-sans-sc@0.4.3 && tar xzf expo-google-fonts-noto-sans-sc-0.4.3.tgz
    pip install fonttools==4.68.0 brotli
    python3 subset.py package/700Bold/NotoSansSC_700Bold.ttf noto-sans-sc-bold.woff2

What is kept: Latin with its extensions, Greek, Cyrillic, punctuation and symbols that occur in titles, kana, the whole block of
Unified Han (a list of common characters lacks letters of people's names), and the full-width forms. Layout features go: a card sets its
lines itself.
"""

import sys

from fontTools import subset

KEPT = [
    (0x0020, 0x007E), (0x00A0, 0x024F), (0x0300, 0x036F), (0x0370, 0x03FF), (0x0400, 0x045F), (0x1E00, 0x1EFF),
    (0x2010, 0x2044), (0x2070, 0x209C), (0x20A0, 0x20BF), (0x2100, 0x214F), (0x2150, 0x218B), (0x2190, 0x21FF),
    (0x2200, 0x22FF), (0x2460, 0x24FF), (0x25A0, 0x25FF), (0x2600, 0x266F), (0x3000, 0x303F), (0x3040, 0x30FF),
    (0x3105, 0x312F), (0x4E00, 0x9FFF), (0xFE10, 0xFE1F), (0xFE30, 0xFE4F), (0xFF00, 0xFFEF),
]


def main(source: str, target: str) -> None:
    options = subset.Options()
    options.flavor = "woff2"
    options.layout_features = []
    options.hinting = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.notdef_outline = True
    options.drop_tables += ["vhea", "vmtx", "VORG", "BASE", "GPOS", "GSUB", "GDEF", "DSIG", "STAT"]
    font = subset.load_font(source, options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[code for first, last in KEPT for code in range(first, last + 1)])
    subsetter.subset(font)
    font["head"].modified = font["head"].created
    subset.save_font(font, target, options)


if __name__ == "__main__":
    main(*sys.argv[1:3])
