package io.polymeter.app.history.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnsTest {

    private static final int WATTS = 1;
    private static final int VOLTS = 3;

    static IntStream seeds() {
        return IntStream.range(0, 140);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void wholeNumbersComeBackAsTheyWere(int seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        long[] values = new long[random.nextInt(1, 200)];
        int bits = random.nextInt(1, 58);
        long at = 0;
        for (int i = 0; i < values.length; i++) {
            long noise = random.nextLong(-(1L << bits), 1L << bits) >> random.nextInt(0, bits);
            at = random.nextInt(3) == 0 ? noise : Math.clamp(at + noise / 16, -(1L << 58), 1L << 58);
            values[i] = at;
        }
        BitWriter out = new BitWriter();
        LongColumn.write(values, out);
        byte[] bytes = out.toBytes();
        assertThat(LongColumn.read(values.length, new BitReader(bytes, 0, bytes.length)))
                .containsExactly(values);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void decimalsComeBackAsTheyWereAndTheRestToItsResolution(int seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        double[] values = new double[random.nextInt(1, 120)];
        int kind = seed % 5;
        int digits = random.nextInt(0, 5);
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(4) == 0 ? Double.NaN : value(kind, digits, random);
        }
        for (int finest : new int[] {WATTS, VOLTS}) {
            double[] back = roundTrip(values, finest);
            for (int i = 0; i < values.length; i++) {
                if (Double.isNaN(values[i])) {
                    assertThat(back[i]).isNaN();
                } else if (kind == 2 || Math.abs(values[i]) >= 1e12) {
                    assertThat(back[i]).isCloseTo(values[i], within(finest == WATTS ? 0.0501 : 0.000501));
                } else {
                    assertThat(back[i]).isEqualTo(values[i]);
                }
            }
        }
    }

    private static double value(int kind, int digits, SplittableRandom random) {
        double factor = Math.pow(10, digits);
        return switch (kind) {
            case 0 -> random.nextLong(-100_000, 100_000) / factor;
            case 1 -> 230 + random.nextInt(10) / factor;
            case 2 -> (float) random.nextDouble(-20_000, 20_000);
            case 3 -> random.nextLong(-100_000_000_000L, 100_000_000_000L) / factor;
            // Beyond what whole numbers hold: kept bit by bit.
            default -> random.nextDouble(-1, 1) * Double.MAX_VALUE;
        };
    }

    @Test
    void extremesComeBack() throws IOException {
        double[] extremes = {Double.MAX_VALUE, -Double.MAX_VALUE, Double.MIN_VALUE, 0, 1e18, -1e300, Double.NaN, 4.2};
        assertThat(roundTrip(extremes, WATTS)).containsExactly(extremes);
        double[] gap = new double[60];
        Arrays.fill(gap, Double.NaN);
        assertThat(roundTrip(gap, WATTS)).containsExactly(gap);
    }

    @Test
    void whatDoesNotChangeTakesAFewBytes() {
        double[] constant = new double[60];
        Arrays.fill(constant, 49.987);
        BitWriter out = new BitWriter();
        ValueColumn.write(constant, VOLTS, out);
        assertThat(out.toBytes()).hasSizeLessThan(6);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aggregatesComeBack(int seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        Aggregates made = new Aggregates(60);
        boolean huge = seed % 7 == 0;
        for (int i = 0; i < 60; i++) {
            int covered = random.nextInt(3) == 0 ? 0 : random.nextInt(1, 60);
            for (int j = 0; j < covered; j++) {
                made.add(i, huge ? random.nextDouble(-1e200, 1e200) : random.nextInt(-9_000, 9_000) / 1000.0);
            }
        }
        byte[] bytes = made.toBytes(VOLTS);
        Aggregates back = Aggregates.read(60, new BitReader(bytes, 0, bytes.length));
        for (int i = 0; i < 60; i++) {
            assertThat(back.covered(i)).isEqualTo(made.covered(i));
            if (made.has(i)) {
                assertThat(back.min(i)).isEqualTo(made.min(i));
                assertThat(back.max(i)).isEqualTo(made.max(i));
                double error = huge ? 1e188 : 0.000501;
                assertThat(back.mean(i)).isCloseTo(made.mean(i), within(error));
            }
        }
    }

    /// A chunk that the disk returns wrongly is refused or gives other numbers; it never hangs or takes all
    /// memory.
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void aDamagedChunkIsRefusedOrRead(int seed) {
        Random random = new Random(seed);
        TreeMap<Integer, byte[]> bodies = new TreeMap<>();
        for (int id = 1; id < 20; id++) {
            double[] values = new double[60];
            for (int i = 0; i < values.length; i++) {
                values[i] = random.nextInt(5) == 0 ? Double.NaN : random.nextInt(1000) / 10.0;
            }
            bodies.put(id, new SecondSeries(values, id % 2 == 0 ? 3.5 : Double.NaN).toBytes(WATTS));
        }
        byte[] whole = ChunkBody.write(60, bodies);
        for (int round = 0; round < 2_000; round++) {
            byte[] damaged =
                    Arrays.copyOf(whole, random.nextInt(10) == 0 ? random.nextInt(whole.length) : whole.length);
            for (int i = 0; i < 3 && damaged.length > 0; i++) {
                damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                new ChunkBody(damaged)
                        .each((id, in) -> assertThat(
                                        SecondSeries.read(60, id % 2 == 0, in).values())
                                .hasSize(60));
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("chunk");
            }
        }
    }

    @Test
    void aChunkThatIsCutOffIsRefused() {
        TreeMap<Integer, byte[]> bodies = new TreeMap<>();
        bodies.put(1, new SecondSeries(new double[] {1, 2, 3}, Double.NaN).toBytes(WATTS));
        byte[] whole = ChunkBody.write(3, bodies);
        assertThatThrownBy(() -> new ChunkBody(Arrays.copyOf(whole, whole.length - 1)).each((_, _) -> {}))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> new ChunkBody(new byte[0])).isInstanceOf(IOException.class);
    }

    private static double[] roundTrip(double[] values, int finest) throws IOException {
        BitWriter out = new BitWriter();
        ValueColumn.write(values, finest, out);
        byte[] bytes = out.toBytes();
        return ValueColumn.read(values.length, new BitReader(bytes, 0, bytes.length));
    }
}
