package io.polymeter.lab.peer;

import io.polymeter.link.telegram.Checksum;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/// Telegrams as meters send them, in `src/test/resources/telegrams`: hexadecimal (`.hex`), or the text of P1 and D0
/// (`.txt`) without line ends and checksum.
public final class SampleTelegrams {

    private SampleTelegrams() {}

    /// What there is; the part before the first dash says what it is.
    public static List<String> names() {
        return List.of(
                "sml-three-phases",
                "sml-magnitude",
                "p1-esmr5",
                "p1-emucs",
                "p1-dsmr3",
                "d0-q3d",
                "han-aidon",
                "han-kaifa",
                "speedwire-home-manager");
    }

    /// The bytes on the wire.
    public static byte[] bytes(String name) throws IOException {
        InputStream hex = SampleTelegrams.class.getResourceAsStream("/telegrams/" + name + ".hex");
        if (hex != null) {
            try (hex) {
                return HexFormat.of()
                        .parseHex(new String(hex.readAllBytes(), StandardCharsets.US_ASCII).replaceAll("\\s", ""));
            }
        }
        try (InputStream text = SampleTelegrams.class.getResourceAsStream("/telegrams/" + name + ".txt")) {
            if (text == null) {
                throw new IOException("there is no telegram " + name);
            }
            String lines = new String(text.readAllBytes(), StandardCharsets.US_ASCII).replace("\n", "\r\n");
            return finished(name, lines).getBytes(StandardCharsets.US_ASCII);
        }
    }

    /// P1 since DSMR 4 has a checksum behind its mark; D0 brings the mark along.
    private static String finished(String name, String lines) {
        if (!name.startsWith("p1")) {
            return lines;
        }
        byte[] body = (lines + "!").getBytes(StandardCharsets.US_ASCII);
        String checksum = name.endsWith("dsmr3") ? "" : String.format("%04X", Checksum.ARC.of(body, 0, body.length));
        return lines + "!" + checksum + "\r\n";
    }
}
