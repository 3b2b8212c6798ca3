package io.polymeter.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever happens to a file, the outcome is settings or problems, never an exception.
@Timeout(60)
class MutationTest {

    private static final int ROUNDS = 600;
    private static final byte[] NASTY =
            "{}[]:,&*!|>%@`\"'#-?$ \t\n\0~\\<=".getBytes(java.nio.charset.StandardCharsets.UTF_8);

    @ParameterizedTest
    @MethodSource("io.polymeter.config.Examples#names")
    void garbledFilesGiveSettingsOrProblems(String name) {
        byte[] original = Examples.bytes(name);
        Random random = new Random(name.hashCode());
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = original;
            for (int i = random.nextInt(4); i >= 0; i--) {
                bytes = mutate(bytes, random);
            }
            refused += settingsOrProblems(bytes) ? 0 : 1;
        }
        assertThat(refused).as("mutations that were noticed").isGreaterThan(ROUNDS / 4);
    }

    @ParameterizedTest
    @MethodSource("io.polymeter.config.Examples#names")
    void halfWrittenFilesGiveSettingsOrProblems(String name) {
        byte[] original = Examples.bytes(name);
        for (int length = 0; length < original.length; length++) {
            settingsOrProblems(Arrays.copyOf(original, length));
        }
        assertThat(settingsOrProblems(original)).isTrue();
    }

    private static boolean settingsOrProblems(byte[] bytes) {
        Configuration configuration = Examples.parse(bytes);
        assertThat(configuration.valid() || configuration.problems().hasErrors())
                .isTrue();
        configuration.problems().sorted().forEach(problem -> {
            assertThat(problem.line()).isPositive();
            assertThat(problem.column()).isPositive();
            assertThat(problem.message()).isNotBlank().doesNotContain("null,").doesNotContain("Exception");
        });
        return configuration.valid();
    }

    private static byte[] mutate(byte[] bytes, Random random) {
        if (bytes.length == 0) {
            return bytes;
        }
        int at = random.nextInt(bytes.length);
        int end = Math.min(bytes.length, at + 1 + random.nextInt(8));
        int line = lineEnd(bytes, at);
        return switch (random.nextInt(7)) {
            case 0 -> splice(bytes, at, end, new byte[0]);
            case 1 -> splice(bytes, at, at, Arrays.copyOfRange(bytes, at, end));
            case 2 -> splice(bytes, at, at + 1, new byte[] {(byte) random.nextInt(256)});
            case 3 -> splice(bytes, at, at, new byte[] {NASTY[random.nextInt(NASTY.length)]});
            case 4 -> splice(bytes, at, line, new byte[0]);
            case 5 -> splice(bytes, line, line, Arrays.copyOfRange(bytes, at, line));
            default -> splice(bytes, at, at + 1, new byte[] {NASTY[random.nextInt(NASTY.length)]});
        };
    }

    private static int lineEnd(byte[] bytes, int from) {
        int end = from;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        return Math.min(bytes.length, end + 1);
    }

    private static byte[] splice(byte[] bytes, int from, int to, byte[] with) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, from);
        out.writeBytes(with);
        out.write(bytes, to, bytes.length - to);
        return out.toByteArray();
    }
}
