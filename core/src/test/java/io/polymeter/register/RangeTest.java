package io.polymeter.register;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RangeTest {

    @Test
    void aRangeLiesWithinTheAddressesOfADevice() {
        assertThat(new Range(0, 0x10000).end()).isEqualTo(0x10000);
        for (int[] bad : new int[][] {{-1, 1}, {0, 0}, {65535, 2}, {1, 0x10000}, {1, Integer.MAX_VALUE}}) {
            assertThatThrownBy(() -> new Range(bad[0], bad[1])).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void overlapAndContainmentAgreeWithTheRegistersThemselves() {
        for (int a = 0; a < 6; a++) {
            for (int m = 1; m < 6; m++) {
                for (int b = 0; b < 6; b++) {
                    for (int n = 1; n < 6; n++) {
                        Range first = new Range(a, m);
                        Range second = new Range(b, n);
                        int shared = 0;
                        for (int at = b; at < b + n; at++) {
                            shared += first.contains(at) ? 1 : 0;
                        }
                        assertThat(first.overlaps(second)).isEqualTo(shared > 0);
                        assertThat(first.contains(second)).isEqualTo(shared == n);
                    }
                }
            }
        }
    }

    @Test
    void aRangeIsWrittenWithItsFirstAndLastAddress() {
        assertThat(new Range(512, 280)).hasToString("512-791");
        assertThat(new Range(7, 1)).hasToString("7");
    }
}
