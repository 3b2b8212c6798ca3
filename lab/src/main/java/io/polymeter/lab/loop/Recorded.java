package io.polymeter.lab.loop;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Columns of the tables beside the lab's classes: recorded households, and figures of others.
final class Recorded {

    private Recorded() {}

    /// 6 h of house 1 of the Rainforest Automation Energy data set, a value each second, watts.
    static double[] house() {
        return column("/traces/rae-house-1.csv", 1);
    }

    /// 7 h of a prosumer in Cyprus, a value each 30 s, watts.
    ///
    /// @param solar what was produced; else what was drawn
    static double[] prosumer(boolean solar) {
        return column("/traces/cyprus-prosumer.csv", solar ? 2 : 1);
    }

    private static double[] column(String file, int index) {
        return rows(file).stream()
                .mapToDouble(row -> Double.parseDouble(row[index]))
                .toArray();
    }

    /// The lines below the heading.
    static List<String[]> rows(String file) {
        try (InputStream in = Recorded.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("no file " + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .skip(1)
                    .map(line -> line.split(","))
                    .toList();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
