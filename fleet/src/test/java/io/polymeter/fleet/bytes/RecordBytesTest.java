package io.polymeter.fleet.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is written is read, and nothing else is.
class RecordBytesTest {

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, 63, 64, -64, -65, 1L << 35, Long.MAX_VALUE, Long.MIN_VALUE})
    void everyNumberComesBack(long value) {
        byte[] bytes = new RecordWriter(1)
                .number(value)
                .fixed(value)
                .optional(value)
                .optional(null)
                .bytes();
        RecordReader in = new RecordReader(bytes);
        assertThat(in.number()).isEqualTo(value);
        assertThat(in.fixed()).isEqualTo(value);
        assertThat(in.optional()).isEqualTo(value);
        assertThat(in.optional()).isNull();
    }

    @Test
    void textsChunksTruthsAndRealsComeBack() {
        byte[] bytes = new RecordWriter(1)
                .text("Zähler")
                .chunk(new byte[] {1, 2, 3})
                .truth(true)
                .truth(false)
                .real(-0.0)
                .real(Double.NaN)
                .bytes();
        RecordReader in = new RecordReader(bytes);
        assertThat(in.text()).isEqualTo("Zähler");
        assertThat(in.chunk()).containsExactly(1, 2, 3);
        assertThat(in.truth()).isTrue();
        assertThat(in.truth()).isFalse();
        assertThat(Double.doubleToRawLongBits(in.real())).isEqualTo(Double.doubleToRawLongBits(-0.0));
        assertThat(in.real()).isNaN();
        assertThatExceptionOfType(MalformedRecordException.class).isThrownBy(in::number);
    }

    @Test
    void everyCutIsRefusedAndNothingIsAllocatedForALengthThatIsNotThere() {
        byte[] whole =
                new RecordWriter(8).text("a text of some length").fixed(7).bytes();
        for (int cut = 0; cut < whole.length; cut++) {
            RecordReader in = new RecordReader(Arrays.copyOf(whole, cut));
            assertThatExceptionOfType(MalformedRecordException.class)
                    .as("cut at %d", cut)
                    .isThrownBy(() -> {
                        in.text();
                        in.fixed();
                    });
        }
        RecordReader huge =
                new RecordReader(new RecordWriter(8).number(Integer.MAX_VALUE).bytes());
        assertThatExceptionOfType(MalformedRecordException.class).isThrownBy(huge::chunk);
        RecordReader negative = new RecordReader(new RecordWriter(8).number(-1).bytes());
        assertThatExceptionOfType(MalformedRecordException.class).isThrownBy(() -> negative.count(10));
        RecordReader endless = new RecordReader(new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1});
        assertThatExceptionOfType(MalformedRecordException.class).isThrownBy(endless::number);
    }
}
