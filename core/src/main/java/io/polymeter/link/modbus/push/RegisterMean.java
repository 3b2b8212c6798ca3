package io.polymeter.link.modbus.push;

import io.polymeter.modbus.Words;
import io.polymeter.profile.Profile;
import io.polymeter.profile.Row;
import io.polymeter.register.Range;
import java.util.HashMap;
import java.util.Map;

/// The mean of a block's values over an interval, as registers. What is text or reserved keeps its latest
/// words.
final class RegisterMean {

    private final Profile profile;
    private final Range block;
    private final Map<Row, double[]> sums = new HashMap<>();

    RegisterMean(Profile profile, Range block) {
        this.profile = profile;
        this.block = block;
    }

    /// Takes one more cycle into account.
    void add(Words words) {
        for (Row row : profile.rows()) {
            if (block.contains(row.range()) && !row.format().encoding().isText()) {
                double raw = row.format()
                        .encoding()
                        .decode(part(row, words), row.format().lowWordFirst());
                double[] sum = sums.computeIfAbsent(row, r -> new double[2]);
                sum[0] += raw;
                sum[1]++;
            }
        }
    }

    /// The means since the last call, in place of the values of `latest`.
    Words take(Words latest) {
        byte[] bytes = new byte[2 * latest.count()];
        latest.copyTo(0, latest.count(), bytes, 0);
        sums.forEach((row, sum) -> {
            int at = 2 * (row.range().address() - block.address());
            row.format().encoding().encode(sum[0] / sum[1], row.format().lowWordFirst(), bytes, at);
        });
        sums.clear();
        return Words.wrap(bytes);
    }

    private Words part(Row row, Words words) {
        return words.slice(row.range().address() - block.address(), row.range().count());
    }
}
