package io.polymeter.lab.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// mbpoll, the program people try a meter with.
public final class Mbpoll {

    private static final Pattern VALUE = Pattern.compile("^\\[\\d+]:\\s+0x(\\p{XDigit}{4})");

    private Mbpoll() {}

    /// Reads holding registers, as the other peers print them.
    public static String read(String endpoint, int address, int count) throws IOException {
        Outcome outcome = run(endpoint, List.of("-1", "-t", "4:hex", "-r", address + "", "-c", count + ""), List.of());
        assertThat(outcome.exit()).as("%s", outcome).isZero();
        return outcome.out()
                .lines()
                .map(VALUE::matcher)
                .filter(matcher -> matcher.find())
                .map(matcher -> HexFormat.of().toHexDigits(Integer.parseInt(matcher.group(1), 16), 4))
                .collect(Collectors.joining(" "));
    }

    /// Reads what is refused; the words it has for that.
    public static String refused(String endpoint, int address, int count) throws IOException {
        Outcome outcome = run(endpoint, List.of("-1", "-t", "4:hex", "-r", address + "", "-c", count + ""), List.of());
        assertThat(outcome.exit()).as("%s", outcome).isNotZero();
        return outcome.out() + outcome.err();
    }

    /// Writes holding registers.
    public static Outcome write(String endpoint, int address, int... words) throws IOException {
        List<String> values = new ArrayList<>();
        for (int word : words) {
            values.add(String.valueOf(word));
        }
        return run(endpoint, List.of("-t", "4", "-r", address + ""), values);
    }

    private static Outcome run(String endpoint, List<String> options, List<String> values) throws IOException {
        // Addresses from 0, unit 1.
        List<String> command = new ArrayList<>(List.of("mbpoll", "-0", "-a", "1"));
        command.addAll(options);
        String[] parts = endpoint.split(":", -1);
        if (parts[0].equals("rtu")) {
            command.addAll(List.of("-m", "rtu", "-b", "38400", "-P", "none", "-s", "2", parts[1]));
        } else {
            command.addAll(List.of("-m", "tcp", "-p", parts[2], parts[1]));
        }
        command.addAll(values);
        return Outcome.of(command);
    }
}
