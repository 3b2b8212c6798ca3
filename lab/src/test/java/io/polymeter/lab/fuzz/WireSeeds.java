package io.polymeter.lab.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;

/// Inputs of [WireTarget] to begin with, so that seconds are enough to come past the first checks.
final class WireSeeds {

    private static final List<String> SEEDS = List.of(
            "00 03006b0003",
            "00 0f0013000a02cd01",
            "00 100001000204000a0102",
            "00 1700030006000e00030600ff00ff00ff",
            "00 080000a537",
            "00 16000400f20025",
            "00 2b0e0100",
            "02 05 03006b0003 03 06 022b00000064",
            "02 04 2b0e0100 2b0e01010000020001410102 4243",
            "02 05 0500acff00 85 02",
            "04 123400000002f011 ffff00000003008304",
            "05 83 0703000000 08",
            "06 07 06 01 03006b0003 06 07 03006b0003 09 07 0306022b00000064 06 01 0600010003",
            "06 87 03 65 0102 06 00 0600010003 0c 02 100001000204000a0102",
            "07 05 03006b0001 00 05 01 0302022b",
            "07 04 2b0e0100 00 0d 01 2b0e0101000001000141");

    private WireSeeds() {}

    static void write(Path directory) throws IOException {
        for (int i = 0; i < SEEDS.size(); i++) {
            byte[] seed = HexFormat.of().parseHex(SEEDS.get(i).replace(" ", ""));
            Files.write(directory.resolve("seed-" + i), seed);
        }
    }
}
