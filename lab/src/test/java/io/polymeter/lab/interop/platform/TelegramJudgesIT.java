package io.polymeter.lab.interop.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.polymeter.lab.peer.Checkouts;
import io.polymeter.lab.peer.RtuPrograms;
import io.polymeter.lab.peer.SampleTelegrams;
import io.polymeter.link.d0.D0Parser;
import io.polymeter.link.p1.P1Parser;
import io.polymeter.link.sml.SmlParser;
import io.polymeter.link.telegram.Obis;
import io.polymeter.link.telegram.Telegram;
import io.polymeter.link.telegram.TelegramParser;
import io.polymeter.link.telegram.TelegramSink;
import io.polymeter.message.Message;
import io.polymeter.point.Unit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Other people's decoders find the same numbers in the same telegrams.
class TelegramJudgesIT {

    @TempDir
    Path directory;

    /// A number that a judge found.
    ///
    /// @param unit its text, or the code of DLMS
    private record Found(String code, double number, String unit) {}

    private static Telegram ours(String name) throws IOException {
        TelegramParser parser = name.startsWith("sml")
                ? new SmlParser()
                : name.startsWith("p1") ? new P1Parser(null, null) : new D0Parser();
        List<Telegram> heard = new ArrayList<>();
        byte[] bytes = SampleTelegrams.bytes(name);
        parser.take(bytes, bytes.length, new TelegramSink() {
            @Override
            public void telegram(Telegram telegram) {
                heard.add(telegram);
            }

            @Override
            public void refused(Message why) {
                throw new AssertionError(why);
            }
        });
        assertThat(heard).hasSize(1);
        return heard.getFirst();
    }

    private List<Found> judged(String name, Object... command) throws IOException, InterruptedException {
        Path file = Files.write(directory.resolve(name), SampleTelegrams.bytes(name));
        Object[] whole = java.util.Arrays.copyOf(command, command.length + 1);
        whole[command.length] = file;
        return RtuPrograms.run(whole)
                .lines()
                // Decoders complain of lines that they do not know.
                .filter(line -> Character.isDigit(line.isEmpty() ? ' ' : line.charAt(0)))
                .map(line -> line.split(" ", 3))
                .map(words ->
                        new Found(words[0], Double.parseDouble(words[1]), words.length < 3 ? "" : words[2].strip()))
                .toList();
    }

    /// @param least so many numbers at least are the judge's and ours
    private static void agree(Telegram ours, List<Found> judged, int least) {
        int same = 0;
        for (Found found : judged) {
            Obis code = Objects.requireNonNull(Obis.parse(found.code()));
            Telegram.Value value = ours.values().get(code);
            if (value != null) {
                double factor =
                        Unit.parse(found.unit()).map(Unit.Scaled::factor).orElse(1.0);
                assertThat(value.number())
                        .as(found.toString())
                        .isCloseTo(found.number() * factor, within(1e-6 * Math.abs(value.number()) + 1e-9));
                same++;
            }
        }
        assertThat(same).as("numbers of %s", judged).isGreaterThanOrEqualTo(least);
    }

    @Test
    void libsmlAgrees() throws Exception {
        Path program = directory.resolve("sml");
        RtuPrograms.run(
                "cc",
                "-Wall",
                "-Wextra",
                "-Werror",
                "-O2",
                "-o",
                program,
                Checkouts.path("lab/peers/c/sml.c"),
                "-lsml",
                "-lm");
        agree(ours("sml-three-phases"), judged("sml-three-phases", program), 14);
        agree(ours("sml-magnitude"), judged("sml-magnitude", program), 4);
    }

    @ParameterizedTest
    @CsvSource({
        "smartmeter-obis-sml, sml-three-phases, 14",
        "smartmeter-obis-sml, sml-magnitude, 4",
        "smartmeter-obis-d0, d0-q3d, 6",
        "dsmr-parser, p1-esmr5, 6",
        "p1-reader, p1-esmr5, 12",
        "p1-reader, p1-emucs, 6",
        "p1-reader, p1-dsmr3, 6",
    })
    void packagesOfNodeAgree(String decoder, String name, int least) throws Exception {
        Path script = Checkouts.path("lab/peers/node/telegrams.js");
        agree(ours(name), judged(name, "node", script, decoder), least);
    }
}
