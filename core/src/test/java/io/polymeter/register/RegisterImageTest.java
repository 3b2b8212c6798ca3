package io.polymeter.register;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polymeter.modbus.Words;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegisterImageTest {

    /// The same picture, register by register: -1 where absent.
    private static final class Naive {
        private final int[] words;
        private final long[] instants;

        private Naive(int registers) {
            words = new int[registers];
            instants = new long[registers];
            java.util.Arrays.fill(words, -1);
        }

        private boolean covers(int from, int count) {
            for (int i = from; i < from + count; i++) {
                if (words[i] < 0) {
                    return false;
                }
            }
            return true;
        }

        private long oldestAge(int from, int count, long now) {
            long oldest = Long.MIN_VALUE;
            for (int i = from; i < from + count; i++) {
                oldest = words[i] < 0 ? oldest : Math.max(oldest, now - instants[i]);
            }
            return oldest;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void anyWritesAndRemovalsLeaveWhatARegisterByRegisterModelLeaves(long seed) {
        int registers = 60;
        Random random = new Random(seed);
        Naive naive = new Naive(registers);
        RegisterImage image = RegisterImage.EMPTY;
        for (int step = 1; step <= 400; step++) {
            int address = random.nextInt(registers);
            int count = 1 + random.nextInt(Math.min(20, registers - address));
            RegisterImage before = image;
            List<RegisterImage.Segment> segments = before.segments();
            if (random.nextInt(5) == 0) {
                image = image.without(new Range(address, count));
                java.util.Arrays.fill(naive.words, address, address + count, -1);
            } else {
                int[] values = random.ints(count, 0, 0x10000).toArray();
                image = image.with(address, Words.of(values), step);
                System.arraycopy(values, 0, naive.words, address, count);
                java.util.Arrays.fill(naive.instants, address, address + count, step);
            }
            assertThat(before.segments()).as("the picture before is untouched").isEqualTo(segments);
            assertSame(image, naive, step + 7);
            assertReadsAreSame(image, naive, random, step + 7);
        }
    }

    private static void assertSame(RegisterImage image, Naive naive, long now) {
        int next = 0;
        for (RegisterImage.Segment segment : image.segments()) {
            assertThat(segment.address()).isGreaterThanOrEqualTo(next);
            next = segment.end();
        }
        for (int i = 0; i < naive.words.length; i++) {
            Words word = image.words(i, 1);
            assertThat(word == null ? -1 : word.get(0)).isEqualTo(naive.words[i]);
            assertThat(image.oldestAge(i, 1, now)).isEqualTo(naive.oldestAge(i, 1, now));
            RegisterImage.Segment segment = image.segmentAt(i);
            assertThat(segment != null).isEqualTo(naive.words[i] >= 0);
        }
        assertThat(RegisterImage.of(image.segments()).segments()).isEqualTo(image.segments());
    }

    private static void assertReadsAreSame(RegisterImage image, Naive naive, Random random, long now) {
        for (int i = 0; i < 20; i++) {
            int from = random.nextInt(naive.words.length);
            int count = 1 + random.nextInt(naive.words.length - from);
            assertThat(image.covers(from, count)).isEqualTo(naive.covers(from, count));
            assertThat(image.oldestAge(from, count, now)).isEqualTo(naive.oldestAge(from, count, now));
            Words words = image.words(from, count);
            assertThat(words != null).isEqualTo(naive.covers(from, count));
            byte[] bytes = new byte[2 * count];
            java.util.Arrays.fill(bytes, (byte) 0x5a);
            int there = 0;
            assertThat(image.copy(from, count, bytes)).isLessThanOrEqualTo(count);
            Words copied = Words.wrap(bytes);
            for (int at = 0; at < count; at++) {
                int word = naive.words[from + at];
                there += word < 0 ? 0 : 1;
                assertThat(copied.get(at)).isEqualTo(word < 0 ? 0x5a5a : word);
                assertThat(words == null || words.get(at) == word).isTrue();
            }
            assertThat(image.copy(from, count, new byte[2 * count])).isEqualTo(there);
        }
    }

    @Test
    void unreadIsAbsentAndNotZero() {
        assertThat(RegisterImage.EMPTY.words(0, 1)).isNull();
        assertThat(RegisterImage.EMPTY.covers(0, 1)).isFalse();
        assertThat(RegisterImage.EMPTY.oldestAge(0, 65535, 5)).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void theLastRegisterIsARegister() {
        RegisterImage image = RegisterImage.EMPTY.with(65535, Words.of(7), 1);
        assertThat(image.words(65535, 1)).isEqualTo(Words.of(7));
        assertThat(image.covers(65535, 1)).isTrue();
        assertThat(image.without(new Range(65535, 1)).segments()).isEmpty();
        assertThatThrownBy(() -> RegisterImage.EMPTY.with(65535, Words.of(7, 8), 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RegisterImage.EMPTY.with(-1, Words.of(7), 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void nothingWrittenChangesNothing() {
        RegisterImage image = RegisterImage.EMPTY.with(0, Words.of(7), 1);
        assertThat(image.with(0, Words.of(), 2)).isSameAs(image);
    }

    @Test
    void runsOutOfOrderAreNoPicture() {
        var second = new RegisterImage.Segment(4, Words.of(1, 2), 1);
        var first = new RegisterImage.Segment(0, Words.of(1, 2, 3, 4, 5), 1);
        assertThatThrownBy(() -> RegisterImage.of(List.of(first, second)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("register 4");
    }

    @Test
    void agesAreRightWhereTheClockPassesItsEnd() {
        RegisterImage image = RegisterImage.EMPTY.with(0, Words.of(1), Long.MAX_VALUE - 1);
        assertThat(image.oldestAge(0, 1, Long.MIN_VALUE + 2)).isEqualTo(4);
    }

    @Test
    void aRunKnowsWhatIsHereFromALaterExchange() {
        RegisterImage image =
                RegisterImage.EMPTY.with(0, Words.of(1, 2, 3), Long.MAX_VALUE).with(3, Words.of(4), Long.MIN_VALUE);
        assertThat(image.holdsNewer(new RegisterImage.Segment(2, Words.of(9, 9), Long.MAX_VALUE)))
                .isTrue();
        assertThat(image.holdsNewer(new RegisterImage.Segment(0, Words.of(9, 9, 9), Long.MAX_VALUE)))
                .isFalse();
        assertThat(image.holdsNewer(new RegisterImage.Segment(3, Words.of(9), Long.MIN_VALUE)))
                .isFalse();
        assertThat(image.holdsNewer(new RegisterImage.Segment(4, Words.of(9), 0)))
                .isFalse();
    }
}
