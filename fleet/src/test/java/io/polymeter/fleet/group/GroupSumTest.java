package io.polymeter.fleet.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.fleet.bytes.RecordWriter;
import io.polymeter.fleet.site.Share;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Records of sums and of what changes them.
class GroupSumTest {

    @Test
    void whatIsWrittenIsRead() {
        GroupSum sum = new GroupSum(new Share(42, -7, 3), 9);
        assertThat(GroupSum.of(sum.bytes())).isEqualTo(sum);
    }

    @ParameterizedTest
    @CsvSource({"9, 0, 9", "0, 4, 4", "7, 5, 5", "0, 0, 0"})
    void recordsOfOlderVersionsHaveTwoCounts(int importers, int exporters, int meters) {
        byte[] share = new RecordWriter(32)
                .number(42)
                .number(7)
                .number(importers)
                .number(exporters)
                .bytes();
        byte[] sum = new RecordWriter(32)
                .number(42)
                .number(7)
                .number(importers)
                .number(exporters)
                .number(6)
                .bytes();
        assertThat(Share.of(share)).isEqualTo(new Share(42, 7, meters));
        assertThat(GroupSum.of(sum)).isEqualTo(new GroupSum(new Share(42, 7, meters), 6));
    }
}
